//! `/months`: every month over all dealers, the newest first, where each stands and what it comes to.

use std::collections::BTreeMap;

use askama::Template;

use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List};
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, MonthGroup, MonthSums};
use crate::store::slips::Verdicts;
use crate::web::Desk;

#[derive(Template)]
#[template(path = "management/months.html")]
struct Months {
    page: Page,
    filter: Field,
    heads: Vec<Head>,
    lines: Vec<Line>,
    empty: Empty,
    foot: Foot,
}

struct Line {
    period: String,
    href: String,
    slips_href: String,
    held_href: String,
    accepted_href: String,
    paid_href: String,
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
    let state = State::ALL.into_iter().find(|state| state.as_str() == list.get("state"));
    by_period.retain(|_, groups| state.is_none() || groups.iter().any(|group| group.state == state));
    let mut months: Vec<(&Period, &Vec<MonthGroup>)> = by_period.iter().rev().collect();
    sort(&mut months, &list);
    let lines = months.into_iter().map(|(period, groups)| line(&page, *period, groups)).collect();
    let is_filtered = list.is_filtered();
    let empty = Empty {
        title: page.t(if is_filtered { "packs-none-so" } else { "home-empty" }),
        what_to_do: page.t(if is_filtered { "packs-none-so-do" } else { "home-empty-do" }),
        href: if is_filtered { "/months".to_owned() } else { String::new() },
        label: page.t("home-months-all"),
    };
    let foot = list.foot(&page, None, "/api/v1/statements");
    html(&Months { filter: filter(&page, &list), heads: heads(&page, &list), page, lines, empty, foot })
}

fn filter(page: &Page, list: &List) -> Field {
    let states = State::ALL.map(|state| (state.as_str().to_owned(), page.state_chip(Some(state)).text));
    let choices = std::iter::once((String::new(), page.t("violations-filter-all"))).chain(states);
    Field::new(page, "state", "state", &Faults::none()).options(choices).value(list.get("state")).optional()
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    let number = |key: &str, column: &str| list.sorted(page, key, column).number();
    vec![
        list.sorted(page, "month", "period"),
        list.plain(page, "state"),
        number("slips", "slips"),
        number("held", "held"),
        number("claimed", "claimed"),
        number("accepted", "accepted"),
        number("payable", "payable"),
        number("packs-paid", "paid"),
    ]
}

/// Brings the months into the order that is asked for; the newest come first where none is.
fn sort(months: &mut [(&Period, &Vec<MonthGroup>)], list: &List) {
    let (column, is_down) = list.sort();
    let key = |groups: &[MonthGroup]| -> i64 {
        let of = |group: &MonthGroup| match column {
            "slips" => group.sums.slip_count,
            "held" => group.sums.held_count,
            "claimed" => group.sums.claimed.fen(),
            "accepted" => group.sums.accepted.fen(),
            "payable" => group.sums.payable.fen(),
            "paid" if group.state == Some(State::Paid) => group.sums.payable.fen(),
            _ => 0,
        };
        groups.iter().map(of).sum()
    };
    match (column, is_down) {
        ("period", false) => months.reverse(),
        (_, false) => months.sort_by_key(|(_, groups)| key(groups)),
        (_, true) => months.sort_by_key(|(_, groups)| std::cmp::Reverse(key(groups))),
    }
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
        accepted_href: format!("/slips?period={period}&verdict={}", Verdicts::PAYABLE),
        paid_href: format!("/months/{period}?state=paid#dealers"),
        states: groups.iter().map(|group| (page.state_chip(group.state), page.count(group.count))).collect(),
        slips: count(|sums| sums.slip_count),
        held: count(|sums| sums.held_count),
        claimed: sum(|sums| sums.claimed),
        accepted: sum(|sums| sums.accepted),
        payable: sum(|sums| sums.payable),
        paid: page.money(paid),
    }
}
