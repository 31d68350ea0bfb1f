//! The look-ups that the rules need.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use super::{Complaint, Dealer, GoodsReturn, Movement, Part, Product, Sale, StockMovement, TechnicianListing, Unit};
use crate::agreement::codes::{DealerCode, PartNo, ProductLine, ProductModel, SerialNo, Technician};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// All registers of an installation. Every `add_…` of a register with a key answers whether the key was free; a second
/// row for one key is an error of the register (agreement 2).
#[derive(Debug, Default)]
pub struct Registers {
    dealers: BTreeMap<DealerCode, Dealer>,
    products: HashMap<ProductModel, Product>,
    parts: BTreeMap<PartNo, Part>,
    units: HashMap<SerialNo, CompactUnit>,
    unit_models: Interned<ProductModel>,
    unit_dealers: Interned<DealerCode>,
    records: HashMap<DealerCode, DealerRecords>,
}

/// A unit's row in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisteredUnit<'a> {
    /// Its model.
    pub model: &'a ProductModel,
    /// The selling dealer.
    pub dealer: &'a DealerCode,
    /// Its sale date.
    pub sold_on: Day,
}

/// Millions of units share few models and dealers, so each is kept as a number.
#[derive(Debug)]
struct CompactUnit {
    model: u32,
    dealer: u32,
    sold_on: Day,
}

#[derive(Debug)]
struct Interned<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Interned<T> {
    fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    fn value(&self, number: u32) -> Option<&T> {
        self.values.get(usize::try_from(number).ok()?)
    }
}

/// What the registers hold of one dealer.
#[derive(Debug, Default)]
pub struct DealerRecords {
    sales: BTreeMap<ProductLine, BTreeMap<Period, Sold>>,
    stock: BTreeMap<PartNo, BTreeMap<Period, Moved>>,
    technicians: HashMap<Technician, BTreeMap<Day, Option<Day>>>,
    goods_returns: BTreeMap<Period, Vec<GoodsReturn>>,
    complaints: BTreeMap<Period, Vec<Complaint>>,
}

/// One month's movements of a part.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    /// Of new parts, those that went back subtracted.
    stock: i64,
    /// Old parts that came back.
    old_parts: i64,
}

/// One month's sales of a product line, net of returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    /// Units.
    pub units: i64,
    /// Settlement amount.
    pub settlement: Money,
}

impl Registers {
    /// Adds a dealer.
    pub fn add_dealer(&mut self, dealer: Dealer) -> bool {
        let free = !self.dealers.contains_key(&dealer.code);
        self.dealers.entry(dealer.code.clone()).or_insert(dealer);
        free
    }

    /// Adds a product model.
    pub fn add_product(&mut self, product: Product) -> bool {
        let free = !self.products.contains_key(&product.model);
        self.products.entry(product.model.clone()).or_insert(product);
        free
    }

    /// Adds a part.
    pub fn add_part(&mut self, part: Part) -> bool {
        let free = !self.parts.contains_key(&part.no);
        self.parts.entry(part.no.clone()).or_insert(part);
        free
    }

    /// Adds a unit.
    pub fn add_unit(&mut self, unit: Unit) -> bool {
        let model = self.unit_models.number(&unit.model);
        let dealer = self.unit_dealers.number(&unit.dealer);
        match self.units.entry(unit.serial) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(CompactUnit { model, dealer, sold_on: unit.sold_on });
                true
            }
        }
    }

    /// Adds a technician's listing; its key is the dealer, the name and the first day.
    pub fn add_technician(&mut self, listing: TechnicianListing) -> bool {
        let listings = self.records_mut(listing.dealer).technicians.entry(listing.technician).or_default();
        let free = !listings.contains_key(&listing.listed_on);
        listings.entry(listing.listed_on).or_insert(listing.left_on);
        free
    }

    /// Adds a sale; several of one dealer, line and month add up.
    pub fn add_sale(&mut self, sale: Sale) {
        let months = self.records_mut(sale.dealer).sales.entry(sale.line).or_default();
        let sold = months.entry(sale.period).or_default();
        sold.units = sold.units.saturating_add(sale.units);
        sold.settlement += sale.settlement;
    }

    /// Adds a stock movement.
    pub fn add_stock(&mut self, movement: StockMovement) {
        let movements = self.records_mut(movement.dealer).stock.entry(movement.part).or_default();
        let moved = movements.entry(movement.period).or_default();
        let (stock, old_parts) = match movement.movement {
            Movement::Consign | Movement::Replenish | Movement::Purchase | Movement::Adjust => (movement.qty, 0),
            Movement::Return => (-movement.qty, 0),
            Movement::OldPartReceived => (0, movement.qty),
        };
        moved.stock = moved.stock.saturating_add(stock);
        moved.old_parts = moved.old_parts.saturating_add(old_parts);
    }

    /// Adds a goods return.
    pub fn add_goods_return(&mut self, goods_return: GoodsReturn) {
        let returns = &mut self.records_mut(goods_return.dealer.clone()).goods_returns;
        returns.entry(Period::of(goods_return.returned_on)).or_default().push(goods_return);
    }

    /// Adds a complaint.
    pub fn add_complaint(&mut self, complaint: Complaint) {
        let complaints = &mut self.records_mut(complaint.dealer.clone()).complaints;
        complaints.entry(Period::of(complaint.received_on)).or_default().push(complaint);
    }

    fn records_mut(&mut self, dealer: DealerCode) -> &mut DealerRecords {
        self.records.entry(dealer).or_default()
    }

    /// The dealers in the order of their codes.
    pub fn dealers(&self) -> impl Iterator<Item = &Dealer> {
        self.dealers.values()
    }

    /// A dealer by its code.
    pub fn dealer(&self, code: &DealerCode) -> Option<&Dealer> {
        self.dealers.get(code)
    }

    /// A product by its model.
    pub fn product(&self, model: &ProductModel) -> Option<&Product> {
        self.products.get(model)
    }

    /// A part by its number.
    pub fn part(&self, no: &PartNo) -> Option<&Part> {
        self.parts.get(no)
    }

    /// All parts in the order of their numbers.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.values()
    }

    /// A unit by its serial number.
    pub fn unit(&self, serial: &SerialNo) -> Option<RegisteredUnit<'_>> {
        let unit = self.units.get(serial)?;
        let model = self.unit_models.value(unit.model)?;
        let dealer = self.unit_dealers.value(unit.dealer)?;
        Some(RegisteredUnit { model, dealer, sold_on: unit.sold_on })
    }

    /// What the registers hold of a dealer; none where no row names it.
    pub fn records(&self, dealer: &DealerCode) -> Option<&DealerRecords> {
        self.records.get(dealer)
    }
}

impl DealerRecords {
    /// The product lines that the dealer ever sold.
    pub fn lines(&self) -> impl Iterator<Item = &ProductLine> {
        self.sales.keys()
    }

    /// A month's sales of a line.
    pub fn sold(&self, line: &ProductLine, period: Period) -> Sold {
        self.sales.get(line).and_then(|months| months.get(&period)).copied().unwrap_or_default()
    }

    /// The net units of a line sold in some months.
    pub fn units_sold(&self, line: &ProductLine, periods: RangeInclusive<Period>) -> i64 {
        let Some(months) = self.sales.get(line).filter(|_| !periods.is_empty()) else { return 0 };
        months.range(periods).fold(0, |units, (_, sold)| units.saturating_add(sold.units))
    }

    /// The movements of a part up to and including a period (agreement 5.2); an old part that came back moves no stock.
    pub fn moved_through(&self, part: &PartNo, period: Period) -> i64 {
        let Some(months) = self.stock.get(part) else { return 0 };
        months.range(..=period).map(|(_, moved)| moved.stock).fold(0, i64::saturating_add)
    }

    /// The old parts received with a period (agreement 5.3).
    pub fn old_parts_received(&self, part: &PartNo, period: Period) -> i64 {
        self.stock.get(part).and_then(|months| months.get(&period)).map_or(0, |moved| moved.old_parts)
    }

    /// Whether a technician is on the dealer's list on a day, its first and last days included (agreement 4.13).
    pub fn is_listed(&self, technician: &Technician, day: Day) -> bool {
        let listings = self.technicians.get(technician).into_iter().flatten();
        listings.into_iter().any(|(listed_on, left_on)| *listed_on <= day && left_on.is_none_or(|left| day <= left))
    }

    /// The goods returned in a period, in the order of the register.
    pub fn goods_returns(&self, period: Period) -> &[GoodsReturn] {
        self.goods_returns.get(&period).map_or(&[], Vec::as_slice)
    }

    /// The complaints received in a period, in the order of the register.
    pub fn complaints(&self, period: Period) -> &[Complaint] {
        self.complaints.get(&period).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registers() -> Registers {
        let dealer = || DealerCode::new("D1").unwrap();
        let mut registers = Registers::default();
        for (period, units) in [("2026-01", 10), ("2026-02", -3), ("2026-02", 1), ("2026-03", 5)] {
            registers.add_sale(Sale {
                dealer: dealer(),
                line: ProductLine::new("stove").unwrap(),
                period: period.parse().unwrap(),
                units,
                settlement: Money::from_fen(units * 100),
            });
        }
        for (period, movement, qty) in [
            ("2026-01", Movement::Consign, 10),
            ("2026-01", Movement::OldPartReceived, 3),
            ("2026-02", Movement::Return, 2),
            ("2026-02", Movement::Adjust, -1),
            ("2026-03", Movement::Purchase, 4),
        ] {
            registers.add_stock(StockMovement {
                dealer: dealer(),
                part: PartNo::new("P1").unwrap(),
                period: period.parse().unwrap(),
                movement,
                qty,
                reference: None,
            });
        }
        registers
    }

    #[test]
    fn sales_of_a_month_add_up_and_ranges_include_both_ends() {
        let registers = registers();
        let records = registers.records(&DealerCode::new("D1").unwrap()).unwrap();
        let line = ProductLine::new("stove").unwrap();
        let months = |from: &str, to: &str| from.parse().unwrap()..=to.parse().unwrap();
        assert_eq!(records.sold(&line, "2026-02".parse().unwrap()).units, -2);
        assert_eq!(records.units_sold(&line, months("2026-01", "2026-02")), 8);
        assert_eq!(records.units_sold(&line, months("2026-02", "2026-03")), 3);
        assert_eq!(records.units_sold(&line, months("2026-03", "2026-02")), 0);
    }

    #[test]
    fn stock_counts_movements_up_to_and_including_the_period() {
        let registers = registers();
        let records = registers.records(&DealerCode::new("D1").unwrap()).unwrap();
        let part = PartNo::new("P1").unwrap();
        for (period, on_hand, old_parts) in
            [("2025-12", 0, 0), ("2026-01", 10, 3), ("2026-02", 7, 0), ("2026-03", 11, 0)]
        {
            let period = period.parse().unwrap();
            assert_eq!(records.moved_through(&part, period), on_hand, "{period}");
            assert_eq!(records.old_parts_received(&part, period), old_parts, "{period}");
        }
    }

    #[test]
    fn a_second_row_for_one_key_is_told() {
        let mut registers = Registers::default();
        let unit = |dealer| Unit {
            serial: SerialNo::new("S1").unwrap(),
            model: ProductModel::new("M1").unwrap(),
            dealer: DealerCode::new(dealer).unwrap(),
            sold_on: "2026-01-31".parse().unwrap(),
        };
        assert!(registers.add_unit(unit("D1")));
        assert!(!registers.add_unit(unit("D2")));
        let found = registers.unit(&SerialNo::new("S1").unwrap()).unwrap();
        assert_eq!(found.dealer.as_str(), "D1");
        let listing = |listed_on: &str| TechnicianListing {
            dealer: DealerCode::new("D1").unwrap(),
            technician: Technician::new("王强").unwrap(),
            listed_on: listed_on.parse().unwrap(),
            left_on: "2026-03-31".parse().ok(),
        };
        assert!(registers.add_technician(listing("2026-01-01")));
        assert!(registers.add_technician(listing("2026-02-01")));
        assert!(!registers.add_technician(listing("2026-02-01")));
    }
}
