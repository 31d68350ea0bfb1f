//! The manufacturer's registers, written as the dealers' months go by.

use std::path::Path;

use super::catalogue::{LINES, Line};
use super::chance::Chance;
use super::people;
use super::plan::{Plan, dealer_code};
use super::sheet::{Cell, Format, Sheet, WriteError};
use super::slips::{Place, TECHNICIANS, technician};
use crate::agreement::registers::Unit;
use crate::calendar::{Period, days_after};
use crate::money::Money;

/// The registers that grow dealer by dealer.
pub struct Registers {
    dealers: Sheet,
    technicians: Sheet,
    sales: Sheet,
    units: Sheet,
    stock: Sheet,
    goods_returns: Sheet,
    complaints: Sheet,
    submissions: Sheet,
    /// The calls, which [`super::calls`] makes.
    pub callbacks: Sheet,
}

/// What a month's slips of a dealer used of each part, and how many there were of each line.
#[derive(Clone, Debug, Default)]
pub struct Used {
    /// Slips by product line, in the order of [`LINES`].
    pub slips: [u32; 3],
    /// Pieces by part, in the order of the lines and their parts.
    pub parts: [i64; 15],
}

const DEALER: u64 = 10;
const MONTH: u64 = 11;
const SALES: u64 = 12;

impl Registers {
    /// Begins every register; `units` and `sales`, the long ones, are always CSV.
    pub fn create(folder: &Path, format: Format) -> Result<Self, WriteError> {
        let sheet = |name, columns: &[&'static str]| Sheet::create(folder, name, format, columns.iter().copied());
        let csv = |name, columns: &[&'static str]| Sheet::create(folder, name, Format::Csv, columns.iter().copied());
        products(sheet("products", &["product_model", "product_line", "name", "warranty_months"])?)?;
        parts(sheet("parts", &["part_no", "name", "product_line", "unit_cost", "consigned", "max_per_repair"])?)?;
        Ok(Self {
            dealers: sheet(
                "dealers",
                &[
                    "dealer_code",
                    "name",
                    "contact",
                    "email",
                    "phone",
                    "region",
                    "account_name",
                    "bank_name",
                    "bank_account",
                    "bank_code",
                    "locale",
                ],
            )?,
            technicians: sheet("technicians", &["dealer_code", "technician", "listed_on"])?,
            sales: csv("sales", &["dealer_code", "product_line", "period", "units", "settlement_amount"])?,
            units: csv("units", &["serial_no", "product_model", "dealer_code", "sale_date"])?,
            stock: sheet("stock", &["dealer_code", "part_no", "period", "movement", "qty", "reference"])?,
            goods_returns: sheet("goods_returns", &["dealer_code", "returned_on", "cost", "reference"])?,
            complaints: sheet("complaints", &["dealer_code", "received_on", "severity", "upheld", "slip_no", "note"])?,
            submissions: sheet("submissions", &["dealer_code", "period", "sheet", "received_on"])?,
            callbacks: sheet(
                "callbacks",
                &["dealer_code", "slip_no", "called_on", "attempt", "outcome", "satisfaction", "note"],
            )?,
        })
    }

    /// A dealer with its account and its technicians.
    pub fn dealer(&mut self, plan: &Plan, dealer: u32) -> Result<(), WriteError> {
        let mut chance = plan.chance(DEALER, Place { dealer, month: 0, slip: 0 });
        let code = dealer_code(dealer);
        let (region, city, area_code, city_digits) = people::city(dealer);
        let name = people::firm(&mut chance, city);
        let contact = people::name(&mut chance);
        let email = format!("{}@example.cn", code.as_str().to_lowercase());
        let phone = people::phone(&mut chance, area_code);
        let [bank_name, bank_account, bank_code] = people::account(&mut chance, city, city_digits);
        let texts = [
            code.as_str(),
            &name,
            &contact,
            &email,
            &phone,
            region,
            &name,
            &bank_name,
            &bank_account,
            &bank_code,
            "zh-CN",
        ];
        self.dealers.row(texts.map(Cell::Text))?;
        let mut listed = Vec::new();
        for number in 0..TECHNICIANS {
            let person = technician(plan, dealer, number);
            // Two people of one name and dealer would be two rows of one key.
            if !listed.contains(&person) {
                let listed_on = Cell::On(plan.from.plus(-24).day(number + 1));
                self.technicians.row([Cell::Text(code.as_str()), Cell::Text(person.as_str()), listed_on])?;
                listed.push(person);
            }
        }
        Ok(())
    }

    /// The unit of a slip.
    pub fn unit(&mut self, unit: &Unit) -> Result<(), WriteError> {
        let Unit { serial, model, dealer, sold_on } = unit;
        let texts = [serial.as_str(), model.as_str(), dealer.as_str()].map(Cell::Text);
        self.units.row(texts.into_iter().chain([Cell::On(*sold_on)]))
    }

    /// What a dealer sold of each line from a year before the first month to the last month: enough for its repairs
    /// (agreement 4.17) with some to spare.
    pub fn sales(&mut self, plan: &Plan, dealer: u32, busiest: [u32; 3]) -> Result<(), WriteError> {
        let code = dealer_code(dealer);
        for (line, slips) in LINES.iter().zip(busiest) {
            // Thirteen months of sales bear a tenth of repairs.
            let units = (slips * 10).div_ceil(13) + slips / 3 + 4;
            let mut chance = plan.chance(SALES, Place { dealer, month: 0, slip: line.share });
            for period in plan.from.plus(-12).through(plan.through()) {
                let units = i64::from(units + chance.below(units / 4 + 2));
                let amount = Money::from_fen(units * line.price_yuan * 100);
                self.sales.row([
                    Cell::Text(code.as_str()),
                    Cell::Text(line.code),
                    Cell::Text(&period.to_string()),
                    Cell::Count(units),
                    Cell::Amount(amount),
                ])?;
            }
        }
        Ok(())
    }

    /// The month's stock movements, goods returns, complaints, and when the sheets came.
    pub fn month(&mut self, plan: &Plan, dealer: u32, month: u32, used: &Used) -> Result<(), WriteError> {
        let mut chance = plan.chance(MONTH, Place { dealer, month, slip: 0 });
        let of = Of { code: dealer_code(dealer).to_string(), period: plan.period(month), first: month == 0 };
        self.stock_moved(&of, used, &mut chance)?;
        if chance.once_in(12) {
            let cost = Cell::Amount(Money::from_fen(i64::from(chance.between(20, 180)) * 50));
            let day = Cell::On(of.period.day(chance.between(5, 28)));
            let reference = format!("TH-{}", of.period);
            self.goods_returns.row([Cell::Text(&of.code), day, cost, Cell::Text(&reference)])?;
        }
        if chance.once_in(10) {
            let severity = chance.pick(&["minor", "minor", "minor", "serious", "serious", "major"]);
            let upheld = if chance.once_in(2) { "yes" } else { "no" };
            let note = chance.pick(&["维修人员未按约定时间上门", "服务态度差", "重复维修未修好", "现场未清理"]);
            let day = Cell::On(of.period.day(chance.between(1, 28)));
            let words = [severity, upheld, "", note].map(Cell::Text);
            self.complaints.row([Cell::Text(&of.code), day].into_iter().chain(words))?;
        }
        self.came(&of, "slips", 20, &mut chance)?;
        self.came(&of, "feedback", 15, &mut chance)
    }

    /// Ends every register.
    pub fn finish(self) -> Result<(), WriteError> {
        let sheets = [
            self.dealers,
            self.technicians,
            self.sales,
            self.units,
            self.stock,
            self.goods_returns,
            self.complaints,
            self.submissions,
            self.callbacks,
        ];
        sheets.into_iter().try_for_each(|sheet| sheet.finish().map(drop))
    }

    fn stock_moved(&mut self, of: &Of, used: &Used, chance: &mut Chance) -> Result<(), WriteError> {
        let period = of.period.to_string();
        let parts = LINES.iter().flat_map(|line| line.parts.iter().map(move |part| (line, part)));
        for ((line, part), used) in parts.zip(used.parts) {
            if !bears_stock(line) {
                continue;
            }
            let mut moved = |movement: &str, qty: i64, letters: &str| {
                let reference = format!("{letters}-{period}");
                let texts = [&of.code, part.no, &period, movement].map(Cell::Text);
                self.stock.row(texts.into_iter().chain([Cell::Count(qty), Cell::Text(&reference)]))
            };
            if of.first && part.consigned {
                moved("consign", 20, "PD")?;
            }
            if used > 0 {
                moved("replenish", used, "BH")?;
                // Now and then an old part is not sent back, which 5.3 charges.
                let kept = i64::from(chance.once_in(8));
                if used > kept {
                    moved("old_part_received", used - kept, "JJ")?;
                }
            }
        }
        Ok(())
    }

    /// Most sheets come before their due day, one in twenty a little after.
    fn came(&mut self, of: &Of, sheet: &str, due_day: u32, chance: &mut Chance) -> Result<(), WriteError> {
        let due_on = of.period.next().day(due_day);
        let received_on = if chance.once_in(20) {
            days_after(due_on, chance.between(1, 9))
        } else {
            of.period.next().day(chance.between(3, due_day))
        };
        let period = of.period.to_string();
        self.submissions.row([Cell::Text(&of.code), Cell::Text(&period), Cell::Text(sheet), Cell::On(received_on)])
    }
}

/// The dealer and month that rows are written for.
struct Of {
    code: String,
    period: Period,
    first: bool,
}

/// Whether the line's parts come from the manufacturer's stock (agreement 4.18, 5.3).
fn bears_stock(line: &Line) -> bool {
    !line.terms.contains("parts_policy = \"purchase\"")
}

fn products(mut sheet: Sheet) -> Result<(), WriteError> {
    for line in &LINES {
        for (model, name, months) in line.models {
            let months = months.map_or(Cell::Blank, |months| Cell::Count(months.into()));
            sheet.row([Cell::Text(model), Cell::Text(line.code), Cell::Text(name), months])?;
        }
    }
    sheet.finish().map(drop)
}

fn parts(mut sheet: Sheet) -> Result<(), WriteError> {
    for line in &LINES {
        for part in &line.parts {
            let texts = [part.no, part.name, line.code].map(Cell::Text);
            let consigned = Cell::Text(if part.consigned { "yes" } else { "no" });
            let max = part.max_per_repair.map_or(Cell::Blank, |max| Cell::Count(max.into()));
            sheet.row(texts.into_iter().chain([Cell::Amount(part.unit_cost), consigned, max]))?;
        }
    }
    sheet.finish().map(drop)
}

impl Used {
    /// Counts a slip's line and parts.
    pub fn count(&mut self, line: &Line, slip: &crate::agreement::slip::Slip) {
        for (count, known) in self.slips.iter_mut().zip(&LINES) {
            *count += u32::from(known.code == line.code);
        }
        let parts = LINES.iter().flat_map(|line| &line.parts);
        for (count, known) in self.parts.iter_mut().zip(parts) {
            let of_this = slip.parts.iter().filter(|row| row.part.as_ref().is_some_and(|no| no.as_str() == known.no));
            *count += of_this.map(|row| i64::from(row.qty.unwrap_or(1))).sum::<i64>();
        }
    }
}
