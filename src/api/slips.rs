//! Slips: the list, one with everything that happened to it, and what reviewers decide.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use validator::Validate;

use super::etag::{IfMatch, tagged};
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::place::utc;
use super::questions::QuestionView;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{Hit, Verdict};
use crate::agreement::registers::Outcome;
use crate::agreement::slip::Slip;
use crate::auth::privacy;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::store::slips::{FiledVersion, ListedSlip, SlipFilter, Verdicts};
use crate::store::{Db, Error as StoreError, calls, decisions, questions, reviews, slips};
use crate::texts::Lang;
use crate::workflow::Error;
use crate::workflow::review_slip::{SeenSlip, review_slips, review_unchanged_slip, withdraw_review};

/// A slip in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SlipView {
    /// Whose.
    pub dealer: String,
    /// For which period it is filed, YYYY-MM.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// Which filing of the number it is.
    pub version: i64,
    /// 产品型号
    pub product_model: String,
    /// 机身编号
    pub serial_no: String,
    /// 维修日期
    #[schema(value_type = Option<String>, format = Date)]
    pub repair_date: Option<Day>,
    /// The number of its last decision; 0 before the first.
    pub decision: i64,
    /// accepted, adjusted, held, rejected, void, fabricated; empty until it is decided.
    pub verdict: String,
    /// The codes that hit, in the order of the agreement.
    pub reasons: Vec<String>,
    /// What it claims at most, in fen.
    pub claim_fen: i64,
    /// What it pays, in fen.
    pub payable_fen: i64,
}

impl From<ListedSlip> for SlipView {
    fn from(row: ListedSlip) -> Self {
        let reasons = row.reasons.split(';').filter(|code| !code.is_empty());
        Self {
            reasons: reasons.map(str::to_owned).collect(),
            dealer: row.dealer,
            period: row.period,
            slip_no: row.slip_no,
            version: row.version,
            product_model: row.product_model,
            serial_no: row.serial_no,
            repair_date: row.repair_date,
            decision: row.decision,
            verdict: row.verdict,
            claim_fen: row.claim_fen,
            payable_fen: row.payable_fen,
        }
    }
}

impl Item for SlipView {
    const COLUMNS: &'static [&'static str] = &[
        "period",
        "dealer_code",
        "slip_no",
        "version",
        "product_model",
        "serial_no",
        "repair_date",
        "decision",
        "reasons",
        "claim_value",
        "payable",
    ];

    fn cells(&self) -> Vec<Cell> {
        let repair_date = self.repair_date.map(|day| day.to_string()).unwrap_or_default();
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(&self.slip_no),
            Cell::Count(self.version),
            Cell::text(&self.product_model),
            Cell::text(&self.serial_no),
            Cell::text(repair_date),
            Cell::text(&self.verdict),
            Cell::text(self.reasons.join(";")),
            Cell::Amount(Money::from_fen(self.claim_fen)),
            Cell::Amount(Money::from_fen(self.payable_fen)),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone(), self.slip_no.clone()]
    }
}

/// Which slips.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SlipsQuery {
    /// Of one period, YYYY-MM.
    pub period: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// With one verdict; `payable` for all that are paid, `unpaid` for all that are decided and not paid.
    #[param(value_type = Option<String>)]
    pub verdict: Option<Verdicts>,
    /// Hit by one code, such as LATE_SERVICE.
    pub code: Option<String>,
    /// With one number.
    pub slip_no: Option<String>,
    /// Of one unit.
    pub serial_no: Option<String>,
}

impl SlipsQuery {
    /// The filter, within what the caller may see.
    fn filter(self, who: &Who) -> Result<SlipFilter, Error> {
        Ok(SlipFilter {
            period: self.period.as_deref().map(place::period).transpose()?,
            dealer: place::listed_dealer(who, self.dealer.as_deref())?,
            verdicts: self.verdict.map(|verdicts| verdicts.0).unwrap_or_default(),
            codes: self.code.into_iter().collect(),
            number: self.slip_no,
            serial: self.serial_no,
            latest_first: false,
        })
    }
}

/// The slips that stand, by period, dealer and number. Held ones are the reviewers' list of work.
#[utoipa::path(get, path = "/slips", tag = "slips", params(SlipsQuery, Paging),
    responses((status = 200, body = Page<SlipView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<SlipsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let filter = query.0.filter(&who).map_err(|error| Problem::of(&error, who.lang))?;
    answer(desk, who, filter, paging).await
}

/// The slips that wait for a call: drawn, re-issued, or in a lot that failed (agreement 6).
#[utoipa::path(get, path = "/slips/to-call", tag = "calls", params(SlipsQuery, Paging),
    responses((status = 200, body = Page<SlipView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn to_call(desk: Desk, who: Who, query: Filter<SlipsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let mut filter = query.0.filter(&who).map_err(|error| Problem::of(&error, who.lang))?;
    filter.verdicts = vec![Verdict::Held];
    filter.codes = vec!["CALLBACK_PENDING".to_owned(), "LOT_REJECTED".to_owned()];
    answer(desk, who, filter, paging).await
}

async fn answer(desk: Desk, who: Who, filter: SlipFilter, paging: Paging) -> Result<HttpResponse, Problem> {
    let (after, limit) = (paging.after::<3>(who.lang)?, paging.fetch());
    let rows =
        on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| slips::list(c, &filter, after, limit))?));
    paging.answer(rows.await?.into_iter().map(SlipView::from).collect(), who.lang).await
}

/// A rule that hit, in words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HitView {
    /// The clause of the agreement.
    pub clause: String,
    /// The rule's code.
    pub code: String,
    /// Why, with the facts.
    pub reason: String,
}

/// A decision.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DecisionView {
    /// 1, 2, …
    pub seq: i64,
    /// Of which filing of the number.
    pub version: i64,
    /// What became of it.
    pub verdict: String,
    /// Every rule that hit.
    pub hits: Vec<HitView>,
    /// What it claims at most, in fen.
    pub claim_fen: i64,
    /// When, UTC.
    pub decided_at: String,
}

/// A filing of the number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VersionView {
    /// 1, 2, …
    pub version: i64,
    /// Whether it stands.
    pub is_current: bool,
    /// The upload that it came with.
    pub upload: String,
    /// The row that it begins in.
    pub row: i64,
    /// When, UTC.
    pub filed_at: String,
    /// What it says; the customer's data masked.
    #[schema(value_type = Object)]
    pub slip: Value,
}

/// A reviewer's decision.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewView {
    /// Whether it was accepted.
    pub accepted: bool,
    /// Whether the lot was drawn already.
    pub after_draw: bool,
    /// Why.
    pub reason: String,
    /// Who.
    pub reviewer: String,
    /// When, UTC.
    pub reviewed_at: String,
    /// Whether it takes the decision before it back.
    pub withdrawn: bool,
    /// For whom a deputy decided: a login; empty where the reviewer decided for themselves.
    pub on_behalf_of: String,
}

/// A call about the number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CallView {
    /// When the customer was called.
    #[schema(value_type = String, format = Date)]
    pub called_on: Day,
    /// 1, 2, …
    pub attempt: u32,
    /// confirmed, mismatch, wrong_number, fabricated, no_answer, refused
    #[schema(value_type = String)]
    pub outcome: Outcome,
    /// 1–5
    pub satisfaction: Option<u8>,
    /// What else was said.
    pub note: Option<String>,
    /// Who recorded it.
    pub recorded_by: String,
}

/// A slip with everything that happened to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SlipHistory {
    /// Whose.
    pub dealer: String,
    /// For which period.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// Every filing, the first one first.
    pub versions: Vec<VersionView>,
    /// Every decision, the first one first.
    pub decisions: Vec<DecisionView>,
    /// What reviewers decided.
    pub reviews: Vec<ReviewView>,
    /// What reviewers asked the dealer.
    pub questions: Vec<QuestionView>,
    /// The calls about the number.
    pub calls: Vec<CallView>,
}

/// One slip with its versions, decisions, reviews and calls. A review, and taking one back, rest on the `ETag`.
#[utoipa::path(get, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}", tag = "slips",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    responses((status = 200, body = SlipHistory, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who, path: Path<(String, String, String)>) -> Result<HttpResponse, Problem> {
    let (lang, (dealer, period, slip_no)) = (who.lang, path.into_inner());
    let found = on_block(&desk, lang, move |office| {
        let (dealer, period) = (place::dealer(&dealer)?, place::period(&period)?);
        office.store.read(|c| {
            let version = slips::change_count(c, &dealer, period, &place::slip_no(&slip_no)?)?;
            Ok((version.ok_or(Error::NotFound)?, history(c, &dealer, period, &slip_no, lang)?))
        })
    });
    let (version, history) = found.await?;
    Ok(tagged(version, history))
}

fn history(c: &mut Db, dealer: &DealerCode, period: Period, slip_no: &str, lang: Lang) -> Result<SlipHistory, Error> {
    let no = place::slip_no(slip_no)?;
    let versions = slips::versions(c, dealer, period, slip_no)?;
    let decided = decisions::of_slip(c, dealer, period, &no)?;
    let decisions = decided.into_iter().map(|(decision, decided_at)| DecisionView {
        seq: decision.seq,
        version: decision.version,
        verdict: decision.verdict.to_string(),
        hits: decision.hits.iter().map(|hit| hit_view(hit, lang)).collect(),
        claim_fen: decision.claim_value.fen(),
        decided_at: utc(decided_at),
    });
    let reviews = reviews::of_slip(c, dealer, period, &no)?.into_iter().map(|review| ReviewView {
        accepted: review.accepted,
        after_draw: review.after_draw,
        reason: review.reason,
        reviewer: review.reviewer,
        reviewed_at: utc(review.reviewed_at),
        withdrawn: review.withdrawn,
        on_behalf_of: review.on_behalf_of,
    });
    let calls = calls::of_slip(c, dealer, &no)?.into_iter().map(|recorded| CallView {
        called_on: recorded.call.called_on,
        attempt: recorded.call.attempt,
        outcome: recorded.call.outcome,
        satisfaction: recorded.call.satisfaction,
        note: recorded.call.note,
        recorded_by: recorded.recorded_by,
    });
    let asked = questions::of_slip(c, dealer, period, &no)?;
    Ok(SlipHistory {
        dealer: dealer.to_string(),
        period: period.to_string(),
        slip_no: slip_no.to_owned(),
        versions: versions.into_iter().map(version_view).collect::<Result<_, _>>()?,
        decisions: decisions.collect(),
        reviews: reviews.collect(),
        questions: asked.into_iter().map(QuestionView::from).collect(),
        calls: calls.collect(),
    })
}

fn hit_view(hit: &Hit, lang: Lang) -> HitView {
    HitView { clause: hit.code().clause().to_owned(), code: hit.name().to_owned(), reason: lang.reason(hit) }
}

fn version_view(filed: FiledVersion) -> Result<VersionView, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Stored { table: "slips", reason: error.to_string() };
    let slip = masked(filed.slip()?);
    Ok(VersionView {
        version: filed.version,
        is_current: filed.is_current,
        upload: filed.upload,
        row: filed.sheet_row,
        filed_at: utc(filed.filed_at),
        slip: serde_json::to_value(slip).map_err(unreadable)?,
    })
}

/// Customers' data are shown in full only to those who ask for them, which is kept (`customers`).
fn masked(slip: Slip) -> Slip {
    Slip {
        customer_name: slip.customer_name.map(|name| privacy::masked_name(&name).into()),
        customer_phone: slip.customer_phone.map(|phone| privacy::masked_phone(&phone).into()),
        customer_address: slip.customer_address.map(|address| privacy::address_to_district(&address).into()),
        ..slip
    }
}

/// What a reviewer decides.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    /// Whether the slip is accepted.
    pub accepted: bool,
    /// Why; kept and shown.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// Decides a held slip.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/review", tag = "slips",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the slip that was seen")),
    request_body = ReviewBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn review(
    desk: Desk,
    who: Who,
    path: Path<(String, String, String)>,
    seen: IfMatch,
    body: Checked<ReviewBody>,
) -> Result<HttpResponse, Problem> {
    let (dealer, period, slip_no) = path.into_inner();
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = (place::dealer(&dealer)?, place::period(&period)?, place::slip_no(&slip_no)?);
        let review = (body.0.accepted, body.0.reason.as_str());
        review_unchanged_slip(office, &actor, (&dealer, period, &no), seen.0, review)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes the last review of a slip back, while its month is open; the rules decide again.
#[utoipa::path(delete, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/review", tag = "slips",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the slip that was seen")),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw(
    desk: Desk,
    who: Who,
    path: Path<(String, String, String)>,
    seen: IfMatch,
) -> Result<HttpResponse, Problem> {
    let ((dealer, period, slip_no), actor) = (path.into_inner(), who.actor.clone());
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = (place::dealer(&dealer)?, place::period(&period)?, place::slip_no(&slip_no)?);
        withdraw_review(office, &actor, &dealer, period, &no, Some(seen.0))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Several slips as a reviewer saw them.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewsBody {
    /// Whether the slips are accepted.
    pub accepted: bool,
    /// Why, for all of them.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
    /// Which.
    #[validate(length(min = 1, max = 500), nested)]
    pub slips: Vec<SeenBody>,
}

/// A slip as a reviewer saw it.
#[derive(Debug, Serialize, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenBody {
    /// Whose.
    #[validate(length(min = 1, max = 200))]
    pub dealer: String,
    /// YYYY-MM
    #[validate(length(min = 1, max = 20))]
    pub period: String,
    /// 维修单号
    #[validate(length(min = 1, max = 200))]
    pub slip_no: String,
    /// The decision that was seen.
    pub decision: i64,
}

/// What became of one of several reviews.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewedView {
    /// 维修单号
    pub slip_no: String,
    /// Why it was not decided; none where it was.
    pub refused: Option<String>,
}

/// Decides several held slips with one reason, each of which rests on the decision that was seen of it. Those that can be
/// decided are; the others say why not.
#[utoipa::path(post, path = "/reviews", tag = "slips", request_body = ReviewsBody,
    responses((status = 200, body = Vec<ReviewedView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn review_several(
    desk: Desk,
    who: Who,
    body: Checked<ReviewsBody>,
) -> Result<Json<Vec<ReviewedView>>, Problem> {
    let (lang, actor, body) = (who.lang, who.actor.clone(), body.0);
    let reviewed = on_block(&desk, lang, move |office| {
        let seen = |slip: &SeenBody| {
            Ok(SeenSlip {
                dealer: place::dealer(&slip.dealer)?,
                period: place::period(&slip.period)?,
                no: place::slip_no(&slip.slip_no)?,
                decision: slip.decision,
            })
        };
        let seen = body.slips.iter().map(seen).collect::<Result<Vec<_>, Error>>()?;
        let outcomes = review_slips(office, &actor, &seen, body.accepted, &body.reason);
        let view = |(seen, outcome): (&SeenSlip, Result<(), Error>)| ReviewedView {
            slip_no: seen.no.to_string(),
            refused: outcome.err().map(|error| lang.verb_error(&error)),
        };
        Ok(seen.iter().zip(outcomes).map(view).collect())
    });
    Ok(Json(reviewed.await?))
}
