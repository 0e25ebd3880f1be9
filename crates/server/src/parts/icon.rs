//! Icons: drawn beside a word, never instead of one but for close, zoom, locate, more and send.

use std::fmt;

/// One icon of the sprite, hidden from screen readers: the word beside it is what is read.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    name: &'static str,
    small: bool,
}

/// The icon for text of 15 or 16 px: 20 px.
pub const fn icon(name: &'static str) -> Icon {
    Icon { name, small: false }
}

/// The icon in tags and small buttons: 16 px.
pub const fn icon_small(name: &'static str) -> Icon {
    Icon { name, small: true }
}

impl fmt::Display for Icon {
    fn fmt(&self, html: &mut fmt::Formatter) -> fmt::Result {
        let sprite = crate::assets::address("src/style/icons.svg");
        let class = if self.small { "i s" } else { "i" };
        write!(html, r#"<svg class="{class}" aria-hidden="true"><use href="{sprite}#i-{}"/></svg>"#, self.name)
    }
}

impl askama::FastWritable for Icon {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}
