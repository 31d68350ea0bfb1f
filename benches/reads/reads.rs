//! Every read that a page makes, each with other parameters every time.

use data_encoding::BASE64URL_NOPAD;
use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::Code;
use sanbao::auth::Role::{self, Administrator, CallAgent, DealerClerk, Finance, Reviewer, SalesManager};
use sanbao::calendar::Period;
use sanbao::store::slips::SlipFilter;
use sanbao::store::{disputes, payments, slips, uploads};
use sanbao::workflow::Office;

use crate::server::CLERKS_DEALER;

/// A read.
pub struct Read<'a> {
    /// What the table calls it.
    pub name: &'static str,
    /// Who reads.
    pub role: Role,
    /// The path of the read of a number.
    pub path: Box<dyn Fn(usize) -> String + Send + Sync + 'a>,
}

/// What there is to be read.
pub struct Known {
    dealers: Vec<DealerCode>,
    periods: Vec<Period>,
    /// Dealer, period, number and serial number of some slips.
    slips: Vec<[String; 4]>,
    /// Dealer and identifier.
    uploads: Vec<[String; 2]>,
    disputes: Vec<[String; 2]>,
    batches: Vec<String>,
}

/// Rows of each list that reads are chosen from.
const SOME: i64 = 500;

impl Known {
    /// Looks around.
    pub fn of(office: &Office, dealers: &[DealerCode], periods: &[Period]) -> Self {
        let mut found = Vec::new();
        for number in 0..100 {
            let (dealer, period) = (spread(dealers, number), *spread(periods, number));
            let filter = SlipFilter { dealer: Some(dealer.clone()), period: Some(period), ..SlipFilter::default() };
            let rows = office.store.read(|c| slips::list(c, &filter, None, SOME)).unwrap();
            let row = spread(&rows, number);
            found.push([row.dealer.clone(), row.period.clone(), row.slip_no.clone(), row.serial_no.clone()]);
        }
        let (all, order) = (uploads::Filter::default(), uploads::Order::default());
        let uploads = office.store.read(|c| uploads::list(c, &all, &order, SOME)).unwrap();
        let disputes = office.store.read(|c| disputes::list(c, None, None, None, SOME)).unwrap();
        let batches = office.store.read(|c| payments::batches(c, None, SOME)).unwrap();
        Self {
            dealers: dealers.to_vec(),
            periods: periods.to_vec(),
            slips: found,
            uploads: uploads.into_iter().map(|upload| [upload.dealer.to_string(), upload.id]).collect(),
            disputes: disputes.into_iter().map(|dispute| [dispute.dealer.to_string(), dispute.id]).collect(),
            batches: batches.into_iter().map(|batch| batch.id).collect(),
        }
    }

    fn dealer(&self, number: usize) -> &DealerCode {
        spread(&self.dealers, number)
    }

    fn period(&self, number: usize) -> Period {
        *spread(&self.periods, number)
    }

    fn last(&self) -> Period {
        self.periods[self.periods.len() - 1]
    }
}

/// One of several: another one for every number, far from the one before.
fn spread<T>(several: &[T], number: usize) -> &T {
    &several[number.wrapping_mul(7_919) % several.len()]
}

/// The cursor behind a key, as the lists' own links have it.
fn behind(key: &[&str]) -> String {
    BASE64URL_NOPAD.encode(&serde_json::to_vec(key).unwrap())
}

fn read<'a>(name: &'static str, role: Role, path: impl Fn(usize) -> String + Send + Sync + 'a) -> Read<'a> {
    Read { name, role, path: Box::new(move |number| format!("/api/v1{}", path(number))) }
}

fn page<'a>(name: &'static str, role: Role, path: impl Fn(usize) -> String + Send + Sync + 'a) -> Read<'a> {
    Read { name, role, path: Box::new(path) }
}

fn fixed(name: &'static str, role: Role, path: &'static str) -> Read<'static> {
    read(name, role, move |_| path.to_owned())
}

/// All reads.
pub fn all(known: &Known) -> Vec<Read<'_>> {
    let mut reads = slip_lists(known);
    reads.extend(one_slip(known));
    reads.extend(months(known));
    reads.extend(offices(known));
    reads.extend(sheets(known));
    reads.extend(registers(known));
    reads.extend(exports(known));
    reads.extend(shared_pages(known));
    reads.extend(office_pages(known));
    reads
}

/// The pages that the dealer's clerk and the offices share.
fn shared_pages(known: &Known) -> Vec<Read<'_>> {
    let month = |number, rest: &str| format!("/dealers/{}/months/{}{rest}", known.dealer(number), known.period(number));
    let own = move |number, rest: &str| format!("/dealers/{CLERKS_DEALER}/months/{}{rest}", known.period(number));
    vec![
        page("page: a clerk's home", DealerClerk, |_| "/".to_owned()),
        page("page: a clerk's month", DealerClerk, move |n| own(n, "")),
        page("page: a clerk's statement", DealerClerk, move |n| own(n, "/statement")),
        page("page: a clerk's slips", DealerClerk, |_| "/slips".to_owned()),
        page("page: a clerk's uploads", DealerClerk, |_| format!("/dealers/{CLERKS_DEALER}/uploads")),
        page("page: a month of a dealer", Reviewer, move |n| month(n, "")),
        page("page: its statement", SalesManager, move |n| month(n, "/statement")),
        page("page: its slips", SalesManager, move |n| month(n, "/slips")),
        page("page: its lot", Reviewer, move |n| month(n, "/lot")),
        page("page: all slips", Reviewer, |_| "/slips".to_owned()),
        page("page: a slip", Reviewer, |n| {
            let [dealer, period, no, _] = spread(&known.slips, n);
            format!("/dealers/{dealer}/months/{period}/slips/{no}")
        }),
        page("page: an upload", Reviewer, |n| {
            let [dealer, id] = spread(&known.uploads, n);
            format!("/dealers/{dealer}/uploads/{id}")
        }),
        page("page: disputes", Reviewer, |_| "/disputes".to_owned()),
        page("page: findings", Reviewer, |_| "/findings".to_owned()),
    ]
}

/// What each office begins its day with.
fn office_pages(known: &Known) -> Vec<Read<'_>> {
    let homes = [
        ("page: a reviewer's home", Reviewer),
        ("page: a call agent's home", CallAgent),
        ("page: the manager's home", SalesManager),
        ("page: finance's home", Finance),
        ("page: the administrator's home", Administrator),
    ];
    let mut pages: Vec<Read<'_>> = homes.into_iter().map(|(name, role)| page(name, role, |_| "/".to_owned())).collect();
    let at = |name, role, path: &'static str| page(name, role, move |_| path.to_owned());
    pages.extend([
        at("page: the worklist", Reviewer, "/review"),
        page("page: the worklist of a dealer", Reviewer, |n| format!("/review?dealer={}", known.dealer(n))),
        at("page: the call desk", CallAgent, "/calls"),
        at("page: the lots", Reviewer, "/lots"),
        page("page: confirming a month", Reviewer, |_| format!("/confirm-month/{}", known.last())),
        at("page: the months", SalesManager, "/months"),
        page("page: a month of all dealers", SalesManager, |n| format!("/months/{}", known.period(n))),
        page("page: a dealer's score card", SalesManager, |n| format!("/dealers/{}", known.dealer(n))),
        at("page: violations", SalesManager, "/violations"),
        at("page: quality", Administrator, "/quality"),
        at("page: batches", Finance, "/batches"),
        page("page: a batch", Finance, |n| format!("/batches/{}", spread(&known.batches, n))),
        at("page: before a release", Finance, "/batches/new"),
        at("page: the ledger", Finance, "/ledger"),
        at("page: bank accounts", Finance, "/bank-accounts"),
        at("page: registers", Administrator, "/registers"),
        at("page: people", Administrator, "/people"),
        at("page: the audit trail", Administrator, "/audit"),
        page("page: a search", Administrator, |n| format!("/search?q={}", spread(&known.slips, n)[2])),
    ]);
    pages
}

fn slip_lists(known: &Known) -> Vec<Read<'_>> {
    let code = |number| spread(Code::ALL, number).as_str();
    let cursor = |number| {
        let [dealer, period, no, _] = spread(&known.slips, number);
        behind(&[period, dealer, no])
    };
    vec![
        fixed("slips: first page", Reviewer, "/slips"),
        fixed("slips: first page of 500", Reviewer, "/slips?limit=500"),
        read("slips: anywhere deep", Reviewer, move |n| format!("/slips?cursor={}", cursor(n))),
        read("slips: of a dealer", Reviewer, |n| format!("/slips?dealer={}", known.dealer(n))),
        read("slips: of a period", Reviewer, |n| format!("/slips?period={}", known.period(n))),
        read("slips: of a period, deep", Reviewer, move |n| {
            format!("/slips?period={}&cursor={}", spread(&known.slips, n)[1], cursor(n))
        }),
        read("slips: of a dealer's month", Reviewer, |n| {
            format!("/slips?dealer={}&period={}", known.dealer(n), known.period(n))
        }),
        fixed("slips: held", Reviewer, "/slips?verdict=held"),
        read("slips: held, of a dealer", Reviewer, |n| format!("/slips?verdict=held&dealer={}", known.dealer(n))),
        fixed("slips: accepted", Reviewer, "/slips?verdict=accepted"),
        read("slips: accepted, deep", Reviewer, move |n| format!("/slips?verdict=accepted&cursor={}", cursor(n))),
        read("slips: rejected, of a period", Reviewer, |n| {
            format!("/slips?verdict=rejected&period={}", known.period(n))
        }),
        fixed("slips: fabricated", Reviewer, "/slips?verdict=fabricated"),
        read("slips: with a code", Reviewer, move |n| format!("/slips?code={}", code(n))),
        fixed("slips: with a code that is rare", Reviewer, "/slips?code=CALLBACK_FABRICATED"),
        fixed("slips: with a code that none has", Reviewer, "/slips?code=NO_AGREEMENT"),
        read("slips: with a code, deep", Reviewer, move |n| format!("/slips?code={}&cursor={}", code(n), cursor(n))),
        read("slips: with a code, of a dealer", Reviewer, move |n| {
            format!("/slips?code={}&dealer={}", code(n), known.dealer(n))
        }),
        read("slips: with a code, of a period", Reviewer, move |n| {
            format!("/slips?code={}&period={}", code(n), known.period(n))
        }),
        read("slips: held, with a code", Reviewer, move |n| format!("/slips?verdict=held&code={}", code(n))),
        read("slips: by number", Reviewer, |n| format!("/slips?slip_no={}", spread(&known.slips, n)[2])),
        read("slips: by number, of a dealer", Reviewer, |n| {
            let [dealer, _, no, _] = spread(&known.slips, n);
            format!("/slips?slip_no={no}&dealer={dealer}")
        }),
        read("slips: a number that none has", Reviewer, |n| format!("/slips?slip_no=NONE-{n}")),
        fixed("slips: a clerk's first page", DealerClerk, "/slips"),
        fixed("slips: a clerk's held ones", DealerClerk, "/slips?verdict=held"),
        read("slips: a clerk's with a code", DealerClerk, move |n| format!("/slips?code={}", code(n))),
    ]
}

fn one_slip(known: &Known) -> Vec<Read<'_>> {
    vec![
        read("slip: everything about one", Reviewer, |n| {
            let [dealer, period, no, _] = spread(&known.slips, n);
            format!("/dealers/{dealer}/months/{period}/slips/{no}")
        }),
        fixed("calls: slips to call", CallAgent, "/slips/to-call"),
        read("calls: slips to call, of a dealer", CallAgent, |n| format!("/slips/to-call?dealer={}", known.dealer(n))),
        read("calls: slips to call, of a period", CallAgent, |n| format!("/slips/to-call?period={}", known.period(n))),
        read("calls: slips to call, the last page", CallAgent, |_| {
            format!("/slips/to-call?cursor={}", behind(&[&known.last().to_string(), "Z", "Z"]))
        }),
        read("lot: of a month", Reviewer, |n| format!("/dealers/{}/months/{}/lot", known.dealer(n), known.period(n))),
    ]
}

fn months(known: &Known) -> Vec<Read<'_>> {
    vec![
        fixed("statements: first page", Finance, "/statements"),
        read("statements: anywhere deep", Finance, |n| {
            let cursor = behind(&[&known.period(n).to_string(), known.dealer(n).as_str()]);
            format!("/statements?cursor={cursor}")
        }),
        read("statements: of a period", Finance, |n| format!("/statements?period={}", known.period(n))),
        read("statements: of a dealer", Finance, |n| format!("/statements?dealer={}", known.dealer(n))),
        fixed("statements: drafts", Reviewer, "/statements?state=draft"),
        fixed("statements: confirmed", SalesManager, "/statements?state=confirmed"),
        fixed("statements: paid", Finance, "/statements?state=paid"),
        read("statement: one", Reviewer, |n| {
            format!("/dealers/{}/months/{}/statement", known.dealer(n), known.period(n))
        }),
        fixed("statements: a clerk's", DealerClerk, "/statements"),
        read("statement: what hinders its confirmation", Reviewer, |n| {
            format!("/dealers/{}/statements/{}/hindrances", known.dealer(n), known.last())
        }),
        fixed("violations: first page", Reviewer, "/violations"),
        read("violations: anywhere deep", Reviewer, |n| {
            let cursor = behind(&[&known.period(n).to_string(), known.dealer(n).as_str(), "1"]);
            format!("/violations?cursor={cursor}")
        }),
        read("violations: of a period", Reviewer, |n| format!("/violations?period={}", known.period(n))),
        read("violations: of a dealer", Reviewer, |n| format!("/violations?dealer={}", known.dealer(n))),
        fixed("violations: a clerk's", DealerClerk, "/violations"),
    ]
}

fn offices(known: &Known) -> Vec<Read<'_>> {
    vec![
        fixed("findings: first page", Reviewer, "/findings"),
        fixed("findings: open", Reviewer, "/findings?state=open"),
        read("findings: of a dealer", Reviewer, |n| format!("/findings?dealer={}", known.dealer(n))),
        fixed("findings: a clerk's", DealerClerk, "/findings"),
        fixed("disputes: first page", Reviewer, "/disputes"),
        fixed("disputes: open", Reviewer, "/disputes?state=open"),
        read("disputes: of a dealer", Reviewer, |n| format!("/disputes?dealer={}", known.dealer(n))),
        read("dispute: one", Reviewer, |n| {
            let [dealer, id] = spread(&known.disputes, n);
            format!("/dealers/{dealer}/disputes/{id}")
        }),
        read("adjustments: of a dealer", Finance, |n| format!("/dealers/{}/adjustments", known.dealer(n))),
        fixed("batches: first page", Finance, "/batches"),
        read("batch: one", Finance, |n| format!("/batches/{}", spread(&known.batches, n))),
        fixed("audit: first page", Administrator, "/audit"),
        read("audit: anywhere deep", Administrator, |n| format!("/audit?cursor={}", behind(&[&(n * 37).to_string()]))),
        read("audit: of a dealer", Administrator, |n| format!("/audit?dealer={}", known.dealer(n))),
        read("audit: of a slip", Administrator, |n| {
            let [dealer, _, no, _] = spread(&known.slips, n);
            format!("/audit?object=slip%20{dealer}%20{no}")
        }),
        read("audit: of an upload, of its dealer", Administrator, |n| {
            let [dealer, id] = spread(&known.uploads, n);
            format!("/audit?dealer={dealer}&object=upload%20{dealer}%20{id}")
        }),
        fixed("people: first page", Administrator, "/people"),
        fixed("session: who is asking", Reviewer, "/session"),
    ]
}

fn sheets(known: &Known) -> Vec<Read<'_>> {
    let upload = |number, rest: &str| {
        let [dealer, id] = spread(&known.uploads, number);
        format!("/dealers/{dealer}/uploads/{id}{rest}")
    };
    vec![
        fixed("uploads: of all dealers", Reviewer, "/uploads"),
        read("uploads: of all dealers, deep", Reviewer, |n| {
            format!("/uploads?cursor={}", behind(&[&spread(&known.uploads, n)[1]]))
        }),
        read("uploads: of a period", Reviewer, |n| format!("/uploads?period={}", known.period(n))),
        fixed("uploads: filed", Reviewer, "/uploads?state=filed"),
        fixed("uploads: that wait for the clerk", Reviewer, "/uploads?state=checked"),
        read("uploads: of a dealer", Reviewer, |n| format!("/dealers/{}/uploads", known.dealer(n))),
        read("uploads: a clerk's", DealerClerk, |_| format!("/dealers/{CLERKS_DEALER}/uploads")),
        read("upload: one", Reviewer, move |n| upload(n, "")),
        read("upload: its faults", Reviewer, move |n| upload(n, "/faults")),
        read("upload: the original", Reviewer, move |n| upload(n, "/original")),
    ]
}

fn registers(known: &Known) -> Vec<Read<'_>> {
    vec![
        fixed("registers: all", Administrator, "/registers"),
        fixed("register: dealers", Finance, "/registers/dealers"),
        fixed("register: units", Reviewer, "/registers/units"),
        read("register: units, by serial number", Reviewer, |n| {
            format!("/registers/units?key={}", spread(&known.slips, n)[3])
        }),
        read("register: units, deep", Reviewer, |n| {
            let cursor = behind(&[&spread(&known.slips, n)[3], "", "5", "1"]);
            format!("/registers/units?cursor={cursor}")
        }),
        fixed("register: units, as of a version", Reviewer, "/registers/units?version=9"),
        fixed("register: units, as before there were any", Reviewer, "/registers/units?version=1"),
        fixed("register: sales", Reviewer, "/registers/sales"),
        read("register: sales, of a dealer", Reviewer, |n| format!("/registers/sales?dealer={}", known.dealer(n))),
        fixed("register: stock", Reviewer, "/registers/stock"),
        read("register: stock, of a dealer", Reviewer, |n| format!("/registers/stock?dealer={}", known.dealer(n))),
        read("register: technicians, of a dealer", Reviewer, |n| {
            format!("/registers/technicians?dealer={}", known.dealer(n))
        }),
        fixed("register: versions of units", Administrator, "/registers/units/versions"),
        fixed("agreements: all", Administrator, "/agreements"),
        fixed("seeds: all", Reviewer, "/seeds"),
        fixed("bank accounts: that wait", Finance, "/bank-accounts"),
        fixed("bank accounts: approved", Finance, "/bank-accounts?state=approved"),
    ]
}

fn exports(known: &Known) -> Vec<Read<'_>> {
    let of_month = |number, file: &str| {
        let (dealer, period) = (known.dealer(number), known.period(number));
        format!("/exports/{file}?from={period}&through={period}&dealer={dealer}")
    };
    vec![
        read("export: decisions of a dealer's month", Reviewer, move |n| of_month(n, "decisions.csv")),
        read("export: statement lines of a dealer's month", Finance, move |n| of_month(n, "statement_lines.csv")),
    ]
}
