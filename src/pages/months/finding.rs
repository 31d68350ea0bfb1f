//! `/dealers/{dealer}/findings/{id}`: what a call found of a slip that is paid already. The clerk answers within the time of
//! agreement 7.4; then a second person settles it.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::places;
use super::slip::outcome_chip;
use super::timeline::Names;
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::adjustments::{self, KeptAdjustment};
use crate::store::calls::{self, RecordedCall};
use crate::store::findings::{self, Finding, FindingKind, FindingState};
use crate::store::slips::{self, Standing};
use crate::store::{Db, people};
use crate::web::{Desk, on_block};
use crate::workflow::answer_finding::answer_finding;
use crate::workflow::settle_finding::settle_finding;
use crate::workflow::{Error, Refusal};

#[derive(Template)]
#[template(path = "months/finding.html")]
struct Shown {
    page: Page,
    chip: Chip,
    slip: String,
    slip_href: String,
    what: String,
    facts: Vec<(String, String)>,
    calls: Vec<(String, Chip, String)>,
    answer: String,
    answered: String,
    decision: String,
    decided: String,
    corrections: Vec<(String, String)>,
    whole: String,
    wait: String,
    answer_field: Option<Field>,
    settle_field: Option<Field>,
}

/// What the dealer answers, or what a second person makes of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindingForm {
    answer: String,
    outcome: String,
    reason: String,
}

struct Loaded {
    finding: Finding,
    slip: Option<Standing>,
    calls: Vec<RecordedCall>,
    names: Names,
    corrections: Vec<KeptAdjustment>,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    html(&drawn(&desk, page, &path, &FindingForm::default(), &Faults::none()).await?)
}

/// Takes the clerk's answer, or the settlement of anybody else.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<FindingForm>) -> Answer {
    let dealer = places::dealer_of(&path.0).map_err(|error| page.failure(&error))?;
    let (actor, id, form) = (page.caller()?.actor, path.1.clone(), form.0);
    let answers = page.is(Role::DealerClerk);
    if answers && form.answer.trim().is_empty() {
        let faults = Faults::none().with("answer", page.t("finding-answer-missing"));
        return unprocessable(&drawn(&desk, page, &path, &form, &faults).await?);
    }
    let said = form.clone();
    let done = on_block(&desk, move |office| {
        if answers {
            answer_finding(office, &actor, &dealer, &id, said.answer.trim())
        } else {
            settle_finding(office, &actor, &dealer, &id, said.outcome == "uphold", &said.reason, None)
        }
    });
    match done.await {
        Ok(()) => {
            let key = if answers { "finding-was-answered" } else { "finding-was-settled" };
            Ok(page.see(&places::finding(&path.0, &path.1), Flash::done(page.t(key))))
        }
        Err(error) => {
            let why = page.why(&error);
            let faults = match &error {
                Error::Refused(Refusal::ReasonMissing) => Faults::none().with("reason", why),
                Error::OutOfTime { .. } | Error::Refused(Refusal::FindingSettled | Refusal::Finding(_)) => {
                    Faults::whole(why)
                }
                _ => return Err(page.failure(&error)),
            };
            unprocessable(&drawn(&desk, page, &path, &form, &faults).await?)
        }
    }
}

fn load(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Loaded, Error> {
    let finding = findings::load(c, dealer, id)?.ok_or(Error::NotFound)?;
    let calls = calls::of_slip(c, dealer, &finding.slip)?;
    let corrections = adjustments::of_dealer(c, dealer)?.into_iter().filter(|kept| kept.source_id == id).collect();
    let logins: Vec<&str> = [&finding.found_by, &finding.decided_by, &finding.decided_on_behalf_of]
        .into_iter()
        .map(String::as_str)
        .chain(calls.iter().map(|call| call.recorded_by.as_str()))
        .collect();
    Ok(Loaded {
        names: people::names(c, &logins)?,
        slip: slips::standing(c, dealer, finding.period, &finding.slip)?,
        corrections,
        calls,
        finding,
    })
}

async fn drawn(
    desk: &Desk,
    page: Page,
    path: &(String, String),
    form: &FindingForm,
    faults: &Faults,
) -> Result<Shown, Failure> {
    let dealer = places::dealer_of(&path.0).map_err(|error| page.failure(&error))?;
    let (code, id) = (dealer.clone(), path.1.clone());
    let loaded = page.ask(desk, move |office| office.store.read(|c| load(c, &code, &id))).await?;
    let finding = &loaded.finding;
    let page = page.titled("finding-title").below("findings-title", "/findings");
    let is_open = finding.state == FindingState::Open;
    let in_time = page.today <= finding.answer_until;
    let may_answer = page.is(Role::DealerClerk) && is_open && in_time;
    let may_settle = (page.is(Role::Reviewer) || page.is(Role::SalesManager)) && is_open;
    let is_finder = page.who.as_ref().is_some_and(|who| who.actor.login == finding.found_by);
    let wait = match (may_settle, is_finder, in_time) {
        (true, true, _) => page.t("finding-same-person"),
        (true, false, true) => page.t_with("finding-wait", &[&page.day(finding.answer_until)]),
        _ => String::new(),
    };
    let call = |recorded: &RecordedCall| {
        let by = loaded.names.get(&recorded.recorded_by).unwrap_or(&recorded.recorded_by);
        let note = recorded.call.note.clone().unwrap_or_default();
        (format!("{} · {by}", recorded.call.called_on), outcome_chip(&page, recorded.call.outcome), note)
    };
    let shown = Shown {
        chip: page.finding_chip(finding.state),
        slip: finding.slip.to_string(),
        slip_href: places::slip(dealer.as_str(), finding.period, finding.slip.as_str()),
        what: page.t(match finding.kind {
            FindingKind::Fabricated => "finding-what-fabricated",
            FindingKind::Mismatch => "finding-what-mismatch",
            FindingKind::WrongNumber => "finding-what-wrong-number",
        }),
        facts: facts(&page, &loaded),
        calls: loaded.calls.iter().map(call).collect(),
        answer: finding.answer.clone(),
        answered: finding.answered_at.map(|at| page.moment(at)).unwrap_or_default(),
        decision: finding.decision_reason.clone(),
        decided: finding
            .decided_at
            .map(|at| format!("{} · {}", decider(&page, &loaded), page.moment(at)))
            .unwrap_or_default(),
        corrections: loaded.corrections.iter().map(|kept| correction(&page, kept)).collect(),
        whole: faults.at("").to_owned(),
        answer_field: may_answer.then(|| {
            let text = if form.answer.is_empty() { &finding.answer } else { &form.answer };
            let hint = page.t_with("finding-answer-hint", &[&page.day(finding.answer_until)]);
            Field::new(&page, "answer", "finding-answer", faults).value(text).hint(hint).kind("textarea")
        }),
        settle_field: (may_settle && wait.is_empty()).then(|| {
            let hint = page.t("finding-reason-hint");
            Field::new(&page, "reason", "dispute-outcome-reason", faults)
                .value(&form.reason)
                .hint(hint)
                .kind("textarea")
        }),
        wait,
        page,
    };
    Ok(shown)
}

fn name(loaded: &Loaded, login: &str) -> String {
    loaded.names.get(login).cloned().unwrap_or_else(|| login.to_owned())
}

fn decider(page: &Page, loaded: &Loaded) -> String {
    let Finding { decided_by, decided_on_behalf_of, .. } = &loaded.finding;
    page.acted(&name(loaded, decided_by), &name(loaded, decided_on_behalf_of))
}

fn facts(page: &Page, loaded: &Loaded) -> Vec<(String, String)> {
    let finding = &loaded.finding;
    let claim_value = loaded.slip.as_ref().map_or(Money::ZERO, |slip| slip.claim_value);
    let found = format!("{} · {}", name(loaded, &finding.found_by), page.day(finding.found_on));
    vec![
        (page.t("slip-dealer"), finding.dealer.to_string()),
        (page.t("month"), page.period(finding.period)),
        (page.t("finding-on"), found),
        (page.t("panel-clause"), "7.4".to_owned()),
        (page.t("slip-claim"), page.money(claim_value)),
        (page.t("finding-until"), format!("{} · {}", page.day(finding.answer_until), page.due(finding.answer_until))),
    ]
}

/// What corrects the frozen statement, and where it is taken up.
fn correction(page: &Page, kept: &KeptAdjustment) -> (String, String) {
    let entered = match kept.entered_period {
        Some(period) => page.t_with("dispute-entered", &[&page.period(period)]),
        None => page.t("dispute-to-enter"),
    };
    (page.money(kept.adjustment.amount), entered)
}
