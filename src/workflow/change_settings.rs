//! What an administrator sets for the installation: its first period (agreement 7.1), and how large dealers' sheets may be.

use serde_json::json;

use super::{Error, Office, Refusal, only, read_sheet};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::{Db, audit, books, months, settings};

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The first period that is settled; none before the first agreement is published.
    pub first_period: Option<Period>,
    /// The most bytes of a dealer's sheet.
    pub dealer_bytes_max: u64,
    /// The most rows of a dealer's sheet.
    pub dealer_rows_max: u32,
}

/// What is to change; what is none stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// The first period.
    pub first_period: Option<Period>,
    /// The most bytes of a dealer's sheet.
    pub dealer_bytes_max: Option<u64>,
    /// The most rows of a dealer's sheet.
    pub dealer_rows_max: Option<u32>,
}

/// What is set now.
pub fn read_settings(c: &mut Db) -> Result<Settings, Error> {
    let (first, limits) = (settings::get(c, settings::FIRST_PERIOD)?, read_sheet::dealer_limits(c)?);
    Ok(Settings {
        first_period: first.and_then(|period| period.parse().ok()),
        dealer_bytes_max: limits.file_bytes_max,
        dealer_rows_max: limits.rows_max,
    })
}

/// Changes what is set. The first period stays once anything is filed or confirmed, because every account begins with it.
pub fn change_settings(office: &Office, actor: &Actor, change: Change) -> Result<Settings, Error> {
    only(actor, &[Role::Administrator])?;
    let now = office.clock.now();
    office.store.write(|c| {
        books::lock_several(c)?;
        let before = read_settings(c)?;
        let first_period = change.first_period.filter(|period| Some(*period) != before.first_period);
        if let Some(period) = first_period {
            if months::is_any_begun(c)? {
                return Err(Refusal::FirstPeriodFixed.into());
            }
            settings::set(c, settings::FIRST_PERIOD, &period.to_string())?;
            books::touch_all(c, now)?;
        }
        let limits = [
            (settings::DEALER_BYTES_MAX, change.dealer_bytes_max.map(|bytes| bytes.to_string())),
            (settings::DEALER_ROWS_MAX, change.dealer_rows_max.map(|rows| rows.to_string())),
        ];
        for (name, value) in limits {
            if let Some(value) = value {
                settings::set(c, name, &value)?;
            }
        }
        let after = read_settings(c)?;
        if after != before {
            let facts = json!({
                "first_period": after.first_period,
                "dealer_bytes_max": after.dealer_bytes_max,
                "dealer_rows_max": after.dealer_rows_max,
            });
            let (person, action) = (actor.login.as_str(), "settings.change");
            audit::append(c, &audit::Entry { at: now, person, action, dealer: "", object: "settings", facts })?;
        }
        Ok(after)
    })
}
