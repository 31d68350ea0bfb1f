//! The server as everybody's clients see it: with somebody signed in for every role.

use std::collections::HashMap;
use std::sync::Arc;

use sanbao::app::CookieKind;
use sanbao::auth::{Role, sha256_hex};
use sanbao::store::{self, new_id, people, sessions};
use sanbao::workflow::Office;

use crate::served::Served;

/// The dealer of the clerk.
pub const CLERKS_DEALER: &str = "D0002";

/// The server with the sessions before it.
pub struct Server {
    served: Served,
    /// The cookie of each role.
    cookies: HashMap<Role, String>,
}

impl Server {
    /// Starts it as `sanbao serve` does where nothing is said.
    pub fn begin(office: &Arc<Office>) -> Self {
        let cookies = Role::ALL.into_iter().map(|role| (role, sign_in(office, role))).collect();
        Self { served: Served::begin(office.clone(), CookieKind::Plain), cookies }
    }

    /// Fetches a path to its end, which must succeed.
    pub fn get(&self, agent: &ureq::Agent, role: Role, path: &str) {
        let request = agent.get(format!("{}{path}", self.served.address)).header("Cookie", &self.cookies[&role]);
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
        name: "王小明".to_owned(),
        dealer: dealer.to_owned(),
        totp_secret: "sealed".to_owned(),
        ..people::PersonRow::new(&format!("bench-{}", role.as_str()), role.as_str(), now)
    };
    let begun = sessions::SessionRow::new(sha256_hex(&token), &person.id, new_id(), now);
    let session = sessions::SessionRow { confirmed_at: Some(now), ..begun };
    let write = |c: &mut store::Db| {
        people::insert(c, &person)?;
        sessions::insert(c, &session)
    };
    office.store.write::<_, store::Error>(write).unwrap();
    format!("{}={token}", CookieKind::Plain.name())
}
