//! A customer asks not to be called again: the number goes on a list that all dealers and years share. Of a number on it
//! nobody has to be telephoned: one step records the refusals that are left, so that the next one is called in its place
//! (agreement 6.3). A reviewer or an administrator takes a number off again, with a reason.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::know_number::mark_of_slip;
use super::record_call::{attempts_max, record};
use super::take_call::PAUSE_HOURS;
use super::{Error, Office, Refusal, said};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::{Call, Outcome};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::clock::business_time;
use crate::store::audit::{self, Entry};
use crate::store::{Db, appointments, books, call_picks, calls, do_not_call};
use crate::texts::Lang;

/// Puts the number that was called about a slip on the list; it stays there as it was said first.
pub(super) fn put_on_list(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    no: &SlipNo,
) -> Result<(), Error> {
    let (mark, masked) = mark_of_slip(c, &office.seal, dealer, no)?.ok_or(Refusal::NobodyToCall)?;
    if do_not_call::add(c, &mark, &masked, (dealer, no, &actor.login, office.clock.now()))? {
        told(c, office, actor, "do_not_call.add", (dealer, no), json!({ "number": masked }))?;
    }
    Ok(())
}

/// Records `refused` by the standing wish of a slip's customer, for all attempts that are left; answers how many.
pub fn keep_wish(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    lang: Lang,
) -> Result<usize, Error> {
    super::only(actor, &[Role::CallAgent, Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        books::touch(c, dealer, now)?;
        let waiting = appointments::of_slip(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        if waiting.turn.is_taken(now) && !waiting.turn.is_taken_by(&actor.login, now) {
            return Err(Refusal::CallTaken { by: waiting.turn.taken_by }.into());
        }
        let mark = mark_of_slip(c, &office.seal, dealer, no)?;
        let wish = mark.map(|(mark, _)| do_not_call::of_number(c, &mark)).transpose()?.flatten();
        let wish = wish.ok_or(Refusal::NoStandingWish)?;
        let before = calls::of_slip(c, dealer, no)?;
        let pick = call_picks::of_slip(c, dealer, no)?.filter(|pick| pick.is_open);
        let made = pick.map_or(before.len(), |pick| pick.made(&before).len());
        let attempts_max = usize::try_from(attempts_max(c, dealer, period)?).unwrap_or(usize::MAX);
        let left = attempts_max.saturating_sub(made).max(1);
        let last = before.iter().map(|recorded| recorded.call.attempt).max().unwrap_or_default();
        let note = lang.standing_wish(business_time(wish.said_at).date(), &wish.said_to);
        let refused = |attempt| Call {
            dealer: dealer.clone(),
            slip: no.clone(),
            called_on: office.clock.today(),
            attempt,
            outcome: Outcome::Refused,
            satisfaction: None,
            note: Some(note.clone()),
        };
        let refusals: Vec<Call> = (last + 1..).take(left).map(refused).collect();
        record(c, office, actor, dealer, &refusals)?;
        if appointments::of_slip(c, dealer, period, no)?.is_some() {
            // Until the settlement has drawn the next one, nobody is given this one.
            appointments::leave(c, dealer, no, Some(now + TimeDelta::hours(PAUSE_HOURS)), false)?;
        }
        Ok(left)
    })
}

/// Takes a number off the list.
pub fn take_off_list(office: &Office, actor: &Actor, id: &str, reason: &str) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer, Role::Administrator])?;
    let reason = said(reason)?;
    office.store.write(|c| {
        let wish = do_not_call::load(c, id)?.ok_or(Error::NotFound)?;
        if !do_not_call::remove(c, id)? {
            return Err(Error::NotFound);
        }
        let facts = json!({ "number": wish.masked, "reason": reason });
        told(c, office, actor, "do_not_call.remove", (&wish.dealer, &wish.no), facts)
    })
}

fn told(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    action: &str,
    (dealer, no): (&DealerCode, &SlipNo),
    facts: Value,
) -> Result<(), Error> {
    let (at, object) = (office.clock.now(), format!("call {dealer} {no}"));
    let entry = Entry { at, person: &actor.login, action, dealer: dealer.as_str(), object: &object, facts };
    Ok(audit::append(c, &entry)?)
}
