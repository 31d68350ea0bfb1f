//! Telling: one row of the outbox for every reader, in the transaction of what is told.

use chrono::{TimeDelta, Timelike as _};

use super::address::{MailPace, address};
use super::event::{Event, Notice, Readers};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Locale;
use crate::auth::Role;
use crate::calendar::Moment;
use crate::store::outbox::{self, NewMail};
use crate::store::{Db, Error, people, registers};

/// A mail that could not be sent for so long tells of what is long past.
pub const PATIENCE: TimeDelta = TimeDelta::days(5);
/// The business hour at which the mail of a day goes out, UTC: 17:00 in `Asia/Shanghai`.
const DIGEST_HOUR_UTC: i64 = 9;

/// A reader: a login, an address, a language, and when mail is to come.
struct Reader {
    person: String,
    address: String,
    locale: String,
    pace: MailPace,
}

/// Tells everybody whom an event concerns. `key` is the event's own: the same one is told to an address once.
pub fn tell(c: &mut Db, dealer: &DealerCode, event: Event, key: &str, now: Moment) -> Result<(), Error> {
    let registered = registers::dealer(c, dealer)?;
    let mut readers = Vec::new();
    match event.readers() {
        Readers::Dealer => {
            readers = of_role(c, Role::DealerClerk, dealer.as_str())?;
            if readers.is_empty() {
                readers.extend(registered.as_ref().and_then(registered_reader));
            }
        }
        Readers::Office(roles) => {
            for role in roles {
                readers.extend(of_role(c, *role, "")?);
            }
        }
    }
    let dealer_name = registered.map_or_else(String::new, |dealer| dealer.name);
    let notice = Notice { dealer: dealer.clone(), dealer_name, event };
    let payload =
        serde_json::to_string(&notice).map_err(|error| Error::Stored { table: "outbox", reason: error.to_string() })?;
    let key = format!("{} {key}", notice.event.name());
    for reader in &readers {
        let waits = reader.pace == MailPace::Daily && !notice.event.is_urgent();
        let digest_at = waits.then(|| digest_at(now));
        let mail = NewMail {
            dealer: dealer.as_str(),
            event: notice.event.name(),
            event_key: &key,
            person: &reader.person,
            recipient: &reader.address,
            locale: &reader.locale,
            payload: &payload,
        };
        outbox::add(c, &mail.row(digest_at, (now, now + PATIENCE)))?;
    }
    Ok(())
}

fn of_role(c: &mut Db, role: Role, dealer: &str) -> Result<Vec<Reader>, Error> {
    let people = people::reachable(c, role.as_str(), dealer)?;
    let reader = |person: people::PersonRow| Reader {
        person: person.login,
        address: person.email,
        locale: person.locale,
        pace: MailPace::of(&person.mail_pace),
    };
    Ok(people.into_iter().map(reader).collect())
}

/// The address of the dealers register, where it is one.
fn registered_reader(dealer: &crate::agreement::registers::Dealer) -> Option<Reader> {
    let address = address(dealer.email.as_deref()?)?;
    let locale = if dealer.locale == Some(Locale::En) { "en" } else { "zh-CN" };
    Some(Reader { person: String::new(), address, locale: locale.to_owned(), pace: MailPace::AtOnce })
}

/// When the mail of the day goes out; that of the next day, once it is out.
fn digest_at(now: Moment) -> Moment {
    let midnight = now - TimeDelta::seconds(now.num_seconds_from_midnight().into());
    let today = midnight.with_nanosecond(0).unwrap_or(midnight) + TimeDelta::hours(DIGEST_HOUR_UTC);
    if now < today { today } else { today + TimeDelta::days(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_of_a_day_goes_out_at_five() {
        for (now, at) in [
            ("2026-03-01T08:59:59.5", "2026-03-01T09:00:00"),
            ("2026-03-01T09:00:00", "2026-03-02T09:00:00"),
            ("2026-02-28T23:00:00", "2026-03-01T09:00:00"),
        ] {
            assert_eq!(digest_at(now.parse().unwrap()), at.parse::<Moment>().unwrap(), "{now}");
        }
    }
}
