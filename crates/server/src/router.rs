//! Every address, on one page. A subject's `routes()` has the addresses of the subject; here is their order, and what is
//! done around them all.

use std::any::Any;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Method, Uri},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    csrf::CsrfLayer,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    accounts, activity, app::App, assets, base, collections, comments, extract, health, home, middleware as around,
    notices, parcels, problem, problem::Problem, record, threads, tiles,
};

pub mod api;

/// The largest body that is read: a notice with a drawn area, in three languages.
const LARGEST_BODY_BYTES: usize = 1024 * 1024;

/// The subjects and their addresses, described.
fn subjects() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(api::about())
        .merge(home::routes())
        .merge(parcels::routes())
        .merge(collections::routes())
        .merge(tiles::routes())
        .merge(activity::routes())
        .merge(accounts::routes())
        .merge(threads::routes())
        .merge(comments::routes())
        .merge(notices::routes())
        .merge(record::routes())
        .merge(health::routes())
        .merge(problem::pages::routes())
}

/// What is served beside the subjects: files, and the description itself.
fn files(description: &OpenApi) -> Router<App> {
    Router::new().merge(assets::routes()).merge(base::routes()).merge(api::routes(description))
}

/// The description of all subjects, for the snapshot test and for `/api`.
pub fn description() -> OpenApi {
    let mut description = subjects().into_openapi();
    api::finish(&mut description);
    description
}

/// The whole service.
pub fn router(app: &App) -> Router {
    let (subjects, mut description) = subjects().split_for_parts();
    api::finish(&mut description);
    surround(app, subjects.merge(files(&description)))
}

/// Puts around addresses what is done for all of them. The first layer written here is the innermost.
pub fn surround(app: &App, addresses: Router<App>) -> Router {
    let inner = addresses
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_like_this)
        .layer(from_fn(around::name_route))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| panicked(&*panic)))
        // Inside the time limit: see there.
        .layer(from_fn_with_state(app.clone(), around::finish_writes))
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .layer(refuse_writes_from_other_sites(app))
        .layer(from_fn_with_state(app.clone(), around::count_requests))
        .layer(from_fn_with_state(app.clone(), around::find_client))
        .layer(from_fn(around::time_limit))
        // Whatever was refused inside gets its words here …
        .layer(from_fn_with_state(app.clone(), problem::render))
        // … in the language and form that are found out here.
        .layer(from_fn_with_state(app.clone(), extract::ask))
        .with_state(app.clone());
    // Outside of routing: axum says which methods an address has (Allow) after all layers of the address …
    Router::new()
        .fallback_service(inner)
        .layer(from_fn(around::cross_origin))
        .layer(from_fn_with_state(app.clone(), around::secure))
        // … and the path under which we live must be off before an address is looked up.
        .layer(from_fn_with_state(app.clone(), around::live_under))
        .layer(compress())
        .layer(from_fn_with_state(app.clone(), around::log))
}

async fn nothing_here(_: Uri) -> Problem {
    Problem::not_found()
}

async fn not_like_this(_: Method) -> Problem {
    Problem::new("method-not-allowed")
}

/// A panic is a bug: logged with a number that the answer tells, too.
fn panicked(panic: &(dyn Any + Send)) -> Response {
    let cause = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".into());
    Problem::internal(&format!("panic: {cause}")).into_response()
}

/// Writes that a browser sends for another site (Sec-Fetch-Site, Origin). Programs send neither header and pass.
fn refuse_writes_from_other_sites(app: &App) -> CsrfLayer {
    // Behind a proxy the Host may be an inner one, so our public origin is named.
    CsrfLayer::new()
        .add_trusted_origin(app.config.public_url.origin())
        .expect("the public URL was checked to have an origin")
}

/// Answers that are made while one waits: fast rather than small. Tiles, assets and letters come compressed or not at all.
fn compress() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Precise(4)).compress_when(
        DefaultPredicate::new()
            .and(NotForContentType::const_new("application/vnd.mapbox-vector-tile"))
            .and(NotForContentType::const_new("font/"))
            .and(NotForContentType::const_new("application/octet-stream")),
    )
}
