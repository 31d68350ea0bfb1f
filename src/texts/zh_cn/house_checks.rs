//! 自定义检查不可用的原因（协议 4.32）。

use crate::agreement::decision::house_check::{CheckFault, EXPRESSION_BYTES_MAX, FACTS};

/// 错在哪里，应当怎样写。
pub fn fault(fault: &CheckFault) -> String {
    match fault {
        CheckFault::Code => {
            "代码由 3 至 40 个大写字母、数字和下划线组成，以字母开头，且不与协议的代码相同，如 ROUND_FEE。".to_owned()
        }
        CheckFault::Message => "请写明维修单哪里可疑（1 至 500 字节）。".to_owned(),
        CheckFault::Length => {
            format!("表达式应为 1 至 {EXPRESSION_BYTES_MAX} 字节，同时打开的括号不超过 20 层。")
        }
        CheckFault::Syntax(reason) => format!("表达式无法识别：{reason}"),
        CheckFault::Nested => "exists、filter 等宏不能嵌套在另一个宏的重复部分里。".to_owned(),
        CheckFault::UnknownFact(name) => {
            let known: Vec<&str> = FACTS.iter().map(|fact| fact.name).collect();
            format!("没有名为 {name} 的字段。可用字段：{}。", known.join("、"))
        }
    }
}
