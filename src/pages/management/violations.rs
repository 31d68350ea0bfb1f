//! `/violations`: what is recorded against dealers (agreement 9.1), the latest first.

use askama::Template;

use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Period};
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut, segment};
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, MonthFilter, RecordedViolation};
use crate::store::registers;
use crate::web::Desk;

#[derive(Template)]
#[template(path = "management/violations.html")]
struct Violations {
    page: Page,
    periods: Vec<(String, String, bool)>,
    dealers: Vec<(String, String, bool)>,
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
            told: page.lang.violation(violation),
            clause: violation.clause(),
            reference,
        }
    }
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("violations-title");
    let filter = MonthFilter {
        period: list.get("period").parse().ok(),
        dealer: DealerCode::new(list.get("dealer")),
        ..MonthFilter::default()
    };
    let before = list.after::<3>().and_then(|[period, dealer, seq]| Some((period, dealer, seq.parse().ok()?)));
    let today = page.today;
    let found = page.look(&desk, move |c| {
        let rows = months::latest_violations(c, &filter, today, before, ROWS_FETCHED)?;
        Ok((rows, months::by_state(c, None)?, registers::dealers(c)?))
    });
    let (mut rows, groups, dealers) = found.await?;
    let next = cut(&mut rows, |row| vec![row.period.to_string(), row.dealer.to_string(), row.seq.to_string()]);
    let mut periods: Vec<_> = groups.iter().map(|group| group.period).collect();
    periods.dedup();
    let periods = periods.iter().rev().map(|period| {
        let value = period.to_string();
        let is_chosen = value == list.get("period");
        (value, page.period(*period), is_chosen)
    });
    let dealers = dealers.iter().map(|dealer| {
        let code = dealer.code.to_string();
        let is_chosen = code == list.get("dealer");
        (code.clone(), format!("{code} {}", dealer.name), is_chosen)
    });
    let year = Period::of(page.today).year();
    let empty = Empty {
        title: page.t("violations-empty"),
        what_to_do: page.t(if list.is_filtered() { "violations-empty-filtered" } else { "violations-empty-do" }),
        href: if list.is_filtered() { "/violations".to_owned() } else { String::new() },
        label: page.t("violations-all"),
    };
    let view = Violations {
        periods: periods.collect(),
        dealers: dealers.collect(),
        rows: rows.iter().map(|row| Row::of(&page, row)).collect(),
        papers: papers(&page, year),
        foot: list.foot(&page, next.as_deref(), "/api/v1/violations"),
        empty,
        page,
    };
    html(&view)
}

/// The papers over all dealers, for whom they are.
fn papers(page: &Page, year: i32) -> Vec<(String, String)> {
    let lang = page.locale();
    vec![
        (page.t_with("violations-paper", &[&year]), format!("/api/v1/years/{year}/papers/violations.pdf?lang={lang}")),
        (page.t("violations-review"), format!("/api/v1/papers/termination-review.pdf?lang={lang}")),
    ]
}
