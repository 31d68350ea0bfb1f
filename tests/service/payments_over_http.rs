//! Payments as callers of the HTTP interface see them: terms, invoice, preflight, batch, documents, the bank's answers.

use sanbao::auth::Role;
use sanbao::exports::BATCH_DOCUMENTS;
use sanbao::store::Backend;
use serde_json::{Value, json};

use super::harness::TestApp;
use super::iso20022::validate;
use super::month::{approved, confirmed, open};

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const FORM: &[(&str, &str)] = &[("Content-Type", "multipart/form-data; boundary=edge")];

fn form(content: &str) -> Vec<u8> {
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"bank\"";
    format!("--edge\r\n{head}\r\n\r\n{content}\r\n--edge--\r\n").into_bytes()
}

fn codes(remarks: &Value) -> Vec<&str> {
    remarks.as_array().unwrap().iter().map(|remark| remark["code"].as_str().unwrap()).collect()
}

#[test]
fn a_batch_from_its_terms_to_the_banks_answer() {
    let app = TestApp::on(Backend::Sqlite);
    open(&app.test, &["D1", "D2"]);
    approved(&app.test, "D1", &["W-1"]);
    confirmed(&app.test, "D2", &["W-1"]);
    let administrator = app.signed_in(Role::Administrator, None);
    let finance = app.signed_in(Role::Finance, None);

    let set = |terms: Value| administrator.send("PUT", "/api/v1/payment-terms", JSON, terms.to_string().as_bytes());
    let mut terms = finance.get("/api/v1/payment-terms").json();
    assert_eq!(terms["require_invoice"], json!(false));
    terms["require_invoice"] = json!(true);
    terms["payer"]["bank_code"] = json!("12345");
    let refused = set(terms.clone());
    assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("invalid_body")));
    terms["payer"]["bank_code"] = json!("105331000001");
    terms["payer"]["town"] = json!("杭州");
    assert_eq!(set(terms.clone()).json(), terms);
    let audited = administrator.get("/api/v1/audit").text().to_owned();
    assert!(audited.contains("payment_terms.set"), "{audited}");

    let listed = json!({ "statements": [
        { "dealer": "D1", "period": "2026-01" }, { "dealer": "D2", "period": "2026-01" },
    ] });
    let looked = finance.post("/api/v1/batches/preflight", &listed).json();
    assert_eq!(codes(&looked["faults"]), ["invoice_missing", "not_releasable", "invoice_missing"]);
    assert_eq!(looked["faults"][0]["dealer"], json!("D1"));
    let refused = finance.post("/api/v1/batches", &listed);
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("payment_faults")));
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 3);

    let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
    let invoices = "/api/v1/dealers/D1/statements/2026-01/invoices";
    let invoice = json!({ "invoice_no": "26332000000012345678", "invoiced_on": "2026-02-06" });
    assert_eq!(clerk.post(invoices, &invoice).status, 200);
    assert_eq!(clerk.get(invoices).json()["standing"]["invoice_no"], invoice["invoice_no"]);
    let only = json!({ "statements": [{ "dealer": "D1", "period": "2026-01" }] });
    let looked = finance.post("/api/v1/batches/preflight", &only).json();
    assert_eq!((codes(&looked["faults"]).len(), &looked["total"]), (0, &json!("100.00")));
    let made = finance.post("/api/v1/batches", &only).json();
    let id = made["batch"]["id"].as_str().unwrap();
    let names: Vec<&str> = made["documents"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(names, BATCH_DOCUMENTS.iter().map(|document| document.file).collect::<Vec<_>>());
    for name in &names {
        let path = format!("/api/v1/batches/{id}/{name}");
        let (one, again) = (finance.get(&path), finance.get(&path));
        assert_eq!(one.status, 200, "{name}");
        assert!(one.body == again.body, "{name}");
        assert_eq!(one.header("content-disposition"), format!("attachment; filename=\"{id}-{name}\""));
    }
    let pain = finance.get(&format!("/api/v1/batches/{id}/pain.001.001.09.xml"));
    assert_eq!(validate("pain.001.001.09", &pain.body), Ok(()));
    assert!(pain.text().contains("<EndToEndId>D1-2026-01</EndToEndId>"), "{}", pain.text());
    assert_eq!(finance.get(&format!("/api/v1/batches/{id}/payments.ods")).status, 404);

    let cashier = app.signed_in(Role::Finance, None);
    let sheet = "reference,result,amount\nD9-2026-01,paid,1.00\nD1-2026-01,处理中,100.00\n";
    let answered = cashier.send("POST", "/api/v1/bank-results", FORM, &form(sheet)).json();
    let outcomes: Vec<&str> =
        answered["rows"].as_array().unwrap().iter().map(|row| row["outcome"]["code"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["unknown_reference", "pending"]);
    assert_eq!(answered["unanswered"][0]["reference"], json!("D1-2026-01"));
    let paid = "reference,result,amount\nD1-2026-01,paid,100.00\n";
    let answered = cashier.send("POST", "/api/v1/bank-results", FORM, &form(paid)).json();
    assert_eq!(answered["rows"][0]["outcome"]["code"], json!("paid"));
    assert_eq!(answered["unanswered"], json!([]));
}

#[test]
fn of_a_large_batch_the_page_shows_some_payments_and_releases_all() {
    let app = TestApp::on(Backend::Sqlite);
    let codes: Vec<String> = (0..=100).map(|number| format!("D{number:03}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    open(&app.test, &codes);
    for code in &codes {
        approved(&app.test, code, &["W-1"]);
    }
    let finance = app.signed_in(Role::Finance, None);
    for (address, shown, has_more) in [("/batches/new", 100, true), ("/batches/new?all=yes", 101, false)] {
        let page = finance.get(address).text().to_owned();
        assert_eq!(page.matches("<tr data-row>").count(), shown, "{address}");
        assert_eq!(page.matches("href=\"/batches/new?all=yes\"").count() > 0, has_more, "{address}");
        assert_eq!(page.matches("name=\"statement\"").count(), codes.len(), "{address}");
        assert!(page.contains("10,100.00"), "{address}");
    }
}
