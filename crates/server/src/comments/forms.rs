//! The pages and forms around one comment: itself in its place, its versions; to answer, change, take back, report and
//! hide it. Each form is a page of its own without script, and with it a part that opens below the comment.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use dialogue::{Comment, CommentId, HideReason, MAX_COMMENT_CHARACTERS, ReportReason};
use store::comments as stored;
use utoipa_axum::router::OpenApiRouter;

use super::{posting, posting::found, text, view::Setting, wire};
use crate::{
    answer::{answer, redirect},
    app::App,
    extract::{MaybeSignedIn, Path, Reader, Wants},
    input::{Form, Input},
    language::Say,
    page::Page,
    parts::{self, Crumbs, Field, FieldKind, Note, NoteKind, StanceChoice, WriteForm, Wrong, Wrongs},
    problem::Problem,
    threads::{self as talk, ThreadName, section::ThreadSection, subject::About},
};

/// The pages with forms; not for programs, so not described.
pub fn routes() -> OpenApiRouter<App> {
    use axum::routing::get;
    OpenApiRouter::new()
        .route("/comments/{comment}/reply", get(reply))
        .route("/comments/{comment}/edit", get(edit))
        .route("/comments/{comment}/delete", get(delete))
        .route("/comments/{comment}/report", get(report))
}

/// One comment in its place.
#[derive(Debug, Template)]
#[template(path = "comments/page.html")]
pub struct CommentPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    title_language: Option<&'static str>,
    address: String,
    read_more: String,
    section: ThreadSection,
    note: Option<Note>,
    moderation: Option<Moderation>,
}

/// What a moderator may do here.
#[derive(Debug)]
struct Moderation {
    title: String,
    action: String,
    reason: Option<Field>,
    button: String,
}

impl CommentPage {
    /// The page of a comment for this reader.
    pub fn new(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        about: &About,
        comment: &Comment,
        section: ThreadSection,
        moderates: bool,
    ) -> Self {
        let say = reader.say;
        let (title, title_language) = about.title(say);
        let described = comment.body().map(|body| body.as_str().chars().take(160).collect::<String>());
        let reported = reader.query.as_deref().is_some_and(|query| query.contains("reported=yes"));
        Self {
            page: Page::new(app, reader, who)
                .titled(say.with("comments-title", &[("subject", title.as_str())]))
                .described(described.unwrap_or_default())
                .at(talk::place(about)),
            crumbs: talk::crumbs(
                say,
                about,
                say.with("comments-number", &[("number", comment.path.number().to_string())]),
            ),
            title,
            title_language,
            address: format!("/threads/{}", comment.thread),
            read_more: say.text("comments-whole-thread"),
            section,
            note: reported.then(|| reported_note(say)),
            moderation: moderates.then(|| Moderation::of(say, comment)).flatten(),
        }
    }
}

impl Moderation {
    fn of(say: Say, comment: &Comment) -> Option<Self> {
        let hidden = match &comment.content {
            dialogue::Content::Gone(stone) if stone.by == dialogue::TombstoneActor::Author => return None,
            dialogue::Content::Gone(_) => true,
            dialogue::Content::Written(_) => false,
        };
        let reasons = HideReason::ALL
            .iter()
            .map(|reason| (reason.key().to_owned(), say.text(&format!("comments-hidden-{reason}"))));
        let act = if hidden { "restore" } else { "hide" };
        Some(Self {
            title: say.text("comments-moderation"),
            action: format!("{}/{act}", wire::address(comment.id)),
            reason: (!hidden)
                .then(|| Field::new(say, "reason", say.text("comments-reason"), FieldKind::Choice(reasons.collect()))),
            button: say.text(if hidden { "comments-restore" } else { "comments-hide" }),
        })
    }
}

/// What a comment said, version by version.
#[derive(Debug, Template)]
#[template(path = "comments/revisions.html")]
pub struct RevisionsPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    versions: Vec<Version>,
    back: parts::Link,
}

#[derive(Debug)]
struct Version {
    act: String,
    when: parts::When,
    html: Option<String>,
    entry: Option<String>,
}

impl RevisionsPage {
    /// The page of a comment's versions for this reader.
    pub fn new(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        about: &About,
        comment: &Comment,
        wire: &wire::Revisions,
    ) -> Self {
        let say = reader.say;
        let title = say.text("comments-versions");
        let now = app.clock.now();
        let mut before: Option<&str> = None;
        let mut versions = Vec::new();
        for revision in &wire.revisions {
            let html = revision.body.as_deref().map(|body| match before {
                Some(before) => text::changes(before, body),
                None => text::blocks(&dialogue::blocks::parse(body)),
            });
            before = revision.body.as_deref().or(before);
            versions.push(Version {
                act: say.text(&format!("comments-act-{}", revision.act)),
                when: super::view::when(app, say, revision.at, now),
                html,
                entry: revision.entry.map(|entry| say.with("comments-entry", &[("number", entry)])),
            });
        }
        Self {
            page: Page::new(app, reader, who).titled(title.as_str()).at(talk::place(about)),
            crumbs: talk::crumbs(say, about, title.clone()),
            title,
            versions,
            back: parts::Link { address: talk::section::after_writing(comment.id), text: say.text("comments-back") },
        }
    }
}

/// A form as a page of its own: what it is about, and the form.
#[derive(Debug, Template)]
#[template(path = "comments/form_page.html")]
struct FormPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    /// The comment that it is about.
    comment: Option<parts::CommentBody>,
    form: String,
}

/// A question with a button: take back, report.
#[derive(Debug, Template)]
#[template(path = "comments/ask.html")]
struct Ask {
    id: String,
    action: String,
    /// Where the answer goes in place.
    target: String,
    swap: &'static str,
    title: String,
    text: String,
    wrongs: Wrongs,
    fields: Vec<Field>,
    button: String,
    danger: bool,
    cancel: parts::Link,
}

fn rendered(template: &impl Template) -> Result<String, Problem> {
    template.render().map_err(|error| Problem::internal(&error))
}

/// A form as the reader wants it: alone to be put below the comment, or on a page of its own.
#[expect(clippy::too_many_arguments, reason = "all that a page with a form consists of")]
async fn shown(
    connection: &mut store::Connection,
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    about: &About,
    comment: Option<&Comment>,
    title: String,
    form: String,
    status: StatusCode,
) -> Result<Response, Problem> {
    if reader.wants == Wants::Fragment {
        return Ok((status, axum::response::Html(form)).into_response());
    }
    let body = match comment {
        Some(comment) => {
            let setting = Setting::of(connection, app, reader.say, who, std::slice::from_ref(comment), false).await?;
            Some(quiet(setting.body(comment)))
        }
        None => None,
    };
    let page = FormPage {
        page: Page::new(app, reader, who).titled(title.as_str()).at(talk::place(about)).private(),
        crumbs: talk::crumbs(reader.say, about, title.clone()),
        title,
        comment: body,
        form,
    };
    answer(reader).page(|| page).status(status).respond()
}

/// The comment above its own form: to be read, with no acts of its own.
fn quiet(mut body: parts::CommentBody) -> parts::CommentBody {
    body.reply = None;
    body.edit = None;
    body.delete = None;
    body.report = None;
    body.support.address = None;
    body
}

/// Sends a reader to sign in and back.
pub fn sign_in_first(reader: &Reader, back: &str) -> Result<Response, Problem> {
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let address = format!("/session?next={next}");
    if reader.wants != Wants::Fragment {
        return Ok(redirect(&address));
    }
    let mut response = StatusCode::OK.into_response();
    let address = address.parse().map_err(|error: axum::http::header::InvalidHeaderValue| Problem::internal(&error))?;
    response.headers_mut().insert(HeaderName::from_static("hx-redirect"), address);
    Ok(response)
}

fn reply_form(app: &App, say: Say, who: &MaybeSignedIn, comment: &Comment, name: &str) -> WriteForm {
    let hint = if who.0.is_some() { "talk-hint" } else { "talk-hint-sign-in" };
    WriteForm {
        say,
        id: format!("reply-{}", comment.id),
        action: format!("/threads/{}/comments", comment.thread),
        title: say.with("talk-your-reply", &[("name", name)]),
        button: say.text("talk-send"),
        placeholder: String::new(),
        hint: say.with(hint, &[("limit", MAX_COMMENT_CHARACTERS)]),
        body: String::new(),
        fault: None,
        submission: app.clock.new_id().to_string(),
        hidden: vec![("reply_to", comment.id.to_string())],
        stance: StanceChoice::None,
        target: Some(format!("#replies-{}", comment.id)),
        swap: "beforeend",
        longest: MAX_COMMENT_CHARACTERS,
        draft: format!("{}/reply", wire::address(comment.id)),
        cancel: Some(talk::section::after_writing(comment.id)),
        place: None,
    }
}

fn author(say: Say, comment: &Comment) -> String {
    comment.author.name.as_ref().map_or_else(|| say.text("comments-account-closed"), ToString::to_string)
}

async fn reply(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let (comment, thread, about) = found(&mut reading, &app, id).await?;
    about.taken.clone()?;
    comment.may_be_replied_to(thread.id)?;
    let say = reader.say;
    let form = reply_form(&app, say, &who, &comment, &author(say, &comment));
    let title = form.title.clone();
    let form = rendered(&form)?;
    shown(&mut reading, &app, &reader, &who, &about, Some(&comment), title, form, StatusCode::OK).await
}

fn edit_form(app: &App, say: Say, about: &About, comment: &Comment, typed: String) -> WriteForm {
    let until = say.time(app.city.local(comment.editable_until()).time());
    let stance = match comment.stance {
        Some(stance) if about.asks_stance() => StanceChoice::Chosen(stance),
        _ => StanceChoice::None,
    };
    WriteForm {
        say,
        id: format!("edit-{}", comment.id),
        action: format!("{}/edit", wire::address(comment.id)),
        title: say.text("comments-edit-title"),
        button: say.text("form-save"),
        placeholder: String::new(),
        hint: say.with("comments-edit-hint", &[("time", until)]),
        body: typed,
        fault: None,
        submission: app.clock.new_id().to_string(),
        hidden: Vec::new(),
        stance,
        target: Some(format!("#comment-{}", comment.id)),
        swap: "outerHTML",
        longest: MAX_COMMENT_CHARACTERS,
        draft: format!("{}/edit", wire::address(comment.id)),
        cancel: Some(talk::section::after_writing(comment.id)),
        place: None,
    }
}

async fn edit(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    let account = match &who.0 {
        Some(signed_in) => signed_in.id,
        None => return sign_in_first(&reader, &reader.address()),
    };
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, &app, id).await?;
    comment.may_be_edited(account, app.clock.now())?;
    let typed = comment.body().map_or_else(String::new, ToString::to_string);
    let form = edit_form(&app, reader.say, &about, &comment, typed);
    let (title, form) = (form.title.clone(), rendered(&form)?);
    shown(&mut reading, &app, &reader, &who, &about, None, title, form, StatusCode::OK).await
}

async fn delete(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    let account = match &who.0 {
        Some(signed_in) => signed_in.id,
        None => return sign_in_first(&reader, &reader.address()),
    };
    let say = reader.say;
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, &app, id).await?;
    comment.may_be_deleted(account)?;
    let ask = Ask {
        id: format!("delete-{id}"),
        action: format!("{}/delete", wire::address(id)),
        target: format!("#comment-{id}"),
        swap: "outerHTML",
        title: say.text("comments-delete-title"),
        text: say.text("comments-delete-text"),
        wrongs: Wrongs { say, faults: Vec::new() },
        fields: Vec::new(),
        button: say.text("comments-delete-button"),
        danger: true,
        cancel: cancel(say, id),
    };
    let (title, form) = (ask.title.clone(), rendered(&ask)?);
    shown(&mut reading, &app, &reader, &who, &about, Some(&comment), title, form, StatusCode::OK).await
}

fn cancel(say: Say, id: CommentId) -> parts::Link {
    parts::Link { address: talk::section::after_writing(id), text: say.text("form-cancel") }
}

fn report_form(say: Say, id: CommentId, form: &Form) -> Ask {
    let reasons = ReportReason::ALL
        .iter()
        .map(|reason| (reason.key().to_owned(), say.text(&format!("comments-report-{reason}"))))
        .collect();
    let faults = form.wrongs().iter().map(|(field, text)| Wrong {
        field: if field.is_empty() { String::new() } else { format!("report-{field}-{id}") },
        text: text.clone(),
    });
    let mut reason = Field::new(say, "reason", say.text("comments-reason"), FieldKind::Choice(reasons))
        .with_value(form.value("reason"))
        .with_fault(form.wrong("reason").map(str::to_owned));
    reason.id = format!("report-reason-{id}");
    let mut note = Field::new(say, "note", say.text("comments-report-note"), FieldKind::Area(3))
        .with_value(form.value("note"))
        .with_fault(form.wrong("note").map(str::to_owned))
        .optional();
    note.id = format!("report-note-{id}");
    note.longest = Some(dialogue::reports::MAX_REPORT_CHARACTERS);
    Ask {
        id: format!("report-{id}"),
        action: format!("{}/reports", wire::address(id)),
        target: format!("#slot-{id}"),
        swap: "innerHTML",
        title: say.text("comments-report-title"),
        text: say.text("comments-report-text"),
        wrongs: Wrongs { say, faults: faults.collect() },
        fields: vec![reason, note],
        button: say.text("comments-report-button"),
        danger: false,
        cancel: cancel(say, id),
    }
}

async fn report(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(id): Path<CommentId>,
) -> Result<Response, Problem> {
    let Some(signed_in) = &who.0 else { return sign_in_first(&reader, &reader.address()) };
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, &app, id).await?;
    comment.may_be_reported(signed_in.id)?;
    let ask = report_form(reader.say, id, &Form::empty());
    let (title, form) = (ask.title.clone(), rendered(&ask)?);
    shown(&mut reading, &app, &reader, &who, &about, Some(&comment), title, form, StatusCode::OK).await
}

/// The report's form with what is wrong in it.
pub async fn report_given_back(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    typed: &Form,
    problem: Problem,
) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, app, id).await?;
    let status = problem.status();
    let ask = report_form(reader.say, id, &typed.clone().marked(&problem, reader.say, app));
    let (title, form) = (ask.title.clone(), rendered(&ask)?);
    if reader.wants == Wants::Fragment {
        return Ok(posting::retargeted(form, status, &format!("#report-{id}")));
    }
    shown(&mut reading, app, reader, who, &about, Some(&comment), title, form, status).await
}

/// That a report has arrived.
pub fn reported_note(say: Say) -> Note {
    Note {
        kind: NoteKind::Ok,
        icon: "check",
        lead: say.text("comments-reported"),
        text: say.text("comments-reported-text"),
        link: None,
        fresh: true,
    }
}

/// The form with what was typed and why it was refused. In place, only what the writer can mend comes back as a form;
/// anything else is a note beside the form that still stands there.
pub async fn given_back(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    place: &ThreadName,
    input: &Input<wire::PostComment>,
    problem: Problem,
) -> Result<Response, Problem> {
    let status = problem.status();
    if status.is_server_error() || (reader.wants == Wants::Fragment && status != StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let say = reader.say;
    let mut reading = app.store.read().await?;
    let (thread, subject) = place.clone().find(&mut reading, app).await?;
    let about = About::find(&mut reading, app, subject).await?;
    let answered = match input.value.reply_to {
        // Gone meanwhile: what was typed may still be posted, at the top, if the writer presses the button (thr-02).
        Some(id) if problem.code() != "reply-to-gone" => stored::find(&mut reading, id).await?,
        _ => None,
    };
    let mut form = match &answered {
        Some(comment) => reply_form(app, say, who, comment, &author(say, comment)),
        None => talk::section::write_form(app, say, who, &about, thread.as_ref(), talk::section::ORDER, None),
    };
    form.body.clone_from(&input.value.body);
    form.fault = Some(problem.each().map(|part| part.detail(say, app)).collect::<Vec<_>>().join(" "));
    if let (StanceChoice::Chosen(_), Some(stance)) = (form.stance, input.value.stance) {
        form.stance = StanceChoice::Chosen(stance);
    }
    if let Some([longitude, latitude]) = input.value.place().filter(|_| problem.pointer() != Some("/position")) {
        form.hidden.push(("longitude", longitude.to_string()));
        form.hidden.push(("latitude", latitude.to_string()));
    }
    if let Some(key) = input.submission.filter(|_| problem.code() != "submission-reused") {
        form.submission = key.to_string();
    }
    let target = format!("#{}-box", form.id);
    let (title, form) = (form.title.clone(), rendered(&form)?);
    if reader.wants == Wants::Fragment {
        return Ok(posting::retargeted(form, status, &target));
    }
    shown(&mut reading, app, reader, who, &about, answered.as_ref(), title, form, status).await
}

/// The form to change a comment with what was typed and why it was refused.
pub async fn edit_given_back(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    id: CommentId,
    typed: String,
    problem: Problem,
) -> Result<Response, Problem> {
    let status = problem.status();
    if status != StatusCode::UNPROCESSABLE_ENTITY && !(reader.wants == Wants::Html && status == StatusCode::CONFLICT) {
        return Err(problem);
    }
    let mut reading = app.store.read().await?;
    let (comment, _, about) = found(&mut reading, app, id).await?;
    let mut form = edit_form(app, reader.say, &about, &comment, typed);
    form.fault = Some(problem.detail(reader.say, app));
    let target = format!("#{}-box", form.id);
    let (title, form) = (form.title.clone(), rendered(&form)?);
    if reader.wants == Wants::Fragment {
        return Ok(posting::retargeted(form, status, &target));
    }
    shown(&mut reading, app, reader, who, &about, None, title, form, status).await
}
