//! Loads what the papers are made from. A statement that is frozen gives the same facts whenever it is asked for: calls,
//! violations and registers that came later are left out.

mod year;

use std::collections::BTreeMap;

pub use year::{YearlyPaper, termination_review, violations_register, yearly_paper};

use super::{Error, Office};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::DecidedSlip;
use crate::agreement::registers::Call;
use crate::agreement::statement::Step;
use crate::calendar::{Day, Moment, Period};
use crate::clock;
use crate::reports::facts::{Correction, Draw, Payment, StatementFacts};
use crate::reports::{self, Document};
use crate::store::adjustments::{self, KeptAdjustment};
use crate::store::months::{self, Month};
use crate::store::payments::{self, PaymentState};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::{Db, agreements, calls, registers, seeds, slips, statements};
use crate::texts::Lang;

/// What a dealer's statement of a month, and the notice of its deductions, are made from.
pub fn statement_facts(office: &Office, dealer: &DealerCode, period: Period) -> Result<StatementFacts, Error> {
    let today = office.clock.today();
    office.store.read(|c| load(c, dealer, period, today))
}

/// The same, in one state of the database with what else is loaded.
pub fn load(c: &mut Db, code: &DealerCode, period: Period, today: Day) -> Result<StatementFacts, Error> {
    let month = months::load(c, code, period)?.ok_or(Error::NotFound)?;
    let state = month.state.ok_or(Error::NotFound)?;
    let revision = month.statement_revision;
    let stored = statements::load(c, code, period, revision)?.ok_or(Error::NotFound)?;
    let settled_at = statements::settled_at(c, code, period, revision)?.ok_or(Error::NotFound)?;
    let slips = slips::decided(c, code, period)?;
    let taken = statement_steps::of(c, code, period)?;
    let confirmed_at = taken.iter().find(|step| step.kind.step() == Some(Step::Confirm)).map(|step| step.taken_at);
    let named_then = match confirmed_at {
        // A dealer that has another name since, or is gone from the register, keeps its papers.
        Some(at) => registers::dealer_at(c, code, at)?,
        None => None,
    };
    let dealer = match named_then {
        Some(dealer) => dealer,
        None => registers::dealer(c, code)?.ok_or(Error::NotFound)?,
    };
    let known_on = confirmed_at.map_or(today, clock::business_day);
    let agreements = agreements::standing(c)?;
    let agreement = agreements.of(code).for_period(period).ok_or(Error::NotFound)?.clone();
    let mut violations = stored.violations.clone();
    violations.retain(|violation| violation.violated_on(period) <= known_on);
    Ok(StatementFacts {
        draw: draw(c, &month, &slips, confirmed_at)?,
        corrections: corrections(c, &month)?,
        payment: payment(c, code, period)?,
        statement: stored.statement(&slips),
        position: stored.position,
        steps: steps(&taken),
        settled_on: clock::business_day(settled_at),
        slips_received_on: month.slips_received_on,
        feedback_received_on: month.feedback_received_on,
        dealer,
        period,
        revision,
        state,
        agreement,
        slips,
        violations,
    })
}

/// The steps that count, each with the day on which it was taken last.
fn steps(taken: &[TakenStep]) -> Vec<(Step, Day)> {
    let mut steps: Vec<(Step, Day)> = Vec::new();
    for step in taken {
        let Some(kind) = step.kind.step() else { continue };
        steps.retain(|(earlier, _)| *earlier != kind);
        steps.push((kind, clock::business_day(step.taken_at)));
    }
    steps
}

/// The draw, with the answers that were known when the statement was confirmed.
fn draw(c: &mut Db, month: &Month, slips: &[DecidedSlip], confirmed_at: Option<Moment>) -> Result<Option<Draw>, Error> {
    let (Some(lot), Some(_)) = (&month.lot, month.lot_drawn_at) else { return Ok(None) };
    let Some(seed) = seeds::of(c, month.period)? else { return Ok(None) };
    let calls = match confirmed_at {
        Some(until) => calls::recorded_until(c, &month.dealer, until)?,
        None => calls::of_dealer(c, &month.dealer)?,
    };
    let answer = |no: &SlipNo| calls.answered(no).map(|call| (no.clone(), call.clone()));
    let answers: BTreeMap<SlipNo, Call> = lot.drawn.iter().filter_map(answer).collect();
    let revealed = month.is_frozen().then_some(seed.seed);
    let published_on = clock::business_day(seed.published_at);
    Ok(Some(Draw { lot: lot.placed(slips), seed_sha256: seed.sha256, published_on, seed: revealed, answers }))
}

/// Why lines correct earlier statements: what entered a frozen statement, what waits for a draft.
fn corrections(c: &mut Db, month: &Month) -> Result<Vec<Correction>, Error> {
    let mut kept: Vec<KeptAdjustment> = if month.is_frozen() {
        adjustments::of_statement(c, &month.dealer, month.period)?
    } else {
        let waits = |kept: &KeptAdjustment| kept.entered_period.is_none();
        adjustments::of_dealer(c, &month.dealer)?.into_iter().rev().filter(waits).collect()
    };
    kept.retain(|kept| !kept.adjustment.amount.is_zero());
    // As the lines stand.
    kept.sort_by(|a, b| {
        let key = |kept: &KeptAdjustment| {
            let adjustment = &kept.adjustment;
            (adjustment.period, adjustment.line, adjustment.reference.clone())
        };
        key(a).cmp(&key(b))
    });
    let correction = |kept: KeptAdjustment| Correction {
        pays_again: kept.pays_again(),
        period: kept.adjustment.period,
        line: kept.adjustment.line,
        reference: kept.adjustment.reference,
        amount: kept.adjustment.amount,
        reason: kept.reason,
    };
    Ok(kept.into_iter().map(correction).collect())
}

/// The payment that lives, where finance released one.
fn payment(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Option<Payment>, Error> {
    let tried = payments::of_statement(c, dealer, period)?;
    let live = tried.into_iter().rfind(|payment| payment.state != PaymentState::Refused);
    Ok(live.map(|payment| Payment {
        account_name: payment.account_name,
        bank_name: payment.bank_name,
        bank_account: payment.bank_account,
        reference: payment.reference,
    }))
}

/// A paper of a dealer's month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthlyPaper {
    /// 月维修费用结算单
    Statement,
    /// 扣款及处罚通知书
    PenaltyNotice,
}

impl MonthlyPaper {
    /// The paper of a file's name without its ending.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "statement" => Some(Self::Statement),
            "penalty-notice" => Some(Self::PenaltyNotice),
            _ => None,
        }
    }
}

/// A paper of a dealer's month; a month without deductions and violations has no notice.
pub fn monthly_paper(
    office: &Office,
    dealer: &DealerCode,
    period: Period,
    paper: MonthlyPaper,
    lang: Lang,
) -> Result<Document, Error> {
    let facts = statement_facts(office, dealer, period)?;
    match paper {
        MonthlyPaper::Statement => Ok(reports::statement::document(&facts, lang)),
        MonthlyPaper::PenaltyNotice => reports::penalty_notice::document(&facts, lang).ok_or(Error::NotFound),
    }
}
