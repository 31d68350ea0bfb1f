//! Confirming a statement (agreement 7.4): the after-sales centre freezes a month for which nothing is missing any more.
//! From then on it is never recomputed; what is found later enters the next draft.

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Beside, Met, StepsTaken, take_each};
use super::{Error, Office, StatementRefusal, bind_evidence, settle_dealer};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::FiledSheet;
use crate::agreement::statement::{State, Step};
use crate::agreement::terms::{Agreements, Terms};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Period};
use crate::store::months::{self, Month};
use crate::store::statement_steps::StepKind;
use crate::store::{Db, adjustments, agreements, books, files, freeze, payments};

/// How many held slips a refusal names; the others are counted.
const SLIPS_NAMED_MAX: i64 = 20;

/// What stands against confirming a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The month is not over.
    MonthNotOver {
        /// Its last day.
        last_day: Day,
    },
    /// Statements are confirmed in the order of months, because each goes on from the one before.
    EarlierDraft {
        /// The earliest month that is still a draft.
        period: Period,
    },
    /// Something under the draft changed, and it is being recomputed.
    BeingRecomputed,
    /// A sheet can still come.
    SheetMissing {
        /// Which.
        sheet: FiledSheet,
        /// The last day on which it is waited for.
        until: Day,
    },
    /// The month's lot is not drawn, so that nobody called its customers (agreement 6.2).
    LotNotDrawn,
    /// Slips wait for a person or a call.
    SlipsHeld {
        /// The first of them.
        slips: Vec<SlipNo>,
        /// How many there are.
        count: i64,
    },
}

/// Confirms a dealer's statement. `expected` is the version of the state that the person saw.
pub fn confirm_statement(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    expected: Option<i64>,
) -> Result<(), Error> {
    actor.role.party().ok_or(Error::NotAllowed)?;
    let (now, today) = (office.clock.now(), office.clock.today());
    office.store.write(|c| {
        // Touching locks the dealer's books: nothing can come under the draft from here on.
        books::touch(c, dealer, now)?;
        let met = Met::load(c, dealer, period, expected)?;
        let to = met.after(Step::Confirm, actor)?;
        let (revision, settled) = books::revisions(c, dealer)?;
        let around = Around {
            agreements: agreements::standing(c)?,
            earlier: freeze::earlier_drafts(c, &BTreeSet::from([(dealer.clone(), period)]))?,
            today,
        };
        let found = stands_against(c, &around, &met.month, settled + 1 == revision)?;
        if !found.is_empty() {
            return Err(StatementRefusal::NotConfirmable(found).into());
        }
        // What the statement rests on, as it stands: the registers, agreements and calls go on changing.
        let evidence = bind_evidence::written(&settle_dealer::inputs(c, office, dealer, period)?)?;
        let inputs_sha256 = files::put(c, &evidence, now)?;
        met.take(c, StepKind::Confirm, to, actor, Beside::default(), now)?;
        adjustments::entered(c, dealer, period)?;
        let mut facts = met.facts();
        if let Some(facts) = facts.as_object_mut() {
            facts.insert(bind_evidence::CONFIRMED_INPUTS.to_owned(), inputs_sha256.into());
        }
        met.record(c, "statement.confirm", actor, facts, now)
    })
}

/// Confirms several statements of a period; all its drafts, where none are named.
pub fn confirm_statements(
    office: &Office,
    actor: &Actor,
    period: Period,
    named: Option<Vec<DealerCode>>,
) -> Result<StepsTaken, Error> {
    if actor.role != Role::Reviewer {
        return Err(Error::NotAllowed);
    }
    let statements = match named {
        Some(dealers) => dealers.into_iter().map(|dealer| (dealer, period)).collect(),
        None => office.store.read(|c| payments::in_state(c, "draft", Some(period)))?,
    };
    take_each(statements, |dealer, period| confirm_statement(office, actor, dealer, period, None))
}

/// What stands against confirming a dealer's month today; nothing where it is no draft.
pub fn hindrances(office: &Office, dealer: &DealerCode, period: Period) -> Result<Vec<Hindrance>, Error> {
    let month = office.store.read(|c| months::load(c, dealer, period))?.ok_or(Error::NotFound)?;
    Ok(hindrances_of(office, &[&month])?.pop().unwrap_or_default())
}

/// The same of several months, in their order.
pub fn hindrances_of(office: &Office, asked: &[&Month]) -> Result<Vec<Vec<Hindrance>>, Error> {
    let today = office.clock.today();
    office.store.read(|c| {
        let drafts = || asked.iter().filter(|month| month.state == Some(State::Draft));
        let statements = drafts().map(|month| (month.dealer.clone(), month.period)).collect();
        let unsettled = books::unsettled(c, &drafts().map(|month| &month.dealer).collect())?;
        let around =
            Around { agreements: agreements::standing(c)?, earlier: freeze::earlier_drafts(c, &statements)?, today };
        let of_month = |month: &&Month| {
            if month.state != Some(State::Draft) {
                return Ok(Vec::new());
            }
            stands_against(c, &around, month, !unsettled.contains(&month.dealer))
        };
        asked.iter().map(of_month).collect()
    })
}

/// What is known of several months together.
struct Around {
    agreements: Agreements,
    earlier: BTreeMap<(DealerCode, Period), Period>,
    today: Day,
}

/// Every hindrance, in the order in which it can be removed.
fn stands_against(c: &mut Db, around: &Around, month: &Month, is_settled: bool) -> Result<Vec<Hindrance>, Error> {
    let today = around.today;
    let (dealer, period) = (&month.dealer, month.period);
    let mut found = Vec::new();
    if today <= period.last_day() {
        found.push(Hindrance::MonthNotOver { last_day: period.last_day() });
    }
    if let Some(earlier) = around.earlier.get(&(dealer.clone(), period)) {
        found.push(Hindrance::EarlierDraft { period: *earlier });
    }
    if !is_settled || month.statement_revision == 0 {
        found.push(Hindrance::BeingRecomputed);
    }
    if let Some(version) = around.agreements.of(dealer).for_period(period) {
        found.extend(sheets_to_come(&version.terms, month, today));
    }
    if month.lot_drawn_at.is_none() && freeze::any_payable_slip(c, dealer, period)? {
        found.push(Hindrance::LotNotDrawn);
    }
    let (slips, count) = freeze::held_slips(c, dealer, period, SLIPS_NAMED_MAX)?;
    if !slips.is_empty() {
        found.push(Hindrance::SlipsHeld { slips, count });
    }
    Ok(found)
}

/// The sheets that have not come and whose time is not over.
fn sheets_to_come(terms: &Terms, month: &Month, today: Day) -> Vec<Hindrance> {
    let (slips_until, feedback_until) = (terms.forfeiture_on(month.period), terms.feedback_due_on(month.period));
    let slips_came = month.slips_received_on.is_some() || month.forfeited.is_some();
    let sheets = [
        (FiledSheet::Slips, slips_came, slips_until),
        (FiledSheet::Feedback, month.feedback_received_on.is_some(), feedback_until),
    ];
    let to_come = sheets.into_iter().filter(|(_, came, until)| !came && today <= *until);
    to_come.map(|(sheet, _, until)| Hindrance::SheetMissing { sheet, until }).collect()
}
