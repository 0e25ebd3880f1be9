//! The city that is served: a folder with `city.toml` (data/cities/README.md tells every key).

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use parcels::CodePattern;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    language::{Say, TAGS},
    picture::Ground,
};

/// The city, read once at start.
#[derive(Debug)]
pub struct City {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// Names by language tag.
    pub name: Names,
    /// Days and deadlines are counted in it.
    pub time_zone: TimeZone,
    /// Tags of the languages that are offered; the first is for a visitor who asks for none of them.
    pub languages: Vec<&'static str>,
    /// The data is invented; every page says so.
    pub demonstration: bool,
    /// What a whole parcel code looks like.
    pub code_pattern: CodePattern,
    /// A code that exists.
    pub code_example: String,
    /// `[west, south, east, north]` in degrees.
    pub extent: [f64; 4],
    /// `[longitude, latitude]` of the first view.
    pub centre: [f64; 2],
    /// Zoom of the first view.
    pub zoom: f64,
    /// Which days are working days.
    pub calendar: dialogue::Calendar,
    /// How long notices take comments, by kind.
    pub terms: dialogue::TermRules,
    /// A sample dialogue.
    pub dialogue: Option<PathBuf>,
    /// Where the parcels come from.
    pub parcels: Parcels,
    /// Who must be named on the map.
    pub attribution: Vec<Attribution>,
    /// Layers drawn under the parcels, by name.
    pub base: BTreeMap<&'static str, BaseLayer>,
    /// The same, read: water and names for pictures that the server draws.
    pub ground: Ground,
}

/// A name in all three languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Kyrgyz.
    pub ky: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Names {
    /// The name as a reader's language has it.
    pub fn said(&self, say: Say) -> &str {
        match say.tag() {
            "ru" => &self.ru,
            "en" => &self.en,
            _ => &self.ky,
        }
    }
}

/// The city's parcel file, imported by `tilke import` without a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcels {
    /// GeoJSON, plain or gzip.
    pub file: PathBuf,
    /// Which property is what.
    pub mapping: PathBuf,
    /// `EPSG:n`, when the file is not in WGS 84 and does not say so.
    pub crs: Option<String>,
    /// Where the file is from.
    pub source: String,
    /// As of when.
    pub source_date: Option<Date>,
    /// SPDX name.
    pub licence: String,
    /// Who must be named.
    pub attribution: String,
}

/// Somebody who must be named on the map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// What is written.
    pub text: String,
    /// Where it leads.
    pub url: Option<String>,
}

/// A layer under the parcels, ready to send.
#[derive(Debug)]
pub struct BaseLayer {
    /// The GeoJSON as it is.
    pub plain: Bytes,
    /// The same as gzip.
    pub gzip: Bytes,
    /// The same as Brotli.
    pub brotli: Bytes,
    /// Names the content: part of its address.
    pub digest: String,
}

/// Names of the layers that may lie under the parcels, in drawing order.
pub const BASE_LAYERS: [&str; 4] = ["boundary", "water", "streets", "neighbourhoods"];

/// Why a city cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// A file that is not there.
    #[error("TILKE_CITY: cannot read {path}: {source}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// `city.toml` does not say what it must.
    #[error("{path}: {source}", path = .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A calendar that is not one.
    #[error(transparent)]
    Calendar(#[from] dialogue::CalendarError),
    /// A value that does not fit.
    #[error("{path}: {key}: {wanted}", path = .path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What would do.
        wanted: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    time_zone: String,
    languages: Vec<String>,
    demonstration: bool,
    code_pattern: String,
    code_example: String,
    extent: [f64; 4],
    centre: [f64; 2],
    zoom: f64,
    calendar: Option<PathBuf>,
    dialogue: Option<PathBuf>,
    name: Names,
    parcels: Parcels,
    #[serde(default)]
    base: BTreeMap<String, PathBuf>,
    #[serde(default)]
    attribution: Vec<Attribution>,
}

impl City {
    /// Reads `city.toml` and the layers that it names.
    pub fn open(folder: &Path) -> Result<Self, CityError> {
        let path = folder.join("city.toml");
        let read = |path: &Path| std::fs::read(path).map_err(|source| CityError::Read { path: path.into(), source });
        let text = String::from_utf8_lossy(&read(&path)?).into_owned();
        let file: File = toml::from_str(&text)
            .map_err(|source| CityError::Parse { path: path.clone(), source: Box::new(source) })?;
        let wrong = |key, wanted: &str| CityError::Value { path: path.clone(), key, wanted: wanted.into() };

        let time_zone =
            TimeZone::get(&file.time_zone).map_err(|_| wrong("time_zone", "must be an IANA name like Asia/Bishkek"))?;
        let languages: Vec<_> =
            file.languages.iter().filter_map(|tag| TAGS.into_iter().find(|known| known == tag)).collect();
        if languages.is_empty() || languages.len() != file.languages.len() {
            return Err(wrong("languages", "must list some of ky, ru, en"));
        }
        let [west, south, east, north] = file.extent;
        let on_earth =
            west < east && south < north && west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
        if !on_earth {
            return Err(wrong("extent", "must be [west, south, east, north] in degrees"));
        }
        let [longitude, latitude] = file.centre;
        if !(west..=east).contains(&longitude) || !(south..=north).contains(&latitude) {
            return Err(wrong("centre", "must be [longitude, latitude] within the extent"));
        }
        if !(0.0..=19.0).contains(&file.zoom) {
            return Err(wrong("zoom", "must be from 0 to 19"));
        }
        let code_pattern =
            CodePattern::new(&file.code_pattern).map_err(|cause| wrong("code_pattern", &cause.to_string()))?;
        if code_pattern.parse(&file.code_example).is_err() {
            return Err(wrong("code_example", "must match code_pattern"));
        }
        let mut base = BTreeMap::new();
        for (name, layer) in &file.base {
            let Some(name) = BASE_LAYERS.into_iter().find(|known| known == name) else {
                return Err(wrong("base", "may have boundary, streets, water and neighbourhoods"));
            };
            base.insert(name, BaseLayer::of(read(&folder.join(layer))?));
        }
        let plain = |name| base.get(name).map(|layer| layer.plain.as_ref());
        let ground = Ground::read(plain("streets"), plain("water"), plain("neighbourhoods"))
            .map_err(|error| wrong("base", &format!("must be GeoJSON: {error}")))?;
        let (calendar, terms) = match file.calendar.map(|path| folder.join(path)) {
            Some(path) => {
                let calendar = dialogue::Calendar::read_folder(&path)?;
                let path = path.join("terms.toml");
                let text = String::from_utf8_lossy(&read(&path)?).into_owned();
                let parsed = dialogue::TermRules::read(&text);
                (calendar, parsed.map_err(|source| CityError::Parse { path, source: Box::new(source) })?)
            }
            None => (dialogue::Calendar::weekends_only(), dialogue::TermRules::default()),
        };
        Ok(Self {
            folder: folder.into(),
            name: file.name,
            time_zone,
            languages,
            demonstration: file.demonstration,
            code_pattern,
            code_example: file.code_example,
            extent: file.extent,
            centre: file.centre,
            zoom: file.zoom,
            calendar,
            terms,
            dialogue: file.dialogue.map(|path| folder.join(path)),
            parcels: Parcels {
                file: folder.join(file.parcels.file),
                mapping: folder.join(file.parcels.mapping),
                ..file.parcels
            },
            attribution: file.attribution,
            base,
            ground,
        })
    }

    /// An instant as the city's clocks show it.
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.time_zone.clone())
    }

    /// The city's date at an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The voice for visitors who ask for no language of ours.
    pub fn voice(&self) -> Say {
        self.languages.first().and_then(|tag| Say::of(tag)).unwrap_or_else(Say::kyrgyz)
    }
}

impl BaseLayer {
    fn of(plain: Vec<u8>) -> Self {
        let digest: String = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { gzip: gzip(&plain), brotli: brotli(&plain), plain: plain.into(), digest }
    }
}

/// Compressed once at start; small files, so well rather than fast.
fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).expect("writing to memory works");
    encoder.finish().expect("writing to memory works").into()
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &parameters).expect("writing to memory works");
    compressed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(city: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/cities").join(city)
    }

    #[test]
    fn the_sample_cities_open() {
        let bishkek = City::open(&data("bishkek")).unwrap();
        assert!(bishkek.demonstration);
        assert_eq!(bishkek.base.len(), 4);
        assert_eq!(bishkek.name.said(Say::of("en").unwrap()), "Bishkek");
        let evening = "2026-03-31T18:00:00Z".parse().unwrap();
        assert_eq!(bishkek.date(evening).to_string(), "2026-04-01");
        let cambridge = City::open(&data("cambridge")).unwrap();
        assert!(!cambridge.demonstration);
    }

    #[test]
    fn a_slip_of_the_pen_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let good = std::fs::read_to_string(data("cambridge").join("city.toml")).unwrap();
        for (from, to, told) in [
            ("time_zone", "time_zones", "time_zones"),
            ("America/New_York", "America/Cambridge", "time_zone"),
            ("zoom =", "zoom = 25 #", "zoom"),
        ] {
            assert!(good.contains(from), "{from}");
            std::fs::write(folder.path().join("city.toml"), good.replacen(from, to, 1)).unwrap();
            let message = City::open(folder.path()).unwrap_err().to_string();
            assert!(message.contains(told) && message.contains("city.toml"), "{message}");
        }
        let message = City::open(&folder.path().join("nowhere")).unwrap_err().to_string();
        assert!(message.starts_with("TILKE_CITY"), "{message}");
    }
}
