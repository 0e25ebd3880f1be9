use geo_types::{Coord, MultiPolygon, Polygon, Rect, coord, polygon};
use parcels::{Code, LandUse, Layer, LayerInfo, Parcel, ParcelIndex};

use super::*;

const CENTRE: Coord<f64> = coord! { x: 74.6, y: 42.87 };

fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
    Rect::new(coord! { x: west, y: south }, coord! { x: west + side, y: south + side }).to_polygon().into()
}

/// A block of `side` × `side` plots of about 10 by 14 metres, the uses by turns.
fn layer(side: u32) -> Layer {
    let plot = 0.000_12;
    let parcels = (0..side * side).map(|i| {
        let (column, row) = (f64::from(i % side), f64::from(i / side));
        let half = f64::from(side) / 2.0;
        let shape = square(CENTRE.x + (column - half) * plot, CENTRE.y + (row - half) * plot, plot);
        let land_use = LandUse::ALL[usize::try_from(i).unwrap() % LandUse::ALL.len()];
        Parcel::new(Code::new(&format!("1-{i:06}")).unwrap(), shape, land_use)
    });
    Layer::build(LayerInfo::default(), parcels.collect()).unwrap()
}

fn scene<'a>(layer: &'a Layer, ground: &'a Ground, zoom: f64) -> Scene<'a> {
    Scene {
        layer,
        ground,
        view: View::of_page(CENTRE, zoom),
        language: "ky",
        selected: None,
        proposed: Vec::new(),
        areas: Vec::new(),
        marks: Vec::new(),
        label: "Карта".into(),
    }
}

#[test]
fn the_middle_of_the_view_is_the_middle_of_the_picture() {
    let view = View::of_page(CENTRE, 16.0);
    let middle = view.project(CENTRE);
    assert!((middle.x - 600.0).abs() < 1e-6 && (middle.y - 420.0).abs() < 1e-6, "{middle:?}");
    let bounds = view.bounds(0.0);
    let corner = view.project(coord! { x: bounds.min().x, y: bounds.max().y });
    assert!(corner.x.abs() < 1e-6 && corner.y.abs() < 1e-6, "{corner:?}");
}

#[test]
fn a_parcel_is_shown_with_its_block_and_not_nearer_than_said() {
    let parcel = Rect::new(coord! { x: 74.6, y: 42.87 }, coord! { x: 74.6005, y: 42.8703 });
    assert_eq!(View::around(parcel, 1200.0, 840.0, 17.0).zoom, 17.0);
    let city = Rect::new(coord! { x: 74.45, y: 42.8 }, coord! { x: 74.75, y: 42.95 });
    let view = View::around(city, 1200.0, 840.0, 17.0);
    assert!((10.0..=13.0).contains(&view.zoom), "{}", view.zoom);
    assert!(view.bounds(0.0).width() > city.width());
}

#[test]
fn a_picture_has_every_use_in_its_class_and_no_style_attribute() {
    let layer = layer(12);
    let svg = scene(&layer, &Ground::default(), 18.0).draw().to_string();
    for land_use in LandUse::ALL {
        assert!(svg.contains(&format!(" {}\"", land_use.key().replace('_', "-"))), "{land_use:?}");
    }
    assert!(!svg.contains("style="));
    assert!(svg.contains("url(#p-green)"));
    assert!(svg.contains("lu firm"));
}

#[test]
fn a_picture_stays_bounded_and_whole_when_there_is_too_much_to_draw() {
    // 40,000 plots of a few pixels, each of another use than the one beside: the worst that can be.
    let layer = layer(200);
    let svg = scene(&layer, &Ground::default(), 15.0).draw().to_string();
    assert!(svg.len() < 350_000, "{} bytes", svg.len());
    assert!(svg.contains("class=\"cell "));
}

#[test]
fn far_away_land_is_cells_of_the_use_that_prevails() {
    let layer = layer(60);
    let svg = scene(&layer, &Ground::default(), 12.0).draw().to_string();
    assert!(svg.contains("class=\"cell "));
    assert!(!svg.contains("class=\"lu"));
}

#[test]
fn what_is_chosen_and_proposed_lies_over_the_parcels() {
    let layer = layer(4);
    let ground = Ground::default();
    let mut scene = scene(&layer, &ground, 18.0);
    scene.selected = Some(ParcelIndex(5));
    scene.proposed = vec![ParcelIndex(5), ParcelIndex(6)];
    scene.areas = vec![square(CENTRE.x, CENTRE.y, 0.001)];
    let svg = scene.draw().to_string();
    assert_eq!(svg.matches("m-red-hatch").count(), 3);
    let place = |class: &str| svg.find(class).unwrap();
    assert!(place("class=\"lu") < place("m-red-hatch") && place("m-red-hatch") < place("m-sel-casing"));
    assert!(place("m-sel-casing") < place("\"m-sel\""));
}

#[test]
fn marks_are_links_and_their_words_are_escaped() {
    let layer = layer(2);
    let ground = Ground::default();
    let mut scene = scene(&layer, &ground, 17.0);
    let mark = Mark {
        at: CENTRE,
        kind: MarkKind::Notice,
        text: "17 күн".into(),
        name: "A & \"B\" <script>".into(),
        address: "/?parcel=1&view=1".into(),
    };
    scene.marks = vec![mark.clone(), Mark { at: coord! { x: 0.0, y: 0.0 }, ..mark }];
    let svg = scene.draw().to_string();
    assert_eq!(svg.matches("<a ").count(), 1, "a mark outside the picture is not drawn");
    assert!(svg.contains("href=\"/?parcel=1&amp;view=1\""));
    assert!(svg.contains("A &amp; &quot;B&quot; &lt;script&gt;"));
    assert!(!svg.contains("<script"));
}

#[test]
fn names_stand_along_their_lines_in_the_readers_language() {
    let streets = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name_ky":"Чүй проспектиси","name_ru":"проспект Чуй","class":"primary"},
         "geometry":{"type":"LineString","coordinates":[[74.56,42.87],[74.64,42.87]]}},
        {"type":"Feature","properties":{"name_ky":null,"class":"primary"},
         "geometry":{"type":"LineString","coordinates":[[74.56,42.871],[74.64,42.871]]}}]}"#;
    let ground = Ground::read(Some(streets.as_bytes()), None, None).unwrap();
    let layer = layer(2);
    let mut scene = scene(&layer, &ground, 16.0);
    assert!(scene.draw().as_str().contains("Чүй проспектиси"));
    scene.language = "ru";
    let svg = scene.draw().to_string();
    assert!(svg.contains("проспект Чуй") && svg.contains("m-label st big"));
    scene.view.zoom = 12.0;
    assert!(!scene.draw().as_str().contains("проспект"));
}

#[test]
fn broken_ground_is_an_error_and_no_ground_is_none() {
    assert!(Ground::read(Some(b"{"), None, None).is_err());
    assert!(Ground::read(None, None, None).unwrap().streets.is_empty());
}

#[test]
fn a_plot_fills_its_square_north_up_with_its_proportions() {
    // Twice as far from south to north as from west to east, in metres.
    let narrowing = 42.87_f64.to_radians().cos();
    let tall: Polygon<f64> = polygon![
        (x: 74.6, y: 42.87), (x: 74.6 + 0.001 / narrowing, y: 42.87),
        (x: 74.6 + 0.001 / narrowing, y: 42.872), (x: 74.6, y: 42.872),
    ];
    let path = plot(&tall.into(), 100);
    assert_eq!(path, "M29.5 91l41 0 0 -82 -41 0Z");
    assert_eq!(plot(&MultiPolygon::new(Vec::new()), 48), "");
}
