//! `/dealers/{dealer}/months/{period}/correct`: a correction of a frozen statement, as a line of the dealer's next one.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::{dealer_of, period_of};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Adjustment;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{List, segment};
use crate::pages::{Answer, Crumb, Failure, Flash, Page, html, unprocessable};
use crate::store::adjustments::{self, KeptAdjustment};
use crate::store::months;
use crate::store::statements::{self, StoredStatement};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::correct_statement::correct_statement;

#[derive(Template)]
#[template(path = "management/correction.html")]
struct Correction {
    page: Page,
    path: String,
    back: String,
    is_frozen: bool,
    lines: Vec<(String, String, bool)>,
    amount: Field,
    reference: Field,
    reason: Field,
    whole: String,
    line_fault: String,
    made: Vec<Made>,
}

/// A correction that was made.
struct Made {
    at: String,
    by: String,
    line: String,
    amount: String,
    reason: String,
    entered: String,
}

/// A correction.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionForm {
    line: String,
    reference: String,
    amount: String,
    reason: String,
}

/// The form.
pub async fn ask(desk: Desk, page: Page, list: List, path: Path<(String, String)>) -> Answer {
    let (dealer, period) = (dealer_of(&page, &path.0)?, period_of(&page, &path.1)?);
    let form = CorrectionForm { line: list.get("line").to_owned(), ..CorrectionForm::default() };
    html(&drawn(&desk, page, &dealer, period, &form, &Faults::none()).await?)
}

async fn drawn(
    desk: &Desk,
    page: Page,
    dealer: &DealerCode,
    period: Period,
    form: &CorrectionForm,
    faults: &Faults,
) -> Result<Correction, Failure> {
    let of = dealer.clone();
    let found = page.look(desk, move |c| {
        let Some(month) = months::load(c, &of, period)? else { return Ok(None) };
        let statement = statements::load(c, &of, period, month.statement_revision)?.unwrap_or_default();
        let mut made = adjustments::of_dealer(c, &of)?;
        made.retain(|kept| kept.adjustment.period == period);
        Ok(Some((month.is_frozen(), statement, made)))
    });
    let (is_frozen, statement, made) = found.await?.ok_or_else(|| page.failure(&Error::NotFound))?;
    let month = format!("/dealers/{}/months/{period}", segment(dealer.as_str()));
    let mut page = page;
    page.crumbs.push(Crumb { label: dealer.to_string(), href: format!("/dealers/{}", segment(dealer.as_str())) });
    page.crumbs.push(Crumb { label: page.period(period), href: month.clone() });
    let page = page.titled("correction-title");
    Ok(Correction {
        path: format!("{month}/correct"),
        back: month,
        is_frozen,
        lines: lines(&page, &statement, &form.line),
        amount: Field::new(&page, "amount", "correction-amount", faults)
            .value(&form.amount)
            .hint(page.t("correction-amount-hint")),
        reference: Field::new(&page, "reference", "correction-reference", faults)
            .value(&form.reference)
            .hint(page.t("correction-reference-hint"))
            .optional(),
        reason: Field::new(&page, "reason", "correction-reason", faults).kind("textarea").value(&form.reason),
        whole: faults.at("").to_owned(),
        line_fault: faults.at("line").to_owned(),
        made: made.iter().map(|kept| made_line(&page, kept)).collect(),
        page,
    })
}

fn lines(page: &Page, statement: &StoredStatement, chosen: &str) -> Vec<(String, String, bool)> {
    let option = |(number, line): (usize, &statements::StoredLine)| {
        let about = line.product_line.as_ref().map(ToString::to_string).or_else(|| line.reference.clone());
        let about = about.map(|about| format!(" · {about}")).unwrap_or_default();
        let label = format!("{number}. {}{about} · {}", page.lang.line_kind(line.kind), page.money(line.amount));
        let value = number.to_string();
        let is_chosen = value == chosen;
        (value, label, is_chosen)
    };
    (1..).zip(&statement.lines).map(option).collect()
}

fn made_line(page: &Page, kept: &KeptAdjustment) -> Made {
    Made {
        at: page.moment(kept.made_at),
        by: page.acted(&kept.made_by, &kept.on_behalf_of),
        line: kept.adjustment.line.to_string(),
        amount: page.money(kept.adjustment.amount),
        reason: kept.reason.clone(),
        entered: kept.entered_period.map_or_else(|| page.t("correction-waits"), |period| page.period(period)),
    }
}

/// Enters the correction.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<CorrectionForm>) -> Answer {
    let (dealer, period) = (dealer_of(&page, &path.0)?, period_of(&page, &path.1)?);
    let Posted(form) = form;
    let typed = form.amount.trim().replace(['¥', ',', '，'], "").replace('−', "-");
    let (line, amount) = (form.line.parse::<u32>(), typed.parse::<Money>());
    let mut faults = Faults::none();
    if line.is_err() {
        faults = faults.with("line", page.t("correction-line-missing"));
    }
    if amount.is_err() {
        faults = faults.with("amount", page.t("correction-amount-wrong"));
    }
    if form.reason.trim().is_empty() {
        faults = faults.with("reason", page.t("correction-reason-missing"));
    }
    let (Ok(line), Ok(amount), true) = (line, amount, faults.is_empty()) else {
        return unprocessable(&drawn(&desk, page, &dealer, period, &form, &faults).await?);
    };
    let reference = Some(form.reference.trim().to_owned()).filter(|reference| !reference.is_empty());
    let correction = Adjustment { period, line, reference, amount };
    let (actor, of, reason) = (page.caller()?.actor, dealer.clone(), form.reason.clone());
    let tried = page
        .ask(&desk, move |office| match correct_statement(office, &actor, &of, &correction, &reason) {
            Err(Error::Refused(refusal)) => Ok(Err(Error::Refused(refusal))),
            done => done.map(Ok),
        })
        .await?;
    if let Err(refused) = tried {
        let faults = Faults::whole(page.why(&refused));
        return unprocessable(&drawn(&desk, page, &dealer, period, &form, &faults).await?);
    }
    let done = page.t_with("correction-done", &[&page.money(amount)]);
    Ok(page.see(&format!("/dealers/{}/months/{period}/correct", segment(dealer.as_str())), Flash::done(done)))
}
