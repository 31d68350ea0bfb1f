//! How mail goes out; and `sanbao mail test`, which tries it.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::notify::server::Server;
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::Office;
use crate::workflow::send_mail::{keep_public_url, try_server};

/// The mail server, who writes, and where links lead.
#[derive(Clone, clap::Args)]
pub struct MailArgs {
    /// The mail server: smtps://USER:PASSWORD@HOST, smtp+starttls://USER:PASSWORD@HOST, or smtp://HOST without TLS
    #[arg(long, env = "SANBAO_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Who writes: an address, or a name and the address in angle brackets
    #[arg(long, env = "SANBAO_MAIL_FROM", default_value = "Sanbao <sanbao@localhost>")]
    mail_from: String,
    /// A file of certificates (PEM) that the mail server's may be signed with, besides the public ones
    #[arg(long, env = "SANBAO_SMTP_CA")]
    smtp_ca: Option<PathBuf>,
    /// The URL at which people reach the service; links in mails begin with it
    #[arg(long, env = "SANBAO_PUBLIC_URL")]
    public_url: Option<String>,
}

impl std::fmt::Debug for MailArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The server's address may hold a password.
        f.debug_struct("MailArgs").field("mail_from", &self.mail_from).finish_non_exhaustive()
    }
}

impl MailArgs {
    /// The server, where one is named.
    pub fn server(&self) -> Result<Option<Server>, ServiceFailure> {
        let Some(url) = &self.smtp_url else { return Ok(None) };
        let authorities = self.smtp_ca.as_ref().map(std::fs::read).transpose()?;
        Server::of(url, &self.mail_from, authorities.as_deref()).map(Some).map_err(ServiceFailure::Mail)
    }

    /// Keeps where links lead, where that is said; `or` where it is not.
    pub fn keep_public_url(&self, office: &Office, or: Option<&str>) -> Result<(), ServiceFailure> {
        match self.public_url.as_deref().or(or) {
            Some(url) => keep_public_url(office, url).map_err(|error| match error {
                crate::workflow::Error::Store(error) => error.into(),
                other => ServiceFailure::Io(std::io::Error::other(format!("{other:?}"))),
            }),
            None => Ok(()),
        }
    }
}

/// What to do about mail.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Send one mail past the outbox, and say what the server made of it
    Test {
        /// To which address
        to: String,
        #[command(flatten)]
        mail: MailArgs,
        /// The language of the mail and of what is said here
        #[arg(long, value_enum, default_value_t)]
        lang: Lang,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let What::Test { to, mail, lang } = &args.what;
    let failed = |sentence: String| {
        eprintln!("{sentence}");
        ExitCode::from(super::NOTHING_DONE)
    };
    match mail.server() {
        Err(failure) => failed(lang.service_failure(&failure)),
        Ok(None) => failed(lang.no_mail_server().to_owned()),
        Ok(Some(server)) => match try_server(&server, to, *lang) {
            Ok(()) => {
                println!("{}", lang.mail_taken(to));
                ExitCode::SUCCESS
            }
            Err(not_sent) => failed(lang.mail_not_taken(not_sent.reason())),
        },
    }
}
