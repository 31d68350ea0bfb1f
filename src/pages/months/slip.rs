//! `/dealers/{dealer}/months/{period}/slips/{slip_no}`: a slip as it was filed, what was decided of it and why, and everything
//! that happened to it. Its customer is masked; whoever needs them asks with POST, which is kept in the audit trail.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Path;
use askama::Template;

use super::panel::{Checked, Panel, area_key};
use super::places;
use super::questions::{self as asking, Asked};
use super::timeline::{Names, dispute_until};
use crate::agreement::codes::{DealerCode, PartNo, SlipNo};
use crate::agreement::decision::Verdict;
use crate::agreement::registers::{Dealer, Outcome};
use crate::agreement::slip::{Cause, PartUse, ServiceMode, Slip};
use crate::agreement::terms::Agreement;
use crate::auth::{Role, privacy};
use crate::calendar::{Moment, Period};
use crate::pages::centre::pick::{self, PickPart};
use crate::pages::centre::slip_key::SlipKey;
use crate::pages::chips::Chip;
use crate::pages::form::Posted;
use crate::pages::{Answer, Page, html};
use crate::store::calls::{self, RecordedCall};
use crate::store::decisions::{self, Decision};
use crate::store::disputes::{self, Dispute};
use crate::store::findings::{self, Finding};
use crate::store::months::{self, Month};
use crate::store::questions::{self, Question};
use crate::store::reviews::{self, StoredReview};
use crate::store::slips::{self, FiledVersion};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::uploads::{self, Upload};
use crate::store::{Db, Error as StoreError, agreements, people, registers};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::view_customer::{Customer, view_customer};

#[derive(Template)]
#[template(path = "months/slip.html")]
struct Shown {
    page: Page,
    panel: Panel,
    chip: Chip,
    facts: Vec<(String, String)>,
    parts: Vec<PartLine>,
    source: Source,
    customer: Customer,
    is_masked: bool,
    may_see_customer: bool,
    raise: String,
    review: String,
    versions: Vec<VersionLine>,
    asked: Asked,
    events: Vec<EventLine>,
    calls: Vec<CallLine>,
    pick: PickPart,
}

/// The file and the row that the slip begins in.
struct Source {
    file: String,
    href: String,
    row: String,
    filed: String,
}

struct PartLine {
    part: String,
    qty: String,
    returned: String,
}

struct VersionLine {
    version: String,
    chip: Chip,
    source: Source,
    verdicts: Vec<(Chip, String)>,
}

/// Something that a person did or said of the slip.
struct EventLine {
    chip: Chip,
    who: String,
    when: String,
    text: String,
    href: String,
}

struct CallLine {
    day: String,
    attempt: String,
    chip: Chip,
    mark: String,
    note: String,
    who: String,
}

/// What the page is made from.
struct Loaded {
    dealer: Dealer,
    month: Option<Month>,
    steps: Vec<TakenStep>,
    version: Option<Agreement>,
    versions: Vec<(FiledVersion, Slip)>,
    decisions: Vec<(Decision, Moment)>,
    reviews: Vec<StoredReview>,
    questions: Vec<Question>,
    calls: Vec<RecordedCall>,
    disputes: Vec<Dispute>,
    findings: Vec<Finding>,
    uploads: Vec<Upload>,
    names: Names,
    pick: pick::Standing,
}

/// Nothing is posted with the question for the customer.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String, String)>) -> Answer {
    let (dealer, period, no) = places::slip_of(&path).map_err(|error| page.failure(&error))?;
    draw(desk, page, (dealer, period, no), None).await
}

/// The page with the customer in full, which no browser keeps.
pub async fn show_customer(desk: Desk, page: Page, path: Path<(String, String, String)>, _: Posted<Nothing>) -> Answer {
    let (dealer, period, no) = places::slip_of(&path).map_err(|error| page.failure(&error))?;
    let (actor, slip) = (page.caller()?.actor, (dealer.clone(), no.clone()));
    let customer = page.ask(&desk, move |office| view_customer(office, &actor, &slip.0, period, &slip.1)).await?;
    let mut response = draw(desk, page, (dealer, period, no), Some(customer)).await?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn draw(
    desk: Desk,
    page: Page,
    (dealer, period, no): (DealerCode, Period, SlipNo),
    customer: Option<Customer>,
) -> Answer {
    let asked = (dealer.clone(), no.clone());
    let loaded = page.ask(&desk, move |office| office.store.read(|c| load(c, &asked.0, period, &asked.1))).await?;
    let page = page
        .named(no.to_string())
        .below_month(&dealer, period)
        .below("slips-title", &places::slips(dealer.as_str(), period));
    let standing = loaded.versions.iter().rfind(|(filed, _)| filed.is_current).or(loaded.versions.last());
    let Some((filed, slip)) = standing else { return Err(page.failure(&Error::NotFound)) };
    let decision = loaded.decisions.iter().rfind(|(decision, _)| decision.version == filed.version);
    let decision = decision.map(|(decision, _)| decision);
    let checked = Checked {
        dealer: &dealer,
        period,
        slip,
        verdict: decision.map(|decision| decision.verdict),
        hits: decision.map_or(&[], |decision| &decision.hits),
        claim_value: decision.map(|decision| decision.claim_value).unwrap_or_default(),
    };
    let is_masked = customer.is_none();
    let is_held = checked.verdict == Some(Verdict::Held);
    let review = format!("/review?dealer={}&period={period}", places::segment(dealer.as_str()));
    let shown = Shown {
        panel: Panel::of(&page, &checked),
        chip: page.decision_chip(checked.verdict),
        facts: facts(&page, &loaded.dealer, period, slip),
        parts: parts(&page, slip),
        source: source(&page, &loaded, filed),
        customer: customer.unwrap_or_else(|| masked(slip)),
        is_masked,
        may_see_customer: [Role::DealerClerk, Role::Reviewer, Role::CallAgent].into_iter().any(|role| page.is(role)),
        raise: raise(&page, &loaded, &dealer, period, &no),
        review: if page.is(Role::Reviewer) && is_held { review } else { String::new() },
        versions: loaded.versions.iter().rev().map(|(version, _)| version_line(&page, &loaded, version)).collect(),
        asked: Asked::of(&page, &loaded.questions, &|login| name(&loaded, login)),
        events: events(&page, &loaded),
        calls: loaded.calls.iter().map(|call| call_line(&page, &loaded, call)).collect(),
        pick: PickPart::of(&page, &SlipKey { dealer, period, no }, &loaded.pick),
        page,
    };
    html(&shown)
}

fn load(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Loaded, Error> {
    let versions = slips::versions(c, dealer, period, no.as_str())?;
    if versions.is_empty() {
        return Err(Error::NotFound);
    }
    let read = |filed: FiledVersion| filed.slip().map(|slip| (filed, slip));
    let versions = versions.into_iter().map(read).collect::<Result<Vec<(FiledVersion, Slip)>, StoreError>>()?;
    let mut uploads = Vec::new();
    for (filed, _) in &versions {
        if !uploads.iter().any(|upload: &Upload| upload.id == filed.upload) {
            uploads.extend(uploads::load(c, dealer, &filed.upload)?);
        }
    }
    let reviews = reviews::of_slip(c, dealer, period, no)?;
    let questions = questions::of_slip(c, dealer, period, no)?;
    let calls = calls::of_slip(c, dealer, no)?;
    let mut disputes = disputes::of_statement(c, dealer, period)?;
    disputes.retain(|dispute| dispute.slip.as_ref() == Some(no));
    let findings = findings::of_slip(c, dealer, period, no)?;
    let logins: Vec<&str> = reviews
        .iter()
        .flat_map(|review| [review.reviewer.as_str(), review.on_behalf_of.as_str()])
        .chain(questions.iter().flat_map(asking::people))
        .chain(calls.iter().map(|call| call.recorded_by.as_str()))
        .chain(disputes.iter().map(|dispute| dispute.raised_by.as_str()))
        .chain(findings.iter().map(|finding| finding.found_by.as_str()))
        .collect();
    Ok(Loaded {
        dealer: registers::dealer(c, dealer)?.ok_or(Error::NotFound)?,
        month: months::load(c, dealer, period)?,
        steps: statement_steps::of(c, dealer, period)?,
        version: agreements::standing(c)?.of(dealer).for_period(period).cloned(),
        decisions: decisions::of_slip(c, dealer, period, no)?,
        names: people::names(c, &logins)?,
        pick: pick::Standing::load(c, &SlipKey { dealer: dealer.clone(), period, no: no.clone() })?,
        versions,
        reviews,
        questions,
        calls,
        disputes,
        findings,
        uploads,
    })
}

/// Where the clerk disputes the slip; empty where that is not possible any more, or not yet.
fn raise(page: &Page, loaded: &Loaded, dealer: &DealerCode, period: Period, no: &SlipNo) -> String {
    let is_frozen = loaded.month.as_ref().is_some_and(Month::is_frozen);
    let until = loaded.version.as_ref().and_then(|version| dispute_until(&loaded.steps, version));
    let in_time = until.is_some_and(|until| page.today <= until);
    if page.is(Role::DealerClerk) && is_frozen && in_time {
        format!("{}?slip={}", places::raise(dealer.as_str(), period), places::segment(no.as_str()))
    } else {
        String::new()
    }
}

fn facts(page: &Page, dealer: &Dealer, period: Period, slip: &Slip) -> Vec<(String, String)> {
    let text = |key: &str, value: Option<String>| (page.t(key), value.unwrap_or_else(|| "—".to_owned()));
    let clock = |at: Option<Moment>| at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    let mode = match slip.service_mode() {
        ServiceMode::InShop => "slip-mode-shop",
        ServiceMode::DoorToDoor => "slip-mode-door",
    };
    let cause = match slip.cause() {
        Cause::ProductDefect => "slip-cause-defect",
        Cause::UserDamage => "slip-cause-user",
        Cause::ForceMajeure => "slip-cause-force",
        Cause::Installation => "slip-cause-installation",
    };
    let yes_no = |is: bool| page.t(if is { "slip-is" } else { "slip-is-not" });
    vec![
        text("slip-dealer", Some(format!("{} {}", dealer.code, dealer.name))),
        text("month", Some(page.period(period))),
        text("slip-model", slip.model.as_ref().map(ToString::to_string)),
        text("slip-serial", slip.serial.as_ref().map(ToString::to_string)),
        text("panel-sold", slip.sold_on.map(|day| page.day(day))),
        text("panel-reported", clock(slip.reported_at)),
        text("slip-arrived", clock(slip.arrived_at)),
        text("slip-completed", clock(slip.completed_at)),
        text("slip-repaired", slip.repaired_on.map(|day| page.day(day))),
        text("slip-fault", slip.fault.as_ref().map(ToString::to_string)),
        text("slip-fault-words", slip.fault_description.as_deref().map(str::to_owned)),
        text("slip-cause", Some(page.t(cause))),
        text("slip-work", slip.work_done.as_deref().map(str::to_owned)),
        text("slip-technician", slip.technician.as_ref().map(ToString::to_string)),
        text("panel-class", Some(slip.service_class().as_str().to_owned())),
        text("slip-mode", Some(page.t(mode))),
        text("panel-area", Some(page.t(area_key(slip.area())))),
        text("slip-fee", slip.claimed_fee.map(|fee| page.money(fee))),
        text("slip-signed", Some(yes_no(slip.is_signed()))),
        text("slip-own-call", slip.dealer_callback_on.map(|day| page.day(day))),
        text("slip-reissued", Some(yes_no(slip.is_reissued()))),
    ]
}

fn parts(page: &Page, slip: &Slip) -> Vec<PartLine> {
    let named = slip.parts.iter().filter_map(|row| row.part.as_ref().map(|part| (part, row)));
    let line = |(part, row): (&PartNo, &PartUse)| PartLine {
        part: part.to_string(),
        qty: page.count(row.qty.unwrap_or(1)),
        returned: row.old_parts_returned.map_or_else(|| "—".to_owned(), |count| page.count(count)),
    };
    named.map(line).collect()
}

fn source(page: &Page, loaded: &Loaded, filed: &FiledVersion) -> Source {
    let upload = loaded.uploads.iter().find(|upload| upload.id == filed.upload);
    let may_open = page.is(Role::DealerClerk) || page.is(Role::Reviewer);
    let href = upload.filter(|_| may_open).map(|upload| places::upload(upload.dealer.as_str(), &upload.id));
    Source {
        file: upload.map_or_else(|| "—".to_owned(), |upload| upload.file_name.clone()),
        href: href.unwrap_or_default(),
        row: page.count(filed.sheet_row),
        filed: page.moment(filed.filed_at),
    }
}

/// What of the customer everybody may see.
fn masked(slip: &Slip) -> Customer {
    Customer {
        name: slip.customer_name.as_deref().map(privacy::masked_name).unwrap_or_default(),
        phone: slip.customer_phone.as_deref().map(privacy::masked_phone).unwrap_or_default(),
        address: slip.customer_address.as_deref().map(privacy::address_to_district).unwrap_or_default(),
    }
}

fn version_line(page: &Page, loaded: &Loaded, filed: &FiledVersion) -> VersionLine {
    let of_version = loaded.decisions.iter().filter(|(decision, _)| decision.version == filed.version);
    let verdict = |(decision, at): &(Decision, Moment)| (page.verdict_chip(decision.verdict), page.moment(*at));
    VersionLine {
        version: page.count(filed.version),
        chip: if filed.is_current {
            page.chip("ok", "slip-version-stands")
        } else {
            page.chip("quiet", "slip-version-replaced")
        },
        source: source(page, loaded, filed),
        verdicts: of_version.map(verdict).collect(),
    }
}

fn name(loaded: &Loaded, login: &str) -> String {
    loaded.names.get(login).cloned().unwrap_or_else(|| login.to_owned())
}

/// What reviewers decided, what was disputed and found.
fn events(page: &Page, loaded: &Loaded) -> Vec<EventLine> {
    let name = |login: &str| name(loaded, login);
    let reviews = loaded.reviews.iter().map(|review| EventLine {
        chip: if review.accepted {
            page.chip("ok", "slip-review-accepted")
        } else {
            page.chip("bad", "slip-review-rejected")
        },
        who: page.acted(&name(&review.reviewer), &name(&review.on_behalf_of)),
        when: page.moment(review.reviewed_at),
        text: review.reason.clone(),
        href: String::new(),
    });
    let disputes = loaded.disputes.iter().map(|dispute| EventLine {
        chip: page.dispute_chip(dispute.state),
        who: name(&dispute.raised_by),
        when: page.moment(dispute.raised_at),
        text: dispute.reason.clone(),
        href: places::dispute(dispute.dealer.as_str(), &dispute.id),
    });
    let findings = loaded.findings.iter().map(|finding| EventLine {
        chip: page.finding_chip(finding.state),
        who: name(&finding.found_by),
        when: finding.found_on.to_string(),
        text: page.finding_kind(finding.kind),
        href: places::finding(finding.dealer.as_str(), &finding.id),
    });
    reviews.chain(disputes).chain(findings).collect()
}

fn call_line(page: &Page, loaded: &Loaded, recorded: &RecordedCall) -> CallLine {
    let call = &recorded.call;
    CallLine {
        day: call.called_on.to_string(),
        attempt: page.count(call.attempt),
        chip: outcome_chip(page, call.outcome),
        mark: call.satisfaction.map_or_else(|| "—".to_owned(), |mark| page.count(mark)),
        note: call.note.clone().unwrap_or_default(),
        who: loaded.names.get(&recorded.recorded_by).unwrap_or(&recorded.recorded_by).clone(),
    }
}

/// What came of a call.
pub fn outcome_chip(page: &Page, outcome: Outcome) -> Chip {
    let tone = match outcome {
        Outcome::Confirmed => "ok",
        Outcome::Mismatch | Outcome::WrongNumber | Outcome::Fabricated => "bad",
        Outcome::NoAnswer | Outcome::Refused => "quiet",
    };
    Chip { tone, text: page.lang.outcome(outcome).to_owned() }
}
