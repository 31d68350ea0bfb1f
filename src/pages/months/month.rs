//! `/dealers/{dealer}/months/{period}`: a dealer's month on one page: where it stands, what is due, what it comes to and why.

use actix_web::web::Path;
use askama::Template;

use super::allowance::{Meter, meters};
use super::timeline::{self, Aside, Due, Names, Next, Stage};
use super::{places, walk};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{DecidedSlip, Verdict};
use crate::agreement::position::PartStock;
use crate::agreement::registers::{Dealer, FiledSheet};
use crate::agreement::statement::State;
use crate::agreement::terms::Agreement;
use crate::auth::Role;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chart::Waterfall;
use crate::pages::chips::Chip;
use crate::pages::listing::encoded;
use crate::pages::management::OFFICES;
use crate::pages::{Answer, Page, html};
use crate::store::disputes::{self, Dispute};
use crate::store::findings::{self, Finding, FindingState};
use crate::store::months::{self, Month};
use crate::store::seeds::{self, Seed};
use crate::store::statement_steps::{self, TakenStep};
use crate::store::statements::{self, StoredStatement};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{Db, agreements, books, invoices, people, registers, slips};
use crate::web::Desk;
use crate::workflow::Error;

/// So many uploads of a month are shown.
const UPLOADS_MAX: i64 = 20;

#[derive(Template)]
#[template(path = "months/month.html")]
struct Shown {
    page: Page,
    dealer: Dealer,
    chip: Chip,
    is_computing: bool,
    next: Option<Next>,
    statement: String,
    payable: String,
    stages: Vec<Stage>,
    asides: Vec<Aside>,
    dues: Vec<Due>,
    walk: Option<Waterfall>,
    meters: Vec<Meter>,
    verdicts: Vec<Tally>,
    reasons: Vec<Tally>,
    slips: String,
    uploads: Vec<UploadLine>,
    new_upload: String,
    draw: Option<DrawView>,
    disputes: Vec<Mention>,
    findings: Vec<Mention>,
    stock: Vec<StockLine>,
    /// The movements behind it; empty for those who do not see the register.
    stock_href: String,
}

/// Slips with something in common.
struct Tally {
    chip: Option<Chip>,
    label: String,
    clause: String,
    count: String,
    amount: String,
    href: String,
}

struct UploadLine {
    file: String,
    href: String,
    sheet: String,
    chip: Chip,
    rows: String,
    came: String,
}

struct DrawView {
    drawn_at: String,
    size: String,
    sample: String,
    accept: String,
    failed: String,
    verdict: Chip,
    seed_sha256: String,
    seed: String,
    href: String,
}

struct Mention {
    href: String,
    label: String,
    chip: Chip,
    about: String,
}

struct StockLine {
    part: String,
    name: String,
    on_hand: String,
    entitlement: String,
    replenish: String,
    days: String,
    owed: String,
}

/// What the page is made from, in one state of the database.
struct Loaded {
    dealer: Dealer,
    month: Option<Month>,
    statement: Option<StoredStatement>,
    slips: Vec<DecidedSlip>,
    steps: Vec<TakenStep>,
    names: Names,
    version: Option<Agreement>,
    uploads: Vec<Upload>,
    seed: Option<Seed>,
    disputes: Vec<Dispute>,
    findings: Vec<Finding>,
    has_invoice: bool,
    is_computing: bool,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    let (code, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let asked = code.clone();
    let loaded = page.ask(&desk, move |office| office.store.read(|c| load(c, &asked, period))).await?;
    let title = format!("{} · {}", page.period(period), loaded.dealer.name);
    let page = page.named(title).below_period(period);
    let month = loaded.month.as_ref();
    let statement = loaded.statement.as_ref();
    let next = next(&page, &loaded, &code, period);
    let paper = statement.map(|_| places::statement(code.as_str(), period)).unwrap_or_default();
    let is_next = next.as_ref().is_some_and(|next| next.href == paper);
    let shown = Shown {
        chip: page.state_chip(month.and_then(|month| month.state)),
        is_computing: loaded.is_computing,
        next,
        statement: if is_next { String::new() } else { paper },
        payable: statement.map(|statement| page.money(statement.payable)).unwrap_or_default(),
        stages: month.map(|month| timeline::stages(&page, month, &loaded.steps, &loaded.names)).unwrap_or_default(),
        asides: timeline::asides(&page, &loaded.steps, &loaded.names),
        dues: dues(&page, period, &loaded),
        walk: statement.and_then(|paper| walk::waterfall(&page, &code, period, &loaded.slips, paper)),
        meters: statement.map(|paper| meters(&page, (&code, period), &loaded.slips, paper)).unwrap_or_default(),
        verdicts: verdicts(&page, &code, period, &loaded.slips),
        reasons: reasons(&page, &code, period, &loaded.slips),
        slips: places::slips(code.as_str(), period),
        uploads: loaded.uploads.iter().map(|upload| upload_line(&page, upload)).collect(),
        new_upload: new_upload(&page, &code, period),
        draw: month.and_then(|month| draw(&page, month, loaded.seed.as_ref())),
        disputes: loaded.disputes.iter().map(|dispute| disputed(&page, dispute)).collect(),
        findings: loaded.findings.iter().map(|finding| found(&page, finding)).collect(),
        stock: statement.map(|paper| stock(&page, paper)).unwrap_or_default(),
        stock_href: of_register(&page, "stock", &code),
        dealer: loaded.dealer,
        page,
    };
    html(&shown)
}

fn load(c: &mut Db, code: &DealerCode, period: Period) -> Result<Loaded, Error> {
    let dealer = registers::dealer(c, code)?.ok_or(Error::NotFound)?;
    let month = months::load(c, code, period)?;
    let revision = month.as_ref().map_or(0, |month| month.statement_revision);
    let statement = statements::load(c, code, period, revision)?;
    let steps = statement_steps::of(c, code, period)?;
    let logins: Vec<&str> = steps.iter().flat_map(|step| [step.person.as_str(), step.on_behalf_of.as_str()]).collect();
    let agreements = agreements::standing(c)?;
    let of_month = uploads::Filter { dealer: Some(code.clone()), period: Some(period), ..uploads::Filter::default() };
    let (revised, settled) = books::revisions(c, code)?;
    Ok(Loaded {
        slips: slips::decided(c, code, period)?,
        names: people::names(c, &logins)?,
        version: agreements.of(code).for_period(period).cloned(),
        uploads: uploads::list(c, &of_month, &uploads::Order::default(), UPLOADS_MAX)?,
        seed: seeds::of(c, period)?,
        disputes: disputes::of_statement(c, code, period)?,
        findings: findings::of_month(c, code, period)?,
        has_invoice: !invoices::of_statement(c, code, period)?.is_empty(),
        is_computing: revised != settled,
        dealer,
        month,
        statement,
        steps,
    })
}

fn dues(page: &Page, period: Period, loaded: &Loaded) -> Vec<Due> {
    let Some(version) = &loaded.version else { return Vec::new() };
    timeline::dues(page, period, loaded.month.as_ref(), &loaded.steps, version)
}

/// What whoever looks does next.
fn next(page: &Page, loaded: &Loaded, code: &DealerCode, period: Period) -> Option<Next> {
    let dealer = code.as_str();
    if !page.is(Role::DealerClerk) {
        return loaded.month.as_ref().and_then(|month| Next::of_office(page, month));
    }
    let waiting = loaded.findings.iter().find(|finding| {
        finding.state == FindingState::Open && finding.answered_at.is_none() && page.today <= finding.answer_until
    });
    if let Some(finding) = waiting {
        return Some(Next::new(page, "month-next-answer", places::finding(dealer, &finding.id)));
    }
    if let Some(upload) = loaded.uploads.iter().find(|upload| upload.state == UploadState::Checked) {
        return Some(Next::new(page, "month-next-file", places::upload(dealer, &upload.id)));
    }
    let month = loaded.month.as_ref();
    let is_open = month.is_none_or(|month| !month.is_frozen());
    if is_open && month.and_then(|month| month.slips_received_on).is_none() {
        return Some(Next::new(page, "month-next-upload", new_upload(page, code, period)));
    }
    if is_open && month.and_then(|month| month.feedback_received_on).is_none() {
        return Some(Next::new(page, "month-next-feedback", new_upload(page, code, period)));
    }
    let paper = loaded.statement.as_ref().map(|_| places::statement(dealer, period))?;
    let wants_invoice = !is_open && !loaded.has_invoice && month.is_some_and(|month| !month.sums.payable.is_zero());
    let is_early = month.and_then(|month| month.state).is_some_and(|state| state < State::Released);
    if wants_invoice && is_early {
        return Some(Next::new(page, "month-next-invoice", format!("{paper}#invoice")));
    }
    Some(Next::new(page, "month-next-statement", paper))
}

/// Where another sheet of the month is uploaded; empty for those who do not file.
fn new_upload(page: &Page, code: &DealerCode, period: Period) -> String {
    let files = page.is(Role::DealerClerk) || page.is(Role::Reviewer);
    let at = format!("/dealers/{}/uploads/new?period={period}", places::segment(code.as_str()));
    if files { at } else { String::new() }
}

fn verdicts(page: &Page, code: &DealerCode, period: Period, slips: &[DecidedSlip]) -> Vec<Tally> {
    let list = places::slips(code.as_str(), period);
    let count = |verdict: Verdict| {
        let of: Vec<&DecidedSlip> = slips.iter().filter(|decided| decided.verdict == verdict).collect();
        let amount: Money = of.iter().map(|decided| decided.claim_value).sum();
        let chip = Some(page.verdict_chip(verdict));
        (!of.is_empty()).then(|| Tally {
            chip,
            label: String::new(),
            clause: String::new(),
            count: page.count(of.len()),
            amount: page.money(amount),
            href: format!("{list}?verdict={verdict}"),
        })
    };
    Verdict::ALL.into_iter().filter_map(count).collect()
}

/// The codes that hit the month's slips, the most frequent first.
fn reasons(page: &Page, code: &DealerCode, period: Period, slips: &[DecidedSlip]) -> Vec<Tally> {
    let list = places::slips(code.as_str(), period);
    let mut found: Vec<(&str, &str, usize, Money)> = Vec::new();
    for decided in slips {
        let mut seen: Vec<&str> = Vec::new();
        for hit in &decided.hits {
            if seen.contains(&hit.name()) {
                continue;
            }
            seen.push(hit.name());
            match found.iter_mut().find(|(name, ..)| *name == hit.name()) {
                Some((_, _, count, amount)) => {
                    *count += 1;
                    *amount += decided.claim_value;
                }
                None => found.push((hit.name(), hit.code().clause(), 1, decided.claim_value)),
            }
        }
    }
    found.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    let line = |(name, clause, count, amount): (&str, &str, usize, Money)| Tally {
        chip: None,
        label: page.code_name(name),
        clause: clause.to_owned(),
        count: page.count(count),
        amount: page.money(amount),
        href: format!("{list}?{}", encoded(&[("code".to_owned(), name.to_owned())])),
    };
    found.into_iter().map(line).collect()
}

fn upload_line(page: &Page, upload: &Upload) -> UploadLine {
    let may_open = page.is(Role::DealerClerk) || page.is(Role::Reviewer);
    UploadLine {
        file: upload.file_name.clone(),
        href: if may_open { places::upload(upload.dealer.as_str(), &upload.id) } else { String::new() },
        sheet: match upload.sheet {
            FiledSheet::Slips => page.t("month-sheet-slips"),
            FiledSheet::Feedback => page.t("month-sheet-feedback"),
        },
        chip: page.upload_chip(upload.state),
        rows: page.count(upload.rows_read),
        came: page.moment(upload.uploaded_at),
    }
}

fn draw(page: &Page, month: &Month, seed: Option<&Seed>) -> Option<DrawView> {
    let (lot, seed) = (month.lot.as_ref(), seed?);
    let count = |count: Option<u64>| count.map_or_else(|| "—".to_owned(), |count| page.count(count));
    let verdict = match lot {
        Some(lot) if month.lot_drawn_at.is_some() && lot.failed > lot.plan.accept_number => {
            page.chip("bad", "month-draw-failed")
        }
        Some(_) if month.lot_drawn_at.is_some() => page.chip("ok", "month-draw-passed"),
        _ => page.chip("wait", "month-draw-not-yet"),
    };
    Some(DrawView {
        drawn_at: month.lot_drawn_at.map_or_else(|| "—".to_owned(), |at| page.moment(at)),
        size: count(lot.map(|lot| lot.size)),
        sample: count(lot.map(|lot| lot.plan.sample_size)),
        accept: count(lot.map(|lot| lot.plan.accept_number)),
        failed: count(lot.map(|lot| lot.failed)),
        verdict,
        seed_sha256: seed.sha256.clone(),
        seed: if month.is_frozen() { seed.seed.clone() } else { String::new() },
        href: format!("{}/lot", places::month(month.dealer.as_str(), month.period)),
    })
}

fn disputed(page: &Page, dispute: &Dispute) -> Mention {
    Mention {
        href: places::dispute(dispute.dealer.as_str(), &dispute.id),
        label: page.about(dispute),
        chip: page.dispute_chip(dispute.state),
        about: dispute.reason.chars().take(60).collect(),
    }
}

fn found(page: &Page, finding: &Finding) -> Mention {
    Mention {
        href: places::finding(finding.dealer.as_str(), &finding.id),
        label: finding.slip.to_string(),
        chip: page.finding_chip(finding.state),
        about: page.finding_kind(finding.kind),
    }
}

/// A dealer's rows of a register; empty for those who do not see it.
pub(super) fn of_register(page: &Page, register: &str, dealer: &DealerCode) -> String {
    let sees = OFFICES.iter().any(|role| page.is(*role));
    if sees { format!("/registers/{register}?dealer={}", places::segment(dealer.as_str())) } else { String::new() }
}

fn stock(page: &Page, statement: &StoredStatement) -> Vec<StockLine> {
    let line = |part: &PartStock| StockLine {
        part: part.part.to_string(),
        name: part.name.clone(),
        on_hand: page.count(part.view.on_hand),
        entitlement: page.count(part.view.entitlement),
        replenish: page.count(part.view.replenish),
        days: part.view.days_of_cover.map_or_else(|| "—".to_owned(), |days| page.count(days)),
        owed: page.count(part.view.old_parts_owed),
    };
    statement.position.stock.iter().map(line).collect()
}
