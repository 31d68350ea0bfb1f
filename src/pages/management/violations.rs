//! `/violations`: what is recorded against dealers (agreement 9.1), the latest first.

use std::collections::BTreeMap;

use askama::Template;

use crate::agreement::codes::DealerCode;
use crate::agreement::violations::ViolationKind;
use crate::calendar::{Day, Period};
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, MonthFilter, RecordedViolation, ViolationFilter, ViolationOrder, ViolationPlace};
use crate::store::registers;
use crate::web::Desk;
use crate::workflow::Error;

/// Where the list is.
const PATH: &str = "/violations";
/// So many months can be chosen.
const MONTHS_MAX: i64 = 400;

#[derive(Template)]
#[template(path = "management/violations.html")]
struct Violations {
    page: Page,
    fields: Vec<Field>,
    is_filtered: bool,
    heads: Vec<Head>,
    rows: Vec<Row>,
    papers: Vec<(String, String)>,
    empty: Empty,
    foot: Foot,
}

/// A violation as it is shown.
pub(super) struct Row {
    pub day: String,
    pub period: String,
    pub month_href: String,
    pub dealer: String,
    pub dealer_href: String,
    pub kind: &'static str,
    pub kind_href: String,
    pub told: String,
    pub clause: &'static str,
    pub reference: String,
    pub reference_href: String,
}

impl Row {
    /// A violation with its links.
    pub fn of(page: &Page, recorded: &RecordedViolation) -> Self {
        let (violation, dealer) = (&recorded.violation, segment(recorded.dealer.as_str()));
        let reference = violation.reference();
        let month = format!("/dealers/{dealer}/months/{}", recorded.period);
        // What is no slip is a complaint's day.
        let is_slip = !reference.is_empty() && reference.parse::<Day>().is_err();
        Self {
            day: page.day(violation.violated_on(recorded.period)),
            period: page.period(recorded.period),
            reference_href: if is_slip { format!("{month}/slips/{}", segment(&reference)) } else { String::new() },
            month_href: month,
            dealer: recorded.dealer.to_string(),
            dealer_href: format!("/dealers/{dealer}"),
            kind: page.lang.violation_kind(violation.kind()),
            kind_href: format!("{PATH}?code={}", violation.code()),
            told: page.lang.violation(violation),
            clause: violation.clause(),
            reference,
        }
    }
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("violations-title");
    let filter = filter(&list).map_err(|error| page.failure(&error))?;
    let (asked, after) = (filter.clone(), list.after::<4>().and_then(place));
    let today = page.today;
    let found = page.look(&desk, move |c| {
        let rows = months::violations(c, &asked, today, after, ROWS_FETCHED)?;
        Ok((rows, months::periods(c, None, MONTHS_MAX)?, registers::names(c)?))
    });
    let (mut rows, periods, dealers) = found.await?;
    let next = cut(&mut rows, |row| {
        let day = row.violation.violated_on(row.period);
        vec![day.to_string(), row.period.to_string(), row.dealer.to_string(), row.seq.to_string()]
    });
    let line =
        |row: &RecordedViolation| Row { kind_href: list.with("code", row.violation.code()), ..Row::of(&page, row) };
    let is_filtered = list.is_filtered();
    let empty = Empty {
        title: page.t(if is_filtered { "violations-empty-so" } else { "violations-empty" }),
        what_to_do: page.t(if is_filtered { "violations-empty-filtered" } else { "violations-empty-do" }),
        href: if is_filtered { PATH.to_owned() } else { String::new() },
        label: page.t("violations-all"),
    };
    let view = Violations {
        fields: fields(&page, &list, &periods, &dealers),
        is_filtered,
        heads: heads(&page, &list),
        rows: rows.iter().map(line).collect(),
        papers: papers(&page, Period::of(page.today).year()),
        foot: list.foot(&page, next.as_deref(), "/api/v1/violations"),
        empty,
        page,
    };
    html(&view)
}

/// What the address asks for. What cannot be is not there.
fn filter(list: &List) -> Result<ViolationFilter, Error> {
    let asked = |name: &str| Some(list.get(name)).filter(|value| !value.is_empty());
    let period = asked("period").map(|period| period.parse().map_err(|_| Error::NotFound)).transpose()?;
    let dealer = asked("dealer").map(|dealer| DealerCode::new(dealer).ok_or(Error::NotFound)).transpose()?;
    let kind = asked("code").map(|code| ViolationKind::of(code).ok_or(Error::NotFound)).transpose()?;
    let (column, is_down) = list.sort();
    let (order, is_down) = match column {
        "day" => (ViolationOrder::Day, is_down),
        "dealer" => (ViolationOrder::Dealer, is_down),
        "period" => (ViolationOrder::Month, is_down),
        _ => (ViolationOrder::Month, true),
    };
    let month = MonthFilter { period, dealer, ..MonthFilter::default() };
    Ok(ViolationFilter { month, kind, order, is_down })
}

/// The place of a cursor; none where it is none of ours.
fn place([day, period, dealer, seq]: [String; 4]) -> Option<ViolationPlace> {
    Some(ViolationPlace { period, dealer, seq: seq.parse().ok()?, day: Some(day.parse().ok()?) })
}

fn fields(page: &Page, list: &List, periods: &[Period], dealers: &BTreeMap<DealerCode, String>) -> Vec<Field> {
    let none = Faults::none();
    let all = || std::iter::once((String::new(), page.t("violations-filter-all")));
    let kinds = ViolationKind::ALL.map(|kind| (kind.code().to_owned(), page.lang.violation_kind(kind).to_owned()));
    let periods = periods.iter().rev().map(|period| (period.to_string(), page.period(*period)));
    let dealers = dealers.iter().map(|(code, name)| (code.to_string(), format!("{code} {name}")));
    let field = |name: &'static str, key: &str, options: Vec<(String, String)>| {
        Field::new(page, name, key, &none).options(options).value(list.get(name)).optional()
    };
    vec![
        field("code", "violations-kind", all().chain(kinds).collect()),
        field("period", "month", all().chain(periods).collect()),
        field("dealer", "pack-dealer", all().chain(dealers).collect()),
    ]
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "violations-day", "day"),
        list.sorted(page, "pack-dealer", "dealer"),
        list.sorted(page, "month", "period"),
        list.plain(page, "violations-told"),
        list.plain(page, "packs-lines-clause"),
        list.plain(page, "violations-reference"),
    ]
}

/// The papers over all dealers, for whom they are.
fn papers(page: &Page, year: i32) -> Vec<(String, String)> {
    let lang = page.locale();
    vec![
        (page.t_with("violations-paper", &[&year]), format!("/api/v1/years/{year}/papers/violations.pdf?lang={lang}")),
        (page.t("violations-review"), format!("/api/v1/papers/termination-review.pdf?lang={lang}")),
    ]
}
