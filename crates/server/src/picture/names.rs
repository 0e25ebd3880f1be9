//! Where names go: along lines, evenly, never one over another. The same rules as the living map's
//! `label_placement.ts`, with letters of average width instead of measured ones.

use std::f64::consts::PI;

use geo_types::{Coord, coord};

/// A name with the line that it is written along, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) path: Vec<Coord<f64>>,
}

const SPACING: f64 = 420.0;
const SAME_NAME_APART: f64 = 260.0;
/// A name that turns more than this between two letters cannot be read in one look.
const MOST_TURN: f64 = PI / 6.0;
const HEIGHT: f64 = 14.0;

/// About how wide a text is, in pixels.
pub(super) fn width_of(text: &str, large: bool) -> f64 {
    let letters = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    letters * if large { 8.2 } else { 7.1 }
}

/// What is taken already, as beads.
#[derive(Debug, Default)]
pub(super) struct Taken(Vec<(Coord<f64>, f64)>);

impl Taken {
    /// Takes a row of beads if all of it is free.
    pub(super) fn settle(&mut self, beads: &[Coord<f64>], radius: f64) -> bool {
        let free = |bead: &Coord<f64>| self.0.iter().all(|(other, reach)| distance(*bead, *other) >= radius + reach);
        if !beads.iter().all(free) {
            return false;
        }
        self.0.extend(beads.iter().map(|bead| (*bead, radius)));
        true
    }
}

/// Finds places for one name along one line. `earlier` are the middles at which the same name stands already.
pub(super) fn along(
    line: &[Coord<f64>],
    width: f64,
    (frame_width, frame_height): (f64, f64),
    earlier: &mut Vec<Coord<f64>>,
    taken: &mut Taken,
) -> Vec<Placed> {
    let sums = measure(line);
    let total = sums.last().copied().unwrap_or_default();
    if total < width + HEIGHT {
        return Vec::new();
    }
    let spacing = SPACING.max(width * 2.5);
    let middles: Vec<f64> = if total < spacing * 1.5 {
        vec![total / 2.0]
    } else {
        std::iter::successors(Some(spacing / 2.0), |at| Some(at + spacing))
            .take_while(|at| *at < total)
            .take(1000)
            .collect()
    };
    let mut placed = Vec::new();
    for middle in middles {
        let (start, end) = (middle - width / 2.0, middle + width / 2.0);
        if start < 0.0 || end > total {
            continue;
        }
        let at = point_at(line, &sums, middle);
        let inside = (0.0..=frame_width).contains(&at.x) && (0.0..=frame_height).contains(&at.y);
        if !inside || earlier.iter().any(|other| distance(*other, at) < SAME_NAME_APART) {
            continue;
        }
        let path = cut(line, &sums, (start - 4.0).max(0.0), (end + 4.0).min(total));
        if !straight_enough(&path) || !taken.settle(&beads(&path), HEIGHT * 0.6) {
            continue;
        }
        earlier.push(at);
        placed.push(Placed { path: readable(path) });
    }
    placed
}

/// The beads of a name that stands level around a point.
pub(super) fn level(at: Coord<f64>, width: f64) -> Vec<Coord<f64>> {
    beads(&[coord! { x: at.x - width / 2.0, y: at.y }, coord! { x: at.x + width / 2.0, y: at.y }])
}

fn distance(one: Coord<f64>, other: Coord<f64>) -> f64 {
    (one.x - other.x).hypot(one.y - other.y)
}

fn measure(line: &[Coord<f64>]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(line.len());
    for (i, point) in line.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).and_then(|i| line.get(i)) {
            sum += distance(*before, *point);
        }
        sums.push(sum);
    }
    sums
}

fn point_at(line: &[Coord<f64>], sums: &[f64], at: f64) -> Coord<f64> {
    let after = sums.partition_point(|sum| *sum < at).clamp(1, line.len() - 1);
    let (from, to) = (line[after - 1], line[after]);
    let length = sums[after] - sums[after - 1];
    let share = if length == 0.0 { 0.0 } else { (at - sums[after - 1]) / length };
    coord! { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

fn cut(line: &[Coord<f64>], sums: &[f64], from: f64, to: f64) -> Vec<Coord<f64>> {
    let mut path = vec![point_at(line, sums, from)];
    path.extend(line.iter().zip(sums).filter(|(_, sum)| **sum > from && **sum < to).map(|(point, _)| *point));
    path.push(point_at(line, sums, to));
    path
}

fn straight_enough(path: &[Coord<f64>]) -> bool {
    let mut whole = 0.0_f64;
    path.windows(3).all(|points| {
        let (a, b, c) = (points[0], points[1], points[2]);
        let turn = (c.y - b.y).atan2(c.x - b.x) - (b.y - a.y).atan2(b.x - a.x);
        let turn = turn.sin().atan2(turn.cos());
        whole += turn;
        turn.abs() <= MOST_TURN && whole.abs() <= PI / 2.5
    })
}

fn beads(path: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let sums = measure(path);
    let total = sums.last().copied().unwrap_or_default();
    let step = HEIGHT * 0.9;
    std::iter::successors(Some(0.0), |at| Some(at + step))
        .take_while(|at| *at <= total)
        .take(1000)
        .map(|at| point_at(path, &sums, at))
        .collect()
}

/// Text runs from left to right; on an upright line from the foot to the head.
fn readable(mut path: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    let (Some(first), Some(last)) = (path.first(), path.last()) else { return path };
    let upright = (last.x - first.x).abs() < (last.y - first.y).abs() * 0.05;
    if if upright { last.y > first.y } else { last.x < first.x } {
        path.reverse();
    }
    path
}
