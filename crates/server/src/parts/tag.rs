//! The state of a clock as a word and a mark; colour comes last.

use askama::Template;

use super::{Icon, icon_small};

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagState {
    /// More than three working days left.
    Open,
    /// Three working days or fewer.
    Soon,
    /// No comments any more; reading goes on.
    Closed,
    /// The city is late.
    Overdue,
    /// Answered or decided, on record.
    Answered,
}

impl TagState {
    /// The class that carries its colours, here and on a `.clock` around it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Soon => "soon",
            Self::Closed => "closed",
            Self::Overdue => "overdue",
            Self::Answered => "answered",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Open | Self::Soon => "clock",
            Self::Closed => "lock",
            Self::Overdue => "clockw",
            Self::Answered => "seal",
        }
    }
}

/// A state in words: "17 days left", "closes tomorrow", "closed".
#[derive(Debug, Template)]
#[template(source = r#"<span class="tag {{ state.class() }}">{{ self.icon() }}{{ text }}</span>"#, ext = "html")]
pub struct Tag {
    /// How the clock stands.
    pub state: TagState,
    /// The same in words.
    pub text: String,
}

impl Tag {
    fn icon(&self) -> Icon {
        icon_small(self.state.icon())
    }
}

/// The icon that stands before the name of a notice's kind.
pub fn kind_icon(kind: &str) -> &'static str {
    match kind {
        "auction_sale" | "auction_lease" | "competition" => "gavel",
        "public_hearing" => "people",
        "plan_draft" => "layers",
        "rule_draft" => "doc",
        "split_merge" => "split",
        "taking" => "gov",
        "servitude" => "road",
        _ => "mega",
    }
}
