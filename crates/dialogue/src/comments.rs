//! Comments: what one is, who may change it and until when, and what stays when it goes.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::keys::{UnknownKey, keyed};
use crate::writing::{self, Concealed};
use crate::{
    AccountId, CommentId, DepartmentId, DisplayName, HideReason, Language, Period, Role, RuleId, ThreadId, TreePath,
};

/// Most characters of a comment, counted as [`writing::length`] says.
pub const MAX_COMMENT_CHARACTERS: usize = 10_000;
/// How long the author may change what they wrote. The earlier text stays readable.
pub const EDIT_WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Why a comment, a change of one, a support or a report was not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommentRefused {
    /// Nothing to be seen in it.
    #[error("the comment is empty")]
    Empty,
    /// Longer than is taken.
    #[error("{length} characters; at most {limit} are taken")]
    TooLong {
        /// How many it has.
        length: usize,
        /// How many are taken.
        limit: usize,
    },
    /// Holds a character that turns the direction, so that it reads as something else (thr-07).
    #[error("U+{:04X} at place {place} changes the direction of the text", u32::from(*character))]
    DirectionCharacter {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// Holds a character that hides text or splits a word unseen (thr-08).
    #[error("U+{:04X} at place {place} is not visible", u32::from(*character))]
    InvisibleCharacter {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// Holds a control character.
    #[error("U+{:04X} at place {place} is a control character", u32::from(*character))]
    ControlCharacter {
        /// The character.
        character: char,
        /// Its place, counted in characters from 1.
        place: usize,
    },
    /// The notice takes comments only from a later instant on.
    #[error("comments are taken from {opens}")]
    PeriodNotOpen {
        /// From when on.
        opens: Timestamp,
        /// The rule that set the period.
        rule: RuleId,
    },
    /// The notice took comments until an instant that has passed (thr-04).
    #[error("comments closed on {last_day}")]
    PeriodClosed {
        /// The last day on which they were taken.
        last_day: Date,
        /// The instant from which on they are not.
        closed_at: Timestamp,
        /// The rule that set the period.
        rule: RuleId,
    },
    /// The notice ended: it was withdrawn, cancelled, not held or decided.
    #[error("the notice has ended")]
    NoticeEnded,
    /// The notice is of a kind that only tells.
    #[error("the notice takes no comments")]
    NoPeriod,
    /// What it replies to was withdrawn or hidden meanwhile (thr-02).
    #[error("the comment that it replies to is gone")]
    ReplyToGone {
        /// What it replied to.
        reply_to: CommentId,
    },
    /// What it replies to is of another thread, or does not exist.
    #[error("the comment that it replies to is not in this thread")]
    ReplyToElsewhere {
        /// What it replied to.
        reply_to: CommentId,
    },
    /// A stance belongs to a notice; the thread is about a parcel.
    #[error("a stance is taken on a notice only")]
    StanceWithoutNotice,
    /// The place is not inside the parcel or the area that the thread is about.
    #[error("the place is not inside the parcel")]
    PlaceOutside,
    /// Longitude or latitude is no such number.
    #[error("not a longitude and latitude in degrees")]
    PlaceNotOnEarth,
    /// The comment is another person's.
    #[error("the comment is another person's")]
    NotAuthor,
    /// The editing window has passed.
    #[error("could be changed until {until}")]
    EditWindowOver {
        /// Until when it could be changed.
        until: Timestamp,
    },
    /// The comment was withdrawn or hidden.
    #[error("the comment is gone")]
    Gone,
    /// One's own comment cannot be supported or reported.
    #[error("the comment is one's own")]
    OwnComment,
    /// The account is blocked or paused.
    #[error("the account may not write")]
    AccountBlocked {
        /// Until when, if an end is set.
        until: Option<Timestamp>,
    },
}

impl From<Concealed> for CommentRefused {
    fn from(concealed: Concealed) -> Self {
        match concealed {
            Concealed::Direction { character, place } => Self::DirectionCharacter { character, place },
            Concealed::Invisible { character, place } => Self::InvisibleCharacter { character, place },
            Concealed::Control { character, place } => Self::ControlCharacter { character, place },
        }
    }
}

/// The text of a comment: in order, not empty, not too long, hiding nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentBody(String);

impl CommentBody {
    /// The text put in order, or why it is not taken.
    ///
    /// # Errors
    /// [`CommentRefused`]: empty, too long, or with characters that hide or turn its meaning.
    pub fn new(typed: &str) -> Result<Self, CommentRefused> {
        Self::within(typed, MAX_COMMENT_CHARACTERS)
    }

    /// As [`CommentBody::new`], with a limit of its own: for other long texts that follow the same rules.
    ///
    /// # Errors
    /// As [`CommentBody::new`].
    pub fn within(typed: &str, limit: usize) -> Result<Self, CommentRefused> {
        if !writing::shows_something(typed) {
            return Err(CommentRefused::Empty);
        }
        let body = writing::in_order(&writing::unconcealed(&writing::in_order(typed))?);
        let length = writing::length(&body);
        if length > limit {
            return Err(CommentRefused::TooLong { length, limit });
        }
        Ok(Self(body))
    }

    /// A text that was checked before it was stored. Rules may have changed since; what was taken then stays.
    #[must_use]
    pub fn stored(body: String) -> Self {
        Self(body)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many characters it has.
    #[must_use]
    pub fn length(&self) -> usize {
        writing::length(&self.0)
    }

    /// The text as paragraphs, lists and links.
    #[must_use]
    pub fn blocks(&self) -> Vec<crate::Block> {
        crate::blocks::parse(&self.0)
    }
}

impl fmt::Display for CommentBody {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

keyed! {
    /// What a comment thinks of what the notice proposes. It is no vote.
    Stance {
        /// For it.
        For = "for",
        /// Against it.
        Against = "against",
        /// Neither.
        Neutral = "neutral",
    }
}

/// A place that a comment points at: degrees on WGS 84.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Position {
    longitude: f64,
    latitude: f64,
}

impl Position {
    /// A place on Earth, rounded to 7 decimals (a centimetre), as the parcels are.
    ///
    /// # Errors
    /// [`CommentRefused::PlaceNotOnEarth`] if the numbers are not finite or out of range.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, CommentRefused> {
        let on_earth = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
        if !on_earth {
            return Err(CommentRefused::PlaceNotOnEarth);
        }
        let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Ok(Self { longitude: rounded(longitude), latitude: rounded(latitude) })
    }

    /// Degrees east.
    #[must_use]
    pub const fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    #[must_use]
    pub const fn latitude(self) -> f64 {
        self.latitude
    }
}

/// Who wrote a comment, as others see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// The account.
    pub account: AccountId,
    /// The name that others see; `None` once the account is closed.
    pub name: Option<DisplayName>,
    /// The role in which it was written: it does not change with the account's.
    pub role: Role,
    /// The department for which a clerk wrote.
    pub department: Option<DepartmentId>,
}

/// Who took a comment away.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TombstoneActor {
    /// Its author withdrew it.
    Author,
    /// A moderator hid it.
    Moderator,
}

impl TombstoneActor {
    /// `author` or `moderator`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Moderator => "moderator",
        }
    }
}

impl FromStr for TombstoneActor {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "author" => Ok(Self::Author),
            "moderator" => Ok(Self::Moderator),
            _ => Err(UnknownKey(text.to_owned())),
        }
    }
}

/// What stays where a comment was: who took it away, when and why (thr-01).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tombstone {
    /// Who.
    pub by: TombstoneActor,
    /// When.
    pub at: Timestamp,
    /// Why; an author needs to give no reason.
    pub reason: Option<HideReason>,
}

/// What a reader sees at a comment's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// Its text.
    Written(CommentBody),
    /// That something was here.
    Gone(Tombstone),
}

/// One comment as it stands now.
#[derive(Clone, PartialEq, Debug)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The thread that it is in.
    pub thread: ThreadId,
    /// Its place in the tree; the last step is its number in the thread.
    pub path: TreePath,
    /// What it answers, if anything. This stays true also where the tree is too deep to show it.
    pub reply_to: Option<CommentId>,
    /// Who wrote it.
    pub author: Author,
    /// The language that the author said it is in.
    pub language: Option<Language>,
    /// Its text, or what stays of it.
    pub content: Content,
    /// What it thinks of the notice.
    pub stance: Option<Stance>,
    /// The place that it points at.
    pub position: Option<Position>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// When it was last changed by its author.
    pub edited_at: Option<Timestamp>,
    /// How many accounts support it.
    pub support: u32,
    /// How many direct replies it has, tombstones included.
    pub replies: u32,
}

impl Comment {
    /// Whether it is withdrawn or hidden.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self.content, Content::Gone(_))
    }

    /// The text, unless it is gone.
    #[must_use]
    pub const fn body(&self) -> Option<&CommentBody> {
        match &self.content {
            Content::Written(body) => Some(body),
            Content::Gone(_) => None,
        }
    }

    /// Until when (excluded) its author may change it.
    #[must_use]
    pub fn editable_until(&self) -> Timestamp {
        self.posted_at.saturating_add(EDIT_WINDOW).unwrap_or(Timestamp::MAX)
    }

    /// Whether this account may change it now.
    ///
    /// # Errors
    /// Gone, another person's, or too late.
    pub fn may_be_edited(&self, by: AccountId, now: Timestamp) -> Result<(), CommentRefused> {
        self.must_be_there()?;
        if self.author.account != by {
            return Err(CommentRefused::NotAuthor);
        }
        let until = self.editable_until();
        if now >= until { Err(CommentRefused::EditWindowOver { until }) } else { Ok(()) }
    }

    /// Whether this account may withdraw it: its author may at any time, also after the period.
    ///
    /// # Errors
    /// Gone, or another person's.
    pub fn may_be_deleted(&self, by: AccountId) -> Result<(), CommentRefused> {
        self.must_be_there()?;
        if self.author.account == by { Ok(()) } else { Err(CommentRefused::NotAuthor) }
    }

    /// Whether this account may support it.
    ///
    /// # Errors
    /// Gone, or one's own.
    pub fn may_be_supported(&self, by: AccountId) -> Result<(), CommentRefused> {
        self.must_be_there()?;
        if self.author.account == by { Err(CommentRefused::OwnComment) } else { Ok(()) }
    }

    /// Whether this account may report it.
    ///
    /// # Errors
    /// Gone, or one's own.
    pub fn may_be_reported(&self, by: AccountId) -> Result<(), CommentRefused> {
        self.may_be_supported(by)
    }

    /// Whether somebody may reply to it in this thread.
    ///
    /// # Errors
    /// In another thread, or gone.
    pub fn may_be_replied_to(&self, thread: ThreadId) -> Result<(), CommentRefused> {
        if self.thread != thread {
            return Err(CommentRefused::ReplyToElsewhere { reply_to: self.id });
        }
        if self.is_gone() { Err(CommentRefused::ReplyToGone { reply_to: self.id }) } else { Ok(()) }
    }

    fn must_be_there(&self) -> Result<(), CommentRefused> {
        if self.is_gone() { Err(CommentRefused::Gone) } else { Ok(()) }
    }
}

/// Whether a period takes a comment at this instant.
///
/// # Errors
/// Not yet, or no longer.
pub fn taken_in(period: &Period, now: Timestamp) -> Result<(), CommentRefused> {
    if now < period.opens {
        return Err(CommentRefused::PeriodNotOpen { opens: period.opens, rule: period.rule.clone() });
    }
    if now >= period.closes {
        return Err(CommentRefused::PeriodClosed {
            last_day: period.last_day,
            closed_at: period.closes,
            rule: period.rule.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn account(number: u128) -> AccountId {
        AccountId::new(Uuid::from_u128(number))
    }

    fn comment() -> Comment {
        Comment {
            id: CommentId::new(Uuid::from_u128(1)),
            thread: ThreadId::new(Uuid::from_u128(2)),
            path: TreePath::top(1),
            reply_to: None,
            author: Author { account: account(3), name: None, role: Role::Resident, department: None },
            language: Some(Language::Ky),
            content: Content::Written(CommentBody::new("Кудук орток.").unwrap()),
            stance: None,
            position: None,
            posted_at: "2026-09-01T09:00:00+06:00".parse().unwrap(),
            edited_at: None,
            support: 0,
            replies: 0,
        }
    }

    #[test]
    fn a_comment_can_be_changed_for_fifteen_minutes_by_its_author() {
        let comment = comment();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(comment.may_be_edited(account(3), at("2026-09-01T09:14:59.999999+06:00")), Ok(()));
        let until = at("2026-09-01T09:15:00+06:00");
        assert_eq!(comment.may_be_edited(account(3), until), Err(CommentRefused::EditWindowOver { until }));
        assert_eq!(comment.may_be_edited(account(4), at("2026-09-01T09:01:00+06:00")), Err(CommentRefused::NotAuthor));
    }

    #[test]
    fn what_is_gone_takes_no_reply_no_support_and_no_change() {
        let mut comment = comment();
        comment.content = Content::Gone(Tombstone { by: TombstoneActor::Author, at: comment.posted_at, reason: None });
        assert_eq!(
            comment.may_be_replied_to(comment.thread),
            Err(CommentRefused::ReplyToGone { reply_to: comment.id })
        );
        assert_eq!(comment.may_be_supported(account(4)), Err(CommentRefused::Gone));
        assert_eq!(comment.may_be_deleted(account(3)), Err(CommentRefused::Gone));
        assert_eq!(comment.may_be_edited(account(3), comment.posted_at), Err(CommentRefused::Gone));
    }

    #[test]
    fn nobody_supports_or_reports_themselves() {
        let comment = comment();
        assert_eq!(comment.may_be_supported(account(3)), Err(CommentRefused::OwnComment));
        assert_eq!(comment.may_be_reported(account(3)), Err(CommentRefused::OwnComment));
        assert_eq!(comment.may_be_supported(account(4)), Ok(()));
        let elsewhere = ThreadId::new(Uuid::from_u128(9));
        assert_eq!(
            comment.may_be_replied_to(elsewhere),
            Err(CommentRefused::ReplyToElsewhere { reply_to: comment.id })
        );
    }

    #[test]
    fn each_fault_of_a_text_has_its_own_name() {
        assert_eq!(CommentBody::new(" \u{200B}\n\u{200B} "), Err(CommentRefused::Empty));
        assert_eq!(
            CommentBody::new(&"ы".repeat(10_001)),
            Err(CommentRefused::TooLong { length: 10_001, limit: 10_000 })
        );
        assert!(CommentBody::new(&format!("  {}\r\n", "ы".repeat(10_000))).is_ok());
        assert!(matches!(CommentBody::new("да\u{202E}тен"), Err(CommentRefused::DirectionCharacter { place: 3, .. })));
        assert!(matches!(CommentBody::new("тил\u{200B}ке"), Err(CommentRefused::InvisibleCharacter { place: 4, .. })));
        assert!(matches!(CommentBody::new("a\u{1}"), Err(CommentRefused::ControlCharacter { place: 2, .. })));
        assert_eq!(CommentBody::new("👩\u{200D}👩\u{200D}👧").unwrap().as_str(), "👩\u{200D}👩\u{200D}👧");
        assert_eq!(CommentBody::new("هذه أرضنا").unwrap().length(), 9);
    }

    #[test]
    fn a_line_feed_counts_one_however_the_browser_sent_it() {
        assert_eq!(CommentBody::new("a\r\nb").unwrap().length(), 3);
        assert_eq!(CommentBody::new("a\nb").unwrap().length(), 3);
    }

    #[test]
    fn places_are_on_earth_and_rounded_to_a_centimetre() {
        let place = Position::new(74.600_000_04, 42.87).unwrap();
        assert_eq!((place.longitude(), place.latitude()), (74.6, 42.87));
        for (longitude, latitude) in [(181.0, 0.0), (0.0, 90.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Position::new(longitude, latitude), Err(CommentRefused::PlaceNotOnEarth));
        }
    }
}
