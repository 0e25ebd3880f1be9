//! Vector tiles: (layer, zoom, column, row) → Mapbox Vector Tile 2.1.

use crate::layer::Layer;

/// The deepest zoom that has tiles.
pub const MAX_ZOOM: u8 = 22;

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
}

/// Makes a tile: its bytes, not compressed, or nothing where there are no parcels.
#[must_use]
pub fn cut(_layer: &Layer, _tile: TileId) -> Option<Vec<u8>> {
    None
}
