//! What changes by the minute on the map: open notices and talk. A small layer of tiles beside the parcels' large one.
//!
//! A follower of the record keeps the counts in the store; each node holds the few things that are on the map in memory
//! and makes its tiles from them, so that reading the map never asks the store. How many days are left is read off the
//! clock when a tile is asked for.

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use axum::{extract::State, http::HeaderMap, response::Response};
use dialogue::{NoticeId, NoticeStatus, Subject, Texts, clocks::days_between};
use fast_mvt::{MvtCoord, MvtGeomType, MvtResult, MvtTileBuilder};
use geo::{BoundingRect, Coord, InteriorPoint, MultiPolygon, Rect};
use jiff::Timestamp;
use parcels::{
    Layer, ParcelIndex,
    tile::{Frame, TileId},
};
use record::{Entry, SubjectKind};
use store::{Connection, StoreError, Transaction};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::etag,
    app::App,
    extract::Path,
    followers::{FollowError, Follower},
    problem::Problem,
    tiles,
};

/// The address of the tiles, with gaps for zoom, column and row.
pub const TEMPLATE: &str = "/tiles/activity/{z}/{x}/{y}.mvt";
/// Asked for again after this: a new notice is on every open map within it.
const KEPT: &str = "public, max-age=30";
/// A change that other nodes made is on the map at the latest after this.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The counts follow the record; while they are behind it, the look is repeated.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// The addresses of the activity layer.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tile))
}

/// Keeps the counts of comments by subject.
#[derive(Debug)]
pub struct Counts;

impl Follower for Counts {
    const NAME: &str = "activity-counts"; // key of the stored position: never rename

    // Told twice after a crash, it works once: the count is taken anew, and the position moves in this transaction.
    async fn follow(&self, entry: &Entry, transaction: &mut Transaction) -> Result<(), FollowError> {
        if entry.what.subject_kind == SubjectKind::Comment
            && let Ok(comment) = entry.what.subject_id.parse()
        {
            store::activity::refresh(transaction, comment).await?;
        }
        Ok(())
    }
}

/// What is on the map now.
#[derive(Debug, Default)]
pub struct Activity {
    /// Entries of the record that it has seen.
    entries: u64,
    notices: Vec<OnMap>,
    talk: Vec<Talk>,
}

/// A notice that is not over.
#[derive(Debug)]
struct OnMap {
    id: NoticeId,
    kind: &'static str,
    title: Texts,
    notice: dialogue::Notice,
    comments: u32,
    places: Vec<Place>,
}

/// One of a notice's parcels, or its drawn area.
#[derive(Debug)]
struct Place {
    parcel: Option<(ParcelIndex, String)>,
    shape: MultiPolygon<f64>,
    envelope: Rect<f64>,
    mark: Coord<f64>,
}

/// A parcel that people speak about.
#[derive(Debug)]
struct Talk {
    code: String,
    at: Coord<f64>,
    comments: u32,
}

/// Holds the activity for readers; swapped whole.
#[derive(Debug, Default)]
pub struct Shown(ArcSwap<Activity>);

impl Shown {
    /// What is on the map now.
    pub fn now(&self) -> Arc<Activity> {
        self.0.load_full()
    }
}

/// Keeps [`Shown`] fresh until told to stop. While the store is away the last state stays on the map.
pub async fn keep_fresh(app: App, stop: CancellationToken) {
    let mut heard = app.heard();
    loop {
        let mut wait = LOOK_EVERY;
        match look(&app).await {
            Ok(activity) => {
                let behind = activity.entries < app.entries();
                app.activity.0.store(Arc::new(activity));
                if behind {
                    wait = LOOK_AGAIN;
                }
            }
            Err(error) => warn!("The activity on the map stays as it was: {error}"),
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {},
            changed = heard.changed() => if changed.is_err() { return },
            () = stop.cancelled() => return,
        }
    }
}

async fn look(app: &App) -> Result<Activity, StoreError> {
    let Ok(published) = app.published() else { return Ok(Activity::default()) };
    let mut reading = app.store.read().await?;
    gather(&mut reading, &published.layer, app.clock.now()).await
}

async fn gather(connection: &mut Connection, layer: &Layer, now: Timestamp) -> Result<Activity, StoreError> {
    let entries = store::entries::followers::position(connection, Counts::NAME).await?;
    let counts = store::activity::all(connection).await?;
    let of =
        |subject: &Subject| counts.iter().find(|count| count.subject == *subject).map_or(0, |count| count.comments);
    let notices = store::notices::not_over(connection, now)
        .await?
        .into_iter()
        .map(|notice| OnMap {
            id: notice.id,
            kind: notice.content.kind.key(),
            title: notice.content.title.clone(),
            comments: of(&Subject::Notice(notice.id)),
            places: places(layer, &notice),
            notice,
        })
        .collect();
    let talk = counts
        .iter()
        .filter_map(|count| match &count.subject {
            Subject::Parcel(code) => layer.by_code(code.as_str()).map(|parcel| Talk {
                code: parcel.code().to_owned(),
                at: parcel.label_point(),
                comments: count.comments,
            }),
            Subject::Notice(_) => None,
        })
        .collect();
    Ok(Activity { entries, notices, talk })
}

/// Where a notice is. A parcel that the layer no longer has is left out; the notice's own page still names it.
fn places(layer: &Layer, notice: &dialogue::Notice) -> Vec<Place> {
    let place = &notice.content.place;
    let parcels = place.parcels.iter().filter_map(|code| layer.by_code(code.as_str())).map(|parcel| Place {
        parcel: Some((parcel.index(), parcel.code().to_owned())),
        shape: parcel.shape(),
        envelope: parcel.envelope(),
        mark: top_of(&parcel.shape()).unwrap_or_else(|| parcel.label_point()),
    });
    let area = place.area.as_ref().map(area_shape).and_then(|shape| {
        let envelope = shape.bounding_rect()?;
        let mark = shape.interior_point()?.0;
        Some(Place { parcel: None, shape, envelope, mark })
    });
    parcels.chain(area).collect()
}

/// A drawn area as geometry; what is no ring is left out.
fn area_shape(area: &dialogue::Area) -> MultiPolygon<f64> {
    let ring = |points: &Vec<[f64; 2]>| geo::LineString::from(points.iter().map(|[x, y]| (*x, *y)).collect::<Vec<_>>());
    let polygons = area.0.iter().filter_map(|rings| {
        let (outer, inner) = rings.split_first()?;
        Some(geo::Polygon::new(ring(outer), inner.iter().map(ring).collect()))
    });
    polygons.collect()
}

/// A board stands at the upper edge of what is proposed.
fn top_of(shape: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let envelope = shape.bounding_rect()?;
    let inside = shape.interior_point()?;
    // The northernmost corner, drawn a little towards the middle so that it lies within.
    let top =
        shape.iter().flat_map(|polygon| polygon.exterior().coords()).copied().max_by(|a, b| a.y.total_cmp(&b.y))?;
    let share = 0.25;
    let at =
        Coord { x: inside.x() + (top.x - inside.x()) * share, y: inside.y() + (envelope.max().y - inside.y()) * share };
    geo::Intersects::intersects(shape, &at).then_some(at)
}

impl Activity {
    /// The parcels under an open or announced notice.
    pub fn proposed(&self) -> impl Iterator<Item = ParcelIndex> + '_ {
        self.notices
            .iter()
            .flat_map(|notice| &notice.places)
            .filter_map(|place| place.parcel.as_ref().map(|(index, _)| *index))
    }

    /// The drawn areas under an open or announced notice.
    pub fn areas(&self) -> impl Iterator<Item = &MultiPolygon<f64>> + '_ {
        self.notices
            .iter()
            .flat_map(|notice| &notice.places)
            .filter(|place| place.parcel.is_none())
            .map(|place| &place.shape)
    }

    /// The marks in a box, each as the place, what it leads to and what it tells.
    pub fn marks(&self, app: &App, now: Timestamp, shown: Rect<f64>) -> Vec<Mark<'_>> {
        let notices = self.notices.iter().flat_map(|on_map| {
            let days_left = days_left(app, on_map, now);
            // One board for each notice: at the first of its places that is seen.
            on_map.places.iter().find(|place| holds(shown, place.mark)).map(|place| Mark {
                at: place.mark,
                code: place.parcel.as_ref().map(|(_, code)| code.as_str()),
                notice: Some(on_map.id),
                title: Some(&on_map.title),
                comments: on_map.comments,
                days_left,
            })
        });
        // A notice's board hides the bubble of its parcel.
        let under_notice = |code: &str| {
            self.notices
                .iter()
                .flat_map(|notice| &notice.places)
                .any(|place| place.parcel.as_ref().is_some_and(|(_, other)| other == code))
        };
        let talk =
            self.talk.iter().filter(move |talk| holds(shown, talk.at) && !under_notice(&talk.code)).map(|talk| Mark {
                at: talk.at,
                code: Some(&talk.code),
                notice: None,
                title: None,
                comments: talk.comments,
                days_left: None,
            });
        notices.chain(talk).collect()
    }

    /// A vector tile with the layers `marks` and `proposed`; `None` where there is nothing.
    pub fn tile(&self, app: &App, now: Timestamp, tile: TileId) -> MvtResult<Option<Vec<u8>>> {
        let frame = Frame::new(tile);
        let mut marks = MvtTileBuilder::new().layer("marks")?;
        let mut any = false;
        for on_map in &self.notices {
            let days_left = days_left(app, on_map, now);
            for (number, place) in on_map.places.iter().enumerate() {
                let Some(point) = frame.point(place.mark) else { continue };
                any = true;
                let mut feature = marks.feature_of(MvtGeomType::Point);
                feature.points([MvtCoord { x: point.x, y: point.y }])?;
                feature.tag_string("kind", "notice")?;
                feature.tag_string("notice_kind", on_map.kind)?;
                feature.tag_string("notice", on_map.id.to_string())?;
                if let Some((_, code)) = &place.parcel {
                    feature.tag_string("code", code.as_str())?;
                }
                // The notice counts once, at the first of its parcels.
                feature.tag_uint("comments", if number == 0 { u64::from(on_map.comments) } else { 0 })?;
                if let Some(days_left) = days_left {
                    feature.tag_uint("days_left", u64::from(days_left))?;
                }
                if let Some(period) = &on_map.notice.period {
                    feature.tag_string("closes", period.closes.to_string())?;
                }
                for language in dialogue::Language::ALL {
                    if let Some(title) = on_map.title.only(language) {
                        feature.tag_string(format!("title_{language}"), title)?;
                    }
                }
                marks = feature.end();
            }
        }
        for talk in &self.talk {
            let Some(point) = frame.point(talk.at) else { continue };
            any = true;
            let mut feature = marks.feature_of(MvtGeomType::Point);
            feature.points([MvtCoord { x: point.x, y: point.y }])?;
            feature.tag_string("kind", "talk")?;
            feature.tag_string("code", talk.code.as_str())?;
            feature.tag_uint("comments", u64::from(talk.comments))?;
            marks = feature.end();
        }
        let mut proposed = marks.end().layer("proposed")?;
        let reach = frame.reach();
        for on_map in &self.notices {
            for place in on_map.places.iter().filter(|place| meets(reach, place.envelope)) {
                let shape = frame.shape(&place.shape);
                if shape.0.is_empty() {
                    continue;
                }
                any = true;
                let geometry = fast_mvt::MvtGeometry::MultiPolygon(shape);
                let mut feature = proposed.feature(&geometry)?;
                feature.tag_string("notice", on_map.id.to_string())?;
                if let Some((_, code)) = &place.parcel {
                    feature.tag_string("code", code.as_str())?;
                }
                proposed = feature.end();
            }
        }
        Ok(any.then(|| proposed.end().encode()))
    }
}

/// A board or a bubble.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// Longitude, latitude.
    pub at: Coord<f64>,
    /// The parcel that it stands on.
    pub code: Option<&'a str>,
    /// The notice; none for talk alone.
    pub notice: Option<NoticeId>,
    /// The notice's title.
    pub title: Option<&'a Texts>,
    /// How much is said.
    pub comments: u32,
    /// Days until comments close; none when they are not open.
    pub days_left: Option<u32>,
}

fn holds(shown: Rect<f64>, at: Coord<f64>) -> bool {
    (shown.min().x..=shown.max().x).contains(&at.x) && (shown.min().y..=shown.max().y).contains(&at.y)
}

fn meets(one: Rect<f64>, other: Rect<f64>) -> bool {
    one.min().x <= other.max().x
        && one.max().x >= other.min().x
        && one.min().y <= other.max().y
        && one.max().y >= other.min().y
}

/// Days left on an open notice. One that closed since the last look has none, and neither has one that is yet to open.
fn days_left(app: &App, on_map: &OnMap, now: Timestamp) -> Option<u32> {
    let period = on_map.notice.period.as_ref()?;
    (on_map.notice.status(now) == NoticeStatus::Open).then(|| days_between(app.city.date(now), period.last_day))
}

/// One tile of the activity layer: `marks` (points: `kind` notice or talk, `notice`, `code`, `comments`, `days_left`,
/// `closes`, `title_ky`, …) and `proposed` (areas under a notice).
#[utoipa::path(get, path = "/tiles/activity/{z}/{x}/{y}", tag = "tiles",
    params(("z" = u8, Path, description = "Zoom, 0 to 22"), ("x" = u32, Path, description = "Column from the west"), ("y" = String, Path, description = "Row from the north, with `.mvt`")),
    responses((status = 200, description = "The tile", content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "Nothing there"), (status = 404, body = crate::problem::Shape)))]
async fn tile(
    State(app): State<App>,
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tile = tiles::numbers(&z, &x, y.strip_suffix(".mvt"))?;
    let made = app.activity.now().tile(&app, app.clock.now(), tile).map_err(|error| Problem::internal(&error))?;
    let mark = made.as_deref().map_or_else(|| "empty".to_owned(), |plain| etag(plain).trim_matches('"').to_owned());
    let compressed = made.map(|plain| tiles::gzip(&plain)).transpose().map_err(|error| Problem::internal(&error))?;
    tiles::send(compressed, &mark, KEPT, &headers)
}
