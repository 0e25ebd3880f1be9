//! Threads: the discussion of a parcel or a notice, page by page, and writing to it.
//!
//! A thread is made by its first comment, so that looking at a parcel makes nothing. Until then it is called by its
//! subject, `/threads/parcel:1-04-12-0032-0375`; after that it has an id of its own, too, which stays whatever becomes of
//! the parcel. Both names reach it ([`ThreadName`]).

use askama::Template;
use axum::{extract::State, response::Response};
use dialogue::{ParcelCode, Subject, Thread, ThreadId};
use serde::{Deserialize, Serialize};
use store::{comments as stored, departments, threads};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    comments::{self, wire},
    extract::{Limits, MaybeSignedIn, Path, Query, Reader},
    input::Input,
    page::{Page, Place},
    parts::{Crumb, Crumbs},
    problem::Problem,
};

pub mod section;
pub mod subject;

use section::{ORDER, PAGE, Shown, ThreadSection};
use subject::About;

/// Comments on a page for a program.
const LIMITS: Limits = Limits { usual: PAGE as u32, most: 200 };

/// The addresses of threads.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(post))
}

/// What a thread is called in addresses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ThreadName {
    /// By its id, once it was opened.
    Id(ThreadId),
    /// By its subject: `parcel:CODE`, `notice:ID`.
    Subject(Subject),
}

impl TryFrom<String> for ThreadName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        let (kind, id) = text.split_once(':').ok_or("not a thread")?;
        Subject::parse(kind, id).map(Self::Subject).ok_or("not a thread")
    }
}

/// The name under which a thread is told: its id if it was opened, else its subject.
pub fn name(thread: Option<&Thread>, subject: &Subject) -> String {
    match thread {
        Some(thread) => thread.id.to_string(),
        None => {
            let id: String = form_urlencoded::byte_serialize(subject.id().as_bytes()).collect();
            format!("{}:{}", subject.kind(), id.replace('+', "%20"))
        }
    }
}

impl ThreadName {
    /// The thread, if it was opened, and its subject. A parcel that the layer in force has not, and whose thread was
    /// never opened, is not found.
    pub async fn find(
        self,
        connection: &mut store::Connection,
        app: &App,
    ) -> Result<(Option<Thread>, Subject), Problem> {
        match self {
            Self::Id(id) => {
                let thread = threads::find(connection, id).await?.ok_or_else(Problem::not_found)?;
                let subject = thread.subject.clone();
                Ok((Some(thread), subject))
            }
            Self::Subject(subject) => {
                if let Some(thread) = threads::of(connection, &subject).await? {
                    return Ok((Some(thread), subject));
                }
                Ok((None, in_layer(app, subject)?))
            }
        }
    }
}

/// The subject with a parcel's code as the layer in force writes it, however it was typed.
pub fn in_layer(app: &App, subject: Subject) -> Result<Subject, Problem> {
    match &subject {
        Subject::Parcel(code) => {
            let published = app.published()?;
            let parcel = published.layer.by_code(code.as_str()).ok_or_else(Problem::not_found)?;
            Ok(Subject::Parcel(ParcelCode::new(parcel.code())))
        }
        Subject::Notice(_) => Ok(subject),
    }
}

/// A thread as others name it: its id and address, and how much is said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadSummary {
    /// Its id, or `parcel:CODE` as long as nobody has written.
    pub id: String,
    /// Its address.
    pub address: String,
    /// How many comments there are to read.
    pub comments: u32,
}

/// How the thread of a subject is named to a program.
pub async fn summary(connection: &mut store::Connection, subject: &Subject) -> Result<ThreadSummary, Problem> {
    let thread = threads::of(connection, subject).await?;
    let id = name(thread.as_ref(), subject);
    Ok(ThreadSummary { address: format!("/threads/{id}"), id, comments: thread.map_or(0, |thread| thread.shown) })
}

/// A page of a thread for a program.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadPage {
    /// Its id.
    id: String,
    /// Its address.
    address: String,
    /// What it is about.
    subject: SubjectWire,
    /// How many comments there are to read: without those that are gone.
    count: u32,
    /// The number of the comment that came last.
    last_number: u32,
    /// Whether comments are taken now.
    open: bool,
    /// In which order: `oldest`, `newest`, `most_supported`.
    #[schema(value_type = String)]
    order: dialogue::SortOrder,
    /// The comments: each is followed by its replies, oldest first.
    comments: Vec<wire::Comment>,
    /// The next page, if there is more.
    next: Option<String>,
}

/// What a thread is about.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectWire {
    /// `parcel` or `notice`.
    kind: &'static str,
    /// Its code or id.
    id: String,
    /// Its address.
    address: String,
}

/// A thread as a page of its own.
#[derive(Debug, Template)]
#[template(path = "threads/page.html")]
struct ThreadPageView {
    page: Page,
    crumbs: Crumbs,
    title: String,
    title_language: Option<&'static str>,
    address: String,
    read_more: String,
    section: ThreadSection,
}

/// Reads a thread, page by page.
///
/// Orders: `newest` (the default), `oldest`, `most_supported`. Replies follow what they answer in every order. The next
/// page begins right after the last comment of this one, whatever was written meanwhile.
#[utoipa::path(get, path = "/threads/{thread}", tag = "threads",
    params(("thread" = String, Path, description = "its id, or `parcel:CODE`, `notice:ID`"), ("order" = Option<String>, Query), ("after" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = ThreadPage)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(thread): Path<ThreadName>,
    Query(query): Query<wire::PageQuery>,
) -> Result<Response, Problem> {
    let limit = u16::try_from(LIMITS.read(query.limit.as_deref())?).unwrap_or(PAGE);
    let order = query.order.unwrap_or(ORDER);
    let start = comments::start(query.after.as_deref())?;
    let say = reader.say;
    let mut reading = app.store.read().await?;
    let (thread, subject) = thread.find(&mut reading, &app).await?;
    let about = About::find(&mut reading, &app, subject).await?;
    if reader.wants == crate::extract::Wants::Json {
        let id = name(thread.as_ref(), &about.subject);
        let address = format!("/threads/{id}");
        let departments = departments::all(&mut reading).await?;
        let page = match &thread {
            Some(thread) => stored::page(&mut reading, thread.id, order, &start, limit).await?,
            None => stored::Page { comments: Vec::new(), next: None },
        };
        let wire = ThreadPage {
            id,
            subject: SubjectWire { kind: about.subject.kind(), id: about.subject.id(), address: about.address() },
            count: thread.as_ref().map_or(0, |thread| thread.shown),
            last_number: thread.as_ref().map_or(0, |thread| thread.last_number),
            open: about.taken.is_ok(),
            order,
            comments: page.comments.iter().map(|comment| wire::Comment::of(comment, &departments)).collect(),
            next: page.next.map(|key| app.url(&format!("{address}?order={order}&limit={limit}&after={key}"))),
            address,
        };
        return answer(&reader).json(|| wire).respond();
    }
    let shown = Shown { order, start, limit, here: None };
    let section = section::section(&mut reading, &app, say, &who, &about, thread.as_ref(), shown).await?;
    if reader.wants == crate::extract::Wants::Fragment {
        return answer(&reader).fragment(|| section).respond();
    }
    answer(&reader).page(|| page(&app, &reader, &who, &about, section)).respond()
}

fn page(app: &App, reader: &Reader, who: &MaybeSignedIn, about: &About, section: ThreadSection) -> ThreadPageView {
    let say = reader.say;
    let (title, title_language) = about.title(say);
    ThreadPageView {
        page: Page::new(app, reader, who)
            .titled(say.with("threads-title", &[("subject", title.as_str())]))
            .described(say.with("threads-description", &[("subject", title.as_str())]))
            .at(place(about)),
        crumbs: crumbs(say, about, say.text("talk-title")),
        title,
        title_language,
        address: about.address(),
        read_more: say.text(match about.subject {
            Subject::Parcel(_) => "threads-to-the-parcel",
            Subject::Notice(_) => "threads-to-the-notice",
        }),
        section,
    }
}

/// Where in the menu a discussion stands.
pub fn place(about: &About) -> Place {
    match about.subject {
        Subject::Parcel(_) => Place::Parcels,
        Subject::Notice(_) => Place::Notices,
    }
}

/// The way to a discussion, or to something in it.
pub fn crumbs(say: crate::language::Say, about: &About, last: String) -> Crumbs {
    let (list, name) = match about.subject {
        Subject::Parcel(_) => ("/parcels", "frame-parcels"),
        Subject::Notice(_) => ("/notices", "frame-notices"),
    };
    Crumbs {
        say,
        steps: vec![
            Crumb { address: Some(list.into()), text: say.text(name) },
            Crumb { address: Some(about.address()), text: about.title(say).0 },
            Crumb { address: None, text: last },
        ],
    }
}

/// Posts a comment to a thread.
///
/// Refused with `period-closed` after the period of the notice, to the second; with `reply-to-gone` when what it answers
/// was taken away meanwhile. The same `Idempotency-Key` (or form) makes one comment, however often it is sent.
#[utoipa::path(post, path = "/threads/{thread}/comments", tag = "comments",
    params(("thread" = String, Path)), request_body = wire::PostComment,
    responses((status = 201, body = wire::Comment)))]
async fn post(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: axum::http::HeaderMap,
    Path(thread): Path<ThreadName>,
    input: Input<wire::PostComment>,
) -> Result<Response, Problem> {
    comments::posting::post(&app, &reader, &who, &headers, thread, input).await
}
