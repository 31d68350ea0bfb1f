//! `/lots`: the lots of a month, dealer by dealer: how large, how far the calls are, what came out.

use std::collections::HashMap;

use askama::Template;

use super::lot::{Counted, told};
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::months::places;
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, Month, MonthFilter};
use crate::store::{Db, Error, calls, slips};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "centre/lots.html")]
struct Lots {
    page: Page,
    period: String,
    value: String,
    earlier: String,
    later: String,
    rows: Vec<Row>,
    foot: Foot,
    empty: Empty,
}

/// A dealer's lot.
struct Row {
    dealer: String,
    href: String,
    state: Chip,
    size: String,
    sample: String,
    accept_number: String,
    answered: String,
    waiting: String,
    failed: String,
    share: String,
    interval: String,
}

/// The period that a page of the centre is about: the one that is asked for, else the month before this one, which is
/// being settled.
pub fn period_of(page: &Page, list: &List) -> Period {
    list.get("period").parse().unwrap_or_else(|_| Period::of(page.today).plus(-1))
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("lots-title");
    let period = period_of(&page, &list);
    let after = list.after::<1>().map(|[dealer]| [period.to_string(), dealer]);
    let (mut rows, waiting) = page.look(&desk, move |c| read(c, period, after)).await?;
    let next = cut(&mut rows, |(month, _): &(Month, Counted)| vec![month.dealer.to_string()]);
    let beside = |by: i32| list.with("period", &period.plus(by).to_string());
    let empty = Empty {
        title: page.t_with("lots-empty", &[&page.period(period)]),
        what_to_do: page.t("lots-empty-do"),
        href: beside(-1),
        label: page.period(period.plus(-1)),
    };
    html(&Lots {
        period: page.period(period),
        value: period.to_string(),
        earlier: beside(-1),
        later: beside(1),
        rows: rows.iter().map(|(month, counted)| line(&page, month, *counted, &waiting)).collect(),
        foot: list.foot(&page, next.as_deref(), ""),
        empty,
        page,
    })
}

type Found = (Vec<(Month, Counted)>, HashMap<String, i64>);

fn read(c: &mut Db, period: Period, after: Option<[String; 2]>) -> Result<Found, Error> {
    let filter = MonthFilter { period: Some(period), ..MonthFilter::default() };
    let mut rows = Vec::new();
    for month in months::list(c, &filter, after, ROWS_FETCHED)? {
        let counted = match &month.lot {
            Some(lot) => Counted::of(&calls::of_slips(c, &month.dealer, &lot.drawn)?, &lot.drawn),
            None => Counted::default(),
        };
        rows.push((month, counted));
    }
    Ok((rows, slips::waiting_for_a_call(c, period)?.into_iter().collect()))
}

fn line(page: &Page, month: &Month, counted: Counted, waiting: &HashMap<String, i64>) -> Row {
    let waiting = waiting.get(month.dealer.as_str()).copied().unwrap_or_default();
    let lot = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
    let number = |of: fn(&months::StoredLot) -> u64| lot.map(|lot| page.count(of(lot))).unwrap_or_default();
    let interval = lot.and_then(|lot| counted.interval(lot.size));
    Row {
        dealer: month.dealer.to_string(),
        href: format!("{}/lot", places::month(month.dealer.as_str(), month.period)),
        state: told(page, month, waiting),
        size: number(|lot| lot.size),
        sample: number(|lot| lot.plan.sample_size),
        accept_number: number(|lot| lot.plan.accept_number),
        answered: lot.map(|_| page.count(counted.answered)).unwrap_or_default(),
        waiting: lot.map(|_| page.count(waiting)).unwrap_or_default(),
        failed: number(|lot| lot.failed),
        share: interval.map(|interval| interval.share.to_string()).unwrap_or_default(),
        interval: interval.map(|interval| format!("{} – {}", interval.low, interval.high)).unwrap_or_default(),
    }
}
