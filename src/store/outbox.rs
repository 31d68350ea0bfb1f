//! The outbox: what is to be told to whom, written with what it tells of, sent afterwards.
//!
//! Rows that are told together, the digest of a day, are claimed together and share a Message-ID from then on. It is given
//! at the first attempt and never changes with another one, so that a receiver knows a double by it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use super::connection::MultiBackend;
use super::dialect::Suffix;
use super::schema::outbox;
use super::{Backend, Db, Error, new_id, stored};
use crate::calendar::Moment;

const TABLE: &str = "outbox";

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// It waits, the first time or for another attempt.
    Queued,
    /// Somebody is at it.
    Sending,
    /// The mail server has taken it.
    Sent,
    /// It was given up: the server refused it for good, or its time is over.
    Failed,
    /// An administrator does not want it sent.
    Cancelled,
}

impl MailState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Failed, Self::Cancelled];

    /// As the table has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A row of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct OutboxRow {
    /// Its identifier.
    pub id: String,
    /// Whom it is about.
    pub dealer: String,
    /// What kind of event it tells of.
    pub event: String,
    /// Which event: it is told to an address once.
    pub event_key: String,
    /// A login; empty where the address is that of the dealer's register.
    pub person: String,
    /// The address.
    pub recipient: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// JSON of what is told.
    pub payload: String,
    /// Whether it waits to be one mail with the others of its day.
    pub in_digest: bool,
    /// A [`MailState`].
    pub state: String,
    /// Empty before the first attempt.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, UTC.
    pub due_at: Moment,
    /// From when on it is not tried any more.
    pub give_up_at: Moment,
    /// Until when nobody else takes it.
    pub lease_until: Option<Moment>,
    /// Who is at it.
    pub leased_by: String,
    /// Why the last attempt failed; empty where none did.
    pub last_error: String,
    /// When it was written.
    pub created_at: Moment,
    /// When it was sent, given up or cancelled.
    pub ended_at: Option<Moment>,
}

impl OutboxRow {
    /// Where it stands.
    pub fn mail_state(&self) -> Result<MailState, Error> {
        stored::word(TABLE, &self.state)
    }
}

/// Adds a row; nothing happens where its event was told to its address before.
pub fn add(c: &mut Db, row: &OutboxRow) -> Result<(), Error> {
    let insert = diesel::insert_into(outbox::table).values(row);
    Suffix(insert, " ON CONFLICT (event_key, recipient) DO NOTHING").execute(c)?;
    Ok(())
}

/// The row that has been due longest of those that could be tried. `now` is the place of a parameter.
fn due(now: &str) -> String {
    format!(
        "SELECT first.id FROM outbox AS first WHERE (first.state = 'queued' AND first.due_at <= {now}) \
         OR (first.state = 'sending' AND first.lease_until < {now}) ORDER BY first.due_at, first.id LIMIT 1"
    )
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Whether a mail could be tried; asked before [`claim`], which is a write and so would wait for other writers.
pub fn is_any_due(c: &mut Db, now: Moment) -> Result<bool, Error> {
    Ok(diesel::sql_query(due("$1")).bind::<Timestamp, _>(now).get_result::<Id>(c).optional()?.is_some())
}

/// Takes the rows of the mail that has been due longest, and the lease of them; needs a transaction of its own. The rows of
/// a mail are in the order of their making.
///
/// `host` is what stands behind the `@` of a Message-ID, and `rows_max` how much one mail tells at most.
pub fn claim(
    c: &mut Db,
    worker: &str,
    host: &str,
    (now, lease_until): (Moment, Moment),
    rows_max: i64,
) -> Result<Vec<OutboxRow>, Error> {
    // On PostgreSQL others may be choosing at this very moment; on SQLite there is one writer.
    let (tail, skip) = match c.backend() {
        Backend::Postgres => (" FOR UPDATE OF first SKIP LOCKED", " FOR UPDATE OF other SKIP LOCKED"),
        Backend::Sqlite => ("", ""),
    };
    let first = diesel::sql_query(format!("{}{tail}", due("$1"))).bind::<Timestamp, _>(now).get_result::<Id>(c);
    let Some(Id { id }) = first.optional()? else { return Ok(Vec::new()) };
    let first: OutboxRow = outbox::table.find(&id).select(OutboxRow::as_select()).first(c)?;
    // Whoever tried before said what belongs together.
    let (together, key) = if !first.message_id.is_empty() {
        ("other.message_id = $1", first.message_id.clone())
    } else if first.in_digest {
        ("other.recipient = $1 AND other.in_digest AND other.message_id = ''", first.recipient.clone())
    } else {
        ("other.id = $1", id.clone())
    };
    let query = format!(
        "SELECT other.id FROM outbox AS other WHERE {together} AND ((other.state = 'queued' AND other.due_at <= $2) \
         OR (other.state = 'sending' AND other.lease_until < $2)) ORDER BY other.id LIMIT $3{skip}"
    );
    let query = diesel::sql_query(query).bind::<Text, _>(key).bind::<Timestamp, _>(now).bind::<BigInt, _>(rows_max);
    let ids: Vec<String> = query.load::<Id>(c)?.into_iter().map(|row| row.id).collect();
    let message_id = if first.message_id.is_empty() { format!("<{id}@{host}>") } else { first.message_id };
    diesel::update(outbox::table.filter(outbox::id.eq_any(&ids)))
        .set((
            outbox::state.eq(MailState::Sending.as_str()),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::message_id.eq(message_id),
            outbox::lease_until.eq(lease_until),
            outbox::leased_by.eq(worker),
        ))
        .execute(c)?;
    let rows = outbox::table.filter(outbox::id.eq_any(&ids)).order(outbox::id);
    Ok(rows.select(OutboxRow::as_select()).load(c)?)
}

/// Says that a mail was sent; nothing happens where somebody else has taken it over.
pub fn sent(c: &mut Db, rows: &[OutboxRow], now: Moment) -> Result<(), Error> {
    let (ids, worker) = mine(rows);
    let at_work = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::leased_by.eq(worker));
    diesel::update(at_work.filter(outbox::state.eq(MailState::Sending.as_str())))
        .set((
            outbox::state.eq(MailState::Sent.as_str()),
            outbox::ended_at.eq(now),
            outbox::lease_until.eq(None::<Moment>),
            outbox::last_error.eq(""),
        ))
        .execute(c)?;
    Ok(())
}

/// Says that an attempt failed, and when the next one is; without such a time the mail is given up.
pub fn failed(c: &mut Db, rows: &[OutboxRow], error: &str, retry_at: Option<Moment>, now: Moment) -> Result<(), Error> {
    let (ids, worker) = mine(rows);
    let state = if retry_at.is_some() { MailState::Queued } else { MailState::Failed };
    let ended_at = if retry_at.is_some() { None } else { Some(now) };
    let at_work = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::leased_by.eq(worker));
    diesel::update(at_work.filter(outbox::state.eq(MailState::Sending.as_str())))
        .set((
            outbox::state.eq(state.as_str()),
            outbox::due_at.eq(retry_at.unwrap_or(now)),
            outbox::ended_at.eq(ended_at),
            outbox::lease_until.eq(None::<Moment>),
            outbox::last_error.eq(error),
        ))
        .execute(c)?;
    Ok(())
}

fn mine(rows: &[OutboxRow]) -> (Vec<&str>, &str) {
    let ids = rows.iter().map(|row| row.id.as_str()).collect();
    (ids, rows.first().map_or("", |row| row.leased_by.as_str()))
}

/// Gives up what waits although its time is over: mail that nobody could send is not sent when it tells of what is long
/// past. Answers how many rows.
pub fn give_up_overdue(c: &mut Db, why: &str, now: Moment) -> Result<usize, Error> {
    let overdue = outbox::table.filter(outbox::state.eq(MailState::Queued.as_str())).filter(outbox::give_up_at.lt(now));
    let columns = (outbox::state.eq(MailState::Failed.as_str()), outbox::ended_at.eq(now), outbox::last_error.eq(why));
    Ok(diesel::update(overdue).set(columns).execute(c)?)
}

/// Whether [`give_up_overdue`] would find anything.
pub fn is_any_overdue(c: &mut Db, now: Moment) -> Result<bool, Error> {
    let overdue = outbox::table.filter(outbox::state.eq(MailState::Queued.as_str())).filter(outbox::give_up_at.lt(now));
    Ok(overdue.count().get_result::<i64>(c)? > 0)
}

/// A row.
pub fn load(c: &mut Db, id: &str) -> Result<Option<OutboxRow>, Error> {
    Ok(outbox::table.find(id).select(OutboxRow::as_select()).first(c).optional()?)
}

/// The rows that are one mail with this one, itself among them, in the order of their making.
pub fn together_with(c: &mut Db, row: &OutboxRow) -> Result<Vec<OutboxRow>, Error> {
    if row.message_id.is_empty() {
        return Ok(vec![row.clone()]);
    }
    let rows = outbox::table.filter(outbox::message_id.eq(&row.message_id)).order(outbox::id);
    Ok(rows.select(OutboxRow::as_select()).load(c)?)
}

/// Which rows.
#[derive(Clone, Debug, Default)]
pub struct OutboxFilter {
    /// In one state.
    pub state: Option<MailState>,
    /// About one dealer.
    pub dealer: Option<String>,
    /// To one address.
    pub recipient: Option<String>,
    /// Of one kind of event.
    pub event: Option<String>,
}

/// The latest rows first, those before one.
pub fn list(c: &mut Db, filter: &OutboxFilter, before: Option<&str>, rows_max: i64) -> Result<Vec<OutboxRow>, Error> {
    let mut query = outbox::table.select(OutboxRow::as_select()).into_boxed::<MultiBackend>();
    if let Some(state) = filter.state {
        query = query.filter(outbox::state.eq(state.as_str()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(outbox::dealer.eq(dealer.clone()));
    }
    if let Some(recipient) = &filter.recipient {
        query = query.filter(outbox::recipient.eq(recipient.clone()));
    }
    if let Some(event) = &filter.event {
        query = query.filter(outbox::event.eq(event.clone()));
    }
    if let Some(before) = before {
        query = query.filter(outbox::id.lt(before.to_owned()));
    }
    Ok(query.order(outbox::id.desc()).limit(rows_max).load(c)?)
}

/// Has a mail sent once more, at once and as one of its own: the receiver is to take it, so it has another Message-ID.
/// Answers whether there was anything to send again; what somebody is at is not.
pub fn resend(c: &mut Db, id: &str, now: Moment, give_up_at: Moment) -> Result<bool, Error> {
    let row = outbox::table.find(id).filter(outbox::state.ne(MailState::Sending.as_str()));
    let columns = (
        outbox::state.eq(MailState::Queued.as_str()),
        outbox::in_digest.eq(false),
        outbox::message_id.eq(""),
        outbox::attempts.eq(0),
        outbox::due_at.eq(now),
        outbox::give_up_at.eq(give_up_at),
        outbox::ended_at.eq(None::<Moment>),
        outbox::last_error.eq(""),
    );
    if diesel::update(row).set(columns).execute(c)? == 0 {
        return Ok(false);
    }
    Ok(true)
}

/// Keeps a waiting mail from being sent; answers whether it waited.
pub fn cancel(c: &mut Db, id: &str, now: Moment) -> Result<bool, Error> {
    let waiting = outbox::table.find(id).filter(outbox::state.eq(MailState::Queued.as_str()));
    let columns = (outbox::state.eq(MailState::Cancelled.as_str()), outbox::ended_at.eq(now));
    Ok(diesel::update(waiting).set(columns).execute(c)? == 1)
}

/// How full the outbox is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depth {
    /// How many rows are in each state.
    pub counts: Vec<(MailState, i64)>,
    /// Since when the oldest waits that is not sent.
    pub oldest: Option<Moment>,
}

/// How full the outbox is now.
pub fn depth(c: &mut Db, now: Moment) -> Result<Depth, Error> {
    let mut counts = Vec::with_capacity(MailState::ALL.len());
    for state in MailState::ALL {
        let rows = outbox::table.filter(outbox::state.eq(state.as_str()));
        counts.push((state, rows.count().get_result(c)?));
    }
    let waiting = outbox::table.filter(outbox::state.eq_any([MailState::Queued.as_str(), MailState::Sending.as_str()]));
    let oldest = waiting.filter(outbox::created_at.le(now)).order(outbox::created_at).select(outbox::created_at);
    Ok(Depth { counts, oldest: oldest.first(c).optional()? })
}

/// A row that waits to be told.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'a> {
    /// Whom it is about.
    pub dealer: &'a str,
    /// What kind of event.
    pub event: &'a str,
    /// Which.
    pub event_key: &'a str,
    /// Who is told: a login, or nobody in particular.
    pub person: &'a str,
    /// The address.
    pub recipient: &'a str,
    /// The reader's language.
    pub locale: &'a str,
    /// JSON of what is told.
    pub payload: &'a str,
}

impl NewMail<'_> {
    /// The row; with `digest_at` it waits until then for the others of its day.
    pub fn row(self, digest_at: Option<Moment>, (now, give_up_at): (Moment, Moment)) -> OutboxRow {
        OutboxRow {
            id: new_id(),
            dealer: self.dealer.to_owned(),
            event: self.event.to_owned(),
            event_key: self.event_key.to_owned(),
            person: self.person.to_owned(),
            recipient: self.recipient.to_owned(),
            locale: self.locale.to_owned(),
            payload: self.payload.to_owned(),
            in_digest: digest_at.is_some(),
            state: MailState::Queued.as_str().to_owned(),
            message_id: String::new(),
            attempts: 0,
            due_at: digest_at.unwrap_or(now),
            give_up_at,
            lease_until: None,
            leased_by: String::new(),
            last_error: String::new(),
            created_at: now,
            ended_at: None,
        }
    }
}
