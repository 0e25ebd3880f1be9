//! The three languages of a city, and a text in up to three of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that every screen speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kyrgyz, the state language.
    Ky,
    /// Russian, the official language.
    Ru,
    /// English.
    En,
}

/// A language tag that names none of the three.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not one of ky, ru, en")]
pub struct UnknownLanguage(pub String);

impl Language {
    /// All three, the state language first.
    pub const ALL: [Self; 3] = [Self::Ky, Self::Ru, Self::En];

    /// The tag: `ky`, `ru`, `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ky => "ky",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Takes `kg` for `ky`: many local sites write the country's code.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "ky" | "kg" => Ok(Self::Ky),
            "ru" => Ok(Self::Ru),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(text.to_owned())),
        }
    }
}

/// A text in up to three languages. An empty one counts as missing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Texts {
    /// In Kyrgyz.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ky: Option<String>,
    /// In Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ru: Option<String>,
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Texts {
    /// The three texts; an empty or blank one is left out, others are trimmed.
    #[must_use]
    pub fn new(ky: &str, ru: &str, en: &str) -> Self {
        let kept = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        Self { ky: kept(ky), ru: kept(ru), en: kept(en) }
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn only(&self, language: Language) -> Option<&str> {
        match language {
            Language::Ky => self.ky.as_deref(),
            Language::Ru => self.ru.as_deref(),
            Language::En => self.en.as_deref(),
        }
        .filter(|text| !text.trim().is_empty())
    }

    /// The text in exactly this language; empty if there is none.
    #[must_use]
    pub fn in_exactly(&self, language: Language) -> &str {
        self.only(language).unwrap_or_default()
    }

    /// Puts a text in one language; blank takes it away.
    pub fn set(&mut self, language: Language, text: &str) {
        let kept = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        match language {
            Language::Ky => self.ky = kept,
            Language::Ru => self.ru = kept,
            Language::En => self.en = kept,
        }
    }

    /// The text for a reader of `language`, and the language that it is really in: their own, else Kyrgyz,
    /// Russian, English, in this order.
    #[must_use]
    pub fn found(&self, language: Language) -> Option<(Language, &str)> {
        std::iter::once(language).chain(Language::ALL).find_map(|tried| Some((tried, self.only(tried)?)))
    }

    /// The text for a reader of `language`, falling back as [`Texts::found`] does; empty if there is none.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        self.found(language).map_or("", |(_, text)| text)
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Language::ALL.iter().all(|&language| self.only(language).is_none())
    }

    /// The languages that have a text.
    pub fn languages(&self) -> impl Iterator<Item = Language> + '_ {
        Language::ALL.into_iter().filter(|&language| self.only(language).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_without_a_translation_gets_kyrgyz_first() {
        let texts = Texts::new("бала бакча", "детский сад", "  ");
        assert_eq!(texts.found(Language::En), Some((Language::Ky, "бала бакча")));
        assert_eq!(texts.in_language(Language::Ru), "детский сад");
        assert_eq!(Texts::new("", "сад", "").found(Language::Ky), Some((Language::Ru, "сад")));
        assert_eq!(Texts::default().in_language(Language::Ky), "");
        assert_eq!(texts.languages().collect::<Vec<_>>(), [Language::Ky, Language::Ru]);
    }

    #[test]
    fn the_countrys_code_is_taken_for_the_language() {
        assert_eq!("kg".parse(), Ok(Language::Ky));
        assert_eq!("de".parse::<Language>(), Err(UnknownLanguage("de".into())));
    }
}
