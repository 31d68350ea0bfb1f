//! How fast a folder run is, beside the floors of the same machine and hour: `cargo bench --bench speed`, or
//! `cargo bench --bench speed -- 1000000` for the sizes given, of which a million takes some minutes.
//!
//! The floor of a workbook is calamine that only walks the cells of the slips, on one core; that of a CSV file is the
//! csv crate that only splits them. Times are the best of some rounds, in which floor and run take turns, since other
//! programs may use the machine.

mod floor;
mod folder;
mod rules;
mod whole_run;

use std::fmt::Display;
use std::time::{Duration, Instant};

use folder::{Folder, Format, Shape};
use whole_run::WholeRun;

/// What is measured when nothing is asked for.
const SLIPS: [u32; 2] = [10_000, 100_000];
/// From here on, one round must do.
const SLIPS_OF_ONE_ROUND: u32 = 1_000_000;
const ROUNDS: u32 = 5;

const COLUMNS: [&str; 15] = [
    "format",
    "folder",
    "slips",
    "rows",
    "floor/s",
    "reading/s",
    "deciding/s",
    "settling/s",
    "whole/s",
    "reading",
    "whole",
    "cpu",
    "target",
    "us/slip",
    "MiB",
];

fn main() {
    // Cargo itself passes `--bench`.
    let asked: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SLIPS.to_vec() } else { asked };
    println!(
        "…/s: rows per second. reading, whole, cpu: the time (processor time of all processes) over that of the floor."
    );
    println!("target: what whole should not exceed. MiB: the most memory of all processes together.\n");
    print_row(&COLUMNS);
    for format in [Format::Xlsx, Format::Csv] {
        for shape in [Shape::OneBigSheet, Shape::ManyDealers] {
            for slips in &sizes {
                print_row(&measure(&Folder::make(format, shape, *slips)));
            }
        }
    }
}

fn print_row<T: Display>(cells: &[T; COLUMNS.len()]) {
    let line: Vec<String> = cells.iter().map(|cell| format!("{cell:>10}")).collect();
    println!("{}", line.join(" "));
}

fn measure(folder: &Folder) -> [String; COLUMNS.len()] {
    let rounds = if folder.slips < SLIPS_OF_ONE_ROUND { ROUNDS } else { 1 };
    let (mut floor, mut reading, mut rows) = (Duration::MAX, Duration::MAX, 0);
    let mut whole = WholeRun::worst();
    for _ in 0..rounds {
        floor = floor.min(timed(|| folder.sheets().for_each(|path| floor::walk(&path))));
        whole = whole.best(&WholeRun::of(folder));
        reading = reading.min(timed(|| rows = rules::read_only(folder)));
    }
    let (deciding, settling) = rules::decide_and_settle(folder);
    let per_second = |time: Duration| {
        let nanoseconds = time.as_nanos().max(1);
        (u128::from(rows) * 1_000_000_000 / nanoseconds).to_string()
    };
    let over_floor = |time: Duration| hundredths(time.as_nanos() * 100 / floor.as_nanos().max(1));
    [
        folder.format.extension().to_owned(),
        folder.shape.to_string(),
        folder.slips.to_string(),
        rows.to_string(),
        per_second(floor),
        per_second(reading),
        per_second(deciding),
        per_second(settling),
        per_second(whole.time),
        over_floor(reading),
        over_floor(whole.time),
        over_floor(whole.processor_time),
        target(folder).to_owned(),
        hundredths(whole.time.as_nanos() / 10 / u128::from(folder.slips)),
        (whole.memory_bytes >> 20).to_string(),
    ]
}

/// What a whole run may take at most, in times of the floor.
fn target(folder: &Folder) -> &'static str {
    match (folder.format, folder.shape) {
        (Format::Xlsx, Shape::ManyDealers) => "1.00",
        (Format::Xlsx, Shape::OneBigSheet) => "1.50",
        (Format::Csv, _) => "5.00",
    }
}

fn hundredths(count: u128) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun_at = Instant::now();
    work();
    begun_at.elapsed()
}
