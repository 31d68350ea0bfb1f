//! Why a payment could not be made, and what the bank's answers came to.

use crate::store::payments::PaymentState;
use crate::texts::{BankSheetWords, PaymentWords};
use crate::workflow::enter_invoice::InvoiceRefusal;
use crate::workflow::import_bank_result::RowOutcome;
use crate::workflow::release_payments::{AccountField, PaymentFault, PaymentNote, PaymentProblem};

/// The words of the workbook of a batch.
pub const WORDS: PaymentWords = PaymentWords {
    sheet: "付款明细",
    top: ["付款批次", "SHA-256", "制单", "付款人", "付款账号", "付款行", "合计大写"],
    columns: [
        "序号",
        "经销商编码",
        "经销商",
        "月份",
        "户名",
        "开户行",
        "联行号",
        "账号",
        "金额",
        "大写金额",
        "币种",
        "付款编号",
        "发票号码",
        "开票日期",
        "应付日期",
    ],
    total: "合计",
};

/// The words of the bank's sheet.
pub const BANK_SHEET: BankSheetWords = BankSheetWords {
    sheet: "批量转账",
    columns: [
        "序号",
        "付款账号",
        "收款账号",
        "收款户名",
        "收款开户行",
        "收款行联行号",
        "金额",
        "币种",
        "用途",
        "付款编号",
        "批次摘要",
    ],
    purpose: "三包维修费",
};

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
    let problem = problem(&fault.problem);
    match &fault.statement {
        Some((dealer, period)) => format!("{dealer} {period}：{problem}"),
        None => problem,
    }
}

fn problem(problem: &PaymentProblem) -> String {
    match problem {
        PaymentProblem::PayerMissing => "尚未设置付款账户，请管理员在付款设置中填写付款人。".to_owned(),
        PaymentProblem::Unknown => "没有这张结算单。".to_owned(),
        PaymentProblem::Doubled => "重复列出，请只列一次。".to_owned(),
        PaymentProblem::Step(refused) => super::verbs::step(*refused),
        PaymentProblem::UnderWay { batch } => format!("已在付款批次 {batch} 中，请剔除。"),
        PaymentProblem::AccountMissing => "经销商没有已批准的银行账户，请录入并由第二人批准。".to_owned(),
        PaymentProblem::AccountUnderChange => "银行账户变更尚待第二人决定，请先处理。".to_owned(),
        PaymentProblem::AccountUnfit { field, value } => {
            let (name, expected) = match field {
                AccountField::Name => ("户名", "应为 1 至 140 个字，不含控制字符"),
                AccountField::Bank => ("开户行", "应为 1 至 140 个字，不含控制字符"),
                AccountField::Number => ("账号", "应为 1 至 34 位字母或数字"),
                AccountField::BankCode => ("联行号", "应为 12 位数字，或留空"),
            };
            format!("{name}“{value}”无法付款：{expected}。请重新提交账户。")
        }
        PaymentProblem::PayeeDoubled { others } => format!(
            "收款账号与经销商 {} 的相同，请更正有误的一方，或剔除此结算单。",
            others.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
        ),
        PaymentProblem::DocumentDiffers { file } => {
            format!("付款文件 {file} 读回后与批次的笔数、金额或合计不符，不能放款。请联系系统管理员，不要另行付款。")
        }
        PaymentProblem::InvoiceMissing => "缺少经销商发票，请经销商或财务录入发票号码和开票日期。".to_owned(),
    }
}

/// What finance should know before a batch is made.
pub fn note(note: &PaymentNote) -> String {
    match note {
        PaymentNote::Overdue { due_on } => format!("应于 {due_on} 付款，已逾期。"),
        PaymentNote::NoDueDay => "当月没有维修单，没有应付日期，将即时付款。".to_owned(),
        PaymentNote::BankCodeMissing => "没有联行号，部分银行需要。".to_owned(),
    }
}

/// Why an invoice cannot be entered.
pub fn invoice(refusal: &InvoiceRefusal) -> String {
    match refusal {
        InvoiceRefusal::NotYet => "结算单仍是草稿，确认后方可录入发票。".to_owned(),
        InvoiceRefusal::UnderWay => "款项已按当时的发票送出，发票不再更改。".to_owned(),
        InvoiceRefusal::NumberUnfit => "发票号码为 1 至 35 位字母、数字或连字符，与票面一致。".to_owned(),
        InvoiceRefusal::DayUnfit { first, last } => format!("此结算单的开票日期应在 {first} 至 {last} 之间。"),
        InvoiceRefusal::UsedFor { period } => format!("此发票已用于 {period} 的结算单，请录入本结算单的发票。"),
    }
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
        RowOutcome::Returned => {
            "银行付款后又退回，已登记；结算单仍为已付款，金额计入下一期结算单补付。请核对收款账户。".to_owned()
        }
        RowOutcome::AlreadyKnown => "此前已登记，没有变化。".to_owned(),
        RowOutcome::UnknownReference => "没有这个付款编号，未登记。".to_owned(),
        RowOutcome::AmountDiffers { sent } => format!("送出的金额是 {sent}，未登记。"),
        RowOutcome::AnsweredBefore { state } => format!("银行此前的结果是“{}”，未登记。", self::state(*state)),
        RowOutcome::Pending => "银行尚未记账，未登记；请导入银行的后续结果。".to_owned(),
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
