//! Real files, with their real oddities.

use std::path::{Path, PathBuf};

use geo::{Area, Validation};
use parcels::report::Finding;

use super::*;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read_real(file: &str, mapping: &str, options: &ReadOptions) -> (Vec<Parcel>, Report) {
    let mapping = std::fs::read_to_string(repository().join("data/mappings").join(mapping)).unwrap();
    let mapping: Mapping = mapping.parse().unwrap();
    parcels::read::read_file(&repository().join(file), &mapping, options, &mut |_| {}).unwrap()
}

/// The 24 invalid polygons of Cambridge by their place in the file, with the area in square degrees that GEOS 3.11.1 (`ST_MakeValid`
/// of PostGIS 3.3.2) gives them.
const CAMBRIDGE_INVALID: [(u64, f64); 24] = [
    (1061, 7.505410799995921e-07),
    (2007, 6.585410499952006e-08),
    (2448, 2.6217353500427956e-07),
    (2507, 3.10251365003308e-07),
    (2586, 7.4917103249966185e-06),
    (3381, 1.9319931400048166e-06),
    (3794, 5.687937379998604e-06),
    (4152, 1.2371274032835206e-08),
    (4435, 1.2385453500028188e-07),
    (5507, 5.574792153431964e-09),
    (5585, 1.4148420000521683e-08),
    (5677, 1.1321599997506968e-09),
    (6011, 7.572908130343647e-07),
    (6356, 3.415789269865665e-08),
    (6794, 1.685545094988996e-06),
    (8495, 2.13446999988625e-08),
    (8709, 2.453862500033558e-08),
    (10753, 9.589315931851301e-09),
    (10825, 7.956776149985335e-07),
    (11159, 2.050389999914508e-08),
    (11521, 3.3534979999993855e-08),
    (12447, 8.175885996420196e-07),
    (13003, 3.34447250001354e-08),
    (13093, 2.0474692499815272e-07),
];

#[test]
fn cambridge_is_read_whole_and_every_oddity_is_told() {
    let (parcels, report) =
        read_real("data/cities/cambridge/parcels.geojson.gz", "cambridge.toml", &ReadOptions::default());
    let counts = report.counts;
    assert_eq!((counts.read, counts.accepted, counts.repaired, counts.refused), (13_159, 13_044, 21, 94));
    assert_eq!(parcels.len(), 13_065);
    // 24 are invalid: 21 are repaired, three of them have a code that others have as well.
    let rebuilt: Vec<u64> = report
        .features
        .iter()
        .filter(|feature| feature.findings.iter().any(|finding| matches!(finding, Finding::Rebuilt { .. })))
        .map(|feature| feature.place.index)
        .collect();
    assert_eq!(rebuilt, CAMBRIDGE_INVALID.map(|(index, _)| index));
    // Codes that are missing or shared: 6 without one, 87 that others have as well, 1 true copy.
    assert_eq!(report.findings["code-missing"], 6);
    assert_eq!(report.findings["code-conflict"], 87);
    assert_eq!(report.findings["exact-duplicate"], 1);
    let conflicts = |code: &str| {
        let shared = |feature: &&FeatureReport| feature.place.code.as_deref() == Some(code);
        report.features.iter().filter(shared).filter(|feature| feature.findings[0].code() == "code-conflict").count()
    };
    assert_eq!((conflicts("---"), conflicts("--MD"), conflicts("--R")), (59, 5, 4));
    // 25 parcels have a legal area of 0 square feet.
    assert_eq!(report.findings["not-positive"], 25);
    assert!(report.values_not_in_table.is_empty(), "{:?}", report.values_not_in_table);
    let ratio = report.area.median_ratio.unwrap();
    assert!((ratio - 1.0).abs() < 0.01, "square feet are read as square metres: {ratio}");
    let dropped: Vec<_> = report.dropped_properties.iter().map(|dropped| &*dropped.property).collect();
    assert_eq!(
        dropped,
        ["EditDate", "FCODE", "LOT", "MAP", "UYEAR", "appraised_total", "id", "tax_rows", "use_desc", "year_built"]
    );
}

#[test]
fn cambridge_against_the_pattern_of_its_city() {
    let pattern = Some(CodePattern::new(r"^[0-9]{1,3}(\.[0-9]{1,2})?[A-Z]{0,2}-[0-9A-Z]{1,6}$").unwrap());
    let extent = Some([-71.17, 42.34, -71.05, 42.42]);
    let options = ReadOptions { pattern, extent, ..ReadOptions::default() };
    let (_, report) = read_real("data/cities/cambridge/parcels.geojson.gz", "cambridge.toml", &options);
    let counts = report.counts;
    assert_eq!(report.findings["code-does-not-match"], 79);
    assert_eq!((counts.read, counts.accepted, counts.repaired, counts.refused), (13_159, 13_038, 21, 100));
    assert_eq!(report.findings["code-missing"], 6);
    assert_eq!(report.findings["code-conflict"], 14);
}

#[test]
fn a_repaired_parcel_of_cambridge_has_the_area_that_geos_gives_it() {
    let (parcels, report) =
        read_real("data/cities/cambridge/parcels.geojson.gz", "cambridge.toml", &ReadOptions::default());
    let mut compared = 0;
    for (index, expected) in CAMBRIDGE_INVALID {
        let place = &told(&report, index).unwrap().place;
        // Three are refused for their codes.
        let Some(parcel) = parcels.iter().find(|parcel| Some(parcel.code.as_str()) == place.code.as_deref()) else {
            continue;
        };
        let area = parcel.shape.unsigned_area();
        assert!((area - expected).abs() < 5e-9 * expected.max(1e-6), "feature {index}: {area} and {expected}");
        assert!(parcel.shape.is_valid(), "feature {index}");
        compared += 1;
    }
    assert_eq!(compared, 21);
}

#[test]
fn what_is_accepted_has_the_positions_of_the_file_to_the_last_bit() {
    let path = repository().join("data/cities/cambridge/parcels.geojson.gz");
    let (parcels, report) =
        read_real("data/cities/cambridge/parcels.geojson.gz", "cambridge.toml", &ReadOptions::default());
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    let accepted: std::collections::HashMap<&str, &Parcel> =
        parcels.iter().map(|parcel| (parcel.code.as_str(), parcel)).collect();
    let lines: Vec<&str> = text.lines().collect();
    for place in &report.accepted {
        let line = lines[usize::try_from(place.line).unwrap() - 1];
        let feature: serde_json::Value = serde_json::from_str(line.trim_end_matches(',')).unwrap();
        let written: Vec<(u64, u64)> = feature["geometry"]["coordinates"][0]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|at| {
                Some((
                    at[0].to_string().parse::<f64>().ok()?.to_bits(),
                    at[1].to_string().parse::<f64>().ok()?.to_bits(),
                ))
            })
            .collect();
        let polygon = &accepted[place.code.as_deref().unwrap()].shape.0[0];
        if written.is_empty() || feature["geometry"]["type"] != "Polygon" {
            continue;
        }
        let mut read: Vec<(u64, u64)> =
            polygon.exterior().0.iter().map(|at| (at.x.to_bits(), at.y.to_bits())).collect();
        if read != written {
            read.reverse(); // turned, which is told
        }
        assert_eq!(read, written, "{place}");
    }
}

#[test]
fn the_french_commune_has_511_parcels_and_no_fault() {
    let file = "crates/parcels/tests/data/france_pci_25354/parcelle.geojson.gz";
    let (parcels, report) = read_real(file, "france_pci.toml", &ReadOptions::default());
    let counts = report.counts;
    assert_eq!((counts.read, counts.accepted, counts.repaired, counts.refused), (511, 511, 0, 0));
    assert_eq!(report.accepted.len(), 511);
    assert_eq!(
        parcels.iter().filter(|parcel| parcel.shape.0.iter().any(|part| !part.interiors().is_empty())).count(),
        3
    );
    let first = &parcels[0];
    assert_eq!(first.code.as_str(), "354000AB0001");
    assert_eq!(first.legal_area_m2, Some(226_060.0));
    assert_eq!(first.since, Some(jiff::civil::date(2008, 7, 14)));
    assert_eq!(first.address.en.as_deref(), Some("Sheet 25354000AB01, no. 1"));
    let ratio = report.area.median_ratio.unwrap();
    assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
}

#[test]
fn the_polygon_of_122_346_vertices_is_mended_and_keeps_its_area() {
    let file = "crates/parcels/tests/data/swiss_oereb/swiss_ogc_invalid.geojson.gz";
    let (parcels, report) = read_real(file, "swiss_edge_case.toml", &ReadOptions::default());
    assert_eq!((report.counts.read, report.counts.repaired), (1, 1));
    let shape = &parcels[0].shape;
    // GEOS 3.11.1, ST_MakeValid: one polygon, 557 holes, 0.003696857954950021 square degrees, 31,243,327.082 m².
    assert_eq!((shape.0.len(), shape.0[0].interiors().len()), (1, 557));
    assert!((shape.unsigned_area() - 0.003_696_857_954_950_021).abs() < 1e-12, "{}", shape.unsigned_area());
    let Some(Finding::Rebuilt { area_before_m2, area_after_m2, polygons: 1, holes: 557 }) =
        told(&report, 1).unwrap().findings.iter().find(|finding| finding.code() == "rebuilt")
    else {
        panic!("{report:?}");
    };
    assert!((area_after_m2 - 31_243_327.082).abs() < 0.05, "{area_after_m2}");
    assert!((area_after_m2 - area_before_m2).abs() < 0.05, "{area_before_m2}");
    let touches = |finding: &Finding| matches!(finding, Finding::SelfTouching { ring: 1, .. });
    assert!(told(&report, 1).unwrap().findings.iter().any(touches));
    // Its mended form is taken as it is when it comes again: nothing is left to mend, and the check does not take for ever.
    let json = geojson::Feature {
        properties: serde_json::json!({"name": "again"}).as_object().cloned(),
        ..geojson::Feature::from(geojson::Geometry::new(geojson::GeometryValue::from(shape)))
    };
    let (again, report) = read_with(
        json.to_string(),
        "[code]\nproperty = \"name\"\n[land_use]\ndefault = \"green\"\n",
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(report.counts.accepted, 1, "{}", report.text(9));
    assert_eq!(&again[0].shape, shape);
}

#[test]
fn the_sample_city_has_no_fault() {
    let extent = Some([74.40, 42.70, 74.80, 43.06]);
    let pattern = Some(CodePattern::new("[0-9]-[0-9]{2}-[0-9]{2}-[0-9]{4}-[0-9]{4}(-[0-9]{2}(-[0-9]{3})?)?").unwrap());
    let options = ReadOptions { extent, pattern, ..ReadOptions::default() };
    for (file, count) in [("parcels.geojson.gz", 11_706), ("parcels_next.geojson.gz", 11_712)] {
        let (parcels, report) = read_real(&format!("data/cities/bishkek/{file}"), "bishkek_demo.toml", &options);
        assert_eq!(report.accepted.len(), count, "{}", report.text(9));
        assert_eq!(parcels.len(), count);
        assert!(report.missing_properties.is_empty());
        assert!(
            parcels
                .iter()
                .all(|parcel| parcel.category.is_some() && parcel.use_detail.is_some() && !parcel.address.is_empty())
        );
        assert!(parcels.iter().any(|parcel| parcel.contour.is_some()));
    }
}

#[test]
fn every_shipped_mapping_can_be_read() {
    let mut count = 0;
    for entry in std::fs::read_dir(repository().join("data/mappings")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let mapping = std::fs::read_to_string(&path).unwrap().parse::<Mapping>();
            let info = mapping.unwrap_or_else(|error| panic!("{}: {error}", path.display())).layer.info();
            assert!(!info.source.is_empty() && !info.licence.is_empty() && !info.attribution.is_empty());
            count += 1;
        }
    }
    assert_eq!(count, 5);
}

#[test]
fn progress_ends_with_all_bytes_and_features() {
    let mapping: Mapping =
        std::fs::read_to_string(repository().join("data/mappings/bishkek_demo.toml")).unwrap().parse().unwrap();
    let path = repository().join("data/cities/bishkek/parcels.geojson.gz");
    let mut steps = Vec::new();
    parcels::read::read_file(&path, &mapping, &ReadOptions::default(), &mut |progress| steps.push(progress)).unwrap();
    assert!(steps.is_sorted_by_key(|step| (step.features, step.bytes)));
    let last = steps.last().unwrap();
    assert_eq!((last.bytes, last.features), (std::fs::metadata(path).unwrap().len(), 11_706));
}
