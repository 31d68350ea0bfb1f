//! The call desk: whose customer waits for a call, when it is tried again, and who is calling now.

use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::connection::MultiBackend;
use super::dialect::Suffix;
use super::schema::{appointments, slips};
use super::slips::waiting::{CALL, WAITS};
use super::slips::waiting_for_a_call_count;
use super::{Db, Error, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

const TABLE: &str = "appointments";

/// A slip whose customer waits for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose slip.
    pub dealer: DealerCode,
    /// Its period.
    pub period: Period,
    /// Its number.
    pub no: SlipNo,
    /// 产品型号
    pub product_model: String,
    /// 维修日期
    pub repair_date: Option<Day>,
    /// What it claims at most.
    pub claim_value: Money,
    /// How often the customer was called.
    pub attempts: i64,
    /// Whether a reviewer added it to the calls (agreement 6.6).
    pub is_picked: bool,
    /// Where the call stands.
    pub turn: Turn,
}

/// Where a call stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = appointments)]
pub struct Turn {
    /// Not before; none where any time will do.
    pub not_before: Option<Moment>,
    /// Whether the customer asked for that time.
    pub is_agreed: bool,
    /// Who calls now: a login; empty where nobody does.
    pub taken_by: String,
    /// Until when others keep away.
    pub taken_until: Option<Moment>,
}

impl Turn {
    /// Whether somebody is calling.
    pub fn is_taken(&self, now: Moment) -> bool {
        self.taken_until.is_some_and(|until| now < until)
    }

    /// Whether this person is calling.
    pub fn is_taken_by(&self, login: &str, now: Moment) -> bool {
        self.taken_by == login && self.is_taken(now)
    }

    /// Whether the time for the next attempt has come.
    pub fn is_due(&self, now: Moment) -> bool {
        self.not_before.is_none_or(|not_before| not_before <= now)
    }
}

const ATTEMPTS: &str = "(SELECT COUNT(*) FROM calls k WHERE k.dealer = slips.dealer AND k.slip_no = slips.slip_no)";

/// Whether a reviewer added it to the calls, and the call is not done.
const PICKED: &str = "EXISTS (SELECT 1 FROM call_picks p WHERE p.dealer = slips.dealer AND p.slip_no = slips.slip_no \
    AND p.period = slips.period AND p.is_open)";
/// The same, where the slips are looked for by it.
const AMONG_PICKED: &str = "(slips.dealer, slips.slip_no, slips.period) IN \
    (SELECT p.dealer, p.slip_no, p.period FROM call_picks p WHERE p.is_open)";

type Row = (String, String, String, String, Option<Day>, i64, i64, bool, Option<Turn>);

fn waiting_of(
    (dealer, period, no, product_model, repair_date, claim_fen, attempts, is_picked, turn): Row,
) -> Result<Waiting, Error> {
    Ok(Waiting {
        dealer: stored::dealer(TABLE, &dealer)?,
        period: stored::period(TABLE, &period)?,
        no: stored::slip_no(TABLE, &no)?,
        product_model,
        repair_date,
        claim_value: Money::from_fen(claim_fen),
        attempts,
        is_picked,
        turn: turn.unwrap_or_default(),
    })
}

/// The columns of a slip that waits, with its appointment.
macro_rules! columns {
    () => {
        (
            slips::dealer,
            slips::period,
            slips::slip_no,
            slips::product_model,
            slips::repair_date,
            slips::claim_fen,
            sql::<BigInt>(ATTEMPTS),
            sql::<Bool>(PICKED),
            <Turn as Selectable<MultiBackend>>::construct_selection().nullable(),
        )
    };
}

/// The slips that stand, with their appointments, of which a condition holds.
macro_rules! standing {
    ($which:expr) => {
        slips::table
            .left_join(
                appointments::table
                    .on(appointments::dealer.eq(slips::dealer).and(appointments::slip_no.eq(slips::slip_no))),
            )
            .filter(slips::is_current)
            .filter(sql::<Bool>($which))
            .select(columns!())
    };
}

/// Those that wait for a call by the rules and that no reviewer added, of which a condition holds.
macro_rules! waiting {
    ($which:expr) => {
        standing!($which).filter(sql::<Bool>(WAITS)).filter(slips::waits_for.eq(CALL)).filter(not(sql::<Bool>(PICKED)))
    };
}

/// What reviewers added, whatever became of it: as many as people picked.
fn picked(c: &mut Db) -> Result<Vec<Waiting>, Error> {
    let rows: Vec<Row> = standing!(AMONG_PICKED).load(c)?;
    rows.into_iter().map(waiting_of).collect()
}

/// Who was called in vain, agreed on a time, or is being called: as many as there are calls under way.
fn begun(c: &mut Db) -> Result<Vec<Waiting>, Error> {
    // A join alone would begin with every slip where the appointments are few.
    let is_begun = "(slips.dealer, slips.slip_no) IN (SELECT a.dealer, a.slip_no FROM appointments a)";
    let rows: Vec<Row> = waiting!(is_begun).load(c)?;
    rows.into_iter().map(waiting_of).collect()
}

/// Who was not called yet, the oldest month first.
fn untouched(c: &mut Db, rows_max: i64) -> Result<Vec<Waiting>, Error> {
    let is_untouched = "NOT EXISTS (SELECT 1 FROM appointments a WHERE a.dealer = slips.dealer \
        AND a.slip_no = slips.slip_no)";
    let order = (slips::period, slips::dealer, slips::slip_no);
    let rows: Vec<Row> = waiting!(is_untouched).order(order).limit(rows_max).load(c)?;
    rows.into_iter().map(waiting_of).collect()
}

/// The first of those who wait, in the order in which they are called: agreed times that have come, the earliest first; what
/// reviewers added; then the fewest attempts and the oldest month; last whose time has not come.
pub fn first(c: &mut Db, now: Moment, rows_max: i64) -> Result<Vec<Waiting>, Error> {
    let mut found = picked(c)?;
    found.extend(begun(c)?);
    found.extend(untouched(c, rows_max)?);
    found.sort_by_cached_key(|waiting| {
        let turn = &waiting.turn;
        let rank = match (turn.is_due(now), turn.is_agreed) {
            (true, true) => 0,
            (true, false) => 1 + u8::from(!waiting.is_picked),
            (false, _) => 3,
        };
        let at = turn.not_before.filter(|_| matches!(rank, 0 | 3));
        (rank, at, waiting.attempts, waiting.period, waiting.dealer.clone(), waiting.no.clone())
    });
    found.truncate(usize::try_from(rows_max).unwrap_or_default());
    Ok(found)
}

/// How many wait: by the rules, and because reviewers added them.
pub fn count(c: &mut Db) -> Result<i64, Error> {
    let added =
        slips::table.filter(slips::is_current).filter(sql::<Bool>(AMONG_PICKED)).filter(slips::waits_for.ne(CALL));
    let added: i64 = added.count().get_result(c)?;
    Ok(waiting_for_a_call_count(c)? + added)
}

/// Whether a slip's customer waits for a call, and how that stands.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Option<Waiting>, Error> {
    let of_slip = appointments::dealer.eq(slips::dealer).and(appointments::slip_no.eq(slips::slip_no));
    let row: Option<Row> = slips::table
        .left_join(appointments::table.on(of_slip))
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(no.as_str()))
        .filter(slips::is_current)
        .filter(slips::waits_for.eq(CALL).or(sql::<Bool>(PICKED)))
        .select(columns!())
        .first(c)
        .optional()?;
    row.map(waiting_of).transpose()
}

/// The slip whose customer somebody is calling.
pub fn taken_by(c: &mut Db, login: &str, now: Moment) -> Result<Option<(DealerCode, SlipNo)>, Error> {
    let taken = appointments::table.filter(appointments::taken_by.eq(login)).filter(appointments::taken_until.gt(now));
    let row: Option<(String, String)> =
        taken.select((appointments::dealer, appointments::slip_no)).first(c).optional()?;
    row.map(|(dealer, no)| Ok((stored::dealer(TABLE, &dealer)?, stored::slip_no(TABLE, &no)?))).transpose()
}

/// Gives a slip's call to somebody, unless another has it; answers whether it was given.
pub fn take(
    c: &mut Db,
    dealer: &DealerCode,
    no: &SlipNo,
    login: &str,
    now: Moment,
    until: Moment,
) -> Result<bool, Error> {
    ensure(c, dealer, no)?;
    let free = appointments::taken_until.is_null().or(appointments::taken_until.le(now));
    let mine = appointments::taken_by.eq(login).assume_not_null();
    let turn = appointments::table.find((dealer.as_str(), no.as_str()));
    let columns = (appointments::taken_by.eq(login), appointments::taken_until.eq(until));
    let free = free.assume_not_null().or(mine);
    Ok(diesel::update(turn.filter(free)).set(columns).execute(c)? == 1)
}

/// Nobody calls any more, and it is tried again from an instant on, or at any time.
pub fn leave(
    c: &mut Db,
    dealer: &DealerCode,
    no: &SlipNo,
    not_before: Option<Moment>,
    is_agreed: bool,
) -> Result<(), Error> {
    ensure(c, dealer, no)?;
    let columns = (
        appointments::not_before.eq(not_before),
        appointments::is_agreed.eq(is_agreed),
        appointments::taken_by.eq(""),
        appointments::taken_until.eq(None::<Moment>),
    );
    diesel::update(appointments::table.find((dealer.as_str(), no.as_str()))).set(columns).execute(c)?;
    Ok(())
}

fn ensure(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<(), Error> {
    let row = (
        appointments::dealer.eq(dealer.as_str()),
        appointments::slip_no.eq(no.as_str()),
        appointments::not_before.eq(None::<Moment>),
        appointments::is_agreed.eq(false),
        appointments::taken_by.eq(""),
        appointments::taken_until.eq(None::<Moment>),
    );
    Suffix(diesel::insert_into(appointments::table).values(row), " ON CONFLICT DO NOTHING").execute(c)?;
    Ok(())
}

const ANSWERED: &str = "EXISTS (SELECT 1 FROM calls k WHERE k.dealer = slips.dealer AND k.slip_no = slips.slip_no \
    AND k.outcome NOT IN ('no_answer', 'refused'))";

/// Calls of a dealer were recorded: whoever answered is not called again, and nothing stands of their appointments; whoever
/// was called in vain has one.
pub fn catch_up(c: &mut Db, dealer: &DealerCode) -> Result<(), Error> {
    let of_dealer = |statement: String| diesel::sql_query(statement).bind::<Text, _>(dealer.as_str());
    let waiting = format!("slips.dealer = $1 AND slips.is_current AND slips.waits_for = 'call' AND {WAITS}");
    of_dealer(format!("UPDATE slips SET waits_for = '' WHERE {waiting} AND {ANSWERED}")).execute(c)?;
    of_dealer(format!(
        "DELETE FROM appointments WHERE appointments.dealer = $1 AND NOT EXISTS (SELECT 1 FROM slips \
         WHERE slips.slip_no = appointments.slip_no AND {waiting}) AND NOT EXISTS (SELECT 1 FROM call_picks p \
         WHERE p.dealer = appointments.dealer AND p.slip_no = appointments.slip_no AND p.is_open)"
    ))
    .execute(c)?;
    of_dealer(format!(
        "INSERT INTO appointments (dealer, slip_no, not_before, is_agreed, taken_by, taken_until) \
         SELECT DISTINCT slips.dealer, slips.slip_no, CAST(NULL AS TIMESTAMP), FALSE, '', CAST(NULL AS TIMESTAMP) \
         FROM slips JOIN calls k ON k.dealer = slips.dealer AND k.slip_no = slips.slip_no WHERE {waiting} \
         AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.dealer = slips.dealer AND a.slip_no = slips.slip_no)"
    ))
    .execute(c)?;
    Ok(())
}

/// Nobody calls any more; when it is tried again stays as it was.
pub fn give_back(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<(), Error> {
    let columns = (appointments::taken_by.eq(""), appointments::taken_until.eq(None::<Moment>));
    diesel::update(appointments::table.find((dealer.as_str(), no.as_str()))).set(columns).execute(c)?;
    Ok(())
}
