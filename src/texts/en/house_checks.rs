//! Why an administrator's own check cannot be used (agreement 4.32).

use crate::agreement::decision::house_check::{CheckFault, EXPRESSION_BYTES_MAX, FACTS};

/// What is wrong, and what a check may be.
pub fn fault(fault: &CheckFault) -> String {
    match fault {
        CheckFault::Code => {
            "The code has 3 to 40 capital letters, digits and _, begins with a letter, and is none of the \
            agreement's codes; such as ROUND_FEE."
                .to_owned()
        }
        CheckFault::Message => "Write a message of 1 to 500 bytes that says what is odd about the slip.".to_owned(),
        CheckFault::Length => {
            format!("Write an expression of 1 to {EXPRESSION_BYTES_MAX} bytes with at most 20 brackets open at once.")
        }
        CheckFault::Syntax(reason) => format!("The expression cannot be read: {reason}"),
        CheckFault::Nested => {
            "A macro such as exists or filter cannot stand within what another one repeats.".to_owned()
        }
        CheckFault::UnknownFact(name) => {
            let known: Vec<&str> = FACTS.iter().map(|fact| fact.name).collect();
            format!("There is no fact {name}. There are: {}.", known.join(", "))
        }
    }
}
