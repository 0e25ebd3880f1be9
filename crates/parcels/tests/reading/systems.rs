//! Coordinate systems against the figures of PROJ.
//!
//! The figures were computed with `cs2cs -f %.9f EPSG:4326 EPSG:n` of PROJ 9.1.1 (Debian 12's proj-bin) on 25 November 2026.

use geo::Coord;
use parcels::crs::{Accuracy, AxisOrder, ToDegrees};
use parcels::report::DeclaredBy;
use parcels::{Crs, ReadOptions};

use super::*;

/// (EPSG, longitude, latitude, easting, northing, tolerance on the ground in metres). Where PROJ writes northing first the two are exchanged here.
const PROJ: [(u32, f64, f64, f64, f64, f64); 13] = [
    (7692, 68.6, 42.5, 1_306_849.917_865_767, 4_721_922.815_438_178, 1e-6),
    (7693, 71.7, 41.9, 2_315_213.067_383_108, 4_655_289.402_686_382, 1e-6),
    (7694, 74.60, 42.87, 3_306_809.388_682_756, 4_763_024.861_812_364, 1e-6),
    (7695, 77.9, 42.3, 4_331_609.869_405_542, 4_699_774.404_791_178, 1e-6),
    (7696, 80.1, 41.2, 5_265_049.813_404_121, 4_577_611.668_081_616, 1e-6),
    (2154, 2.3522, 48.8566, 652_469.022_709_136, 6_862_035.259_420_079, 1e-5),
    (2056, 7.44, 46.95, 2_600_104.109_499_608, 1_199_879.628_237_659, 0.005),
    (32643, 74.60, 42.87, 467_327.988_998_612, 4_746_456.272_714_14, 1e-6),
    (32718, -77.03, -12.05, 279_014.366_798_753, 8_667_099.929_406_583, 1e-6),
    (2249, -71.1097, 42.3736, 761_631.377_748_901, 2_961_410.636_708_701, 1e-5),
    (25832, 9.0, 52.0, 500_000.0, 5_761_038.212_466_577, 1e-6),
    (28413, 74.60, 42.87, 13_467_363.512_539_802, 4_748_409.684_936_328, 1.0),
    (5514, 14.421, 50.087, -742_834.684_010_725, -1_043_061.665_211_258, 12.0),
];

#[test]
fn positions_come_out_where_proj_puts_them() {
    for (epsg, longitude, latitude, easting, northing, tolerance) in PROJ {
        let way = ToDegrees::new(Crs::epsg(epsg).unwrap(), AxisOrder::EastingFirst).unwrap();
        let mut position = [Coord { x: easting, y: northing }];
        way.apply(&mut position).unwrap();
        let east = (position[0].x - longitude) * 111_320.0 * latitude.to_radians().cos();
        let north = (position[0].y - latitude) * 111_320.0;
        let away = east.hypot(north);
        assert!(away < tolerance, "EPSG:{epsg}: {away} m away, at {:?}", position[0]);
    }
}

#[test]
fn the_zones_of_kyrg_06_have_their_meridians_in_minutes_and_their_false_northing() {
    // 74.31 in the tables of EPSG is 74°31': read as decimal degrees it would move Bishkek by 17 km.
    for (epsg, minutes) in [(7692, 68.0), (7693, 71.0), (7694, 74.0), (7695, 77.0), (7696, 80.0)] {
        let zone = f64::from(epsg - 7691) * 1_000_000.0 + 300_000.0;
        let way = ToDegrees::new(Crs::epsg(epsg).unwrap(), AxisOrder::EastingFirst).unwrap();
        let mut origin = [Coord { x: zone, y: 14_743.5 }];
        way.apply(&mut origin).unwrap();
        assert!((origin[0].x - (minutes + 31.0 / 60.0)).abs() < 1e-9, "{origin:?}");
        assert!(origin[0].y.abs() < 1e-9, "{origin:?}");
    }
}

#[test]
fn what_is_known_of_the_accuracy_is_told() {
    for (epsg, accuracy) in [
        (4326, Accuracy::Unchanged),
        (7686, Accuracy::Unchanged),
        (4269, Accuracy::Unchanged),
        (4258, Accuracy::Unchanged),
        (7694, Accuracy::Centimetres),
        (2056, Accuracy::Centimetres),
        (28413, Accuracy::OneMetre),
        (4284, Accuracy::OneMetre),
        (5514, Accuracy::TenMetres),
        (4314, Accuracy::Centimetres),
    ] {
        let way = ToDegrees::new(Crs::epsg(epsg).unwrap(), AxisOrder::EastingFirst).unwrap();
        assert_eq!(way.accuracy(), accuracy, "EPSG:{epsg}");
    }
    let options = ReadOptions { crs: Some(Crs::epsg(28413).unwrap()), ..ReadOptions::default() };
    let ring = "[[13467363,4748409],[13467400,4748409],[13467400,4748440],[13467363,4748409]]";
    let (_, report) = read_with(collection(&[feature("0001", ring)]), MAPPING, &options).unwrap();
    let text = report.text(9).to_string();
    assert!(text.contains("EPSG:28413 (given with --crs)") && text.contains("up to 1 m"), "{text}");
}

#[test]
fn a_file_in_kyrg_06_lands_in_bishkek() {
    let ring = "[[3306809.389,4763024.862],[3306829.389,4763024.862],[3306829.389,4763054.862],[3306809.389,4763054.862],[3306809.389,4763024.862]]";
    let options = ReadOptions {
        crs: Some("EPSG:7694".parse().unwrap()),
        extent: Some([74.4, 42.7, 74.8, 43.0]),
        ..ReadOptions::default()
    };
    let (parcels, report) = read_with(collection(&[feature("0001", ring)]), MAPPING, &options).unwrap();
    let corner = parcels[0].shape.0[0].exterior().0[0];
    assert!((corner.x - 74.60).abs() < 1e-8 && (corner.y - 42.87).abs() < 1e-8, "{corner:?}");
    // 20 by 30 metres, on a projection that is true to scale near its meridian.
    assert!((report.area.drawn_m2 - 600.0).abs() < 0.01, "{}", report.area.drawn_m2);
    assert_eq!(report.crs.units, "m");
}

#[test]
fn us_feet_are_feet() {
    let ring = "[[761631.3777,2961410.6367],[761731.3777,2961410.6367],[761731.3777,2961510.6367],[761631.3777,2961510.6367],[761631.3777,2961410.6367]]";
    let options = ReadOptions { crs: Some("EPSG:2249".parse().unwrap()), ..ReadOptions::default() };
    let (_, report) = read_with(collection(&[feature("0001", ring)]), MAPPING, &options).unwrap();
    assert!((report.area.drawn_m2 - 929.03).abs() < 0.2, "{}", report.area.drawn_m2);
    assert_eq!(report.crs.units, "us-ft");
}

#[test]
fn a_wrong_declaration_refuses_the_file() {
    // Degrees that are called metres: they would all land in one point in the sea.
    let options = ReadOptions {
        crs: Some("EPSG:7694".parse().unwrap()),
        extent: Some([74.4, 42.7, 74.8, 43.0]),
        ..ReadOptions::default()
    };
    let error = read_with(collection(&[feature("0001", &square(74.60, 42.87))]), MAPPING, &options).unwrap_err();
    assert!(matches!(error.code(), "outside-extent" | "out-of-range"), "{error}");
}

#[test]
fn a_system_is_understood_in_all_its_spellings() {
    for name in [
        "EPSG:7694",
        "epsg:7694",
        "7694",
        " EPSG:7694 ",
        "urn:ogc:def:crs:EPSG::7694",
        "urn:ogc:def:crs:EPSG:9.6:7694",
        "urn:x-ogc:def:crs:EPSG:7694",
        "http://www.opengis.net/def/crs/EPSG/0/7694",
        "https://www.opengis.net/def/crs/EPSG/0/7694",
        "http://www.opengis.net/gml/srs/epsg.xml#7694",
    ] {
        assert_eq!(name.parse(), Ok(Crs::epsg(7694).unwrap()), "{name}");
    }
    for name in ["CRS84", "OGC:CRS84", "WGS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84"] {
        assert_eq!(name.parse(), Ok(Crs::WGS84), "{name}");
    }
    for name in [
        "",
        "EPSG",
        "EPSG:",
        "EPSG:x",
        "ESRI:102100",
        "urn:ogc:def:crs:OGC:1.3:CRS83",
        "EPSG:-1",
        "EPSG:+7694",
        "EPSG:99999",
        "EPSG:70000000000",
    ] {
        assert!(name.parse::<Crs>().is_err(), "{name}");
    }
}

#[test]
fn old_forms_of_the_member_are_read() {
    for (crs, declared) in [
        (r#"{"type":"EPSG","properties":{"code":3857}}"#, 3857),
        (r#"{"type":"EPSG","properties":{"code":"3857"}}"#, 3857),
        (r#"{"properties":{"name":"urn:ogc:def:crs:EPSG::3857"},"type":"name"}"#, 3857),
        ("null", 4326),
    ] {
        let ring = if declared == 3857 {
            "[[8304434,5292205],[8304534,5292205],[8304534,5292305],[8304434,5292205]]".to_owned()
        } else {
            square(74.6, 42.87)
        };
        let text = format!(r#"{{"type":"FeatureCollection","crs":{crs},"features":[{}]}}"#, feature("0001", &ring));
        let (_, report) = read(text).unwrap();
        assert_eq!(report.crs.from, Crs::epsg(declared).unwrap());
    }
}

#[test]
fn a_system_declared_after_the_features_is_read_again_from_a_file() {
    let ring = "[[8304434,5292205],[8304534,5292205],[8304534,5292305],[8304434,5292305],[8304434,5292205]]";
    let late = |crs: &str, ring: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{}],"crs":{{"type":"name","properties":{{"name":"{crs}"}}}}}}"#,
            feature("0001", ring)
        )
    };
    let file = late("EPSG:3857", ring);
    let error = read(&file).unwrap_err();
    assert_eq!(error.code(), "crs-after-features");
    assert!(error.to_string().contains("--crs EPSG:3857"), "{error}");
    // The same system as was assumed changes nothing.
    assert_eq!(read(late("urn:ogc:def:crs:OGC:1.3:CRS84", &square(74.6, 42.87))).unwrap().1.counts.accepted, 1);
    // With a second look at the file it is read as it says.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.geojson");
    std::fs::write(&path, &file).unwrap();
    let (parcels, report) =
        parcels::read::read_file(&path, &MAPPING.parse().unwrap(), &ReadOptions::default(), &mut |_| {}).unwrap();
    let corner = parcels[0].shape.0[0].exterior().0[0];
    assert!((corner.x - 74.6).abs() < 1e-5 && (corner.y - 42.87).abs() < 1e-5);
    assert_eq!((report.crs.from.code(), report.crs.declared_by), (3857, DeclaredBy::File));
    // What the command says beforehand may only agree.
    let given = |epsg| ReadOptions { crs: Some(Crs::epsg(epsg).unwrap()), ..ReadOptions::default() };
    assert_eq!(read_with(&file, MAPPING, &given(3857)).unwrap().1.counts.accepted, 1);
    assert_eq!(read_with(&file, MAPPING, &given(7694)).unwrap_err().code(), "crs-disagrees");
    // Two collections that say different things.
    let two = file.replace("3857", "4326").replace(ring, &square(74.6, 42.87)) + &late("EPSG:7694", ring);
    assert!(matches!(read(two).unwrap_err().code(), "crs-disagrees" | "crs-after-features"));
}
