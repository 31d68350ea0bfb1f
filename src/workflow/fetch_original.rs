//! The file of an upload as it came, with all that customers told the dealer; who fetches it is recorded.

use serde_json::json;

use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::store::uploads::{self, Upload};
use crate::store::{Db, audit, files};

/// An upload and its bytes.
pub fn fetch_original(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
) -> Result<(Upload, Vec<u8>), Error> {
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    office.store.write(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        let content = files::get(c, &upload.file_sha256)?.ok_or(Error::NotFound)?;
        record(office, c, actor, &upload)?;
        Ok((upload, content))
    })
}

/// Records that somebody was given a file with customers' names, telephone numbers and addresses.
pub(in crate::workflow) fn record(office: &Office, c: &mut Db, actor: &Actor, upload: &Upload) -> Result<(), Error> {
    let (dealer, object) = (upload.dealer.as_str(), upload.object());
    let (at, facts) = (office.clock.now(), json!({ "period": upload.period, "sheet": upload.sheet }));
    let action = "upload.fetch";
    let entry = audit::Entry { at, person: &actor.login, action, dealer, object: &object, facts };
    Ok(audit::append(c, &entry)?)
}
