//! `/bank-accounts`: the accounts that wait for a second person, and every dealer's present one.

use std::collections::BTreeSet;

use askama::Template;

use super::places;
use super::shown::rows_behind;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Dealer;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, cut};
use crate::pages::{Answer, Page, html};
use crate::store::accounts::{self, AccountState, ProposedAccount};
use crate::store::registers;
use crate::web::Desk;

#[derive(Template)]
#[template(path = "treasury/accounts.html")]
struct Accounts {
    page: Page,
    waiting: Vec<WaitingLine>,
    filter: [Field; 2],
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

/// How a dealer's account stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Present,
    UnderChange,
    Missing,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("accounts-title");
    let found = page.look(&desk, |c| Ok((accounts::in_state(c, AccountState::Proposed)?, registers::dealers(c)?)));
    let (waiting, dealers) = found.await?;
    let under_change: BTreeSet<DealerCode> = waiting.iter().map(|proposed| proposed.dealer.clone()).collect();
    let standing = |dealer: &Dealer| match &dealer.bank_account {
        _ if under_change.contains(&dealer.code) => Standing::UnderChange,
        Some(_) => Standing::Present,
        None => Standing::Missing,
    };
    let wanted = |dealer: &Dealer| {
        let is_named = list.get("dealer").is_empty()
            || dealer.code.as_str().eq_ignore_ascii_case(list.get("dealer"))
            || dealer.name.contains(list.get("dealer"));
        is_named && (list.get("state") != "missing" || standing(dealer) == Standing::Missing)
    };
    let shown: Vec<Dealer> = dealers.into_iter().filter(wanted).collect();
    let after = list.after::<1>().map(|[code]| code);
    let mut rows = rows_behind(shown, after.as_ref(), |dealer| dealer.code.to_string());
    let next = cut(&mut rows, |dealer| vec![dealer.code.to_string()]);
    let rows = rows.iter().map(|dealer| dealer_line(&page, dealer, standing(dealer))).collect();
    let empty = Empty {
        title: page.t(if list.is_filtered() { "accounts-none-so" } else { "accounts-none" }),
        what_to_do: page.t("accounts-none-do"),
        href: String::new(),
        label: String::new(),
    };
    let login = page.caller()?.actor.login;
    let waiting = waiting.iter().map(|proposed| waiting_line(&page, proposed, &login)).collect();
    let foot = list.foot(&page, next.as_deref(), "");
    html(&Accounts { waiting, filter: fields(&page, &list), rows, empty, foot, page })
}

fn fields(page: &Page, list: &List) -> [Field; 2] {
    let none = Faults::none();
    let choice = |word: &str, key: &str| (word.to_owned(), page.t(key));
    let choices = vec![choice("", "accounts-state-all"), choice("missing", "accounts-state-missing")];
    [
        Field::new(page, "dealer", "accounts-find", &none).kind("search").value(list.get("dealer")).optional(),
        Field::new(page, "state", "state", &none).options(choices).value(list.get("state")).optional(),
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

fn dealer_line(page: &Page, dealer: &Dealer, standing: Standing) -> DealerLine {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let chip = match standing {
        Standing::Present => page.chip("ok", "accounts-present"),
        Standing::UnderChange => page.chip("wait", "accounts-under-change"),
        Standing::Missing => page.chip("bad", "accounts-missing"),
    };
    let account = match &dealer.bank_account {
        Some(number) => format!("{number} · {}", part(&dealer.bank_name)),
        None => String::new(),
    };
    DealerLine {
        dealer: dealer.code.to_string(),
        name: dealer.name.clone(),
        href: places::accounts(dealer.code.as_str()),
        account_name: part(&dealer.account_name),
        account,
        chip,
    }
}
