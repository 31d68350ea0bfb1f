//! Whether a request that changes something comes from our own pages. The session's CSRF token is the first check; what
//! the browser itself says of where the request comes from is the second, and the only one while there is no session.

/// The headers that tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// `Origin`
    pub origin: Option<&'a str>,
    /// `Host`
    pub host: Option<&'a str>,
    /// `Sec-Fetch-Site`
    pub sec_fetch_site: Option<&'a str>,
}

/// Whether nothing in the headers says that another site sent the request. Programs send neither header.
pub fn is_ours(headers: Headers<'_>) -> bool {
    let fetched_by_us = headers.sec_fetch_site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let from_us = headers.origin.is_none_or(|origin| {
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        host.is_some() && host == headers.host
    });
    fetched_by_us && from_us
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_told_by_either_header() {
        let table = [
            (None, None, true),
            (Some("https://claims.example"), None, true),
            (Some("http://claims.example"), Some("same-origin"), true),
            (None, Some("none"), true),
            (Some("https://evil.example"), None, false),
            (Some("https://claims.example.evil.example"), None, false),
            (Some("https://claims.example"), Some("cross-site"), false),
            (None, Some("same-site"), false),
            (Some("null"), None, false),
            (Some(""), None, false),
        ];
        for (origin, sec_fetch_site, expected) in table {
            let headers = Headers { origin, host: Some("claims.example"), sec_fetch_site };
            assert_eq!(is_ours(headers), expected, "{headers:?}");
        }
        let without_host = Headers { origin: Some("null"), ..Headers::default() };
        assert!(!is_ours(without_host));
    }
}
