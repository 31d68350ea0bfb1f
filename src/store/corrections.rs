//! What was put right in files that were uploaded.

use diesel::prelude::*;

use super::dialect::Suffix;
use super::schema::upload_corrections as corrections;
use super::{Db, Error};
use crate::agreement::codes::DealerCode;
use crate::calendar::Moment;

/// A value that was put right wherever it stands in its column.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = corrections)]
pub struct KeptCorrection {
    /// The column's English name.
    pub column_name: String,
    /// The value as its faults show it.
    pub wrong: String,
    /// What is meant; empty takes the correction back.
    pub right_value: String,
}

/// What was put right in a file.
pub fn of_upload(c: &mut Db, dealer: &DealerCode, upload: &str) -> Result<Vec<KeptCorrection>, Error> {
    let of_file =
        corrections::table.filter(corrections::dealer.eq(dealer.as_str())).filter(corrections::upload.eq(upload));
    let of_file = of_file.order((corrections::column_name, corrections::wrong));
    Ok(of_file.select(KeptCorrection::as_select()).load(c)?)
}

/// Keeps what is right; what was said of the value before is over.
pub fn keep(
    c: &mut Db,
    dealer: &DealerCode,
    upload: &str,
    correction: &KeptCorrection,
    (by, now): (&str, Moment),
) -> Result<(), Error> {
    let key = (dealer.as_str(), upload, &correction.column_name, &correction.wrong);
    if correction.right_value.is_empty() {
        diesel::delete(corrections::table.find(key)).execute(c)?;
        return Ok(());
    }
    let insert = diesel::insert_into(corrections::table).values((
        corrections::dealer.eq(dealer.as_str()),
        corrections::upload.eq(upload),
        corrections::column_name.eq(&correction.column_name),
        corrections::wrong.eq(&correction.wrong),
        corrections::right_value.eq(&correction.right_value),
        corrections::said_by.eq(by),
        corrections::said_at.eq(now),
    ));
    let replace = " ON CONFLICT (dealer, upload, column_name, wrong) DO UPDATE SET right_value = excluded.right_value, \
                   said_by = excluded.said_by, said_at = excluded.said_at";
    Suffix(insert, replace).execute(c)?;
    Ok(())
}
