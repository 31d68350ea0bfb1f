//! What became of registers and agreements.

use crate::workflow::import_folder::Taken;

/// What came of a file of a folder.
pub fn taken(taken: &Taken) -> String {
    match taken {
        Taken::Agreement(text) => format!("Agreement \"{}\" of {} stands.", text.code, text.effective_from),
        Taken::Register(version) => {
            let (name, id) = (version.register.as_str(), version.id);
            let (read, added, removed) = (version.rows_read, version.rows_added, version.rows_removed);
            format!("{name}: {read} rows, {added} new, {removed} ended (version {id}).")
        }
    }
}

/// That nobody with this login is an administrator.
pub fn no_administrator(login: &str) -> String {
    format!("No administrator signs in as \"{login}\". Name one with --as, or invite one with sanbao user.")
}
