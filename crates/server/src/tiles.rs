//! Vector tiles of the parcels: read from the layer's archive, or cut when deeper than it.
//!
//! An address names the layer's digest, so that its bytes never change and are kept for ever. A tile without parcels is
//! 204; one outside the city or the grid is 404, found out by arithmetic alone. What is public about the tile set is one
//! document, TileJSON 3.0 and OGC API Tiles at once.

use std::io::{Read, Write};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use parcels::tile::TileId;
use serde_json::{Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{answer, redirect},
    app::App,
    assets::{FOR_EVER, accepts},
    collections::{CRS84, JSON, Link, MVT},
    extract::{Path, Reader, text},
    problem::Problem,
};

/// The deepest zoom that is answered: a metre is about 27 pixels there.
pub const DEEPEST_CUT: u8 = parcels::tile::MAX_ZOOM;
/// The OGC's name for the grid of web maps.
const GRID: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";

/// The addresses of tiles.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tile_of_layer))
        .routes(routes!(tile_sets))
        .routes(routes!(tile_set))
        .routes(routes!(tile_by_row))
}

/// The immutable address of the tiles of the layer in force, with gaps for zoom, column and row.
pub fn template(app: &App) -> Result<String, Problem> {
    Ok(format!("/tiles/parcels/{}/{{z}}/{{x}}/{{y}}.mvt", app.published()?.tiles_digest()))
}

/// One tile of a layer.
#[utoipa::path(get, path = "/tiles/parcels/{layer}/{z}/{x}/{y}", tag = "tiles",
    params(("layer" = String, Path, description = "The layer's digest"), ("z" = u8, Path, description = "Zoom, 0 to 22"), ("x" = u32, Path, description = "Column from the west"), ("y" = String, Path, description = "Row from the north, with `.mvt`")),
    responses((status = 200, description = "The tile", content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "No parcels there"), (status = 404, body = crate::problem::Shape)))]
async fn tile_of_layer(
    State(app): State<App>,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tile = numbers(&z, &x, y.strip_suffix(".mvt"))?;
    let published = app.published()?;
    if layer != published.tiles_digest() {
        return Err(Problem::new("unknown-layer"));
    }
    if !within_city(&app, tile) {
        return Err(Problem::new("unknown-tile"));
    }
    // Read from the archive or cut: a file and up to a hundred milliseconds of work, neither for the threads of tokio.
    let compressed =
        tokio::task::spawn_blocking(move || published.tile(tile)).await.map_err(|error| Problem::internal(&error))?;
    let mark = format!("{}-{}-{}-{}", &layer[..layer.len().min(16)], tile.z(), tile.x(), tile.y());
    send(compressed, &mark, FOR_EVER, &headers)
}

/// Sends a tile that is kept as gzip: as it is to who takes that, unpacked to who does not.
pub(crate) fn send(
    compressed: Option<Vec<u8>>,
    mark: &str,
    kept: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let takes_gzip = accepts(text(headers, header::ACCEPT_ENCODING).unwrap_or_default(), "gzip");
    let tag = if takes_gzip && compressed.is_some() { format!("\"{mark}-gzip\"") } else { format!("\"{mark}\"") };
    let known =
        text(headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = match compressed {
        _ if known => StatusCode::NOT_MODIFIED.into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
        Some(bytes) if takes_gzip => {
            ([(header::CONTENT_TYPE, MVT), (header::CONTENT_ENCODING, "gzip")], Body::from(bytes)).into_response()
        }
        Some(bytes) => {
            let mut plain = Vec::with_capacity(bytes.len() * 3);
            GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).map_err(|error| Problem::internal(&error))?;
            ([(header::CONTENT_TYPE, MVT)], Body::from(plain)).into_response()
        }
    };
    let fields = response.headers_mut();
    fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Ok(tag) = tag.parse() {
        fields.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Fast rather than small: these are made while one waits.
pub(crate) fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::new(4));
    encoder.write_all(plain)?;
    encoder.finish()
}

/// Whole numbers without signs, in the grid; anything else is no tile.
pub(crate) fn numbers(z: &str, x: &str, y: Option<&str>) -> Result<TileId, Problem> {
    let digits = |text: &str| {
        (!text.is_empty() && text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    let read = || {
        let y = y?;
        digits(z)?;
        digits(x)?;
        digits(y)?;
        let z: u32 = z.parse().ok()?;
        TileId::new(z, x.parse().ok()?, y.parse().ok()?).ok()
    };
    read().ok_or_else(|| Problem::new("unknown-tile"))
}

/// Whether a tile touches the ground that the tile set covers: the layer's bounds and the city's extent together.
fn within_city(app: &App, tile: TileId) -> bool {
    let [west, south, east, north] = ground(app);
    let bounds = tile.bounds();
    bounds.min().x <= east && bounds.max().x >= west && bounds.min().y <= north && bounds.max().y >= south
}

fn ground(app: &App) -> [f64; 4] {
    let [west, south, east, north] = app.city.extent;
    match app.published().ok().and_then(|published| published.layer.bounds()) {
        Some(bounds) => {
            [west.min(bounds.min().x), south.min(bounds.min().y), east.max(bounds.max().x), north.max(bounds.max().y)]
        }
        None => [west, south, east, north],
    }
}

/// The tile sets of the parcels.
#[utoipa::path(get, path = "/collections/parcels/tiles", tag = "tiles", responses((status = 200, description = "The tile sets")))]
async fn tile_sets(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    answer(&reader)
        .json(|| {
            json!({
                "links": [Link::to(&app, "/collections/parcels/tiles", "self", JSON)],
                "tilesets": [{
                    "title": reader.say.text("collections-parcels"),
                    "dataType": "vector",
                    "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
                    "tileMatrixSetURI": GRID,
                    "links": [Link::to(&app, "/collections/parcels/tiles/WebMercatorQuad", "self", JSON)],
                }],
            })
        })
        .respond()
}

/// The tile set: TileJSON 3.0 and the OGC's description in one document.
#[utoipa::path(get, path = "/collections/parcels/tiles/WebMercatorQuad", tag = "tiles", responses((status = 200, description = "TileJSON 3.0 with the members of OGC API Tiles")))]
async fn tile_set(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    let published = app.published()?;
    let info = published.layer.info();
    let ground = ground(&app);
    let tiles = app.url(&template(&app)?);
    let [longitude, latitude] = app.city.centre;
    answer(&reader)
        .json(|| {
            json!({
                "tilejson": "3.0.0",
                "tiles": [tiles],
                "name": format!("{} · {}", reader.say.text("collections-parcels"), app.city.name.said(reader.say)),
                "description": reader.say.text("collections-tiles-about"),
                "version": "1.0.0",
                "scheme": "xyz",
                "minzoom": 0,
                "maxzoom": DEEPEST_CUT,
                "bounds": ground,
                "center": [longitude, latitude, app.city.zoom],
                "attribution": info.attribution,
                "vector_layers": vector_layers(),
                "title": reader.say.text("collections-parcels"),
                "dataType": "vector",
                "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
                "tileMatrixSetURI": GRID,
                "boundingBox": { "lowerLeft": [ground[0], ground[1]], "upperRight": [ground[2], ground[3]], "crs": CRS84 },
                "demonstration": info.demonstration,
                "layer": published.digest(),
                "links": [
                    Link::to(&app, "/collections/parcels/tiles/WebMercatorQuad", "self", JSON),
                    Link::to(&app, &tiles_by_row(), "item", MVT).with_gaps(),
                    Link { href: GRID.into(), rel: "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", kind: JSON, title: None, templated: false },
                ],
            })
        })
        .respond()
}

fn tiles_by_row() -> String {
    "/collections/parcels/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}".into()
}

/// What the tiles hold, as TileJSON says it.
fn vector_layers() -> Value {
    json!([
        { "id": "parcels", "description": "Parcels; at far zooms areas of one use, without codes", "minzoom": 0, "maxzoom": DEEPEST_CUT,
          "fields": { "code": "String", "land_use": "String", "owner_class": "String", "area": "Number, m²", "label": "String" } },
        { "id": "labels", "description": "One point inside each parcel", "minzoom": 17, "maxzoom": DEEPEST_CUT,
          "fields": { "code": "String", "label": "String" } },
    ])
}

/// A tile by the OGC's order, row before column: leads to the immutable address.
#[utoipa::path(get, path = "/collections/parcels/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}", tag = "tiles",
    params(("tileMatrix" = u8, Path, description = "Zoom"), ("tileRow" = u32, Path, description = "Row from the north"), ("tileCol" = u32, Path, description = "Column from the west")),
    responses((status = 303, description = "Where the tile is"), (status = 404, body = crate::problem::Shape)))]
async fn tile_by_row(
    State(app): State<App>,
    Path((z, row, column)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let tile = numbers(&z, &column, Some(&row))?;
    if !within_city(&app, tile) {
        return Err(Problem::new("unknown-tile"));
    }
    let address = template(&app)?
        .replace("{z}", &tile.z().to_string())
        .replace("{x}", &tile.x().to_string())
        .replace("{y}", &tile.y().to_string());
    Ok(redirect(&app.url(&address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_no_tile_are_refused() {
        assert!(numbers("16", "46348", Some("24113")).is_ok());
        for (z, x, y) in [
            ("4", "16", "16"),
            ("-1", "0", "0"),
            ("99", "0", "0"),
            ("31", "2147483648", "0"),
            ("16", "1.5", "2"),
            ("16", "abc", "2"),
            ("16", "+1", "2"),
            ("", "", ""),
            ("23", "0", "0"),
            ("0", "00000000000", "0"),
        ] {
            assert_eq!(numbers(z, x, Some(y)).unwrap_err().code(), "unknown-tile", "{z}/{x}/{y}");
        }
        assert!(numbers("16", "46348", None).is_err());
    }
}
