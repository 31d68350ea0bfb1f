//! `/months`: every month over all dealers, the newest first, where each stands and what it comes to.

use std::collections::BTreeMap;

use askama::Template;

use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, Foot, List};
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, MonthGroup, MonthSums};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "management/months.html")]
struct Months {
    page: Page,
    lines: Vec<Line>,
    empty: Empty,
    foot: Foot,
}

struct Line {
    period: String,
    href: String,
    slips_href: String,
    held_href: String,
    states: Vec<(Chip, String)>,
    slips: String,
    held: String,
    claimed: String,
    accepted: String,
    payable: String,
    paid: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("packs-title");
    let groups = page.look(&desk, |c| months::by_state(c, None)).await?;
    let mut by_period: BTreeMap<Period, Vec<MonthGroup>> = BTreeMap::new();
    for group in groups {
        by_period.entry(group.period).or_default().push(group);
    }
    let lines = by_period.iter().rev().map(|(period, groups)| line(&page, *period, groups)).collect();
    let empty = Empty {
        title: page.t("home-empty"),
        what_to_do: page.t("home-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    let foot = list.foot(&page, None, "/api/v1/statements");
    html(&Months { page, lines, empty, foot })
}

fn line(page: &Page, period: Period, groups: &[MonthGroup]) -> Line {
    let sum = |of: fn(&MonthSums) -> Money| page.money(groups.iter().map(|group| of(&group.sums)).sum());
    let count = |of: fn(&MonthSums) -> i64| page.count(groups.iter().map(|group| of(&group.sums)).sum::<i64>());
    let paid = groups.iter().filter(|group| group.state == Some(State::Paid)).map(|group| group.sums.payable).sum();
    Line {
        period: page.period(period),
        href: format!("/months/{period}"),
        slips_href: format!("/slips?period={period}"),
        held_href: format!("/slips?period={period}&verdict=held"),
        states: groups.iter().map(|group| (page.state_chip(group.state), page.count(group.count))).collect(),
        slips: count(|sums| sums.slip_count),
        held: count(|sums| sums.held_count),
        claimed: sum(|sums| sums.claimed),
        accepted: sum(|sums| sums.accepted),
        payable: sum(|sums| sums.payable),
        paid: page.money(paid),
    }
}
