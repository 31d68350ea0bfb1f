//! Bodies that are checked before a handler sees them, and what is wrong with them in our own words: those of the library
//! that reads JSON are English, and name its own types.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::guard::lang_of;
use super::problem::{FieldFault, Problem};
use crate::texts::bodies::{BodyFault, Range, Takes, Wrong};

/// A JSON body within its type's limits. Types deny unknown fields.
#[derive(Debug)]
pub struct Checked<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Checked<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let lang = lang_of(request);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let not_received = |_| vec![BodyFault::new("", Wrong::NotReceived)];
            let read = body.await.map_err(not_received).and_then(|body| checked(&body));
            let told = |fault: &BodyFault| FieldFault::of_body(fault, lang);
            read.map(Self).map_err(|faults| Problem::body(lang, faults.iter().map(told).collect()))
        })
    }
}

/// What a body says, within its type's limits.
fn checked<T: DeserializeOwned + Validate>(body: &[u8]) -> Result<T, Vec<BodyFault>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut json);
    let value: T = read.map_err(|error| vec![fault_of(error.path(), error.inner())])?;
    json.end().map_err(|error| vec![not_json(&error)])?;
    value.validate().map_err(|errors| beyond_limits("", &errors))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> BodyFault {
    BodyFault::new("", Wrong::NotJson { line: error.line(), column: error.column() })
}

fn fault_of(path: &Path, error: &serde_json::Error) -> BodyFault {
    if !error.is_data() {
        return not_json(error);
    }
    let text = error.to_string();
    // Where it stands in the text says less than the field.
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let parts: Vec<String> = path.iter().filter_map(part).collect();
    said(&parts.join("."), message)
}

fn part(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// What serde says of a field, or of one in it that it names between backticks.
pub(super) fn said(field: &str, message: &str) -> BodyFault {
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let others = || named.iter().skip(1).map(|name| (*name).to_owned()).collect();
    let in_it = |name: &str| {
        // Of an unknown field the path may have its name already.
        let around = field.strip_suffix(name).map_or(field, |around| around.trim_end_matches('.'));
        if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") }
    };
    let first = named.first().copied().unwrap_or_default();
    let expected = message.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    match message.split_once(" `").map_or(message, |(what, _)| what) {
        "missing field" => BodyFault::new(in_it(first), Wrong::Missing),
        "unknown field" => BodyFault::new(in_it(first), Wrong::Unknown(others())),
        "duplicate field" => BodyFault::new(in_it(first), Wrong::Twice),
        "unknown variant" => BodyFault::new(field, Wrong::Takes(Takes::OneOf(others()))),
        _ => BodyFault::new(field, takes(expected).map_or(Wrong::Unreadable, Wrong::Takes)),
    }
}

/// What serde expects, where that is of a kind that people know.
fn takes(expected: &str) -> Option<Takes> {
    match expected {
        "a string" | "a borrowed string" | "a character" => Some(Takes::Text),
        "a boolean" => Some(Takes::Flag),
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => Some(Takes::WholeNumber),
        "a sequence" => Some(Takes::List),
        "a map" => Some(Takes::Object),
        _ if expected.starts_with("struct ") => Some(Takes::Object),
        _ => None,
    }
}

/// The limits that fields are beyond, in the fields' order.
fn beyond_limits(around: &str, errors: &ValidationErrors) -> Vec<BodyFault> {
    let mut faults = Vec::new();
    for (name, kind) in errors.errors() {
        let field = if around.is_empty() { name.to_string() } else { format!("{around}.{name}") };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                faults.extend(errors.iter().map(|error| BodyFault::new(field.clone(), limit(error))));
            }
            ValidationErrorsKind::Struct(errors) => faults.extend(beyond_limits(&field, errors)),
            ValidationErrorsKind::List(entries) => {
                for (index, errors) in entries {
                    faults.extend(beyond_limits(&format!("{field}.{index}"), errors));
                }
            }
        }
    }
    faults.sort_by(|a, b| a.field.cmp(&b.field));
    faults
}

fn limit(error: &ValidationError) -> Wrong {
    let number = |name: &str| error.params.get(name).and_then(Value::as_i64);
    let equal = number("equal");
    let range = Range { min: equal.or_else(|| number("min")), max: equal.or_else(|| number("max")) };
    match error.code.as_ref() {
        "length" if error.params.get("value").is_some_and(Value::is_array) => Wrong::Takes(Takes::Entries(range)),
        "length" => Wrong::Takes(Takes::Letters(range)),
        "range" => Wrong::Takes(Takes::Numbers(range)),
        "plain" => Wrong::Takes(Takes::Plain),
        "letters_and_digits" => Wrong::Takes(Takes::LettersAndDigits),
        "bank_code" => Wrong::Takes(Takes::BankCode),
        "country" => Wrong::Takes(Takes::Country),
        _ => Wrong::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::texts::Lang;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Order {
        #[validate(length(min = 1, max = 5))]
        name: String,
        #[serde(default = "one")]
        #[validate(range(min = 1, max = 9))]
        count: u32,
        #[serde(default)]
        #[validate(length(max = 1))]
        tags: Vec<String>,
        #[serde(default)]
        is_urgent: bool,
        #[serde(default)]
        side: Option<Side>,
        #[serde(default)]
        #[validate(nested)]
        parts: Vec<Part>,
    }

    const fn one() -> u32 {
        1
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Side {
        Left,
        Right,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[validate(length(equal = 2))]
        no: String,
    }

    #[track_caller]
    fn check(body: &str, field: &str, chinese: &str, english: &str) {
        let faults = checked::<Order>(body.as_bytes()).unwrap_err();
        let [fault] = faults.as_slice() else { panic!("one: {faults:?}") };
        let told = (fault.field.as_str(), Lang::ZhCn.body_fault(fault), Lang::En.body_fault(fault));
        assert_eq!(told, (field, chinese.to_owned(), english.to_owned()), "{body}");
    }

    #[test]
    fn what_is_wrong_with_a_body_is_said_in_both_languages() {
        check(
            "{",
            "",
            "请求内容不是有效的 JSON：请查看第 1 行第 1 列。",
            "The body is no JSON: look at line 1, column 1.",
        );
        check(
            r#"{"name":"a"} x"#,
            "",
            "请求内容不是有效的 JSON：请查看第 1 行第 14 列。",
            "The body is no JSON: look at line 1, column 14.",
        );
        check("[]", "", "请求内容应为含字段的对象。", "The body must be an object with fields.");
        check("7", "", "请求内容应为含字段的对象。", "The body must be an object with fields.");
        check("{}", "name", "缺少字段 name。", "The field name is missing.");
        check(r#"{"name":7}"#, "name", "字段 name 应为文本。", "name must be text.");
        check(
            r#"{"name":"a","count":-1}"#,
            "count",
            "字段 count 应为允许范围内的整数。",
            "count must be a whole number in its range.",
        );
        check(r#"{"name":"a","tags":"b"}"#, "tags", "字段 tags 应为列表。", "tags must be a list.");
        check(r#"{"name":"a","tags":["b",1]}"#, "tags.1", "字段 tags.1 应为文本。", "tags.1 must be text.");
        check(
            r#"{"name":"a","is_urgent":"yes"}"#,
            "is_urgent",
            "字段 is_urgent 应为 true 或 false。",
            "is_urgent must be true or false.",
        );
        check(
            r#"{"name":"a","side":"up"}"#,
            "side",
            "字段 side 应为以下之一：left、right。",
            "side must be one of left, right.",
        );
        check(r#"{"name":"a","name":"b"}"#, "name", "字段 name 重复。", "The field name stands there twice.");
        check(
            r#"{"name":"a","parts":[{"no":"P1","x":1}]}"#,
            "parts.0.x",
            "此处没有字段 parts.0.x；可用的字段：no。",
            "There is no field parts.0.x here; there are no.",
        );
        check(
            r#"{"name":"a","parts":[{}]}"#,
            "parts.0.no",
            "缺少字段 parts.0.no。",
            "The field parts.0.no is missing.",
        );
    }

    #[test]
    fn limits_are_said_with_the_field_that_is_beyond_them() {
        check(r#"{"name":""}"#, "name", "字段 name 应为 1 至 5 个字的文本。", "name must be text of 1 to 5 letters.");
        check(
            r#"{"name":"a","count":10}"#,
            "count",
            "字段 count 应为数字，1 至 9。",
            "count must be a number: 1 to 9.",
        );
        check(
            r#"{"name":"a","tags":["b","c"]}"#,
            "tags",
            "字段 tags 应为不超过 1 项的列表。",
            "tags must be a list of at most 1 entries.",
        );
        check(
            r#"{"name":"a","parts":[{"no":"P1"},{"no":"P"}]}"#,
            "parts.1.no",
            "字段 parts.1.no 应为 2 个字的文本。",
            "parts.1.no must be text of exactly 2 letters.",
        );
    }
}
