//! What is set once for the installation.

use diesel::prelude::*;

use super::dialect::Suffix;
use super::schema::settings;
use super::{Db, Error};

/// The first period that the installation settles (agreement 7.1, 8.1), written `YYYY-MM`.
pub const FIRST_PERIOD: &str = "first_period";

/// The most bytes that a dealer's sheet may have, in digits.
pub const DEALER_BYTES_MAX: &str = "dealer_bytes_max";

/// The most rows below the header that a dealer's sheet may have, in digits.
pub const DEALER_ROWS_MAX: &str = "dealer_rows_max";

/// Who pays the dealers, as JSON.
pub(super) const PAYER: &str = "payer";

/// Whether a payment waits for the dealer's invoice: `true` or `false`.
pub(super) const REQUIRE_INVOICE: &str = "require_invoice";

/// Whether the ledger's sums are still to be made: [`DUE`] where a migration found steps without them.
pub const LEDGER_SUMS: &str = "ledger_sums";

/// Whether the numbers of earlier calls are still to be noted, in the same words.
pub const CALL_NUMBERS: &str = "call_numbers";

/// What a migration writes of work that the program still has to do, once, when it starts.
pub const DUE: &str = "due";

/// The value of a setting.
pub fn get(c: &mut Db, name: &str) -> Result<Option<String>, Error> {
    Ok(settings::table.find(name).select(settings::value).first(c).optional()?)
}

/// Sets a value.
pub fn set(c: &mut Db, name: &str, value: &str) -> Result<(), Error> {
    let insert = diesel::insert_into(settings::table).values((settings::name.eq(name), settings::value.eq(value)));
    Suffix(insert, " ON CONFLICT (name) DO UPDATE SET value = excluded.value").execute(c)?;
    Ok(())
}

/// By how many seconds the installation's clock is ahead of the machine's; only the demonstration sets it.
pub const CLOCK_SHIFT_SECONDS: &str = "clock_shift_seconds";

/// Where people reach the installation, without a slash at the end; links in mails begin with it.
pub const PUBLIC_URL: &str = "public_url";

/// The business day whose reminders were written last.
pub const REMINDED_ON: &str = "reminded_on";

/// When the embedded database was copied last, UTC, as `sanbao backup` notes it.
pub const BACKED_UP_AT: &str = "backed_up_at";
