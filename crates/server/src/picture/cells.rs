//! Small cells of one colour, for what is too small or too much to be drawn plot by plot.

use std::{collections::BTreeMap, fmt::Write as _};

use geo_types::{Coord, Rect};
use parcels::LandUse;

/// The side of a cell, in pixels.
const CELL_PX: f64 = 6.0;
/// Land that covers less of a cell than this leaves it to the street.
const LEAST_SHARE: f64 = 0.15;

/// Land by cell and use: what share of which cell is of which use.
#[derive(Debug, Default)]
pub(super) struct Cells(BTreeMap<(i32, i32), BTreeMap<LandUse, f64>>);

impl Cells {
    /// Counts a parcel into the cells that its box lies in, to each its share.
    ///
    /// What comes here is small or one of very many, so that a box is as good as the shape.
    pub(super) fn count(&mut self, area: Rect<f64>, land_use: LandUse) {
        let (low, high) = (cell_at(area.min()), cell_at(area.max()));
        for row in low.0..=high.0 {
            for column in low.1..=high.1 {
                let across = overlap(column, area.min().x, area.max().x);
                let down = overlap(row, area.min().y, area.max().y);
                *self.0.entry((row, column)).or_default().entry(land_use).or_default() += across * down;
            }
        }
    }

    /// The use that prevails in each cell, as one path for each use; cells side by side are one rectangle.
    pub(super) fn paths(&self) -> BTreeMap<LandUse, String> {
        let mut paths: BTreeMap<LandUse, String> = BTreeMap::new();
        let mut run: Option<(i32, i32, i32, LandUse)> = None;
        for (&(row, column), uses) in &self.0 {
            let Some((&land_use, _)) = uses.iter().max_by(|one, other| one.1.total_cmp(other.1)) else { continue };
            if uses.values().sum::<f64>() < LEAST_SHARE {
                continue;
            }
            run = match run {
                Some((r, from, to, of)) if r == row && to + 1 == column && of == land_use => {
                    Some((r, from, column, of))
                }
                Some(ended) => {
                    draw(&mut paths, ended);
                    Some((row, column, column, land_use))
                }
                None => Some((row, column, column, land_use)),
            };
        }
        if let Some(ended) = run {
            draw(&mut paths, ended);
        }
        paths
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a float saturates, and a picture is some thousand pixels"
)]
fn cell_at(at: Coord<f64>) -> (i32, i32) {
    ((at.y / CELL_PX).floor() as i32, (at.x / CELL_PX).floor() as i32)
}

/// How much of a cell's side a stretch covers, from 0 to 1.
fn overlap(cell: i32, low: f64, high: f64) -> f64 {
    let start = f64::from(cell) * CELL_PX;
    ((high.min(start + CELL_PX) - low.max(start)) / CELL_PX).clamp(0.0, 1.0)
}

fn draw(paths: &mut BTreeMap<LandUse, String>, (row, from, to, land_use): (i32, i32, i32, LandUse)) {
    let path = paths.entry(land_use).or_default();
    let (x, y) = (f64::from(from) * CELL_PX, f64::from(row) * CELL_PX);
    let width = f64::from(to - from + 1) * CELL_PX;
    let _ = write!(path, "M{x} {y}h{width}v{CELL_PX}h-{width}Z");
}
