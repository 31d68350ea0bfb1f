//! What became of registers and agreements.

use crate::store::registers::versions::Version;
use crate::workflow::import_folder::Taken;

/// What came of a file of a folder.
pub fn taken(taken: &Taken) -> String {
    match taken {
        Taken::Agreement(text) => format!("Agreement \"{}\" of {} stands.", text.code, text.effective_from),
        Taken::Register(version) => {
            let Version { id, register, rows_read, rows_added, rows_removed, .. } = version;
            let name = register.as_str();
            format!("{name}: {rows_read} rows, {rows_added} new, {rows_removed} ended (version {id}).")
        }
    }
}

/// That nobody with this login is an administrator.
pub fn no_administrator(login: &str) -> String {
    format!("No administrator signs in as \"{login}\". Name one with --as, or invite one with sanbao user.")
}
