//! What stands against signing in, and against what is done about people; `texts` has the words.

use super::WeakPassword;
use crate::calendar::Day;

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
    /// Whoever looks at a dealer's pages changes nothing.
    OnlyLooking,
    /// It shows customers in full, which the own role of whoever looks does not see.
    CustomersMasked,
    /// The person already acts as a deputy, or looks at a dealer's pages.
    NotThemselves,
    /// Nobody can be the deputy: not there, disabled, a dealer's clerk, an administrator, or the same person.
    DeputyUnfit,
    /// The days do not begin today or later, do not follow each other, or are too many.
    DelegationDays {
        /// So many at most.
        days_max: i64,
    },
    /// The person has a deputy on some of these days.
    DeputyNamed {
        /// Who: a login.
        deputy: String,
        /// The first of that one's days.
        first_day: Day,
        /// The last.
        last_day: Day,
    },
    /// The delegation does not hold today.
    DelegationOver,
    /// The role that is delegated needs a second factor.
    FactorForDeputy,
}
