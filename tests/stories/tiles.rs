//! Tiles as clients get them.

use city::{City, Person};
use reqwest::Method;

const MVT: &str = "application/vnd.mapbox-vector-tile";

async fn template(visitor: &Person) -> String {
    let description = visitor.reads("/collections/parcels/tiles/WebMercatorQuad").await;
    let tiles = description.is_ok().json()["tiles"][0].as_str().expect("TileJSON names its tiles").to_owned();
    format!("/tiles/{}", tiles.split_once("/tiles/").expect("a path of tiles").1)
}

fn tile(template: &str, z: &str, x: &str, y: &str) -> String {
    template.replace("{z}", z).replace("{x}", x).replace("{y}", y)
}

/// The tile of z16 that holds the small city's middle.
const MIDDLE: (&str, &str, &str) = ("16", "46348", "24111");

#[tokio::test]
async fn a_tile_holds_the_parcels_that_the_collection_has_there() {
    let city = City::open("2026-09-01T09:00:00+06:00").await;
    let visitor = city.visitor();
    let (z, x, y) = MIDDLE;
    let answer = visitor.sends(visitor.asks(Method::GET, &tile(&template(&visitor).await, z, x, y))).await;
    answer.is_ok();
    assert_eq!(answer.header("content-type"), MVT);
    assert!(answer.header("cache-control").contains("immutable"), "{:?}", answer.headers);
    let reader = mvt_reader::Reader::new(answer.bytes.clone()).expect("a tile that others can read");
    let names = reader.get_layer_names().expect("layers");
    let parcels = names.iter().position(|name| name == "parcels").expect("a layer of parcels");
    let features = reader.get_features(parcels).expect("parcels");
    assert!(!features.is_empty());
    for feature in &features {
        let properties = feature.properties.as_ref().expect("properties");
        let mvt_reader::feature::Value::String(code) = &properties["code"] else { panic!("the code is text") };
        visitor.reads(&format!("/collections/parcels/items/{code}")).await.is_ok();
    }
}

#[tokio::test]
async fn an_empty_tile_is_204_and_one_that_cannot_be_is_404() {
    let city = City::open("2026-09-01T09:00:00+06:00").await;
    let visitor = city.visitor();
    let template = template(&visitor).await;
    let empty = visitor.reads(&tile(&template, "16", "46330", "24100")).await;
    empty.is(204);
    assert!(empty.bytes.is_empty());
    assert!(empty.header("cache-control").contains("immutable"), "an empty tile is kept like its neighbours");
    for (z, x, y) in [
        ("4", "16", "16"),
        ("-1", "0", "0"),
        ("99", "0", "0"),
        ("31", "2147483648", "0"),
        ("16", "1.5", "2"),
        ("16", "abc", "2"),
        ("16", "46348", "24113.mvt"),
    ] {
        visitor.reads(&tile(&template, z, x, y)).await.is_problem(404, "unknown-tile");
    }
    visitor.reads("/tiles/parcels/0000000000000000/16/46348/24112.mvt").await.is(404);
}

#[tokio::test]
async fn a_tile_comes_compressed_once_and_only_to_those_who_take_it() {
    let city = City::open("2026-09-01T09:00:00+06:00").await;
    let visitor = city.visitor();
    let (z, x, y) = MIDDLE;
    let address = tile(&template(&visitor).await, z, x, y);
    let asked = async |encoding: Option<&str>, etag: Option<&str>| {
        let mut request = visitor.asks(Method::GET, &address);
        if let Some(encoding) = encoding {
            request = request.header("Accept-Encoding", encoding);
        }
        if let Some(etag) = etag {
            request = request.header("If-None-Match", etag);
        }
        visitor.sends(request).await
    };
    let zipped = asked(Some("gzip, deflate, br"), None).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert_eq!(zipped.bytes[..2], [0x1f, 0x8b], "gzip once");
    for encoding in [Some("identity"), None, Some("deflate")] {
        let plain = asked(encoding, None).await;
        plain.is_ok();
        assert_eq!(plain.header("content-encoding"), "", "{encoding:?}");
        assert_ne!(plain.bytes[..2], [0x1f, 0x8b], "{encoding:?}");
        assert!(plain.header("vary").to_lowercase().contains("accept-encoding"));
        assert_ne!(plain.header("etag"), zipped.header("etag"), "the entity differs by encoding");
        assert!(plain.header("etag").starts_with('"'), "a strong ETag: {}", plain.header("etag"));
    }
    let known = asked(Some("gzip"), Some(zipped.header("etag"))).await;
    known.is(304);
    assert!(known.bytes.is_empty());
    let other = asked(Some("identity"), Some(zipped.header("etag"))).await;
    other.is_ok();
}
