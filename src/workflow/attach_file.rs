//! Attaching a further file to an open dispute (agreement 9.2).

use serde_json::json;

use super::raise_dispute::{ATTACHMENTS_MAX, AttachmentFault, NewAttachment, check};
use super::{Error, Office, StatementRefusal};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::store::audit::{self, Entry};
use crate::store::disputes::{self, Attachment, DisputeState};
use crate::store::files;

/// Attaches a file to a dealer's open dispute, and answers its number.
pub fn attach_file(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    attachment: &NewAttachment,
) -> Result<i64, Error> {
    super::only(actor, &[Role::DealerClerk])?;
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    check(std::slice::from_ref(attachment)).map_err(StatementRefusal::Attachment)?;
    let now = office.clock.now();
    let attached = office.store.write(|c| {
        let dispute = disputes::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        if dispute.state != DisputeState::Open {
            return Err(StatementRefusal::DisputeSettled.into());
        }
        let before = disputes::attached(c, dealer, id)?;
        if before.len() >= ATTACHMENTS_MAX {
            let fault = AttachmentFault::TooMany { count_max: ATTACHMENTS_MAX };
            return Err(StatementRefusal::Attachment(fault).into());
        }
        let seq = before.last().map_or(1, |last| last.seq + 1);
        let row = Attachment {
            dealer: dealer.to_string(),
            dispute: id.to_owned(),
            seq,
            file_name: attachment.file_name.clone(),
            file_sha256: files::put(c, &attachment.content, now)?,
            added_by: actor.login.clone(),
            added_at: now,
        };
        disputes::attach(c, &row)?;
        let entry = Entry {
            at: now,
            person: &actor.login,
            action: "dispute.attach",
            dealer: dealer.as_str(),
            object: &format!("dispute {dealer} {id}"),
            facts: json!({ "seq": seq, "sha256": row.file_sha256 }),
        };
        audit::append(c, &entry)?;
        Ok(seq)
    });
    attached.map_err(|error| match error {
        // Somebody attached another one at the same time.
        Error::Store(error) if error.is_unique_violation() => Error::Changed,
        error => error,
    })
}
