//! The held slips that need a person, worst first: the oldest month, whose payment is due first, and in it the largest
//! claim. Those that wait only for a call are the call desk's, and those about which a dealer was asked stand aside.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::ListedSlip;
use super::waiting::{CALL, DEALER, PERSON, WAITS};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Period};
use crate::store::connection::MultiBackend;
use crate::store::schema::slips;
use crate::store::{Db, Error};

/// Which of the held slips.
#[derive(Clone, Debug, Default)]
pub struct WorklistFilter {
    /// Of one period.
    pub period: Option<Period>,
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// Hit by one code; then also those that wait for a call.
    pub code: Option<String>,
    /// Those that stand aside until their dealers answer, instead of those that need a person.
    pub is_asked: bool,
}

/// Where a page of the worklist begins: behind this slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistPlace {
    /// Its period.
    pub period: String,
    /// What it claims.
    pub claim_fen: i64,
    /// Its dealer.
    pub dealer: String,
    /// Its number.
    pub slip_no: String,
}

const HIT_BY: &str = "EXISTS (SELECT 1 FROM slip_codes k WHERE k.dealer = slips.dealer AND k.period = slips.period \
    AND k.slip_no = slips.slip_no AND k.code = ";

type Boxed<'a> = diesel::helper_types::IntoBoxed<'a, slips::table, MultiBackend>;

fn held(filter: &WorklistFilter) -> Boxed<'static> {
    let mut query = slips::table.into_boxed::<MultiBackend>();
    query = query.filter(slips::is_current).filter(sql::<Bool>(WAITS));
    if let Some(period) = filter.period {
        query = query.filter(slips::period.eq(period.to_string()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(slips::dealer.eq(dealer.to_string()));
    }
    if let Some(code) = &filter.code {
        query = query.filter(sql::<Bool>(HIT_BY).bind::<Text, _>(code.clone()).sql(")"));
    }
    match (filter.is_asked, &filter.code) {
        (true, _) => query.filter(slips::waits_for.eq(DEALER)),
        (false, None) => query.filter(slips::waits_for.eq(PERSON)),
        (false, Some(_)) => query.filter(slips::waits_for.ne(DEALER)),
    }
}

/// The worklist behind a slip.
pub fn worklist(
    c: &mut Db,
    filter: &WorklistFilter,
    after: Option<WorklistPlace>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let mut query = held(filter);
    if let Some(WorklistPlace { period, claim_fen, dealer, slip_no }) = after {
        let from = sql::<Bool>("(slips.period >= ").bind::<Text, _>(period.clone());
        let later = from.sql(" AND (slips.period > ").bind::<Text, _>(period);
        let smaller = later.sql(" OR slips.claim_fen < ").bind::<BigInt, _>(claim_fen);
        let same = smaller.sql(" OR (slips.claim_fen = ").bind::<BigInt, _>(claim_fen);
        let behind = same.sql(" AND (slips.dealer, slips.slip_no) > (").bind::<Text, _>(dealer);
        query = query.filter(behind.sql(", ").bind::<Text, _>(slip_no).sql("))))"));
    }
    let order = (slips::period, slips::claim_fen.desc(), slips::dealer, slips::slip_no);
    Ok(query.order(order).limit(rows_max).select(ListedSlip::as_select()).load(c)?)
}

/// How many slips the worklist has.
pub fn worklist_count(c: &mut Db, filter: &WorklistFilter) -> Result<i64, Error> {
    Ok(held(filter).count().get_result(c)?)
}

/// How many slips wait only for a call.
pub fn waiting_for_a_call_count(c: &mut Db) -> Result<i64, Error> {
    let waiting = slips::table.filter(slips::is_current).filter(sql::<Bool>(WAITS));
    Ok(waiting.filter(slips::waits_for.eq(CALL)).count().get_result(c)?)
}

/// How many slips of each of a period's dealers wait only for a call.
pub fn waiting_for_a_call(c: &mut Db, period: Period) -> Result<Vec<(String, i64)>, Error> {
    let waiting = slips::table.filter(slips::is_current).filter(sql::<Bool>(WAITS)).filter(slips::waits_for.eq(CALL));
    let of_period = waiting.filter(slips::period.eq(period.to_string()));
    Ok(of_period.group_by(slips::dealer).select((slips::dealer, diesel::dsl::count_star())).load(c)?)
}

/// A slip of a unit, whoever filed it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = slips)]
pub struct SlipOfUnit {
    /// Whose.
    pub dealer: String,
    /// For which period it is filed.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// 维修日期
    pub repair_date: Option<Day>,
    /// What was decided; empty until it was.
    pub verdict: String,
    /// What it claims at most.
    pub claim_fen: i64,
    /// The slip as JSON.
    pub body: String,
}

/// The slips of a unit that stand, the latest repair first.
pub fn of_unit(c: &mut Db, serial_no: &str, rows_max: i64) -> Result<Vec<SlipOfUnit>, Error> {
    let of_unit = slips::table.filter(slips::serial_no.eq(serial_no)).filter(slips::is_current);
    Ok(of_unit.order(slips::repair_date.desc()).limit(rows_max).select(SlipOfUnit::as_select()).load(c)?)
}
