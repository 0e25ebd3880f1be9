//! A parcel's face: its own outline, filled with its use.

use askama::Template;

/// A square with the outline of a parcel in it, beside its code.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/plot.html")]
pub struct Plot {
    /// Side of the square in px, which is also the outline's coordinate space: 48, 56 or 72.
    pub size: u16,
    /// The outline as SVG path data.
    pub path: String,
    /// The key of its land use: "individual_houses".
    pub land_use: &'static str,
    /// Hatched red over its use: something is proposed here.
    pub proposed: bool,
}

impl Plot {
    fn class(&self) -> String {
        class_of(self.land_use)
    }

    fn pattern(&self) -> Option<&'static str> {
        if self.proposed { Some("red") } else { pattern_of(self.land_use) }
    }
}

/// A small sample of a land use, before its name.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "parts/swatch.html")]
pub struct Swatch {
    /// The key of the land use; "water" and "proposed" too.
    pub land_use: &'static str,
}

impl Swatch {
    fn class(&self) -> String {
        if self.land_use == "proposed" { class_of("vacant") } else { class_of(self.land_use) }
    }

    fn pattern(&self) -> Option<&'static str> {
        pattern_of(self.land_use)
    }
}

/// The CSS class of a land use: its key with hyphens.
fn class_of(land_use: &str) -> String {
    land_use.replace('_', "-")
}

/// Which pattern of the page's sprite lies over the fill; most built-up classes have none.
fn pattern_of(land_use: &str) -> Option<&'static str> {
    match land_use {
        "green" => Some("green"),
        "production" => Some("production"),
        "engineering" => Some("engineering"),
        "arable" => Some("arable"),
        "vacant" => Some("vacant"),
        "proposed" => Some("red"),
        _ => None,
    }
}
