//! The sheet that a dealer fills in: an empty one of ours, with what came back in it already.
//!
//! It is read as any other sheet is. What can be chosen is offered in its cells, longer lists stand on a hidden tab, since
//! a cell offers no more than 255 letters of its own.

use rust_xlsxwriter::{
    ColNum, Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::cell::{of_iso, shown};
use super::columns::{CellKind, Column, Need, layout};
use super::formats::RawValue;
use super::returned::ReturnedRow;
use super::{SheetKind, header_key};
use crate::calendar::Day;

/// The header's row, from 0: below the title and what is to be known.
const HEADER_ROW: u32 = 2;
/// So many rows below the header offer what can be chosen.
const ROWS_OFFERED: u32 = 5_000;
/// The tab with the longer lists.
const LISTS: &str = "lists";
/// A message of a cell has so many letters at most.
const MESSAGE_UNITS_MAX: usize = 250;

/// What a template says.
#[derive(Debug)]
pub struct Template<'a> {
    /// The sheet that it is read as.
    pub sheet: SheetKind,
    /// The name on its tab.
    pub tab: &'a str,
    /// Whose it is, and for which month.
    pub title: &'a str,
    /// What is to be known before filling it in.
    pub lead: &'a str,
    /// The day that the file says it was made on, so that the same template has the same bytes.
    pub made_on: Day,
    /// Every column of the sheet, in its order.
    pub columns: Vec<TemplateColumn>,
    /// What came back.
    pub rows: &'a [ReturnedRow],
}

/// A column as the template shows it.
#[derive(Debug)]
pub struct TemplateColumn {
    /// Its header.
    pub header: String,
    /// How it is filled in.
    pub note: String,
    /// What can be chosen.
    pub offer: Offer,
}

/// What a column's cells offer.
#[derive(Debug, Default)]
pub enum Offer {
    /// Nothing.
    #[default]
    Nothing,
    /// These words and no others.
    Words(Vec<String>),
    /// What is registered; anything else is asked back.
    Registered(Vec<String>),
    /// Days of the month; any other is asked back.
    Days(Day, Day),
}

/// A column of the sheet that a template is made for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its English name.
    pub name: &'static str,
    /// Its Chinese name.
    pub chinese: &'static str,
    /// Whether the header must have it.
    pub is_required: bool,
    /// Whether it takes yes or no.
    pub is_yes_no: bool,
    /// The words that it takes, in English and Chinese; none where it takes more than some words.
    pub words: &'static [(&'static str, &'static str)],
}

impl Asked {
    /// Whether a spelling is one of the column's own names, a remark in brackets set aside.
    #[must_use]
    pub fn is_named(&self, spelled: &str) -> bool {
        let bare = spelled.split(['(', '（', '[', '［', '【', '〔']).next().unwrap_or_default();
        [spelled, bare]
            .into_iter()
            .map(header_key)
            .any(|key| !key.is_empty() && (key == header_key(self.name) || key == header_key(self.chinese)))
    }

    /// Whether it takes only some words.
    #[must_use]
    pub const fn is_coded(&self) -> bool {
        self.is_yes_no || !self.words.is_empty()
    }
}

/// The columns of a sheet, in their order.
#[must_use]
pub fn asked(sheet: SheetKind) -> Vec<Asked> {
    let of_column = |column: &Column| Asked {
        name: column.name,
        chinese: column.chinese,
        is_required: column.need != Need::Optional,
        is_yes_no: matches!(column.kind, CellKind::YesNo),
        words: match column.kind {
            CellKind::Choice(words) => words,
            _ => &[],
        },
    };
    layout(sheet).columns.iter().map(of_column).collect()
}

/// The workbook; the same template has the same bytes.
pub fn write(template: &Template<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made_on = ExcelDateTime::parse_from_str(&template.made_on.to_string())?;
    workbook.set_properties(&DocProperties::new().set_title(template.title).set_creation_datetime(&made_on));
    let mut lists = Lists { sheet: Worksheet::new(), count: 0 };
    lists.sheet.set_name(LISTS)?.set_hidden(true);
    let mut sheet = Worksheet::new();
    sheet.set_name(template.tab)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    head(&mut sheet, template)?;
    let columns = layout(template.sheet).columns;
    for (place, (shown, column)) in (0..).zip(template.columns.iter().zip(columns)) {
        fill_in(&mut sheet, place, shown, column, &mut lists)?;
    }
    for (row, returned) in (HEADER_ROW + 1..).zip(template.rows) {
        write_row(&mut sheet, row, returned, columns)?;
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 1)?;
    workbook.push_worksheet(sheet);
    if lists.count > 0 {
        workbook.push_worksheet(lists.sheet);
    }
    workbook.save_to_buffer()
}

fn head(sheet: &mut Worksheet, template: &Template<'_>) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, template.title, &title)?;
    let lead = Format::new().set_font_color(Color::RGB(0x0055_606f));
    sheet.write_string_with_format(1, 0, template.lead, &lead)?;
    Ok(())
}

/// A column: its header with the note, how its cells look, and what they offer.
fn fill_in(
    sheet: &mut Worksheet,
    place: ColNum,
    shown: &TemplateColumn,
    column: &Column,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    const NOTE_PIXELS: u32 = 260;
    let is_required = column.need != Need::Optional;
    let ground = if is_required { Color::RGB(0x00fc_e4d6) } else { Color::RGB(0x00e4_eefa) };
    let format = Format::new().set_bold().set_text_wrap().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    sheet.write_string_with_format(HEADER_ROW, place, &shown.header, &format.set_background_color(ground))?;
    if !shown.note.is_empty() {
        let note = Note::new(&shown.note).add_author_prefix(false).set_width(NOTE_PIXELS);
        sheet.insert_note(HEADER_ROW, place, &note)?;
    }
    sheet.set_column_format(place, &format_of(&column.kind))?;
    sheet.set_column_width(place, width_of(&column.kind, &shown.header))?;
    let Some(validation) = offered(shown, lists)? else { return Ok(()) };
    sheet.add_data_validation(HEADER_ROW + 1, place, HEADER_ROW + ROWS_OFFERED, place, &validation)?;
    Ok(())
}

fn offered(column: &TemplateColumn, lists: &mut Lists) -> Result<Option<DataValidation>, XlsxError> {
    let validation = match &column.offer {
        Offer::Nothing => return Ok(None),
        Offer::Words(words) => DataValidation::new().allow_list_strings(words)?,
        Offer::Registered(values) if values.is_empty() => return Ok(None),
        Offer::Registered(values) => {
            let range = lists.add(values)?;
            let offered = DataValidation::new().allow_list_formula(Formula::new(range));
            offered.set_error_style(DataValidationErrorStyle::Warning)
        }
        Offer::Days(first, last) => {
            let day = |day: &Day| ExcelDateTime::parse_from_str(&day.to_string());
            let offered = DataValidation::new().allow_date(DataValidationRule::Between(day(first)?, day(last)?));
            offered.set_error_style(DataValidationErrorStyle::Warning)
        }
    };
    let message: String = column.note.chars().take(MESSAGE_UNITS_MAX).collect();
    Ok(Some(if message.is_empty() { validation } else { validation.set_error_message(message)? }))
}

/// The hidden tab.
struct Lists {
    sheet: Worksheet,
    count: ColNum,
}

impl Lists {
    /// Writes a list down, and says where it stands.
    fn add(&mut self, values: &[String]) -> Result<String, XlsxError> {
        let column = self.count;
        self.count += 1;
        for (row, value) in (0..).zip(values) {
            self.sheet.write_string(row, column, value)?;
        }
        let letters = super::header::letters(column.into());
        Ok(format!("={LISTS}!${letters}$1:${letters}${}", values.len()))
    }
}

fn format_of(kind: &CellKind) -> Format {
    Format::new().set_num_format(match kind {
        // Texts keep their digits and zeros.
        CellKind::Text | CellKind::Period | CellKind::Choice(_) | CellKind::YesNo => "@",
        CellKind::Day => "yyyy-mm-dd",
        CellKind::Moment => "yyyy-mm-dd hh:mm",
        CellKind::Money { .. } => "0.00",
        CellKind::Integer { .. } => "0",
    })
}

fn width_of(kind: &CellKind, header: &str) -> u32 {
    let letters: usize = header.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
    let least = match kind {
        CellKind::Text => 16,
        CellKind::Moment => 17,
        _ => 12,
    };
    u32::try_from(letters + 2).unwrap_or(least).clamp(least, 30)
}

/// A row that came back: its values as they stood, what is wrong with them noted at the cells.
fn write_row(sheet: &mut Worksheet, row: u32, returned: &ReturnedRow, columns: &[Column]) -> Result<(), XlsxError> {
    let bad =
        |format: Format| format.set_background_color(Color::RGB(0x00ff_c7ce)).set_font_color(Color::RGB(0x009c_0006));
    for (place, column) in columns.iter().enumerate() {
        let at = ColNum::try_from(place).map_err(|_| XlsxError::RowColumnLimitError)?;
        let told = returned.told(place);
        let format = if told.is_empty() { format_of(&column.kind) } else { bad(format_of(&column.kind)) };
        match returned.value(place) {
            Some(raw) => write_cell(sheet, (row, at), &column.kind, raw, returned.counts_from_1904(), &format)?,
            None if told.is_empty() => continue,
            None => {
                sheet.write_blank(row, at, &format)?;
            }
        }
        if !told.is_empty() {
            sheet.insert_note(row, at, &Note::new(told).add_author_prefix(false).set_width(260))?;
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, ColNum),
    kind: &CellKind,
    raw: RawValue<'_>,
    counts_from_1904: bool,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = match raw {
        RawValue::IsoDate(text) => of_iso(text).map_or_else(|| text.to_owned(), |moment| moment.to_string()),
        RawValue::Error(_) => String::new(),
        raw => shown(raw, counts_from_1904),
    };
    let text = text.trim_end_matches(" 00:00:00");
    let is_date = matches!(raw, RawValue::IsoDate(_) | RawValue::Number { is_date: true, .. });
    match (kind, raw) {
        (CellKind::Day | CellKind::Moment, _) if is_date => {
            match ExcelDateTime::parse_from_str(&text.replace(' ', "T")) {
                Ok(moment) => sheet.write_datetime_with_format(row, column, &moment, format)?,
                Err(_) => sheet.write_string_with_format(row, column, text, format)?,
            };
        }
        (CellKind::Money { .. } | CellKind::Integer { .. }, RawValue::Number { value, is_date: false, .. }) => {
            sheet.write_number_with_format(row, column, value, format)?;
        }
        _ if text.is_empty() => {
            sheet.write_blank(row, column, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, text, format)?;
        }
    }
    Ok(())
}
