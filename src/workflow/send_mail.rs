//! Sends what waits in the outbox: claim, send outside of any transaction, say what became of it. Whoever dies in between
//! leaves a lease that runs out; the next attempt carries the same Message-ID, so that the receiver can drop the double.

use chrono::TimeDelta;

use super::compose_mail::{Composed, letter};
use super::{Error, Office};
use crate::calendar::Moment;
use crate::notify::address::address;
use crate::notify::letter::Letter;
use crate::notify::server::{Message, NotSent, Server};
use crate::store::outbox::{self, OutboxRow};
use crate::store::{self, settings};
use crate::texts::Lang;

/// For how long a mail is nobody else's; longer than a server may take.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(15);
/// No pause is longer, so that mail is out soon after a server comes back.
const PAUSE_MAX: TimeDelta = TimeDelta::minutes(4);
/// How much one digest tells; more of a day goes into another.
const PARTS_MAX: i64 = 100;

/// What became of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing was due.
    Nothing,
    /// A mail is out.
    Sent,
    /// A mail is not, but another may fare better.
    NotSent(NotSent),
}

/// Tries the mail that has been due longest.
pub fn send_next(office: &Office, server: &Server, worker: &str) -> Result<Turn, Error> {
    let now = office.clock.now();
    if !office.store.read(|c| outbox::is_any_due(c, now))? {
        return Ok(Turn::Nothing);
    }
    let until = (now, now + LEASE);
    let rows = office.store.write(|c| outbox::claim(c, worker, server.domain(), until, PARTS_MAX))?;
    let Some(first) = rows.first() else { return Ok(Turn::Nothing) };
    let sent = compose(office, server, &rows, first).and_then(|message| server.send(&message));
    let now = office.clock.now();
    match sent {
        Ok(()) => {
            office.store.write(|c| outbox::sent(c, &rows, now))?;
            Ok(Turn::Sent)
        }
        Err(not_sent) => {
            let retry_at = match &not_sent {
                NotSent::Never(_) => None,
                NotSent::Unreachable(_) | NotSent::Later(_) => retry_at(first.attempts, now, first.give_up_at),
            };
            let what = match &not_sent {
                NotSent::Unreachable(_) => "unreachable",
                NotSent::Later(_) => "not now",
                NotSent::Never(_) => "never",
            };
            tracing::warn!(
                mail = first.id,
                attempts = first.attempts,
                what,
                code = not_sent.code(),
                "a mail was not sent"
            );
            office.store.write(|c| outbox::failed(c, &rows, not_sent.reason(), retry_at, now))?;
            Ok(Turn::NotSent(not_sent))
        }
    }
}

/// Gives up what nobody could send in time: after a stop of months, nobody gets a month's mail at once.
pub fn give_up_overdue(office: &Office) -> Result<(), Error> {
    let now = office.clock.now();
    if office.store.read(|c| outbox::is_any_overdue(c, now))? {
        let count = office.store.write(|c| outbox::give_up_overdue(c, Lang::En.mail_overdue(), now))?;
        tracing::warn!(count, "mails were given up because nobody could send them in time");
    }
    Ok(())
}

fn compose(office: &Office, server: &Server, rows: &[OutboxRow], first: &OutboxRow) -> Result<Message, NotSent> {
    // The database may do better next time.
    let later = |error: Error| NotSent::Later(format!("{error:?}"));
    let Composed { letter, enclosures } = letter(office, rows).map_err(later)?;
    server.message(&letter, &first.recipient, &first.message_id, &enclosures)
}

/// When a mail that was tried so often is tried again; none where its time would be over.
fn retry_at(attempts: i64, now: Moment, give_up_at: Moment) -> Option<Moment> {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(10);
    let pause = FIRST_PAUSE.checked_mul(1 << doublings).unwrap_or(PAUSE_MAX).min(PAUSE_MAX);
    Some(now + pause).filter(|at| *at <= give_up_at)
}

/// Sends the mail that tries the way, past the outbox.
pub fn try_server(server: &Server, to: &str, lang: Lang) -> Result<(), NotSent> {
    let to = address(to).ok_or_else(|| NotSent::Never(to.to_owned()))?;
    let message_id = format!("<{}@{}>", store::new_id(), server.domain());
    server.send(&server.message(&Letter::trial(lang), &to, &message_id, &[])?)
}

/// Keeps where people reach the installation, for the links of every process on this database.
pub fn keep_public_url(office: &Office, url: &str) -> Result<(), Error> {
    let url = url.trim_end_matches('/');
    Ok(office.store.write(|c| settings::set(c, settings::PUBLIC_URL, url))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::outbox::PATIENCE;

    #[test]
    fn pauses_double_up_to_four_minutes_until_the_time_is_over() {
        let now: Moment = "2026-03-01T12:00:00".parse().unwrap();
        let seconds = |attempts| retry_at(attempts, now, now + PATIENCE).map(|at| (at - now).num_seconds());
        for (attempts, pause) in [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 240), (1_000, 240)] {
            assert_eq!(seconds(attempts), Some(pause), "after {attempts} attempts");
        }
        assert_eq!(retry_at(5, now, now + TimeDelta::minutes(3)), None);
    }
}
