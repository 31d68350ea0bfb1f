//! What crosses dealers: the same unit on the same day (agreement 4.19).

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::{NUMBERS_AT_ONCE, TABLE};
use crate::agreement::codes::{DealerCode, SerialNo};
use crate::agreement::slip::Slip;
use crate::calendar::{Day, Period};
use crate::store::schema::slips;
use crate::store::{Db, Error, stored};

type Row = (String, String, String, String, Option<Day>);

/// What other dealers filed for a period of some units: slips of which only number, serial and day are given.
pub fn elsewhere(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    serials: &BTreeSet<SerialNo>,
) -> Result<BTreeMap<DealerCode, Vec<Slip>>, Error> {
    let month = period.to_string();
    let serials: Vec<&str> = serials.iter().map(SerialNo::as_str).collect();
    let mut found: BTreeMap<DealerCode, Vec<Slip>> = BTreeMap::new();
    for some in serials.chunks(NUMBERS_AT_ONCE) {
        // The few that other periods have of a unit are left out here: SQLite, asked for a period, would rather look
        // through the period's slips of all dealers.
        let rows: Vec<Row> = slips::table
            .filter(slips::serial_no.eq_any(some))
            .filter(slips::is_current)
            .select((slips::period, slips::dealer, slips::slip_no, slips::serial_no, slips::repair_date))
            .load(c)?;
        let mut rows: Vec<Row> = rows.into_iter().filter(|row| row.0 == month && row.1 != dealer.as_str()).collect();
        rows.sort_unstable();
        for (_, other, no, serial, repaired_on) in rows {
            let slip = Slip::blank(stored::slip_no(TABLE, &no)?);
            let slip = Slip { serial: SerialNo::new(&serial), repaired_on, ..slip };
            found.entry(stored::dealer(TABLE, &other)?).or_default().push(slip);
        }
    }
    Ok(found)
}
