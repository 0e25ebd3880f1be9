//! Cities to test on: the two that Tilke ships, and one of straight streets.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use flate2::read::GzDecoder;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use parcels::{Code, LandUse, Layer, LayerInfo, OwnerClass, Parcel, Texts};

/// The demonstration city (`data/cities/bishkek`): 11,706 invented parcels on real streets, in three languages.
pub(crate) fn bishkek() -> &'static Layer {
    static LAYER: LazyLock<Layer> = LazyLock::new(|| bishkek_of("parcels"));
    &LAYER
}

/// The demonstration city a year later.
pub(crate) fn bishkek_next() -> &'static Layer {
    static LAYER: LazyLock<Layer> = LazyLock::new(|| bishkek_of("parcels_next"));
    &LAYER
}

/// Cambridge, Massachusetts (`data/cities/cambridge`, PDDL 1.0): real parcels as they are, invalid ones included, named
/// by the order of the file since its own codes repeat.
pub(crate) fn cambridge() -> &'static Layer {
    static LAYER: LazyLock<Layer> = LazyLock::new(|| {
        let parcels = features("cambridge/parcels.geojson.gz")
            .into_iter()
            .enumerate()
            .map(|(index, (properties, shape))| {
                let use_ = LandUse::ALL[index % LandUse::ALL.len()];
                let mut parcel = Parcel::new(code(&format!("C-{index:05}")), shape, use_);
                parcel.address.en = properties["address"].as_str().map(Arc::from);
                parcel
            })
            .collect();
        Layer::build(LayerInfo::default(), parcels).unwrap()
    });
    &LAYER
}

pub(crate) fn code(code: &str) -> Code {
    Code::new(code).unwrap()
}

fn bishkek_of(file: &str) -> Layer {
    let parcels = features(&format!("bishkek/{file}.geojson.gz"))
        .into_iter()
        .map(|(properties, shape)| {
            let text = |key: &str| properties[key].as_str().map(Arc::<str>::from);
            let use_ = match properties["land_use"].as_str().unwrap() {
                "res1" => LandUse::IndividualHouses,
                "res2" => LandUse::ApartmentHouses,
                "com" => LandUse::Trade,
                "pub" => LandUse::Institution,
                "green" => LandUse::Green,
                "ind" => LandUse::Production,
                "eng" => LandUse::Engineering,
                "agri" => LandUse::Arable,
                _ => LandUse::Vacant,
            };
            let mut parcel = Parcel::new(code(properties["code"].as_str().unwrap()), shape, use_);
            parcel.owner_class = OwnerClass::from_key(properties["owner_class"].as_str().unwrap()).unwrap();
            parcel.address = Texts { ky: text("address_ky"), ru: text("address_ru"), en: text("address_en") };
            parcel.district = Texts { ky: text("district_ky"), ru: text("district_ru"), en: None };
            parcel
        })
        .collect();
    Layer::build(LayerInfo { demonstration: true, ..LayerInfo::default() }, parcels).unwrap()
}

fn features(file: &str) -> Vec<(serde_json::Value, MultiPolygon<f64>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/cities").join(file);
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let collection: geojson::FeatureCollection = text.parse().unwrap();
    collection
        .features
        .into_iter()
        .map(|feature| {
            let shape = match geo::Geometry::<f64>::try_from(feature.geometry.unwrap()).unwrap() {
                geo::Geometry::Polygon(polygon) => polygon.into(),
                geo::Geometry::MultiPolygon(shape) => shape,
                other => panic!("no area: {other:?}"),
            };
            (serde_json::Value::Object(feature.properties.unwrap()), shape)
        })
        .collect()
}

/// Metres in a degree at the latitude of Bishkek, good enough to lay out streets.
pub(crate) const METRES: Coord<f64> = Coord { x: 81_700.0, y: 111_100.0 };

/// A rectangle by its south-west corner and its sides in metres.
pub(crate) fn lot(longitude: f64, latitude: f64, wide_m: f64, high_m: f64) -> MultiPolygon<f64> {
    let (east, north) = (longitude + wide_m / METRES.x, latitude + high_m / METRES.y);
    ring(&[(longitude, latitude), (east, latitude), (east, north), (longitude, north)])
}

pub(crate) fn ring(points: &[(f64, f64)]) -> MultiPolygon<f64> {
    MultiPolygon(vec![Polygon::new(LineString::from(points.to_vec()), vec![])])
}

/// Lots of 13 × 73 m, two rows back to back, twelve to a block, streets of 15 m between, each lot of a use by chance: the
/// worst that a map of uses can meet. `blocks` × `blocks` of them.
pub(crate) fn dense_city(blocks: u32) -> Layer {
    let mut chance = 0x2545_F491_4F6C_DD1D_u64;
    let mut parcels = Vec::new();
    for (row, column) in (0..blocks).flat_map(|row| (0..blocks).map(move |column| (row, column))) {
        for plot in 0..24_u32 {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let x = f64::from(column) * (12.0 * 13.0 + 15.0) + f64::from(plot % 12) * 13.0;
            let y = f64::from(row) * (2.0 * 73.0 + 15.0) + f64::from(plot / 12) * 73.0;
            let use_ = LandUse::ALL[usize::try_from(chance % 9).unwrap()];
            let shape = lot(74.4 + x / METRES.x, 42.75 + y / METRES.y, 13.0, 73.0);
            let mut parcel = Parcel::new(code(&format!("1-{row:04}-{column:04}-{plot:04}")), shape, use_);
            parcel.address.ky = Some(format!("Манас көчөсү, {plot}").into());
            parcels.push(parcel);
        }
    }
    Layer::build(LayerInfo::default(), parcels).unwrap()
}
