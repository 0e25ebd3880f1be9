//! The name that others see, and the e-mail address that nobody sees.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::writing;

/// Fewest characters of a display name.
pub const MIN_NAME_CHARACTERS: usize = 2;
/// Most characters of a display name: it stands in one line on a phone.
pub const MAX_NAME_CHARACTERS: usize = 40;
/// Most characters of an e-mail address (RFC 5321).
pub const MAX_EMAIL_CHARACTERS: usize = 254;

/// Why a name or address was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameRefused {
    /// Nothing, or only blanks and characters that do not show.
    #[error("nothing to be seen in the name")]
    Empty,
    /// Too few characters.
    #[error("{length} characters; at least {limit} are needed")]
    TooShort {
        /// How many it has.
        length: usize,
        /// How many it needs.
        limit: usize,
    },
    /// Too many characters.
    #[error("{length} characters; at most {limit} are taken")]
    TooLong {
        /// How many it has.
        length: usize,
        /// How many are taken.
        limit: usize,
    },
    /// A character that controls or turns the text (thr-07).
    #[error("the character U+{:04X} at place {place} is not allowed in a name", u32::from(*character))]
    Control {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// No letter in it.
    #[error("a name needs a letter")]
    NoLetter,
    /// Not the shape of an e-mail address.
    #[error("not the shape of an e-mail address")]
    NotAnAddress,
}

/// The name that others see beside what somebody writes.
///
/// Two to forty characters with at least one letter. Characters that control or turn the text are refused; those that
/// only take no space are taken out. Two names that look the same share a [`DisplayName::key`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// The name in order, or why it is none.
    ///
    /// # Errors
    /// [`NameRefused`], see the type.
    pub fn new(typed: &str) -> Result<Self, NameRefused> {
        for (index, character) in typed.chars().enumerate() {
            let stray = writing::is_stray_control(character) && !character.is_whitespace();
            if stray || writing::turns_direction(character) || writing::hints_direction(character) {
                return Err(NameRefused::Control { character, place: index + 1 });
            }
        }
        let seen: String =
            typed.chars().filter(|&character| !writing::is_invisible(character) || character.is_whitespace()).collect();
        let name = writing::line_in_order(&seen);
        let length = writing::length(&name);
        if length == 0 {
            return Err(NameRefused::Empty);
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(NameRefused::NoLetter);
        }
        if length < MIN_NAME_CHARACTERS {
            return Err(NameRefused::TooShort { length, limit: MIN_NAME_CHARACTERS });
        }
        if length > MAX_NAME_CHARACTERS {
            return Err(NameRefused::TooLong { length, limit: MAX_NAME_CHARACTERS });
        }
        Ok(Self(name))
    }

    /// A name that was checked before it was stored.
    #[must_use]
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name as shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What must be unique so that no name imitates another: lower case, without blanks and dots, Latin letters that look
    /// like Cyrillic ones as Cyrillic.
    #[must_use]
    pub fn key(&self) -> String {
        self.0
            .chars()
            .flat_map(char::to_lowercase)
            .filter(|character| character.is_alphanumeric())
            .map(|character| match character {
                'a' => 'а',
                'b' => 'в',
                'c' => 'с',
                'e' => 'е',
                'h' => 'н',
                'i' => 'і',
                'k' => 'к',
                'm' => 'м',
                'o' | '0' => 'о',
                'p' => 'р',
                't' => 'т',
                'x' => 'х',
                'y' => 'у',
                other => other,
            })
            .collect()
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NameRefused;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::new(&typed)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// An e-mail address of plausible shape. Whether it is somebody's is told by the link that is sent to it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address in order (its domain in lower case), or why it is none.
    ///
    /// # Errors
    /// [`NameRefused`]: empty, too long, or not the shape of an address.
    pub fn new(typed: &str) -> Result<Self, NameRefused> {
        let typed = typed.trim();
        let length = writing::length(typed);
        if length == 0 {
            return Err(NameRefused::Empty);
        }
        if length > MAX_EMAIL_CHARACTERS {
            return Err(NameRefused::TooLong { length, limit: MAX_EMAIL_CHARACTERS });
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(NameRefused::NotAnAddress)?;
        let strange = |character: char| {
            character.is_whitespace() || writing::is_invisible(character) || "<>()[],;:\\\"@".contains(character)
        };
        let dots_in_place =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
        let shaped = dots_in_place(local)
            && dots_in_place(domain)
            && domain.contains('.')
            && local.len() <= 64
            && !local.chars().any(strange)
            && domain.split('.').all(|label| {
                !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        if !shaped {
            return Err(NameRefused::NotAnAddress);
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// An address that was checked before it was stored.
    #[must_use]
    pub fn stored(address: String) -> Self {
        Self(address)
    }

    /// The address as mail is sent to it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What must be unique: the whole address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NameRefused;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::new(&typed)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// An address never reaches a log by way of `{:?}`.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_override_in_a_name_is_refused_with_its_place() {
        assert_eq!(
            DisplayName::new("Айбек\u{202E}яабак"),
            Err(NameRefused::Control { character: '\u{202E}', place: 6 })
        );
        assert!(matches!(DisplayName::new("Ай\u{200F}бек"), Err(NameRefused::Control { .. })));
        assert!(matches!(DisplayName::new("Ай\u{7}бек"), Err(NameRefused::Control { .. })));
    }

    #[test]
    fn a_name_of_invisible_characters_is_empty() {
        assert_eq!(DisplayName::new(&"\u{200B}".repeat(15)), Err(NameRefused::Empty));
        assert_eq!(DisplayName::new("\u{3164}\u{3164}"), Err(NameRefused::Empty));
    }

    #[test]
    fn names_that_look_the_same_share_a_key() {
        let name = |typed| DisplayName::new(typed).unwrap();
        let aibek = name("Айбек");
        for twin in ["Айбек\u{200B}", "айбек", "  Айбек ", "Аи\u{0306}бек", "Aйбeк", "Ай бек", "Айбек."]
        {
            assert_eq!(name(twin).key(), aibek.key(), "{twin:?}");
        }
        assert_ne!(name("Айбек К.").key(), aibek.key());
        assert_ne!(name("Айдек").key(), aibek.key());
    }

    #[test]
    fn names_have_a_letter_and_a_length() {
        assert_eq!(DisplayName::new("2026"), Err(NameRefused::NoLetter));
        assert_eq!(DisplayName::new("Я"), Err(NameRefused::TooShort { length: 1, limit: 2 }));
        assert_eq!(DisplayName::new(&"ы".repeat(41)), Err(NameRefused::TooLong { length: 41, limit: 40 }));
        assert_eq!(DisplayName::new("Ү. Ө-Ң, 14-үй").unwrap().as_str(), "Ү. Ө-Ң, 14-үй");
    }

    #[test]
    fn addresses_are_checked_by_shape_only() {
        for good in ["aigul@example.kg", "a.b+c@Sub.Example.KG", "айгүл@мисал.kg"] {
            assert!(EmailAddress::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "aigul",
            "@example.kg",
            "a@b",
            "a b@example.kg",
            "a@@example.kg",
            "a@-x.kg",
            "a..b@example.kg",
            "a@exa\u{200B}mple.kg",
            "A <a@example.kg>",
        ] {
            assert!(EmailAddress::new(bad).is_err(), "{bad}");
        }
        let address = EmailAddress::new(" Aigul@Example.KG ").unwrap();
        assert_eq!(address.as_str(), "Aigul@example.kg");
        assert_eq!(address.key(), "aigul@example.kg");
        assert_eq!(format!("{address:?}"), "EmailAddress(…)");
    }
}
