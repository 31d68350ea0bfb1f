//! What every test of the service starts from: an installation of its own on either database.

mod office;
mod postgres;

pub use office::TestOffice;
pub use postgres::schema_of;

/// The URL of an empty PostgreSQL database.
pub fn new_database() -> String {
    postgres::new_database("")
}

/// Runs each function as a test on both databases.
macro_rules! on_both {
    ($($(#[$attribute:meta])* fn $name:ident($test:ident: &TestOffice) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn body($test: &$crate::harness::TestOffice) $body

            $(#[$attribute])*
            #[test]
            fn sqlite() {
                body(&$crate::harness::TestOffice::on(sanbao::store::Backend::Sqlite));
            }

            $(#[$attribute])*
            #[test]
            fn postgres() {
                body(&$crate::harness::TestOffice::on(sanbao::store::Backend::Postgres));
            }
        }
    )*};
}
pub(crate) use on_both;
