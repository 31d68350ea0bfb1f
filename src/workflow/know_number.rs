//! What is known of a telephone number over all slips, dealers and years: the calls to it, and whether its customer asked not
//! to be called again. It is found by its mark alone (`Seal::mark`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Error, Office};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::Call;
use crate::auth::Seal;
use crate::auth::privacy::{masked_phone, number_of};
use crate::store::calls::RecordedCall;
use crate::store::do_not_call::{self, Wish};
use crate::store::{self, Db, Store, books, people, settings, slips, verification};

/// So many calls to a number are looked at.
const CALLS_SHOWN: i64 = 50;

/// What is known of a number.
#[derive(Clone, Debug, Default)]
pub struct KnownNumber {
    /// What the customer asked, and what the person is called to whom it was said.
    pub wish: Option<(Wish, String)>,
    /// The calls to it, the latest first.
    pub calls: Vec<RecordedCall>,
}

/// The mark of a slip's number.
pub(super) fn mark(seal: &Seal, phone: &str) -> Option<String> {
    number_of(phone).map(|number| seal.mark("telephone number", number.as_bytes()))
}

/// The mark of the number that is called about a slip, and the number masked.
pub(super) fn mark_of_slip(
    c: &mut Db,
    seal: &Seal,
    dealer: &DealerCode,
    no: &SlipNo,
) -> Result<Option<(String, String)>, store::Error> {
    let phone = slips::phones(c, dealer, &BTreeSet::from([no]))?.remove(no);
    Ok(phone.and_then(|phone| Some((mark(seal, &phone)?, masked_phone(&phone)))))
}

/// What is known of the number that is called about a slip.
pub fn known_number(office: &Office, dealer: &DealerCode, no: &SlipNo) -> Result<KnownNumber, Error> {
    office.store.read(|c| {
        let Some((mark, _)) = mark_of_slip(c, &office.seal, dealer, no)? else { return Ok(KnownNumber::default()) };
        let wish = match do_not_call::of_number(c, &mark)? {
            Some(wish) => {
                let name = people::names(c, &[wish.said_to.as_str()])?.remove(&wish.said_to);
                let name = name.unwrap_or_else(|| wish.said_to.clone());
                Some((wish, name))
            }
            None => None,
        };
        Ok(KnownNumber { wish, calls: do_not_call::calls_to(c, &mark, CALLS_SHOWN)? })
    })
}

/// Those of some slips whose customers asked not to be called again.
pub fn not_to_be_called<'a>(
    c: &mut Db,
    seal: &Seal,
    slips: impl Iterator<Item = (&'a DealerCode, &'a SlipNo)>,
) -> Result<BTreeSet<(DealerCode, SlipNo)>, store::Error> {
    let mut marks: BTreeMap<(DealerCode, SlipNo), String> = BTreeMap::new();
    for (dealer, numbers) in by_dealer(slips) {
        for (no, phone) in slips::phones(c, dealer, &numbers)? {
            marks.extend(mark(seal, &phone).map(|mark| ((dealer.clone(), no), mark)));
        }
    }
    let listed = do_not_call::among(c, &marks.values().map(String::as_str).collect::<Vec<_>>())?;
    Ok(marks.into_iter().filter(|(_, mark)| listed.contains(mark)).map(|(slip, _)| slip).collect())
}

fn by_dealer<'a>(
    slips: impl Iterator<Item = (&'a DealerCode, &'a SlipNo)>,
) -> BTreeMap<&'a DealerCode, BTreeSet<&'a SlipNo>> {
    let mut by_dealer: BTreeMap<&DealerCode, BTreeSet<&SlipNo>> = BTreeMap::new();
    for (dealer, no) in slips {
        by_dealer.entry(dealer).or_default().insert(no);
    }
    by_dealer
}

/// Notes the numbers of calls that were recorded, with their identifiers. Of a slip that is not filed yet none is known.
pub(super) fn note(c: &mut Db, seal: &Seal, made: &[Call], ids: &[String]) -> Result<(), store::Error> {
    for (dealer, numbers) in by_dealer(made.iter().map(|call| (&call.dealer, &call.slip))) {
        let phones = slips::phones(c, dealer, &numbers)?;
        let of_dealer = made.iter().zip(ids).filter(|(call, _)| call.dealer == *dealer);
        let called = of_dealer.filter_map(|(call, id)| Some((id.clone(), mark(seal, phones.get(&call.slip)?)?)));
        do_not_call::note(c, dealer, called.collect())?;
    }
    Ok(())
}

/// Notes the numbers of all calls, where a migration found calls without them.
pub fn note_where_due(store: &Store, seal: &Seal) -> Result<(), store::Error> {
    if store.read(|c| settings::get(c, settings::CALL_NUMBERS))?.as_deref() != Some(settings::DUE) {
        return Ok(());
    }
    for dealer in store.read(verification::dealers)? {
        store.write(|c| {
            books::lock(c, &dealer)?;
            let called = do_not_call::not_noted(c, &dealer)?;
            let phones = slips::phones(c, &dealer, &called.iter().map(|(_, no)| no).collect())?;
            let noted = called.into_iter().filter_map(|(id, no)| Some((id, mark(seal, phones.get(&no)?)?)));
            do_not_call::note(c, &dealer, noted.collect())
        })?;
    }
    store.write(|c| settings::set(c, settings::CALL_NUMBERS, "noted"))
}
