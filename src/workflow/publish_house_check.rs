//! An administrator's own checks begin and end (agreement 4.32). Months that are confirmed stay as they are.

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::agreement::decision::house_check::{CheckText, ExpressionCheck};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::house_checks::{self, HouseCheckRow};
use crate::store::{Db, audit, books};

/// Publishes a check that looks at the slips of a month and of those after it.
pub fn publish_house_check(
    office: &Office,
    actor: &Actor,
    text: CheckText,
    first_period: Period,
) -> Result<HouseCheckRow, Error> {
    only(actor, &[Role::Administrator])?;
    ExpressionCheck::new(text.clone()).map_err(Refusal::HouseCheck)?;
    let check = HouseCheckRow::new(text, first_period, &actor.login, office.clock.now());
    let published = office.store.write(|c| {
        books::lock_several(c)?;
        house_checks::insert(c, &check)?;
        say(c, office, actor, "house_checks.publish", &check)
    });
    match published {
        Err(Error::Store(error)) if error.is_unique_violation() => Err(Error::Refused(Refusal::HouseCheckStands)),
        published => published.map(|()| check),
    }
}

/// Ends a check: `last_period` is the last month whose slips it looks at.
pub fn end_house_check(office: &Office, actor: &Actor, id: &str, last_period: Period) -> Result<HouseCheckRow, Error> {
    only(actor, &[Role::Administrator])?;
    office.store.write(|c| {
        books::lock_several(c)?;
        let ended = house_checks::end(c, id, last_period, &actor.login, office.clock.now())?;
        let check = house_checks::all(c)?.into_iter().find(|check| check.id == id).ok_or(Error::NotFound)?;
        if !ended {
            return Err(Error::Refused(Refusal::HouseCheckEnded));
        }
        say(c, office, actor, "house_checks.end", &check)?;
        Ok(check)
    })
}

/// Every dealer's open months are settled again, and the trail says why.
fn say(c: &mut Db, office: &Office, actor: &Actor, action: &str, check: &HouseCheckRow) -> Result<(), Error> {
    let now = office.clock.now();
    books::touch_all(c, now)?;
    let entry = audit::Entry {
        at: now,
        person: &actor.login,
        action,
        dealer: "",
        object: &format!("house check {}", check.text.code),
        facts: json!({
            "id": check.id,
            "check": check.text,
            "first_period": check.first_period.to_string(),
            "last_period": check.last_period.map(|last| last.to_string()),
        }),
    };
    Ok(audit::append(c, &entry)?)
}
