//! The sentences of papers, in English.

use crate::agreement::registers::{Outcome, Severity};
use crate::agreement::statement::{State, Step};
use crate::money::grouped;
use crate::texts::Said;
use crate::texts::en::ledger::line_kind;
use crate::texts::reports::percent;

/// A sentence.
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub fn say(said: &Said) -> String {
    match *said {
        Said::DraftMark => "DRAFT".to_owned(),
        Said::Draft => "Draft: not confirmed yet; it is computed anew when anything changes, and nothing is paid on it".to_owned(),
        Said::PageOf { number, count } => format!("Page {number} of {count}"),
        Said::MissingGlyphs { codes } => {
            format!("The font of this document lacks these characters, which stand as \u{3013}: {codes}.")
        }
        Said::UnitOfMoney => "CNY, yuan with two decimals, rounded half away from zero".to_owned(),
        Said::AgreementOf { code, effective_from } => format!("{code} (in force from {effective_from})"),
        Said::Month(period) => period.to_string(),
        Said::NoneYet => "none yet".to_owned(),
        Said::NotFiled => "not received".to_owned(),
        Said::NoDueDay => "no slips were filed for the month, so nothing falls due".to_owned(),
        Said::FromSlips { count: 1 } => "1 slip, see below".to_owned(),
        Said::FromSlips { count } => format!("{count} slips, see below"),
        Said::FromAllowance { period, accrued, paid_before } => {
            format!("accrued {} through {period}, {} paid before", grouped(accrued), grouped(paid_before))
        }
        Said::FromCarried { period } => format!("carried forward from the statement of {period}"),
        Said::FromParts { qty: 1, unit_cost } => format!("1 old part not returned, at a cost of {}", grouped(unit_cost)),
        Said::FromParts { qty, unit_cost } => format!("{qty} old parts not returned, at a cost of {} each", grouped(unit_cost)),
        Said::FromReturns { count: 1 } => "1 return of goods in the month, see below".to_owned(),
        Said::FromReturns { count } => format!("{count} returns of goods in the month, see below"),
        Said::FromComplaint { received_on } => format!("upheld complaint of {received_on}"),
        Said::FromOwnCallbacks { called, filed, quota } => {
            format!("{called} of {filed} slips called back by the dealer, below the quota of {quota}")
        }
        Said::FromFeedback { rate, months } => {
            format!("feedback missing or late {months} months in a row: {rate} of the year's fees paid")
        }
        Said::FromCorrected { period, reason, pays_again: true, .. } => {
            format!("pays again what the bank took back of {period}: {reason}")
        }
        Said::FromCorrected { period, line: 0, reason, .. } => format!("corrects the statement of {period}: {reason}"),
        Said::FromCorrected { period, line, reason, .. } => format!("corrects line {line} of {period}: {reason}"),
        Said::FromStatementBefore => "balance of the statement before".to_owned(),
        Said::SlipsOfLine { line, kind, subject, count } => {
            let slips = if count == 1 { "slip" } else { "slips" };
            format!("Line {line}: {}{}, {count} {slips}", line_kind(kind), of_subject(subject))
        }
        Said::Multiplied { claim_value, multiplier } => format!("claim value {} × {multiplier}", grouped(claim_value)),
        Said::InShop => "in shop".to_owned(),
        Said::DoorToDoor => "at home".to_owned(),
        Said::HowPaid => {
            "Repair fees are a dedicated fund: they are wired to the account on file, never paid in cash and never set off \
             against goods (agreement 7.2)."
                .to_owned()
        }
        Said::NotCapped => "not capped".to_owned(),
        Said::NoSlipsBehind => "No line of the month was made from slips.".to_owned(),
        Said::AllPaid => "All slips of the month are paid.".to_owned(),
        Said::NoStock => "No parts are consigned or in stock.".to_owned(),
        Said::NoDraw => "No sample was drawn for the month.".to_owned(),
        Said::LotAccepted => "accepted".to_owned(),
        Said::LotRejected => "rejected: every slip that no customer confirmed is to be called (agreement 6.5)".to_owned(),
        Said::SeedWithheld => "published with the confirmed statement".to_owned(),
        Said::HowDrawn => {
            "Anyone can repeat the draw: take the SHA-256 of \"seed:dealer code:month:slip\" (UTF-8) of every slip of the \
             lot, sort the hexadecimal values in ascending order and take the first n; a customer who cannot be reached is \
             replaced by the next slip (agreement 6.2, 6.3)."
                .to_owned()
        }
        Said::Unreachable => "not reached, replaced by the next".to_owned(),
        Said::ToBeCalled => "to be called".to_owned(),
        Said::DisputeBy { until, months } => format!(
            "This statement, any line of it and any slip can be disputed on the month's statement page until {until}, that \
             day included ({months} months from its issue), with the reason and evidence; later disputes are refused. What \
             is not disputed is paid on time (agreement 9.2, 1.5)."
        ),
        Said::DisputeAfterIssue { months } => format!(
            "The statement is issued when the after-sales centre confirms it; it can be disputed for {months} months from \
             that day (agreement 9.2, 1.5)."
        ),
        Said::NoticeOf { period } => format!(
            "Under the agreement, the following deductions, fines and violations were recorded for {period}. The amounts \
             are part of the month's statement and are not paid separately."
        ),
        Said::AccountOf { name, bank, number } => format!("{name}, {bank}, {number}"),
        Said::YearDraft => {
            "Draft: the statement of December is not confirmed yet; it is computed anew when anything changes".to_owned()
        }
        Said::HowYearAddsUp => {
            "A month's net is what was paid, the deductions and the other lines: year-end lines, corrections and the balance \
             brought forward."
                .to_owned()
        }
        Said::YearNotOver => "December is not settled yet.".to_owned(),
        Said::NothingSettled => "Nothing is deducted, returned or taken back at the year's end.".to_owned(),
        Said::FeedbackNotOnTime => "feedback missing or late".to_owned(),
        Said::AwardDue => "conditions met, adverse publicity aside".to_owned(),
        Said::AwardNotDue => "conditions not met".to_owned(),
        Said::AwardPublicity => {
            "The after-sales centre also states whether there was adverse publicity in the year (agreement 9.4): [ ] none   \
             [ ] yes, namely ______________________"
                .to_owned()
        }
        Said::Ratio { part, whole: 0 } => format!("{part} ÷ 0"),
        Said::Ratio { part, whole } => format!("{part} ÷ {whole} = {}", percent(part, whole)),
        Said::Plain { count } => count.to_string(),
        Said::Met => "met".to_owned(),
        Said::NotMet => "not met".to_owned(),
        Said::Yes => "yes".to_owned(),
        Said::No => "no".to_owned(),
        Said::ScoreOfYear { units, marks, satisfied } => format!(
            "{units} units sold in the year, net of returns; {marks} of the centre's calls with a mark, {satisfied} of them \
             4 or 5."
        ),
        Said::NoViolations => "No violation is recorded.".to_owned(),
        Said::NobodyUnderReview => "No dealer has reached the limit.".to_owned(),
        Said::HowReviewed => {
            "Whoever reaches the agreement's number of violations within 12 months is put up for a termination review; the \
             parties decide on what follows."
                .to_owned()
        }
    }
}

fn of_subject(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!(" ({subject})") }
}

/// Where a statement stands.
pub fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Confirmed => "confirmed",
        State::Approved => "approved",
        State::Released => "released",
        State::Paid => "paid",
    }
}

/// A step, and who takes it.
pub fn step(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Confirm => ("confirmed", "after-sales centre"),
        Step::Approve => ("approved", "sales manager"),
        Step::Release => ("released", "finance"),
        Step::Pay => ("paid", "finance"),
    }
}

/// What came of a call.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Confirmed => "confirmed",
        Outcome::Mismatch => "mismatch",
        Outcome::WrongNumber => "wrong number",
        Outcome::Fabricated => "fabricated",
        Outcome::NoAnswer => "no answer",
        Outcome::Refused => "refused",
    }
}

/// How grave a complaint is.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "minor",
        Severity::Serious => "serious",
        Severity::Major => "major",
    }
}
