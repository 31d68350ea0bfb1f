//! An office that knows the dealers, products and agreements of `import-samples`.

use std::path::PathBuf;

use sanbao::agreement::codes::DealerCode;
use sanbao::auth::{Actor, Role};
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::settings;
use sanbao::workflow::import_register::{RegisterFile, import_register};
use sanbao::workflow::publish_agreement::publish_agreement;

use super::TestOffice;

/// Brings in what filing and settling rest on; it is 10 February 2026, and January is the first period.
pub fn open(test: &TestOffice) {
    let office = &test.office;
    office.clock.set("2026-02-10T10:00:00".parse().unwrap());
    office.store.write(|c| settings::set(c, settings::FIRST_PERIOD, "2026-01")).unwrap();
    for (register, name) in [
        (Register::Dealers, "dealers.xlsx"),
        (Register::Products, "products.xlsx"),
        (Register::Parts, "parts.xlsx"),
        (Register::Units, "units.csv"),
        (Register::Sales, "sales.csv"),
    ] {
        let path = PathBuf::from("import-samples").join(name);
        let file = RegisterFile { register, mode: Mode::Replace, name, path: &path };
        import_register(office, &Actor::system(), &file).unwrap();
    }
    for name in ["agreement-standard.toml", "agreement-HZ01.toml"] {
        let text = std::fs::read(PathBuf::from("import-samples").join(name)).unwrap();
        publish_agreement(office, &Actor::system(), &text).unwrap();
    }
}

/// A dealer's code.
pub fn dealer(code: &str) -> DealerCode {
    DealerCode::new(code).unwrap()
}

/// The clerk of a dealer.
pub fn clerk(code: &str) -> Actor {
    Actor { login: format!("clerk-{code}"), role: Role::DealerClerk, dealer: Some(dealer(code)) }
}

/// A reviewer of the after-sales centre.
pub fn centre() -> Actor {
    Actor { login: "reviewer".to_owned(), role: Role::Reviewer, dealer: None }
}
