//! Lists of the slips that stand, page after page in the order of period, dealer and number.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::TABLE;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::agreement::slip::Slip;
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;
use crate::store::connection::MultiBackend;
use crate::store::schema::{dealer_books, months, slip_codes, slips, uploads};
use crate::store::{Db, Error, of_json};

/// Which slips.
#[derive(Clone, Debug, Default)]
pub struct SlipFilter {
    /// Of one period.
    pub period: Option<Period>,
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// With one of these verdicts; with any or none where empty.
    pub verdicts: Vec<Verdict>,
    /// Hit by one of these codes; by any or none where empty.
    pub codes: Vec<String>,
    /// With one number.
    pub number: Option<String>,
    /// Of one unit.
    pub serial: Option<String>,
    /// The other way round: the latest period first.
    pub latest_first: bool,
}

impl SlipFilter {
    /// The same for each of its verdicts, which an index finds one by one.
    fn by_verdict(&self) -> Vec<Self> {
        if self.verdicts.len() < 2 {
            return vec![self.clone()];
        }
        self.verdicts.iter().map(|verdict| Self { verdicts: vec![*verdict], ..self.clone() }).collect()
    }

    /// Whether it says nothing but dealer and period.
    fn is_of_months(&self) -> bool {
        self.verdicts.is_empty() && self.codes.is_empty() && self.number.is_none() && self.serial.is_none()
    }

    /// Whether all slips are of the period that a page begins in: then it begins with that dealer, which SQLite does not
    /// find out from three columns of which the first is given.
    fn begins_with_dealer(&self, period: &str) -> bool {
        self.dealer.is_none() && self.period.is_some_and(|only| only.to_string() == period)
    }
}

/// The query of what a filter says, its first verdict alone, by whatever codes the slips are hit.
macro_rules! of_filter {
    ($slips:expr, $filter:expr) => {{
        let mut query = $slips.into_boxed::<MultiBackend>();
        if let Some(period) = $filter.period {
            query = query.filter(slips::period.eq(period.to_string()));
        }
        if let Some(dealer) = &$filter.dealer {
            query = query.filter(slips::dealer.eq(dealer.to_string()));
        }
        if let Some(verdict) = $filter.verdicts.first() {
            query = query.filter(slips::verdict.eq(verdict.as_str()));
        }
        if let Some(serial) = &$filter.serial {
            query = query.filter(slips::serial_no.eq(serial.clone()));
        }
        if let Some(number) = &$filter.number {
            query = query.filter(slips::slip_no.eq(number.clone()));
            if $filter.dealer.is_none() {
                // The index of numbers begins with the dealer.
                query = query.filter(slips::dealer.eq_any(dealer_books::table.select(dealer_books::dealer)));
            }
        }
        query
    }};
}

/// The query of what a filter says, its first verdict alone, of the slips that one code hit.
macro_rules! of_code {
    ($filter:expr, $code:expr) => {{
        let hit = slip_codes::table.inner_join(slips::table.on(sql::<Bool>(OF_CODE))).filter(slips::is_current);
        let mut query = hit.filter(slip_codes::code.eq($code)).into_boxed::<MultiBackend>();
        if let Some(period) = $filter.period {
            query = query.filter(slip_codes::period.eq(period.to_string()));
        }
        if let Some(dealer) = &$filter.dealer {
            query = query.filter(slip_codes::dealer.eq(dealer.to_string()));
        }
        if let Some(verdict) = $filter.verdicts.first() {
            query = query.filter(slip_codes::verdict.eq(verdict.as_str()));
        }
        if let Some(serial) = &$filter.serial {
            query = query.filter(slips::serial_no.eq(serial.clone()));
        }
        if let Some(number) = &$filter.number {
            query = query.filter(slip_codes::slip_no.eq(number.clone()));
        }
        query
    }};
}

/// The dealer that a page begins with, in either order.
macro_rules! from_dealer {
    ($table:ident, $filter:expr, $dealer:expr) => {
        sql::<Bool>(if $filter.latest_first {
            concat!(stringify!($table), ".dealer <= ")
        } else {
            concat!(stringify!($table), ".dealer >= ")
        })
        .bind::<Text, _>($dealer.clone())
    };
}

/// A slip in a list.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = slips)]
pub struct ListedSlip {
    /// Whose.
    pub dealer: String,
    /// For which period it is filed.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// Which filing of the number it is.
    pub version: i64,
    /// 产品型号
    pub product_model: String,
    /// 机身编号
    pub serial_no: String,
    /// 维修日期
    pub repair_date: Option<Day>,
    /// When it was filed.
    pub filed_at: Moment,
    /// The number of its last decision.
    pub decision: i64,
    /// What was decided; empty until it was.
    pub verdict: String,
    /// The codes that hit, joined by `;`.
    pub reasons: String,
    /// What it claims at most.
    pub claim_fen: i64,
    /// What it pays.
    pub payable_fen: i64,
}

/// The slips behind a period, dealer and number.
pub fn list(
    c: &mut Db,
    filter: &SlipFilter,
    after: Option<[String; 3]>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let alone = filter.by_verdict();
    if let ([filter], []) = (alone.as_slice(), filter.codes.as_slice()) {
        return standing(c, filter, after, rows_max);
    }
    let mut found = Vec::new();
    for filter in &alone {
        for code in &filter.codes {
            found.extend(hit_by(c, code, filter, after.clone(), rows_max)?);
        }
        if filter.codes.is_empty() {
            found.extend(standing(c, filter, after.clone(), rows_max)?);
        }
    }
    // Each list is in order; a slip that several of the codes hit is one of the whole.
    found.sort_by(|a, b| if filter.latest_first { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) });
    found.dedup_by(|a, b| key(a) == key(b));
    found.truncate(usize::try_from(rows_max).unwrap_or(usize::MAX));
    Ok(found)
}

fn key(slip: &ListedSlip) -> [&str; 3] {
    [&slip.period, &slip.dealer, &slip.slip_no]
}

/// Whatever codes hit them.
fn standing(
    c: &mut Db,
    filter: &SlipFilter,
    after: Option<[String; 3]>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let mut query = of_filter!(slips::table.filter(slips::is_current), filter);
    if let Some([period, dealer, number]) = after {
        if filter.begins_with_dealer(&period) {
            query = query.filter(from_dealer!(slips, filter, dealer));
        }
        let behind = sql::<Bool>(if filter.latest_first {
            "(slips.period, slips.dealer, slips.slip_no) < ("
        } else {
            "(slips.period, slips.dealer, slips.slip_no) > ("
        });
        let behind = behind.bind::<Text, _>(period).sql(", ").bind::<Text, _>(dealer).sql(", ");
        query = query.filter(behind.bind::<Text, _>(number).sql(")"));
    }
    query = if filter.latest_first {
        query.order((slips::period.desc(), slips::dealer.desc(), slips::slip_no.desc()))
    } else {
        query.order((slips::period, slips::dealer, slips::slip_no))
    };
    Ok(query.limit(rows_max).select(ListedSlip::as_select()).load(c)?)
}

/// From a code's rows to their slips. The columns are joined as expressions: SQLite would see through equal columns, and
/// begin with the slips of a period or dealer instead.
const OF_CODE: &str = "slips.dealer = slip_codes.dealer || '' AND slips.period = slip_codes.period || '' AND slips.slip_no = slip_codes.slip_no || ''";

/// Those that one code hit.
fn hit_by(
    c: &mut Db,
    code: &str,
    filter: &SlipFilter,
    after: Option<[String; 3]>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let mut query = of_code!(filter, code);
    if let Some([period, dealer, number]) = after {
        if filter.begins_with_dealer(&period) {
            query = query.filter(from_dealer!(slip_codes, filter, dealer));
        }
        let behind = sql::<Bool>(if filter.latest_first {
            "(slip_codes.period, slip_codes.dealer, slip_codes.slip_no) < ("
        } else {
            "(slip_codes.period, slip_codes.dealer, slip_codes.slip_no) > ("
        });
        let behind = behind.bind::<Text, _>(period).sql(", ").bind::<Text, _>(dealer).sql(", ");
        query = query.filter(behind.bind::<Text, _>(number).sql(")"));
    }
    query = if filter.latest_first {
        query.order((slip_codes::period.desc(), slip_codes::dealer.desc(), slip_codes::slip_no.desc()))
    } else {
        query.order((slip_codes::period, slip_codes::dealer, slip_codes::slip_no))
    };
    Ok(query.limit(rows_max).select(ListedSlip::as_select()).load(c)?)
}

/// What some slips come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlipTotals {
    /// How many they are.
    pub count: i64,
    /// What they claim at most.
    pub claimed: Money,
    /// What they pay.
    pub payable: Money,
}

/// So many slips are added up at most: what a list adds up must not take longer than its page.
const TOTALS_MAX: i64 = 20_000;
const COUNT: &str = "COUNT(*)";
// PostgreSQL would else give sums as decimals.
const CLAIMED: &str = "CAST(COALESCE(SUM(slips.claim_fen), 0) AS BIGINT)";
const PAYABLE: &str = "CAST(COALESCE(SUM(slips.payable_fen), 0) AS BIGINT)";

/// What the slips of a filter come to; none where they are too many to be added up for a page. Whole months are added up
/// from what each was settled to.
pub fn totals(c: &mut Db, filter: &SlipFilter) -> Result<Option<SlipTotals>, Error> {
    if filter.is_of_months() {
        return of_months(c, filter).map(Some);
    }
    let mut sum = SlipTotals::default();
    for filter in filter.by_verdict() {
        let Some(totals) = of_verdict(c, &filter)? else { return Ok(None) };
        sum.count += totals.count;
        sum.claimed += totals.claimed;
        sum.payable += totals.payable;
    }
    Ok(Some(sum))
}

fn of_verdict(c: &mut Db, filter: &SlipFilter) -> Result<Option<SlipTotals>, Error> {
    let sums = || (sql::<BigInt>(COUNT), sql::<BigInt>(CLAIMED), sql::<BigInt>(PAYABLE));
    let found: (i64, i64, i64) = if let Some(code) = filter.codes.first() {
        let next = of_code!(filter, code.as_str()).select(slip_codes::slip_no).offset(TOTALS_MAX).limit(1);
        if next.first::<String>(c).optional()?.is_some() {
            return Ok(None);
        }
        of_code!(filter, code.as_str()).select(sums()).first(c)?
    } else {
        let standing = || of_filter!(slips::table.filter(slips::is_current), filter);
        let next = standing().select(slips::slip_no).offset(TOTALS_MAX).limit(1);
        if next.first::<String>(c).optional()?.is_some() {
            return Ok(None);
        }
        standing().select(sums()).first(c)?
    };
    Ok(Some(SlipTotals::of(found)))
}

fn of_months(c: &mut Db, filter: &SlipFilter) -> Result<SlipTotals, Error> {
    let sum = |column: &str| format!("CAST(COALESCE(SUM(months.{column}), 0) AS BIGINT)");
    let mut query = months::table.into_boxed::<MultiBackend>();
    if let Some(period) = filter.period {
        query = query.filter(months::period.eq(period.to_string()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(months::dealer.eq(dealer.to_string()));
    }
    let sums =
        (sql::<BigInt>(&sum("slip_count")), sql::<BigInt>(&sum("claimed_fen")), sql::<BigInt>(&sum("accepted_fen")));
    Ok(SlipTotals::of(query.select(sums).first(c)?))
}

impl SlipTotals {
    fn of((count, claimed, payable): (i64, i64, i64)) -> Self {
        Self { count, claimed: Money::from_fen(claimed), payable: Money::from_fen(payable) }
    }
}

/// A version of a number, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = slips)]
pub struct FiledVersion {
    /// 1, 2, …
    pub version: i64,
    /// Whether it stands.
    pub is_current: bool,
    /// The upload that it came with.
    pub upload: String,
    /// The row that it begins in.
    pub sheet_row: i64,
    /// When it was filed.
    pub filed_at: Moment,
    /// The slip as JSON.
    pub body: String,
}

impl FiledVersion {
    /// What it says.
    pub fn slip(&self) -> Result<Slip, Error> {
        of_json(TABLE, &self.body)
    }
}

/// Every version of a number, the first one first.
pub fn versions(c: &mut Db, dealer: &DealerCode, period: Period, number: &str) -> Result<Vec<FiledVersion>, Error> {
    Ok(slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(number))
        .order(slips::version)
        .select(FiledVersion::as_select())
        .load(c)?)
}

/// Where a version of a slip came from.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = slips)]
pub struct VersionPlace {
    /// The slip's number.
    pub slip_no: String,
    /// 1, 2, …
    pub version: i64,
    /// Whether it stands.
    pub is_current: bool,
    /// The upload that it came with.
    pub upload: String,
    /// The row that it begins in.
    pub sheet_row: i64,
    /// When it was filed.
    pub filed_at: Moment,
}

/// Number, model, what is payable, upload, file, row.
type SourceColumns = (String, String, i64, String, Option<String>, i64);

/// A slip that stands, what it pays, and the cells that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipSource {
    /// The slip's number.
    pub slip_no: String,
    /// 产品型号
    pub product_model: String,
    /// What it pays.
    pub payable: Money,
    /// The upload that it came with.
    pub upload: String,
    /// As the dealer named the file; empty where no upload is kept.
    pub file_name: String,
    /// The row that it begins in.
    pub sheet_row: i64,
}

/// The slips of a month that stand among some numbers, in the order of their numbers, with what they came from.
pub fn sources(c: &mut Db, dealer: &DealerCode, period: Period, numbers: &[String]) -> Result<Vec<SlipSource>, Error> {
    let of_slip = uploads::dealer.eq(slips::dealer).and(uploads::id.eq(slips::upload));
    let rows: Vec<SourceColumns> = slips::table
        .left_join(uploads::table.on(of_slip))
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq_any(numbers))
        .filter(slips::is_current)
        .order(slips::slip_no)
        .select((
            slips::slip_no,
            slips::product_model,
            slips::payable_fen,
            slips::upload,
            uploads::file_name.nullable(),
            slips::sheet_row,
        ))
        .load(c)?;
    let source = |(slip_no, product_model, payable_fen, upload, file_name, sheet_row): SourceColumns| SlipSource {
        slip_no,
        product_model,
        payable: Money::from_fen(payable_fen),
        upload,
        file_name: file_name.unwrap_or_default(),
        sheet_row,
    };
    Ok(rows.into_iter().map(source).collect())
}

/// Where every version of a month's slips came from, by number and version.
pub fn places(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<VersionPlace>, Error> {
    let of_month = slips::table.filter(slips::dealer.eq(dealer.as_str())).filter(slips::period.eq(period.to_string()));
    Ok(of_month.order((slips::slip_no, slips::version)).select(VersionPlace::as_select()).load(c)?)
}
