//! Threads: the discussion of one subject as a tree that is read page by page.
//!
//! Comments of a thread are numbered 1, 2, 3, … as they come. A comment's place in the tree is its [`TreePath`]: the
//! numbers of its ancestors and its own, each in seven hexadecimal digits. Sorting paths as bytes walks the tree in
//! reading order (a comment, then its replies, oldest first), so that a page is a range of keys, and nobody who reads on while others
//! write sees a comment twice or misses one (thr-05).

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{NoticeId, ParcelCode, ThreadId};

/// What a thread is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A parcel, by its code.
    Parcel(ParcelCode),
    /// A notice.
    Notice(NoticeId),
}

impl Subject {
    /// `parcel` or `notice`, as stored and sent.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Parcel(_) => "parcel",
            Self::Notice(_) => "notice",
        }
    }

    /// The code or the id, as stored and sent.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Parcel(code) => code.to_string(),
            Self::Notice(id) => id.to_string(),
        }
    }

    /// The subject from what [`Subject::kind`] and [`Subject::id`] gave; `None` for anything else.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "parcel" => Some(Self::Parcel(ParcelCode::new(id))),
            "notice" => id.parse().ok().map(Self::Notice),
            _ => None,
        }
    }
}

/// The discussion of one subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// What it is about.
    pub subject: Subject,
    /// When its first comment or its notice opened it.
    pub opened_at: Timestamp,
    /// The number of the comment that came last: how many there ever were, tombstones included.
    pub last_number: u32,
    /// How many comments are there to be read: without those withdrawn or hidden.
    pub shown: u32,
}

/// In which order the comments at the top of a thread come. Replies always follow what they answer, oldest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// As they came.
    #[default]
    Oldest,
    /// The last comment first.
    Newest,
    /// The most supported comment first; among equals the older.
    MostSupported,
}

/// A word that names no order.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not one of oldest, newest, most_supported")]
pub struct UnknownOrder(pub String);

impl SortOrder {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Oldest, Self::Newest, Self::MostSupported];

    /// The word used in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Newest => "newest",
            Self::MostSupported => "most_supported",
        }
    }
}

impl fmt::Display for SortOrder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.key())
    }
}

impl FromStr for SortOrder {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|order| order.key() == text).ok_or_else(|| UnknownOrder(text.to_owned()))
    }
}

/// Hexadecimal digits of one step of a path: 268 million comments in one thread.
const STEP: usize = 7;
/// Deepest place in the tree, the top being 0. A reply to something deeper stands beside it and still names it.
pub const MAX_DEPTH: usize = 63;

/// A comment's place in its thread's tree: the numbers from the top down to it.
///
/// Compare and sort it as bytes: in PostgreSQL the column is `collate "C"`. All descendants of a comment, and it itself,
/// are the paths that begin with its path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TreePath(String);

/// Text that is no path.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a place in a thread")]
pub struct NotAPath;

impl TreePath {
    /// The place of a comment that replies to nothing.
    #[must_use]
    pub fn top(number: u32) -> Self {
        Self(format!("{number:07x}"))
    }

    /// The place of a reply with this number. Below [`MAX_DEPTH`] it takes a place beside its parent.
    #[must_use]
    pub fn reply(&self, number: u32) -> Self {
        let kept = if self.depth() >= MAX_DEPTH { &self.0[..self.0.len() - STEP] } else { &self.0[..] };
        Self(format!("{kept}{number:07x}"))
    }

    /// How deep: 0 at the top.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len() / STEP - 1
    }

    /// The numbers from the top down to this comment, itself the last.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.as_bytes().chunks(STEP).map(|step| {
            let step = std::str::from_utf8(step).expect("a path is hexadecimal digits");
            u32::from_str_radix(step, 16).expect("a path is hexadecimal digits")
        })
    }

    /// The number of this comment.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.numbers().last().expect("a path has at least one step")
    }

    /// The number of the comment at the top of this branch.
    #[must_use]
    pub fn top_number(&self) -> u32 {
        self.numbers().next().expect("a path has at least one step")
    }

    /// The places of the ancestors, from the top down.
    pub fn ancestors(&self) -> impl Iterator<Item = TreePath> + '_ {
        (1..=self.depth()).map(|steps| Self(self.0[..steps * STEP].to_owned()))
    }

    /// Whether the other place is below this one.
    #[must_use]
    pub fn is_above(&self, other: &Self) -> bool {
        other.0.len() > self.0.len() && other.0.starts_with(&self.0)
    }

    /// The first text that sorts after every descendant of this place: with the path itself it bounds the branch.
    #[must_use]
    pub fn branch_end(&self) -> String {
        format!("{}g", self.0)
    }

    /// The path as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for TreePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let whole = !text.is_empty() && text.len().is_multiple_of(STEP) && text.len() / STEP <= MAX_DEPTH + 1;
        if digits && whole { Ok(Self(text.to_owned())) } else { Err(NotAPath) }
    }
}

impl TryFrom<String> for TreePath {
    type Error = NotAPath;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TreePath> for String {
    fn from(path: TreePath) -> Self {
        path.0
    }
}

/// The key of the last comment of a page: the next page begins right after it.
///
/// By support, the key also holds how much support the branch's top comment had when the page was read. Support that
/// comes in between may move a branch past a reader; nothing else can.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PageKey {
    /// Support of the comment at the top of the branch; 0 in the orders by time.
    pub support: u32,
    /// The comment's place.
    pub path: TreePath,
}

impl PageKey {
    /// The key in an order by time.
    #[must_use]
    pub const fn at(path: TreePath) -> Self {
        Self { support: 0, path }
    }

    /// Whether a comment with key `other` comes after this one in the given order. The stores' SQL says the same; this
    /// is the judge in their tests.
    #[must_use]
    pub fn is_before(&self, other: &Self, order: SortOrder) -> bool {
        let branch = |key: &Self| key.path.top_number();
        match order {
            SortOrder::Oldest => self.path < other.path,
            SortOrder::Newest => (branch(other), &self.path) < (branch(self), &other.path),
            SortOrder::MostSupported => (other.support, &self.path) < (self.support, &other.path),
        }
    }
}

impl fmt::Display for PageKey {
    /// `12.00000050000007`, as it stands in an address.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.support, self.path)
    }
}

impl FromStr for PageKey {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (support, path) = text.split_once('.').ok_or(NotAPath)?;
        Ok(Self { support: support.parse().map_err(|_| NotAPath)?, path: path.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(numbers: &[u32]) -> TreePath {
        numbers[1..].iter().fold(TreePath::top(numbers[0]), |path, &number| path.reply(number))
    }

    #[test]
    fn paths_sort_as_a_reader_reads() {
        let mut paths = [path(&[2]), path(&[1, 4]), path(&[1]), path(&[1, 3, 9]), path(&[1, 3]), path(&[17])];
        paths.sort();
        let expected = [path(&[1]), path(&[1, 3]), path(&[1, 3, 9]), path(&[1, 4]), path(&[2]), path(&[17])];
        assert_eq!(paths, expected);
    }

    #[test]
    fn a_path_knows_its_ancestors_and_its_branch() {
        let deep = path(&[1, 3, 9]);
        assert_eq!(deep.depth(), 2);
        assert_eq!((deep.number(), deep.top_number()), (9, 1));
        assert_eq!(deep.ancestors().collect::<Vec<_>>(), [path(&[1]), path(&[1, 3])]);
        assert!(path(&[1]).is_above(&deep) && !deep.is_above(&deep) && !path(&[2]).is_above(&deep));
        let end = path(&[1]).branch_end();
        assert!(deep.as_str() < end.as_str() && end.as_str() < path(&[2]).as_str());
    }

    #[test]
    fn the_deepest_replies_stand_beside_what_they_answer() {
        let deepest = path(&(1..=64).collect::<Vec<_>>());
        assert_eq!(deepest.depth(), MAX_DEPTH);
        let reply = deepest.reply(65);
        assert_eq!(reply.depth(), MAX_DEPTH);
        assert!(deepest < reply);
        assert_eq!(reply.as_str().parse(), Ok(reply));
    }

    #[test]
    fn keys_are_read_back_and_nonsense_is_not() {
        let key = PageKey { support: 12, path: path(&[5, 7]) };
        assert_eq!(key.to_string(), "12.00000050000007");
        assert_eq!(key.to_string().parse(), Ok(key));
        for nonsense in ["", "12", "x.0000005", "1.000005", "1.000000G", "1."] {
            assert_eq!(nonsense.parse::<PageKey>(), Err(NotAPath), "{nonsense}");
        }
    }

    #[test]
    fn newest_first_keeps_replies_under_what_they_answer() {
        let key = |numbers: &[u32]| PageKey::at(path(numbers));
        let order = [key(&[9]), key(&[4]), key(&[4, 5]), key(&[4, 8]), key(&[1]), key(&[1, 2])];
        for pair in order.windows(2) {
            assert!(pair[0].is_before(&pair[1], SortOrder::Newest), "{} {}", pair[0], pair[1]);
            assert!(!pair[1].is_before(&pair[0], SortOrder::Newest));
        }
    }
}
