//! The tree against a walk over all parcels, with `geo` as the judge.

use geo::line_measures::{Distance, Geodesic};
use geo::{Coord, Intersects, LineString, MultiPolygon, Point, Polygon, Rect, Relate};
use parcels::{BuildError, Filter, LandUse, Layer, LayerInfo, OwnerClass, Parcel, ParcelRef};
use proptest::prelude::*;

use crate::cities::{bishkek, cambridge, code, lot, ring};

/// Steps of some 8 and 11 metres, so that points fall on edges and edges on one another.
const STEP: f64 = 1e-4;

fn at(x: i32, y: i32) -> Coord<f64> {
    Coord { x: 74.6 + f64::from(x) * STEP, y: 42.87 + f64::from(y) * STEP }
}

fn polygon(points: &[(i32, i32)]) -> Polygon<f64> {
    Polygon::new(LineString(points.iter().map(|(x, y)| at(*x, *y)).collect()), vec![])
}

/// Triangles, boxes, boxes with a hole, and pairs of boxes.
fn a_shape() -> impl Strategy<Value = MultiPolygon<f64>> {
    let corner = (0..24_i32, 0..24_i32);
    let sides = (1..9_i32, 1..9_i32);
    let square = |(x, y): (i32, i32), (w, h): (i32, i32)| polygon(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]);
    prop_oneof![
        (corner.clone(), corner.clone(), corner.clone())
            .prop_filter("an area", |(a, b, c)| (b.0 - a.0) * (c.1 - a.1) != (b.1 - a.1) * (c.0 - a.0))
            .prop_map(|(a, b, c)| MultiPolygon(vec![polygon(&[a, b, c])])),
        (corner.clone(), sides.clone()).prop_map(move |(corner, sides)| MultiPolygon(vec![square(corner, sides)])),
        (corner.clone(), (3..9_i32, 3..9_i32)).prop_map(move |(corner, (w, h))| {
            let hole = square((corner.0 + 1, corner.1 + 1), (w - 2, h - 2));
            MultiPolygon(vec![Polygon::new(square(corner, (w, h)).exterior().clone(), vec![hole.exterior().clone()])])
        }),
        (corner, sides.clone(), sides).prop_map(move |(corner, a, b)| {
            MultiPolygon(vec![square(corner, a), square((corner.0 + a.0 + 2, corner.1), b)])
        }),
    ]
}

fn a_layer() -> impl Strategy<Value = Layer> {
    prop::collection::vec(a_shape(), 0..40).prop_map(|shapes| {
        let parcels = shapes.into_iter().enumerate().map(|(index, shape)| {
            let mut parcel = Parcel::new(code(&format!("{index:03}")), shape, LandUse::ALL[index % 9]);
            parcel.owner_class = OwnerClass::ALL[index % 5];
            parcel
        });
        Layer::build(LayerInfo::default(), parcels.collect()).unwrap()
    })
}

fn walk(layer: &Layer, wanted: impl Fn(&MultiPolygon<f64>) -> bool) -> Vec<ParcelRef<'_>> {
    layer.parcels().filter(|parcel| wanted(&parcel.shape())).collect()
}

/// The distance to a shape by looking at every edge, nearer and nearer.
fn distance_by_walk(shape: &MultiPolygon<f64>, point: Coord<f64>) -> f64 {
    if shape.intersects(&Point(point)) {
        return 0.0;
    }
    let metres = |other: Coord<f64>| Geodesic.distance(Point(point), Point(other));
    let rings = shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings
        .flat_map(LineString::lines)
        .map(|line| {
            let (mut low, mut high) = (0.0_f64, 1.0_f64);
            for _ in 0..45 {
                let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                if metres(line.start + line.delta() * a) < metres(line.start + line.delta() * b) {
                    high = b;
                } else {
                    low = a;
                }
            }
            metres(line.start + line.delta() * low)
        })
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn at_a_point_are_the_parcels_that_a_walk_finds(layer in a_layer(), x in -2..30_i32, y in -2..30_i32, off in 0..2_u8) {
        let mut point = at(x, y);
        if off == 1 {
            point = point + Coord { x: STEP * 0.37, y: STEP * 0.61 };
        }
        prop_assert_eq!(layer.at(point), walk(&layer, |shape| shape.intersects(&Point(point))));
    }

    #[test]
    fn in_a_box_are_the_parcels_that_a_walk_finds(layer in a_layer(), x in -2..28_i32, y in -2..28_i32, w in 0..9_i32, h in 0..9_i32) {
        let area = Rect::new(at(x, y), at(x + w, y + h));
        let expected = walk(&layer, |shape| match (w, h) {
            (0, 0) => shape.intersects(&Point(area.min())),
            (0, _) | (_, 0) => shape.intersects(&geo::Line::new(area.min(), area.max())),
            _ => shape.intersects(&area.to_polygon()),
        });
        prop_assert_eq!(layer.in_box(area), expected);
    }

    #[test]
    fn within_and_touching_an_area_are_the_parcels_that_a_walk_finds(layer in a_layer(), area in a_shape()) {
        prop_assert_eq!(layer.within(&area), walk(&layer, |shape| shape.relate(&area).is_coveredby()));
        prop_assert_eq!(layer.touching(&area), walk(&layer, |shape| shape.intersects(&area)));
    }

    #[test]
    fn the_nearest_parcel_is_the_one_that_a_walk_finds(layer in a_layer(), x in -40..70_i32, y in -40..70_i32, max_m in 1.0..800.0_f64) {
        let point = at(x, y) + Coord { x: STEP * 0.31, y: STEP * 0.17 };
        let distances: Vec<(f64, ParcelRef<'_>)> = layer.parcels().map(|parcel| (distance_by_walk(&parcel.shape(), point), parcel)).collect();
        let nearest = distances.iter().map(|(metres, _)| *metres).fold(f64::INFINITY, f64::min);
        match layer.nearest(point, max_m) {
            Some((parcel, metres)) => {
                prop_assert!(metres <= max_m);
                prop_assert!((metres - nearest).abs() < 1e-3, "{metres} {nearest}");
                prop_assert!((distance_by_walk(&parcel.shape(), point) - nearest).abs() < 1e-3);
            }
            None => prop_assert!(nearest > max_m - 1e-3, "{nearest} {max_m}"),
        }
    }

    #[test]
    fn what_was_put_in_comes_out_and_labels_lie_inside(layer in a_layer()) {
        let again = Layer::build(layer.info().clone(), layer.parcels().map(ParcelRef::to_parcel).rev().collect()).unwrap();
        prop_assert_eq!(again.digest(), layer.digest());
        for (a, b) in layer.parcels().zip(again.parcels()) {
            prop_assert_eq!(a.to_parcel(), b.to_parcel());
            prop_assert!(a.shape().intersects(&Point(a.label_point())), "{:?}", a.shape());
        }
    }
}

#[test]
fn a_shared_edge_belongs_to_both_neighbours_and_a_corner_to_all_four() {
    let squares = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| {
        let shape = MultiPolygon(vec![polygon(&[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])]);
        Parcel::new(code(&format!("{x}{y}")), shape, LandUse::Trade)
    });
    let layer = Layer::build(LayerInfo::default(), squares.to_vec()).unwrap();
    let middle = at(0, 0) + Coord { x: STEP, y: STEP / 2.0 };
    assert_eq!(layer.at(Coord { x: at(1, 0).x, y: middle.y }).len(), 2);
    assert_eq!(layer.at(at(1, 1)).len(), 4);
    assert_eq!(layer.at(at(0, 0)).len(), 1);
    assert!(layer.at(Coord { x: f64::NAN, y: 42.0 }).is_empty());
}

#[test]
fn far_away_the_distance_is_still_karneys() {
    let layer =
        Layer::build(LayerInfo::default(), vec![Parcel::new(code("1"), lot(74.6, 42.87, 900.0, 40.0), LandUse::Green)])
            .unwrap();
    for point in [
        Coord { x: 74.60, y: 42.95 },
        Coord { x: 74.0, y: 42.0 },
        Coord { x: 71.4, y: 51.1 },
        Coord { x: 20.0, y: -30.0 },
    ] {
        let (_, metres) = layer.nearest(point, 21_000_000.0).unwrap();
        let walked = distance_by_walk(&layer.parcels().next().unwrap().shape(), point);
        assert!((metres - walked).abs() < 0.01, "{metres} {walked}");
    }
    assert!(layer.nearest(Coord { x: 71.4, y: 51.1 }, 1000.0).is_none());
    assert!(layer.nearest(Coord { x: 71.4, y: f64::INFINITY }, 1000.0).is_none());
}

#[test]
fn real_parcels_are_found_where_they_are() {
    for layer in [bishkek(), cambridge()] {
        for parcel in layer.parcels().step_by(7) {
            assert!(layer.at(parcel.label_point()).contains(&parcel), "{parcel:?}");
            assert!(parcel.shape().intersects(&Point(parcel.label_point())), "{parcel:?}");
            assert!(parcel.area_m2() > 0.0 && layer.bounds().unwrap().intersects(&Point(parcel.label_point())));
        }
        let counts = layer.counts();
        assert_eq!(counts.all.parcels, layer.len() as u64);
        assert_eq!(counts.land_use.values().map(|tally| tally.parcels).sum::<u64>(), counts.all.parcels);
    }
    // The drawn areas of the demonstration city, told by its maker within rounding.
    let city = bishkek();
    let private =
        city.filter(&Filter { owner_class: vec![OwnerClass::Private], min_area_m2: Some(1000.0), ..Filter::default() });
    assert!(
        !private.is_empty()
            && private.iter().all(|parcel| parcel.owner_class() == OwnerClass::Private && parcel.area_m2() >= 1000.0)
    );
    let district = city.filter(&Filter { district: Some("Ленинский район".into()), ..Filter::default() });
    assert_eq!(district.len() as u64, city.counts().district["Ленин району"].parcels);
}

#[test]
fn lists_are_paged_by_the_code_after_which_they_go_on() {
    let city = bishkek();
    let third = city.parcels().nth(2).unwrap();
    assert_eq!(city.after(third.code()).0, 3);
    assert_eq!(city.after("").0, 0);
    assert_eq!(city.after("zzz").0 as usize, city.len());
}

#[test]
fn parcels_that_make_no_layer_are_named() {
    let good = || lot(74.6, 42.87, 20.0, 30.0);
    let build = |parcels: Vec<(&str, MultiPolygon<f64>)>| {
        let parcels = parcels.into_iter().map(|(name, shape)| Parcel::new(code(name), shape, LandUse::Trade));
        Layer::build(LayerInfo::default(), parcels.collect()).map(|layer| layer.len())
    };
    assert_eq!(build(vec![("1", good()), ("2", good())]), Ok(2));
    assert_eq!(build(vec![("1", good()), ("1", good())]), Err(BuildError::RepeatedCode { code: code("1") }));
    assert_eq!(build(vec![("1", MultiPolygon(vec![]))]), Err(BuildError::NoShape { code: code("1") }));
    let nowhere = ring(&[(74.6, 42.87), (f64::NAN, 42.87), (74.61, 42.88)]);
    assert!(matches!(build(vec![("1", nowhere)]), Err(BuildError::Nowhere { .. })));
    let nowhere = ring(&[(4_763_024.8, 3_306_809.3), (4_763_025.8, 3_306_809.3), (4_763_025.8, 3_306_819.3)]);
    assert!(matches!(build(vec![("1", nowhere)]), Err(BuildError::Nowhere { .. })));
}
