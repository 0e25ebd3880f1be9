//! `tilke import`: a parcel file becomes the layer in force.
//!
//! What is true if the process dies: while reading, checking and building, nothing was written. While the rows are
//! written, the store takes them back. After the commit the new layer is in force, and a running service puts it on the
//! map by itself, cutting tiles on demand until their archive is drawn: by this command or, if it dies while it draws,
//! by the service. So at every line either the old layer is in force or the new one, whole.

use std::{
    collections::BTreeSet,
    io::{BufReader, IsTerminal, stdin},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, bail};
use clap::Args;
use dialogue::LayerId;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use parcels::{
    CodePattern, Layer, LayerInfo, Parcel, ParcelRef,
    crs::Crs,
    lineage::{self, Lineage},
    mapping::Mapping,
    read::{ReadOptions, read, read_file},
    report::Report,
};
use store::{Salt, Store, layers};

use crate::{city::City, clock::Clock, config::Config, publication};

/// How many lines of each kind of finding are shown.
const LINES_SHOWN: usize = 10;
/// Archives of so many layers are kept: somebody may still look at the map of the one before.
const ARCHIVES_KEPT: u16 = 2;

/// Reads a parcel file, reports on every feature, and publishes the parcels as the layer in force
#[derive(Debug, Args)]
pub(super) struct Import {
    /// GeoJSON, plain or gzip; - for standard input [default: the file of city.toml]
    file: Option<PathBuf>,
    /// Which property is what: a TOML file, see data/mappings [default: the mapping of city.toml]
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The coordinate system, EPSG:n, when the file does not say it
    #[arg(long, value_name = "EPSG:n")]
    crs: Option<Crs>,
    /// As of when the data is, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    source_date: Option<Date>,
    /// Only report: publish nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave the drawing of the tile archive to the service, which does it in the background
    #[arg(long)]
    leave_tiles: bool,
    /// Write the whole report to a file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Import {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let city = super::open_city(&config)?;
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("TILKE_DATA_DIR: cannot make {}", config.data_dir.display()))?;
        let store = super::open_store(&config).await?;
        let (info, mapping) = self.origin(&city)?;
        let file = self.file.clone().unwrap_or_else(|| city.parcels.file.clone());

        let begun = Instant::now();
        let (command, read) = tokio::task::spawn_blocking({
            // What city.toml says of its own file does not hold for another.
            let own = self.file.is_none().then(|| city.parcels.crs.as_deref().map(str::parse)).flatten().transpose();
            let own = own.context("city.toml: parcels.crs")?;
            let city = ReadFor { crs: self.crs.or(own), extent: city.extent, pattern: city.code_pattern.clone() };
            move || {
                let read = self.read(&file, &mapping, city);
                (self, read)
            }
        })
        .await?;
        let (parcels, mut report) = read?;

        let mut reading = store.read().await?;
        let before = match layers::in_force(&mut reading).await? {
            Some(row) => Some((layers::load(&mut reading, &row).await?, row)),
            None => None,
        };
        drop(reading);
        let codes =
            |parcels: &[Parcel]| parcels.iter().map(|parcel| parcel.code.as_str().to_owned()).collect::<BTreeSet<_>>();
        let codes_before = before.as_ref().map(|(parcels, _)| codes(parcels)).unwrap_or_default();
        report.compare(codes(&parcels).iter().map(String::as_str), codes_before.iter().map(String::as_str));
        let digest_before = before.as_ref().map(|(_, row)| row.digest.clone());
        let layer = tokio::task::spawn_blocking(move || Layer::build(info, parcels)).await??;
        let layer = Arc::new(layer);
        if let Some((parcels, row)) = before {
            let new = Arc::clone(&layer);
            report.lineage = tokio::task::spawn_blocking(move || lineage_from(row.info, parcels, &new)).await?;
        }
        command.tell(&report)?;
        if layer.is_empty() {
            bail!("no parcel was taken from the file; the layer in force stays as it is");
        }
        if command.dry_run {
            println!("A dry run: nothing was published. Digest {}", layer.digest());
            return Ok(());
        }
        if digest_before.as_deref() == Some(layer.digest()) {
            println!("These parcels are in force already: nothing to publish.");
            return Ok(());
        }
        publish(&store, &layer, report).await?;
        println!("Published after {:.1} s.", begun.elapsed().as_secs_f64());
        forget_old_archives(&config, &store).await?;
        store.close().await;
        if !command.leave_tiles {
            let path = publication::archive_path(&config.tiles_dir(), layer.digest());
            tokio::task::spawn_blocking(move || draw(&layer, &path)).await?;
        }
        Ok(())
    }

    /// Where the parcels come from, by the mapping, or by city.toml for the city's own file.
    fn origin(&self, city: &City) -> anyhow::Result<(LayerInfo, Mapping)> {
        let path = self.mapping.as_ref().unwrap_or(&city.parcels.mapping);
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read the mapping {}", path.display()))?;
        let mapping: Mapping = text.parse().with_context(|| format!("the mapping {}", path.display()))?;
        let mut info = if self.file.is_some() {
            mapping.layer.info()
        } else {
            LayerInfo {
                source: city.parcels.source.clone(),
                source_date: city.parcels.source_date,
                licence: city.parcels.licence.clone(),
                attribution: city.parcels.attribution.clone(),
                demonstration: city.demonstration,
            }
        };
        if self.source_date.is_some() {
            info.source_date = self.source_date;
        }
        Ok((info, mapping))
    }

    fn read(&self, file: &Path, mapping: &Mapping, city: ReadFor) -> anyhow::Result<(Vec<Parcel>, Report)> {
        let options =
            ReadOptions { crs: city.crs, axis_order: None, extent: Some(city.extent), pattern: Some(city.pattern) };
        let bar = bar(file);
        let mut progress = |now: parcels::read::Progress| {
            bar.set_position(now.bytes);
            bar.set_message(now.features.to_string());
        };
        let result = if file == Path::new("-") {
            read(BufReader::with_capacity(1 << 18, stdin()), mapping, &options, &mut progress)
        } else {
            read_file(file, mapping, &options, &mut progress)
        };
        bar.finish_and_clear();
        result.with_context(|| format!("{}: nothing was taken from this file", file.display()))
    }

    /// Shows the report and keeps it where it was asked for, before anything is published.
    fn tell(&self, report: &Report) -> anyhow::Result<()> {
        print!("{}", report.text(LINES_SHOWN));
        if let Some(path) = &self.report {
            let json = serde_json::to_vec_pretty(report)?;
            std::fs::write(path, json).with_context(|| format!("cannot write the report {}", path.display()))?;
        }
        Ok(())
    }
}

/// What becomes of the parcels in force. A damaged layer, which makes none, must not keep a good one out.
fn lineage_from(info: LayerInfo, parcels: Vec<Parcel>, new: &Layer) -> Option<Lineage> {
    Layer::build(info, parcels)
        .inspect_err(|failed| eprintln!("The layer in force cannot be compared: {failed}"))
        .ok()
        .map(|old| lineage::between(&old, new, &lineage::Options::default()))
}

/// What the city demands of a file.
struct ReadFor {
    crs: Option<Crs>,
    extent: [f64; 4],
    pattern: CodePattern,
}

async fn publish(store: &Store, layer: &Layer, report: Report) -> anyhow::Result<()> {
    let clock = Clock::from_environment();
    let parcels: Vec<Parcel> = layer.parcels().map(ParcelRef::to_parcel).collect();
    let new = layers::NewLayer {
        id: LayerId::new(clock.new_id()),
        info: layer.info(),
        digest: layer.digest(),
        report: Some(serde_json::to_value(report.without_accepted())?),
        by: None,
        at: clock.now(),
        salt: Salt(clock.random()),
    };
    let in_force = "the layer in force stays as it is";
    let number = super::with_patience(async || {
        let mut transaction = store.begin().await?;
        let entry = layers::publish(&mut transaction, &new, &parcels).await?;
        // If we die before this line the old layer is in force, after it the new one. A running service hears of it by itself.
        transaction.commit(entry).await
    })
    .await
    .context(in_force)?;
    println!("{} parcels are in force, entry {number} of the record, layer {}", layer.len(), layer.digest());
    Ok(())
}

async fn forget_old_archives(config: &Config, store: &Store) -> anyhow::Result<()> {
    let mut reading = store.read().await?;
    let kept = layers::list(&mut reading, None, ARCHIVES_KEPT).await?.into_iter().map(|row| row.digest);
    publication::forget_archives(&config.tiles_dir(), &kept.collect::<Vec<_>>());
    Ok(())
}

/// Draws the tile archive. That it cannot is no failure of the import: the service cuts tiles on demand.
fn draw(layer: &Layer, path: &Path) {
    let bar = drawing_bar();
    let drawn = publication::draw(layer, path, &mut |now| {
        bar.set_length(now.of);
        bar.set_position(now.tiles);
    });
    bar.finish_and_clear();
    if let Err(failed) = drawn {
        eprintln!("The tile archive was not drawn, the service will cut tiles on demand: {failed}");
    }
}

/// Bytes of the file and features read; nothing when nobody watches.
fn bar(file: &Path) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = match std::fs::metadata(file) {
        Ok(about) if file != Path::new("-") => ProgressBar::new(about.len()),
        _ => ProgressBar::new_spinner(),
    };
    let style = "{elapsed_precise} {bar:40} {bytes}/{total_bytes} · {msg} features";
    bar.with_style(ProgressStyle::with_template(style).expect("a valid template"))
}

fn drawing_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = "{elapsed_precise} {bar:40} {pos}/{len} tiles";
    ProgressBar::new(0).with_style(ProgressStyle::with_template(style).expect("a valid template"))
}
