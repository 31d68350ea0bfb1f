//! Reading, deciding and settling, each without the others.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sanbao::agreement::callbacks::Calls;
use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::{Findings, History, Month, SameDay, decide};
use sanbao::agreement::filing::{Filing, SheetStatus};
use sanbao::agreement::registers::{
    Call, Complaint, Dealer, DealerRecords, GoodsReturn, Part, Product, Registers, Sale, StockMovement,
    TechnicianListing, Unit,
};
use sanbao::agreement::slip::Slip;
use sanbao::agreement::statement::{Account, MonthEnd, settle};
use sanbao::agreement::terms::{self, Agreements};
use sanbao::calendar::Period;
use sanbao::sheets::{Limits, Reader, Record};

use super::folder::{Folder, PROGRAM, SEED};

/// As many threads as a run reads with.
const THREADS: usize = 2;
/// A sheet of any size.
const LIMITS: Limits = Limits { file_bytes_max: 4 << 30, rows_max: 2_000_000 };

/// Reads all slips and keeps none; how many rows they have.
pub fn read_only(folder: &Folder) -> u32 {
    let reader = reader();
    let queue = Mutex::new(folder.sheets().collect::<Vec<_>>());
    let next = || queue.lock().expect("no thread panics").pop();
    let rows = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(path) = next() {
                    let read = read::<Slip>(&reader, &path, &mut |_, slip| drop(black_box(slip)));
                    rows.fetch_add(read, Ordering::Relaxed);
                }
            });
        }
    });
    rows.into_inner()
}

/// Decides and settles all slips, on one core: the time of each.
pub fn decide_and_settle(folder: &Folder) -> (Duration, Duration) {
    let reader = reader();
    let books = Books::load(folder, &reader);
    let mut runs: Vec<DealerRun> = books.registers.dealers().map(DealerRun::new).collect();
    let (mut deciding, mut settling) = (Duration::ZERO, Duration::ZERO);
    for period in &folder.periods {
        for (run, path) in runs.iter_mut().zip(folder.sheets_of(*period)) {
            run.file(&reader, &path);
        }
        let begun_at = Instant::now();
        let same_day = SameDay::of(runs.iter().map(|run| (&run.dealer.code, run.slips.as_slice())));
        deciding += begun_at.elapsed();
        for run in &mut runs {
            let (decided, settled) = run.month(&books, *period, &same_day);
            deciding += decided;
            settling += settled;
        }
    }
    (deciding, settling)
}

/// One dealer through all months.
struct DealerRun<'a> {
    dealer: &'a Dealer,
    slips: Vec<Slip>,
    history: History,
    account: Account,
}

impl<'a> DealerRun<'a> {
    fn new(dealer: &'a Dealer) -> Self {
        Self { dealer, slips: Vec::new(), history: History::default(), account: Account::default() }
    }

    fn file(&mut self, reader: &Reader, path: &Path) {
        let mut filing = Filing::default();
        read(reader, path, &mut |row, slip| drop(filing.add(row, slip)));
        self.slips = filing.into_slips();
    }

    fn month(&mut self, books: &Books, period: Period, same_day: &SameDay) -> (Duration, Duration) {
        let (no_records, no_calls) = (DealerRecords::default(), Calls::default());
        let month = Month {
            dealer: self.dealer,
            period,
            registers: &books.registers,
            records: books.registers.records(&self.dealer.code).unwrap_or(&no_records),
            versions: books.agreements.of(&self.dealer.code),
            history: &self.history,
            same_day,
        };
        let calls = books.calls.get(&self.dealer.code).unwrap_or(&no_calls);
        let begun_at = Instant::now();
        let findings = Findings { calls, seed: Some(SEED), ..Findings::none() };
        let decided = decide(&month, std::mem::take(&mut self.slips), &findings);
        let deciding = begun_at.elapsed();
        let on_time = SheetStatus::OnTime { received_on: period.last_day() };
        let end = MonthEnd {
            month: &month,
            decided: &decided,
            slips_sheet: on_time,
            feedback_sheet: on_time,
            adjustments: &[],
        };
        let begun_at = Instant::now();
        black_box(settle(&end, &mut self.account));
        let settling = begun_at.elapsed();
        for decided in &decided.slips {
            self.history.add(period, &decided.slip, decided.verdict);
        }
        (deciding, settling)
    }
}

/// What the rules look into.
#[derive(Default)]
struct Books {
    registers: Registers,
    agreements: Agreements,
    calls: HashMap<DealerCode, Calls>,
}

impl Books {
    fn load(folder: &Folder, reader: &Reader) -> Self {
        let files = folder.registers();
        let (mut books, registers) = (Self::default(), &mut Registers::default());
        register(reader, &files, "dealers", |row: Dealer| assert!(registers.add_dealer(row)));
        register(reader, &files, "products", |row: Product| assert!(registers.add_product(row)));
        register(reader, &files, "parts", |row: Part| assert!(registers.add_part(row)));
        register(reader, &files, "units", |row: Unit| assert!(registers.add_unit(row)));
        register(reader, &files, "technicians", |row: TechnicianListing| assert!(registers.add_technician(row)));
        register(reader, &files, "sales", |row: Sale| registers.add_sale(row));
        register(reader, &files, "stock", |row: StockMovement| registers.add_stock(row));
        register(reader, &files, "goods_returns", |row: GoodsReturn| registers.add_goods_return(row));
        register(reader, &files, "complaints", |row: Complaint| registers.add_complaint(row));
        register(reader, &files, "callbacks", |call: Call| {
            books.calls.entry(call.dealer.clone()).or_default().add(call);
        });
        let is_agreement = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "toml");
        let version = |path| terms::parse(&std::fs::read_to_string(path).expect("text")).expect("an agreement");
        let versions = files.iter().filter(is_agreement).map(version).collect();
        books.agreements = Agreements::new(versions).expect("agreements of different days");
        books.registers = std::mem::take(registers);
        books
    }
}

fn register<T: Record>(reader: &Reader, files: &[PathBuf], name: &str, mut add: impl FnMut(T)) {
    let path = files.iter().find(|path| path.file_stem().is_some_and(|stem| stem == name)).expect("the register");
    read(reader, path, &mut |_, row| add(row));
}

fn reader() -> Reader {
    Reader::new(PROGRAM.into())
}

/// Reads a sheet that has no faults: its rows.
fn read<T: Record>(reader: &Reader, path: &Path, sink: &mut dyn FnMut(u32, T)) -> u32 {
    let answer = reader.read(path, LIMITS, sink).expect("the reader starts");
    assert!(answer.faults.is_empty(), "{}: {:?}", path.display(), answer.faults.first());
    answer.rows
}
