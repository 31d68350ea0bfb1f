//! Small months of one dealer, drawn so that every rule comes up often.

use proptest::prelude::*;
use proptest::sample::select;
use sanbao::agreement::callbacks::Calls;
use sanbao::agreement::codes::{
    DealerCode, FaultCode, PartNo, ProductLine, ProductModel, Region, SerialNo, SlipNo, Technician,
};
use sanbao::agreement::decision::{DecidedMonth, Findings, History, Month, SameDay, Verdict, decide};
use sanbao::agreement::filing::SheetStatus;
use sanbao::agreement::registers::{
    Call, Complaint, Dealer, DealerRecords, GoodsReturn, Movement, Outcome, Part, Product, Registers, Sale, Severity,
    StockMovement, TechnicianListing, Unit,
};
use sanbao::agreement::slip::{Cause, PartUse, ServiceClass, ServiceMode, Slip};
use sanbao::agreement::statement::{Account, MonthEnd, Statement, settle};
use sanbao::agreement::terms::{Agreements, parse};
use sanbao::calendar::{Day, Period};
use sanbao::money::{Money, Rate};

/// Calls without an answer after which a customer counts as unreachable.
const ATTEMPTS: usize = 2;

/// What dealer D1 filed for a month, and what is known of it.
#[derive(Clone, Debug)]
pub struct FiledMonth {
    pub period: Period,
    pub agreement: String,
    /// What D1 sold of water heaters in each month of the year before: units and settlement in yuan.
    pub sold: (i64, i64),
    /// How many of each part D1 holds.
    pub stock: i64,
    pub slips: Vec<Slip>,
    /// Slips that D2 filed for the month.
    pub elsewhere: Vec<Slip>,
    /// The numbers of slips that D1 filed for the month before, and what became of them.
    pub earlier: Vec<(Slip, Verdict)>,
    pub calls: Vec<(String, Outcome)>,
    pub complaint: Option<Severity>,
    pub goods_return: i64,
}

fn period() -> Period {
    "2026-03".parse().unwrap()
}

fn dealer(code: &str) -> DealerCode {
    DealerCode::new(code).unwrap()
}

fn line(name: &str) -> ProductLine {
    ProductLine::new(name).unwrap()
}

/// One value out of some, the first more often than all others together.
fn mostly<T: Clone + std::fmt::Debug + 'static>(usual: T, others: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![12 => Just(usual), 1 => select(others)]
}

pub fn a_filed_month() -> impl Strategy<Value = FiledMonth> {
    let slips = prop::collection::vec(a_slip(), 0..14);
    let around = (
        an_agreement(),
        (select(vec![0_i64, 2, 30, 30, 30]), select(vec![0_i64, 400, 90_000])),
        select(vec![0_i64, 1, 3, 100]),
        prop::collection::vec(a_slip(), 0..3),
        prop::collection::vec((a_slip(), select(vec![Verdict::Accepted, Verdict::Held, Verdict::Void])), 0..3),
        prop::option::of(select(vec![Severity::Minor, Severity::Major])),
        select(vec![0_i64, 0, 500_00]),
    );
    let calls = prop::collection::vec((0..14_usize, an_outcome()), 0..24);
    (slips, around, calls).prop_map(|(slips, around, calls)| {
        let (agreement, sold, stock, elsewhere, earlier, complaint, goods_return) = around;
        FiledMonth {
            period: period(),
            agreement,
            sold,
            stock,
            slips: numbered("W", slips),
            elsewhere: numbered("E", elsewhere),
            earlier: earlier
                .into_iter()
                .enumerate()
                .map(|(place, (slip, verdict))| (before(place, slip), verdict))
                .collect(),
            calls: calls.into_iter().map(|(place, outcome)| (format!("W{place}"), outcome)).collect(),
            complaint,
            goods_return,
        }
    })
}

fn numbered(prefix: &str, slips: Vec<Slip>) -> Vec<Slip> {
    let no = |place| SlipNo::new(&format!("{prefix}{place}")).unwrap();
    slips.into_iter().enumerate().map(|(place, slip)| Slip { no: no(place), ..slip }).collect()
}

/// A slip of the month before; one of them has the number of a slip of this month.
fn before(place: usize, slip: Slip) -> Slip {
    let no = SlipNo::new(&if place == 1 { "W1".to_owned() } else { format!("B{place}") }).unwrap();
    let repaired_on = "2026-02-20".parse().ok();
    Slip { no, repaired_on, ..slip }
}

fn an_outcome() -> impl Strategy<Value = Outcome> {
    let others =
        vec![Outcome::Mismatch, Outcome::WrongNumber, Outcome::Fabricated, Outcome::NoAnswer, Outcome::Refused];
    prop_oneof![2 => Just(Outcome::Confirmed), 3 => Just(Outcome::NoAnswer), 1 => select(others)]
}

fn an_agreement() -> impl Strategy<Value = String> {
    let terms = (select(vec!["1.0", "6.5", "6.5"]), select(vec!["0", "0.50"]), any::<bool>(), any::<bool>(), 0..3_u32);
    let line = (
        prop::option::weighted(0.8, select(vec!["15.00", "8.00"])),
        prop::option::weighted(0.6, select(vec!["0.01", "0.001", "0"])),
        select(vec!["monthly", "yearly"]),
        select(vec!["consignment_exchange", "exchange", "purchase"]),
        select(vec!["0.10", "0.01", "1"]),
    );
    (terms, line).prop_map(|((aql, quota, technicians, others, reissued), line)| {
        let (labour_fee, allowance_rate, settlement, policy, repairs) = line;
        let optional =
            |name, value: Option<&str>| value.map_or(String::new(), |value| format!("{name} = \"{value}\"\n"));
        format!(
            "code = \"standard\"\ndealers = [\"*\"]\neffective_from = 2025-01-01\n[terms]\nsampling_aql = \"{aql}\"\n\
             dealer_callback_quota = \"{quota}\"\ndealer_callback_fine = \"30.00\"\nlate_service_fine = \"5.00\"\n\
             require_registered_technician = {technicians}\nserve_other_dealers_units = {others}\n\
             reissued_slips_max = {reissued}\ncallback_attempts = {ATTEMPTS}\n[lines.water-heater]\n\
             visit_fee = \"10.00\"\n{}{}allowance_settlement = \"{settlement}\"\nparts_policy = \"{policy}\"\n\
             max_repair_rate = \"{repairs}\"\n",
            optional("labour_fee", labour_fee),
            optional("allowance_rate", allowance_rate),
        )
    })
}

/// A slip whose number is still to be given.
fn a_slip() -> impl Strategy<Value = Slip> {
    let product = (
        mostly("WH-60", vec!["FAN-1", "WH-99", ""]),
        prop_oneof![
            6 => select(vec!["S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7"]),
            1 => select(vec!["S-OLD", "S-D2", "S-NEW", "S-FAN"]),
        ],
        mostly("", vec!["2025-06-01", "2025-06-02"]),
        select(vec!["F1", "F2", "F3", ""]),
    );
    let visit = (
        mostly("", vec!["2026-02-28", "2026-04-01", "blank"]),
        1..=31_u32,
        mostly(2_i64, vec![23, 25, 70]),
        any::<bool>(),
        mostly("王强", vec!["李四", ""]),
    );
    let claim = (
        prop::option::weighted(0.8, 0_i64..40_00),
        mostly(Some(true), vec![Some(false), None]),
        mostly(ServiceClass::C, vec![ServiceClass::A, ServiceClass::B]),
        mostly(Cause::ProductDefect, vec![Cause::UserDamage, Cause::Installation]),
        mostly(None, vec![Some(true)]),
        any::<bool>(),
    );
    let parts = prop::collection::vec((select(vec!["P1", "P1", "P2", "P-FAN", "P-NEW"]), 1..4_u32), 0..2);
    (product, visit, claim, parts).prop_map(|(product, visit, claim, parts)| {
        let (model, serial, sold_on, fault) = product;
        let (other_day, day, hours, door_to_door, technician) = visit;
        let (claimed, customer_signed, class, cause, reissued, called_back) = claim;
        let repaired_on = if other_day.is_empty() { Some(period().day(day)) } else { other_day.parse().ok() };
        let reported_at = repaired_on.unwrap_or(period().first_day()).and_hms_opt(8, 0, 0).unwrap();
        let hours_later = |hours: i64| reported_at.checked_add_signed(chrono::TimeDelta::hours(hours));
        Slip {
            service_class: Some(class),
            model: ProductModel::new(model),
            serial: SerialNo::new(serial),
            sold_on: sold_on.parse().ok(),
            customer_name: Some("张三".into()),
            customer_phone: Some("13800000000".into()),
            customer_address: Some("解放路1号".into()),
            reported_at: Some(reported_at),
            completed_at: hours_later(hours),
            repaired_on,
            fault: FaultCode::new(fault),
            fault_description: Some("不点火".into()),
            cause: Some(cause),
            service_mode: door_to_door.then_some(ServiceMode::DoorToDoor),
            claimed_fee: claimed.map(Money::from_fen),
            technician: Technician::new(technician),
            customer_signed,
            dealer_callback_on: called_back.then(|| period().last_day()),
            reissued,
            parts: parts.into_iter().map(|(part, qty)| part_use(part, qty)).collect(),
            ..Slip::blank(SlipNo::new("unnumbered").unwrap())
        }
    })
}

fn part_use(part: &str, qty: u32) -> PartUse {
    PartUse { part: PartNo::new(part), qty: Some(qty), old_parts_returned: None }
}

impl FiledMonth {
    /// The same slips a month later, under new numbers, as they would stand on the account after this month.
    pub fn next(&self) -> Self {
        let later = |slip: &Slip| Slip {
            no: SlipNo::new(&format!("N{}", slip.no)).unwrap(),
            repaired_on: slip.repaired_on.map(|day| self.period.next().day(chrono::Datelike::day(&day))),
            ..slip.clone()
        };
        Self { period: self.period.next(), slips: self.slips.iter().map(later).collect(), ..self.clone() }
    }

    pub fn decide(&self) -> DecidedMonth {
        self.settle(&mut Account::default()).0
    }

    /// Decides and settles the month; the registers and all that is hashed are made anew.
    pub fn settle(&self, account: &mut Account) -> (DecidedMonth, Statement) {
        let registers = self.registers();
        let agreements = Agreements::new(vec![parse(&self.agreement).unwrap()]).unwrap();
        let dealer = registers.dealer(&dealer("D1")).unwrap();
        let no_records = DealerRecords::default();
        let mut history = History::default();
        for (slip, verdict) in &self.earlier {
            history.add(self.period.plus(-1), slip, *verdict);
        }
        let filed = [(self::dealer("D1"), &self.slips), (self::dealer("D2"), &self.elsewhere)];
        let same_day = SameDay::of(filed.iter().map(|(dealer, slips)| (dealer, slips.as_slice())));
        let month = Month {
            dealer,
            period: self.period,
            registers: &registers,
            records: registers.records(&dealer.code).unwrap_or(&no_records),
            versions: agreements.of(&dealer.code),
            history: &history,
            same_day: &same_day,
        };
        let calls = self.calls();
        let decided =
            decide(&month, self.slips.clone(), &Findings { calls: &calls, seed: Some("seed"), ..Findings::none() });
        let statement = settled_on_time(&month, &decided, account);
        (decided, statement)
    }

    /// Whether somebody called about a slip.
    pub fn is_called(&self, no: &str) -> bool {
        self.calls.iter().any(|(called, _)| called == no)
    }

    pub fn is_unreachable(&self, no: &str) -> bool {
        let calls = || self.calls.iter().filter(|(called, _)| called == no);
        calls().count() >= ATTEMPTS && calls().all(|(_, outcome)| !outcome.is_answered())
    }

    fn calls(&self) -> Calls {
        let mut calls = Calls::default();
        for (attempt, (no, outcome)) in (1..).zip(&self.calls) {
            calls.add(Call {
                dealer: dealer("D1"),
                slip: SlipNo::new(no).unwrap(),
                called_on: "2026-04-02".parse().unwrap(),
                attempt,
                outcome: *outcome,
                satisfaction: None,
                note: None,
            });
        }
        calls
    }

    fn registers(&self) -> Registers {
        let mut registers = Registers::default();
        add_dealers(&mut registers);
        add_products(&mut registers);
        let (units, settlement) = self.sold;
        for period in self.period.plus(-12).through(self.period) {
            add_sale(&mut registers, period, units, Money::from_fen(settlement * 100));
        }
        for part in ["P1", "P2", "P-FAN"] {
            registers.add_stock(StockMovement {
                dealer: dealer("D1"),
                part: PartNo::new(part).unwrap(),
                period: self.period,
                movement: Movement::Purchase,
                qty: self.stock,
                reference: None,
            });
        }
        if let Some(severity) = self.complaint {
            registers.add_complaint(Complaint {
                dealer: dealer("D1"),
                received_on: self.period.last_day(),
                severity,
                upheld: true,
                slip: None,
                note: None,
            });
        }
        registers.add_goods_return(GoodsReturn {
            dealer: dealer("D1"),
            returned_on: self.period.first_day(),
            cost: Money::from_fen(self.goods_return),
            reference: None,
        });
        registers
    }
}

fn add_dealers(registers: &mut Registers) {
    for code in ["D1", "D2"] {
        registers.add_dealer(Dealer {
            code: dealer(code),
            name: code.to_owned(),
            contact: None,
            email: None,
            phone: None,
            region: Region::new("浙江"),
            account_name: None,
            bank_name: None,
            bank_account: None,
            bank_code: None,
            locale: None,
        });
    }
    registers.add_technician(TechnicianListing {
        dealer: dealer("D1"),
        technician: Technician::new("王强").unwrap(),
        listed_on: Day::MIN,
        left_on: None,
    });
}

fn add_products(registers: &mut Registers) {
    for (name, of_line) in [("WH-60", "water-heater"), ("FAN-1", "fan")] {
        let model = ProductModel::new(name).unwrap();
        registers.add_product(Product { model, line: line(of_line), name: None, warranty_months: None });
    }
    for (no, of_line, max_per_repair) in
        [("P1", "water-heater", Some(2)), ("P2", "water-heater", None), ("P-FAN", "fan", None)]
    {
        registers.add_part(Part {
            no: PartNo::new(no).unwrap(),
            name: no.to_owned(),
            line: line(of_line),
            unit_cost: Money::from_fen(7_00),
            consigned: true,
            max_per_repair,
        });
    }
    let mut add = |serial: &str, model, seller, sold_on: &str| {
        registers.add_unit(Unit {
            serial: SerialNo::new(serial).unwrap(),
            model: ProductModel::new(model).unwrap(),
            dealer: dealer(seller),
            sold_on: sold_on.parse().unwrap(),
        });
    };
    for number in 0..8 {
        add(&format!("S{number}"), "WH-60", "D1", "2025-06-01");
    }
    add("S-OLD", "WH-60", "D1", "2024-06-01");
    add("S-D2", "WH-60", "D2", "2025-06-01");
    add("S-FAN", "FAN-1", "D1", "2025-06-01");
}

fn add_sale(registers: &mut Registers, period: Period, units: i64, settlement: Money) {
    registers.add_sale(Sale { dealer: dealer("D1"), line: line("water-heater"), period, units, settlement });
}

/// A year under an allowance that is capped in every month.
#[derive(Clone, Debug)]
pub struct Capped {
    pub rate: Rate,
    /// Each month's settlement amount.
    pub settlements: Vec<Money>,
    /// Each month's fees, a slip each.
    pub fees: Vec<Vec<Money>>,
}

pub fn a_capped_year() -> impl Strategy<Value = Capped> {
    let settlements = prop::collection::vec((0_i64..100_000_00).prop_map(Money::from_fen), 12);
    let fees = prop::collection::vec(prop::collection::vec((0_i64..500_00).prop_map(Money::from_fen), 0..4), 12);
    (1..=50_u32, settlements, fees).prop_map(|(thousandths, settlements, fees)| Capped {
        rate: Rate::new(thousandths, 3),
        settlements,
        fees,
    })
}

/// The twelve statements of a year.
pub fn settled_year(capped: &Capped) -> Vec<Statement> {
    let mut registers = Registers::default();
    add_dealers(&mut registers);
    add_products(&mut registers);
    let year = || "2026-01".parse::<Period>().unwrap().through("2026-12".parse().unwrap());
    for (period, settlement) in year().zip(&capped.settlements) {
        add_sale(&mut registers, period, 1_000, *settlement);
    }
    let text = format!(
        "code = \"standard\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n[terms]\ndealer_callback_quota = \"0\"\n\
         [lines.water-heater]\nallowance_rate = \"{}\"\n",
        capped.rate
    );
    let agreements = Agreements::new(vec![parse(&text).unwrap()]).unwrap();
    let dealer = registers.dealer(&dealer("D1")).unwrap();
    let (history, same_day) = (History::default(), SameDay::default());
    let mut account = Account::default();
    let settle_month = |(period, fees): (Period, &Vec<Money>)| {
        let month = Month {
            dealer,
            period,
            registers: &registers,
            records: registers.records(&dealer.code).unwrap(),
            versions: agreements.of(&dealer.code),
            history: &history,
            same_day: &same_day,
        };
        let slips: Vec<Slip> = fees.iter().enumerate().map(|(place, fee)| sound_slip(place, period, *fee)).collect();
        let mut calls = Calls::default();
        for slip in &slips {
            calls.add(confirmed(slip));
        }
        let decided = decide(&month, slips, &Findings { calls: &calls, ..Findings::none() });
        assert!(decided.slips.iter().all(|slip| slip.verdict == Verdict::Accepted), "{decided:?}");
        settled_on_time(&month, &decided, &mut account)
    };
    year().zip(&capped.fees).map(settle_month).collect()
}

/// The statement of a decided month whose sheets came on time.
fn settled_on_time(month: &Month<'_>, decided: &DecidedMonth, account: &mut Account) -> Statement {
    let on_time = SheetStatus::OnTime { received_on: month.period.next().first_day() };
    let end = MonthEnd { month, decided, slips_sheet: on_time, feedback_sheet: on_time, adjustments: &[] };
    settle(&end, account).expect("an agreement binds the dealer")
}

/// A slip that no rule hits.
fn sound_slip(place: usize, period: Period, fee: Money) -> Slip {
    Slip {
        model: ProductModel::new("WH-60"),
        serial: SerialNo::new(&format!("S{place}")),
        customer_name: Some("张三".into()),
        customer_phone: Some("13800000000".into()),
        customer_address: Some("解放路1号".into()),
        reported_at: "2026-01-01T08:00:00".parse().ok(),
        repaired_on: Some(period.first_day()),
        fault: FaultCode::new(&period.to_string()),
        fault_description: Some("不点火".into()),
        claimed_fee: Some(fee),
        technician: Technician::new("王强"),
        customer_signed: Some(true),
        ..Slip::blank(SlipNo::new(&format!("W{place}")).unwrap())
    }
}

fn confirmed(slip: &Slip) -> Call {
    Call {
        dealer: dealer("D1"),
        slip: slip.no.clone(),
        called_on: "2027-01-02".parse().unwrap(),
        attempt: 1,
        outcome: Outcome::Confirmed,
        satisfaction: None,
        note: None,
    }
}
