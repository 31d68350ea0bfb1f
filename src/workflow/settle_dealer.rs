//! Settles the open months of a dealer: everything they rest on is read in one state of the database, the rules run over it
//! without a lock, and what changed is saved if the dealer's books still stand where they stood.
//!
//! It may run twice and in several processes: what it adds has a number that follows from what it read, so that of two
//! that came to the same only one adds it.

mod evidence;
mod load;
mod save;

pub(super) use evidence::inputs;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Error, Office};
use crate::agreement::callbacks::Calls;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::house_check::ExpressionCheck;
use crate::agreement::decision::{DecidedMonth, Findings, History, HouseCheck, Month, Review, SameDay, decide};
use crate::agreement::filing::{SheetStatus, feedback_status, slips_status};
use crate::agreement::position::{Position, position};
use crate::agreement::registers::{Dealer, DealerRecords, Registers};
use crate::agreement::slip::Slip;
use crate::agreement::statement::{Account, Adjustment, MonthEnd, Statement, settle};
use crate::agreement::terms::{Agreements, Terms};
use crate::agreement::violations::{Violation, violations};
use crate::calendar::{Day, Period};
use crate::store::decisions::Decision;
use crate::store::house_checks::HouseCheckRow;
use crate::store::jobs::JobKind;
use crate::store::reviews::StoredReview;
use crate::store::slips::CurrentSlip;
use crate::store::statements::StoredStatement;
use crate::store::{self, books, jobs, months, registers};

/// So often is a settlement begun again, because the books changed under it, before it is left to a later job.
const TRIES: usize = 8;

/// What to look at beside what is stored.
#[derive(Clone, Copy, Default)]
pub(super) struct Look<'a> {
    /// Slips that are only proposed for a period: they stand in the place of those with their numbers.
    pub proposed: Option<(Period, &'a [Slip])>,
    /// The first month that is computed whatever its state.
    pub reopened_from: Option<Period>,
}

/// Everything that a dealer's months rest on, in one state of the database.
pub(super) struct Books {
    revision: i64,
    settled_revision: i64,
    dealer: Dealer,
    registers: Registers,
    pub agreements: Agreements,
    /// The administrator's own checks, in their order.
    pub house_checks: Vec<(HouseCheckRow, ExpressionCheck)>,
    calls: Calls,
    /// Every month to be settled, in order.
    periods: Vec<Period>,
    months: BTreeMap<Period, months::Month>,
    slips: BTreeMap<Period, Vec<CurrentSlip>>,
    reviews: Vec<StoredReview>,
    /// The seeds of the periods whose lots are drawn.
    seeds: HashMap<Period, String>,
    /// What other dealers filed of the same units.
    elsewhere: BTreeMap<Period, BTreeMap<DealerCode, Vec<Slip>>>,
    pub adjustments: Vec<Adjustment>,
    reopened_from: Option<Period>,
    /// The statements that stand, with their revisions.
    statements: BTreeMap<Period, (i64, StoredStatement)>,
    /// The last decisions of the open months.
    decisions: BTreeMap<Period, HashMap<SlipNo, Decision>>,
}

/// An open month as the rules see it.
pub(super) struct Computed {
    pub period: Period,
    pub decided: DecidedMonth,
    pub statement: Option<Statement>,
    position: Position,
    violations: Vec<Violation>,
    account: Account,
}

/// Settles the open months of a dealer, and answers how many statements came out otherwise than before.
pub fn settle_dealer(office: &Office, dealer: &DealerCode) -> Result<usize, Error> {
    for _ in 0..TRIES {
        let books = office.store.read(|c| Books::load(c, office, dealer, &Look::default()))?;
        let Some(books) = books else { return Ok(0) };
        if books.revision == 0 {
            office.store.write::<_, Error>(|c| Ok(books::touch(c, dealer, office.clock.now())?))?;
            continue;
        }
        let computed = books.compute(None);
        let changes = save::Changes::of(&books, &computed);
        if changes.is_empty() && books.settled_revision == books.revision {
            return Ok(0);
        }
        let saved = office.store.write(|c| changes.save(c, &books, office.clock.now()));
        match saved {
            Ok(true) => return Ok(changes.statements()),
            // The books changed, or somebody else came to the same.
            Ok(false) => {}
            Err(store::Error::Query(error)) if store::dialect::is_unique_violation(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Changed)
}

/// The job of it; the subject is the dealer's code.
pub fn job(office: &Office, subject: &str) -> Result<(), Error> {
    let dealer = DealerCode::new(subject).ok_or(Error::NotFound)?;
    settle_dealer(office, &dealer).map(drop)
}

/// What a month would come to if these slips were filed for it: they replace those with their numbers, the others stand.
/// Nothing is kept.
pub fn preview(office: &Office, dealer: &DealerCode, period: Period, proposed: &[Slip]) -> Result<DecidedMonth, Error> {
    let look = Look { proposed: Some((period, proposed)), ..Look::default() };
    let books = office.store.read(|c| Books::load(c, office, dealer, &look))?;
    let computed = books.ok_or(Error::NotFound)?.compute(Some(period));
    let month = computed.into_iter().find(|month| month.period == period);
    month.map(|month| month.decided).ok_or(Error::NotFound)
}

/// Queues the settlement of every dealer: when a month is over, or by the administrator's word.
pub fn queue_all(office: &Office) -> Result<Vec<DealerCode>, Error> {
    office.store.write(|c| {
        let dealers: Vec<DealerCode> = registers::dealers(c)?.into_iter().map(|dealer| dealer.code).collect();
        for dealer in &dealers {
            jobs::enqueue(c, JobKind::SettleDealer, dealer.as_str(), office.clock.now())?;
        }
        Ok(dealers)
    })
}

impl Books {
    /// Runs the rules over the dealer's months in their order: frozen ones are taken as they stand, open ones computed.
    /// Ends with `last`, where given.
    pub fn compute(&self, last: Option<Period>) -> Vec<Computed> {
        let (mut history, mut account) = (History::default(), Account::default());
        let mut adjustments = self.adjustments.as_slice();
        let mut computed: Vec<Computed> = Vec::new();
        for period in self.periods.iter().copied().take_while(|period| last.is_none_or(|last| *period <= last)) {
            if !self.is_open(period) {
                for filed in self.slips.get(&period).into_iter().flatten() {
                    // What was never decided stands nowhere; a month is frozen with every slip decided.
                    if let Some(verdict) = filed.verdict {
                        history.add(period, &filed.slip, verdict);
                    }
                }
                if let Some((_, statement)) = self.statements.get(&period) {
                    account = statement.account.clone();
                }
                continue;
            }
            let month = self.compute_month(period, &history, &mut account, adjustments);
            if month.statement.is_some() {
                // The first open statement has taken them up.
                adjustments = &[];
            }
            for decided in &month.decided.slips {
                history.add(period, &decided.slip, decided.verdict);
            }
            computed.push(month);
        }
        computed
    }

    fn compute_month(
        &self,
        period: Period,
        history: &History,
        account: &mut Account,
        adjustments: &[Adjustment],
    ) -> Computed {
        let slips: Vec<Slip> = self.slips.get(&period).into_iter().flatten().map(|filed| filed.slip.clone()).collect();
        let elsewhere = self.elsewhere.get(&period);
        let filed = std::iter::once((&self.dealer.code, slips.as_slice()));
        let others = elsewhere.into_iter().flatten().map(|(dealer, slips)| (dealer, slips.as_slice()));
        let same_day = SameDay::of(filed.chain(others));
        let no_records = DealerRecords::default();
        let month = Month {
            dealer: &self.dealer,
            period,
            registers: &self.registers,
            records: self.registers.records(&self.dealer.code).unwrap_or(&no_records),
            versions: self.agreements.of(&self.dealer.code),
            history,
            same_day: &same_day,
        };
        let reviews = self.reviews_of(period);
        let seed = self.seeds.get(&period).map(String::as_str);
        let house_checks: Vec<&dyn HouseCheck> = self.house_checks_of(period).collect();
        let findings = Findings { house_checks: &house_checks, reviews: &reviews, calls: &self.calls, seed };
        let decided = decide(&month, slips, &findings);
        let (slips_sheet, feedback_sheet) = self.sheets(period);
        let end = MonthEnd { month: &month, decided: &decided, slips_sheet, feedback_sheet, adjustments };
        let statement = settle(&end, account);
        let position = statement.as_ref().map(|statement| position(&end, statement)).unwrap_or_default();
        let violations = violations(&end);
        Computed { period, statement, position, violations, account: account.clone(), decided }
    }

    /// Whether a month is computed: it is not frozen, or looked at as if it were not.
    fn is_open(&self, period: Period) -> bool {
        let is_reopened = self.reopened_from.is_some_and(|first| first <= period);
        is_reopened || !self.months.get(&period).is_some_and(months::Month::is_frozen)
    }

    /// The administrator's checks that look at the slips of a month.
    fn house_checks_of(&self, period: Period) -> impl Iterator<Item = &dyn HouseCheck> {
        let looking = self.house_checks.iter().filter(move |(row, _)| row.looks_at(period));
        looking.map(|(_, check)| -> &dyn HouseCheck { check })
    }

    /// What reviewers decided of the versions that stand: a slip that was filed again since is another slip.
    fn reviews_of(&self, period: Period) -> HashMap<SlipNo, Review> {
        let standing: HashMap<&SlipNo, &CurrentSlip> =
            self.slips.get(&period).into_iter().flatten().map(|filed| (&filed.slip.no, filed)).collect();
        let mut reviews: HashMap<SlipNo, Review> = HashMap::new();
        for review in self.reviews.iter().filter(|review| review.period == period) {
            if standing.get(&review.no).is_some_and(|filed| filed.filed_at <= review.reviewed_at) {
                let of_slip = reviews.entry(review.no.clone()).or_default();
                let decided = if review.after_draw { &mut of_slip.after_draw } else { &mut of_slip.before_draw };
                *decided = (!review.withdrawn).then_some(review.accepted);
            }
        }
        reviews.retain(|_, review| *review != Review::default());
        reviews
    }

    /// How the month's sheets came.
    fn sheets(&self, period: Period) -> (SheetStatus, SheetStatus) {
        let month = self.months.get(&period);
        let terms = self.agreements.of(&self.dealer.code).for_period(period).map(|version| &version.terms);
        let forfeited = month.and_then(|month| month.forfeited);
        let slips = match (month.and_then(|month| month.slips_received_on), forfeited) {
            (Some(received_on), _) => taken(terms, received_on, |terms| slips_status(terms, period, received_on)),
            (None, Some((last_day, received_on))) => SheetStatus::Forfeited { last_day, received_on },
            (None, None) => SheetStatus::Missing,
        };
        let feedback = month
            .and_then(|month| month.feedback_received_on)
            .map_or(SheetStatus::Missing, |day| taken(terms, day, |terms| feedback_status(terms, period, day)));
        (slips, feedback)
    }
}

/// How a sheet came that was taken: terms that were replaced since do not forfeit what was filed.
fn taken(terms: Option<&Terms>, received_on: Day, status: impl Fn(&Terms) -> SheetStatus) -> SheetStatus {
    match terms.map(status) {
        None => SheetStatus::OnTime { received_on },
        Some(SheetStatus::Forfeited { received_on, .. }) => SheetStatus::Late { received_on },
        Some(status) => status,
    }
}

/// The serial numbers of slips.
fn serials<'a>(slips: impl Iterator<Item = &'a Slip>) -> BTreeSet<crate::agreement::codes::SerialNo> {
    slips.filter_map(|slip| slip.serial.clone()).collect()
}
