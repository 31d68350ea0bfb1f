//! What an API token may be used for. A scope gives nothing that its person's role does not.

use std::collections::BTreeSet;

/// What a token may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look.
    Read,
    /// File sheets, answer for the dealer.
    File,
    /// Decide held slips, confirm statements, settle disputes.
    Review,
    /// Record calls.
    Call,
    /// Approve statements.
    Approve,
    /// Release and pay.
    Pay,
    /// People, registers, agreements.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::File, Self::Review, Self::Call, Self::Approve, Self::Pay, Self::Admin];

    /// As the table of tokens has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::File => "file",
            Self::Review => "review",
            Self::Call => "call",
            Self::Approve => "approve",
            Self::Pay => "pay",
            Self::Admin => "admin",
        }
    }

    /// Whether a token with it does what people do only with a second factor shown just before.
    pub const fn moves_money(self) -> bool {
        matches!(self, Self::Approve | Self::Pay)
    }
}

/// The scopes of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// The scopes of a text that separates them by spaces; what is not known gives nothing.
    pub fn of(text: &str) -> Self {
        let named = |scope: &Scope| text.split(' ').any(|name| name == scope.as_str());
        Self(Scope::ALL.into_iter().filter(named).collect())
    }

    /// Whether it is one of them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// In their order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// As the table of tokens has it.
    pub fn as_text(&self) -> String {
        let names: Vec<&str> = self.iter().map(Scope::as_str).collect();
        names.join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_come_back_from_their_text() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(Scopes::of(&all.as_text()), all);
        assert_eq!(Scopes::of("pay read").as_text(), "read pay");
        assert_eq!(Scopes::of("paying"), Scopes::default());
    }
}
