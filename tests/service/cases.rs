//! The worked cases, fed through what people do: the same files come out as of a folder run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::filing::{Filing, SheetStatus, slips_status};
use sanbao::agreement::registers::{FiledSheet, Submission};
use sanbao::agreement::slip::{Feedback, Slip};
use sanbao::auth::{Actor, Role};
use sanbao::calendar::{Day, Period};
use sanbao::sheets::Limits;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{agreements, books, months, registers, settings, slips};
use sanbao::texts::Lang;
use sanbao::workflow::export_months::{Selection, export_months, export_of};
use sanbao::workflow::import_register::{RegisterFile, import_register};
use sanbao::workflow::{Error, Office, draw_lot, publish_agreement, set_seed, settle_dealer};

use super::harness::TestOffice;
use crate::expected;

pub const REGISTERS: [(Register, &str); 10] = [
    (Register::Dealers, "dealers"),
    (Register::Products, "products"),
    (Register::Parts, "parts"),
    (Register::Units, "units"),
    (Register::Technicians, "technicians"),
    (Register::Sales, "sales"),
    (Register::Stock, "stock"),
    (Register::GoodsReturns, "goods_returns"),
    (Register::Complaints, "complaints"),
    (Register::Callbacks, "callbacks"),
];

pub fn person(login: &str, role: Role) -> Actor {
    Actor { login: login.to_owned(), role, dealer: None }
}

/// One of the cases.
pub struct Case {
    pub folder: PathBuf,
    pub from: Period,
    pub through: Period,
    pub seed: String,
}

impl Case {
    pub fn named(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        let words = fs::read_to_string(folder.join("run.txt")).unwrap();
        let words: Vec<&str> = words.split_whitespace().collect();
        let after = |flag: &str| words[words.iter().position(|word| *word == flag).unwrap() + 1];
        let (from, through) = (after("--from").parse().unwrap(), after("--through").parse().unwrap());
        Self { seed: after("--seed").to_owned(), from, through, folder }
    }

    pub fn input(&self, name: &str) -> PathBuf {
        self.folder.join("input").join(name)
    }

    /// What the manufacturer keeps, the calls apart.
    pub fn keep_registers(&self, office: &Office) {
        let administrator = person("root", Role::Administrator);
        let set = |c: &mut _| settings::set(c, settings::FIRST_PERIOD, &self.from.to_string());
        office.store.write::<_, sanbao::store::Error>(set).unwrap();
        let mut agreements: Vec<PathBuf> =
            fs::read_dir(self.input("")).unwrap().map(|entry| entry.unwrap().path()).collect();
        agreements.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        agreements.sort();
        for path in agreements {
            publish_agreement::publish_agreement(office, &administrator, &fs::read(path).unwrap()).unwrap();
        }
        for (register, name) in REGISTERS.iter().take(9) {
            self.import(office, *register, name);
        }
        for period in self.from.through(self.through) {
            set_seed::set_seed(office, &administrator, period, &self.seed).unwrap();
        }
    }

    fn import(&self, office: &Office, register: Register, name: &str) {
        let path = self.input(&format!("{name}.csv"));
        if path.exists() {
            let administrator = person("root", Role::Administrator);
            // Registers that were kept elsewhere are taken as they stand; calls are only ever added.
            let mode = if register == Register::Callbacks { Mode::Add } else { Mode::Replace };
            let file = RegisterFile { register, mode, name, path: &path };
            import_register(office, &administrator, &file).unwrap();
        }
    }

    pub fn record_calls(&self, office: &Office) {
        self.import(office, Register::Callbacks, "callbacks");
    }

    /// Every sheet in the order of months and names, with its dealer.
    pub fn sheets(&self) -> Vec<CaseSheet> {
        let mut submissions = std::collections::HashMap::new();
        let reader = sanbao::sheets::Reader::new(env!("CARGO_BIN_EXE_sanbao").into());
        let path = self.input("submissions.csv");
        if path.exists() {
            let mut add = |_, came: Submission| {
                submissions.insert((came.dealer, came.period, came.sheet), came.received_on);
            };
            assert!(reader.read(&path, Limits::REGISTER, &mut add).unwrap().faults.is_empty());
        }
        let mut sheets = Vec::new();
        for period in self.from.through(self.through) {
            let Ok(entries) = fs::read_dir(self.input(&period.to_string())) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let (code, sheet) = stem.rsplit_once('-').unwrap();
                let sheet = if sheet == "slips" { FiledSheet::Slips } else { FiledSheet::Feedback };
                let dealer = DealerCode::new(code).unwrap();
                let received_on = submissions.get(&(dealer.clone(), period, sheet)).copied();
                sheets.push(CaseSheet { dealer, period, sheet, path, received_on });
            }
        }
        sheets.sort_by(|a, b| (a.period, &a.path).cmp(&(b.period, &b.path)));
        sheets
    }

    /// Compares what the office exports with what the case expects.
    #[track_caller]
    pub fn check(&self, office: &Office) {
        expected::check(&self.folder, |file| exported(office, self.from, self.through, file));
    }
}

/// A sheet that a dealer filed.
#[derive(Clone, Debug)]
pub struct CaseSheet {
    pub dealer: DealerCode,
    pub period: Period,
    pub sheet: FiledSheet,
    pub path: PathBuf,
    pub received_on: Option<Day>,
}

impl CaseSheet {
    pub fn slips(&self, office: &Office) -> Vec<(u32, Slip)> {
        let mut filing = Filing::default();
        let mut add = |row, slip: Slip| assert_eq!(filing.add(row, slip), []);
        assert!(office.reader.read(&self.path, Limits::REGISTER, &mut add).unwrap().faults.is_empty());
        (2..).zip(filing.into_slips()).collect()
    }

    /// The day it came: where the submissions do not say, its due day.
    pub fn day(&self, office: &Office) -> Day {
        let agreements = office.store.read(agreements::standing).unwrap();
        let due_on = agreements.of(&self.dealer).for_period(self.period).map(|version| match self.sheet {
            FiledSheet::Slips => version.terms.slips_due_on(self.period),
            FiledSheet::Feedback => version.terms.feedback_due_on(self.period),
        });
        self.received_on.or(due_on).unwrap_or(self.period.last_day())
    }

    /// Files the sheet as the centre does for a dealer.
    pub fn file(&self, office: &Office) {
        let slips = match self.sheet {
            FiledSheet::Slips => self.slips(office),
            FiledSheet::Feedback => {
                office.reader.read(&self.path, Limits::REGISTER, &mut |_, _: Feedback| {}).unwrap();
                Vec::new()
            }
        };
        let (now, day) = (office.clock.now(), self.day(office));
        office
            .store
            .write::<_, Error>(|c| {
                books::touch(c, &self.dealer, now)?;
                let agreements = agreements::standing(c)?;
                let version = agreements.of(&self.dealer).for_period(self.period);
                let status = version.map(|version| slips_status(&version.terms, self.period, day));
                if let (FiledSheet::Slips, Some(SheetStatus::Forfeited { last_day, .. })) = (self.sheet, status) {
                    return Ok(months::forfeited(c, &self.dealer, self.period, last_day, day)?);
                }
                slips::file(c, &self.dealer, self.period, "", &slips, now)?;
                months::received(c, &self.dealer, self.period, self.sheet, day)?;
                Ok(())
            })
            .unwrap();
    }
}

pub fn dealers(office: &Office) -> Vec<DealerCode> {
    office.store.read(registers::dealers).unwrap().into_iter().map(|dealer| dealer.code).collect()
}

/// Settles all dealers until nothing changes any more.
pub fn settle_all(office: &Office) {
    let dealers = dealers(office);
    for _ in 0..10 {
        let changed: usize = dealers.iter().map(|dealer| settle_dealer::settle_dealer(office, dealer).unwrap()).sum();
        let waiting = |dealer: &DealerCode| {
            let (last, settled) =
                office.store.read::<_, sanbao::store::Error>(|c| books::revisions(c, dealer)).unwrap();
            last != settled
        };
        if changed == 0 && !dealers.iter().any(waiting) {
            return;
        }
    }
    panic!("the settlements do not come to rest");
}

/// Draws the lot of every month in which slips were filed.
pub fn draw_all(office: &Office, from: Period, through: Period) {
    for dealer in dealers(office) {
        for period in from.through(through) {
            let month = office.store.read(|c| months::load(c, &dealer, period)).unwrap();
            if month.is_some_and(|month| month.slips_received_on.is_some()) {
                draw_lot::draw_lot(office, &person("li", Role::Reviewer), &dealer, period).unwrap();
            }
        }
    }
}

/// An export as text.
pub fn exported(office: &Office, from: Period, through: Period, file: &str) -> String {
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = Shared::default();
    let selection = Selection { from, through, dealer: None };
    export_months(office, export_of(file).unwrap(), selection, Lang::En, Box::new(written.clone())).unwrap();
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

/// Everything of a case, up to its drafts.
pub fn fed(test: &TestOffice, name: &str) -> Case {
    let case = Case::named(name);
    let office = &test.office;
    test.at("2027-12-01 09:00");
    case.keep_registers(office);
    for sheet in case.sheets() {
        sheet.file(office);
    }
    settle_all(office);
    draw_all(office, case.from, case.through);
    case.record_calls(office);
    settle_all(office);
    case
}

on_both! {
    fn one_month_comes_out_equal(test: &TestOffice) {
        fed(test, "one-month").check(&test.office);
    }

    fn one_year_comes_out_equal(test: &TestOffice) {
        fed(test, "one-year").check(&test.office);
    }
}
