//! Tables: how wide the columns are, and rows that go over as many pages as they need, the head on each.

use super::flow::{ASCENT, BODY, BOLD, Flow, LEADING, PLAIN, SIZE, height_of};
use super::sheet::{BOTTOM, Ink, MARGIN, POINT, Style, TOP};
use super::typeface::Typeface;
use crate::reports::document::{Cell, Column, ColumnKind, Table};

/// What stays free within a cell at the left and the right.
const PAD: u32 = 3 * POINT;
/// No column of codes takes more of the width than this.
const CODES_MAX: u32 = BODY / 4;

/// A column's place.
#[derive(Clone, Copy)]
struct Place {
    x: u32,
    width: u32,
    at_right: bool,
}

impl Flow<'_> {
    /// A table.
    pub fn table(&mut self, table: &Table) {
        let places = places(table, self.typeface);
        let head: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
        self.need(height_of(5));
        if !table.caption.is_empty() {
            self.y += 2 * POINT;
            self.lines_at(MARGIN, &[&table.caption], BOLD);
            self.y += LEADING + POINT;
        }
        self.row(&head, &places, BOLD, true);
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(Cell::shown).collect();
            if self.y + self.height(&cells, &places) > BOTTOM && self.y > TOP {
                self.turn();
                self.row(&head, &places, BOLD, true);
            }
            self.row(&cells, &places, PLAIN, false);
        }
        if let Some(total) = &table.total {
            let cells: Vec<String> = total.iter().map(Cell::shown).collect();
            self.need(self.height(&cells, &places));
            self.row(&cells, &places, BOLD, true);
        }
        self.y += 6 * POINT;
    }

    fn height(&self, cells: &[String], places: &[Place]) -> u32 {
        let lines = |(text, place): (&String, &Place)| self.typeface.lines(text, SIZE, place.width - 2 * PAD).len();
        height_of(cells.iter().zip(places).map(lines).max().unwrap_or(1)) + 2 * POINT
    }

    /// A row with the lines around its cells.
    fn row(&mut self, cells: &[String], places: &[Place], style: Style, shaded: bool) {
        let height = self.height(cells, places);
        if shaded {
            self.sheet.fill((MARGIN, self.y), (BODY, height), Ink::Shade);
        }
        for (text, place) in cells.iter().zip(places) {
            for (line, base) in self
                .typeface
                .lines(text, SIZE, place.width - 2 * PAD)
                .iter()
                .zip((self.y + ASCENT + POINT..).step_by(600))
            {
                let width = self.typeface.width(line, SIZE);
                let right = place.x + place.width.saturating_sub(PAD + width);
                let x = if place.at_right { right } else { place.x + PAD };
                self.sheet.text((x, base), style, line);
            }
            self.sheet.fill((place.x, self.y), (POINT / 2, height), Ink::Line);
        }
        self.sheet.fill((MARGIN + BODY, self.y), (POINT / 2, height), Ink::Line);
        self.sheet.fill((MARGIN, self.y), (BODY, POINT / 2), Ink::Line);
        self.y += height;
        self.sheet.fill((MARGIN, self.y), (BODY, POINT / 2), Ink::Line);
    }
}

/// Codes, numbers and days are as wide as they are; words share what is left by their weights.
fn places(table: &Table, typeface: &Typeface) -> Vec<Place> {
    let mut widths: Vec<u32> =
        table.columns.iter().enumerate().map(|(at, column)| natural(table, at, column, typeface)).collect();
    let is_text = |at: usize| table.columns.get(at).is_some_and(|column| column.kind == ColumnKind::Text);
    let has_text = (0..widths.len()).any(is_text);
    let shares = |at: usize| is_text(at) || !has_text;
    let fixed: u32 = widths.iter().enumerate().filter(|(at, _)| !shares(*at)).map(|(_, width)| *width).sum();
    let weight = |at: usize| table.columns.get(at).map_or(0, |column| u32::from(column.weight));
    let weights: u32 = (0..widths.len()).filter(|at| shares(*at)).map(weight).sum::<u32>().max(1);
    let left = BODY.saturating_sub(fixed);
    for (at, width) in widths.iter_mut().enumerate() {
        if shares(at) {
            *width = (left * weight(at) / weights).max(24 * POINT);
        }
    }
    let total: u32 = widths.iter().sum();
    if total > BODY {
        for width in &mut widths {
            *width = *width * (BODY / POINT) / (total / POINT + 1);
        }
    }
    let mut x = MARGIN;
    let place = |(width, column): (&u32, &Column)| {
        let place = Place { x, width: *width, at_right: column.kind.is_number() };
        x += width;
        place
    };
    let mut places: Vec<Place> = widths.iter().zip(&table.columns).map(place).collect();
    if let Some(last) = places.last_mut() {
        last.width = MARGIN + BODY - last.x;
    }
    places
}

fn natural(table: &Table, at: usize, column: &Column, typeface: &Typeface) -> u32 {
    let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(at));
    let widest = cells.map(|cell| typeface.width(&cell.shown(), SIZE)).max().unwrap_or_default();
    let title = typeface.width(&column.title, SIZE).min(48 * POINT);
    (widest.max(title) + 2 * PAD + POINT).min(CODES_MAX)
}
