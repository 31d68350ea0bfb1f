//! The addresses that mail goes to.

use lettre::Address;

/// The most that an address may have (RFC 5321).
const BYTES_MAX: usize = 254;

/// An address as mail servers take it: one local part, one domain, nothing that could begin another header. None where
/// the text is not one.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = text.len() <= BYTES_MAX && !text.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    let has_domain = text.rsplit_once('@').is_some_and(|(_, domain)| !domain.is_empty());
    (is_plain && has_domain && text.parse::<Address>().is_ok()).then(|| text.to_owned())
}

/// When mail comes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailPace {
    /// A mail an event.
    AtOnce,
    /// One mail with all of a day, in the late afternoon.
    Daily,
}

impl MailPace {
    /// As the table of people has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
        }
    }

    /// The pace of a name; at once where it is not known.
    pub fn of(name: &str) -> Self {
        if name == Self::Daily.as_str() { Self::Daily } else { Self::AtOnce }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_and_nothing_else() {
        for (text, taken) in [
            ("li@example.cn", true),
            (" li@example.cn ", true),
            ("li.wang+sanbao@mail.example.com", true),
            ("", false),
            ("li", false),
            ("li@", false),
            ("@example.cn", false),
            ("li@example.cn, wang@example.cn", false),
            ("li@example.cn\r\nBcc: wang@example.cn", false),
            ("li@example.cn\nwang", false),
            ("Li <li@example.cn>", false),
        ] {
            assert_eq!(address(text).as_deref(), taken.then_some(text.trim()), "{text:?}");
        }
        assert_eq!(address(&format!("{}@example.cn", "x".repeat(300))), None);
    }
}
