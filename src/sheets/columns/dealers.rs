//! `dealers`: the dealers and their accounts.

use super::{CellKind, Choice, Column, Layout};
use crate::agreement::codes::{DealerCode, Region};
use crate::agreement::registers::{Dealer, Locale};
use crate::sheets::{Record, Row, SheetKind};

const LOCALES: [Choice; 2] = [("zh-CN", ""), ("en", "")];

pub const LAYOUT: Layout = Layout::of(&COLUMNS);

const COLUMNS: [Column; 11] = [
    Column::required("dealer_code", "经销商编码", CellKind::Text),
    Column::required("name", "名称", CellKind::Text),
    Column::optional("contact", "联系人", CellKind::Text),
    Column::optional("email", "邮箱", CellKind::Text),
    Column::optional("phone", "电话", CellKind::Text),
    Column::optional("region", "地区", CellKind::Text),
    Column::optional("account_name", "户名", CellKind::Text),
    Column::optional("bank_name", "开户行", CellKind::Text),
    Column::optional("bank_account", "账号", CellKind::Text),
    Column::optional("bank_code", "联行号", CellKind::Text),
    Column::optional("locale", "语言", CellKind::Choice(&LOCALES)),
];

impl Record for Dealer {
    const SHEET: SheetKind = SheetKind::Dealers;

    fn of(row: &mut Row<'_>) -> Option<Self> {
        Some(Self {
            code: row.code(DealerCode::new)?,
            name: row.string()?,
            contact: row.string(),
            email: row.string(),
            phone: row.string(),
            region: row.code(Region::new),
            account_name: row.string(),
            bank_name: row.string(),
            bank_account: row.string(),
            bank_code: row.string(),
            locale: row.choice(&[Locale::ZhCn, Locale::En]),
        })
    }
}
