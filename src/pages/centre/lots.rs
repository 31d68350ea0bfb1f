//! `/lots`: the lots of a month, dealer by dealer: how large, how far the calls are, what came out.

use std::collections::HashMap;

use askama::Template;

use super::lot::{Counted, told};
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::listing::{Empty, Foot, Head, List};
use crate::pages::months::places;
use crate::pages::{Answer, Page, html};
use crate::store::months::{self, Month, MonthFilter};
use crate::store::{Db, Error, slips};
use crate::web::Desk;

/// More dealers than any manufacturer has.
const DEALERS_MAX: i64 = 20_000;

#[derive(Template)]
#[template(path = "centre/lots.html")]
struct Lots {
    page: Page,
    period: String,
    value: String,
    earlier: String,
    later: String,
    heads: Vec<Head>,
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
    let of = list.clone();
    let (rows, waiting, next) = page.look(&desk, move |c| read(c, period, &of)).await?;
    // The month that is shown where the address names none.
    let export =
        if list.get("period").is_empty() { format!("/api/v1/lots?period={period}") } else { "/api/v1/lots".to_owned() };
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
        rows: rows.iter().map(|month| line(&page, month, &waiting)).collect(),
        heads: heads(&page, &list),
        foot: list.foot(&page, next.as_deref(), &export),
        empty,
        page,
    })
}

/// The months, how many slips of each dealer wait for one, and where the list goes on.
type Found = (Vec<Month>, HashMap<String, i64>, Option<Vec<String>>);

fn read(c: &mut Db, period: Period, list: &List) -> Result<Found, Error> {
    let filter = MonthFilter { period: Some(period), ..MonthFilter::default() };
    let waiting: HashMap<String, i64> = slips::waiting_for_a_call(c, period)?.into_iter().collect();
    let by = |month: &Month, column: &str| match (column, &month.lot) {
        ("waiting", _) => waiting.get(month.dealer.as_str()).copied().unwrap_or_default(),
        ("size", Some(lot)) => i64::try_from(lot.size).unwrap_or(i64::MAX),
        ("failed", Some(lot)) => i64::try_from(lot.failed).unwrap_or(i64::MAX),
        _ => 0,
    };
    let all = months::list(c, &filter, None, DEALERS_MAX)?;
    let (rows, next) = list.page_of(all, by, |month| vec![month.dealer.to_string()]);
    Ok((rows, waiting, next))
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "case-dealer", "dealer"),
        list.plain(page, "state"),
        list.sorted(page, "lot-size", "size").number(),
        list.plain(page, "lot-sample").number(),
        list.plain(page, "lot-accept-number").number(),
        list.plain(page, "lot-answered").number(),
        list.sorted(page, "lot-waiting", "waiting").number(),
        list.sorted(page, "lot-failed", "failed").number(),
        list.plain(page, "lot-share").number(),
        list.plain(page, "lot-interval").number(),
    ]
}

fn line(page: &Page, month: &Month, waiting: &HashMap<String, i64>) -> Row {
    let waiting = waiting.get(month.dealer.as_str()).copied().unwrap_or_default();
    let lot = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
    let number = |of: fn(&months::StoredLot) -> u64| lot.map(|lot| page.count(of(lot))).unwrap_or_default();
    let counted = lot.map(Counted::settled).unwrap_or_default();
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
