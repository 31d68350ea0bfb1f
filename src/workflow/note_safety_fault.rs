//! Taking note of a fault that endangers people: until somebody does, it stands above everything else that is said of
//! quality.

use serde_json::json;

use super::{Error, Office, said};
use crate::auth::{Actor, Role};
use crate::store::audit::{self, Entry};
use crate::store::feedback::{self, SafetyFault, SafetyNote};

/// Keeps who took note of a fault and what is to be done; another's note is not replaced.
pub fn note_safety_fault(office: &Office, actor: &Actor, fault: &SafetyFault, note: &str) -> Result<(), Error> {
    if !matches!(actor.role, Role::Reviewer | Role::SalesManager | Role::Administrator) {
        return Err(Error::NotAllowed);
    }
    let note = said(note)?;
    let now = office.clock.now();
    office.store.write(|c| {
        if !feedback::is_reported(c, fault)? {
            return Err(Error::NotFound);
        }
        let kept =
            SafetyNote { fault: fault.clone(), note: note.to_owned(), noted_by: actor.login.clone(), noted_at: now };
        if !feedback::note(c, &kept)? {
            return Err(Error::Changed);
        }
        let facts = json!({ "model": fault.product_model, "fault": fault.fault_code, "note": note });
        let object = format!("feedback {} {}", fault.dealer, fault.period);
        let (person, dealer) = (actor.login.as_str(), fault.dealer.as_str());
        audit::append(c, &Entry { at: now, person, action: "safety.note", dealer, object: &object, facts })?;
        Ok(())
    })
}
