//! Those who take the steps of statements, one after the other, whatever becomes of the process.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::time::Instant;

use diesel::prelude::*;
use sanbao::agreement::statement::State;
use sanbao::auth::Role;
use sanbao::store::schema::sessions;
use sanbao::store::statement_steps::{self, StepKind};
use sanbao::store::{Error as StoreError, payments};
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::confirm_statement::confirm_statement;
use serde_json::json;

use super::{At, Broken, Came, Keyed, PAID, PAID_PERIODS, Told};
use crate::service::harness::{Answer, Client, TestOffice, sign_in};
use crate::service::month::{call, centre, file, manager, period, settle, state};
use crate::service::registers::dealer;

const STEPS: [StepKind; 3] = [StepKind::Confirm, StepKind::Approve, StepKind::Release];
/// The same, as what a process is killed at.
const KINDS: [At; 3] = [At::Confirm, At::Approve, At::Release];

/// A step of a statement, on its way.
struct Taking {
    code: &'static str,
    of: &'static str,
    step: usize,
    begun: bool,
    is_taken: bool,
}

/// A reviewer, a manager and somebody of finance, in the order of their steps.
pub struct OfficePeople {
    people: [Client; 3],
    /// Whether only what was begun is ended.
    pub begins_nothing: bool,
    /// How many requests of each kind a kill broke.
    pub broken: Broken,
    /// Every step of every statement: those of a month before those of the next, and all of one kind together.
    steps: Vec<Taking>,
}

/// How many steps a statement has taken before anybody is killed: the earlier month can be paid, and of the later one half
/// can be approved and half confirmed.
fn prepared(of: &str, place: usize) -> usize {
    if of == PAID_PERIODS[0] { 2 } else { place % 2 }
}

/// Statements at which every step can be taken.
pub fn prepare(test: &TestOffice) {
    test.at("2026-05-02 09:00");
    for of in PAID_PERIODS {
        for (place, code) in PAID.into_iter().enumerate() {
            let number = format!("{of}-1");
            file(test, code, period(of), &[&number]);
            call(test, code, period(of), &[&number]);
            let steps = prepared(of, place);
            if steps > 0 {
                confirm_statement(&test.office, &centre(), &dealer(code), period(of), None).unwrap();
            }
            if steps > 1 {
                approve_statement(&test.office, &manager(), &dealer(code), period(of), None).unwrap();
            }
            settle(test, code);
        }
    }
}

impl Taking {
    fn request(&self) -> Keyed {
        let statement = format!("/api/v1/dealers/{}/statements/{}", self.code, self.of);
        let (path, body) = match STEPS[self.step] {
            StepKind::Confirm => (format!("{statement}/confirm"), Vec::new()),
            StepKind::Approve => (format!("{statement}/approve"), Vec::new()),
            _ => {
                let body = json!({ "statements": [{ "dealer": self.code, "period": self.of }] });
                ("/api/v1/batches".to_owned(), body.to_string().into_bytes())
            }
        };
        let key = format!("{}-{}-{}", self.code, self.of, self.step);
        Keyed { path, kind: "application/json".to_owned(), body, key, seen: None }
    }

    /// What is looked at before the step, where the step rests on it.
    fn looks_at(&self) -> Option<String> {
        let rests = STEPS[self.step] != StepKind::Release;
        rests.then(|| format!("/api/v1/dealers/{}/months/{}/statement", self.code, self.of))
    }

    fn kind(&self) -> At {
        KINDS[self.step]
    }
}

impl OfficePeople {
    pub fn new(test: &TestOffice) -> Self {
        let people = [Role::Reviewer, Role::SalesManager, Role::Finance].map(|role| sign_in(test, "", role, None));
        let mut steps = Vec::new();
        for of in PAID_PERIODS {
            for step in 0..STEPS.len() {
                steps.extend(PAID.into_iter().enumerate().map(|(place, code)| {
                    let is_taken = step < prepared(of, place);
                    Taking { code, of, step, begun: is_taken, is_taken }
                }));
            }
        }
        Self { people, begins_nothing: false, broken: Broken::new(), steps }
    }

    /// Goes to another process. The test may take longer than a second factor lasts, so they show it again.
    pub fn move_to(&mut self, test: &TestOffice, address: &str) {
        let now = test.office.clock.now();
        let present = |c: &mut _| {
            let all = diesel::update(sessions::table).set((sessions::confirmed_at.eq(now), sessions::seen_at.eq(now)));
            Ok::<_, StoreError>(all.execute(c)?)
        };
        test.office.store.write(present).unwrap();
        self.people.iter_mut().for_each(|person| address.clone_into(&mut person.address));
    }

    pub fn waiting(&self) -> usize {
        self.steps.iter().filter(|step| step.begun && !step.is_taken).count()
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting() > 0
    }

    /// The step to take while a process is killed at something: that, or the one that most statements wait for.
    pub fn step_beside(&self, at: At) -> At {
        let count = |kind: &At| (0..self.steps.len()).filter(|place| self.is_next(*place, *kind)).count();
        if KINDS.contains(&at) { at } else { KINDS.into_iter().max_by_key(count).unwrap_or(at) }
    }

    /// Whether there is a statement that can take such a step; of what is no step always.
    pub fn can_begin(&self, at: At) -> bool {
        !KINDS.contains(&at) || (0..self.steps.len()).any(|place| self.is_next(place, at))
    }

    fn is_next(&self, place: usize, kind: At) -> bool {
        self.steps[place].kind() == kind && !self.steps[place].begun && self.can_be_taken(place)
    }

    /// Takes steps that were begun, and then one of each of these kinds, until the process is gone.
    pub fn work(&mut self, tell: &Sender<Told>, kinds: &[At], ending: &AtomicBool) {
        let old: Vec<usize> = (0..self.steps.len()).filter(|place| self.steps[*place].begun).collect();
        for place in old {
            if !self.steps[place].is_taken && self.take(place, tell, ending).is_none() {
                return;
            }
        }
        for kind in kinds.iter().filter(|_| !self.begins_nothing).copied().collect::<Vec<_>>() {
            let Some(place) = (0..self.steps.len()).find(|place| self.is_next(*place, kind)) else { continue };
            self.steps[place].begun = true;
            if self.take(place, tell, ending).is_none() {
                return;
            }
        }
    }

    /// Whether the steps of its statement before it are taken.
    fn can_be_taken(&self, place: usize) -> bool {
        let step = &self.steps[place];
        let mut before = self.steps[..place].iter().filter(|before| (before.code, before.of) == (step.code, step.of));
        before.all(|before| before.is_taken)
    }

    /// Takes a step as far as it goes; none where the process is gone.
    fn take(&mut self, place: usize, tell: &Sender<Told>, ending: &AtomicBool) -> Option<()> {
        let step = &self.steps[place];
        let (by, kind, mut request) = (&self.people[step.step], step.kind(), step.request());
        if let Some(path) = step.looks_at() {
            let seen = by.try_send("GET", &path, &[], b"").ok()?;
            assert_eq!(seen.status, 200, "{path}: {seen:?}");
            request.seen = Some(seen.header("etag").to_owned());
        }
        let begun = Instant::now();
        let _ = tell.send((kind, None));
        match request.send(by, ending) {
            Came::Broken => {
                *self.broken.entry(kind).or_default() += 1;
                return None;
            }
            Came::Gone => return None,
            Came::AtWork => return Some(()),
            // The statement is being recomputed, or was between the look and the step.
            Came::Answered(answer) if is_recomputed(&answer) => return Some(()),
            Came::Answered(answer) => {
                assert!((200..300).contains(&answer.status), "{} {} {}: {answer:?}", step.code, step.of, step.step);
            }
        }
        self.steps[place].is_taken = true;
        let _ = tell.send((kind, Some(begun.elapsed())));
        Some(())
    }

    /// Every step that was begun is taken once, and no other.
    pub fn check(&self, test: &TestOffice) {
        for of in PAID_PERIODS {
            for code in PAID {
                let begun = self.steps.iter().filter(|step| (step.code, step.of) == (code, of) && step.begun).count();
                let read = test.office.store.read(|c| {
                    Ok::<_, StoreError>((
                        statement_steps::of(c, &dealer(code), period(of))?,
                        payments::of_statement(c, &dealer(code), period(of))?,
                    ))
                });
                let (taken, paid) = read.unwrap();
                let kinds: Vec<StepKind> = taken.iter().map(|step| step.kind).collect();
                assert_eq!(kinds, STEPS[..begun], "{code} {of}");
                assert_eq!(paid.len(), usize::from(begun == STEPS.len()), "{code} {of}");
                let states = [State::Draft, State::Confirmed, State::Approved, State::Released];
                assert_eq!(state(test, code, of), Some(states[begun]), "{code} {of}");
            }
        }
    }
}

fn is_recomputed(answer: &Answer) -> bool {
    [409, 412].contains(&answer.status)
        && ["not_confirmable", "changed_meanwhile"].iter().any(|code| answer.json()["code"] == *code)
}
