//! `/quality`: which faults come most, how long units had been in service, what is new, and what endangers people.

use std::collections::BTreeMap;

use askama::Template;

use super::filter::{Asked, Form, elsewhere};
use crate::calendar::{Day, Period};
use crate::pages::chart::{Bars, Caption, Point};
use crate::pages::listing::{Empty, List};
use crate::pages::{Answer, Page, html};
use crate::store::feedback::{self, ReportedFault, SafetyNote};
use crate::store::quality::{self, ClaimsOfAge, Dimension, FirstSeen, Reported};
use crate::store::tallies::{self, AsOf};
use crate::store::{Db, Error as StoreError};
use crate::web::Desk;

/// So many bars a picture has.
const BARS: i64 = 12;
/// So many first-seen faults are listed.
const FIRST_SEEN: i64 = 12;
/// So many reports of a fault are named.
const REPORTS_NAMED: usize = 6;
/// So many notes are shown.
const NOTES: i64 = 5;
/// Units are looked at through so many months in service.
const AGE_MAX: i64 = 36;

#[derive(Template)]
#[template(path = "quality/picture.html")]
struct Picture {
    page: Page,
    form: Form,
    reset: String,
    safety: Vec<Safety>,
    notes: Vec<(String, String)>,
    by: Vec<(String, String, bool)>,
    pareto: Option<Bars>,
    ages: Option<Bars>,
    ages_note: String,
    as_of: String,
    first_seen: Vec<New>,
    all_rows: String,
    empty: Empty,
}

/// A fault that endangers people.
struct Safety {
    title: String,
    told: String,
    href: String,
    model: String,
    fault: String,
    reports: usize,
}

/// A fault that was not reported before.
struct New {
    fault: String,
    model: String,
    description: String,
    period: String,
    occurrences: String,
    href: String,
}

/// What is loaded.
struct Known {
    asked: Asked,
    by: Dimension,
    reported: Vec<Reported>,
    all: i64,
    ages: Vec<ClaimsOfAge>,
    units: BTreeMap<Period, i64>,
    as_of: AsOf,
    first_seen: Vec<FirstSeen>,
    safety: Vec<ReportedFault>,
    notes: Vec<SafetyNote>,
}

fn load(c: &mut Db, list: &List, today: Day) -> Result<Known, StoreError> {
    let asked = Asked::of(c, list, today)?;
    let by = Dimension::ALL.into_iter().find(|by| by.as_str() == list.get("by")).unwrap_or(Dimension::Fault);
    let (reported, all) = quality::reported(c, &asked.filter, by, BARS)?;
    let lines: Vec<String> = asked.lines_meant.iter().cloned().collect();
    let oldest = asked.filter.first.plus(-i32::try_from(AGE_MAX).unwrap_or_default());
    Ok(Known {
        reported,
        all,
        ages: quality::claims_by_age(c, &asked.filter)?,
        units: tallies::units_by_month(c, &asked.filter.dealer, &lines, oldest, asked.filter.last)?,
        as_of: tallies::as_of(c, asked.filter.first, asked.filter.last)?,
        first_seen: quality::first_seen(c, &asked.filter, FIRST_SEEN)?,
        safety: feedback::unnoted(c)?,
        notes: feedback::notes(c, NOTES)?,
        asked,
        by,
    })
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("quality-title");
    let (asked, today) = (list.clone(), page.today);
    let known = page.look(&desk, move |c| load(c, &asked, today)).await?;
    let tab =
        |by: Dimension| (page.t(&format!("quality-by-{}", by.as_str())), list.with("by", by.as_str()), by == known.by);
    let view = Picture {
        form: known.asked.form(&page, &list),
        reset: if list.is_filtered() { "/quality".to_owned() } else { String::new() },
        safety: known.safety.iter().map(|reported| safety(&page, reported)).collect(),
        notes: known.notes.iter().map(|note| noted(&page, note)).collect(),
        by: Dimension::ALL.into_iter().map(tab).collect(),
        pareto: pareto(&page, &list, &known),
        ages: ages(&page, &list, &known),
        ages_note: page.t(if list.get("model").is_empty() { "quality-ages-note" } else { "quality-ages-note-model" }),
        as_of: as_of(&page, known.as_of),
        first_seen: known.first_seen.iter().map(|first| new(&page, &list, first)).collect(),
        all_rows: elsewhere(&list, "/quality/rows", &[]),
        empty: Empty {
            title: page.t("quality-empty"),
            what_to_do: page.t("quality-empty-do"),
            href: String::new(),
            label: String::new(),
        },
        page,
    };
    html(&view)
}

/// As of when the picture is; empty where there is nothing to be counted.
fn as_of(page: &Page, as_of: AsOf) -> String {
    match (as_of.counted_at, as_of.waits) {
        (Some(at), false) => page.t_with("quality-as-of", &[&page.moment(at)]),
        (Some(at), true) => page.t_with("quality-as-of-waits", &[&page.moment(at)]),
        (None, true) => page.t("quality-counting"),
        (None, false) => String::new(),
    }
}

fn caption(page: &Page, title: &str, label: &str, value: &str) -> Caption {
    Caption { title: page.t(title), label: page.t(label), value: page.t(value), as_table: page.t("quality-as-table") }
}

/// The most frequent first, each with the share of all that it and those before it have.
fn pareto(page: &Page, list: &List, known: &Known) -> Option<Bars> {
    let label = format!("quality-by-{}", known.by.as_str());
    let caption = caption(page, "quality-pareto", &label, "quality-occurrences");
    let mut so_far = 0_i64;
    let point = |reported: &Reported| {
        so_far += reported.occurrences;
        let share = share(so_far, known.all);
        let label = match (known.by, reported.code.as_str()) {
            (_, "") => page.t("quality-none"),
            (Dimension::Fault, code) => format!("{code} {}", shortened(&reported.description)),
            (_, code) => code.to_owned(),
        };
        let asked = [(known.by.as_str(), reported.code.as_str())];
        Point {
            label,
            value: reported.occurrences,
            shown: page.t_with("quality-cumulative", &[&page.count(reported.occurrences), &share]),
            href: elsewhere(list, "/quality/rows", if reported.code.is_empty() { &[] } else { &asked }),
            tone: if so_far * 5 <= known.all * 4 || so_far == reported.occurrences { "" } else { "quiet" },
        }
    };
    let points: Vec<Point> = known.reported.iter().filter(|one| one.occurrences > 0).map(point).collect();
    (!points.is_empty()).then(|| Bars::new(caption, points))
}

/// What fits beside a bar.
fn shortened(text: &str) -> String {
    const LETTERS: usize = 7;
    if text.chars().count() <= LETTERS {
        text.to_owned()
    } else {
        text.chars().take(LETTERS - 1).chain(['…']).collect()
    }
}

/// A part of a whole in whole percent, rounded down, so that only all is all.
fn share(part: i64, whole: i64) -> String {
    format!("{}%", part * 100 / whole.max(1))
}

/// Claims per thousand units that were so old in these months.
fn ages(page: &Page, list: &List, known: &Known) -> Option<Bars> {
    let filter = &known.asked.filter;
    let claims: BTreeMap<i64, i64> = known.ages.iter().map(|age| (age.months, age.claims)).collect();
    let oldest = claims.keys().copied().filter(|months| *months <= AGE_MAX).max()?;
    let in_service = |months: i64| -> i64 {
        let back = i32::try_from(months).unwrap_or_default();
        filter.first.through(filter.last).filter_map(|period| known.units.get(&period.plus(-back))).sum()
    };
    let point = |months: i64| {
        let (claims, units) = (claims.get(&months).copied().unwrap_or_default(), in_service(months));
        let rate = per_thousand(claims, units);
        let shown = match rate {
            Some(rate) => page.t_with(
                "quality-rate",
                &[&format!("{}.{:02}", rate / 100, rate % 100), &page.count(claims), &page.count(units)],
            ),
            None => page.t_with("quality-no-units", &[&page.count(claims)]),
        };
        let age = months.to_string();
        Point {
            label: page.t_n("quality-age", months),
            value: rate.unwrap_or_default(),
            shown,
            href: elsewhere(list, "/quality/claims", &[("age", &age)]),
            tone: "",
        }
    };
    let points: Vec<Point> = (0..=oldest).map(point).collect();
    Some(Bars::new(caption(page, "quality-ages", "quality-ages-label", "quality-ages-value"), points))
}

/// Hundredths of a claim per thousand units, rounded half up; none without units.
fn per_thousand(claims: i64, units: i64) -> Option<i64> {
    let rate = (i128::from(claims) * 200_000 + i128::from(units)).checked_div(2 * i128::from(units.max(0)))?;
    i64::try_from(rate).ok()
}

fn new(page: &Page, list: &List, first: &FirstSeen) -> New {
    let named = |text: &str| if text.is_empty() { page.t("quality-none") } else { text.to_owned() };
    New {
        fault: named(&first.fault_code),
        model: named(&first.product_model),
        description: first.description.clone(),
        period: first.period.parse().map_or_else(|_| first.period.clone(), |period| page.period(period)),
        occurrences: page.count(first.occurrences),
        href: elsewhere(list, "/quality/rows", &[("model", &first.product_model), ("fault", &first.fault_code)]),
    }
}

fn safety(page: &Page, reported: &ReportedFault) -> Safety {
    let (fault, reports) = (&reported.fault, &reported.reports);
    let mut named: Vec<String> =
        reports.iter().take(REPORTS_NAMED).map(|(dealer, period)| format!("{dealer} {period}")).collect();
    if reports.len() > REPORTS_NAMED {
        named.push("…".to_owned());
    }
    let cause = if reported.suspected_cause.is_empty() { "—" } else { &reported.suspected_cause };
    let told = page.t_with("quality-safety-told", &[&reports.len(), &named.join(", "), &reported.occurrences, &cause]);
    let months = || reports.iter().map(|(_, period)| period.as_str());
    let rows = [
        ("first", months().min().unwrap_or_default()),
        ("last", months().max().unwrap_or_default()),
        ("model", fault.product_model.as_str()),
        ("fault", fault.fault_code.as_str()),
    ];
    Safety {
        title: format!("{} {} {}", fault.product_model, fault.fault_code, reported.description),
        told,
        href: elsewhere(&List::default(), "/quality/rows", &rows),
        model: fault.product_model.clone(),
        fault: fault.fault_code.clone(),
        reports: reports.len(),
    }
}

fn noted(page: &Page, note: &SafetyNote) -> (String, String) {
    let what = format!("{} {}", note.fault.product_model, note.fault.fault_code);
    (what, page.t_with("quality-noted", &[&note.noted_by, &page.moment(note.noted_at), &note.note]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_set_beside_a_thousand_units() {
        for (claims, units, rate) in [
            (5, 1_000, Some(500)),
            (1, 3, Some(33_333)),
            (2, 3, Some(66_667)),
            (0, 10, Some(0)),
            (3, 0, None),
            (3, -4, None),
        ] {
            assert_eq!(per_thousand(claims, units), rate, "{claims} of {units}");
        }
    }

    #[test]
    fn only_all_is_all() {
        assert_eq!((share(999, 1_000), share(5, 5), share(0, 0)), ("99%".into(), "100%".into(), "0%".into()));
    }
}
