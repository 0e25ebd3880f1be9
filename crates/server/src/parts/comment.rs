//! A comment in its place in a thread, and what stands around a thread.

use askama::Template;
use dialogue::Stance;

use super::{Icon, icon_small};
use crate::language::Say;

/// An instant as a machine and as a person read it.
#[derive(Debug, Clone)]
pub struct When {
    /// RFC 3339.
    pub machine: String,
    /// "today, 09:40", "30 November, 19:12".
    pub text: String,
}

/// A text that leads somewhere.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where to.
    pub address: String,
    /// What one reads.
    pub text: String,
}

/// One comment with its replies: an item of a thread's list.
///
/// The item is `#c-{id}`, its own text `#comment-{id}`, the place for a form that answers it `#slot-{id}`, its replies
/// `#replies-{id}`. A page that answers a change alone answers [`CommentBody`].
#[derive(Debug, Template)]
#[template(path = "parts/comment.html")]
pub struct Comment {
    /// The reader's language.
    pub say: Say,
    /// The comment itself, without its replies.
    pub body: CommentBody,
    /// Its replies, oldest first.
    pub replies: Vec<Comment>,
    /// How many replies, at any depth, are folded away behind their count (from the third level on); 0 shows them.
    pub folded: u32,
    /// Where the rest of the replies is read.
    pub more: Option<Link>,
}

/// A comment without its replies: what is swapped after support or an edit.
#[derive(Debug, Template)]
#[template(path = "parts/comment_body.html")]
pub struct CommentBody {
    /// The reader's language.
    pub say: Say,
    /// The comment's id.
    pub id: String,
    /// What is there to read.
    pub shown: Shown,
    /// Who wrote it, by the name that others see.
    pub author: String,
    /// The department for which a member of staff writes.
    pub department: Option<String>,
    /// The comment's address.
    pub address: String,
    /// When it was written.
    pub written: When,
    /// What it says of the proposal.
    pub stance: Option<Stance>,
    /// The place on the map that it points at.
    pub place: Option<String>,
    /// Support, and whether the reader has given it.
    pub support: Support,
    /// Where to answer it; none on a closed thread.
    pub reply: Option<String>,
    /// Where to change it: its author, within the window.
    pub edit: Option<String>,
    /// Where to take it back: its author.
    pub delete: Option<String>,
    /// Where to report it.
    pub report: Option<String>,
    /// It was asked for by its own address: marked.
    pub here: bool,
    /// It has just been written: marked for two seconds.
    pub new: bool,
}

/// What of a comment can be read.
#[derive(Debug)]
pub enum Shown {
    /// Its text.
    Text {
        /// The text as safe HTML: paragraphs, lists, links.
        html: String,
        /// The language it was written in, where it is not the page's.
        language: Option<&'static str>,
        /// That it was changed, and what it said before.
        edited: Option<Edited>,
    },
    /// Nothing: it was taken back or hidden.
    Tombstone(Tombstone),
}

/// That a comment was changed.
#[derive(Debug)]
pub struct Edited {
    /// "edited 08:52".
    pub text: String,
    /// The earlier texts as safe HTML with `<del>` and `<ins>`, latest first.
    pub versions: Vec<String>,
}

/// What stands where a comment was.
#[derive(Debug)]
pub struct Tombstone {
    /// Hidden by a moderator (else taken back by its author).
    pub moderated: bool,
    /// "Hidden by a moderator.", set bold.
    pub lead: String,
    /// The reason and the day.
    pub text: String,
}

/// The support that a comment has.
#[derive(Debug)]
pub struct Support {
    /// How many people.
    pub count: u64,
    /// Whether the reader is among them.
    pub mine: bool,
    /// Where to give it or take it back (`POST` with `support=yes` or `no`); none: only the count is shown.
    pub address: Option<String>,
}

impl CommentBody {
    fn stance_icon(&self) -> Option<(Icon, &'static str, &'static str)> {
        self.stance.map(|stance| match stance {
            Stance::For => (icon_small("up"), "st-for", "talk-stance-for"),
            Stance::Against => (icon_small("against"), "st-against", "talk-stance-against"),
            Stance::Neutral => (icon_small("neutral"), "st-neutral", "talk-stance-neutral"),
        })
    }
}

/// How many people are for, neutral and against; labelled as no vote.
#[derive(Debug, Template)]
#[template(path = "parts/stance_bar.html")]
pub struct StanceBar {
    /// The reader's language.
    pub say: Say,
    /// People for.
    pub in_favour: u64,
    /// People who only comment.
    pub neutral: u64,
    /// People against.
    pub against: u64,
}

impl StanceBar {
    fn all(&self) -> u64 {
        self.in_favour + self.neutral + self.against
    }

    /// Start and width of a share, in percent.
    fn share(&self, before: u64, count: u64) -> (String, String) {
        let percent = |part: u64| format!("{:.1}", 100.0 * as_float(part) / as_float(self.all().max(1)));
        (percent(before), percent(count))
    }

    /// The three shares as class, start and width; an empty one is left out.
    fn shares(&self) -> Vec<(&'static str, String, String)> {
        let parts = [
            ("st-for", 0, self.in_favour),
            ("st-neutral", self.in_favour, self.neutral),
            ("st-against", self.in_favour + self.neutral, self.against),
        ];
        let share = |(class, before, count)| {
            let (start, width) = self.share(before, count);
            (class, start, width)
        };
        parts.into_iter().filter(|(_, _, count)| *count > 0).map(share).collect()
    }
}

/// A share needs no more digits than a float has.
fn as_float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One choice of [`Segments`].
#[derive(Debug)]
pub struct Segment {
    /// Where to.
    pub address: String,
    /// What one reads.
    pub text: String,
    /// The one that is chosen.
    pub current: bool,
}

/// A row of choices of which one is in force: the order of a thread, list or map.
#[derive(Debug, Template)]
#[template(path = "parts/segments.html")]
pub struct Segments {
    /// What is chosen, for a screen reader.
    pub label: String,
    /// The choices.
    pub choices: Vec<Segment>,
    /// The element that is replaced in place, as a CSS selector; none: the link is simply followed.
    pub target: Option<&'static str>,
}
