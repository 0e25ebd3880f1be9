//! One line of the record, and its bytes.
//!
//! # The bytes of an entry, version 1
//!
//! Numbers are big-endian. A *word* is its length in bytes as one byte, then that many bytes of ASCII or UTF-8.
//!
//! | field | bytes | what |
//! |---|---|---|
//! | version | 1 | 1 |
//! | number | 8 | the place in the record, from 0 |
//! | at | 8 | microseconds since 1970-01-01T00:00:00Z, signed |
//! | kind | word | what happened, such as `comment_posted` |
//! | subject kind | word | `comment`, `notice`, `layer`, `thread` |
//! | subject id | word | its id |
//! | role | word | in which role it was done: `resident`, `staff`, `moderator`, `administrator`, `system` |
//! | content hash | 32 | salted hash of the content ([`crate::content_hash`]); 32 zero bytes if nothing was said |
//!
//! # What is no entry
//!
//! Supports are none. A count of supports is public, but an entry for each would publish when each account acted, one line for one
//! person's press of a button, to the microsecond: next to the server's other traces that tells who supports whom. The record keeps
//! what was said and done in public; a count is neither.
//! Reports, drafts, sessions, accounts and mail are private and never entries.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::hash::{Hash, leaf_hash};

/// A word of the record that is not known.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not a word of the record")]
pub struct UnknownWord(pub String);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that is hashed, stored and sent; never renamed.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|known| known.word() == text).ok_or_else(|| UnknownWord(text.to_owned()))
            }
        }
    };
}

words! {
    /// What happened.
    EntryKind {
        /// A version of all parcels came into force.
        LayerPublished = "layer_published",
        /// A notice was published.
        NoticePublished = "notice_published",
        /// A notice says something else now; the earlier stays readable.
        NoticeRevised = "notice_revised",
        /// A notice was taken back.
        NoticeWithdrawn = "notice_withdrawn",
        /// A notice ended with a decision, or was cancelled, or not held.
        NoticeEnded = "notice_ended",
        /// The end of a notice's period moved.
        PeriodMoved = "period_moved",
        /// A comment was posted.
        CommentPosted = "comment_posted",
        /// Its author changed a comment; the earlier text stays readable.
        CommentEdited = "comment_edited",
        /// Its author withdrew a comment.
        CommentDeleted = "comment_deleted",
        /// A moderator hid a comment.
        CommentHidden = "comment_hidden",
        /// A moderator shows a comment again.
        CommentRestored = "comment_restored",
    }
}

words! {
    /// What it happened to.
    SubjectKind {
        /// A version of all parcels, by its id.
        Layer = "layer",
        /// A notice, by its id.
        Notice = "notice",
        /// A comment, by its id.
        Comment = "comment",
        /// A thread, by its id.
        Thread = "thread",
    }
}

words! {
    /// In which role it was done.
    ActingRole {
        /// A resident.
        Resident = "resident",
        /// A clerk of a department.
        Staff = "staff",
        /// A moderator.
        Moderator = "moderator",
        /// Who runs the service.
        Administrator = "administrator",
        /// The service itself, by a rule.
        System = "system",
    }
}

/// An entry that has no number yet: the store gives it the next one in the transaction that makes the change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEntry {
    /// What happened.
    pub kind: EntryKind,
    /// What it happened to.
    pub subject_kind: SubjectKind,
    /// Its id.
    pub subject_id: String,
    /// In which role it was done.
    pub role: ActingRole,
    /// When; kept to the microsecond.
    pub at: Timestamp,
    /// Salted hash of the content; `None` if nothing was said.
    pub content_hash: Option<Hash>,
}

/// One line of the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its place, from 0, without gaps.
    pub number: u64,
    /// What it says.
    pub what: NewEntry,
}

impl NewEntry {
    /// The entry at its place in the record.
    #[must_use]
    pub const fn numbered(self, number: u64) -> Entry {
        Entry { number, what: self }
    }
}

impl Entry {
    /// The bytes that are hashed: the module's table.
    ///
    /// # Panics
    /// If the subject's id is longer than 255 bytes, which no id is.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.what.at.as_microsecond().to_be_bytes());
        for word in [self.what.kind.word(), self.what.subject_kind.word(), &self.what.subject_id, self.what.role.word()]
        {
            bytes.push(u8::try_from(word.len()).expect("a word of an entry has at most 255 bytes"));
            bytes.extend_from_slice(word.as_bytes());
        }
        bytes.extend_from_slice(&self.what.content_hash.map_or([0; 32], |hash| hash.0));
        bytes
    }

    /// The hash of this entry as a leaf of the record's tree.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Salt, content_hash};

    fn entry() -> Entry {
        NewEntry {
            kind: EntryKind::CommentPosted,
            subject_kind: SubjectKind::Comment,
            subject_id: "0199a3f2-0000-7000-8000-000000000001".into(),
            role: ActingRole::Resident,
            at: "2026-09-01T09:00:00.000001+06:00".parse().unwrap(),
            content_hash: Some(content_hash(Salt([7; 32]), "Кудук орток.".as_bytes())),
        }
        .numbered(258)
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_bytes_are_as_documented_field_by_field() {
        let bytes = entry().to_bytes();
        let (fixed, rest) = bytes.split_at(17);
        assert_eq!(hex(fixed), format!("01{:016x}{:016x}", 258, 1_788_231_600_000_001_i64));
        let words = b"\x0ecomment_posted\x07comment\x240199a3f2-0000-7000-8000-000000000001\x08resident";
        assert_eq!(&rest[..words.len()], words);
        assert_eq!(rest.len(), words.len() + 32);
    }

    /// Fixed for ever: made once by another program (Python, hashlib) from the table above.
    #[test]
    fn an_entry_has_always_the_same_hashes() {
        let entry = entry();
        assert_eq!(
            entry.what.content_hash.unwrap().to_hex(),
            "9a838fbb3d6a72230df5d67ddb25640f87214dcb6d37b393a44a08e382720734"
        );
        assert_eq!(entry.leaf_hash().to_hex(), "fce9a5b99d9099af0b22a8acf9cbdbef9afa0ee162370e868e800f12b9a562db");
        let silent = NewEntry { content_hash: None, ..entry.what }.numbered(0);
        assert_eq!(silent.leaf_hash().to_hex(), "61d2c572949ffd22681ec4c2435611814c2a942c729ac3daf88d7f068997d91e");
    }

    #[test]
    fn words_are_read_back_and_never_longer_than_a_byte_can_say() {
        for &kind in EntryKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            assert!(kind.word().len() < 256);
        }
        for &kind in SubjectKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        for &role in ActingRole::ALL {
            assert_eq!(role.word().parse(), Ok(role));
        }
        assert_eq!("comment_supported".parse::<EntryKind>(), Err(UnknownWord("comment_supported".into())));
    }

    proptest::proptest! {
        /// No two different entries have the same bytes: lengths stand before words.
        #[test]
        fn different_subjects_give_different_bytes(first in "[a-z0-9-]{0,40}", second in "[a-z0-9-]{0,40}") {
            let with = |id: &str| NewEntry { subject_id: id.into(), ..entry().what }.numbered(1).to_bytes();
            proptest::prop_assert_eq!(with(&first) == with(&second), first == second);
        }
    }
}
