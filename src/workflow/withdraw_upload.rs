//! A clerk takes an upload back before it is filed.

use serde_json::json;

use super::{Error, Office, Refusal, UploadRefusal};
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::store::audit;
use crate::store::uploads::{self, Upload, UploadState};

/// Withdraws an upload that is not filed; the file and what was said of it are kept. Slips that were refused because they
/// came after their time stay forfeited.
pub fn withdraw_upload(office: &Office, actor: &Actor, dealer: &DealerCode, id: &str) -> Result<Upload, Error> {
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        match upload.state {
            UploadState::Withdrawn => return Ok(upload),
            UploadState::Filed => return Err(Refusal::Upload(UploadRefusal::Filed).into()),
            UploadState::Received | UploadState::Checked | UploadState::Refused => {}
        }
        if !uploads::withdraw(c, &upload)? {
            return Err(Error::Changed);
        }
        let object = upload.object();
        let facts = json!({ "period": upload.period, "sheet": upload.sheet });
        let action = "upload.withdraw";
        let entry =
            audit::Entry { at: now, person: &actor.login, action, dealer: dealer.as_str(), object: &object, facts };
        audit::append(c, &entry)?;
        Ok(Upload { state: UploadState::Withdrawn, ..upload })
    })
}
