//! What a header or a word that is not understood probably means: a proposal for a person to look at, never more.

use std::collections::BTreeSet;

use super::SheetKind;
use super::header::key;
use super::template::{Asked, asked};

/// Parts of headers that dealers use for a column, the longer ones count more.
const HEADERS: &[(&str, &str)] = &[
    ("单号", "slip_no"),
    ("单据", "slip_no"),
    ("工单", "slip_no"),
    ("类别", "service_class"),
    ("型号", "product_model"),
    ("机型", "product_model"),
    ("model", "product_model"),
    ("序列号", "serial_no"),
    ("机身", "serial_no"),
    ("机号", "serial_no"),
    ("条码", "serial_no"),
    ("serial", "serial_no"),
    ("购买日", "sale_date"),
    ("购机日", "sale_date"),
    ("客户", "customer_name"),
    ("姓名", "customer_name"),
    ("电话", "customer_phone"),
    ("手机", "customer_phone"),
    ("手机号", "customer_phone"),
    ("地址", "customer_address"),
    ("城乡", "area"),
    ("地区", "area"),
    ("报修", "reported_at"),
    ("上门时间", "arrived_at"),
    ("到达", "arrived_at"),
    ("维修日", "repair_date"),
    ("服务日", "repair_date"),
    ("完工", "completed_at"),
    ("完成时间", "completed_at"),
    ("故障码", "fault_code"),
    ("故障描述", "fault_description"),
    ("现象", "fault_description"),
    ("原因", "cause"),
    ("处理", "work_done"),
    ("维修措施", "work_done"),
    ("方式", "service_mode"),
    ("配件编", "part_no"),
    ("配件号", "part_no"),
    ("料号", "part_no"),
    ("数量", "part_qty"),
    ("件数", "part_qty"),
    ("旧件", "old_parts_returned"),
    ("费", "claimed_fee"),
    ("金额", "claimed_fee"),
    ("师傅", "technician"),
    ("技师", "technician"),
    ("维修人", "technician"),
    ("签字", "customer_signed"),
    ("签名", "customer_signed"),
    ("回访", "dealer_callback_on"),
    ("补单", "reissued"),
    ("次数", "occurrences"),
    ("台数", "occurrences"),
    ("数量", "occurrences"),
    ("严重", "severity"),
    ("分析", "suspected_cause"),
    ("建议", "suggestion"),
];

/// Parts of words that dealers use for one of a column's.
const WORDS: &[(&str, &str, &str)] = &[
    ("area", "城", "city"),
    ("area", "市", "city"),
    ("area", "县", "county"),
    ("area", "乡", "county"),
    ("area", "镇", "county"),
    ("area", "农村", "county"),
    ("cause", "质量", "product_defect"),
    ("cause", "人为", "user_damage"),
    ("cause", "用户", "user_damage"),
    ("cause", "雷", "force_majeure"),
    ("cause", "安装", "installation"),
    ("service_mode", "上门", "door_to_door"),
    ("service_mode", "到店", "in_shop"),
    ("service_mode", "送修", "in_shop"),
    ("severity", "危险", "safety"),
    ("severity", "安全", "safety"),
    ("severity", "外观", "appearance"),
];

/// How words begin that mean no.
const NO: [&str; 5] = ["未", "没", "不", "无", "非"];
/// What stands in words that mean yes.
const YES: [&str; 6] = ["已", "√", "✓", "有", "签", "对"];

/// Two spellings are alike from this share of common letters on, in percent.
const ALIKE_PERCENT: usize = 50;

/// The column of a sheet that a header probably is.
#[must_use]
pub fn column(sheet: SheetKind, spelled: &str) -> Option<&'static str> {
    let columns = asked(sheet);
    let spelled = key(spelled);
    let known = |name: &str| columns.iter().find(|column| column.name == name).map(|column| column.name);
    let hints = HEADERS.iter().filter(|(part, _)| spelled.contains(part));
    let hinted = hints.filter_map(|(part, name)| Some((part.chars().count(), known(name)?)));
    let hinted = hinted.max_by_key(|(length, _)| *length).map(|(_, name)| name);
    let names = columns.iter().flat_map(|column| [(key(column.name), column.name), (key(column.chinese), column.name)]);
    most_alike(&spelled, names).or(hinted)
}

/// The word of a column, in English, that another word probably means; `yes` and `no` where the column takes these.
#[must_use]
pub fn word(column: &Asked, spelled: &str) -> Option<&'static str> {
    let spelled = spelled.trim();
    if column.is_yes_no {
        if NO.iter().any(|begin| spelled.starts_with(begin)) {
            return Some("no");
        }
        return YES.iter().any(|part| spelled.contains(part)).then_some("yes");
    }
    let plain = key(spelled);
    let words = column.words.iter().flat_map(|(english, chinese)| [(key(english), *english), (key(chinese), *english)]);
    let hint = WORDS.iter().find(|(of, part, _)| *of == column.name && spelled.contains(part)).map(|(.., word)| *word);
    hint.or_else(|| most_alike(&plain, words))
}

/// The name whose spelling has the most letters in common with another, where that is enough.
fn most_alike(spelled: &str, names: impl Iterator<Item = (String, &'static str)>) -> Option<&'static str> {
    let mut best: Option<(usize, &'static str)> = None;
    for (name_key, name) in names {
        let alike = percent_alike(spelled, &name_key);
        if alike >= ALIKE_PERCENT && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Twice the common pairs of neighbouring letters over all pairs; of single letters where a spelling has no pair.
fn percent_alike(one: &str, other: &str) -> usize {
    let pairs = |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (one, other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    (200 * one.intersection(&other).count()).checked_div(all).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dealers_call_columns_is_proposed() {
        for (spelled, expected) in [
            ("维修单号码", Some("slip_no")),
            ("产品型号名称", Some("product_model")),
            ("机型", Some("product_model")),
            ("手机号码", Some("customer_phone")),
            ("收费（元）", Some("claimed_fee")),
            ("Serial Number", Some("serial_no")),
            ("repair-dates", Some("repair_date")),
            ("件数", Some("part_qty")),
            ("备注", None),
            ("", None),
        ] {
            assert_eq!(column(SheetKind::Slips, spelled), expected, "{spelled}");
        }
        assert_eq!(column(SheetKind::Feedback, "件数"), None, "a column of another sheet");
        assert_eq!(column(SheetKind::Feedback, "发生台数"), Some("occurrences"));
    }

    #[test]
    fn what_dealers_write_in_columns_is_proposed() {
        let columns = asked(SheetKind::Slips);
        for (name, spelled, expected) in [
            ("area", "城里", Some("city")),
            ("area", "乡下", Some("county")),
            ("area", "?", None),
            ("cause", "质量问题", Some("product_defect")),
            ("cause", "product defects", Some("product_defect")),
            ("service_mode", "上门服务", Some("door_to_door")),
            ("customer_signed", "已签", Some("yes")),
            ("customer_signed", "未签", Some("no")),
            ("customer_signed", "Z", None),
        ] {
            let column = columns.iter().find(|column| column.name == name).unwrap();
            assert_eq!(word(column, spelled), expected, "{name}: {spelled}");
        }
    }
}
