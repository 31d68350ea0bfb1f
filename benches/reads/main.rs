//! How long people wait for a page, with few slips stored and with many: `cargo bench --bench reads`, or
//! `cargo bench --bench reads -- 2000000` for the slips given, with `sqlite` or `postgres` behind it on one database alone.
//!
//! The data are those of `sanbao samples`, a year of dealers with 500 slips a month each, stored through the store's own
//! functions and settled. Every read goes through the real server on loopback, by several clients at once, each with a
//! session. A tenth of the slips is measured too: what grows with the slips is seen in the last column.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails where it cannot go on")]

mod clients;
#[path = "../../tests/cluster/mod.rs"]
mod cluster;
mod database;
mod fill;
mod folder;
mod ledger;
mod queue;
mod reads;
#[path = "../../tests/served/mod.rs"]
mod served;
mod server;

use std::time::{Duration, Instant};

use clients::Measured;
use database::Database;
use folder::Folder;
use sanbao::store::Backend;
use server::Server;

/// How many slips where nothing is asked for.
const SLIPS: u32 = 200_000;
/// What a page may take at the 99th percentile.
const LIMIT: Duration = Duration::from_millis(50);

fn main() {
    // Cargo itself passes `--bench`.
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let slips: u32 = asked.unwrap_or(SLIPS);
    let folders = [slips / 10, slips].map(Folder::make);
    let named = |word: &str| std::env::args().any(|argument| argument == word);
    let both = [(Backend::Sqlite, "sqlite"), (Backend::Postgres, "postgres")];
    let is_one_named = both.iter().any(|(_, word)| named(word));
    for (backend, _) in both.into_iter().filter(|(_, word)| !is_one_named || named(word)) {
        let [few, many] = folders.each_ref().map(|folder| measure(backend, folder));
        print_table(backend, slips, &few, &many);
    }
}

/// Fills a database, and measures every read of it.
fn measure(backend: Backend, folder: &Folder) -> Vec<Measured> {
    let begun_at = Instant::now();
    let database = Database::make(backend);
    let office = &database.office;
    let filled = fill::fill(office, folder);
    database.vacuum();
    println!("{backend:?}, {} slips: stored and settled in {} s", folder.slips(), begun_at.elapsed().as_secs());
    println!("  a dealer's year settled for the first time: {}", spread(filled.first));
    println!("  two open months of it settled again, nothing changed: {}", spread(filled.again));
    println!("  one job taken from the queue: {}", spread(queue::claims(office)));
    let server = Server::begin(office);
    reads::all(&filled.known).iter().map(|read| clients::measure(&server, read)).collect()
}

fn print_table(backend: Backend, slips: u32, few: &[Measured], many: &[Measured]) {
    println!("\n{backend:?}: milliseconds, p50 and p99, with {} and with {slips} slips", slips / 10);
    let mut slow = 0;
    for (few, many) in few.iter().zip(many) {
        let growth = many.p50.as_micros() * 100 / few.p50.as_micros().max(1);
        let mark = if many.p99 > LIMIT { "  above the limit" } else { "" };
        slow += u32::from(many.p99 > LIMIT);
        println!(
            "{:<52} {:>8} {:>8} {:>8} {:>8}   x {:>6}{mark}",
            many.name,
            milliseconds(few.p50),
            milliseconds(few.p99),
            milliseconds(many.p50),
            milliseconds(many.p99),
            hundredths(growth),
        );
    }
    println!("{slow} of {} reads are above {} ms at p99\n", many.len(), LIMIT.as_millis());
}

/// The median and the longest of some times.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let (middle, longest) = (times[times.len() / 2], times[times.len() - 1]);
    format!("{} ms in the middle, {} ms at most", milliseconds(middle), milliseconds(longest))
}

fn milliseconds(time: Duration) -> String {
    hundredths(time.as_micros() / 10)
}

fn hundredths(count: u128) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}
