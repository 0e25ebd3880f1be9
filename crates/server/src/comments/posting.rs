//! Posting: who, where, may they, one change, an answer.
//!
//! A form that is refused comes back with what was typed and why (422 for what the writer can mend, else the problem's
//! own status). Somebody who is not signed in loses nothing: the text is kept and comes back after signing in.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use dialogue::{Comment, CommentBody, CommentId, CommentRefused, Position, Subject, Thread, ThreadId};
use store::{comments as stored, departments, submissions, threads};

use super::{forms, kept, salt, view::Setting, wire};
use crate::{
    answer::answer,
    app::App,
    extract::{MaybeSignedIn, Reader, SignedIn, Wants},
    input::Input,
    parts,
    problem::Problem,
    threads::{ThreadName, section::after_writing, subject::About},
};

/// Posts a comment from a form or a program and answers.
pub async fn post(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    headers: &HeaderMap,
    place: ThreadName,
    input: Input<wire::PostComment>,
) -> Result<Response, Problem> {
    let Some(author) = &who.0 else {
        if reader.wants == Wants::Json {
            return Err(Problem::new("sign-in-needed"));
        }
        return kept::keep(app, reader, headers, &place, &input).await;
    };
    let written = match write(app, reader, author, place.clone(), &input).await {
        Ok(written) => written,
        Err(problem) if reader.wants == Wants::Json => return Err(problem),
        Err(problem) => return forms::given_back(app, reader, who, &place, &input, problem).await,
    };
    app.changed.notify_waiters();
    kept::forget_posted(app, headers, author, &written).await?;
    answer_with(app, reader, who, written.0, true).await
}

/// The comment as an answer: in place, as JSON, or by going to it.
async fn answer_with(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    new: bool,
) -> Result<Response, Problem> {
    let address = match reader.wants {
        Wants::Json => wire::address(id),
        Wants::Html | Wants::Fragment => after_writing(id),
    };
    match reader.wants {
        Wants::Html => answer(reader).created(&address).respond(),
        Wants::Json => {
            let mut reading = app.store.read().await?;
            let comment = stored::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
            let departments = departments::all(&mut reading).await?;
            answer(reader).created(&address).json(|| wire::Comment::of(&comment, &departments)).respond()
        }
        Wants::Fragment => {
            let item = in_place(app, reader, who, id, new).await?;
            answer(reader).created(&address).fragment(|| item).status(StatusCode::CREATED).respond()
        }
    }
}

/// The comment as an item of its thread, to be put in place.
async fn in_place(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    new: bool,
) -> Result<parts::Comment, Problem> {
    let mut reading = app.store.read().await?;
    let comment = stored::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    let setting = Setting::of(&mut reading, app, reader.say, who, std::slice::from_ref(&comment), true).await?;
    let setting = if new { setting.new(id) } else { setting };
    setting.tree(vec![comment]).into_iter().next().ok_or_else(Problem::not_found)
}

/// The comment that was made, now or by the same form before, and the thread's subject.
#[derive(Debug)]
pub struct Written(pub CommentId, pub Subject);

/// Checks and writes a comment: one transaction with its entry.
async fn write(
    app: &App,
    reader: &Reader,
    author: &SignedIn,
    place: ThreadName,
    input: &Input<wire::PostComment>,
) -> Result<Written, Problem> {
    let typed = &input.value;
    // Shape first, before any database.
    let body = CommentBody::new(&typed.body)?;
    let position = typed.place().map(|[longitude, latitude]| Position::new(longitude, latitude)).transpose()?;
    may_write(author)?;

    let id = CommentId::new(app.clock.new_id());
    let now = app.clock.now();
    let mut transaction = app.store.begin().await?;
    if let Some(key) = input.submission {
        let claim =
            submissions::claim(&mut transaction, author.id, &key.to_string(), &input.digest, id.uuid(), now).await?;
        match claim {
            submissions::Claim::First => {}
            submissions::Claim::Again(made) => {
                let made = CommentId::new(made);
                let comment = stored::find(&mut transaction, made).await?.ok_or_else(Problem::not_found)?;
                let thread = threads::find(&mut transaction, comment.thread).await?.ok_or_else(Problem::not_found)?;
                return Ok(Written(made, thread.subject));
            }
            submissions::Claim::Another(_) => return Err(Problem::new("submission-reused")),
        }
    }
    let thread = hold(app, &mut transaction, place).await?;
    let about = About::find(&mut transaction, app, thread.subject.clone()).await?;
    about.taken.clone()?;
    if typed.stance.is_some() && !about.asks_stance() {
        return Err(CommentRefused::StanceWithoutNotice.into());
    }
    if let Some(position) = position {
        about.holds(app, position)?;
    }
    let reply_to = match typed.reply_to {
        None => None,
        Some(answered) => {
            let elsewhere = || CommentRefused::ReplyToElsewhere { reply_to: answered };
            let comment = stored::find(&mut transaction, answered).await?.ok_or_else(elsewhere)?;
            comment.may_be_replied_to(thread.id)?;
            Some((comment.id, comment.path))
        }
    };
    let posted = stored::add(
        &mut transaction,
        &stored::NewComment {
            id,
            thread: thread.id,
            reply_to,
            author: author.actor(),
            body,
            stance: typed.stance,
            language: typed.language.or_else(|| Some(super::language(reader.say))),
            position,
            at: now,
            salt: salt(app),
        },
    )
    .await?;
    transaction.commit(posted.entry).await?;
    Ok(Written(id, about.subject))
}

async fn hold(app: &App, transaction: &mut store::Transaction, place: ThreadName) -> Result<Thread, Problem> {
    let id = match place.find(transaction, app).await? {
        (Some(thread), _) => thread.id,
        (None, subject) => {
            // A notice that does not exist opens no thread.
            About::find(transaction, app, subject.clone()).await?;
            threads::open(transaction, &subject, ThreadId::new(app.clock.new_id()), app.clock.now()).await?.id
        }
    };
    threads::hold(transaction, id).await?.ok_or_else(Problem::not_found)
}

/// Whether the account may write at all.
pub fn may_write(author: &SignedIn) -> Result<(), Problem> {
    match author.blocked_at {
        Some(_) => Err(CommentRefused::AccountBlocked { until: None }.into()),
        None => Ok(()),
    }
}

/// A part of a page for htmx that goes elsewhere than its form said, as an answer.
pub fn retargeted(html: String, status: StatusCode, target: &str) -> Response {
    let mut response = (status, axum::response::Html(html)).into_response();
    let headers = response.headers_mut();
    for (name, value) in [("hx-retarget", target), ("hx-reswap", "outerHTML")] {
        if let Ok(value) = value.parse() {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The one comment that was asked for, and its thread's subject; refused as not found.
pub async fn found(
    connection: &mut store::Connection,
    app: &App,
    id: CommentId,
) -> Result<(Comment, Thread, About), Problem> {
    let comment = stored::find(connection, id).await?.ok_or_else(Problem::not_found)?;
    let thread = threads::find(connection, comment.thread).await?.ok_or_else(Problem::not_found)?;
    let about = About::find(connection, app, thread.subject.clone()).await?;
    Ok((comment, thread, about))
}
