//! The audit trail as people look at it: by object, person, dealer, kind, and business days.

use super::{Error, Office};
use crate::calendar::Day;
use crate::clock::begin_of;
use crate::store::audit::{self, AuditRow, TrailFilter};

/// Which entries; what is none limits nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// About this dealer.
    pub dealer: Option<String>,
    /// About this object.
    pub object: Option<String>,
    /// By this person.
    pub person: Option<String>,
    /// Of what was done so.
    pub action: Option<String>,
    /// From this day on.
    pub from: Option<Day>,
    /// Until this day, itself among them.
    pub until: Option<Day>,
    /// Before this number.
    pub before: Option<i64>,
}

/// Entries, the latest first.
pub fn read_trail(office: &Office, wanted: &Wanted, count_max: i64) -> Result<Vec<AuditRow>, Error> {
    let filter = TrailFilter {
        dealer: wanted.dealer.as_deref(),
        object: wanted.object.as_deref(),
        person: wanted.person.as_deref(),
        action: wanted.action.as_deref(),
        from: wanted.from.map(begin_of),
        until: wanted.until.and_then(|day| day.succ_opt()).map(begin_of),
        before: wanted.before,
    };
    Ok(office.store.read(|c| audit::list(c, &filter, count_max))?)
}
