//! Who may take a route; each table of routes says it of every row.

use crate::auth::{Role, Scope};

/// Who may take a route.
#[derive(Debug)]
pub enum Access {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever shows a session, also one whose signing in is not complete.
    SigningIn,
    /// Whoever shows a session, also one in which somebody only looks: to sign out, and to be themselves again.
    Leaving,
    /// People of some roles.
    People {
        /// Which.
        roles: &'static [Role],
        /// What an API token needs.
        scope: Scope,
        /// Whether a second factor is to be shown just before.
        present: bool,
        /// Whether a clerk is shown in it what customers told the dealer: whoever looks at the dealer's pages then needs a
        /// role of their own that sees it.
        shows_customers: bool,
    },
}

impl Access {
    /// People of some roles.
    pub const fn people(roles: &'static [Role], scope: Scope) -> Self {
        Self::People { roles, scope, present: false, shows_customers: false }
    }

    /// People of some roles, of whom a clerk is shown customers in full.
    pub const fn close(roles: &'static [Role], scope: Scope) -> Self {
        Self::People { roles, scope, present: false, shows_customers: true }
    }

    /// People of some roles who have just shown their second factor.
    pub const fn present(roles: &'static [Role], scope: Scope) -> Self {
        Self::People { roles, scope, present: true, shows_customers: false }
    }
}
