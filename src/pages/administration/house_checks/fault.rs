//! What is wrong with a check, at which field, and where in its expression.

use crate::agreement::decision::house_check::{CheckFault, CheckText};
use crate::pages::Page;
use crate::workflow::{Error, Refusal};

/// A fault as the form shows it.
pub struct Told {
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub sentence: String,
    /// The expression around the place: what stands before it, what is marked, what stands behind.
    pub place: Option<[String; 3]>,
}

/// Words a fault.
pub fn told(page: &Page, text: &CheckText, fault: &CheckFault) -> Told {
    let sentence = page.why(&Error::Refused(Refusal::HouseCheck(fault.clone())));
    let field = match fault {
        CheckFault::Code => "check.code",
        CheckFault::Message => "check.message",
        _ => "check.expression",
    };
    match fault {
        CheckFault::Syntax(reason) => {
            let Some((line, column, reason)) = place(reason) else { return Told { field, sentence, place: None } };
            let sentence = page.t_with("house-check-fault-at", &[&line, &column, &reason]);
            Told { field, sentence, place: marked(&text.expression, start(&text.expression, line, column), 1) }
        }
        CheckFault::UnknownFact(name) => {
            let at = position(&text.expression, name);
            let place = at.and_then(|at| marked(&text.expression, at, name.chars().count()));
            Told { field, sentence: page.t_with("house-check-fault-unknown", &[name]), place }
        }
        _ => Told { field, sentence, place: None },
    }
}

/// Line, column and reason of what the reader of expressions says: `ERROR: <input>:1:5: reason`, with the line below.
fn place(reason: &str) -> Option<(usize, usize, String)> {
    let (_, rest) = reason.split_once("<input>:")?;
    let mut parts = rest.splitn(3, ':');
    let (line, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let reason = parts.next()?.lines().next().unwrap_or_default().trim().to_owned();
    Some((line, column, reason))
}

/// How many letters stand before a place of the expression.
fn start(expression: &str, line: usize, column: usize) -> usize {
    let before =
        expression.split('\n').take(line.saturating_sub(1)).map(|text| text.chars().count() + 1).sum::<usize>();
    before + column.saturating_sub(1)
}

/// Where a name stands by itself.
fn position(expression: &str, name: &str) -> Option<usize> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let at = expression.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, rest) = expression.split_at(*at);
        let after = rest.strip_prefix(name).unwrap_or_default();
        !before.ends_with(is_of_name) && !after.starts_with(is_of_name)
    })?;
    Some(expression.get(..at)?.chars().count())
}

/// The expression around some letters; a place behind its end is shown as one.
fn marked(expression: &str, at: usize, length: usize) -> Option<[String; 3]> {
    let letters: Vec<char> = expression.chars().collect();
    let (before, rest) = letters.split_at_checked(at.min(letters.len()))?;
    let (marked, after) = rest.split_at_checked(length.min(rest.len()))?;
    let marked: String = marked.iter().collect();
    let marked = if marked.trim().is_empty() { "␣".to_owned() } else { marked };
    Some([before.iter().collect(), marked, after.iter().collect()])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::agreement::decision::house_check::ExpressionCheck;

    #[test]
    fn the_place_in_the_expression_is_marked() {
        let page = Page::of(&TestRequest::default().to_http_request());
        let cases = [
            ("claimed_fee > 100", ["", "claimed_fee", " > 100"]),
            ("true && my_claimed == claimed", ["true && my_claimed == ", "claimed", ""]),
            ("claimed_fee_fen > ", ["claimed_fee_fen > ", "␣", ""]),
            ("true &&\nclaimed_fee_fen > 1)", ["true &&\nclaimed_fee_fen > 1", ")", ""]),
        ];
        for (expression, place) in cases {
            let text = CheckText {
                code: "OWN_CHECK".into(),
                expression: expression.to_owned(),
                message: "look".to_owned(),
                held: true,
            };
            let fault = ExpressionCheck::new(text.clone()).err().unwrap();
            let told = told(&page, &text, &fault);
            assert_eq!(told.field, "check.expression");
            assert_eq!(told.place.unwrap(), place, "{}", told.sentence);
        }
    }
}
