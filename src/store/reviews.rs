//! What reviewers decided of held slips (agreement 4.31), with their reasons.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};

use super::schema::reviews;
use super::slips::waiting;
use super::{Db, Error, questions, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Moment, Period};

const TABLE: &str = "reviews";

/// A reviewer's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReview {
    /// The period of the slip.
    pub period: Period,
    /// The slip.
    pub no: SlipNo,
    /// Whether it is accepted.
    pub accepted: bool,
    /// Whether the lot was drawn already.
    pub after_draw: bool,
    /// Why.
    pub reason: String,
    /// Who.
    pub reviewer: String,
    /// When.
    pub reviewed_at: Moment,
    /// Whether it takes the decision before it back.
    pub withdrawn: bool,
    /// For whom a deputy decided: a login; empty where the reviewer decided for themselves.
    pub on_behalf_of: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews, treat_none_as_default_value = false)]
struct ReviewRow {
    dealer: String,
    period: String,
    slip_no: String,
    seq: i64,
    accepted: bool,
    after_draw: bool,
    reason: String,
    reviewer: String,
    reviewed_at: Moment,
    withdrawn: bool,
    on_behalf_of: String,
}

impl ReviewRow {
    fn into_review(self) -> Result<StoredReview, Error> {
        Ok(StoredReview {
            period: stored::period(TABLE, &self.period)?,
            no: stored::slip_no(TABLE, &self.slip_no)?,
            accepted: self.accepted,
            after_draw: self.after_draw,
            reason: self.reason,
            reviewer: self.reviewer,
            reviewed_at: self.reviewed_at,
            withdrawn: self.withdrawn,
            on_behalf_of: self.on_behalf_of,
        })
    }
}

/// Adds a decision.
pub fn add(c: &mut Db, dealer: &DealerCode, review: &StoredReview) -> Result<(), Error> {
    let of_slip = reviews::table
        .filter(reviews::dealer.eq(dealer.as_str()))
        .filter(reviews::period.eq(review.period.to_string()))
        .filter(reviews::slip_no.eq(review.no.as_str()));
    let before: Option<i64> = of_slip.select(diesel::dsl::max(reviews::seq)).first(c)?;
    let row = ReviewRow {
        dealer: dealer.to_string(),
        period: review.period.to_string(),
        slip_no: review.no.to_string(),
        seq: before.unwrap_or_default() + 1,
        accepted: review.accepted,
        after_draw: review.after_draw,
        reason: review.reason.clone(),
        reviewer: review.reviewer.clone(),
        reviewed_at: review.reviewed_at,
        withdrawn: review.withdrawn,
        on_behalf_of: review.on_behalf_of.clone(),
    };
    diesel::insert_into(reviews::table).values(row).execute(c)?;
    if review.withdrawn {
        waiting::unreviewed(c, dealer, review.period, &review.no)
    } else {
        questions::reviewed(c, dealer, review.period, &review.no, review.reviewed_at)?;
        waiting::reviewed(c, dealer, review.period, &review.no)
    }
}

/// All decisions about a dealer's slips, those of each slip in their order.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<StoredReview>, Error> {
    let of_dealer = reviews::table.filter(reviews::dealer.eq(dealer.as_str()));
    let rows: Vec<ReviewRow> = of_dealer.order((reviews::period, reviews::slip_no, reviews::seq)).load(c)?;
    rows.into_iter().map(ReviewRow::into_review).collect()
}

/// The decisions about a slip, in their order.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Vec<StoredReview>, Error> {
    let of_slip = reviews::table
        .filter(reviews::dealer.eq(dealer.as_str()))
        .filter(reviews::period.eq(period.to_string()))
        .filter(reviews::slip_no.eq(no.as_str()));
    let rows: Vec<ReviewRow> = of_slip.order(reviews::seq).load(c)?;
    rows.into_iter().map(ReviewRow::into_review).collect()
}

/// What somebody decided last, newest first, as far as it stands and its month is open: what can be taken back.
pub fn last_of(c: &mut Db, reviewer: &str, rows_max: i64) -> Result<Vec<(DealerCode, StoredReview)>, Error> {
    let is_last = sql::<Bool>(
        "NOT EXISTS (SELECT 1 FROM reviews later WHERE later.dealer = reviews.dealer AND later.period = reviews.period \
         AND later.slip_no = reviews.slip_no AND later.seq > reviews.seq)",
    );
    let is_open = sql::<Bool>(
        "EXISTS (SELECT 1 FROM months WHERE months.dealer = reviews.dealer AND months.period = reviews.period \
         AND months.state IN ('draft', 'none'))",
    );
    let rows: Vec<ReviewRow> = reviews::table
        .filter(reviews::reviewer.eq(reviewer))
        .filter(reviews::withdrawn.eq(false))
        .filter(is_last)
        .filter(is_open)
        .order(reviews::reviewed_at.desc())
        .limit(rows_max)
        .load(c)?;
    rows.into_iter().map(|row| Ok((stored::dealer(TABLE, &row.dealer)?, row.into_review()?))).collect()
}

/// What somebody decided and took back since an instant, in order.
pub fn of_reviewer(c: &mut Db, reviewer: &str, since: Moment, rows_max: i64) -> Result<Vec<StoredReview>, Error> {
    let of_reviewer = reviews::table.filter(reviews::reviewer.eq(reviewer)).filter(reviews::reviewed_at.ge(since));
    let rows: Vec<ReviewRow> = of_reviewer.order(reviews::reviewed_at).limit(rows_max).load(c)?;
    rows.into_iter().map(ReviewRow::into_review).collect()
}

/// How the slips that a code hit were decided: by one person, and by the others.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct CodeShare {
    /// The code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The one's decisions.
    #[diesel(sql_type = BigInt)]
    pub own: i64,
    /// Those that accepted the slip.
    #[diesel(sql_type = BigInt)]
    pub own_accepted: i64,
    /// The decisions of all others.
    #[diesel(sql_type = BigInt)]
    pub others: i64,
    /// Those that accepted the slip.
    #[diesel(sql_type = BigInt)]
    pub others_accepted: i64,
}

/// How somebody and the others decided since an instant, by the codes that hit the slips, the most frequent first.
pub fn by_code(c: &mut Db, reviewer: &str, since: Moment) -> Result<Vec<CodeShare>, Error> {
    let count = |condition: &str| format!("CAST(sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)");
    let query = format!(
        "SELECT slip_codes.code AS code, {} AS own, {} AS own_accepted, {} AS others, {} AS others_accepted \
         FROM reviews JOIN slip_codes ON slip_codes.dealer = reviews.dealer AND slip_codes.period = reviews.period \
         AND slip_codes.slip_no = reviews.slip_no \
         WHERE reviews.reviewed_at >= $2 AND NOT reviews.withdrawn GROUP BY slip_codes.code ORDER BY 2 DESC, 1",
        count("reviews.reviewer = $1"),
        count("reviews.reviewer = $1 AND reviews.accepted"),
        count("reviews.reviewer <> $1"),
        count("reviews.reviewer <> $1 AND reviews.accepted"),
    );
    Ok(diesel::sql_query(query).bind::<Text, _>(reviewer).bind::<Timestamp, _>(since).load(c)?)
}

/// A decision that somebody else took otherwise later, or took back.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Overruled {
    /// Whose slip.
    #[diesel(sql_type = Text)]
    pub dealer: String,
    /// Of which period.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// Which slip.
    #[diesel(sql_type = Text)]
    pub slip_no: String,
    /// Whether it was accepted first.
    #[diesel(sql_type = Bool)]
    pub accepted: bool,
    /// Why.
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// Who decided later: a login.
    #[diesel(sql_type = Text)]
    pub other: String,
    /// Whether it was accepted then.
    #[diesel(sql_type = Bool)]
    pub other_accepted: bool,
    /// Whether the first decision was taken back instead.
    #[diesel(sql_type = Bool)]
    pub other_withdrawn: bool,
    /// Why.
    #[diesel(sql_type = Text)]
    pub other_reason: String,
    /// When.
    #[diesel(sql_type = Timestamp)]
    pub other_at: Moment,
}

/// What somebody decided since an instant and others decided otherwise later, the latest first.
pub fn overruled(c: &mut Db, reviewer: &str, since: Moment, rows_max: i64) -> Result<Vec<Overruled>, Error> {
    let query = "SELECT mine.dealer, mine.period, mine.slip_no, mine.accepted, mine.reason, later.reviewer AS other, \
         later.accepted AS other_accepted, later.withdrawn AS other_withdrawn, later.reason AS other_reason, \
         later.reviewed_at AS other_at \
         FROM reviews mine JOIN reviews later ON later.dealer = mine.dealer AND later.period = mine.period \
         AND later.slip_no = mine.slip_no AND later.seq > mine.seq \
         WHERE mine.reviewer = $1 AND mine.reviewed_at >= $2 AND NOT mine.withdrawn AND later.reviewer <> mine.reviewer \
         AND (later.withdrawn OR later.accepted <> mine.accepted) ORDER BY later.reviewed_at DESC LIMIT $3";
    let query = diesel::sql_query(query).bind::<Text, _>(reviewer).bind::<Timestamp, _>(since);
    Ok(query.bind::<BigInt, _>(rows_max).load(c)?)
}
