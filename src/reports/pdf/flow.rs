//! What follows what: heads, facts and notes go down the pages; a page that is full is followed by the next.

use std::collections::BTreeSet;

use super::sheet::{BOTTOM, Ink, MARGIN, POINT, Sheet, Style, TOP, WIDTH};
use super::typeface::Typeface;
use crate::reports::document::{Document, Fact};
use crate::texts::Said;

/// The width of the body.
pub const BODY: u32 = WIDTH - 2 * MARGIN;
/// The size of most texts.
pub const SIZE: u32 = 8 * POINT + POINT / 2;
/// From one base line to the next.
pub const LEADING: u32 = 12 * POINT;
/// From the top of a line to its base.
pub const ASCENT: u32 = 9 * POINT;

/// How most texts are set.
pub const PLAIN: Style = Style { size: SIZE, bold: false, ink: Ink::Black };
/// What stands out.
pub const BOLD: Style = Style { bold: true, ..PLAIN };
/// What only names.
const NAMES: Style = Style { ink: Ink::Grey, ..PLAIN };

/// A paper while it is laid out.
pub struct Flow<'a> {
    document: &'a Document,
    pub(super) typeface: &'a Typeface,
    done: Vec<Sheet>,
    pub(super) sheet: Sheet,
    /// How far down the page is filled.
    pub(super) y: u32,
}

impl<'a> Flow<'a> {
    /// An empty first page.
    pub fn new(document: &'a Document, typeface: &'a Typeface) -> Self {
        Self { document, typeface, done: Vec::new(), sheet: Sheet::default(), y: TOP - 8 * POINT }
    }

    /// Begins a new page.
    pub fn turn(&mut self) {
        self.done.push(std::mem::take(&mut self.sheet));
        self.y = TOP;
    }

    /// Turns the page where not so much is left of it.
    pub fn need(&mut self, height: u32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.turn();
        }
    }

    /// Title and subtitle, and that it is a draft.
    pub fn head(&mut self) {
        let document = self.document;
        self.centred(&document.title, Style { size: 17 * POINT, bold: true, ink: Ink::Black }, 26 * POINT);
        self.centred(&document.subtitle, Style { size: 10 * POINT, ..PLAIN }, 20 * POINT);
        if let Some(draft) = &document.draft {
            let height = LEADING + 8 * POINT;
            self.frame(height);
            self.y += 5 * POINT;
            self.centred(draft, Style { bold: true, ink: Ink::Red, ..PLAIN }, height);
        }
    }

    /// A red frame of a height, around what comes next.
    fn frame(&mut self, height: u32) {
        for (at, size) in [
            ((MARGIN, self.y), (BODY, POINT)),
            ((MARGIN, self.y + height), (BODY, POINT)),
            ((MARGIN, self.y), (POINT, height)),
            ((WIDTH - MARGIN - POINT, self.y), (POINT, height)),
        ] {
            self.sheet.fill(at, size, Ink::Red);
        }
    }

    fn centred(&mut self, text: &str, style: Style, height: u32) {
        let width = self.typeface.width(text, style.size);
        let x = MARGIN + BODY.saturating_sub(width) / 2;
        self.sheet.text((x, self.y + style.size), style, text);
        self.y += height;
    }

    /// The title of a section, which does not stand alone at the foot of a page.
    pub fn heading(&mut self, title: &str) {
        self.need(70 * POINT);
        self.y += 10 * POINT;
        let style = Style { size: 10 * POINT + POINT / 2, bold: true, ink: Ink::Black };
        self.sheet.text((MARGIN, self.y + style.size), style, title);
        self.y += 15 * POINT;
        self.sheet.fill((MARGIN, self.y), (BODY, POINT / 2), Ink::Black);
        self.y += 4 * POINT;
    }

    /// Facts in two columns; what matters most has a line of its own.
    pub fn facts(&mut self, facts: &[Fact]) {
        let mut beside: Option<&Fact> = None;
        for fact in facts {
            if fact.is_main {
                self.row_of_facts(beside.take(), None);
                self.main_fact(fact);
            } else if let Some(left) = beside.take() {
                self.row_of_facts(Some(left), Some(fact));
            } else {
                beside = Some(fact);
            }
        }
        self.row_of_facts(beside, None);
        self.y += 2 * POINT;
    }

    fn row_of_facts(&mut self, left: Option<&Fact>, right: Option<&Fact>) {
        let (half, names) = (BODY / 2, 96 * POINT);
        let cells: Vec<(u32, Vec<&str>, Vec<&str>)> = [left, right]
            .into_iter()
            .flatten()
            .zip([MARGIN, MARGIN + half])
            .map(|(fact, x)| {
                let label = self.typeface.lines(&fact.label, SIZE, names - 6 * POINT);
                (x, label, self.typeface.lines(&fact.value, SIZE, half - names - 6 * POINT))
            })
            .collect();
        let lines = cells.iter().map(|(_, label, value)| label.len().max(value.len())).max().unwrap_or_default();
        self.need(height_of(lines));
        for (x, label, value) in &cells {
            self.lines_at(*x, label, NAMES);
            self.lines_at(x + names, value, PLAIN);
        }
        self.y += height_of(lines);
    }

    fn main_fact(&mut self, fact: &Fact) {
        let names = 96 * POINT;
        let label = self.typeface.lines(&fact.label, SIZE, names - 6 * POINT);
        let value = self.typeface.lines(&fact.value, SIZE, BODY - names);
        let lines = label.len().max(value.len());
        self.need(height_of(lines));
        self.lines_at(MARGIN, &label, BOLD);
        self.lines_at(MARGIN + names, &value, BOLD);
        self.y += height_of(lines) + POINT;
    }

    /// Sets lines from where the page is filled, without filling it.
    pub(super) fn lines_at(&mut self, x: u32, lines: &[&str], style: Style) {
        for (line, base) in lines.iter().zip((self.y + ASCENT..).step_by(step(LEADING))) {
            self.sheet.text((x, base), style, line);
        }
    }

    /// Sentences, over as many pages as they need.
    pub fn note(&mut self, note: &str) {
        self.y += 2 * POINT;
        for line in self.typeface.lines(note, SIZE, BODY) {
            self.need(LEADING);
            self.lines_at(MARGIN, &[line], PLAIN);
            self.y += LEADING;
        }
    }

    /// The pages. Characters that the font does not have are named at the end.
    pub fn end(mut self) -> Vec<Sheet> {
        let text = self.document.text();
        let missing: BTreeSet<char> = text.chars().filter(|letter| !self.typeface.has(*letter)).collect();
        if !missing.is_empty() {
            let codes: Vec<String> = missing.iter().map(|letter| format!("U+{:04X}", u32::from(*letter))).collect();
            let note = self.document.lang.say(&Said::MissingGlyphs { codes: &codes.join(" ") });
            self.note(&note);
        }
        self.done.push(self.sheet);
        self.done
    }
}

/// The height of so many lines.
pub fn height_of(lines: usize) -> u32 {
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(LEADING) + POINT
}

fn step(units: u32) -> usize {
    usize::try_from(units).unwrap_or(usize::MAX)
}
