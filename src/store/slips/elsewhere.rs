//! What crosses dealers: the same unit on the same day (agreement 4.19).

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::{NUMBERS_AT_ONCE, TABLE};
use crate::agreement::codes::{DealerCode, SerialNo};
use crate::agreement::slip::Slip;
use crate::calendar::{Day, Period};
use crate::store::schema::slips;
use crate::store::{Db, Error, stored};

/// What other dealers filed for a period of some units: slips of which only number, serial and day are given.
pub fn elsewhere(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    serials: &BTreeSet<SerialNo>,
) -> Result<BTreeMap<DealerCode, Vec<Slip>>, Error> {
    let serials: Vec<&str> = serials.iter().map(SerialNo::as_str).collect();
    let mut found: BTreeMap<DealerCode, Vec<Slip>> = BTreeMap::new();
    for some in serials.chunks(NUMBERS_AT_ONCE) {
        let rows: Vec<(String, String, String, Option<Day>)> = slips::table
            .filter(slips::serial_no.eq_any(some))
            .filter(slips::is_current)
            .filter(slips::period.eq(period.to_string()))
            .filter(slips::dealer.ne(dealer.as_str()))
            .order((slips::dealer, slips::slip_no))
            .select((slips::dealer, slips::slip_no, slips::serial_no, slips::repair_date))
            .load(c)?;
        for (other, no, serial, repaired_on) in rows {
            let slip = Slip::blank(stored::slip_no(TABLE, &no)?);
            let slip = Slip { serial: SerialNo::new(&serial), repaired_on, ..slip };
            found.entry(stored::dealer(TABLE, &other)?).or_default().push(slip);
        }
    }
    Ok(found)
}
