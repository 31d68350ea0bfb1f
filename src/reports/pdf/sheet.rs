//! One page: what stands where, in units, and how the library draws it.

use krilla::Document as Pdf;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;

use super::typeface::Typeface;
use crate::reports::document::Document;
use crate::texts::Said;

/// Units in a point: all places and widths are whole numbers of them.
pub const POINT: u32 = 50;
/// The width of A4.
pub const WIDTH: u32 = 595 * POINT;
/// The height of A4.
pub const HEIGHT: u32 = 842 * POINT;
/// What stays free at the left and the right.
pub const MARGIN: u32 = 34 * POINT;
/// Where the body of a page begins.
pub const TOP: u32 = 46 * POINT;
/// Where it ends.
pub const BOTTOM: u32 = HEIGHT - 48 * POINT;
/// The size of what stands above and below the body.
const SMALL: u32 = 7 * POINT;

/// A shade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What is read.
    Black,
    /// Names of facts, heads and feet.
    Grey,
    /// What does not count yet.
    Red,
    /// Lines of tables.
    Line,
    /// Behind the heads of tables.
    Shade,
    /// Across drafts.
    Faint,
}

/// Something on a page.
#[derive(Clone, Debug)]
enum Mark {
    Text { x: u32, base: u32, size: u32, bold: bool, ink: Ink, text: String },
    Box { x: u32, y: u32, width: u32, height: u32, ink: Ink },
}

/// A page while it is filled, and how far it is.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    marks: Vec<Mark>,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The size in units.
    pub size: u32,
    /// Whether it stands out.
    pub bold: bool,
    /// The shade.
    pub ink: Ink,
}

impl Sheet {
    /// Sets a text whose base line begins at a place.
    pub fn text(&mut self, (x, base): (u32, u32), style: Style, text: &str) {
        if !text.is_empty() {
            let Style { size, bold, ink } = style;
            self.marks.push(Mark::Text { x, base, size, bold, ink, text: text.to_owned() });
        }
    }

    /// Fills a box.
    pub fn fill(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), ink: Ink) {
        self.marks.push(Mark::Box { x, y, width, height, ink });
    }

    /// The texts on it, in the order in which they were set.
    #[cfg(test)]
    pub fn texts(&self) -> Vec<&str> {
        fn text(mark: &Mark) -> Option<&str> {
            match mark {
                Mark::Text { text, .. } => Some(text),
                Mark::Box { .. } => None,
            }
        }
        self.marks.iter().filter_map(text).collect()
    }

    /// Draws the page, its head and foot, and across a draft that it is one.
    pub fn draw(&self, pdf: &mut Pdf, document: &Document, typeface: &Typeface, (number, count): (usize, usize)) {
        let Some(settings) = PageSettings::from_wh(595.0, 842.0) else { return };
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(0.02, 0.02));
        if document.draft.is_some() {
            across(&mut surface, document.lang.say(&Said::DraftMark).as_str(), typeface);
        }
        for mark in self.marks.iter().chain(&frame(document, typeface, number, count)) {
            mark.draw(&mut surface, typeface);
        }
        surface.pop();
        surface.finish();
        page.finish();
    }
}

impl Mark {
    fn draw(&self, surface: &mut Surface, typeface: &Typeface) {
        match self {
            Self::Text { x, base, size, bold, ink, text } => {
                surface.set_fill(Some(fill(*ink)));
                // The font has one weight; a thin line around its letters makes the other.
                surface.set_stroke(bold.then(|| Stroke {
                    paint: color(*ink).into(),
                    width: length(size / 32),
                    ..Stroke::default()
                }));
                let (start, size) = (Point::from_xy(length(*x), length(*base)), length(*size));
                surface.draw_glyphs(start, &typeface.set(text), typeface.font.clone(), text, size, false);
            }
            Self::Box { x, y, width, height, ink } => {
                let Some(area) = Rect::from_xywh(length(*x), length(*y), length(*width), length(*height)) else {
                    return;
                };
                let mut path = PathBuilder::new();
                path.push_rect(area);
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*ink)));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

/// Head and foot of a page.
fn frame(document: &Document, typeface: &Typeface, number: usize, count: usize) -> Vec<Mark> {
    let small = |x, base, text: String| Mark::Text { x, base, size: SMALL, bold: false, ink: Ink::Grey, text };
    let pages = document.lang.say(&Said::PageOf { number, count });
    let right = |text: &str| WIDTH - MARGIN - typeface.width(text, SMALL);
    let foot = HEIGHT - 26 * POINT;
    let mut marks = vec![
        Mark::Box { x: MARGIN, y: foot - 10 * POINT, width: WIDTH - 2 * MARGIN, height: POINT / 2, ink: Ink::Line },
        small(MARGIN, foot, document.footer()),
        small(right(&pages), foot, pages),
    ];
    if number > 1 {
        let title = format!("{} · {}", document.title, document.subtitle);
        marks.push(small(MARGIN, 30 * POINT, title));
    }
    marks
}

/// Writes across the page that it is a draft.
fn across(surface: &mut Surface, text: &str, typeface: &Typeface) {
    let size = 110 * POINT;
    let (middle_x, middle_y) = (WIDTH / 2, HEIGHT / 2);
    surface.push_transform(&Transform::from_rotate_at(-40.0, length(middle_x), length(middle_y)));
    let x = middle_x.saturating_sub(typeface.width(text, size) / 2);
    surface.set_fill(Some(fill(Ink::Faint)));
    surface.set_stroke(None);
    let start = Point::from_xy(length(x), length(middle_y));
    // Drawn as a shape: whoever searches or copies the text does not find it between the lines.
    surface.draw_glyphs(start, &typeface.set(text), typeface.font.clone(), text, length(size), true);
    surface.pop();
}

/// A number of units as the library takes it; a page has fewer than 65,536.
fn length(units: u32) -> f32 {
    f32::from(u16::try_from(units).unwrap_or(u16::MAX))
}

fn color(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(0x1a, 0x1a, 0x1a),
        Ink::Grey => rgb::Color::new(0x55, 0x55, 0x55),
        Ink::Red => rgb::Color::new(0xa4, 0x00, 0x00),
        Ink::Line => rgb::Color::new(0x99, 0x99, 0x99),
        Ink::Shade => rgb::Color::new(0xee, 0xee, 0xee),
        Ink::Faint => rgb::Color::new(0xf0, 0xe4, 0xe4),
    }
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: color(ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
