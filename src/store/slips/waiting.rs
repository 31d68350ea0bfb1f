//! Whom a held slip waits for: a person, its customer's answer to a call, or its dealer's to a question. It is said with
//! every settlement, and taken back as soon as a reviewer decided or a customer answered, so that nobody is asked twice.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Period;
use crate::store::schema::slips;
use crate::store::{Db, Error};

/// A held slip that needs a person.
pub const PERSON: &str = "person";
/// A held slip that was payable before the draw and waits for its call alone (agreement 4.24, 4.25).
pub const CALL: &str = "call";
/// A held slip about which a reviewer asked its dealer, who has not answered yet.
pub const DEALER: &str = "dealer";
/// In the words of the partial indexes, which a database uses only for a query that says them too.
pub const WAITS: &str = "slips.waits_for <> ''";

/// Whom a held slip waits for, as an open question and its codes say.
const WHOM: &str = "CASE WHEN EXISTS (SELECT 1 FROM questions q WHERE q.dealer = slips.dealer \
    AND q.period = slips.period AND q.slip_no = slips.slip_no AND q.state = 'open') THEN 'dealer' \
    WHEN EXISTS (SELECT 1 FROM slip_codes k WHERE k.dealer = slips.dealer \
    AND k.period = slips.period AND k.slip_no = slips.slip_no AND k.code IN ('CALLBACK_PENDING', 'LOT_REJECTED')) \
    THEN 'call' ELSE 'person' END";

/// Says whom a dealer's held slips wait for.
pub fn say(c: &mut Db, dealer: &DealerCode) -> Result<(), Error> {
    say_of(c, dealer, "", "")
}

/// A reviewer's decision is taken back: the slip waits again.
pub fn unreviewed(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<(), Error> {
    say_of(c, dealer, &period.to_string(), no.as_str())
}

fn say_of(c: &mut Db, dealer: &DealerCode, period: &str, no: &str) -> Result<(), Error> {
    // Of those of which it is not said, all or one.
    let say = format!(
        "UPDATE slips SET waits_for = {WHOM} WHERE dealer = $1 AND is_current AND verdict = 'held' AND waits_for = '' \
         AND ($2 = '' OR (period = $2 AND slip_no = $3))"
    );
    let of_dealer = diesel::sql_query(say).bind::<Text, _>(dealer.as_str());
    of_dealer.bind::<Text, _>(period).bind::<Text, _>(no).execute(c)?;
    Ok(())
}

/// A reviewer decided: until the settlement that follows, the slip waits for nobody.
pub fn reviewed(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<(), Error> {
    let of_slip = slips::table.filter(slips::dealer.eq(dealer.as_str())).filter(slips::slip_no.eq(no.as_str()));
    let standing = of_slip.filter(slips::period.eq(period.to_string())).filter(slips::is_current);
    diesel::update(standing).set(slips::waits_for.eq("")).execute(c)?;
    Ok(())
}

/// A reviewer asked the dealer: a slip that waits for a person waits for the dealer. Answers whether it did.
pub fn asked(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<bool, Error> {
    let of_slip = slips::table.filter(slips::dealer.eq(dealer.as_str())).filter(slips::slip_no.eq(no.as_str()));
    let standing = of_slip.filter(slips::period.eq(period.to_string())).filter(slips::is_current);
    let waits = standing.filter(slips::waits_for.eq(PERSON));
    Ok(diesel::update(waits).set(slips::waits_for.eq(DEALER)).execute(c)? == 1)
}

/// A question is no longer open: the slip waits for whom it waited for before.
pub fn no_longer_asked(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<(), Error> {
    let of_slip = slips::table.filter(slips::dealer.eq(dealer.as_str())).filter(slips::slip_no.eq(no.as_str()));
    let standing = of_slip.filter(slips::period.eq(period.to_string())).filter(slips::is_current);
    diesel::update(standing.filter(slips::waits_for.eq(DEALER))).set(slips::waits_for.eq("")).execute(c)?;
    say_of(c, dealer, &period.to_string(), no.as_str())
}

#[derive(QueryableByName)]
struct OfPeriod {
    #[diesel(sql_type = Text)]
    period: String,
}

/// The periods of a dealer in which a slip waits for somebody else than its decision and its codes say. Between a
/// reviewer's decision or a call and the settlement that follows, a slip waits for nobody.
pub fn misrouted(c: &mut Db, dealer: &DealerCode) -> Result<Vec<String>, Error> {
    let differing = format!(
        "SELECT DISTINCT period FROM slips WHERE dealer = $1 \
         AND waits_for <> CASE WHEN is_current AND verdict = 'held' THEN {WHOM} ELSE '' END"
    );
    let rows: Vec<OfPeriod> = diesel::sql_query(differing).bind::<Text, _>(dealer.as_str()).load(c)?;
    Ok(rows.into_iter().map(|row| row.period).collect())
}
