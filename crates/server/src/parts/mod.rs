//! The parts that pages are made of: each a type that holds what it shows, already decided, and a small template.
//!
//! A page builds a part and says `{{ part }}`: every part is safe HTML and escapes what it is given. Sentences come
//! from [`Say`](crate::language::Say), geometry from the constructors here; a part asks nobody anything.
//! No part writes a `style` attribute: the Content-Security-Policy refuses them.

mod comment;
mod form;
mod icon;
mod list;
mod notice;
mod parcel;
mod ruler;
mod state;
mod tag;

pub use comment::{Comment, CommentBody, Edited, Link, Segment, Segments, Shown, StanceBar, Support, Tombstone, When};
pub use form::{Field, FieldKind, StanceChoice, WriteForm, Wrong, Wrongs};
pub use icon::{Icon, icon, icon_small};
pub use list::{Crumb, Crumbs, Pager};
pub use notice::{NoticeCard, NoticeRow};
pub use parcel::{Plot, Swatch};
pub use ruler::{Ruler, RulerEvent};
pub use state::{Empty, Note, NoteKind};
pub use tag::{Tag, TagState, kind_icon};

/// Marks parts as HTML that needs no further escaping.
macro_rules! html_safe {
    ($($part:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $part {})+ };
}

html_safe!(
    Comment,
    CommentBody,
    Crumbs,
    Empty,
    Field,
    Icon,
    Note,
    NoticeCard,
    NoticeRow,
    Pager,
    Plot,
    Ruler,
    Segments,
    StanceBar,
    Swatch,
    Tag,
    WriteForm,
    Wrongs,
);

#[cfg(test)]
mod tests;
