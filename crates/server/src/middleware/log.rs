//! One line for each request, and its figures. The line has the route, not the address: addresses can hold secrets.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::{info, warn};

use crate::app::App;

/// The route that a request matched, on its answer.
#[derive(Debug, Clone)]
struct Route(MatchedPath);

/// Header with the request's id, which is also in the log.
pub const MATCHED: HeaderName = HeaderName::from_static("x-request-id");

/// Tells [`log`] which route was matched; stands inside the router, where that is known.
pub async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// Writes the line.
pub async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let id = app.clock.new_id().simple().to_string();
    let mut response = next.run(request).await;
    let route = response.extensions().get::<Route>().map_or("(none)", |Route(matched)| matched.as_str()).to_owned();
    let status = response.status();
    let took = begun.elapsed();
    let labels = [("method", method.to_string()), ("route", route.clone()), ("status", status.as_str().to_owned())];
    metrics::counter!("tilke_requests_total", &labels).increment(1);
    metrics::histogram!("tilke_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    let took_ms = took.as_millis();
    let status = status.as_u16();
    if status >= 500 {
        warn!(%method, route, status, took_ms, request = id, "Answered {status} to {method} {route}");
    } else {
        info!(%method, route, status, took_ms, request = id, "Answered {status} to {method} {route}");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(MATCHED, value);
    }
    response
}
