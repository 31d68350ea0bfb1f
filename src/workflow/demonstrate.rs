//! The demonstration: a folder of samples goes through the verbs as dealers and the three offices would take it, one month
//! to its payment, the next to the manager's approval, the last to the reviewer.

mod months;
mod people;

use std::path::Path;

pub use people::{PASSWORD, PEOPLE};

use super::import_folder::{FolderError, import_books};
use super::run_folder::RunError;
use super::run_folder::folder::Folder;
use super::set_payment_terms::set_payment_terms;
use super::{Error, Office, make_tally, set_seed};
use crate::agreement::registers::{Call, Submission};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::sheets::{Limits, Record};
use crate::store::payment_terms::{Payer, PaymentTerms};
use crate::store::settings;

/// The seed of all months, so that the demonstration is the same each time.
const SEED: &str = "2026-spring";

/// What happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Registers and agreements came in.
    Opened,
    /// Dealers filed.
    Filed,
    /// Lots were drawn.
    Drawn,
    /// Customers were called.
    Called,
    /// Held slips were decided.
    Decided,
    /// Statements were confirmed.
    Confirmed,
    /// Statements were approved.
    Approved,
    /// Payments were released.
    Released,
    /// The bank paid.
    Paid,
}

/// Feeds an empty installation; `tell` hears of each day and what happened on it. Ends with the clock at the last day.
pub fn demonstrate(office: &Office, samples: &Path, tell: &mut dyn FnMut(Day, &[Step])) -> Result<(), FolderError> {
    let folder = Folder::of(samples).map_err(FolderError::Folder)?;
    let mut periods = folder.months.keys().copied();
    let first = periods.next().ok_or(Error::NotFound)?;
    let last = periods.next_back().unwrap_or(first);
    set_clock(office, first.first_day(), 8)?;
    office.store.write(|c| settings::set(c, settings::FIRST_PERIOD, &first.to_string())).map_err(Error::from)?;
    let administrator = people::invite(office)?;
    for period in first.through(last) {
        set_seed::set_seed(office, &administrator, period, SEED)?;
    }
    set_payment_terms(office, &administrator, &PaymentTerms { payer: Some(payer()), require_invoice: false })?;
    import_books(office, &administrator, samples, |_| {})?;
    people::invite_clerks(office, &administrator)?;
    tell(first.first_day(), &[Step::Opened]);
    let calls: Vec<Call> = rows(office, &folder, samples)?;
    let came: Vec<Submission> = rows(office, &folder, samples)?;
    months::Walk { office, folder: &folder, calls, came, first, last }.walk(tell)?;
    Ok(make_tally::make_all(office)?)
}

/// The manufacturer's account.
fn payer() -> Payer {
    Payer {
        name: "三包家电制造有限公司".to_owned(),
        account: "33001616783059000001".to_owned(),
        bank_name: "中国建设银行杭州之江支行".to_owned(),
        bank_code: "105331000001".to_owned(),
        town: "杭州".to_owned(),
        country: "CN".to_owned(),
        ..Payer::default()
    }
}

/// The rows of a register of the folder; none where it has none.
fn rows<T: Record>(office: &Office, folder: &Folder, root: &Path) -> Result<Vec<T>, FolderError> {
    let mut rows = Vec::new();
    if let Some(path) = folder.register(T::SHEET) {
        let answer =
            office.reader.read(path, Limits::REGISTER, &mut |_, row: T| rows.push(row)).map_err(Error::from)?;
        if !answer.faults.is_empty() {
            let file = root.join(path).display().to_string();
            return Err(FolderError::Folder(RunError::Register { file, faults: answer.faults }));
        }
    }
    Ok(rows)
}

/// Sets the clock to a full hour of a business day, and keeps that for every process on this database.
fn set_clock(office: &Office, day: Day, hour: u32) -> Result<(), Error> {
    let moment: Option<Moment> = day.and_hms_opt(hour, 0, 0);
    office.clock.set(moment.ok_or(Error::NotFound)?);
    let shift = office.clock.shift_seconds().to_string();
    Ok(office.store.write(|c| settings::set(c, settings::CLOCK_SHIFT_SECONDS, &shift))?)
}

/// Somebody of a role, by the login that the demonstration gives.
fn actor(login: &str, role: Role) -> Actor {
    Actor { login: login.to_owned(), role, dealer: None }
}

/// The days of a month's settlement: the lots, what people decide, and the way of the money.
#[derive(Clone, Copy, Debug)]
struct Days {
    /// The lots are drawn.
    drawn: Day,
    /// What is held is decided, and the statements are confirmed.
    confirmed: Day,
    /// The manager approves.
    approved: Day,
    /// Finance releases.
    released: Day,
    /// The bank has paid.
    paid: Day,
}

impl Days {
    /// After the sheets are due and the calls are made.
    fn of(period: Period) -> Self {
        let (after, second) = (period.plus(1).first_day(), period.plus(2).first_day());
        let day = |first: Day, days: u64| first.checked_add_days(chrono::Days::new(days)).unwrap_or(first);
        Self {
            drawn: day(after, 20),
            confirmed: day(second, 5),
            approved: day(second, 6),
            released: day(second, 7),
            paid: day(second, 9),
        }
    }
}
