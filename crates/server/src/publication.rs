//! The layer in force: loaded when the service starts, swapped whole when another is published.
//!
//! The rows in the store are the layer; what is in memory and the tile archive are made from them, and made again when
//! they are lost. Until an archive is there its tiles are cut on demand, so the map is never without.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use arc_swap::ArcSwapOption;
use parcels::{
    Layer,
    archive::{self, Archive},
    tile::{self, TileId},
};
use store::{StoreError, layers};
use tracing::{error, info, warn};

use crate::app::App;

/// The layer in force, and its tiles.
#[derive(Debug)]
pub struct Published {
    /// Its line in the list of layers: id, number, source, when.
    pub row: layers::Published,
    /// The parcels.
    pub layer: Arc<Layer>,
    archive: ArcSwapOption<Archive>,
}

/// Why a layer cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum NotInForce {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rows make no layer: somebody changed them by hand.
    #[error("the rows of layer {sequence} make no layer: {cause}")]
    Damaged {
        /// Number of the layer.
        sequence: u32,
        /// Why.
        cause: String,
    },
}

impl Published {
    /// A layer that was read from the store or just published.
    pub fn new(row: layers::Published, layer: Arc<Layer>, archive: Option<Archive>) -> Self {
        Self { row, layer, archive: ArcSwapOption::new(archive.map(Arc::new)) }
    }

    /// Names the layer's content.
    pub fn digest(&self) -> &str {
        self.layer.digest()
    }

    /// Names the content of its tiles, which also follows from how this program draws: part of their address.
    pub fn tiles_digest(&self) -> &str {
        self.layer.tiles_digest()
    }

    /// A tile as gzip; nothing where there are no parcels. From the archive, or cut now: run it where blocking is fine.
    pub fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        if let Some(archive) = self.archive.load_full() {
            match archive.tile(id) {
                Ok(tile) => return tile,
                Err(archive::ArchiveError::TooDeep { .. }) => {}
                Err(failed) => warn!("A tile cannot be read from its archive, cutting it: {failed}"),
            }
        }
        let plain = tile::cut(&self.layer, id)?;
        // What is made while one waits: fast rather than small.
        let mut encoder =
            flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 2), flate2::Compression::fast());
        encoder.write_all(&plain).expect("writing to memory works");
        Some(encoder.finish().expect("writing to memory works"))
    }
}

/// Where the archive of the layer with this digest is kept.
pub fn archive_path(tiles: &Path, digest: &str) -> PathBuf {
    tiles.join(format!("{}.pmtiles", parcels::tiles_digest(digest)))
}

/// Puts the last published layer in force, if another one is. Returns whether it did.
pub async fn refresh(app: &App) -> Result<bool, NotInForce> {
    let mut reading = app.store.read().await?;
    let Some(row) = layers::in_force(&mut reading).await? else { return Ok(false) };
    if app.published().is_ok_and(|published| published.row.id == row.id) {
        return Ok(false);
    }
    let begun = Instant::now();
    let parcels = layers::load(&mut reading, &row).await?;
    drop(reading);
    let damaged = |cause: String| NotInForce::Damaged { sequence: row.sequence, cause };
    let info = row.info.clone();
    let built = tokio::task::spawn_blocking(move || Layer::build(info, parcels)).await;
    let layer = built.map_err(|failed| damaged(failed.to_string()))?.map_err(|failed| damaged(failed.to_string()))?;
    if layer.digest() != row.digest {
        // Readers see what the rows say; whoever keeps the database must know.
        error!(layer = row.sequence, "The parcels of layer {} are not those that were published", row.sequence);
    }
    let (sequence, count, took_ms) = (row.sequence, layer.len(), begun.elapsed().as_millis());
    put_in_force(app, row, Arc::new(layer));
    info!(layer = sequence, parcels = count, took_ms, "Layer {sequence} is in force: {count} parcels");
    Ok(true)
}

/// Swaps the layer, and sees to its archive.
fn put_in_force(app: &App, row: layers::Published, layer: Arc<Layer>) {
    let path = archive_path(&app.config.tiles_dir(), layer.digest());
    let archive = open(&path);
    let is_missing = archive.is_none();
    let published = Arc::new(Published::new(row, layer, archive));
    app.put_in_force(Arc::clone(&published));
    // The map does not wait for the search.
    let searched = Arc::clone(&published);
    std::thread::spawn(move || searched.layer.index_words());
    if is_missing {
        // On a thread of its own: minutes for a large city, and the map is there meanwhile.
        std::thread::spawn(move || make_archive(&published, &path));
    }
}

fn open(path: &Path) -> Option<Archive> {
    if !path.exists() {
        return None;
    }
    Archive::open(path).inspect_err(|failed| warn!("{} is made again: {failed}", path.display())).ok()
}

/// Makes the archive and uses it. A full disk is no reason to stop: the tiles are cut on demand.
fn make_archive(published: &Published, path: &Path) {
    let begun = Instant::now();
    let made = draw(&published.layer, path, &mut |_| {}).and_then(|()| Archive::open(path));
    match made {
        Ok(archive) => {
            published.archive.store(Some(Arc::new(archive)));
            info!(
                took_ms = begun.elapsed().as_millis(),
                "The tile archive of layer {} is ready", published.row.sequence
            );
        }
        Err(failed) => warn!("The tile archive cannot be made, cutting tiles on demand: {failed}"),
    }
}

/// Draws all tiles of a layer into its archive, unless it is there; waits if another program is drawing it just now.
///
/// If we die here, what was drawn is a `.part` file that the next drawing overwrites.
pub fn draw(
    layer: &Layer,
    path: &Path,
    progress: &mut dyn FnMut(archive::Written),
) -> Result<(), archive::ArchiveError> {
    let io = |error| archive::ArchiveError::Io { path: path.to_owned(), error };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    // The lock goes with the process, however it ends; the empty file stays and harms nobody.
    let lock = std::fs::File::create(path.with_extension("lock")).map_err(io)?;
    lock.lock().map_err(io)?;
    if open(path).is_none() {
        archive::write(layer, path, progress)?;
    }
    Ok(())
}

/// Removes the archives of layers that are long gone; `kept` are the digests of those that are not.
pub fn forget_archives(tiles: &Path, kept: &[String]) {
    let kept: Vec<PathBuf> = kept.iter().map(|digest| archive_path(tiles, digest)).collect();
    let Ok(files) = std::fs::read_dir(tiles) else { return };
    for path in files.filter_map(Result::ok).map(|file| file.path()) {
        let is_ours = path.extension().is_some_and(|kind| kind == "pmtiles" || kind == "lock");
        if is_ours && !kept.contains(&path.with_extension("pmtiles")) {
            let _ = std::fs::remove_file(&path);
        }
    }
}
