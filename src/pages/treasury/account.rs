//! `/dealers/{dealer}/bank-accounts`: where a dealer's payments go, and every account that was proposed; below it one
//! proposal, which a second person decides. A dealer's clerk sees the own accounts, their numbers masked.

mod form;

use actix_web::web::Path;
use askama::Template;

use self::form::{AccountForm, Fields, of_account};
use super::places::{self, dealer_of};
use super::shown::masked;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Dealer;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::accounts::{self, Account, AccountState, ProposedAccount};
use crate::store::registers;
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::propose_account::propose_account;

pub mod decide;

#[derive(Template)]
#[template(path = "treasury/account.html")]
struct AccountPage {
    page: Page,
    dealer_name: String,
    path: String,
    present: Option<AccountFacts>,
    waits: Option<String>,
    is_dealers: bool,
    can_propose: bool,
    code_first: String,
    whole: String,
    fields: Fields,
    rows: Vec<ProposalLine>,
}

/// An account in its parts.
#[derive(Clone, Debug, Default)]
pub struct AccountFacts {
    /// 户名
    pub name: String,
    /// 开户行
    pub bank: String,
    /// 账号
    pub number: String,
    /// 联行号
    pub bank_code: String,
}

/// An account that was proposed.
struct ProposalLine {
    account: AccountFacts,
    href: String,
    proposed: String,
    decided: String,
    chip: Chip,
}

impl AccountFacts {
    /// The parts of an account, its number masked for its dealer.
    pub fn of(account: &Account, is_masked: bool) -> Self {
        let number = &account.bank_account;
        Self {
            name: account.account_name.clone(),
            bank: account.bank_name.clone(),
            number: if is_masked { masked(number) } else { number.clone() },
            bank_code: account.bank_code.clone(),
        }
    }
}

impl Page {
    /// What became of a proposed account.
    pub fn account_chip(&self, state: AccountState) -> Chip {
        let (tone, key) = match state {
            AccountState::Proposed => ("wait", "account-proposed"),
            AccountState::Approved => ("ok", "account-approved"),
            AccountState::Rejected => ("quiet", "account-rejected"),
        };
        self.chip(tone, key)
    }
}

/// A dealer of the register, and all that was ever proposed for it.
pub async fn load(desk: &Desk, page: &Page, dealer: &DealerCode) -> Result<(Dealer, Vec<ProposedAccount>), Failure> {
    let dealer = dealer.clone();
    page.ask(desk, move |office| {
        office.store.read(|c| {
            let registered = registers::dealer(c, &dealer)?.ok_or(Error::NotFound)?;
            Ok((registered, accounts::of_dealer(c, &dealer)?))
        })
    })
    .await
}

/// The page.
pub async fn show(desk: Desk, page: Page, dealer: Path<String>) -> Answer {
    let dealer = dealer_of(&dealer).map_err(|error| page.failure(&error))?;
    let (registered, proposed) = load(&desk, &page, &dealer).await?;
    let fields = of_account(&page, &AccountForm::default(), &Faults::none());
    html(&drawn(&desk, page, &registered, &proposed, fields, String::new()))
}

fn drawn(
    desk: &Desk,
    page: Page,
    registered: &Dealer,
    proposed: &[ProposedAccount],
    fields: Fields,
    whole: String,
) -> AccountPage {
    let is_dealers = page.is(Role::DealerClerk);
    let path = places::accounts(registered.code.as_str());
    let title = page.t_with(if is_dealers { "account-title-own" } else { "account-title" }, &[&registered.code]);
    let page = if is_dealers { page.named(title) } else { page.named(title).below("accounts-title", "/bank-accounts") };
    let present = Some(Account::of(registered)).filter(|account| !account.is_blank());
    let waiting = proposed.iter().find(|one| one.state == AccountState::Proposed);
    AccountPage {
        dealer_name: registered.name.clone(),
        present: present.map(|account| AccountFacts::of(&account, is_dealers)),
        waits: waiting.map(|one| format!("{path}/{}", one.seq)),
        can_propose: !is_dealers && waiting.is_none(),
        is_dealers,
        code_first: page.code_first(desk),
        whole,
        fields,
        rows: proposed.iter().rev().map(|one| proposal(&page, one, &path, is_dealers)).collect(),
        path,
        page,
    }
}

fn proposal(page: &Page, proposed: &ProposedAccount, path: &str, is_masked: bool) -> ProposalLine {
    let decided = proposed.decided_at.map(|at| page.moment(at));
    // Who keeps the dealer's books is not for the dealer.
    let by = |at: String, person: &str, whom: &str| {
        if is_masked { at } else { format!("{at} · {}", page.acted(person, whom)) }
    };
    ProposalLine {
        account: AccountFacts::of(&proposed.account, is_masked),
        href: if is_masked { String::new() } else { format!("{path}/{}", proposed.seq) },
        proposed: by(page.moment(proposed.proposed_at), &proposed.proposed_by, &proposed.proposed_on_behalf_of),
        decided: decided.map(|at| by(at, &proposed.decided_by, &proposed.decided_on_behalf_of)).unwrap_or_default(),
        chip: page.account_chip(proposed.state),
    }
}

/// Proposes an account.
pub async fn take(desk: Desk, page: Page, dealer: Path<String>, form: Posted<AccountForm>) -> Answer {
    let dealer = dealer_of(&dealer).map_err(|error| page.failure(&error))?;
    let (registered, before) = load(&desk, &page, &dealer).await?;
    let account = form.0.account();
    let faults = form::faults(&page, &account);
    if !faults.is_empty() {
        let fields = of_account(&page, &form.0, &faults);
        return unprocessable(&drawn(&desk, page, &registered, &before, fields, String::new()));
    }
    let actor = page.caller()?.actor;
    let proposed = page.ask(&desk, move |office| Ok(propose_account(office, &actor, &dealer, &account))).await?;
    match proposed {
        Ok(_) => {
            Ok(page.see(&places::accounts(registered.code.as_str()), Flash::done(page.t("account-proposed-done"))))
        }
        Err(error @ (Error::Refused(_) | Error::Changed)) => {
            let fields = of_account(&page, &form.0, &faults);
            let whole = page.why(&error);
            unprocessable(&drawn(&desk, page, &registered, &before, fields, whole))
        }
        Err(error) => Err(page.failure(&error)),
    }
}
