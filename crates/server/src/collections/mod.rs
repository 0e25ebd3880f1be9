//! The parcels for programs: OGC API Features (Part 1, core) and the landing page's JSON.
//!
//! Coordinates are longitude, latitude in degrees on WGS 84 (CRS84), the only system that is offered until Part 2 is.
//! Everything here is answered from the layer in memory; the database is never asked.

use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    extract::{MaybeSignedIn, Path, Reader},
    page::Page,
    problem::Problem,
};

mod items;
mod pages;
pub mod wire;

pub use items::SearchBox;
pub(crate) use items::feature_with;
use pages::{CollectionPage, CollectionsPage};

/// The coordinate system of everything that is answered here.
pub const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// Says in which system coordinates come (OGC API Features, Part 2).
pub const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// What is claimed at `/conformance`; each class is held to it by a test.
const CONFORMS_TO: [&str; 8] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
];

/// The addresses of collections.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(conformance))
        .routes(routes!(collections))
        .routes(routes!(collection))
        .routes(routes!(items::items))
        .routes(routes!(items::item))
}

/// A link as OGC API has it (RFC 8288 in JSON).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Link {
    /// Where it leads, absolute.
    pub href: String,
    /// What is there in relation to this.
    pub rel: &'static str,
    /// Media type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What may be put into the address.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub templated: bool,
}

impl Link {
    /// A link to one of our addresses.
    pub fn to(app: &App, path: &str, rel: &'static str, kind: &'static str) -> Self {
        Self { href: app.url(path), rel, kind, title: None, templated: false }
    }

    /// With words.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The address has gaps in braces.
    #[must_use]
    pub fn with_gaps(mut self) -> Self {
        self.templated = true;
        self
    }
}

/// Media type of JSON.
pub const JSON: &str = "application/json";
/// Media type of GeoJSON.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of pages.
pub const HTML: &str = "text/html";
/// Media type of vector tiles.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";

/// The landing page of the API, which the address `/` answers to programs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Landing {
    title: String,
    description: String,
    /// Whether the data is invented.
    demonstration: bool,
    attribution: Vec<String>,
    links: Vec<Link>,
}

impl Landing {
    /// Of this city, in the reader's language.
    pub fn of(app: &App, reader: &Reader) -> Self {
        let say = reader.say;
        Self {
            title: format!("{} · {}", say.text("frame-name"), app.city.name.said(say)),
            description: say.with("collections-about", &[("city", app.city.name.said(say))]),
            demonstration: app.city.demonstration,
            attribution: app.city.attribution.iter().map(|name| name.text.clone()).collect(),
            links: vec![
                Link::to(app, "/?f=json", "self", JSON),
                Link::to(app, "/", "alternate", HTML),
                Link::to(app, "/api", "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
                Link::to(app, "/api.html", "service-doc", HTML),
                Link::to(app, "/conformance", "conformance", JSON),
                Link::to(app, "/conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance", JSON),
                Link::to(app, "/collections", "data", JSON),
                Link::to(app, "/collections", "http://www.opengis.net/def/rel/ogc/1.0/data", JSON),
                Link::to(app, "/collections/parcels/tiles", TILESETS_VECTOR, JSON),
            ],
        }
    }
}

/// Relation of a list of vector tile sets.
pub const TILESETS_VECTOR: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

/// Which parts of which standards are kept.
#[utoipa::path(get, path = "/conformance", tag = "collections", responses((status = 200, description = "The classes of requirements that are kept")))]
async fn conformance(reader: Reader) -> Result<Response, Problem> {
    answer(&reader).json(|| json!({ "conformsTo": CONFORMS_TO })).respond()
}

/// What there is to ask for.
#[utoipa::path(get, path = "/collections", tag = "collections", responses((status = 200, description = "The collections")))]
async fn collections(State(app): State<App>, reader: Reader, who: MaybeSignedIn) -> Result<Response, Problem> {
    let parcels = Collection::parcels(&app, &reader)?;
    answer(&reader)
        .json(|| {
            json!({
                "links": [
                    Link::to(&app, "/collections?f=json", "self", JSON),
                    Link::to(&app, "/collections?f=html", "alternate", HTML),
                ],
                "collections": [&parcels],
            })
        })
        .page(|| CollectionsPage {
            page: Page::new(&app, &reader, &who).titled(reader.say.text("collections-title")),
            collections: vec![&parcels],
        })
        .respond()
}

/// One collection.
#[utoipa::path(get, path = "/collections/{collection}", tag = "collections",
    params(("collection" = String, Path, description = "`parcels`")),
    responses((status = 200, body = Collection), (status = 404, description = "No such collection")))]
async fn collection(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    known(&name)?;
    let parcels = Collection::parcels(&app, &reader)?;
    answer(&reader)
        .json(|| &parcels)
        .page(|| CollectionPage {
            page: Page::new(&app, &reader, &who).titled(parcels.title.clone()),
            collection: &parcels,
        })
        .respond()
}

/// Refuses a collection that does not exist, naming those that do.
fn known(name: &str) -> Result<(), Problem> {
    if name == "parcels" {
        Ok(())
    } else {
        Err(Problem::new("unknown-collection")
            .with("given", name.chars().take(80).collect::<String>())
            .with("allowed", "parcels"))
    }
}

/// A collection as OGC API describes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    id: &'static str,
    title: String,
    description: String,
    attribution: String,
    licence: String,
    demonstration: bool,
    item_type: &'static str,
    #[schema(value_type = Vec<String>)]
    crs: [&'static str; 1],
    storage_crs: &'static str,
    #[schema(value_type = Object)]
    extent: serde_json::Value,
    /// The layer in force: names the tiles' addresses, and changes with every new parcel file.
    layer: String,
    number_of_features: usize,
    links: Vec<Link>,
}

impl Collection {
    fn parcels(app: &App, reader: &Reader) -> Result<Self, Problem> {
        let published = app.published()?;
        let layer = &published.layer;
        let info = layer.info();
        let bounds =
            layer.bounds().map_or(app.city.extent, |rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y]);
        let from = info.source_date.map(|date| format!("{date}T00:00:00Z"));
        Ok(Self {
            id: "parcels",
            title: reader.say.text("collections-parcels"),
            description: reader.say.text("collections-parcels-about"),
            attribution: info.attribution.clone(),
            licence: info.licence.clone(),
            demonstration: info.demonstration,
            item_type: "feature",
            crs: [CRS84],
            storage_crs: CRS84,
            extent: json!({
                "spatial": { "bbox": [bounds], "crs": CRS84 },
                "temporal": { "interval": [[from, null]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" },
            }),
            layer: layer.digest().to_owned(),
            number_of_features: layer.len(),
            links: vec![
                Link::to(app, "/collections/parcels?f=json", "self", JSON),
                Link::to(app, "/collections/parcels?f=html", "alternate", HTML),
                Link::to(app, "/collections/parcels/items?f=json", "items", GEOJSON),
                Link::to(app, "/collections/parcels/items?f=html", "items", HTML),
                Link::to(app, "/collections/parcels/tiles", TILESETS_VECTOR, JSON),
            ],
        })
    }
}

/// Headers that every answer with coordinates carries.
pub(crate) fn content_crs() -> (HeaderName, String) {
    (CONTENT_CRS, format!("<{CRS84}>"))
}

/// Public and the same for everybody, but not for ever.
pub(crate) const SHARED: (HeaderName, &str) = (header::CACHE_CONTROL, "public, no-cache");
