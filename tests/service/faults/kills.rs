//! A process is killed a hundred times while it files, settles and takes the steps of statements; whoever had no answer
//! asks again under the same key. Nothing is lost, doubled or half done. What counts is what was broken: a request that was
//! on its way, a settlement that was at work.

mod clerk;
mod office;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use diesel::prelude::*;
use sanbao::store::jobs::JobKind;
use sanbao::store::schema::{audit, jobs, uploads};
use sanbao::store::{Error as StoreError, Store, books};
use sanbao::workflow::verify_books::verify_books;

use self::clerk::Clerk;
use self::office::OfficePeople;
use super::process::{Served, failures, files_below, keep_time, temporary};
use crate::service::harness::{Answer, Client, TestOffice};
use crate::service::month::{open, period};
use crate::service::registers::dealer;

const KILLS: u32 = 100;
/// So many filings, settlements and releases each are broken by them; chance alone breaks two or three times as many.
const BROKEN_MIN: u32 = 10;
/// Where chance left one of them short, it is killed at that, at most so many times more.
const MORE_KILLS: u32 = 100;
/// The books are verified after so many of them.
const VERIFY_EVERY: u32 = 10;
/// Rounds that nobody disturbs tell how long things take.
const MEASURED: u32 = 3;
/// A round in which what is to be disturbed does not happen ends after this time, also by a kill.
const ROUND: Duration = Duration::from_secs(5);
/// A process that was killed holds its jobs for a minute, and its requests for ten seconds.
const PATIENCE: Duration = Duration::from_mins(4);

const FILING: [&str; 6] = ["F1", "F2", "F3", "F4", "F5", "F6"];
const PAID: [&str; 36] = [
    "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P11", "P12", "P13", "P14", "P15", "P16",
    "P17", "P18", "P19", "P20", "P21", "P22", "P23", "P24", "P25", "P26", "P27", "P28", "P29", "P30", "P31", "P32",
    "P33", "P34", "P35", "P36",
];
const PAID_PERIODS: [&str; 2] = ["2026-01", "2026-02"];

/// What the process is killed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// An upload is on its way, is read, is filed.
    File,
    /// What was filed is settled.
    Settle,
    /// A statement is confirmed.
    Confirm,
    /// A statement is approved.
    Approve,
    /// A payment is released.
    Release,
}

impl At {
    const ALL: [Self; 5] = [Self::File, Self::Settle, Self::Confirm, Self::Approve, Self::Release];
    /// Those that at least [`BROKEN_MIN`] kills break; chance takes them twice as often as the others.
    const OFTEN: [Self; 3] = [Self::File, Self::Settle, Self::Release];

    fn by(chance: &mut Chance) -> Self {
        let all = [Self::ALL.as_slice(), &Self::OFTEN].concat();
        all[usize::try_from(chance.number()).unwrap_or(usize::MAX) % all.len()]
    }
}

/// How many of each were broken.
type Broken = BTreeMap<At, u32>;

/// Something began, or ended after so long.
type Told = (At, Option<Duration>);

/// Numbers that follow from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn up_to(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap().max(1);
        Duration::from_micros(self.number() % most)
    }
}

/// A request under a key, sent until it is answered.
struct Keyed {
    path: String,
    kind: String,
    body: Vec<u8>,
    key: String,
    /// The version that a step rests on.
    seen: Option<String>,
}

/// What came of sending it.
enum Came {
    Answered(Answer),
    /// Whoever was at it is dead; it can be taken over soon.
    AtWork,
    /// The process was killed while the request was on its way.
    Broken,
    /// The process was gone before.
    Gone,
}

impl Keyed {
    /// Sends it; `ending` says that the process is being killed.
    fn send(&self, client: &Client, ending: &AtomicBool) -> Came {
        let mut headers = vec![("Content-Type", self.kind.as_str()), ("Idempotency-Key", self.key.as_str())];
        headers.extend(self.seen.as_deref().map(|seen| ("If-Match", seen)));
        let was_there = !ending.load(Ordering::SeqCst);
        match client.try_send("POST", &self.path, &headers, &self.body) {
            Err(_) if was_there => Came::Broken,
            Err(_) => Came::Gone,
            Ok(answer) if answer.status == 409 && answer.json()["code"] == "key_at_work" => Came::AtWork,
            Ok(answer) => Came::Answered(answer),
        }
    }
}

/// The seed of the moments: another one every time, or that of `SANBAO_FAULTS_SEED`.
fn seed() -> u64 {
    let given = std::env::var("SANBAO_FAULTS_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap())
}

/// Serves until it is killed at something, or the round is over; people work meanwhile.
struct Round<'a> {
    test: &'a TestOffice,
    clerk: &'a mut Clerk,
    office: &'a mut OfficePeople,
    /// The settlements that processes died over: the job and its process.
    settlements: BTreeSet<(String, String)>,
}

impl Round<'_> {
    /// Kills the process so long after something began.
    fn killed(&mut self, at: At, after: Duration) {
        let served = Served::start(self.test);
        let (clerk, office) = (&mut *self.clerk, &mut *self.office);
        clerk.client.address.clone_from(&served.address);
        office.move_to(self.test, &served.address);
        let ending = &AtomicBool::new(false);
        let (tell, told): (Sender<Told>, Receiver<Told>) = channel();
        let log = std::thread::scope(|scope| {
            let (clerk_tells, office_tells) = (tell.clone(), tell);
            let beside = office.step_beside(at);
            scope.spawn(move || clerk.work(&clerk_tells, 1_000, ending));
            scope.spawn(move || office.work(&office_tells, &[beside], ending));
            let begun = Instant::now();
            while let Ok(said) = told.recv_timeout(ROUND) {
                if said == (at, None) {
                    std::thread::sleep(after);
                    break;
                }
                if begun.elapsed() > ROUND {
                    break;
                }
            }
            ending.store(true, Ordering::SeqCst);
            served.kill()
        });
        self.settlements.extend(settlements_at_work(&self.test.office.store));
        assert_eq!(failures(&log), Vec::<&String>::new());
    }

    /// Works undisturbed until so many sheets are filed, and these steps taken.
    fn quiet(&mut self, filings: usize, steps: &[At]) -> Vec<Told> {
        let served = Served::start(self.test);
        let (clerk, office) = (&mut *self.clerk, &mut *self.office);
        clerk.client.address.clone_from(&served.address);
        office.move_to(self.test, &served.address);
        let ending = &AtomicBool::new(false);
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            let office_tells = tell.clone();
            scope.spawn(move || clerk.work(&tell, filings, ending));
            scope.spawn(move || office.work(&office_tells, steps, ending));
        });
        assert_eq!(failures(&served.stop()), Vec::<&String>::new());
        told.try_iter().collect()
    }

    /// How long each takes where nobody disturbs it: the middle one of some, for the first is longer than all others.
    fn measured(&mut self) -> BTreeMap<At, Duration> {
        let mut all: BTreeMap<At, Vec<Duration>> = BTreeMap::new();
        for _ in 0..MEASURED {
            for (at, took) in self.quiet(1, &[At::Confirm, At::Approve, At::Release]) {
                all.entry(at).or_default().extend(took);
            }
        }
        let middle = |at| {
            let mut of_kind = all.get(&at).cloned().unwrap_or_default();
            of_kind.sort();
            (at, *of_kind.get(of_kind.len() / 2).unwrap_or_else(|| panic!("{at:?} is measured: {all:?}")))
        };
        At::ALL.into_iter().map(middle).collect()
    }

    /// What was broken so far.
    fn broken(&self) -> Broken {
        let mut broken = self.office.broken.clone();
        broken.insert(At::File, self.clerk.broken);
        broken.insert(At::Settle, u32::try_from(self.settlements.len()).unwrap());
        broken
    }

    /// What too few were broken of.
    fn short(&self) -> Option<At> {
        let broken = self.broken();
        At::OFTEN.into_iter().find(|at| broken.get(at).is_none_or(|times| *times < BROKEN_MIN))
    }

    /// Kills a hundred times and more, until enough was broken.
    fn killed_often(&mut self, chance: &mut Chance, takes: &BTreeMap<At, Duration>) {
        for kill in 1..=KILLS + MORE_KILLS {
            let short = self.short().filter(|_| kill > KILLS);
            let at = short.unwrap_or_else(|| At::by(chance));
            let at = if self.office.can_begin(at) { at } else { At::File };
            self.killed(at, chance.up_to(takes[&at]));
            if kill % VERIFY_EVERY == 0 {
                assert_eq!(verify_books(&self.test.office).unwrap(), [], "after {kill} kills");
            }
            if kill >= KILLS && self.short().is_none() {
                eprintln!("killed {kill} times; broken: {:?}", self.broken());
                return;
            }
        }
        panic!("after all kills too few {:?} are broken: {:?}", self.short(), self.broken());
    }
}

/// The settlements that somebody holds, each with its process.
fn settlements_at_work(store: &Store) -> Vec<(String, String)> {
    let read = store.read(|c| {
        let running =
            jobs::table.filter(jobs::kind.eq(JobKind::SettleDealer.as_str())).filter(jobs::state.eq("running"));
        Ok::<_, StoreError>(running.select((jobs::id, jobs::leased_by)).load(c)?)
    });
    read.unwrap()
}

/// What stands in the jobs' table that is neither done nor waiting for its first try.
fn jobs_in_trouble(store: &Store) -> Vec<(String, String, String)> {
    let read = store.read(|c| {
        let trouble = jobs::table.filter(jobs::last_error.ne("").or(jobs::state.eq("failed")));
        Ok::<_, StoreError>(trouble.select((jobs::kind, jobs::subject, jobs::last_error)).load(c)?)
    });
    read.unwrap()
}

/// Serves until no job is left and every dealer's books are settled.
fn drain(test: &TestOffice) {
    let served = Served::start(test);
    let begun = Instant::now();
    loop {
        let left = test.office.store.read(|c| {
            // A tally may pause for some minutes; nobody waits for it.
            let open = jobs::table.filter(jobs::state.ne("done")).filter(jobs::kind.ne(JobKind::Tally.as_str()));
            let jobs: i64 = open.count().get_result(c)?;
            let mut unsettled = 0;
            for code in FILING.iter().chain(&PAID) {
                let (revision, settled) = books::revisions(c, &dealer(code))?;
                unsettled += revision - settled;
            }
            Ok::<_, StoreError>((jobs, unsettled))
        });
        let left = left.unwrap();
        if left == (0, 0) {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "jobs and changes that are left: {left:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(failures(&served.stop()), Vec::<&String>::new());
}

/// How often the audit trail has an action, by object.
fn recorded(test: &TestOffice, action: &str) -> BTreeMap<String, usize> {
    let read = test.office.store.read(|c| {
        let of_action = audit::table.filter(audit::action.eq(action));
        Ok::<_, StoreError>(of_action.select(audit::object).load::<String>(c)?)
    });
    let mut times = BTreeMap::new();
    read.unwrap().into_iter().for_each(|object| *times.entry(object).or_default() += 1);
    times
}

/// Every upload as (file name, state, object).
fn all_uploads(test: &TestOffice) -> Vec<(String, String, String)> {
    let read = test.office.store.read(|c| {
        let columns = (uploads::file_name, uploads::state, uploads::dealer, uploads::id);
        Ok::<_, StoreError>(uploads::table.select(columns).load::<(String, String, String, String)>(c)?)
    });
    let object =
        |(name, state, dealer, id): (String, String, String, String)| (name, state, format!("upload {dealer} {id}"));
    read.unwrap().into_iter().map(object).collect()
}

fn audit_is_whole(test: &TestOffice) {
    let mut verify = Command::new(env!("CARGO_BIN_EXE_sanbao"));
    let said = verify.args(["audit", "verify", "--lang", "en", "--database-url", &test.url]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}

/// Tells the seed when a test fails.
struct TellSeed(u64);

impl Drop for TellSeed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the moments were those of SANBAO_FAULTS_SEED={}", self.0);
        }
    }
}

on_both! {
    fn killed_a_hundred_times_nothing_is_lost_doubled_or_half_done(test: &TestOffice) {
        let seed = TellSeed(seed());
        let (mut chance, begun) = (Chance(seed.0), Instant::now());
        open(test, &[FILING.as_slice(), &PAID].concat());
        office::prepare(test);
        test.at("2026-06-10 10:00");
        keep_time(test);
        let (mut clerk, mut office) = (Clerk::new(test), OfficePeople::new(test));
        eprintln!("prepared in {:?}", begun.elapsed());
        let mut round = Round { test, clerk: &mut clerk, office: &mut office, settlements: BTreeSet::new() };
        let takes = round.measured();
        eprintln!("measured after {:?}: {takes:?}", begun.elapsed());
        round.killed_often(&mut chance, &takes);
        eprintln!("killed after {:?}", begun.elapsed());
        clerk.begins_nothing = true;
        office.begins_nothing = true;
        let (mut rounds, ending) = (0, Instant::now());
        while clerk.is_waiting() || office.is_waiting() {
            assert!(ending.elapsed() < PATIENCE, "{} filings and {} steps wait", clerk.waiting(), office.waiting());
            let settlements = BTreeSet::new();
            Round { test, clerk: &mut clerk, office: &mut office, settlements }.quiet(1_000, &[]);
            rounds += 1;
            std::thread::sleep(Duration::from_millis(500));
        }
        drain(test);
        eprintln!("all came to its end after {:?} and {rounds} rounds", begun.elapsed());

        assert_eq!(verify_books(&test.office).unwrap(), []);
        audit_is_whole(test);
        assert_eq!(jobs_in_trouble(&test.office.store), []);
        assert_eq!(files_below(&temporary(test)), Vec::<std::path::PathBuf>::new());
        clerk.check(test, &all_uploads(test), &recorded(test, "slips.file"));
        office.check(test);
    }
}

/// The months that are filed for.
fn open_months() -> [sanbao::calendar::Period; 2] {
    [period("2026-04"), period("2026-05")]
}
