//! Every sentence for people. One folder a language with the same files in both; each sentence is an exhaustive match,
//! so that a new code does not compile without its words.

pub mod en;
pub mod zh_cn;

use crate::sheets::Problem;
use crate::sheets::refusal::Words;

/// The languages that Sanbao speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    #[value(name = "zh-CN")]
    ZhCn,
    /// English.
    #[value(name = "en")]
    En,
}

impl Lang {
    /// What is wrong with a cell, row or sheet, and what was expected.
    #[must_use]
    pub fn problem(self, problem: &Problem) -> String {
        match self {
            Self::ZhCn => zh_cn::sheets::problem(problem),
            Self::En => en::sheets::problem(problem),
        }
    }
}

impl Words for Lang {
    fn list_names(&self) -> &'static [&'static str] {
        &[zh_cn::refusal::LIST_NAME, en::refusal::LIST_NAME]
    }

    fn list_name(&self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::refusal::LIST_NAME,
            Self::En => en::refusal::LIST_NAME,
        }
    }

    fn headings(&self) -> [&'static str; 5] {
        match self {
            Self::ZhCn => zh_cn::refusal::HEADINGS,
            Self::En => en::refusal::HEADINGS,
        }
    }

    fn summary(&self, faults: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::refusal::summary(faults),
            Self::En => en::refusal::summary(faults),
        }
    }

    fn more(&self, faults: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::refusal::more(faults),
            Self::En => en::refusal::more(faults),
        }
    }

    fn problem(&self, problem: &Problem) -> String {
        Lang::problem(*self, problem)
    }
}
