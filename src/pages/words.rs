//! The words of pages: Fluent files, one a page and language, put into the binary.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

use crate::texts::Lang;

static_loader! {
    static LOCALES = {
        locales: "./src/pages/locales",
        fallback_language: "zh-CN",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static CHINESE: LanguageIdentifier = langid!("zh-CN");
static ENGLISH: LanguageIdentifier = langid!("en");

/// What stands in a sentence's place.
pub type Values<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// The words of a key; the key itself where there are none, which a test finds.
pub fn words(lang: Lang, key: &str) -> String {
    LOCALES.try_lookup(language(lang), key).unwrap_or_else(|| key.to_owned())
}

/// The same with values.
pub fn words_with(lang: Lang, key: &str, values: &Values) -> String {
    LOCALES.try_lookup_with_args(language(lang), key, values).unwrap_or_else(|| key.to_owned())
}

/// The words of a key that may have none.
pub fn words_if_any(lang: Lang, key: &str) -> Option<String> {
    LOCALES.try_lookup(language(lang), key)
}

fn language(lang: Lang) -> &'static LanguageIdentifier {
    match lang {
        Lang::ZhCn => &CHINESE,
        Lang::En => &ENGLISH,
    }
}
