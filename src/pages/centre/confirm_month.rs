//! `/confirm-month/{period}`: the drafts of a month, what stands against confirming each, and the confirmation of one or of
//! all that can be (agreement 7.4).

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::decide::stopped;
use super::lots::period_of;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::guard::see;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::months::places;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::months::{self, Month, MonthFilter};
use crate::web::{Desk, on_block};
use crate::workflow::confirm_statement::{Hindrance, confirm_statement, confirm_statements, hindrances_of};
use crate::workflow::{Error, Office};

/// More drafts than any installation has open.
const DRAFTS_MAX: i64 = 10_000;
/// So many refusals are told beside what was confirmed.
const TOLD_MAX: usize = 5;

#[derive(Template)]
#[template(path = "centre/confirm_month.html")]
struct ConfirmMonth {
    page: Page,
    here: String,
    earlier: String,
    later: String,
    rows: Vec<Row>,
    /// Whether any can be confirmed.
    is_any_ready: bool,
    ready_told: String,
    ready_amount: String,
    foot: Foot,
    empty: Empty,
}

/// A dealer's statement.
struct Row {
    dealer: String,
    href: String,
    state: Chip,
    version: i64,
    slips: String,
    held: String,
    claimed: String,
    payable: String,
    can_confirm: bool,
    hindrances: Vec<Told>,
}

/// What stands against it, and where it is removed.
struct Told {
    text: String,
    href: String,
    label: String,
}

/// What is posted: one dealer's statement as it was seen; no dealer for all that can be confirmed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmForm {
    #[serde(default)]
    dealer: String,
    #[serde(default)]
    version: Option<i64>,
}

/// `/confirm-month`: the earliest month that has drafts and is over.
pub async fn first(desk: Desk, page: Page, list: List) -> Answer {
    let fallback = period_of(&page, &list);
    let today = page.today;
    let drafts = page.look(&desk, move |c| {
        let filter = MonthFilter { state: Some(State::Draft), ..MonthFilter::default() };
        months::list(c, &filter, None, 1)
    });
    let earliest = drafts.await?.first().map(|month| month.period).filter(|period| period.last_day() < today);
    Ok(see(&format!("/confirm-month/{}", earliest.unwrap_or(fallback))))
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, path: Path<String>) -> Answer {
    let Ok(period) = path.parse::<Period>() else { return Err(page.failure(&Error::NotFound)) };
    let after = list.after::<1>().map(|[dealer]| [period.to_string(), dealer]);
    let rows = page.ask(&desk, move |office| read(office, period, after));
    let mut rows = rows.await?;
    let next = cut(&mut rows, |(month, _): &(Month, Vec<Hindrance>)| vec![month.dealer.to_string()]);
    let title = page.t_with("confirm-month-title", &[&page.period(period)]);
    let page = page.named(title);
    let is_ready =
        |(month, against): &&(Month, Vec<Hindrance>)| month.state == Some(State::Draft) && against.is_empty();
    let ready: Vec<&(Month, Vec<Hindrance>)> = rows.iter().filter(is_ready).collect();
    let amount: Money = ready.iter().map(|(month, _)| month.sums.payable).sum();
    let empty = Empty {
        title: page.t("confirm-month-empty"),
        what_to_do: page.t("confirm-month-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    html(&ConfirmMonth {
        here: format!("/confirm-month/{period}"),
        earlier: format!("/confirm-month/{}", period.plus(-1)),
        later: format!("/confirm-month/{}", period.plus(1)),
        is_any_ready: !ready.is_empty(),
        ready_told: page.t_n("confirm-month-ready", i64::try_from(ready.len()).unwrap_or(i64::MAX)),
        ready_amount: page.money(amount),
        foot: list.foot(&page, next.as_deref(), &format!("/api/v1/statements?period={period}")),
        rows: rows.iter().map(|(month, against)| line(&page, month, against)).collect(),
        empty,
        page,
    })
}

fn read(office: &Office, period: Period, after: Option<[String; 2]>) -> Result<Vec<(Month, Vec<Hindrance>)>, Error> {
    let filter = MonthFilter { period: Some(period), ..MonthFilter::default() };
    let found = office.store.read(|c| months::list(c, &filter, after, ROWS_FETCHED))?;
    let against = hindrances_of(office, &found.iter().collect::<Vec<_>>())?;
    Ok(found.into_iter().zip(against).collect())
}

fn line(page: &Page, month: &Month, against: &[Hindrance]) -> Row {
    let is_draft = month.state == Some(State::Draft);
    Row {
        dealer: month.dealer.to_string(),
        href: places::statement(month.dealer.as_str(), month.period),
        state: page.state_chip(month.state),
        version: month.state_version,
        slips: page.count(month.sums.slip_count),
        held: page.count(month.sums.held_count),
        claimed: page.money(month.sums.claimed),
        payable: page.money(month.sums.payable),
        can_confirm: is_draft && against.is_empty(),
        hindrances: against.iter().map(|hindrance| told(page, month, hindrance)).collect(),
    }
}

/// A hindrance with the page where it is removed.
fn told(page: &Page, month: &Month, hindrance: &Hindrance) -> Told {
    let (dealer, period) = (month.dealer.as_str(), month.period);
    let text = match hindrance {
        // The worklist shows them; here their number is enough.
        Hindrance::SlipsHeld { slips, count } => held(page, slips, *count),
        other => page.lang.hindrance(other),
    };
    let (href, label) = match hindrance {
        Hindrance::EarlierDraft { period } => (format!("/confirm-month/{period}"), "confirm-month-to-earlier"),
        Hindrance::SheetMissing { .. } => (places::month(dealer, period), "confirm-month-to-month"),
        Hindrance::LotNotDrawn => (format!("{}/lot", places::month(dealer, period)), "confirm-month-to-lot"),
        Hindrance::SlipsHeld { .. } => {
            let filter = [("verdict".to_owned(), "held".to_owned())];
            let query = crate::pages::listing::encoded(&filter);
            (format!("{}?{query}", places::slips(dealer, period)), "confirm-month-to-slips")
        }
        Hindrance::MonthNotOver { .. } | Hindrance::BeingRecomputed => (String::new(), ""),
    };
    Told { text, href, label: if label.is_empty() { String::new() } else { page.t(label) } }
}

/// How many are held, and the first of them.
fn held(page: &Page, slips: &[SlipNo], count: i64) -> String {
    const NAMED_MAX: usize = 3;
    let named: Vec<&str> = slips.iter().take(NAMED_MAX).map(SlipNo::as_str).collect();
    let more = if usize::try_from(count).unwrap_or(usize::MAX) > named.len() { " …" } else { "" };
    page.t_with("confirm-month-held", &[&count, &format!("{}{more}", named.join(", "))])
}

/// Confirms one statement, or all that can be.
pub async fn take(desk: Desk, page: Page, path: Path<String>, form: Posted<ConfirmForm>) -> Answer {
    let Ok(period) = path.parse::<Period>() else { return Err(page.failure(&Error::NotFound)) };
    let here = format!("/confirm-month/{period}");
    let Posted(form) = form;
    let actor = page.caller()?.actor;
    if let Some(dealer) = DealerCode::new(&form.dealer) {
        let told = page.t_with("confirm-month-done-one", &[&dealer, &page.period(period)]);
        let confirmed = on_block(&desk, move |office| confirm_statement(office, &actor, &dealer, period, form.version));
        return match confirmed.await {
            Ok(()) => Ok(page.see(&here, Flash::done(told))),
            Err(error) => stopped(&page, &here, &error),
        };
    }
    let taken = page.ask(&desk, move |office| {
        let ready = ready(office, period)?;
        confirm_statements(office, &actor, period, Some(ready))
    });
    let taken = taken.await?;
    let done = page.t_n("confirm-month-done", i64::try_from(taken.taken.len()).unwrap_or(i64::MAX));
    if taken.refused.is_empty() {
        return Ok(page.see(&here, Flash::done(done)));
    }
    let refused = taken.refused.iter().take(TOLD_MAX);
    let refused: Vec<String> = refused.map(|(dealer, _, error)| format!("{dealer}: {}", page.why(error))).collect();
    Ok(page.see(&here, Flash::failed(format!("{done} {}", refused.join(" ")))))
}

/// Whose drafts of a month can be confirmed now.
fn ready(office: &Office, period: Period) -> Result<Vec<DealerCode>, Error> {
    let filter = MonthFilter { period: Some(period), state: Some(State::Draft), ..MonthFilter::default() };
    let drafts = office.store.read(|c| months::list(c, &filter, None, DRAFTS_MAX))?;
    let against = hindrances_of(office, &drafts.iter().collect::<Vec<_>>())?;
    let ready = drafts.into_iter().zip(against).filter(|(_, against)| against.is_empty());
    Ok(ready.map(|(month, _)| month.dealer).collect())
}
