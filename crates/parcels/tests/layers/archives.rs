//! The archive of tiles, read by ourselves and by a program written by others.

use std::io::Read as _;

use flate2::read::GzDecoder;
use parcels::archive::{self, Archive, ArchiveError};
use parcels::tile::{self, TileId};
use parcels::{Layer, LayerInfo};

use crate::cities::{bishkek, dense_city};

fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

#[test]
fn an_archive_holds_the_tiles_that_are_cut_from_the_layer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.pmtiles");
    let mut told = Vec::new();
    let summary = archive::write(bishkek(), &path, &mut |written| told.push(written)).unwrap();
    assert_eq!(told.last().map(|last| last.tiles), told.last().map(|last| last.of));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");

    let archive = Archive::open(&path).unwrap();
    assert_eq!((archive.tiles(), archive.max_zoom()), (summary.tiles, 16));
    assert_eq!(archive.digest(), bishkek().tiles_digest());
    let mut compared = 0;
    for z in 0..=16 {
        let limits = tile::limits(bishkek(), z).unwrap();
        for x in (limits.min_x..=limits.max_x).step_by(3) {
            for y in (limits.min_y..=limits.max_y).step_by(if z > 14 { 5 } else { 1 }) {
                let tile = TileId::new(z.into(), x, y).unwrap();
                let kept = archive.tile(tile).unwrap();
                assert_eq!(kept.as_deref().map(plain), tile::cut(bishkek(), tile), "{tile}");
                compared += usize::from(kept.is_some());
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn an_empty_tile_is_nothing_and_a_deeper_one_is_said_to_be_too_deep() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.pmtiles");
    archive::write(&dense_city(1), &path, &mut |_| {}).unwrap();
    let archive = Archive::open(&path).unwrap();
    assert_eq!(archive.tile(TileId::new(16, 0, 0).unwrap()).unwrap(), None);
    assert!(matches!(archive.tile(TileId::new(17, 0, 0).unwrap()), Err(ArchiveError::TooDeep { max_zoom: 16 })));

    let nothing = Layer::build(LayerInfo::default(), vec![]).unwrap();
    archive::write(&nothing, &path, &mut |_| {}).unwrap();
    assert_eq!(Archive::open(&path).unwrap().tile(TileId::new(0, 0, 0).unwrap()).unwrap(), None);
}

#[test]
fn an_archive_that_is_not_whole_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.pmtiles");
    assert!(matches!(Archive::open(&path), Err(ArchiveError::Io { .. })));
    archive::write(&dense_city(2), &path, &mut |_| {}).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 50, 126, 200, 16_384, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(Archive::open(&path), Err(ArchiveError::Broken { .. })), "{length} bytes");
    }
    let mut other = whole.clone();
    other[7] = 2;
    std::fs::write(&path, other).unwrap();
    assert!(matches!(Archive::open(&path), Err(ArchiveError::Broken { .. })));
}
