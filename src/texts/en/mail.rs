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
            "Another bank account is proposed for your payments".to_owned(),
            &[
                "Somebody at the manufacturer has proposed another account for your repair fees. It is used only once a \
                 second person has approved it.",
                "If you did not ask for this, call the finance department now, at a number that you know.",
            ],
        ),
        Event::AccountDecided { approved: true, .. } => Told::new(
            "Your payments go to another bank account".to_owned(),
            &[
                "A second person has approved the account that was proposed. Your repair fees are wired there from now on.",
                "If you did not ask for this, call the finance department now, at a number that you know.",
            ],
        ),
        Event::AccountDecided { approved: false, .. } => Told::new(
            "The proposed bank account was rejected".to_owned(),
            &["Your payments go where they went before. There is nothing for you to do."],
        ),
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
        Event::SheetRefused { period, sheet, fault_count, .. } => {
            let faults = if *fault_count == 1 { "1 fault".to_owned() } else { format!("{fault_count} faults") };
            Told::new(
                format!("Your {} for {period} was refused", self::sheet(*sheet)),
                &[
                    &format!("It has {faults}, and nothing of it is filed."),
                    "The page shows what is wrong and where, and has your own workbook with the faults marked. Mend it and \
                     upload it again.",
                ],
            )
        }
        Event::SheetFiled { period, sheet, row_count, rows_not_filed, .. } => {
            let filed = if *row_count == 1 { "1 row is".to_owned() } else { format!("{row_count} rows are") };
            let left = match rows_not_filed {
                0 => "Keep this mail as the receipt.".to_owned(),
                1 => "1 row is not filed because it cannot be read; the page shows it.".to_owned(),
                count => format!("{count} rows are not filed because they cannot be read; the page shows them."),
            };
            Told::new(
                format!("Your {} for {period} is filed", self::sheet(*sheet)),
                &[&format!("{filed} filed."), &left],
            )
        }
        _ => Told::default(),
    }
}

fn of_statement(event: &Event) -> Told {
    match event {
        Event::StatementConfirmed { period, .. } => Told::new(
            format!("Your statement for {period} is issued"),
            &[
                "The after-sales centre has confirmed it. It is not changed any more; what is found later enters the next one.",
                "If you think that it is wrong, dispute the statement, a line or a slip on its page within the time below. \
                 What is not disputed is paid on time.",
            ],
        ),
        Event::StatementApproved { period, .. } => Told::new(
            format!("Your statement for {period} is approved"),
            &["The sales manager has approved it. Finance pays it next."],
        ),
        Event::StatementReleased { period, payable } if payable.is_zero() => Told::new(
            format!("Your statement for {period} is released"),
            &["It pays nothing, so no payment follows. A balance against you is carried to the next statement."],
        ),
        Event::StatementReleased { period, .. } => Told::new(
            format!("The payment of your statement for {period} is on its way"),
            &["Finance has released it to the bank, to the account that is on file for you."],
        ),
        Event::StatementPaid { period, payable } if payable.is_zero() => Told::new(
            format!("Your statement for {period} is closed"),
            &["It paid nothing. A balance against you is carried to the next statement."],
        ),
        Event::StatementPaid { period, .. } => Told::new(
            format!("Your statement for {period} is paid"),
            &["The bank has confirmed the payment. Please check that it has reached your account."],
        ),
        Event::PaymentRefused { period, .. } => Told::new(
            format!("The bank refused the payment of your statement for {period}"),
            &[
                "Your claim stands, and finance will pay it again.",
                "Please check the account that is on file for you; tell finance if it is not right.",
            ],
        ),
        Event::PaymentReturned { period, .. } => Told::new(
            format!("The bank took back the payment of your statement for {period}"),
            &[
                "Your claim stands: your next statement has the amount and pays it again.",
                "Please check the account that is on file for you; tell finance if it is not right.",
            ],
        ),
        _ => Told::default(),
    }
}

fn of_doubt(event: &Event) -> Told {
    match event {
        Event::FindingOpened { slip, answer_until, .. } => Told::new(
            format!("Slip {slip} is suspected of being fabricated: answer by {answer_until}"),
            &[
                "A call found no such repair, and the statement that pays the slip is frozen already.",
                "You can answer until the end of the day below. Then a second person decides; if the finding stands, the \
                 payment is taken back with a penalty.",
            ],
        ),
        Event::FindingSettled { slip, upheld: false, .. } => Told::new(
            format!("The finding about slip {slip} was dismissed"),
            &["The slip stays paid. There is nothing for you to do."],
        ),
        Event::FindingSettled { slip, is_fabrication: true, .. } => Told::new(
            format!("The finding about slip {slip} stands: penalty"),
            &["Your next statement takes back what was paid for the slip and has the penalty for fabrication."],
        ),
        Event::FindingSettled { slip, .. } => Told::new(
            format!("The payment of slip {slip} is taken back"),
            &[
                "What the customer said on the phone differs from the slip. Your next statement takes back what was paid.",
            ],
        ),
        Event::QuestionAsked { slip, answer_until, .. } => Told::new(
            format!("The after-sales centre asks about slip {slip}: answer by {answer_until}"),
            &[
                "The slip is on hold; the page has the question. Answer there until the end of the day below, or file the slip \
                 again if it was filed wrongly.",
                "After that day a reviewer decides by what is there.",
            ],
        ),
        Event::QuestionWithdrawn { slip, .. } => Told::new(
            format!("The question about slip {slip} was taken back"),
            &["There is nothing for you to answer any more."],
        ),
        Event::DisputeSettled { period, upheld: Some(_), .. } => Told::new(
            format!("Your dispute of the statement for {period} is upheld"),
            &["The amount below enters your next statement. The page has the reason."],
        ),
        Event::DisputeSettled { period, .. } => Told::new(
            format!("Your dispute of the statement for {period} is rejected"),
            &["The page has the reason. The statement stands."],
        ),
        _ => Told::default(),
    }
}

fn of_reminder(reminder: &Reminder, dealer: &str) -> Told {
    match reminder {
        Reminder::SheetDue { period, sheet, due_on, is_last } => Told::new(
            format!("{}Your {} for {period} is due on {due_on}", last(*is_last), self::sheet(*sheet)),
            &[
                "It has not come yet. Upload it by the end of that day.",
                "If there was nothing to report, upload the sheet with its header and no rows: silence does not count as filed.",
            ],
        ),
        Reminder::ForfeitureNear { period, last_day, is_last } => Told::new(
            format!("{}Slips of {period} are forfeited after {last_day}", last(*is_last)),
            &["They have not come. From the day after on they are not taken any more, and nothing is paid for them."],
        ),
        Reminder::FeedbackRun { missing_count, period, due_on, rate } => Told::new(
            format!("Quality feedback for {period} by {due_on}, or a penalty follows"),
            &[
                &format!(
                    "Your feedback was missing or late {missing_count} months in a row. If that of {period} does not come \
                     in time either, {} of the year's payments is deducted with December.",
                    rate.percent()
                ),
                "If there was nothing to report, upload the sheet with its header and no rows.",
            ],
        ),
        Reminder::DisputeEnds { period, last_day } => Told::new(
            format!("Your statement for {period} can be disputed until {last_day}"),
            &["Later disputes are refused. If the statement is right, there is nothing for you to do."],
        ),
        Reminder::AnswerDue { slip, last_day, .. } => Told::new(
            format!("Answer the finding about slip {slip} by {last_day}"),
            &["You have not answered. After that day a second person decides without your answer."],
        ),
        Reminder::AnswerLapsed { slip, last_day, .. } => Told::new(
            format!("{dealer}: the time to answer the finding about slip {slip} ended on {last_day}"),
            &[
                "A second person can settle it now. If it stands, the payment is taken back with a penalty; else it is dismissed.",
            ],
        ),
        Reminder::QuestionDue { slip, last_day, .. } => Told::new(
            format!("Answer the question about slip {slip} by {last_day}"),
            &["You have not answered. After that day a reviewer decides by what is there."],
        ),
        Reminder::PaymentDue { period, due_on, .. } => Told::new(
            format!("{dealer}: the statement for {period} is to be paid by {due_on}"),
            &["It is not released. What is paid later is paid late under the agreement."],
        ),
    }
}

fn of_office(event: &Event, dealer: &str) -> Told {
    match event {
        Event::ApprovalWaits { period, .. } => Told::new(
            format!("{dealer}: the statement for {period} waits for approval"),
            &["The after-sales centre has confirmed it."],
        ),
        Event::ReleaseWaits { period, .. } => Told::new(
            format!("{dealer}: the statement for {period} can be paid"),
            &["The sales manager has approved it."],
        ),
        Event::PaymentFailed { period, .. } => Told::new(
            format!("{dealer}: the bank refused the payment for {period}"),
            &["The statement stays released. Have the account checked, then put it into another batch."],
        ),
        Event::PaymentTakenBack { period, .. } => Told::new(
            format!("{dealer}: the bank took back the payment for {period}"),
            &[
                "The statement stays paid, and the dealer's next one pays the amount again. Have the account checked until then.",
            ],
        ),
        Event::DisputeRaised { period, .. } => Told::new(
            format!("{dealer} disputes the statement for {period}"),
            &["The page has the reason and what came with it. Uphold the dispute by an amount, or reject it."],
        ),
        Event::FindingAnswered { slip, .. } => Told::new(
            format!("{dealer} has answered the finding about slip {slip}"),
            &["It can be settled by a second person once the dealer's time to answer is over."],
        ),
        Event::QuestionAnswered { slip, .. } => Told::new(
            format!("{dealer} has answered the question about slip {slip}"),
            &["The slip stands in the worklist again."],
        ),
        Event::SafetyReported { row_count, .. } => {
            let rows = if *row_count == 1 { "1 row".to_owned() } else { format!("{row_count} rows") };
            Told::new(
                format!("{dealer} reports a fault that endangers people"),
                &[
                    &format!("{rows} of its feedback sheet say so."),
                    "It stands at the top of the page on quality until somebody takes note of it and says what is to be done.",
                ],
            )
        }
        Event::AccountWaits { .. } => Told::new(
            format!("{dealer}: another bank account waits for a second person"),
            &["Ask the dealer at a number that you know before you approve it. Payments to the dealer wait meanwhile."],
        ),
        _ => Told::default(),
    }
}

const fn sheet(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "sheet of repair slips",
        FiledSheet::Feedback => "quality-feedback sheet",
    }
}

const fn last(is_last: bool) -> &'static str {
    if is_last { "Last reminder: " } else { "" }
}

/// What a fact is called.
pub const fn label(label: Label) -> &'static str {
    match label {
        Label::Dealer => "Dealer",
        Label::Month => "Month",
        Label::Slip => "Slip",
        Label::Amount => "Amount",
        Label::ReceivedOn => "Received on",
        Label::DueOn => "Due on",
        Label::PaymentDueOn => "Payment due on",
        Label::DisputeUntil => "Can be disputed until",
        Label::AnswerUntil => "Can be answered until",
        Label::LastDay => "Last day",
    }
}

/// An amount.
pub fn amount(amount: crate::money::Money) -> String {
    format!("CNY {amount}")
}

/// What leads to the page.
pub const fn open() -> &'static str {
    "Open the page"
}

/// That the statement comes with the mail.
pub const fn attached() -> &'static str {
    "The statement is attached."
}

/// The subject of a digest.
pub fn digest(count: usize) -> String {
    format!("{count} messages of today")
}

/// What stands above the parts of a digest.
pub const fn digest_intro() -> &'static str {
    "What concerned you today, in one mail:"
}

/// Who writes, and that nobody reads answers.
pub const fn footer() -> &'static str {
    "Sanbao wrote this mail by itself; answers to it are not read. Your administrator sets your address, and whether you \
     get a mail for each event or one a day."
}

/// The mail that tries the way.
pub fn trial() -> Told {
    Told::new("Sanbao can send mail".to_owned(), &["This mail was asked for at the command line. The way is right."])
}

/// Why a mail is not sent any more.
pub const fn overdue() -> &'static str {
    "not sent within 5 days; it tells of what is long past"
}

/// Why a mail cannot be sent again, or cancelled.
pub const fn refusal(state: MailState) -> &'static str {
    match state {
        MailState::Sending => "The mail is being sent at this moment. Look again in a minute.",
        MailState::Sent => "The mail was sent; it can only be sent again.",
        MailState::Failed => "The mail was given up; it can only be sent again.",
        MailState::Cancelled => "The mail is cancelled already; it can be sent again.",
        MailState::Queued => "The mail waits already.",
    }
}
