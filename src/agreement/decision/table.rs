//! Rule tests as tables: a line is a slip and, after the arrow, its verdict, the codes that hit, and its claim value where
//! the line asks for it. What a line does not say has a sound value.

use super::*;
use crate::agreement::codes::{DealerCode, FaultCode, PartNo, ProductLine, ProductModel, Region, SerialNo, Technician};
use crate::agreement::registers::{
    Complaint, Dealer, DealerRecords, GoodsReturn, Movement, Outcome, Part, Product, Registers, Sale, Severity,
    StockMovement, TechnicianListing, Unit,
};
use crate::agreement::slip::{Area, Cause, PartUse, ServiceClass, ServiceMode};
use crate::agreement::terms::{self, Agreements};
use crate::calendar::{Day, Moment};

/// What the slips of a table are held against: dealer D1's March 2026, in the texts of an agreement and of registers.
pub struct World {
    pub period: &'static str,
    pub terms: &'static str,
    pub line: &'static str,
    pub in_force: &'static str,
    /// Lines of region, product line, months.
    pub extensions: &'static str,
    /// Lines of name, first day and last day.
    pub technicians: &'static str,
    /// Lines of period, units, settlement amount.
    pub sales: &'static str,
    /// Lines of part, period, movement, quantity.
    pub stock: &'static str,
    /// Lines of day, cost.
    pub goods_returns: &'static str,
    /// Lines of day, severity, upheld and perhaps a slip.
    pub complaints: &'static str,
    /// The slips of February.
    pub earlier: &'static str,
    /// The slips that dealer D2 filed for March.
    pub elsewhere: &'static str,
}

impl Default for World {
    fn default() -> Self {
        Self {
            period: "2026-03",
            terms: "",
            line: "labour_fee = \"15.00\"",
            in_force: "effective_from = 2026-01-01",
            extensions: "",
            technicians: "",
            sales: "2026-01 1000 100000.00",
            stock: "P-HEAT 2026-01 consign 100\nP-SEAL 2026-01 purchase 100\nP-FAN 2026-01 consign 100",
            goods_returns: "",
            complaints: "",
            earlier: "",
            elsewhere: "",
        }
    }
}

/// Decides the table's slips as one month, by the rules before the draw, and compares the last columns.
#[track_caller]
pub fn check(world: &World, table: &str) {
    let decided = world.decide_filed(table);
    let verdicts = lines(table).map(|line| {
        let (slip, expected) = line.split_once("->").expect("every line has an arrow");
        let no = slip.split_whitespace().next().expect("every line begins with the slip's number");
        let found = decided.iter().find(|decided| decided.slip.no.as_str() == no).expect("every slip is decided");
        let codes: Vec<&str> = found.hits.iter().map(Hit::name).collect();
        let mut words = vec![found.verdict.to_string()];
        words.extend((!codes.is_empty()).then(|| codes.join(";")));
        words.extend(expected.contains('=').then(|| format!("= {}", found.claim_value)));
        (format!("{} -> {}", slip.trim(), words.join(" ")), format!("{} -> {}", slip.trim(), expected.trim()))
    });
    let (found, expected): (Vec<String>, Vec<String>) = verdicts.unzip();
    assert_eq!(found, expected);
}

impl World {
    /// Decides February, which becomes the history, then the table's March.
    pub fn decide_filed(&self, table: &str) -> Vec<DecidedSlip> {
        self.with_filed(table, |month| {
            let findings = Findings::none();
            super::decide_filed(month, slips(table, "2026-03-05"), &findings)
        })
    }

    /// Calls `with` with the month, in which D1 files nothing.
    pub fn with_month<T>(&self, with: impl FnOnce(&Month) -> T) -> T {
        self.with_filed("", with)
    }

    /// Calls `with` with the month, in which D1 files a table.
    pub fn with_filed<T>(&self, table: &str, with: impl FnOnce(&Month) -> T) -> T {
        let registers = self.registers();
        let agreements = self.agreements();
        let dealer = registers.dealer(&dealer("D1")).expect("D1 is registered");
        let no_records = DealerRecords::default();
        let records = registers.records(&dealer.code).unwrap_or(&no_records);
        let elsewhere = slips(self.elsewhere, "2026-03-05");
        let own = slips(table, "2026-03-05");
        let filed = [(self::dealer("D1"), own), (self::dealer("D2"), elsewhere)];
        let same_day = SameDay::of(filed.iter().map(|(dealer, slips)| (dealer, slips.as_slice())));
        let mut history = History::default();
        let month = |period: &str, history, same_day| Month {
            dealer,
            period: period.parse().expect("a period"),
            registers: &registers,
            records,
            versions: agreements.of(&dealer.code),
            history,
            same_day,
        };
        let findings = Findings::none();
        let (nothing, nowhere) = (History::default(), SameDay::default());
        let february = month("2026-02", &nothing, &nowhere);
        for decided in super::decide_filed(&february, slips(self.earlier, "2026-02-05"), &findings) {
            history.add(february.period, &decided.slip, decided.verdict);
        }
        with(&month(self.period, &history, &same_day))
    }

    /// Calls that confirm every slip of a table.
    pub fn confirmed(table: &str) -> Calls {
        Self::called(table, &[])
    }

    /// Calls that confirm every slip of a table but the fabricated ones.
    pub fn called(table: &str, fabricated: &[&str]) -> Calls {
        let mut calls = Calls::default();
        for slip in slips(table, "2026-03-05") {
            let is_fabricated = fabricated.contains(&slip.no.as_str());
            calls.add(Call {
                dealer: dealer("D1"),
                slip: slip.no,
                called_on: "2026-04-02".parse().expect("a day"),
                attempt: 1,
                outcome: if is_fabricated { Outcome::Fabricated } else { Outcome::Confirmed },
                satisfaction: None,
                note: None,
            });
        }
        calls
    }

    fn agreements(&self) -> Agreements {
        let extensions = lines(self.extensions).map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [region, line, months] = words.as_slice() else { panic!("{line}") };
            format!("[[warranty_extensions]]\nregion = \"{region}\"\nproduct_line = \"{line}\"\nwarranty_months = {months}\n")
        });
        let text = format!(
            "code = \"standard\"\ndealers = [\"*\"]\n{}\n[terms]\n{}\n[lines.water-heater]\n{}\n{}",
            self.in_force,
            self.terms,
            self.line,
            extensions.collect::<String>()
        );
        Agreements::new(vec![terms::parse(&text).expect("a sound agreement")]).expect("one version")
    }

    fn registers(&self) -> Registers {
        let mut registers = Registers::default();
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
        for (name, of_line, warranty_months) in
            [("WH-60", "water-heater", None), ("WH-80", "water-heater", Some(24)), ("FAN-1", "fan", None)]
        {
            registers.add_product(Product { model: model(name), line: line(of_line), name: None, warranty_months });
        }
        for (no, of_line, max_per_repair) in
            [("P-HEAT", "water-heater", Some(2)), ("P-SEAL", "water-heater", None), ("P-FAN", "fan", None)]
        {
            registers.add_part(Part {
                no: part(no),
                name: no.to_owned(),
                line: line(of_line),
                unit_cost: Money::from_fen(20_00),
                consigned: true,
                max_per_repair,
            });
        }
        add_units(&mut registers);
        self.add_texts(&mut registers);
        registers
    }

    fn add_texts(&self, registers: &mut Registers) {
        for words in lines(self.sales).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            registers.add_sale(Sale {
                dealer: dealer("D1"),
                line: line("water-heater"),
                period: words[0].parse().expect("a period"),
                units: words[1].parse().expect("units"),
                settlement: words[2].parse().expect("an amount"),
            });
        }
        for words in lines(self.stock).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            let movement = match words[2] {
                "consign" => Movement::Consign,
                "replenish" => Movement::Replenish,
                "purchase" => Movement::Purchase,
                "old_part_received" => Movement::OldPartReceived,
                other => panic!("{other}"),
            };
            registers.add_stock(StockMovement {
                dealer: dealer("D1"),
                part: part(words[0]),
                period: words[1].parse().expect("a period"),
                movement,
                qty: words[3].parse().expect("a quantity"),
                reference: None,
            });
        }
        for words in lines(self.goods_returns).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            registers.add_goods_return(GoodsReturn {
                dealer: dealer("D1"),
                returned_on: words[0].parse().expect("a day"),
                cost: words[1].parse().expect("an amount"),
                reference: None,
            });
        }
        for words in lines(self.complaints).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            registers.add_complaint(Complaint {
                dealer: dealer("D1"),
                received_on: words[0].parse().expect("a day"),
                severity: match words[1] {
                    "minor" => Severity::Minor,
                    "serious" => Severity::Serious,
                    _ => Severity::Major,
                },
                upheld: words[2] == "yes",
                slip: words.get(3).and_then(|no| SlipNo::new(no)),
                note: None,
            });
        }
        for words in lines(self.technicians).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            registers.add_technician(TechnicianListing {
                dealer: dealer("D1"),
                technician: Technician::new(words[0]).expect("a name"),
                listed_on: words[1].parse().expect("a day"),
                left_on: words.get(2).map(|day| day.parse().expect("a day")),
            });
        }
    }
}

fn add_units(registers: &mut Registers) {
    let mut add = |serial: &str, name, seller, sold_on: &str| {
        registers.add_unit(Unit {
            serial: SerialNo::new(serial).expect("a serial"),
            model: model(name),
            dealer: dealer(seller),
            sold_on: sold_on.parse().expect("a day"),
        });
    };
    for number in 1..=30 {
        add(&format!("U-W{number}"), "WH-60", "D1", "2025-06-01");
        add(&format!("U-E{number}"), "WH-60", "D1", "2025-06-01");
        add(&format!("S{number}"), "WH-60", "D1", "2025-06-01");
    }
    add("S-JAN", "WH-60", "D1", "2025-01-31");
    add("S-LONG", "WH-80", "D1", "2024-03-01");
    add("S-FAN", "FAN-1", "D1", "2025-06-01");
    add("S-OTHER", "WH-60", "D2", "2025-06-01");
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn dealer(code: &str) -> DealerCode {
    DealerCode::new(code).expect("a code")
}

fn line(name: &str) -> ProductLine {
    ProductLine::new(name).expect("a line")
}

fn model(name: &str) -> ProductModel {
    ProductModel::new(name).expect("a model")
}

fn part(no: &str) -> PartNo {
    PartNo::new(no).expect("a part")
}

/// The slips of a table whose arrows, if it has any, are left out.
pub fn slips(table: &str, repaired_on: &str) -> Vec<Slip> {
    let described = lines(table).map(|line| line.split_once("->").map_or(line, |(slip, _)| slip));
    let slip = |line: &str| {
        let mut words = line.split_whitespace();
        let mut slip = slip(words.next().expect("a number"), repaired_on);
        words.for_each(|word| set(&mut slip, word));
        slip
    };
    described.map(slip).collect()
}

/// A slip that no rule hits.
fn slip(no: &str, repaired_on: &str) -> Slip {
    Slip {
        model: Some(model("WH-60")),
        serial: SerialNo::new(&format!("U-{no}")),
        customer_name: Some("张三".into()),
        customer_phone: Some("13800000000".into()),
        customer_address: Some("解放路1号".into()),
        reported_at: moment("2026-03-04T08:00"),
        repaired_on: repaired_on.parse().ok(),
        fault: FaultCode::new(&format!("F-{no}")),
        fault_description: Some("不点火".into()),
        claimed_fee: Some(Money::from_fen(15_00)),
        technician: Technician::new("王强"),
        customer_signed: Some(true),
        ..Slip::blank(SlipNo::new(no).expect("a number"))
    }
}

fn moment(text: &str) -> Option<Moment> {
    text.parse().ok().or_else(|| format!("{text}:00").parse().ok())
}

fn set(slip: &mut Slip, word: &str) {
    let (column, value) = word.split_once('=').expect("column=value");
    let day = || value.parse::<Day>().ok();
    let yes = match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    match column {
        "product_model" => slip.model = ProductModel::new(value),
        "serial_no" => slip.serial = SerialNo::new(value),
        "sale_date" => slip.sold_on = day(),
        "customer_name" => slip.customer_name = None,
        "customer_phone" => slip.customer_phone = None,
        "customer_address" => slip.customer_address = None,
        "reported_at" => slip.reported_at = moment(value),
        "arrived_at" => slip.arrived_at = moment(value),
        "repair_date" => slip.repaired_on = day(),
        "completed_at" => slip.completed_at = moment(value),
        "fault_code" => slip.fault = FaultCode::new(value),
        "fault_description" => slip.fault_description = None,
        "work_done" => slip.work_done = None,
        "technician" => slip.technician = Technician::new(value),
        "claimed_fee" => slip.claimed_fee = value.parse().ok(),
        "customer_signed" => slip.customer_signed = yes,
        "dealer_callback_on" => slip.dealer_callback_on = day(),
        "reissued" => slip.reissued = yes,
        "area" => slip.area = (value == "county").then_some(Area::County),
        "service_mode" => slip.service_mode = (value == "door_to_door").then_some(ServiceMode::DoorToDoor),
        "service_class" => {
            let classes = [ServiceClass::A, ServiceClass::B, ServiceClass::C, ServiceClass::D];
            slip.service_class = classes.into_iter().find(|class| class.as_str() == value);
        }
        "cause" => {
            let causes = [Cause::ProductDefect, Cause::UserDamage, Cause::ForceMajeure, Cause::Installation];
            slip.cause = causes.into_iter().find(|cause| cause.as_str() == value);
        }
        "parts" => {
            let row = |text: &str| {
                let (no, qty) = text.split_once('*').unwrap_or((text, ""));
                PartUse { part: PartNo::new(no), qty: qty.parse().ok(), old_parts_returned: None }
            };
            slip.parts = value.split(',').map(row).collect();
        }
        other => panic!("no column {other}"),
    }
}
