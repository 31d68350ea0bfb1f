//! The ledger: its entries, what stands on its accounts, and the journals for bookkeeping programs.

use std::io::Seek as _;

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::exports::send;
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, place};
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{Account, Entry};
use crate::calendar::{Day, Period};
use crate::exports::JOURNALS;
use crate::money::Money;
use crate::texts::Lang;
use crate::workflow::Error;
use crate::workflow::read_ledger::{LedgerFilter, Turnover, ledger_entries, trial_balance, write_journal};

/// An entry: an amount that moved from one account to another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EntryView {
    /// The same in every answer and journal.
    pub id: String,
    /// The day that it is booked on.
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    /// Whose statement.
    pub dealer: String,
    /// Of which period, YYYY-MM.
    pub period: String,
    /// Its place among the statement's entries.
    pub place: u32,
    /// The clause of the agreement.
    pub clause: String,
    /// In words.
    pub cause: String,
    /// The account that is debited.
    pub debit: String,
    /// The account that is credited.
    pub credit: String,
    /// How much.
    pub amount: String,
}

impl EntryView {
    fn of(entry: &Entry, lang: Lang) -> Self {
        Self {
            id: entry.id(),
            on: entry.on,
            dealer: entry.dealer.to_string(),
            period: entry.period.to_string(),
            place: entry.place,
            clause: entry.cause.clause().to_owned(),
            cause: lang.ledger_cause(&entry.cause),
            debit: entry.debit().of(&entry.dealer),
            credit: entry.credit().of(&entry.dealer),
            amount: entry.amount().to_string(),
        }
    }
}

impl Item for EntryView {
    const COLUMNS: &'static [&'static str] =
        &["id", "on", "dealer_code", "period", "clause", "cause", "debit", "credit", "amount"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(self.on.to_string()),
            Cell::text(&self.dealer),
            Cell::text(&self.period),
            Cell::text(&self.clause),
            Cell::text(&self.cause),
            Cell::text(&self.debit),
            Cell::text(&self.credit),
            Cell::Amount(self.amount.parse().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.dealer.clone(), self.period.clone(), self.place.to_string()]
    }
}

/// Which entries.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// Of one dealer.
    pub dealer: Option<String>,
    /// Of statements of one period, YYYY-MM.
    pub period: Option<String>,
    /// That move one account, such as `Liabilities:DealerPayable`; of a dealer's account without the dealer.
    pub account: Option<String>,
    /// Booked on this day or later.
    #[param(value_type = Option<String>)]
    pub from: Option<Day>,
    /// Booked on this day or earlier.
    #[param(value_type = Option<String>)]
    pub through: Option<Day>,
}

impl LedgerQuery {
    fn filter(&self) -> Result<LedgerFilter, Error> {
        let account = |name: &str| Account::ALL.into_iter().find(|account| account.name() == name);
        Ok(LedgerFilter {
            dealer: self.dealer.as_deref().map(place::dealer).transpose()?,
            period: self.period.as_deref().map(place::period).transpose()?,
            account: self.account.as_deref().map(|name| account(name).ok_or(Error::NotFound)).transpose()?,
            from: self.from,
            through: self.through,
        })
    }
}

/// The entries, by dealer, period and place.
#[utoipa::path(get, path = "/ledger", tag = "ledger", params(LedgerQuery, Paging),
    responses((status = 200, body = Page<EntryView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<LedgerQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let filter = query.0.filter().map_err(|error| Problem::of(&error, lang))?;
    let after = paging.after::<3>(lang)?.map(|[dealer, period, place]| {
        Some((DealerCode::new(&dealer)?, period.parse::<Period>().ok()?, place.parse::<u32>().ok()?))
    });
    let after = after.map(|key| key.ok_or_else(|| Problem::cursor(lang))).transpose()?;
    let limit = usize::try_from(paging.fetch()).unwrap_or(usize::MAX);
    let entries = on_block(&desk, lang, move |office| ledger_entries(office, &filter, after.as_ref(), limit));
    paging.answer(entries.await?.iter().map(|entry| EntryView::of(entry, lang)).collect(), lang).await
}

/// An account of the trial balance.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BalanceView {
    /// Its whole name.
    pub account: String,
    /// What it is called.
    pub title: String,
    /// Whose it is, where every dealer has one.
    pub dealer: Option<String>,
    /// The sum of its debits.
    pub debits: String,
    /// The sum of its credits.
    pub credits: String,
    /// What stands: debits less credits.
    pub balance: String,
    /// The account's and the dealer's place in the list.
    #[serde(skip)]
    place: (Account, Option<DealerCode>),
}

impl BalanceView {
    fn of(place: (Account, Option<DealerCode>), turnover: Turnover, lang: Lang) -> Self {
        let (account, dealer) = &place;
        Self {
            account: dealer.as_ref().map_or_else(|| account.name().to_owned(), |dealer| account.of(dealer)),
            title: lang.ledger_account(*account).to_owned(),
            dealer: dealer.as_ref().map(ToString::to_string),
            debits: turnover.debits.to_string(),
            credits: turnover.credits.to_string(),
            balance: turnover.balance().to_string(),
            place,
        }
    }
}

impl Item for BalanceView {
    const COLUMNS: &'static [&'static str] = &["account", "title", "dealer_code", "debits", "credits", "balance"];

    fn cells(&self) -> Vec<Cell> {
        let amount = |text: &str| Cell::Amount(text.parse::<Money>().unwrap_or_default());
        vec![
            Cell::text(&self.account),
            Cell::text(&self.title),
            Cell::text(self.dealer.clone().unwrap_or_default()),
            amount(&self.debits),
            amount(&self.credits),
            amount(&self.balance),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.place.0.name().to_owned(), self.dealer.clone().unwrap_or_default()]
    }
}

/// Through which day, and of whom.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct BalancesQuery {
    /// One account alone, such as Liabilities:DealerPayable.
    pub account: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// Booked on this day or earlier.
    #[param(value_type = Option<String>)]
    pub through: Option<Day>,
}

/// The trial balance: every account that moved.
#[utoipa::path(get, path = "/ledger/balances", tag = "ledger", params(BalancesQuery, Paging),
    responses((status = 200, body = Page<BalanceView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn balances(
    desk: Desk,
    who: Who,
    query: Filter<BalancesQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let after = paging.after::<2>(lang)?.map(|[account, dealer]| {
        let account = Account::ALL.into_iter().find(|known| known.name() == account)?;
        Some((account, DealerCode::new(&dealer)))
    });
    let after = after.map(|key| key.ok_or_else(|| Problem::cursor(lang))).transpose()?;
    let limit = usize::try_from(paging.fetch()).unwrap_or(usize::MAX);
    let found = on_block(&desk, lang, move |office| {
        let BalancesQuery { account, dealer, through } = query.0;
        let dealer = dealer.as_deref().map(place::dealer).transpose()?;
        let known = |name: String| Account::ALL.into_iter().find(|account| account.name() == name);
        let account = account.map(|name| known(name).ok_or(Error::NotFound)).transpose()?;
        let mut found = trial_balance(office, dealer.as_ref(), through)?;
        found.retain(|(of, _), _| account.is_none_or(|account| account == *of));
        Ok(found)
    });
    let rows = found.await?.into_iter().filter(|(place, _)| after.as_ref().is_none_or(|after| place > after));
    paging
        .answer(rows.take(limit).map(|(place, turnover)| BalanceView::of(place, turnover, lang)).collect(), lang)
        .await
}

/// Which months of booking, and of whom.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JournalQuery {
    /// The first month of booking, YYYY-MM.
    pub from: String,
    /// The last month of booking, YYYY-MM.
    pub through: String,
    /// One dealer's alone.
    #[serde(default)]
    pub dealer: Option<String>,
}

/// The ledger as a journal for Beancount.
#[utoipa::path(get, path = "/exports/journal.beancount", tag = "exports", params(JournalQuery),
    responses((status = 200, content_type = "text/plain", body = String), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn beancount(desk: Desk, who: Who, query: Filter<JournalQuery>) -> Result<HttpResponse, Problem> {
    journal(&desk, &who, query.0, "journal.beancount").await
}

/// The ledger as a journal for hledger.
#[utoipa::path(get, path = "/exports/journal.hledger", tag = "exports", params(JournalQuery),
    responses((status = 200, content_type = "text/plain", body = String), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn hledger(desk: Desk, who: Who, query: Filter<JournalQuery>) -> Result<HttpResponse, Problem> {
    journal(&desk, &who, query.0, "journal.hledger").await
}

async fn journal(desk: &Desk, who: &Who, query: JournalQuery, name: &'static str) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let written = on_block(desk, lang, move |office| {
        let format = JOURNALS.iter().find(|format| format.file == name).ok_or(Error::NotFound)?;
        let months = (place::period(&query.from)?, place::period(&query.through)?);
        let dealer = query.dealer.as_deref().map(place::dealer).transpose()?;
        let mut file = std::io::BufWriter::new(tempfile::tempfile()?);
        write_journal(office, format, months, dealer.as_ref(), lang, &mut file)?;
        let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    });
    Ok(send(written.await?, name, "text/plain; charset=utf-8"))
}
