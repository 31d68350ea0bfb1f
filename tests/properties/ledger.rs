//! The ledger over generated months: it balances, and it stands where the statements and payments stand, every day.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::ledger::{Account, BankAnswered, Booked, BookedPayment, Entry, Position, balances, entries};
use sanbao::agreement::statement::{Account as DealerAccount, Statement};
use sanbao::calendar::{Day, Period, days_after};
use sanbao::money::Money;

use super::months::{a_capped_year, a_filed_month, settled_year};
use crate::config;

/// How a statement's payment goes: the answers of the bank to one batch after another.
fn a_way_to_pay() -> impl Strategy<Value = Vec<Option<BankAnswered>>> {
    use BankAnswered::{Paid, Refused};
    select(vec![
        vec![],
        vec![None],
        vec![Some(Paid)],
        vec![Some(Refused)],
        vec![Some(Refused), None],
        vec![Some(Refused), Some(Refused), Some(Paid)],
    ])
}

fn booked(first: Period, statements: Vec<Statement>, ways: &[Vec<Option<BankAnswered>>]) -> Vec<Booked> {
    let book = |(place, statement): (i32, Statement)| {
        let period = first.plus(place);
        let confirmed_on = period.next().day(20);
        let way = ways.iter().cycle().nth(usize::try_from(place).unwrap()).unwrap();
        let tried = if statement.payable > Money::ZERO { way.as_slice() } else { &[] };
        let payment = |(attempt, answer): (u32, &Option<BankAnswered>)| BookedPayment {
            amount: statement.payable,
            reference: format!("D1-{period}-{attempt}"),
            released_on: days_after(confirmed_on, attempt * 10),
            answered: answer.map(|answer| (days_after(confirmed_on, attempt * 10 + 3), answer)),
            returned_on: None,
        };
        let payments = (1..).zip(tried).map(payment).collect();
        Booked { period, confirmed_on, statement, payments }
    };
    (0..).zip(statements).map(book).collect()
}

/// Every day on which anything is booked: what stands is what the statements and payments say, and all of it balances.
fn stands(statements: &[Booked]) -> Result<(), TestCaseError> {
    let dealer = DealerCode::new("D1").unwrap();
    let made = entries(&dealer, statements);
    let mut days: Vec<Day> = made.iter().map(|entry| entry.on).collect();
    days.sort();
    days.dedup();
    for day in days {
        let until: Vec<&Entry> = made.iter().filter(|entry| entry.on <= day).collect();
        let found = balances(until);
        prop_assert_eq!(found.values().copied().sum::<Money>(), Money::ZERO);
        for (account, expected) in Position::of(statements, day).balances() {
            let stands = found.get(&(account, Some(dealer.clone()))).copied().unwrap_or_default();
            prop_assert_eq!(stands, expected, "{} on {}", account.name(), day);
        }
    }
    let ids: BTreeSet<String> = made.iter().map(Entry::id).collect();
    prop_assert_eq!(ids.len(), made.len());
    // What all lines came to is what was paid, what is owed and what is carried.
    let found = balances(&made);
    let paid = -found.get(&(Account::Bank, None)).copied().unwrap_or_default();
    let lines: Money = statements.iter().map(|booked| booked.statement.net).sum();
    let brought: Money = statements.iter().rev().skip(1).map(|booked| booked.statement.balance_carried_forward).sum();
    let last = Position::of(statements, Day::MAX);
    prop_assert_eq!(lines + brought, paid + last.payable + last.in_transit - last.balance);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_capped_years_ledger_stands_where_its_statements_stand(
        capped in a_capped_year(),
        ways in prop::collection::vec(a_way_to_pay(), 12),
    ) {
        stands(&booked("2026-01".parse().unwrap(), settled_year(&capped), &ways))?;
    }

    #[test]
    fn the_ledger_of_any_two_months_stands_where_their_statements_stand(
        filed in a_filed_month(),
        ways in prop::collection::vec(a_way_to_pay(), 2),
    ) {
        let mut account = DealerAccount::default();
        let (_, first) = filed.settle(&mut account);
        let (_, second) = filed.next().settle(&mut account);
        stands(&booked("2026-03".parse().unwrap(), vec![first, second], &ways))?;
    }
}
