//! `sanbao user`: people at the command line, where whoever reaches the database is the installation itself.

use std::io::{self, BufRead as _};
use std::process::ExitCode;

use super::NOTHING_DONE;
use super::installation::Installation;
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::store::people;
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::change_person::{Change, change_person};
use crate::workflow::enrol_second_factor::{give_second_factor, present_code};
use crate::workflow::invite_person::{Invited, NewPerson, invite_again, invite_person};
use crate::workflow::set_password::set_password;
use crate::workflow::{Error, Office};

/// What to do with whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    installation: Installation,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Add a person, and print the one-time token with which they set a password
    Add {
        /// The name to sign in with
        login: String,
        /// dealer_clerk, reviewer, call_agent, sales_manager, finance or administrator
        #[arg(long, value_parser = role)]
        role: Role,
        /// As people call them; by default the login
        #[arg(long)]
        name: Option<String>,
        /// A dealer clerk's dealer
        #[arg(long)]
        dealer: Option<String>,
        /// Where mail goes to them
        #[arg(long, default_value = "")]
        email: String,
    },
    /// Print a new one-time token for somebody whose token or password is lost
    Invite {
        /// The name to sign in with
        login: String,
    },
    /// Set a password, which is read from the standard input
    Password {
        /// The name to sign in with
        login: String,
    },
    /// Let somebody in no more
    Disable {
        /// The name to sign in with
        login: String,
    },
    /// Give somebody a new second factor, and print what an authenticator app reads
    SecondFactor {
        /// The name to sign in with
        login: String,
    },
    /// Print the present code of a second factor, for trials without an authenticator app
    Code {
        /// The name to sign in with
        login: String,
    },
    /// List everybody
    List,
}

fn role(name: &str) -> Result<Role, String> {
    let names: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
    Role::of(name).ok_or_else(|| format!("one of {}", names.join(", ")))
}

/// Why nothing was done.
enum Failed {
    Verb(Error),
    Installation(ServiceFailure),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        match error {
            // Whoever is at the machine may know what failed.
            Error::Store(error) => Self::Installation(error.into()),
            error => Self::Verb(error),
        }
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Installation(error.into())
    }
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let lang = args.installation.lang;
    let office = args.installation.office(1).map_err(Failed::Installation);
    match office.and_then(|office| act(&office, args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Installation(failure)) => args.installation.ended(Err(failure)),
        Err(Failed::Verb(error)) => {
            let is_unknown = matches!(error, Error::NotFound);
            let unknown = || lang.person_unknown(login_of(&args.what));
            eprintln!("{}", if is_unknown { unknown() } else { lang.verb_error(&error) });
            ExitCode::from(NOTHING_DONE)
        }
    }
}

fn act(office: &Office, args: &Args) -> Result<(), Failed> {
    let (system, lang) = (Actor::system(), args.installation.lang);
    match &args.what {
        What::Add { login, role, name, dealer, email } => {
            let dealer = dealer.as_deref().and_then(DealerCode::new);
            let name = name.clone().unwrap_or_else(|| login.clone());
            let locale = lang.locale().to_owned();
            let (login, email) = (login.clone(), email.clone());
            let new = NewPerson { login, name, role: *role, dealer, locale, email, mail_pace: None };
            tell(lang, &invite_person(office, &system, &new)?);
        }
        What::Invite { login } => tell(lang, &invite_again(office, &system, login)?),
        What::Password { login } => {
            let mut password = String::new();
            io::stdin().lock().read_line(&mut password)?;
            set_password(office, &system, login, password.trim_end_matches(['\r', '\n']))?;
            println!("{}", lang.password_set(login));
        }
        What::Disable { login } => {
            let change = Change { is_disabled: Some(true), ..Change::default() };
            change_person(office, &system, login, &change)?;
            println!("{}", lang.person_disabled(login));
        }
        What::SecondFactor { login } => println!("{}", give_second_factor(office, &system, login)?.uri),
        What::Code { login } => println!("{}", present_code(office, login)?),
        What::List => list(office, lang)?,
    }
    Ok(())
}

fn tell(lang: Lang, invited: &Invited) {
    let until = invited.expires_at.format("%Y-%m-%d %H:%M").to_string();
    println!("{}", lang.invitation(&invited.login, invited.token.as_str(), &until));
}

fn list(office: &Office, lang: Lang) -> Result<(), Failed> {
    const AT_ONCE: i64 = 500;
    let mut after = String::new();
    loop {
        let rows = office.store.read(|c| people::after(c, &after, AT_ONCE)).map_err(Error::from)?;
        for row in &rows {
            let role = Role::of(&row.role).map_or(row.role.as_str(), |role| lang.role(role));
            let state = lang.person_state(row.disabled_at.is_some(), !row.password_hash.is_empty());
            println!("{}\t{}\t{role}\t{}\t{state}", row.login, row.name, row.dealer);
        }
        match rows.last() {
            Some(last) => after.clone_from(&last.login),
            None => return Ok(()),
        }
    }
}

fn login_of(what: &What) -> &str {
    match what {
        What::Add { login, .. }
        | What::Invite { login }
        | What::Password { login }
        | What::Disable { login }
        | What::SecondFactor { login }
        | What::Code { login } => login,
        What::List => "",
    }
}
