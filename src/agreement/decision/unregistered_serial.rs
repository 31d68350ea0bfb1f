//! 4.8 `UNREGISTERED_SERIAL`: the serial is not in the unit register, and `require_registered_serial`; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the unit register does not know the unit, where it must.
pub fn hits(case: &Case) -> Option<Hit> {
    let serial = case.slip.serial.as_ref()?;
    if !case.version?.terms.require_registered_serial {
        return None;
    }
    case.unit.is_none().then(|| Hit::UnregisteredSerial { serial: serial.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn an_unknown_serial_is_rejected() {
        check(
            &World::default(),
            "
            W1 serial_no=S-NEW -> rejected UNREGISTERED_SERIAL
            W2 serial_no=S-NEW repair_date= -> void INCOMPLETE
            ",
        );
    }

    #[test]
    fn an_unknown_serial_is_taken_where_the_terms_take_it() {
        check(
            &World { terms: "require_registered_serial = false", ..World::default() },
            "
            W1 serial_no=S-NEW -> accepted
            ",
        );
    }
}
