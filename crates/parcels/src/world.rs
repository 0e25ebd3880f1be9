//! The Web Mercator world as whole numbers: x eastwards from 180° W, y southwards from 85.0511° N, 2³² to the side.
//!
//! One unit is 9 mm at the equator. A tile of zoom `z` spans 2^(32 − z) units, so tile and grid are cut from these
//! numbers by shifts alone, and two parcels that share a point share it in every tile.

use geo::Coord;

/// The latitude at which the square world ends.
pub(crate) const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

const SIDE: f64 = 4_294_967_296.0;

/// A point of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct World {
    pub(crate) x: u32,
    pub(crate) y: u32,
}

impl World {
    pub(crate) fn from_degrees(point: Coord<f64>) -> Self {
        let fraction = fraction_of_world(point);
        Self { x: clamp(fraction.x * SIDE), y: clamp(fraction.y * SIDE) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range first")]
fn clamp(value: f64) -> u32 {
    value.round().clamp(0.0, SIDE - 1.0) as u32
}

/// Where a point lies on the square world, 0 to 1 from west to east and from north to south.
#[must_use]
pub(crate) fn fraction_of_world(point: Coord<f64>) -> Coord<f64> {
    let sine = point.y.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().sin();
    Coord { x: point.x / 360.0 + 0.5, y: 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI) }
}

/// The reverse of [`fraction_of_world`].
#[must_use]
pub(crate) fn degrees_of_fraction(fraction: Coord<f64>) -> Coord<f64> {
    let mercator = (0.5 - fraction.y) * 2.0 * std::f64::consts::PI;
    Coord { x: (fraction.x - 0.5) * 360.0, y: mercator.sinh().atan().to_degrees() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_begins_at_the_north_west_and_a_point_comes_back() {
        assert_eq!(World::from_degrees(Coord { x: -180.0, y: MAX_LATITUDE }), World { x: 0, y: 0 });
        assert_eq!(World::from_degrees(Coord { x: 0.0, y: 0.0 }), World { x: 1 << 31, y: 1 << 31 });
        let point = Coord { x: 74.602_661_1, y: 42.876_543_2 };
        let back = degrees_of_fraction(fraction_of_world(point));
        assert!((back.x - point.x).abs() < 1e-11 && (back.y - point.y).abs() < 1e-11);
    }
}
