//! Empty, failed, closed: what is not there, why, and one way on.

use askama::Template;

use super::{Icon, Link, icon};

/// A box where something could be and is not.
#[derive(Debug, Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    /// The name of its icon: "chat", "search", "map".
    pub icon: &'static str,
    /// What is not there.
    pub title: String,
    /// Why, and what one can do.
    pub text: String,
    /// The ways on; the first is the one that is meant.
    pub links: Vec<Link>,
}

impl Empty {
    fn drawn(&self) -> Icon {
        icon(self.icon)
    }
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Something to know.
    Plain,
    /// Something failed, or soon will.
    Warn,
    /// Something was done.
    Ok,
    /// The office has said something.
    Stamp,
}

/// A sentence in a frame: what happened, what is true now, what comes next.
#[derive(Debug, Template)]
#[template(path = "parts/note.html")]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The name of its icon.
    pub icon: &'static str,
    /// Set bold.
    pub lead: String,
    /// The rest.
    pub text: String,
    /// One way on.
    pub link: Option<Link>,
    /// Whether it has just come about: a screen reader is told.
    pub fresh: bool,
}

impl Note {
    fn drawn(&self) -> Icon {
        icon(self.icon)
    }

    fn class(&self) -> &'static str {
        match self.kind {
            NoteKind::Plain => "",
            NoteKind::Warn => " warn",
            NoteKind::Ok => " ok",
            NoteKind::Stamp => " stamp",
        }
    }
}
