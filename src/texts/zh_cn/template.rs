//! What the sheets say that dealers fill in, in Chinese.

use crate::agreement::registers::{Dealer, FiledSheet};
use crate::calendar::Period;

/// The tab.
pub const fn tab(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "维修单",
        FiledSheet::Feedback => "质量反馈",
    }
}

/// Whose it is.
pub fn title(sheet: FiledSheet, dealer: &Dealer, period: Period) -> String {
    let name = match sheet {
        FiledSheet::Slips => "维修单汇总表",
        FiledSheet::Feedback => "质量信息反馈单",
    };
    format!("{} {}　{}　{name}", dealer.code, dealer.name, period.first_day().format("%Y年%-m月"))
}

/// What is to be known.
pub fn lead(sheet: FiledSheet, returned: usize) -> String {
    let how = match sheet {
        FiledSheet::Slips => "每个配件一行，同一维修单号的各行除配件外要一致。",
        FiledSheet::Feedback => "每种故障一行；没有问题时，只交表头即可。",
    };
    let back = if returned == 0 {
        String::new()
    } else {
        format!("已填好上次未报送的 {returned} 行，红色单元格需要改正。")
    };
    format!("带 * 的列不能缺少。鼠标移到表头上看填法。{how}{back}")
}

/// How a column is filled in.
pub fn note(sheet: FiledSheet, column: &str) -> &'static str {
    match (sheet, column) {
        (_, "slip_no") => "必填。一张单一个号；同一单用了几种配件，就用同一个号写几行。",
        (_, "service_class") => "A 用户付费，B 服务合同，C 保修免费，D 内部；空着按 C。只有 C 由甲方结算（4.3）。",
        (FiledSheet::Slips, "product_model") => "从列表选。必须与登记的型号一致（4.6、4.9）；空着的单无效（4.1）。",
        (FiledSheet::Feedback, "product_model") => "从列表选产品型号。",
        (_, "serial_no") => "按机身铭牌填写，文本格式。没有登记的不付款（4.8）；空着的单无效（4.1）。",
        (_, "sale_date") => "日期，如 2026-03-05。与登记不同时以登记为准（4.11）。",
        (_, "customer_name" | "customer_address") => "空着的单无效（4.1）。",
        (_, "customer_phone") => "甲方按此号码回访；空号、错号的单无效（4.1、4.23）。",
        (_, "area") => "市区或郊县；空着按市区。两者的服务时限不同（4.21）。",
        (_, "reported_at") => "日期和时间，如 2026-03-05 14:30。保修期按这一天计算（4.11）；空着的单无效（4.1）。",
        (_, "arrived_at") => "日期和时间，如 2026-03-05 16:00。",
        (_, "repair_date") => "日期，如 2026-03-05。必须在本月内（4.4）；空着的单无效（4.1）。",
        (_, "completed_at") => "日期和时间，如 2026-03-05 17:20。用来核对服务时限（4.21）。",
        (FiledSheet::Slips, "fault_code") => "故障代码。同一台机器短期内同一故障再次维修一般不付款（4.15）。",
        (FiledSheet::Feedback, "fault_code") => "故障代码。",
        (FiledSheet::Slips, "fault_description") => "用户反映的现象；空着的单无效（4.1）。",
        (FiledSheet::Feedback, "fault_description") => "故障现象，写清楚在什么情况下出现。",
        (_, "cause") => "产品质量、人为损坏、不可抗力、安装问题；空着按产品质量。只有产品质量由甲方付款（4.12）。",
        (_, "work_done") => "做了什么维修。",
        (_, "service_mode") => "店内或上门；空着按店内。上门另有上门费（4.30）。",
        (FiledSheet::Slips, "part_no") => "从列表选本产品线的配件（4.14）；没有换件就空着。",
        (FiledSheet::Feedback, "part_no") => "与故障有关的配件，从列表选；没有就空着。",
        (_, "part_qty") => "整数，至少 1；有配件而空着按 1。超过单次最大用量的要审核（4.16）。",
        (_, "old_parts_returned") => "交回的旧件数，整数。",
        (_, "claimed_fee") => "金额（元），最多两位小数；空着按协议标准。高于标准的按标准付（4.20）。",
        (_, "technician") => "从列表选登记的维修员（4.13）；空着的单无效（4.1）。",
        (_, "customer_signed") => "是或否；空着按否。用户没有签字的单无效（4.2）。",
        (_, "dealer_callback_on") => "经销商自己回访用户的日期，如 2026-03-08；没有回访就空着。",
        (_, "reissued") => "是或否；空着按否。遗失后补开的单填“是”，每月数量有限（4.5）。",
        (_, "occurrences") => "本月发生的次数，整数。",
        (_, "severity") => "安全、功能、外观。涉及人身安全的一定选“安全”。",
        (_, "suspected_cause") => "您认为的原因。",
        (_, "suggestion") => "希望怎样改进。",
        _ => "",
    }
}
