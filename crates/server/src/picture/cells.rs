//! Small cells of one colour, for what is too small or too much to be drawn plot by plot.

use std::{collections::BTreeMap, fmt::Write as _};

use geo_types::Coord;
use parcels::LandUse;

/// The side of a cell, in pixels.
const CELL_PX: f64 = 6.0;

/// Land by cell and use: how many square metres of which use lie in which cell.
#[derive(Debug, Default)]
pub(super) struct Cells(BTreeMap<(i32, i32), BTreeMap<LandUse, f64>>);

impl Cells {
    /// Counts a parcel into the cell in which its middle lies.
    pub(super) fn count(&mut self, at: Coord<f64>, land_use: LandUse, area_m2: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand pixels wide")]
        let cell = ((at.y / CELL_PX).floor() as i32, (at.x / CELL_PX).floor() as i32);
        *self.0.entry(cell).or_default().entry(land_use).or_default() += area_m2;
    }

    /// The use that prevails in each cell, as one path for each use; cells side by side are one rectangle.
    pub(super) fn paths(&self) -> BTreeMap<LandUse, String> {
        let mut paths: BTreeMap<LandUse, String> = BTreeMap::new();
        let mut run: Option<(i32, i32, i32, LandUse)> = None;
        for (&(row, column), uses) in &self.0 {
            let Some((&land_use, _)) = uses.iter().max_by(|one, other| one.1.total_cmp(other.1)) else { continue };
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

fn draw(paths: &mut BTreeMap<LandUse, String>, (row, from, to, land_use): (i32, i32, i32, LandUse)) {
    let path = paths.entry(land_use).or_default();
    let (x, y) = (f64::from(from) * CELL_PX, f64::from(row) * CELL_PX);
    let width = f64::from(to - from + 1) * CELL_PX;
    let _ = write!(path, "M{x} {y}h{width}v{CELL_PX}h-{width}Z");
}
