//! The start: the map with its panel, and what is new. For programs the landing page of the API.

use ::parcels::{Layer, ParcelRef};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use geo::Coord;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    activity::Mark,
    answer::answer,
    app::App,
    collections::Landing,
    extract::{MaybeSignedIn, Query, Reader},
    language::Say,
    notices,
    page::{Page, Place},
    parcels::{self, Panel},
    parts::NoticeRow,
    picture::{self, MapPart, Scene},
    problem::Problem,
};

/// The address of the start.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(home))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asking {
    /// Code of the chosen parcel.
    #[serde(default)]
    parcel: String,
    /// Where the map looks: `zoom,longitude,latitude`.
    #[serde(default)]
    view: String,
}

/// The map with a parcel chosen, or with what is new.
#[derive(Template)]
#[template(path = "home/map.html")]
struct MapPage {
    page: Page,
    map: MapPart,
    panel: Side,
}

/// What stands beside the map.
enum Side {
    Parcel(Box<Panel>),
    News(Box<News>),
    Missing(Missing),
}

/// Nothing is chosen: the open notices, those that close first at the head.
#[derive(Template)]
#[template(path = "home/news.html")]
struct News {
    say: Say,
    city: String,
    title: String,
    notices: Vec<NoticeRow>,
}

/// A parcel that there is not.
#[derive(Template)]
#[template(path = "home/missing.html")]
struct Missing {
    say: Say,
    title: String,
    detail: String,
}

// Each escapes what it shows, and is put into the page as it is.
impl askama::filters::HtmlSafe for News {}
impl askama::filters::HtmlSafe for Missing {}

/// The map and what is new; as JSON the landing page of the API (OGC API Features, section 7.2).
#[utoipa::path(get, path = "/", tag = "collections", params(Asking), responses((status = 200, body = Landing)))]
async fn home(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Query(asking): Query<Asking>,
) -> Result<Response, Problem> {
    let say = reader.say;
    if reader.wants == crate::extract::Wants::Json {
        return answer(&reader).json(|| Landing::of(&app, &reader)).respond();
    }
    let published = app.published()?;
    let layer = &published.layer;
    let mut page = Page::new(&app, &reader, &who)
        .titled(say.text("home-title"))
        .described(say.with("home-description", &[("city", app.city.name.said(say))]))
        .at(Place::Map)
        .canonical(&app, "/");
    let mut status = StatusCode::OK;
    let code = asking.parcel.trim();
    let (panel, chosen) = if code.is_empty() {
        (Side::News(Box::new(News::gather(&app, &reader).await?)), None)
    } else {
        match parcels::find(&app, layer, code) {
            Ok(parcel) => {
                let panel = Panel::gather(&app, &reader, &who, layer, parcel).await?;
                page =
                    page.titled(panel.title.clone()).described(panel.description()).canonical(&app, &panel.facts.href);
                (Side::Parcel(Box::new(panel)), Some(parcel))
            }
            Err(problem) => {
                status = problem.status();
                let (title, detail) = (problem.title(say), problem.detail(say, &app));
                page = page.titled(title.clone());
                (Side::Missing(Missing { say, title, detail }), None)
            }
        }
    };
    let answer = answer(&reader).status(status);
    let answer = match &panel {
        Side::Parcel(panel) => answer.fragment(|| panel.as_ref()),
        Side::News(news) => answer.fragment(|| news.as_ref()),
        Side::Missing(missing) => answer.fragment(|| missing),
    };
    let view = View::read(&asking.view);
    let map = map(&app, say, layer, chosen, view)?;
    answer.page(|| MapPage { page, map, panel }).respond()
}

/// The map, with the picture of it for whoever has no script.
fn map(
    app: &App,
    say: Say,
    layer: &Layer,
    chosen: Option<ParcelRef<'_>>,
    view: Option<View>,
) -> Result<MapPart, Problem> {
    let [longitude, latitude] = app.city.centre;
    let view = view
        .or_else(|| chosen.map(|parcel| View { zoom: 17.0, centre: parcel.label_point() }))
        .unwrap_or(View { zoom: app.city.zoom, centre: Coord { x: longitude, y: latitude } });
    let shown = picture::View::of_page(view.centre, view.zoom);
    let activity = app.activity.now();
    let now = app.clock.now();
    let marks = activity.marks(app, now, shown.bounds(0.0)).into_iter().map(|mark| drawn(say, &mark)).collect();
    let scene = Scene {
        layer,
        ground: &app.city.ground,
        view: shown,
        language: say.tag(),
        selected: chosen.map(ParcelRef::index),
        proposed: activity.proposed().collect(),
        areas: activity.areas().cloned().collect(),
        marks,
        label: say.text("map-name"),
    };
    let map = MapPart::new(app, say)?.showing(shown).pictured(scene.draw()).listed_at("/parcels");
    Ok(match chosen {
        Some(parcel) => map.selecting(parcel.code()),
        None => map,
    })
}

/// A mark as the picture draws it.
fn drawn(say: Say, mark: &Mark<'_>) -> picture::Mark {
    let talk = say.count("talk-comments", mark.comments);
    let address = match (mark.notice, mark.code) {
        (Some(notice), _) => format!("/notices/{notice}"),
        (None, Some(code)) => format!("/?parcel={}", parcels::facts::in_query(code)),
        (None, None) => "/".into(),
    };
    let (kind, text, name) = match mark.title {
        Some(title) => {
            let title = title.in_language(say.tag().parse().unwrap_or(dialogue::Language::Ky));
            let days = mark.days_left.map(|days| say.count("map-days", days));
            (
                picture::MarkKind::Notice,
                days.unwrap_or_else(|| say.text("map-notice")),
                say.with("map-notice-named", &[("title", title)]),
            )
        }
        None => (picture::MarkKind::Talk, mark.comments.to_string(), talk),
    };
    picture::Mark { at: mark.at, kind, text, name, address }
}

impl News {
    async fn gather(app: &App, reader: &Reader) -> Result<Self, Problem> {
        let say = reader.say;
        Ok(Self {
            say,
            city: app.city.name.said(say).to_owned(),
            title: say.text("home-title"),
            notices: Self::open_notices(app, say).await?,
        })
    }

    /// The open notices, the nearest deadline first; none when the store is away.
    async fn open_notices(app: &App, say: Say) -> Result<Vec<NoticeRow>, Problem> {
        let mut reading = match app.store.read().await.map_err(Problem::from) {
            Err(problem) if problem.is_passing() => return Ok(Vec::new()),
            reading => reading?,
        };
        let now = app.clock.now();
        let filter = store::notices::Filter { status: Some(dialogue::NoticeStatus::Open), ..Default::default() };
        let page =
            store::notices::page(&mut reading, &filter, store::notices::Order::Deadline, None, NEWS, now).await?;
        let talk = notices::talk(&mut reading, &page.notices).await?;
        let row = |notice| notices::cards::row(app, say, notice, talk.get(&notice.id).copied(), now);
        Ok(page.notices.iter().map(row).collect())
    }
}

/// Open notices beside the map; the rest is on the list.
const NEWS: u16 = 8;

/// Where the map looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// 10 to 22.
    pub zoom: f64,
    /// Longitude, latitude.
    pub centre: Coord<f64>,
}

impl View {
    /// `zoom,longitude,latitude`; anything else is no wish.
    pub fn read(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
            .collect::<Option<_>>()?;
        let [zoom, longitude, latitude] = *numbers.as_slice() else { return None };
        let fits =
            (0.0..=22.0).contains(&zoom) && (-180.0..=180.0).contains(&longitude) && (-85.0..=85.0).contains(&latitude);
        fits.then_some(Self { zoom, centre: Coord { x: longitude, y: latitude } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_a_zoom_and_a_place_or_nothing() {
        assert_eq!(View::read("17,74.6,42.87"), Some(View { zoom: 17.0, centre: Coord { x: 74.6, y: 42.87 } }));
        for wrong in ["", "17", "17,42.87", "a,b,c", "99,74.6,42.87", "17,74.6,99", "17,NaN,42"] {
            assert_eq!(View::read(wrong), None, "{wrong}");
        }
    }
}
