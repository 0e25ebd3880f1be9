//! Tiles, decoded by a reader written by others and compared with the parcels that they came from.

use std::collections::{BTreeMap, HashMap};

use flate2::{Compression, write::GzEncoder};
use geo::{Area, BoundingRect, Contains, Coord, Geometry, LineString, MultiPolygon, Point, Polygon};
use mvt_reader::feature::{Feature, Value};
use parcels::tile::{self, BYTES_MAX, TileId};
use parcels::{LandUse, Layer, LayerInfo, Parcel, ParcelRef};

use crate::cities::{METRES, bishkek, cambridge, code, dense_city, lot, ring};

/// One parcel or one use as a tile tells it.
struct Drawn {
    id: Option<u64>,
    tags: HashMap<String, String>,
    shape: MultiPolygon<f64>,
}

fn tile_id(z: u8, x: u32, y: u32) -> TileId {
    TileId::new(z.into(), x, y).unwrap()
}

fn layer_of(parcels: Vec<(&str, MultiPolygon<f64>)>) -> Layer {
    let parcels = parcels.into_iter().map(|(name, shape)| Parcel::new(code(name), shape, LandUse::Trade)).collect();
    Layer::build(LayerInfo::default(), parcels).unwrap()
}

fn features(bytes: &[u8], layer: &str) -> Vec<Feature<i32>> {
    let reader = mvt_reader::Reader::new(bytes.to_vec()).unwrap();
    match reader.get_layer_names().unwrap().iter().position(|name| name == layer) {
        Some(place) => reader.get_features_as(place).unwrap(),
        None => Vec::new(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::UInt(number) => number.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The layer `parcels` of a tile, every ring checked by the rules of MVT 2.1.
fn drawn(bytes: &[u8]) -> Vec<Drawn> {
    features(bytes, "parcels")
        .into_iter()
        .map(|feature| {
            let polygons = match feature.geometry {
                Geometry::MultiPolygon(shape) => shape.0,
                Geometry::Polygon(polygon) => vec![polygon],
                other => panic!("{other:?}"),
            };
            for polygon in &polygons {
                check_ring(polygon.exterior(), true);
                polygon.interiors().iter().for_each(|ring| check_ring(ring, false));
            }
            let float = |ring: &LineString<i32>| -> LineString<f64> {
                ring.0.iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect()
            };
            let polygons = polygons
                .iter()
                .map(|polygon| Polygon::new(float(polygon.exterior()), polygon.interiors().iter().map(float).collect()))
                .collect();
            let tags = feature.properties.unwrap_or_default().into_iter().map(|(key, value)| (key, text(&value)));
            Drawn { id: feature.id, tags: tags.collect(), shape: polygons }
        })
        .collect()
}

/// At least four positions, an area that is not zero, clockwise as drawn for outer rings and the other way for inner
/// ones, nothing beyond the buffer.
fn check_ring(ring: &LineString<i32>, outer: bool) {
    let twice_area: i64 = ring
        .lines()
        .map(|line| i64::from(line.start.x) * i64::from(line.end.y) - i64::from(line.end.x) * i64::from(line.start.y))
        .sum();
    assert!(ring.0.len() >= 4, "{ring:?}");
    assert!(if outer { twice_area > 0 } else { twice_area < 0 }, "{twice_area} {outer} {ring:?}");
    assert!(ring.0.iter().all(|point| (-128..=4224).contains(&point.x) && (-128..=4224).contains(&point.y)));
}

fn tiles_of(layer: &Layer, z: u8) -> Vec<TileId> {
    let limits = tile::limits(layer, z).unwrap();
    (limits.min_x..=limits.max_x).flat_map(|x| (limits.min_y..=limits.max_y).map(move |y| tile_id(z, x, y))).collect()
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// The part of a drawn shape that lies in the tile itself.
fn area_inside(shape: &MultiPolygon<f64>) -> f64 {
    use geo::BooleanOps;
    let inside = geo::Rect::new((0.0, 0.0), (4096.0, 4096.0));
    let part = |polygon: &Polygon<f64>| {
        let around = polygon.bounding_rect().unwrap();
        if inside.contains(&around) {
            polygon.unsigned_area()
        } else {
            polygon.intersection(&inside.to_polygon()).unsigned_area()
        }
    };
    shape.iter().map(part).sum()
}

/// The drawn area of a whole layer at a zoom, in units of the world at zoom 0.
fn coloured(layer: &Layer, z: u8) -> f64 {
    let side = 4096.0 * 2_f64.powi(z.into());
    tiles_of(layer, z)
        .into_iter()
        .filter_map(|tile| tile::cut(layer, tile))
        .flat_map(|bytes| drawn(&bytes))
        .map(|drawn| area_inside(&drawn.shape) / side / side)
        .sum()
}

/// The true area of a layer on the same map.
fn true_area(layer: &Layer) -> f64 {
    layer.parcels().map(|parcel| on_map(&parcel.shape()).unsigned_area()).sum()
}

/// Web Mercator, the side of the world being one.
fn on_map(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    use geo::MapCoords;
    shape.map_coords(|Coord { x, y }| {
        let y = (std::f64::consts::FRAC_PI_4 + y.to_radians() / 2.0).tan().ln();
        Coord { x: x / 360.0 + 0.5, y: 0.5 - y / std::f64::consts::TAU }
    })
}

#[test]
fn til_01_a_parcel_on_a_tile_border_is_cut_out_of_sight() {
    let layer =
        layer_of(vec![("1", ring(&[(74.6020, 42.8750), (74.6033, 42.8750), (74.6033, 42.8757), (74.6020, 42.8757)]))]);
    let west = TileId::at(16, Coord { x: 74.6021, y: 42.8753 });
    let east = TileId::at(16, Coord { x: 74.6032, y: 42.8753 });
    assert_eq!(west.x() + 1, east.x());
    let edges = [west, east].map(|tile| {
        let drawn = drawn(&tile::cut(&layer, tile).unwrap());
        drawn[0].shape.bounding_rect().unwrap()
    });
    assert!((edges[0].max().x - 4224.0).abs() < f64::EPSILON, "cut 128 units beyond the border: {edges:?}");
    assert!((edges[1].min().x + 128.0).abs() < f64::EPSILON, "{edges:?}");
    assert!((edges[0].min().x - (edges[1].min().x + 4096.0)).abs() > 1.0);
}

#[test]
fn til_02_small_plots_colour_what_they_cover_whichever_way_they_lie() {
    let grid = |wide: f64, high: f64| {
        let plots = (0..1600_u32).map(|plot| {
            let (x, y) = (f64::from(plot % 40) * wide, f64::from(plot / 40) * high);
            Parcel::new(
                code(&format!("{plot:04}")),
                lot(74.55 + x / METRES.x, 42.85 + y / METRES.y, wide, high),
                LandUse::Trade,
            )
        });
        Layer::build(LayerInfo::default(), plots.collect()).unwrap()
    };
    let (upright, turned) = (grid(8.0, 30.0), grid(30.0, 8.0));
    for z in 10..=14 {
        let (a, b) = (coloured(&upright, z), coloured(&turned, z));
        let (true_a, true_b) = (true_area(&upright), true_area(&turned));
        assert!((a / b - 1.0).abs() < 0.05, "zoom {z}: {a} {b}");
        assert!(
            (a / true_a - 1.0).abs() < 0.05 && (b / true_b - 1.0).abs() < 0.05,
            "zoom {z}: {a} {true_a} {b} {true_b}"
        );
    }
}

#[test]
fn til_03_holes_stay_open_whichever_way_rings_wind() {
    let outer = [(74.60, 42.87), (74.61, 42.87), (74.61, 42.88), (74.60, 42.88), (74.60, 42.87)];
    let inner = [(74.603, 42.873), (74.606, 42.873), (74.606, 42.876), (74.603, 42.876), (74.603, 42.873)];
    let turned = |points: &[(f64, f64); 5], turn: bool| {
        let mut points = points.to_vec();
        if turn {
            points.reverse();
        }
        LineString::from(points)
    };
    let tiles: Vec<_> = [(false, false), (false, true), (true, false), (true, true)]
        .into_iter()
        .map(|(a, b)| {
            let shape = MultiPolygon(vec![Polygon::new(turned(&outer, a), vec![turned(&inner, b)])]);
            let layer = layer_of(vec![("1", shape)]);
            tile::cut(&layer, TileId::at(14, Coord { x: 74.605, y: 42.875 })).unwrap()
        })
        .collect();
    assert!(tiles.iter().all(|tile| *tile == tiles[0]));
    assert_eq!(drawn(&tiles[0])[0].shape.0[0].interiors().len(), 1);
}

#[test]
fn til_04_long_codes_arrive_whole() {
    let layer = layer_of(vec![
        ("11261288640189165810", lot(74.600, 42.87, 30.0, 30.0)),
        ("11261288640189165811", lot(74.601, 42.87, 30.0, 30.0)),
    ]);
    let drawn = drawn(&tile::cut(&layer, TileId::at(16, Coord { x: 74.601, y: 42.8701 })).unwrap());
    let codes: Vec<_> = drawn.iter().map(|drawn| drawn.tags["code"].as_str()).collect();
    assert_eq!(codes, ["11261288640189165810", "11261288640189165811"]);
    assert!(drawn.iter().all(|drawn| drawn.id.unwrap() < 1 << 53));
    assert_ne!(drawn[0].id, drawn[1].id);
}

/// A parcel over the corner of four tiles of zoom 16, and so of zoom 14 and 17.
fn over_a_corner() -> (Coord<f64>, Layer) {
    let middle = TileId::at(14, Coord { x: 74.6, y: 42.87 }).bounds();
    let corner = Coord { x: middle.max().x, y: middle.min().y };
    // C-shaped, open to the east: its centroid lies in the opening.
    let at = |x: f64, y: f64| (corner.x + x / METRES.x, corner.y + y / METRES.y);
    let shape = ring(&[
        at(-60.0, -60.0),
        at(60.0, -60.0),
        at(60.0, -45.0),
        at(-45.0, -45.0),
        at(-45.0, 45.0),
        at(60.0, 45.0),
        at(60.0, 60.0),
        at(-60.0, 60.0),
    ]);
    (corner, layer_of(vec![("1-1", shape)]))
}

fn around(z: u8, corner: Coord<f64>) -> [TileId; 4] {
    let step = 1e-6;
    [(-step, -step), (step, -step), (step, step), (-step, step)]
        .map(|(x, y)| TileId::at(z, Coord { x: corner.x + x, y: corner.y + y }))
}

#[test]
fn til_05_a_parcel_has_one_id_in_all_its_tiles() {
    let (corner, layer) = over_a_corner();
    let (_, again) = over_a_corner();
    let mut ids = Vec::new();
    for z in [14, 16, 18] {
        for tile in around(z, corner) {
            ids.extend(drawn(&tile::cut(&layer, tile).unwrap()).into_iter().map(|drawn| drawn.id.unwrap()));
            ids.extend(drawn(&tile::cut(&again, tile).unwrap()).into_iter().map(|drawn| drawn.id.unwrap()));
        }
    }
    assert_eq!(ids.len(), 24);
    assert!(ids.iter().all(|id| *id == layer.by_code("11").unwrap().tile_id()));
}

#[test]
fn til_06_a_parcel_has_one_label_and_it_lies_inside() {
    let (corner, layer) = over_a_corner();
    let parcel = layer.by_code("1-1").unwrap();
    assert!(parcel.shape().contains(&Point(parcel.label_point())));
    for z in [17, 18, 20, 22] {
        let limits = tile::limits(&layer, z).unwrap();
        let labels: Vec<_> = (limits.min_x..=limits.max_x)
            .flat_map(|x| (limits.min_y..=limits.max_y).map(move |y| tile_id(z, x, y)))
            .filter_map(|tile| Some((tile, features(&tile::cut(&layer, tile)?, "labels"))))
            .flat_map(|(tile, labels)| labels.into_iter().map(move |label| (tile, label)))
            .collect();
        assert_eq!(labels.len(), 1, "zoom {z}");
        assert_eq!(labels[0].0, TileId::at(z, parcel.label_point()));
    }
    for tile in around(16, corner) {
        assert!(features(&tile::cut(&layer, tile).unwrap(), "labels").is_empty(), "labels begin at zoom 17");
    }
}

#[test]
fn a_near_tile_holds_the_parcels_that_a_walk_over_all_finds() {
    for (layer, z, place) in [
        (bishkek(), 14, (74.60, 42.87)),
        (bishkek(), 16, (74.61, 42.875)),
        (bishkek(), 18, (74.605, 42.872)),
        (cambridge(), 14, (-71.11, 42.37)),
        (cambridge(), 16, (-71.10, 42.365)),
        (cambridge(), 18, (-71.12, 42.38)),
    ] {
        let tile = TileId::at(z, place.into());
        let drawn: BTreeMap<_, _> = drawn(&tile::cut(layer, tile).unwrap())
            .into_iter()
            .map(|drawn| (drawn.tags["code"].clone(), drawn))
            .collect();
        let mut compared = 0;
        for parcel in layer.parcels() {
            let units = in_units(parcel, tile);
            let around = units.bounding_rect().unwrap();
            let whole = around.min().x > -127.0
                && around.min().y > -127.0
                && around.max().x < 4223.0
                && around.max().y < 4223.0;
            let away = around.max().x < -129.0
                || around.max().y < -129.0
                || around.min().x > 4225.0
                || around.min().y > 4225.0;
            match drawn.get(parcel.code()) {
                Some(drawn) => {
                    assert!(!away, "{parcel:?}");
                    assert_eq!(drawn.id, Some(parcel.tile_id()));
                    assert_eq!(drawn.tags["land_use"], parcel.land_use().key());
                    assert_eq!(drawn.tags["owner_class"], parcel.owner_class().key());
                    assert_eq!(drawn.tags["area"], format!("{:.0}", parcel.area_m2().round()));
                    assert_eq!(drawn.tags["label"], parcel.label());
                    if whole {
                        // Each point moves by half a unit at most.
                        let edge: f64 = rings(&units)
                            .map(|ring| ring.lines().map(|line| (line.dx()).hypot(line.dy())).sum::<f64>())
                            .sum();
                        assert!(
                            (drawn.shape.unsigned_area() - units.unsigned_area()).abs() <= edge + 2.0,
                            "{parcel:?}"
                        );
                        compared += 1;
                    }
                }
                None => assert!(away || !whole || units.unsigned_area() < 2.0, "{parcel:?} is not in {tile}"),
            }
        }
        assert!(compared > 0, "{tile}: {compared}");
    }
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

fn in_units(parcel: ParcelRef<'_>, tile: TileId) -> MultiPolygon<f64> {
    use geo::MapCoords;
    let side = 2_f64.powi(tile.z().into());
    on_map(&parcel.shape()).map_coords(|Coord { x, y }| Coord {
        x: (x * side - f64::from(tile.x())) * 4096.0,
        y: (y * side - f64::from(tile.y())) * 4096.0,
    })
}

/// How large the tiles of a layer are, zoom by zoom, and how much of the land they colour.
fn check_sizes(layer: &Layer, zooms: std::ops::RangeInclusive<u8>) -> Vec<(u8, (usize, usize))> {
    let mut told = Vec::new();
    for z in zooms {
        let mut largest = (0, 0);
        for tile in tiles_of(layer, z) {
            let Some(bytes) = tile::cut(layer, tile) else { continue };
            let sent = gzip(&bytes);
            assert!(bytes.len() <= BYTES_MAX, "{tile}: {} bytes", bytes.len());
            assert!(z > 12 || sent <= 250_000, "{tile}: {sent} bytes sent");
            largest = largest.max((bytes.len(), sent));
        }
        told.push((z, largest));
    }
    told
}

#[test]
fn no_tile_is_too_large() {
    for (name, layer) in [("bishkek", bishkek()), ("cambridge", cambridge()), ("dense", &dense_city(72))] {
        eprintln!("{name}: {:?}", check_sizes(layer, if name == "dense" { 0..=14 } else { 0..=16 }));
    }
}

#[test]
fn the_tiles_of_a_zoom_colour_as_much_land_as_there_is_without_gaps_between_them() {
    for (name, layer) in [("bishkek", bishkek()), ("cambridge", cambridge()), ("dense", &dense_city(24))] {
        let land = true_area(layer);
        for z in [8, 10, 12, 13, 14, 16] {
            let share = coloured(layer, z) / land;
            // Near tiles lose nothing but the rounding of corners.
            let slack = if z < tile::NEAR { 0.05 } else { 0.001 };
            assert!((share - 1.0).abs() < slack, "{name} zoom {z}: {share}");
        }
    }
}

#[test]
fn from_the_other_side_of_the_world_a_city_is_still_a_dot() {
    for z in 0..8 {
        let colours: usize = tiles_of(bishkek(), z)
            .into_iter()
            .filter_map(|tile| tile::cut(bishkek(), tile))
            .map(|bytes| drawn(&bytes).len())
            .sum();
        assert!(colours >= 1, "zoom {z}");
    }
}

#[test]
fn numbers_of_no_tile_are_refused() {
    for (z, x, y) in
        [(4, 16, 16), (99, 0, 0), (31, 2_147_483_648, 0), (23, 0, 0), (0, 1, 0), (u32::MAX, u32::MAX, u32::MAX)]
    {
        assert!(TileId::new(z, x, y).is_err(), "{z}/{x}/{y}");
    }
    assert!(TileId::new(22, (1 << 22) - 1, 0).is_ok());
    assert!(tile::cut(bishkek(), tile_id(14, 0, 0)).is_none());
    let nothing = Layer::build(LayerInfo::default(), vec![]).unwrap();
    assert!(tile::cut(&nothing, tile_id(0, 0, 0)).is_none());
    assert_eq!(tile::limits(&nothing, 3), None);
}

#[test]
fn other_things_are_drawn_on_the_grid_that_parcels_are_drawn_on() {
    let (corner, layer) = over_a_corner();
    let parcel = layer.by_code("1-1").unwrap();
    for tile in around(16, corner) {
        let frame = tile::Frame::new(tile);
        let ours: MultiPolygon<f64> = {
            use geo::MapCoords;
            frame.shape(&parcel.shape()).map_coords(|point| Coord { x: point.x.into(), y: point.y.into() })
        };
        let theirs = drawn(&tile::cut(&layer, tile).unwrap()).remove(0).shape;
        assert!((ours.unsigned_area() - theirs.unsigned_area()).abs() < 0.5);
        assert!(ours.iter().all(|polygon| polygon.exterior().0.len() == theirs.0[0].exterior().0.len()));
    }
    let holding: Vec<_> =
        around(16, corner).into_iter().filter_map(|tile| tile::Frame::new(tile).point(corner)).collect();
    assert_eq!(holding.len(), 1, "a point lies in one tile");
    let away = tile::Frame::new(TileId::at(16, Coord { x: 75.0, y: 43.0 }));
    assert!(away.shape(&parcel.shape()).0.is_empty() && away.point(corner).is_none());
}
