//! `/disputes`: the disputes, the latest first; a dealer's clerk sees the own ones.

use askama::Template;

use super::places;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS, cut};
use crate::pages::{Answer, Page, html};
use crate::store::disputes::{self, Dispute, DisputeState};
use crate::web::Desk;
use crate::workflow::Error;

/// The API's list, which gives the files.
const EXPORT: &str = "/api/v1/disputes";

#[derive(Template)]
#[template(path = "months/disputes.html")]
struct Shown {
    page: Page,
    fields: Vec<Field>,
    heads: Vec<Head>,
    has_dealers: bool,
    rows: Vec<Row>,
    empty: Empty,
    foot: Foot,
}

struct Row {
    href: String,
    about: String,
    dealer: String,
    period: String,
    statement: String,
    reason: String,
    raised: String,
    chip: Chip,
    amount: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("disputes-title");
    let actor = page.caller()?.actor;
    let dealer = places::listed_dealer(&actor, list.get("dealer")).map_err(|error| page.failure(&error))?;
    let state = state_of(list.get("state")).map_err(|error| page.failure(&error))?;
    let before = list.after::<1>();
    let limit = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let found = page.look(&desk, move |c| {
        let before = before.as_ref().map(|[id]| id.as_str());
        disputes::list(c, dealer.as_ref(), state, before, limit)
    });
    let mut rows = found.await?;
    let next = cut(&mut rows, |dispute| vec![dispute.id.clone()]);
    let has_dealers = !page.is(Role::DealerClerk);
    let mut heads: Vec<Head> = vec![list.plain(&page, "dispute-about")];
    if has_dealers {
        heads.push(list.plain(&page, "slip-dealer"));
    }
    heads.extend(["month", "dispute-reason", "dispute-raised", "state"].map(|key| list.plain(&page, key)));
    heads.push(list.plain(&page, "dispute-amount").number());
    let shown = Shown {
        fields: fields(&page, &list, has_dealers),
        heads,
        has_dealers,
        rows: rows.iter().map(|dispute| line(&page, dispute)).collect(),
        empty: empty(&page, &list),
        foot: list.foot(&page, next.as_deref(), EXPORT),
        page,
    };
    html(&shown)
}

fn state_of(asked: &str) -> Result<Option<DisputeState>, Error> {
    match asked {
        "" => Ok(None),
        "open" => Ok(Some(DisputeState::Open)),
        "upheld" => Ok(Some(DisputeState::Upheld)),
        "rejected" => Ok(Some(DisputeState::Rejected)),
        _ => Err(Error::NotFound),
    }
}

fn fields(page: &Page, list: &List, has_dealers: bool) -> Vec<Field> {
    let none = Faults::none();
    let choice = |value: &str, key: &str| (value.to_owned(), page.t(key));
    let states = vec![
        choice("", "slips-any"),
        choice("open", "dispute-open"),
        choice("upheld", "dispute-upheld"),
        choice("rejected", "dispute-rejected"),
    ];
    let state = Field::new(page, "state", "state", &none).value(list.get("state")).optional().options(states);
    let dealer = Field::new(page, "dealer", "slip-dealer", &none).value(list.get("dealer")).optional();
    if has_dealers { vec![state, dealer] } else { vec![state] }
}

fn line(page: &Page, dispute: &Dispute) -> Row {
    Row {
        href: places::dispute(dispute.dealer.as_str(), &dispute.id),
        about: page.about(dispute),
        dealer: dispute.dealer.to_string(),
        period: page.period(dispute.period),
        statement: places::statement(dispute.dealer.as_str(), dispute.period),
        reason: page.shortened(&dispute.reason),
        raised: page.moment(dispute.raised_at),
        chip: page.dispute_chip(dispute.state),
        amount: if dispute.state == DisputeState::Upheld { page.money(dispute.amount) } else { "—".to_owned() },
    }
}

fn empty(page: &Page, list: &List) -> Empty {
    let what_to_do =
        if page.is(Role::DealerClerk) { page.t("disputes-none-own-do") } else { page.t("disputes-none-do") };
    Empty {
        title: page.t("disputes-none"),
        what_to_do,
        href: if list.is_filtered() { page.path.clone() } else { String::new() },
        label: page.t("slips-all"),
    }
}

impl Page {
    /// What a dispute is about.
    pub fn about(&self, dispute: &Dispute) -> String {
        match (dispute.line, &dispute.slip) {
            (_, Some(slip)) => self.t_with("dispute-about-slip", &[slip]),
            (Some(line), None) => self.t_with("dispute-about-line", &[&line]),
            (None, None) => self.t("dispute-about-statement"),
        }
    }

    /// What became of a dispute.
    pub fn dispute_chip(&self, state: DisputeState) -> Chip {
        match state {
            DisputeState::Open => self.chip("wait", "dispute-open"),
            DisputeState::Upheld => self.chip("ok", "dispute-upheld"),
            DisputeState::Rejected => self.chip("bad", "dispute-rejected"),
        }
    }

    /// The beginning of what somebody wrote.
    pub fn shortened(&self, text: &str) -> String {
        const LETTERS: usize = 60;
        let begin: String = text.chars().take(LETTERS).collect();
        if begin.len() < text.len() { format!("{begin}…") } else { begin }
    }
}
