//! The names that people sign in with.

use unicode_normalization::UnicodeNormalization as _;

const LETTERS_MAX: usize = 64;
/// The audit trail says so of the installation itself, and of whoever has a login that nobody has.
const RESERVED: [&str; 2] = ["system", "nobody"];

/// A login as it is kept: in small letters, letters and digits of any script and `. - _ @`; none of any other text.
pub fn login(text: &str) -> Option<String> {
    let login: String = text.trim().to_lowercase().nfc().collect();
    let is_sound = !login.is_empty() && login.chars().count() <= LETTERS_MAX && !RESERVED.contains(&login.as_str());
    let is_usable = |letter: char| letter.is_alphanumeric() || ".-_@".contains(letter);
    (is_sound && login.chars().all(is_usable)).then_some(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_login() {
        let long = "l".repeat(65);
        let table = [
            ("Wang.Wei ", Some("wang.wei")),
            ("李雷", Some("李雷")),
            ("li@hq-2_x", Some("li@hq-2_x")),
            ("", None),
            ("li lei", None),
            ("li/lei", None),
            ("System", None),
            (&long, None),
        ];
        for (text, expected) in table {
            assert_eq!(login(text).as_deref(), expected, "{text}");
        }
    }
}
