//! The bank accounts of dealers: proposed by one person, decided by another (agreement 7.2).

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::etag::{IfMatch, tagged};
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block};
use crate::agreement::codes::DealerCode;
use crate::store::accounts::{self, Account, AccountState, DealerAccount, ProposedAccount, Standing};
use crate::workflow::Error;
use crate::workflow::decide_account::decide_account;
use crate::workflow::propose_account::propose_account;

/// An account that somebody proposed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AccountView {
    /// Whose.
    pub dealer: String,
    /// 1, 2, … for the dealer.
    pub seq: i64,
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// 联行号
    pub bank_code: String,
    /// What became of it.
    pub state: AccountState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When, UTC.
    pub proposed_at: String,
    /// Who decided; empty until then.
    pub decided_by: String,
    /// When, UTC.
    pub decided_at: Option<String>,
}

impl From<ProposedAccount> for AccountView {
    fn from(proposed: ProposedAccount) -> Self {
        let Account { account_name, bank_name, bank_account, bank_code } = proposed.account;
        Self {
            dealer: proposed.dealer.to_string(),
            seq: proposed.seq,
            account_name,
            bank_name,
            bank_account,
            bank_code,
            state: proposed.state,
            proposed_by: proposed.proposed_by,
            proposed_at: proposed.proposed_at.and_utc().to_rfc3339(),
            decided_by: proposed.decided_by,
            decided_at: proposed.decided_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

impl Item for AccountView {
    const COLUMNS: &'static [&'static str] = &[
        "dealer",
        "seq",
        "account_name",
        "bank_name",
        "bank_account",
        "bank_code",
        "state",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.dealer),
            Cell::Count(self.seq),
            Cell::text(&self.account_name),
            Cell::text(&self.bank_name),
            Cell::text(&self.bank_account),
            Cell::text(&self.bank_code),
            Cell::text(self.state.as_str()),
            Cell::text(&self.proposed_by),
            Cell::text(&self.proposed_at),
            Cell::text(&self.decided_by),
            Cell::text(self.decided_at.clone().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.dealer.clone(), format!("{:019}", self.seq)]
    }
}

/// Which accounts.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AccountsQuery {
    /// What became of them; those that wait where absent.
    pub state: Option<AccountState>,
}

/// The accounts in a state, by dealer.
#[utoipa::path(get, path = "/bank-accounts", tag = "accounts", params(AccountsQuery, Paging),
    responses((status = 200, body = Page<AccountView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<AccountsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let state = query.0.state.unwrap_or(AccountState::Proposed);
    let found = on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| accounts::in_state(c, state))?));
    paging.answer_all(found.await?.into_iter().map(AccountView::from).collect(), Ordering::Greater, who.lang).await
}

/// A dealer with the account that is paid to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StandingView {
    /// Whose.
    pub dealer: String,
    /// The dealer's name.
    pub name: String,
    /// Whether there is one, and whether another one waits.
    pub account: Standing,
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// 联行号
    pub bank_code: String,
}

impl From<DealerAccount> for StandingView {
    fn from(one: DealerAccount) -> Self {
        let Account { account_name, bank_name, bank_account, bank_code } = one.account;
        let (dealer, account) = (one.dealer.to_string(), one.standing);
        Self { dealer, name: one.name, account, account_name, bank_name, bank_account, bank_code }
    }
}

impl Item for StandingView {
    const COLUMNS: &'static [&'static str] =
        &["dealer", "name", "account", "account_name", "bank_name", "bank_account", "bank_code"];

    fn cells(&self) -> Vec<Cell> {
        let texts = [
            self.dealer.as_str(),
            &self.name,
            self.account.as_str(),
            &self.account_name,
            &self.bank_name,
            &self.bank_account,
            &self.bank_code,
        ];
        texts.map(Cell::text).into()
    }

    fn key(&self) -> Vec<String> {
        vec![self.dealer.clone()]
    }
}

/// Which dealers.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct StandingQuery {
    /// A dealer's code, or a part of its name.
    pub dealer: Option<String>,
    /// Whose account stands so.
    pub account: Option<Standing>,
}

/// Every dealer with the account that is paid to, by dealer.
#[utoipa::path(get, path = "/bank-accounts/standing", tag = "accounts", params(StandingQuery, Paging),
    responses((status = 200, body = Page<StandingView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn standing(
    desk: Desk,
    who: Who,
    query: Filter<StandingQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let StandingQuery { dealer, account } = query.0;
    let found = on_block(&desk, who.lang, move |office| {
        let named = dealer.as_deref().unwrap_or_default();
        Ok(office.store.read(|c| accounts::standing(c, named, account))?)
    });
    paging.answer_all(found.await?.into_iter().map(StandingView::from).collect(), Ordering::Greater, who.lang).await
}

/// An account to propose.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// 户名
    #[validate(length(min = 1, max = 200))]
    pub account_name: String,
    /// 开户行
    #[validate(length(min = 1, max = 200))]
    pub bank_name: String,
    /// 账号
    #[validate(length(min = 1, max = 100))]
    pub bank_account: String,
    /// 联行号
    #[serde(default)]
    #[validate(length(max = 100))]
    pub bank_code: String,
}

/// Proposes an account for a dealer.
#[utoipa::path(post, path = "/dealers/{dealer}/bank-accounts", tag = "accounts", params(("dealer" = String, Path)),
    request_body = NewAccount,
    responses((status = 200, body = AccountView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn propose(
    desk: Desk,
    who: Who,
    path: Path<String>,
    body: Checked<NewAccount>,
) -> Result<Json<AccountView>, Problem> {
    let actor = who.actor.clone();
    let NewAccount { account_name, bank_name, bank_account, bank_code } = body.0;
    let account = Account { account_name, bank_name, bank_account, bank_code };
    let proposed = on_block(&desk, who.lang, move |office| {
        let dealer = DealerCode::new(&path).ok_or(Error::NotFound)?;
        propose_account(office, &actor, &dealer, &account)
    });
    Ok(Json(proposed.await?.into()))
}

/// An account that somebody proposed. Deciding about it rests on the `ETag`.
#[utoipa::path(get, path = "/dealers/{dealer}/bank-accounts/{seq}", tag = "accounts",
    params(("dealer" = String, Path), ("seq" = i64, Path)),
    responses((status = 200, body = AccountView, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(desk: Desk, who: Who, path: Path<(String, i64)>) -> Result<HttpResponse, Problem> {
    let found = on_block(&desk, who.lang, move |office| {
        let (dealer, seq) = path.into_inner();
        let dealer = DealerCode::new(&dealer).ok_or(Error::NotFound)?;
        let all = office.store.read(|c| accounts::of_dealer(c, &dealer))?;
        all.into_iter().find(|account| account.seq == seq).ok_or(Error::NotFound)
    });
    let proposed = found.await?;
    Ok(tagged(proposed.change_count(), AccountView::from(proposed)))
}

/// Approves an account that another person proposed.
#[utoipa::path(post, path = "/dealers/{dealer}/bank-accounts/{seq}/approve", tag = "accounts",
    params(("dealer" = String, Path), ("seq" = i64, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the account that was seen")),
    responses((status = 200, body = AccountView, headers(("ETag" = String, description = "its version now"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn approve(desk: Desk, who: Who, path: Path<(String, i64)>, seen: IfMatch) -> Result<HttpResponse, Problem> {
    decide(desk, who, path, seen, true).await
}

/// Rejects an account that another person proposed.
#[utoipa::path(post, path = "/dealers/{dealer}/bank-accounts/{seq}/reject", tag = "accounts",
    params(("dealer" = String, Path), ("seq" = i64, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the account that was seen")),
    responses((status = 200, body = AccountView, headers(("ETag" = String, description = "its version now"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn reject(desk: Desk, who: Who, path: Path<(String, i64)>, seen: IfMatch) -> Result<HttpResponse, Problem> {
    decide(desk, who, path, seen, false).await
}

async fn decide(
    desk: Desk,
    who: Who,
    path: Path<(String, i64)>,
    seen: IfMatch,
    is_approved: bool,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let decided = on_block(&desk, who.lang, move |office| {
        let (dealer, seq) = path.into_inner();
        let dealer = DealerCode::new(&dealer).ok_or(Error::NotFound)?;
        decide_account(office, &actor, &dealer, seq, is_approved, Some(seen.0))
    });
    let decided = decided.await?;
    Ok(tagged(decided.change_count(), AccountView::from(decided)))
}
