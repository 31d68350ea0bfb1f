//! The words of a folder run, in Chinese.

use crate::agreement::decision::Verdict;
use crate::texts::{Lang, TableWords};
use crate::workflow::run_folder::RunError;

/// Why nothing could be run, and what to do; a line for each fault below it.
pub fn error(error: &RunError) -> Vec<String> {
    match error {
        RunError::NoFolder(path) => vec![format!("没有文件夹 {}，请检查路径。", path.display())],
        RunError::PeriodsBackwards => vec!["--through 早于 --from，请对调。".to_owned()],
        RunError::OutIsFolder(path) => {
            vec![format!("输出文件夹不能与输入文件夹相同，请另选一个，不要用 {}。", path.display())]
        }
        RunError::NoDealers(path) => {
            vec![format!("{} 中没有经销商登记表，请放入 dealers.csv（或 .xlsx、.xls、.ods）。", path.display())]
        }
        RunError::NoAgreement(path) => {
            vec![format!("{} 中没有协议，请至少放入一个 agreement….toml。", path.display())]
        }
        RunError::Agreement { file, faults } => {
            let head = format!("{file} 不能使用，请改正以下各项后重新运行。");
            let lines = faults.iter().map(|fault| format!("  {}", Lang::ZhCn.term_fault(fault)));
            std::iter::once(head).chain(lines).collect()
        }
        RunError::SameFirstDay(clashes) => {
            let head = "有两个协议从同一天起约束同一经销商。".to_owned();
            let lines = clashes.iter().map(|clash| format!("  {}", Lang::ZhCn.same_first_day(clash)));
            std::iter::once(head).chain(lines).collect()
        }
        RunError::Register { file, faults } => {
            let head = format!("登记表 {file} 不能使用，请改正以下各项后重新运行。");
            std::iter::once(head).chain(Lang::ZhCn.fault_lines(faults)).collect()
        }
        RunError::RegisterTwice { files: [first, second] } => {
            vec![format!("{first} 和 {second} 是同一个登记表，请只保留一个。")]
        }
        RunError::Io { path, source } => vec![format!("{}：{source}。", path.display())],
        RunError::Reader(error) => vec![format!("{error}。")],
    }
}

/// Row and column of a fault.
pub fn place(row: u32, column: Option<&str>) -> String {
    column.map_or_else(|| format!("第 {row} 行"), |column| format!("第 {row} 行“{column}”列"))
}

/// That more faults are in the file of refused sheets.
pub fn more_faults(count: usize) -> String {
    format!("……另有 {count} 处，见 rejected_sheets.csv")
}

/// A sheet that was refused.
pub fn refused(file: &str) -> String {
    format!("{file} 被退回：")
}

/// Registers that are not there.
pub fn missing_registers(names: &[&str]) -> String {
    format!("文件夹中没有以下登记表，按空表处理：{}。", names.join("、"))
}

/// Sheets that were not read.
pub fn ignored(files: &[String]) -> String {
    format!("以下表格属于其他月份或未登记的经销商，没有读取：{}。", files.join("、"))
}

/// Names that were not understood.
pub fn strangers(names: &[String]) -> String {
    format!("以下名称既不是月份（如 2026-01），也不是表格（如 D001-slips.xlsx），没有读取：{}。", names.join("、"))
}

/// That more columns were not known.
pub fn more_unknown_columns(count: usize) -> String {
    format!("……另有 {count} 个不认识的列。")
}

/// A column that Sanbao does not know.
pub fn unknown_column(name: &str, sheets: usize) -> String {
    format!("不认识的列没有读取：{name}（{sheets} 张表）。")
}

/// The rows of the table at the end of a run.
pub const TABLE: TableWords = TableWords {
    dealers: "经销商",
    sheets: "表格：受理 / 退回",
    slips: "维修单",
    claimed: "申报金额",
    payable: "应付维修费",
    fees_paid: "本期结算（限额后）",
    penalties: "扣款与罚款",
    paid: "实付",
    files: "文件",
};

/// What became of a slip.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "通过",
        Verdict::Adjusted => "核减",
        Verdict::Held => "待核实",
        Verdict::Rejected => "不予结算",
        Verdict::Void => "无效",
        Verdict::Fabricated => "虚假",
    }
}
