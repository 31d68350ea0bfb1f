//! The audit trail: a chain in which every entry holds the hash of the one before.

mod chain;

pub use chain::{ChainFault, Verified, verify};

use chrono::Timelike as _;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

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
    /// The facts; never personal data of customers.
    pub facts: Value,
}

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
        facts: entry.facts.to_string(),
        previous_sha256,
        sha256: String::new(),
    };
    row.sha256 = row.hash();
    diesel::insert_into(audit::table).values(&row).execute(c)?;
    diesel::update(audit_head::table).set(audit_head::sha256.eq(&row.sha256)).execute(c)?;
    Ok(())
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrailFilter<'a> {
    /// About this dealer alone.
    pub dealer: Option<&'a str>,
    /// About this object alone.
    pub object: Option<&'a str>,
    /// Before this number.
    pub before: Option<i64>,
}

/// Entries, the latest first.
pub fn list(c: &mut Db, filter: &TrailFilter<'_>, count_max: i64) -> Result<Vec<AuditRow>, Error> {
    let mut query = audit::table.select(AuditRow::as_select()).order(audit::seq.desc()).limit(count_max).into_boxed();
    if let Some(object) = filter.object {
        query = query.filter(audit::object.eq(object.to_owned()));
    }
    if let Some(dealer) = filter.dealer {
        query = match filter.object {
            None => query.filter(audit::dealer.eq(dealer.to_owned())),
            // The few entries about an object are looked through, and not the many about its dealer.
            Some(_) => query.filter(sql::<Text>("(audit.dealer || '')").eq(dealer.to_owned())),
        };
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::seq.lt(before));
    }
    Ok(query.load(c)?)
}
