//! The words and the rules of the dialogue between a city and its people, as plain types and functions.
//!
//! A [`Notice`] says what a department wants to do with which land and until when it takes comments
//! ([`Period`]). A [`Comment`] belongs to a thread, a thread to a [`Subject`]: a parcel or a notice. Who may do
//! what is one table ([`permissions::may`]); when a day counts is the [`Calendar`]'s to say.
//!
//! Nothing here knows a database, HTTP or the time of day: instants, ids and chance are arguments. No sentence
//! for people stands here either; a rule that refuses says which rule and with which values.
//!
//! ```
//! use dialogue::{Calendar, Count, Term, Unit};
//! use jiff::civil::date;
//!
//! let calendar = Calendar::weekends_only();
//! let term = Term { amount: 5, unit: Unit::WorkingDays, moves_from_day_off: true };
//! let Count { last_day, .. } = term.count(date(2026, 3, 13), &calendar);
//! assert_eq!(last_day, date(2026, 3, 20));
//! ```

pub mod blocks;
pub mod calendar;
pub mod clocks;
pub mod comments;
pub mod departments;
pub mod ids;
pub mod keys;
pub mod languages;
pub mod names;
pub mod notices;
pub mod periods;
pub mod permissions;
pub mod reports;
pub mod threads;
pub mod writing;

pub use blocks::{Block, Inline};
pub use calendar::{Calendar, CalendarError};
pub use clocks::{Count, EarlyClock, OpenClock, OpenState, Term, Unit};
pub use comments::{
    Author, Comment, CommentBody, CommentRefused, Content, EDIT_WINDOW, MAX_COMMENT_CHARACTERS, Position, Stance,
    Tombstone, TombstoneActor,
};
pub use departments::Department;
pub use ids::{
    AccountId, CommentId, DepartmentId, LayerId, NoticeId, ParcelCode, ReportId, RevisionId, SessionId, SubmissionId,
    ThreadId, TokenId,
};
pub use keys::UnknownKey;
pub use languages::{Language, Texts};
pub use names::{DisplayName, EmailAddress, NameRefused};
pub use notices::{
    Act, Area, Contact, DetailValue, Draft, DraftPeriod, Ending, Life, Notice, NoticeContent, NoticeKind,
    NoticeRefused, NoticeRevision, NoticeStatus, Place,
};
pub use periods::{Period, PeriodRefused, RuleId, TermRule, TermRules};
pub use permissions::{Action, Role};
pub use reports::{HideReason, ReportReason};
pub use threads::{PageKey, SortOrder, Subject, Thread, TreePath};
