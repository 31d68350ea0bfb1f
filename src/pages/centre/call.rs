//! `/calls/{dealer}/{period}/{slip_no}`: one call: whom, why, what to say, what to compare, and what came of it. The
//! customer is shown in full only to whoever has the call, and each look is kept in the audit trail.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::calls::address;
use super::case::{Case, facts, parts};
use super::decide::stopped;
use super::number::NumberPart;
use super::slip_key::SlipKey;
use crate::agreement::registers::Outcome;
use crate::agreement::terms::Terms;
use crate::auth::privacy::{masked_name, masked_phone};
use crate::calendar::Moment;
use crate::clock::business_time;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::listing::List;
use crate::pages::months::places;
use crate::pages::months::slip::outcome_chip;
use crate::pages::{Answer, Failure, Flash, Page, html};
use crate::store::appointments::{self, Waiting};
use crate::store::calls::RecordedCall;
use crate::store::{agreements, seeds};
use crate::texts::Lang;
use crate::web::{Desk, on_block};
use crate::workflow::keep_wish::keep_wish;
use crate::workflow::know_number::{KnownNumber, known_number};
use crate::workflow::record_call::{NewCall, record_call, record_last_call};
use crate::workflow::take_call::{PAUSE_HOURS, make_appointment, take_call};
use crate::workflow::view_customer::{Customer, view_customer};
use crate::workflow::{Error, Office};

/// The outcomes in the order of their keys: the word that is posted, and what follows from it.
const OUTCOMES: [(&str, &str, Outcome); 6] = [
    ("confirmed", "call-then-confirmed", Outcome::Confirmed),
    ("mismatch", "call-then-mismatch", Outcome::Mismatch),
    ("wrong_number", "call-then-wrong-number", Outcome::WrongNumber),
    ("fabricated", "call-then-fabricated", Outcome::Fabricated),
    ("no_answer", "call-then-no-answer", Outcome::NoAnswer),
    ("refused", "call-then-refused", Outcome::Refused),
];

#[derive(Template)]
#[template(path = "centre/call.html")]
struct CallPage {
    page: Page,
    here: String,
    under: String,
    /// In full where whoever looks has the call.
    customer: Option<Customer>,
    masked: String,
    dial: String,
    can_take: bool,
    can_record: bool,
    can_correct: bool,
    taken: String,
    why: Vec<String>,
    seed_sha256: String,
    lot: String,
    script: Vec<String>,
    script_lang: &'static str,
    other_script: (String, &'static str),
    facts: Vec<(String, String)>,
    outcomes: Vec<OutcomeLine>,
    number: NumberPart,
    attempts: Vec<Attempt>,
    attempts_rule: String,
    appointment_from: String,
    slip: String,
}

/// A key of an outcome.
struct OutcomeLine {
    number: usize,
    word: &'static str,
    name: String,
    then: String,
}

/// A call that was made.
struct Attempt {
    day: String,
    number: String,
    outcome: Chip,
    satisfaction: String,
    note: String,
    by: String,
}

/// What is posted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallForm {
    /// `take`, `appointment`, `wish`, or an outcome.
    action: String,
    /// Anything where the customer asks not to be called again.
    #[serde(default)]
    do_not_call: String,
    #[serde(default)]
    satisfaction: String,
    #[serde(default)]
    note: String,
    /// Business time.
    #[serde(default)]
    at: String,
}

/// What the page is drawn from.
struct Found {
    case: Case,
    waiting: Option<Waiting>,
    terms: Option<Terms>,
    seed_sha256: String,
    customer: Option<Customer>,
    number: KnownNumber,
    now: Moment,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, path: Path<(String, String, String)>) -> Answer {
    let key = key_of(&page, &path)?;
    let actor = page.caller()?.actor;
    let login = actor.login.clone();
    let found = page.ask(&desk, move |office| {
        let found = read(office, &key)?;
        let is_mine = found.waiting.as_ref().is_some_and(|waiting| waiting.turn.is_taken_by(&actor.login, found.now));
        let customer =
            if is_mine { Some(view_customer(office, &actor, &key.dealer, key.period, &key.no)?) } else { None };
        let number = known_number(office, &key.dealer, &key.no)?;
        Ok(Found { customer, number, ..found })
    });
    let found = found.await?;
    let mut response = html(&draw(page, &list, found, &login))?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn key_of(page: &Page, path: &(String, String, String)) -> Result<SlipKey, Failure> {
    let (dealer, period, no) = places::slip_of(path).map_err(|error| page.failure(&error))?;
    Ok(SlipKey { dealer, period, no })
}

fn read(office: &Office, key: &SlipKey) -> Result<Found, Error> {
    let now = office.clock.now();
    office.store.read(|c| {
        let case = Case::load(c, key)?.ok_or(Error::NotFound)?;
        let waiting = appointments::of_slip(c, &key.dealer, key.period, &key.no)?;
        let agreements = agreements::standing(c)?;
        let terms = agreements.of(&key.dealer).for_period(key.period).map(|version| version.terms.clone());
        let seed_sha256 = seeds::of(c, key.period)?.map(|seed| seed.sha256).unwrap_or_default();
        Ok(Found { case, waiting, terms, seed_sha256, customer: None, number: KnownNumber::default(), now })
    })
}

fn draw(page: Page, list: &List, found: Found, login: &str) -> CallPage {
    let Found { case, waiting, terms, seed_sha256, mut customer, number, now } = found;
    let SlipKey { dealer, period, no } = &case.key;
    let here = address(dealer, period, no.as_str());
    let title = page.t_with("call-title", &[no]);
    let page = page.named(title).below("calls-title", "/calls");
    let slip = &case.slip;
    let masked = [
        masked_name(slip.customer_name.as_deref().unwrap_or_default()),
        masked_phone(slip.customer_phone.as_deref().unwrap_or_default()),
    ];
    // Nobody has to dial a number whose customer asked not to be called.
    let is_wished = number.wish.is_some();
    if let Some(customer) = customer.as_mut().filter(|_| is_wished) {
        customer.phone = masked_phone(&customer.phone);
    }
    let (asked, other) = script_lang(&page, list);
    let mut speaker = page.clone();
    speaker.lang = asked;
    let taken = waiting.as_ref().filter(|waiting| waiting.turn.is_taken(now) && waiting.turn.taken_by != login);
    let attempts_max = terms.as_ref().map(|terms| terms.callback_attempts).unwrap_or_default();
    let is_outside = is_outside(&case);
    let latest = case.calls.last();
    let can_correct = waiting.is_none()
        && !case.is_frozen()
        && latest.is_some_and(|call| call.recorded_by == login && call.call.called_on == page.today);
    let outcome = |(number, (word, then, outcome)): (usize, &(&'static str, &str, Outcome))| OutcomeLine {
        number,
        word,
        name: page.lang.outcome(*outcome).to_owned(),
        then: page.t_with(
            if is_outside { then_outside(*outcome) } else { then },
            &[&PAUSE_HOURS, &attempts_max, &multiplier(terms.as_ref())],
        ),
    };
    CallPage {
        under: format!("{dealer} · {}", page.period(*period)),
        masked: masked.join(" "),
        dial: customer.as_ref().map(|customer| dialled(&customer.phone)).unwrap_or_default(),
        can_take: waiting.is_some() && customer.is_none() && taken.is_none(),
        can_record: customer.is_some(),
        can_correct,
        taken: taken.map(|waiting| page.t_with("calls-taken", &[&waiting.turn.taken_by])).unwrap_or_default(),
        why: why(&page, &case, terms.as_ref()),
        lot: format!("{}/lot", places::month(dealer.as_str(), period)),
        script: script(&speaker, &case, customer.as_ref()),
        script_lang: asked.locale(),
        other_script: (format!("{here}?script={}", other.locale()), other.locale()),
        facts: facts(&page, slip),
        outcomes: (1..).zip(&OUTCOMES).map(outcome).collect(),
        number: NumberPart::of(&page, &here, &case.key, &number, customer.is_some()),
        attempts: case.calls.iter().map(|made| attempt(&page, made)).collect(),
        attempts_rule: attempts_rule(&page, &case, attempts_max),
        appointment_from: business_time(now).format("%Y-%m-%dT%H:%M").to_string(),
        slip: places::slip(dealer.as_str(), period, no.as_str()),
        seed_sha256,
        here,
        customer,
        page,
    }
}

/// Whether the slip is called because a reviewer added it, and is not in the draw.
fn is_outside(case: &Case) -> bool {
    let lot = case.month.as_ref().and_then(|month| month.lot.as_ref());
    let is_drawn = lot.is_some_and(|lot| lot.drawn.contains(&case.key.no));
    case.pick.as_ref().is_some_and(|picked| picked.pick.is_open) && !is_drawn
}

/// What follows from an outcome outside the draw.
const fn then_outside(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Confirmed => "call-outside-confirmed",
        Outcome::Mismatch | Outcome::WrongNumber => "call-outside-void",
        Outcome::Fabricated => "call-outside-fabricated",
        Outcome::NoAnswer | Outcome::Refused => "call-outside-unanswered",
    }
}

/// Which attempt it is, and of how many; of a slip that was added only those since.
fn attempts_rule(page: &Page, case: &Case, attempts_max: u32) -> String {
    let (words, made) = match &case.pick {
        Some(picked) if picked.pick.is_open => ("call-attempts-added", picked.pick.made(&case.calls).len()),
        _ => ("call-attempts-rule", case.calls.len()),
    };
    page.t_with(words, &[&(made + 1), &attempts_max])
}

fn multiplier(terms: Option<&Terms>) -> String {
    terms.map(|terms| terms.fabrication_multiplier.to_string()).unwrap_or_default()
}

/// The language of the script, and the other one: what customers speak need not be what the page is in.
fn script_lang(page: &Page, list: &List) -> (Lang, Lang) {
    let asked = match list.get("script") {
        "" => page.lang,
        chosen => Lang::of(chosen),
    };
    (asked, if asked == Lang::ZhCn { Lang::En } else { Lang::ZhCn })
}

/// What a phone dials: digits and a leading plus.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}

/// Why this customer is called.
fn why(page: &Page, case: &Case, terms: Option<&Terms>) -> Vec<String> {
    let mut why = Vec::new();
    why.extend(case.pick.as_ref().map(|picked| picked.said(page)));
    if is_outside(case) {
        why.push(page.t("call-why-outside"));
        return why;
    }
    let lot = case.month.as_ref().and_then(|month| month.lot.as_ref());
    if let (Some(lot), Some(terms)) = (lot, terms) {
        let (n, most) = (lot.plan.sample_size, lot.plan.accept_number);
        why.push(page.t_with("call-why-lot", &[&lot.size, &terms.sampling_aql.as_str(), &n, &most]));
        let place = (1_u64..).zip(&lot.drawn).find(|(_, drawn)| **drawn == case.key.no).map(|(place, _)| place);
        match place {
            Some(place) if place > n => why.push(page.t_with("call-why-substitute", &[&place, &n])),
            Some(place) => why.push(page.t_with("call-why-drawn", &[&place, &n])),
            None if case.slip.is_reissued() => why.push(page.t("call-why-reissued")),
            None if lot.failed > most => why.push(page.t_with("call-why-rejected", &[&lot.failed, &most])),
            None => why.push(page.t("call-why-outside")),
        }
    }
    why
}

/// What to say, line by line, in the language that is spoken.
fn script(speaker: &Page, case: &Case, customer: Option<&Customer>) -> Vec<String> {
    let slip = &case.slip;
    let name = customer.map_or_else(|| "…".to_owned(), |customer| customer.name.clone());
    let model = slip.model.as_ref().map(ToString::to_string).unwrap_or_default();
    let day = slip.repaired_on.map(|day| speaker.day(day)).unwrap_or_default();
    let mut lines = vec![
        speaker.t_with("call-script-hello", &[&name, &speaker.name()]),
        speaker.t("call-script-consent"),
        speaker.t_with("call-script-repair", &[&day, &model]),
        speaker.t_with("call-script-fault", &[&slip.fault_description.as_deref().unwrap_or("…")]),
    ];
    if !slip.parts_used().is_empty() {
        lines.push(speaker.t_with("call-script-parts", &[&parts(slip)]));
    }
    lines.extend(["call-script-paid", "call-script-mark", "call-script-thanks"].map(|key| speaker.t(key)));
    lines
}

fn attempt(page: &Page, made: &RecordedCall) -> Attempt {
    Attempt {
        day: page.day(made.call.called_on),
        number: page.count(made.call.attempt),
        outcome: outcome_chip(page, made.call.outcome),
        satisfaction: made.call.satisfaction.map(|mark| mark.to_string()).unwrap_or_default(),
        note: made.call.note.clone().unwrap_or_default(),
        by: made.recorded_by.clone(),
    }
}

/// Takes the call, makes an appointment, or records what came of it.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String, String)>, form: Posted<CallForm>) -> Answer {
    let Posted(form) = form;
    let SlipKey { dealer, period, no } = key_of(&page, &path)?;
    let here = address(&dealer, period, no.as_str());
    let actor = page.caller()?.actor;
    let outcome = OUTCOMES.iter().find(|(word, ..)| *word == form.action).map(|(.., outcome)| *outcome);
    let satisfaction = form.satisfaction.parse().ok().filter(|mark| (1..=5).contains(mark));
    let at = appointment(&form.at);
    let (to, done) = match (form.action.as_str(), outcome) {
        ("take", _) => (here.as_str(), String::new()),
        ("wish", _) => ("/calls", page.t_with("number-kept", &[&no])),
        ("appointment", _) => {
            let told = at.map(|at| page.moment(at)).unwrap_or_default();
            ("/calls", page.t_with("call-appointment-made", &[&no, &told]))
        }
        (_, Some(outcome)) => ("/calls", page.t_with("call-recorded", &[&no, &outcome_chip(&page, outcome).text])),
        _ => return Err(page.failure(&Error::NotFound)),
    };
    let (is_take, is_wish, lang) = (form.action == "take", form.action == "wish", page.lang);
    let work = move |office: &Office| match outcome {
        _ if is_take => take_call(office, &actor, &dealer, period, &no),
        _ if is_wish => keep_wish(office, &actor, (&dealer, period, &no), lang).map(drop),
        None => {
            let at = at.unwrap_or_default();
            make_appointment(office, &actor, &dealer, period, &no, at)
        }
        Some(outcome) => {
            let note = Some(form.note.trim().to_owned()).filter(|note| !note.is_empty());
            let made = NewCall { slip: no, called_on: office.clock.today(), outcome, satisfaction, note };
            let record = if form.do_not_call.is_empty() { record_call } else { record_last_call };
            record(office, &actor, &dealer, made).map(drop)
        }
    };
    match on_block(&desk, work).await {
        Ok(()) if done.is_empty() => Ok(crate::pages::guard::see(to)),
        Ok(()) => Ok(page.see(to, Flash::done(done))),
        Err(error) => stopped(&page, &here, &error),
    }
}

/// The instant of a business time such as `2026-04-05T17:30`.
fn appointment(text: &str) -> Option<Moment> {
    let shown: NaiveDateTime = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    Some(crate::clock::of_business_time(shown))
}
