//! `/audit`: what was done, by whom, when, to what; and whether the chain of entries is unbroken.

use askama::Template;

use crate::calendar::Day;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut, encoded};
use crate::pages::{Answer, Page, html};
use crate::store::audit::{self, AuditRow, ChainFault, Verified};
use crate::web::Desk;
use crate::workflow::read_trail::{Wanted, read_trail};

/// What was done, with the key of its words.
static ACTIONS: &[(&str, &str)] = &[
    ("accounts.approve", "audit-accounts-approve"),
    ("accounts.propose", "audit-accounts-propose"),
    ("accounts.reject", "audit-accounts-reject"),
    ("agreements.publish", "audit-agreements-publish"),
    ("batch.release", "audit-batch-release"),
    ("binder.fetch", "audit-binder-fetch"),
    ("call.drop_pick", "audit-call-drop-pick"),
    ("call.pick", "audit-call-pick"),
    ("calls.record", "audit-calls-record"),
    ("customer.view", "audit-customer-view"),
    ("delegation.act", "audit-delegation-act"),
    ("delegation.end", "audit-delegation-end"),
    ("delegation.give", "audit-delegation-give"),
    ("delegation.rest", "audit-delegation-rest"),
    ("dictionary.forget", "audit-dictionary-forget"),
    ("dictionary.teach", "audit-dictionary-teach"),
    ("dispute.attach", "audit-dispute-attach"),
    ("dispute.raise", "audit-dispute-raise"),
    ("dispute.settle", "audit-dispute-settle"),
    ("do_not_call.add", "audit-do-not-call-add"),
    ("do_not_call.remove", "audit-do-not-call-remove"),
    ("feedback.file", "audit-feedback-file"),
    ("finding.answer", "audit-finding-answer"),
    ("finding.settle", "audit-finding-settle"),
    ("house_checks.end", "audit-house-checks-end"),
    ("house_checks.publish", "audit-house-checks-publish"),
    ("jobs.retry", "audit-jobs-retry"),
    ("look.begin", "audit-look-begin"),
    ("look.end", "audit-look-end"),
    ("lot.draw", "audit-lot-draw"),
    ("mail.cancel", "audit-mail-cancel"),
    ("mail.resend", "audit-mail-resend"),
    ("months.settle", "audit-months-settle"),
    ("password.set", "audit-password-set"),
    ("password.set_failed", "audit-password-set-failed"),
    ("payment_terms.set", "audit-payment-terms-set"),
    ("person.change", "audit-person-change"),
    ("person.confirm", "audit-person-confirm"),
    ("person.confirm_failed", "audit-person-confirm-failed"),
    ("person.invite", "audit-person-invite"),
    ("person.language", "audit-person-language"),
    ("person.sign_in", "audit-person-sign-in"),
    ("person.sign_in_failed", "audit-person-sign-in-failed"),
    ("person.sign_out", "audit-person-sign-out"),
    ("registers.import", "audit-registers-import"),
    ("second_factor.enrol", "audit-second-factor-enrol"),
    ("seeds.publish", "audit-seeds-publish"),
    ("seeds.set", "audit-seeds-set"),
    ("settings.change", "audit-settings-change"),
    ("slip.answer", "audit-slip-answer"),
    ("slip.ask", "audit-slip-ask"),
    ("slip.ask.lapse", "audit-slip-ask-lapse"),
    ("slip.ask.withdraw", "audit-slip-ask-withdraw"),
    ("slip.review", "audit-slip-review"),
    ("slips.file", "audit-slips-file"),
    ("statement.approve", "audit-statement-approve"),
    ("statement.confirm", "audit-statement-confirm"),
    ("statement.correct", "audit-statement-correct"),
    ("statement.hold", "audit-statement-hold"),
    ("statement.invoice", "audit-statement-invoice"),
    ("statement.pay", "audit-statement-pay"),
    ("statement.refuse", "audit-statement-refuse"),
    ("statement.release", "audit-statement-release"),
    ("token.make", "audit-token-make"),
    ("token.revoke", "audit-token-revoke"),
    ("upload.fetch", "audit-upload-fetch"),
    ("upload.receive", "audit-upload-receive"),
    ("upload.withdraw", "audit-upload-withdraw"),
];

#[derive(Template)]
#[template(path = "administration/audit.html")]
struct Trail {
    page: Page,
    filter: Vec<Field>,
    entries: Vec<EntryLine>,
    foot: Foot,
    empty: Empty,
}

/// An entry.
struct EntryLine {
    seq: String,
    at: String,
    person: String,
    by: String,
    action: String,
    name: String,
    object: String,
    about: String,
    facts: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "administration/audit_verified.html")]
struct Chain {
    page: Page,
    is_whole: bool,
    sentence: String,
    around: String,
}

/// The list.
pub async fn list(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("audit-title");
    let set = |name: &str| Some(list.get(name).trim().to_owned()).filter(|value| !value.is_empty());
    let day = |name: &str| list.get(name).parse::<Day>().ok();
    let before = list.after::<1>().and_then(|[seq]| seq.parse().ok());
    let wanted = Wanted {
        dealer: set("dealer"),
        object: set("object"),
        person: set("person"),
        action: set("action"),
        from: day("from"),
        until: day("until"),
        before,
    };
    let (mut rows, actions) = page
        .ask(&desk, move |office| Ok((read_trail(office, &wanted, ROWS_FETCHED)?, office.store.read(audit::actions)?)))
        .await?;
    let next = cut(&mut rows, |row| vec![row.seq.to_string()]);
    let empty = Empty {
        title: page.t("audit-none"),
        what_to_do: page.t("audit-none-do"),
        href: "/audit".to_owned(),
        label: page.t("audit-all"),
    };
    html(&Trail {
        filter: filter_fields(&page, &list, &actions),
        entries: rows.iter().map(|row| line(&page, &list, row)).collect(),
        foot: list.foot(&page, next.as_deref(), "/api/v1/audit"),
        empty,
        page,
    })
}

fn filter_fields(page: &Page, list: &List, actions: &[String]) -> Vec<Field> {
    let none = Faults::none();
    let all = std::iter::once((String::new(), page.t("list-all")));
    let mut named: Vec<(String, String)> = actions.iter().map(|action| (action.clone(), named(page, action))).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    let field = |name: &'static str, label: &str| Field::new(page, name, label, &none).value(list.get(name)).optional();
    vec![
        field("object", "audit-object"),
        field("person", "audit-person"),
        field("action", "audit-action").options(all.chain(named)),
        field("dealer", "person-dealer"),
        field("from", "audit-from").kind("date"),
        field("until", "audit-until").kind("date"),
    ]
}

fn line(page: &Page, list: &List, row: &AuditRow) -> EntryLine {
    EntryLine {
        seq: row.seq.to_string(),
        at: page.moment(row.at),
        person: page.acted(&row.person, &row.on_behalf_of()),
        by: list.with("person", &row.person),
        name: named(page, &row.action),
        action: row.action.clone(),
        object: row.object.clone(),
        about: format!("/audit?{}", encoded(&[("object".to_owned(), row.object.clone())])),
        facts: facts(&row.facts),
        sha256: row.sha256.clone(),
    }
}

/// What was done, in words; by its name where there are none yet.
fn named(page: &Page, action: &str) -> String {
    let words = ACTIONS.iter().find(|(name, _)| *name == action);
    words.map_or_else(|| action.to_owned(), |(_, words)| page.t(words))
}

/// The facts, a line each.
fn facts(json: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(json) {
        Ok(serde_json::Value::Object(facts)) => {
            let fact = |(name, value): (&String, &serde_json::Value)| match value {
                serde_json::Value::String(text) => format!("{name}: {text}"),
                value => format!("{name}: {value}"),
            };
            facts.iter().map(fact).collect::<Vec<_>>().join("\n")
        }
        _ => json.to_owned(),
    }
}

/// Walks along the chain, and says what was found.
pub async fn verified(desk: Desk, page: Page) -> Answer {
    let page = page.titled("audit-verified-title").below("audit-title", "/audit");
    let found = page.look(&desk, audit::verify).await?;
    let (is_whole, sentence, around) = match found {
        Verified::Whole { entries } => (true, page.t_with("audit-whole", &[&page.count(entries)]), String::new()),
        Verified::Broken { seq, fault } => {
            let why = page.t(match fault {
                ChainFault::Changed => "audit-changed",
                ChainFault::Unlinked => "audit-unlinked",
                ChainFault::Missing => "audit-missing",
                ChainFault::Inserted => "audit-inserted",
            });
            (false, page.t_with("audit-broken", &[&seq, &why]), String::from("/audit"))
        }
    };
    html(&Chain { page, is_whole, sentence, around })
}
