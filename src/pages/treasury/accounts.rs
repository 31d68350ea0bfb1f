//! `/bank-accounts`: the accounts that wait for a second person, and every dealer's present one.

use askama::Template;

use super::places;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List};
use crate::pages::{Answer, Page, html};
use crate::store::accounts::{self, Account, AccountState, DealerAccount, ProposedAccount, Standing};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "treasury/accounts.html")]
struct Accounts {
    page: Page,
    waiting: Vec<WaitingLine>,
    filter: [Field; 2],
    heads: Vec<Head>,
    rows: Vec<DealerLine>,
    empty: Empty,
    foot: Foot,
}

/// An account that waits.
struct WaitingLine {
    dealer: String,
    href: String,
    account_name: String,
    account: String,
    proposed: String,
    is_own: bool,
}

/// A dealer with its present account.
struct DealerLine {
    dealer: String,
    name: String,
    href: String,
    account_name: String,
    account: String,
    chip: Chip,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("accounts-title");
    let named = list.get("dealer").to_owned();
    let asked = Standing::ALL.into_iter().find(|standing| standing.as_str() == list.get("account"));
    let found = page.look(&desk, move |c| {
        Ok((accounts::in_state(c, AccountState::Proposed)?, accounts::standing(c, &named, asked)?))
    });
    let (waiting, dealers) = found.await?;
    let by = |one: &DealerAccount, column: &str| match column {
        "name" => (None, one.name.clone()),
        "account" => (Some(one.standing), String::new()),
        _ => (None, String::new()),
    };
    let (rows, next) = list.page_of(dealers, by, |one| vec![one.dealer.to_string()]);
    let rows = rows.iter().map(|one| dealer_line(&page, one)).collect();
    let empty = Empty {
        title: page.t(if list.is_filtered() { "accounts-none-so" } else { "accounts-none" }),
        what_to_do: page.t("accounts-none-do"),
        href: String::new(),
        label: String::new(),
    };
    let login = page.caller()?.actor.login;
    let waiting = waiting.iter().map(|proposed| waiting_line(&page, proposed, &login)).collect();
    let foot = list.foot(&page, next.as_deref(), "/api/v1/bank-accounts/standing");
    html(&Accounts { waiting, filter: fields(&page, &list), heads: heads(&page, &list), rows, empty, foot, page })
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "treasury-dealer", "dealer"),
        list.sorted(page, "accounts-name", "name"),
        list.plain(page, "treasury-account"),
        list.sorted(page, "state", "account"),
    ]
}

fn standing_chip(page: &Page, standing: Standing) -> Chip {
    match standing {
        Standing::Present => page.chip("ok", "accounts-present"),
        Standing::UnderChange => page.chip("wait", "accounts-under-change"),
        Standing::Missing => page.chip("bad", "accounts-missing"),
    }
}

fn fields(page: &Page, list: &List) -> [Field; 2] {
    let none = Faults::none();
    let stands = Standing::ALL.map(|standing| (standing.as_str().to_owned(), standing_chip(page, standing).text));
    let choices = std::iter::once((String::new(), page.t("accounts-state-all"))).chain(stands);
    [
        Field::new(page, "dealer", "accounts-find", &none).kind("search").value(list.get("dealer")).optional(),
        Field::new(page, "account", "state", &none).options(choices).value(list.get("account")).optional(),
    ]
}

fn waiting_line(page: &Page, proposed: &ProposedAccount, login: &str) -> WaitingLine {
    let account = &proposed.account;
    WaitingLine {
        dealer: proposed.dealer.to_string(),
        href: places::account(proposed.dealer.as_str(), proposed.seq),
        account_name: account.account_name.clone(),
        account: format!("{} · {}", account.bank_account, account.bank_name),
        proposed: format!("{} · {}", page.moment(proposed.proposed_at), proposed.proposed_by),
        is_own: proposed.proposed_by == login,
    }
}

fn dealer_line(page: &Page, one: &DealerAccount) -> DealerLine {
    let Account { account_name, bank_name, bank_account, .. } = &one.account;
    DealerLine {
        dealer: one.dealer.to_string(),
        name: one.name.clone(),
        href: places::accounts(one.dealer.as_str()),
        account_name: account_name.clone(),
        account: if one.account.is_blank() { String::new() } else { format!("{bank_account} · {bank_name}") },
        chip: standing_chip(page, one.standing),
    }
}
