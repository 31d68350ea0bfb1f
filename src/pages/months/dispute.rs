//! `/dealers/{dealer}/disputes/{id}`: a dispute with what is attached to it; the clerk attaches more, a reviewer settles it.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::places;
use super::received::receive;
use super::timeline::Names;
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::adjustments::{self, KeptAdjustment};
use crate::store::disputes::{self, Attachment, Dispute, DisputeState};
use crate::store::slips::{self, Standing};
use crate::store::{Db, people};
use crate::web::{Desk, on_block};
use crate::workflow::attach_file::attach_file;
use crate::workflow::settle_dispute::{reject_dispute, uphold_dispute};
use crate::workflow::{Error, Refusal, StatementRefusal};

#[derive(Template)]
#[template(path = "months/dispute.html")]
struct Shown {
    page: Page,
    chip: Chip,
    about: String,
    about_href: String,
    facts: Vec<(String, String)>,
    reason: String,
    outcome: String,
    attachments: Vec<AttachmentLine>,
    may_attach: bool,
    binder: String,
    whole: String,
    settle: Vec<Field>,
    entered: String,
    entered_href: String,
}

struct AttachmentLine {
    name: String,
    href: String,
    by: String,
}

/// What a reviewer makes of a dispute.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettleForm {
    outcome: String,
    amount: String,
    reason: String,
}

struct Loaded {
    dispute: Dispute,
    attachments: Vec<Attachment>,
    names: Names,
    slip: Option<Standing>,
    adjustment: Option<KeptAdjustment>,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    html(&drawn(&desk, page, &path, &SettleForm::default(), &Faults::none()).await?)
}

/// Settles the dispute.
pub async fn settle(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<SettleForm>) -> Answer {
    let dealer = places::dealer_of(&path.0).map_err(|error| page.failure(&error))?;
    let (actor, id, form) = (page.caller()?.actor, path.1.clone(), form.0);
    let is_upheld = form.outcome == "uphold";
    let faults = match form.amount.trim().replace([',', '¥'], "").parse::<Money>() {
        Err(_) if is_upheld => Faults::none().with("amount", page.t("dispute-amount-wrong")),
        amount => {
            let (amount, reason) = (amount.unwrap_or_default(), form.reason.clone());
            let settled = on_block(&desk, move |office| {
                if is_upheld {
                    uphold_dispute(office, &actor, &dealer, &id, amount, &reason, None)
                } else {
                    reject_dispute(office, &actor, &dealer, &id, &reason, None)
                }
            });
            match settled.await {
                Ok(()) => {
                    return Ok(page.see(&places::dispute(&path.0, &path.1), Flash::done(page.t("dispute-settled"))));
                }
                Err(error) => faults_of(&page, &error)?,
            }
        }
    };
    unprocessable(&drawn(&desk, page, &path, &form, &faults).await?)
}

fn faults_of(page: &Page, error: &Error) -> Result<Faults, Failure> {
    let why = page.why(error);
    match error {
        Error::Refused(Refusal::ReasonMissing) => Ok(Faults::none().with("reason", why)),
        Error::Refused(Refusal::Statement(StatementRefusal::AmountOutOfRange)) => {
            Ok(Faults::none().with("amount", why))
        }
        Error::Refused(Refusal::Statement(StatementRefusal::DisputeSettled)) => Ok(Faults::whole(why)),
        _ => Err(page.failure(error)),
    }
}

/// Attaches further files.
pub async fn attach(desk: Desk, page: Page, path: Path<(String, String)>, form: Multipart) -> Answer {
    let dealer = places::dealer_of(&path.0).map_err(|error| page.failure(&error))?;
    let Ok(received) = receive(form, &[]).await else {
        let detail = page.lang.invalid_body().to_owned();
        return Err(Failure::new(page, StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail));
    };
    let to = places::dispute(&path.0, &path.1);
    if received.files.is_empty() {
        return Ok(page.see(&to, Flash::failed(page.t("dispute-attach-none"))));
    }
    let (actor, id) = (page.caller()?.actor, path.1.clone());
    let attached = on_block(&desk, move |office| {
        for file in &received.files {
            attach_file(office, &actor, &dealer, &id, file)?;
        }
        Ok(received.files.len())
    });
    let flash = match attached.await {
        Ok(count) => Flash::done(page.t_n("dispute-attach-done", count)),
        Err(Error::NotFound) => return Err(page.failure(&Error::NotFound)),
        Err(error) => Flash::failed(page.why(&error)),
    };
    Ok(page.see(&to, flash))
}

fn load(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Loaded, Error> {
    let dispute = disputes::load(c, dealer, id)?.ok_or(Error::NotFound)?;
    let attachments = disputes::attached(c, dealer, id)?;
    let slip = match &dispute.slip {
        Some(no) => slips::standing(c, dealer, dispute.period, no)?,
        None => None,
    };
    let logins: Vec<&str> = [&dispute.raised_by, &dispute.settled_by, &dispute.settled_on_behalf_of]
        .into_iter()
        .map(String::as_str)
        .chain(attachments.iter().map(|attachment| attachment.added_by.as_str()))
        .collect();
    let names = people::names(c, &logins)?;
    let adjustment = adjustments::of_dealer(c, dealer)?.into_iter().find(|kept| kept.source_id == id);
    Ok(Loaded { dispute, attachments, names, slip, adjustment })
}

async fn drawn(
    desk: &Desk,
    page: Page,
    path: &(String, String),
    form: &SettleForm,
    faults: &Faults,
) -> Result<Shown, Failure> {
    let dealer = places::dealer_of(&path.0).map_err(|error| page.failure(&error))?;
    let (code, id) = (dealer.clone(), path.1.clone());
    let loaded = page.ask(desk, move |office| office.store.read(|c| load(c, &code, &id))).await?;
    let dispute = &loaded.dispute;
    let page = page.titled("dispute-title").below("disputes-title", "/disputes");
    let is_open = dispute.state == DisputeState::Open;
    let api = format!("/api/v1{}", places::dispute(dealer.as_str(), &dispute.id));
    let line = |attachment: &Attachment| AttachmentLine {
        name: attachment.file_name.clone(),
        href: format!("{api}/attachments/{}", attachment.seq),
        by: format!("{} · {}", name(&loaded, &attachment.added_by), page.moment(attachment.added_at)),
    };
    let entered = loaded.adjustment.as_ref().map(|kept| entered(&page, kept)).unwrap_or_default();
    Ok(Shown {
        chip: page.dispute_chip(dispute.state),
        about: page.about(dispute),
        about_href: match &dispute.slip {
            Some(slip) => places::slip(dealer.as_str(), dispute.period, slip.as_str()),
            None => places::statement(dealer.as_str(), dispute.period),
        },
        facts: facts(&page, &loaded),
        reason: dispute.reason.clone(),
        outcome: dispute.outcome_reason.clone(),
        attachments: loaded.attachments.iter().map(line).collect(),
        may_attach: page.is(Role::DealerClerk) && is_open,
        binder: format!("{api}/binder.zip"),
        whole: faults.at("").to_owned(),
        settle: if page.is(Role::Reviewer) && is_open {
            settle_fields(&page, &loaded, form, faults)
        } else {
            Vec::new()
        },
        entered_href: loaded
            .adjustment
            .as_ref()
            .and_then(|kept| kept.entered_period)
            .map(|period| places::statement(dealer.as_str(), period))
            .unwrap_or_default(),
        entered,
        page,
    })
}

fn name(loaded: &Loaded, login: &str) -> String {
    loaded.names.get(login).cloned().unwrap_or_else(|| login.to_owned())
}

fn facts(page: &Page, loaded: &Loaded) -> Vec<(String, String)> {
    let dispute = &loaded.dispute;
    let by = |login: &str, at| format!("{} · {}", name(loaded, login), page.moment(at));
    let mut facts = vec![
        (page.t("slip-dealer"), dispute.dealer.to_string()),
        (page.t("month"), page.period(dispute.period)),
        (page.t("dispute-raised"), by(&dispute.raised_by, dispute.raised_at)),
    ];
    if let Some(slip) = &loaded.slip {
        let verdict = slip.verdict.map_or_else(|| page.t("verdict-none"), |it| page.lang.verdict(it).to_owned());
        facts.push((page.t("slip-verdict"), verdict));
        facts.push((page.t("slip-claim"), page.money(slip.claim_value)));
    }
    if let Some(at) = dispute.settled_at {
        let who = page.acted(&name(loaded, &dispute.settled_by), &name(loaded, &dispute.settled_on_behalf_of));
        facts.push((page.t("dispute-settled-by"), format!("{who} · {}", page.moment(at))));
    }
    if dispute.state == DisputeState::Upheld {
        facts.push((page.t("dispute-amount"), page.money(dispute.amount)));
    }
    facts
}

/// With which statement what was upheld is paid.
fn entered(page: &Page, kept: &KeptAdjustment) -> String {
    match kept.entered_period {
        Some(period) => page.t_with("dispute-entered", &[&page.period(period)]),
        None => page.t("dispute-to-enter"),
    }
}

fn settle_fields(page: &Page, loaded: &Loaded, form: &SettleForm, faults: &Faults) -> Vec<Field> {
    let most = loaded.slip.as_ref().map(|slip| page.t_with("dispute-amount-hint", &[&page.money(slip.claim_value)]));
    vec![
        Field::new(page, "amount", "dispute-amount", faults)
            .value(&form.amount)
            .hint(most.unwrap_or_else(|| page.t("dispute-amount-any")))
            .optional(),
        Field::new(page, "reason", "dispute-outcome-reason", faults)
            .value(&form.reason)
            .hint(page.t("dispute-outcome-hint"))
            .kind("textarea"),
    ]
}
