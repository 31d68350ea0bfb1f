//! Where each dealer's books stand. Whatever changes what a month rests on touches the books in its own transaction;
//! the settlement says which revision it was made of, and is dropped where that is no longer the last.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::dialect::Suffix;
use super::jobs::{self, JobKind};
use super::schema::dealer_books;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::calendar::Moment;

/// Something under the dealer's months changed: they are to be settled again. Locks the dealer's books until the
/// transaction is over.
pub fn touch(c: &mut Db, dealer: &DealerCode, now: Moment) -> Result<(), Error> {
    let insert = diesel::insert_into(dealer_books::table).values((
        dealer_books::dealer.eq(dealer.as_str()),
        dealer_books::revision.eq(1),
        dealer_books::settled_revision.eq(0),
    ));
    Suffix(insert, " ON CONFLICT (dealer) DO UPDATE SET revision = dealer_books.revision + 1").execute(c)?;
    jobs::enqueue(c, JobKind::SettleDealer, dealer.as_str(), now)
}

/// Locks the dealer's books until the transaction is over, where nothing is to be settled again. SQLite has one writer at a
/// time anyway.
pub fn lock(c: &mut Db, dealer: &DealerCode) -> Result<(), Error> {
    if let Db::Postgres(postgres) = c {
        let of_dealer = diesel::sql_query("SELECT 1 FROM dealer_books WHERE dealer = $1 FOR UPDATE");
        of_dealer.bind::<Text, _>(dealer.as_str()).execute(postgres)?;
    }
    Ok(())
}

/// The revision of a dealer's books, and the one that was settled last.
pub fn revisions(c: &mut Db, dealer: &DealerCode) -> Result<(i64, i64), Error> {
    let columns = (dealer_books::revision, dealer_books::settled_revision);
    Ok(dealer_books::table.find(dealer.as_str()).select(columns).first(c).optional()?.unwrap_or_default())
}

/// Those of some dealers whose books changed since they were settled.
pub fn unsettled(c: &mut Db, dealers: &BTreeSet<&DealerCode>) -> Result<BTreeSet<DealerCode>, Error> {
    let codes: Vec<&str> = dealers.iter().map(|dealer| dealer.as_str()).collect();
    let mut found = BTreeSet::new();
    for some in codes.chunks(stored::DEALERS_AT_ONCE) {
        let open: Vec<String> = dealer_books::table
            .filter(dealer_books::dealer.eq_any(some))
            .filter(dealer_books::revision.ne(dealer_books::settled_revision))
            .select(dealer_books::dealer)
            .load(c)?;
        for code in &open {
            found.insert(stored::dealer("dealer_books", code)?);
        }
    }
    Ok(found)
}

/// Says that `revision` is settled; answers whether it was still the last. Locks the dealer's books.
pub fn settled(c: &mut Db, dealer: &DealerCode, revision: i64) -> Result<bool, Error> {
    let still = dealer_books::table.find(dealer.as_str()).filter(dealer_books::revision.eq(revision));
    let updated = diesel::update(still).set(dealer_books::settled_revision.eq(revision)).execute(c)?;
    Ok(updated == 1)
}

/// Whoever touches the books of several dealers waits here for others who do, so that no two of them wait for each other.
/// SQLite has one writer at a time anyway.
pub fn lock_several(c: &mut Db) -> Result<(), Error> {
    if let Db::Postgres(postgres) = c {
        diesel::sql_query("SELECT pg_advisory_xact_lock(727002)").execute(postgres)?;
    }
    Ok(())
}

/// Something under every dealer's months changed: all dealers of the register are touched, in two statements.
/// Whoever calls it holds [`lock_several`].
pub fn touch_all(c: &mut Db, now: Moment) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO dealer_books (dealer, revision, settled_revision) \
         SELECT row_key, 1, 0 FROM register_rows WHERE register = 'dealers' AND removed_in IS NULL ORDER BY row_key \
         ON CONFLICT (dealer) DO UPDATE SET revision = dealer_books.revision + 1",
    )
    .execute(c)?;
    jobs::enqueue_for_all_dealers(c, JobKind::SettleDealer, now)
}
