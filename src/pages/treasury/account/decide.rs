//! `/dealers/{dealer}/bank-accounts/{seq}`: one proposed account beside the present one, and deciding it.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::super::places::{self, dealer_of};
use super::{AccountFacts, load};
use crate::agreement::registers::Dealer;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::accounts::{Account, AccountState, ProposedAccount};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::decide_account::decide_account;

#[derive(Template)]
#[template(path = "treasury/account_decide.html")]
struct DecidePage {
    page: Page,
    path: String,
    dealer_name: String,
    chip: Chip,
    parts: Vec<Part>,
    proposed: String,
    decided: String,
    is_own: bool,
    can_decide: bool,
    code_first: String,
}

/// A part of the account, before and after.
struct Part {
    label: String,
    before: String,
    after: String,
    is_changed: bool,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, i64)>) -> Answer {
    let (dealer, seq) = path.into_inner();
    let dealer = dealer_of(&dealer).map_err(|error| page.failure(&error))?;
    let (registered, proposed) = load(&desk, &page, &dealer).await?;
    let one = proposed.iter().find(|one| one.seq == seq).ok_or_else(|| page.failure(&Error::NotFound))?;
    let login = page.caller()?.actor.login;
    html(&drawn(&desk, page, &registered, one, &login))
}

fn drawn(desk: &Desk, page: Page, registered: &Dealer, one: &ProposedAccount, login: &str) -> DecidePage {
    let dealer = registered.code.as_str();
    let title = page.t_with("account-decide-title", &[&dealer]);
    let page =
        page.named(title).below("accounts-title", "/bank-accounts").below_named(dealer, places::accounts(dealer));
    let by = |at, person: &str, whom: &str| format!("{} · {}", page.moment(at), page.acted(person, whom));
    let decided = one.decided_at.map(|at| by(at, &one.decided_by, &one.decided_on_behalf_of)).unwrap_or_default();
    let (is_own, waits) = (one.proposed_by == login, one.state == AccountState::Proposed);
    DecidePage {
        path: places::account(dealer, one.seq),
        dealer_name: registered.name.clone(),
        chip: page.account_chip(one.state),
        parts: parts(&page, &Account::of(registered), &one.account),
        proposed: by(one.proposed_at, &one.proposed_by, &one.proposed_on_behalf_of),
        decided,
        is_own: is_own && waits,
        can_decide: waits && !is_own,
        code_first: page.code_first(desk),
        page,
    }
}

fn parts(page: &Page, before: &Account, after: &Account) -> Vec<Part> {
    let (before, after) = (AccountFacts::of(before, false), AccountFacts::of(after, false));
    let part = |key: &str, before: String, after: String| Part {
        label: page.t(key),
        is_changed: before != after,
        before,
        after,
    };
    vec![
        part("account-name", before.name, after.name),
        part("account-bank", before.bank, after.bank),
        part("account-number", before.number, after.number),
        part("account-bank-code", before.bank_code, after.bank_code),
    ]
}

/// What is posted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    decision: Decided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decided {
    Approve,
    Reject,
}

/// Decides it.
pub async fn take(desk: Desk, page: Page, path: Path<(String, i64)>, form: Posted<Decision>) -> Answer {
    let (dealer, seq) = path.into_inner();
    let dealer = dealer_of(&dealer).map_err(|error| page.failure(&error))?;
    let (actor, back) = (page.caller()?.actor, places::accounts(dealer.as_str()));
    let is_approved = form.0.decision == Decided::Approve;
    let decided =
        page.ask(&desk, move |office| Ok(decide_account(office, &actor, &dealer, seq, is_approved, None))).await?;
    match decided {
        Ok(_) => {
            let key = if is_approved { "account-approved-done" } else { "account-rejected-done" };
            Ok(page.see(&back, Flash::done(page.t(key))))
        }
        Err(error @ (Error::Refused(_) | Error::Changed)) => Ok(page.see(&back, Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}
