//! Real mishaps of others, one test each.

use geo::{Area, Contains, Validation};
use parcels::read::OutOfRangeHint;
use parcels::report::{Finding, NoGeometry, Outcome, Place};
use parcels::{Crs, ReadError, ReadOptions};

use super::*;

const EXTENT: [f64; 4] = [74.4, 42.7, 74.8, 43.0];

fn mercator(crs: &str) -> String {
    let ring = "[[8304434,5292205],[8304534,5292205],[8304534,5292305],[8304434,5292305],[8304434,5292205]]";
    format!(r#"{{"type":"FeatureCollection","crs":{crs},"features":[{}]}}"#, feature("0101", ring))
}

fn named(name: &str) -> String {
    format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#)
}

#[test]
fn imp_01_a_declared_system_is_reprojected_and_told() {
    let (parcels, report) = read(mercator(&named("urn:ogc:def:crs:EPSG::3857"))).unwrap();
    let corner = parcels[0].shape.0[0].exterior().0[0];
    // The figures of PROJ 9.1.1: 74.599999882, 42.869997313.
    assert!((corner.x - 74.599_999_882).abs() < 1e-9 && (corner.y - 42.869_997_313).abs() < 1e-9, "{corner:?}");
    assert_eq!(report.crs.from.to_string(), "EPSG:3857");
    assert_eq!(report.crs.to, "OGC:CRS84");
    let text = report.text(9).to_string();
    assert!(text.contains("EPSG:3857 (declared by the file's `crs` member)") && text.contains("OGC:CRS84"), "{text}");
}

#[test]
fn imp_01_degrees_stay_longitude_first_however_they_are_declared() {
    for name in [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ] {
        let text = format!(
            r#"{{"type":"FeatureCollection","crs":{},"features":[{}]}}"#,
            named(name),
            feature("0101", &square(74.60, 42.87))
        );
        let (parcels, report) = read(text).unwrap();
        let corner = parcels[0].shape.0[0].exterior().0[0];
        assert_eq!((corner.x, corner.y), (74.60, 42.87), "{name}");
        assert!(
            report.text(9).to_string().contains("longitude taken from the first number; kept as they are"),
            "{name}"
        );
    }
}

#[test]
fn imp_01_an_unknown_system_refuses_the_file_and_is_named() {
    for (crs, value) in [
        (named("urn:ogc:def:crs:EPSG::99999"), "99999"),
        (named("urn:ogc:def:crs:EPSG::1234"), "1234"),
        (named("Kyrg-06"), "Kyrg-06"),
        (named("EPSG:4978"), "4978"),
        (r#"{"type":"link","properties":{"href":"http://example.org/crs/42"}}"#.to_owned(), "example.org"),
        ("17".to_owned(), "17"),
    ] {
        let error = read(mercator(&crs)).unwrap_err();
        let message = error.to_string();
        assert!(matches!(error, ReadError::UnknownCrs { .. }), "{message}");
        assert!(message.contains("`crs`") && message.contains(value), "{message}");
    }
}

#[test]
fn imp_01_the_file_and_the_command_must_not_disagree() {
    let options = ReadOptions { crs: Some(Crs::epsg(7694).unwrap()), ..ReadOptions::default() };
    let error = read_with(mercator(&named("EPSG:3857")), MAPPING, &options).unwrap_err();
    assert_eq!(error.code(), "crs-disagrees");
    let message = error.to_string();
    assert!(message.contains("EPSG:3857") && message.contains("--crs") && message.contains("EPSG:7694"), "{message}");
    let options = ReadOptions { crs: Some(Crs::epsg(3857).unwrap()), ..ReadOptions::default() };
    let (_, report) = read_with(mercator(&named("EPSG:3857")), MAPPING, &options).unwrap();
    assert_eq!(report.crs.declared_by, parcels::report::DeclaredBy::Both);
}

#[test]
fn imp_02_metres_without_a_declaration_refuse_the_file() {
    let ring = "[[475000.5,4746000.2],[475020,4746000.2],[475020,4746030],[475000.5,4746000.2]]";
    let error = read(collection(&[feature("0201", ring)])).unwrap_err();
    assert_eq!(
        error,
        ReadError::OutOfRange {
            index: 1,
            line: 2,
            x: 475_000.5,
            y: 4_746_000.2,
            hint: OutOfRangeHint::Metres,
            out_of_range: 1,
            features: 1
        }
    );
    let message = error.to_string();
    assert!(
        message.contains("feature 1 (line 2)") && message.contains("metres") && message.contains("--crs"),
        "{message}"
    );
}

#[test]
fn imp_02_a_single_slip_of_the_pen_is_not_the_files() {
    let wild = "[[74.60,42.87],[74.61,42.87],[7461,42.88],[74.60,42.87]]";
    let squares =
        [feature("0201", &square(74.60, 42.87)), feature("0202", &square(74.62, 42.87)), feature("0203", wild)];
    let (parcels, report) = read(collection(&squares)).unwrap();
    assert_eq!(codes(&parcels), ["0201", "0202"]);
    assert_eq!(told(&report, 3).unwrap().findings, [Finding::PositionOutOfRange { x: 7461.0, y: 42.88 }]);
}

#[test]
fn imp_03_exchanged_axes_refuse_the_file_and_are_never_exchanged_silently() {
    let swapped =
        |code: &str, at: f64| feature(code, &format!("[[42.87,{at}],[42.88,{at}],[42.88,{}],[42.87,{at}]]", at + 0.01));
    let options = ReadOptions { extent: Some(EXTENT), ..ReadOptions::default() };
    let file = collection(&[swapped("0301", 74.60), swapped("0302", 74.63)]);
    let error = read_with(&file, MAPPING, &options).unwrap_err();
    let ReadError::OutsideExtent { features: 2, axes_exchanged: true, index: 1, line: 2, .. } = error else {
        panic!("{error}");
    };
    assert!(error.to_string().contains("axes exchanged"), "{error}");

    // Whoever knows that the file has latitude first can say so, and the report tells it.
    let options = ReadOptions { axis_order: Some(parcels::AxisOrder::NorthingFirst), ..options };
    let (parcels, report) = read_with(&file, MAPPING, &options).unwrap();
    assert_eq!(codes(&parcels), ["0301", "0302"]);
    assert!(report.text(9).to_string().contains("longitude taken from the second number"));
}

#[test]
fn imp_03_only_some_features_outside_are_listed_and_the_others_go_in() {
    let options = ReadOptions { extent: Some(EXTENT), ..ReadOptions::default() };
    let file = collection(&[
        feature("0301", &square(74.60, 42.87)),
        feature("0302", "[[42.87,74.60],[42.88,74.60],[42.88,74.61],[42.87,74.60]]"),
        feature("0303", &square(71.0, 42.0)),
        // Over the edge of the extent: inside enough.
        feature("0304", &square(74.795, 42.87)),
    ]);
    let (parcels, report) = read_with(file, MAPPING, &options).unwrap();
    assert_eq!(codes(&parcels), ["0301", "0304"]);
    let Finding::OutsideExtent { axes_exchanged: true, .. } = told(&report, 2).unwrap().findings[0] else { panic!() };
    let Finding::OutsideExtent { axes_exchanged: false, .. } = told(&report, 3).unwrap().findings[0] else { panic!() };
}

#[test]
fn imp_04_a_byte_order_mark_changes_nothing() {
    let plain = collection(&[feature("0401", &square(74.60, 42.87)), feature("0402", "[[74,42]]")]);
    let marked = [&[0xEF, 0xBB, 0xBF], plain.as_bytes()].concat();
    let (with, told_with) = read(marked).unwrap();
    let (without, told_without) = read(plain).unwrap();
    assert_eq!(with, without);
    assert_eq!(told_with.features, told_without.features);
    assert_eq!(told_with.accepted, told_without.accepted);
    assert!(told_with.format.byte_order_mark);
}

#[test]
fn imp_05_an_open_ring_is_closed_and_a_closed_one_is_left_alone() {
    let open = "[[74.60,42.87],[74.61,42.87],[74.61,42.88],[74.60,42.88]]";
    let hole = "[[74.632,42.872],[74.632,42.874],[74.634,42.874]]";
    let holed =
        with_geometry("0503", &format!(r#"{{"type":"Polygon","coordinates":[{},{hole}]}}"#, square(74.63, 42.87)));
    let file = collection(&[feature("0501", open), feature("0502", &square(74.62, 42.87)), holed]);
    let (parcels, report) = read(file).unwrap();
    assert_eq!(parcels.len(), 3);
    assert_eq!(
        told(&report, 1).unwrap().findings,
        [Finding::RingNotClosed { polygon: 1, ring: 1, at: [74.60, 42.87] }]
    );
    assert_eq!(told(&report, 1).unwrap().outcome, Outcome::Repaired);
    assert_eq!(told(&report, 2), None);
    assert_eq!(
        told(&report, 3).unwrap().findings,
        [Finding::RingNotClosed { polygon: 1, ring: 2, at: [74.632, 42.872] }]
    );
    for parcel in &parcels {
        let polygon = &parcel.shape.0[0];
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            assert_eq!(ring.0.first(), ring.0.last());
        }
    }
}

#[test]
fn imp_06_a_figure_of_eight_keeps_both_lobes() {
    let eight = "[[74.600,42.870],[74.602,42.872],[74.602,42.870],[74.600,42.872],[74.600,42.870]]";
    let (parcels, report) = read(collection(&[feature("0601", eight)])).unwrap();
    let shape = &parcels[0].shape;
    assert_eq!(shape.0.len(), 2);
    for lobe in shape {
        assert!((lobe.unsigned_area() - 1e-6).abs() < 1e-12);
        assert!(lobe.exterior().0.iter().any(|at| (at.x - 74.601).abs() < 1e-9 && (at.y - 42.871).abs() < 1e-9));
    }
    let told = told(&report, 1).unwrap();
    assert_eq!(told.outcome, Outcome::Repaired);
    let [
        Finding::SelfCrossing { at: [x, y], .. },
        Finding::Rebuilt { area_before_m2, area_after_m2, polygons: 2, holes: 0 },
    ] = told.findings[..]
    else {
        panic!("{:?}", told.findings);
    };
    assert!((x - 74.601).abs() < 1e-9 && (y - 42.871).abs() < 1e-9);
    // As written the two lobes cancel; built anew both count.
    assert!(area_before_m2 < 1.0, "{area_before_m2}");
    assert!((area_after_m2 - 18_160.0).abs() < 20.0, "{area_after_m2}");
}

#[test]
fn imp_07_a_spike_is_dropped_and_named() {
    let spiked = "[[74.600,42.870],[74.602,42.870],[74.604,42.870],[74.602,42.870],[74.602,42.872],[74.600,42.872],[74.600,42.870]]";
    let (parcels, report) = read(collection(&[feature("0701", spiked)])).unwrap();
    let shape = &parcels[0].shape;
    assert_eq!(shape.0.len(), 1);
    assert!((shape.unsigned_area() - 4e-6).abs() < 1e-12);
    assert!(shape.is_valid());
    assert_eq!(
        told(&report, 1).unwrap().findings[0],
        Finding::Spike { polygon: 1, ring: 1, from: [74.602, 42.87], to: [74.604, 42.87] }
    );
    assert!(report.text(9).to_string().contains("line from [74.602, 42.87] to [74.604, 42.87], which was dropped"));
}

#[test]
fn imp_08_a_feature_without_a_place_is_refused_alone() {
    let file = collection(&[
        with_geometry("0801", "null"),
        with_geometry("0802", r#"{"type":"Polygon","coordinates":[]}"#),
        feature("0803", &square(74.60, 42.87)),
        r#"{"type":"Feature","properties":{"code":"0804"}}"#.to_owned(),
        with_geometry("0805", r#"{"type":"MultiPolygon","coordinates":[[]]}"#),
    ]);
    let (parcels, mut report) = read(file).unwrap();
    assert_eq!(codes(&parcels), ["0803"]);
    for (index, line, code, why) in [
        (1, 2, "0801", NoGeometry::Null),
        (2, 3, "0802", NoGeometry::Empty),
        (4, 5, "0804", NoGeometry::Missing),
        (5, 6, "0805", NoGeometry::Empty),
    ] {
        assert_eq!(summary(&report, index), (Outcome::Refused, line, Some(code), vec!["no-geometry"]));
        assert_eq!(told(&report, index).unwrap().findings, [Finding::NoGeometry { why }]);
    }
    // Before anyone publishes: 0801 is in force and would be gone, only because its feature was refused.
    report.compare(codes(&parcels), ["0801", "0803", "0899"]);
    let change = report.in_force.as_ref().unwrap();
    assert_eq!(change.kept, 1);
    assert_eq!(change.gone.len(), 2);
    let place = Place { index: 1, line: 2, code: Some("0801".into()) };
    assert_eq!((&*change.gone[0].code, &change.gone[0].refused), ("0801", &Some(place)));
    assert_eq!((&*change.gone[1].code, &change.gone[1].refused), ("0899", &None));
    assert!(report.text(9).to_string().contains("0801 would be gone because feature 1 was refused"));
}

#[test]
fn imp_09_bare_nan_is_named_with_line_and_byte() {
    let good = feature("0901", &square(74.60, 42.87));
    let third = r#"{"type":"Feature","properties":{"code":"0902"},"geometry":{"type":"Polygon","coordinates":[[[NaN,42.87],[74.61,42.87],[74.61,42.88],[NaN,42.87]]]}}"#;
    let file = collection(&[good.clone(), third.to_owned()]);
    let error = read(&file).unwrap_err();
    let expected = file.find("NaN").unwrap() as u64 + 1;
    let ReadError::Syntax { line: 3, byte, ref found, column, .. } = error else { panic!("{error}") };
    assert_eq!((byte, found.as_str(), column), (expected, "`NaN`", third.find("NaN").unwrap() as u64 + 1));
    // The same when the features stand one after another, and for Infinity.
    for word in ["NaN", "Infinity", "-Infinity"] {
        let lines = [good.clone(), good.clone(), third.replace("NaN", word)].join("\n");
        let ReadError::Syntax { line: 3, byte, .. } = read(&lines).unwrap_err() else { panic!() };
        let at = lines.find(word).unwrap() as u64 + 1;
        // A sign alone is still a number's beginning; the word after it is not.
        assert_eq!(byte, at + u64::from(word.starts_with('-')), "{word}");
    }
}

#[test]
fn imp_10_a_code_keeps_its_zeros_and_never_gets_any() {
    let with = |code: &str, west: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":{code}}},"geometry":{{"type":"Polygon","coordinates":[{}]}}}}"#,
            square(west, 42.87)
        )
    };
    let file = collection(&[
        with(r#""0042""#, 74.60),
        with("42", 74.62),
        with("1042", 74.64),
        with(r#"" 0043 ""#, 74.66),
        with("1042.0", 74.68),
        with("null", 74.70),
        with(r#"["0044"]"#, 74.72),
        with(r#""  ""#, 74.74),
        with(r#""00\u200b45""#, 74.76),
    ]);
    let (parcels, report) = read(file).unwrap();
    assert_eq!(codes(&parcels), ["0042", "1042", "0043"]);
    assert_eq!(told(&report, 1), None);
    assert_eq!(told(&report, 2).unwrap().findings, [Finding::CodeDoesNotMatch { value: "42".into(), number: true }]);
    assert_eq!(summary(&report, 3), (Outcome::Accepted, 4, Some("1042"), vec!["code-was-number"]));
    assert_eq!(told(&report, 4).unwrap().findings, [Finding::CodeSpacesCut { written: " 0043 ".into() }]);
    assert_eq!(summary(&report, 5).3, ["code-does-not-match"]);
    assert_eq!(summary(&report, 6), (Outcome::Refused, 7, None, vec!["code-missing"]));
    assert_eq!(summary(&report, 7).3, ["code-not-text"]);
    assert_eq!(summary(&report, 8).3, ["code-missing"]);
    assert_eq!(summary(&report, 9).3, ["code-unusable"]);
}

#[test]
fn imp_11_a_number_here_and_a_text_there_change_nothing_for_the_others() {
    let areas = ["600", r#""600""#, r#""6 соток""#, r#"{"v":600}"#, "null"];
    let file = |order: &[usize]| {
        let features: Vec<String> = order
            .iter()
            .map(|at| {
                format!(
                    r#"{{"type":"Feature","properties":{{"code":"110{at}","area":{}}},"geometry":{{"type":"Polygon","coordinates":[{}]}}}}"#,
                    areas[*at],
                    square(74.60 + 0.02 * *at as f64, 42.87)
                )
            })
            .collect();
        collection(&features)
    };
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]] {
        let (parcels, report) = read(file(&order)).unwrap();
        assert_eq!(parcels.len(), 5);
        for (at, which) in order.into_iter().enumerate() {
            let parcel = parcels.iter().find(|parcel| parcel.code.as_str() == format!("110{which}")).unwrap();
            let (area, findings): (_, &[&str]) = match which {
                0 => (Some(600.0), &[]),
                1 => (Some(600.0), &["number-was-text"]),
                2 | 3 => (None, &["not-a-number"]),
                _ => (None, &[]),
            };
            assert_eq!(parcel.legal_area_m2, area);
            assert_eq!(summary(&report, at as u64 + 1).3, findings);
        }
    }
}

#[test]
fn imp_12_the_same_parcel_twice_goes_in_once_and_a_conflict_not_at_all() {
    let (once, twice) = (feature("1201", &square(74.60, 42.87)), feature("1203", &square(74.66, 42.87)));
    let file = collection(&[
        once.clone(),
        feature("1202", &square(74.62, 42.87)),
        once,
        feature("1202", &square(74.64, 42.87)),
        twice,
    ]);
    let (parcels, report) = read(file).unwrap();
    assert_eq!(codes(&parcels), ["1201", "1203"]);
    let counts = report.counts;
    assert_eq!((counts.read, counts.accepted, counts.repaired, counts.refused), (5, 2, 0, 3));
    let place = |index, line, code: &str| Place { index, line, code: Some(code.into()) };
    assert_eq!(told(&report, 3).unwrap().findings, [Finding::ExactDuplicate { of: place(1, 2, "1201") }]);
    assert_eq!(
        told(&report, 2).unwrap().findings,
        [Finding::CodeConflict { with: vec![place(4, 5, "1202")], others: 1 }]
    );
    assert_eq!(
        told(&report, 4).unwrap().findings,
        [Finding::CodeConflict { with: vec![place(2, 3, "1202")], others: 1 }]
    );
}

#[test]
fn imp_12_neighbours_of_the_case() {
    let wrong = with_geometry("1201", "null");
    let good = feature("1201", &square(74.60, 42.87));
    // A copy that was refused by itself does not spoil the good one.
    let (parcels, _) = read(collection(&[wrong, good.clone()])).unwrap();
    assert_eq!(codes(&parcels), ["1201"]);
    // Two equal ones and a third that differs: nobody can say which is right.
    let (parcels, report) =
        read(collection(&[good.clone(), good.clone(), feature("1201", &square(74.7, 42.87))])).unwrap();
    assert!(parcels.is_empty());
    assert_eq!(report.findings["code-conflict"], 3);
    // Other attributes on the same ground are a difference, too.
    let other = good.replace(r#""code":"1201""#, r#""code":"1201","area":600"#);
    let (parcels, _) = read(collection(&[good.clone(), other])).unwrap();
    assert!(parcels.is_empty());
    // Two codes on the very same ground are both taken, and it is told.
    let (parcels, report) = read(collection(&[good, feature("1204", &square(74.60, 42.87))])).unwrap();
    assert_eq!(codes(&parcels), ["1201", "1204"]);
    assert_eq!(summary(&report, 2), (Outcome::Accepted, 3, Some("1204"), vec!["same-shape"]));
}

#[test]
fn rings_that_cannot_be_rings_are_refused_each_with_its_reason() {
    let cases = [
        ("[[74.6,42.87]]", "ring-too-short"),
        ("[[74.6,42.87],[74.61,42.87]]", "ring-too-short"),
        ("[[74.6,42.87],[74.61,42.87],[74.6,42.87]]", "ring-too-short"),
        ("[[74.6,42.87],[74.61,42.87],[74.62,42.87],[74.6,42.87]]", "no-area"),
        ("[[74.6,42.87],[74.6,42.87],[74.6,42.87],[74.6,42.87]]", "no-area"),
        ("[[74.6,42.87],[74.61,42.87],[74.61,42.87],[74.6,42.87]]", "no-area"),
        ("[[74.6,42.87],[1e999,42.87],[74.62,42.88],[74.6,42.87]]", "not-finite"),
        ("[[74.6],[74.61],[74.61],[74.6]]", "coordinates-malformed"),
        ("[[74.6,\"42.87\"],[74.61,42.87],[74.62,42.88],[74.6,42.87]]", "coordinates-malformed"),
        ("[]", "no-geometry"),
        ("5", "coordinates-malformed"),
    ];
    let mut features: Vec<String> =
        cases.iter().enumerate().map(|(at, (ring, _))| feature(&format!("13{at:02}"), ring)).collect();
    features.push(feature("1399", &square(74.60, 42.87)));
    let (parcels, report) = read(collection(&features)).unwrap();
    assert_eq!(codes(&parcels), ["1399"]);
    for (at, (ring, code)) in cases.iter().enumerate() {
        assert_eq!(summary(&report, at as u64 + 1).3, [*code], "{ring}");
    }
}

#[test]
fn only_polygons_of_features_are_parcels() {
    let cases = [
        (with_geometry("1401", r#"{"type":"Point","coordinates":[74.6,42.87]}"#), "not-a-polygon"),
        (with_geometry("1402", r#"{"type":"GeometryCollection","geometries":[]}"#), "not-a-polygon"),
        (with_geometry("1403", r#"{"coordinates":[[[1,2]]]}"#), "not-a-polygon"),
        (with_geometry("1404", r#""POLYGON((1 2))""#), "not-a-polygon"),
        (
            with_geometry(
                "1405",
                r#"{"type":"MultiPolygon","coordinates":[[[74.6,42.8],[74.7,42.8],[74.7,42.9],[74.6,42.8]]]}"#,
            ),
            "coordinates-malformed",
        ),
        (r#"{"type":"Polygon","coordinates":[[[1,2]]]}"#.to_owned(), "not-a-feature"),
        ("7".to_owned(), "not-a-feature"),
        ("null".to_owned(), "not-a-feature"),
        (feature("1406", &square(74.6, 42.87)).replace(r#"{"code":"1406"}"#, "[1]"), "properties-malformed"),
        (feature("1407", &square(74.6, 42.87)).replace(r#"{"code":"1407"}"#, "null"), "code-missing"),
        (
            feature("1408", &square(74.6, 42.87)).replacen(
                '{',
                r#"{"crs":{"type":"name","properties":{"name":"EPSG:3857"}},"#,
                1,
            ),
            "own-crs",
        ),
    ];
    let mut features: Vec<String> = cases.iter().map(|(feature, _)| feature.clone()).collect();
    features.push(feature("1499", &square(74.60, 42.87)));
    let (parcels, report) = read(collection(&features)).unwrap();
    assert_eq!(codes(&parcels), ["1499"]);
    for (at, (feature, code)) in cases.iter().enumerate() {
        assert_eq!(summary(&report, at as u64 + 1).3[0], *code, "{feature}");
    }
}

#[test]
fn heights_are_dropped_and_directions_turned_and_both_are_told() {
    let clockwise = "[[74.60,42.87,700],[74.60,42.88,700.5],[74.61,42.88,701],[74.60,42.87,700]]";
    let (parcels, report) =
        read(collection(&[feature("1501", clockwise), feature("1502", &square(74.62, 42.87))])).unwrap();
    assert_eq!((report.heights_dropped, report.rings_turned), (1, 1));
    assert_eq!(report.counts.accepted, 2);
    let ring: Vec<(f64, f64)> = parcels[0].shape.0[0].exterior().0.iter().map(|at| (at.x, at.y)).collect();
    assert_eq!(ring, [(74.60, 42.87), (74.61, 42.88), (74.60, 42.88), (74.60, 42.87)]);
    let text = report.text(9).to_string();
    assert!(text.contains("Heights were dropped from 1 feature.") && text.contains("no position changed"), "{text}");
}

#[test]
fn holes_and_parts_that_are_wrong_are_mended_and_no_land_is_lost() {
    let polygon = |rings: &[&str]| format!(r#"{{"type":"Polygon","coordinates":[{}]}}"#, rings.join(","));
    let outer = "[[74.60,42.80],[74.64,42.80],[74.64,42.84],[74.60,42.84],[74.60,42.80]]";
    let inner = "[[74.61,42.81],[74.61,42.82],[74.62,42.82],[74.62,42.81],[74.61,42.81]]";
    let beside = "[[74.62,42.81],[74.62,42.82],[74.63,42.82],[74.63,42.81],[74.62,42.81]]";
    let crossing = "[[74.63,42.81],[74.63,42.82],[74.65,42.82],[74.65,42.81],[74.63,42.81]]";
    let parts = |a: &str, b: &str| format!(r#"{{"type":"MultiPolygon","coordinates":[[{a}],[{b}]]}}"#);
    let shifted = "[[74.62,42.80],[74.66,42.80],[74.66,42.84],[74.62,42.84],[74.62,42.80]]";
    let neighbour = "[[74.64,42.80],[74.66,42.80],[74.66,42.84],[74.64,42.84],[74.64,42.80]]";
    let corner = "[[74.64,42.84],[74.66,42.84],[74.66,42.86],[74.64,42.86],[74.64,42.84]]";
    let cases = [
        (polygon(&[outer, inner]), None, 0.0016 - 0.0001),
        (polygon(&[outer, inner, beside]), Some("rings-share-line"), 0.0016 - 0.0002),
        (polygon(&[outer, inner, inner]), Some("rings-overlap"), 0.0016),
        (polygon(&[outer, crossing]), Some("hole-outside"), 0.0016 - 0.0001 + 0.0001),
        (polygon(&[outer, "[[74.61,42.81],[74.62,42.82]]"]), Some("hole-dropped"), 0.0016),
        (parts(outer, shifted), Some("parts-overlap"), 0.0024),
        (parts(outer, neighbour), Some("parts-share-line"), 0.0024),
        (parts(outer, corner), None, 0.0020),
    ];
    let features: Vec<String> =
        cases.iter().enumerate().map(|(at, (geometry, ..))| with_geometry(&format!("160{at}"), geometry)).collect();
    let (parcels, report) = read(collection(&features)).unwrap();
    assert_eq!(parcels.len(), cases.len());
    for (at, (geometry, code, area)) in cases.iter().enumerate() {
        let (outcome, .., findings) = summary(&report, at as u64 + 1);
        assert_eq!(findings.first(), code.as_ref(), "{geometry}");
        assert_eq!(outcome == Outcome::Accepted, code.is_none());
        assert!(parcels[at].shape.is_valid(), "{geometry}");
        assert!(
            (parcels[at].shape.unsigned_area() - area).abs() < 1e-10,
            "{geometry}: {}",
            parcels[at].shape.unsigned_area()
        );
    }
    // The joined parts are one.
    assert_eq!(parcels[6].shape.0.len(), 1);
    assert!(parcels[6].shape.contains(&geo::Point::new(74.64, 42.82)));
}

#[test]
fn a_spike_at_the_seam_and_one_of_several_positions_are_told_as_one_line() {
    let cases = [
        // The ring begins at the tip.
        (
            "[[74.604,42.870],[74.602,42.870],[74.602,42.872],[74.600,42.872],[74.600,42.870],[74.602,42.870],[74.604,42.870]]",
            [74.602, 42.87],
            [74.604, 42.87],
        ),
        // It begins at the foot.
        (
            "[[74.602,42.870],[74.604,42.870],[74.602,42.870],[74.602,42.872],[74.600,42.872],[74.600,42.870],[74.602,42.870]]",
            [74.602, 42.87],
            [74.604, 42.87],
        ),
        // The tip in three steps.
        (
            "[[74.600,42.870],[74.602,42.870],[74.603,42.870],[74.604,42.870],[74.603,42.870],[74.602,42.870],[74.602,42.872],[74.600,42.872],[74.600,42.870]]",
            [74.602, 42.87],
            [74.604, 42.87],
        ),
        // Back only half of the way.
        (
            "[[74.600,42.870],[74.604,42.870],[74.602,42.870],[74.602,42.872],[74.600,42.872],[74.600,42.870]]",
            [74.602, 42.87],
            [74.604, 42.87],
        ),
    ];
    for (ring, from, to) in cases {
        let (parcels, report) = read(collection(&[feature("1701", ring)])).unwrap();
        assert!((parcels[0].shape.unsigned_area() - 4e-6).abs() < 1e-12, "{ring}");
        let spikes: Vec<_> =
            told(&report, 1).unwrap().findings.iter().filter(|finding| finding.code() == "spike").collect();
        assert_eq!(spikes, [&Finding::Spike { polygon: 1, ring: 1, from, to }], "{ring}");
    }
}

#[test]
fn values_that_no_table_knows_are_counted_and_told() {
    let with = |code: &str, west: f64, value: &str| {
        feature(code, &square(west, 42.87))
            .replace(&format!(r#""code":"{code}""#), &format!(r#""code":"{code}","use":{value}"#))
    };
    let file = collection(&[
        with("1801", 74.60, r#""house""#),
        with("1802", 74.62, r#""castle""#),
        with("1803", 74.64, r#""castle""#),
        with("1804", 74.66, r#""shopping""#),
        with("1805", 74.68, "null"),
        with("1806", 74.70, "[1]"),
    ]);
    let (parcels, report) = read(file).unwrap();
    let uses: Vec<&str> = parcels.iter().map(|parcel| parcel.land_use.key()).collect();
    assert_eq!(uses, ["individual_houses", "vacant", "vacant", "trade", "vacant", "vacant"]);
    let [unknown] = &report.values_not_in_table[..] else { panic!("{:?}", report.values_not_in_table) };
    assert_eq!(
        (&*unknown.property, &*unknown.value, unknown.became.as_deref(), unknown.features),
        ("use", "castle", Some("vacant"), 2)
    );
    assert_eq!(summary(&report, 2), (Outcome::Accepted, 3, Some("1802"), vec!["value-not-in-table"]));
    assert_eq!(told(&report, 5), None);
    assert_eq!(summary(&report, 6).3, ["value-not-text"]);
    assert!(report.text(9).to_string().contains("use = \"castle\" in 2 features: became vacant"));
}

#[test]
fn properties_that_are_not_mapped_go_nowhere_and_are_named() {
    let owner = feature("1901", &square(74.60, 42.87))
        .replace(r#""code":"1901""#, r#""code":"1901","owner":"Асанов А.","phone":"+996"#);
    let owner = owner.replace(r#""+996"#, r#""+996""#);
    let (parcels, report) = read(collection(&[owner, feature("1902", &square(74.62, 42.87))])).unwrap();
    let dropped: Vec<_> =
        report.dropped_properties.iter().map(|dropped| (&*dropped.property, dropped.features)).collect();
    assert_eq!(dropped, [("owner", 1), ("phone", 1)]);
    let missing: Vec<_> = report.missing_properties.iter().map(|name| &**name).collect();
    assert_eq!(missing, ["use", "area", "address"]);
    assert!(!format!("{parcels:?}{}", serde_json::to_string(&report).unwrap()).contains("Асанов"));
}

#[test]
fn a_property_that_stands_twice_is_told() {
    let twice = feature("2001", &square(74.60, 42.87)).replace(r#""code":"2001""#, r#""code":"2001","code":"2002""#);
    let (parcels, report) = read(collection(&[twice])).unwrap();
    assert_eq!(codes(&parcels), ["2002"]);
    assert_eq!(summary(&report, 1).3, ["property-repeated"]);
}
