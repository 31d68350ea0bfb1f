//! What happened to a file, in one sentence, and the same as numbers.

use super::Page;
use crate::agreement::decision::Verdict;
use crate::agreement::registers::FiledSheet;
use crate::money::Money;
use crate::store::uploads::{Upload, UploadState};
use crate::texts::Lang;
use crate::workflow::check_upload::{Preview, SheetAnswer};

/// A number with what it is of.
pub struct Figure {
    /// What it is of.
    pub label: String,
    /// How much.
    pub shown: String,
    /// `ok`, `wait`, `bad`, `info` or empty.
    pub tone: &'static str,
}

/// How many slips would have one of the verdicts.
fn count(preview: &Preview, verdicts: &[Verdict]) -> u64 {
    verdicts.iter().filter_map(|verdict| preview.verdicts.get(verdict)).sum()
}

const HELD: &[Verdict] = &[Verdict::Held];

/// The sentence.
pub fn sentence(page: &Page, upload: &Upload, answer: Option<&SheetAnswer>, preview: Option<&Preview>) -> String {
    let (Some(answer), Some(preview)) = (answer, preview) else {
        let key = if upload.state == UploadState::Withdrawn { "upload-say-withdrawn" } else { "upload-say-reading" };
        return page.t(key);
    };
    match upload.state {
        UploadState::Received => page.t("upload-say-reading"),
        UploadState::Withdrawn => page.t("upload-say-withdrawn"),
        UploadState::Refused => refused(page, answer),
        UploadState::Checked | UploadState::Filed => read(page, upload, answer, preview),
    }
}

fn refused(page: &Page, answer: &SheetAnswer) -> String {
    if answer.rows == 0 {
        page.t("upload-say-refused")
    } else {
        page.t_n("upload-say-all-wrong", i64::from(answer.rows))
    }
}

fn read(page: &Page, upload: &Upload, answer: &SheetAnswer, preview: &Preview) -> String {
    let is_filed = upload.state == UploadState::Filed;
    if answer.rows == 0 {
        return page.t(if is_filed { "upload-say-nil-filed" } else { "upload-say-nil" });
    }
    let mut said = vec![page.t_n("upload-say-rows", i64::from(answer.rows))];
    let mut say = |key: &str, count: u64| {
        if count > 0 {
            said.push(page.t_n(key, i64::try_from(count).unwrap_or(i64::MAX)));
        }
    };
    match (upload.sheet, is_filed) {
        (FiledSheet::Slips, false) => say("upload-say-fileable", preview.slips),
        (FiledSheet::Slips, true) => say("upload-say-filed", preview.slips),
        (FiledSheet::Feedback, false) => say("upload-say-fileable-rows", preview.rows.into()),
        (FiledSheet::Feedback, true) => say("upload-say-filed-rows", preview.rows.into()),
    }
    say("upload-say-held", count(preview, HELD));
    say("upload-say-unpaid", count(preview, &Verdict::UNPAID));
    say("upload-say-unchanged", preview.unchanged);
    say(if is_filed { "upload-say-not-filed" } else { "upload-say-wrong" }, answer.unreadable_rows.into());
    let is_chinese = page.lang == Lang::ZhCn;
    let mut text = said.join(if is_chinese { "，" } else { ", " });
    if upload.sheet == FiledSheet::Slips {
        let (claimed, payable) = (page.money(preview.claimed), page.money(preview.payable));
        text += &page.t_with("upload-say-money", &[&claimed, &payable]);
    }
    text + if is_chinese { "。" } else { "." }
}

/// The same as numbers.
pub fn figures(page: &Page, upload: &Upload, answer: &SheetAnswer, preview: &Preview) -> Vec<Figure> {
    let figure = |key: &str, shown: String, tone| Figure { label: page.t(key), shown, tone };
    let number = |key: &str, count: u64, tone| figure(key, page.count(count), if count > 0 { tone } else { "" });
    let wrong = number("upload-figure-wrong", answer.unreadable_rows.into(), "bad");
    if upload.sheet == FiledSheet::Feedback {
        return vec![number("upload-figure-rows", preview.rows.into(), "ok"), wrong];
    }
    let money = |key: &str, amount: Money| figure(key, page.money(amount), "");
    vec![
        number("upload-figure-paid", count(preview, &Verdict::PAYABLE), "ok"),
        number("upload-figure-held", count(preview, HELD), "wait"),
        number("upload-figure-unpaid", count(preview, &Verdict::UNPAID), "bad"),
        wrong,
        number("upload-figure-unchanged", preview.unchanged, "info"),
        money("upload-figure-claimed", preview.claimed),
        money("upload-figure-payable", preview.payable),
        money("upload-figure-on-hold", preview.held),
    ]
}
