//! Draws a month's lot (agreement 6.2): from now on its slips wait for their calls.

use serde_json::json;

use super::{Error, Office, Refusal};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::audit::{self, Entry};
use crate::store::{months, seeds};

/// Draws the lot of a dealer's month that is over and whose slips were filed. The seed was fixed and its hash published
/// before.
pub fn draw_lot(office: &Office, actor: &Actor, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    if office.clock.today() <= period.last_day() {
        return Err(Error::Refused(Refusal::PeriodNotOver));
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let month = super::open_month(c, dealer, period, now)?;
        if month.lot_drawn_at.is_some() {
            return Err(Error::Refused(Refusal::LotDrawn));
        }
        if month.slips_received_on.is_none() {
            return Err(Error::Refused(Refusal::SlipsNotFiled));
        }
        let seed = seeds::of(c, period)?.ok_or(Error::Refused(Refusal::NoSeed))?;
        months::drawn(c, dealer, period, &actor.login, now)?;
        let entry = Entry {
            at: now,
            person: &actor.login,
            action: "lot.draw",
            dealer: dealer.as_str(),
            object: &format!("lot {dealer} {period}"),
            facts: json!({ "seed_sha256": seed.sha256 }),
        };
        Ok(audit::append(c, &entry)?)
    })
}
