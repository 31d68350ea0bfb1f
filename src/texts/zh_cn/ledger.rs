//! The ledger's accounts and entries, in Chinese.

use crate::agreement::ledger::{Account, BankAnswered, Cause};
use crate::agreement::statement::LineKind;
use crate::calendar::Day;

/// What stood before a journal begins.
pub const OPENING: &str = "期初余额";
/// What must stand where a journal ends.
pub const CLOSING: &str = "按结算单和付款核对的期末余额";

/// What an account is called.
pub const fn account(account: Account) -> &'static str {
    match account {
        Account::Bank => "银行存款",
        Account::DealerBalance => "经销商结转余额",
        Account::DealerPayable => "应付经销商款",
        Account::PaymentsInTransit => "在途付款",
        Account::PaymentsReturned => "付款后退回待补付",
        Account::AllowanceCarried => "结转的超额维修费",
        Account::Opening => "期初余额",
        Account::PartsRecovered => "未返还旧件收回",
        Account::GoodsReturnsRecovered => "退货费用收回",
        Account::ComplaintFines => "投诉罚款",
        Account::LateServiceFines => "服务超时罚款",
        Account::DealerCallbackFines => "经销商自行回访罚款",
        Account::FabricationPenalties => "虚假维修单罚款",
        Account::FeedbackPenalties => "质量信息反馈扣款",
        Account::AllowanceLapsed => "失效的超额维修费",
        Account::AllowanceTakenBack => "收回的超额预付",
        Account::WarrantyFees => "保修维修费",
        Account::AllowanceReturned => "返还的未用维修费",
        Account::Adjustments => "以前结算单的调整",
    }
}

/// What an entry is for.
pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Lapsed => "上年结转的超额维修费失效".to_owned(),
        Cause::Line { kind, .. } => line_kind(*kind).to_owned(),
        Cause::CarriedForward => "余额结转下期".to_owned(),
        Cause::Released { reference, .. } => format!("付款 {reference} 已放款"),
        Cause::Answered { reference, answer: BankAnswered::Paid, .. } => format!("付款 {reference} 已支付"),
        Cause::Answered { reference, answer: BankAnswered::Refused, .. } => format!("付款 {reference} 被银行退回"),
        Cause::Returned { reference, .. } => format!("付款 {reference} 支付后又被银行退回"),
    }
}

/// What a line of a statement is for.
pub const fn line_kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Fees => "维修费",
        LineKind::AllowanceBroughtForward => "上期结转维修费",
        LineKind::AllowanceCarriedForward => "结转下期维修费",
        LineKind::UnreturnedParts => "未返还旧件",
        LineKind::GoodsReturns => "退货费用",
        LineKind::ComplaintFines => "投诉罚款",
        LineKind::LateServiceFines => "服务超时罚款",
        LineKind::DealerCallbackFine => "自行回访不足罚款",
        LineKind::FabricationPenalty => "假一罚十",
        LineKind::FeedbackPenalty => "质量信息反馈扣款",
        LineKind::UnusedAllowance => "未用维修费返还",
        LineKind::AllowanceExcess => "超额维修费收回",
        LineKind::Adjustment => "调整",
        LineKind::BalanceBroughtForward => "上期结转余额",
    }
}

/// The head of a journal.
pub fn title(first: Day, last: Day) -> String {
    format!("三包结算分录：{first} 至 {last}")
}
