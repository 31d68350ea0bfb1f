//! 请求内容有何错误。

use crate::texts::bodies::{BodyFault, Range, Takes, Wrong};

/// 某个字段有何错误，应为什么。
pub fn fault(fault: &BodyFault) -> String {
    let field = if fault.field.is_empty() { "请求内容".to_owned() } else { format!("字段 {} ", fault.field) };
    match &fault.wrong {
        Wrong::NotReceived => "请求内容未完整收到，或不是表单。".to_owned(),
        Wrong::NotJson { line, column } => format!("请求内容不是有效的 JSON：请查看第 {line} 行第 {column} 列。"),
        Wrong::Missing => format!("缺少{}。", field.trim_end()),
        Wrong::Unknown(known) if known.is_empty() => format!("此处没有{}。", field.trim_end()),
        Wrong::Unknown(known) => format!("此处没有{}；可用的字段：{}。", field.trim_end(), known.join("、")),
        Wrong::Twice => format!("{field}重复。"),
        Wrong::Takes(takes) => format!("{field}应为{}。", self::takes(takes)),
        Wrong::Unreadable => format!("{field}的值无法识别。"),
        Wrong::Beside(other) => format!("{field}与 {other} 只能填其一。"),
    }
}

fn takes(takes: &Takes) -> String {
    match takes {
        Takes::Text => "文本".to_owned(),
        Takes::Flag => " true 或 false".to_owned(),
        Takes::WholeNumber => "允许范围内的整数".to_owned(),
        Takes::List => "列表".to_owned(),
        Takes::Object => "含字段的对象".to_owned(),
        Takes::OneOf(words) => format!("以下之一：{}", words.join("、")),
        Takes::Letters(range) => format!("{}个字的文本", span(*range)),
        Takes::Bytes(bytes_max) => format!("不超过 {bytes_max} 字节的文本"),
        Takes::Entries(range) => format!("{}项的列表", span(*range)),
        Takes::Numbers(range) => format!("数字，{}", span(*range).trim()),
        Takes::Month => "月份，如 2026-03".to_owned(),
        Takes::Day => "日期，如 2026-03-01".to_owned(),
        Takes::Amount => "金额，如 1234.50".to_owned(),
        Takes::Plain => "首尾无空格、不含控制字符的文本".to_owned(),
        Takes::LettersAndDigits => "字母和数字".to_owned(),
        Takes::BankCode => " 12 位数字，或留空".to_owned(),
        Takes::Country => "两个大写字母，或留空".to_owned(),
    }
}

fn span(range: Range) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => format!(" {min} "),
        (Some(min), Some(max)) => format!(" {min} 至 {max} "),
        (Some(min), None) => format!("不少于 {min} "),
        (None, Some(max)) => format!("不超过 {max} "),
        (None, None) => "任意".to_owned(),
    }
}
