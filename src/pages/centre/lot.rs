//! `/dealers/{dealer}/months/{period}/lot`: a month's lot: its plan, who was drawn, what their customers said, and what
//! that says of the whole lot.

use actix_web::web::Path;
use askama::Template;

use super::calls::Nothing;
use super::decide::stopped;
use crate::agreement::callbacks::{Calls, Interval, interval};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::Outcome;
use crate::agreement::terms::Terms;
use crate::auth::Role;
use crate::calendar::Period;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::months::places;
use crate::pages::months::slip::outcome_chip;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::months::{self, Month, StoredLot};
use crate::store::seeds::{self, Seed};
use crate::store::{Db, Error as StoreError, agreements, calls, slips};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::draw_lot::draw_lot;
use crate::workflow::settle_dealer::settle_dealer;

/// The width of the interval's picture, in its own units.
const WIDTH: u32 = 600;

#[derive(Template)]
#[template(path = "centre/lot.html")]
struct LotPage {
    page: Page,
    here: String,
    month: String,
    state: Chip,
    /// Why it cannot be drawn now; empty where it can.
    not_yet: String,
    can_draw: bool,
    facts: Vec<(String, String)>,
    verdict: String,
    verdict_tone: &'static str,
    picture: Option<Picture>,
    meaning: String,
    drawn: Vec<Drawn>,
    seed_sha256: String,
    seed: String,
    check: String,
}

/// The interval on a line from 0 to 100 %.
struct Picture {
    low: u32,
    width: u32,
    share: u32,
    told: String,
}

/// A drawn slip.
struct Drawn {
    place: u64,
    slip_no: String,
    href: String,
    outcome: Chip,
    called_on: String,
    attempts: String,
    note: String,
}

/// How many of the drawn answered, and what they said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Whose customers answered.
    pub answered: u64,
    /// Of these, what did not come out confirmed.
    pub failed: u64,
}

impl Counted {
    /// Counts the drawn slips.
    pub fn of(calls: &Calls, drawn: &[SlipNo]) -> Self {
        let answers = drawn.iter().filter_map(|no| calls.answered(no));
        let count = |counted: Self, outcome: Outcome| Self {
            answered: counted.answered + 1,
            failed: counted.failed + u64::from(outcome != Outcome::Confirmed),
        };
        answers.map(|call| call.outcome).fold(Self::default(), count)
    }

    /// The same, as the last settlement counted them.
    pub const fn settled(lot: &StoredLot) -> Self {
        Self { answered: lot.answered, failed: lot.failed }
    }

    /// What that says of the lot.
    pub fn interval(self, lot_size: u64) -> Option<Interval> {
        interval(self.failed, self.answered, lot_size)
    }
}

/// Where a lot stands, as a chip.
pub fn told(page: &Page, month: &Month, waiting: i64) -> Chip {
    let Some(lot) = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some()) else {
        return page.chip("quiet", "lot-not-drawn");
    };
    if lot.failed > lot.plan.accept_number {
        page.chip("bad", "lot-rejected")
    } else if lot.size == 0 {
        page.chip("quiet", "lot-nothing")
    } else if waiting > 0 {
        page.chip("wait", "lot-calling")
    } else {
        page.chip("ok", "lot-passed")
    }
}

struct Found {
    month: Month,
    seed: Option<Seed>,
    terms: Option<Terms>,
    calls: Calls,
    waiting: i64,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    let (dealer, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let found = page.look(&desk, move |c| read(c, &dealer, period)).await?;
    let Some(found) = found else { return Err(page.failure(&Error::NotFound)) };
    html(&draw_page(page, &found))
}

fn read(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Option<Found>, StoreError> {
    let Some(month) = months::load(c, dealer, period)? else { return Ok(None) };
    let agreements = agreements::standing(c)?;
    let terms = agreements.of(dealer).for_period(period).map(|version| version.terms.clone());
    let calls = match &month.lot {
        Some(lot) => calls::of_slips(c, dealer, &lot.drawn)?,
        None => Calls::default(),
    };
    let waiting = slips::waiting_for_a_call(c, period)?;
    let waiting = waiting.into_iter().find(|(of, _)| of == dealer.as_str()).map_or(0, |(_, count)| count);
    Ok(Some(Found { seed: seeds::of(c, period)?, terms, calls, waiting, month }))
}

fn draw_page(page: Page, found: &Found) -> LotPage {
    let month = &found.month;
    let (dealer, period) = (month.dealer.as_str(), month.period);
    let under = format!("{dealer} · {}", page.period(period));
    let title = page.t_with("lot-title", &[&under]);
    let page = page.named(title).below_month(&month.dealer, period);
    let lot = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
    let counted = lot.map(|lot| Counted::of(&found.calls, &lot.drawn)).unwrap_or_default();
    let (verdict_tone, verdict) = verdict(&page, found, counted);
    let found_interval = lot.and_then(|lot| counted.interval(lot.size));
    let seed = found.seed.as_ref().filter(|_| month.is_frozen()).map(|seed| seed.seed.clone()).unwrap_or_default();
    let not_yet = if lot.is_some() { String::new() } else { not_yet(&page, month) };
    LotPage {
        here: format!("{}/lot", places::month(dealer, period)),
        month: places::month(dealer, period),
        state: told(&page, month, found.waiting),
        can_draw: page.is(Role::Reviewer) && lot.is_none() && not_yet.is_empty(),
        not_yet,
        facts: facts(&page, found, counted),
        meaning: found_interval.map(|found| meaning(&page, found, counted)).unwrap_or_default(),
        picture: found_interval.map(|found| picture(&page, found)),
        drawn: drawn(&page, found),
        seed_sha256: found.seed.as_ref().map(|seed| seed.sha256.clone()).unwrap_or_default(),
        check: if seed.is_empty() { String::new() } else { format!("printf '%s' '{seed}' | sha256sum") },
        seed,
        verdict,
        verdict_tone,
        page,
    }
}

/// Why the lot cannot be drawn now.
fn not_yet(page: &Page, month: &Month) -> String {
    if page.today <= month.period.last_day() {
        page.t_with("lot-not-over", &[&page.day(month.period.last_day())])
    } else if month.is_frozen() {
        page.t("lot-frozen")
    } else if month.slips_received_on.is_none() {
        page.t("lot-not-filed")
    } else {
        String::new()
    }
}

fn facts(page: &Page, found: &Found, counted: Counted) -> Vec<(String, String)> {
    let month = &found.month;
    let mut facts = Vec::new();
    if let Some(terms) = &found.terms {
        facts.push((page.t("lot-plan"), page.t_with("lot-plan-is", &[&terms.sampling_aql.as_str()])));
    }
    if let Some(lot) = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some()) {
        facts.extend([
            (page.t("lot-size"), page.count(lot.size)),
            (page.t("lot-sample"), page.count(lot.plan.sample_size)),
            (page.t("lot-accept-number"), page.count(lot.plan.accept_number)),
            (page.t("lot-drawn"), page.count(lot.drawn.len())),
            (page.t("lot-answered"), page.count(counted.answered)),
            (page.t("lot-waiting"), page.count(found.waiting)),
            (page.t("lot-failed"), page.count(lot.failed)),
        ]);
    }
    if let Some(at) = month.lot_drawn_at {
        facts.push((page.t("lot-drawn-by"), format!("{} · {}", month.lot_drawn_by, page.moment(at))));
    }
    facts
}

/// What the result means for the month.
fn verdict(page: &Page, found: &Found, counted: Counted) -> (&'static str, String) {
    let Some(lot) = found.month.lot.as_ref().filter(|_| found.month.lot_drawn_at.is_some()) else {
        return ("info", page.t("lot-verdict-none"));
    };
    let (failed, most) = (lot.failed, lot.plan.accept_number);
    if failed > most {
        ("bad", page.t_with("lot-verdict-rejected", &[&failed, &most, &found.waiting]))
    } else if lot.size == 0 {
        ("info", page.t("lot-verdict-nothing"))
    } else if found.waiting > 0 {
        ("wait", page.t_with("lot-verdict-calling", &[&counted.answered, &lot.plan.sample_size, &failed, &most]))
    } else {
        ("ok", page.t_with("lot-verdict-passed", &[&failed, &most]))
    }
}

fn meaning(page: &Page, found: Interval, counted: Counted) -> String {
    let values: [&dyn std::fmt::Display; 5] =
        [&counted.failed, &counted.answered, &found.share, &found.low, &found.high];
    page.t_with(if found.low == found.high { "lot-meaning-whole" } else { "lot-meaning" }, &values)
}

fn picture(page: &Page, found: Interval) -> Picture {
    let at = |share: crate::agreement::callbacks::Share| share.hundredths_of_percent() * WIDTH / 10_000;
    let (low, high) = (at(found.low), at(found.high));
    let told = page.t_with("lot-picture", &[&found.share, &found.low, &found.high]);
    Picture { low, width: (high - low).max(2), share: at(found.share), told }
}

fn drawn(page: &Page, found: &Found) -> Vec<Drawn> {
    let month = &found.month;
    let lot = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
    let line = |(place, no, sample_size): (u64, &SlipNo, u64)| {
        let made = found.calls.of(no);
        let answer = found.calls.answered(no);
        let last = answer.or_else(|| made.last());
        Drawn {
            place,
            slip_no: no.to_string(),
            href: places::slip(month.dealer.as_str(), month.period, no.as_str()),
            outcome: last.map_or_else(|| page.chip("wait", "lot-to-call"), |call| outcome_chip(page, call.outcome)),
            called_on: last.map(|call| page.day(call.called_on)).unwrap_or_default(),
            attempts: page.count(made.len()),
            note: if place > sample_size { page.t("lot-substitute") } else { String::new() },
        }
    };
    let numbered =
        lot.into_iter().flat_map(|lot| (1..).zip(&lot.drawn).map(|(place, no)| (place, no, lot.plan.sample_size)));
    numbered.map(line).collect()
}

/// Draws the lot.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, _form: Posted<Nothing>) -> Answer {
    let (dealer, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let here = format!("{}/lot", places::month(dealer.as_str(), period));
    let actor = page.caller()?.actor;
    let drawn = on_block(&desk, move |office| {
        draw_lot(office, &actor, &dealer, period)?;
        // Who is drawn is shown at once.
        match settle_dealer(office, &dealer) {
            Ok(_) | Err(Error::Changed) => Ok(()),
            Err(error) => Err(error),
        }
    });
    match drawn.await {
        Ok(()) => Ok(page.see(&here, Flash::done(page.t("lot-done")))),
        Err(error) => stopped(&page, &here, &error),
    }
}
