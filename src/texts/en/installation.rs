//! The commands on an installation, in English.

use std::path::Path;

use crate::agreement::statement::State;
use crate::calendar::Day;
use crate::notify::server::ServerFault;
use crate::reports::pdf::TypefaceError;
use crate::store::audit::{ChainFault, Verified};
use crate::store::backup::BackupError;
use crate::texts::{FontFault, ServiceFailure};
use crate::workflow::demonstrate::Step;

/// Why a command could not be done, and what to do.
pub fn failure(failure: &ServiceFailure) -> String {
    match failure {
        ServiceFailure::Secret { path, reason } => {
            format!(
                "The installation's key cannot be read from {}: {reason}. Name its file with --secret-file.",
                path.display()
            )
        }
        ServiceFailure::Listen { address, reason } => {
            format!("{address} cannot be listened on: {reason}. Choose another address with --listen.")
        }
        ServiceFailure::NoDemonstration(path) => format!(
            "{} is no demonstration. Serve it with sanbao serve, or choose another folder with --dir.",
            path.display()
        ),
        ServiceFailure::Store(error) => format!("The database failed: {error}."),
        ServiceFailure::Mail(fault) => mail(*fault).to_owned(),
        ServiceFailure::Backup(error) => backup(error),
        ServiceFailure::Font { path, reason } => font(path, reason),
        ServiceFailure::Io(error) => format!("A file failed: {error}."),
    }
}

const fn mail(fault: ServerFault) -> &'static str {
    match fault {
        ServerFault::Url => {
            "--smtp-url is not smtps://USER:PASSWORD@HOST, smtp+starttls://USER:PASSWORD@HOST or smtp://HOST. Write other \
             signs than letters and digits of the password as %XX."
        }
        ServerFault::PlainPassword => {
            "--smtp-url would send the password without TLS. Use smtps:// or smtp+starttls://."
        }
        ServerFault::From => "--mail-from is neither an address nor NAME <ADDRESS>.",
        ServerFault::Certificates => "The certificates of --smtp-ca cannot be read; they are expected as PEM.",
    }
}

/// That no mail goes out, and what to do.
pub const fn no_mail_server() -> &'static str {
    "No mail server is named with --smtp-url: mails are written and wait in the outbox, where administrators see them."
}

/// That the server took the mail that tries the way.
pub fn mail_taken(to: &str) -> String {
    format!("The mail server has taken a mail to {to}. See whether it arrives.")
}

/// That it did not, and why.
pub fn mail_not_taken(reason: &str) -> String {
    format!("The mail was not taken: {reason}.")
}

fn backup(error: &BackupError) -> String {
    match error {
        BackupError::NotEmbedded => {
            "A PostgreSQL database is backed up with pg_dump and restored with pg_restore.".to_owned()
        }
        BackupError::Exists(path) => format!("{} is there already and is not overwritten.", path.display()),
        BackupError::OtherHash(path) => format!("{} is not the file whose SHA-256 stands beside it.", path.display()),
        BackupError::Damaged(what) => format!("The backup is damaged: {what}. Nothing was restored."),
        BackupError::OtherSchema => "The backup is of a newer version. Restore it with that version.".to_owned(),
        BackupError::Trail { seq, fault } => {
            format!("{} Nothing was restored.", verified(Verified::Broken { seq: *seq, fault: *fault }))
        }
        BackupError::File { path, source } => format!("{}: {source}.", path.display()),
        BackupError::Store(error) => format!("The database failed: {error}."),
    }
}

/// Where the service answers.
pub fn serving(address: &str) -> String {
    format!("Sanbao answers on http://{address}; its interface is described on http://{address}/api/v1/docs/.")
}

/// How many migrations ran.
pub fn migrated(ran: usize) -> String {
    match ran {
        0 => "The database is up to date.".to_owned(),
        _ => format!("The database was brought up to date in {ran} steps."),
    }
}

/// How many dealers' months were settled.
pub fn settled(dealers: usize) -> String {
    let dealers = if dealers == 1 { "1 dealer".to_owned() } else { format!("{dealers} dealers") };
    format!("The open months of {dealers} are settled.")
}

/// What checking the audit trail found.
pub fn verified(verified: Verified) -> String {
    match verified {
        Verified::Whole { entries } => format!("The audit trail is whole: {entries} entries."),
        Verified::Broken { seq, fault } => match fault {
            ChainFault::Changed => format!("Entry {seq} of the audit trail was changed."),
            ChainFault::Unlinked => format!("Entry {seq} of the audit trail does not follow from the one before."),
            ChainFault::Missing => format!("Entry {seq} of the audit trail is missing."),
            ChainFault::Inserted => format!("Entry {seq} of the audit trail was put in."),
        },
    }
}

/// Where the backup is.
pub fn backed_up(out: &Path, sha256: &str) -> String {
    format!("The database is copied to {}, SHA-256 {sha256}.", out.display())
}

/// That a backup is in its place.
pub fn restored(target: &str, entries: i64) -> String {
    format!("The backup is whole and stands at {target}; its audit trail has {entries} entries.")
}

/// Which day it is in the demonstration.
pub fn demonstration_day(today: Day) -> String {
    format!("In the demonstration it is {today}.")
}

/// How many statements of a month are in a state.
pub fn statements_in(count: usize, state: State) -> String {
    let statements = if count == 1 { "statement" } else { "statements" };
    let state = match state {
        State::Draft => "drafts, which wait for the after-sales centre to confirm",
        State::Confirmed => "confirmed, waiting for approval",
        State::Approved => "approved, waiting for finance to release",
        State::Released => "released, waiting for the bank",
        State::Paid => "paid",
    };
    format!("{count} {statements}: {state}")
}

/// Who can sign in to the demonstration.
pub fn demonstration(password: &str, database: &Path) -> String {
    format!(
        "Everybody's password is {password}. The number is the present code of the second factor; another one gives \
         sanbao user code LOGIN --database-url {}",
        database.display()
    )
}

/// What happened in the demonstration.
pub const fn demonstrated(step: Step) -> &'static str {
    match step {
        Step::Opened => "registers and agreements are in",
        Step::Filed => "sheets filed",
        Step::Drawn => "lots drawn",
        Step::Called => "customers called",
        Step::Decided => "held slips decided",
        Step::Confirmed => "statements confirmed",
        Step::Approved => "statements approved",
        Step::Released => "payments released",
        Step::Paid => "payments made",
    }
}

fn font(path: &Path, fault: &FontFault) -> String {
    let path = path.display();
    match fault {
        FontFault::Unreadable(reason) => format!("The font {path} cannot be read: {reason}."),
        FontFault::Unfit(TypefaceError::Unreadable) => {
            format!("{path} is no font. Name an .otf or .ttf file; of a collection (.ttc), take one font out of it.")
        }
        FontFault::Unfit(TypefaceError::TooFewCharacters) => format!(
            "The font {path} lacks digits or the sign 〓, which stands for characters it does not have. Name a font for Chinese."
        ),
    }
}
