//! Every sentence for people. One folder a language with the same files in both; each sentence is an exhaustive match,
//! so that a new code does not compile without its words.

pub mod bodies;
pub mod en;
pub mod evidence;
mod installation;
mod ledger;
pub mod mail;
mod payments;
mod reports;
mod template;
mod verbs;
pub mod zh_cn;

pub use installation::{FontFault, ServiceFailure};
pub use payments::{BANK_SHEET, BankSheetWords, PaymentWords};
pub use reports::{Label, Said};

use crate::agreement::decision::{Code, Hit, Verdict};
use crate::agreement::terms::{SameFirstDay, TermFault};
use crate::agreement::violations::Violation;
use crate::auth;
use crate::samples::{self, Made, Plan, PlanError};
use crate::sheets::refusal::Words;
use crate::sheets::{Fault, Problem};
use crate::workflow::confirm_statement::Hindrance;
use crate::workflow::import_folder::Taken;
use crate::workflow::run_folder::RunError;

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

    /// The same with the workbook's sheet, where there is one.
    pub fn fault(self, fault: &Fault) -> String {
        let problem = self.problem(&fault.problem);
        match self {
            _ if fault.sheet.is_empty() => problem,
            Self::ZhCn => format!("工作表“{}”：{problem}", fault.sheet),
            Self::En => format!("Sheet \"{}\": {problem}", fault.sheet),
        }
    }

    /// What came of a file of a folder.
    pub fn taken(self, taken: &Taken) -> String {
        match self {
            Self::ZhCn => zh_cn::registers::taken(taken),
            Self::En => en::registers::taken(taken),
        }
    }

    /// That nobody with this login is an administrator.
    pub fn no_administrator(self, login: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::registers::no_administrator(login),
            Self::En => en::registers::no_administrator(login),
        }
    }

    /// What stands against confirming a statement.
    pub fn hindrance(self, hindrance: &Hindrance) -> String {
        match self {
            Self::ZhCn => zh_cn::statements::hindrance(hindrance),
            Self::En => en::statements::hindrance(hindrance),
        }
    }

    /// Why a rule hit.
    pub fn reason(self, hit: &Hit) -> String {
        match self {
            Self::ZhCn => zh_cn::reasons::reason(hit),
            Self::En => en::reasons::reason(hit),
        }
    }

    /// What a rule looks for, in a few words.
    pub const fn rule(self, code: Code) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::reasons::rule(code),
            Self::En => en::reasons::rule(code),
        }
    }

    /// What a dealer violated, with the evidence and the clause.
    pub fn violation(self, violation: &Violation) -> String {
        let clause = violation.clause();
        match self {
            Self::ZhCn => format!("{}（协议 {clause}）", zh_cn::violations::violation(violation)),
            Self::En => format!("{} (agreement {clause})", en::violations::violation(violation)),
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

    /// Why nothing could be run, and what to do; a line for each fault below the first.
    pub fn run_error(self, error: &RunError) -> Vec<String> {
        match self {
            Self::ZhCn => zh_cn::run::error(error),
            Self::En => en::run::error(error),
        }
    }

    /// The rows of the table at the end of a run.
    pub fn table(self) -> TableWords {
        match self {
            Self::ZhCn => zh_cn::run::TABLE,
            Self::En => en::run::TABLE,
        }
    }

    /// What became of a slip.
    pub fn verdict(self, verdict: Verdict) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::run::verdict(verdict),
            Self::En => en::run::verdict(verdict),
        }
    }

    /// What stands against signing in, or against what is done about people.
    pub fn person_refused(self, refused: &auth::Refused) -> String {
        match self {
            Self::ZhCn => zh_cn::people::refused(refused),
            Self::En => en::people::refused(refused),
        }
    }

    /// What a role is called.
    pub fn role(self, role: auth::Role) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::people::role(role),
            Self::En => en::people::role(role),
        }
    }

    /// A one-time token, whom it is for and how long it holds.
    pub fn invitation(self, login: &str, token: &str, until: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::people::invitation(login, token, until),
            Self::En => en::people::invitation(login, token, until),
        }
    }

    /// That a person's password was set.
    pub fn password_set(self, login: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::people::password_set(login),
            Self::En => en::people::password_set(login),
        }
    }

    /// That a person may come in no more.
    pub fn person_disabled(self, login: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::people::disabled(login),
            Self::En => en::people::disabled(login),
        }
    }

    /// That nobody has a login.
    pub fn person_unknown(self, login: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::people::unknown(login),
            Self::En => en::people::unknown(login),
        }
    }

    /// How a person stands.
    pub fn person_state(self, is_disabled: bool, has_password: bool) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::people::state(is_disabled, has_password),
            Self::En => en::people::state(is_disabled, has_password),
        }
    }

    /// That a sheet was refused.
    pub fn refused(self, file: &str) -> String {
        match self {
            Self::ZhCn => zh_cn::run::refused(file),
            Self::En => en::run::refused(file),
        }
    }

    /// Registers that the folder does not have.
    pub fn missing_registers(self, names: &[&str]) -> String {
        match self {
            Self::ZhCn => zh_cn::run::missing_registers(names),
            Self::En => en::run::missing_registers(names),
        }
    }

    /// Sheets that were not read.
    pub fn ignored(self, files: &[String]) -> String {
        match self {
            Self::ZhCn => zh_cn::run::ignored(files),
            Self::En => en::run::ignored(files),
        }
    }

    /// Names that were not understood.
    pub fn strangers(self, names: &[String]) -> String {
        match self {
            Self::ZhCn => zh_cn::run::strangers(names),
            Self::En => en::run::strangers(names),
        }
    }

    /// That more columns were not known.
    pub fn more_unknown_columns(self, count: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::run::more_unknown_columns(count),
            Self::En => en::run::more_unknown_columns(count),
        }
    }

    /// A column that is not known.
    pub fn unknown_column(self, name: &str, sheets: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::run::unknown_column(name, sheets),
            Self::En => en::run::unknown_column(name, sheets),
        }
    }

    /// Faults of a sheet as lines for a terminal: place, value, message. Beyond `FAULT_LINES_MAX` they are counted.
    pub fn fault_lines(self, faults: &[Fault]) -> Vec<String> {
        let mut lines: Vec<String> =
            faults.iter().take(FAULT_LINES_MAX).map(|fault| format!("  {}", self.fault_line(fault))).collect();
        if faults.len() > FAULT_LINES_MAX {
            let more = faults.len() - FAULT_LINES_MAX;
            lines.push(match self {
                Self::ZhCn => format!("  {}", zh_cn::run::more_faults(more)),
                Self::En => format!("  {}", en::run::more_faults(more)),
            });
        }
        lines
    }

    fn fault_line(self, fault: &Fault) -> String {
        let message = self.fault(fault);
        let Some(row) = fault.row else { return message };
        let column = fault.column.as_deref();
        let (place, colon) = match self {
            Self::ZhCn => (zh_cn::run::place(row, column), "："),
            Self::En => (en::run::place(row, column), ": "),
        };
        if fault.value.is_empty() {
            format!("{place}{colon}{message}")
        } else {
            format!("{place}{colon}{} — {message}", fault.value)
        }
    }
}

/// The rows of the table at the end of a run.
#[derive(Clone, Copy, Debug)]
pub struct TableWords {
    /// 经销商
    pub dealers: &'static str,
    /// 表
    pub sheets: &'static str,
    /// 维修单
    pub slips: &'static str,
    /// The claim values of all slips.
    pub claimed: &'static str,
    /// The claim values of the payable slips.
    pub payable: &'static str,
    /// What the allowance pays of them.
    pub fees_paid: &'static str,
    /// What is deducted.
    pub penalties: &'static str,
    /// What is wired.
    pub paid: &'static str,
    /// Where the files are.
    pub files: &'static str,
}

/// How many faults of a sheet a terminal is shown.
const FAULT_LINES_MAX: usize = 20;
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
