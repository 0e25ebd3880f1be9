//! What a clerk can count on when a parcel file is read. The names that begin with `imp_` are real mishaps of others.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod broken;
mod files;
mod mishaps;
mod promises;
mod systems;

use std::io::Cursor;

use parcels::report::{FeatureReport, Finding, Outcome, Report};
use parcels::{CodePattern, Mapping, Parcel, ReadError, ReadOptions};

/// A mapping for the small files of these tests.
pub(crate) const MAPPING: &str = r#"
[code]
property = "code"
[land_use]
property = "use"
default = "vacant"
values = { house = "individual_houses", "shop*" = "trade" }
[legal_area]
property = "area"
[address]
ru = "address"
"#;

/// The square of 0.01° whose south-western corner is given.
pub(crate) fn square(west: f64, south: f64) -> String {
    let (east, north) = (west + 0.01, south + 0.01);
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    format!("[{}]", corners.map(|(x, y)| format!("[{x:.4},{y:.4}]")).join(","))
}

/// A feature with one ring.
pub(crate) fn feature(code: &str, ring: &str) -> String {
    with_geometry(code, &format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#))
}

/// A feature with the geometry as given.
pub(crate) fn with_geometry(code: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{geometry}}}"#)
}

/// A collection with one feature per line, the first on line 2.
pub(crate) fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

pub(crate) type Read = Result<(Vec<Parcel>, Report), ReadError>;

/// Reads with codes of four digits.
pub(crate) fn read(text: impl AsRef<[u8]>) -> Read {
    let pattern = Some(CodePattern::new("[0-9]{4}").unwrap());
    read_with(text, MAPPING, &ReadOptions { pattern, ..ReadOptions::default() })
}

pub(crate) fn read_with(text: impl AsRef<[u8]>, mapping: &str, options: &ReadOptions) -> Read {
    let mapping: Mapping = mapping.parse().unwrap();
    let result = parcels::read::read(Cursor::new(text.as_ref()), &mapping, options, &mut |_| {});
    if let Ok((parcels, report)) = &result {
        // What holds for every file that is read.
        let counts = report.counts;
        assert_eq!(counts.accepted + counts.repaired + counts.refused, counts.read);
        assert_eq!(parcels.len() as u64, counts.accepted + counts.repaired);
        assert_eq!(report.accepted.len() + report.features.len(), usize::try_from(counts.read).unwrap());
        for finding in report.features.iter().flat_map(|feature| &feature.findings) {
            assert_eq!(serde_json::to_value(finding).unwrap()["code"], finding.code());
            assert!(Finding::CODES.contains(&finding.code()));
        }
        // (Not compared as a whole: serde_json reads floats back to within their last bit only.)
        let again: Report = serde_json::from_str(&serde_json::to_string(report).unwrap()).unwrap();
        assert_eq!(
            (again.counts, again.findings.len(), again.accepted),
            (counts, report.findings.len(), report.accepted.clone())
        );
    }
    result
}

pub(crate) fn codes(parcels: &[Parcel]) -> Vec<&str> {
    parcels.iter().map(|parcel| parcel.code.as_str()).collect()
}

/// What the report says about a feature; nothing if it was simply accepted.
pub(crate) fn told(report: &Report, index: u64) -> Option<&FeatureReport> {
    report.features.iter().find(|feature| feature.place.index == index)
}

/// Outcome, line, code and codes of findings of a feature, for comparing.
pub(crate) fn summary(report: &Report, index: u64) -> (Outcome, u64, Option<&str>, Vec<&'static str>) {
    match told(report, index) {
        Some(FeatureReport { place, outcome, findings }) => {
            (*outcome, place.line, place.code.as_deref(), findings.iter().map(Finding::code).collect())
        }
        None => {
            let place = report.accepted.iter().find(|place| place.index == index).unwrap();
            (Outcome::Accepted, place.line, place.code.as_deref(), Vec::new())
        }
    }
}
