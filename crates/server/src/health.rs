//! For the operator: does it run, and is it ready to serve.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// The process runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a process that is not answers nothing.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
}

/// Whether the service can do its work, and what is missing if not.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// Both of the following.
    ready: bool,
    /// `ok`, or why the store takes no writes.
    store: String,
    /// Digest of the layer in force; none before the first import.
    layer: Option<String>,
}

/// The addresses of the operator.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready))
}

/// Answers as long as the process runs, whatever else is wrong.
#[utoipa::path(get, path = "/health", tag = "operator", responses((status = 200, body = Health)))]
async fn health() -> Response {
    let body = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// 200 when pages and writes work, else 503 with the cause.
#[utoipa::path(get, path = "/ready", tag = "operator",
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
async fn ready(State(app): State<App>) -> Response {
    let store = app.store_is_ready().await;
    let layer = app.published().ok().map(|published| published.digest().to_owned());
    let ready = store.is_ok() && layer.is_some();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let store = store.map_or_else(|cause| cause, |()| "ok".into());
    (status, [(header::CACHE_CONTROL, "no-store")], Json(Readiness { ready, store, layer })).into_response()
}
