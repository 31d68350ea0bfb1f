//! Signing in, and what is done about people.

use crate::auth::{Refused, Role, WeakPassword};

/// What stands against it, and what to do.
pub fn refused(refused: &Refused) -> String {
    match refused {
        Refused::SignIn => "Login, password or code are not right.".to_owned(),
        Refused::Wait { seconds } => format!("Too many attempts. Try again in {seconds} s."),
        Refused::Password(weak) => weak_password(*weak),
        Refused::Code => "The code is not right, or was used before. Wait for the next one.".to_owned(),
        Refused::NoSecondFactor => "This account has no second factor.".to_owned(),
        Refused::PresenceNeeded => "Show the code of your second factor first; it holds for 10 minutes.".to_owned(),
        Refused::Invitation => {
            "The link is not valid, was used, or is too old. Ask an administrator for a new one.".to_owned()
        }
        Refused::LoginTaken => "Somebody else has this login.".to_owned(),
        Refused::LoginUnusable => "A login has letters, digits and . - _ @ only, at most 64 of them.".to_owned(),
        Refused::DealerAndRole => "A dealer's clerk belongs to a dealer, and nobody else does.".to_owned(),
        Refused::LastAdministrator => "This is the last administrator: invite another one first.".to_owned(),
        Refused::OwnAccount => {
            "Nobody changes their own role, state or second factor. Ask another administrator.".to_owned()
        }
        Refused::TokenTerms => {
            "A token needs a name of at most 100 letters, a scope, and an expiry of 1 to 366 days.".to_owned()
        }
        Refused::Disabled => "This account is disabled.".to_owned(),
        Refused::EmailUnusable => {
            "This is no e-mail address. Write it as name@example.com, one address and nothing else.".to_owned()
        }
        Refused::OnlyLooking => {
            "You look at a dealer's pages, read-only: nothing can be changed here. Go back to your own pages first."
                .to_owned()
        }
        Refused::CustomersMasked => {
            "Customers' names, telephone numbers and addresses are in it, which your own role does not see.".to_owned()
        }
        Refused::NotThemselves => {
            "You act as a deputy or look at a dealer's pages. Become yourself again first: a delegation is not passed on."
                .to_owned()
        }
        Refused::DeputyUnfit => {
            "A deputy is another person of the house who is not disabled, and no administrator. Check the login.".to_owned()
        }
        Refused::DelegationDays { days_max } => {
            format!("The days begin today or later, end no earlier than they begin, and are at most {days_max}.")
        }
        Refused::DeputyNamed { deputy, first_day, last_day } => {
            format!("{deputy} is your deputy from {first_day} to {last_day}. End that first, or choose other days.")
        }
        Refused::DelegationOver => "The delegation does not hold today: it is over, was ended, or has yet to begin.".to_owned(),
        Refused::FactorForDeputy => {
            "The role that you would act in moves money, so it needs your own second factor. Enrol one in your account first."
                .to_owned()
        }
    }
}

fn weak_password(weak: WeakPassword) -> String {
    match weak {
        WeakPassword::Short { letters_min } => format!("The password needs at least {letters_min} letters."),
        WeakPassword::Long { letters_max } => format!("The password may have at most {letters_max} letters."),
        WeakPassword::Common => "The password is among those that are tried first. Choose another one.".to_owned(),
        WeakPassword::HoldsLogin => "The password must not hold the login.".to_owned(),
    }
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::DealerClerk => "dealer's clerk",
        Role::Reviewer => "reviewer",
        Role::CallAgent => "call agent",
        Role::SalesManager => "sales manager",
        Role::Finance => "finance",
        Role::Administrator => "administrator",
    }
}

/// Whom a one-time link is for, and how long it holds.
pub fn invitation(login: &str, token: &str, until: &str) -> String {
    format!("One-time token for {login} to set a password, good until {until} UTC:\n{token}")
}

/// That a person's password was set.
pub fn password_set(login: &str) -> String {
    format!("The password of {login} is set.")
}

/// That a person may come in no more.
pub fn disabled(login: &str) -> String {
    format!("{login} is disabled; their sessions and tokens are ended.")
}

/// That nobody has a login.
pub fn unknown(login: &str) -> String {
    format!("Nobody has the login {login}.")
}

/// How a person stands: active, invited or disabled.
pub fn state(is_disabled: bool, has_password: bool) -> &'static str {
    match (is_disabled, has_password) {
        (true, _) => "disabled",
        (false, true) => "active",
        (false, false) => "invited",
    }
}
