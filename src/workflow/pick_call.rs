//! A reviewer adds a slip to the calls because something about it looks odd, and takes it off again until it is called
//! (agreement 6.6). Its decision stays; what the call finds is outside the draw.

use serde_json::{Value, json};

use super::record_call::attempts_max;
use super::{Error, Office, Refusal, said};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::{Actor, Role};
use crate::calendar::{Moment, Period};
use crate::store::audit::{self, Entry};
use crate::store::behalf::behalf;
use crate::store::call_picks::{self, Pick};
use crate::store::{self, Db, appointments, books, calls, slips};

/// Adds a filed slip to the calls, whatever was decided of it.
pub fn pick_call(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    reason: &str,
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    let reason = said(reason)?;
    let now = office.clock.now();
    office.store.write(|c| {
        books::lock(c, dealer)?;
        let slip = slips::current_one(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        // A call concerns the first filing of its number (agreement 6.4).
        if let Some(first) = slips::first_period(c, dealer, no)?.filter(|first| *first != period) {
            return Err(Refusal::CalledAsFirstFiled { first }.into());
        }
        if slip.customer_phone.is_none() {
            return Err(Refusal::NobodyToCall.into());
        }
        if appointments::of_slip(c, dealer, period, no)?.is_some() {
            return Err(Refusal::CallWaits.into());
        }
        let pick = Pick {
            dealer: dealer.clone(),
            no: no.clone(),
            period,
            reason: reason.to_owned(),
            picked_by: actor.login.clone(),
            on_behalf_of: behalf(),
            picked_at: now,
            calls_before: calls::of_slip(c, dealer, no)?.len(),
            is_open: true,
        };
        call_picks::add(c, &pick)?;
        record(c, actor, "call.pick", (dealer, no), json!({ "period": period, "reason": reason }), now)
    })
}

/// Takes a slip off the calls again, while nobody has called for it.
pub fn drop_pick(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        books::lock(c, dealer)?;
        let pick = call_picks::of_slip(c, dealer, no)?.filter(|pick| pick.period == period).ok_or(Error::NotFound)?;
        if !pick.is_open || !pick.made(&calls::of_slip(c, dealer, no)?).is_empty() {
            return Err(Refusal::PickCalled.into());
        }
        if let Some(waiting) = appointments::of_slip(c, dealer, period, no)?
            && waiting.turn.is_taken(now)
        {
            return Err(Refusal::CallTaken { by: waiting.turn.taken_by }.into());
        }
        call_picks::remove(c, dealer, no)?;
        appointments::catch_up(c, dealer)?;
        record(c, actor, "call.drop_pick", (dealer, no), json!({ "period": period }), now)
    })
}

/// Calls of a dealer were recorded: what was added is done where somebody answered, and after as many attempts as the
/// agreement has (6.3).
pub(super) fn close_done(c: &mut Db, dealer: &DealerCode) -> Result<(), store::Error> {
    for pick in call_picks::open_of(c, dealer)? {
        let made = calls::of_slip(c, dealer, &pick.no)?;
        if made.len() > pick.calls_before && pick.is_done(&made, attempts_max(c, dealer, pick.period)?) {
            call_picks::close(c, dealer, &pick.no)?;
        }
    }
    Ok(())
}

fn record(
    c: &mut Db,
    actor: &Actor,
    action: &str,
    (dealer, no): (&DealerCode, &SlipNo),
    facts: Value,
    now: Moment,
) -> Result<(), Error> {
    let object = format!("call {dealer} {no}");
    let entry = Entry { at: now, person: &actor.login, action, dealer: dealer.as_str(), object: &object, facts };
    Ok(audit::append(c, &entry)?)
}
