//! Evidence, in Chinese.

use crate::texts::evidence::ComputationWords;
use crate::workflow::verify_binder::{Checked, FileFault, Part};

/// The words of a computation.
pub const COMPUTATION: ComputationWords = ComputationWords {
    title: "结算单计算过程",
    slips: "维修单，按判定顺序（协议第 4 条）",
    claim_value: "核定金额",
    pays: "支付",
    lot: "抽样（协议 6.1、6.2）",
    lot_size: "批量",
    failed: "不合格",
    seed: "抽样种子",
    lines: "结算单各行及累计（协议第 7 条）",
    fees_paid: "限额内支付的维修费（7.1）：",
    net: "各行合计（7.2）：",
    payable: "应付金额（7.2）：",
    carried: "结转下期余额（7.2）：",
    due: "付款期限（7.3）：",
    unbound: "本月最后一天没有约束该经销商的协议，因此没有结算单（1.2）。",
};

/// One thing that was checked.
pub fn checked(checked: &Checked) -> String {
    match checked {
        Checked::File { name, fault: None } => format!("一致    文件 {name}"),
        Checked::File { name, fault: Some(FileFault::Changed) } => format!("不一致  文件 {name} 与清单所列不同"),
        Checked::File { name, fault: Some(FileFault::Missing) } => format!("不一致  缺少文件 {name}"),
        Checked::File { name, fault: Some(FileFault::Unlisted) } => format!("不一致  清单中没有文件 {name}"),
        Checked::Withheld { name } => format!("未附    文件 {name} 含用户资料，清单中列有其哈希值"),
        Checked::Entry { seq, holds: true } => format!("一致    审计记录 {seq}"),
        Checked::Entry { seq, holds: false } => format!("不一致  审计记录 {seq} 已被改动"),
        Checked::Inputs { recorded: None } => "说明    所附审计记录未载明确认时的依据".to_owned(),
        Checked::Inputs { recorded: Some(true) } => "一致    计算依据与确认时相同".to_owned(),
        Checked::Inputs { recorded: Some(false) } => "不一致  计算依据与确认时不同".to_owned(),
        Checked::Unusable => "不一致  无法根据所附依据计算".to_owned(),
        Checked::Computed { part, said, came } if said == came => format!("一致    {} {said}", name(part)),
        Checked::Computed { part, said, came } => {
            format!("不一致  {}：卷宗所载为 {said}，按规则计算为 {came}", name(part))
        }
    }
}

fn name(part: &Part) -> String {
    match part {
        Part::Slip(no) => format!("维修单 {no}"),
        Part::Lot => "抽样".to_owned(),
        Part::Line(number) => format!("第 {number} 行"),
        Part::Sums => "合计".to_owned(),
        Part::Text(file) => format!("文本 {file}"),
    }
}

/// What a binder came to.
pub const fn verified(holds: bool) -> &'static str {
    if holds {
        "卷宗完整，按所附依据计算的结果与其所载一致。"
    } else {
        "卷宗不成立，见上列不一致之处。"
    }
}

/// A file that is no binder.
pub fn not_a_binder(part: &str) -> String {
    format!("这不是证据卷宗：无法读取 {part}。请从系统重新下载。")
}
