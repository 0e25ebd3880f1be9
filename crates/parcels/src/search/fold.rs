//! What people type for what they mean, in Kyrgyz and Russian: the letters of the alphabet, look-alikes, substitutes of
//! old fonts, Latin spelling, words for kinds of street, a keyboard on its other layout.
//!
//! A word has three spellings. *Plain* is lower case in NFC. *Folded* takes letters that are typed for one another as
//! one: ө as о, ү as у, ң as н, ё as е, and everything that stands for them; combining marks are never stripped, since
//! that would turn й into и. *Sounds* write the folded word in Latin letters so that Чүй, Chui, Chuy and Chüy are one.

use unicode_normalization::UnicodeNormalization;

/// The kinds of street that every language has its own words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum StreetKind {
    Street,
    Avenue,
    Boulevard,
    Lane,
    Microdistrict,
    Village,
}

/// Folded words, abbreviations included, and what they say.
const KINDS: &[(&str, StreetKind)] = &[
    ("кочо", StreetKind::Street),
    ("кочосу", StreetKind::Street),
    ("коч", StreetKind::Street),
    ("улица", StreetKind::Street),
    ("ул", StreetKind::Street),
    ("street", StreetKind::Street),
    ("str", StreetKind::Street),
    ("st", StreetKind::Street),
    ("kochosu", StreetKind::Street),
    ("ulitsa", StreetKind::Street),
    ("проспект", StreetKind::Avenue),
    ("проспектиси", StreetKind::Avenue),
    ("просп", StreetKind::Avenue),
    ("пр", StreetKind::Avenue),
    ("пркт", StreetKind::Avenue),
    ("avenue", StreetKind::Avenue),
    ("ave", StreetKind::Avenue),
    ("prospekt", StreetKind::Avenue),
    ("prospektisi", StreetKind::Avenue),
    ("бульвар", StreetKind::Boulevard),
    ("бульвары", StreetKind::Boulevard),
    ("бул", StreetKind::Boulevard),
    ("boulevard", StreetKind::Boulevard),
    ("blvd", StreetKind::Boulevard),
    ("чолок", StreetKind::Lane),
    ("переулок", StreetKind::Lane),
    ("пер", StreetKind::Lane),
    ("lane", StreetKind::Lane),
    ("кичирайон", StreetKind::Microdistrict),
    ("кичирайону", StreetKind::Microdistrict),
    ("микрорайон", StreetKind::Microdistrict),
    ("мкр", StreetKind::Microdistrict),
    ("мкрн", StreetKind::Microdistrict),
    ("microdistrict", StreetKind::Microdistrict),
    ("айыл", StreetKind::Village),
    ("айылы", StreetKind::Village),
    ("село", StreetKind::Village),
    ("с", StreetKind::Village),
    ("village", StreetKind::Village),
];

/// Abbreviations with a hyphen between their letters, and words that are also written as two.
const JOINED: &[(&str, &str, bool, &str)] = &[
    ("пр", "т", true, "пркт"),
    ("пр", "кт", true, "пркт"),
    ("мкр", "н", true, "мкрн"),
    ("м", "н", true, "мкрн"),
    ("б", "р", true, "бул"),
    ("кичи", "район", false, "кичирайон"),
    ("кичи", "району", false, "кичирайону"),
];

/// A word of an index or of a search in its spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) plain: String,
    pub(super) folded: String,
    /// How it may sound; nothing for numbers.
    pub(super) sounds: Vec<String>,
    pub(super) kind: Option<StreetKind>,
}

impl Word {
    /// A word as [`words`] gives it.
    pub(super) fn new(plain: &str) -> Self {
        let folded = fold(plain);
        let mut sounds = Vec::new();
        if plain.chars().any(char::is_alphabetic) {
            sounds.push(sound(&folded));
            // In fonts from before Unicode ъ stood for ү and ё for ө: "мълк", "жёнъндё".
            if plain.contains(['ъ', 'ё']) {
                sounds.push(sound(&fold(&plain.replace('ъ', "ү").replace('ё', "ө"))));
            }
            sounds.retain(|sound| !sound.is_empty());
            sounds.sort_unstable();
            sounds.dedup();
        }
        let kind = KINDS.iter().find(|(word, _)| *word == folded).map(|(_, kind)| *kind);
        Self { plain: plain.to_owned(), folded, sounds, kind }
    }

    /// The kinds of street whose words begin with this one, when it is long enough to tell.
    pub(super) fn kinds_begun(&self) -> impl Iterator<Item = StreetKind> {
        let mut kinds: Vec<StreetKind> = if self.folded.chars().count() < 3 {
            Vec::new()
        } else {
            KINDS.iter().filter(|(word, _)| word.starts_with(&*self.folded)).map(|(_, kind)| *kind).collect()
        };
        kinds.sort_unstable();
        kinds.dedup();
        kinds.retain(|kind| Some(*kind) != self.kind);
        kinds.into_iter()
    }
}

/// The words of a text in lower case: runs of letters and runs of digits. `12а`, `12-а` and `12 а` are the same two.
pub(super) fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.nfc().collect();
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut before: Option<Sort> = None;
    let mut hyphen = false;
    for (place, letter) in letters.iter().enumerate() {
        let mut sort = Sort::of(*letter);
        let mut letter = *letter;
        // A digit between letters of one word is a letter that looks like it: М0сква.
        if sort == Some(Sort::Digit)
            && let Some(looks) = letter_of_digit(letter)
            && place > 0
            && is_cyrillic(letters[place - 1])
            && letters.get(place + 1).copied().is_some_and(is_cyrillic)
        {
            (sort, letter) = (Some(Sort::Letter), looks);
        }
        match (sort, words.last_mut()) {
            (Some(now), Some((word, _))) if before == Some(now) => word.push(letter),
            (Some(_), _) => words.push((letter.to_string(), hyphen)),
            (None, _) => {}
        }
        // An apostrophe ends no word.
        if !matches!(letter, '\'' | '’' | 'ʼ') {
            before = sort;
            hyphen = matches!(letter, '-' | '‑' | '–');
        }
    }
    for (word, _) in &mut words {
        *word = cyrillic_throughout(word).chars().flat_map(char::to_lowercase).collect();
    }
    join(words)
}

/// Writes what is one word in two pieces as one. Each word comes with whether a hyphen stands before it.
fn join(words: Vec<(String, bool)>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for (word, hyphen) in words {
        let whole = joined.last().and_then(|before| {
            JOINED.iter().find(|(first, second, glued, _)| before == first && word == *second && (hyphen || !glued))
        });
        match (whole, joined.last_mut()) {
            (Some((_, _, _, whole)), Some(before)) => *before = (*whole).to_owned(),
            _ => joined.push(word),
        }
    }
    joined
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Letter,
    Digit,
}

impl Sort {
    fn of(letter: char) -> Option<Self> {
        if letter.is_numeric() {
            Some(Self::Digit)
        } else if letter.is_alphabetic() || is_mark(letter) {
            Some(Self::Letter)
        } else {
            None
        }
    }
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52F}')
}

fn letter_of_digit(digit: char) -> Option<char> {
    match digit {
        '0' => Some('о'),
        '3' => Some('з'),
        '6' => Some('б'),
        _ => None,
    }
}

/// Latin letters that look like Cyrillic ones, when the word has a Cyrillic letter of its own.
fn cyrillic_throughout(word: &str) -> String {
    if !word.chars().any(is_cyrillic)
        || !word.chars().any(|letter| letter.is_ascii_alphabetic() || !is_cyrillic(letter))
    {
        return word.to_owned();
    }
    word.chars()
        .map(|letter| match letter {
            'a' | 'A' => 'а',
            'B' => 'в',
            'c' | 'C' => 'с',
            'e' | 'E' => 'е',
            'H' => 'н',
            'k' | 'K' => 'к',
            'm' | 'M' => 'м',
            'o' | 'O' => 'о',
            'p' | 'P' => 'р',
            't' | 'T' => 'т',
            'x' | 'X' => 'х',
            'y' => 'у',
            // Typed for ү where a keyboard has none.
            'v' | 'V' | 'Y' | 'γ' | 'Γ' => 'ү',
            'ɵ' | 'Ɵ' | 'ø' | 'Ø' => 'ө',
            other => other,
        })
        .collect()
}

/// Letters that are typed for one another as one.
fn fold(plain: &str) -> String {
    plain
        .chars()
        .map(|letter| match letter {
            'ө' | 'ѳ' | 'ɵ' | 'ø' => 'о',
            'ү' | 'ұ' => 'у',
            'ң' | 'ӊ' | 'ӈ' => 'н',
            'ё' => 'е',
            'қ' => 'к',
            'ғ' => 'г',
            other => other,
        })
        .collect()
}

/// How a folded word sounds, in Latin letters of our own (4 is ч, 5 is ш and щ): the same for a Cyrillic word and the
/// ways in which people write it in Latin.
fn sound(folded: &str) -> String {
    let mut latin = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(letter) = rest.chars().next() {
        if let Some((spelled, heard)) = LATIN.iter().find(|(spelled, _)| rest.starts_with(spelled)) {
            latin.push_str(heard);
            rest = &rest[spelled.len()..];
            continue;
        }
        let heard = match letter {
            'а' | 'ә' | 'ä' => "a",
            'б' => "b",
            'в' | 'w' => "v",
            'г' | 'ğ' => "g",
            'д' => "d",
            'е' | 'э' | 'é' => "e",
            'ж' => "j",
            'з' => "z",
            'и' | 'й' | 'ы' | 'і' | 'y' | 'ı' | 'ï' => "i",
            'к' | 'q' | 'c' => "k",
            'л' => "l",
            'м' => "m",
            'н' | 'ñ' => "n",
            'о' | 'ö' | 'ó' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ü' | 'ú' | 'ў' => "u",
            'ф' => "f",
            'х' | 'һ' => "h",
            'ц' => "c",
            'ч' | 'ç' => "4",
            'ш' | 'щ' | 'ş' => "5",
            'ю' => "iu",
            'я' => "ia",
            'x' => "ks",
            'ъ' | 'ь' => "",
            other => {
                latin.push(other);
                ""
            }
        };
        latin.push_str(heard);
        rest = &rest[letter.len_utf8()..];
    }
    // What is written in two ways in either script: дж, нг, тс, and double letters.
    let heard = latin.replace("dj", "j").replace("ng", "n").replace("ts", "c");
    let mut single = String::with_capacity(heard.len());
    for letter in heard.chars() {
        if !single.ends_with(letter) {
            single.push(letter);
        }
    }
    single
}

/// Groups of Latin letters that write one Cyrillic letter, the longest first.
const LATIN: &[(&str, &str)] = &[
    ("shch", "5"),
    ("dzh", "j"),
    ("sch", "5"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("sh", "5"),
    ("ch", "4"),
    ("tz", "c"),
    ("ye", "e"),
    ("ck", "k"),
];

/// The keys of a keyboard on its two layouts.
const LATIN_KEYS: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC_KEYS: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";

/// A text as it would have been on the other layout, one way or the other.
pub(super) fn other_layouts(text: &str) -> [String; 2] {
    let typed: Vec<char> = text.to_lowercase().chars().collect();
    let on = |from: &str, to: &str| {
        typed
            .iter()
            .map(|letter| match from.chars().position(|key| key == *letter) {
                Some(place) => to.chars().nth(place).unwrap_or(*letter),
                None => *letter,
            })
            .collect()
    };
    [on(LATIN_KEYS, CYRILLIC_KEYS), on(CYRILLIC_KEYS, LATIN_KEYS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(word: &str) -> Vec<String> {
        words(word).iter().flat_map(|word| Word::new(word).sounds).collect()
    }

    #[test]
    fn a_word_sounds_the_same_in_both_scripts() {
        for (cyrillic, latin) in [
            ("Чүй", &["Chui", "Chuy", "Chüy", "Çüy"][..]),
            ("Бишкек", &["Bishkek", "Bişkek"]),
            ("жер", &["zher", "jer"]),
            ("Ахунбаев", &["Akhunbaev", "Akhunbayev"]),
            ("Киевская", &["Kievskaya"]),
            ("Жаңы", &["Jany", "Zhangy", "Dzhany"]),
            ("Аламүдүн", &["Alamudun", "Alamüdün"]),
            ("Цеткин", &["Tsetkin"]),
            ("Ала-Тоо", &["Ala-Too"]),
            ("Баатыр", &["Baatyr"]),
        ] {
            for spelled in latin {
                assert_eq!(sounds(cyrillic), sounds(spelled), "{cyrillic} {spelled}");
            }
        }
    }

    #[test]
    fn letters_typed_for_one_another_fold_into_one() {
        let folded = |text: &str| words(text).iter().map(|word| fold(word)).collect::<Vec<_>>().join(" ");
        for (typed, meant) in [
            ("КӨЧӨСҮ", "кочосу"),
            ("кѳчѳсү", "кочосу"),
            ("кɵчɵсү", "кочосу"),
            ("көчөсv", "кочосу"),
            ("көчөсγ", "кочосу"),
            ("жаӊы", "жаны"),
            ("жаӈы", "жаны"),
            ("Mосква", "москва"),
            ("М0сква", "москва"),
            ("Ёлка", "елка"),
            ("12а", "12 а"),
            ("12-А", "12 а"),
            ("и\u{306}од", "йод"),
            ("пр-т Чуй", "пркт чуй"),
            ("Moscow 3", "moscow 3"),
        ] {
            assert_eq!(folded(typed), meant, "{typed}");
        }
    }

    #[test]
    fn old_fonts_are_read_as_a_second_try() {
        for (typed, meant) in [("мълк", "мүлк"), ("жёнъндё", "жөнүндө"), ("къчънё", "күчүнө")]
        {
            assert!(sounds(typed).iter().any(|sound| sounds(meant).contains(sound)), "{typed}");
        }
    }

    #[test]
    fn a_keyboard_on_its_other_layout_is_turned() {
        assert_eq!(other_layouts("ghbdtn")[0], "привет");
        assert_eq!(other_layouts(";b,tr")[0], "жибек");
        assert_eq!(other_layouts("Ишырлул")[1], "bishkek");
    }
}
