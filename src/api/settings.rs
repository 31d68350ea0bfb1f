//! What is set for the installation.

use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::texts::bodies::{Takes, Wrong};
use crate::workflow::change_settings::{Change, Settings, change_settings, read_settings};

/// The largest that a sheet can be set to be.
const BYTES_MAX: u64 = 20 << 20;

/// What is set.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SettingsView {
    /// The first period that is settled, YYYY-MM; none before the first agreement is published.
    pub first_period: Option<String>,
    /// The most bytes of a dealer's sheet.
    pub dealer_bytes_max: u64,
    /// The most rows of a dealer's sheet.
    pub dealer_rows_max: u32,
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        let Settings { first_period, dealer_bytes_max, dealer_rows_max } = settings;
        Self { first_period: first_period.map(|period| period.to_string()), dealer_bytes_max, dealer_rows_max }
    }
}

/// What is to change; what is not there stays.
#[derive(Debug, Default, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsBody {
    /// The first period that is settled, YYYY-MM; it stays once anything is filed.
    #[validate(length(equal = 7))]
    pub first_period: Option<String>,
    /// The most bytes of a dealer's sheet.
    #[validate(range(min = 1_024, max = BYTES_MAX))]
    pub dealer_bytes_max: Option<u64>,
    /// The most rows of a dealer's sheet.
    #[validate(range(min = 1, max = 1_000_000))]
    pub dealer_rows_max: Option<u32>,
}

/// What is set.
#[utoipa::path(get, path = "/settings", tag = "settings",
    responses((status = 200, body = SettingsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who) -> Result<Json<SettingsView>, Problem> {
    let settings = on_block(&desk, who.lang, |office| office.store.read(read_settings));
    Ok(Json(settings.await?.into()))
}

/// Changes what is set.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = SettingsBody,
    responses((status = 200, body = SettingsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn change(desk: Desk, who: Who, body: Checked<SettingsBody>) -> Result<Json<SettingsView>, Problem> {
    let actor = who.actor.clone();
    let SettingsBody { first_period, dealer_bytes_max, dealer_rows_max } = body.0;
    let first_period = first_period.as_deref().map(place::period).transpose();
    let first_period =
        first_period.map_err(|_| Problem::field(who.lang, "first_period", Wrong::Takes(Takes::Month)))?;
    let change = Change { first_period, dealer_bytes_max, dealer_rows_max };
    Ok(Json(on_block(&desk, who.lang, move |office| change_settings(office, &actor, change)).await?.into()))
}
