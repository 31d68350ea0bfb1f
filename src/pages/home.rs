//! `/`: what waits for whoever looks, by when, and how the months stand.

use std::collections::BTreeMap;

use askama::Template;

use super::chips::Chip;
use super::listing::Empty;
use super::{Answer, Page, html};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::store::months::{Month, MonthFilter};
use crate::store::{agreements, disputes, months};
use crate::web::Desk;

/// More months than any installation has.
const MONTHS_MAX: i64 = 100_000;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    greeting: String,
    tasks: Vec<Task>,
    months: Vec<MonthLine>,
    empty: Empty,
}

/// What waits for somebody.
struct Task {
    label: String,
    count: String,
    note: String,
    href: &'static str,
}

/// A month of the table: of the clerk's dealer, or of all.
struct MonthLine {
    period: String,
    states: Vec<(Chip, String)>,
    slips: String,
    held: String,
    claimed: String,
    accepted: String,
    payable: String,
    due: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.titled("nav-home");
    let dealer = page.caller()?.actor.dealer;
    let of_dealer = dealer.clone();
    let found = page.look(&desk, move |c| {
        let filter = MonthFilter { dealer: of_dealer.clone(), ..MonthFilter::default() };
        let agreements = agreements::standing(c)?;
        let open = disputes::list(c, of_dealer.as_ref(), Some(disputes::DisputeState::Open), None, MONTHS_MAX)?;
        Ok((months::list(c, &filter, None, MONTHS_MAX)?, agreements, open.len()))
    });
    let (months, agreements, disputes) = found.await?;
    let mut by_period: BTreeMap<Period, Vec<Month>> = BTreeMap::new();
    for month in months {
        by_period.entry(month.period).or_default().push(month);
    }
    let due = |period: Period, dealer: &DealerCode| {
        agreements.of(dealer).for_period(period).map(|version| version.terms.slips_due_on(period))
    };
    let last = by_period.keys().next_back().copied();
    let next_due = dealer.as_ref().and_then(|dealer| {
        let open = last.map_or(Period::of(page.today), Period::next);
        due(open, dealer).map(|day| (open, day))
    });
    let tasks = tasks(&page, &by_period, disputes, next_due);
    let months = by_period.iter().rev().map(|(period, months)| line(&page, *period, months)).collect();
    let empty = Empty {
        title: page.t("home-empty"),
        what_to_do: page.t("home-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    let greeting = page.t_with("home-hello", &[&page.name(), &page.day(page.today)]);
    html(&Home { page, greeting, tasks, months, empty })
}

/// What waits for the role.
fn tasks(
    page: &Page,
    months: &BTreeMap<Period, Vec<Month>>,
    disputes: usize,
    next_due: Option<(Period, Day)>,
) -> Vec<Task> {
    let all = || months.values().flatten();
    let in_state = |state: State| all().filter(|month| month.state == Some(state)).count();
    let task = |key: &str, count: String, note: String| Task { label: page.t(key), count, note, href: "" };
    let held: i64 = all().filter(|month| !month.is_frozen()).map(|month| month.sums.held_count).sum();
    let sum = |state: State| {
        let fen = all().filter(|month| month.state == Some(state)).map(|month| month.sums.payable.fen()).sum();
        page.money(Money::from_fen(fen))
    };
    let Some(who) = &page.who else { return Vec::new() };
    match who.actor.role {
        Role::DealerClerk => {
            let mut tasks: Vec<Task> = next_due
                .map(|(period, day)| {
                    task("home-due", page.period(period), format!("{} · {}", page.day(day), page.due(day)))
                })
                .into_iter()
                .collect();
            tasks.push(task("home-held-own", page.count(held), page.t("home-held-own-note")));
            tasks.push(task("home-disputes", page.count(disputes), page.t("home-disputes-own-note")));
            let fen =
                all().filter(|month| month.state != Some(State::Paid)).map(|month| month.sums.payable.fen()).sum();
            tasks.push(task("home-to-come", page.money(Money::from_fen(fen)), page.t("home-to-come-note")));
            tasks
        }
        Role::Reviewer => vec![
            task("home-held", page.count(held), page.t("home-held-note")),
            task("home-disputes", page.count(disputes), page.t("home-disputes-note")),
            task("home-to-confirm", page.count(in_state(State::Draft)), page.t("home-to-confirm-note")),
        ],
        Role::CallAgent => vec![task("home-held", page.count(held), page.t("home-calls-note"))],
        Role::SalesManager => vec![
            task("home-to-approve", page.count(in_state(State::Confirmed)), sum(State::Confirmed)),
            task("home-to-confirm", page.count(in_state(State::Draft)), page.t("home-to-confirm-note")),
            task("home-disputes", page.count(disputes), page.t("home-disputes-note")),
        ],
        Role::Finance | Role::Administrator => vec![
            task("home-to-release", page.count(in_state(State::Approved)), sum(State::Approved)),
            task("home-to-pay", page.count(in_state(State::Released)), sum(State::Released)),
            task("home-paid", page.count(in_state(State::Paid)), sum(State::Paid)),
        ],
    }
}

fn line(page: &Page, period: Period, months: &[Month]) -> MonthLine {
    let mut counts: BTreeMap<Option<State>, usize> = BTreeMap::new();
    for month in months {
        *counts.entry(month.state).or_default() += 1;
    }
    let is_one = months.len() == 1;
    let states = counts
        .into_iter()
        .map(|(state, count)| (page.state_chip(state), if is_one { String::new() } else { page.count(count) }));
    let sum = |of: fn(&Month) -> Money| page.money(Money::from_fen(months.iter().map(|month| of(month).fen()).sum()));
    let count = |of: fn(&Month) -> i64| page.count(months.iter().map(of).sum::<i64>());
    let due = months.iter().filter_map(|month| month.sums.payment_due_on).min();
    MonthLine {
        period: page.period(period),
        states: states.collect(),
        slips: count(|month| month.sums.slip_count),
        held: count(|month| month.sums.held_count),
        claimed: sum(|month| month.sums.claimed),
        accepted: sum(|month| month.sums.accepted),
        payable: sum(|month| month.sums.payable),
        due: page.day_if(due),
    }
}
