use super::*;
use crate::agreement::decision::table::{World, slips};
use crate::agreement::decision::{Findings, decide};
use crate::agreement::violations::Violation;

const ON_TIME: SheetStatus = SheetStatus::OnTime { received_on: Day::MIN };

/// A month that is settled on its own.
struct Settled {
    world: World,
    filed: &'static str,
    account: Account,
    adjustments: Vec<Adjustment>,
    slips_sheet: SheetStatus,
    feedback_sheet: SheetStatus,
    /// The slips that the customers confirm are all but those that they call fabricated.
    fabricated: &'static [&'static str],
}

impl Default for Settled {
    fn default() -> Self {
        Self {
            world: World::default(),
            filed: "",
            account: Account::default(),
            adjustments: Vec::new(),
            slips_sheet: ON_TIME,
            feedback_sheet: ON_TIME,
            fabricated: &[],
        }
    }
}

impl Settled {
    fn statement(&mut self) -> Option<Statement> {
        let world = &self.world;
        let (filed, fabricated) = (self.filed, self.fabricated);
        let calls = World::called(filed, fabricated);
        let (adjustments, account) = (&self.adjustments, &mut self.account);
        let (slips_sheet, feedback_sheet) = (self.slips_sheet, self.feedback_sheet);
        world.with_month(|month| {
            let findings = Findings { calls: &calls, ..Findings::none() };
            let decided = decide(month, slips(filed, "2026-03-05"), &findings);
            let end = MonthEnd { month, decided: &decided, slips_sheet, feedback_sheet, adjustments };
            settle(&end, account)
        })
    }

    /// Compares the lines, each written as kind, product line or reference, amount.
    #[track_caller]
    fn check(mut self, expected: &[&str]) -> Statement {
        let statement = self.statement().expect("a version binds the dealer");
        let found: Vec<String> = statement
            .lines
            .iter()
            .map(|line| {
                let about = line.product_line.as_ref().map(ToString::to_string).or(line.reference.clone());
                format!("{} {} {}", line.kind.as_str(), about.unwrap_or("-".to_owned()), line.amount)
            })
            .collect();
        assert_eq!(found, expected);
        assert_eq!(statement.net, statement.lines.iter().map(|line| line.amount).sum());
        assert_eq!(statement.net, statement.payable - statement.balance_carried_forward);
        statement
    }
}

#[test]
fn nothing_filed_is_a_statement_without_lines() {
    let statement = Settled::default().check(&[]);
    assert_eq!((statement.net, statement.fees_paid), (Money::ZERO, Money::ZERO));
}

#[test]
fn fees_are_the_claim_values_of_payable_slips() {
    Settled {
        filed: "W1 claimed_fee=12.00 dealer_callback_on=2026-03-09\nW2 claimed_fee=99.00\nW3 customer_signed=no",
        ..Settled::default()
    }
    .check(&["fees water-heater 27.00"]);
}

#[test]
fn what_the_allowance_does_not_cover_is_carried_on() {
    let world = World {
        line: "labour_fee = \"15.00\"\nallowance_rate = \"0.01\"",
        sales: "2026-01 100 2000.00",
        ..World::default()
    };
    let statement = Settled { world, filed: "W1\nW2", ..Settled::default() }
        .check(&["fees water-heater 30.00", "allowance_carried_forward water-heater -10.00"]);
    assert_eq!(statement.fees_paid.to_string(), "20.00");
}

#[test]
fn fines_and_penalties_follow_in_the_order_of_the_clause() {
    let world = World {
        terms: "late_service_fine = \"3.00\"\ndealer_callback_fine = \"7.00\"\nsampling_aql = \"6.5\"",
        goods_returns: "2026-03-01 40.00\n2026-03-31 2.50\n2026-04-01 99.00",
        complaints: "2026-03-09 major yes W1\n2026-03-02 minor yes\n2026-03-01 serious no",
        ..World::default()
    };
    let filed = "W1 completed_at=2026-03-09T08:00 parts=P-HEAT*2\nW2 claimed_fee=5.00";
    Settled { world, filed, fabricated: &["W2"], ..Settled::default() }.check(&[
        // The lot of two failed, so that W1, which the customer confirmed, is all that is paid.
        "fees water-heater 15.00",
        "unreturned_parts P-HEAT -40.00",
        "goods_returns - -42.50",
        "complaint_fines 2026-03-02 -50.00",
        "complaint_fines 2026-03-09 -200.00",
        "late_service_fines - -3.00",
        "dealer_callback_fine - -7.00",
        "fabrication_penalty W2 -50.00",
    ]);
}

#[test]
fn a_negative_net_is_carried_to_the_next_statement() {
    let world = || World { goods_returns: "2026-03-01 40.00", ..World::default() };
    let mut first = Settled { world: world(), filed: "W1", ..Settled::default() };
    let statement = first.statement().unwrap();
    assert_eq!(statement.payable, Money::ZERO);
    assert_eq!(statement.balance_carried_forward.to_string(), "25.00");
    let next = Settled { filed: "W1", account: first.account, ..Settled::default() };
    next.check(&["fees water-heater 15.00", "balance_brought_forward - -25.00"]);
}

#[test]
fn the_balance_alone_crosses_the_years_end() {
    let mut account = Account { year: Some(2025), balance: Money::from_fen(5_00), ..Account::default() };
    let line = ProductLine::new("water-heater").unwrap();
    let carried = Money::from_fen(9_00);
    account.allowance.add(&line, LineMonth { brought_forward: carried, paid: carried, carried_forward: carried });
    Settled { account, ..Settled::default() }.check(&["balance_brought_forward - -5.00"]);
}

#[test]
fn adjustments_name_what_they_correct_and_stand_before_the_balance() {
    let adjustment = |line, amount| Adjustment {
        period: "2026-02".parse().unwrap(),
        line,
        reference: Some(format!("W{line}")),
        amount: Money::from_fen(amount),
    };
    let account = Account { balance: Money::from_fen(1_00), year: Some(2026), ..Account::default() };
    let adjustments = vec![adjustment(2, -15_00), adjustment(1, 20_00)];
    let statement = Settled { account, adjustments, ..Settled::default() }.check(&[
        "adjustment W1 20.00",
        "adjustment W2 -15.00",
        "balance_brought_forward - -1.00",
    ]);
    let period = "2026-02".parse().unwrap();
    assert_eq!(statement.lines[0].made_from, MadeFrom::Corrected { period, line: 1 });
}

#[test]
fn what_was_paid_for_a_slip_found_fabricated_later_is_taken_back_with_the_penalty() {
    let (period, slip) = ("2026-02".parse().unwrap(), SlipNo::new("W1").unwrap());
    let (paid, terms) = (Money::from_fen(1_200), Terms::default());
    let adjustments =
        vec![Adjustment::taking_back(period, 1, &slip, paid), Adjustment::penalty(period, 1, &slip, paid, &terms)];
    let account = Account { year: Some(2026), ..Account::default() };
    Settled { account, adjustments, ..Settled::default() }.check(&["adjustment W1 -12.00", "adjustment W1 -120.00"]);
}

#[test]
fn payment_is_due_days_after_the_slips_were_complete() {
    let due = |slips_sheet| {
        Settled { slips_sheet, ..Settled::default() }.statement().unwrap().payment_due_on.map(|day| day.to_string())
    };
    let received_on = "2026-04-10".parse().unwrap();
    assert_eq!(due(SheetStatus::OnTime { received_on }).as_deref(), Some("2026-04-30"));
    assert_eq!(due(SheetStatus::Late { received_on }).as_deref(), Some("2026-04-30"));
    assert_eq!(due(SheetStatus::Missing), None);
    assert_eq!(due(SheetStatus::Forfeited { last_day: received_on, received_on }), None);
}

#[test]
fn without_a_version_there_is_no_statement_and_the_run_of_feedback_breaks() {
    let in_force = "effective_from = 2026-01-01\neffective_to = 2026-03-30";
    let world = World { in_force, ..World::default() };
    let mut settled = Settled { world, filed: "W1", feedback_sheet: SheetStatus::Missing, ..Settled::default() };
    assert_eq!(settled.statement(), None);
    assert_eq!(settled.account.feedback.longest_run(), 0);
}

#[test]
fn violations_are_recorded_with_their_evidence() {
    let world = World {
        terms: "sampling_aql = \"6.5\"",
        complaints: "2026-03-09 major yes W1\n2026-03-09 minor no",
        ..World::default()
    };
    let received_on = "2026-05-10".parse().unwrap();
    let filed = "W1 completed_at=2026-03-09T08:00\nW2";
    let calls = World::called(filed, &["W2"]);
    let codes = world.with_month(|month| {
        let findings = Findings { calls: &calls, ..Findings::none() };
        let decided = decide(month, slips(filed, "2026-03-05"), &findings);
        let slips_sheet = SheetStatus::Late { received_on };
        let feedback_sheet = SheetStatus::Missing;
        let end = MonthEnd { month, decided: &decided, slips_sheet, feedback_sheet, adjustments: &[] };
        let violations = crate::agreement::violations::violations(&end);
        let described = |it: &Violation| {
            format!("{} {} {} {}", it.code(), it.reference(), it.clause(), it.violated_on(month.period))
        };
        violations.iter().map(described).collect::<Vec<_>>()
    });
    assert_eq!(
        codes,
        [
            "CALLBACK_FABRICATED W2 4.22 2026-04-02",
            "COMPLAINT_UPHELD 2026-03-09 7 2026-03-09",
            "DEALER_CALLBACK_QUOTA  7 2026-03-31",
            "FEEDBACK_MISSING  3.2 2026-04-15",
            "LATE_SERVICE W1 4.21 2026-03-09",
            "LOT_REJECTED  6.5 2026-03-31",
            "SLIPS_LATE  3.1 2026-04-20",
        ]
    );
}

/// A December without slips, in which the year has paid so much before.
fn december(line: &'static str, paid_before: i64, carried: i64, feedback: &str) -> Settled {
    let world = World { period: "2026-12", line, sales: "2026-01 9 1000.00\n2026-12 1 200.00", ..World::default() };
    let mut account = Account { year: Some(2026), ..Account::default() };
    let paid = Money::from_fen(paid_before);
    let before = LineMonth { brought_forward: Money::ZERO, paid, carried_forward: Money::from_fen(carried) };
    account.allowance.add(&ProductLine::new("water-heater").unwrap(), before);
    for (month, came) in feedback.chars().enumerate() {
        let period = Period::new(2026, u32::try_from(month).unwrap() + 1).unwrap();
        let month = if came == 'x' { FeedbackMonth::MissingOrLate } else { FeedbackMonth::OnTime };
        account.feedback.add(period, month);
    }
    Settled { world, account, ..Settled::default() }
}

#[test]
fn december_settles_the_allowance_of_the_year() {
    let monthly = "allowance_rate = \"0.01\"";
    let lapse = "allowance_rate = \"0.01\"\nunused_allowance = \"lapse\"";
    let yearly = "allowance_rate = \"0.01\"\nallowance_settlement = \"yearly\"";
    december(monthly, 700, 0, "").check(&["unused_allowance water-heater 5.00"]);
    december(monthly, 1_200, 0, "").check(&[]);
    december(lapse, 700, 0, "").check(&[]);
    // What December still pays of what was carried counts before the rest is returned.
    december(monthly, 700, 300, "")
        .check(&["allowance_brought_forward water-heater 3.00", "unused_allowance water-heater 2.00"]);
    // What the allowance does not cover by then lapses.
    december(monthly, 1_200, 300, "")
        .check(&["allowance_brought_forward water-heater 3.00", "allowance_carried_forward water-heater -3.00"]);
    december(yearly, 1_500, 0, "").check(&["allowance_excess water-heater -3.00"]);
    december(yearly, 700, 0, "").check(&["unused_allowance water-heater 5.00"]);
    // Without a rate nothing accrued, so that nothing is returned, and advances need a rate.
    december("allowance_settlement = \"yearly\"", 1_500, 0, "").check(&[]);
}

#[test]
fn december_deducts_for_missing_feedback_from_what_the_year_paid_december_included() {
    let lapse = "allowance_rate = \"0.01\"\nunused_allowance = \"lapse\"";
    december(lapse, 700, 300, ".........xx").check(&["allowance_brought_forward water-heater 3.00"]);
    let mut settled = december(lapse, 700, 300, ".........xx");
    settled.feedback_sheet = SheetStatus::Missing;
    settled.check(&["allowance_brought_forward water-heater 3.00", "feedback_penalty - -1.00"]);
    december(lapse, 700, 0, "xxx........").check(&["feedback_penalty - -0.70"]);
    let mut november = december(lapse, 700, 0, "xxx.......");
    november.world.period = "2026-11";
    november.check(&[]);
}
