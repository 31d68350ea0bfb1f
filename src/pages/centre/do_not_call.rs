//! `/do-not-call`: the numbers whose customers asked not to be called again, and who takes one off the list.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::decide::stopped;
use crate::auth::Role;
use crate::pages::form::Posted;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::months::places::segment;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::do_not_call::{self, Wish};
use crate::store::people;
use crate::web::{Desk, on_block};
use crate::workflow::keep_wish::take_off_list;

const HERE: &str = "/do-not-call";

#[derive(Template)]
#[template(path = "centre/do_not_call.html")]
struct Wishes {
    page: Page,
    rows: Vec<Row>,
    can_remove: bool,
    foot: Foot,
    empty: Empty,
}

struct Row {
    number: String,
    dealer: String,
    slip: String,
    said_to: String,
    said_at: String,
    remove: String,
}

/// Why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    reason: String,
}

/// The list.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let has_desk = page.is(Role::Reviewer) || page.is(Role::CallAgent);
    let page = if has_desk { page.below("calls-title", "/calls") } else { page };
    let page = page.titled("wishes-title");
    let before = list.after::<1>().map(|[id]| id);
    let found = page.look(&desk, move |c| {
        let rows = do_not_call::list(c, before.as_deref(), ROWS_FETCHED)?;
        let names = people::names(c, &rows.iter().map(|wish| wish.said_to.as_str()).collect::<Vec<_>>())?;
        Ok((rows, names))
    });
    let (mut rows, names) = found.await?;
    let next = cut(&mut rows, |wish| vec![wish.id.clone()]);
    let row = |wish: &Wish| Row {
        number: wish.masked.clone(),
        dealer: wish.dealer.to_string(),
        slip: wish.no.to_string(),
        said_to: names.get(&wish.said_to).unwrap_or(&wish.said_to).clone(),
        said_at: page.moment(wish.said_at),
        remove: format!("{HERE}/{}", segment(&wish.id)),
    };
    let empty = Empty {
        title: page.t("wishes-empty"),
        what_to_do: page.t("wishes-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    html(&Wishes {
        rows: rows.iter().map(row).collect(),
        can_remove: page.is(Role::Reviewer) || page.is(Role::Administrator),
        foot: list.foot(&page, next.as_deref(), "/api/v1/do-not-call"),
        empty,
        page,
    })
}

/// Takes a number off the list.
pub async fn remove(desk: Desk, page: Page, id: Path<String>, form: Posted<Removal>) -> Answer {
    let actor = page.caller()?.actor;
    match on_block(&desk, move |office| take_off_list(office, &actor, &id, &form.0.reason)).await {
        Ok(()) => Ok(page.see(HERE, Flash::done(page.t("wishes-removed")))),
        Err(error) => stopped(&page, HERE, &error),
    }
}
