//! The words of mails.

use crate::agreement::registers::FiledSheet;
use crate::agreement::reminders::Reminder;
use crate::notify::event::{Event, Notice};
use crate::store::outbox::MailState;
use crate::texts::mail::{Label, Told};

/// What is told, and what the reader can do.
pub fn told(notice: &Notice) -> Told {
    let dealer = &notice.dealer;
    match &notice.event {
        Event::SheetRefused { .. } | Event::SheetFiled { .. } => of_sheet(&notice.event),
        Event::StatementConfirmed { .. }
        | Event::StatementApproved { .. }
        | Event::StatementReleased { .. }
        | Event::StatementPaid { .. }
        | Event::PaymentRefused { .. }
        | Event::PaymentReturned { .. } => of_statement(&notice.event),
        Event::FindingOpened { .. }
        | Event::FindingSettled { .. }
        | Event::QuestionAsked { .. }
        | Event::QuestionWithdrawn { .. }
        | Event::DisputeSettled { .. } => of_doubt(&notice.event),
        Event::Due { reminder } => of_reminder(reminder, dealer.as_str()),
        Event::AccountProposed { .. } => Told::new(
            "有人申请变更贵方收款账户".to_owned(),
            &[
                "厂方人员申请变更贵方维修费的收款账户，须经第二人批准后方可使用。",
                "如非贵方要求，请立即拨打您已知的电话与财务部核实。",
            ],
        ),
        Event::AccountDecided { approved: true, .. } => Told::new(
            "贵方收款账户已变更".to_owned(),
            &[
                "收款账户变更申请已由第二人批准，今后的维修费将汇入新账户。",
                "如非贵方要求，请立即拨打您已知的电话与财务部核实。",
            ],
        ),
        Event::AccountDecided { approved: false, .. } => {
            Told::new("收款账户变更申请未获批准".to_owned(), &["维修费仍汇入原账户，无需处理。"])
        }
        Event::ApprovalWaits { .. }
        | Event::ReleaseWaits { .. }
        | Event::PaymentFailed { .. }
        | Event::PaymentTakenBack { .. }
        | Event::DisputeRaised { .. }
        | Event::FindingAnswered { .. }
        | Event::QuestionAnswered { .. }
        | Event::SafetyReported { .. }
        | Event::AccountWaits { .. } => of_office(&notice.event, dealer.as_str()),
    }
}

fn of_sheet(event: &Event) -> Told {
    match event {
        Event::SheetRefused { period, sheet, fault_count, .. } => Told::new(
            format!("{period} {}未能受理", self::sheet(*sheet)),
            &[
                &format!("共有 {fault_count} 处错误，整份表格均未申报。"),
                "页面列出了每处错误及其位置，并可下载已标出错误的原表。请改正后重新上传。",
            ],
        ),
        Event::SheetFiled { period, sheet, row_count, rows_not_filed, .. } => {
            let left = match rows_not_filed {
                0 => "请保留本邮件作为回执。".to_owned(),
                count => format!("另有 {count} 行无法读取，未申报，详见页面。"),
            };
            Told::new(format!("{period} {}已申报", self::sheet(*sheet)), &[&format!("已申报 {row_count} 行。"), &left])
        }
        _ => Told::default(),
    }
}

fn of_statement(event: &Event) -> Told {
    match event {
        Event::StatementConfirmed { period, .. } => Told::new(
            format!("{period} 维修费用结算单已出具"),
            &[
                "售后服务中心已确认本结算单，内容不再变动；此后发现的问题计入下一期结算单。",
                "如有异议，请在下列期限内于页面上对结算单、某一行或某张维修单提出。无异议的部分按期支付。",
            ],
        ),
        Event::StatementApproved { period, .. } => {
            Told::new(format!("{period} 维修费用结算单已批准"), &["营销经理已批准，下一步由财务部付款。"])
        }
        Event::StatementReleased { period, payable } if payable.is_zero() => Told::new(
            format!("{period} 维修费用结算单已放行"),
            &["本期无应付金额，不另付款；如有欠款，结转下一期结算单。"],
        ),
        Event::StatementReleased { period, .. } => {
            Told::new(format!("{period} 维修费正在付款"), &["财务部已将款项提交银行，汇入贵方登记的收款账户。"])
        }
        Event::StatementPaid { period, payable } if payable.is_zero() => {
            Told::new(format!("{period} 维修费用结算单已结清"), &["本期未付款；如有欠款，结转下一期结算单。"])
        }
        Event::StatementPaid { period, .. } => {
            Told::new(format!("{period} 维修费已支付"), &["银行已确认付款，请核对是否到账。"])
        }
        Event::PaymentRefused { period, .. } => Told::new(
            format!("{period} 维修费付款被银行退回"),
            &["贵方应得款项不受影响，财务部将重新付款。", "请核对登记的收款账户；如有错误，请告知财务部。"],
        ),
        Event::PaymentReturned { period, .. } => Told::new(
            format!("{period} 维修费付款后又被银行退回"),
            &[
                "贵方应得款项不受影响，该金额计入贵方下一期结算单补付。",
                "请核对登记的收款账户；如有错误，请告知财务部。",
            ],
        ),
        _ => Told::default(),
    }
}

fn of_doubt(event: &Event) -> Told {
    match event {
        Event::FindingOpened { slip, answer_until, .. } => Told::new(
            format!("维修单 {slip} 涉嫌弄虚作假，请于 {answer_until} 前答复"),
            &[
                "回访未能证实该次维修，而支付该单的结算单已经冻结。",
                "贵方可在下列日期当日结束前答复，之后由第二人裁定；如认定属实，将追回已付款项并处罚金（假一罚十）。",
            ],
        ),
        Event::FindingSettled { slip, upheld: false, .. } => {
            Told::new(format!("维修单 {slip} 的质疑已撤销"), &["该单付款不变，无需处理。"])
        }
        Event::FindingSettled { slip, is_fabrication: true, .. } => Told::new(
            format!("维修单 {slip} 认定弄虚作假，处以罚金"),
            &["下一期结算单将追回该单已付款项，并计入弄虚作假罚金。"],
        ),
        Event::FindingSettled { slip, .. } => Told::new(
            format!("维修单 {slip} 的付款将追回"),
            &["回访结果与维修单不符，下一期结算单将追回该单已付款项。"],
        ),
        Event::QuestionAsked { slip, answer_until, .. } => Told::new(
            format!("售后服务中心询问维修单 {slip}，请于 {answer_until} 前答复"),
            &[
                "该单暂缓核定，问题见页面。请在下列日期当日结束前在页面上答复；如申报有误，也可改正后重新申报该单。",
                "逾期未答复的，由审核员按现有材料决定。",
            ],
        ),
        Event::QuestionWithdrawn { slip, .. } => Told::new(format!("对维修单 {slip} 的询问已撤回"), &["无需答复。"]),
        Event::DisputeSettled { period, upheld: Some(_), .. } => {
            Told::new(format!("贵方对 {period} 结算单的异议成立"), &["下列金额计入下一期结算单，理由见页面。"])
        }
        Event::DisputeSettled { period, .. } => {
            Told::new(format!("贵方对 {period} 结算单的异议不成立"), &["理由见页面，结算单维持不变。"])
        }
        _ => Told::default(),
    }
}

fn of_reminder(reminder: &Reminder, dealer: &str) -> Told {
    match reminder {
        Reminder::SheetDue { period, sheet, due_on, is_last } => Told::new(
            format!("{}{period} {}应于 {due_on} 前申报", last(*is_last), self::sheet(*sheet)),
            &[
                "该表尚未收到，请在当日结束前上传。",
                "如本月无内容，请上传只有表头、没有数据行的表格；不上传不视为申报。",
            ],
        ),
        Reminder::ForfeitureNear { period, last_day, is_last } => Told::new(
            format!("{}{period} 维修单逾 {last_day} 按放弃维修费用处理", last(*is_last)),
            &["该月维修单尚未收到。逾期不再受理，不支付任何费用。"],
        ),
        Reminder::FeedbackRun { missing_count, period, due_on, rate } => Told::new(
            format!("请于 {due_on} 前报送 {period} 质量信息反馈单，以免扣款"),
            &[
                &format!(
                    "贵方已连续 {missing_count} 个月未报或迟报质量信息反馈单。如 {period} 仍未按时报送，将在 12 月扣减全年\
                     维修费的 {}。",
                    rate.percent()
                ),
                "如本月无内容，请上传只有表头、没有数据行的表格。",
            ],
        ),
        Reminder::DisputeEnds { period, last_day } => {
            Told::new(format!("{period} 结算单的异议期至 {last_day} 止"), &["逾期不予受理。如结算单无误，无需处理。"])
        }
        Reminder::AnswerDue { slip, last_day, .. } => Told::new(
            format!("请于 {last_day} 前答复对维修单 {slip} 的质疑"),
            &["贵方尚未答复。逾期将由第二人直接裁定。"],
        ),
        Reminder::AnswerLapsed { slip, last_day, .. } => Told::new(
            format!("{dealer}：对维修单 {slip} 质疑的答复期已于 {last_day} 届满"),
            &["现可由第二人裁定：认定属实的，追回已付款项并处罚金；否则撤销质疑。"],
        ),
        Reminder::QuestionDue { slip, last_day, .. } => Told::new(
            format!("请于 {last_day} 前答复对维修单 {slip} 的询问"),
            &["贵方尚未答复。逾期由审核员按现有材料决定。"],
        ),
        Reminder::PaymentDue { period, due_on, .. } => Told::new(
            format!("{dealer}：{period} 结算单应于 {due_on} 前付款"),
            &["该结算单尚未放行，逾期付款即违反协议。"],
        ),
    }
}

fn of_office(event: &Event, dealer: &str) -> Told {
    match event {
        Event::ApprovalWaits { period, .. } => {
            Told::new(format!("{dealer}：{period} 结算单待批准"), &["售后服务中心已确认。"])
        }
        Event::ReleaseWaits { period, .. } => {
            Told::new(format!("{dealer}：{period} 结算单可以付款"), &["营销经理已批准。"])
        }
        Event::PaymentFailed { period, .. } => Told::new(
            format!("{dealer}：{period} 付款被银行退回"),
            &["该结算单仍为已放行。请核对收款账户，再列入另一付款批次。"],
        ),
        Event::PaymentTakenBack { period, .. } => Told::new(
            format!("{dealer}：{period} 付款后又被银行退回"),
            &["该结算单仍为已付款，金额已计入该经销商的下一期结算单补付。请在此之前核对收款账户。"],
        ),
        Event::DisputeRaised { period, .. } => Told::new(
            format!("{dealer} 对 {period} 结算单提出异议"),
            &["理由及附件见页面。请认定异议金额，或予以驳回。"],
        ),
        Event::FindingAnswered { slip, .. } => {
            Told::new(format!("{dealer} 已答复对维修单 {slip} 的质疑"), &["答复期满后，可由第二人裁定。"])
        }
        Event::QuestionAnswered { slip, .. } => {
            Told::new(format!("{dealer} 已答复对维修单 {slip} 的询问"), &["该单已回到待审核清单。"])
        }
        Event::SafetyReported { row_count, .. } => Told::new(
            format!("{dealer} 反馈了危及安全的故障"),
            &[
                &format!("其质量信息反馈单中有 {row_count} 行的严重程度为“安全”。"),
                "该故障列在质量页面最上方，直到有人确认知悉并写明处理意见。",
            ],
        ),
        Event::AccountWaits { .. } => Told::new(
            format!("{dealer}：收款账户变更待第二人批准"),
            &["批准前请拨打已知的电话向经销商核实。此间对该经销商的付款暂停。"],
        ),
        _ => Told::default(),
    }
}

const fn sheet(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "维修单",
        FiledSheet::Feedback => "质量信息反馈单",
    }
}

const fn last(is_last: bool) -> &'static str {
    if is_last { "最后提醒：" } else { "" }
}

/// What a fact is called.
pub const fn label(label: Label) -> &'static str {
    match label {
        Label::Dealer => "经销商",
        Label::Month => "月份",
        Label::Slip => "维修单号",
        Label::Amount => "金额",
        Label::ReceivedOn => "收到日期",
        Label::DueOn => "截止日期",
        Label::PaymentDueOn => "付款到期日",
        Label::DisputeUntil => "异议截止日",
        Label::AnswerUntil => "答复截止日",
        Label::LastDay => "最后期限",
    }
}

/// An amount.
pub fn amount(amount: crate::money::Money) -> String {
    format!("{amount} 元")
}

/// What leads to the page.
pub const fn open() -> &'static str {
    "打开页面"
}

/// That the statement comes with the mail.
pub const fn attached() -> &'static str {
    "结算单见附件。"
}

/// The subject of a digest.
pub fn digest(count: usize) -> String {
    format!("今日 {count} 条消息")
}

/// What stands above the parts of a digest.
pub const fn digest_intro() -> &'static str {
    "今日与您有关的消息汇总如下："
}

/// Who writes, and that nobody reads answers.
pub const fn footer() -> &'static str {
    "本邮件由三包结算系统自动发出，请勿回复。邮箱地址以及逐条或每日汇总的方式，由管理员为您设定。"
}

/// The mail that tries the way.
pub fn trial() -> Told {
    Told::new("三包结算系统可以发送邮件".to_owned(), &["本邮件由命令行发出，邮件设置正确。"])
}

/// Why a mail is not sent any more.
pub const fn overdue() -> &'static str {
    "5 天内未能发出，内容已过时"
}

/// Why a mail cannot be sent again, or cancelled.
pub const fn refusal(state: MailState) -> &'static str {
    match state {
        MailState::Sending => "邮件正在发送，请一分钟后再看。",
        MailState::Sent => "邮件已发出，只能重新发送。",
        MailState::Failed => "邮件已放弃发送，只能重新发送。",
        MailState::Cancelled => "邮件已取消，可重新发送。",
        MailState::Queued => "邮件已在等待发送。",
    }
}
