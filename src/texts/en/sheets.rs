//! What is wrong with a sheet and what was expected.

use crate::sheets::{CellProblem, FileProblem, Problem, Stranger, Word};

/// One sentence for one problem.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::File(problem) => of_file(problem),
        Problem::Cell(problem) => of_cell(problem),
        Problem::SecondRow => "A row above has the same key. Delete one of the two rows.".to_owned(),
        Problem::BeyondEntitlement { qty_max } => {
            format!(
                "More than the dealer is entitled to on consignment; at most {qty_max} may come. Correct the quantity."
            )
        }
        Problem::AccountWaits { proposed_by } => {
            format!(
                "Another account of this dealer, proposed by {proposed_by}, waits for a second person. Have it approved or rejected first."
            )
        }
        Problem::Forfeited { last_day } => {
            format!("The sheet came after its last day, {last_day}; its slips are forfeited and filed nowhere.")
        }
        Problem::TwoFiles { other } => {
            format!("This sheet is there in two files; the other is {other}. Keep one of them and run again.")
        }
        Problem::DiffersWithinSlip { first_row, given } => {
            let given = if given.is_empty() { "another value" } else { given };
            format!(
                "Row {first_row} gives “{given}” for the same slip. All rows of a slip must agree in everything but \
                 the parts; correct one of the two rows."
            )
        }
    }
}

fn of_file(problem: &FileProblem) -> String {
    match problem {
        FileProblem::EmptyFile => "The file is empty. Please send the sheet again.".to_owned(),
        FileProblem::Damaged => {
            "This file cannot be read: it is damaged, or not what it claims to be. Open it in Excel or WPS, \
                                 save it again as .xlsx and send that."
                .to_owned()
        }
        FileProblem::PasswordProtected => "The workbook is protected by a password. Remove the password in Excel or \
                                           WPS, save the workbook and send it again."
            .to_owned(),
        FileProblem::NotASheet(stranger) => {
            let (what, way_out) = stranger_words(*stranger);
            format!("This is {what}, not a sheet that Sanbao reads. {way_out}")
        }
        FileProblem::FileTooLarge { bytes_max } => format!(
            "The file is larger than {} MiB. Delete pictures and sheets that are not needed, \
             or ask the after-sales centre to raise the limit.",
            bytes_max >> 20
        ),
        FileProblem::InflatesTooFar => "The file unpacks to far more than a sheet needs. Copy the rows into a new \
                                        workbook, save it as .xlsx and send that."
            .to_owned(),
        FileProblem::TooManyRows { rows_max } => {
            format!(
                "The sheet has more than {rows_max} rows. Delete what does not belong to this month, or ask the after-sales centre to raise the limit."
            )
        }
        FileProblem::NotDecodable => "The text from this line on is neither UTF-8, UTF-16 nor GB18030. Open the file \
                                      in Excel or WPS and save it as .xlsx."
            .to_owned(),
        FileProblem::QuoteNeverEnds => "A quotation mark that opens here is never closed. Close or delete it, or save \
                                        the sheet as .xlsx."
            .to_owned(),
        FileProblem::NoHeader { missing } => format!(
            "No header row was found in the first 20 rows of a visible sheet. Missing columns: {}. Write the names of \
             the columns into one row above the data.",
            words(missing)
        ),
        FileProblem::SeveralSheets { names } => format!(
            "Several sheets of the workbook have this header: {}. Keep the one that counts; delete or hide the others.",
            names.join(", ")
        ),
        FileProblem::ColumnTwice { first, again, name } => format!(
            "“{}” stands twice in the header, in column {first} and in column {again}. Keep one; rename or delete the \
             other.",
            word(name)
        ),
    }
}

fn of_cell(problem: &CellProblem) -> String {
    match problem {
        CellProblem::Blank => "The value is missing, and this column must be filled in.".to_owned(),
        CellProblem::ErrorValue => "The formula ends in an error. Correct the formula or type the value.".to_owned(),
        CellProblem::FormulaWithoutValue => "The formula was saved without its result. Open the file in Excel or WPS, \
                                             save it again, or type the value."
            .to_owned(),
        CellProblem::DigitsLost => "The number has more than 15 digits, and the spreadsheet has already lost the last \
                                    ones. Format the column as text and type the value again."
            .to_owned(),
        CellProblem::ExponentForm => {
            "A long number was saved as the spreadsheet showed it, and its digits are lost. Format \
                                      the column as text, type the number again and save the sheet as .xlsx."
                .to_owned()
        }
        CellProblem::DateNotText => "The spreadsheet holds a date here where a text was expected. Format the column \
                                     as text and type the value again."
            .to_owned(),
        CellProblem::BooleanNotText => "The spreadsheet holds TRUE or FALSE here where a text was expected. Format \
                                        the column as text and type the value again."
            .to_owned(),
        CellProblem::NotADay => "Not a day. Expected a date such as 2026-10-05.".to_owned(),
        CellProblem::NotAMoment => "Not a time. Expected a date with a time such as 2026-10-05 14:30.".to_owned(),
        CellProblem::BareNumber => "A plain number where a date was expected. Format the cell as a date, or type the \
                                    date like 2026-10-05."
            .to_owned(),
        CellProblem::NotAPeriod => "Not a month. Expected a month such as 2026-10.".to_owned(),
        CellProblem::NotMoney => "Not an amount of money. Expected a number such as 1,234.50.".to_owned(),
        CellProblem::TooManyDecimals => "More than two decimals. Round the amount to 0.01.".to_owned(),
        CellProblem::AmountTooLarge => "The amount is too large; the most is 10,000,000,000.00.".to_owned(),
        CellProblem::Negative => "The value must not be negative. Type zero or a positive number.".to_owned(),
        CellProblem::NotAnInteger => "Not a whole number. Expected digits such as 3.".to_owned(),
        CellProblem::IntegerOutOfRange { min, max } => format!("Expected a whole number from {min} to {max}."),
        CellProblem::NotYesNo => "Neither yes nor no. Expected yes or no, Y or N, 1 or 0.".to_owned(),
        CellProblem::NotAChoice { allowed } => format!("Not one of the allowed values: {}.", words(allowed)),
    }
}

fn stranger_words(stranger: Stranger) -> (&'static str, &'static str) {
    const SAVE_AS: &str = "Open it in Excel or WPS, choose “Save as”, pick .xlsx and send that file.";
    const SEND_SHEET: &str = "Put the rows into a spreadsheet, save it as .xlsx and send that file.";
    match stranger {
        Stranger::Xlsb => ("a binary workbook (.xlsb)", SAVE_AS),
        Stranger::Html => ("a web page, though its name may say .xls", SAVE_AS),
        Stranger::Xml => ("an XML file", SAVE_AS),
        Stranger::Document => ("a text document", SEND_SHEET),
        Stranger::Presentation => ("a presentation", SEND_SHEET),
        Stranger::Pdf => ("a PDF", SEND_SHEET),
        Stranger::Image => ("a picture", SEND_SHEET),
        Stranger::Archive => ("an archive", "Unpack it and send the sheet that is inside."),
        Stranger::Other => ("an unknown kind of file", "Sanbao reads .xlsx, .xlsm, .xls, .ods and .csv files."),
    }
}

fn words(list: &[Word]) -> String {
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Both spellings, since either may be written.
fn word(word: &Word) -> String {
    if word.chinese.is_empty() { word.english.to_string() } else { format!("{} ({})", word.english, word.chinese) }
}
