//! `/ledger`: what stands on every account, each sum a link to its entries, and the journals for bookkeeping programs.

use std::collections::BTreeMap;

use askama::Template;

use super::entries::account_of;
use super::places;
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::Account;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List};
use crate::pages::{Answer, Page, html};
use crate::web::Desk;
use crate::workflow::read_ledger::{LedgerFilter, Turnover, account_turnovers, dealer_turnovers};

#[derive(Template)]
#[template(path = "treasury/balances.html")]
struct Balances {
    page: Page,
    filter: [Field; 2],
    account: String,
    heads: Vec<Head>,
    rows: Vec<BalanceLine>,
    total: BalanceLine,
    ties: Option<Chip>,
    empty: Empty,
    foot: Foot,
    dealer: String,
    from: String,
    through: String,
}

/// What stands on an account, or on a dealer's.
struct BalanceLine {
    label: String,
    name: String,
    by_dealer: String,
    entries: String,
    debits: String,
    credits: String,
    balance: String,
}

/// The page: all accounts, or with `?account=` the dealers of one.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("ledger-title");
    let account = account_of(list.get("account")).filter(|account| account.is_per_dealer());
    let (dealer, through) = (DealerCode::new(list.get("dealer")), list.get("through").parse().ok());
    let filter = LedgerFilter { dealer, account, through, ..LedgerFilter::default() };
    let looked = page.ask(&desk, move |office| {
        if account.is_none() {
            let of_all = account_turnovers(office, &filter)?;
            return Ok(of_all.into_iter().map(|(account, sum)| ((account, String::new()), sum)).collect());
        }
        let by_dealer = dealer_turnovers(office, &filter)?.into_iter();
        let code = |dealer: Option<DealerCode>| dealer.map(|dealer| dealer.to_string()).unwrap_or_default();
        Ok(by_dealer.map(|((account, dealer), sum)| ((account, code(dealer)), sum)).collect())
    });
    let found: BTreeMap<(Account, String), Turnover> = looked.await?;
    let page = match account {
        None => page,
        Some(account) => {
            let title = page.lang.ledger_account(account);
            page.named(title).below("ledger-title", "/ledger")
        }
    };
    html(&drawn(page, &list, account, found))
}

/// `sums` are those of an account's dealers, or of all accounts.
fn drawn(page: Page, list: &List, account: Option<Account>, sums: BTreeMap<(Account, String), Turnover>) -> Balances {
    let debits: Money = sums.values().map(|sum| sum.debits).sum();
    let credits: Money = sums.values().map(|sum| sum.credits).sum();
    let whole = Turnover { debits, credits };
    let ties = if debits == credits { page.chip("ok", "ledger-ties") } else { page.chip("bad", "ledger-differs") };
    // As the chart of accounts has them.
    let place = |account: Account| Account::ALL.iter().position(|of| *of == account).unwrap_or_default();
    let by = |((account, _), sum): &((Account, String), Turnover), column: &str| match column {
        "debits" => (sum.debits.fen(), 0),
        "credits" => (sum.credits.fen(), 0),
        "balance" => (sum.balance().fen(), 0),
        _ => (0, place(*account)),
    };
    let key = |((account, dealer), _): &((Account, String), Turnover)| vec![account.name().to_owned(), dealer.clone()];
    let (rows, next) = list.page_of(sums.into_iter().collect(), by, key);
    // The months of a journal: this year's, so far.
    let this_month = Period::of(page.today);
    Balances {
        filter: fields(&page, list),
        account: account.map_or("", Account::name).to_owned(),
        rows: rows.iter().map(|((account, dealer), sum)| line(&page, list, *account, dealer, *sum)).collect(),
        total: BalanceLine { label: page.t("treasury-total"), ..sums_of(&page, whole) },
        ties: account.is_none().then_some(ties),
        empty: Empty {
            title: page.t("entries-none"),
            what_to_do: page.t("ledger-none-do"),
            href: String::new(),
            label: String::new(),
        },
        foot: list.foot(&page, next.as_deref(), "/api/v1/ledger/balances"),
        heads: heads(&page, list, account.is_some()),
        dealer: list.get("dealer").to_owned(),
        from: Period::new(this_month.year(), 1).unwrap_or(this_month).to_string(),
        through: this_month.to_string(),
        page,
    }
}

fn heads(page: &Page, list: &List, is_of_account: bool) -> Vec<Head> {
    let number = |key: &str, column: &str| list.sorted(page, key, column).number();
    vec![
        list.sorted(page, if is_of_account { "treasury-dealer" } else { "entries-account" }, "name"),
        list.plain(page, "ledger-name"),
        number("ledger-debits", "debits"),
        number("ledger-credits", "credits"),
        number("ledger-balance", "balance"),
    ]
}

fn sums_of(page: &Page, sum: Turnover) -> BalanceLine {
    BalanceLine {
        label: String::new(),
        name: String::new(),
        by_dealer: String::new(),
        entries: String::new(),
        debits: page.money(sum.debits),
        credits: page.money(sum.credits),
        balance: page.money(sum.balance()),
    }
}

fn line(page: &Page, list: &List, account: Account, dealer: &str, sum: Turnover) -> BalanceLine {
    let is_of_dealer = !dealer.is_empty();
    let of_dealer = if is_of_dealer { dealer } else { list.get("dealer") };
    let filters = [("account", account.name()), ("dealer", of_dealer), ("through", list.get("through"))];
    let can_open = account.is_per_dealer() && !is_of_dealer && of_dealer.is_empty();
    BalanceLine {
        label: if is_of_dealer { dealer.to_owned() } else { page.lang.ledger_account(account).to_owned() },
        name: account.name().to_owned(),
        by_dealer: if can_open { list.with("account", account.name()) } else { String::new() },
        entries: places::entries(&filters),
        ..sums_of(page, sum)
    }
}

fn fields(page: &Page, list: &List) -> [Field; 2] {
    let none = Faults::none();
    let field = |name, key: &str| Field::new(page, name, key, &none).value(list.get(name)).optional();
    [field("dealer", "treasury-dealer-code"), field("through", "entries-through").kind("date")]
}
