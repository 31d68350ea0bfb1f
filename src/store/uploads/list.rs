//! Lists of uploads.

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use super::{TABLE, Upload, UploadRow, UploadState, parsed};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::Period;
use crate::store::connection::MultiBackend;
use crate::store::schema::uploads;
use crate::store::{Db, Error, stored};

/// Which uploads to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// Of one period.
    pub period: Option<Period>,
    /// Of slips, or of feedback.
    pub sheet: Option<FiledSheet>,
    /// In one state.
    pub state: Option<UploadState>,
}

/// What uploads are listed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// When they came.
    #[default]
    Came,
    /// The month that they are for.
    Period,
    /// How many rows they have.
    Rows,
}

/// In which order, and from where on.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// By what; what is alike there is listed as it came.
    pub by: By,
    /// Whether the least is first, or the earliest.
    pub upwards: bool,
    /// Behind the upload with this value and this identifier.
    pub after: Option<[String; 2]>,
}

/// An upload, and what filing it would come to, or came to; nothing before it was read.
pub type Previewed<P> = (Upload, Option<P>);

/// Uploads, those that came last first where nothing else is asked for.
pub fn list(c: &mut Db, filter: &Filter, order: &Order, rows_max: i64) -> Result<Vec<Upload>, Error> {
    let query = wanted(filter, order)?.limit(rows_max).select(UploadRow::as_select());
    query.load(c)?.into_iter().map(UploadRow::into_upload).collect()
}

/// The same, each with what filing it would come to.
pub fn previewed<P: DeserializeOwned>(
    c: &mut Db,
    filter: &Filter,
    order: &Order,
    rows_max: i64,
) -> Result<Vec<Previewed<P>>, Error> {
    let query = wanted(filter, order)?.limit(rows_max).select((UploadRow::as_select(), uploads::preview));
    let rows: Vec<(UploadRow, String)> = query.load(c)?;
    rows.into_iter().map(|(row, preview)| Ok((row.into_upload()?, parsed(Some(preview))?))).collect()
}

fn wanted<'a>(filter: &'a Filter, order: &'a Order) -> Result<uploads::BoxedQuery<'a, MultiBackend>, Error> {
    let mut query = uploads::table.into_boxed::<MultiBackend>();
    if let Some(dealer) = &filter.dealer {
        query = query.filter(uploads::dealer.eq(dealer.as_str()));
    }
    if let Some(period) = filter.period {
        query = query.filter(uploads::period.eq(period.to_string()));
    }
    if let Some(sheet) = &filter.sheet {
        query = query.filter(uploads::sheet.eq(stored::word_of(TABLE, sheet)?));
    }
    if let Some(state) = &filter.state {
        query = query.filter(uploads::state.eq(stored::word_of(TABLE, state)?));
    }
    // Identifiers sort by the time of their making.
    macro_rules! in_order {
        ($column:expr, $value:expr) => {
            match (&order.after, order.upwards) {
                (None, _) => query,
                (Some([_, id]), true) => {
                    query.filter($column.gt($value).or($column.eq($value).and(uploads::id.gt(id))))
                }
                (Some([_, id]), false) => {
                    query.filter($column.lt($value).or($column.eq($value).and(uploads::id.lt(id))))
                }
            }
        };
    }
    let value = order.after.as_ref().map(|[value, _]| value.as_str()).unwrap_or_default();
    Ok(match (order.by, order.upwards) {
        (By::Came, upwards) => {
            query = match (&order.after, upwards) {
                (None, _) => query,
                (Some([_, id]), true) => query.filter(uploads::id.gt(id)),
                (Some([_, id]), false) => query.filter(uploads::id.lt(id)),
            };
            if upwards { query.order(uploads::id.asc()) } else { query.order(uploads::id.desc()) }
        }
        (By::Period, true) => in_order!(uploads::period, value).order((uploads::period.asc(), uploads::id.asc())),
        (By::Period, false) => in_order!(uploads::period, value).order((uploads::period.desc(), uploads::id.desc())),
        (By::Rows, upwards) => {
            let rows: i64 = value.parse().unwrap_or_default();
            let query = in_order!(uploads::rows_read, rows);
            if upwards {
                query.order((uploads::rows_read.asc(), uploads::id.asc()))
            } else {
                query.order((uploads::rows_read.desc(), uploads::id.desc()))
            }
        }
    })
}

/// How many of a dealer's uploads are in a state.
pub fn in_state(c: &mut Db, dealer: &DealerCode, state: UploadState) -> Result<i64, Error> {
    let found = uploads::table
        .filter(uploads::dealer.eq(dealer.as_str()))
        .filter(uploads::state.eq(stored::word_of(TABLE, &state)?));
    Ok(found.count().get_result(c)?)
}
