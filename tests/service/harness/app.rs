//! An office behind the real server, and clients of it.

use sanbao::agreement::codes::DealerCode;
use sanbao::auth::{Actor, Role, sha256_hex};
use sanbao::store::{Backend, new_id, people, sessions};
use sanbao::web::CookieKind;
use sanbao::web::pass::CSRF_HEADER;
use serde_json::Value;

use super::TestOffice;
use crate::served::Served;

/// An office and the server before it.
pub struct TestApp {
    // Ends before the office's database does.
    served: Served,
    /// What the server works with.
    pub test: TestOffice,
}

impl TestApp {
    /// Starts the server.
    pub fn on(backend: Backend) -> Self {
        Self::before(TestOffice::on(backend))
    }

    /// Starts the server before an office that is there.
    pub fn before(test: TestOffice) -> Self {
        Self { served: Served::begin(test.office.clone(), CookieKind::Secure), test }
    }

    /// Somebody who is not signed in.
    pub fn anybody(&self) -> Client {
        Client { address: self.served.address.clone(), session: None, agent: agent() }
    }

    /// A person of the role, made here and signed in, a second factor just shown; `dealer` for a dealer's clerk.
    pub fn signed_in(&self, role: Role, dealer: Option<&str>) -> Client {
        sign_in(&self.test, &self.served.address, role, dealer)
    }
}

/// A person of the role, made and signed in before the server at an address, a second factor just shown.
pub fn sign_in(test: &TestOffice, address: &str, role: Role, dealer: Option<&str>) -> Client {
    let (office, now) = (&test.office, test.office.clock.now());
    let (token, csrf) = (new_id(), new_id());
    let person = people::PersonRow {
        name: "王小明".to_owned(),
        dealer: dealer.unwrap_or_default().to_owned(),
        locale: "en".to_owned(),
        totp_secret: "sealed".to_owned(),
        ..people::PersonRow::new(&format!("{}-{}", role.as_str(), new_id()), role.as_str(), now)
    };
    let begun = sessions::SessionRow::new(sha256_hex(&token), &person.id, csrf.clone(), now);
    let session = sessions::SessionRow { confirmed_at: Some(now), ..begun };
    office
        .store
        .write(|c| {
            people::insert(c, &person)?;
            sessions::insert(c, &session)
        })
        .unwrap();
    let actor = Actor { login: person.login, role, dealer: dealer.and_then(DealerCode::new) };
    Client { address: address.to_owned(), session: Some(Session { token, csrf, actor }), agent: agent() }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

/// A session as a browser has it.
pub struct Session {
    token: String,
    csrf: String,
    /// Who is signed in.
    pub actor: Actor,
}

/// A browser, so to speak.
pub struct Client {
    /// Of the server; another after a restart.
    pub address: String,
    /// None where nobody is signed in.
    pub session: Option<Session>,
    agent: ureq::Agent,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: ureq::http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Client {
    /// Fetches a path such as `/api/v1/audit`.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// Sends JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }

    /// Sends whatever it is, with the session's cookie and token where one is signed in; a header given here stands
    /// for the session's own.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    /// The same, where the server may be gone before it answers.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(session) = &self.session {
            request = request.header("Cookie", format!("{}={}", CookieKind::Secure.name(), session.token));
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(CSRF_HEADER)) {
                request = request.header(CSRF_HEADER, &session.csrf);
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body.to_vec()).unwrap())?;
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), body })
    }
}
