//! What stands against signing in, and against what is done about people; `texts` has the words.

use super::WeakPassword;

/// What stands against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Login, password or code are not right; which, is not said.
    SignIn,
    /// Too many attempts failed; the next one is looked at after so many seconds.
    Wait {
        /// At least one.
        seconds: i64,
    },
    /// The password is too easy to guess.
    Password(WeakPassword),
    /// The code of the second factor is not right, or was used before.
    Code,
    /// The person has no second factor.
    NoSecondFactor,
    /// A second factor is to be shown just before.
    PresenceNeeded,
    /// The link is not ours, was used, or its time is over.
    Invitation,
    /// Another person has the login.
    LoginTaken,
    /// The login has a letter that none may have, or is too long.
    LoginUnusable,
    /// A dealer's clerk needs a dealer, and nobody else has one.
    DealerAndRole,
    /// Nobody could administer the installation any more.
    LastAdministrator,
    /// Nobody changes their own role, or shuts themselves out.
    OwnAccount,
    /// A token needs a scope, a name, and an expiry of at most a year.
    TokenTerms,
    /// The person is disabled.
    Disabled,
    /// An e-mail address is none.
    EmailUnusable,
}
