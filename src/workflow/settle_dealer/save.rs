//! What a settlement changes, and how it is kept.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Books, Computed};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::{DecidedMonth, DecidedSlip, Hit, Verdict};
use crate::calendar::{Moment, Period};
use crate::store::audit::{self, Entry};
use crate::store::decisions::{self, Decision};
use crate::store::month_pack::HeapSums;
use crate::store::months::{self, MonthSums, Settled, StoredLot};
use crate::store::slips::{CurrentSlip, waiting};
use crate::store::statements::{self, StoredStatement};
use crate::store::tallies::{self, Tally};
use crate::store::{Db, Error, books, questions};

/// What a settlement changes.
pub struct Changes {
    months: Vec<MonthChange>,
    /// Other dealers whose months look at slips of this one that came out otherwise (agreement 4.19).
    others: BTreeSet<DealerCode>,
}

struct MonthChange {
    period: Period,
    decisions: Vec<Decision>,
    /// A revision of the statement, where it says something else.
    statement: Option<(i64, StoredStatement)>,
    /// The month's own columns, where they differ.
    settled: Option<Settled>,
}

impl Changes {
    /// Compares what the rules came to with what is kept.
    pub fn of(books: &Books, computed: &[Computed]) -> Self {
        let mut changes = Self { months: Vec::new(), others: BTreeSet::new() };
        for month in computed {
            let change = month_change(books, month);
            for made in &change.decisions {
                changes.look_elsewhere(books, month.period, made);
            }
            if !change.is_empty() || !books.months.contains_key(&month.period) {
                changes.months.push(change);
            }
        }
        changes
    }

    /// Whether everything is as it was.
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// The statements that say something else.
    pub fn statements(&self) -> usize {
        self.months.iter().filter(|month| month.statement.is_some()).count()
    }

    /// A slip that was, or no longer is, on the same day at another dealer's concerns that dealer too.
    fn look_elsewhere(&mut self, books: &Books, period: Period, made: &Decision) {
        let before = books.decisions.get(&period).and_then(|last| last.get(&made.no));
        let at = |hits: &[Hit]| {
            hits.iter().find_map(|hit| match hit {
                Hit::SameDayElsewhere { dealer } => Some(dealer.clone()),
                _ => None,
            })
        };
        let (was, is) = (before.and_then(|before| at(&before.hits)), at(&made.hits));
        if was == is {
            return;
        }
        self.others.extend(was);
        let slips = books.slips.get(&period).into_iter().flatten();
        let Some(filed) = slips.map(|filed| &filed.slip).find(|slip| slip.no == made.no) else { return };
        for (other, slips) in books.elsewhere.get(&period).into_iter().flatten() {
            if slips.iter().any(|slip| slip.serial == filed.serial && slip.repaired_on == filed.repaired_on) {
                self.others.insert(other.clone());
            }
        }
    }

    /// Keeps the changes; answers whether the books still stood where they were read.
    pub fn save(&self, c: &mut Db, books: &Books, now: Moment) -> Result<bool, Error> {
        let dealer = &books.dealer.code;
        if !self.others.is_empty() {
            books::lock_several(c)?;
        }
        if !books::settled(c, dealer, books.revision)? {
            return Ok(false);
        }
        for other in &self.others {
            books::touch(c, other, now)?;
        }
        for month in &self.months {
            months::ensure(c, dealer, month.period)?;
            decisions::add(c, dealer, month.period, &month.decisions, now)?;
            if let Some((revision, statement)) = &month.statement {
                statements::add(c, dealer, month.period, *revision, statement, now)?;
            }
            if let Some(settled) = &month.settled {
                months::settled(c, dealer, month.period, settled)?;
            }
            months::count_verdicts(c, dealer, month.period)?;
        }
        questions::overtaken(c, dealer, now)?;
        waiting::say(c, dealer)?;
        // Late, since other dealers' settlements wait for these jobs.
        for month in self.months.iter().filter(|month| !month.decisions.is_empty()) {
            tallies::changed(c, Tally::Claims(month.period), now)?;
        }
        self.record(c, dealer, now)?;
        Ok(true)
    }

    fn record(&self, c: &mut Db, dealer: &DealerCode, now: Moment) -> Result<(), Error> {
        let facts = |(period, (revision, statement)): (Period, &(i64, StoredStatement))| json!({ "period": period, "revision": revision, "net_fen": statement.net.fen() });
        let made = self.months.iter().filter_map(|month| Some((month.period, month.statement.as_ref()?)));
        let statements: Vec<serde_json::Value> = made.map(facts).collect();
        let decisions: usize = self.months.iter().map(|month| month.decisions.len()).sum();
        if statements.is_empty() && decisions == 0 {
            return Ok(());
        }
        let entry = Entry {
            at: now,
            person: "system",
            action: "months.settle",
            dealer: dealer.as_str(),
            object: "",
            facts: json!({ "statements": statements, "decisions": decisions }),
        };
        audit::append(c, &entry)
    }
}

impl MonthChange {
    fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.statement.is_none() && self.settled.is_none()
    }
}

fn month_change(books: &Books, month: &Computed) -> MonthChange {
    let filed = books.slips.get(&month.period).map_or(&[][..], Vec::as_slice);
    let decisions = new_decisions(books, month, filed);
    let standing = books.statements.get(&month.period);
    let made = month.statement.as_ref().map(|statement| {
        StoredStatement::of((statement, &month.position), &month.decided.slips, &month.violations, &month.account)
    });
    // A revision that an agreement no longer binds stays the last, so that the next goes on counting.
    let kept = books.months.get(&month.period);
    let last = kept.map_or(0, |kept| kept.statement_revision);
    let statement = made.filter(|made| standing.is_none_or(|(_, stands)| stands != made));
    let statement = statement.map(|made| (last + 1, made));
    let settled = Settled {
        is_bound: month.statement.is_some(),
        statement_revision: statement.as_ref().map_or(last, |(revision, _)| *revision),
        lot: stored_lot(books, &month.decided),
        sums: sums(month),
    };
    let as_kept = kept.map(|kept| Settled {
        is_bound: kept.state.is_some(),
        statement_revision: kept.statement_revision,
        lot: kept.lot.clone(),
        sums: kept.sums,
    });
    let settled = Some(settled).filter(|settled| as_kept.as_ref() != Some(settled));
    MonthChange { period: month.period, decisions, statement, settled }
}

/// The decisions that say something else than the last of their slip.
fn new_decisions(books: &Books, month: &Computed, filed: &[CurrentSlip]) -> Vec<Decision> {
    let last = books.decisions.get(&month.period);
    let by_no = |decided: &DecidedSlip| {
        let place = filed.binary_search_by(|filed| filed.slip.no.cmp(&decided.slip.no));
        place.ok().and_then(|place| filed.get(place))
    };
    let mut made = Vec::new();
    for decided in &month.decided.slips {
        let Some(filed) = by_no(decided) else { continue };
        let stands = last.and_then(|last| last.get(&decided.slip.no)).is_some_and(|last| {
            last.version == filed.version
                && last.verdict == decided.verdict
                && last.claim_value == decided.claim_value
                && last.hits == decided.hits
        });
        if !stands {
            made.push(Decision {
                no: decided.slip.no.clone(),
                seq: filed.decision + 1,
                version: filed.version,
                verdict: decided.verdict,
                hits: decided.hits.clone(),
                claim_value: decided.claim_value,
            });
        }
    }
    made
}

fn stored_lot(books: &Books, decided: &DecidedMonth) -> Option<StoredLot> {
    let lot = decided.lot.as_ref()?;
    let drawn = lot.drawn.iter().filter_map(|place| decided.slips.get(*place));
    let drawn: Vec<SlipNo> = drawn.map(|decided| decided.slip.no.clone()).collect();
    let answered = drawn.iter().filter(|no| books.calls.answered(no).is_some()).count();
    Some(StoredLot {
        size: lot.size,
        plan: lot.plan,
        drawn,
        answered: u64::try_from(answered).unwrap_or(u64::MAX),
        failed: lot.failed,
    })
}

fn sums(month: &Computed) -> MonthSums {
    let slips = &month.decided.slips;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let statement = month.statement.as_ref();
    let lines = statement.into_iter().flat_map(|statement| &statement.lines);
    MonthSums {
        net: statement.map(|statement| statement.net).unwrap_or_default(),
        payable: statement.map(|statement| statement.payable).unwrap_or_default(),
        payment_due_on: statement.and_then(|statement| statement.payment_due_on),
        slip_count: count(slips.len()),
        held_count: count(slips.iter().filter(|decided| decided.verdict == Verdict::Held).count()),
        claimed: slips.iter().map(|decided| decided.claim_value).sum(),
        accepted: slips.iter().map(DecidedSlip::payable).sum(),
        heaps: HeapSums::of(lines.map(|line| (line.kind, line.amount))),
    }
}
