//! The words of the commands on an installation.

use std::path::{Path, PathBuf};

use super::{Lang, en, zh_cn};
use crate::agreement::statement::State;
use crate::calendar::Day;
use crate::notify::server::ServerFault;
use crate::reports::pdf::TypefaceError;
use crate::store::audit::Verified;
use crate::store::backup::BackupError;
use crate::workflow::demonstrate::Step;

/// Why a command on an installation could not be done.
#[derive(Debug)]
pub enum ServiceFailure {
    /// The installation's key cannot be had.
    Secret {
        /// Where it should be.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The address cannot be listened on.
    Listen {
        /// Which.
        address: String,
        /// Why.
        reason: String,
    },
    /// The database of the demonstration is an installation's.
    NoDemonstration(PathBuf),
    /// The database failed.
    Store(crate::store::Error),
    /// The mail server cannot be used as it is described.
    Mail(ServerFault),
    /// There is no copy, or a copy was not taken.
    Backup(BackupError),
    /// The font of PDFs cannot be used.
    Font {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: FontFault,
    },
    /// A file failed.
    Io(std::io::Error),
}

/// Why a font cannot be used.
#[derive(Debug)]
pub enum FontFault {
    /// The file cannot be read.
    Unreadable(String),
    /// It is no font for papers.
    Unfit(TypefaceError),
}

impl From<crate::store::Error> for ServiceFailure {
    fn from(error: crate::store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<BackupError> for ServiceFailure {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<std::io::Error> for ServiceFailure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl Lang {
    /// Why a command could not be done, and what to do.
    pub fn service_failure(self, failure: &ServiceFailure) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::failure(failure),
            Self::En => en::installation::failure(failure),
        }
    }

    /// Where the service answers.
    pub fn serving(self, address: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::serving(address),
            Self::En => en::installation::serving(address),
        }
    }

    /// How many migrations ran.
    pub fn migrated(self, ran: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::migrated(ran),
            Self::En => en::installation::migrated(ran),
        }
    }

    /// Who can sign in to the demonstration.
    pub fn demonstration(self, password: &str, database: &Path) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::demonstration(password, database),
            Self::En => en::installation::demonstration(password, database),
        }
    }

    /// Which day it is in the demonstration.
    pub fn demonstration_day(self, today: Day) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::demonstration_day(today),
            Self::En => en::installation::demonstration_day(today),
        }
    }

    /// How many statements of a month are in a state.
    pub fn statements_in(self, count: usize, state: State) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::statements_in(count, state),
            Self::En => en::installation::statements_in(count, state),
        }
    }

    /// What happened in the demonstration.
    pub fn demonstrated(self, step: Step) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::installation::demonstrated(step),
            Self::En => en::installation::demonstrated(step),
        }
    }

    /// What stands between two things of a list.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::ZhCn => "、",
            Self::En => ", ",
        }
    }

    /// That no mail goes out, and what to do.
    pub fn no_mail_server(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::installation::no_mail_server(),
            Self::En => en::installation::no_mail_server(),
        }
    }

    /// That the server took the mail that tries the way.
    pub fn mail_taken(self, to: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::mail_taken(to),
            Self::En => en::installation::mail_taken(to),
        }
    }

    /// That it did not, and why.
    pub fn mail_not_taken(self, reason: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::mail_not_taken(reason),
            Self::En => en::installation::mail_not_taken(reason),
        }
    }

    /// How many dealers' months were settled.
    pub fn settled(self, dealers: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::settled(dealers),
            Self::En => en::installation::settled(dealers),
        }
    }

    /// What checking the audit trail found.
    pub fn verified(self, verified: Verified) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::verified(verified),
            Self::En => en::installation::verified(verified),
        }
    }

    /// Where the backup is.
    pub fn backed_up(self, out: &Path, sha256: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::backed_up(out, sha256),
            Self::En => en::installation::backed_up(out, sha256),
        }
    }

    /// That a backup is in its place.
    pub fn restored(self, target: &str, entries: i64) -> String {
        match self {
            Self::ZhCn => zh_cn::installation::restored(target, entries),
            Self::En => en::installation::restored(target, entries),
        }
    }
}
