//! What every answer says about how it may be used.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::app::App;

/// Forbids what we do not do ourselves: script and style from elsewhere or inline, frames, guessing of types.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    let mut say = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    };
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::REFERRER_POLICY, "same-origin");
    if is_html {
        say(header::CONTENT_SECURITY_POLICY, &policy(app.config.base_map_origin()));
        say(header::X_FRAME_OPTIONS, "DENY");
        say(
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
        );
        say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    } else {
        // JSON, tiles, files: not to be shown as a document that could do anything.
        say(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    if app.config.public_url.is_https() {
        say(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// Everything from here, nothing inline; pictures also from the base map's host if the operator set one.
fn policy(base_map: Option<&str>) -> String {
    let pictures = base_map.map_or(String::new(), |origin| format!(" {origin}"));
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:{pictures}; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'"
    )
}

/// Lets scripts of other sites read what is public (never with a visitor's cookies), and answers OPTIONS (ogc-06).
pub async fn cross_origin(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let reads = matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = next.run(request).await;
    if method == Method::OPTIONS
        && let Some(allowed) = response.headers().get(header::ALLOW).cloned()
    {
        response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allowed.clone());
        headers.insert(header::ALLOW, allowed);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("accept, accept-language, content-type, if-none-match"),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    if reads {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("link, content-crs, content-language, etag, retry-after, x-request-id"),
        );
    }
    response
}
