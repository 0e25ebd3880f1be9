//! The built style, script, letters and icons (`map-ui/dist`), embedded.
//!
//! Their names carry a hash of their content, so they are cached for ever. `.br` and `.gz` beside a file are sent to
//! who takes them.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    answer::etag,
    app::App,
    extract::{Path, text},
    problem::Problem,
};

#[derive(rust_embed::Embed)]
#[folder = "../../map-ui/dist/"]
struct Files;

#[derive(Deserialize)]
struct Chunk {
    file: String,
}

/// Addresses of built files by the names of their sources.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let Some(manifest) = Files::get("manifest.json") else {
        tracing::warn!("The pages' style and script are not built: `make ui` builds them");
        return HashMap::new();
    };
    let chunks: HashMap<String, Chunk> =
        serde_json::from_slice(&manifest.data).expect("Vite writes its manifest as documented");
    chunks.into_iter().map(|(source, chunk)| (source, format!("/assets/{}", chunk.file))).collect()
});

/// Whether style and script were built before the program was.
pub fn are_built() -> bool {
    !ADDRESSES.is_empty()
}

/// The address of a built file by the name of its source: `src/style/style.css`. Of what is not built, the address that
/// it would have: a 404 rather than a page that cannot be made.
pub fn address(source: &str) -> String {
    ADDRESSES.get(source).cloned().unwrap_or_else(|| format!("/assets/{source}"))
}

/// `GET /assets/{file}`
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    if name.ends_with(".br") || name.ends_with(".gz") || name.ends_with("manifest.json") {
        return Err(Problem::not_found());
    }
    let plain = Files::get(&name).ok_or_else(Problem::not_found)?;
    let accepted = text(&headers, header::ACCEPT_ENCODING).unwrap_or_default();
    let compressed = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, ending)| {
        accepts(accepted, encoding)
            .then(|| Files::get(&format!("{name}{ending}")))
            .flatten()
            .map(|file| (encoding, file))
    });
    let (encoding, data) = match compressed {
        Some((encoding, file)) => (Some(encoding), file.data),
        None => (None, plain.data),
    };
    let tag = etag(&data);
    let known =
        text(&headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = match data {
            std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
        };
        ([(header::CONTENT_TYPE, media_type(&name))], Body::from(body)).into_response()
    };
    let fields = response.headers_mut();
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    if let Ok(tag) = tag.parse() {
        fields.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// For content whose address changes with it.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Whether an `Accept-Encoding` header takes an encoding.
pub fn accepts(header: &str, encoding: &str) -> bool {
    let mut any = false;
    for part in header.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let name = pieces.next().unwrap_or_default();
        let wanted = pieces.find_map(|piece| piece.strip_prefix("q=")).is_none_or(|q| q.parse().unwrap_or(0.0) > 0.0);
        if name.eq_ignore_ascii_case(encoding) {
            return wanted;
        }
        any |= name == "*" && wanted;
    }
    any
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The addresses of assets.
pub fn routes() -> axum::Router<App> {
    axum::Router::new().route("/assets/{*file}", axum::routing::get(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_only_for_who_takes_it() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(accepts("*", "gzip"));
        assert!(!accepts("identity", "gzip"));
        assert!(!accepts("", "gzip"));
    }
}
