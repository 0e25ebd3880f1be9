//! A service that lives under a path, `https://land.example/tilke` (ogc-02).
//!
//! Handlers and templates write addresses from `/`; here, at the door, the public path is taken off requests and put in
//! front of the addresses in pages and in `Location`. Without a path nothing is touched.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app::App, problem::Problem};

/// Headers with an address of ours.
const WITH_ADDRESS: [header::HeaderName; 3] =
    [header::LOCATION, header::HeaderName::from_static("hx-redirect"), header::HeaderName::from_static("hx-push-url")];

/// Takes the path off and puts it on.
pub async fn live_under(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let public = &app.config.public_url;
    let prefix = public.path();
    if let Some(inner) = without(request.uri(), prefix) {
        *request.uri_mut() = inner;
    }
    let mut response = next.run(request).await;
    for name in WITH_ADDRESS {
        let Some(address) = response.headers().get(&name).and_then(|value| value.to_str().ok()) else { continue };
        let outer = match address {
            // A redirect stays on the host that the reader used, unless the operator said which one it is.
            path if path.starts_with('/') && public.is_declared() && name == header::LOCATION => public.at(path),
            path if path.starts_with('/') => format!("{prefix}{path}"),
            _ => continue,
        };
        if let Ok(value) = HeaderValue::from_str(&outer) {
            response.headers_mut().insert(name, value);
        }
    }
    let is_html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if prefix.is_empty() || !is_html {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Pages are made whole before they are sent, so there is nothing to wait for.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::internal(&"a page broke off").into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    match std::str::from_utf8(&bytes) {
        Ok(html) => Response::from_parts(parts, Body::from(put_in_front(html, prefix))),
        Err(_) => Response::from_parts(parts, Body::from(bytes)),
    }
}

fn without(uri: &Uri, prefix: &str) -> Option<Uri> {
    if prefix.is_empty() {
        return None;
    }
    let whole = uri.path_and_query()?.as_str();
    let rest = whole.strip_prefix(prefix)?;
    let inner = match rest.as_bytes().first() {
        Some(b'/') => rest.to_owned(),
        Some(b'?') | None => format!("/{rest}"),
        // "/tilkebook" is not ours to shorten.
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(inner.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

/// Puts the prefix before each attribute's value that is an address from `/`. What people wrote cannot look like one:
/// a template escapes its quotes.
fn put_in_front(html: &str, prefix: &str) -> String {
    let mut written = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(at) = rest.find("=\"/") {
        let (before, after) = rest.split_at(at + 2);
        written.push_str(before);
        // "//host" is an address of somebody else.
        if !after.starts_with("//") {
            written.push_str(prefix);
        }
        rest = after;
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_comes_off_whole_or_not_at_all() {
        let inner = |text: &str| without(&text.parse().unwrap(), "/tilke").map(|uri| uri.to_string());
        assert_eq!(inner("/tilke/parcels?q=1").as_deref(), Some("/parcels?q=1"));
        assert_eq!(inner("/tilke").as_deref(), Some("/"));
        assert_eq!(inner("/tilke?parcel=1").as_deref(), Some("/?parcel=1"));
        assert_eq!(inner("/tilkebook"), None);
        assert_eq!(inner("/parcels"), None);
    }

    #[test]
    fn addresses_in_pages_get_the_path() {
        assert_eq!(
            put_in_front(r#"<a href="/">x</a><img src="//y/z"><p title="a/b">="</p>"#, "/tilke"),
            r#"<a href="/tilke/">x</a><img src="//y/z"><p title="a/b">="</p>"#
        );
    }
}
