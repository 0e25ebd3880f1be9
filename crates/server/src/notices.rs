//! Notices: the list by deadline, one with its discussion, and the clerk's desk.

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use dialogue::{Notice, NoticeId, NoticeKind, NoticeStatus, ParcelCode, Subject};
use serde::Deserialize;
use store::{Connection, activity, comments as stored, departments, notices as kept};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    extract::{Limits, MaybeSignedIn, Path, Query, Reader, Wants},
    problem::Problem,
    threads,
};

pub mod area;
pub mod cards;
pub mod changes;
pub mod desk;
pub mod draft;
pub mod pages;
pub mod wire;

/// Notices on a page of the list.
const LIMITS: Limits = Limits { usual: 25, most: 200 };
/// A search by words looks through so many notices at most, the nearest in order first.
const LOOKED_THROUGH: usize = 2_000;

/// The addresses of notices.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(revisions))
        .merge(desk::routes())
        .merge(changes::routes())
}

/// Which notices are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words of title or place, or a parcel's code.
    pub q: String,
    /// Of one kind.
    pub kind: Option<NoticeKind>,
    /// As the clock says; `all` for every one. Without it those that are open.
    pub status: String,
    /// About one parcel.
    pub parcel: Option<String>,
    /// The key of the last notice of the page before.
    pub after: Option<String>,
    /// How many.
    pub limit: Option<String>,
}

impl ListQuery {
    /// The status that is asked for; `None`: all.
    fn status(&self) -> Result<Option<NoticeStatus>, Problem> {
        match self.status.as_str() {
            "" => Ok(Some(NoticeStatus::Open)),
            "all" => Ok(None),
            status => status.parse().map(Some).map_err(|_| {
                Problem::new("invalid-parameter")
                    .with("parameter", "status")
                    .with("given", status.chars().take(80).collect::<String>())
                    .with("allowed", NoticeStatus::ALL.map(NoticeStatus::key).join(", "))
            }),
        }
    }
}

/// What a list found.
#[derive(Debug)]
pub struct Found {
    /// The notices.
    pub notices: Vec<Notice>,
    /// The key to read on after.
    pub next: Option<kept::Key>,
    /// How many there are in all, if nothing but the status was asked for.
    pub count: Option<u32>,
}

/// Looks notices up.
async fn look_up(connection: &mut Connection, app: &App, query: &ListQuery, limit: u16) -> Result<Found, Problem> {
    let now = app.clock.now();
    let status = query.status()?;
    let mut filter = kept::Filter { status, kind: query.kind, department: None, parcel: None };
    let mut words = query.q.trim();
    // A code, however it is typed, is looked up as a code.
    let as_code = |typed: &str| {
        let published = app.published().ok()?;
        Some(ParcelCode::new(published.layer.by_code(typed)?.code()))
    };
    if let Some(parcel) = &query.parcel {
        filter.parcel = Some(as_code(parcel).unwrap_or_else(|| ParcelCode::new(parcel)));
    } else if let Some(code) = Some(words).filter(|words| !words.is_empty()).and_then(as_code) {
        filter.parcel = Some(code);
        words = "";
    }
    let order = match status {
        Some(NoticeStatus::Open | NoticeStatus::Scheduled) => kept::Order::Deadline,
        Some(NoticeStatus::CommentsClosed) => kept::Order::DeadlineLast,
        _ => kept::Order::Newest,
    };
    let after = match query.after.as_deref() {
        None | Some("") => None,
        Some(key) => Some(key.parse::<kept::Key>().map_err(|_| {
            Problem::new("invalid-parameter")
                .with("parameter", "after")
                .with("given", key.chars().take(80).collect::<String>())
                .with("allowed", "next")
        })?),
    };
    let alone = words.is_empty() && filter.kind.is_none() && filter.parcel.is_none();
    if words.is_empty() {
        let page = kept::page(connection, &filter, order, after.as_ref(), limit, now).await?;
        let count = match (alone, status) {
            (true, Some(status)) => Some(kept::counts(connection, now).await?.get(&status).copied().unwrap_or(0)),
            (true, None) => Some(kept::counts(connection, now).await?.values().sum()),
            _ => None,
        };
        return Ok(Found { notices: page.notices, next: page.next, count });
    }
    let wanted: Vec<String> = words.split_whitespace().map(folded).collect();
    let (mut found, mut after, mut looked) = (Vec::new(), after, 0);
    loop {
        let page = kept::page(connection, &filter, order, after.as_ref(), 200, now).await?;
        looked += page.notices.len();
        for notice in page.notices {
            let text = folded(&searched(&notice));
            if !wanted.iter().all(|word| text.contains(word.as_str())) {
                continue;
            }
            if found.len() == usize::from(limit) {
                let next = found.last().map(|last: &Notice| key_of(last, order));
                return Ok(Found { notices: found, next, count: None });
            }
            found.push(notice);
        }
        after = page.next;
        if after.is_none() || looked >= LOOKED_THROUGH {
            return Ok(Found { notices: found, next: None, count: None });
        }
    }
}

fn key_of(notice: &Notice, order: kept::Order) -> kept::Key {
    let at = match (order, &notice.period) {
        (kept::Order::Newest, _) | (_, None) => notice.published_at,
        (_, Some(period)) => period.closes,
    };
    kept::Key { at, id: notice.id }
}

/// What a search by words looks through.
fn searched(notice: &Notice) -> String {
    let content = &notice.content;
    let place = &content.place;
    let mut text = String::new();
    for texts in [&content.title, &place.address, &place.district] {
        for language in dialogue::Language::ALL {
            text.push_str(texts.in_exactly(language));
            text.push(' ');
        }
    }
    for code in &place.parcels {
        text.push_str(code.as_str());
        text.push(' ');
    }
    text + &place.contour
}

/// Lower case, with the letters that people replace when they type (DOMAIN, section 6).
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ө' | 'ѳ' | 'ɵ' => 'о',
            'ү' => 'у',
            'ң' | 'ӊ' => 'н',
            'ё' => 'е',
            other => other,
        })
        .collect()
}

/// How much is said about each of these notices.
pub async fn talk(connection: &mut Connection, notices: &[Notice]) -> Result<HashMap<NoticeId, u32>, Problem> {
    let ids: Vec<NoticeId> = notices.iter().map(|notice| notice.id).collect();
    Ok(activity::of_notices(connection, &ids).await?)
}

/// Lists notices: those that are open, the nearest deadline first; others by `status`, `kind`, `parcel` or words.
///
/// `status`: `open` (the default), `scheduled`, `comments_closed`, `published`, `decided`, `cancelled`, `not_held`,
/// `withdrawn`, `all`.
#[utoipa::path(get, path = "/notices", tag = "notices",
    params(("q" = Option<String>, Query), ("status" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("parcel" = Option<String>, Query), ("after" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::Notices)))]
async fn list(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let limit = u16::try_from(LIMITS.read(query.limit.as_deref())?).unwrap_or(25);
    let mut reading = app.store.read().await?;
    let found = look_up(&mut reading, &app, &query, limit).await?;
    if reader.wants == Wants::Json {
        let departments = departments::all(&mut reading).await?;
        let next = found.next.map(|key| app.url(&reader.address_with("after", &key.to_string())));
        let notices = found.notices.iter().map(|notice| wire::Notice::of(&app, notice, &departments)).collect();
        return answer(&reader).json(|| wire::Notices { notices, next }).respond();
    }
    let talk = talk(&mut reading, &found.notices).await?;
    answer(&reader).page(|| pages::ListPage::new(&app, &reader, &who, &query, &found, &talk)).respond()
}

/// Reads one notice. A draft is read by its department alone.
#[utoipa::path(get, path = "/notices/{notice}", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    responses((status = 200, body = wire::Notice)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let Some(notice) = kept::find(&mut reading, id).await? else {
        return desk::show_draft(&app, &reader, &who, reading, id).await;
    };
    if reader.wants == Wants::Json {
        let departments = departments::all(&mut reading).await?;
        let stances = stored::stances(&mut reading, notice.thread).await?;
        let wire = wire::Notice {
            thread: Some(threads::summary(&mut reading, &Subject::Notice(id)).await?),
            stances: Some(stances.into()),
            ..wire::Notice::of(&app, &notice, &departments)
        };
        return answer(&reader).json(|| wire).respond();
    }
    let page = pages::NoticePage::gather(&mut reading, &app, &reader, &who, notice).await?;
    answer(&reader).page(|| page).respond()
}

/// Reads what a notice said before, version by version, and why each was made.
#[utoipa::path(get, path = "/notices/{notice}/revisions", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    responses((status = 200, body = wire::Revisions)))]
async fn revisions(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let notice = kept::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    let revisions = kept::revisions(&mut reading, id).await?;
    if reader.wants == Wants::Json {
        let wire = wire::Revisions {
            notice: cards::address(id),
            revisions: revisions.iter().map(|(revision, entry)| wire::Revision::of(&app, revision, *entry)).collect(),
        };
        return answer(&reader).json(|| wire).respond();
    }
    answer(&reader).page(|| pages::RevisionsPage::new(&app, &reader, &who, &notice, &revisions)).respond()
}
