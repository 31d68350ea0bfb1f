//! `sanbao demo`: an installation that is full of the samples, to look around in.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use super::secret::SecretArgs;
use crate::app::{self, CookieKind, Listening};
use crate::auth::Attempts;
use crate::clock::Clock;
use crate::jobs::Runner;
use crate::sheets::Reader;
use crate::store::{Store, settings};
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::demonstrate::{PASSWORD, PEOPLE, demonstrate};
use crate::workflow::enrol_second_factor::present_code;
use crate::workflow::import_folder::FolderError;
use crate::workflow::{Office, scratch};

/// Where to show what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the demonstration's database is kept; the next start goes on with it
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// The samples that fill it
    #[arg(long, default_value = "import-samples")]
    samples: PathBuf,
    /// The address and port to listen on, of this machine alone
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The language of what is said here
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// Fills an empty installation, and serves it until it is told to stop.
pub fn run(args: &Args) -> ExitCode {
    show(args).unwrap_or_else(|failure| {
        eprintln!("{}", args.lang.service_failure(&failure));
        ExitCode::from(super::NOTHING_DONE)
    })
}

fn show(args: &Args) -> Result<ExitCode, ServiceFailure> {
    std::fs::create_dir_all(&args.dir)?;
    let url = args.dir.join("sanbao.db").display().to_string();
    let seal = SecretArgs::default().seal(&url)?;
    let store = Store::open(&url, 16)?;
    store.migrate()?;
    let reader = Reader::new(std::env::current_exe()?);
    let office = Office { store, clock: Clock::default(), reader, seal, attempts: Attempts::default() };
    if office.store.read(|c| settings::get(c, settings::FIRST_PERIOD))?.is_none() {
        let told = demonstrate(&office, &args.samples, &mut |day, done| eprintln!("{day}  {done}"));
        if let Err(error) = told {
            for line in worded(args.lang, &error) {
                eprintln!("{line}");
            }
            return Ok(ExitCode::from(super::NOTHING_DONE));
        }
    }
    let shift = office.store.read(|c| settings::get(c, settings::CLOCK_SHIFT_SECONDS))?;
    office.clock.shift(shift.and_then(|seconds| seconds.parse().ok()).unwrap_or_default());
    let listener = TcpListener::bind(&args.listen)
        .map_err(|error| ServiceFailure::Listen { address: args.listen.clone(), reason: error.to_string() })?;
    let office = Arc::new(office);
    let jobs = Runner::start(&office, 2);
    eprintln!("{}", args.lang.serving(&listener.local_addr()?.to_string()));
    people(&office, args.lang);
    let served = app::run(Arc::clone(&office), Listening { listener, cookie: CookieKind::Plain, workers: 2 });
    jobs.stop();
    scratch::end();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// A login for every role, with the present code of the second factor where there is one.
fn people(office: &Office, lang: Lang) {
    eprintln!("{}", lang.demonstration(PASSWORD));
    for (login, _, role) in PEOPLE {
        let code = if role.moves_money() { present_code(office, login).unwrap_or_default() } else { String::new() };
        eprintln!("  {login:10} {} {code}", lang.role(role));
    }
    eprintln!("  {:10} {}", "hz01", lang.role(crate::auth::Role::DealerClerk));
}

fn worded(lang: Lang, error: &FolderError) -> Vec<String> {
    match error {
        FolderError::Folder(error) => lang.run_error(error),
        FolderError::Verb(error) => vec![lang.verb_error(error)],
    }
}
