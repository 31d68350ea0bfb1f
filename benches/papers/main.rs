//! How fast papers are made: `cargo bench --bench papers`. A thousand monthly statements, each read from the database and
//! drawn, on two threads; asked for are a thousand PDFs in a minute.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::Call;
use sanbao::auth::{Actor, Attempts, Role, Seal};
use sanbao::calendar::{Moment, Period};
use sanbao::clock::Clock;
use sanbao::reports::pdf::Typeface;
use sanbao::reports::{Format, statement};
use sanbao::sheets::{Limits, Reader, Record as _};
use sanbao::store::{self, Db, Store, months, registers, settings, slips};
use sanbao::texts::Lang;
use sanbao::workflow::Office;
use sanbao::workflow::confirm_statement::confirm_statements;
use sanbao::workflow::draw_lot::draw_lot;
use sanbao::workflow::import_folder::import_folder;
use sanbao::workflow::read_paper::statement_facts;
use sanbao::workflow::record_call::record_calls;
use sanbao::workflow::review_slip::{SeenSlip, review_slips};
use sanbao::workflow::run_folder::folder::Folder;
use sanbao::workflow::set_seed::set_seed;
use sanbao::workflow::settle_dealer::settle_dealer;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sanbao");
const MONTH: &str = "2026-03";
const DEALERS: usize = 20;
/// Slips of each dealer's month.
const SLIPS: usize = 60;
const STATEMENTS: usize = 1_000;
const THREADS: usize = 2;

fn main() {
    let folder = TempDir::new().expect("a folder");
    let office = filled(folder.path());
    let period: Period = MONTH.parse().expect("a month");
    let dealers: Vec<DealerCode> =
        office.store.read(registers::dealers).expect("dealers").into_iter().map(|dealer| dealer.code).collect();
    println!("{STATEMENTS} statements of about {SLIPS} slips each, on {THREADS} threads\n");
    println!("{:>6} {:>10} {:>12} {:>10}", "form", "seconds", "ms of each", "KiB");
    for format in [Format::Pdf, Format::Html, Format::Xlsx] {
        let (time, bytes) = made(&office, &dealers, period, format);
        let each = time.as_micros() * u128::try_from(THREADS).unwrap_or(1) / u128::try_from(STATEMENTS).unwrap_or(1);
        let size = bytes / STATEMENTS / 1024;
        println!(
            "{:>6} {:>7}.{:02} {:>9}.{:02} {size:>10}",
            format.ending(),
            time.as_secs(),
            time.subsec_millis() / 10,
            each / 1_000,
            each % 1_000 / 10
        );
    }
}

/// Reads and draws the statements: how long it takes, and their bytes together.
fn made(office: &Office, dealers: &[DealerCode], period: Period, format: Format) -> (Duration, usize) {
    let (next, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let typeface = Typeface::embedded();
    let begun_at = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= STATEMENTS {
                        return;
                    }
                    let Some(dealer) = dealers.get(number % dealers.len()) else { return };
                    let facts = statement_facts(office, dealer, period).expect("a statement");
                    let paper = statement::document(&facts, Lang::ZhCn);
                    let drawn = format.draw(&paper, &typeface).expect("a drawing");
                    bytes.fetch_add(drawn.len(), Ordering::Relaxed);
                }
            });
        }
    });
    (begun_at.elapsed(), bytes.into_inner())
}

/// An installation with a month of slips, settled and drawn.
fn filled(folder: &Path) -> Office {
    let samples = folder.join("samples");
    let counts = [("--dealers", DEALERS), ("--months", 1), ("--slips", DEALERS * SLIPS)];
    let mut make = Command::new(PROGRAM);
    make.arg("samples").arg(&samples).args(["--seed", "papers", "--from", MONTH, "--format", "csv"]);
    make.args(counts.iter().flat_map(|(flag, count)| [(*flag).to_owned(), count.to_string()]));
    assert!(make.output().expect("the program runs").status.success(), "samples are made");
    let store = Store::open(&folder.join("sanbao.db").display().to_string(), 4).expect("a database");
    store.migrate().expect("tables");
    let office = Office {
        store,
        clock: Clock::default(),
        reader: Reader::new(PathBuf::from(PROGRAM)),
        seal: Seal::new(&[7; 32]),
        attempts: Attempts::default(),
        typeface: Typeface::embedded(),
    };
    office.clock.set(Moment::parse_from_str("2026-05-01 10:00", "%Y-%m-%d %H:%M").expect("a time"));
    let actor = |login: &str, role| Actor { login: login.to_owned(), role, dealer: None };
    let period: Period = MONTH.parse().expect("a month");
    let administrator = actor("administrator", Role::Administrator);
    // Else the books would begin with the running month.
    let open = |c: &mut Db| settings::set(c, settings::FIRST_PERIOD, MONTH);
    office.store.write::<_, store::Error>(open).expect("the books begin");
    import_folder(&office, &administrator, &samples, |_| {}).expect("the samples are taken");
    // The seed may have been published with the month.
    let _ = set_seed(&office, &administrator, period, "papers");
    let reviewer = actor("reviewer", Role::Reviewer);
    let calls = calls(&office, &samples);
    for dealer in office.store.read(registers::dealers).expect("dealers") {
        settle_dealer(&office, &dealer.code).expect("it settles");
        let month = office.store.read(|c| months::load(c, &dealer.code, period)).expect("a month");
        if month.is_none_or(|month| month.slips_received_on.is_none()) {
            continue;
        }
        draw_lot(&office, &reviewer, &dealer.code, period).expect("a lot");
        let called: Vec<Call> = calls.iter().filter(|call| call.dealer == dealer.code).cloned().collect();
        record_calls(&office, &actor("caller", Role::CallAgent), &dealer.code, &called).expect("its calls");
        settle_dealer(&office, &dealer.code).expect("it settles");
        accept(&office, &reviewer, &dealer.code, period);
        settle_dealer(&office, &dealer.code).expect("it settles");
    }
    confirm_statements(&office, &reviewer, period, None).expect("statements are confirmed");
    office
}

/// The calls of the samples.
fn calls(office: &Office, samples: &Path) -> Vec<Call> {
    let files = Folder::of(samples).expect("a folder");
    let path = files.register(Call::SHEET).expect("a register of calls");
    let mut calls = Vec::new();
    office.reader.read(path, Limits::REGISTER, &mut |_, call| calls.push(call)).expect("calls");
    calls
}

/// What is held is accepted, so that statements list what they pay.
fn accept(office: &Office, reviewer: &Actor, dealer: &DealerCode, period: Period) {
    let standing = office.store.read(|c| slips::decided(c, dealer, period)).expect("slips");
    let held = standing.into_iter().filter(|decided| decided.verdict == Verdict::Held);
    let seen: Vec<SeenSlip> = held
        .map(|decided| {
            let no = decided.slip.no;
            let standing = office.store.read(|c| slips::standing(c, dealer, period, &no)).expect("a slip");
            let decision = standing.map(|standing| standing.decision).unwrap_or_default();
            SeenSlip { dealer: dealer.clone(), period, no, decision }
        })
        .collect();
    for reviewed in review_slips(office, reviewer, &seen, true, "checked against the dealer's papers") {
        reviewed.expect("a decision");
    }
}
