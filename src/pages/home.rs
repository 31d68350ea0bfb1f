//! `/`: what waits for whoever looks, by when, and how the months stand.

mod administration;
mod centre;
mod dealer;
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
use crate::auth::Role;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::months::{MonthGroup, MonthSums};
use crate::store::slips::Verdicts;
use crate::store::{accounts, agreements, disputes, feedback, months};
use crate::web::Desk;

/// The word for the months that are still to be paid.
const UNPAID: &str = "unpaid";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    greeting: String,
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
    let dealer = page.caller()?.actor.dealer;
    let (of_dealer, today) = (dealer.clone(), page.today);
    let found = page.look(&desk, move |c| {
        let of_dealer = of_dealer.as_ref();
        let safety = if of_dealer.is_none() { feedback::unnoted(c)?.len() } else { 0 };
        let own = of_dealer.map(|own| dealer::Own::load(c, own, today)).transpose()?;
        let texts = agreements::standing_texts(c)?.len();
        let open = disputes::open_count(c, of_dealer)?;
        let waiting = accounts::waiting_count(c)?;
        Ok((months::by_state(c, of_dealer)?, own, texts, open, waiting, safety))
    });
    let (groups, own, texts, disputes, accounts_waiting, safety) = found.await?;
    let administration = if page.is(Role::Administrator) {
        page.ask(&desk, administration::waiting).await?
    } else {
        administration::Waiting::default()
    };
    let centre = if page.is(Role::Reviewer) || page.is(Role::CallAgent) {
        page.look(&desk, centre::waiting).await?
    } else {
        centre::Waiting::default()
    };
    let mut by_period: BTreeMap<Period, Vec<MonthGroup>> = BTreeMap::new();
    for group in groups {
        by_period.entry(group.period).or_default().push(group);
    }
    let known =
        Known { months: by_period, disputes, accounts_waiting, safety, own, agreements: texts, administration, centre };
    let tasks = tasks(&page, &known);
    // What a clerk's number of what is not paid yet is made of.
    let is_unpaid = list.get("show") == UNPAID && page.is(Role::DealerClerk);
    let is_shown = |groups: &[MonthGroup]| !is_unpaid || groups.iter().any(is_to_come);
    let months = known.months.iter().rev().filter(|(_, months)| is_shown(months));
    let months = months.map(|(period, months)| line(&page, *period, months)).collect();
    let empty = Empty {
        title: page.t("home-empty"),
        what_to_do: page.t("home-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    let greeting = page.t_with("home-hello", &[&page.name(), &page.day(page.today)]);
    html(&Home { page, greeting, tasks, is_unpaid, months, empty })
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
    months: BTreeMap<Period, Vec<MonthGroup>>,
    /// How many disputes are open.
    disputes: i64,
    /// How many bank accounts wait for a second person.
    accounts_waiting: i64,
    /// How many faults that endanger people nobody has taken note of; none for a clerk.
    safety: usize,
    /// What a clerk's dealer has to file, and has uploaded.
    own: Option<dealer::Own>,
    /// How many agreements stand.
    agreements: usize,
    /// What an administrator is to look at.
    administration: administration::Waiting,
    /// What waits in the after-sales centre.
    centre: centre::Waiting,
}

impl Known {
    fn all(&self) -> impl Iterator<Item = &MonthGroup> {
        self.months.values().flatten()
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

/// What endangers people, where anything does: it comes before everything else.
fn safety(page: &Page, known: &Known) -> Option<Task> {
    let count = page.count(known.safety);
    (known.safety > 0).then(|| Task::new(page, "home-safety", count, page.t("home-safety-note"), "/quality"))
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
