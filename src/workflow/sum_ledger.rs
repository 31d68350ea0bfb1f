//! The sums of the ledger (`store/ledger_sums.rs`), made from the entries of one statement whenever a step of it is recorded.

use std::collections::BTreeSet;

use super::read_ledger;
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::turnovers;
use crate::calendar::Period;
use crate::store::{Db, Error, Store, ledger_sums, months, settings, verification};

/// Makes the sums of a statement that the transaction has locked; where it moved nothing, nothing is written.
pub(super) fn sum_statement(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    let sums = turnovers(&read_ledger::entries_of_statement(c, dealer, period)?);
    if ledger_sums::of_dealer(c, dealer, Some(period))? != sums {
        ledger_sums::replace(c, dealer, period, &sums)?;
    }
    Ok(())
}

/// Makes the sums of all statements of a dealer.
pub fn sum_dealer(store: &Store, dealer: &DealerCode) -> Result<(), Error> {
    store.write(|c| {
        let months = months::of_dealer(c, dealer)?;
        for period in months.values().filter(|month| month.is_frozen()).map(|month| month.period) {
            months::lock(c, dealer, period)?;
            sum_statement(c, dealer, period)?;
        }
        Ok(())
    })
}

/// Makes all sums, where a migration found steps that were taken before there were any.
pub fn sum_where_due(store: &Store) -> Result<(), Error> {
    if store.read(|c| settings::get(c, settings::LEDGER_SUMS))?.as_deref() != Some(settings::DUE) {
        return Ok(());
    }
    for dealer in store.read(verification::dealers)? {
        sum_dealer(store, &dealer)?;
    }
    store.write(|c| settings::set(c, settings::LEDGER_SUMS, "made"))?;
    Ok(())
}

/// The periods in which a dealer's sums are not those of its entries.
pub(super) fn differing(c: &mut Db, dealer: &DealerCode) -> Result<BTreeSet<Period>, Error> {
    let (kept, made) =
        (ledger_sums::of_dealer(c, dealer, None)?, turnovers(&read_ledger::entries_of_dealer(c, dealer)?));
    let keys = kept.keys().chain(made.keys());
    Ok(keys.filter(|key| kept.get(key) != made.get(key)).map(|(period, ..)| *period).collect())
}
