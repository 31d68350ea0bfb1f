//! Texts in addresses: whatever is not plain there is written as its bytes in UTF-8 (RFC 3986, 2).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is not plain in a part of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is not plain behind the `?`, where a path may stand as it is.
const QUERY: &AsciiSet = &SEGMENT.remove(b'/');

/// A part of a path, such as a dealer's code, which may be Chinese.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Pairs as a query.
pub fn encoded(pairs: &[(String, String)]) -> String {
    let escaped = |text: &str| utf8_percent_encode(text, QUERY).to_string();
    let pair = |(name, value): &(String, String)| format!("{}={}", escaped(name), escaped(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_plain_is_written_as_its_bytes() {
        assert_eq!(segment("杭/1 a%-._~"), "%E6%9D%AD%2F1%20a%25-._~");
        let pairs = [("next", "/months?a=b"), ("维", "+&")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(encoded(&pairs), "next=/months%3Fa%3Db&%E7%BB%B4=%2B%26");
        assert_eq!(encoded(&[]), "");
    }
}
