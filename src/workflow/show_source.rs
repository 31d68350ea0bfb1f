//! The rows of a slip exactly as they were sent, with all that the customer told the dealer; who looks is recorded.

use super::name_columns::glossary_of;
use super::read_sheet::{dealer_limits, stored_copy};
use super::{Error, Office, fetch_original, may_file};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::Actor;
use crate::calendar::Period;
use crate::sheets::source::{SourceRows, Wanted, source_rows};
use crate::store::uploads::Upload;
use crate::store::{slips, uploads};

/// Where a slip came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The upload.
    pub upload: Upload,
    /// Its first row, from 1.
    pub row: u32,
    /// Its rows; none where the file cannot be read any more.
    pub rows: Option<SourceRows>,
}

/// The source of the version that stands.
pub fn show_source(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    no: &SlipNo,
) -> Result<Source, Error> {
    may_file(actor, dealer)?;
    let (upload, row, limits, aliases) = office.store.read(|c| {
        let versions = slips::versions(c, dealer, period, no.as_str())?;
        let standing = versions.into_iter().find(|version| version.is_current).ok_or(Error::NotFound)?;
        let upload = uploads::load(c, dealer, &standing.upload)?.ok_or(Error::NotFound)?;
        let row = u32::try_from(standing.sheet_row).unwrap_or_default();
        let aliases = glossary_of(c, &upload)?;
        Ok::<_, Error>((upload, row, dealer_limits(c)?, aliases))
    })?;
    let wanted = Wanted { limits, aliases: &aliases, row, slip_no: no.as_str() };
    let copy = stored_copy(office, &upload.file_sha256)?;
    let rows = source_rows(&office.reader, copy.path(), &wanted)?;
    office.store.write(|c| fetch_original::record(office, c, actor, &upload))?;
    Ok(Source { upload, row, rows })
}
