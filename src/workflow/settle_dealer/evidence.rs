//! What a dealer's month rests on, as evidence: the same rows that the settlement reads, without what it does not look at.

use std::collections::BTreeSet;

use super::{Books, Look};
use crate::agreement::codes::{DealerCode, ProductModel};
use crate::agreement::evidence::{Concern, EarlierSlip, Elsewhere, Inputs};
use crate::agreement::registers::{
    Call, Complaint, Dealer, GoodsReturn, Part, Product, Sale, StockMovement, TechnicianListing,
};
use crate::agreement::slip::Slip;
use crate::agreement::statement::{Account, Adjustment};
use crate::agreement::terms::Binds;
use crate::auth::privacy::{address_to_district, masked_name, masked_phone};
use crate::calendar::Period;
use crate::store::registers::{Kept, standing, units};
use crate::store::{Db, agreements, months};
use crate::workflow::{Error, Office};

/// Everything that decides a dealer's month, as it stands now.
pub fn inputs(c: &mut Db, office: &Office, dealer: &DealerCode, period: Period) -> Result<Inputs, Error> {
    let books = Books::load(c, office, dealer, &Look::default())?.ok_or(Error::NotFound)?;
    let filed = books.slips.get(&period).map_or(&[][..], Vec::as_slice);
    let slips: Vec<Slip> = filed.iter().map(|filed| without_customer(&filed.slip)).collect();
    let concern = Concern::of(&slips);
    let units = units(c, &concern.serials)?;
    let models: BTreeSet<&ProductModel> =
        slips.iter().filter_map(|slip| slip.model.as_ref()).chain(units.iter().map(|unit| &unit.model)).collect();
    let mut products: Vec<Product> = rows(c, "")?;
    products.retain(|product| models.contains(&product.model));
    let mut parts: Vec<Part> = rows(c, "")?;
    parts.retain(|part| concern.parts.contains(&part.no));
    let mut stock: Vec<StockMovement> = rows(c, dealer.as_str())?;
    stock.retain(|moved| concern.parts.contains(&moved.part));
    let mut goods_returns: Vec<GoodsReturn> = rows(c, dealer.as_str())?;
    goods_returns.retain(|goods| period.contains(goods.returned_on));
    let mut complaints: Vec<Complaint> = rows(c, dealer.as_str())?;
    complaints.retain(|complaint| period.contains(complaint.received_on));
    // What customers said decides nothing.
    for complaint in &mut complaints {
        complaint.note = None;
    }
    let sales: Vec<Sale> = rows(c, dealer.as_str())?;
    let technicians: Vec<TechnicianListing> = rows(c, dealer.as_str())?;
    let (earlier, account, adjustments) = books.before(period);
    let earlier = earlier.into_iter().filter(|earlier| earlier.concerns(&concern)).collect();
    let calls = slips.iter().flat_map(|slip| books.calls.of(&slip.no)).map(|call| Call { note: None, ..call.clone() });
    let reviews = books.reviews_of(period).into_iter().map(|(no, review)| (no.to_string(), review)).collect();
    let seed = books.months.get(&period).and_then(|month| month.lot_drawn_at);
    let seed = seed.and_then(|_| books.seeds.get(&period).cloned());
    let (slips_sheet, feedback_sheet) = books.sheets(period);
    let looking = books.house_checks.iter().filter(|(row, _)| row.looks_at(period));
    let house_checks = looking.map(|(row, _)| row.text.clone()).collect();
    Ok(Inputs {
        period,
        agreements: binding(c, dealer)?,
        house_checks,
        products,
        parts,
        units,
        sales,
        stock,
        technicians,
        goods_returns,
        complaints,
        elsewhere: elsewhere(&books, period, &slips),
        earlier,
        calls: calls.collect(),
        reviews,
        seed,
        slips_sheet,
        feedback_sheet,
        account,
        adjustments,
        slips,
        dealer: Dealer {
            contact: None,
            email: None,
            phone: None,
            account_name: None,
            bank_name: None,
            bank_account: None,
            bank_code: None,
            ..books.dealer
        },
    })
}

fn rows<T: Kept>(c: &mut Db, dealer: &str) -> Result<Vec<T>, Error> {
    Ok(standing::<T>(c, dealer)?.into_iter().map(|standing| standing.row).collect())
}

/// The texts of the agreements that bind the dealer; no other dealer's terms.
fn binding(c: &mut Db, dealer: &DealerCode) -> Result<Vec<String>, Error> {
    let mut named = Vec::new();
    let mut for_all = Vec::new();
    for published in agreements::standing_texts(c)? {
        let dealers = published.terms()?.dealers;
        if dealers.contains(&Binds::Dealer(dealer.clone())) {
            named.push(published.body);
        } else if dealers.contains(&Binds::Unnamed) {
            for_all.push(published.body);
        }
    }
    // `"*"` binds whom no agreement names (agreement 1.2).
    Ok(if named.is_empty() { for_all } else { named })
}

/// For the rules a customer is only ever there or not (agreement 4.1).
fn without_customer(slip: &Slip) -> Slip {
    Slip {
        customer_name: slip.customer_name.as_deref().map(|name| masked_name(name).into()),
        customer_phone: slip.customer_phone.as_deref().map(|phone| masked_phone(phone).into()),
        customer_address: slip.customer_address.as_deref().map(|address| address_to_district(address).into()),
        ..slip.clone()
    }
}

/// The units of the month's slips that others repaired on the same day.
fn elsewhere(books: &Books, period: Period, slips: &[Slip]) -> Vec<Elsewhere> {
    let same_day =
        |other: &Slip| slips.iter().any(|slip| slip.serial == other.serial && slip.repaired_on == other.repaired_on);
    let mut found = BTreeSet::new();
    for (dealer, others) in books.elsewhere.get(&period).into_iter().flatten() {
        for other in others.iter().filter(|other| same_day(other)) {
            if let (Some(serial), Some(repaired_on)) = (other.serial.clone(), other.repaired_on) {
                found.insert(Elsewhere { dealer: dealer.clone(), serial, repaired_on });
            }
        }
    }
    found.into_iter().collect()
}

impl Books {
    /// What the periods before leave behind for a month: their slips, the account, and what corrects them.
    fn before(&self, period: Period) -> (Vec<EarlierSlip>, Account, Vec<Adjustment>) {
        let computed = self.compute(Some(period));
        let (mut earlier, mut account) = (Vec::new(), Account::default());
        for before in self.periods.iter().copied().take_while(|before| *before < period) {
            if self.months.get(&before).is_some_and(months::Month::is_frozen) {
                let filed = self.slips.get(&before).into_iter().flatten();
                let decided = filed.filter_map(|filed| Some((&filed.slip, filed.verdict?)));
                earlier.extend(decided.map(|(slip, verdict)| EarlierSlip::of(before, slip, verdict)));
                if let Some((_, statement)) = self.statements.get(&before) {
                    account = statement.account.clone();
                }
            } else if let Some(month) = computed.iter().find(|month| month.period == before) {
                let decided = month.decided.slips.iter();
                earlier.extend(decided.map(|decided| EarlierSlip::of(before, &decided.slip, decided.verdict)));
                account = month.account.clone();
            }
        }
        let taken = computed.iter().any(|month| month.period < period && month.statement.is_some());
        (earlier, account, if taken { Vec::new() } else { self.adjustments.clone() })
    }
}
