//! Publishes an agreement's text (agreement 1): all texts are kept, one stands for a code and first day.

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::agreement::codes::DealerCode;
use crate::agreement::terms::{self, Agreement, Agreements, Binds, Expected, TermFault};
use crate::auth::{Actor, Role};
use crate::calendar::{Moment, Period};
use crate::store::agreements::{self, PublishedAgreement};
use crate::store::{Db, audit, books, months, settings};

/// Publishes a text and answers how it is kept; the text that stands already is answered as it is.
///
/// Another text of the same code and first day takes its place only while no confirmed statement rests on the first.
pub fn publish_agreement(office: &Office, actor: &Actor, bytes: &[u8]) -> Result<PublishedAgreement, Error> {
    only(actor, &[Role::Administrator])?;
    let (agreement, body) = agreement_of(bytes)?;
    let now = office.clock.now();
    office.store.write(|c| {
        books::lock_several(c)?;
        let mut standing = agreements::standing_texts(c)?;
        let is_same =
            |text: &PublishedAgreement| text.code == agreement.code && text.effective_from == agreement.effective_from;
        let replaced = standing.iter().position(is_same).map(|place| standing.remove(place));
        if let Some(same) = replaced.as_ref().filter(|replaced| replaced.body == body) {
            return Ok(same.clone());
        }
        let others = standing.iter().map(PublishedAgreement::terms).collect::<Result<Vec<_>, _>>()?;
        let mut touched = vec![agreement.clone()];
        if let Some(replaced) = &replaced {
            let old = replaced.terms()?;
            refuse_in_use(c, &old, &others)?;
            touched.push(old);
        }
        let versions = others.into_iter().chain([agreement.clone()]).collect();
        Agreements::new(versions).map_err(|clashes| Error::Refused(Refusal::SameFirstDay(clashes)))?;
        touch(c, &touched, now)?;
        // An installation begins with the month of its first agreement, until an administrator says otherwise.
        if settings::get(c, settings::FIRST_PERIOD)?.is_none() {
            settings::set(c, settings::FIRST_PERIOD, &office.clock.period().to_string())?;
        }
        let published = PublishedAgreement::new(&agreement, body, &actor.login, now);
        agreements::publish(c, &published, replaced.as_ref())?;
        let entry = audit::Entry {
            at: now,
            person: &actor.login,
            action: "agreements.publish",
            dealer: "",
            object: &format!("agreement {} {}", published.code, published.effective_from),
            facts: json!({ "id": published.id, "replaced": replaced.map(|replaced| replaced.id) }),
        };
        audit::append(c, &entry)?;
        Ok(published)
    })
}

/// Reads a text from outside.
pub(super) fn agreement_of(bytes: &[u8]) -> Result<(Agreement, &str), Error> {
    let body = text_of(bytes).map_err(refused)?;
    Ok((terms::parse(body).map_err(refused)?, body))
}

fn refused(faults: Vec<TermFault>) -> Error {
    Error::Refused(Refusal::Agreement { faults })
}

/// The text without the mark that some editors put before it.
fn text_of(bytes: &[u8]) -> Result<&str, Vec<TermFault>> {
    // A database keeps no text with a zero in it.
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let fault = || vec![TermFault { key: String::new(), value: String::new(), expected: Expected::Utf8 }];
    text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text)).ok_or_else(fault)
}

/// Refuses to replace a text on which a confirmed statement rests.
fn refuse_in_use(c: &mut Db, old: &Agreement, others: &[Agreement]) -> Result<(), Error> {
    let frozen = months::frozen_from(c, Period::of(old.effective_from))?;
    let rests = |(dealer, period): &(DealerCode, Period)| {
        old.effective_to.is_none_or(|last| period.first_day() <= last) && binds(old, others, dealer)
    };
    match frozen.into_iter().find(rests) {
        Some((dealer, period)) => Err(Error::Refused(Refusal::AgreementInUse { dealer, period })),
        None => Ok(()),
    }
}

/// Whether an agreement binds a dealer beside others (agreement 1.2): by name, or as one whom none names.
fn binds(agreement: &Agreement, others: &[Agreement], dealer: &DealerCode) -> bool {
    let named = Binds::Dealer(dealer.clone());
    let is_named = |agreement: &Agreement| agreement.dealers.contains(&named);
    is_named(agreement) || (agreement.dealers.contains(&Binds::Unnamed) && !others.iter().any(is_named))
}

/// The dealers of these texts are settled again; a dealer whom one names for the first time is one of them.
fn touch(c: &mut Db, texts: &[Agreement], now: Moment) -> Result<(), Error> {
    let binds = || texts.iter().flat_map(|text| &text.dealers);
    if binds().any(|binds| *binds == Binds::Unnamed) {
        books::touch_all(c, now)?;
    } else {
        let named = binds().filter_map(|binds| match binds {
            Binds::Dealer(dealer) => Some(dealer),
            Binds::Unnamed => None,
        });
        let mut named: Vec<&DealerCode> = named.collect();
        named.sort_unstable();
        named.dedup();
        for dealer in named {
            books::touch(c, dealer, now)?;
        }
    }
    Ok(())
}
