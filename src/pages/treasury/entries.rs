//! `/ledger/entries`: the ledger's entries, by account, dealer, period and day, with what they come to.

use askama::Template;

use super::places;
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{Account, Cause, Entry};
use crate::calendar::Period;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, ROWS, cut};
use crate::pages::{Answer, Page, html};
use crate::web::Desk;
use crate::workflow::read_ledger::{EntryKey, LedgerFilter, ledger_entries, turnover};

#[derive(Template)]
#[template(path = "treasury/entries.html")]
struct EntriesPage {
    page: Page,
    filter: [Field; 5],
    of_account: bool,
    debits: String,
    credits: String,
    balance: String,
    entries: Vec<EntryLine>,
    empty: Empty,
    foot: Foot,
}

/// An entry in a table.
pub struct EntryLine {
    /// When it is booked.
    pub on: String,
    /// Whose statement, of which month.
    pub label: String,
    /// What it is for.
    pub cause: String,
    /// Where that is shown.
    pub href: String,
    /// The clause that it follows.
    pub clause: &'static str,
    /// The account that is debited, with its entries.
    pub debit: (String, String),
    /// The account that is credited, with its entries.
    pub credit: (String, String),
    /// How much.
    pub amount: String,
}

/// Entries as a table has them; each account leads to its entries of the same dealer.
pub fn entry_lines(page: &Page, entries: &[Entry]) -> Vec<EntryLine> {
    let line = |entry: &Entry| {
        let account = |account: Account| {
            let filters = [("account", account.name()), ("dealer", entry.dealer.as_str())];
            (page.lang.ledger_account(account).to_owned(), places::entries(&filters))
        };
        let href = match &entry.cause {
            Cause::Released { reference, .. } | Cause::Answered { reference, .. } => places::payment(reference),
            _ => places::statement(entry.dealer.as_str(), entry.period),
        };
        EntryLine {
            on: page.day(entry.on),
            label: page.statement_name(&entry.dealer, entry.period),
            cause: page.lang.ledger_cause(&entry.cause),
            href,
            clause: entry.cause.clause(),
            debit: account(entry.debit()),
            credit: account(entry.credit()),
            amount: page.money(entry.amount()),
        }
    };
    entries.iter().map(line).collect()
}

/// The account of a name.
pub fn account_of(name: &str) -> Option<Account> {
    Account::ALL.into_iter().find(|account| account.name() == name)
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("entries-title").below("ledger-title", "/ledger");
    let filter = LedgerFilter {
        dealer: DealerCode::new(list.get("dealer")),
        period: list.get("period").parse().ok(),
        account: account_of(list.get("account")),
        from: list.get("from").parse().ok(),
        through: list.get("through").parse().ok(),
    };
    let of_account = filter.account.is_some();
    let after = list.after::<3>().and_then(|[dealer, period, place]| {
        Some((DealerCode::new(&dealer)?, period.parse::<Period>().ok()?, place.parse().ok()?))
    });
    let found = page.ask(&desk, move |office| {
        let after: Option<EntryKey> = after;
        Ok((ledger_entries(office, &filter, after.as_ref(), ROWS + 1)?, turnover(office, &filter)?))
    });
    let (mut entries, sums) = found.await?;
    let key = |entry: &Entry| vec![entry.dealer.to_string(), entry.period.to_string(), entry.place.to_string()];
    let next = cut(&mut entries, key);
    let empty = Empty {
        title: page.t("entries-none"),
        what_to_do: page.t("entries-none-do"),
        href: String::new(),
        label: String::new(),
    };
    html(&EntriesPage {
        filter: fields(&page, &list),
        of_account,
        debits: page.money(sums.debits),
        credits: page.money(sums.credits),
        balance: page.money(sums.balance()),
        entries: entry_lines(&page, &entries),
        empty,
        foot: list.foot(&page, next.as_deref(), "/api/v1/ledger"),
        page,
    })
}

fn fields(page: &Page, list: &List) -> [Field; 5] {
    let none = Faults::none();
    let field = |name, key: &str| Field::new(page, name, key, &none).value(list.get(name)).optional();
    let all = (String::new(), page.t("entries-account-all"));
    let accounts =
        Account::ALL.map(|account| (account.name().to_owned(), page.lang.ledger_account(account).to_owned()));
    [
        field("account", "entries-account").options(std::iter::once(all).chain(accounts)),
        field("dealer", "treasury-dealer-code"),
        field("period", "month").kind("month"),
        field("from", "entries-from").kind("date"),
        field("through", "entries-through").kind("date"),
    ]
}
