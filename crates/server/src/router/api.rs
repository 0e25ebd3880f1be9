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
    ContactBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
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
    let config = Arc::new(utoipa_swagger_ui::Config::from("../../api").try_it_out_enabled(true).validator_url("none"));
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
