//! What the two backends do not share, and what the enum over them cannot say.

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{QueryResult, RunQueryDsl};

use super::connection::{Db, MultiBackend};

/// A statement with a raw tail that both backends understand, such as ` ON CONFLICT (name) DO NOTHING`.
#[derive(Debug)]
pub struct Suffix<Q>(pub Q, pub &'static str);

impl<Q> QueryId for Suffix<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Suffix<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<Db> for Suffix<Q> {}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Suffix<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(self.1);
        Ok(())
    }
}

/// Inserts rows many at a time: SQLite takes them in statements of 500, PostgreSQL through COPY, which is the fastest way
/// of each. The row type needs `#[diesel(treat_none_as_default_value = false)]`.
macro_rules! insert_many {
    ($connection:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        match $connection {
            $crate::store::Db::Postgres(postgres) => {
                if rows.is_empty() {
                    Ok(0)
                } else {
                    diesel::copy_from($table).from_insertable(rows).execute(postgres)
                }
            }
            $crate::store::Db::Sqlite(sqlite) => {
                rows.chunks(500).map(|chunk| diesel::insert_into($table).values(chunk).execute(sqlite)).sum()
            }
        }
    }};
}
pub(in crate::store) use insert_many;

/// Whether a unique key refused a row.
pub fn is_unique_violation(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
