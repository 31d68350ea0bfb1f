//! `sanbao demo`: an installation that is full of the samples, to look around in.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::installation::office;
use super::mail::MailArgs;
use super::secret::SecretArgs;
use crate::app::{self, CookieKind, Listening};
use crate::auth::Role;
use crate::jobs::Runner;
use crate::jobs::postman::Postman;
use crate::notify::server::Server;
use crate::store::months::{self, MonthFilter};
use crate::store::settings;
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::demonstrate::{PASSWORD, PEOPLE, demonstrate};
use crate::workflow::enrol_second_factor::present_code;
use crate::workflow::import_folder::FolderError;
use crate::workflow::{Office, scratch};

/// The database within the demonstration's folder.
const DATABASE: &str = "sanbao.db";
/// Where it is filled, so that one that was stopped in the middle is begun anew.
const UNFINISHED: &str = ".unfinished";
const CONNECTIONS: u32 = 16;
/// More months than the samples have.
const MONTHS_MAX: i64 = 10_000;

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
    #[command(flatten)]
    mail: MailArgs,
}

/// Fills an empty installation, and serves it until it is told to stop.
pub fn run(args: &Args) -> ExitCode {
    match show(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentences) => {
            for sentence in sentences {
                eprintln!("{sentence}");
            }
            ExitCode::from(super::NOTHING_DONE)
        }
    }
}

fn show(args: &Args) -> Result<(), Vec<String>> {
    let worded = |failure: ServiceFailure| vec![args.lang.service_failure(&failure)];
    let mail = args.mail.server().map_err(worded)?;
    // An address that is taken is told at once, and not after the work.
    let listener = TcpListener::bind(&args.listen)
        .map_err(|error| worded(ServiceFailure::Listen { address: args.listen.clone(), reason: error.to_string() }))?;
    let database = args.dir.join(DATABASE);
    if !database.exists() {
        fill(args, &database)?;
    }
    serve(&database, listener, args, mail).map_err(worded)
}

/// Fills a database aside, and puts it in its place when it is whole.
fn fill(args: &Args, database: &Path) -> Result<(), Vec<String>> {
    let lang = args.lang;
    let worded = |failure: ServiceFailure| vec![lang.service_failure(&failure)];
    let unfinished = args.dir.join(UNFINISHED);
    empty(&unfinished).map_err(|error| worded(error.into()))?;
    let filled = unfinished.join(DATABASE);
    let office = office(&filled.display().to_string(), &SecretArgs::default(), None, CONNECTIONS).map_err(worded)?;
    let told = demonstrate(&office, &args.samples, &mut |day, steps| {
        let steps: Vec<&str> = steps.iter().map(|step| lang.demonstrated(*step)).collect();
        eprintln!("{day}  {}", steps.join(lang.comma()));
    });
    told.map_err(|error| match error {
        FolderError::Folder(error) => lang.run_error(&error),
        FolderError::Verb(error) => vec![lang.verb_error(&error)],
    })?;
    drop(office);
    put_in_place(&unfinished, database).map_err(|error| worded(error.into()))
}

fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(folder)
}

/// The database comes last, because where it is there, all is.
fn put_in_place(unfinished: &Path, database: &Path) -> io::Result<()> {
    let place = database.parent().unwrap_or(Path::new("."));
    for entry in fs::read_dir(unfinished)? {
        let entry = entry?;
        if entry.file_name() != DATABASE {
            fs::rename(entry.path(), place.join(entry.file_name()))?;
        }
    }
    fs::rename(unfinished.join(DATABASE), database)?;
    fs::remove_dir(unfinished)
}

fn serve(database: &Path, listener: TcpListener, args: &Args, mail: Option<Server>) -> Result<(), ServiceFailure> {
    let lang = args.lang;
    let office = office(&database.display().to_string(), &SecretArgs::default(), None, CONNECTIONS)?;
    if office.store.read(|c| settings::get(c, settings::CLOCK_SHIFT_SECONDS))?.is_none() {
        return Err(ServiceFailure::NoDemonstration(database.to_owned()));
    }
    let office = Arc::new(office);
    args.mail.keep_public_url(&office, Some(&format!("http://{}", listener.local_addr()?)))?;
    let jobs = Runner::start(&office, 2);
    if mail.is_none() {
        eprintln!("{}", lang.no_mail_server());
    }
    let postman = Postman::start(&office, mail);
    println!("{}", lang.serving(&listener.local_addr()?.to_string()));
    tell(&office, database, lang)?;
    let served = app::run(Arc::clone(&office), Listening { listener, cookie: CookieKind::Plain, workers: 2 });
    postman.stop();
    jobs.stop();
    scratch::end();
    Ok(served?)
}

/// What there is to see, and a login for every role, with the present code of the second factor where there is one.
fn tell(office: &Office, database: &Path, lang: Lang) -> Result<(), ServiceFailure> {
    println!("{}", lang.demonstration_day(office.clock.today()));
    let months = office.store.read(|c| months::list(c, &MonthFilter::default(), None, MONTHS_MAX))?;
    let mut counts = BTreeMap::new();
    // A month without an agreement has no statement.
    for key in months.iter().filter_map(|month| month.state.map(|state| (month.period, state))) {
        *counts.entry(key).or_insert(0_usize) += 1;
    }
    for ((period, state), count) in counts {
        println!("  {period}  {}", lang.statements_in(count, state));
    }
    println!("{}", lang.demonstration(PASSWORD, database));
    let clerk = ("hz01", "", Role::DealerClerk);
    for (login, _, role) in std::iter::once(clerk).chain(PEOPLE) {
        let code = if role.moves_money() { present_code(office, login).unwrap_or_default() } else { String::new() };
        println!("{}", format!("  {login:10} {code:6}  {}", lang.role(role)).trim_end());
    }
    Ok(())
}
