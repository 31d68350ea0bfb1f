//! Those who take the steps of statements, one after the other, whatever becomes of the process.

use std::sync::mpsc::Sender;
use std::time::Instant;

use diesel::prelude::*;
use sanbao::agreement::statement::State;
use sanbao::auth::Role;
use sanbao::store::schema::sessions;
use sanbao::store::statement_steps::{self, StepKind};
use sanbao::store::{Error as StoreError, payments};
use serde_json::json;

use super::{At, Came, Keyed, PAID, PAID_PERIODS, Told};
use crate::service::harness::{Client, TestOffice, sign_in};
use crate::service::month::{call, file, period, state};
use crate::service::registers::dealer;

const STEPS: [StepKind; 3] = [StepKind::Confirm, StepKind::Approve, StepKind::Release];

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
    /// Every step of every statement: those of a month before those of the next, and all of one kind together, so that
    /// whatever a dead process holds is free again when the next step of the same statement comes.
    steps: Vec<Taking>,
}

/// Statements that can be confirmed.
pub fn prepare(test: &TestOffice) {
    test.at("2026-05-02 09:00");
    for of in PAID_PERIODS {
        for code in PAID {
            let number = format!("{of}-1");
            file(test, code, period(of), &[&number]);
            call(test, code, period(of), &[&number]);
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
        Keyed { path, kind: "application/json".to_owned(), body, key }
    }
}

impl OfficePeople {
    pub fn new(test: &TestOffice) -> Self {
        let people = [Role::Reviewer, Role::SalesManager, Role::Finance].map(|role| sign_in(test, "", role, None));
        let mut steps = Vec::new();
        for of in PAID_PERIODS {
            for step in 0..STEPS.len() {
                steps.extend(PAID.map(|code| Taking { code, of, step, begun: false, is_taken: false }));
            }
        }
        Self { people, begins_nothing: false, steps }
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

    /// Takes steps that were begun, and then so many others, until the process is gone.
    pub fn work(&mut self, tell: &Sender<Told>, most: usize) {
        let old: Vec<usize> = (0..self.steps.len()).filter(|place| self.steps[*place].begun).collect();
        for place in old {
            if !self.steps[place].is_taken && self.take(place, tell).is_none() {
                return;
            }
        }
        let mut begun = 0;
        for place in 0..self.steps.len() {
            if self.begins_nothing || begun == most {
                return;
            }
            if !self.steps[place].begun && self.can_be_taken(place) {
                self.steps[place].begun = true;
                begun += 1;
                if self.take(place, tell).is_none() {
                    return;
                }
            }
        }
    }

    /// Whether the steps before it are taken.
    fn can_be_taken(&self, place: usize) -> bool {
        let step = &self.steps[place];
        let mut of_dealer = self.steps[..place].iter().filter(|before| before.code == step.code);
        of_dealer.all(|before| before.is_taken)
    }

    /// Takes a step as far as it goes; none where the process is gone.
    fn take(&mut self, place: usize, tell: &Sender<Told>) -> Option<()> {
        let begun = Instant::now();
        let _ = tell.send((At::Step, None));
        let step = &self.steps[place];
        match step.request().send(&self.people[step.step]) {
            Came::Broken => return None,
            Came::AtWork => return Some(()),
            // The statement is being recomputed.
            Came::Answered(answer) if answer.status == 409 && answer.json()["code"] == "not_confirmable" => {
                return Some(());
            }
            Came::Answered(answer) => {
                assert!((200..300).contains(&answer.status), "{} {} {}: {answer:?}", step.code, step.of, step.step);
            }
        }
        self.steps[place].is_taken = true;
        let _ = tell.send((At::Step, Some(begun.elapsed())));
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
