//! The list of faults in a workbook that goes back.

/// The tab of the list.
pub const LIST_NAME: &str = "错误清单";

/// Sheet, cell, column, value, fault.
pub const HEADINGS: [&str; 5] = ["工作表", "单元格", "列", "内容", "问题"];

/// What to do.
pub fn summary(faults: usize) -> String {
    format!("共 {faults} 处错误，本表没有报送。请在本工作簿中改正标红的单元格，然后重新发送。")
}

/// What the list leaves out.
pub fn more(faults: usize) -> String {
    format!("另有 {faults} 处错误没有列出，相应的单元格已标红。")
}
