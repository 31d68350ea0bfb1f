//! `/dealers/{dealer}`: a dealer over the months: money, what the centre's calls found, what is recorded against it, how it
//! stands for the award, and its papers.

use std::collections::BTreeMap;

use actix_web::web::Path;
use askama::Template;

use super::violations::Row;
use super::{dealer_of, percent};
use crate::agreement::award::{self, Unmet};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::{Complaint, Dealer, Sale};
use crate::agreement::terms::{Agreements, Terms};
use crate::agreement::violations::is_up_for_termination;
use crate::auth::Role;
use crate::calendar::{Day, Period, months_after};
use crate::pages::chart::{Caption, Line, Point};
use crate::pages::chips::Chip;
use crate::pages::listing::segment;
use crate::pages::management::chance::per_mille;
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, Month, MonthFilter, RecordedViolation, ViolationFilter};
use crate::store::{Db, Error as StoreError, agreements, calls, registers};
use crate::web::Desk;
use crate::workflow::Error;

/// So many months are in the picture.
const MONTHS_SHOWN: usize = 12;
/// So many violations are on the page; all are in the list.
const VIOLATIONS_SHOWN: usize = 8;
/// More than anybody is left in business with.
const VIOLATIONS_MAX: i64 = 2_000;

#[derive(Template)]
#[template(path = "management/scorecard.html")]
struct Scorecard {
    page: Page,
    facts: Vec<(String, String)>,
    money: Option<Line>,
    months: Vec<MonthLine>,
    violations: Vec<Row>,
    violations_href: String,
    violations_told: String,
    review: Chip,
    award: Vec<(Chip, String)>,
    award_year: String,
    papers: Vec<Year>,
    links: Vec<(String, String)>,
}

struct MonthLine {
    period: String,
    href: String,
    chip: Chip,
    slips: String,
    slips_href: String,
    held: String,
    claimed: String,
    payable: String,
    drawn: String,
    lot: Option<Chip>,
    feedback: Chip,
    correct_href: String,
}

/// The papers of a year.
struct Year {
    year: i32,
    papers: Vec<(String, String)>,
}

/// What is loaded.
struct Known {
    dealer: Dealer,
    months: BTreeMap<Period, Month>,
    agreements: Agreements,
    violations: Vec<RecordedViolation>,
    complaints: Vec<Complaint>,
    sales: Vec<Sale>,
    marks: BTreeMap<i32, (u64, u64)>,
}

fn load(c: &mut Db, code: &DealerCode, today: Day) -> Result<Option<Known>, StoreError> {
    let Some(dealer) = registers::dealer(c, code)? else { return Ok(None) };
    let month = MonthFilter { dealer: Some(code.clone()), ..MonthFilter::default() };
    let filter = ViolationFilter { month, is_down: true, ..ViolationFilter::default() };
    let made = calls::of_dealer(c, code)?;
    let mut years: BTreeMap<i32, Vec<_>> = BTreeMap::new();
    for call in made.iter() {
        years.entry(Period::of(call.called_on).year()).or_default().push(call);
    }
    let complaints = registers::standing::<Complaint>(c, code.as_str())?;
    let sales = registers::standing::<Sale>(c, code.as_str())?;
    Ok(Some(Known {
        dealer,
        months: months::of_dealer(c, code)?,
        agreements: agreements::standing(c)?,
        violations: months::violations(c, &filter, today, None, VIOLATIONS_MAX)?,
        complaints: complaints.into_iter().map(|kept| kept.row).filter(|complaint| complaint.upheld).collect(),
        sales: sales.into_iter().map(|kept| kept.row).collect(),
        marks: years.into_iter().map(|(year, calls)| (year, award::marks(calls.into_iter()))).collect(),
    }))
}

impl Known {
    /// The terms of the last month that an agreement binds.
    fn terms(&self) -> Option<&Terms> {
        let versions = self.agreements.of(&self.dealer.code);
        self.months.keys().rev().find_map(|period| versions.for_period(*period)).map(|version| &version.terms)
    }

    /// Whether the feedback of a month came by its due day; none where no agreement binds.
    fn is_feedback_on_time(&self, month: &Month) -> Option<bool> {
        let version = self.agreements.of(&self.dealer.code).for_period(month.period)?;
        let due_on = version.terms.feedback_due_on(month.period);
        Some(month.feedback_received_on.is_some_and(|day| day <= due_on))
    }

    /// What the award looks at (agreement 9.4).
    fn award(&self, year: i32) -> award::Year {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let of_year = |period: &Period| period.year() == year;
        let months = self.months.iter().filter(|(period, month)| of_year(period) && month.state.is_some());
        let on_time: Vec<bool> = months.filter_map(|(_, month)| self.is_feedback_on_time(month)).collect();
        let units: i64 = self.sales.iter().filter(|sale| of_year(&sale.period)).map(|sale| sale.units).sum();
        let complaints = self.complaints.iter().filter(|complaint| of_year(&Period::of(complaint.received_on)));
        let (marks, satisfied) = self.marks.get(&year).copied().unwrap_or_default();
        award::Year {
            complaints_upheld: count(complaints.count()),
            units_sold: u64::try_from(units).unwrap_or_default(),
            marks,
            satisfied,
            months: count(on_time.len()),
            months_with_feedback: count(on_time.iter().filter(|on_time| **on_time).count()),
            adverse_publicity: false,
        }
    }
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<String>) -> Answer {
    let code = dealer_of(&page, &path)?;
    let today = page.today;
    let asked = code.clone();
    let known = page.look(&desk, move |c| load(c, &asked, today)).await?;
    let known = known.ok_or_else(|| page.failure(&Error::NotFound))?;
    let mut page = page.named(format!("{code} {}", known.dealer.name));
    if !page.is(Role::DealerClerk) {
        page = page.below("packs-title", "/months");
    }
    let years: Vec<i32> = {
        let mut years: Vec<i32> = known.months.keys().map(|period| period.year()).collect();
        years.dedup();
        years.reverse();
        years
    };
    let award_year = years.first().copied().unwrap_or_else(|| Period::of(today).year());
    let days: Vec<Day> = known.violations.iter().map(|row| row.violation.violated_on(row.period)).collect();
    let within = days.iter().filter(|day| **day <= today && today <= months_after(**day, 12)).count();
    let view = Scorecard {
        facts: facts(&page, &known),
        money: picture(&page, &known),
        months: known.months.values().rev().map(|month| month_line(&page, &known, month)).collect(),
        violations: known.violations.iter().take(VIOLATIONS_SHOWN).map(|row| Row::of(&page, row)).collect(),
        violations_href: format!("/violations?dealer={}", segment(code.as_str())),
        violations_told: violations_told(&page, &known, within),
        review: review(&page, &known, &days, today),
        award: award_lines(&page, &known, award_year),
        award_year: page.t_with("scorecard-award", &[&award_year]),
        papers: years.iter().map(|year| papers(&page, &code, *year)).collect(),
        links: links(&page, &code),
        page,
    };
    html(&view)
}

fn facts(page: &Page, known: &Known) -> Vec<(String, String)> {
    let dealer = &known.dealer;
    let region = dealer.region.as_ref().map(ToString::to_string).unwrap_or_default();
    let facts = [
        ("scorecard-region", region),
        ("scorecard-contact", dealer.contact.clone().unwrap_or_default()),
        ("scorecard-phone", dealer.phone.clone().unwrap_or_default()),
        ("scorecard-email", dealer.email.clone().unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (page.t(key), value)).collect()
}

/// What the last months pay, as a line.
fn picture(page: &Page, known: &Known) -> Option<Line> {
    let bound: Vec<&Month> = known.months.values().filter(|month| month.state.is_some()).collect();
    let first = bound.len().saturating_sub(MONTHS_SHOWN);
    let caption = Caption {
        title: page.t("scorecard-money"),
        label: page.t("month"),
        value: page.t("payable"),
        as_table: page.t("pack-as-table"),
    };
    let dealer = segment(known.dealer.code.as_str());
    let point = |month: &&Month| Point {
        label: month.period.to_string(),
        value: month.sums.payable.fen(),
        shown: page.money(month.sums.payable),
        href: format!("/dealers/{dealer}/months/{}", month.period),
        tone: "",
    };
    let points: Vec<Point> = bound.iter().skip(first).map(point).collect();
    (!points.is_empty()).then(|| Line::new(caption, points))
}

fn month_line(page: &Page, known: &Known, month: &Month) -> MonthLine {
    let dealer = segment(known.dealer.code.as_str());
    let href = format!("/dealers/{dealer}/months/{}", month.period);
    let drawn = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
    let may_correct = month.is_frozen() && (page.is(Role::SalesManager) || page.is(Role::Finance));
    let feedback = match known.is_feedback_on_time(month) {
        Some(true) => ("ok", "scorecard-feedback-on-time"),
        Some(false) if month.feedback_received_on.is_some() => ("wait", "scorecard-feedback-late"),
        Some(false) => ("bad", "scorecard-feedback-missing"),
        None => ("quiet", "state-none"),
    };
    MonthLine {
        period: page.period(month.period),
        chip: page.state_chip(month.state),
        slips: page.count(month.sums.slip_count),
        slips_href: if page.is(Role::DealerClerk) {
            format!("{href}/slips")
        } else {
            format!("/slips?period={}&dealer={dealer}", month.period)
        },
        held: page.count(month.sums.held_count),
        claimed: page.money(month.sums.claimed),
        payable: page.money(month.sums.payable),
        drawn: drawn.map_or_else(|| "—".to_owned(), |lot| page.count(lot.drawn.len())),
        lot: drawn.map(|lot| {
            let is_rejected = lot.failed > lot.plan.accept_number;
            let text = page.t_with("scorecard-failed", &[&lot.failed, &lot.plan.accept_number]);
            Chip { tone: if is_rejected { "bad" } else { "ok" }, text }
        }),
        feedback: page.chip(feedback.0, feedback.1),
        correct_href: if may_correct { format!("{href}/correct") } else { String::new() },
        href,
    }
}

fn violations_told(page: &Page, known: &Known, within: usize) -> String {
    let most = known.terms().map_or(0, |terms| terms.termination_violations);
    page.t_with("scorecard-violations-told", &[&within, &most])
}

fn review(page: &Page, known: &Known, days: &[Day], today: Day) -> Chip {
    let is_up = known.terms().is_some_and(|terms| is_up_for_termination(terms, days, today));
    if is_up { page.chip("bad", "scorecard-review") } else { page.chip("ok", "scorecard-no-review") }
}

/// The conditions of the award with how the year stands.
fn award_lines(page: &Page, known: &Known, year: i32) -> Vec<(Chip, String)> {
    let Some(terms) = known.terms() else { return Vec::new() };
    let so_far = known.award(year);
    let unmet = award::unmet(terms, &so_far);
    let line = |failing: &[Unmet], text: String| {
        let fails = failing.iter().any(|one| unmet.contains(one));
        let chip = if fails { page.chip("wait", "scorecard-unmet") } else { page.chip("ok", "scorecard-met") };
        (chip, text)
    };
    let share = |part: u64, whole: u64| percent(per_mille(part, whole));
    vec![
        line(
            &[Unmet::Complaints],
            page.t_with("scorecard-complaints", &[&so_far.complaints_upheld, &page.count(so_far.units_sold)]),
        ),
        line(
            &[Unmet::TooFewMarks, Unmet::Satisfaction],
            page.t_with(
                "scorecard-satisfied",
                &[&so_far.satisfied, &so_far.marks, &share(so_far.satisfied, so_far.marks), &award::MARKS_MIN],
            ),
        ),
        line(&[Unmet::Feedback], page.t_with("scorecard-feedback", &[&so_far.months_with_feedback, &so_far.months])),
    ]
}

fn papers(page: &Page, code: &DealerCode, year: i32) -> Year {
    let names = [
        ("year-end", "scorecard-paper-year-end"),
        ("scorecard", "scorecard-paper-scorecard"),
        ("award", "scorecard-paper-award"),
        ("violations", "scorecard-paper-violations"),
    ];
    let (dealer, lang) = (segment(code.as_str()), page.locale());
    let paper = |(file, key): (&str, &str)| {
        (page.t(key), format!("/api/v1/dealers/{dealer}/years/{year}/papers/{file}.pdf?lang={lang}"))
    };
    Year { year, papers: names.map(paper).into() }
}

fn links(page: &Page, code: &DealerCode) -> Vec<(String, String)> {
    let dealer = segment(code.as_str());
    if page.is(Role::DealerClerk) {
        return Vec::new();
    }
    vec![
        (page.t("scorecard-slips"), format!("/slips?dealer={dealer}")),
        (page.t("scorecard-disputes"), format!("/disputes?dealer={dealer}")),
        (page.t("scorecard-findings"), format!("/findings?dealer={dealer}")),
        (page.t("scorecard-quality"), format!("/quality?dealer={dealer}")),
    ]
}
