//! Parcels for people: the list, the search, and the page of one parcel. Programs get the same as JSON.
//!
//! Facts come from the layer in memory; only notices and the thread ask the store.

use axum::{extract::State, response::Response};
use parcels::{LandUse, Layer, ParcelRef};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{answer, redirect},
    app::App,
    collections,
    extract::{Limits, MaybeSignedIn, Path, Query, Reader, Wants},
    language::Say,
    problem::Problem,
};

pub mod facts;
mod pages;
mod talk;

pub use pages::Panel;
use pages::{ListPage, ParcelPage};

/// Parcels in a list, or found by a search.
const LISTED: Limits = Limits { usual: 50, most: 200 };

/// The addresses of parcels.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(parcel))
}

/// What a list is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asking {
    /// Words of the address, or a code, however its groups are separated. Order and unfinished words do not matter.
    #[serde(default)]
    q: String,
    /// Only parcels of this use.
    #[serde(default)]
    land_use: String,
    /// The code after which the page begins.
    #[serde(default)]
    after: String,
    /// How many; 50 when not said, at most 200.
    limit: Option<String>,
}

/// A parcel in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed {
    /// The cadastral code.
    code: String,
    /// In the reader's language.
    address: Option<String>,
    district: Option<String>,
    #[schema(value_type = String)]
    land_use: LandUse,
    /// As the papers say, else as drawn; m².
    area_m2: f64,
    /// A point inside the parcel: longitude, latitude.
    position: [f64; 2],
    /// The page of the parcel.
    href: String,
}

/// A list of parcels.
#[derive(Debug, Serialize, ToSchema)]
pub struct List {
    parcels: Vec<Listed>,
    /// The address of the next page.
    next: Option<String>,
}

impl Listed {
    fn of(app: &App, say: Say, parcel: ParcelRef<'_>) -> Self {
        let point = parcel.label_point();
        Self {
            code: parcel.code().to_owned(),
            address: parcel.address().in_language(say.tag()).map(str::to_owned),
            district: parcel.district().in_language(say.tag()).map(str::to_owned),
            land_use: parcel.land_use(),
            area_m2: parcel.legal_area_m2().unwrap_or_else(|| (parcel.area_m2() * 10.0).round() / 10.0),
            position: [point.x, point.y],
            href: app.url(&format!("/parcels/{}", facts::in_address(parcel.code()))),
        }
    }
}

/// The parcels in the order of their codes, or those that a search finds, best first.
#[utoipa::path(get, path = "/parcels", tag = "parcels", params(Asking), responses((status = 200, body = List)))]
async fn list(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Query(asking): Query<Asking>,
) -> Result<Response, Problem> {
    let limit = LISTED.read(asking.limit.as_deref())? as usize;
    let land_use = match asking.land_use.as_str() {
        "" => None,
        key => Some(LandUse::from_key(key).ok_or_else(|| {
            Problem::new("invalid-parameter")
                .with("parameter", "land_use")
                .with("given", key.chars().take(80).collect::<String>())
                .with("allowed", LandUse::ALL.iter().map(|member| member.key()).collect::<Vec<_>>().join(", "))
        })?),
    };
    let published = app.published()?;
    let layer = &published.layer;
    let words = asking.q.trim();
    let (found, next) = if words.is_empty() {
        page_of(layer, land_use, &asking.after, limit)
    } else {
        let hits = layer.search(words, limit);
        if let [only] = hits.as_slice()
            && only.by == parcels::Match::Code
            && reader.wants == Wants::Html
        {
            return Ok(redirect(&format!("/parcels/{}", facts::in_address(only.parcel.code()))));
        }
        (
            hits.into_iter()
                .map(|hit| hit.parcel)
                .filter(|parcel| land_use.is_none_or(|wanted| wanted == parcel.land_use()))
                .collect(),
            None,
        )
    };
    let next = next.map(|code: String| reader.address_with("after", &code));
    answer(&reader)
        .json(|| List {
            parcels: found.iter().map(|parcel| Listed::of(&app, reader.say, *parcel)).collect(),
            next: next.as_deref().map(|address| app.url(address)),
        })
        .page(|| ListPage::new(&app, &reader, &who, &asking, layer, &found, next.clone()))
        .respond()
}

/// One page by key, and the key of the next.
fn page_of<'a>(
    layer: &'a Layer,
    land_use: Option<LandUse>,
    after: &str,
    limit: usize,
) -> (Vec<ParcelRef<'a>>, Option<String>) {
    let start = if after.is_empty() { 0 } else { layer.after(after).0 as usize };
    let mut rest =
        layer.parcels().skip(start).filter(|parcel| land_use.is_none_or(|wanted| wanted == parcel.land_use()));
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let key = more.then(|| page.last().map(|last| last.code().to_owned())).flatten();
    (page, key)
}

/// One parcel: facts, notices and its thread; a GeoJSON feature for programs.
#[utoipa::path(get, path = "/parcels/{code}", tag = "parcels",
    params(("code" = String, Path, description = "The cadastral code, however its groups are separated")),
    responses((status = 200, description = "The parcel as a GeoJSON feature", content_type = "application/geo+json"), (status = 404, body = crate::problem::Shape)))]
async fn parcel(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(typed): Path<String>,
) -> Result<Response, Problem> {
    let published = app.published()?;
    let layer = &published.layer;
    let parcel = find(&app, layer, &typed)?;
    if reader.wants == Wants::Json {
        let more = talk::members(&app, parcel.code()).await?;
        return Ok(collections::feature_with(&app, &reader, layer, &parcel, &more));
    }
    if parcel.code() != typed {
        // One address for one thing.
        return Ok(redirect(&format!("/parcels/{}", facts::in_address(parcel.code()))));
    }
    let page = ParcelPage::gather(&app, &reader, &who, layer, parcel).await?;
    answer(&reader).page(|| page).respond()
}

/// The parcel that a code means, or a problem that says how codes are written and offers the nearest.
pub fn find<'a>(app: &App, layer: &'a Layer, typed: &str) -> Result<ParcelRef<'a>, Problem> {
    layer.by_code(typed).ok_or_else(|| {
        Problem::new("unknown-parcel")
            .with("given", typed.chars().take(80).collect::<String>())
            .with("example", app.city.code_example.clone())
    })
}
