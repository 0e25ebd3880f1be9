use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::*;

fn all(of: impl Fn(Say) -> String) -> [String; 3] {
    TAGS.map(|tag| of(Say::of(tag).unwrap()))
}

#[test]
fn dates_are_written_as_readers_expect() {
    let day = date(2026, 11, 25);
    assert_eq!(all(|say| say.date(day)), ["2026-ж., 25-ноябрь", "25 ноября 2026\u{a0}г.", "25 November 2026"]);
    assert_eq!(
        all(|say| say.date_with_weekday(day)),
        ["25-ноябрь, шаршемби", "25 ноября, среда", "Wednesday 25 November"]
    );
    assert_eq!(all(|say| say.date_until(day)), ["25-ноябрь, шаршемби", "среды, 25 ноября", "Wednesday 25 November"]);
    assert_eq!(all(|say| say.time(civil::time(7, 5, 59, 0))), ["07:05", "07:05", "07:05"]);
}

#[test]
fn numbers_have_groups_and_the_comma_of_the_language() {
    assert_eq!(
        all(|say| say.number(1_234_567.89)),
        ["1\u{a0}234\u{a0}567,89", "1\u{a0}234\u{a0}567,89", "1,234,567.89"]
    );
    assert_eq!(all(|say| say.area(457_300.0)), ["45,73\u{a0}га", "45,73\u{a0}га", "45.73\u{a0}ha"]);
    assert_eq!(all(|say| say.area(500.4)), ["500\u{a0}м²", "500\u{a0}м²", "500\u{a0}m²"]);
    assert_eq!(all(|say| say.hectares(457_300.0))[0], "45,7300\u{a0}га");
    let price = all(|say| say.money(873_191_700_000));
    assert_eq!(price[0], "8\u{a0}731\u{a0}917\u{a0}000\u{a0}сом");
    assert_eq!(price[1], price[0]);
    assert_eq!(all(|say| say.money(150))[2], "1.50\u{a0}som");
}

#[test]
fn a_typed_number_may_have_commas_points_and_spaces() {
    assert_eq!(typed_number(" 1 234\u{a0}567,89 "), Some(1_234_567.89));
    assert_eq!(typed_number("12.5"), Some(12.5));
    assert_eq!(typed_number("-0,5"), Some(-0.5));
    for wrong in ["", "1,2,3", "12 га", "1e9", "NaN", "inf"] {
        assert_eq!(typed_number(wrong), None, "{wrong}");
    }
}

#[test]
fn the_language_that_is_wanted_most_is_spoken() {
    assert_eq!(accepted("ru,en;q=0.8", &TAGS), Some("ru"));
    assert_eq!(accepted("de-DE,de;q=0.9,en;q=0.2,ky;q=0.7", &TAGS), Some("ky"));
    assert_eq!(accepted("en;q=0, fr", &TAGS), None);
    assert_eq!(accepted("ru, en;q=0.5", &["ky", "en"]), Some("en"));
    assert_eq!(meant("kg"), Some("ky"));
    assert_eq!(meant("ru-KG"), Some("ru"));
    assert_eq!(meant("tlh"), None);
}

/// Every message and attribute of one language, with the gaps that it has.
fn messages(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for path in Files::iter().filter(|path| path.starts_with(&format!("{tag}/"))) {
        let text = String::from_utf8(Files::get(&path).unwrap().data.into_owned()).unwrap();
        let (mut message, mut current) = (String::new(), String::new());
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let trimmed = line.trim_start();
            if let Some((name, _)) = line.split_once('=')
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                message = name.trim().to_owned();
                current.clone_from(&message);
            } else if let Some((name, _)) = trimmed.strip_prefix('.').and_then(|rest| rest.split_once('=')) {
                current = format!("{message}.{}", name.trim());
            } else if trimmed.is_empty() {
                continue;
            }
            let gaps: &mut BTreeSet<String> = found.entry(current.clone()).or_default();
            for piece in line.split('$').skip(1) {
                gaps.insert(piece.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect());
            }
        }
    }
    found
}

#[test]
fn every_sentence_exists_in_all_languages_with_the_same_gaps() {
    let english = messages("en");
    assert!(english.len() > 20);
    let mut wrong = Vec::new();
    for tag in ["ky", "ru"] {
        let other = messages(tag);
        for (key, gaps) in &english {
            match other.get(key) {
                None => wrong.push(format!("{tag}: {key} is missing")),
                // Dates are written in their own way; Kyrgyz endings depend on the minute of an hour.
                Some(_) if key.starts_with("date") || key == "clock-comments-until" => {}
                Some(there) if there != gaps => {
                    wrong.push(format!("{tag}: {key} has gaps {there:?}, English {gaps:?}"));
                }
                Some(_) => {}
            }
        }
        wrong.extend(other.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("en: {key} is missing")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All text of source and templates.
fn sources() -> String {
    fn gather(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html" || kind == "txt") {
                let source = std::fs::read_to_string(&path).unwrap();
                // Examples in comments say nothing to anyone.
                for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
                    into.push_str(line);
                    into.push('\n');
                }
            }
        }
    }
    let mut text = String::new();
    for folder in ["src", "templates"] {
        gather(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    }
    text
}

/// What stands between quotes in one line of source.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.lines().flat_map(|line| line.split('"').skip(1)).collect()
}

#[test]
fn no_sentence_is_left_over() {
    let text = sources();
    let words = quoted(&text);
    // "land-use-{key}" and "problem-{code}" name a family of sentences.
    let families: BTreeSet<&str> = words
        .iter()
        .filter_map(|word| word.split_once('{').map(|(family, _)| family))
        .filter(|family| family.len() > 3 && family.ends_with('-'))
        .collect();
    let left: Vec<_> = messages("en")
        .into_keys()
        .filter(|key| {
            let message = key.split('.').next().unwrap();
            !words.contains(message)
                && !words.iter().any(|word| word.split('.').next() == Some(message))
                && !families.iter().any(|family| message.starts_with(family))
                && !text.contains(&format!("{{ {message} }}"))
        })
        .collect();
    assert!(left.is_empty(), "nothing says: {left:?}");
}

#[test]
fn every_sentence_that_is_said_exists() {
    let text = sources();
    let mut missing = BTreeSet::new();
    for (at, _) in text.match_indices("say.") {
        let call = &text[at + 4..];
        let Some((verb, rest)) = call.split_once('(') else { continue };
        if !["text", "count", "with", "fill", "day"].contains(&verb) {
            continue;
        }
        if let Some(key) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next())
            && !key.contains('{')
            && !Say::kyrgyz().knows(key)
        {
            missing.insert(key);
        }
    }
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

#[test]
fn a_sentence_that_ends_with_an_abbreviated_year_has_one_full_stop() {
    let sentence = Say::of("ru").unwrap().day("clock-comments-until-end", jiff::civil::date(2026, 10, 2));
    assert!(sentence.ends_with("2026\u{a0}г."), "{sentence}");
}
