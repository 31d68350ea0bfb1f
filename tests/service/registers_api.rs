//! Registers, agreements, accounts and seeds over HTTP.

use sanbao::auth::Role;
use sanbao::store::Backend;
use serde_json::{Value, json};

use super::harness::{Answer, Client, TestApp};

const FORM: &str = "multipart/form-data; boundary=edge";

/// Uploads a file for a register.
fn upload(client: &Client, register: &str, mode: &str, content: &str) -> Answer {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\n{mode}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\up\\\\load.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{content}\r\n--edge--\r\n"
    );
    client.send("POST", &format!("/api/v1/registers/{register}"), &[("Content-Type", FORM)], body.as_bytes())
}

const DEALERS: &str =
    "dealer_code,name,account_name,bank_name,bank_account\nD2,二号,Two,Bank,222\nD1,一号,One,Bank,111\n";

/// Does the same on both databases.
fn on_each(scenario: impl Fn(&TestApp)) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        scenario(&TestApp::on(backend));
    }
}

#[test]
fn a_register_comes_in_and_is_looked_at() {
    on_each(|test| {
        let admin = test.signed_in(Role::Administrator, None);
        let first = upload(&admin, "dealers", "add", DEALERS);
        assert_eq!(first.status, 200, "{first:?}");
        assert_eq!(first.json()["rows_added"], 2);
        assert_eq!(first.json()["file_name"], "load.csv");
        assert_eq!(upload(&admin, "dealers", "add", DEALERS).json(), first.json(), "the same again");
        let page = admin.get("/api/v1/registers/dealers?limit=1").json();
        assert_eq!(page["items"][0]["code"], "D1");
        assert_eq!(page["items"][0]["bank_account"], Value::Null, "accounts are looked at elsewhere");
        let next = page["next"].as_str().unwrap();
        let page = admin.get(&format!("/api/v1/registers/dealers?limit=1&cursor={next}")).json();
        assert_eq!((page["items"][0]["code"].as_str(), &page["next"]), (Some("D2"), &Value::Null));
        upload(&admin, "dealers", "replace", "dealer_code,name\nD3,三号\n");
        let now = admin.get("/api/v1/registers/dealers?format=csv");
        assert!(now.text().contains("D3,三号") && !now.text().contains("D1"), "{}", now.text());
        let then = admin.get("/api/v1/registers/dealers?version=1&dealer=D1").json();
        assert_eq!((&then["items"][0]["name"], &then["items"][0]["removed_in"]), (&json!("一号"), &json!(2)));
        let versions = admin.get("/api/v1/registers/dealers/versions").json();
        assert_eq!(versions["items"].as_array().unwrap().len(), 2);
        let all = admin.get("/api/v1/registers").json();
        let last = all["items"].as_array().unwrap().iter().find(|kept| kept["register"] == "dealers").unwrap();
        assert_eq!(last["last_version"]["id"], 2);
        assert_eq!(admin.get("/api/v1/registers/strangers").status, 404);
    });
}

#[test]
fn a_register_that_cannot_stand_is_refused_with_the_place_of_every_fault() {
    on_each(|test| {
        let admin = test.signed_in(Role::Administrator, None);
        let refused = upload(&admin, "products", "add", "product_model,product_line\nM1,stove\nM1,stove\n");
        assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("register_faults")));
        assert_eq!(refused.json()["errors"][0]["row"], 3);
        assert_eq!(upload(&admin, "products", "twist", "product_model,product_line\n").status, 422);
        let no_file = admin.send("POST", "/api/v1/registers/products", &[("Content-Type", FORM)], b"--edge--\r\n");
        assert_eq!(no_file.status, 422);
    });
}

#[test]
fn it_takes_two_people_to_change_an_account() {
    on_each(|test| {
        let admin = test.signed_in(Role::Administrator, None);
        upload(&admin, "dealers", "add", DEALERS);
        let (one, other) = (test.signed_in(Role::Finance, None), test.signed_in(Role::Finance, None));
        let account = json!({ "account_name": "One", "bank_name": "Bank", "bank_account": "999" });
        let proposed = one.post("/api/v1/dealers/D1/bank-accounts", &account);
        assert_eq!((proposed.status, proposed.json()["seq"].as_i64()), (200, Some(2)));
        let waiting = other.get("/api/v1/bank-accounts?state=proposed").json();
        assert_eq!(waiting["items"][0]["bank_account"], "999");
        let account = "/api/v1/dealers/D1/bank-accounts/2";
        let seen = other.get(account).header("etag").to_owned();
        let decide = |who: &Client, decision| {
            who.send("POST", &format!("{account}/{decision}"), &[("If-Match", seen.as_str())], b"")
        };
        let own = decide(&one, "approve");
        assert_eq!((own.status, own.json()["code"].as_str()), (403, Some("proposed_by_yourself")));
        let approved = decide(&other, "approve");
        assert_eq!((approved.status, approved.json()["state"].as_str()), (200, Some("approved")));
        assert_eq!(decide(&other, "reject").status, 412);
        let more = json!({ "account_name": "One", "bank_name": "Bank", "bank_account": "9", "owner": "me" });
        assert_eq!(one.post("/api/v1/dealers/D1/bank-accounts", &more).status, 422, "unknown fields are refused");
    });
}

#[test]
fn agreements_are_published_as_text() {
    on_each(|test| {
        let admin = test.signed_in(Role::Administrator, None);
        let text = "code = \"a\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n";
        let publish = |text: &str| {
            admin.send("POST", "/api/v1/agreements", &[("Content-Type", "application/toml")], text.as_bytes())
        };
        let published = publish(text);
        assert_eq!((published.status, published.json()["body"].as_str()), (200, Some(text)));
        let id = published.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(admin.get(&format!("/api/v1/agreements/{id}")).json(), published.json());
        assert_eq!(admin.get("/api/v1/agreements").json()["items"][0]["code"], "a");
        let refused = publish("code = 1\ncolour = 2\n");
        assert_eq!((refused.status, refused.json()["errors"].as_array().unwrap().len()), (422, 4));
        let clash = publish(&text.replace("\"a\"", "\"b\""));
        assert_eq!((clash.status, clash.json()["code"].as_str()), (409, Some("same_first_day")));
    });
}

#[test]
fn a_seeds_hash_is_shown_and_its_value_not_yet() {
    on_each(|test| {
        let admin = test.signed_in(Role::Administrator, None);
        let set = admin.send("PUT", "/api/v1/seeds/2026-03", &[], br#"{"seed":"one-month-8"}"#);
        assert_eq!(set.status, 200, "{set:?}");
        let clerk = test.signed_in(Role::DealerClerk, Some("D1"));
        let seen = clerk.get("/api/v1/seeds").json();
        let seen = &seen["items"];
        assert_eq!(seen[0]["sha256"], sanbao::store::files::sha256(b"one-month-8"));
        assert_eq!(seen[0]["seed"], Value::Null);
        assert_eq!(admin.send("PUT", "/api/v1/seeds/2026-03", &[], br#"{"seed":"x"}"#).status, 409);
        assert_eq!(admin.send("PUT", "/api/v1/seeds/March", &[], br#"{"seed":"x"}"#).status, 404);
    });
}
