//! The dealers' months: where each stands, when its sheets came, whether its lot is drawn, what it comes to.

mod groups;
mod list;
mod violations;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::dialect::Suffix;
use super::month_pack::HeapSums;
use super::schema::{month_verdicts, months};
use super::{Db, Error, of_json, stored, to_json};
use crate::agreement::callbacks::Lot;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::DecidedSlip;
use crate::agreement::registers::FiledSheet;
use crate::agreement::sampling::Plan;
use crate::agreement::statement::State;
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

pub use groups::{MonthGroup, by_state};
pub use list::{MonthFilter, list, payables, periods};
pub use violations::{RecordedViolation, ViolationFilter, ViolationOrder, ViolationPlace, violations};

const TABLE: &str = "months";
/// The state of a month in which no agreement binds the dealer.
const UNBOUND: &str = "none";

/// One dealer's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The dealer.
    pub dealer: DealerCode,
    /// The period.
    pub period: Period,
    /// Where its statement stands; none where no agreement binds the dealer.
    pub state: Option<State>,
    /// Raised with every change of state.
    pub state_version: i64,
    /// The statement that stands; 0 before the first.
    pub statement_revision: i64,
    /// The day on which the slips were complete: that of the last filing that changed anything.
    pub slips_received_on: Option<Day>,
    /// The day on which the feedback came first.
    pub feedback_received_on: Option<Day>,
    /// Slips that came after their time: the last day on which they would have been taken, and the day they came.
    pub forfeited: Option<(Day, Day)>,
    /// When the lot was drawn.
    pub lot_drawn_at: Option<Moment>,
    /// By whom.
    pub lot_drawn_by: String,
    /// The lot, as of the last settlement.
    pub lot: Option<StoredLot>,
    /// What the month comes to, as of the last settlement.
    pub sums: MonthSums,
}

impl Month {
    /// Whether the month is never recomputed again (agreement 7.4).
    pub fn is_frozen(&self) -> bool {
        self.state.is_some_and(State::is_frozen)
    }
}

/// What a month comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// The statement's net.
    pub net: Money,
    /// What the statement pays.
    pub payable: Money,
    /// When.
    pub payment_due_on: Option<Day>,
    /// Slips that stand.
    pub slip_count: i64,
    /// Of these, those that wait for a person or a call.
    pub held_count: i64,
    /// The claim values of all.
    pub claimed: Money,
    /// The claim values of the payable ones.
    pub accepted: Money,
    /// The statement's other lines.
    pub heaps: HeapSums,
}

/// A lot with its slips by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredLot {
    /// How many slips it holds.
    pub size: u64,
    /// n and Ac.
    pub plan: Plan,
    /// The drawn slips in draw order.
    pub drawn: Vec<SlipNo>,
    /// The drawn slips whose customers answered.
    pub answered: u64,
    /// Of these, those that failed.
    pub failed: u64,
}

impl StoredLot {
    /// The lot with its slips by their places among the month's.
    pub fn placed(&self, slips: &[DecidedSlip]) -> Lot {
        let places: HashMap<&SlipNo, usize> =
            slips.iter().enumerate().map(|(place, decided)| (&decided.slip.no, place)).collect();
        let drawn = self.drawn.iter().filter_map(|no| places.get(no).copied()).collect();
        Lot { size: self.size, plan: self.plan, drawn, failed: self.failed }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = months, treat_none_as_default_value = false)]
struct MonthRow {
    dealer: String,
    period: String,
    state: String,
    state_version: i64,
    statement_revision: i64,
    slips_received_on: Option<Day>,
    feedback_received_on: Option<Day>,
    forfeited_on: Option<Day>,
    forfeited_received_on: Option<Day>,
    lot_drawn_at: Option<Moment>,
    lot_drawn_by: String,
    lot: String,
    net_fen: i64,
    payable_fen: i64,
    payment_due_on: Option<Day>,
    slip_count: i64,
    held_count: i64,
    claimed_fen: i64,
    accepted_fen: i64,
    allowance_fen: i64,
    parts_fen: i64,
    fines_fen: i64,
    corrections_fen: i64,
}

impl MonthRow {
    fn into_month(self) -> Result<Month, Error> {
        Ok(Month {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            period: stored::period(TABLE, &self.period)?,
            state: if self.state == UNBOUND { None } else { Some(stored::word(TABLE, &self.state)?) },
            state_version: self.state_version,
            statement_revision: self.statement_revision,
            slips_received_on: self.slips_received_on,
            feedback_received_on: self.feedback_received_on,
            forfeited: self.forfeited_on.zip(self.forfeited_received_on),
            lot_drawn_at: self.lot_drawn_at,
            lot_drawn_by: self.lot_drawn_by,
            lot: if self.lot.is_empty() { None } else { Some(of_json(TABLE, &self.lot)?) },
            sums: MonthSums {
                net: Money::from_fen(self.net_fen),
                payable: Money::from_fen(self.payable_fen),
                payment_due_on: self.payment_due_on,
                slip_count: self.slip_count,
                held_count: self.held_count,
                claimed: Money::from_fen(self.claimed_fen),
                accepted: Money::from_fen(self.accepted_fen),
                heaps: HeapSums {
                    allowance: Money::from_fen(self.allowance_fen),
                    parts: Money::from_fen(self.parts_fen),
                    fines: Money::from_fen(self.fines_fen),
                    corrections: Money::from_fen(self.corrections_fen),
                },
            },
        })
    }
}

/// Begins a month, unless it is there.
pub fn ensure(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    let row = MonthRow {
        dealer: dealer.to_string(),
        period: period.to_string(),
        state: stored::word_of(TABLE, &State::Draft)?,
        state_version: 0,
        statement_revision: 0,
        slips_received_on: None,
        feedback_received_on: None,
        forfeited_on: None,
        forfeited_received_on: None,
        lot_drawn_at: None,
        lot_drawn_by: String::new(),
        lot: String::new(),
        net_fen: 0,
        payable_fen: 0,
        payment_due_on: None,
        slip_count: 0,
        held_count: 0,
        claimed_fen: 0,
        accepted_fen: 0,
        allowance_fen: 0,
        parts_fen: 0,
        fines_fen: 0,
        corrections_fen: 0,
    };
    Suffix(diesel::insert_into(months::table).values(row), " ON CONFLICT DO NOTHING").execute(c)?;
    Ok(())
}

/// A dealer's month; none before anything was filed or settled for it.
pub fn load(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Option<Month>, Error> {
    let row = months::table.find((dealer.as_str(), period.to_string())).first::<MonthRow>(c).optional()?;
    row.map(MonthRow::into_month).transpose()
}

/// Some months; those that were begun.
pub fn of_statements(
    c: &mut Db,
    statements: &BTreeSet<(DealerCode, Period)>,
) -> Result<BTreeMap<(DealerCode, Period), Month>, Error> {
    let mut found = BTreeMap::new();
    for (period, dealers) in stored::by_period(statements) {
        let some = months::table.filter(months::period.eq(period)).filter(months::dealer.eq_any(dealers));
        for row in some.load::<MonthRow>(c)? {
            let month = row.into_month()?;
            found.insert((month.dealer.clone(), month.period), month);
        }
    }
    Ok(found)
}

/// Waits for whoever changes a month, and keeps others from it until the transaction is over. SQLite has one writer at a
/// time anyway.
pub fn lock(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    if let Db::Postgres(postgres) = c {
        diesel::sql_query("SELECT 1 FROM months WHERE dealer = $1 AND period = $2 FOR UPDATE")
            .bind::<Text, _>(dealer.as_str())
            .bind::<Text, _>(period.to_string())
            .execute(postgres)?;
    }
    Ok(())
}

/// All months of a dealer.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<BTreeMap<Period, Month>, Error> {
    let rows: Vec<MonthRow> = months::table.filter(months::dealer.eq(dealer.as_str())).load(c)?;
    rows.into_iter().map(|row| row.into_month().map(|month| (month.period, month))).collect()
}

/// Whether any month was begun: a sheet came for it, or its statement is no draft any more.
pub fn is_any_begun(c: &mut Db) -> Result<bool, Error> {
    let open = [UNBOUND.to_owned(), stored::word_of(TABLE, &State::Draft)?];
    let came = months::slips_received_on.is_not_null().or(months::feedback_received_on.is_not_null());
    let begun = months::table.filter(came.or(months::state.ne_all(open)));
    Ok(begun.count().get_result::<i64>(c)? > 0)
}

/// The last period for which a sheet came.
pub fn last_begun(c: &mut Db) -> Result<Option<Period>, Error> {
    let came = months::slips_received_on.is_not_null().or(months::feedback_received_on.is_not_null());
    let last: Option<String> = months::table.filter(came).select(diesel::dsl::max(months::period)).first(c)?;
    last.map(|period| stored::period(TABLE, &period)).transpose()
}

/// Whether a lot of a period is drawn, whosever.
pub fn is_any_lot_drawn(c: &mut Db, period: Period) -> Result<bool, Error> {
    let drawn = months::table.filter(months::period.eq(period.to_string())).filter(months::lot_drawn_at.is_not_null());
    Ok(drawn.count().get_result::<i64>(c)? > 0)
}

/// The months from a period on that are never recomputed again, by dealer and period.
pub fn frozen_from(c: &mut Db, first: Period) -> Result<Vec<(DealerCode, Period)>, Error> {
    let open = [UNBOUND.to_owned(), stored::word_of(TABLE, &State::Draft)?];
    let rows: Vec<(String, String)> = months::table
        .filter(months::period.ge(first.to_string()))
        .filter(months::state.ne_all(open))
        .order((months::dealer, months::period))
        .select((months::dealer, months::period))
        .load(c)?;
    rows.iter().map(|(dealer, period)| Ok((stored::dealer(TABLE, dealer)?, stored::period(TABLE, period)?))).collect()
}

/// The periods that have statements, all of which are confirmed.
pub fn confirmed_periods(c: &mut Db) -> Result<BTreeSet<Period>, Error> {
    let rows: Vec<(String, String)> =
        months::table.filter(months::state.ne(UNBOUND)).select((months::period, months::state)).distinct().load(c)?;
    let (mut confirmed, mut open) = (BTreeSet::new(), BTreeSet::new());
    for (period, state) in rows {
        let of_state = if stored::word::<State>(TABLE, &state)?.is_frozen() { &mut confirmed } else { &mut open };
        of_state.insert(stored::period(TABLE, &period)?);
    }
    Ok(confirmed.difference(&open).copied().collect())
}

/// A sheet was filed. Slips are complete on the day of the last filing that changed them (agreement 7.3), feedback with
/// the first.
pub fn received(c: &mut Db, dealer: &DealerCode, period: Period, sheet: FiledSheet, day: Day) -> Result<(), Error> {
    ensure(c, dealer, period)?;
    let month = months::table.find((dealer.as_str(), period.to_string()));
    match sheet {
        FiledSheet::Slips => {
            let earlier = months::slips_received_on.is_null().or(months::slips_received_on.lt(day));
            diesel::update(month.filter(earlier)).set(months::slips_received_on.eq(day)).execute(c)?
        }
        FiledSheet::Feedback => {
            let later = months::feedback_received_on.is_null().or(months::feedback_received_on.gt(day));
            diesel::update(month.filter(later)).set(months::feedback_received_on.eq(day)).execute(c)?
        }
    };
    Ok(())
}

/// Slips came after their time, and were filed nowhere (agreement 3.5); the first of such sheets is kept.
pub fn forfeited(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    last_day: Day,
    received_on: Day,
) -> Result<(), Error> {
    ensure(c, dealer, period)?;
    let month = months::table.find((dealer.as_str(), period.to_string())).filter(months::forfeited_on.is_null());
    let columns = (months::forfeited_on.eq(last_day), months::forfeited_received_on.eq(received_on));
    diesel::update(month).set(columns).execute(c)?;
    Ok(())
}

/// The lot was drawn.
pub fn drawn(c: &mut Db, dealer: &DealerCode, period: Period, by: &str, now: Moment) -> Result<(), Error> {
    let month = months::table.find((dealer.as_str(), period.to_string()));
    diesel::update(month).set((months::lot_drawn_at.eq(now), months::lot_drawn_by.eq(by))).execute(c)?;
    Ok(())
}

/// Brings a statement into another state; answers whether `state_version` was still the last.
pub fn step(c: &mut Db, dealer: &DealerCode, period: Period, state_version: i64, state: State) -> Result<bool, Error> {
    let month = months::table.find((dealer.as_str(), period.to_string()));
    let columns =
        (months::state.eq(stored::word_of(TABLE, &state)?), months::state_version.eq(months::state_version + 1));
    let updated = diesel::update(month.filter(months::state_version.eq(state_version))).set(columns).execute(c)?;
    Ok(updated == 1)
}

/// What the settlement makes of a month that is not frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Whether an agreement binds the dealer.
    pub is_bound: bool,
    /// The statement that stands.
    pub statement_revision: i64,
    /// The lot.
    pub lot: Option<StoredLot>,
    /// What it comes to.
    pub sums: MonthSums,
}

/// Adds a month's slips up by verdict, once they are decided.
pub fn count_verdicts(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    let of_month = month_verdicts::dealer.eq(dealer.as_str()).and(month_verdicts::period.eq(period.to_string()));
    diesel::delete(month_verdicts::table.filter(of_month)).execute(c)?;
    diesel::sql_query(
        "INSERT INTO month_verdicts (dealer, period, verdict, slip_count, claimed_fen) \
         SELECT dealer, period, verdict, count(*), CAST(sum(claim_fen) AS BIGINT) FROM slips \
         WHERE dealer = $1 AND period = $2 AND is_current AND verdict <> '' GROUP BY dealer, period, verdict",
    )
    .bind::<Text, _>(dealer.as_str())
    .bind::<Text, _>(period.to_string())
    .execute(c)?;
    Ok(())
}

/// Writes down what the settlement made of a month, which is another version of it.
pub fn settled(c: &mut Db, dealer: &DealerCode, period: Period, settled: &Settled) -> Result<(), Error> {
    let state = if settled.is_bound { stored::word_of(TABLE, &State::Draft)? } else { UNBOUND.to_owned() };
    let lot = settled.lot.as_ref().map(|lot| to_json(TABLE, lot)).transpose()?.unwrap_or_default();
    let sums = &settled.sums;
    let columns = (
        months::state.eq(state),
        months::state_version.eq(months::state_version + 1),
        months::statement_revision.eq(settled.statement_revision),
        months::lot.eq(lot),
        months::net_fen.eq(sums.net.fen()),
        months::payable_fen.eq(sums.payable.fen()),
        months::payment_due_on.eq(sums.payment_due_on),
        months::slip_count.eq(sums.slip_count),
        months::held_count.eq(sums.held_count),
        months::claimed_fen.eq(sums.claimed.fen()),
        months::accepted_fen.eq(sums.accepted.fen()),
        months::allowance_fen.eq(sums.heaps.allowance.fen()),
        months::parts_fen.eq(sums.heaps.parts.fen()),
        months::fines_fen.eq(sums.heaps.fines.fen()),
        months::corrections_fen.eq(sums.heaps.corrections.fen()),
    );
    diesel::update(months::table.find((dealer.as_str(), period.to_string()))).set(columns).execute(c)?;
    Ok(())
}
