//! A paper as a workbook: numbers as numbers, codes as texts, one sheet that prints on A4.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::document::{Cell, ColumnKind, Document, Fact, Part, Table};
use crate::money::stored_number;
use crate::texts::Label;

/// A sheet has at least so many columns of equal meaning: facts take them in pairs.
const COLUMNS_MIN: u16 = 6;

/// The workbook; the same paper has the same bytes.
pub fn draw(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made_on = ExcelDateTime::parse_from_str(&document.made_on.to_string())?;
    workbook.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&made_on));
    let sheet = workbook.add_worksheet();
    let formats = Formats::new();
    let mut page = Page { sheet, formats: &formats, row: 0, last_column: columns(document) - 1 };
    page.set_up(document)?;
    page.merged(&document.title, &formats.title)?;
    page.merged(&document.subtitle, &formats.subtitle)?;
    if let Some(draft) = &document.draft {
        page.merged(draft, &formats.draft)?;
    }
    // The head stays in sight, as it says whose paper this is.
    page.sheet.set_freeze_panes(page.row, 0)?;
    page.facts(&document.facts)?;
    for section in &document.sections {
        page.row += 1;
        page.merged(&section.title, &formats.heading)?;
        for part in &section.parts {
            match part {
                Part::Facts(facts) => page.facts(facts)?,
                Part::Note(note) => page.note(note)?,
                Part::Table(table) => page.table(table)?,
            }
        }
    }
    page.row += 1;
    let (row, last) = (page.row, page.last_column);
    page.sheet.set_print_area(0, 0, row, last)?;
    page.sheet.write_string_with_format(row, 0, document.footer(), &formats.name)?;
    workbook.save_to_buffer()
}

/// As many columns as the widest table has.
fn columns(document: &Document) -> u16 {
    let tables = document.sections.iter().flat_map(|section| &section.parts).filter_map(|part| match part {
        Part::Table(table) => u16::try_from(table.columns.len()).ok(),
        Part::Facts(_) | Part::Note(_) => None,
    });
    tables.max().unwrap_or_default().max(COLUMNS_MIN)
}

struct Formats {
    title: Format,
    subtitle: Format,
    draft: Format,
    heading: Format,
    name: Format,
    value: Format,
    main: Format,
    note: Format,
    head: Format,
    text: Format,
    amount: Format,
    count: Format,
    day: Format,
    total_text: Format,
    total_amount: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        let wrapped = || cell().set_text_wrap();
        let total = || cell().set_bold().set_background_color("#EEEEEE");
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            subtitle: Format::new().set_align(FormatAlign::Center),
            draft: Format::new().set_bold().set_font_color("#A40000").set_align(FormatAlign::Center),
            heading: Format::new().set_bold().set_font_size(12).set_border_bottom(FormatBorder::Thin),
            name: Format::new().set_font_color("#555555").set_align(FormatAlign::Top),
            value: Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Left),
            main: Format::new().set_bold().set_align(FormatAlign::Top).set_align(FormatAlign::Left),
            note: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            head: wrapped().set_bold().set_background_color("#EEEEEE"),
            text: wrapped(),
            amount: cell().set_num_format("#,##0.00"),
            count: cell().set_num_format("0"),
            day: cell().set_num_format("yyyy-mm-dd"),
            total_text: total(),
            total_amount: total().set_num_format("#,##0.00"),
        }
    }
}

/// The sheet while it is filled.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
    last_column: u16,
}

impl Page<'_> {
    fn set_up(&mut self, document: &Document) -> Result<(), XlsxError> {
        self.sheet.set_name(document.lang.label(Label::SheetName))?;
        self.sheet.set_paper_size(9).set_portrait().set_print_fit_to_pages(1, 0);
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        // `&` begins a code in a footer.
        let footer = format!("&L&8{}&R&8&P / &N", document.footer().replace('&', "&&"));
        self.sheet.set_footer(footer);
        let mut widths = vec![11; usize::from(self.last_column) + 1];
        for part in document.sections.iter().flat_map(|section| &section.parts) {
            let Part::Table(table) = part else { continue };
            for ((place, column), width) in table.columns.iter().enumerate().zip(&mut widths) {
                let cells = table.rows.iter().filter_map(|row| row.get(place));
                let widest = cells.map(|cell| letters(&cell.shown())).max().unwrap_or_default();
                *width = widest.min(wide(column.kind)).max(*width);
            }
        }
        for (column, width) in (0..).zip(widths) {
            self.sheet.set_column_width(column, width)?;
        }
        Ok(())
    }

    /// A line over all columns.
    fn merged(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.merge_range(self.row, 0, self.row, self.last_column, text, format)?;
        self.row += 1;
        Ok(())
    }

    fn facts(&mut self, facts: &[Fact]) -> Result<(), XlsxError> {
        for fact in facts {
            let (name, value) = if fact.is_main {
                (&self.formats.main, &self.formats.main)
            } else {
                (&self.formats.name, &self.formats.value)
            };
            self.sheet.merge_range(self.row, 0, self.row, 1, &fact.label, name)?;
            self.sheet.merge_range(self.row, 2, self.row, self.last_column, &fact.value, value)?;
            self.row += 1;
        }
        Ok(())
    }

    fn note(&mut self, note: &str) -> Result<(), XlsxError> {
        // A merged cell does not grow by itself.
        let lines = u16::try_from(letters(note) / 90 + 1).unwrap_or(u16::MAX);
        self.sheet.set_row_height(self.row, lines.saturating_mul(16))?;
        self.merged(note, &self.formats.note.clone())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        if !table.caption.is_empty() {
            self.merged(&table.caption, &self.formats.main.clone())?;
        }
        for (column, head) in (0..).zip(&table.columns) {
            self.sheet.write_string_with_format(self.row, column, &head.title, &self.formats.head)?;
        }
        self.row += 1;
        for row in &table.rows {
            for (column, cell) in (0..).zip(row) {
                self.cell(column, cell)?;
            }
            self.row += 1;
        }
        if let Some(total) = &table.total {
            for (column, cell) in (0..).zip(total) {
                match cell {
                    Cell::Amount(amount) => {
                        let number = stored_number(amount)?;
                        self.sheet.write_number_with_format(self.row, column, number, &self.formats.total_amount)?
                    }
                    other => {
                        let text = other.shown();
                        self.sheet.write_string_with_format(self.row, column, text, &self.formats.total_text)?
                    }
                };
            }
            self.row += 1;
        }
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let (sheet, row, formats) = (&mut *self.sheet, self.row, self.formats);
        match cell {
            Cell::Blank => sheet.write_blank(row, column, &formats.text)?,
            Cell::Text(text) => sheet.write_string_with_format(row, column, text, &formats.text)?,
            Cell::Count(count) => sheet.write_number_with_format(row, column, stored_number(count)?, &formats.count)?,
            Cell::Amount(amount) => {
                sheet.write_number_with_format(row, column, stored_number(amount)?, &formats.amount)?
            }
            Cell::Day(day) => {
                let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                sheet.write_datetime_with_format(row, column, &day, &formats.day)?
            }
        };
        Ok(())
    }
}

/// How wide a text is in Latin letters; a Chinese character takes two.
fn letters(text: &str) -> u32 {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

/// How wide a column may become; what does not fit is wrapped.
fn wide(kind: ColumnKind) -> u32 {
    match kind {
        ColumnKind::Text => 44,
        ColumnKind::Id => 24,
        ColumnKind::Count | ColumnKind::Amount | ColumnKind::Day => 16,
    }
}
