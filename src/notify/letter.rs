//! Letters: what is told, in the reader's language, as text and as a page. How they look is in `reports/mail/`.

use askama::Template;

use super::event::{Event, Notice};
use crate::agreement::reminders::Reminder;
use crate::texts::Lang;
use crate::texts::mail::Label;

/// One thing that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// In one line.
    pub heading: String,
    /// What it means, and what the reader can do.
    pub sentences: Vec<String>,
    /// What is named beside: what it is called, and what it is.
    pub facts: Vec<(&'static str, String)>,
    /// The page; none where the installation does not know its own address.
    pub link: Option<String>,
}

/// A letter: the parts of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The language.
    pub locale: &'static str,
    /// One line, without anything that could begin another.
    pub subject: String,
    /// What stands above several parts.
    pub intro: Option<&'static str>,
    /// What is told.
    pub parts: Vec<Part>,
    /// What the links say.
    pub open: &'static str,
    /// Who writes.
    pub footer: &'static str,
}

/// The letter as text.
#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

/// The letter as a page.
#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// The letter that tells of some events; `public_url` is where the installation is reached. Says that a statement is
    /// attached where `is_attached`.
    pub fn of(notices: &[Notice], lang: Lang, public_url: Option<&str>, is_attached: bool) -> Self {
        let mut parts: Vec<Part> = notices.iter().map(|notice| part(notice, lang, public_url)).collect();
        let subject = match parts.as_slice() {
            [only] => only.heading.clone(),
            several => lang.mail_digest(several.len()),
        };
        if let Some(last) = parts.last_mut().filter(|_| is_attached) {
            last.sentences.push(lang.mail_attached().to_owned());
        }
        let intro = (parts.len() > 1).then(|| lang.mail_digest_intro());
        Self::new(lang, &subject, intro, parts)
    }

    /// The letter that tries the way.
    pub fn trial(lang: Lang) -> Self {
        let told = lang.mail_trial();
        let part = Part { heading: told.subject.clone(), sentences: told.sentences, facts: Vec::new(), link: None };
        Self::new(lang, &told.subject, None, vec![part])
    }

    fn new(lang: Lang, subject: &str, intro: Option<&'static str>, parts: Vec<Part>) -> Self {
        // Codes and names come from registers; a header must not.
        let subject: String = subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        Self { locale: lang.locale(), subject, intro, parts, open: lang.mail_open(), footer: lang.mail_footer() }
    }

    /// As text.
    pub fn text(&self) -> Result<String, askama::Error> {
        Text { letter: self }.render()
    }

    /// As a page.
    pub fn html(&self) -> Result<String, askama::Error> {
        Html { letter: self }.render()
    }
}

fn part(notice: &Notice, lang: Lang, public_url: Option<&str>) -> Part {
    let told = lang.told(notice);
    let link = public_url.map(|url| format!("{url}{}", notice.event.path(&notice.dealer)));
    let mut facts = vec![(lang.mail_label(Label::Dealer), format!("{} {}", notice.dealer, notice.dealer_name))];
    if let Some(period) = notice.event.period() {
        facts.push((lang.mail_label(Label::Month), period.to_string()));
    }
    facts.extend(own_facts(&notice.event, lang).into_iter().map(|(label, fact)| (lang.mail_label(label), fact)));
    for (_, fact) in &mut facts {
        *fact = fact.trim().to_owned();
    }
    Part { heading: told.subject, sentences: told.sentences, facts, link }
}

/// What an event names beside dealer and month.
fn own_facts(event: &Event, lang: Lang) -> Vec<(Label, String)> {
    let amount = |amount| (Label::Amount, lang.mail_amount(amount));
    let day = |label, day: Option<crate::calendar::Day>| day.map(|day| (label, day.to_string()));
    match event {
        Event::SheetFiled { received_on, .. } => vec![(Label::ReceivedOn, received_on.to_string())],
        Event::StatementConfirmed { payable, payment_due_on, dispute_until, .. } => {
            let mut facts = vec![amount(*payable)];
            facts.extend(day(Label::PaymentDueOn, *payment_due_on));
            facts.extend(day(Label::DisputeUntil, *dispute_until));
            facts
        }
        Event::ReleaseWaits { payable, payment_due_on, .. } => {
            let mut facts = vec![amount(*payable)];
            facts.extend(day(Label::PaymentDueOn, *payment_due_on));
            facts
        }
        Event::StatementApproved { payable, .. }
        | Event::StatementReleased { payable, .. }
        | Event::StatementPaid { payable, .. }
        | Event::PaymentRefused { payable, .. }
        | Event::PaymentReturned { payable, .. }
        | Event::PaymentFailed { payable, .. }
        | Event::PaymentTakenBack { payable, .. }
        | Event::ApprovalWaits { payable, .. } => vec![amount(*payable)],
        Event::FindingOpened { slip, answer_until, .. } | Event::QuestionAsked { slip, answer_until, .. } => {
            vec![(Label::Slip, slip.to_string()), (Label::AnswerUntil, answer_until.to_string())]
        }
        Event::FindingSettled { slip, .. }
        | Event::FindingAnswered { slip, .. }
        | Event::QuestionWithdrawn { slip, .. }
        | Event::QuestionAnswered { slip, .. } => vec![(Label::Slip, slip.to_string())],
        Event::DisputeSettled { upheld: Some(upheld), .. } => vec![amount(*upheld)],
        Event::Due { reminder } => of_reminder(reminder, lang),
        Event::SheetRefused { .. }
        | Event::DisputeSettled { .. }
        | Event::AccountProposed { .. }
        | Event::AccountDecided { .. }
        | Event::DisputeRaised { .. }
        | Event::SafetyReported { .. }
        | Event::AccountWaits { .. } => Vec::new(),
    }
}

fn of_reminder(reminder: &Reminder, lang: Lang) -> Vec<(Label, String)> {
    match reminder {
        Reminder::SheetDue { due_on, .. } | Reminder::FeedbackRun { due_on, .. } => {
            vec![(Label::DueOn, due_on.to_string())]
        }
        Reminder::ForfeitureNear { last_day, .. } => vec![(Label::LastDay, last_day.to_string())],
        Reminder::DisputeEnds { last_day, .. } => vec![(Label::DisputeUntil, last_day.to_string())],
        Reminder::AnswerDue { slip, last_day, .. }
        | Reminder::AnswerLapsed { slip, last_day, .. }
        | Reminder::QuestionDue { slip, last_day, .. } => {
            vec![(Label::Slip, slip.to_string()), (Label::AnswerUntil, last_day.to_string())]
        }
        Reminder::PaymentDue { payable, due_on, .. } => {
            vec![(Label::Amount, lang.mail_amount(*payable)), (Label::PaymentDueOn, due_on.to_string())]
        }
    }
}
