//! Loads the registers and agreements of a run.

use std::collections::HashMap;
use std::path::Path;

use super::error::RunError;
use super::folder::{Folder, register_name};
use crate::agreement::callbacks::Calls;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::{
    Call, Complaint, Dealer, FiledSheet, GoodsReturn, Part, Product, Registers, Sale, StockMovement, Submission,
    TechnicianListing, Unit,
};
use crate::agreement::terms::{self, Agreements, Expected, TermFault};
use crate::calendar::{Day, Period};
use crate::sheets::{Fault, Limits, Problem, Reader, Record, SheetKind};

/// What a run's months are held against.
#[derive(Debug, Default)]
pub struct Books {
    /// The registers that the rules look into.
    pub registers: Registers,
    /// The agreements in all their versions.
    pub agreements: Agreements,
    /// The calls by dealer.
    pub calls: HashMap<DealerCode, Calls>,
    /// When the sheets came.
    pub received_on: HashMap<(DealerCode, Period, FiledSheet), Day>,
    /// The registers that the folder does not have; they are taken as empty.
    pub missing: Vec<&'static str>,
}

impl Books {
    /// Loads them all, or says everything that is wrong with the first file that cannot stand.
    pub fn load(root: &Path, folder: &Folder, reader: &Reader) -> Result<Self, RunError> {
        if folder.register(SheetKind::Dealers).is_none() {
            return Err(RunError::NoDealers(root.to_owned()));
        }
        let mut books = Self { agreements: agreements(root, folder)?, ..Self::default() };
        let mut load = Load { folder, reader, missing: Vec::new() };
        let registers = &mut books.registers;
        load.register(|dealer: Dealer| registers.add_dealer(dealer))?;
        load.register(|product: Product| registers.add_product(product))?;
        load.register(|part: Part| registers.add_part(part))?;
        load.register(|unit: Unit| registers.add_unit(unit))?;
        load.register(|listing: TechnicianListing| registers.add_technician(listing))?;
        load.rows(|sale: Sale| registers.add_sale(sale))?;
        load.rows(|movement: StockMovement| registers.add_stock(movement))?;
        load.rows(|goods: GoodsReturn| registers.add_goods_return(goods))?;
        load.rows(|complaint: Complaint| registers.add_complaint(complaint))?;
        let calls = &mut books.calls;
        load.rows(|call: Call| calls.entry(call.dealer.clone()).or_default().add(call))?;
        let received_on = &mut books.received_on;
        load.register(|came: Submission| {
            received_on.insert((came.dealer, came.period, came.sheet), came.received_on).is_none()
        })?;
        books.missing = load.missing;
        Ok(books)
    }
}

struct Load<'a> {
    folder: &'a Folder,
    reader: &'a Reader,
    missing: Vec<&'static str>,
}

impl Load<'_> {
    /// Reads a register without a key, which takes every row.
    fn rows<T: Record>(&mut self, mut add: impl FnMut(T)) -> Result<(), RunError> {
        self.register(|row| {
            add(row);
            true
        })
    }

    /// Reads one register into `add`, which answers whether the row's key was free.
    fn register<T: Record>(&mut self, mut add: impl FnMut(T) -> bool) -> Result<(), RunError> {
        let Some(path) = self.folder.register(T::SHEET) else {
            self.missing.push(register_name(T::SHEET));
            return Ok(());
        };
        let mut second_rows = Vec::new();
        let answer = self.reader.read(path, Limits::REGISTER, &mut |row, record: T| {
            if !add(record) {
                second_rows.push(row);
            }
        })?;
        let second_row =
            |row| Fault { sheet: answer.sheet.clone(), row: Some(row), ..Fault::of_sheet(Problem::SecondRow) };
        let mut faults = answer.faults.clone();
        faults.extend(second_rows.into_iter().map(second_row));
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(|fault| fault.row);
        let file = path.file_name().unwrap_or_default().display().to_string();
        Err(RunError::Register { file, faults })
    }
}

fn agreements(root: &Path, folder: &Folder) -> Result<Agreements, RunError> {
    if folder.agreements.is_empty() {
        return Err(RunError::NoAgreement(root.to_owned()));
    }
    let mut versions = Vec::new();
    for path in &folder.agreements {
        let bytes = std::fs::read(path).map_err(RunError::io(path))?;
        let file = path.file_name().unwrap_or_default().display().to_string();
        let Ok(text) = std::str::from_utf8(&bytes) else {
            let fault = TermFault { key: String::new(), value: String::new(), expected: Expected::Utf8 };
            return Err(RunError::Agreement { file, faults: vec![fault] });
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        versions.push(terms::parse(text).map_err(|faults| RunError::Agreement { file, faults })?);
    }
    Agreements::new(versions).map_err(RunError::SameFirstDay)
}
