//! What people filed, decided and said of a statement.

use serde_json::{Value, json};

use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::store::disputes::Dispute;
use crate::store::months::Month;
use crate::store::statement_steps::{self, StepKind};
use crate::store::uploads::{self, Upload};
use crate::store::{Db, Error, adjustments, reviews, slips};

/// The steps, the reviewers' decisions with their reasons, and what corrected earlier statements. Why the sales manager
/// kept a statement back is not for the dealer.
pub fn people(c: &mut Db, month: &Month, for_dealer: bool) -> Result<Value, Error> {
    let (dealer, period) = (&month.dealer, month.period);
    let mut steps = statement_steps::of(c, dealer, period)?;
    steps.retain(|step| !(for_dealer && step.kind == StepKind::Hold));
    let steps = steps.into_iter().map(|step| {
        json!({
            "step": step.kind, "person": step.person, "at": step.taken_at, "revision": step.revision,
            "batch": step.batch, "note": step.note,
        })
    });
    let reviewed = reviews::of_dealer(c, dealer)?.into_iter().filter(|review| review.period == period);
    let reviewed = reviewed.map(|review| {
        json!({
            "slip_no": review.no, "accepted": review.accepted, "after_draw": review.after_draw,
            "reason": review.reason, "person": review.reviewer, "at": review.reviewed_at,
        })
    });
    let entered = adjustments::of_statement(c, dealer, period)?.into_iter().map(|kept| {
        json!({
            "id": kept.id, "corrects": kept.adjustment, "source": kept.source, "source_id": kept.source_id,
            "reason": kept.reason, "person": kept.made_by, "at": kept.made_at,
        })
    });
    Ok(json!({
        "state": month.state,
        "revision": month.statement_revision,
        "steps": steps.collect::<Vec<Value>>(),
        "reviews": reviewed.collect::<Vec<Value>>(),
        "adjustments": entered.collect::<Vec<Value>>(),
    }))
}

/// Every version of every slip with its sheet and row, and the sheets.
pub fn filed(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Value, Error> {
    let versions = slips::places(c, dealer, period)?.into_iter().map(|place| {
        json!({
            "slip_no": place.slip_no, "version": place.version, "stands": place.is_current,
            "upload": place.upload, "row": place.sheet_row, "filed_at": place.filed_at,
        })
    });
    let filter = uploads::Filter { dealer: Some(dealer.clone()), period: Some(period), ..uploads::Filter::default() };
    let sheets = uploads::list(c, &filter, &uploads::Order::default(), i64::MAX)?.into_iter().map(|upload: Upload| {
        json!({
            "upload": upload.id, "sheet": upload.sheet, "state": upload.state, "file": upload.file_name,
            "sha256": upload.file_sha256, "received_on": upload.received_on, "filed_at": upload.filed_at,
        })
    });
    Ok(json!({ "slips": versions.collect::<Vec<Value>>(), "sheets": sheets.collect::<Vec<Value>>() }))
}

/// A dispute with its outcome.
pub fn dispute(dispute: &Dispute) -> Value {
    json!({
        "id": dispute.id, "period": dispute.period, "line": dispute.line, "slip_no": dispute.slip,
        "reason": dispute.reason, "raised_by": dispute.raised_by, "raised_at": dispute.raised_at,
        "state": dispute.state, "amount_fen": dispute.amount, "outcome_reason": dispute.outcome_reason,
        "settled_by": dispute.settled_by, "settled_at": dispute.settled_at,
    })
}
