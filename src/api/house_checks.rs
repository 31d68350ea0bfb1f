//! The administrator's own checks (agreement 4.32), and what a change of terms or checks would come to.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidateLength as _, ValidationError, ValidationErrors};

use super::listing::{Cell, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::decision::house_check::CheckText;
use crate::calendar::Moment;
use crate::store::house_checks::{self, HouseCheckRow};
use crate::workflow::publish_house_check::{end_house_check, publish_house_check};
use crate::workflow::try_change::{Change, ChangedMonth, Decided, Sums, Trial, try_change};

/// A check of the administrator's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HouseCheckView {
    /// Its identifier.
    pub id: String,
    /// Its code.
    pub code: String,
    /// When it hits.
    pub expression: String,
    /// What people read where it hits.
    pub message: String,
    /// Whether a slip that it hits is held; else it is a note.
    pub held: bool,
    /// The first month whose slips it looks at.
    pub first_period: String,
    /// The last one; none while it goes on.
    pub last_period: Option<String>,
    /// Who published it.
    pub published_by: String,
    /// When, UTC.
    pub published_at: String,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// When, UTC.
    pub ended_at: Option<String>,
}

impl From<HouseCheckRow> for HouseCheckView {
    fn from(row: HouseCheckRow) -> Self {
        let utc = |at: Moment| at.and_utc().to_rfc3339();
        let (ended_by, ended_at) = row.ended.unzip();
        Self {
            id: row.id,
            code: row.text.code.to_string(),
            expression: row.text.expression,
            message: row.text.message,
            held: row.text.held,
            first_period: row.first_period.to_string(),
            last_period: row.last_period.map(|last| last.to_string()),
            published_by: row.published_by,
            published_at: utc(row.published_at),
            ended_by,
            ended_at: ended_at.map(utc),
        }
    }
}

impl Item for HouseCheckView {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "code",
        "expression",
        "message",
        "held",
        "first_period",
        "last_period",
        "published_by",
        "published_at",
        "ended_by",
        "ended_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        let known = |text: &Option<String>| Cell::text(text.clone().unwrap_or_default());
        vec![
            Cell::text(&self.id),
            Cell::text(&self.code),
            Cell::text(&self.expression),
            Cell::text(&self.message),
            Cell::text(if self.held { "yes" } else { "no" }),
            Cell::text(&self.first_period),
            known(&self.last_period),
            Cell::text(&self.published_by),
            Cell::text(&self.published_at),
            known(&self.ended_by),
            known(&self.ended_at),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// A check to be.
#[derive(Clone, Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHouseCheck {
    /// Its code: 3 to 40 capital letters, digits and `_`, none of the agreement's.
    #[validate(length(min = 3, max = 40))]
    pub code: String,
    /// When it hits, in the Common Expression Language, such as `claimed_fee_fen % 1000 == 0`.
    #[validate(length(min = 1, max = 2000))]
    pub expression: String,
    /// What people read where it hits.
    #[validate(length(min = 1, max = 500))]
    pub message: String,
    /// Whether a slip that it hits is held; else it is a note.
    pub held: bool,
}

impl From<NewHouseCheck> for CheckText {
    fn from(new: NewHouseCheck) -> Self {
        Self { code: new.code.into(), expression: new.expression, message: new.message, held: new.held }
    }
}

/// A check and its first month.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The check.
    #[validate(nested)]
    pub check: NewHouseCheck,
    /// The first month whose slips it looks at, `YYYY-MM`. Months that are confirmed stay as they are.
    #[validate(length(equal = 7))]
    pub first_period: String,
}

/// The end of a check.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOfCheck {
    /// The last month whose slips it looks at, `YYYY-MM`.
    #[validate(length(equal = 7))]
    pub last_period: String,
}

/// What is to be tried.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTrial {
    /// The first month, `YYYY-MM`.
    #[validate(length(equal = 7))]
    pub first_period: String,
    /// The last month; at most twelve in all.
    #[validate(length(equal = 7))]
    pub last_period: String,
    /// One dealer's months; without it those of all.
    #[validate(length(max = 100))]
    pub dealer: Option<String>,
    /// What would be changed.
    #[validate(nested)]
    pub change: NewChange,
}

/// The longest text of an agreement, in letters.
const AGREEMENT_LETTERS_MAX: u64 = 200_000;
/// The longest identifier of a check.
const ID_LETTERS_MAX: u64 = 100;

/// What would be changed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NewChange {
    /// An agreement's TOML text, as if it had been in force from the first month on.
    Agreement(String),
    /// A check that would be added.
    Check(NewHouseCheck),
    /// The identifier of a check that would end.
    EndOfCheck(String),
}

impl Validate for NewChange {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let (field, text, letters_max) = match self {
            Self::Check(check) => return ValidationErrors::merge(Ok(()), "check", check.validate()),
            Self::Agreement(text) => ("agreement", text, AGREEMENT_LETTERS_MAX),
            Self::EndOfCheck(id) => ("end_of_check", id, ID_LETTERS_MAX),
        };
        if text.validate_length(Some(1), Some(letters_max), None) {
            return Ok(());
        }
        let mut error = ValidationError::new("length");
        error.add_param("min".into(), &1);
        error.add_param("max".into(), &letters_max);
        let mut errors = ValidationErrors::new();
        errors.add(field, error);
        Err(errors)
    }
}

/// What the change would come to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TrialView {
    /// How many dealers' months were settled twice.
    pub month_count: usize,
    /// How many would come out otherwise.
    pub changed_count: usize,
    /// How many slips would be decided otherwise.
    pub slip_count: usize,
    /// By how much all payable amounts together would change, in fen.
    pub payable_change_fen: i64,
    /// The months that would come out otherwise.
    pub months: Vec<TriedMonthView>,
}

/// A month that would come out otherwise.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TriedMonthView {
    /// Whose.
    pub dealer: String,
    /// Which.
    pub period: String,
    /// As it stands.
    pub before: SumsView,
    /// As it would be.
    pub after: SumsView,
    /// The slips that would be decided otherwise.
    pub slips: Vec<TriedSlipView>,
}

/// What a month comes to, in fen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SumsView {
    /// What the allowance pays of the claims.
    pub fees_paid_fen: i64,
    /// The sum of the statement's lines.
    pub net_fen: i64,
    /// What is paid.
    pub payable_fen: i64,
}

/// A slip that would be decided otherwise.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TriedSlipView {
    /// Its number.
    pub slip_no: String,
    /// As it stands.
    pub before: TriedDecisionView,
    /// As it would be.
    pub after: TriedDecisionView,
}

/// What becomes of a slip.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TriedDecisionView {
    /// The verdict.
    pub verdict: String,
    /// The codes that hit.
    pub reasons: Vec<String>,
    /// What it pays, in fen.
    pub payable_fen: i64,
}

impl From<Trial> for TrialView {
    fn from(trial: Trial) -> Self {
        let payable =
            |of: fn(&ChangedMonth) -> Sums| -> i64 { trial.changed.iter().map(|month| of(month).payable.fen()).sum() };
        Self {
            month_count: trial.months,
            changed_count: trial.changed.len(),
            slip_count: trial.changed.iter().map(|month| month.slips.len()).sum(),
            payable_change_fen: payable(|month| month.after) - payable(|month| month.before),
            months: trial.changed.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ChangedMonth> for TriedMonthView {
    fn from(month: ChangedMonth) -> Self {
        let slips = month.slips.into_iter().map(|slip| TriedSlipView {
            slip_no: slip.no.to_string(),
            before: slip.before.into(),
            after: slip.after.into(),
        });
        Self {
            dealer: month.dealer.to_string(),
            period: month.period.to_string(),
            before: month.before.into(),
            after: month.after.into(),
            slips: slips.collect(),
        }
    }
}

impl From<Sums> for SumsView {
    fn from(sums: Sums) -> Self {
        Self { fees_paid_fen: sums.fees_paid.fen(), net_fen: sums.net.fen(), payable_fen: sums.payable.fen() }
    }
}

impl From<Decided> for TriedDecisionView {
    fn from(decided: Decided) -> Self {
        Self { verdict: decided.verdict.to_string(), reasons: decided.codes, payable_fen: decided.payable.fen() }
    }
}

/// Every check that there ever was, the first first.
#[utoipa::path(get, path = "/house-checks", tag = "house checks", params(Paging),
    responses((status = 200, body = Page<HouseCheckView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let all = on_block(&desk, who.lang, |office| Ok(office.store.read(house_checks::all)?)).await?;
    paging.answer_all(all.into_iter().map(HouseCheckView::from).collect(), Ordering::Greater, who.lang).await
}

/// Publishes a check; try it first.
#[utoipa::path(post, path = "/house-checks", tag = "house checks", request_body = Publication,
    responses((status = 200, body = HouseCheckView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn publish(desk: Desk, who: Who, body: Checked<Publication>) -> Result<Json<HouseCheckView>, Problem> {
    let actor = who.actor.clone();
    let published = on_block(&desk, who.lang, move |office| {
        let first_period = place::period(&body.0.first_period)?;
        publish_house_check(office, &actor, body.0.check.into(), first_period)
    });
    Ok(Json(published.await?.into()))
}

/// Ends a check with a month.
#[utoipa::path(post, path = "/house-checks/{id}/end", tag = "house checks", params(("id" = String, Path)), request_body = EndOfCheck,
    responses((status = 200, body = HouseCheckView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn end(
    desk: Desk,
    who: Who,
    path: Path<String>,
    body: Checked<EndOfCheck>,
) -> Result<Json<HouseCheckView>, Problem> {
    let actor = who.actor.clone();
    let ended = on_block(&desk, who.lang, move |office| {
        end_house_check(office, &actor, &path, place::period(&body.0.last_period)?)
    });
    Ok(Json(ended.await?.into()))
}

/// Settles some months twice, by what stands and by a change, and lists what would come out otherwise. Nothing is kept.
#[utoipa::path(post, path = "/trials", tag = "house checks", request_body = NewTrial,
    responses((status = 200, body = TrialView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn attempt(desk: Desk, who: Who, body: Checked<NewTrial>) -> Result<Json<TrialView>, Problem> {
    let actor = who.actor.clone();
    let body = body.0;
    let tried = on_block(&desk, who.lang, move |office| {
        let dealer = body.dealer.as_deref().map(place::dealer).transpose()?;
        let periods = (place::period(&body.first_period)?, place::period(&body.last_period)?);
        let change = match &body.change {
            NewChange::Agreement(text) => Change::Agreement(text.as_bytes()),
            NewChange::Check(check) => Change::Check(check.clone().into()),
            NewChange::EndOfCheck(id) => Change::EndOfCheck(id.clone()),
        };
        try_change(office, &actor, &change, periods, dealer.as_ref())
    });
    Ok(Json(tried.await?.into()))
}
