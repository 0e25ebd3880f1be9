//! A tile of land use seen from far, in cells. The rule stands in the words of [`super`].
//!
//! How much of each cell a use covers is found exactly: every edge adds its signed area to the cells that it passes, and
//! a sum along the row gives the cover, whatever the number of parcels in a cell (as fonts are drawn; the idea is from
//! Levien's font-rs). Cost: one visit for each edge and row of cells it passes, and one for each cell and use.

use std::collections::BTreeMap;

use fast_mvt::{MvtCoord, MvtGeomType, MvtValueRef};

use super::near::layer_named;
use super::{BUFFER, BYTES_MAX, CELLS_MAX, EXTENT, Frame};
use crate::layer::Layer;
use crate::parcel::LandUse;
use crate::world::World;

/// From this share of parcels on, a cell is always coloured: what is left is a street.
const FULL: f32 = 0.75;

/// Cover below this is the rounding of sums.
const NOTHING: f64 = 1e-9;

pub(super) fn cut(layer: &Layer, frame: &Frame, parcels: &[u32]) -> Option<Vec<u8>> {
    let mut by_use: BTreeMap<LandUse, Vec<u32>> = BTreeMap::new();
    for parcel in parcels.iter().copied() {
        by_use.entry(layer.parcel(parcel).land_use()).or_default().push(parcel);
    }
    let reach = Reach::of(layer, frame, parcels);
    let mut cell = [1, 2, 4, 8].into_iter().find(|cell| reach.cells(*cell) <= CELLS_MAX).unwrap_or(16);
    loop {
        let bytes = draw(&Cells::of(layer, frame, &by_use, &reach, cell)?);
        if bytes.len() <= BYTES_MAX || cell >= BUFFER {
            return Some(bytes);
        }
        cell *= 2;
    }
}

/// The part of the tile and its buffer where there are parcels, in units.
#[derive(Debug, Clone, Copy)]
struct Reach {
    west: i32,
    north: i32,
    east: i32,
    south: i32,
}

impl Reach {
    fn of(layer: &Layer, frame: &Frame, parcels: &[u32]) -> Self {
        let (low, high) = (-BUFFER, EXTENT + BUFFER);
        let mut reach = Self { west: high, north: high, east: low, south: low };
        for parcel in parcels {
            let envelope = layer.shapes.envelope(*parcel);
            let corner = |point| frame.on_grid(World::from_degrees(point));
            let north_west = corner(geo::Coord { x: envelope.min().x, y: envelope.max().y });
            let south_east = corner(geo::Coord { x: envelope.max().x, y: envelope.min().y });
            reach.west = reach.west.min(north_west.x.saturating_sub(1)).max(low);
            reach.north = reach.north.min(north_west.y.saturating_sub(1)).max(low);
            reach.east = reach.east.max(south_east.x.saturating_add(1)).min(high);
            reach.south = reach.south.max(south_east.y.saturating_add(1)).min(high);
        }
        reach
    }

    fn cells(&self, cell: i32) -> usize {
        let count = |low: i32, high: i32| usize::try_from((high - low) / cell + 2).unwrap_or(0);
        count(self.west, self.east) * count(self.north, self.south)
    }
}

/// Cells with the use that each is coloured in.
#[derive(Debug)]
struct Cells {
    /// Units to the side of a cell.
    cell: i32,
    /// The number of the first column and row, in cells from the tile's corner.
    first_x: i32,
    first_y: i32,
    width: usize,
    height: usize,
    /// A use's place in [`LandUse::ALL`] plus one; 0 is no colour.
    colours: Vec<u8>,
}

impl Cells {
    /// Nothing where there is no land in the tile.
    fn of(
        layer: &Layer,
        frame: &Frame,
        by_use: &BTreeMap<LandUse, Vec<u32>>,
        reach: &Reach,
        cell: i32,
    ) -> Option<Self> {
        let (first_x, first_y) = (reach.west.div_euclid(cell), reach.north.div_euclid(cell));
        let count = |low: i32, first: i32| usize::try_from((low + cell - 1).div_euclid(cell) - first).unwrap_or(0);
        let (width, height) = (count(reach.east, first_x), count(reach.south, first_y));
        let mut cells = Self { cell, first_x, first_y, width, height, colours: vec![0; width * height] };
        let mut cover = Cover::new(width, height);
        let (mut most, mut whole) = (vec![0.0_f32; width * height], vec![0.0_f32; width * height]);
        let colours = &mut cells.colours;
        let scale = Scale::new(frame, cell, first_x, first_y);
        for (use_, parcels) in by_use {
            let colour = LandUse::ALL.iter().position(|other| other == use_).map_or(0, |at| at + 1);
            let colour = u8::try_from(colour).unwrap_or(0);
            for parcel in parcels {
                for polygon in layer.shapes.polygons(*parcel) {
                    for ring in polygon.clone() {
                        cover.ring(layer.shapes.world_ring(ring), &scale, ring == polygon.start);
                    }
                }
            }
            cover.take(|index, share| {
                whole[index] += share;
                if share > most[index] {
                    most[index] = share;
                    colours[index] = colour;
                }
            });
        }
        cells.choose(&whole).then_some(cells)
    }

    /// Takes the colour from the cells that are too empty to have one. False when there is no land in the tile.
    fn choose(&mut self, whole: &[f32]) -> bool {
        let mut land = 0.0_f64;
        let mut ranked: Vec<(u32, u32, usize)> = Vec::new();
        let side = EXTENT / self.cell;
        for row in 0..self.height {
            for column in 0..self.width {
                let index = row * self.width + column;
                let share = whole[index].min(1.0);
                if share <= 0.0 {
                    continue;
                }
                let (x, y) = (self.first_x + as_i32(column), self.first_y + as_i32(row));
                if (0..side).contains(&x) && (0..side).contains(&y) {
                    land += f64::from(share);
                    ranked.push((emptiness(share), bayer(x, y), index));
                }
            }
        }
        if ranked.is_empty() {
            // Only the buffer has land: it is the neighbour's to draw.
            return false;
        }
        let wanted = whole_cells(land).clamp(1, ranked.len());
        let (_, last, _) = ranked.select_nth_unstable(wanted - 1);
        let last = (last.0, last.1);
        for row in 0..self.height {
            for column in 0..self.width {
                let index = row * self.width + column;
                let share = whole[index].min(1.0);
                let (x, y) = (self.first_x + as_i32(column), self.first_y + as_i32(row));
                if share <= 0.0 || (share < FULL && (emptiness(share), bayer(x, y)) > last) {
                    self.colours[index] = 0;
                }
            }
        }
        true
    }
}

/// Rank of a cell, fullest first. Shares that differ by less than a thousandth are equal, so that rounding decides
/// nothing.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^30")]
fn emptiness(share: f32) -> u32 {
    let share = if share >= 1.0 / 64.0 { (share * 1024.0).round() / 1024.0 } else { share };
    ((1.0 - f64::from(share)) * f64::from(1_u32 << 30)) as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, at most the cells of a tile"
)]
fn whole_cells(land: f64) -> usize {
    land.round() as usize
}

fn as_i32(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The place of a cell in an 8 × 8 ordered dither, 0 to 63: any share of them is spread evenly.
fn bayer(x: i32, y: i32) -> u32 {
    let (x, y) = ((x & 7).cast_unsigned(), (y & 7).cast_unsigned());
    let mixed = x ^ y;
    (0..3).fold(0, |rank, bit| rank | ((mixed >> bit & 1) << (5 - 2 * bit)) | ((y >> bit & 1) << (4 - 2 * bit)))
}

/// From the world to cells.
#[derive(Debug, Clone, Copy)]
struct Scale {
    origin_x: f64,
    origin_y: f64,
    cells_per_unit: f64,
}

impl Scale {
    fn new(frame: &Frame, cell: i32, first_x: i32, first_y: i32) -> Self {
        // World units to a unit of the tile: 2^(20 - zoom).
        let unit = 2_f64.powi(20 - i32::from(frame.tile.z()));
        let cell_side = unit * f64::from(cell);
        let origin = |tile: u32, first: i32| f64::from(tile) * f64::from(EXTENT) * unit + f64::from(first) * cell_side;
        Self {
            origin_x: origin(frame.tile.x(), first_x),
            origin_y: origin(frame.tile.y(), first_y),
            cells_per_unit: 1.0 / cell_side,
        }
    }

    fn of(&self, point: World) -> (f64, f64) {
        (
            (f64::from(point.x) - self.origin_x) * self.cells_per_unit,
            (f64::from(point.y) - self.origin_y) * self.cells_per_unit,
        )
    }
}

/// How much of each cell the rings drawn so far cover.
#[derive(Debug)]
struct Cover {
    width: usize,
    height: usize,
    /// Changes of cover from cell to cell; a row has two members more than cells.
    changes: Vec<f64>,
    /// The rows in which there are changes.
    first_row: usize,
    end_row: usize,
}

impl Cover {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, changes: vec![0.0; (width + 2) * height], first_row: usize::MAX, end_row: 0 }
    }

    /// Adds what a closed ring encloses, or takes it away for a hole.
    fn ring(&mut self, ring: &[World], scale: &Scale, outer: bool) {
        let mut twice_area = 0.0;
        if let Some(origin) = ring.first() {
            let offset =
                |point: World| (f64::from(point.x) - f64::from(origin.x), f64::from(point.y) - f64::from(origin.y));
            for pair in ring.windows(2) {
                let (a, b) = (offset(pair[0]), offset(pair[1]));
                twice_area += a.0 * b.1 - b.0 * a.1;
            }
        }
        // A ring that runs clockwise as drawn goes down on its east side, where cover ends.
        let sign = if (twice_area > 0.0) == outer { -1.0 } else { 1.0 };
        for pair in ring.windows(2) {
            if pair[0] != pair[1] {
                self.edge(scale.of(pair[0]), scale.of(pair[1]), sign);
            }
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to the rows first, which are few"
    )]
    fn edge(&mut self, from: (f64, f64), to: (f64, f64), sign: f64) {
        if from.1 == to.1 {
            return;
        }
        let (sign, top, bottom) = if from.1 < to.1 { (sign, from, to) } else { (-sign, to, from) };
        let first = top.1.max(0.0);
        let last = bottom.1.min(self.height as f64);
        if first >= last {
            return;
        }
        let slope = (bottom.0 - top.0) / (bottom.1 - top.1);
        let (first_row, end_row) = (first as usize, (last.ceil() as usize).min(self.height));
        self.first_row = self.first_row.min(first_row);
        self.end_row = self.end_row.max(end_row);
        let mut y = first;
        let mut x = top.0 + (first - top.1) * slope;
        for row in first_row..end_row {
            let next_y = (row as f64 + 1.0).min(last);
            let next_x = if next_y == bottom.1 { bottom.0 } else { top.0 + (next_y - top.1) * slope };
            self.slice(row, x.min(next_x), x.max(next_x), sign * (next_y - y));
            (x, y) = (next_x, next_y);
        }
    }

    /// Adds the cover east of a piece of an edge that stays within one row.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to the columns first, which are few"
    )]
    fn slice(&mut self, row: usize, mut west: f64, mut east: f64, mut height: f64) {
        let width = self.width as f64;
        let changes = &mut self.changes[row * (self.width + 2)..(row + 1) * (self.width + 2)];
        if west >= width {
            return;
        }
        if east <= 0.0 {
            changes[0] += height;
            return;
        }
        if west < 0.0 {
            let outside = -west / (east - west);
            changes[0] += height * outside;
            height *= 1.0 - outside;
            west = 0.0;
        }
        if east > width {
            height *= (width - west) / (east - west);
            east = width;
        }
        let first = west.floor();
        let column = first as usize;
        if east <= first + 1.0 {
            let middle = f64::midpoint(west, east) - first;
            changes[column] += height * (1.0 - middle);
            changes[column + 1] += height * middle;
            return;
        }
        // Over several cells: each takes the part of the height that falls on it, at the middle of that part.
        let share = height / (east - west);
        let mut x = west;
        let mut column = column;
        while x < east {
            let end = (column as f64 + 1.0).min(east);
            let part = share * (end - x);
            let middle = f64::midpoint(x, end) - column as f64;
            changes[column] += part * (1.0 - middle);
            changes[column + 1] += part * middle;
            x = end;
            column += 1;
        }
    }

    /// Hands out the cover of each cell that has some, and begins anew.
    #[expect(clippy::cast_possible_truncation, reason = "a share of a cell")]
    fn take(&mut self, mut each: impl FnMut(usize, f32)) {
        for row in self.first_row..self.end_row {
            let changes = &mut self.changes[row * (self.width + 2)..(row + 1) * (self.width + 2)];
            let mut cover = 0.0;
            for (column, change) in changes.iter_mut().enumerate() {
                cover += *change;
                *change = 0.0;
                if cover > NOTHING && column < self.width {
                    each(row * self.width + column, (cover as f32).min(1.0));
                }
            }
        }
        (self.first_row, self.end_row) = (usize::MAX, 0);
    }
}

/// The cells as polygons, one feature for each use.
fn draw(cells: &Cells) -> Vec<u8> {
    let patches = patches(cells);
    let mut drawing = layer_named("parcels");
    for (place, use_) in LandUse::ALL.iter().enumerate() {
        let colour = u8::try_from(place + 1).unwrap_or(0);
        let mut patches = patches.iter().filter(|patch| patch.colour == colour).peekable();
        if patches.peek().is_none() {
            continue;
        }
        let mut feature = drawing.feature_of(MvtGeomType::Polygon);
        for (place, ring) in patches.flat_map(|patch| patch.rings.iter().enumerate()) {
            feature.ring(ring.iter().copied(), place == 0).expect("a ring has corners");
        }
        feature.id(Some(u64::from(colour)));
        feature.tag_ref("land_use", MvtValueRef::String(use_.key())).expect("nine values");
        drawing = feature.end();
    }
    drawing.encode()
}

/// Cells of one colour that hang together by their sides.
#[derive(Debug)]
struct Patch {
    colour: u8,
    /// The outer ring, then the holes.
    rings: Vec<Vec<MvtCoord>>,
}

fn patches(cells: &Cells) -> Vec<Patch> {
    // One empty cell all around spares every look over the edge.
    let (width, height) = (cells.width + 2, cells.height + 2);
    let mut colours = vec![0_u8; width * height];
    for row in 0..cells.height {
        let from = row * cells.width;
        let to = (row + 1) * width + 1;
        colours[to..to + cells.width].copy_from_slice(&cells.colours[from..from + cells.width]);
    }
    let owners = patch_numbers(&colours, width);
    let mut found: Vec<Patch> = Vec::new();
    let mut walked = vec![false; width * height];
    for start in width..width * height {
        // A northern side that nobody has walked: of the patch's outer ring if the patch is new, else of a hole.
        if owners[start] == 0 || owners[start] == owners[start - width] || walked[start] {
            continue;
        }
        let ring = walk(&owners, width, start, &mut walked)
            .into_iter()
            .map(|corner| MvtCoord {
                x: (cells.first_x + as_i32(corner % width) - 1) * cells.cell,
                y: (cells.first_y + as_i32(corner / width) - 1) * cells.cell,
            })
            .collect();
        let patch = owners[start] as usize - 1;
        if patch == found.len() {
            found.push(Patch { colour: colours[start], rings: Vec::new() });
        }
        found[patch].rings.push(ring);
    }
    found
}

/// Numbers the patches from 1 in the order in which a reader meets them.
fn patch_numbers(colours: &[u8], width: usize) -> Vec<u32> {
    let mut owners = vec![0_u32; colours.len()];
    let mut last = 0;
    let mut open = Vec::new();
    for start in 0..colours.len() {
        if colours[start] == 0 || owners[start] != 0 {
            continue;
        }
        last += 1;
        owners[start] = last;
        open.push(start);
        while let Some(cell) = open.pop() {
            for next in [cell - 1, cell + 1, cell - width, cell + width] {
                if colours[next] == colours[start] && owners[next] == 0 {
                    owners[next] = last;
                    open.push(next);
                }
            }
        }
    }
    owners
}

/// Walks around a patch with the patch on the right hand, from the northern side of a cell. Where two cells meet only at
/// a corner it turns right, so that a ring never passes from one to the other.
fn walk(owners: &[u32], width: usize, start: usize, walked: &mut [bool]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Way {
        East,
        South,
        West,
        North,
    }
    let patch = owners[start];
    let ours = |cell: usize| owners[cell] == patch;
    let mut corners = vec![start];
    // A corner is named by the cell to its south-east.
    let (mut corner, mut way) = (start, Way::East);
    loop {
        if way == Way::East {
            walked[corner] = true;
        }
        corner = match way {
            Way::East => corner + 1,
            Way::South => corner + width,
            Way::West => corner - 1,
            Way::North => corner - width,
        };
        let (north_west, north_east, south_west, south_east) = (corner - width - 1, corner - width, corner - 1, corner);
        let (ahead_right, ahead_left, right, left) = match way {
            Way::East => (south_east, north_east, Way::South, Way::North),
            Way::South => (south_west, south_east, Way::West, Way::East),
            Way::West => (north_west, south_west, Way::North, Way::South),
            Way::North => (north_east, north_west, Way::East, Way::West),
        };
        let next = if !ours(ahead_right) {
            right
        } else if ours(ahead_left) {
            left
        } else {
            way
        };
        if corner == start && next == Way::East {
            return corners;
        }
        if next != way {
            corners.push(corner);
        }
        way = next;
    }
}
