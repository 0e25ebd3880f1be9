//! What is done to a comment: changed, taken away, supported, reported, hidden. Each for a program by its method and for
//! a form by `POST` to an address of its own, through one function.

use axum::{extract::State, http::StatusCode, response::Response};
use dialogue::{Action, Comment, CommentBody, CommentId, CommentRefused, HideReason, ReportId};
use store::{comments as stored, departments, reports, supports};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{forms, posting, posting::found, salt, view::Setting, wire};
use crate::{
    answer::answer,
    app::App,
    extract::{MaybeSignedIn, Path, Reader, SignedIn, Wants},
    input::Input,
    parts,
    problem::Problem,
    threads::section::after_writing,
};

/// The addresses of what is done to a comment.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .routes(routes!(delete))
        .routes(routes!(support, support_no_more))
        .routes(routes!(report))
        .routes(routes!(hide, restore))
        .route("/comments/{comment}/edit", axum::routing::post(change_by_form))
        .route("/comments/{comment}/delete", axum::routing::post(delete_by_form))
        .route("/comments/{comment}/support", axum::routing::post(support_by_form))
        .route("/comments/{comment}/hide", axum::routing::post(hide_by_form))
        .route("/comments/{comment}/restore", axum::routing::post(restore_by_form))
}

/// Changes what a comment says, within 15 minutes. The earlier text stays readable.
#[utoipa::path(patch, path = "/comments/{comment}", tag = "comments", params(("comment" = Uuid, Path)),
    request_body = wire::ChangeComment, responses((status = 200, body = wire::Comment)))]
async fn change(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::ChangeComment>,
) -> Result<Response, Problem> {
    changed(&app, &reader, &who, id, input).await
}

async fn change_by_form(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::ChangeComment>,
) -> Result<Response, Problem> {
    changed(&app, &reader, &who, id, input).await
}

async fn changed(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    input: Input<wire::ChangeComment>,
) -> Result<Response, Problem> {
    let author = signed_in(who)?;
    match edit(app, author, id, &input.value).await {
        Ok(()) => now_reads(app, reader, who, id).await,
        Err(problem) if reader.wants == Wants::Json => Err(problem),
        Err(problem) => forms::edit_given_back(app, reader, who, id, input.value.body, problem).await,
    }
}

async fn edit(app: &App, author: &SignedIn, id: CommentId, wanted: &wire::ChangeComment) -> Result<(), Problem> {
    let body = CommentBody::new(&wanted.body)?;
    posting::may_write(author)?;
    let now = app.clock.now();
    let mut transaction = app.store.begin().await?;
    let (comment, thread, about) = found(&mut transaction, app, id).await?;
    store::threads::hold(&mut transaction, thread.id).await?;
    comment.may_be_edited(author.id, now)?;
    if wanted.stance.is_some() && !about.asks_stance() {
        return Err(CommentRefused::StanceWithoutNotice.into());
    }
    if comment.body() == Some(&body) && wanted.stance.is_none_or(|stance| comment.stance == Some(stance)) {
        return Ok(()); // Nothing changed: no revision that says so.
    }
    let stance = wanted.stance.or(comment.stance);
    let (language, position) = (comment.language, comment.position);
    let by = author.actor();
    let entry = stored::edit(&mut transaction, &comment, by, &body, stance, language, position, now, salt(app)).await?;
    transaction.commit(entry).await?;
    app.changed.notify_waiters();
    Ok(())
}

/// Takes one's own comment away. A tombstone stays in its place, and the replies under it.
#[utoipa::path(delete, path = "/comments/{comment}", tag = "comments", params(("comment" = Uuid, Path)),
    responses((status = 200, body = wire::Comment)))]
async fn delete(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    deleted(&app, &reader, &who, id).await
}

async fn delete_by_form(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    deleted(&app, &reader, &who, id).await
}

async fn deleted(app: &App, reader: &Reader, who: &MaybeSignedIn, id: CommentId) -> Result<Response, Problem> {
    let author = signed_in(who)?;
    let mut transaction = app.store.begin().await?;
    let (comment, thread, _) = found(&mut transaction, app, id).await?;
    store::threads::hold(&mut transaction, thread.id).await?;
    comment.may_be_deleted(author.id)?;
    let entry = stored::delete(&mut transaction, &comment, author.actor(), app.clock.now(), salt(app)).await?;
    transaction.commit(entry).await?;
    app.changed.notify_waiters();
    now_reads(app, reader, who, id).await
}

/// Supports a comment: once per account, however often it is asked.
#[utoipa::path(put, path = "/comments/{comment}/support", tag = "comments", params(("comment" = Uuid, Path)),
    responses((status = 200, body = wire::Comment)))]
async fn support(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    supported(&app, &reader, &who, id, true).await
}

/// Takes support back.
#[utoipa::path(delete, path = "/comments/{comment}/support", tag = "comments", params(("comment" = Uuid, Path)),
    responses((status = 200, body = wire::Comment)))]
async fn support_no_more(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    supported(&app, &reader, &who, id, false).await
}

async fn support_by_form(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::SupportForm>,
) -> Result<Response, Problem> {
    if who.0.is_none() && reader.wants != Wants::Json {
        return forms::sign_in_first(&reader, &after_writing(id));
    }
    supported(&app, &reader, &who, id, input.value.support != "no").await
}

async fn supported(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    wanted: bool,
) -> Result<Response, Problem> {
    let account = signed_in(who)?;
    posting::may_write(account)?;
    let mut transaction = app.store.begin().await?;
    let comment = stored::find(&mut transaction, id).await?.ok_or_else(Problem::not_found)?;
    comment.may_be_supported(account.id)?;
    if wanted {
        supports::give(&mut transaction, id, account.id, app.clock.now()).await?;
    } else {
        supports::take_back(&mut transaction, id, account.id).await?;
    }
    // The count is public, who pressed when is not: no entry (record, `entry`).
    transaction.commit_private("support of a comment").await?;
    now_reads(app, reader, who, id).await
}

/// Reports a comment to the moderators: once per account.
#[utoipa::path(post, path = "/comments/{comment}/reports", tag = "comments", params(("comment" = Uuid, Path)),
    request_body = wire::PostReport, responses((status = 204)))]
async fn report(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::PostReport>,
) -> Result<Response, Problem> {
    let account = signed_in(&who)?;
    posting::may_write(account)?;
    match reported(&app, account, id, &input.value).await {
        Ok(()) => {}
        Err(problem) if reader.wants == Wants::Json || input.value.reason.is_some() => return Err(problem),
        Err(problem) => return forms::report_given_back(&app, &reader, &who, id, &input.form, problem).await,
    }
    if reader.wants == Wants::Fragment {
        return answer(&reader).fragment(|| forms::reported_note(reader.say)).respond();
    }
    answer(&reader).changed(&format!("{}?reported=yes#comment-{id}", wire::address(id))).respond()
}

async fn reported(app: &App, account: &SignedIn, id: CommentId, report: &wire::PostReport) -> Result<(), Problem> {
    let reason = report.reason.ok_or_else(|| Problem::new("missing-field").at("/reason"))?;
    let note = match report.note.trim() {
        "" => None,
        note => Some(
            CommentBody::within(note, dialogue::reports::MAX_REPORT_CHARACTERS)
                .map_err(|refused| Problem::from(refused).at("/note"))?
                .to_string(),
        ),
    };
    let mut transaction = app.store.begin().await?;
    let comment = stored::find(&mut transaction, id).await?.ok_or_else(Problem::not_found)?;
    comment.may_be_reported(account.id)?;
    let report = reports::Report {
        id: ReportId::new(app.clock.new_id()),
        comment: id,
        by: account.id,
        reason,
        note,
        at: app.clock.now(),
    };
    reports::add(&mut transaction, &report).await?;
    Ok(transaction.commit_private("a report against a comment").await?)
}

/// Hides a comment, for moderators. Its tombstone says why; the reports against it are settled.
#[utoipa::path(put, path = "/comments/{comment}/hiding", tag = "comments", params(("comment" = Uuid, Path)),
    request_body = wire::Hide, responses((status = 200, body = wire::Comment)))]
async fn hide(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::Hide>,
) -> Result<Response, Problem> {
    let reason = input.value.reason.ok_or_else(|| Problem::new("missing-field").at("/reason"))?;
    hidden(&app, &reader, &who, id, Some(reason)).await
}

/// Shows a hidden comment again, for moderators.
#[utoipa::path(delete, path = "/comments/{comment}/hiding", tag = "comments", params(("comment" = Uuid, Path)),
    responses((status = 200, body = wire::Comment)))]
async fn restore(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    hidden(&app, &reader, &who, id, None).await
}

async fn hide_by_form(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
    input: Input<wire::Hide>,
) -> Result<Response, Problem> {
    let reason = input.value.reason.ok_or_else(|| Problem::new("missing-field").at("/reason"))?;
    hidden(&app, &reader, &who, id, Some(reason)).await
}

async fn restore_by_form(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    hidden(&app, &reader, &who, id, None).await
}

async fn hidden(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    reason: Option<HideReason>,
) -> Result<Response, Problem> {
    let moderator = signed_in(who)?;
    moderator.may(Action::ModerateComment)?;
    let (by, now) = (moderator.actor(), app.clock.now());
    let mut transaction = app.store.begin().await?;
    let (comment, thread, _) = found(&mut transaction, app, id).await?;
    store::threads::hold(&mut transaction, thread.id).await?;
    let entry = match (reason, &comment.content) {
        (Some(_), dialogue::Content::Gone(_)) => return Err(CommentRefused::Gone.into()),
        (Some(reason), dialogue::Content::Written(_)) => {
            reports::settle(&mut transaction, id, now).await?;
            Some(stored::hide(&mut transaction, &comment, by, reason, now, salt(app)).await?)
        }
        // What its author took away does not come back by somebody else's hand.
        (None, dialogue::Content::Gone(stone)) if stone.by == dialogue::TombstoneActor::Author => {
            return Err(CommentRefused::Gone.into());
        }
        (None, dialogue::Content::Gone(_)) => stored::restore(&mut transaction, &comment, by, now, salt(app)).await?,
        (None, dialogue::Content::Written(_)) => None,
    };
    if let Some(entry) = entry {
        transaction.commit(entry).await?;
        app.changed.notify_waiters();
    }
    now_reads(app, reader, who, id).await
}

/// The comment after a change: in place, as JSON, or by going to it.
async fn now_reads(app: &App, reader: &Reader, who: &MaybeSignedIn, id: CommentId) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, app, id).await?;
    match reader.wants {
        Wants::Html => answer(reader).changed(&after_writing(id)).respond(),
        Wants::Json => {
            let departments = departments::all(&mut reading).await?;
            answer(reader).json(|| wire::Comment::of(&comment, &departments)).respond()
        }
        Wants::Fragment => {
            let body = body(&mut reading, app, reader, who, &comment, about.taken.is_ok()).await?;
            answer(reader).fragment(|| body).status(StatusCode::OK).respond()
        }
    }
}

async fn body(
    connection: &mut store::Connection,
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    comment: &Comment,
    open: bool,
) -> Result<parts::CommentBody, Problem> {
    let setting = Setting::of(connection, app, reader.say, who, std::slice::from_ref(comment), open).await?;
    Ok(setting.body(comment))
}

/// Whoever is signed in; refused with `sign-in-needed` when nobody is.
pub fn signed_in(who: &MaybeSignedIn) -> Result<&SignedIn, Problem> {
    who.0.as_ref().ok_or_else(|| Problem::new("sign-in-needed"))
}
