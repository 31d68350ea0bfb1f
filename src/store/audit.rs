//! The audit trail: a chain in which every entry holds the hash of the one before.

mod chain;

pub use chain::{ChainFault, Verified, verify};

use chrono::{TimeDelta, Timelike as _};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::behalf::behalf;
use super::schema::{audit, audit_head};
use super::{Db, Error};
use crate::calendar::Moment;

/// What is recorded.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When, UTC.
    pub at: Moment,
    /// Who: a login, or `system`.
    pub person: &'a str,
    /// What was done, such as `slips.file`.
    pub action: &'a str,
    /// Whose books are concerned; empty where nobody's.
    pub dealer: &'a str,
    /// To what, such as `statement D001 2026-03`.
    pub object: &'a str,
    /// The facts; never personal data of customers. For whom a deputy does it is added to them.
    pub facts: Value,
}

/// The fact that says for whom a deputy did it: a login.
const ON_BEHALF_OF: &str = "on_behalf_of";

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// 1, 2, …
    pub seq: i64,
    /// When, UTC, to the second.
    pub at: Moment,
    /// Who.
    pub person: String,
    /// What was done.
    pub action: String,
    /// Whose books are concerned.
    pub dealer: String,
    /// To what.
    pub object: String,
    /// The facts as JSON.
    pub facts: String,
    /// The hash of the entry before; empty for the first.
    pub previous_sha256: String,
    /// The hash of all of the above.
    pub sha256: String,
}

impl AuditRow {
    /// For whom a deputy did it: a login; empty where somebody did it for themselves.
    pub fn on_behalf_of(&self) -> String {
        let facts: Value = serde_json::from_str(&self.facts).unwrap_or_default();
        facts.get(ON_BEHALF_OF).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The hash that the entry must carry: of its fields, each preceded by its length in bytes.
    pub fn hash(&self) -> String {
        let mut digest = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        let fields =
            [&seq, &at, &self.person, &self.action, &self.dealer, &self.object, &self.facts, &self.previous_sha256];
        for field in fields {
            digest.update(format!("{}:", field.len()));
            digest.update(field);
        }
        data_encoding::HEXLOWER.encode(&digest.finalize())
    }
}

/// Adds an entry. Whoever adds one holds the end of the chain until the transaction is over, so add it last.
pub fn append(c: &mut Db, entry: &Entry) -> Result<(), Error> {
    diesel::update(audit_head::table).set(audit_head::seq.eq(audit_head::seq + 1)).execute(c)?;
    let (seq, previous_sha256): (i64, String) =
        audit_head::table.select((audit_head::seq, audit_head::sha256)).first(c)?;
    let mut row = AuditRow {
        seq,
        at: entry.at.with_nanosecond(0).unwrap_or(entry.at),
        person: entry.person.to_owned(),
        action: entry.action.to_owned(),
        dealer: entry.dealer.to_owned(),
        object: entry.object.to_owned(),
        facts: marked(&entry.facts),
        previous_sha256,
        sha256: String::new(),
    };
    row.sha256 = row.hash();
    diesel::insert_into(audit::table).values(&row).execute(c)?;
    diesel::update(audit_head::table).set(audit_head::sha256.eq(&row.sha256)).execute(c)?;
    Ok(())
}

/// The facts as they are kept, with for whom a deputy did it.
fn marked(facts: &Value) -> String {
    match (facts, behalf()) {
        (Value::Object(facts), whom) if !whom.is_empty() => {
            let mut facts = facts.clone();
            facts.insert(ON_BEHALF_OF.to_owned(), whom.into());
            Value::Object(facts).to_string()
        }
        _ => facts.to_string(),
    }
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrailFilter<'a> {
    /// About this dealer alone.
    pub dealer: Option<&'a str>,
    /// About this object alone.
    pub object: Option<&'a str>,
    /// By this person alone.
    pub person: Option<&'a str>,
    /// Of what was done so alone.
    pub action: Option<&'a str>,
    /// From this instant on, UTC.
    pub from: Option<Moment>,
    /// Before this instant, UTC.
    pub until: Option<Moment>,
    /// Before this number.
    pub before: Option<i64>,
}

/// Instants are taken before the chain is held, so that neighbours may stand the other way round by less than this.
const SLACK: TimeDelta = TimeDelta::minutes(10);

/// Entries, the latest first.
///
/// The few entries about an object are looked through, else those of a person, of a dealer, of a kind: SQLite would not know
/// which are fewest, so all but one of the columns are hidden from it.
pub fn list(c: &mut Db, filter: &TrailFilter<'_>, count_max: i64) -> Result<Vec<AuditRow>, Error> {
    let mut query = audit::table.select(AuditRow::as_select()).order(audit::seq.desc()).limit(count_max).into_boxed();
    let wanted = [
        ("audit.object", filter.object),
        ("audit.person", filter.person),
        ("audit.dealer", filter.dealer),
        ("audit.action", filter.action),
    ];
    let set = wanted.into_iter().filter_map(|(column, value)| Some((column, value?.to_owned())));
    for (place, (column, value)) in set.enumerate() {
        let column = if place == 0 { column.to_owned() } else { format!("({column} || '')") };
        query = query.filter(sql::<Text>(&column).eq(value));
    }
    if let Some(from) = filter.from {
        let Some(first) = first_since(c, from - SLACK)? else { return Ok(Vec::new()) };
        query = query.filter(audit::seq.ge(first)).filter(audit::at.ge(from));
    }
    if let Some(until) = filter.until {
        if let Some(next) = first_since(c, until + SLACK)? {
            query = query.filter(audit::seq.lt(next));
        }
        query = query.filter(audit::at.lt(until));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::seq.lt(before));
    }
    Ok(query.load(c)?)
}

/// The number of the first entry since an instant.
fn first_since(c: &mut Db, at: Moment) -> Result<Option<i64>, Error> {
    let since = audit::table.filter(audit::at.ge(at)).order((audit::at, audit::seq));
    Ok(since.select(audit::seq).first(c).optional()?)
}

/// Everything that was ever done, by name, as far as it is there.
pub fn actions(c: &mut Db) -> Result<Vec<String>, Error> {
    // From each name to the next one in the index: there are few names and many entries.
    let mut names: Vec<String> = Vec::new();
    loop {
        let last = names.last().cloned().unwrap_or_default();
        let next = audit::table.filter(audit::action.gt(last)).select(audit::action).order((audit::action, audit::seq));
        match next.first(c).optional()? {
            Some(name) => names.push(name),
            None => return Ok(names),
        }
    }
}
