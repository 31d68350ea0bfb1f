//! The real server on loopback, with somebody signed in for every role.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use sanbao::app::{self, CookieKind, Listening};
use sanbao::auth::{Role, sha256_hex};
use sanbao::store::{self, new_id, people, sessions};
use sanbao::workflow::Office;

/// The dealer of the clerk.
pub const CLERKS_DEALER: &str = "D0002";

/// The server while it runs.
pub struct Served {
    address: String,
    /// The cookie of each role.
    cookies: HashMap<Role, String>,
    handle: ServerHandle,
    thread: JoinHandle<()>,
}

impl Served {
    /// Starts it as `sanbao serve` does where nothing is said.
    pub fn begin(office: &Arc<Office>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let cookies = Role::ALL.into_iter().map(|role| (role, sign_in(office, role))).collect();
        let office = office.clone();
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let listening = Listening { listener, cookie: CookieKind::Plain, workers: 2 };
                let server = app::server(office, listening).unwrap();
                started.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, cookies, handle: starting.recv().unwrap(), thread }
    }

    /// Ends it.
    pub fn end(self) {
        drop(self.handle.stop(false));
        self.thread.join().unwrap();
    }

    /// Fetches a path to its end, which must succeed.
    pub fn get(&self, agent: &ureq::Agent, role: Role, path: &str) {
        let request = agent.get(format!("{}{path}", self.address)).header("Cookie", &self.cookies[&role]);
        let mut response = request.call().unwrap_or_else(|error| panic!("{path}: {error}"));
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        let is_whole = response.status() == 200 && !body.is_empty();
        assert!(is_whole, "{path}: {} {}", response.status(), String::from_utf8_lossy(&body));
    }
}

fn sign_in(office: &Office, role: Role) -> String {
    let (now, token) = (office.clock.now(), new_id());
    let dealer = if role == Role::DealerClerk { CLERKS_DEALER } else { "" };
    let person = people::PersonRow {
        id: new_id(),
        login: format!("bench-{}", role.as_str()),
        name: "王小明".to_owned(),
        role: role.as_str().to_owned(),
        dealer: dealer.to_owned(),
        locale: "zh-CN".to_owned(),
        password_hash: String::new(),
        totp_secret: "sealed".to_owned(),
        totp_step: 0,
        failed_count: 0,
        retry_at: None,
        created_at: now,
        disabled_at: None,
        email: String::new(),
        mail_pace: "at_once".to_owned(),
    };
    let session = sessions::SessionRow {
        token_sha256: sha256_hex(&token),
        person: person.id.clone(),
        csrf_token: new_id(),
        created_at: now,
        seen_at: now,
        confirmed_at: Some(now),
        ended_at: None,
    };
    let write = |c: &mut store::Db| {
        people::insert(c, &person)?;
        sessions::insert(c, &session)
    };
    office.store.write::<_, store::Error>(write).unwrap();
    format!("{}={token}", CookieKind::Plain.name())
}
