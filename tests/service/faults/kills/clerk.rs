//! Whoever files, one sheet after the other, whatever becomes of the process.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use sanbao::auth::Role;
use sanbao::store::{Error as StoreError, Store, books, slips};

use super::{At, Came, FILING, Keyed, Told, open_months};
use crate::service::faults::clerks::{form, form_type};
use crate::service::harness::{Client, TestOffice, sign_in};
use crate::service::registers::dealer;

/// The slips of every sheet.
const SLIPS: usize = 4;
/// How long a clerk looks at an upload before the next one.
const LOOK: Duration = Duration::from_secs(3);
/// So many of those that were cut off are tried again in a round.
const OLD_AT_ONCE: usize = 3;
/// And at one that a process left behind that is dead, and may hold it for a while.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A sheet on its way.
struct Filing {
    number: usize,
    /// Where the upload is, once it was answered.
    place: Option<String>,
    is_filed: bool,
}

/// The centre's person who files for dealers.
pub struct Clerk {
    pub client: Client,
    /// Whether only what was begun is ended.
    pub begins_nothing: bool,
    /// How many filings a kill broke: a request was on its way, or the sheet was being read.
    pub broken: u32,
    filings: Vec<Filing>,
    /// To see when what was filed is settled.
    store: Store,
}

impl Filing {
    fn dealer(&self) -> &'static str {
        FILING[self.number % FILING.len()]
    }

    fn period(&self) -> sanbao::calendar::Period {
        open_months()[self.number / FILING.len() % 2]
    }

    fn name(&self) -> String {
        format!("sheet-{}.csv", self.number)
    }

    /// The fee tells one version from the next.
    fn fee(&self) -> i64 {
        i64::try_from(self.number + 1).unwrap()
    }

    fn sheet(&self) -> String {
        let mut sheet = "slip_no,service_class,product_model,serial_no,sale_date,customer_name,customer_phone,customer_address,\
            reported_at,repair_date,completed_at,fault_code,fault_description,cause,claimed_fee,technician,customer_signed\n"
            .to_owned();
        let (month, fee) = (self.period(), self.fee());
        for slip in 1..=SLIPS {
            let (no, day) = (format!("{month}-{slip}"), month.day(10));
            writeln!(
                sheet,
                "{no},C,M1,{}-{no},{month}-01,张三,13812345678,杭州市西湖区文三路 12 号,{day} 08:00,{day},{day} 11:00,E{slip},\
                 打不着火,product_defect,{fee}.00,李,yes",
                self.dealer()
            )
            .unwrap();
        }
        sheet
    }

    fn upload(&self) -> Keyed {
        Keyed {
            path: format!("/api/v1/dealers/{}/months/{}/slips", self.dealer(), self.period()),
            kind: form_type(),
            body: form(&self.name(), self.sheet().as_bytes()),
            key: format!("upload-{}", self.number),
            seen: None,
        }
    }

    fn file(&self, place: &str) -> Keyed {
        Keyed {
            path: format!("{place}/file"),
            kind: "application/json".to_owned(),
            body: b"{}".to_vec(),
            key: format!("file-{}", self.number),
            seen: None,
        }
    }
}

impl Clerk {
    pub fn new(test: &TestOffice) -> Self {
        let client = sign_in(test, "", Role::Reviewer, None);
        Self {
            client,
            begins_nothing: false,
            broken: 0,
            filings: Vec::new(),
            store: Store::open(&test.url, 1).unwrap(),
        }
    }

    pub fn waiting(&self) -> usize {
        self.filings.iter().filter(|filing| !filing.is_filed).count()
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting() > 0
    }

    /// Goes on with what was begun, and then begins new filings, until so many were begun or the process is gone.
    pub fn work(&mut self, tell: &Sender<Told>, most: usize, ending: &AtomicBool) {
        let old: Vec<usize> = (0..self.filings.len()).filter(|place| !self.filings[*place].is_filed).collect();
        let most_old = if self.begins_nothing { usize::MAX } else { OLD_AT_ONCE };
        // The latest first: it was cut off last, and dead processes hold the others the longer.
        for place in old.into_iter().rev().take(most_old) {
            if self.advance(place, LOOK_AGAIN, tell, ending).is_none() {
                return;
            }
        }
        let mut begun = 0;
        while !self.begins_nothing && begun < most && !ending.load(Ordering::SeqCst) {
            self.filings.push(Filing { number: self.filings.len(), place: None, is_filed: false });
            begun += 1;
            if self.advance(self.filings.len() - 1, LOOK, tell, ending).is_none() {
                return;
            }
        }
    }

    /// Brings a filing as far as it goes; none where the process is gone.
    fn advance(&mut self, place: usize, look: Duration, tell: &Sender<Told>, ending: &AtomicBool) -> Option<()> {
        let begun = Instant::now();
        let filing = &self.filings[place];
        let _ = tell.send((At::File, None));
        let at = match &filing.place {
            Some(at) => at.clone(),
            None => match filing.upload().send(&self.client, ending) {
                Came::Broken => return self.is_broken(),
                Came::Gone => return None,
                Came::AtWork => return Some(()),
                Came::Answered(answer) => {
                    assert!([200, 202].contains(&answer.status), "upload {}: {answer:?}", filing.number);
                    let seen = answer.json();
                    format!("/api/v1/dealers/{}/uploads/{}", filing.dealer(), seen["id"].as_str().unwrap())
                }
            },
        };
        self.filings[place].place = Some(at.clone());
        let state = loop {
            let was_there = !ending.load(Ordering::SeqCst);
            let Ok(seen) = self.client.try_send("GET", &at, &[], b"") else {
                return if was_there { self.is_broken() } else { None };
            };
            assert_eq!(seen.status, 200, "{seen:?}");
            let state = seen.json()["state"].as_str().unwrap().to_owned();
            if state != "received" || begun.elapsed() > look {
                break state;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        if state == "received" {
            return Some(());
        }
        match self.filings[place].file(&at).send(&self.client, ending) {
            Came::Broken => return self.is_broken(),
            Came::Gone => return None,
            Came::AtWork => return Some(()),
            Came::Answered(answer) => assert_eq!(answer.status, 200, "file {place}: {answer:?}"),
        }
        self.filings[place].is_filed = true;
        let _ = tell.send((At::File, Some(begun.elapsed())));
        let _ = tell.send((At::Settle, None));
        self.see_it_settled(self.filings[place].dealer(), tell, ending);
        Some(())
    }

    /// Counts a filing that a kill broke.
    fn is_broken(&mut self) -> Option<()> {
        self.broken += 1;
        None
    }

    fn see_it_settled(&self, code: &str, tell: &Sender<Told>, ending: &AtomicBool) {
        let begun = Instant::now();
        while begun.elapsed() < LOOK && !ending.load(Ordering::SeqCst) {
            let read: Result<_, StoreError> = self.store.read(|c| books::revisions(c, &dealer(code)));
            let (revision, settled) = read.unwrap();
            if revision == settled {
                let _ = tell.send((At::Settle, Some(begun.elapsed())));
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every sheet is filed once, and the last that was filed for a month stands.
    pub fn check(&self, test: &TestOffice, uploads: &[(String, String, String)], recorded: &BTreeMap<String, usize>) {
        assert_eq!(uploads.len(), self.filings.len(), "an upload for every sheet");
        for filing in &self.filings {
            let of_sheet: Vec<_> = uploads.iter().filter(|(name, ..)| *name == filing.name()).collect();
            let [(_, state, object)] = of_sheet.as_slice() else { panic!("{}: {of_sheet:?}", filing.name()) };
            assert_eq!(state, "filed", "{}", filing.name());
            assert_eq!(recorded.get(object), Some(&1), "{}", filing.name());
        }
        assert_eq!(recorded.len(), self.filings.len());
        for code in FILING {
            for month in open_months() {
                let current = test.office.store.read(|c| slips::current(c, &dealer(code), month)).unwrap();
                let filed = self.filings.iter().any(|filing| filing.dealer() == code && filing.period() == month);
                assert_eq!(current.len(), if filed { SLIPS } else { 0 }, "{code} {month}");
                let fees: BTreeSet<_> = current.iter().map(|slip| slip.claimed_fee).collect();
                assert!(fees.len() <= 1, "{code} {month}: of one sheet alone: {fees:?}");
            }
        }
    }
}
