//! The list of all faults, with links to their cells.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::{Tab, Words, shortened};
use crate::sheets::fault::Fault;
use crate::sheets::header::letters;

/// Excel opens no sheet with more links than 65,530.
const LINKS_MAX: u32 = 60_000;
/// Nobody reads further.
const FAULTS_MAX: usize = 100_000;
/// The row of the headings; above them stands what to do.
const HEADINGS_ROW: u32 = 2;
/// Excel takes no longer text.
const TEXT_UNITS_MAX: usize = 32_767;
/// Sheet, cell, column, value, fault.
const WIDTHS: [u32; 5] = [16, 10, 16, 24, 80];

/// Writes the list.
pub fn write(faults: &[Fault], tabs: &[Tab], words: &dyn Words) -> Result<Worksheet, XlsxError> {
    let mut list = Worksheet::new();
    list.set_name(words.list_name())?;
    list.write_string(0, 0, words.summary(faults.len()))?;
    let bold = Format::new().set_bold();
    for (column, (heading, width)) in (0..).zip(words.headings().into_iter().zip(WIDTHS)) {
        list.write_string_with_format(HEADINGS_ROW, column, heading, &bold)?;
        list.set_column_width(column, width)?;
    }
    list.set_freeze_panes(HEADINGS_ROW + 1, 0)?;
    let wrapped = Format::new().set_text_wrap();
    let mut row = HEADINGS_ROW;
    for fault in faults.iter().take(FAULTS_MAX) {
        row += 1;
        let tab = tabs.iter().find(|tab| tab.original == fault.sheet);
        list.write_string(row, 0, tab.map_or(fault.sheet.as_str(), |tab| tab.name.as_str()))?;
        if let (Some(tab), Some(number)) = (tab, fault.row) {
            let column = fault.column.as_ref().and_then(|column| tab.columns.get(column)).copied().unwrap_or_default();
            let cell = format!("{}{number}", letters(column));
            if row < LINKS_MAX {
                // No quotation mark stands in the copy's names of tabs.
                let link = Url::new(format!("internal:'{}'!{cell}", tab.name));
                list.write_url_with_text(row, 1, link, cell)?;
            } else {
                list.write_string(row, 1, cell)?;
            }
        }
        list.write_string(row, 2, fault.column.as_deref().unwrap_or_default())?;
        list.write_string(row, 3, &fault.value)?;
        let sentence = shortened(&words.problem(&fault.problem), TEXT_UNITS_MAX);
        list.write_string_with_format(row, 4, sentence, &wrapped)?;
    }
    if faults.len() > FAULTS_MAX {
        list.write_string(row + 1, 0, words.more(faults.len() - FAULTS_MAX))?;
    }
    Ok(list)
}
