//! The call desk: whose customer is called next, and by whom; a time that a customer asks for.

use chrono::TimeDelta;
use serde_json::json;

use super::{Error, Office, Refusal};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::{Actor, Role};
use crate::calendar::{Moment, Period};
use crate::clock::business_time;
use crate::store::appointments::{self, Waiting};
use crate::store::audit::{self, Entry};
use crate::store::{Db, slips};

/// So long a call is kept from others; then it goes to whoever asks next.
pub const TAKEN_MINUTES: i64 = 15;
/// So long a customer who did not answer is left alone, so that the next attempt falls into another part of the day.
pub const PAUSE_HOURS: i64 = 3;
/// So far ahead a customer can be called back.
const APPOINTMENT_DAYS_MAX: i64 = 31;
/// So many of those who wait are offered to one who asks while others ask too.
const OFFERED: i64 = 20;

/// The slip of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenCall {
    /// Whose slip.
    pub dealer: DealerCode,
    /// Its period.
    pub period: Period,
    /// Its number.
    pub no: SlipNo,
}

/// Gives the next call to whoever asks; the one that they have already, where they have one. None where nobody waits, or
/// only for later.
pub fn take_next_call(office: &Office, actor: &Actor) -> Result<Option<TakenCall>, Error> {
    super::only(actor, &[Role::CallAgent, Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        if let Some((dealer, no)) = appointments::taken_by(c, &actor.login, now)?
            && let Some(period) = slips::first_period(c, &dealer, &no)?
            && appointments::of_slip(c, &dealer, period, &no)?.is_some()
        {
            return Ok(Some(TakenCall { dealer, period, no }));
        }
        for waiting in appointments::first(c, now, OFFERED)? {
            if waiting.turn.is_due(now) && take(c, actor, &waiting, now)? {
                return Ok(Some(TakenCall { dealer: waiting.dealer, period: waiting.period, no: waiting.no }));
            }
        }
        Ok(None)
    })
}

/// Gives the call about one slip to whoever asks for it.
pub fn take_call(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    no: &SlipNo,
) -> Result<(), Error> {
    super::only(actor, &[Role::CallAgent, Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        let waiting = appointments::of_slip(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        if take(c, actor, &waiting, now)? {
            Ok(())
        } else {
            Err(Refusal::CallTaken { by: waiting.turn.taken_by }.into())
        }
    })
}

fn take(c: &mut Db, actor: &Actor, waiting: &Waiting, now: Moment) -> Result<bool, Error> {
    if waiting.turn.is_taken_by(&actor.login, now) {
        return Ok(true);
    }
    let until = now + TimeDelta::minutes(TAKEN_MINUTES);
    // One call at a time: what the person had before goes back.
    if let Some((dealer, no)) = appointments::taken_by(c, &actor.login, now)? {
        appointments::give_back(c, &dealer, &no)?;
    }
    if !appointments::take(c, &waiting.dealer, &waiting.no, &actor.login, now, until)? {
        return Ok(false);
    }
    record(c, actor, "call.take", (&waiting.dealer, &waiting.no), json!({ "period": waiting.period }), now)?;
    Ok(true)
}

/// Keeps the time at which the customer wants to be called.
pub fn make_appointment(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    no: &SlipNo,
    at: Moment,
) -> Result<(), Error> {
    super::only(actor, &[Role::CallAgent, Role::Reviewer])?;
    let now = office.clock.now();
    if at <= now || at > now + TimeDelta::days(APPOINTMENT_DAYS_MAX) {
        return Err(Refusal::AppointmentUnfit { days_max: APPOINTMENT_DAYS_MAX }.into());
    }
    office.store.write(|c| {
        let waiting = appointments::of_slip(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        if waiting.turn.is_taken(now) && !waiting.turn.is_taken_by(&actor.login, now) {
            return Err(Refusal::CallTaken { by: waiting.turn.taken_by }.into());
        }
        appointments::leave(c, dealer, no, Some(at), true)?;
        let facts = json!({ "period": period, "business_time": business_time(at) });
        record(c, actor, "call.appointment", (dealer, no), facts, now)
    })
}

fn record(
    c: &mut Db,
    actor: &Actor,
    action: &str,
    (dealer, no): (&DealerCode, &SlipNo),
    facts: serde_json::Value,
    now: Moment,
) -> Result<(), Error> {
    let object = format!("call {dealer} {no}");
    let entry = Entry { at: now, person: &actor.login, action, dealer: dealer.as_str(), object: &object, facts };
    Ok(audit::append(c, &entry)?)
}
