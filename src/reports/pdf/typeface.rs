//! The font of the papers: which glyph a character has and how wide it is; how a text is cut into lines.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use ttf_parser::cmap::Subtable;

/// The font that comes with the product; its licence is beside it.
static EMBEDDED: &[u8] = include_bytes!("../../../reports/fonts/SanbaoSans-Regular.otf");

/// What stands for a character that the font does not have: the sign that typesetters put in the place of a missing sort.
const GETA: char = '〓';

/// No line begins with one of these.
const NOT_FIRST: &str = "，。、；：？！）】》”’％%,.;:!?)]}…";
/// No line ends with one of these.
const NOT_LAST: &str = "（【《“‘([{¥￥";

/// A font, ready to set texts with.
pub struct Typeface {
    pub(super) font: Font,
    glyphs: HashMap<char, SizedGlyph>,
    units_per_em: u16,
}

/// Why a file is no font for papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypefaceError {
    /// It is no OpenType font.
    #[error("no OpenType or TrueType font")]
    Unreadable,
    /// It lacks 〓 or plain digits.
    #[error("the font lacks the digits or the sign for missing characters (〓)")]
    TooFewCharacters,
}

#[derive(Clone, Copy)]
struct SizedGlyph {
    id: u16,
    advance: u16,
}

impl std::fmt::Debug for Typeface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typeface of {} characters", self.glyphs.len())
    }
}

impl Typeface {
    /// The font that comes with the product: GB 2312 and Latin.
    pub fn embedded() -> Arc<Self> {
        static TYPEFACE: LazyLock<Option<Arc<Typeface>>> =
            LazyLock::new(|| Typeface::of(EMBEDDED.to_vec()).ok().map(Arc::new));
        // The bytes are ours, and a test reads them.
        TYPEFACE.clone().unwrap_or_else(|| unreachable!("the font that comes with the product is one"))
    }

    /// A font of one's own, for names that the embedded one does not have.
    pub fn of(bytes: Vec<u8>) -> Result<Self, TypefaceError> {
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|_| TypefaceError::Unreadable)?;
        let units_per_em = face.units_per_em();
        let mut glyphs = HashMap::new();
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(Subtable::is_unicode) {
            table.codepoints(|code| {
                if let Some(letter) = char::from_u32(code)
                    && let Some(id) = table.glyph_index(code)
                    && let Some(advance) = face.glyph_hor_advance(id)
                {
                    glyphs.insert(letter, SizedGlyph { id: id.0, advance });
                }
            });
        }
        if ('0'..='9').chain([GETA, ' ']).any(|letter| !glyphs.contains_key(&letter)) {
            return Err(TypefaceError::TooFewCharacters);
        }
        let font = Font::new(bytes.into(), 0).ok_or(TypefaceError::Unreadable)?;
        Ok(Self { font, glyphs, units_per_em })
    }

    /// Whether the font has a character; breaks and the like need none.
    pub fn has(&self, letter: char) -> bool {
        self.glyphs.contains_key(&letter) || letter.is_control()
    }

    /// The glyph of a character, or of what stands in its place.
    fn glyph(&self, letter: char) -> SizedGlyph {
        let shown = if letter.is_control() { ' ' } else { letter };
        let glyph = self.glyphs.get(&shown).or_else(|| self.glyphs.get(&GETA));
        glyph.copied().unwrap_or(SizedGlyph { id: 0, advance: 0 })
    }

    /// The width of a character in units, rounded.
    fn advance(&self, letter: char, size: u32) -> u32 {
        let em = u32::from(self.units_per_em);
        (u32::from(self.glyph(letter).advance) * size + em / 2) / em
    }

    /// The width of a text in units.
    pub fn width(&self, text: &str, size: u32) -> u32 {
        text.chars().map(|letter| self.advance(letter, size)).sum()
    }

    /// The glyphs of a text, as wide as the font has them.
    pub fn set(&self, text: &str) -> Vec<KrillaGlyph> {
        let em = f32::from(self.units_per_em).recip();
        let placed = |(start, letter): (usize, char)| KrillaGlyph {
            glyph_id: GlyphId::new(self.glyph(letter).id.into()),
            text_range: start..start + letter.len_utf8(),
            x_advance: f32::from(self.glyph(letter).advance).mul_add(em, 0.0),
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        };
        text.char_indices().map(placed).collect()
    }

    /// Cuts a text into lines that are at most `width` wide, between words or Chinese characters; a word that is wider than
    /// a line is cut where it must be.
    pub fn lines<'t>(&self, text: &'t str, size: u32, width: u32) -> Vec<&'t str> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut rest = paragraph;
            while let Some(end) = self.overflow(rest, size, width) {
                let (line, next) = rest.split_at(end);
                lines.push(line.trim_end());
                rest = next.trim_start();
            }
            lines.push(rest);
        }
        lines
    }

    /// Where a line must end; none where all of the text fits.
    fn overflow(&self, text: &str, size: u32, width: u32) -> Option<usize> {
        let (mut used, mut fits, mut break_at) = (0, 0, None);
        let mut before: Option<char> = None;
        for (at, letter) in text.char_indices() {
            if before.is_some_and(|before| may_break(before, letter)) {
                break_at = Some(at);
            }
            used += self.advance(letter, size);
            if used > width && letter != ' ' {
                let first = text.chars().next().map_or(0, char::len_utf8);
                return Some(break_at.unwrap_or(fits).max(first));
            }
            fits = at + letter.len_utf8();
            before = Some(letter);
        }
        None
    }
}

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after) || matches!(before, ',' | ';' | '/')
}

/// Chinese characters and full-width signs.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..)
}
