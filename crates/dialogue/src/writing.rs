//! What counts as a character, and which characters do not show themselves.
//!
//! **Length.** A text is first put in order ([`in_order`]: line ends as `\n`, NFC, no blanks at line ends or at
//! either end), then its Unicode scalar values are counted. SQLite's `length`, PostgreSQL's `char_length` and
//! `[...text.normalize("NFC")].length` in a browser count the same. 👩‍👩‍👧 counts five; a limit of ten thousand
//! does not feel that.
//!
//! **Characters that do not show** come in four kinds, treated apart (CASES thr-07, thr-08):
//! *controls* have no place in any text; *direction* characters can make a text read as its opposite; *hidden* ones
//! carry text that no reader sees or split a word so that no search finds it; *joiners and selectors* hold emoji and
//! some scripts together, and stay.

use unicode_normalization::UnicodeNormalization;

/// Whether the character forces or embeds a direction: U+202A–202E and U+2066–2069.
#[must_use]
pub const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether the character is a mark that only hints a direction: LRM, RLM, ALM. Harmless in a text, not in a name.
#[must_use]
pub const fn hints_direction(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Whether the character is a control that has no place in a text: all but tab and line feed, and noncharacters.
#[must_use]
pub fn is_stray_control(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{FDD0}'..='\u{FDEF}' => true,
        _ => character.is_control() || (character as u32 & 0xFFFE) == 0xFFFE,
    }
}

/// Whether the character takes no space on the screen and is not needed by emoji or a script: zero-width space, word
/// joiner, byte order mark, invisible operators, soft hyphen, Mongolian vowel separator.
///
/// Copied text brings them along, so at the edge of a word they are taken out without a word.
#[must_use]
pub const fn is_paste_residue(character: char) -> bool {
    matches!(character, '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}')
}

/// Whether the character hides text: tags, fillers that look like nothing, annotation marks, deprecated formats.
#[must_use]
pub const fn hides_text(character: char) -> bool {
    matches!(
        character,
        '\u{E0000}'..='\u{E007F}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{17B4}' | '\u{17B5}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{206A}'..='\u{206F}' | '\u{034F}' | '\u{2800}' | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Whether the character joins or selects glyphs: ZWJ, ZWNJ, variation selectors.
#[must_use]
pub const fn joins(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether the character shows nothing by itself, for whatever reason.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    turns_direction(character)
        || hints_direction(character)
        || is_paste_residue(character)
        || hides_text(character)
        || joins(character)
        || is_stray_control(character)
}

/// Whether the text shows anything at all.
#[must_use]
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|character| !character.is_whitespace() && !is_invisible(character))
}

/// How many characters the text has, by the one rule of this module.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// The text in order: line ends as `\n`, NFC, no blanks at the end of a line or at either end, no more than two empty
/// lines together.
#[must_use]
pub fn in_order(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").nfc().collect();
    let mut ordered = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !ordered.is_empty() {
            ordered.push('\n');
            for _ in 0..empty_lines.min(2) {
                ordered.push('\n');
            }
        }
        empty_lines = 0;
        ordered.push_str(if ordered.is_empty() { line.trim_start() } else { line });
    }
    ordered
}

/// One line in order: NFC, every run of blanks one space, none at the ends.
#[must_use]
pub fn line_in_order(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A character of a text that hides or turns its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Concealed {
    /// Changes the direction of what follows, so that it reads as something else.
    Direction {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// Shows nothing and hides something: hidden text, or a word split unseen.
    Invisible {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// A control character.
    Control {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
}

/// The text without what copying left behind, or the first character that hides or turns its meaning.
///
/// Overrides (U+202D, U+202E) are always refused, embeddings and isolates when they are not closed in their own line.
/// A zero-width character between two letters or digits splits a word unseen and is refused; elsewhere it is residue
/// and taken out, as is every soft hyphen. Tags are taken only inside the flags that they spell.
///
/// # Errors
/// The first such character, with its place.
pub fn unconcealed(text: &str) -> Result<String, Concealed> {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    // How many embeddings and isolates of this line are still open, and where the first of them is.
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut in_flag = false;
    for (index, &character) in characters.iter().enumerate() {
        let place = index + 1;
        let is_tag = matches!(character, '\u{E0020}'..='\u{E007F}');
        in_flag = character == '\u{1F3F4}' || (in_flag && is_tag);
        match character {
            '\n' => {
                if let Some(&(character, place)) = open.first() {
                    return Err(Concealed::Direction { character, place });
                }
                kept.push('\n');
            }
            '\u{202D}' | '\u{202E}' => return Err(Concealed::Direction { character, place }),
            '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}' => {
                open.push((character, place));
                kept.push(character);
            }
            '\u{202C}' | '\u{2069}' => {
                let closes_isolate = character == '\u{2069}';
                match open.pop() {
                    Some((opened, _)) if matches!(opened, '\u{2066}'..='\u{2068}') == closes_isolate => {
                        kept.push(character);
                    }
                    Some((character, place)) => return Err(Concealed::Direction { character, place }),
                    None => return Err(Concealed::Direction { character, place }),
                }
            }
            _ if is_stray_control(character) => return Err(Concealed::Control { character, place }),
            _ if is_tag && in_flag => kept.push(character),
            _ if hides_text(character) => return Err(Concealed::Invisible { character, place }),
            '\u{00AD}' => {}
            _ if is_paste_residue(character) => {
                let before = characters[..index].iter().rev().find(|&&c| !is_paste_residue(c));
                let after = characters[index..].iter().find(|&&c| !is_paste_residue(c));
                if before.is_some_and(|c| c.is_alphanumeric()) && after.is_some_and(|c| c.is_alphanumeric()) {
                    return Err(Concealed::Invisible { character, place });
                }
            }
            _ => kept.push(character),
        }
    }
    match open.first() {
        Some(&(character, place)) => Err(Concealed::Direction { character, place }),
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_family_stays_whole_and_counts_five() {
        let family = "👩\u{200D}👩\u{200D}👧";
        assert_eq!(unconcealed(family).unwrap(), family);
        assert_eq!(length(family), 5);
    }

    #[test]
    fn a_flag_of_tags_stays_and_hidden_tags_do_not() {
        let wales = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}";
        assert_eq!(unconcealed(wales).unwrap(), wales);
        assert_eq!(unconcealed("да\u{E0068}\u{E0069}"), Err(Concealed::Invisible { character: '\u{E0068}', place: 3 }));
    }

    #[test]
    fn arabic_and_balanced_isolates_are_taken_and_overrides_are_not() {
        for text in ["هذه الأرض لنا", "a \u{2067}هذه\u{2069} b", "\u{202B}هذه\u{202C}", "x\u{200F}y"] {
            assert_eq!(unconcealed(text).as_deref(), Ok(text));
        }
        for text in [
            "да \u{202E}тен",
            "\u{202E}тен\u{202C}",
            "a \u{2067}b",
            "a \u{2067}b\nc\u{2069}",
            "a\u{202C}",
            "\u{2067}a\u{202C}",
        ] {
            assert!(matches!(unconcealed(text), Err(Concealed::Direction { .. })), "{text:?}");
        }
    }

    #[test]
    fn residue_goes_unless_it_splits_a_word() {
        assert_eq!(unconcealed("\u{FEFF}жер\u{200B} тилкеси\u{200B}").unwrap(), "жер тилкеси");
        assert_eq!(unconcealed("тил\u{00AD}ке").unwrap(), "тилке");
        assert_eq!(unconcealed("тил\u{200B}ке"), Err(Concealed::Invisible { character: '\u{200B}', place: 4 }));
        assert_eq!(unconcealed("a\u{0}b"), Err(Concealed::Control { character: '\u{0}', place: 2 }));
    }

    #[test]
    fn order_is_the_same_whatever_the_browser_sent() {
        assert_eq!(in_order("\r\n  a  \r\nb\r\r\r\r\rc\n\n"), "a\nb\n\n\nc");
        assert_eq!(in_order("и\u{0306}"), "й");
        assert_eq!(line_in_order("  Айбек \t Т. "), "Айбек Т.");
    }

    #[test]
    fn blanks_and_zero_width_spaces_show_nothing() {
        assert!(!shows_something(" \u{200B}\u{3164}\n\u{00A0}"));
        assert!(shows_something(" . "));
    }

    proptest::proptest! {
        #[test]
        fn ordering_twice_changes_nothing(text in ".*") {
            let once = in_order(&text);
            proptest::prop_assert_eq!(in_order(&once), once);
        }
    }
}
