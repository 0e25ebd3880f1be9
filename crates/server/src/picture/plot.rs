//! A parcel's face: its outline in a small square.

use std::fmt::Write as _;

use geo::BoundingRect as _;
use geo_types::{Coord, LineString, MultiPolygon, coord};

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
                coord! {
                    x: left + (at.x - area.min().x) * narrowing * scale,
                    y: top + (area.max().y - at.y) * scale,
                }
            });
            draw_ring(&mut path, points);
        }
    }
    path
}

/// Adds a closed ring in tenths of a pixel, each corner as its way from the one before, and leaves out what would fall
/// on the corner before. Gives the number of corners.
pub(super) fn draw_ring(path: &mut String, points: impl Iterator<Item = Coord<f64>>) -> usize {
    let mut corners: Vec<(i32, i32)> = Vec::new();
    for point in points {
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, and nobody sees so far")]
        let corner = ((point.x * 10.0).round() as i32, (point.y * 10.0).round() as i32);
        if corners.last() != Some(&corner) {
            corners.push(corner);
        }
    }
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 {
        return 0;
    }
    let mut before = (0, 0);
    for (i, &(x, y)) in corners.iter().enumerate() {
        path.push_str(match i {
            0 => "M",
            1 => "l",
            _ => " ",
        });
        number(path, x.saturating_sub(before.0));
        path.push(' ');
        number(path, y.saturating_sub(before.1));
        before = (x, y);
    }
    path.push('Z');
    corners.len()
}

/// Tenths as a decimal number, as short as SVG takes it.
fn number(path: &mut String, tenths: i32) {
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    let _ = match (whole, rest) {
        (_, 0) => write!(path, "{sign}{whole}"),
        (0, _) => write!(path, "{sign}.{rest}"),
        _ => write!(path, "{sign}{whole}.{rest}"),
    };
}

/// The points of a ring, in pixels.
pub(super) fn in_view<'a>(ring: &'a LineString<f64>, view: &'a super::View) -> impl Iterator<Item = Coord<f64>> + 'a {
    ring.coords().map(|place| view.project(*place))
}
