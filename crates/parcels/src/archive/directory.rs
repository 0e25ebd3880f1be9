//! Header, tile numbers and directories of PMTiles 3, as bytes.

use geo::{Coord, Rect};

use crate::tile::TileId;

/// The header stands first and has this size.
pub(super) const HEADER_BYTES: usize = 127;

/// Header and root directory end here at the latest, so that one read of 16 KB brings both.
pub(super) const ROOT_BYTES_MAX: usize = 16_384;

/// How many entries a leaf directory holds, to begin with.
const LEAF_ENTRIES: usize = 4096;

const MAGIC: &[u8] = b"PMTiles\x03";
const GZIP: u8 = 2;
const MVT: u8 = 1;

/// Where the bytes of a run of tiles with consecutive numbers are; in a root directory a run of zero is a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) run: u32,
    pub(super) offset: u64,
    pub(super) length: u32,
}

/// The number of a tile: tiles of all earlier zooms, then the place on the zoom's Hilbert curve.
pub(super) fn numbered(tile: TileId) -> u64 {
    let before = ((1_u64 << (2 * u32::from(tile.z()))) - 1) / 3;
    let (mut x, mut y) = (u64::from(tile.x()), u64::from(tile.y()));
    let mut place = 0;
    for bit in (0..tile.z()).rev() {
        let side = 1_u64 << bit;
        let (right, lower) = (x & side > 0, y & side > 0);
        place += side * side * ((3 * u64::from(right)) ^ u64::from(lower));
        if !lower {
            if right {
                x = (side - 1).wrapping_sub(x) & (side - 1);
                y = (side - 1).wrapping_sub(y) & (side - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    before + place
}

/// The fields of the header that differ from archive to archive.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub(super) root_offset: u64,
    pub(super) root_length: u64,
    pub(super) metadata_offset: u64,
    pub(super) metadata_length: u64,
    pub(super) leaves_offset: u64,
    pub(super) leaves_length: u64,
    pub(super) tiles_offset: u64,
    pub(super) tiles_length: u64,
    pub(super) tiles: u64,
    pub(super) entries: u64,
    pub(super) contents: u64,
    pub(super) min_zoom: u8,
    pub(super) max_zoom: u8,
    pub(super) bounds: Rect<f64>,
}

impl Header {
    pub(super) fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(MAGIC);
        for number in [
            self.root_offset,
            self.root_length,
            self.metadata_offset,
            self.metadata_length,
            self.leaves_offset,
            self.leaves_length,
            self.tiles_offset,
            self.tiles_length,
            self.tiles,
            self.entries,
            self.contents,
        ] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        // Clustered: tiles lie in the order of their numbers.
        bytes.extend_from_slice(&[1, GZIP, GZIP, MVT, self.min_zoom, self.max_zoom]);
        let (low, high) = (self.bounds.min(), self.bounds.max());
        let center = self.bounds.center();
        for degrees in [low.x, low.y, high.x, high.y] {
            bytes.extend_from_slice(&ten_millionths(degrees).to_le_bytes());
        }
        bytes.push(self.max_zoom.min(14));
        for degrees in [center.x, center.y] {
            bytes.extend_from_slice(&ten_millionths(degrees).to_le_bytes());
        }
        bytes.try_into().expect("the fields make 127 bytes")
    }

    pub(super) fn from_bytes(bytes: &[u8; HEADER_BYTES]) -> Result<Self, &'static str> {
        if &bytes[..8] != MAGIC {
            return Err("it is not PMTiles 3");
        }
        let number =
            |field: usize| u64::from_le_bytes(bytes[8 + 8 * field..16 + 8 * field].try_into().expect("eight bytes"));
        if bytes[97..100] != [GZIP, GZIP, MVT] {
            return Err("it does not hold vector tiles in gzip");
        }
        let degrees =
            |at: usize| f64::from(i32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))) / 1e7;
        Ok(Self {
            root_offset: number(0),
            root_length: number(1),
            metadata_offset: number(2),
            metadata_length: number(3),
            leaves_offset: number(4),
            leaves_length: number(5),
            tiles_offset: number(6),
            tiles_length: number(7),
            tiles: number(8),
            entries: number(9),
            contents: number(10),
            min_zoom: bytes[100],
            max_zoom: bytes[101],
            bounds: Rect::new(Coord { x: degrees(102), y: degrees(106) }, Coord { x: degrees(110), y: degrees(114) }),
        })
    }

    /// Where the last section ends.
    pub(super) fn end(&self) -> u64 {
        [
            (self.root_offset, self.root_length),
            (self.metadata_offset, self.metadata_length),
            (self.leaves_offset, self.leaves_length),
            (self.tiles_offset, self.tiles_length),
        ]
        .into_iter()
        .map(|(offset, length)| offset.saturating_add(length))
        .max()
        .unwrap_or(u64::MAX)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees fit")]
fn ten_millionths(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// The root directory and the leaves, compressed; leaves grow until the root fits before [`ROOT_BYTES_MAX`].
pub(super) fn write(entries: &[Entry], gzip: impl Fn(&[u8]) -> Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let room = ROOT_BYTES_MAX - HEADER_BYTES;
    if entries.len() <= 4 * LEAF_ENTRIES {
        let root = gzip(&serialize(entries));
        if root.len() <= room {
            return (root, Vec::new());
        }
    }
    let mut size = LEAF_ENTRIES;
    loop {
        let (mut root, mut leaves) = (Vec::new(), Vec::new());
        for chunk in entries.chunks(size) {
            let leaf = gzip(&serialize(chunk));
            root.push(Entry {
                number: chunk[0].number,
                run: 0,
                offset: leaves.len() as u64,
                length: u32::try_from(leaf.len()).unwrap_or(u32::MAX),
            });
            leaves.extend(leaf);
        }
        let root = gzip(&serialize(&root));
        if root.len() <= room {
            return (root, leaves);
        }
        size *= 2;
    }
}

/// A directory: the count, then all numbers as differences, all runs, all lengths, all offsets (zero where an entry
/// follows the one before it).
fn serialize(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        put(&mut bytes, entry.number - before);
        before = entry.number;
    }
    for entry in entries {
        put(&mut bytes, entry.run.into());
    }
    for entry in entries {
        put(&mut bytes, entry.length.into());
    }
    let mut follows = None;
    for entry in entries {
        put(&mut bytes, if follows == Some(entry.offset) { 0 } else { entry.offset + 1 });
        follows = Some(entry.offset + u64::from(entry.length));
    }
    bytes
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, &'static str> {
    let mut rest = bytes;
    let mut next = || take(&mut rest);
    let count = usize::try_from(next()?).map_err(|_| "a directory is too long")?;
    // Each entry takes four bytes at least.
    if count > bytes.len() / 4 {
        return Err("a directory ends too early");
    }
    let mut entries = vec![Entry { number: 0, run: 0, offset: 0, length: 0 }; count];
    let mut number = 0_u64;
    for entry in &mut entries {
        number = number.checked_add(next()?).ok_or("a tile number is too large")?;
        entry.number = number;
    }
    for entry in &mut entries {
        entry.run = u32::try_from(next()?).map_err(|_| "a run is too long")?;
    }
    for entry in &mut entries {
        entry.length = u32::try_from(next()?).map_err(|_| "a tile is too long")?;
    }
    let mut follows = 0_u64;
    for (index, entry) in entries.iter_mut().enumerate() {
        let offset = next()?;
        entry.offset = match offset.checked_sub(1) {
            Some(offset) => offset,
            None if index > 0 => follows,
            None => return Err("a directory begins nowhere"),
        };
        follows = entry.offset.saturating_add(entry.length.into());
    }
    Ok(entries)
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Result<u64, &'static str> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or("a directory ends too early")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number has too many bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(z: u32, x: u32, y: u32) -> u64 {
        numbered(TileId::new(z, x, y).unwrap())
    }

    #[test]
    fn tiles_are_numbered_as_the_specification_numbers_them() {
        // The table in spec/v3, section 4.1.
        for (tile, expected) in [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ] {
            assert_eq!(number(tile.0, tile.1, tile.2), expected, "{tile:?}");
        }
        let mut all: Vec<u64> =
            (0..=6).flat_map(|z| (0..1 << z).flat_map(move |x| (0..1 << z).map(move |y| number(z, x, y)))).collect();
        all.sort_unstable();
        assert!(all.iter().enumerate().all(|(index, number)| index as u64 == *number));
    }

    #[test]
    fn a_directory_comes_back_from_its_bytes() {
        let entries: Vec<Entry> = (0..70_000_u32)
            .map(|index| Entry {
                number: u64::from(index) * 3,
                run: 1 + index % 2,
                offset: u64::from(index % 50_000) * 900,
                length: 900,
            })
            .collect();
        assert_eq!(read(&serialize(&entries)).unwrap(), entries);
        let (root, leaves) = write(&entries, <[u8]>::to_vec);
        assert!(root.len() <= ROOT_BYTES_MAX - HEADER_BYTES);
        let back: Vec<Entry> = read(&root)
            .unwrap()
            .into_iter()
            .flat_map(|leaf| {
                let from = usize::try_from(leaf.offset).unwrap();
                read(&leaves[from..from + leaf.length as usize]).unwrap()
            })
            .collect();
        assert_eq!(back, entries);
        assert!(read(&serialize(&entries)[..1000]).is_err());
        assert!(read(&[255; 12]).is_err());
    }
}
