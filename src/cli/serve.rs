//! `sanbao serve`: the service.

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use super::installation::Installation;
use super::mail::MailArgs;
use crate::app::{self, CookieKind, Listening};
use crate::jobs::Runner;
use crate::jobs::postman::Postman;
use crate::texts::ServiceFailure;
use crate::workflow::Office;
use crate::workflow::invite_person::invite_first_administrator;

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// The address and port to listen on; a proxy with TLS stands before it
    #[arg(long, env = "SANBAO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Threads that take requests
    #[arg(long, env = "SANBAO_WORKERS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: u16,
    /// Threads that read uploads and settle months
    #[arg(long, env = "SANBAO_JOB_THREADS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    job_threads: u16,
    /// Connections to the database
    #[arg(long, env = "SANBAO_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    connections: u32,
    /// Without TLS: the session's cookie goes over plain HTTP, for trials in a closed network
    #[arg(long, env = "SANBAO_PLAIN_HTTP")]
    plain_http: bool,
    #[command(flatten)]
    mail: MailArgs,
}

/// Serves until it is told to stop.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(serve(args))
}

fn serve(args: &Args) -> Result<ExitCode, ServiceFailure> {
    app::log_as_json();
    let lang = args.installation.lang;
    let mail = args.mail.server()?;
    let office = Arc::new(args.installation.office(args.connections)?);
    args.mail.keep_public_url(&office, None)?;
    let listener = TcpListener::bind(&args.listen)
        .map_err(|error| ServiceFailure::Listen { address: args.listen.clone(), reason: error.to_string() })?;
    invite_first(&office, lang);
    let jobs = Runner::start(&office, args.job_threads.into());
    if mail.is_none() {
        eprintln!("{}", lang.no_mail_server());
    }
    let postman = Postman::start(&office, mail);
    eprintln!("{}", lang.serving(&listener.local_addr()?.to_string()));
    let cookie = if args.plain_http { CookieKind::Plain } else { CookieKind::Secure };
    let served = app::run(Arc::clone(&office), Listening { listener, cookie, workers: args.workers.into() });
    postman.stop();
    jobs.stop();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// An installation without people gets its first one.
fn invite_first(office: &Office, lang: crate::texts::Lang) {
    match invite_first_administrator(office) {
        Ok(Some(invited)) => {
            let until = invited.expires_at.format("%Y-%m-%d %H:%M UTC").to_string();
            eprintln!("{}", lang.invitation(&invited.login, invited.token.as_str(), &until));
        }
        Ok(None) => {}
        Err(error) => eprintln!("{}", lang.verb_error(&error)),
    }
}
