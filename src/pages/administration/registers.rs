//! `/registers` and below: the registers that claims are checked against, their rows and versions, and new files for them.

pub mod upload;

use actix_web::web::Path;
use askama::Template;

use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Part, Product, Sale, StockMovement, TechnicianListing, Unit,
};
use crate::auth::Role;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Failure, Page, html};
use crate::sheets::columns::{CellKind, Column, layout};
use crate::sheets::{Record, SheetKind};
use crate::store::registers::Register;
use crate::store::registers::cells::{Cell, Listed};
use crate::store::registers::page::{Place, PlacedRow, Wanted};
use crate::store::registers::versions::{Mode, Version};
use crate::texts::Lang;
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::read_register::{KeptRegister, read_register, register_versions, registers};

/// Versions that are listed below the rows.
const VERSIONS_MAX: usize = 20;

/// Every register: its name and what it holds, as keys.
static WORDS: &[(Register, &str, &str)] = &[
    (Register::Dealers, "register-dealers", "register-dealers-what"),
    (Register::Products, "register-products", "register-products-what"),
    (Register::Parts, "register-parts", "register-parts-what"),
    (Register::Units, "register-units", "register-units-what"),
    (Register::Technicians, "register-technicians", "register-technicians-what"),
    (Register::Sales, "register-sales", "register-sales-what"),
    (Register::Stock, "register-stock", "register-stock-what"),
    (Register::GoodsReturns, "register-goods-returns", "register-goods-returns-what"),
    (Register::Complaints, "register-complaints", "register-complaints-what"),
    (Register::Callbacks, "register-callbacks", "register-callbacks-what"),
];

/// What a register is called, and what it holds, as keys.
pub fn words(register: Register) -> (&'static str, &'static str) {
    WORDS.iter().find(|(known, ..)| *known == register).map_or(("", ""), |(_, name, what)| (*name, *what))
}

#[derive(Template)]
#[template(path = "administration/registers.html")]
struct RegistersPage {
    page: Page,
    may_change: bool,
    registers: Vec<RegisterLine>,
}

/// A register in the list.
struct RegisterLine {
    path: &'static str,
    name: String,
    what: String,
    last: Option<VersionLine>,
}

/// A version of a register.
struct VersionLine {
    id: i64,
    mode: String,
    file_name: String,
    by: String,
    at: String,
    read: String,
    added: String,
    removed: String,
}

#[derive(Template)]
#[template(path = "administration/register.html")]
struct One {
    page: Page,
    path: &'static str,
    lead: String,
    may_change: bool,
    has_rows: bool,
    is_by_dealer: bool,
    version_note: String,
    begins: String,
    dealer: String,
    version: String,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<(String, bool)>>,
    foot: Option<Foot>,
    empty: Empty,
    versions: Vec<VersionLine>,
}

/// The list.
pub async fn list(desk: Desk, page: Page) -> Answer {
    let page = page.titled("registers-title");
    let all = page.ask(&desk, registers).await?;
    let line = |kept: KeptRegister| {
        let (name, what) = words(kept.register);
        RegisterLine {
            path: kept.register.as_str(),
            name: page.t(name),
            what: page.t(what),
            last: kept.last_version.map(|last| version(&page, &last)),
        }
    };
    let registers = all.into_iter().map(line).collect();
    html(&RegistersPage { may_change: page.is(Role::Administrator), registers, page })
}

fn version(page: &Page, version: &Version) -> VersionLine {
    VersionLine {
        id: version.id,
        mode: match version.mode {
            Mode::Add => page.t("register-mode-add"),
            Mode::Replace => page.t("register-mode-replace"),
        },
        file_name: version.file_name.clone(),
        by: version.uploaded_by.clone(),
        at: page.moment(version.uploaded_at),
        read: page.count(version.rows_read),
        added: page.count(version.rows_added),
        removed: page.count(version.rows_removed),
    }
}

/// The register of a path.
pub fn register_of(page: &Page, path: &str) -> Result<Register, Failure> {
    Register::of(path).ok_or_else(|| page.failure(&Error::NotFound))
}

/// The rows of a register, and its versions.
pub async fn one(desk: Desk, page: Page, path: Path<String>, list: List) -> Answer {
    let register = register_of(&page, &path)?;
    let (name, what) = words(register);
    let page = page.titled(name).below("registers-title", "/registers");
    let versions = page.ask(&desk, move |office| register_versions(office, register)).await?;
    let listed = match register {
        Register::Dealers => rows::<Dealer>(&desk, &page, &list).await?,
        Register::Products => rows::<Product>(&desk, &page, &list).await?,
        Register::Parts => rows::<Part>(&desk, &page, &list).await?,
        Register::Sales => rows::<Sale>(&desk, &page, &list).await?,
        Register::Units => rows::<Unit>(&desk, &page, &list).await?,
        Register::Stock => rows::<StockMovement>(&desk, &page, &list).await?,
        Register::GoodsReturns => rows::<GoodsReturn>(&desk, &page, &list).await?,
        Register::Complaints => rows::<Complaint>(&desk, &page, &list).await?,
        Register::Technicians => rows::<TechnicianListing>(&desk, &page, &list).await?,
        // Calls are looked at beside their slips.
        Register::Callbacks => Found::default(),
    };
    let may_change = page.is(Role::Administrator);
    let upload = format!("/registers/{}/upload", register.as_str());
    let empty = Empty {
        title: page.t(if list.is_filtered() { "register-none" } else { "register-empty" }),
        what_to_do: page.t(if list.is_filtered() { "register-none-do" } else { "register-empty-do" }),
        href: if may_change && !list.is_filtered() { upload } else { String::new() },
        label: page.t("register-upload"),
    };
    let asked = list.get("version");
    html(&One {
        path: register.as_str(),
        lead: page.t(what),
        may_change,
        has_rows: register != Register::Callbacks,
        is_by_dealer: register.is_by_dealer(),
        version_note: if asked.is_empty() { String::new() } else { page.t_with("register-as-of", &[&asked]) },
        begins: list.get("begins").to_owned(),
        dealer: list.get("dealer").to_owned(),
        version: asked.to_owned(),
        heads: listed.heads,
        rows: listed.rows,
        foot: listed.foot,
        empty,
        versions: versions.iter().take(VERSIONS_MAX).map(|one| version(&page, one)).collect(),
        page,
    })
}

/// A page of rows under their columns.
#[derive(Default)]
struct Found {
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<(String, bool)>>,
    foot: Option<Foot>,
}

async fn rows<T: Listed + Record>(desk: &Desk, page: &Page, list: &List) -> Result<Found, Failure> {
    let after = list.after::<4>().and_then(|[row_key, dealer, added_in, row_no]| {
        Some(Place { row_key, dealer, added_in: added_in.parse().ok()?, row_no: row_no.parse().ok()? })
    });
    let filter = |name: &str| Some(list.get(name).trim().to_owned()).filter(|value| !value.is_empty());
    let wanted = Wanted {
        version: filter("version").and_then(|version| version.parse().ok()),
        dealer: filter("dealer"),
        key: None,
        begins: filter("begins"),
        after,
    };
    let mut found = page.ask(desk, move |office| read_register::<T>(office, &wanted, ROWS_FETCHED)).await?;
    let next = cut(&mut found, |row| {
        let Place { row_key, dealer, added_in, row_no } = &row.place;
        vec![row_key.clone(), dealer.clone(), added_in.to_string(), row_no.to_string()]
    });
    let columns: Vec<Option<&Column>> = T::COLUMNS.iter().map(|name| column(T::SHEET, name)).collect();
    let head = |(name, column): (&&str, Option<&Column>)| {
        let label = match (page.lang, column) {
            (Lang::ZhCn, Some(column)) => column.chinese.to_owned(),
            _ => (*name).to_owned(),
        };
        (label, column.is_some_and(is_number))
    };
    let row = |placed: PlacedRow<T>| {
        let cells = placed.row.shown().cells().into_iter().zip(&columns);
        cells.map(|(cell, column)| cell_shown(page, cell, *column)).collect()
    };
    let export = format!("/api/v1/registers/{}", T::REGISTER.as_str());
    // The files are of whole registers, or of a dealer's rows.
    let export = if list.get("begins").is_empty() { export } else { String::new() };
    Ok(Found {
        heads: T::COLUMNS.iter().zip(columns.iter().copied()).map(head).collect(),
        foot: Some(list.foot(page, next.as_deref(), &export)),
        rows: found.into_iter().map(row).collect(),
    })
}

fn column(sheet: SheetKind, name: &str) -> Option<&'static Column> {
    layout(sheet).columns.iter().find(|column| column.name == name)
}

fn is_number(column: &Column) -> bool {
    matches!(column.kind, CellKind::Money { .. } | CellKind::Integer { .. })
}

/// A cell as people read it, and whether it is a number.
fn cell_shown(page: &Page, cell: Cell, column: Option<&Column>) -> (String, bool) {
    match cell {
        Cell::Count(count) => (page.count(count), true),
        Cell::Amount(amount) => (page.money(amount), true),
        Cell::Text(text) => {
            let choices = match column.map(|column| &column.kind) {
                Some(CellKind::Choice(choices)) => choices,
                Some(CellKind::YesNo) => &[("yes", "是"), ("no", "否")][..],
                _ => &[],
            };
            let word = choices.iter().find(|(english, _)| *english == text);
            let shown = match (page.lang, word) {
                (Lang::ZhCn, Some((_, chinese))) if !chinese.is_empty() => (*chinese).to_owned(),
                _ => text,
            };
            (shown, false)
        }
    }
}
