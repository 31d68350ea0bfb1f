//! The mail server: how it is reached, and what it makes of a message.
//!
//! A message has a minute in all, from looking the server up to its answer: no server that is slow, or says nothing, keeps
//! anybody longer. Certificates are always checked.

use std::fmt;
use std::time::Duration;

use lettre::Address;
pub use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;

use super::letter::Letter;

/// How long a message may take in all.
const DEADLINE: Duration = Duration::from_mins(1);
/// How long taking leave of the server may take; the message is out by then.
const LEAVE: Duration = Duration::from_secs(2);
/// What a server says that takes no messages at all now.
const NOT_NOW: u16 = 421;

/// How the way to the server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Privacy {
    /// TLS from the first byte on.
    Tls,
    /// TLS before anything is said that matters.
    StartTls,
    /// Nothing; for a server on the same machine or network.
    Plain,
}

/// A mail server and who writes.
pub struct Server {
    host: String,
    port: u16,
    privacy: Privacy,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    from: Mailbox,
    deadline: Duration,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let server = (&self.host, self.port, self.privacy);
        f.debug_struct("Server").field("at", &server).field("from", &self.from).finish_non_exhaustive()
    }
}

/// Why a server cannot be used as it is described. The description may hold a password and is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerFault {
    /// It is not `smtps://`, `smtp+starttls://` or `smtp://` with a host.
    Url,
    /// A password would go over the net for everybody to read.
    PlainPassword,
    /// Who writes is not an address, with or without a name.
    From,
    /// The certificates cannot be read.
    Certificates,
}

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The server cannot be reached, or takes nothing now: others would fare alike.
    Unreachable(String),
    /// The server does not take this message now.
    Later(String),
    /// The server will never take it, or it cannot be written.
    Never(String),
}

impl NotSent {
    /// The code of the server's answer, where it answered: what logs have of it, because servers repeat addresses in their
    /// words. It stands in parentheses before these.
    pub fn code(&self) -> Option<u16> {
        let (_, behind) = self.reason().split_once('(')?;
        let (code, _) = behind.split_once(')')?;
        code.parse().ok().filter(|code| (200..600).contains(code))
    }

    /// What the server said, or what happened.
    pub fn reason(&self) -> &str {
        match self {
            Self::Unreachable(reason) | Self::Later(reason) | Self::Never(reason) => reason,
        }
    }
}

/// A file that goes with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name, in ASCII.
    pub name: String,
    /// Its bytes, a PDF's.
    pub content: Vec<u8>,
}

impl Server {
    /// The server of an address such as `smtps://user:password@mail.example.com`; letters and digits of user and password
    /// stand for themselves, other bytes as `%XX`. `authorities` are certificates in PEM, one after another, to be trusted
    /// besides the public ones.
    pub fn of(url: &str, from: &str, authorities: Option<&[u8]>) -> Result<Self, ServerFault> {
        let (scheme, rest) = url.split_once("://").ok_or(ServerFault::Url)?;
        let (privacy, usual_port) = match scheme {
            "smtps" => (Privacy::Tls, 465),
            "smtp+starttls" => (Privacy::StartTls, 587),
            "smtp" => (Privacy::Plain, 25),
            _ => return Err(ServerFault::Url),
        };
        let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
        let credentials = user.map(credentials).transpose()?;
        if privacy == Privacy::Plain && credentials.is_some() {
            return Err(ServerFault::PlainPassword);
        }
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| ServerFault::Url)?),
            None => (place, usual_port),
        };
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
        if host.is_empty() || !host.chars().all(is_name) {
            return Err(ServerFault::Url);
        }
        let tls = if privacy == Privacy::Plain { None } else { Some(parameters(host, authorities)?) };
        let from = from.parse().map_err(|_| ServerFault::From)?;
        Ok(Self { host: host.to_owned(), port, privacy, tls, credentials, from, deadline: DEADLINE })
    }

    /// The same with another time for a message.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// What stands behind the `@` of its Message-IDs: the domain of who writes.
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// A letter as a message; the same `message_id` lets the receiver drop a double.
    pub fn message(
        &self,
        letter: &Letter,
        to: &str,
        message_id: &str,
        enclosures: &[Enclosure],
    ) -> Result<Message, NotSent> {
        let never = |error: &dyn fmt::Display| NotSent::Never(error.to_string());
        let to: Address = to.parse().map_err(|error| never(&error))?;
        let (text, html) =
            (letter.text().map_err(|error| never(&error))?, letter.html().map_err(|error| never(&error))?);
        let both = MultiPart::alternative_plain_html(text, html);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .message_id(Some(message_id.to_owned()));
        let names =
            [HeaderName::new_from_ascii_str("Auto-Submitted"), HeaderName::new_from_ascii_str("Content-Language")];
        for (name, value) in names.into_iter().zip(["auto-generated", letter.locale]) {
            message = message.raw_header(HeaderValue::new(name, value.to_owned()));
        }
        if enclosures.is_empty() {
            return message.multipart(both).map_err(|error| never(&error));
        }
        let pdf = ContentType::parse("application/pdf").map_err(|error| never(&error))?;
        let mut mixed = MultiPart::mixed().multipart(both);
        for enclosure in enclosures {
            mixed =
                mixed.singlepart(Attachment::new(enclosure.name.clone()).body(enclosure.content.clone(), pdf.clone()));
        }
        message.multipart(mixed).map_err(|error| never(&error))
    }

    /// Sends a message on a connection of its own, and waits for the server's answer.
    pub fn send(&self, message: &Message) -> Result<(), NotSent> {
        let unreachable = |error: &dyn fmt::Display| NotSent::Unreachable(error.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| unreachable(&error))?;
        let sent = runtime.block_on(async {
            let sent = tokio::time::timeout(self.deadline, self.hand_over(message)).await;
            let too_slow = |_| NotSent::Unreachable(format!("no answer within {} s", self.deadline.as_secs()));
            let mut connection = sent.map_err(too_slow)??;
            // The message is taken, whatever becomes of the connection.
            let _ = tokio::time::timeout(LEAVE, connection.quit()).await;
            Ok::<(), NotSent>(())
        });
        // A name that is still being looked up has a thread of its own, which nobody waits for.
        runtime.shutdown_background();
        sent
    }

    async fn hand_over(&self, message: &Message) -> Result<AsyncSmtpConnection, NotSent> {
        let mut connection = self.connect().await.map_err(|error| NotSent::Unreachable(said(&error)))?;
        match connection.send(message.envelope(), &message.formatted()).await {
            Ok(_) => Ok(connection),
            Err(error) => Err(of_answer(&error)),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let name = ClientId::default();
        let tls = self.tls.clone().filter(|_| self.privacy == Privacy::Tls);
        let at = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(at, Some(self.deadline), &name, tls, None).await?;
        if let (Privacy::StartTls, Some(tls)) = (self.privacy, &self.tls) {
            connection.starttls(tls.clone(), &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

fn credentials(user: &str) -> Result<Credentials, ServerFault> {
    let (user, password) = user.split_once(':').ok_or(ServerFault::Url)?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| ServerFault::Url);
    Ok(Credentials::new(plain(user)?, plain(password)?))
}

fn parameters(host: &str, authorities: Option<&[u8]>) -> Result<TlsParameters, ServerFault> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authorities {
        // A file without any would be taken for one.
        if memchr::memmem::find(pem, b"-----BEGIN CERTIFICATE-----").is_none() {
            return Err(ServerFault::Certificates);
        }
        let certificate = Certificate::from_pem(pem).map_err(|_| ServerFault::Certificates)?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().map_err(|_| ServerFault::Certificates)
}

/// What the server's answer to a message, or the lack of one, means for it.
fn of_answer(error: &SmtpError) -> NotSent {
    let reason = said(error);
    match error.status() {
        Some(code) if u16::from(code) == NOT_NOW => NotSent::Unreachable(reason),
        Some(_) if error.is_permanent() => NotSent::Never(reason),
        Some(_) => NotSent::Later(reason),
        None => NotSent::Unreachable(reason),
    }
}

/// An error with its causes, in one line that is not endless.
fn said(error: &SmtpError) -> String {
    const LETTERS_MAX: usize = 500;
    error.to_string().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LETTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_described_by_its_address() {
        let from = "Sanbao <sanbao@example.com>";
        for (url, at) in [
            ("smtps://mail.example.com", Ok(("mail.example.com", 465, Privacy::Tls))),
            ("smtps://u:p%40ss@mail.example.com/", Ok(("mail.example.com", 465, Privacy::Tls))),
            ("smtp+starttls://u:p@mail.example.com", Ok(("mail.example.com", 587, Privacy::StartTls))),
            ("smtp+starttls://u:p@mail.example.com:2525", Ok(("mail.example.com", 2525, Privacy::StartTls))),
            ("smtp://127.0.0.1:1025", Ok(("127.0.0.1", 1025, Privacy::Plain))),
            ("smtp://u:p@mail.example.com", Err(ServerFault::PlainPassword)),
            ("smtps://u@mail.example.com", Err(ServerFault::Url)),
            ("smtps://mail.example.com:port", Err(ServerFault::Url)),
            ("smtps://", Err(ServerFault::Url)),
            ("mail.example.com", Err(ServerFault::Url)),
            ("https://mail.example.com", Err(ServerFault::Url)),
        ] {
            let server = Server::of(url, from, None);
            let found = server.as_ref().map(|server| (server.host.as_str(), server.port, server.privacy));
            assert_eq!(found.map_err(|fault| *fault), at, "{url}");
            assert!(!format!("{server:?}").contains("p@ss"), "a password is not told");
        }
        assert_eq!(Server::of("smtp://localhost", "nobody", None).err(), Some(ServerFault::From));
        let nonsense = Server::of("smtps://localhost", from, Some(b"no certificate"));
        assert_eq!(nonsense.err(), Some(ServerFault::Certificates));
    }

    #[test]
    fn nothing_can_begin_another_header() {
        let server = Server::of("smtp://localhost", "sanbao@example.com", None).unwrap();
        let letter = Letter {
            subject: "Statement\r\nBcc: everybody@example.com".to_owned(),
            ..Letter::trial(crate::texts::Lang::En)
        };
        let message = server.message(&letter, "li@example.cn", "<1@example.com>", &[]).unwrap();
        let written = String::from_utf8(message.formatted()).unwrap();
        let headers = written.split("\r\n\r\n").next().unwrap();
        assert!(headers.contains("\nSubject: ") && !headers.contains("\nBcc:"), "{headers}");
        let to = server.message(&letter, "li@example.cn\r\nBcc: everybody@example.com", "<1@example.com>", &[]);
        assert!(matches!(to, Err(NotSent::Never(_))), "{to:?}");
    }
}
