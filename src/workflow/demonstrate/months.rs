//! The months, day by day.

use std::collections::BTreeMap;

use super::{Days, Step, actor, set_clock};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::agreement::registers::{Call, FiledSheet, Submission};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Period};
use crate::store::{agreements, months, registers, slips};
use crate::workflow::approve_statement::{Approved, approve_statements};
use crate::workflow::close_statement::close_statements;
use crate::workflow::confirm_statement::confirm_statements;
use crate::workflow::draw_lot::draw_lot;
use crate::workflow::file_upload::file_upload;
use crate::workflow::import_bank_result::{BankAnswer, record_bank_result};
use crate::workflow::import_folder::FolderError;
use crate::workflow::record_call::record_calls;
use crate::workflow::release_payments::{Chosen, release_payments};
use crate::workflow::remind::remind;
use crate::workflow::review_slip::{SeenSlip, review_slips};
use crate::workflow::run_folder::folder::{Folder, SheetFile};
use crate::workflow::upload_sheet::{NewUpload, upload_sheet};
use crate::workflow::{Error, Office, check_upload, settle_dealer};

/// What happens on a day, in this order.
enum Event<'a> {
    File(Period, &'a SheetFile),
    Draw(Period),
    Call(&'a Call),
    Decide(Period),
    Confirm(Period),
    Approve(Period),
    Release,
    Pay,
}

/// Of so many dealers, the last in the order of their codes, the last month's calls are left to the call desk.
const LEFT_TO_CALL: usize = 3;

/// All months of the samples.
pub struct Walk<'a> {
    pub office: &'a Office,
    pub folder: &'a Folder,
    pub calls: Vec<Call>,
    pub came: Vec<Submission>,
    pub first: Period,
    pub last: Period,
}

impl Walk<'_> {
    pub fn walk(&self, tell: &mut dyn FnMut(Day, &[Step])) -> Result<(), FolderError> {
        let mut days: BTreeMap<Day, Vec<Event>> = BTreeMap::new();
        let mut on = |day: Day, event| days.entry(day).or_default().push(event);
        for (period, files) in &self.folder.months {
            for file in files {
                on(self.received_on(*period, file)?, Event::File(*period, file));
            }
            let settled = Days::of(*period);
            on(settled.drawn, Event::Draw(*period));
            if *period < self.last {
                // What came after the first draw is drawn from too.
                on(settled.confirmed, Event::Draw(*period));
                on(settled.confirmed, Event::Decide(*period));
                on(settled.confirmed, Event::Confirm(*period));
            }
            if *period == self.first {
                on(settled.approved, Event::Approve(*period));
                on(settled.released, Event::Release);
                on(settled.paid, Event::Pay);
            }
        }
        let dealers = self.dealers()?;
        let left: Vec<&DealerCode> = dealers.iter().rev().take(LEFT_TO_CALL).collect();
        let last_draw = Days::of(self.last).drawn;
        for call in &self.calls {
            if call.called_on < last_draw || !left.contains(&&call.dealer) {
                on(call.called_on, Event::Call(call));
            }
        }
        for (day, events) in days {
            set_clock(self.office, day, 10)?;
            let mut told: Vec<Step> = events.iter().map(Event::step).collect();
            for event in &events {
                self.take(event)?;
            }
            self.settle()?;
            remind(self.office)?;
            told.dedup();
            tell(day, &told);
        }
        Ok(())
    }

    /// When a sheet came: as the samples say, else two days before it was due.
    fn received_on(&self, period: Period, file: &SheetFile) -> Result<Day, Error> {
        let same = |came: &&Submission| came.dealer == file.dealer && came.period == period && came.sheet == file.sheet;
        if let Some(came) = self.came.iter().find(same) {
            return Ok(came.received_on);
        }
        let all = self.office.store.read(agreements::standing)?;
        let due = all.of(&file.dealer).for_period(period).map(|version| match file.sheet {
            FiledSheet::Slips => version.terms.slips_due_on(period),
            FiledSheet::Feedback => version.terms.feedback_due_on(period),
        });
        let due = due.unwrap_or(period.next().first_day());
        Ok(due.checked_sub_days(chrono::Days::new(2)).unwrap_or(due))
    }

    fn take(&self, event: &Event) -> Result<(), Error> {
        let office = self.office;
        let (reviewer, cashier) = (actor("reviewer", Role::Reviewer), actor("cashier", Role::Finance));
        match event {
            Event::File(period, file) => self.file(*period, file),
            Event::Draw(period) => {
                self.settle()?;
                let mut dealers = self.dealers()?;
                if *period == self.last {
                    // One lot is left to the reviewer.
                    dealers.pop();
                }
                for dealer in dealers {
                    let filed = office.store.read(|c| months::load(c, &dealer, *period))?;
                    if filed.is_some_and(|month| month.slips_received_on.is_some() && month.lot_drawn_at.is_none()) {
                        draw_lot(office, &reviewer, &dealer, *period)?;
                    }
                }
                self.settle()
            }
            Event::Call(call) => {
                record_calls(office, &actor("caller", Role::CallAgent), &call.dealer, std::slice::from_ref(call))
            }
            Event::Decide(period) => self.decide(&reviewer, *period),
            Event::Confirm(period) => {
                confirm_statements(office, &reviewer, *period, None)?;
                Ok(())
            }
            Event::Approve(period) => {
                let all = Approved { only: None, except: Vec::new() };
                approve_statements(office, &actor("manager", Role::SalesManager), *period, all)?;
                Ok(())
            }
            Event::Release => {
                let ready = Chosen::Ready { due_by: None, except: Vec::new() };
                release_payments(office, &actor("finance", Role::Finance), &ready)?;
                Ok(())
            }
            Event::Pay => {
                for dealer in self.dealers()? {
                    let answer = BankAnswer::Paid { on: Some(office.clock.today()) };
                    match record_bank_result(office, &cashier, &dealer, self.first, &answer) {
                        // A statement that pays nothing has no payment.
                        Ok(_) | Err(Error::NotFound | Error::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                close_statements(office, &cashier)?;
                Ok(())
            }
        }
    }

    /// Files a sheet as the dealer's clerk does: upload, look, confirm.
    fn file(&self, period: Period, file: &SheetFile) -> Result<(), Error> {
        let clerk = Actor {
            login: file.dealer.as_str().to_lowercase(),
            role: Role::DealerClerk,
            dealer: Some(file.dealer.clone()),
        };
        let name = file.path.file_name().unwrap_or_default().display().to_string();
        let new = NewUpload {
            dealer: &file.dealer,
            period,
            sheet: file.sheet,
            file_name: &name,
            path: &file.path,
            received_on: None,
        };
        let upload = upload_sheet(self.office, &clerk, &new)?.upload;
        check_upload::check_upload(self.office, &format!("{} {}", upload.id, upload.dealer))?;
        file_upload(self.office, &clerk, &file.dealer, &upload.id, false)?;
        Ok(())
    }

    /// What is held is decided one way or the other.
    fn decide(&self, reviewer: &Actor, period: Period) -> Result<(), Error> {
        self.settle()?;
        for dealer in self.dealers()? {
            let standing = self.office.store.read(|c| slips::decided(c, &dealer, period))?;
            let held = standing.iter().filter(|decided| decided.verdict == Verdict::Held);
            let mut seen = Vec::new();
            for decided in held {
                let no = decided.slip.no.clone();
                let standing = self.office.store.read(|c| slips::standing(c, &dealer, period, &no))?;
                let decision = standing.map(|standing| standing.decision).unwrap_or_default();
                seen.push(SeenSlip { dealer: dealer.clone(), period, no, decision });
            }
            let reason = "与经销商核对原始单据，维修属实 · checked against the dealer's papers";
            review_slips(self.office, reviewer, &seen, true, reason).into_iter().collect::<Result<(), Error>>()?;
        }
        self.settle()
    }

    fn dealers(&self) -> Result<Vec<DealerCode>, Error> {
        Ok(self.office.store.read(registers::dealers)?.into_iter().map(|dealer| dealer.code).collect())
    }

    /// Settles every dealer whose books changed.
    fn settle(&self) -> Result<(), Error> {
        self.dealers()?.iter().try_for_each(|dealer| settle_dealer::settle_dealer(self.office, dealer).map(drop))
    }
}

impl Event<'_> {
    const fn step(&self) -> Step {
        match self {
            Self::File(..) => Step::Filed,
            Self::Draw(_) => Step::Drawn,
            Self::Call(_) => Step::Called,
            Self::Decide(_) => Step::Decided,
            Self::Confirm(_) => Step::Confirmed,
            Self::Approve(_) => Step::Approved,
            Self::Release => Step::Released,
            Self::Pay => Step::Paid,
        }
    }
}
