//! Who is asking: people, their roles, passwords, second factors, sessions and API tokens.

mod attempts;
mod caller;
mod capacity;
mod login;
pub mod origin;
mod password;
pub mod privacy;
mod refused;
mod role;
mod scope;
mod seal;
mod secret;
pub mod session;
pub mod totp;

pub use attempts::{Attempts, wait_seconds};
pub(crate) use attempts::{Subject, retry_at};
pub use caller::{Access, Caller, Credential, Session, Stage, authenticate};
pub use capacity::{Capacity, DeputyFor, LookAt, may_act_as, principal_of};
pub use login::login;
pub(crate) use password::hash_again;
pub use password::{HashingBusy, Password, WeakPassword, is_right, needs_new_hash, waste_as_much_time};
pub use refused::Refused;
pub use role::Role;
pub use scope::{Scope, Scopes};
pub use seal::{Seal, SealError};
pub use secret::{API_TOKEN_PREFIX, Secret, sha256_hex};

use crate::agreement::codes::DealerCode;

/// The person on whose behalf a verb runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The login; it stands in every record of what the person did.
    pub login: String,
    /// What the person is.
    pub role: Role,
    /// The dealer of a dealer's clerk; none for everybody else.
    pub dealer: Option<DealerCode>,
}

impl Actor {
    /// The installation itself: jobs, the command line.
    pub fn system() -> Self {
        Self { login: "system".to_owned(), role: Role::Administrator, dealer: None }
    }

    /// Whether the person may see what this dealer owns.
    pub fn sees(&self, dealer: &DealerCode) -> bool {
        self.role != Role::DealerClerk || self.dealer.as_ref() == Some(dealer)
    }

    /// The dealer whose clerk the person is, as the audit trail has it; empty for everybody else.
    pub fn dealer_text(&self) -> &str {
        self.dealer.as_ref().map_or("", DealerCode::as_str)
    }
}
