//! What the tests of the service stand on: an office with a database of its own, on either backend.
//!
//! ```ignore
//! on_both! {
//!     fn refiling_replaces_slip_by_slip(test: &TestOffice) {
//!         test.office.clock.set(...);
//!     }
//! }
//! ```

mod app;
pub mod bookkeeping;
pub mod mime;
mod office;
pub mod packages;
pub mod samples;
pub mod smtp;

pub use app::{Answer, Client, TestApp, sign_in};
pub use office::TestOffice;

/// Makes of every function two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($(fn $name:ident($test:ident: &TestOffice) $body:block)+) => {$(
        fn $name($test: &$crate::service::harness::TestOffice) $body

        mod $name {
            use sanbao::store::Backend;

            use $crate::service::harness::TestOffice;

            #[test]
            fn sqlite() {
                super::$name(&TestOffice::on(Backend::Sqlite));
            }

            #[test]
            fn postgres() {
                super::$name(&TestOffice::on(Backend::Postgres));
            }
        }
    )+};
}
