//! The registers that the manufacturer keeps: what stands, their versions, and new files for them.

use std::cmp::Ordering;

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, received};
use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Part, Product, Sale, StockMovement, TechnicianListing, Unit,
};
use crate::sheets::Limits;
use crate::store::registers::Register;
use crate::store::registers::cells::{self, Listed};
use crate::store::registers::page::{Place, PlacedRow, Wanted};
use crate::store::registers::versions::{Mode, Version};
use crate::texts::bodies::{Takes, Wrong};
use crate::workflow::Error;
use crate::workflow::import_register::{RegisterFile, import_register};
use crate::workflow::read_register::{KeptRegister, read_register, register_versions, registers};

/// A version of a register.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VersionView {
    /// 1, 2, … over all registers.
    pub id: i64,
    /// Which register.
    pub register: Register,
    /// What it did to the rows that stood.
    pub mode: Mode,
    /// The file's name.
    pub file_name: String,
    /// The SHA-256 of its content.
    pub file_sha256: String,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When, UTC.
    pub uploaded_at: String,
    /// Rows in the file.
    pub rows_read: i64,
    /// Rows that are new or different.
    pub rows_added: i64,
    /// Rows that stand no more.
    pub rows_removed: i64,
}

impl From<Version> for VersionView {
    fn from(version: Version) -> Self {
        Self {
            id: version.id,
            register: version.register,
            mode: version.mode,
            file_name: version.file_name,
            file_sha256: version.file_sha256,
            uploaded_by: version.uploaded_by,
            uploaded_at: version.uploaded_at.and_utc().to_rfc3339(),
            rows_read: version.rows_read,
            rows_added: version.rows_added,
            rows_removed: version.rows_removed,
        }
    }
}

impl Item for VersionView {
    const COLUMNS: &'static [&'static str] =
        &["id", "register", "file_name", "uploaded_by", "uploaded_at", "rows_read", "rows_added", "rows_removed"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Count(self.id),
            Cell::text(self.register.as_str()),
            Cell::text(&self.file_name),
            Cell::text(&self.uploaded_by),
            Cell::text(&self.uploaded_at),
            Cell::Count(self.rows_read),
            Cell::Count(self.rows_added),
            Cell::Count(self.rows_removed),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.to_string()]
    }
}

/// A register and its last version.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegisterView {
    /// Which.
    pub register: Register,
    /// None before the first file.
    pub last_version: Option<VersionView>,
}

impl Item for RegisterView {
    const COLUMNS: &'static [&'static str] = &["register", "last_version", "file_name", "uploaded_by", "uploaded_at"];

    fn cells(&self) -> Vec<Cell> {
        let last = |cell: fn(&VersionView) -> Cell| self.last_version.as_ref().map_or_else(|| Cell::text(""), cell);
        vec![
            Cell::text(self.register.as_str()),
            last(|version| Cell::Count(version.id)),
            last(|version| Cell::text(&version.file_name)),
            last(|version| Cell::text(&version.uploaded_by)),
            last(|version| Cell::text(&version.uploaded_at)),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.register.as_str().to_owned()]
    }
}

/// Every register, by name.
#[utoipa::path(get, path = "/registers", tag = "registers", params(Paging),
    responses((status = 200, body = Page<RegisterView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let all = on_block(&desk, who.lang, registers).await?;
    let view = |kept: KeptRegister| RegisterView {
        register: kept.register,
        last_version: kept.last_version.map(VersionView::from),
    };
    let mut all: Vec<RegisterView> = all.into_iter().map(view).collect();
    all.sort_by_key(|register| register.register.as_str());
    paging.answer_all(all, Ordering::Greater, who.lang).await
}

/// The versions of a register, the last first.
#[utoipa::path(get, path = "/registers/{register}/versions", tag = "registers", params(("register" = Register, Path), Paging),
    responses((status = 200, body = Page<VersionView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn versions(desk: Desk, who: Who, path: Path<String>, paging: Paging) -> Result<HttpResponse, Problem> {
    let register = register_of(&path, &who)?;
    let before: Option<i64> = match paging.after::<1>(who.lang)? {
        Some([id]) => Some(id.parse().map_err(|_| Problem::cursor(who.lang))?),
        None => None,
    };
    let all = on_block(&desk, who.lang, move |office| register_versions(office, register)).await?;
    let wanted = all.into_iter().filter(|version| before.is_none_or(|before| version.id < before));
    let page = wanted.take(usize::try_from(paging.fetch()).unwrap_or(usize::MAX));
    paging.answer(page.map(VersionView::from).collect(), who.lang).await
}

/// Which rows of a register.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// The rows that stood at this version; those that stand now where absent.
    pub version: Option<i64>,
    /// Rows of this dealer alone.
    pub dealer: Option<String>,
    /// The row with this key alone: a dealer's code, a model, a part's number, a serial number.
    pub key: Option<String>,
}

/// A row of a register.
#[derive(Debug, Serialize)]
struct RowView<T> {
    /// The version that brought it.
    added_in: i64,
    /// The version that took it away.
    removed_in: Option<i64>,
    #[serde(flatten)]
    row: T,
    #[serde(skip)]
    key: [String; 4],
}

impl From<cells::Cell> for Cell {
    fn from(cell: cells::Cell) -> Self {
        match cell {
            cells::Cell::Text(text) => Self::Text(text),
            cells::Cell::Count(count) => Self::Count(count),
            cells::Cell::Amount(amount) => Self::Amount(amount),
        }
    }
}

impl<T: Listed> From<PlacedRow<T>> for RowView<T> {
    fn from(placed: PlacedRow<T>) -> Self {
        let Place { row_key, dealer, added_in, row_no } = placed.place;
        let key = [row_key, dealer, added_in.to_string(), row_no.to_string()];
        Self { added_in, removed_in: placed.removed_in, row: placed.row.shown(), key }
    }
}

impl<T: Listed> Item for RowView<T> {
    const COLUMNS: &'static [&'static str] = T::COLUMNS;

    fn cells(&self) -> Vec<Cell> {
        self.row.cells().into_iter().map(Cell::from).collect()
    }

    fn key(&self) -> Vec<String> {
        self.key.to_vec()
    }
}

/// The rows of a register by their keys, as they stand or stood.
#[utoipa::path(get, path = "/registers/{register}", tag = "registers", params(("register" = Register, Path), RowsQuery, Paging),
    responses((status = 200, body = Page<serde_json::Value>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn rows(
    desk: Desk,
    who: Who,
    path: Path<String>,
    query: Filter<RowsQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    match register_of(&path, &who)? {
        Register::Dealers => page::<Dealer>(&desk, &who, query.0, paging).await,
        Register::Products => page::<Product>(&desk, &who, query.0, paging).await,
        Register::Parts => page::<Part>(&desk, &who, query.0, paging).await,
        Register::Sales => page::<Sale>(&desk, &who, query.0, paging).await,
        Register::Units => page::<Unit>(&desk, &who, query.0, paging).await,
        Register::Stock => page::<StockMovement>(&desk, &who, query.0, paging).await,
        Register::GoodsReturns => page::<GoodsReturn>(&desk, &who, query.0, paging).await,
        Register::Complaints => page::<Complaint>(&desk, &who, query.0, paging).await,
        Register::Technicians => page::<TechnicianListing>(&desk, &who, query.0, paging).await,
        // Calls are looked at beside their slips.
        Register::Callbacks => Err(Problem::of(&Error::NotFound, who.lang)),
    }
}

async fn page<T: Listed>(desk: &Desk, who: &Who, query: RowsQuery, paging: Paging) -> Result<HttpResponse, Problem> {
    let number = |text: String| text.parse::<i64>().map_err(|_| Problem::cursor(who.lang));
    let after = match paging.after::<4>(who.lang)? {
        Some([row_key, dealer, added_in, row_no]) => {
            Some(Place { row_key, dealer, added_in: number(added_in)?, row_no: number(row_no)? })
        }
        None => None,
    };
    let wanted = Wanted { version: query.version, dealer: query.dealer, key: query.key, begins: None, after };
    let rows_max = paging.fetch();
    let rows = on_block(desk, who.lang, move |office| read_register::<T>(office, &wanted, rows_max)).await?;
    paging.answer(rows.into_iter().map(RowView::from).collect(), who.lang).await
}

/// A file for a register.
#[derive(Debug, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the form")]
pub struct RegisterForm {
    /// `add` or `replace`.
    mode: Mode,
    /// The sheet.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// Takes a file into a register, whole or not at all; the same file again answers the first version.
#[utoipa::path(post, path = "/registers/{register}", tag = "registers", params(("register" = Register, Path)),
    request_body(content = RegisterForm, content_type = "multipart/form-data"),
    responses((status = 200, body = VersionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn upload(desk: Desk, who: Who, path: Path<String>, form: Multipart) -> Result<Json<VersionView>, Problem> {
    let register = register_of(&path, &who)?;
    let received = received::receive(form, Limits::REGISTER.file_bytes_max, &["mode"], who.lang).await?;
    let mode = match received.fields.get("mode").map(String::as_str) {
        Some("add") => Mode::Add,
        Some("replace") => Mode::Replace,
        _ => {
            let modes = ["add", "replace"].map(str::to_owned).to_vec();
            return Err(Problem::field(who.lang, "mode", Wrong::Takes(Takes::OneOf(modes))));
        }
    };
    let actor = who.actor.clone();
    let version = on_block(&desk, who.lang, move |office| {
        let file = RegisterFile { register, mode, name: &received.name, path: received.file.path() };
        import_register(office, &actor, &file)
    });
    Ok(Json(version.await?.into()))
}

fn register_of(path: &Path<String>, who: &Who) -> Result<Register, Problem> {
    Register::of(path).ok_or_else(|| Problem::of(&Error::NotFound, who.lang))
}
