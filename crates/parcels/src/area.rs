//! Area in m² on the WGS 84 ellipsoid.
//!
//! Small parcels take a local formula: the area in square degrees times the size of a square degree (meridional times
//! prime-vertical radius of curvature) at the latitude of the shape's own centroid, so that the error of first order
//! cancels. It costs some 40 ns; Karney's geodesics (2013), which cost a hundred times as much, judge the parcels wider
//! than [`LOCAL_EXTENT_M`], where the edges' bend counts. Against Karney the local figure stays within 0.05 m² and
//! 1e-5 of the area.

use geo::{Coord, GeodesicArea, LineString, MultiPolygon, Polygon};

use crate::shapes::Shapes;

/// Up to this width and height the bend of a geodesic edge is below what a survey sees: 0.2 mm on 100 m.
pub(crate) const LOCAL_EXTENT_M: f64 = 100.0;

/// WGS 84: the equatorial radius in metres, and the first eccentricity squared.
const EQUATOR_M: f64 = 6_378_137.0;
const ECCENTRICITY2: f64 = 6.694_379_990_141_316e-3;

/// Metres in one degree of longitude and of latitude at a latitude.
pub(crate) fn metres_per_degree(latitude: f64) -> Coord<f64> {
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let w2 = 1.0 - ECCENTRICITY2 * sine * sine;
    let w = w2.sqrt();
    let degree = std::f64::consts::PI / 180.0;
    Coord { x: EQUATOR_M / w * cosine * degree, y: EQUATOR_M * (1.0 - ECCENTRICITY2) / (w2 * w) * degree }
}

/// The area of a shape, holes left out, whatever way its rings run.
#[must_use]
pub fn area_m2(shape: &MultiPolygon<f64>) -> f64 {
    let mut shapes = Shapes::with_capacity(1, 0);
    if shapes.push(shape).is_err() {
        return shape
            .iter()
            .map(|polygon| {
                geodesic(polygon.exterior().0.as_slice(), polygon.interiors().iter().map(|ring| ring.0.as_slice()))
            })
            .sum();
    }
    of_parcel(&shapes, 0)
}

pub(crate) fn of_parcel(shapes: &Shapes, parcel: u32) -> f64 {
    shapes
        .polygons(parcel)
        .map(|rings| {
            let outer = shapes.ring(rings.start);
            let inner = (rings.start + 1..rings.end).map(|ring| shapes.ring(ring));
            local(outer, inner.clone()).unwrap_or_else(|| geodesic(outer, inner))
        })
        .sum()
}

/// The local figure, or nothing where it would not be good enough.
fn local<'a>(outer: &[Coord<f64>], inner: impl Iterator<Item = &'a [Coord<f64>]>) -> Option<f64> {
    let origin = *outer.first()?;
    let (mut low, mut high) = (origin, origin);
    for point in outer {
        low = Coord { x: low.x.min(point.x), y: low.y.min(point.y) };
        high = Coord { x: high.x.max(point.x), y: high.y.max(point.y) };
    }
    let degree = metres_per_degree(f64::midpoint(low.y, high.y));
    if (high.x - low.x) * degree.x > LOCAL_EXTENT_M || (high.y - low.y) * degree.y > LOCAL_EXTENT_M {
        return None;
    }
    let (mut area, mut moment) = ring_moments(outer, origin);
    for ring in inner {
        let (hole, hole_moment) = ring_moments(ring, origin);
        area -= hole;
        moment -= hole_moment;
    }
    if area <= 0.0 {
        return Some(0.0);
    }
    let degree = metres_per_degree(origin.y + moment / area);
    Some(area * degree.x * degree.y)
}

/// The unsigned area of a ring in square degrees, and that times the height of its centroid over the origin.
fn ring_moments(ring: &[Coord<f64>], origin: Coord<f64>) -> (f64, f64) {
    let (mut twice_area, mut six_moments) = (0.0, 0.0);
    for pair in ring.windows(2) {
        let (a, b) = (pair[0] - origin, pair[1] - origin);
        let cross = a.x * b.y - b.x * a.y;
        twice_area += cross;
        six_moments += cross * (a.y + b.y);
    }
    let sign = f64::signum(twice_area);
    (sign * twice_area / 2.0, sign * six_moments / 6.0)
}

fn geodesic<'a>(outer: &[Coord<f64>], inner: impl Iterator<Item = &'a [Coord<f64>]>) -> f64 {
    let ring =
        |points: &[Coord<f64>]| Polygon::new(LineString(points.to_vec()), Vec::new()).geodesic_area_signed().abs();
    (ring(outer) - inner.map(ring).sum::<f64>()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn karney(shape: &MultiPolygon<f64>) -> f64 {
        shape
            .iter()
            .map(|polygon| geodesic(&polygon.exterior().0, polygon.interiors().iter().map(|ring| ring.0.as_slice())))
            .sum()
    }

    proptest! {
        #[test]
        fn the_area_is_karneys(x in -179.0..179.0f64, y in -70.0..70.0f64, turn in 0.0..3.1f64, size in 2.0..2000.0f64, flat in 0.05..1.0f64, corners in 3..9usize) {
            let degree = metres_per_degree(y);
            let mut points: Vec<_> = (0..corners).map(|corner| {
                #[expect(clippy::cast_precision_loss, reason = "few corners")]
                let angle = corner as f64 / corners as f64 * std::f64::consts::TAU;
                let (u, v) = (size / 2.0 * angle.cos(), size / 2.0 * flat * angle.sin());
                Coord { x: x + (u * turn.cos() - v * turn.sin()) / degree.x, y: y + (u * turn.sin() + v * turn.cos()) / degree.y }
            }).collect();
            points.push(points[0]);
            let shape = MultiPolygon(vec![Polygon::new(LineString(points), vec![])]);
            let (ours, theirs) = (area_m2(&shape), karney(&shape));
            prop_assert!((ours - theirs).abs() <= 0.05 && (ours - theirs).abs() <= 1e-5 * theirs + 1e-3, "{ours} {theirs}");
        }
    }
}
