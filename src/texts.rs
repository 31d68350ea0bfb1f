//! Every sentence for people. One folder a language with the same files in both; each sentence is an exhaustive match,
//! so that a new code does not compile without its words.

pub mod en;
pub mod zh_cn;

use crate::agreement::decision::Hit;
use crate::agreement::terms::{SameFirstDay, TermFault};
use crate::agreement::violations::Violation;
use crate::sheets::{Fault, Problem};

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
    pub fn problem(self, problem: &Problem) -> String {
        match self {
            Self::ZhCn => zh_cn::sheets::problem(problem),
            Self::En => en::sheets::problem(problem),
        }
    }

    /// The same with the workbook's sheet, where there is one.
    pub fn fault(self, fault: &Fault) -> String {
        let problem = self.problem(&fault.problem);
        match self {
            _ if fault.sheet.is_empty() => problem,
            Self::ZhCn => format!("工作表“{}”：{problem}", fault.sheet),
            Self::En => format!("Sheet \"{}\": {problem}", fault.sheet),
        }
    }

    /// Why a rule hit.
    pub fn reason(self, hit: &Hit) -> String {
        match self {
            Self::ZhCn => zh_cn::reasons::reason(hit),
            Self::En => en::reasons::reason(hit),
        }
    }

    /// What a dealer violated, with the evidence.
    pub fn violation(self, violation: &Violation) -> String {
        match self {
            Self::ZhCn => zh_cn::violations::violation(violation),
            Self::En => en::violations::violation(violation),
        }
    }

    /// What is wrong with an agreement's text.
    pub fn term_fault(self, fault: &TermFault) -> String {
        match self {
            Self::ZhCn => zh_cn::terms::fault(fault),
            Self::En => en::terms::fault(fault),
        }
    }

    /// Which two versions bind one dealer from the same day on.
    pub fn same_first_day(self, clash: &SameFirstDay) -> String {
        match self {
            Self::ZhCn => zh_cn::terms::same_first_day(clash),
            Self::En => en::terms::same_first_day(clash),
        }
    }
}
