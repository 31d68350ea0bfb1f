//! `/registers/{register}/upload`: a new file for a register, taken whole or not at all, its faults with their places.

use actix_multipart::Multipart;
use actix_web::web::Path;
use askama::Template;

use super::{register_of, words};
use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Part, Product, Sale, StockMovement, TechnicianListing, Unit,
};
use crate::pages::token::FIELD;
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::sheets::columns::{Column, Need, layout};
use crate::sheets::{Fault, FileProblem, Limits, Problem, Record, SheetKind};
use crate::store::registers::Register;
use crate::store::registers::versions::Mode;
use crate::texts::Lang;
use crate::web::received::{NotReceived, receive};
use crate::web::{Desk, on_block};
use crate::workflow::import_register::{RegisterFile, import_register};
use crate::workflow::{Error, Refusal};

/// Faults that are listed; there is more work than reading in the first of them.
const FAULTS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "administration/register_upload.html")]
struct Upload {
    page: Page,
    path: &'static str,
    lead: String,
    is_replace: bool,
    may_replace: bool,
    whole: String,
    faults: Vec<FaultLine>,
    columns: Vec<ColumnLine>,
}

/// A fault with its place.
struct FaultLine {
    sheet: String,
    row: String,
    key: String,
    column: String,
    value: String,
    what: String,
}

/// A column that the file may have.
struct ColumnLine {
    name: String,
    other: String,
    need: String,
}

/// The form.
pub async fn show(page: Page, path: Path<String>) -> Answer {
    let register = register_of(&page, &path)?;
    html(&form(page, register, Mode::Add, String::new(), &[]))
}

/// Takes a file in.
pub async fn take(desk: Desk, page: Page, path: Path<String>, form_sent: Multipart) -> Answer {
    let register = register_of(&page, &path)?;
    let wrong = |page: Page, whole: String| unprocessable(&form(page, register, Mode::Add, whole, &[]));
    let sent = match receive(form_sent, Limits::REGISTER.file_bytes_max, &[FIELD, "mode"]).await {
        Ok(sent) if !sent.name.is_empty() => sent,
        Ok(_) | Err(NotReceived::Broken(_)) => {
            let whole = page.t("register-no-file");
            return wrong(page, whole);
        }
        Err(NotReceived::TooLarge { bytes_max }) => {
            let whole = page.lang.problem(&Problem::File(FileProblem::FileTooLarge { bytes_max }));
            return wrong(page, whole);
        }
        Err(NotReceived::Failed(cause)) => return Err(page.internal(&cause)),
    };
    let mode = if sent.field("mode") == "replace" { Mode::Replace } else { Mode::Add };
    let actor = page.caller()?.actor;
    let taken = on_block(&desk, move |office| {
        let file = RegisterFile { register, mode, name: &sent.name, path: sent.file.path() };
        import_register(office, &actor, &file)
    });
    match taken.await {
        Ok(version) => {
            let counts = [version.rows_read, version.rows_added, version.rows_removed].map(|count| page.count(count));
            let told = page.t_with("register-taken", &[&version.id, &counts[0], &counts[1], &counts[2]]);
            Ok(page.see(&format!("/registers/{}", register.as_str()), Flash::done(told)))
        }
        Err(Error::Refused(Refusal::Register { faults })) => {
            let whole = page.t_n("register-refused", faults.len());
            unprocessable(&form(page, register, mode, whole, &faults))
        }
        Err(error @ Error::Refused(_)) => {
            let whole = page.why(&error);
            unprocessable(&form(page, register, mode, whole, &[]))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

fn form(page: Page, register: Register, mode: Mode, whole: String, faults: &[Fault]) -> Upload {
    let (name, what) = words(register);
    let back = format!("/registers/{}", register.as_str());
    let page = page.below("registers-title", "/registers").below(name, &back);
    let title = page.t_with("register-upload-to", &[&page.t(name)]);
    let page = page.named(title);
    let fault = |fault: &Fault| FaultLine {
        sheet: fault.sheet.clone(),
        row: fault.row.map(|row| row.to_string()).unwrap_or_default(),
        key: fault.row_key.clone(),
        column: fault.column.clone().unwrap_or_default(),
        value: fault.value.clone(),
        what: page.lang.problem(&fault.problem),
    };
    Upload {
        path: register.as_str(),
        lead: page.t(what),
        is_replace: mode == Mode::Replace,
        may_replace: register != Register::Callbacks,
        whole,
        faults: faults.iter().take(FAULTS_MAX).map(fault).collect(),
        columns: layout(sheet(register)).columns.iter().map(|one| column_line(&page, one)).collect(),
        page,
    }
}

fn column_line(page: &Page, column: &Column) -> ColumnLine {
    let (name, other) = match page.lang {
        Lang::ZhCn => (column.chinese, column.name),
        Lang::En => (column.name, column.chinese),
    };
    let need = match column.need {
        Need::Optional => "register-column-optional",
        Need::InHeader => "register-column-in-header",
        Need::InEveryRow => "register-column-in-every-row",
    };
    ColumnLine { name: name.to_owned(), other: other.to_owned(), need: page.t(need) }
}

/// The sheet whose columns a register's file has.
fn sheet(register: Register) -> SheetKind {
    match register {
        Register::Dealers => Dealer::SHEET,
        Register::Products => Product::SHEET,
        Register::Parts => Part::SHEET,
        Register::Sales => Sale::SHEET,
        Register::Units => Unit::SHEET,
        Register::Stock => StockMovement::SHEET,
        Register::GoodsReturns => GoodsReturn::SHEET,
        Register::Complaints => Complaint::SHEET,
        Register::Technicians => TechnicianListing::SHEET,
        Register::Callbacks => SheetKind::Callbacks,
    }
}
