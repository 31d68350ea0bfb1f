//! What is wrong with an agreement, in Chinese.

use crate::agreement::terms::{Expected, SameFirstDay, TermFault};

/// One sentence: the key, what stands there, what was expected.
pub fn fault(fault: &TermFault) -> String {
    let TermFault { key, value, expected } = fault;
    match expected {
        Expected::Toml(message) => format!("不是有效的 TOML：{message}"),
        Expected::Utf8 => "不是 UTF-8 编码，请用编辑器打开，另存为 UTF-8".to_owned(),
        Expected::KnownKey => format!("{key}：没有这个条款，请改正拼写或删除"),
        Expected::Present => format!("缺少 {key}"),
        Expected::AnotherName => format!("{key}：已有同名的产品线，请删除其中一个"),
        expected => format!("{key} = {value}：应为{}", words(expected)),
    }
}

fn words(expected: &Expected) -> String {
    match expected {
        Expected::Toml(_) | Expected::Utf8 | Expected::KnownKey | Expected::Present | Expected::AnotherName => {
            String::new()
        }
        Expected::Text => "引号内的非空文字".to_owned(),
        Expected::Dealers => "引号内的经销商编码列表，或 [\"*\"]".to_owned(),
        Expected::Date => "不带引号的日期，如 2026-01-01".to_owned(),
        Expected::NotBeforeFirstDay => "不早于 effective_from 的日期".to_owned(),
        Expected::Integer { min, max } => format!(" {min} 到 {max} 的整数，不带引号"),
        Expected::Money => "引号内的金额，如 \"15.00\"，不为负，最多两位小数".to_owned(),
        Expected::Rate => "引号内 \"0\" 到 \"1\" 的比例，如 \"0.01\"".to_owned(),
        Expected::Flag => " true 或 false，不带引号".to_owned(),
        Expected::OneOf(allowed) => format!("以下之一：\"{}\"", allowed.join("\"、\"")),
        Expected::Table => "含有条款的表".to_owned(),
    }
}

/// Which two versions bind one dealer from the same day on.
pub fn same_first_day(clash: &SameFirstDay) -> String {
    let [first, second] = &clash.codes;
    let dealer = clash.dealer.as_ref().map_or("\"*\"".to_owned(), ToString::to_string);
    format!("协议“{first}”和“{second}”都从 {} 起约束 {dealer}，请修改其中一个的 effective_from", clash.effective_from)
}
