//! Sample folders (`sanbao samples`): the input of a folder run in any size, slip by slip, with flat memory. The same
//! plan gives the same bytes.

mod calls;
mod catalogue;
mod chance;
mod filed;
mod flaws;
mod people;
mod plan;
mod registers;
mod sheet;
mod slips;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use calls::Calls;
use catalogue::LINES;
use filed::Tongue;
use registers::{Registers, Used};
use sheet::{Cell, Sheet};
use slips::Place;

use crate::sheets::SheetKind;

pub use plan::{DEALERS_MAX, MONTHS_MAX, Plan, PlanError, SHEET_SLIPS_MAX, SLIPS_MAX};
pub use sheet::{Format, WriteError};

/// What was made, for the command line that settles it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Slips of all dealers and months.
    pub slips: u32,
    /// Their rows, one per part.
    pub rows: u32,
    /// The rows of the longest sheet that a dealer files.
    pub rows_max: u32,
    /// The bytes of the largest.
    pub bytes_max: u64,
}

/// Why no folder was made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is something in the folder already.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// The folder or a file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Rows below the header that a worksheet has room for.
const WORKSHEET_ROWS: u32 = 1_048_575;
/// Slips between two reports of how far we are.
const REPORT_EVERY: u32 = 1_000;

/// Writes the folder, which must not exist or be empty; `progress` is told the slips written so far.
pub fn make(plan: &Plan, folder: &Path, format: Format, progress: &mut dyn FnMut(u32)) -> Result<Made, Error> {
    std::fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
    if std::fs::read_dir(folder).map_err(WriteError::at(folder))?.next().is_some() {
        return Err(Error::NotEmpty(folder.to_owned()));
    }
    agreements(plan, folder)?;
    for month in 0..plan.months {
        let month = folder.join(plan.period(month).to_string());
        std::fs::create_dir(&month).map_err(WriteError::at(&month))?;
    }
    let mut folder = Folder {
        plan,
        path: folder,
        format,
        registers: Registers::create(folder, format)?,
        made: Made::default(),
        progress,
    };
    for dealer in 0..plan.dealers {
        folder.dealer(dealer)?;
    }
    folder.registers.finish()?;
    Ok(folder.made)
}

/// The folder that is being written.
struct Folder<'a> {
    plan: &'a Plan,
    path: &'a Path,
    format: Format,
    registers: Registers,
    made: Made,
    progress: &'a mut dyn FnMut(u32),
}

impl Folder<'_> {
    fn dealer(&mut self, dealer: u32) -> Result<(), WriteError> {
        self.registers.dealer(self.plan, dealer)?;
        let mut busiest = [0; 3];
        for month in 0..self.plan.months {
            let used = self.slips(dealer, month)?;
            self.feedback(dealer, month)?;
            self.registers.month(self.plan, dealer, month, &used)?;
            for (most, slips) in busiest.iter_mut().zip(used.slips) {
                *most = slips.max(*most);
            }
        }
        self.registers.sales(self.plan, dealer, busiest)
    }

    fn slips(&mut self, dealer: u32, month: u32) -> Result<Used, WriteError> {
        let tongue = Tongue::of(dealer);
        let slips = self.plan.slips_of(dealer, month);
        let mut sheet = self.sheet(dealer, month, "slips", SheetKind::Slips)?;
        let calls = Calls::new(self.plan, dealer, month, slips);
        let mut used = Used::default();
        let mut second_rows = WORKSHEET_ROWS.saturating_sub(slips);
        for slip in 0..slips {
            let place = Place { dealer, month, slip };
            let made = slips::slip(self.plan, place, second_rows > 0);
            used.count(made.line, &made.slip);
            sheet.row(filed::slip_row(&made.slip, tongue))?;
            for part in made.slip.parts.iter().skip(1) {
                sheet.row(filed::part_row(&made.slip, part, tongue))?;
                second_rows = second_rows.saturating_sub(1);
            }
            if let Some(unit) = &made.unit {
                self.registers.unit(unit)?;
            }
            calls.call(self.plan, place, &made.slip, &mut self.registers.callbacks)?;
            self.made.slips += 1;
            if self.made.slips.is_multiple_of(REPORT_EVERY) {
                (self.progress)(self.made.slips);
            }
        }
        let (rows, bytes) = sheet.finish()?;
        self.made.rows += rows;
        self.made.rows_max = self.made.rows_max.max(rows);
        self.made.bytes_max = self.made.bytes_max.max(bytes);
        Ok(used)
    }

    /// The quality feedback: what broke most often, by the dealer's word.
    fn feedback(&mut self, dealer: u32, month: u32) -> Result<(), WriteError> {
        const FEEDBACK: u64 = 30;
        let tongue = Tongue::of(dealer);
        let mut sheet = self.sheet(dealer, month, "feedback", SheetKind::Feedback)?;
        let mut chance = self.plan.chance(FEEDBACK, Place { dealer, month, slip: 0 });
        let most = self.plan.slips_of(dealer, month) / 10 + 2;
        for line in &LINES {
            let fault = chance.pick(&line.faults);
            let (model, ..) = chance.pick(&line.models);
            let cause = chance.pick(&["装配不良", "零件老化", "水质硬、结垢", "使用环境油烟重"]);
            let advice = chance.pick(&["建议加强出厂检验", "建议改用耐高温材料", "建议增加密封", ""]);
            let cells = [model, fault.code, fault.description].map(Cell::Text);
            let counted = [Cell::Count(chance.between(1, most).into()), Cell::text(fault.part)];
            let severity = [Cell::Text(tongue.word(filed::FUNCTION))];
            let opinion = [cause, advice].map(Cell::Text);
            sheet.row(cells.into_iter().chain(counted).chain(severity).chain(opinion))?;
        }
        sheet.finish().map(drop)
    }

    fn sheet(&self, dealer: u32, month: u32, name: &str, kind: SheetKind) -> Result<Sheet, WriteError> {
        let folder = self.path.join(self.plan.period(month).to_string());
        let name = format!("{}-{name}", plan::dealer_code(dealer));
        Sheet::create(&folder, &name, self.format, Tongue::of(dealer).header(kind))
    }
}

/// One agreement for everybody, and a better one for the third dealer.
fn agreements(plan: &Plan, folder: &Path) -> Result<(), WriteError> {
    const THIRD: u32 = 2;
    let standard = agreement(plan, "standard", "*", "");
    write(&folder.join("agreement-standard.toml"), &standard)?;
    if plan.dealers > THIRD {
        let code = plan::dealer_code(THIRD).to_string();
        let special = agreement(plan, "special", &code, "payment_days = 10\nresponse_measure = \"arrival\"\n");
        write(&folder.join("agreement-special.toml"), &special)?;
    }
    Ok(())
}

fn agreement(plan: &Plan, name: &str, dealer: &str, more_terms: &str) -> String {
    let from = plan.from.plus(-24);
    let mut text = format!(
        "code = \"{name}-{year}\"\ndealers = [\"{dealer}\"]\neffective_from = {from}-01\n\n\
         [terms]\nsampling_aql = \"{aql}\"\nlate_service_fine = \"5.00\"\ndealer_callback_fine = \"50.00\"\n{more_terms}",
        year = from.year(),
        aql = calls::AQL.as_str(),
    );
    for line in &LINES {
        text.extend(["\n[lines.", line.code, "]\n", line.terms]);
    }
    text
}

fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    std::fs::write(path, text).map_err(WriteError::at(path))
}
