//! States as chips: a word and a tone, never a colour alone.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Page;
use crate::agreement::decision::{Effect, Verdict};
use crate::agreement::statement::State;
use crate::store::uploads::UploadState;

/// A state: `{{ chip }}` in a template draws it.
#[derive(Clone, Debug, Template)]
#[template(source = "<span class=\"chip chip-{{ tone }}\">{{ text }}</span>", ext = "html")]
pub struct Chip {
    /// `ok`, `wait`, `bad`, `info` or `quiet`.
    pub tone: &'static str,
    /// In words.
    pub text: String,
}

impl HtmlSafe for Chip {}

impl Page {
    /// A chip of a tone with the words of a key.
    pub fn chip(&self, tone: &'static str, key: &str) -> Chip {
        Chip { tone, text: self.t(key) }
    }

    /// Where a statement stands; none binds a dealer without an agreement.
    pub fn state_chip(&self, state: Option<State>) -> Chip {
        let (tone, key) = match state {
            None => ("quiet", "state-none"),
            Some(State::Draft) => ("wait", "state-draft"),
            Some(State::Confirmed) => ("info", "state-confirmed"),
            Some(State::Approved) => ("info", "state-approved"),
            Some(State::Released) => ("info", "state-released"),
            Some(State::Paid) => ("ok", "state-paid"),
        };
        self.chip(tone, key)
    }

    /// What became of a slip.
    pub fn verdict_chip(&self, verdict: Verdict) -> Chip {
        let tone = match verdict {
            Verdict::Accepted => "ok",
            Verdict::Adjusted => "info",
            Verdict::Held => "wait",
            Verdict::Rejected | Verdict::Void | Verdict::Fabricated => "bad",
        };
        Chip { tone, text: self.lang.verdict(verdict).to_owned() }
    }

    /// What a rule's hit comes to.
    pub fn effect_chip(&self, effect: Effect) -> Chip {
        if effect == Effect::Note {
            self.chip("quiet", "panel-note")
        } else {
            self.verdict_chip(Verdict::of(std::iter::once(effect)))
        }
    }

    /// Where an upload stands.
    pub fn upload_chip(&self, state: UploadState) -> Chip {
        let (tone, key) = match state {
            UploadState::Received => ("wait", "upload-received"),
            UploadState::Checked => ("info", "upload-checked"),
            UploadState::Refused => ("bad", "upload-refused"),
            UploadState::Filed => ("ok", "upload-filed"),
            UploadState::Withdrawn => ("quiet", "upload-withdrawn"),
        };
        self.chip(tone, key)
    }
}
