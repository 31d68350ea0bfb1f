//! A clerk puts right what is wrong in a sheet, one value in all of its rows at once. The file stays as it came; it is read
//! again with the corrections beside it, so that every slip still knows the row that it stands in.

use serde_json::{Value, json};

use super::name_columns::{glossary_of, may_be_read_again, read_again};
use super::read_sheet::kind;
use super::{Error, Office, may_file};
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::sheets::template::asked;
use crate::sheets::{Correction, Glossary};
use crate::store::corrections::{self, KeptCorrection};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{self, Db, audit};

/// A correction has so many letters at most.
const LETTERS_MAX: usize = 100;

/// What an upload is read with: what its dealer calls columns, and what was put right in the file.
pub(super) fn corrected_glossary_of(c: &mut Db, upload: &Upload) -> Result<Glossary, store::Error> {
    let kept = corrections::of_upload(c, &upload.dealer, &upload.id)?.into_iter();
    let correction =
        |kept: KeptCorrection| Correction { column: kept.column_name, wrong: kept.wrong, right: kept.right_value };
    let corrections = kept.map(correction).collect();
    Ok(glossary_of(c, upload)?.with(corrections))
}

/// Keeps corrections, and has the sheet read again. One with nothing right in it takes an earlier one back. A sheet that is
/// filed, taken back or forfeited stays what it is.
pub fn mend_values(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    said: &[Correction],
) -> Result<Upload, Error> {
    may_file(actor, dealer)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let upload = uploads::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        may_be_read_again(c, &upload)?;
        let columns = asked(kind(upload.sheet));
        for correction in said {
            let is_ours = columns.iter().any(|column| column.name == correction.column);
            if !is_ours || correction.right.chars().count() > LETTERS_MAX {
                return Err(Error::NotFound);
            }
            let kept = KeptCorrection {
                column_name: correction.column.clone(),
                wrong: correction.wrong.clone(),
                right_value: correction.right.trim().to_owned(),
            };
            corrections::keep(c, dealer, id, &kept, (&actor.login, now))?;
        }
        read_again(c, &upload, now)?;
        let told: Vec<Value> = said.iter().map(told).collect();
        let (object, dealer) = (upload.object(), dealer.as_str());
        let facts = json!({ "period": upload.period, "sheet": upload.sheet, "corrections": told });
        let action = "upload.mend";
        audit::append(c, &audit::Entry { at: now, person: &actor.login, action, dealer, object: &object, facts })?;
        Ok(Upload { state: UploadState::Received, ..upload })
    })
}

/// A correction as the audit trail has it, which holds nothing that customers told the dealer.
fn told(correction: &Correction) -> Value {
    if correction.column.starts_with("customer_") && correction.column != "customer_signed" {
        json!({ "column": correction.column })
    } else {
        json!(correction)
    }
}
