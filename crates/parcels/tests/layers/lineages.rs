//! What became of the parcels of the demonstration city in a year, against the list of what its maker changed.

use std::collections::BTreeSet;

use geo::{Coord, MapCoordsInPlace as _, MultiPolygon};
use parcels::lineage::{CaseKind, Doubt, Lineage, Options, between};
use parcels::{LandUse, Layer, LayerInfo, Parcel, ParcelRef};

use crate::cities::{METRES, bishkek, bishkek_next, cambridge, code, lot};

#[test]
fn the_changes_of_the_demonstration_city_are_told() {
    let truth: serde_json::Value =
        serde_json::from_str(include_str!("../../../../data/cities/bishkek/lineage.json")).unwrap();
    let lineage = between(bishkek(), bishkek_next(), &Options::default());
    let codes = |list: &serde_json::Value| -> BTreeSet<String> {
        list.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
    };
    let told: BTreeSet<(CaseKind, BTreeSet<String>, BTreeSet<String>)> = lineage
        .cases
        .iter()
        .map(|event| {
            let codes = |list: &[parcels::Code]| list.iter().map(ToString::to_string).collect();
            (event.kind, codes(&event.old), codes(&event.new))
        })
        .collect();
    let mut moved = BTreeSet::new();
    for event in truth["events"].as_array().unwrap() {
        let (old, new) = (codes(&event["old"]), codes(&event["new"]));
        let kind = match event["kind"].as_str().unwrap() {
            "new" => CaseKind::New,
            "gone" => CaseKind::Gone,
            "split" => CaseKind::Split,
            "merge" => CaseKind::Merged,
            "renumber" => CaseKind::Renumbered,
            // One corner of two or three neighbours moved by centimetres: each is reshaped, or not to be told from the
            // file's rounding.
            "reshape" => {
                moved.extend(old);
                continue;
            }
            // A change of the finer use or of the right alone: this test does not read them.
            _ if ["land_use", "owner_class"].iter().all(|fact| event["was"][fact] == event["now"][fact]) => continue,
            _ => CaseKind::Changed,
        };
        assert!(told.contains(&(kind, old.clone(), new.clone())), "{kind:?} {old:?} {new:?}");
    }
    for event in lineage.cases.iter().filter(|event| event.kind == CaseKind::Reshaped) {
        assert!(moved.contains(event.old[0].as_str()), "{event:?}");
        assert_eq!(event.old, event.new);
    }
    assert!(lineage.cases.iter().all(|event| event.kind != CaseKind::Redrawn));
    let reshaped = lineage.cases.iter().filter(|event| event.kind == CaseKind::Reshaped).count();
    assert!(reshaped > moved.len() / 2, "{reshaped} of {}", moved.len());
    let gone = lineage.cases.iter().find(|event| event.kind == CaseKind::Split).unwrap();
    assert_eq!(lineage.successors(&gone.old[0]), gone.new);
}

#[test]
fn two_parcels_that_trade_land_are_redrawn_together() {
    let layer = |shapes: [(&str, f64, f64, f64, f64); 2]| {
        let parcels = shapes.map(|(name, x, y, w, h)| {
            let shape = lot(74.6 + x / crate::cities::METRES.x, 42.87 + y / crate::cities::METRES.y, w, h);
            Parcel::new(code(name), shape, LandUse::Trade)
        });
        Layer::build(LayerInfo::default(), parcels.to_vec()).unwrap()
    };
    let standing = layer([("1", 0.0, 0.0, 24.0, 40.0), ("2", 24.0, 0.0, 16.0, 40.0)]);
    let lying = layer([("3", 0.0, 0.0, 40.0, 24.0), ("4", 0.0, 24.0, 40.0, 16.0)]);
    let lineage = between(&standing, &lying, &Options::default());
    assert_eq!((lineage.same, lineage.cases.len()), (0, 1));
    assert_eq!(
        (lineage.cases[0].kind, lineage.cases[0].old.len(), lineage.cases[0].new.len()),
        (CaseKind::Redrawn, 2, 2)
    );
    assert_eq!(between(&standing, &standing, &Options::default()).same, 2);
    let nothing = Layer::build(LayerInfo::default(), vec![]).unwrap();
    assert!(between(&standing, &nothing, &Options::default()).cases.iter().all(|event| event.kind == CaseKind::Gone));
}

fn layer_of(lots: &[(&str, MultiPolygon<f64>)]) -> Layer {
    let parcels = lots.iter().map(|(name, shape)| Parcel::new(code(name), shape.clone(), LandUse::Trade)).collect();
    Layer::build(LayerInfo::default(), parcels).unwrap()
}

/// A lot by metres from the corner of a made city.
fn at(east: f64, north: f64, wide: f64, high: f64) -> MultiPolygon<f64> {
    lot(74.6 + east / METRES.x, 42.87 + north / METRES.y, wide, high)
}

#[test]
fn a_city_that_moved_as_a_whole_is_told_once_and_its_other_changes_are_still_seen() {
    // The real Cambridge, 30 cm to the east and 10 cm to the south; one parcel is left out, one gets another code.
    let mut parcels: Vec<Parcel> = cambridge().parcels().map(ParcelRef::to_parcel).collect();
    let degree = METRES.y;
    for parcel in &mut parcels {
        parcel.shape.map_coords_in_place(|point| Coord {
            x: point.x + 0.3 / (degree * point.y.to_radians().cos()),
            y: point.y - 0.1 / degree,
        });
    }
    let gone = parcels.remove(100).code;
    let old_code = std::mem::replace(&mut parcels[200].code, code("N-1"));
    let next = Layer::build(LayerInfo::default(), parcels).unwrap();
    let lineage = between(cambridge(), &next, &Options::default());
    let shift = lineage.shift.unwrap();
    assert!((shift.east_m - 0.3).abs() < 0.005 && (shift.north_m + 0.1).abs() < 0.005, "{shift:?}");
    assert_eq!(lineage.same, cambridge().len() as u64 - 2, "{:?}", lineage.cases);
    assert_eq!(lineage.successors(&gone), []);
    assert_eq!(lineage.successors(&old_code), [code("N-1")]);
    assert_eq!(lineage.ancestors(&code("N-1")), [old_code]);
    assert_eq!(serde_json::from_value::<Lineage>(serde_json::to_value(&lineage).unwrap()).unwrap(), lineage);
}

#[test]
fn a_code_that_was_given_to_other_land_has_no_ancestors() {
    let old = layer_of(&[("1", at(0.0, 0.0, 20.0, 40.0)), ("2", at(30.0, 0.0, 20.0, 40.0))]);
    let new = layer_of(&[("1", at(200.0, 0.0, 25.0, 60.0)), ("2", at(30.0, 0.0, 20.0, 40.0))]);
    let lineage = between(&old, &new, &Options::default());
    let kinds: Vec<CaseKind> = lineage.cases.iter().map(|case| case.kind).collect();
    assert_eq!((lineage.same, kinds), (1, vec![CaseKind::Reused, CaseKind::Gone]));
    assert_eq!(lineage.ancestors(&code("1")), []);
    assert_eq!(lineage.doubtful().count(), 0);

    // Of the same size it may be the same parcel, drawn at another place: somebody must look.
    let moved = layer_of(&[("1", at(200.0, 0.0, 20.0, 40.0)), ("2", at(30.0, 0.0, 20.0, 40.0))]);
    let lineage = between(&old, &moved, &Options::default());
    let doubts: Vec<_> = lineage.doubtful().filter_map(|case| case.doubtful.as_ref()).collect();
    assert!(matches!(doubts[..], [Doubt::Moved { metres }] if (metres - 200.0).abs() < 1.0), "{doubts:?}");
}

#[test]
fn a_border_that_moved_says_how_much_and_land_that_nobody_got_is_doubtful() {
    let old = layer_of(&[("1", at(0.0, 0.0, 20.0, 40.0)), ("2", at(100.0, 0.0, 40.0, 40.0))]);
    let new = layer_of(&[
        ("1", at(0.0, 0.0, 22.0, 40.0)),
        ("3", at(100.0, 0.0, 16.0, 40.0)),
        ("4", at(124.0, 0.0, 16.0, 40.0)),
    ]);
    let lineage = between(&old, &new, &Options::default());
    let [reshaped, split] = &lineage.cases[..] else { panic!("{:?}", lineage.cases) };
    let change = reshaped.change.unwrap();
    assert_eq!(reshaped.kind, CaseKind::Reshaped);
    assert!((change.area_share - 0.1).abs() < 1e-3 && (change.largest_move_m - 2.0).abs() < 0.02, "{change:?}");
    assert_eq!((split.kind, split.shares.len()), (CaseKind::Split, 2));
    assert!(split.shares.iter().all(|share| (share.of_old - 0.4).abs() < 1e-3 && share.of_new > 0.999), "{split:?}");
    assert!(matches!(split.doubtful, Some(Doubt::Uncovered { share }) if (share - 0.8).abs() < 1e-3), "{split:?}");
}
