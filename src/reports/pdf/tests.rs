use super::*;
use crate::reports::document::{Cell, ColumnKind, Fact, Section, Table};
use crate::texts::{Label, Lang};

#[test]
fn the_font_that_comes_with_the_product_has_what_papers_say() {
    let typeface = Typeface::embedded();
    for letter in
        "人民币壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负零限障三包结算单〓×（）：，。“”·　ABCxyz0123456789-–%".chars()
    {
        assert!(typeface.has(letter), "{letter}");
    }
    assert!(!typeface.has('𠮷'));
    assert_eq!(Typeface::of(b"no font".to_vec()).unwrap_err(), TypefaceError::Unreadable);
}

#[test]
fn lines_end_between_words_and_never_before_a_full_stop() {
    let typeface = Typeface::embedded();
    let size = 10 * 50;
    // Every Chinese character is as wide as the size.
    assert_eq!(typeface.lines("一二三四五。六", size, 5 * size), ["一二三四", "五。六"]);
    assert_eq!(typeface.lines("一二（三四", size, 3 * size), ["一二", "（三四"]);
    assert_eq!(typeface.lines("one two", size, typeface.width("one t", size)), ["one", "two"]);
    assert_eq!(typeface.lines("", size, size), [""]);
    let long = typeface.lines("ABCDEFGHIJ", size, typeface.width("ABCD", size));
    assert_eq!((long.first().copied(), long.concat()), (Some("ABCD"), "ABCDEFGHIJ".to_owned()));
}

/// A paper with one table.
fn paper(subtitle: &str, rows: usize) -> Document {
    let columns = [(Label::Slip, ColumnKind::Id, 2), (Label::Reason, ColumnKind::Text, 6)];
    let mut table = Table::of(Lang::ZhCn, &columns);
    table.rows =
        (1..=rows).map(|number| vec![Cell::text(&format!("W-{number}")), Cell::text("用户没有签字。")]).collect();
    Document {
        file_stem: "D1-2026-03-statement".to_owned(),
        lang: Lang::ZhCn,
        title: "结算单".to_owned(),
        subtitle: subtitle.to_owned(),
        draft: None,
        made_on: "2026-04-20".parse().unwrap(),
        facts: vec![Fact::new("经销商", subtitle)],
        sections: vec![Section { title: "维修单".to_owned(), parts: vec![Part::Table(table)] }],
    }
}

#[test]
fn a_character_that_the_font_lacks_is_named_and_not_silently_left_out() {
    let typeface = Typeface::embedded();
    let whole = laid_out(&paper("昆明", 1), &typeface);
    assert!(!whole.iter().flat_map(Sheet::texts).any(|text| text.contains("〓")));
    let lacking = laid_out(&paper("𠮷田", 1), &typeface);
    let texts: Vec<&str> = lacking.iter().flat_map(Sheet::texts).collect();
    assert!(texts.concat().contains("U+20BB7"), "{texts:?}");
    assert!(draw(&paper("𠮷田", 1), &typeface).unwrap().starts_with(b"%PDF-1.7"));
}

#[test]
fn a_long_table_has_its_head_on_every_page_and_every_row_once() {
    let typeface = Typeface::embedded();
    let sheets = laid_out(&paper("昆明", 150), &typeface);
    assert!(sheets.len() >= 3, "{}", sheets.len());
    for sheet in &sheets {
        assert_eq!(sheet.texts().iter().filter(|text| **text == "维修单号").count(), 1);
    }
    let rows: Vec<&str> = sheets.iter().flat_map(Sheet::texts).filter(|text| text.starts_with("W-")).collect();
    assert_eq!((rows.len(), rows.last()), (150, Some(&"W-150")));
}

#[test]
fn the_same_paper_has_the_same_bytes() {
    let typeface = Typeface::embedded();
    assert!(draw(&paper("昆明", 60), &typeface).unwrap() == draw(&paper("昆明", 60), &typeface).unwrap());
}
