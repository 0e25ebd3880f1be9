//! What became of the parcels of the demonstration city in a year, against the list of what its maker changed.

use std::collections::BTreeSet;

use parcels::lineage::{CaseKind, Options, between};
use parcels::{LandUse, Layer, LayerInfo, Parcel};

use crate::cities::{bishkek, bishkek_next, code, lot};

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
