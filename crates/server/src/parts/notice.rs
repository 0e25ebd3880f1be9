//! A notice in a panel or on a parcel's page (the red box), and as a row of a list.

use askama::Template;

use super::{Icon, Link, Plot, Ruler, Tag, icon_small, kind_icon};
use crate::language::Say;

/// The red box: kind, clock, title, the sentence about the period, the ruler, what one can do.
#[derive(Debug, Template)]
#[template(path = "parts/notice_card.html")]
pub struct NoticeCard {
    /// The reader's language.
    pub say: Say,
    /// Unique on the page: names the heading.
    pub id: String,
    /// The key of the kind.
    pub kind: &'static str,
    /// The clock in words.
    pub tag: Tag,
    /// The notice's title.
    pub title: String,
    /// The language of the title, where it is not the page's.
    pub title_language: Option<&'static str>,
    /// The notice's address.
    pub address: String,
    /// "Day 13 of 30.", set bold.
    pub lead: String,
    /// "Comments until Friday, 18 December, 18:00."
    pub sentence: String,
    /// The period; none for a kind that takes no comments.
    pub ruler: Option<Ruler>,
    /// Which rule set the period, in small letters.
    pub rule: Option<String>,
    /// Where to write, while the period is open.
    pub write: Option<String>,
    /// What is said about it, which the parcel's own thread does not show: "48 comments", and where.
    pub talk: Option<Link>,
    /// Whether the box also links to the whole notice as a button.
    pub read: bool,
}

impl NoticeCard {
    fn kind_icon(&self) -> Icon {
        icon_small(kind_icon(self.kind))
    }

    fn kind_key(&self) -> String {
        format!("notice-kind-{}", self.kind)
    }
}

/// One row of the list of notices; the clock stands in a column of its own.
#[derive(Debug, Template)]
#[template(path = "parts/notice_row.html")]
pub struct NoticeRow {
    /// The reader's language.
    pub say: Say,
    /// The key of the kind.
    pub kind: &'static str,
    /// The outline of its parcel; none for a drawn area.
    pub plot: Option<Plot>,
    /// The notice's title.
    pub title: String,
    /// The language of the title, where it is not the page's.
    pub title_language: Option<&'static str>,
    /// The notice's address.
    pub address: String,
    /// Code, address, area and the like.
    pub facts: Vec<String>,
    /// The clock in words.
    pub tag: Tag,
    /// The period, small; none where nothing runs.
    pub ruler: Option<Ruler>,
    /// The day and hour on which it closes.
    pub closes: Option<String>,
    /// How much was said: "48 comments".
    pub talk: Option<String>,
    /// No longer open: its kind is no longer red.
    pub past: bool,
}

impl NoticeRow {
    fn kind_icon(&self) -> Icon {
        icon_small(kind_icon(self.kind))
    }

    fn kind_key(&self) -> String {
        format!("notice-kind-{}", self.kind)
    }
}
