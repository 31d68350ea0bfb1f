//! `/`: what waits for whoever looks, by when, and how the months stand.

mod administration;
mod centre;
mod dealer;
mod deputies;
mod management;
mod treasury;

use std::collections::BTreeMap;

use askama::Template;

use super::chips::Chip;
use super::listing::{Empty, List};
use super::months::places;
use super::{Answer, Page, html};
use crate::agreement::decision::Verdict;
use crate::agreement::statement::State;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::money::Money;
use crate::store::months::{self, MonthGroup, MonthSums};
use crate::store::slips::Verdicts;
use crate::web::Desk;

/// The word for the months that are still to be paid.
const UNPAID: &str = "unpaid";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    greeting: String,
    offers: Vec<deputies::Offer>,
    tasks: Vec<Task>,
    is_unpaid: bool,
    months: Vec<MonthLine>,
    empty: Empty,
}

/// What waits for somebody.
struct Task {
    label: String,
    count: String,
    note: String,
    href: String,
    note_href: String,
}

/// A month of the table: of the clerk's dealer, or of all.
struct MonthLine {
    period: String,
    href: String,
    states: Vec<(Chip, String)>,
    slips_href: String,
    held_href: String,
    accepted_href: String,
    payable_href: String,
    slips: String,
    held: String,
    claimed: String,
    accepted: String,
    payable: String,
    due: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("nav-home");
    let Actor { role, dealer, .. } = page.caller()?.actor;
    let of_dealer = dealer.clone();
    let months = Months::of(page.look(&desk, move |c| months::by_state(c, of_dealer.as_ref())).await?);
    // Each office looks up what its own tasks are counted from.
    let tasks = match role {
        Role::DealerClerk => dealer::tasks(&desk, &page, &months, dealer).await?,
        Role::Reviewer => centre::reviewing(&desk, &page, &months).await?,
        Role::CallAgent => centre::calling(&desk, &page).await?,
        Role::SalesManager => management::tasks(&desk, &page, &months).await?,
        Role::Finance => treasury::tasks(&desk, &page, &months).await?,
        Role::Administrator => administration::tasks(&desk, &page).await?,
    };
    // What a clerk's number of what is not paid yet is made of.
    let is_unpaid = list.get("show") == UNPAID && page.is(Role::DealerClerk);
    let is_shown = |groups: &[MonthGroup]| !is_unpaid || groups.iter().any(is_to_come);
    let shown = months.by_period.iter().rev().filter(|(_, months)| is_shown(months));
    let lines = shown.map(|(period, months)| line(&page, *period, months)).collect();
    let empty = Empty {
        title: page.t("home-empty"),
        what_to_do: page.t("home-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    let greeting = page.t_with("home-hello", &[&page.name(), &page.day(page.today)]);
    let offers = deputies::offers(&desk, &page).await?;
    html(&Home { page, greeting, offers, tasks, is_unpaid, months: lines, empty })
}

/// The months: of the clerk's dealer, or of all.
struct Months {
    by_period: BTreeMap<Period, Vec<MonthGroup>>,
}

impl Months {
    fn of(groups: Vec<MonthGroup>) -> Self {
        let mut by_period: BTreeMap<Period, Vec<MonthGroup>> = BTreeMap::new();
        for group in groups {
            by_period.entry(group.period).or_default().push(group);
        }
        Self { by_period }
    }

    fn all(&self) -> impl Iterator<Item = &MonthGroup> {
        self.by_period.values().flatten()
    }

    /// How many statements are in a state, and their payable amounts together.
    fn in_state(&self, state: State) -> (i64, Money) {
        let found = || self.all().filter(|group| group.state == Some(state));
        (found().map(|group| group.count).sum(), found().map(|group| group.sums.payable).sum())
    }

    /// Where the statements in a state are listed: below their month where they are all of one, else below the months.
    fn listed(&self, state: State) -> String {
        let mut periods: Vec<Period> =
            self.all().filter(|group| group.state == Some(state)).map(|group| group.period).collect();
        periods.dedup();
        match periods.as_slice() {
            [] => "/months".to_owned(),
            [period] => format!("/months/{period}"),
            _ => format!("/months?state={}", state.as_str()),
        }
    }

    /// How many slips are held in months that are not confirmed.
    fn held(&self) -> i64 {
        self.all().filter(|group| !group.is_frozen()).map(|group| group.sums.held_count).sum()
    }
}

impl Task {
    fn new(page: &Page, key: &str, count: String, note: String, href: impl Into<String>) -> Self {
        Self { label: page.t(key), count, note, href: href.into(), note_href: String::new() }
    }
}

/// Whether a month's statement is still to be paid.
fn is_to_come(month: &MonthGroup) -> bool {
    month.state.is_some_and(|state| state != State::Paid)
}

fn line(page: &Page, period: Period, groups: &[MonthGroup]) -> MonthLine {
    let of_one = page.who.as_ref().and_then(|who| who.actor.dealer.as_ref());
    let state = |group: &MonthGroup| {
        let count = if of_one.is_some() { String::new() } else { page.count(group.count) };
        (page.state_chip(group.state), count)
    };
    let sum = |of: fn(&MonthSums) -> Money| page.money(groups.iter().map(|group| of(&group.sums)).sum());
    let count = |of: fn(&MonthSums) -> i64| page.count(groups.iter().map(|group| of(&group.sums)).sum::<i64>());
    let href = match of_one {
        Some(dealer) => places::month(dealer.as_str(), period),
        None if page.is(Role::CallAgent) => String::new(),
        None => format!("/months/{period}"),
    };
    let (slips, and) = match of_one {
        Some(dealer) => (places::slips(dealer.as_str(), period), '?'),
        None => (format!("/slips?period={period}"), '&'),
    };
    MonthLine {
        period: page.period(period),
        held_href: format!("{slips}{and}verdict={}", Verdict::Held),
        accepted_href: format!("{slips}{and}verdict={}", Verdicts::PAYABLE),
        slips_href: slips,
        payable_href: match of_one {
            Some(dealer) => places::statement(dealer.as_str(), period),
            None if href.is_empty() => String::new(),
            None => format!("{href}#dealers"),
        },
        href,
        states: groups.iter().map(state).collect(),
        slips: count(|sums| sums.slip_count),
        held: count(|sums| sums.held_count),
        claimed: sum(|sums| sums.claimed),
        accepted: sum(|sums| sums.accepted),
        payable: sum(|sums| sums.payable),
        due: page.day_if(groups.iter().filter_map(|group| group.sums.payment_due_on).min()),
    }
}
