//! The layers under the parcels: boundary, water, streets and names of the city.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    app::App,
    assets::{FOR_EVER, accepts},
    extract::{Path, Query, text},
    problem::Problem,
};

/// The addresses of base layers.
pub fn routes() -> Router<App> {
    Router::new().route("/base/{file}", get(layer))
}

#[derive(Debug, serde::Deserialize)]
struct Version {
    v: Option<String>,
}

/// The address of a base layer, naming its content, so that it can be kept for ever; `None` when the city has no such layer.
pub fn address(app: &App, name: &str) -> Option<String> {
    app.city.base.get(name).map(|layer| format!("/base/{name}.geojson?v={}", layer.digest))
}

/// `GET /base/{name}.geojson`
async fn layer(
    State(app): State<App>,
    Path(file): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer =
        file.strip_suffix(".geojson").and_then(|name| app.city.base.get(name)).ok_or_else(Problem::not_found)?;
    let accepted = text(&headers, header::ACCEPT_ENCODING).unwrap_or_default();
    let (encoding, body) = if accepts(accepted, "br") {
        (Some("br"), &layer.brotli)
    } else if accepts(accepted, "gzip") {
        (Some("gzip"), &layer.gzip)
    } else {
        (None, &layer.plain)
    };
    let tag = format!("\"{}{}\"", layer.digest, encoding.map_or(String::new(), |encoding| format!("-{encoding}")));
    let known =
        text(&headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/geo+json")], Body::from(body.clone())).into_response()
    };
    let fields = response.headers_mut();
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let kept = if version.v.as_ref() == Some(&layer.digest) { FOR_EVER } else { "public, no-cache" };
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Ok(tag) = tag.parse() {
        fields.insert(header::ETAG, tag);
    }
    Ok(response)
}
