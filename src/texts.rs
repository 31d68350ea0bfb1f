//! Every sentence for people. One folder a language with the same files in both; each sentence is an exhaustive match,
//! so that a new code does not compile without its words.

pub mod en;
pub mod zh_cn;

use crate::samples::{self, Made, Plan, PlanError};
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

    /// Why sample folders of a plan cannot be made.
    #[must_use]
    pub fn plan_error(self, error: PlanError) -> String {
        match self {
            Self::ZhCn => zh_cn::samples::plan_error(error),
            Self::En => en::samples::plan_error(error),
        }
    }

    /// Why no sample folder was made.
    #[must_use]
    pub fn samples_error(self, error: &samples::Error) -> String {
        match self {
            Self::ZhCn => zh_cn::samples::error(error),
            Self::En => en::samples::error(error),
        }
    }

    /// What sample folder was made, and the command that settles it.
    #[must_use]
    pub fn samples_made(self, plan: &Plan, made: Made, command: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::samples::made(plan, made, command),
            Self::En => en::samples::made(plan, made, command),
        }
    }
}
