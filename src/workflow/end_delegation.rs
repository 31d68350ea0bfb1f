//! Ending a delegation before its last day: by whoever gave it, or by the deputy. It holds from the deputy's next request on.

use serde_json::json;

use super::people::record;
use super::{Error, Office};
use crate::auth::{Caller, Refused};
use crate::calendar::{Day, Moment};
use crate::store::delegations::{self, DelegationRow};
use crate::store::{self, Db, people};

/// Ends a delegation; ended once more, it stays as it is.
pub fn end_delegation(office: &Office, caller: &Caller, id: &str) -> Result<(), Error> {
    let (now, today, login) = (office.clock.now(), office.clock.today(), &caller.actor.login);
    office.store.write(|c| {
        let found = delegations::find(c, id)?.filter(|row| [&row.principal, &row.deputy].contains(&login));
        let row = found.ok_or(Error::NotFound)?;
        if row.ended_at.is_some() {
            return Ok(());
        }
        if !row.is_open_on(today) {
            return Err(Refused::DelegationOver.into());
        }
        if delegations::end(c, id, login, now)? {
            record_ended(c, &row, login, now)?;
        }
        Ok(())
    })
}

/// Ends what somebody gave or was given: they left, or are something else now. Answers it, to be recorded last.
pub(super) fn end_all(
    c: &mut Db,
    login: &str,
    by: &str,
    (now, today): (Moment, Day),
) -> Result<Vec<DelegationRow>, store::Error> {
    let mut ended = Vec::new();
    for row in delegations::open_of(c, login, today)? {
        if delegations::end(c, &row.id, by, now)? {
            ended.push(row);
        }
    }
    Ok(ended)
}

/// Records that a delegation was ended early.
pub(super) fn record_ended(c: &mut Db, row: &DelegationRow, by: &str, now: Moment) -> Result<(), store::Error> {
    let Some(deputy) = people::by_login(c, &row.deputy)? else { return Ok(()) };
    let facts = json!({ "delegation": row.id, "principal": row.principal, "last_day": row.last_day });
    record(c, now, by, "delegation.end", &deputy, facts)
}
