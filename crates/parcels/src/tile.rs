//! Vector tiles: (layer, zoom, column, row) → Mapbox Vector Tile 2.1. The same layer and number give the same bytes.
//!
//! # What a tile holds
//! Tile coordinates run 0..4096 from the north-west. Shapes are cut [`BUFFER`] units outside the tile, so that the
//! line of the cut is never seen and an outline does not end at a border.
//!
//! **Near** (zoom [`NEAR`] and deeper): layer `parcels` holds every parcel on the tile's grid, points that the grid makes
//! equal or that lie on a straight line left out. Neighbours share their points before and after, so nothing opens
//! between them. Each has `code`, `land_use`, `owner_class`, `area` (m²), `label` (the code's last group) and as its id
//! the parcel's [`tile_id`](crate::ParcelRef::tile_id). From zoom [`LABELS`] on, layer `labels` holds one point for each
//! parcel whose label point lies in the tile, with `code` and `label`.
//!
//! **Far** (up to zoom 13): layer `parcels` holds at most one feature for each use, with `land_use` alone, made of square
//! cells. A cell has the use that covers most of it. Cells are coloured from the fullest down until as much is coloured
//! as the parcels cover, equal ones in the order of an 8 × 8 Bayer matrix, and every cell of which at least three
//! quarters are parcels: so lots that are smaller than a cell colour their share and never vanish as a whole, whichever
//! way they lie, and narrow streets do not turn a city into dust. Cells are one unit where the parcels are few and never
//! more than [`CELLS_MAX`] in number.
//!
//! # Size
//! No tile has more than [`BYTES_MAX`] bytes before compression. What would be larger gives way: near, first the
//! attributes but `code` and `land_use`, then the parcels for cells; far, cells of double width until it fits.

mod clip;
mod far;
mod near;

use geo::{Coord, MultiPolygon, Rect};

use crate::layer::Layer;
use crate::world::{World, degrees_of_fraction};

/// The deepest zoom that has tiles.
pub const MAX_ZOOM: u8 = 22;
/// From this zoom on a tile holds parcels; before it, cells of land use.
pub const NEAR: u8 = 14;
/// From this zoom on a tile holds labels.
pub const LABELS: u8 = 17;
/// Units to the side of a tile.
pub const EXTENT: i32 = 4096;
/// How far beyond the tile shapes reach: 8 pixels of a tile drawn at 256.
pub const BUFFER: i32 = 128;
/// The largest tile, in bytes before compression. Compressed, none comes near 250 KB.
pub const BYTES_MAX: usize = 500_000;
/// The most cells that a far tile is made of: a quarter of a pixel each on a full tile.
pub const CELLS_MAX: usize = 1_300_000;
/// Counts the changes of the rules above: tiles of another count are other tiles, at another address.
pub const RULES: u32 = 1;

/// The number of a tile: zoom 0 to [`MAX_ZOOM`], column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

/// A tile that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no tile {z}/{x}/{y}: zoom goes from 0 to {MAX_ZOOM}, column and row from 0 to 2^zoom - 1")]
pub struct NoSuchTile {
    /// The zoom asked for.
    pub z: u32,
    /// The column asked for.
    pub x: u32,
    /// The row asked for.
    pub y: u32,
}

impl TileId {
    /// Takes the numbers of a tile that exists.
    ///
    /// # Errors
    /// A zoom beyond [`MAX_ZOOM`], a column or row beyond the zoom's.
    pub fn new(z: u32, x: u32, y: u32) -> Result<Self, NoSuchTile> {
        match u8::try_from(z) {
            Ok(zoom) if zoom <= MAX_ZOOM && x >> zoom == 0 && y >> zoom == 0 => Ok(Self { z: zoom, x, y }),
            _ => Err(NoSuchTile { z, x, y }),
        }
    }

    /// The tile of a zoom that holds a point; a zoom beyond [`MAX_ZOOM`] counts as that.
    #[must_use]
    pub fn at(z: u8, point: Coord<f64>) -> Self {
        let z = z.min(MAX_ZOOM);
        Self::of_world(z, World::from_degrees(point))
    }

    pub(crate) fn of_world(z: u8, point: World) -> Self {
        let column = |value: u32| u32::try_from(u64::from(value) >> (32 - z)).unwrap_or_default();
        Self { z, x: column(point.x), y: column(point.y) }
    }

    /// The zoom.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// The tile's box in degrees.
    #[must_use]
    pub fn bounds(self) -> Rect<f64> {
        self.bounds_with(0)
    }

    /// The tile's box in degrees with so many units around it.
    fn bounds_with(self, buffer: i32) -> Rect<f64> {
        let side = f64::from(1_u32 << self.z);
        let around = f64::from(buffer) / f64::from(EXTENT);
        let corner = |x: f64, y: f64| degrees_of_fraction(Coord { x: x / side, y: y / side });
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        Rect::new(corner(x - around, y - around), corner(x + 1.0 + around, y + 1.0 + around))
    }
}

impl std::fmt::Display for TileId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}/{}", self.z, self.x, self.y)
    }
}

/// The columns and rows of a zoom beyond which a layer has nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The westernmost column.
    pub min_x: u32,
    /// The easternmost column.
    pub max_x: u32,
    /// The northernmost row.
    pub min_y: u32,
    /// The southernmost row.
    pub max_y: u32,
}

impl Limits {
    /// Whether a tile lies inside.
    #[must_use]
    pub fn hold(&self, tile: TileId) -> bool {
        (self.min_x..=self.max_x).contains(&tile.x) && (self.min_y..=self.max_y).contains(&tile.y)
    }
}

/// The limits of a zoom, or nothing for a layer without parcels.
#[must_use]
pub fn limits(layer: &Layer, z: u8) -> Option<Limits> {
    let bounds = layer.bounds()?;
    let north_west = TileId::at(z, Coord { x: bounds.min().x, y: bounds.max().y });
    let south_east = TileId::at(z, Coord { x: bounds.max().x, y: bounds.min().y });
    Some(Limits { min_x: north_west.x, max_x: south_east.x, min_y: north_west.y, max_y: south_east.y })
}

/// Makes a tile: its bytes, not compressed, or nothing where there are no parcels.
#[must_use]
pub fn cut(layer: &Layer, tile: TileId) -> Option<Vec<u8>> {
    let frame = Frame::new(tile);
    let mut parcels: Vec<u32> = layer.candidates(tile.bounds_with(BUFFER + 1)).collect();
    if !parcels.iter().any(|parcel| frame.meets(layer, *parcel)) {
        return None;
    }
    parcels.sort_unstable();
    if tile.z >= NEAR {
        for attributes in [near::Attributes::All, near::Attributes::CodeAndUse] {
            match near::cut(layer, &frame, &parcels, attributes) {
                Some(bytes) if bytes.len() > BYTES_MAX => {}
                fits => return fits,
            }
        }
    }
    far::cut(layer, &frame, &parcels)
}

/// The coordinates of one tile: from degrees to its grid, cut at its buffer. For whoever draws other things than
/// parcels into tiles.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    tile: TileId,
}

impl Frame {
    /// The frame of a tile.
    #[must_use]
    pub fn new(tile: TileId) -> Self {
        Self { tile }
    }

    /// The box, buffer included, in degrees: what lies outside is not seen.
    #[must_use]
    pub fn reach(&self) -> Rect<f64> {
        self.tile.bounds_with(BUFFER)
    }

    /// Where a point lies on the grid, if it lies in the tile. A point lies in one tile of a zoom, never in two.
    #[must_use]
    pub fn point(&self, point: Coord<f64>) -> Option<Coord<i32>> {
        let world = World::from_degrees(point);
        (TileId::of_world(self.tile.z, world) == self.tile).then(|| {
            let Coord { x, y } = self.on_grid(world);
            // Rounding may lift the last half unit onto the next tile.
            Coord { x: x.min(EXTENT - 1), y: y.min(EXTENT - 1) }
        })
    }

    /// A shape on the grid, cut at the buffer, outer rings clockwise as they are drawn; nothing where nothing is left.
    #[must_use]
    pub fn shape(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<i32> {
        let mut pen = clip::Pen::default();
        let mut polygons = Vec::new();
        for polygon in shape {
            let mut rings = std::iter::once(polygon.exterior()).chain(polygon.interiors()).filter_map(|ring| {
                let points = ring.0.iter().map(|point| self.on_grid(World::from_degrees(*point)));
                Some(geo::LineString(pen.ring(points)?.to_vec()))
            });
            let Some(mut outer) = rings.next() else { continue };
            let mut inner: Vec<_> = rings.collect();
            clip::wind(&mut outer.0, true);
            for ring in &mut inner {
                clip::wind(&mut ring.0, false);
            }
            polygons.push(geo::Polygon::new(outer, inner));
        }
        MultiPolygon(polygons)
    }

    /// The tile's coordinates of a point of the world, rounded on one grid for all tiles of the zoom.
    fn on_grid(&self, point: World) -> Coord<i32> {
        let z = self.tile.z;
        let units = |value: u32, tile: u32| -> i32 {
            let origin = i64::from(tile) << 12;
            let on_world = if z <= 20 {
                let shift = 20 - z;
                (i64::from(value) + (1 << shift >> 1)) >> shift
            } else {
                i64::from(value) << (z - 20)
            };
            i32::try_from(on_world - origin).unwrap_or(if on_world > origin { i32::MAX } else { i32::MIN })
        };
        Coord { x: units(point.x, self.tile.x), y: units(point.y, self.tile.y) }
    }

    /// Whether the box around a parcel meets the tile itself, its buffer left out.
    fn meets(&self, layer: &Layer, parcel: u32) -> bool {
        let envelope = layer.shapes.envelope(parcel);
        let north_west =
            TileId::of_world(self.tile.z, World::from_degrees(Coord { x: envelope.min().x, y: envelope.max().y }));
        let south_east =
            TileId::of_world(self.tile.z, World::from_degrees(Coord { x: envelope.max().x, y: envelope.min().y }));
        (north_west.x..=south_east.x).contains(&self.tile.x) && (north_west.y..=south_east.y).contains(&self.tile.y)
    }
}
