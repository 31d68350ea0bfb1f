//! Who is asking: people, their roles, passwords, second factors, sessions and API tokens.

mod role;

pub use role::Role;

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
}
