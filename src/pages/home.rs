//! `/`: what waits for whoever looks, by when, and how the months stand.

mod administration;
mod centre;
mod dealer;
mod management;
mod treasury;

use std::collections::BTreeMap;

use askama::Template;

use super::chips::Chip;
use super::listing::Empty;
use super::{Answer, Page, html};
use crate::agreement::statement::State;
use crate::auth::Role;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::months::{Month, MonthFilter};
use crate::store::{disputes, months};
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
    href: String,
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
    let (of_dealer, today) = (dealer.clone(), page.today);
    let found = page.look(&desk, move |c| {
        let filter = MonthFilter { dealer: of_dealer.clone(), ..MonthFilter::default() };
        let own = of_dealer.as_ref().map(|own| dealer::Own::load(c, own, today)).transpose()?;
        let open = disputes::list(c, of_dealer.as_ref(), Some(disputes::DisputeState::Open), None, MONTHS_MAX)?;
        Ok((months::list(c, &filter, None, MONTHS_MAX)?, own, open.len()))
    });
    let (months, own, disputes) = found.await?;
    let centre = if page.is(Role::Reviewer) || page.is(Role::CallAgent) {
        page.look(&desk, centre::waiting).await?
    } else {
        centre::Waiting::default()
    };
    let mut by_period: BTreeMap<Period, Vec<Month>> = BTreeMap::new();
    for month in months {
        by_period.entry(month.period).or_default().push(month);
    }
    let known = Known { months: by_period, disputes, own, centre };
    let tasks = tasks(&page, &known);
    let months = known.months.iter().rev().map(|(period, months)| line(&page, *period, months)).collect();
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
fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let Some(who) = &page.who else { return Vec::new() };
    match who.actor.role {
        Role::DealerClerk => dealer::tasks(page, known),
        Role::Reviewer => centre::reviewing(page, known),
        Role::CallAgent => centre::calling(page, known),
        Role::SalesManager => management::tasks(page, known),
        Role::Finance => treasury::tasks(page, known),
        Role::Administrator => administration::tasks(page, known),
    }
}

/// What the tasks are counted from.
struct Known {
    /// The months: of the clerk's dealer, or of all.
    months: BTreeMap<Period, Vec<Month>>,
    /// How many disputes are open.
    disputes: usize,
    /// What a clerk's dealer has to file, and has uploaded.
    own: Option<dealer::Own>,
    /// What waits in the after-sales centre.
    centre: centre::Waiting,
}

impl Known {
    fn all(&self) -> impl Iterator<Item = &Month> {
        self.months.values().flatten()
    }

    /// How many statements are in a state, and their payable amounts together.
    fn in_state(&self, state: State) -> (usize, Money) {
        let found: Vec<&Month> = self.all().filter(|month| month.state == Some(state)).collect();
        (found.len(), Money::from_fen(found.iter().map(|month| month.sums.payable.fen()).sum()))
    }

    /// How many slips are held in months that are not confirmed.
    fn held(&self) -> i64 {
        self.all().filter(|month| !month.is_frozen()).map(|month| month.sums.held_count).sum()
    }
}

impl Task {
    fn new(page: &Page, key: &str, count: String, note: String, href: impl Into<String>) -> Self {
        Self { label: page.t(key), count, note, href: href.into() }
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
