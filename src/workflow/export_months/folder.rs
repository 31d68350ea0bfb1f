//! All exports at once, into a folder as the folder run fills it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::{Selection, each_month};
use crate::agreement::registers::FiledSheet;
use crate::calendar::Period;
use crate::exports::{ExportFolder, JOURNALS, RejectedSheet, RejectedSheets};
use crate::sheets::SheetKind;
use crate::store::uploads::{self, Upload, UploadState};
use crate::texts::Lang;
use crate::workflow::check_upload::SheetAnswer;
use crate::workflow::read_ledger::write_journal;
use crate::workflow::{Error, Office};

/// Writes every export into a folder; they come into their places together.
pub fn export_folder(office: &Office, selection: Selection, lang: Lang, out: &Path) -> Result<(), Error> {
    let mut exports = ExportFolder::create(out, lang)?;
    each_month(office, selection, |month| exports.add(std::slice::from_ref(month)))?;
    let rejected = rejected_sheets(office, selection)?;
    rejected.write(exports.unfinished(), lang).map_err(std::io::Error::from)?;
    for format in JOURNALS {
        let mut file = BufWriter::new(File::create(exports.unfinished().join(format.file))?);
        write_journal(office, format, (selection.from, selection.through), selection.dealer, lang, &mut file)?;
        file.flush()?;
    }
    Ok(exports.finish()?)
}

/// What could not be filed of the sheets of some months, with its places; what stands there of customers is masked.
pub fn rejected_sheets(office: &Office, selection: Selection) -> Result<RejectedSheets, Error> {
    let mut rejected = RejectedSheets::default();
    for period in selection.from.through(selection.through) {
        for upload in uploads_of(office, selection, period)? {
            let answer = office.store.read(|c| uploads::answer::<SheetAnswer>(c, &upload.dealer, &upload.id))?;
            let faults = answer.map(|answer| answer.masked().faults).unwrap_or_default();
            if !faults.is_empty() {
                let file = format!("{period}/{}/{}", upload.dealer, upload.file_name);
                let sheet = match upload.sheet {
                    FiledSheet::Slips => SheetKind::Slips,
                    FiledSheet::Feedback => SheetKind::Feedback,
                };
                rejected.add(RejectedSheet { file, path: PathBuf::new(), sheet, faults });
            }
        }
    }
    Ok(rejected)
}

/// The uploads of a month that were read and not taken back.
fn uploads_of(office: &Office, selection: Selection, period: Period) -> Result<Vec<Upload>, Error> {
    let filter =
        uploads::Filter { dealer: selection.dealer.cloned(), period: Some(period), ..uploads::Filter::default() };
    let mut found = office.store.read(|c| uploads::list(c, &filter, &uploads::Order::default(), i64::MAX))?;
    found.retain(|upload| !matches!(upload.state, UploadState::Received | UploadState::Withdrawn));
    Ok(found)
}
