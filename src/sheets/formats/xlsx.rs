//! Office Open XML workbooks (.xlsx, .xlsm), strict and transitional.

mod merges;
mod parts;
mod rows;
mod strings;
mod styles;

use std::rc::Rc;

use self::parts::Parts;
use self::rows::SheetReader;
use self::strings::SharedStrings;
use super::{Merge, RowSink, Sheet, Workbook};
use crate::sheets::container::Container;
use crate::sheets::fault::{FileProblem, Stranger};
use crate::sheets::xml::Scanner;

/// How much inflated XML is held at once, over all sheets: merged cells stand behind the rows, and what is held is not
/// inflated again to read the rows.
const HELD_BYTES_MAX: u64 = 150 << 20;

/// The largest of the small parts: workbook, relations, styles.
const SMALL_PART_BYTES_MAX: u64 = 32 << 20;

/// An opened workbook.
#[derive(Debug)]
pub struct Xlsx {
    container: Container,
    sheets: Vec<Sheet>,
    /// The parts of the sheets, in the same order.
    paths: Vec<String>,
    counts_from_1904: bool,
    date_formats: Vec<bool>,
    strings: Option<SharedStrings>,
    strings_path: Option<String>,
    held: Vec<Option<Rc<Vec<u8>>>>,
    held_bytes: u64,
    merges: Vec<Option<Vec<Merge>>>,
}

impl Xlsx {
    /// Opens a workbook; its sheets are read later.
    pub fn open(mut container: Container) -> Result<Self, FileProblem> {
        let parts = Parts::read(&mut container)?;
        let date_formats = match &parts.styles {
            Some(path) => styles::date_formats(&container.read(path, SMALL_PART_BYTES_MAX)?)?,
            None => Vec::new(),
        };
        let count = parts.sheets.len();
        let (sheets, paths) = parts.sheets.into_iter().unzip();
        Ok(Self {
            container,
            sheets,
            paths,
            counts_from_1904: parts.counts_from_1904,
            date_formats,
            strings: None,
            strings_path: parts.shared_strings,
            held: vec![None; count],
            held_bytes: 0,
            merges: vec![None; count],
        })
    }

    fn path(&self, sheet: usize) -> Result<String, FileProblem> {
        self.paths.get(sheet).cloned().ok_or(FileProblem::Damaged)
    }

    /// A sheet's XML if it is or may be held in memory.
    fn hold(&mut self, sheet: usize) -> Result<Option<Rc<Vec<u8>>>, FileProblem> {
        if let Some(Some(held)) = self.held.get(sheet) {
            return Ok(Some(Rc::clone(held)));
        }
        let path = self.path(sheet)?;
        let bytes = self.container.bytes_of(&path).ok_or(FileProblem::Damaged)?;
        if self.held_bytes.saturating_add(bytes) > HELD_BYTES_MAX {
            return Ok(None);
        }
        let held = Rc::new(self.container.read(&path, HELD_BYTES_MAX)?);
        self.held_bytes += bytes;
        if let Some(slot) = self.held.get_mut(sheet) {
            *slot = Some(Rc::clone(&held));
        }
        Ok(Some(held))
    }

    fn load_strings(&mut self) -> Result<(), FileProblem> {
        if self.strings.is_none() {
            self.strings = Some(match &self.strings_path {
                Some(path) => SharedStrings::read(Scanner::of_stream(self.container.part(path)?)?)?,
                None => SharedStrings::default(),
            });
        }
        Ok(())
    }
}

impl Workbook for Xlsx {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn counts_from_1904(&self) -> bool {
        self.counts_from_1904
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        if let Some(Some(merges)) = self.merges.get(sheet) {
            return Ok(merges.clone());
        }
        let merges = match self.hold(sheet)? {
            Some(held) => merges::of_bytes(&held)?,
            None => merges::of_stream(self.container.part(&self.path(sheet)?)?)?,
        };
        if let Some(slot) = self.merges.get_mut(sheet) {
            *slot = Some(merges.clone());
        }
        Ok(merges)
    }

    fn rows(&mut self, sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let expected = self.merges(sheet)?;
        self.load_strings()?;
        let held = self.hold(sheet)?;
        let path = self.path(sheet)?;
        let scanner = match &held {
            Some(held) => Scanner::of_bytes(held),
            None => Scanner::of_stream(self.container.part(&path)?)?,
        };
        let strings = self.strings.as_ref().ok_or(FileProblem::Damaged)?;
        let found = SheetReader::new(scanner, strings, &self.date_formats).read(sink)?;
        // The merged cells were looked up before the rows; had the look-up been led astray, the rows would be wrong.
        match found {
            Some(found) if found != expected => Err(FileProblem::Damaged),
            _ => Ok(()),
        }
    }
}

/// Whether a part's name says that the workbook is binary or no workbook at all.
fn stranger(path: &str) -> Option<Stranger> {
    let (folder, name) = path.split_once('/').unwrap_or_default();
    let is_binary = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("bin"));
    match folder.to_ascii_lowercase().as_str() {
        _ if is_binary => Some(Stranger::Xlsb),
        "word" => Some(Stranger::Document),
        "ppt" => Some(Stranger::Presentation),
        _ => None,
    }
}
