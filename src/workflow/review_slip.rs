//! A reviewer decides held slips, either way, with a reason (agreement 4.31), and takes a decision back while the month is
//! open: then the rules decide again.

use serde_json::{Value, json};

use super::{Error, Office, Refusal};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::Verdict;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::audit::{self, Entry};
use crate::store::behalf::behalf;
use crate::store::reviews::StoredReview;
use crate::store::slips::Standing;
use crate::store::{Db, reviews, slips};

/// A held slip as the reviewer saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenSlip {
    /// Whose slip.
    pub dealer: DealerCode,
    /// Its period.
    pub period: Period,
    /// Its number.
    pub no: SlipNo,
    /// The decision that the reviewer saw.
    pub decision: i64,
}

/// Decides several slips with one reason, each for itself: those that can be decided are, and the others say why not.
pub fn review_slips(
    office: &Office,
    actor: &Actor,
    seen: &[SeenSlip],
    accepted: bool,
    reason: &str,
) -> Vec<Result<(), Error>> {
    seen.iter().map(|seen| review_slip(office, actor, seen, accepted, reason)).collect()
}

/// Decides one slip, as its decision was seen.
pub fn review_slip(office: &Office, actor: &Actor, seen: &SeenSlip, accepted: bool, reason: &str) -> Result<(), Error> {
    let is_as_seen = |_: &mut Db, slip: &Standing| Ok(slip.decision == seen.decision);
    decide(office, actor, (&seen.dealer, seen.period, &seen.no), (accepted, reason), is_as_seen)
}

/// Decides one slip of which nothing was filed, decided or reviewed since it was seen (`slips::change_count`).
pub fn review_unchanged_slip(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    change_count: i64,
    review: (bool, &str),
) -> Result<(), Error> {
    let is_as_seen = |c: &mut Db, _: &Standing| Ok(slips::change_count(c, dealer, period, no)? == Some(change_count));
    decide(office, actor, (dealer, period, no), review, is_as_seen)
}

fn decide(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    (accepted, reason): (bool, &str),
    is_as_seen: impl Fn(&mut Db, &Standing) -> Result<bool, Error>,
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::Refused(Refusal::ReasonMissing));
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let month = super::open_month(c, dealer, period, now)?;
        let slip = slips::standing(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        if !is_as_seen(c, &slip)? {
            return Err(Error::Changed);
        }
        if slip.verdict != Some(Verdict::Held) {
            return Err(Error::Refused(Refusal::SlipNotHeld));
        }
        let review = StoredReview {
            period,
            no: no.clone(),
            accepted,
            after_draw: month.lot_drawn_at.is_some(),
            reason: reason.to_owned(),
            reviewer: actor.login.clone(),
            reviewed_at: now,
            withdrawn: false,
            on_behalf_of: behalf(),
        };
        let facts = json!({ "accepted": accepted, "decision": slip.decision, "reason": reason });
        add(c, dealer, &review, "slip.review", facts)
    })
}

/// Takes the last decision about a slip back, whoever made it; it stays among what is kept. What was accepted before the
/// draw is in the lot, so that it stands once the lot is drawn (agreement 6.2). `expected` is the slip's
/// `slips::change_count`, where the person says which they saw.
pub fn withdraw_review(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    no: &SlipNo,
    expected: Option<i64>,
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        let month = super::open_month(c, dealer, period, now)?;
        let filed_at = slips::filed_at(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        if expected.is_some() && slips::change_count(c, dealer, period, no)? != expected {
            return Err(Error::Changed);
        }
        let last = reviews::of_slip(c, dealer, period, no)?.pop();
        let stands = last.filter(|review| !review.withdrawn && filed_at <= review.reviewed_at);
        let review = stands.ok_or(Error::Refused(Refusal::NothingToWithdraw))?;
        if review.after_draw != month.lot_drawn_at.is_some() {
            return Err(Error::Refused(Refusal::LotDrawn));
        }
        let taken_back = StoredReview {
            withdrawn: true,
            reason: String::new(),
            reviewer: actor.login.clone(),
            reviewed_at: now,
            on_behalf_of: behalf(),
            ..review
        };
        let facts = json!({ "accepted": taken_back.accepted });
        add(c, dealer, &taken_back, "slip.review.withdraw", facts)
    })
}

/// Keeps what a reviewer said of a slip, and records it.
fn add(c: &mut Db, dealer: &DealerCode, review: &StoredReview, action: &str, facts: Value) -> Result<(), Error> {
    reviews::add(c, dealer, review)?;
    let entry = Entry {
        at: review.reviewed_at,
        person: &review.reviewer,
        action,
        dealer: dealer.as_str(),
        object: &format!("slip {dealer} {} {}", review.period, review.no),
        facts,
    };
    Ok(audit::append(c, &entry)?)
}
