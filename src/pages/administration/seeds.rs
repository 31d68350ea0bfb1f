//! `/seeds`: the seeds of the draws (agreement 6.2): the hash before the month closes, the value once it is settled.

use askama::Template;
use serde::Deserialize;

use crate::auth::Role;
use crate::calendar::Period;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{Empty, Foot, List};
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::store::seeds::Seed;
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::read_seeds::read_seeds;
use crate::workflow::set_seed::set_seed;

/// More letters than any seed has.
const LETTERS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "administration/seeds.html")]
struct SeedsPage {
    page: Page,
    may_set: bool,
    seeds: Vec<SeedLine>,
    foot: Foot,
    empty: Empty,
    whole: String,
    fields: Vec<Field>,
}

struct SeedLine {
    period: String,
    sha256: String,
    at: String,
    seed: String,
}

/// What is posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedForm {
    period: String,
    seed: String,
}

/// The list.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let all = page.ask(&desk, read_seeds).await?;
    html(&drawn(page, all, &SeedForm::default(), &Faults::none()))
}

/// Brings in the seed of a month that was fixed elsewhere.
pub async fn take(desk: Desk, page: Page, posted: Posted<SeedForm>) -> Answer {
    let Posted(form) = posted;
    let mut faults = Faults::none();
    let period = form.period.parse::<Period>();
    if period.is_err() {
        faults = faults.with("period", page.t("what-if-no-months"));
    }
    let seed = form.seed.trim().to_owned();
    if seed.is_empty() || seed.chars().count() > LETTERS_MAX {
        faults = faults.with("seed", page.t_with("settings-length", &[&1, &LETTERS_MAX]));
    }
    if let (Ok(period), true) = (period, faults.is_empty()) {
        let actor = page.caller()?.actor;
        match on_block(&desk, move |office| set_seed(office, &actor, period, &seed)).await {
            Ok(_) => return Ok(page.see("/seeds", Flash::done(page.t_with("seeds-set", &[&page.period(period)])))),
            Err(error @ Error::Refused(_)) => faults = Faults::whole(page.why(&error)),
            Err(error) => return Err(page.failure(&error)),
        }
    }
    let all = page.ask(&desk, read_seeds).await?;
    unprocessable(&drawn(page, all, &form, &faults))
}

fn drawn(page: Page, all: Vec<(Period, Seed)>, form: &SeedForm, faults: &Faults) -> SeedsPage {
    let page = page.titled("seeds-title");
    let line = |(period, seed): (Period, Seed)| SeedLine {
        period: page.period(period),
        sha256: seed.sha256,
        at: page.moment(seed.published_at),
        seed: if seed.seed.is_empty() { page.t("seeds-secret") } else { seed.seed },
    };
    let empty = Empty {
        title: page.t("seeds-empty"),
        what_to_do: page.t("seeds-empty-do"),
        href: String::new(),
        label: String::new(),
    };
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, faults).value(value);
    SeedsPage {
        may_set: page.is(Role::Administrator),
        seeds: all.into_iter().rev().map(line).collect(),
        foot: List::of("/seeds", "").foot(&page, None, "/api/v1/seeds"),
        empty,
        whole: faults.at("").to_owned(),
        fields: vec![
            field("period", "month", &form.period).kind("month"),
            field("seed", "seeds-value", &form.seed).autocomplete("off"),
        ],
        page,
    }
}
