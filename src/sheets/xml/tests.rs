use super::*;

/// Events as one line, read from memory and from a stream that gives a byte at a time.
fn outline(document: &str) -> Result<String, Malformed> {
    let held = outline_of(Scanner::of_bytes(document.as_bytes()));
    let streamed = Scanner::of_chunks(document.as_bytes(), 1).and_then(outline_of);
    assert_eq!(held, streamed, "{document}");
    held
}

fn outline_of(mut scanner: Scanner<'_>) -> Result<String, Malformed> {
    let mut line = String::new();
    loop {
        match scanner.next_event()? {
            Event::Open(tag) => {
                line.extend(["<", &String::from_utf8_lossy(tag.name)]);
                for attribute in tag.attributes() {
                    let (name, value) = attribute?;
                    line.extend([" ", &String::from_utf8_lossy(name), "=", &unescape(value)?]);
                }
                line += if tag.is_empty { "/>" } else { ">" };
            }
            Event::Close => line += "</>",
            Event::Text(text, TextKind::Escaped) => line += &unescape(text)?,
            Event::Text(text, TextKind::Verbatim) => line += &String::from_utf8_lossy(text),
            Event::End => return Ok(line),
        }
    }
}

#[track_caller]
fn check(document: &str, expected: &str) {
    assert_eq!(outline(document).as_deref(), Ok(expected), "{document}");
}

#[test]
fn documents_are_read_to_their_end() {
    check("<a/>", "<a/>");
    check("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>x</a>\n", "<a>x</>");
    check("<x:a y:b = '1>2' c=\"&quot;&#20013;\"><x:d/></x:a >", "<a b=1>2 c=\"中><d/></>");
    check("<a>1&lt;<!-- <b> --><![CDATA[<&amp;]]>2</a>", "<a>1<<&amp;2</>");
}

#[test]
fn what_is_dangerous_or_broken_is_refused() {
    let deep = "<a>".repeat(65) + &"</a>".repeat(65);
    let long = format!("<a>{}</a>", "x".repeat(TOKEN_BYTES_MAX + 1));
    for document in [
        "",
        "x",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>x",
        "</a>",
        "<a",
        "<a b=1/>",
        "<a b/>",
        "<a>&nbsp;</a>",
        "<a>&#xD800;</a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
        &deep,
    ] {
        assert_eq!(outline(document), Err(Malformed), "{document}");
    }
    assert_eq!(outline_of(Scanner::of_bytes(long.as_bytes())), Err(Malformed));
}

#[test]
fn a_leaf_is_its_text() {
    for (document, expected) in
        [("<a>12</a>", "12"), ("<a>1&amp;2</a>", "1&2"), ("<a>1<!-- -->2</a>", "12"), ("<a></a>", "")]
    {
        let mut scanner = Scanner::of_bytes(document.as_bytes());
        assert!(scanner.next_child().unwrap().is_some());
        assert_eq!(scanner.leaf(), Ok(expected), "{document}");
        assert!(matches!(scanner.next_event(), Ok(Event::End)), "{document}");
    }
    let mut scanner = Scanner::of_bytes(b"<a><b/></a>");
    assert!(scanner.next_child().unwrap().is_some());
    assert_eq!(scanner.leaf(), Err(Malformed));
}
