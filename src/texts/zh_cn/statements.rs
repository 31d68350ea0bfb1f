//! What stands against the steps of a statement, and what to do about it.

use crate::agreement::codes::SlipNo;
use crate::agreement::registers::FiledSheet;
use crate::workflow::StatementRefusal;
use crate::workflow::confirm_statement::Hindrance;

/// Why something could not be done with a statement.
pub fn refusal(refusal: &StatementRefusal) -> String {
    match refusal {
        StatementRefusal::NotConfirmable(hindrances) => {
            let why: Vec<String> = hindrances.iter().map(hindrance).collect();
            format!("结算单暂时不能确认。{}", why.join(""))
        }
        StatementRefusal::KeptBack { by, note } => format!("{by} 已暂缓本结算单：{note}。问题解决后请单独批准。"),
        StatementRefusal::OwnCorrection => "本结算单含有您录入的更正，须由另一位营销经理批准。".to_owned(),
        StatementRefusal::Payments(faults) => super::payments::faults(faults),
        StatementRefusal::Invoice(refusal) => super::payments::invoice(refusal),
        StatementRefusal::NothingToRelease => "没有等待付款的已批准结算单。".to_owned(),
        StatementRefusal::BankAnswer(outcome) => super::payments::outcome(outcome),
        StatementRefusal::HasPayment => "本结算单有应付金额，只能凭银行结果结清。请导入银行付款结果。".to_owned(),
        StatementRefusal::StillOpen => "结算单仍是草稿，会自动重算；确认之后才能申诉、更正或下载证据包。".to_owned(),
        StatementRefusal::NoSuchLine { lines } => format!("结算单没有这一行；行号为 1 至 {lines}。"),
        StatementRefusal::NoSuchSlip => "本月没有这个编号的维修单。".to_owned(),
        StatementRefusal::AmountOutOfRange => {
            "金额不能为 0，也不能超过 10,000,000,000.00；申诉成立的金额须为正数。".to_owned()
        }
        StatementRefusal::AlreadyDisputed { dispute } => format!("同一事项已在申诉中（申诉 {dispute}），请等待答复。"),
        StatementRefusal::DisputeSettled => "该申诉已有结论。".to_owned(),
        StatementRefusal::Attachment(fault) => super::disputes::attachment(fault),
    }
}

/// What stands against confirming a statement.
pub fn hindrance(hindrance: &Hindrance) -> String {
    match hindrance {
        Hindrance::MonthNotOver { last_day } => format!("本月到 {last_day} 才结束。"),
        Hindrance::EarlierDraft { period } => format!("请先确认 {period}，它仍是草稿。"),
        Hindrance::BeingRecomputed => "有数据变动，草稿正在重算，请稍后再试。".to_owned(),
        Hindrance::SheetMissing { sheet: FiledSheet::Slips, until } => {
            format!("维修单尚未报送，等待至 {until}；没有维修时可报送空表。")
        }
        Hindrance::SheetMissing { sheet: FiledSheet::Feedback, until } => {
            format!("质量信息反馈单尚未报送，等待至 {until}。")
        }
        Hindrance::LotNotDrawn => "本月尚未抽样，请先抽样并回访用户。".to_owned(),
        Hindrance::SlipsHeld { slips, count } => {
            let named: Vec<&str> = slips.iter().map(SlipNo::as_str).collect();
            format!("有 {count} 张维修单待审核或待回访：{}。", named.join("、"))
        }
    }
}
