//! Taking note of a fault that endangers people: until somebody does, it stands above everything else that is said of
//! quality. A note is for the reports that were seen; another report brings the fault up again.

use serde_json::json;

use super::{Error, Office, said};
use crate::auth::{Actor, Role};
use crate::store::audit::{self, Entry};
use crate::store::feedback::{self, SafetyFault, SafetyNote};

/// Keeps who took note of a fault and what is to be done. `reports_seen` is how many reports the person saw.
pub fn note_safety_fault(
    office: &Office,
    actor: &Actor,
    fault: &SafetyFault,
    reports_seen: usize,
    note: &str,
) -> Result<(), Error> {
    if !matches!(actor.role, Role::Reviewer | Role::SalesManager | Role::Administrator) {
        return Err(Error::NotAllowed);
    }
    let note = said(note)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let unnoted = feedback::unnoted(c)?;
        let Some(reported) = unnoted.iter().find(|reported| reported.fault == *fault) else {
            return Err(Error::Changed);
        };
        let kept =
            SafetyNote { fault: fault.clone(), note: note.to_owned(), noted_by: actor.login.clone(), noted_at: now };
        if reported.reports.len() != reports_seen || !feedback::note(c, &kept, &reported.reports)? {
            return Err(Error::Changed);
        }
        let facts = json!({ "reports": reported.reports, "occurrences": reported.occurrences, "note": note });
        let object = format!("fault {} {}", fault.product_model, fault.fault_code);
        let person = actor.login.as_str();
        audit::append(c, &Entry { at: now, person, action: "safety.note", dealer: "", object: &object, facts })?;
        Ok(())
    })
}
