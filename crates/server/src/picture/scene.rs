//! Putting a picture together: ground, parcels, what is proposed, what is chosen, names, marks.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::{self, Write as _},
};

use geo_types::{Coord, MultiPolygon, Rect};
use parcels::{LandUse, Layer, ParcelIndex, ParcelRef};

use super::{
    View,
    cells::Cells,
    ground::{Ground, NamedLine},
    names::{self, Taken},
    plot::{draw_ring, in_view},
};

/// How many parcels are drawn as they are, and how many corners they may have together. A corner takes some eight
/// bytes, so a picture stays within about 150 KB before compression.
const MOST_PARCELS: usize = 3_000;
const MOST_CORNERS: usize = 16_000;
/// What is smaller than this on the screen goes into cells.
const LEAST_PX: f64 = 3.0;
/// A pattern says nothing on an area smaller than this.
const PATTERN_FROM_PX: f64 = 12.0;
/// Ground drawn around the picture, so that outlines do not show at its edge.
const MARGIN_PX: f64 = 8.0;

/// All that a picture shows.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    /// The parcels.
    pub layer: &'a Layer,
    /// Water and names.
    pub ground: &'a Ground,
    /// Where it looks.
    pub view: View,
    /// The language of names.
    pub language: &'a str,
    /// The parcel with the thick line.
    pub selected: Option<ParcelIndex>,
    /// Parcels under an open notice.
    pub proposed: Vec<ParcelIndex>,
    /// Drawn areas under an open notice.
    pub areas: Vec<MultiPolygon<f64>>,
    /// Boards and bubbles.
    pub marks: Vec<Mark>,
    /// What the picture is, for those who do not see it.
    pub label: String,
}

/// A board or a bubble: a link.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Where.
    pub at: Coord<f64>,
    /// Which.
    pub kind: MarkKind,
    /// What is written on it: "17 days", "31".
    pub text: String,
    /// The whole of it, for screen readers.
    pub name: String,
    /// Where it leads.
    pub address: String,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// An open notice.
    Notice,
    /// Talk.
    Talk,
}

/// A finished picture, safe to be put into a page.
#[derive(Debug, Clone)]
pub struct Picture(String);

impl Picture {
    /// The SVG.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, html: &mut fmt::Formatter<'_>) -> fmt::Result {
        html.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Picture {}

impl askama::FastWritable for Picture {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl Scene<'_> {
    /// Draws.
    pub fn draw(&self) -> Picture {
        let View { width, height, .. } = self.view;
        let mut svg = format!(
            r#"<svg class="mapsvg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice" role="group" aria-label="{}"><g aria-hidden="true">"#,
            Escaped(&self.label)
        );
        let _ = write!(svg, r#"<rect width="{width}" height="{height}" class="m-land"/>"#);
        self.draw_water(&mut svg);
        self.draw_parcels(&mut svg);
        self.draw_proposed(&mut svg);
        self.draw_selected(&mut svg);
        self.draw_names(&mut svg);
        svg.push_str("</g>");
        self.draw_marks(&mut svg);
        svg.push_str("</svg>");
        Picture(svg)
    }

    fn draw_water(&self, svg: &mut String) {
        let shown = self.view.bounds(MARGIN_PX);
        let mut path = String::new();
        for area in &self.ground.water {
            for polygon in area {
                let meets = geo::BoundingRect::bounding_rect(polygon)
                    .is_some_and(|area| geo::Intersects::intersects(&area, &shown));
                if meets {
                    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                        draw_ring(&mut path, in_view(ring, &self.view));
                    }
                }
            }
        }
        if !path.is_empty() {
            let _ = write!(svg, r#"<path class="m-water" d="{path}"/>"#);
        }
    }

    fn draw_parcels(&self, svg: &mut String) {
        let mut parcels = self.layer.in_box(self.view.bounds(MARGIN_PX));
        let mut cells = Cells::default();
        let mut drawn: BTreeMap<LandUse, (String, String)> = BTreeMap::new();
        // The largest first: if not all find room, the small ones become cells.
        parcels.sort_by(|one, other| other.area_m2().total_cmp(&one.area_m2()));
        let mut corners = 0;
        for (i, parcel) in parcels.iter().enumerate() {
            let (across, down) = self.extent_px(*parcel);
            if i >= MOST_PARCELS || corners > MOST_CORNERS || across.max(down) < LEAST_PX {
                let area = parcel.envelope();
                cells.count(Rect::new(self.view.project(area.min()), self.view.project(area.max())), parcel.land_use());
                continue;
            }
            let (path, drawn_corners) = self.path(&parcel.shape());
            corners += drawn_corners;
            let (fill, patterned) = drawn.entry(parcel.land_use()).or_default();
            fill.push_str(&path);
            if pattern(parcel.land_use()).is_some() && across.min(down) > PATTERN_FROM_PX {
                patterned.push_str(&path);
            }
        }
        for (land_use, path) in cells.paths() {
            let _ = write!(svg, r#"<path class="cell {}" d="{path}"/>"#, class(land_use));
        }
        let outline = outline(self.view.zoom);
        for (land_use, (fill, patterned)) in drawn {
            let class = class(land_use);
            let _ = write!(svg, r#"<path class="lu {outline} {class}" d="{fill}"/>"#);
            if let Some(pattern) = pattern(land_use).filter(|_| !patterned.is_empty()) {
                let _ = write!(svg, r#"<path fill="url(#p-{pattern})" d="{patterned}"/>"#);
            }
        }
    }

    fn draw_proposed(&self, svg: &mut String) {
        let shown = self.view.bounds(MARGIN_PX);
        let parcels = self.proposed.iter().map(|index| self.layer.get(*index).shape());
        for shape in parcels.chain(self.areas.iter().cloned()) {
            if geo::BoundingRect::bounding_rect(&shape).is_none_or(|area| !geo::Intersects::intersects(&area, &shown)) {
                continue;
            }
            let (path, _) = self.path(&shape);
            let _ = write!(
                svg,
                r#"<path class="m-red-hatch" fill="url(#p-red)" d="{path}"/><path class="m-casing" d="{path}"/><path class="m-red" d="{path}"/>"#
            );
        }
    }

    fn draw_selected(&self, svg: &mut String) {
        let Some(index) = self.selected else { return };
        let (path, _) = self.path(&self.layer.get(index).shape());
        let _ = write!(svg, r#"<path class="m-sel-casing" d="{path}"/><path class="m-sel" d="{path}"/>"#);
    }

    fn draw_names(&self, svg: &mut String) {
        let mut taken = Taken::default();
        let frame = (self.view.width, self.view.height);
        if self.view.zoom < 15.0 {
            for (name, at) in &self.ground.quarters {
                let Some(name) = name.in_language(self.language) else { continue };
                let at = self.view.project(*at);
                let inside = (0.0..=frame.0).contains(&at.x) && (0.0..=frame.1).contains(&at.y);
                if inside && taken.settle(&names::level(at, names::width_of(name, true)), 8.0) {
                    let _ = write!(
                        svg,
                        r#"<text class="m-label quarter" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                        at.x,
                        at.y + 4.0,
                        Escaped(name)
                    );
                }
            }
        }
        let rivers = self.ground.rivers.iter().filter(|_| self.view.zoom >= 13.0).map(|river| (river, "wa"));
        let streets = self.ground.streets.iter().filter(|street| self.view.zoom >= street_name_from(street.rank));
        let streets = streets.map(|street| (street, if street.rank == 0 { "st big" } else { "st" }));
        let mut middles: HashMap<&str, Vec<Coord<f64>>> = HashMap::new();
        let mut number = 0;
        for (NamedLine { name, line, .. }, class) in rivers.chain(streets) {
            let Some(name) = name.in_language(self.language) else { continue };
            let points: Vec<_> = line.coords().map(|at| self.view.project(*at)).collect();
            let width = names::width_of(name, class == "st big");
            for placed in names::along(&points, width, frame, middles.entry(name).or_default(), &mut taken) {
                let path: String = placed
                    .path
                    .iter()
                    .enumerate()
                    .map(|(i, at)| format!("{}{:.1} {:.1}", if i == 0 { 'M' } else { 'L' }, at.x, at.y))
                    .collect();
                let _ = write!(
                    svg,
                    r##"<path id="pn{number}" class="m-path" d="{path}"/><text class="m-label {class}" dy="4"><textPath href="#pn{number}" startOffset="50%" text-anchor="middle">{}</textPath></text>"##,
                    Escaped(name)
                );
                number += 1;
            }
        }
    }

    fn draw_marks(&self, svg: &mut String) {
        for mark in &self.marks {
            let at = self.view.project(mark.at);
            if !(0.0..=self.view.width).contains(&at.x) || !(0.0..=self.view.height).contains(&at.y) {
                continue;
            }
            let (address, name, text) = (Escaped(&mark.address), Escaped(&mark.name), Escaped(&mark.text));
            let width = names::width_of(&mark.text, true).max(12.0) + 16.0;
            let half = width / 2.0;
            let _ = match mark.kind {
                MarkKind::Notice => write!(
                    svg,
                    r#"<a class="m-mark notice" href="{address}" aria-label="{name}" transform="translate({:.1} {:.1})"><path class="m-stake" d="M0 0V-12"/><rect x="{:.1}" y="-36" width="{width:.1}" height="24" rx="3"/><text y="-19" text-anchor="middle">{text}</text></a>"#,
                    at.x, at.y, -half
                ),
                MarkKind::Talk => write!(
                    svg,
                    r#"<a class="m-mark talk" href="{address}" aria-label="{name}" transform="translate({:.1} {:.1})"><rect x="{:.1}" y="-12" width="{width:.1}" height="24" rx="11"/><text y="4.5" text-anchor="middle">{text}</text></a>"#,
                    at.x, at.y, -half
                ),
            };
        }
    }

    fn path(&self, shape: &MultiPolygon<f64>) -> (String, usize) {
        let mut path = String::new();
        let mut corners = 0;
        for polygon in shape {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                corners += draw_ring(&mut path, in_view(ring, &self.view));
            }
        }
        (path, corners)
    }

    fn extent_px(&self, parcel: ParcelRef<'_>) -> (f64, f64) {
        let area = parcel.envelope();
        let (low, high) = (self.view.project(area.min()), self.view.project(area.max()));
        ((high.x - low.x).abs(), (high.y - low.y).abs())
    }
}

/// The nearer, the firmer the line; far away the fills merge by use.
fn outline(zoom: f64) -> &'static str {
    if zoom < 14.0 {
        "none"
    } else if zoom < 16.0 {
        "fine"
    } else if zoom < 18.0 {
        ""
    } else {
        "firm"
    }
}

fn street_name_from(rank: u8) -> f64 {
    14.0 + f64::from(rank)
}

fn class(land_use: LandUse) -> String {
    land_use.key().replace('_', "-")
}

fn pattern(land_use: LandUse) -> Option<&'static str> {
    match land_use {
        LandUse::Green => Some("green"),
        LandUse::Production => Some("production"),
        LandUse::Engineering => Some("engineering"),
        LandUse::Arable => Some("arable"),
        LandUse::Vacant => Some("vacant"),
        LandUse::IndividualHouses | LandUse::ApartmentHouses | LandUse::Trade | LandUse::Institution => None,
    }
}

/// Text within markup.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, html: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => html.write_str("&amp;")?,
                '<' => html.write_str("&lt;")?,
                '>' => html.write_str("&gt;")?,
                '"' => html.write_str("&quot;")?,
                _ => html.write_char(letter)?,
            }
        }
        Ok(())
    }
}
