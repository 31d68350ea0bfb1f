use super::*;

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
