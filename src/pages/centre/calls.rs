//! `/calls`: the call desk: whom to call next, in which order, and what waits for later.

use askama::Template;

use super::slip_key::SlipKey;
use crate::agreement::codes::DealerCode;
use crate::calendar::Moment;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::listing::{Empty, ROWS};
use crate::pages::months::places::segment;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::appointments::{self, Waiting};
use crate::web::Desk;
use crate::workflow::know_number::not_to_be_called;
use crate::workflow::take_call::{PAUSE_HOURS, TAKEN_MINUTES, take_next_call};

#[derive(Template)]
#[template(path = "centre/calls.html")]
struct Calls {
    page: Page,
    rows: Vec<Row>,
    waiting: String,
    appointments: String,
    later: String,
    rule: String,
    empty: Empty,
}

/// A customer who waits.
struct Row {
    slip_no: String,
    href: String,
    dealer: String,
    period: String,
    product_model: String,
    attempts: String,
    claim: String,
    stand: Chip,
    /// That a reviewer added it, and that the customer asked not to be called again.
    marks: Vec<Chip>,
}

/// Nothing but the token.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Where the call about a slip is.
pub fn address(dealer: &DealerCode, period: impl std::fmt::Display, no: &str) -> String {
    format!("/calls/{}/{period}/{}", segment(dealer.as_str()), segment(no))
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.titled("calls-title");
    let login = page.caller()?.actor.login;
    let rows_max = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let found = page.ask(&desk, move |office| {
        let now = office.clock.now();
        let read = office.store.read(|c| {
            let rows = appointments::first(c, now, rows_max)?;
            let wished = not_to_be_called(c, &office.seal, rows.iter().map(|row| (&row.dealer, &row.no)))?;
            Ok::<_, crate::store::Error>((rows, wished, appointments::count(c)?))
        })?;
        Ok((read, now))
    });
    let ((rows, wished, count), now) = found.await?;
    let agreed = rows.iter().filter(|row| row.turn.is_agreed && row.turn.is_due(now)).count();
    let later = rows.iter().filter(|row| !row.turn.is_due(now)).count();
    let empty = Empty {
        title: page.t("calls-empty"),
        what_to_do: page.t("calls-empty-do"),
        href: "/lots".to_owned(),
        label: page.t("nav-lots"),
    };
    html(&Calls {
        rows: rows
            .iter()
            .map(|row| line(&page, row, wished.contains(&(row.dealer.clone(), row.no.clone())), &login, now))
            .collect(),
        waiting: page.count(count),
        appointments: page.count(agreed),
        later: page.count(later),
        rule: page.t_with("calls-rule", &[&PAUSE_HOURS, &TAKEN_MINUTES]),
        empty,
        page,
    })
}

fn line(page: &Page, row: &Waiting, is_wished: bool, login: &str, now: Moment) -> Row {
    Row {
        slip_no: row.no.to_string(),
        href: address(&row.dealer, row.period, row.no.as_str()),
        dealer: row.dealer.to_string(),
        period: page.period(row.period),
        product_model: row.product_model.clone(),
        attempts: page.count(row.attempts),
        claim: page.money(row.claim_value),
        stand: stand(page, row, login, now),
        marks: [(row.is_picked, "info", "calls-added"), (is_wished, "bad", "calls-wished")]
            .into_iter()
            .filter(|(is, _, _)| *is)
            .map(|(_, tone, words)| page.chip(tone, words))
            .collect(),
    }
}

/// Where a call stands, as a chip.
fn stand(page: &Page, row: &Waiting, login: &str, now: Moment) -> Chip {
    let turn = &row.turn;
    let at = turn.not_before.map(|at| page.moment(at)).unwrap_or_default();
    let (tone, text) = if turn.is_taken_by(login, now) {
        ("info", page.t("calls-mine"))
    } else if turn.is_taken(now) {
        ("quiet", page.t_with("calls-taken", &[&turn.taken_by]))
    } else if turn.is_agreed {
        (if turn.is_due(now) { "bad" } else { "info" }, page.t_with("calls-agreed", &[&at]))
    } else if turn.is_due(now) {
        ("wait", page.t("calls-now"))
    } else {
        ("quiet", page.t_with("calls-later", &[&at]))
    };
    Chip { tone, text }
}

/// Takes the next call, and shows it.
pub async fn next(desk: Desk, page: Page, _form: Posted<Nothing>) -> Answer {
    let actor = page.caller()?.actor;
    let taken = page.ask(&desk, move |office| take_next_call(office, &actor)).await?;
    Ok(match taken {
        Some(taken) => {
            let key = SlipKey { dealer: taken.dealer, period: taken.period, no: taken.no };
            crate::pages::guard::see(&address(&key.dealer, key.period, key.no.as_str()))
        }
        None => page.see("/calls", Flash::failed(page.t("calls-none-now"))),
    })
}
