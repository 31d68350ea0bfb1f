use super::*;
use crate::agreement::statement::Adjustment;

fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn dealer() -> DealerCode {
    DealerCode::new("HZ01").unwrap()
}

fn statement(lines: &[(LineKind, i64)]) -> Statement {
    let line = |(kind, amount): &(LineKind, i64)| StatementLine {
        kind: *kind,
        product_line: None,
        reference: None,
        amount: fen(*amount),
        made_from: MadeFrom::StatementBefore,
    };
    let net: Money = lines.iter().map(|(_, amount)| fen(*amount)).sum();
    Statement {
        lines: lines.iter().map(line).collect(),
        fees_paid: Money::ZERO,
        net,
        payable: net.at_least_zero(),
        balance_carried_forward: (-net).at_least_zero(),
        payment_due_on: None,
        allowance: Vec::new(),
    }
}

fn booked(period: &str, confirmed_on: &str, lines: &[(LineKind, i64)]) -> Booked {
    let period = period.parse().unwrap();
    Booked { period, confirmed_on: day(confirmed_on), statement: statement(lines), payments: Vec::new() }
}

fn payment(amount: i64, released_on: &str, answered: Option<(&str, BankAnswered)>) -> BookedPayment {
    BookedPayment {
        amount: fen(amount),
        reference: "HZ01-2026-01".to_owned(),
        released_on: day(released_on),
        answered: answered.map(|(on, answer)| (day(on), answer)),
        returned_on: None,
    }
}

/// A row each: day, identifier, amount, debit, credit.
fn told(statements: &[Booked]) -> String {
    let row = |entry: &Entry| {
        let (debit, credit) = (entry.debit().of(&entry.dealer), entry.credit().of(&entry.dealer));
        format!("{} {} {} {debit} <- {credit}\n", entry.on, entry.id(), entry.amount())
    };
    entries(&dealer(), statements).iter().map(row).collect()
}

#[test]
fn a_payment_goes_over_the_transit_and_comes_back_where_the_bank_refuses() {
    let mut january = booked("2026-01", "2026-02-20", &[(LineKind::Fees, 100_00), (LineKind::ComplaintFines, -50_00)]);
    january.payments.push(payment(50_00, "2026-02-21", Some(("2026-02-23", BankAnswered::Refused))));
    january.payments.push(payment(50_00, "2026-02-24", Some(("2026-02-25", BankAnswered::Paid))));
    insta::assert_snapshot!(told(std::slice::from_ref(&january)), @r"
    2026-02-20 HZ01/2026-01/line-1 100.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-02-20 HZ01/2026-01/line-2 50.00 Liabilities:DealerPayable:HZ01 <- Income:Fines:Complaints
    2026-02-21 HZ01/2026-01/payment-1-released 50.00 Liabilities:DealerPayable:HZ01 <- Liabilities:PaymentsInTransit:HZ01
    2026-02-23 HZ01/2026-01/payment-1-refused 50.00 Liabilities:PaymentsInTransit:HZ01 <- Liabilities:DealerPayable:HZ01
    2026-02-24 HZ01/2026-01/payment-2-released 50.00 Liabilities:DealerPayable:HZ01 <- Liabilities:PaymentsInTransit:HZ01
    2026-02-25 HZ01/2026-01/payment-2-paid 50.00 Liabilities:PaymentsInTransit:HZ01 <- Assets:Bank
    ");
    let statements = [january];
    for (on, payable, in_transit) in [
        ("2026-02-19", 0, 0),
        ("2026-02-20", 50_00, 0),
        ("2026-02-21", 0, 50_00),
        ("2026-02-23", 50_00, 0),
        ("2026-02-24", 0, 50_00),
        ("2026-02-25", 0, 0),
    ] {
        let position = Position::of(&statements, day(on));
        assert_eq!((position.payable, position.in_transit), (fen(payable), fen(in_transit)), "{on}");
    }
}

#[test]
fn what_the_bank_takes_back_is_owed_until_a_statement_pays_it_again() {
    let mut january = booked("2026-01", "2026-02-20", &[(LineKind::Fees, 100_00)]);
    let paid = payment(100_00, "2026-02-21", Some(("2026-02-25", BankAnswered::Paid)));
    january.payments.push(BookedPayment { returned_on: Some(day("2026-03-02")), ..paid });
    let mut february = booked("2026-02", "2026-03-20", &[(LineKind::Fees, 7_00), (LineKind::Adjustment, 100_00)]);
    let again = Adjustment::paying_again(january.period, "HZ01-2026-01", fen(100_00));
    february.statement.lines[1].reference = again.reference;
    february.statement.lines[1].made_from = MadeFrom::Corrected { period: again.period, line: again.line };
    // The same words about a line, or with another amount, are a correction like others.
    let mut march = booked("2026-03", "2026-04-20", &[(LineKind::Adjustment, 100_00), (LineKind::Adjustment, 1_00)]);
    for (line, corrected) in march.statement.lines.iter_mut().zip([1, 0]) {
        line.reference = Some("HZ01-2026-01".to_owned());
        line.made_from = MadeFrom::Corrected { period: january.period, line: corrected };
    }
    let statements = [january, february, march];
    insta::assert_snapshot!(told(&statements), @r"
    2026-02-20 HZ01/2026-01/line-1 100.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-02-21 HZ01/2026-01/payment-1-released 100.00 Liabilities:DealerPayable:HZ01 <- Liabilities:PaymentsInTransit:HZ01
    2026-02-25 HZ01/2026-01/payment-1-paid 100.00 Liabilities:PaymentsInTransit:HZ01 <- Assets:Bank
    2026-03-02 HZ01/2026-01/payment-1-returned 100.00 Assets:Bank <- Liabilities:PaymentsReturned:HZ01
    2026-03-20 HZ01/2026-02/line-1 7.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-03-20 HZ01/2026-02/line-2 100.00 Liabilities:PaymentsReturned:HZ01 <- Liabilities:DealerPayable:HZ01
    2026-04-20 HZ01/2026-03/line-1 100.00 Expenses:Adjustments <- Liabilities:DealerPayable:HZ01
    2026-04-20 HZ01/2026-03/line-2 1.00 Expenses:Adjustments <- Liabilities:DealerPayable:HZ01
    ");
    for (on, payable, returned) in
        [("2026-03-01", 0, 0), ("2026-03-02", 0, 100_00), ("2026-03-19", 0, 100_00), ("2026-03-20", 107_00, 0)]
    {
        let position = Position::of(&statements, day(on));
        assert_eq!((position.payable, position.returned), (fen(payable), fen(returned)), "{on}");
    }
}

#[test]
fn what_a_statement_leaves_open_waits_on_an_account_of_its_own() {
    let statements = [
        booked("2026-01", "2026-02-20", &[(LineKind::GoodsReturns, -30_00)]),
        booked("2026-02", "2026-03-20", &[(LineKind::Fees, 45_00), (LineKind::BalanceBroughtForward, -30_00)]),
    ];
    insta::assert_snapshot!(told(&statements), @r"
    2026-02-20 HZ01/2026-01/line-1 30.00 Liabilities:DealerPayable:HZ01 <- Income:GoodsReturnsRecovered
    2026-02-20 HZ01/2026-01/carried 30.00 Assets:DealerBalance:HZ01 <- Liabilities:DealerPayable:HZ01
    2026-03-20 HZ01/2026-02/line-1 45.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-03-20 HZ01/2026-02/line-2 30.00 Liabilities:DealerPayable:HZ01 <- Assets:DealerBalance:HZ01
    ");
}

#[test]
fn what_the_year_never_paid_lapses_in_december_or_with_the_next_statement() {
    use LineKind::{AllowanceBroughtForward, AllowanceCarriedForward, Fees};
    let november = booked("2026-11", "2026-12-20", &[(Fees, 9_00), (AllowanceCarriedForward, -4_00)]);
    let lines = [(AllowanceBroughtForward, 4_00), (AllowanceCarriedForward, -3_00)];
    let december = booked("2026-12", "2027-01-20", &lines);
    let january = booked("2027-01", "2027-02-20", &[(Fees, 1_00)]);
    insta::assert_snapshot!(told(&[november.clone(), december, january.clone()]), @r"
    2026-12-20 HZ01/2026-11/line-1 9.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-12-20 HZ01/2026-11/line-2 4.00 Liabilities:DealerPayable:HZ01 <- Liabilities:AllowanceCarried:HZ01
    2027-01-20 HZ01/2026-12/line-1 4.00 Liabilities:AllowanceCarried:HZ01 <- Liabilities:DealerPayable:HZ01
    2027-01-20 HZ01/2026-12/line-2 3.00 Liabilities:DealerPayable:HZ01 <- Income:AllowanceLapsed
    2027-02-20 HZ01/2027-01/line-1 1.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    ");
    insta::assert_snapshot!(told(&[november, january]), @r"
    2026-12-20 HZ01/2026-11/line-1 9.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    2026-12-20 HZ01/2026-11/line-2 4.00 Liabilities:DealerPayable:HZ01 <- Liabilities:AllowanceCarried:HZ01
    2027-02-20 HZ01/2027-01/lapsed 4.00 Liabilities:AllowanceCarried:HZ01 <- Income:AllowanceLapsed
    2027-02-20 HZ01/2027-01/line-1 1.00 Expenses:WarrantyFees <- Liabilities:DealerPayable:HZ01
    ");
}

#[test]
fn every_kind_of_line_has_its_account_and_either_sign_balances() {
    for kind in LineKind::ALL {
        for amount in [7, -7] {
            let statements = [booked("2026-03", "2026-04-20", &[(kind, amount)])];
            let found = balances(&entries(&dealer(), &statements));
            assert_eq!(found.values().copied().sum::<Money>(), Money::ZERO, "{kind:?}");
            let payable = found.get(&(Account::DealerPayable, Some(dealer()))).copied().unwrap_or_default();
            assert_eq!(payable, -statements[0].statement.payable, "{kind:?}");
        }
    }
}
