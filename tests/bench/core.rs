//! The core alone: reading, building the layer, asking what is at a point; and the places that all measurements ask for.

use std::{collections::BTreeSet, path::Path};

use anyhow::Result;

use crate::report::Report;

/// West, south, east, north of the synthetic city of 300,000 parcels (bench/make_city.py).
const BOX: [f64; 4] = [74.435, 42.806, 74.705, 42.943];

pub(crate) fn measure(_root: &Path, _file: &Path, _report: &mut Report) -> Result<()> {
    Ok(())
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
