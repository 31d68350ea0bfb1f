//! Somebody for every role, and a clerk for every dealer.

use crate::auth::{Actor, Role};
use crate::store::registers;
use crate::workflow::enrol_second_factor::give_second_factor;
use crate::workflow::invite_person::{NewPerson, invite_person};
use crate::workflow::set_password::set_password;
use crate::workflow::{Error, Office};

/// The password of everybody in the demonstration, and of nobody elsewhere.
pub const PASSWORD: &str = "try-the-three-guarantees";

/// Login, name and role of those who are there from the start. Two people of finance, because nobody takes two steps
/// (agreement 7.4).
pub const PEOPLE: [(&str, &str, Role); 6] = [
    ("admin", "管理员", Role::Administrator),
    ("reviewer", "李审核", Role::Reviewer),
    ("caller", "周回访", Role::CallAgent),
    ("manager", "王经理", Role::SalesManager),
    ("finance", "赵会计", Role::Finance),
    ("cashier", "钱出纳", Role::Finance),
];

/// Adds them, and answers the administrator.
pub fn invite(office: &Office) -> Result<Actor, Error> {
    let system = Actor::system();
    for (login, name, role) in PEOPLE {
        add(
            office,
            &system,
            &NewPerson {
                login: login.to_owned(),
                name: name.to_owned(),
                role,
                dealer: None,
                locale: "zh-CN".to_owned(),
                email: format!("{login}@sanbao.example"),
                mail_pace: None,
            },
        )?;
    }
    Ok(super::actor("admin", Role::Administrator))
}

/// A clerk for every dealer; the login is the dealer's code in small letters.
pub fn invite_clerks(office: &Office, administrator: &Actor) -> Result<(), Error> {
    for dealer in office.store.read(registers::dealers)? {
        add(
            office,
            administrator,
            &NewPerson {
                login: dealer.code.as_str().to_lowercase(),
                name: dealer.contact.unwrap_or(dealer.name),
                role: Role::DealerClerk,
                email: dealer.email.unwrap_or_default(),
                dealer: Some(dealer.code),
                locale: "zh-CN".to_owned(),
                mail_pace: None,
            },
        )?;
    }
    Ok(())
}

fn add(office: &Office, by: &Actor, person: &NewPerson) -> Result<(), Error> {
    let role = person.role;
    let login = invite_person(office, by, person)?.login;
    set_password(office, by, &login, PASSWORD)?;
    if role.moves_money() {
        give_second_factor(office, by, &login)?;
    }
    Ok(())
}
