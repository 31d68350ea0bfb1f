//! Every sentence for people. One folder a language with the same files in both; each sentence is an exhaustive match,
//! so that a new code does not compile without its words.

pub mod en;
pub mod zh_cn;

use crate::sheets::Problem;

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
