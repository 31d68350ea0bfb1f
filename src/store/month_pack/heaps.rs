//! The lines behind a number of a month's page.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::LINES;
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::LineKind;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::connection::MultiBackend;
use crate::store::order::{First, behind, order_by};
use crate::store::schema::{months, statement_lines};
use crate::store::{Db, Error, stored};

/// The lines of statements in the four heaps that lead from what is accepted to what is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Heap {
    /// What the allowance carries on, or pays back.
    Allowance,
    /// Old parts and returned goods.
    Parts,
    /// Fines and penalties.
    Fines,
    /// Corrections of earlier statements, and their balances.
    Corrections,
}

impl Heap {
    /// Every heap, in the order of the walk.
    pub const ALL: [Self; 4] = [Self::Allowance, Self::Parts, Self::Fines, Self::Corrections];

    /// As addresses name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowance => "allowance",
            Self::Parts => "parts",
            Self::Fines => "fines",
            Self::Corrections => "corrections",
        }
    }

    /// The kinds of line in it.
    pub const fn kinds(self) -> &'static [LineKind] {
        match self {
            Self::Allowance => &[
                LineKind::AllowanceBroughtForward,
                LineKind::AllowanceCarriedForward,
                LineKind::UnusedAllowance,
                LineKind::AllowanceExcess,
            ],
            Self::Parts => &[LineKind::UnreturnedParts, LineKind::GoodsReturns],
            Self::Fines => &[
                LineKind::ComplaintFines,
                LineKind::LateServiceFines,
                LineKind::DealerCallbackFine,
                LineKind::FabricationPenalty,
                LineKind::FeedbackPenalty,
            ],
            Self::Corrections => &[LineKind::Adjustment, LineKind::BalanceBroughtForward],
        }
    }
}

/// What the lines of a statement come to, heap by heap; its fees are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeapSums {
    /// See [`Heap::Allowance`].
    pub allowance: Money,
    /// See [`Heap::Parts`].
    pub parts: Money,
    /// See [`Heap::Fines`].
    pub fines: Money,
    /// See [`Heap::Corrections`].
    pub corrections: Money,
}

impl HeapSums {
    /// Adds lines up.
    pub fn of(lines: impl Iterator<Item = (LineKind, Money)>) -> Self {
        let mut sums = Self::default();
        lines.for_each(|(kind, amount)| sums.add_line(kind, amount));
        sums
    }

    /// Adds a line.
    pub fn add_line(&mut self, kind: LineKind, amount: Money) {
        if let Some(heap) = Heap::ALL.into_iter().find(|heap| heap.kinds().contains(&kind)) {
            *self.place(heap) += amount;
        }
    }

    /// What one heap comes to.
    pub const fn heap(&self, heap: Heap) -> Money {
        match heap {
            Heap::Allowance => self.allowance,
            Heap::Parts => self.parts,
            Heap::Fines => self.fines,
            Heap::Corrections => self.corrections,
        }
    }

    /// Adds those of another statement.
    pub fn add(&mut self, other: &Self) {
        for heap in Heap::ALL {
            *self.place(heap) += other.heap(heap);
        }
    }

    const fn place(&mut self, heap: Heap) -> &mut Money {
        match heap {
            Heap::Allowance => &mut self.allowance,
            Heap::Parts => &mut self.parts,
            Heap::Fines => &mut self.fines,
            Heap::Corrections => &mut self.corrections,
        }
    }
}

/// A line of some dealer's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealersLine {
    /// Whose.
    pub dealer: DealerCode,
    /// Its number on the statement.
    pub line: i64,
    /// What it is for.
    pub kind: LineKind,
    /// The product line; empty where the kind does not go by it.
    pub product_line: String,
    /// What it is about; may be empty.
    pub reference: String,
    /// Signed.
    pub amount: Money,
}

/// What lines are ordered by first; what is alike in it, by dealer and number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// The dealer.
    #[default]
    Dealer,
    /// What they are for.
    Kind,
    /// What they come to.
    Amount,
}

impl LineOrder {
    const fn first(self) -> First {
        match self {
            Self::Dealer => First::text("statement_lines.dealer"),
            Self::Kind => First::text("statement_lines.kind"),
            Self::Amount => First::number("statement_lines.amount_fen"),
        }
    }

    /// The place of a line in this order, behind which a list goes on.
    pub fn place(self, line: &DealersLine) -> [String; 3] {
        let first = match self {
            Self::Dealer => line.dealer.to_string(),
            Self::Kind => line.kind.as_str().to_owned(),
            Self::Amount => line.amount.fen().to_string(),
        };
        [first, line.dealer.to_string(), line.line.to_string()]
    }
}

/// Which lines of the statements of a period, in which order.
#[derive(Clone, Debug)]
pub struct LineFilter {
    /// On the statements of this period that stand.
    pub period: Period,
    /// In this heap; in all of them, and the fees, where there is none.
    pub heap: Option<Heap>,
    /// By what they are ordered.
    pub order: LineOrder,
    /// The other way round.
    pub is_down: bool,
}

/// The lines of statements that a filter means, behind a place in their order.
pub fn lines_of(
    c: &mut Db,
    filter: &LineFilter,
    after: Option<[String; 3]>,
    rows_max: i64,
) -> Result<Vec<DealersLine>, Error> {
    let of_month = statement_lines::dealer
        .eq(months::dealer)
        .and(statement_lines::period.eq(months::period))
        .and(statement_lines::revision.eq(months::statement_revision));
    let mut found = months::table
        .inner_join(statement_lines::table.on(of_month))
        .filter(months::period.eq(filter.period.to_string()))
        .into_boxed::<MultiBackend>();
    if let Some(heap) = filter.heap {
        let kinds: Vec<&str> = heap.kinds().iter().map(|kind| kind.as_str()).collect();
        found = found.filter(statement_lines::kind.eq_any(kinds));
    }
    let first = filter.order.first();
    let columns = format!("{}, statement_lines.dealer, statement_lines.line", first.column);
    if let Some([value, dealer, line]) = after.filter(|[value, ..]| first.fits(value))
        && let Ok(line) = line.parse::<i64>()
    {
        let (before, behind_it) = first.around();
        let row = behind(&columns, filter.is_down).sql(before).bind::<Text, _>(value).sql(behind_it);
        found = found.filter(row.bind::<Text, _>(dealer).sql(", ").bind::<BigInt, _>(line).sql(")"));
    }
    let rows: Vec<(String, i64, String, String, String, i64)> = found
        .order(order_by(&columns, filter.is_down))
        .limit(rows_max)
        .select((
            statement_lines::dealer,
            statement_lines::line,
            statement_lines::kind,
            statement_lines::product_line,
            statement_lines::reference,
            statement_lines::amount_fen,
        ))
        .load(c)?;
    let line = |(dealer, line, kind, product_line, reference, amount): (String, i64, String, String, String, i64)| {
        Ok(DealersLine {
            dealer: stored::dealer(LINES, &dealer)?,
            line,
            kind: stored::word(LINES, &kind)?,
            product_line,
            reference,
            amount: Money::from_fen(amount),
        })
    };
    rows.into_iter().map(line).collect()
}
