//! The description of the service: OpenAPI 3.1 at `/api`, a page to read and try it at `/api.html`.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use utoipa::openapi::{
    ContactBuilder, Content, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    ResponseBuilder, Server,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    tag::TagBuilder,
};

use crate::{
    app::App,
    extract::{Path, Reader},
    problem::Problem,
};

/// What the description says before any address.
pub(super) fn about() -> OpenApi {
    let mut api = OpenApiBuilder::new().info(info()).build();
    let components = api.components.get_or_insert_default();
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some("A program's token, made by `tilke token add`"))
                .build(),
        ),
    );
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("session", "A person's sign-in"))),
    );
    api
}

/// What is said of every operation alike, so that no handler has to: a name of its own, who may write, and how it refuses.
pub(super) fn finish(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let PathItem { get, put, post, delete, patch, .. } = item;
        // Those who sign in have neither yet.
        let is_open = path.starts_with("/accounts") || path.as_str() == "/session";
        for (operation, writes) in [(get, false), (put, true), (post, true), (delete, true), (patch, true)] {
            let Some(operation) = operation else { continue };
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            // Handlers of different subjects share plain names: `list`, `one`.
            if let Some(name) = &mut operation.operation_id
                && !name.starts_with(&tag)
            {
                *name = format!("{tag}_{name}");
            }
            operation.responses.responses.entry("default".into()).or_insert_with(|| {
                let problem = Content::new(Some(Ref::from_schema_name("Problem")));
                let refused = ResponseBuilder::new()
                    .description("Refused or failed: the `code` says why, and is explained at `/problems/{code}`")
                    .content("application/problem+json", problem);
                RefOr::T(refused.build())
            });
            if writes && !is_open && operation.security.is_none() {
                let none: [&str; 0] = [];
                operation.security =
                    Some(vec![SecurityRequirement::new("token", none), SecurityRequirement::new("session", none)]);
            }
        }
    }
    let problem = <crate::problem::Shape as utoipa::PartialSchema>::schema();
    api.components.get_or_insert_default().schemas.entry("Problem".into()).or_insert(problem);
    api.tags = Some(TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build()).into());
}

/// The subjects, as the page of the interface groups them.
const TAGS: [(&str, &str); 10] = [
    ("collections", "What has a place on the map, as OGC API Features and GeoJSON"),
    ("parcels", "One parcel with its facts, notices and thread; lists and search"),
    ("tiles", "Vector tiles: parcels by layer, and what changes by the minute"),
    ("notices", "What the city announces: drafts, publication, corrections, endings"),
    ("threads", "The discussion of a parcel or a notice"),
    ("comments", "One comment in its place: writing, changing, supporting, reporting"),
    ("accounts", "Signing up, signing in, one's own account"),
    ("record", "The public record of every change, in order"),
    ("problems", "Every kind of refusal, explained"),
    ("operator", "Whether the service runs and is ready"),
];

fn info() -> Info {
    InfoBuilder::new()
        .title("Tilke")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The map of a city's parcels and the dialogue about them. Every address answers a page or JSON by `Accept` \
             (or `f=json`, `f=html`); errors are RFC 9457 problems with a stable `code`, explained at `/problems`.",
        ))
        .license(Some(LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build()))
        .contact(Some(ContactBuilder::new().name(Some("The city that runs this service")).build()))
        .build()
}

/// The page that shows the description. Stands outside of the frame: its script brings its own look.
#[derive(Template)]
#[template(path = "api.html")]
struct ApiView<'a> {
    say: crate::language::Say,
    city: &'a str,
}

pub(super) fn routes(description: &OpenApi) -> Router<App> {
    let description = Arc::new(description.clone());
    Router::new()
        .route("/api", get(move |State(app): State<App>| described(app, Arc::clone(&description))))
        .route("/api.html", get(page))
        .route("/api/page/{file}", get(page_file))
}

async fn described(app: App, description: Arc<OpenApi>) -> Result<Response, Problem> {
    let mut api = (*description).clone();
    api.servers = Some(vec![Server::new(app.config.public_url.to_string())]);
    let body = api.to_json().map_err(|error| Problem::internal(&error))?;
    // As OGC API Features wants it.
    Ok(([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")], body).into_response())
}

async fn page(State(app): State<App>, reader: Reader) -> Result<Html<String>, Problem> {
    let view = ApiView { say: reader.say, city: app.city.name.said(reader.say) };
    view.render().map(Html).map_err(|error| Problem::internal(&error))
}

/// The script and style of the page, from the crate that carries them.
async fn page_file(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    const SHOWN: [&str; 4] =
        ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-initializer.js"];
    if !SHOWN.contains(&file.as_str()) {
        return Err(Problem::not_found());
    }
    // Relative to /api.html, so that it holds under a public path, too. Without the bar that advertises the page's maker.
    let config =
        utoipa_swagger_ui::Config::from("api").try_it_out_enabled(true).validator_url("none").use_base_layout();
    let config = Arc::new(config);
    let found = utoipa_swagger_ui::serve(&file, config).map_err(|error| Problem::internal(&error))?;
    let found = found.ok_or_else(Problem::not_found)?;
    let tag = crate::answer::etag(&found.bytes);
    let known = crate::extract::text(&headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.contains(&tag));
    let headers = [
        (header::CONTENT_TYPE, found.content_type),
        (header::CACHE_CONTROL, "public, no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    Ok(if known { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, found.bytes).into_response() })
}
