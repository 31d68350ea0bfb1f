//! Gives work that was given up another chance, once what hindered it is mended.

use serde_json::json;

use super::{Error, Office, only};
use crate::auth::{Actor, Role};
use crate::store::{audit, jobs};

/// Queues a job again that was given up.
pub fn retry_job(office: &Office, actor: &Actor, id: &str) -> Result<(), Error> {
    only(actor, &[Role::Administrator])?;
    let now = office.clock.now();
    office.store.write(|c| {
        if !jobs::retry(c, id, now)? {
            return Err(Error::NotFound);
        }
        let (person, object) = (actor.login.as_str(), format!("job {id}"));
        let entry =
            audit::Entry { at: now, person, action: "jobs.retry", dealer: "", object: &object, facts: json!({}) };
        Ok(audit::append(c, &entry)?)
    })
}
