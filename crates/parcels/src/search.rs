//! Finding parcels by what a person types: a code, or words of an address in any of its languages.
//!
//! # The rule
//! A code is found by its letters and digits, however it is separated, and by its beginning. Otherwise every word must
//! be found in the parcel's addresses or at the end of its code, in any order, the languages mixed; a word may be
//! unfinished. Words are compared as they stand, then folded, then by sound, as `fold` says; words for kinds of street
//! (көчөсү, улица, ул., Street) are one word each and need not be right. When nothing is found the whole text is read
//! once more as if the keyboard had been on its other layout. Exact hits come first, then folded ones, unfinished ones,
//! ones by sound; then short addresses before long ones; then the order of codes.
//!
//! # The cost
//! Each different word is kept once with the parcels that have it, so the index grows by four bytes for each word of an
//! address. A search costs one visit for each parcel that has one of its words: some 2 ms among 300,000 at worst.

mod fold;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use self::fold::{StreetKind, Word};
use crate::layer::{Layer, ParcelRef, number};
use crate::parcel::CodePattern;

/// How a parcel was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// The whole code.
    Code,
    /// The beginning of the code.
    CodeBeginning,
    /// Every word as it stands, or with letters that are typed for one another.
    Words,
    /// Some words are unfinished.
    UnfinishedWords,
    /// Words by their sound: Latin letters for Cyrillic ones, a wrong keyboard, old fonts.
    OtherSpelling,
}

/// A parcel that a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The parcel.
    pub parcel: ParcelRef<'a>,
    /// How it was found.
    pub by: Match,
}

/// A beginning of a code shorter than this would find half the city.
const CODE_BEGINNING: usize = 3;

/// No more words than this are looked at: the longest address has fewer.
const WORDS_MAX: usize = 12;

/// How far a word of the index is from the one that was typed; smaller is nearer.
type Far = u8;
const EXACT: Far = 0;
const FOLDED: Far = 1;
const UNFINISHED: Far = 2;
const UNFINISHED_FOLDED: Far = 3;
const SOUND: Far = 4;
const UNFINISHED_SOUND: Far = 5;
const NOT_FOUND: Far = Far::MAX;

/// The words of all parcels.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Word `n` is in the parcels `parcels[starts[n]..starts[n + 1]]`, ascending.
    starts: Vec<u32>,
    parcels: Vec<u32>,
    /// Spellings with the number of their word, each list sorted.
    plain: Vec<(Box<str>, u32)>,
    folded: Vec<(Box<str>, u32)>,
    sounds: Vec<(Box<str>, u32)>,
    kinds: Vec<(StreetKind, u32)>,
    /// How many words the addresses of each parcel have, to put short ones first.
    lengths: Vec<u8>,
}

impl Words {
    pub(crate) fn of<'a>(parcels: impl ExactSizeIterator<Item = ParcelRef<'a>>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut having: Vec<Vec<u32>> = Vec::new();
        let mut lengths = Vec::with_capacity(parcels.len());
        // Neighbours share their street, so the words of the last texts are often those of the next.
        for parcel in parcels {
            let index = parcel.index().0;
            let address = parcel.address();
            let mut length = 0_u8;
            let mut add = |word: String| {
                let word = *numbers.entry(word).or_insert_with(|| {
                    having.push(Vec::new());
                    number(having.len() - 1)
                });
                let having = &mut having[word as usize];
                if having.last() != Some(&index) {
                    having.push(index);
                }
            };
            for text in [address.ky, address.ru, address.en].into_iter().flatten() {
                for word in fold::words(text) {
                    length = length.saturating_add(1);
                    add(word);
                }
            }
            let groups: Vec<&str> =
                parcel.code().split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty()).collect();
            for group in groups.iter().rev().take(2) {
                add(group.to_lowercase());
            }
            lengths.push(length);
        }
        let mut words = Self { lengths, starts: vec![0], ..Self::default() };
        for parcels in &having {
            words.parcels.extend_from_slice(parcels);
            words.starts.push(number(words.parcels.len()));
        }
        for (word, number) in numbers {
            let spelled = Word::new(&word);
            if spelled.folded != word {
                words.folded.push((spelled.folded.into(), number));
            }
            words.sounds.extend(spelled.sounds.into_iter().map(|sound| (sound.into(), number)));
            words.kinds.extend(spelled.kind.map(|kind| (kind, number)));
            words.plain.push((word.into(), number));
        }
        words.plain.sort_unstable();
        words.folded.sort_unstable();
        words.sounds.sort_unstable();
        words.kinds.sort_unstable();
        words
    }

    pub(crate) fn bytes(&self) -> usize {
        let spelled = |list: &[(Box<str>, u32)]| list.iter().map(|(word, _)| word.len() + 24).sum::<usize>();
        (self.starts.len() + self.parcels.len()) * 4
            + self.lengths.len()
            + spelled(&self.plain)
            + spelled(&self.folded)
            + spelled(&self.sounds)
    }

    fn having(&self, word: u32) -> &[u32] {
        let word = word as usize;
        &self.parcels[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    /// The words of the index that a typed word may mean, the nearest first.
    fn meanings(&self, typed: &Word) -> Vec<(Far, u32)> {
        let mut found = Vec::new();
        let mut look = |list: &[(Box<str>, u32)], word: &str, whole: Far, unfinished: Far| {
            let first = list.partition_point(|(spelled, _)| **spelled < *word);
            for (spelled, number) in list[first..].iter().take_while(|(spelled, _)| spelled.starts_with(word)) {
                found.push((if spelled.len() == word.len() { whole } else { unfinished }, *number));
            }
        };
        look(&self.plain, &typed.plain, EXACT, UNFINISHED);
        look(&self.plain, &typed.folded, FOLDED, UNFINISHED_FOLDED);
        look(&self.folded, &typed.folded, FOLDED, UNFINISHED_FOLDED);
        for sound in &typed.sounds {
            look(&self.sounds, sound, SOUND, UNFINISHED_SOUND);
        }
        for kind in typed.kind.into_iter().chain(typed.kinds_begun()) {
            found.extend(self.kinds.iter().filter(|(of, _)| *of == kind).map(|(_, number)| (FOLDED, *number)));
        }
        found.sort_unstable();
        found
    }

    /// The parcels that have all words of a text, with how far the farthest word is and how far all are together.
    fn find(&self, text: &str) -> Vec<(Far, u32, u32)> {
        let typed: Vec<Word> = fold::words(text).into_iter().take(WORDS_MAX).map(|word| Word::new(&word)).collect();
        let (kinds, mut needed): (Vec<Word>, Vec<Word>) = typed.into_iter().partition(|word| word.kind.is_some());
        // The kind of a street alone is all that there is to go by.
        let helpful = if needed.is_empty() {
            needed = kinds;
            Vec::new()
        } else {
            kinds
        };
        let mut needed: Vec<Vec<(Far, u32)>> = needed.iter().map(|word| self.meanings(word)).collect();
        needed.sort_by_key(|meanings| meanings.iter().map(|(_, word)| self.having(*word).len()).sum::<usize>());
        let Some((rarest, others)) = needed.split_first() else { return Vec::new() };

        let mut far = vec![NOT_FOUND; self.lengths.len()];
        // (farthest word, all words together, parcel)
        let mut found: Vec<(Far, u32, u32)> = Vec::new();
        for (distance, word) in rarest {
            for parcel in self.having(*word) {
                if far[*parcel as usize] == NOT_FOUND {
                    far[*parcel as usize] = *distance;
                    found.push((*distance, u32::from(*distance), *parcel));
                }
            }
        }
        let measure = |meanings: &[(Far, u32)], far: &mut Vec<Far>| {
            far.fill(NOT_FOUND);
            for (distance, word) in meanings.iter().rev() {
                for parcel in self.having(*word) {
                    far[*parcel as usize] = *distance;
                }
            }
        };
        for meanings in others {
            if found.is_empty() {
                break;
            }
            measure(meanings, &mut far);
            found.retain_mut(|(farthest, together, parcel)| {
                let distance = far[*parcel as usize];
                *farthest = distance.max(*farthest);
                *together += u32::from(distance);
                distance != NOT_FOUND
            });
        }
        for word in &helpful {
            measure(&self.meanings(word), &mut far);
            for (_, together, parcel) in &mut found {
                *together += u32::from(far[*parcel as usize] == NOT_FOUND);
            }
        }
        found
    }
}

impl Layer {
    /// Makes the index of words now. The first search makes it otherwise, and waits: about a second for 300,000 parcels,
    /// which the map's first tile need not wait for.
    pub fn index_words(&self) {
        self.words();
    }

    /// The best `limit` parcels for what a person typed, best first. Nothing for nothing typed.
    #[must_use]
    pub fn search(&self, typed: &str, limit: usize) -> Vec<Hit<'_>> {
        let mut hits: Vec<Hit<'_>> = Vec::new();
        let mut seen = BTreeSet::new();
        for hit in self.codes_beginning(typed, limit) {
            seen.insert(hit.parcel.index().0);
            hits.push(hit);
        }
        let words = self.words();
        let mut found = words.find(typed);
        let mut other_layout = false;
        if found.is_empty() && hits.is_empty() {
            found = fold::other_layouts(typed)
                .iter()
                .map(|text| words.find(text))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
            other_layout = true;
        }
        let rank = |(farthest, together, parcel): &(Far, u32, u32)| {
            (match_of(*farthest), *together, words.lengths[*parcel as usize], *parcel)
        };
        let wanted = limit.saturating_add(seen.len()).min(found.len());
        if wanted > 0 && wanted < found.len() {
            found.select_nth_unstable_by_key(wanted - 1, rank);
            found.truncate(wanted);
        }
        found.sort_unstable_by_key(rank);
        for (farthest, _, parcel) in found {
            if hits.len() < limit && seen.insert(parcel) {
                let by = if other_layout { Match::OtherSpelling } else { match_of(farthest) };
                hits.push(Hit { parcel: self.parcel(parcel), by });
            }
        }
        hits.truncate(limit);
        hits
    }

    fn codes_beginning(&self, typed: &str, limit: usize) -> Vec<Hit<'_>> {
        let loose = CodePattern::loose(typed);
        if loose.chars().count() < CODE_BEGINNING {
            return self.by_code(typed).map(|parcel| Hit { parcel, by: Match::Code }).into_iter().collect();
        }
        let first = self.loose.partition_point(|(code, _)| **code < *loose);
        let mut hits: Vec<Hit<'_>> = self.loose[first..]
            .iter()
            .take_while(|(code, _)| code.starts_with(&*loose))
            .take(limit.saturating_add(1))
            .map(|(code, index)| Hit {
                parcel: self.parcel(*index),
                by: if code.len() == loose.len() { Match::Code } else { Match::CodeBeginning },
            })
            .collect();
        // The code as it was typed stands before others of the same letters.
        hits.sort_by_key(|hit| (hit.by, Reverse(hit.parcel.code() == typed.trim())));
        hits.truncate(limit);
        hits
    }
}

fn match_of(farthest: Far) -> Match {
    match farthest {
        EXACT | FOLDED => Match::Words,
        UNFINISHED | UNFINISHED_FOLDED => Match::UnfinishedWords,
        _ => Match::OtherSpelling,
    }
}
