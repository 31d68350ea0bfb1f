//! Why a rule hit, in Chinese.

use crate::agreement::decision::{Code, Hit};
use crate::agreement::slip::{Area, Cause};

/// One sentence with the facts.
pub fn reason(hit: &Hit) -> String {
    match hit {
        Hit::Incomplete { blank } => {
            let columns: Vec<&str> = blank.iter().map(|column| column_words(column)).collect();
            format!("以下栏目不能为空：{}。", columns.join("、"))
        }
        Hit::Unsigned => "用户没有签字。".to_owned(),
        Hit::NotUnderWarrantyService { class } => {
            format!("服务类别为 {}，只有 C 类由甲方结算。", class.as_str())
        }
        Hit::OutsidePeriod { repaired_on } => format!("维修日期 {repaired_on} 不在申报月份内。"),
        Hit::DuplicateSlip { filed_for } => format!("该维修单号已在 {filed_for} 申报过。"),
        Hit::TooManyReissues { place, reissued_slips_max } => {
            format!("本月第 {place} 张补单，最多允许 {reissued_slips_max} 张。")
        }
        Hit::UnknownModel { model } => format!("产品型号 {model} 没有登记。"),
        Hit::NoAgreement { line, repaired_on } => {
            format!("{repaired_on} 没有有效协议覆盖该经销商和产品线 {line}。")
        }
        Hit::UnregisteredSerial { serial } => format!("机身编号 {serial} 没有登记。"),
        Hit::ModelMismatch { registered } => format!("该机身编号登记的型号是 {registered}。"),
        Hit::SoldByAnotherDealer { dealer, served: true } => format!("该机由经销商 {dealer} 销售，仅作记录。"),
        Hit::SoldByAnotherDealer { dealer, served: false } => {
            format!("该机由经销商 {dealer} 销售，按协议不在此结算。")
        }
        Hit::OutOfWarranty { sold_on, last_day, reported_on } => {
            format!("{reported_on} 报修；{sold_on} 销售，保修至 {last_day}。")
        }
        Hit::SaleDateDiffers { registered, on_slip } => {
            format!("维修单上的销售日期是 {on_slip}，登记的是 {registered}，以登记为准。")
        }
        Hit::NotAProductFault { cause } => format!("故障原因是{}，由用户付费。", cause_words(*cause)),
        Hit::UnregisteredTechnician { technician } => {
            format!("维修日期当天，{technician} 不在该经销商的维修员名单上。")
        }
        Hit::UnknownPart { part } => format!("配件 {part} 没有登记。"),
        Hit::PartNotForProduct { part, part_line } => {
            format!("配件 {part} 属于产品线 {part_line}，不是该产品的配件。")
        }
        Hit::RepeatRepair { earlier_on, repeat_repair_days } => {
            format!("同一台机器的同一故障已于 {earlier_on} 维修，{repeat_repair_days} 天内不重复结算。")
        }
        Hit::PartQtyAboveMaximum { part, qty, max_per_repair } => {
            format!("配件 {part} 用了 {qty} 件，单次维修最多 {max_per_repair} 件。")
        }
        Hit::RepairsExceedSales { repairs_max, units } => {
            format!("保修期内销售 {units} 台，本月该产品线的维修超过 {repairs_max} 次，需要复核。")
        }
        Hit::PartExceedsStock { part, qty, on_hand } => {
            format!("配件 {part} 用了 {qty} 件，库存只有 {on_hand} 件。")
        }
        Hit::SameDayElsewhere { dealer } => format!("经销商 {dealer} 在同一天申报了同一台机器。"),
        Hit::FeeAboveTariff { claimed, tariff } => format!("申报 {claimed} 元，标准是 {tariff} 元，按标准结算。"),
        Hit::LateService { area, hours_max, minutes, .. } => {
            format!("用了 {minutes} 分钟，{}限 {hours_max} 小时。", area_words(*area))
        }
        Hit::CallbackFabricated { called_on } => format!("{called_on} 回访：用户没有这次维修，弄虚作假。"),
        Hit::CallbackMismatch { called_on } => format!("{called_on} 回访：用户所述与维修单不符。"),
        Hit::CallbackWrongNumber { called_on } => format!("{called_on} 回访：空号或错号。"),
        Hit::CallbackPending { drawn: true } => "已被抽中回访，等待回访结果。".to_owned(),
        Hit::CallbackPending { drawn: false } => "补单，等待回访结果。".to_owned(),
        Hit::LotRejected { failed, accept_number } => {
            format!("本月抽查 {failed} 张不合格，允许 {accept_number} 张；未经用户确认的维修单都要等待回访。")
        }
        Hit::HouseCheck(hit) => hit.message.clone(),
    }
}

/// What a rule looks for, as the short name of its code.
pub const fn rule(code: Code) -> &'static str {
    match code {
        Code::Incomplete => "资料不全",
        Code::Unsigned => "用户未签字",
        Code::NotUnderWarrantyService => "非保修服务",
        Code::OutsidePeriod => "不在申报月份",
        Code::DuplicateSlip => "重复申报",
        Code::TooManyReissues => "补单过多",
        Code::UnknownModel => "型号未登记",
        Code::NoAgreement => "没有有效协议",
        Code::UnregisteredSerial => "机身编号未登记",
        Code::ModelMismatch => "型号不符",
        Code::SoldByAnotherDealer => "他商销售",
        Code::OutOfWarranty => "超出保修期",
        Code::SaleDateDiffers => "销售日期不符",
        Code::NotAProductFault => "非产品质量问题",
        Code::UnregisteredTechnician => "维修员未登记",
        Code::UnknownPart => "配件未登记",
        Code::PartNotForProduct => "配件不适用",
        Code::RepeatRepair => "重复维修",
        Code::PartQtyAboveMaximum => "配件超量",
        Code::RepairsExceedSales => "维修量超过销量",
        Code::PartExceedsStock => "配件超出库存",
        Code::SameDayElsewhere => "同日他商维修",
        Code::FeeAboveTariff => "费用超标准",
        Code::LateService => "服务超时",
        Code::CallbackFabricated => "回访：弄虚作假",
        Code::CallbackMismatch => "回访：资料不详",
        Code::CallbackWrongNumber => "回访：空号错号",
        Code::CallbackPending => "等待回访",
        Code::LotRejected => "抽查不合格",
        Code::HouseCheck => "自定义检查",
    }
}

fn column_words(column: &str) -> &str {
    match column {
        "product_model" => "产品型号",
        "serial_no" => "机身编号",
        "customer_name" => "用户姓名",
        "customer_phone" => "联系电话",
        "customer_address" => "地址",
        "reported_at" => "报修时间",
        "repair_date" => "维修日期",
        "fault_description" => "故障现象",
        "technician" => "维修员",
        other => other,
    }
}

fn cause_words(cause: Cause) -> &'static str {
    match cause {
        Cause::ProductDefect => "产品质量",
        Cause::UserDamage => "人为损坏",
        Cause::ForceMajeure => "不可抗力",
        Cause::Installation => "安装问题",
    }
}

fn area_words(area: Area) -> &'static str {
    match area {
        Area::City => "市区",
        Area::County => "郊县",
    }
}
