//! The words of the service's answers.

use super::{Lang, en, zh_cn};
use crate::calendar::Day;
use crate::workflow::Error;

impl Lang {
    /// The language of a locale; Chinese where it is not known.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        if locale.starts_with("en") { Self::En } else { Self::ZhCn }
    }

    /// The first language of an `Accept-Language` that we speak.
    #[must_use]
    pub fn preferred(accepted: &str) -> Self {
        let mut names = accepted.split(',').map(|name| name.split(';').next().unwrap_or_default().trim());
        let spoken = names.find(|name| name.starts_with("zh") || name.starts_with("en"));
        spoken.map_or(Self::ZhCn, Self::of)
    }

    /// As people's settings have it.
    #[must_use]
    pub const fn locale(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Why a verb could not be done, and the way out.
    #[must_use]
    pub fn verb_error(self, error: &Error) -> String {
        match self {
            Self::ZhCn => zh_cn::verbs::error(error),
            Self::En => en::verbs::error(error),
        }
    }

    /// What is noted of a refusal that nobody telephoned for.
    #[must_use]
    pub fn standing_wish(self, since: Day, said_to: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::verbs::standing_wish(since, said_to),
            Self::En => en::verbs::standing_wish(since, said_to),
        }
    }

    /// What an HTTP status means.
    #[must_use]
    pub fn problem_title(self, status: u16) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::title(status),
            Self::En => en::verbs::title(status),
        }
    }

    /// A body that is not what the operation takes.
    #[must_use]
    pub fn invalid_body(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::invalid_body(),
            Self::En => en::verbs::invalid_body(),
        }
    }

    /// A failure of ours.
    #[must_use]
    pub fn internal(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::internal(),
            Self::En => en::verbs::internal(),
        }
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn unauthenticated(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::unauthenticated(),
            Self::En => en::verbs::unauthenticated(),
        }
    }

    /// A request that does not come from our pages.
    #[must_use]
    pub fn forged(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::forged(),
            Self::En => en::verbs::forged(),
        }
    }

    /// A parameter of the address that is not understood.
    #[must_use]
    pub fn invalid_query(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::invalid_query(),
            Self::En => en::verbs::invalid_query(),
        }
    }

    /// A parameter that a route does not have.
    #[must_use]
    pub fn unknown_parameter(self, name: &str, known: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::verbs::unknown_parameter(name, known),
            Self::En => en::verbs::unknown_parameter(name, known),
        }
    }

    /// The service cannot work yet, or not now.
    #[must_use]
    pub fn not_ready(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::not_ready(),
            Self::En => en::verbs::not_ready(),
        }
    }

    /// A decision that does not say which version it rests on.
    #[must_use]
    pub fn version_missing(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::version_missing(),
            Self::En => en::verbs::version_missing(),
        }
    }

    /// An Idempotency-Key that is none.
    #[must_use]
    pub fn key_unusable(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::key_unusable(),
            Self::En => en::verbs::key_unusable(),
        }
    }

    /// An Idempotency-Key that stood for another request.
    #[must_use]
    pub fn key_reused(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::key_reused(),
            Self::En => en::verbs::key_reused(),
        }
    }

    /// An Idempotency-Key whose first request is at work.
    #[must_use]
    pub fn key_at_work(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::verbs::key_at_work(),
            Self::En => en::verbs::key_at_work(),
        }
    }
}
