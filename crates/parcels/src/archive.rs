//! All tiles of a layer in one file: PMTiles, version 3 (github.com/protomaps/PMTiles, spec/v3).
//!
//! The file is derived: it is named by [`Layer::tiles_digest`], and when it is lost it is written again from the layer.
//! Tiles are compressed once, when they are written, and equal ones are kept once. Whoever holds the file can serve it
//! with any PMTiles program.
//!
//! Cost: for 300,000 parcels some ten seconds on two cores, nine tenths of it compression; reading a tile is one read at
//! a known place. The directory is held in memory, 24 bytes a tile.

mod directory;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use geo::{Coord, Rect};
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use self::directory::{Entry, HEADER_BYTES, Header, ROOT_BYTES_MAX, numbered};
use crate::layer::Layer;
use crate::tile::{self, TileId};

/// The deepest zoom of an archive; deeper tiles are cheap to cut when they are asked for.
pub const LAST_ZOOM: u8 = 16;

/// An archive ends at an earlier zoom rather than have more tiles than this: a parcel as large as a country is in
/// millions of deep tiles, a city of three million lots in some 100,000.
pub const TILES_MAX: usize = 500_000;

/// Tiles made side by side before they are written in order.
const BATCH: usize = 1024;

/// Why an archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk.
    #[error("the tile archive {path}: {error}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// Not a PMTiles archive, or a broken one.
    #[error("the tile archive {path} is not whole: {what}")]
    Broken {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
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
    /// Tiles made.
    pub tiles: u64,
    /// Of how many.
    pub of: u64,
}

/// What an archive came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Tiles that can be asked for.
    pub tiles: u64,
    /// Different ones.
    pub contents: u64,
    /// The size of the file.
    pub bytes: u64,
    /// Its last zoom.
    pub max_zoom: u8,
}

/// Writes all tiles of a layer to a file.
///
/// The file appears whole or not at all: it is written beside its place, flushed to the disk and renamed. If the process
/// dies before the rename, what is left is a file whose name ends in `.part`; the next writing of the same archive
/// overwrites it.
///
/// # Errors
/// The disk's.
pub fn write(layer: &Layer, path: &Path, progress: &mut dyn FnMut(Written)) -> Result<Summary, ArchiveError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let io = |error| ArchiveError::Io { path: path.to_owned(), error };
    let summary = write_part(layer, &part, progress).map_err(io)?;
    std::fs::rename(&part, path).map_err(io)?;
    // The rename is on disk when the folder is.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    Ok(summary)
}

fn write_part(layer: &Layer, part: &Path, progress: &mut dyn FnMut(Written)) -> io::Result<Summary> {
    let (wanted, max_zoom) = tiles_of(layer);
    // Tiles come before the directory is known, so they are written where they will stay, after the largest header and
    // root, and metadata and leaves follow them: the order of sections is free.
    let mut file = BufWriter::with_capacity(1 << 20, File::create(part)?);
    let metadata = gzip(metadata(layer, max_zoom).to_string().as_bytes());
    file.write_all(&vec![0; ROOT_BYTES_MAX])?;
    file.write_all(&metadata)?;
    let tiles_offset = to_u64(ROOT_BYTES_MAX + metadata.len());

    let mut contents: HashMap<[u8; 32], (u64, u32)> = HashMap::new();
    let mut entries: Vec<Entry> = Vec::with_capacity(wanted.len());
    let (mut length, mut tiles, mut made) = (0_u64, 0_u64, 0_usize);
    for batch in wanted.chunks(BATCH) {
        let drawn: Vec<Option<(Vec<u8>, [u8; 32])>> = batch
            .par_iter()
            .map(|(_, tile)| {
                let bytes = tile::cut(layer, *tile)?;
                let hash = Sha256::digest(&bytes).into();
                Some((gzip(&bytes), hash))
            })
            .collect();
        for ((number, _), drawn) in batch.iter().zip(drawn) {
            let Some((bytes, hash)) = drawn else { continue };
            tiles += 1;
            let size = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            let (offset, size) = *contents.entry(hash).or_insert((length, size));
            if offset == length {
                file.write_all(&bytes)?;
                length += u64::from(size);
            }
            match entries.last_mut() {
                Some(last) if last.offset == offset && last.number + u64::from(last.run) == *number => last.run += 1,
                _ => entries.push(Entry { number: *number, run: 1, offset, length: size }),
            }
        }
        made += batch.len();
        progress(Written { tiles: to_u64(made), of: to_u64(wanted.len()) });
    }

    let (root, leaves) = directory::write(&entries, gzip);
    file.write_all(&leaves)?;
    let bounds = layer.bounds().unwrap_or(Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 0.0, y: 0.0 }));
    let header = Header {
        root_offset: to_u64(HEADER_BYTES),
        root_length: to_u64(root.len()),
        metadata_offset: to_u64(ROOT_BYTES_MAX),
        metadata_length: to_u64(metadata.len()),
        leaves_offset: tiles_offset + length,
        leaves_length: to_u64(leaves.len()),
        tiles_offset,
        tiles_length: length,
        tiles,
        entries: to_u64(entries.len()),
        contents: to_u64(contents.len()),
        min_zoom: 0,
        max_zoom,
        bounds,
    };
    let mut file = file.into_inner()?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(0))?;
    file.write_all(&header.to_bytes())?;
    file.write_all(&root)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    Ok(Summary { tiles, contents: header.contents, bytes, max_zoom })
}

/// The tiles in which the box around a parcel lies, with their numbers and in their order, and the last zoom.
fn tiles_of(layer: &Layer) -> (Vec<(u64, TileId)>, u8) {
    let boxes: Vec<Rect<f64>> = layer.parcels().map(super::layer::ParcelRef::envelope).collect();
    let mut all = Vec::new();
    let mut max_zoom = 0;
    for z in 0..=LAST_ZOOM {
        let corners = |around: &Rect<f64>| {
            (
                TileId::at(z, Coord { x: around.min().x, y: around.max().y }),
                TileId::at(z, Coord { x: around.max().x, y: around.min().y }),
            )
        };
        let many: u64 = boxes
            .par_iter()
            .map(|around| {
                let (first, last) = corners(around);
                u64::from(last.x() - first.x() + 1) * u64::from(last.y() - first.y() + 1)
            })
            .sum();
        // Boxes share tiles, so this counts too many: only a layer of huge parcels comes near.
        if many > to_u64(TILES_MAX + 16 * boxes.len()) {
            break;
        }
        let mut tiles: Vec<(u64, TileId)> = boxes
            .par_iter()
            .flat_map_iter(|around| {
                let (first, last) = corners(around);
                (first.x()..=last.x()).flat_map(move |x| (first.y()..=last.y()).map(move |y| (x, y)))
            })
            .map(|(x, y)| {
                let tile = TileId::new(z.into(), x, y).expect("the corners are tiles of the zoom");
                (numbered(tile), tile)
            })
            .collect();
        tiles.par_sort_unstable();
        tiles.dedup();
        if all.len() + tiles.len() > TILES_MAX {
            break;
        }
        all.append(&mut tiles);
        max_zoom = z;
    }
    (all, max_zoom)
}

fn metadata(layer: &Layer, max_zoom: u8) -> serde_json::Value {
    let info = layer.info();
    json!({
        "name": info.source,
        "description": if info.demonstration { "Demonstration data, not a cadastre" } else { "Parcels" },
        "attribution": info.attribution,
        "license": info.licence,
        "type": "overlay",
        "version": layer.tiles_digest(),
        "vector_layers": vector_layers(max_zoom),
    })
}

/// What the layers of the tiles hold, as TileJSON 3.0 says it.
#[must_use]
pub fn vector_layers(max_zoom: u8) -> serde_json::Value {
    let mut layers = vec![json!({
        "id": "parcels",
        "description": "Up to zoom 13 land use in cells (land_use alone), from zoom 14 on parcels",
        "minzoom": 0,
        "maxzoom": max_zoom,
        "fields": { "code": "String", "land_use": "String", "owner_class": "String", "area": "Number", "label": "String" },
    })];
    if max_zoom >= tile::LABELS {
        layers.push(json!({
            "id": "labels",
            "description": "One point inside each parcel",
            "minzoom": tile::LABELS,
            "maxzoom": max_zoom,
            "fields": { "code": "String", "label": "String" },
        }));
    }
    layers.into()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Level 6: beyond it tiles get a hundredth smaller for twice the time.
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    encoder.write_all(bytes).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

/// `usize` is never wider than 64 bits.
fn to_u64(count: usize) -> u64 {
    count as u64
}

/// A tile archive on disk, open for reading from many threads at once.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: File,
    header: Header,
    entries: Vec<Entry>,
    digest: String,
}

impl Archive {
    /// Opens an archive and reads its directory.
    ///
    /// # Errors
    /// A file that is not there or is no whole archive.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let io = |error| ArchiveError::Io { path: path.to_owned(), error };
        let broken = |what| ArchiveError::Broken { path: path.to_owned(), what };
        let file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let mut bytes = [0; HEADER_BYTES];
        file.read_exact_at(&mut bytes, 0).map_err(|_| broken("it has no header"))?;
        let header = Header::from_bytes(&bytes).map_err(broken)?;
        if header.end() > size {
            return Err(broken("its end is missing"));
        }
        let section = |offset: u64, length: u64| -> Result<Vec<u8>, ArchiveError> {
            let mut bytes = vec![0; usize::try_from(length).map_err(|_| broken("a section is too long"))?];
            file.read_exact_at(&mut bytes, offset).map_err(io)?;
            Ok(bytes)
        };
        let unzip = |bytes: &[u8]| -> Result<Vec<u8>, ArchiveError> {
            let mut plain = Vec::new();
            GzDecoder::new(bytes).read_to_end(&mut plain).map_err(|_| broken("a section is not gzip"))?;
            Ok(plain)
        };
        let metadata: serde_json::Value =
            serde_json::from_slice(&unzip(&section(header.metadata_offset, header.metadata_length)?)?)
                .map_err(|_| broken("its metadata is no JSON"))?;
        let mut entries = Vec::new();
        for entry in directory::read(&unzip(&section(header.root_offset, header.root_length)?)?).map_err(broken)? {
            if entry.run > 0 {
                entries.push(entry);
                continue;
            }
            if entry.offset.saturating_add(entry.length.into()) > header.leaves_length {
                return Err(broken("a leaf of its directory is missing"));
            }
            let leaf = section(header.leaves_offset + entry.offset, entry.length.into())?;
            entries.extend(directory::read(&unzip(&leaf)?).map_err(broken)?);
        }
        if entries.iter().any(|entry| entry.offset.saturating_add(entry.length.into()) > header.tiles_length) {
            return Err(broken("a tile is missing"));
        }
        let digest = metadata["version"].as_str().unwrap_or_default().to_owned();
        Ok(Self { path: path.to_owned(), file, header, entries, digest })
    }

    /// The [`Layer::tiles_digest`] of the layer that the archive was made from.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The last zoom in the archive.
    #[must_use]
    pub fn max_zoom(&self) -> u8 {
        self.header.max_zoom
    }

    /// How many tiles there are.
    #[must_use]
    pub fn tiles(&self) -> u64 {
        self.header.tiles
    }

    /// The gzip bytes of a tile; nothing where there are no parcels.
    ///
    /// # Errors
    /// A tile deeper than the archive goes; the disk.
    pub fn tile(&self, tile: TileId) -> Result<Option<Vec<u8>>, ArchiveError> {
        if tile.z() > self.header.max_zoom {
            return Err(ArchiveError::TooDeep { max_zoom: self.header.max_zoom });
        }
        let number = numbered(tile);
        let after = self.entries.partition_point(|entry| entry.number <= number);
        let Some(entry) = after.checked_sub(1).map(|index| self.entries[index]) else { return Ok(None) };
        if number >= entry.number + u64::from(entry.run) {
            return Ok(None);
        }
        let mut bytes = vec![0; entry.length as usize];
        self.file
            .read_exact_at(&mut bytes, self.header.tiles_offset + entry.offset)
            .map_err(|error| ArchiveError::Io { path: self.path.clone(), error })?;
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, LandUse, LayerInfo, Parcel};

    #[test]
    fn a_parcel_as_large_as_the_world_makes_no_endless_archive() {
        let world = Rect::new(Coord { x: -179.0, y: -80.0 }, Coord { x: 179.0, y: 80.0 }).to_polygon();
        let parcel = Parcel::new(Code::new("1").unwrap(), world.into(), LandUse::Green);
        let layer = Layer::build(LayerInfo::default(), vec![parcel]).unwrap();
        let (tiles, max_zoom) = tiles_of(&layer);
        assert_eq!(max_zoom, 9);
        assert!(tiles.len() > 200_000 && tiles.len() <= TILES_MAX);
        assert!(tiles.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
