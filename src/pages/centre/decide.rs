//! What the worklist's forms post: a decision about one slip, and one that is taken back.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::pick::change;
use super::review::{REFUSALS, address, again, back_of};
use super::slip_key::{SlipKey, parse_seen};
use crate::pages::form::{Faults, Posted};
use crate::pages::{Answer, Failure, Flash, Page};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::review_slip::{SeenSlip, review_slip, withdraw_review};
use crate::workflow::settle_dealer::settle_dealer;

/// A decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The slip with the decision that was seen.
    slip: String,
    /// `accept`, `refuse`, `refuse-` with the number of a reason; `pick` and `drop` add the slip to the calls and take it off.
    choice: String,
    #[serde(default)]
    reason: String,
    /// The slip to go on with.
    #[serde(default)]
    next: String,
    /// The query of the list.
    #[serde(default)]
    back: String,
}

/// A decision to take back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    slip: String,
    #[serde(default)]
    back: String,
}

/// What a choice means: whether the slip is accepted, and why. None where a reason is missing.
pub fn meant(page: &Page, choice: &str, reason: &str) -> Option<(bool, String)> {
    let own = reason.trim();
    match choice {
        "accept" if own.is_empty() => Some((true, page.t("review-accept-standard"))),
        "accept" => Some((true, own.to_owned())),
        "refuse" if own.is_empty() => None,
        "refuse" => Some((false, own.to_owned())),
        other => {
            let number: usize = other.strip_prefix("refuse-")?.parse().ok()?;
            let standard = REFUSALS.get(number.checked_sub(1)?).map(|key| page.t(key))?;
            // What was written goes with the reason that was chosen.
            Some((false, if own.is_empty() { standard } else { format!("{standard} {own}") }))
        }
    }
}

/// Takes a decision, and goes on with the next slip.
pub async fn take(desk: Desk, page: Page, form: Posted<Decision>) -> Answer {
    let Posted(form) = form;
    let seen = parse_seen(&form.slip).ok_or_else(|| page.failure(&Error::NotFound))?;
    let here = key_of(&seen);
    let back = back_of(&form.back);
    if matches!(form.choice.as_str(), "pick" | "drop") {
        return pick(desk, page, here, form, &back).await;
    }
    let Some((accepted, reason)) = meant(&page, &form.choice, &form.reason) else {
        let faults = Faults::none().with("reason", page.t("review-reason-missing"));
        return again(&desk, page.clone(), query_of(&address(&back, Some(&here))), &faults, form.reason).await;
    };
    let actor = page.caller()?.actor;
    let no = seen.no.clone();
    match on_block(&desk, move |office| review_slip(office, &actor, &seen, accepted, &reason)).await {
        Ok(()) => {
            let done = if accepted { "review-done-accepted" } else { "review-done-refused" };
            let next = SlipKey::parse(&form.next);
            Ok(page.see(&address(&back, next.as_ref()), Flash::done(page.t_with(done, &[&no]))))
        }
        Err(error) => stopped(&page, &address(&back, Some(&here)), &error),
    }
}

/// Adds the slip to the calls, or takes it off; its decision stays, and so it is shown again.
async fn pick(desk: Desk, page: Page, here: SlipKey, form: Decision, back: &str) -> Answer {
    let is_added = form.choice == "pick";
    let place = address(back, Some(&here));
    if is_added && form.reason.trim().is_empty() {
        let faults = Faults::none().with("reason", page.t("pick-reason-missing"));
        return again(&desk, page, query_of(&place), &faults, form.reason).await;
    }
    change(desk, page, here, is_added.then_some(form.reason), &place).await
}

fn query_of(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, query)| query)
}

/// Takes a decision back, and shows the slip as the rules decide it then.
pub async fn undo(desk: Desk, page: Page, form: Posted<Undo>) -> Answer {
    let Posted(form) = form;
    let key = SlipKey::parse(&form.slip).ok_or_else(|| page.failure(&Error::NotFound))?;
    let actor = page.caller()?.actor;
    let place = address(&back_of(&form.back), Some(&key));
    let no = key.no.clone();
    let taken_back = on_block(&desk, move |office| {
        withdraw_review(office, &actor, &key.dealer, key.period, &key.no, None)?;
        // The slip is shown at once, so that it must be decided again by now.
        match settle_dealer(office, &key.dealer) {
            Ok(_) | Err(Error::Changed) => Ok(()),
            Err(error) => Err(error),
        }
    });
    match taken_back.await {
        Ok(()) => Ok(page.see(&place, Flash::done(page.t_with("review-undone", &[&no])))),
        Err(error) => stopped(&page, &place, &error),
    }
}

/// What was refused is told above the page that it was asked from; what failed is a page of its own.
pub fn stopped(page: &Page, place: &str, error: &Error) -> Result<HttpResponse, Failure> {
    match error {
        Error::Refused(_) | Error::Changed | Error::Step(_) => Ok(page.see(place, Flash::failed(page.why(error)))),
        other => Err(page.failure(other)),
    }
}

/// The key of a slip that was seen.
pub fn key_of(seen: &SeenSlip) -> SlipKey {
    SlipKey { dealer: seen.dealer.clone(), period: seen.period, no: seen.no.clone() }
}
