//! The core alone: reading, building the layer, asking what is at a point; and the places that all measurements ask for.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use geo::{Coord, MapCoordsInPlace as _, Rect};
use parcels::{Code, Layer, Mapping, ReadOptions};

use crate::report::{Report, grouped};

/// West, south, east, north of the synthetic city of 300,000 parcels (bench/make_city.py).
const BOX: [f64; 4] = [74.435, 42.806, 74.705, 42.943];

/// How long each lookup is asked for.
const ASKED_FOR: Duration = Duration::from_secs(3);

pub(crate) fn measure(root: &Path, file: &Path, report: &mut Report) -> Result<()> {
    let mapping: Mapping = fs::read_to_string(root.join("data/mappings/make_city.toml"))?.parse()?;
    let began = Instant::now();
    let (parcels, _) = parcels::read::read_file(file, &mapping, &ReadOptions::default(), &mut |_| {})?;
    let read = began.elapsed();
    let began = Instant::now();
    let layer = Layer::build(mapping.layer.info(), parcels)?;
    let built = began.elapsed();
    let began = Instant::now();
    layer.index_words();
    let indexed = began.elapsed();
    let count = layer.len() as f64;
    report.section(
        &format!("The core: a layer of {} parcels", grouped(count)),
        "\nReading and checking the file, building the immutable layer with its tree, with all cores; lookups at \
         random places of the city, one in six of them a street, one core.",
    );
    report.row("read and checked", &seconds(read));
    report.row("layer built", &seconds(built));
    report.row("words for the search indexed, beside the map", &seconds(indexed));
    report.row("bytes per parcel, geometry and attributes and tree", &format!("{:.0}", layer.bytes() as f64 / count));

    let mut random = Random::new(1);
    let mut at = || {
        let [x, y] = place(&mut random);
        layer.at(Coord { x, y }).len()
    };
    report.row("at a point, per second", &grouped(rate(&mut at)));
    let mut random = Random::new(2);
    // About 200 m in each direction.
    let mut boxes = || {
        let [x, y] = place(&mut random);
        layer.in_box(Rect::new(Coord { x, y }, Coord { x: x + 0.002_45, y: y + 0.001_8 })).len()
    };
    report.row("in a box of 200 m, per second", &grouped(rate(&mut boxes)));
    let mut random = Random::new(3);
    let mut nearest = || {
        let [x, y] = place(&mut random);
        layer.nearest(Coord { x, y }, 100.0).map_or(0, |_| 1)
    };
    report.row("nearest within 100 m, per second", &grouped(rate(&mut nearest)));
    let (mut random, codes) = (Random::new(4), layer.parcels().map(|p| p.code().to_owned()).collect::<Vec<_>>());
    let mut by_code = || {
        let code = &codes[(random.share() * codes.len() as f64) as usize];
        layer.by_code(code).map_or(0, |_| 1)
    };
    report.row("by code, per second", &grouped(rate(&mut by_code)));
    let mut search = || layer.search("чуй 12", 8).len();
    report.row("search for two words, per second", &grouped(rate(&mut search)));

    let next = a_year_later(&layer)?;
    let began = Instant::now();
    let lineage = parcels::lineage::between(&layer, &next, &parcels::lineage::Options::default());
    let told: Vec<String> = lineage.counts().iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    report.row("lineage against a changed copy", &format!("{} ({})", seconds(began.elapsed()), told.join(", ")));
    drop(next);

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("layer.pmtiles");
    let began = Instant::now();
    parcels::archive::write(&layer, &path, &mut |_| {})?;
    report.row(
        "tile archive of all zooms",
        &format!("{}, {:.0} MB", seconds(began.elapsed()), fs::metadata(&path)?.len() as f64 / 1e6),
    );
    Ok(())
}

/// The city moved by 30 cm, with one parcel in a hundred left out and as many under another code.
fn a_year_later(layer: &Layer) -> Result<Layer> {
    let mut parcels = Vec::with_capacity(layer.len());
    for (index, parcel) in layer.parcels().enumerate().filter(|(index, _)| index % 100 != 0) {
        let mut parcel = parcel.to_parcel();
        if index % 100 == 1 {
            parcel.code = Code::new(&format!("N-{index}"))?;
        }
        parcel.shape.map_coords_in_place(|point| Coord { x: point.x + 3.67e-6, y: point.y });
        parcels.push(parcel);
    }
    Ok(Layer::build(layer.info().clone(), parcels)?)
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// How often a second this can be asked; what it finds is added up, so that no compiler leaves it out.
fn rate(ask: &mut dyn FnMut() -> usize) -> f64 {
    let (began, mut asked, mut found) = (Instant::now(), 0_u64, 0_usize);
    while began.elapsed() < ASKED_FOR {
        for _ in 0..64 {
            found += std::hint::black_box(ask());
        }
        asked += 64;
    }
    std::hint::black_box(found);
    asked as f64 / began.elapsed().as_secs_f64()
}

/// The same places in every run (SplitMix64).
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A place in the city: longitude, latitude. About one in six lies in a street.
pub(crate) fn place(random: &mut Random) -> [f64; 2] {
    let [west, south, east, north] = BOX;
    [west + (east - west) * random.share(), south + (north - south) * random.share()]
}

/// At most so many different tiles of a zoom that touch the city.
pub(crate) fn tiles(zoom: u8, most: usize) -> Vec<(u32, u32)> {
    let mut random = Random::new(u64::from(zoom));
    let mut tiles = BTreeSet::new();
    for _ in 0..most * 20 {
        let [lon, lat] = place(&mut random);
        let count = f64::from(1_u32 << zoom);
        let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
        tiles.insert((((lon + 180.0) / 360.0 * count) as u32, (y * count) as u32));
        if tiles.len() == most {
            break;
        }
    }
    tiles.into_iter().collect()
}
