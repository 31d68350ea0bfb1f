//! Why a payment could not be made, and what the bank's answers came to.

use crate::store::payments::PaymentState;
use crate::workflow::import_bank_result::RowOutcome;
use crate::workflow::release_payments::{PaymentFault, PaymentProblem};

/// How many faults a sentence names; the others are counted.
const FAULTS_NAMED_MAX: usize = 20;

/// Why a batch could not be made.
pub fn faults(faults: &[PaymentFault]) -> String {
    let named: Vec<String> = faults.iter().take(FAULTS_NAMED_MAX).map(fault).collect();
    let more = faults.len() - named.len();
    let more = if more == 0 { String::new() } else { format!("另有 {more} 处。") };
    format!("没有生成付款批次。{}{more}", named.join(""))
}

/// Why a statement cannot go into a batch, and the way out.
pub fn fault(fault: &PaymentFault) -> String {
    let (dealer, period) = (&fault.dealer, fault.period);
    let problem = match &fault.problem {
        PaymentProblem::Unknown => "没有这张结算单。".to_owned(),
        PaymentProblem::Doubled => "重复列出。".to_owned(),
        PaymentProblem::Step(refused) => super::verbs::step(*refused),
        PaymentProblem::UnderWay { batch } => format!("已在付款批次 {batch} 中。"),
        PaymentProblem::AccountMissing => "经销商没有已批准的银行账户，请录入并由第二人批准。".to_owned(),
        PaymentProblem::AccountUnderChange => "银行账户变更尚待第二人决定，请先处理。".to_owned(),
    };
    format!("{dealer} {period}：{problem}")
}

/// 读不了的银行结果表。
pub fn bank_sheet_refused(faults: usize) -> String {
    format!("银行结果表未导入，共 {faults} 处错误；请改正后重新上传。")
}

/// What a row of the bank's sheet came to.
pub fn outcome(outcome: &RowOutcome) -> String {
    match outcome {
        RowOutcome::Paid => "已付。".to_owned(),
        RowOutcome::Refused => "银行退回；结算单可进入新的付款批次。".to_owned(),
        RowOutcome::AlreadyKnown => "此前已登记，没有变化。".to_owned(),
        RowOutcome::UnknownReference => "没有这个付款编号。".to_owned(),
        RowOutcome::AmountDiffers { sent } => format!("送出的金额是 {sent}，未登记。"),
        RowOutcome::AnsweredBefore { state } => format!("银行此前的结果是“{}”，未登记。", self::state(*state)),
        RowOutcome::Step(refused) => super::verbs::step(*refused),
    }
}

/// What became of a payment.
pub fn state(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Sent => "已送出",
        PaymentState::Paid => "已付",
        PaymentState::Refused => "退回",
    }
}
