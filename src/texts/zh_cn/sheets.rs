//! What is wrong with a sheet and what was expected.

use crate::sheets::{CellProblem, FileProblem, Problem, Stranger, Word};

/// One sentence for one problem.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::File(problem) => of_file(problem),
        Problem::Cell(problem) => of_cell(problem),
        Problem::SecondRow => "同一个键已有一行，请删除重复的行。".to_owned(),
        Problem::BeyondEntitlement { qty_max } => {
            format!("超过该经销商的铺底额度，最多还可铺底 {qty_max} 件，请改正数量。")
        }
        Problem::AccountWaits { proposed_by } => {
            format!("该经销商已有 {proposed_by} 提交的账户变更待复核，请先批准或驳回。")
        }
        Problem::Forfeited { last_day } => {
            format!("最后期限是 {last_day}，此后收到的维修单按放弃维修费用处理，不再受理。")
        }
        Problem::TwoFiles { other } => format!("同一张表有两个文件，另一个是 {other}。请只保留一个，再重新运行。"),
        Problem::DiffersWithinSlip { first_row, given } => {
            let given = if given.is_empty() { "别的值" } else { given };
            format!("同一维修单在第 {first_row} 行写的是“{given}”。同一单号的各行除配件外必须一致，请改正其中一行。")
        }
    }
}

fn of_file(problem: &FileProblem) -> String {
    match problem {
        FileProblem::EmptyFile => "文件是空的，请重新发送表格。".to_owned(),
        FileProblem::Damaged => {
            "文件无法读取：文件已损坏，或内容与格式不符。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新发送。".to_owned()
        }
        FileProblem::PasswordProtected => "工作簿有密码。请在 Excel 或 WPS 中取消密码，保存后重新发送。".to_owned(),
        FileProblem::NotASheet(stranger) => {
            let (what, way_out) = stranger_words(*stranger);
            format!("这是{what}，不是可以读取的表格。{way_out}")
        }
        FileProblem::FileTooLarge { bytes_max } => {
            format!("文件超过 {} MiB。请删除不需要的图片和工作表，或请售后服务中心放宽限制。", bytes_max >> 20)
        }
        FileProblem::InflatesTooFar => {
            "文件解压后远远超出正常大小。请把数据复制到新的工作簿，另存为 .xlsx 后重新发送。".to_owned()
        }
        FileProblem::TooManyRows { rows_max } => {
            format!("表格超过 {rows_max} 行。请删除不属于本月的行，或请售后服务中心放宽限制。")
        }
        FileProblem::NotDecodable => {
            "从这一行起的文字不是 UTF-8、UTF-16 或 GB18030 编码。请用 Excel 或 WPS 打开，另存为 .xlsx。".to_owned()
        }
        FileProblem::QuoteNeverEnds => "这里的引号没有结束。请补上或删除引号，或另存为 .xlsx。".to_owned(),
        FileProblem::NoHeader { missing } => format!(
            "在可见工作表的前 20 行中没有找到表头。缺少的列：{}。请在数据上方用一行写明各列名称。",
            words(missing)
        ),
        FileProblem::SeveralSheets { names } => {
            format!("有几个工作表都有这样的表头：{}。请只保留要报送的一个，删除或隐藏其他工作表。", names.join("、"))
        }
        FileProblem::ColumnTwice { first, again, name } => {
            format!("表头中“{}”出现了两次：{first} 列和 {again} 列。请保留一列，另一列改名或删除。", word(name))
        }
    }
}

fn of_cell(problem: &CellProblem) -> String {
    match problem {
        CellProblem::Blank => "没有填写，此列必须填写。".to_owned(),
        CellProblem::ErrorValue => "公式的结果是错误值。请改正公式，或直接填写内容。".to_owned(),
        CellProblem::FormulaWithoutValue => {
            "公式没有保存结果。请用 Excel 或 WPS 打开文件后重新保存，或直接填写内容。".to_owned()
        }
        CellProblem::DigitsLost => {
            "数字超过 15 位，电子表格已丢失末尾几位。请把该列设为文本格式后重新填写。".to_owned()
        }
        CellProblem::ExponentForm => {
            "长数字被存成了科学计数法，后面的数字已丢失。请把该列设为文本格式，重新填写后另存为 .xlsx。".to_owned()
        }
        CellProblem::DateNotText => "此处应为文本，表格中存的却是日期。请把该列设为文本格式后重新填写。".to_owned(),
        CellProblem::BooleanNotText => {
            "此处应为文本，表格中存的却是 TRUE 或 FALSE。请把该列设为文本格式后重新填写。".to_owned()
        }
        CellProblem::NotADay => "不是日期。应填写日期，例如 2026-10-05。".to_owned(),
        CellProblem::NotAMoment => "不是时间。应填写日期和时间，例如 2026-10-05 14:30。".to_owned(),
        CellProblem::BareNumber => {
            "应为日期，却是普通数字。请把单元格设为日期格式，或填写 2026-10-05 这样的日期。".to_owned()
        }
        CellProblem::NotAPeriod => "不是月份。应填写月份，例如 2026-10。".to_owned(),
        CellProblem::NotMoney => "不是金额。应填写数字，例如 1,234.50。".to_owned(),
        CellProblem::TooManyDecimals => "金额超过两位小数。请精确到分。".to_owned(),
        CellProblem::AmountTooLarge => "金额太大，最多为 10,000,000,000.00。".to_owned(),
        CellProblem::Negative => "不能为负数，请填写零或正数。".to_owned(),
        CellProblem::NotAnInteger => "不是整数。应填写整数，例如 3。".to_owned(),
        CellProblem::IntegerOutOfRange { min, max } => format!("应填写 {min} 至 {max} 的整数。"),
        CellProblem::NotYesNo => "应填写是或否（也可以写 Y/N、1/0）。".to_owned(),
        CellProblem::NotAChoice { allowed } => format!("不在可填的内容之内：{}。", words(allowed)),
    }
}

fn stranger_words(stranger: Stranger) -> (&'static str, &'static str) {
    const SAVE_AS: &str = "请用 Excel 或 WPS 打开，选择“另存为”.xlsx，再发送新文件。";
    const SEND_SHEET: &str = "请把数据填入电子表格，存为 .xlsx 后发送。";
    match stranger {
        Stranger::Xlsb => ("二进制工作簿（.xlsb）", SAVE_AS),
        Stranger::Html => ("网页（文件名可能是 .xls）", SAVE_AS),
        Stranger::Xml => (" XML 文件", SAVE_AS),
        Stranger::Document => ("文字文档", SEND_SHEET),
        Stranger::Presentation => ("演示文稿", SEND_SHEET),
        Stranger::Pdf => (" PDF 文件", SEND_SHEET),
        Stranger::Image => ("图片", SEND_SHEET),
        Stranger::Archive => ("压缩包", "请解压后发送其中的表格。"),
        Stranger::Other => ("未知类型的文件", "可以读取的格式：.xlsx、.xlsm、.xls、.ods 和 .csv。"),
    }
}

fn words(list: &[Word]) -> String {
    list.iter().map(word).collect::<Vec<_>>().join("、")
}

/// Both spellings, since either may be written.
fn word(word: &Word) -> String {
    if word.chinese.is_empty() { word.english.to_string() } else { format!("{}（{}）", word.chinese, word.english) }
}
