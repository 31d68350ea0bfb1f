//! What is wrong with a sheet, and where.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The length in characters after which a value is cut.
const VALUE_CHARS_MAX: usize = 100;

/// One fault of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The workbook's sheet; empty for CSV and for a fault of the whole file.
    pub sheet: String,
    /// The row as the spreadsheet numbers it, or the line of a CSV record; none for a fault of the whole sheet.
    pub row: Option<u32>,
    /// What the row says in the first of its sheet's columns, such as the slip's number; empty where that cannot be read.
    pub row_key: String,
    /// The column as the sheet's own header spells it.
    pub column: Option<String>,
    /// The value as it stands there, cut after 100 characters.
    pub value: String,
    /// What is wrong and what was expected.
    pub problem: Problem,
}

impl Fault {
    /// A fault of the whole file.
    #[must_use]
    pub fn of_file(problem: FileProblem) -> Self {
        Self::of_sheet(Problem::File(problem))
    }

    /// A fault of the sheet as a whole.
    #[must_use]
    pub fn of_sheet(problem: Problem) -> Self {
        Self { sheet: String::new(), row: None, row_key: String::new(), column: None, value: String::new(), problem }
    }

    /// A value as a fault shows it.
    #[must_use]
    pub fn shown(value: &str) -> String {
        value.chars().take(VALUE_CHARS_MAX).collect()
    }
}

/// A word in both languages: a column's name, an allowed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// As Sanbao spells it.
    pub english: Cow<'static, str>,
    /// As `sheets.md` gives it in Chinese.
    pub chinese: Cow<'static, str>,
}

/// What a file is that Sanbao does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stranger {
    /// A binary Excel workbook (.xlsb).
    Xlsb,
    /// A text document (.docx, .odt, .doc, .rtf).
    Document,
    /// A presentation (.pptx, .odp, .ppt).
    Presentation,
    /// A PDF.
    Pdf,
    /// A picture.
    Image,
    /// A web page, often under the name `.xls`.
    Html,
    /// An XML file, such as the XML spreadsheet of 2003.
    Xml,
    /// A zip, rar, 7z or gzip archive.
    Archive,
    /// Anything else.
    Other,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The file as a whole, or its header.
    File(FileProblem),
    /// One cell.
    Cell(CellProblem),
    /// Two rows of a slip give different values (agreement 3.1).
    DiffersWithinSlip {
        /// The row that gave the other value first.
        first_row: u32,
        /// That value.
        given: String,
    },
    /// A second row of a register for one key (agreement 2).
    SecondRow,
    /// More on consignment than the dealer is entitled to (agreement 5.1).
    BeyondEntitlement {
        /// How many may come at most.
        qty_max: i64,
    },
    /// Another account of the dealer waits for a second person.
    AccountWaits {
        /// Who proposed that one.
        proposed_by: String,
    },
    /// The sheet came after its time had run out (agreement 3.5).
    Forfeited {
        /// The last day on which it would have been taken.
        last_day: String,
    },
    /// A dealer's month has this sheet in two files.
    TwoFiles {
        /// The other file.
        other: String,
    },
}

/// What keeps a file from being read at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileProblem {
    /// The file holds nothing at all.
    EmptyFile,
    /// The file is damaged, lies about itself, or took too much memory or time.
    Damaged,
    /// The workbook is encrypted.
    PasswordProtected,
    /// The file is no sheet that Sanbao reads.
    NotASheet(Stranger),
    /// More bytes than the settings allow.
    FileTooLarge {
        /// The most bytes a file may have.
        bytes_max: u64,
    },
    /// What the file inflates to is far more than a sheet of this size needs.
    InflatesTooFar,
    /// More rows than the settings allow.
    TooManyRows {
        /// The most rows below the header.
        rows_max: u32,
    },
    /// Bytes that are no text in any encoding that Sanbao reads.
    NotDecodable,
    /// A quoted field of a CSV file, or one longer than a mebibyte, never ends.
    QuoteNeverEnds,
    /// No visible sheet has a header row with every required column.
    NoHeader {
        /// The required columns that the row nearest to a header does not have.
        missing: Vec<Word>,
    },
    /// Two or more visible sheets have the header.
    SeveralSheets {
        /// Their names.
        names: Vec<String>,
    },
    /// A column stands twice in the header.
    ColumnTwice {
        /// Where it stands first, in letters: `C`.
        first: String,
        /// Where it stands again.
        again: String,
        /// The column.
        name: Word,
    },
}

impl CellProblem {
    /// Whether the value, wrong as it is, says the same wherever it stands, so that it can be put right at once. An error of a
    /// formula and a number that has lost digits may each have been something else, and a blank is no value.
    #[must_use]
    pub const fn says_what_was_meant(&self) -> bool {
        match self {
            Self::Blank
            | Self::ErrorValue
            | Self::FormulaWithoutValue
            | Self::DigitsLost
            | Self::ExponentForm
            | Self::IntegerOutOfRange { .. } => false,
            Self::DateNotText
            | Self::BooleanNotText
            | Self::NotADay
            | Self::NotAMoment
            | Self::BareNumber
            | Self::NotAPeriod
            | Self::NotMoney
            | Self::TooManyDecimals
            | Self::AmountTooLarge
            | Self::Negative
            | Self::NotAnInteger
            | Self::NotYesNo
            | Self::NotAChoice { .. } => true,
        }
    }
}

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellProblem {
    /// A required value is blank.
    Blank,
    /// The stored value of the formula is an error, such as `#N/A`.
    ErrorValue,
    /// A formula that was saved without its result.
    FormulaWithoutValue,
    /// A number of over 15 digits, of which the spreadsheet has lost some.
    DigitsLost,
    /// A text such as `6.90E+12`: a number as the spreadsheet showed it, not as it was.
    ExponentForm,
    /// A date where a text belongs.
    DateNotText,
    /// TRUE or FALSE where a text belongs.
    BooleanNotText,
    /// Not a day.
    NotADay,
    /// Not a day with or without a time.
    NotAMoment,
    /// A plain number in a date column, which may be a date that lost its format.
    BareNumber,
    /// Not a month.
    NotAPeriod,
    /// Not an amount of money.
    NotMoney,
    /// An amount with parts of a fen.
    TooManyDecimals,
    /// An amount beyond what a sheet may state.
    AmountTooLarge,
    /// Less than nothing, where that makes no sense.
    Negative,
    /// Not a whole number.
    NotAnInteger,
    /// A whole number outside its range.
    IntegerOutOfRange {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// Neither yes nor no.
    NotYesNo,
    /// Not one of the values of the column.
    NotAChoice {
        /// The values.
        allowed: Vec<Word>,
    },
}
