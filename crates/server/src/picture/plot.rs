//! A parcel's face: its outline in a small square.

use std::fmt::Write as _;

use geo::BoundingRect as _;
use geo_types::{LineString, MultiPolygon};

/// Ground kept free around the outline, as a share of the square.
const MARGIN: f64 = 0.09;

/// The outline of a shape as SVG path data for a square with the given side, north up, as large as it fits.
///
/// An empty shape has no outline.
pub fn plot(shape: &MultiPolygon<f64>, side: u16) -> String {
    let Some(area) = shape.bounding_rect() else { return String::new() };
    let side = f64::from(side);
    // A degree of longitude is shorter than one of latitude, but for the equator.
    let narrowing = area.center().y.to_radians().cos();
    let (width, height) = (area.width() * narrowing, area.height());
    let longest = width.max(height);
    if longest <= 0.0 {
        return String::new();
    }
    let scale = side * (1.0 - 2.0 * MARGIN) / longest;
    let (left, top) = ((side - width * scale) / 2.0, (side - height * scale) / 2.0);
    let mut path = String::new();
    for polygon in shape {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let points = ring.coords().map(|at| {
                let x = left + (at.x - area.min().x) * narrowing * scale;
                let y = top + (area.max().y - at.y) * scale;
                ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
            });
            draw_ring(&mut path, points);
        }
    }
    path
}

/// Adds a closed ring, leaving out what would fall on the point before.
pub(super) fn draw_ring(path: &mut String, points: impl Iterator<Item = (f64, f64)>) {
    let mut drawn: Vec<(f64, f64)> = Vec::new();
    for point in points {
        if drawn.last() != Some(&point) {
            drawn.push(point);
        }
    }
    if drawn.len() > 1 && drawn.first() == drawn.last() {
        drawn.pop();
    }
    if drawn.len() < 3 {
        return;
    }
    for (i, (x, y)) in drawn.into_iter().enumerate() {
        let _ = write!(path, "{}{x} {y}", if i == 0 { 'M' } else { 'L' });
    }
    path.push('Z');
}

/// The points of a ring, in pixels with one decimal.
pub(super) fn in_view<'a>(ring: &'a LineString<f64>, view: &'a super::View) -> impl Iterator<Item = (f64, f64)> + 'a {
    ring.coords().map(|place| {
        let at = view.project(*place);
        ((at.x * 10.0).round() / 10.0, (at.y * 10.0).round() / 10.0)
    })
}
