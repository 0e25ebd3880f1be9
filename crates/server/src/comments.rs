//! Comments: one in its place, and what its author, its readers and moderators may do with it.

use axum::{extract::State, response::Response};
use dialogue::{CommentId, CommentRefused, Language};
use record::Salt;
use store::{comments as stored, departments};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    extract::{MaybeSignedIn, Path, Query, Reader, Wants},
    language::Say,
    problem::Problem,
    threads::{
        section::{self, ORDER, PAGE, Shown},
        subject::About,
    },
};

pub mod acts;
pub mod forms;
pub mod kept;
pub mod posting;
pub mod text;
pub mod view;
pub mod wire;

/// The addresses of comments.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(revisions))
        .merge(acts::routes())
        .merge(forms::routes())
        .merge(kept::routes())
}

/// The reader's language as the texts of notices know it.
pub fn language(say: Say) -> Language {
    say.tag().parse().unwrap_or(Language::Ky)
}

/// A salt for a content's hash in the record.
pub fn salt(app: &App) -> Salt {
    Salt(app.clock.random())
}

/// Where a page begins: the key that the page before told.
pub fn start(after: Option<&str>) -> Result<stored::Start, Problem> {
    match after {
        None | Some("") => Ok(stored::Start::Top),
        Some(key) => key.parse().map(stored::Start::After).map_err(|_| {
            Problem::new("invalid-parameter")
                .with("parameter", "after")
                .with("given", key.chars().take(80).collect::<String>())
                .with("allowed", "next")
        }),
    }
}

/// Reads one comment in its place: with what it answers, and a page of its thread around it.
///
/// The address stays for as long as the service does, also when the comment is gone.
#[utoipa::path(get, path = "/comments/{comment}", tag = "comments",
    params(("comment" = Uuid, Path), ("order" = Option<String>, Query)),
    responses((status = 200, body = wire::CommentInPlace)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    Query(query): Query<wire::PageQuery>,
) -> Result<Response, Problem> {
    let say = reader.say;
    let mut reading = app.store.read().await?;
    let comment = stored::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    if reader.wants == Wants::Json {
        let departments = departments::all(&mut reading).await?;
        let ancestors = stored::ancestors(&mut reading, &comment).await?;
        let wire = wire::CommentInPlace {
            comment: wire::Comment::of(&comment, &departments),
            ancestors: ancestors.iter().map(|ancestor| wire::Comment::of(ancestor, &departments)).collect(),
        };
        return answer(&reader).json(|| wire).respond();
    }
    let thread = store::threads::find(&mut reading, comment.thread).await?.ok_or_else(Problem::not_found)?;
    let about = About::find(&mut reading, &app, thread.subject.clone()).await?;
    let shown =
        Shown { order: query.order.unwrap_or(ORDER), start: stored::Start::Top, limit: PAGE, here: Some(comment.id) };
    let section = section::section(&mut reading, &app, say, &who, &about, Some(&thread), shown).await?;
    let moderates = who.may(dialogue::Action::ModerateComment);
    answer(&reader)
        .page(|| forms::CommentPage::new(&app, &reader, &who, &about, &comment, section, moderates))
        .respond()
}

/// Reads what a comment said before, version by version.
///
/// Of a comment that is gone only the acts are told, not the texts.
#[utoipa::path(get, path = "/comments/{comment}/revisions", tag = "comments", params(("comment" = Uuid, Path)),
    responses((status = 200, body = wire::Revisions)))]
async fn revisions(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let comment = stored::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    let gone = comment.is_gone();
    let revisions = stored::revisions(&mut reading, id).await?;
    let wire = wire::Revisions {
        comment: wire::address(id),
        revisions: revisions
            .into_iter()
            .map(|revision| wire::Revision {
                number: revision.revision,
                act: revision.act.key(),
                at: revision.at,
                role: revision.role,
                entry: revision.entry,
                body: revision.body.filter(|_| !gone).map(|body| body.to_string()),
                reason: revision.reason,
            })
            .collect(),
    };
    if reader.wants == Wants::Json {
        return answer(&reader).json(|| wire).respond();
    }
    let thread = store::threads::find(&mut reading, comment.thread).await?.ok_or_else(Problem::not_found)?;
    let about = About::find(&mut reading, &app, thread.subject).await?;
    answer(&reader).page(|| forms::RevisionsPage::new(&app, &reader, &who, &about, &comment, &wire)).respond()
}

impl From<CommentRefused> for Problem {
    fn from(refused: CommentRefused) -> Self {
        use CommentRefused as Refused;
        let concealed = |code, character: char, place: usize| {
            Problem::new(code)
                .at("/body")
                .with("character", format!("U+{:04X}", u32::from(character)))
                .with("place", place)
        };
        match refused {
            Refused::Empty => Problem::new("comment-empty").at("/body"),
            Refused::TooLong { length, limit } => {
                Problem::new("comment-too-long").at("/body").with("length", length).with("limit", limit)
            }
            Refused::DirectionCharacter { character, place } => {
                concealed("comment-direction-character", character, place)
            }
            Refused::InvisibleCharacter { character, place } => {
                concealed("comment-invisible-character", character, place)
            }
            Refused::ControlCharacter { character, place } => concealed("comment-control-character", character, place),
            Refused::PeriodNotOpen { opens, rule } => {
                Problem::new("period-not-open").with("opens", opens).with("rule", rule.as_str())
            }
            Refused::PeriodClosed { last_day, closed_at, rule } => Problem::new("period-closed")
                .with("last_day", last_day)
                .with("closed_at", closed_at)
                .with("rule", rule.as_str()),
            Refused::NoticeEnded => Problem::new("notice-ended"),
            Refused::NoPeriod => Problem::new("notice-without-comments"),
            Refused::ReplyToGone { reply_to } => {
                Problem::new("reply-to-gone").at("/reply_to").with("reply_to", reply_to.to_string())
            }
            Refused::ReplyToElsewhere { reply_to } => {
                Problem::new("reply-to-elsewhere").at("/reply_to").with("reply_to", reply_to.to_string())
            }
            Refused::StanceWithoutNotice => Problem::new("stance-without-notice").at("/stance"),
            Refused::PlaceOutside => Problem::new("position-outside").at("/position"),
            Refused::PlaceNotOnEarth => Problem::new("position-not-on-earth").at("/position"),
            Refused::NotAuthor => Problem::new("forbidden"),
            Refused::EditWindowOver { until } => Problem::new("edit-window-over").with("until", until),
            Refused::Gone => Problem::new("comment-gone"),
            Refused::OwnComment => Problem::new("own-comment"),
            Refused::AccountBlocked { until: Some(until) } => Problem::new("account-blocked").with("until", until),
            Refused::AccountBlocked { until: None } => Problem::new("account-blocked"),
        }
    }
}
