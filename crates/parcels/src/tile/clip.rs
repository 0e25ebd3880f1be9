//! Rings on a tile's grid: points that add nothing taken out, cut at the buffer, wound.
//!
//! The cut is Sutherland and Hodgman's on whole numbers, one side after the other. A ring that leaves the box and comes
//! back runs along its edge in between; the edge lies [`BUFFER`](super::BUFFER) units outside the tile, where
//! nobody looks.

use geo::Coord;

use super::{BUFFER, EXTENT};

const LOW: i32 = -BUFFER;
const HIGH: i32 = EXTENT + BUFFER;

/// Cleans and cuts rings, keeping its memory from one to the next.
#[derive(Debug, Default)]
pub(super) struct Pen {
    ring: Vec<Coord<i32>>,
    other: Vec<Coord<i32>>,
}

impl Pen {
    /// A ring on the grid (closed or not) as an open ring of at least three corners within the buffer, or nothing when
    /// no area is left of it.
    pub(super) fn ring(&mut self, points: impl Iterator<Item = Coord<i32>>) -> Option<&[Coord<i32>]> {
        self.ring.clear();
        let (mut low, mut high) = (Coord { x: i32::MAX, y: i32::MAX }, Coord { x: i32::MIN, y: i32::MIN });
        for point in points {
            low = Coord { x: low.x.min(point.x), y: low.y.min(point.y) };
            high = Coord { x: high.x.max(point.x), y: high.y.max(point.y) };
            push_corner(&mut self.ring, point);
        }
        if low.x > HIGH || low.y > HIGH || high.x < LOW || high.y < LOW {
            return None;
        }
        if low.x < LOW {
            self.side(|point| point.x >= LOW, |a, b| Coord { x: LOW, y: between(a.x, b.x, LOW, a.y, b.y) });
        }
        if high.x > HIGH {
            self.side(|point| point.x <= HIGH, |a, b| Coord { x: HIGH, y: between(a.x, b.x, HIGH, a.y, b.y) });
        }
        if low.y < LOW {
            self.side(|point| point.y >= LOW, |a, b| Coord { x: between(a.y, b.y, LOW, a.x, b.x), y: LOW });
        }
        if high.y > HIGH {
            self.side(|point| point.y <= HIGH, |a, b| Coord { x: between(a.y, b.y, HIGH, a.x, b.x), y: HIGH });
        }
        close(&mut self.ring);
        (self.ring.len() >= 3 && twice_area(&self.ring) != 0).then_some(&self.ring)
    }

    /// Keeps what lies on one side of a line.
    fn side(&mut self, keeps: impl Fn(Coord<i32>) -> bool, crossing: impl Fn(Coord<i32>, Coord<i32>) -> Coord<i32>) {
        self.other.clear();
        if let Some(mut before) = self.ring.last().copied() {
            for point in self.ring.iter().copied() {
                match (keeps(before), keeps(point)) {
                    (true, true) => push_corner(&mut self.other, point),
                    (true, false) => push_corner(&mut self.other, crossing(before, point)),
                    (false, true) => {
                        push_corner(&mut self.other, crossing(before, point));
                        push_corner(&mut self.other, point);
                    }
                    (false, false) => {}
                }
                before = point;
            }
        }
        std::mem::swap(&mut self.ring, &mut self.other);
    }
}

/// Adds a corner, taking out the one before it when the three lie on a line (there and back again included).
fn push_corner(ring: &mut Vec<Coord<i32>>, point: Coord<i32>) {
    while let Some(last) = ring.last().copied() {
        if last == point {
            return;
        }
        match ring.len().checked_sub(2).map(|index| ring[index]) {
            Some(before) if cross(before, last, point) == 0 => {
                ring.pop();
            }
            _ => break,
        }
    }
    ring.push(point);
}

/// Does for the seam of a ring what [`push_corner`] does along it.
fn close(ring: &mut Vec<Coord<i32>>) {
    let mut start = 0;
    while ring.len() - start >= 3 {
        let (first, second) = (ring[start], ring[start + 1]);
        let (last, before) = (ring[ring.len() - 1], ring[ring.len() - 2]);
        if last == first || cross(before, last, first) == 0 {
            ring.pop();
        } else if cross(last, first, second) == 0 {
            start += 1;
        } else {
            break;
        }
    }
    ring.drain(..start);
}

fn cross(a: Coord<i32>, b: Coord<i32>, c: Coord<i32>) -> i128 {
    let difference = |a: i32, b: i32| i128::from(b) - i128::from(a);
    difference(a.x, b.x) * difference(b.y, c.y) - difference(a.y, b.y) * difference(b.x, c.x)
}

/// Where a line from `from` to `to` stands on the other axis when it passes `at`, to the nearest unit.
fn between(from: i32, to: i32, at: i32, other_from: i32, other_to: i32) -> i32 {
    // The same whichever way the edge is walked, so that two neighbours cut their shared edge at one point.
    let ((from, other_from), (to, other_to)) =
        if from <= to { ((from, other_from), (to, other_to)) } else { ((to, other_to), (from, other_from)) };
    let (length, along) = (i128::from(to) - i128::from(from), i128::from(at) - i128::from(from));
    let rise = (i128::from(other_to) - i128::from(other_from)) * along;
    let rounded = (2 * rise + length).div_euclid(2 * length);
    i32::try_from(i128::from(other_from) + rounded).unwrap_or(other_from)
}

/// Twice the area by the surveyor's formula, positive when the ring runs clockwise as it is drawn (y downwards).
pub(super) fn twice_area(ring: &[Coord<i32>]) -> i64 {
    let mut sum = 0_i64;
    for (index, a) in ring.iter().enumerate() {
        let b = ring[(index + 1) % ring.len()];
        sum += i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    }
    sum
}

/// Lets a ring run clockwise as it is drawn (an outer one) or the other way, from its northernmost corner on.
pub(super) fn wind(ring: &mut [Coord<i32>], outer: bool) {
    if (twice_area(ring) > 0) != outer {
        ring.reverse();
    }
    if let Some((first, _)) = ring.iter().enumerate().min_by_key(|(_, point)| (point.y, point.x)) {
        ring.rotate_left(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, LineString, Polygon};
    use proptest::prelude::*;

    fn ring(points: &[(i32, i32)]) -> Option<Vec<Coord<i32>>> {
        let mut pen = Pen::default();
        pen.ring(points.iter().map(|(x, y)| Coord { x: *x, y: *y })).map(<[_]>::to_vec)
    }

    #[test]
    fn points_that_add_nothing_are_taken_out() {
        let square = [(0, 0), (5, 0), (10, 0), (10, 10), (10, 10), (0, 10), (0, 5), (0, 0)];
        assert_eq!(ring(&square).unwrap().len(), 4);
        // There and back again, in the middle and over the seam.
        assert_eq!(ring(&[(0, 0), (10, 0), (20, 0), (10, 0), (10, 10), (0, 10)]).unwrap().len(), 4);
        assert_eq!(ring(&[(5, 0), (10, 0), (10, 10), (0, 10), (0, 0), (-9, 0), (0, 0)]).unwrap().len(), 4);
        assert_eq!(ring(&[(0, 0), (9, 9), (0, 0)]), None);
        assert_eq!(ring(&[(0, 0), (9, 9), (18, 18), (0, 0)]), None);
        assert_eq!(ring(&[(3, 3)]), None);
        assert_eq!(ring(&[]), None);
    }

    #[test]
    fn a_ring_far_larger_than_the_tile_becomes_its_box() {
        let all = ring(&[(i32::MIN, i32::MIN), (i32::MAX, i32::MIN), (i32::MAX, i32::MAX), (i32::MIN, i32::MAX)]);
        assert_eq!(twice_area(&all.unwrap()), 2 * i64::from(HIGH - LOW).pow(2));
    }

    proptest! {
        /// The judge is geo's boolean intersection.
        #[test]
        fn the_cut_keeps_what_lies_in_the_box(points in prop::collection::vec((-3000..8000_i32, -3000..8000_i32), 3..4)) {
            let cut = ring(&points).map_or(0.0, |ring| twice_area(&ring).abs() as f64 / 2.0);
            let polygon = Polygon::new(LineString::from(points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect::<Vec<_>>()), vec![]);
            let around = geo::Rect::new((f64::from(LOW), f64::from(LOW)), (f64::from(HIGH), f64::from(HIGH))).to_polygon();
            let expected = polygon.intersection(&around).unsigned_area();
            // Each corner of the cut is rounded by half a unit at most, on at most six edges of the box's length.
            prop_assert!((cut - expected).abs() <= 15_000.0, "{cut} {expected}");
        }
    }
}
