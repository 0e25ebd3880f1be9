//! What is done to a published notice: revised for a public reason, or ended. Nothing of it is unsaid.

use askama::Template;
use axum::{extract::State, response::Response};
use dialogue::{Ending, Notice, NoticeId, NoticeRefused, Texts};
use serde::Deserialize;
use store::{departments, notices as kept};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    cards,
    desk::{For, FormPage, is_theirs, required},
    draft,
    draft::{Read, WriteNotice},
    wire,
};
use crate::{
    answer::answer,
    app::App,
    comments::salt,
    extract::{MaybeSignedIn, Path, Reader, SignedIn, Wants},
    input::{Form, Input},
    page::{Page, Place},
    parts::{Crumb, Crumbs, Field, FieldKind, Link, Wrong, Wrongs},
    problem::Problem,
};

/// The addresses of changes.
pub fn routes() -> OpenApiRouter<App> {
    use axum::routing::get;
    OpenApiRouter::new()
        .routes(routes!(revise))
        .routes(routes!(withdraw))
        .routes(routes!(end))
        .route("/notices/{notice}/revision", get(revise_form))
        .route("/notices/{notice}/ending", get(end_form))
}

async fn theirs(app: &App, clerk: &SignedIn, id: NoticeId) -> Result<Notice, Problem> {
    let mut reading = app.store.read().await?;
    let notice = kept::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    if is_theirs(clerk, notice.department) { Ok(notice) } else { Err(NoticeRefused::OtherDepartment.into()) }
}

/// Revises a published notice. The earlier version stays readable, and the reason is public.
///
/// When it changes what people could comment on, the period begins anew; in no case does it end earlier than promised.
#[utoipa::path(post, path = "/notices/{notice}/revision", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    request_body = WriteNotice, responses((status = 201, body = wire::Notice)))]
async fn revise(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
    input: Input<WriteNotice>,
) -> Result<Response, Problem> {
    theirs(&app, &clerk, id).await?;
    match revised(&app, &clerk, id, &input).await {
        Ok(()) => after(&app, &reader, id).await,
        Err(problem) if reader.wants == Wants::Json || problem.status().is_server_error() => Err(problem),
        Err(problem) => {
            let status = problem.status();
            let form = input.form.marked(&problem, reader.say, &app);
            let who = MaybeSignedIn(Some(clerk));
            let page = FormPage::new(&app, &reader, &who, for_revision(reader.say, id, &form));
            answer(&reader).page(|| page).status(status).respond()
        }
    }
}

async fn revised(app: &App, clerk: &SignedIn, id: NoticeId, input: &Input<WriteNotice>) -> Result<(), Problem> {
    let Read { mut content, period: wish, reason, .. } = input.value.read(app)?;
    Problem::all(content.faults(&required(app)).into_iter().map(Problem::from).collect())?;
    let now = app.clock.now();
    let mut transaction = app.store.begin().await?;
    let notice = kept::hold(&mut transaction, id).await?.ok_or_else(Problem::not_found)?;
    notice.may_be_changed(&reason)?;
    if input.form.was_sent() {
        // Fields that the form does not have stay as they are.
        if content.details.is_empty() {
            content.details.clone_from(&notice.content.details);
        }
        if content.place.area.is_none() {
            content.place.area.clone_from(&notice.content.place.area);
        }
        if content.place.district.is_empty() {
            content.place.district.clone_from(&notice.content.place.district);
        }
    }
    let city = &app.city;
    let named = !matches!(wish, dialogue::DraftPeriod::Rule);
    let period = match &notice.period {
        Some(promised) if named || notice.restarts_period(&content) => {
            match wish.opening_at(content.kind, now, &city.time_zone, &city.calendar, &city.terms) {
                Ok(Some((anew, _))) if named => Some(promised.clone().extended_to(anew).map_err(NoticeRefused::from)?),
                // A term once promised is not shortened (ddl-05).
                Ok(Some((anew, _))) => Some(promised.clone().together_with(anew)),
                // No rule, no day: the city has none for this kind, so the promise stays.
                Ok(None) | Err(NoticeRefused::NoPeriod) => Some(promised.clone()),
                Err(refused) => return Err(refused.into()),
            }
        }
        kept => kept.clone(),
    };
    let entry =
        kept::revise(&mut transaction, &notice, &content, period.as_ref(), &reason, clerk.actor(), now, salt(app))
            .await?;
    transaction.commit(entry).await?;
    app.changed.notify_waiters();
    Ok(())
}

fn for_revision(say: crate::language::Say, id: NoticeId, form: &Form) -> For<'_> {
    For {
        action: format!("{}/revision", cards::address(id)),
        title: say.text("notices-revise"),
        lead: say.text("notices-revise-lead"),
        button: say.text("notices-revise-button"),
        button_hint: say.text("notices-revise-hint"),
        other: Some(Link { address: cards::address(id), text: say.text("form-cancel") }),
        departments: Vec::new(),
        reason: true,
        form,
    }
}

async fn revise_form(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let notice = theirs(&app, &clerk, id).await?;
    let form = Form::filled(draft::fields(&notice.content, &dialogue::DraftPeriod::Rule));
    let who = MaybeSignedIn(Some(clerk));
    answer(&reader).page(|| FormPage::new(&app, &reader, &who, for_revision(reader.say, id, &form))).respond()
}

/// How and why a notice ends.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct End {
    /// `withdrawn`, `decided`, `cancelled`, `not_held`.
    #[schema(value_type = Option<String>, example = "cancelled")]
    ending: Option<Ending>,
    /// Why, by language. Public.
    #[schema(value_type = Object)]
    reason: Texts,
    /// From a form.
    #[schema(ignore)]
    reason_ky: String,
    /// From a form.
    #[schema(ignore)]
    reason_ru: String,
}

/// Withdraws a published notice for a public reason. It stays readable and takes no more comments.
#[utoipa::path(post, path = "/notices/{notice}/withdrawal", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    request_body = End, responses((status = 201, body = wire::Notice)))]
async fn withdraw(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
    input: Input<End>,
) -> Result<Response, Problem> {
    let input = Input { value: End { ending: Some(Ending::Withdrawn), ..input.value }, ..input };
    ended(&app, &reader, clerk, id, input).await
}

/// Ends a published notice: decided, cancelled, not held or withdrawn, for a public reason.
#[utoipa::path(post, path = "/notices/{notice}/ending", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    request_body = End, responses((status = 201, body = wire::Notice)))]
async fn end(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
    input: Input<End>,
) -> Result<Response, Problem> {
    ended(&app, &reader, clerk, id, input).await
}

async fn ended(
    app: &App,
    reader: &Reader,
    clerk: SignedIn,
    id: NoticeId,
    input: Input<End>,
) -> Result<Response, Problem> {
    let notice = theirs(app, &clerk, id).await?;
    match end_it(app, &clerk, id, &input.value).await {
        Ok(()) => after(app, reader, id).await,
        Err(problem) if reader.wants == Wants::Json || problem.status().is_server_error() => Err(problem),
        Err(problem) => {
            let status = problem.status();
            let form = input.form.marked(&problem, reader.say, app);
            let page = EndPage::new(app, reader, clerk, &notice, &form);
            answer(reader).page(|| page).status(status).respond()
        }
    }
}

async fn end_it(app: &App, clerk: &SignedIn, id: NoticeId, wanted: &End) -> Result<(), Problem> {
    let ending = wanted.ending.ok_or_else(|| Problem::new("missing-field").at("/ending"))?;
    let mut reason = wanted.reason.clone();
    for (language, typed) in [(dialogue::Language::Ky, &wanted.reason_ky), (dialogue::Language::Ru, &wanted.reason_ru)]
    {
        if !typed.trim().is_empty() {
            reason.set(language, typed);
        }
    }
    let mut transaction = app.store.begin().await?;
    let notice = kept::hold(&mut transaction, id).await?.ok_or_else(Problem::not_found)?;
    notice.may_be_changed(&reason)?;
    let entry =
        kept::end(&mut transaction, &notice, ending, &reason, clerk.actor(), app.clock.now(), salt(app)).await?;
    transaction.commit(entry).await?;
    app.changed.notify_waiters();
    Ok(())
}

/// The notice after a change.
async fn after(app: &App, reader: &Reader, id: NoticeId) -> Result<Response, Problem> {
    if reader.wants != Wants::Json {
        return answer(reader).changed(&cards::address(id)).respond();
    }
    let mut reading = app.store.read().await?;
    let notice = kept::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    let departments = departments::all(&mut reading).await?;
    answer(reader).created(&cards::address(id)).json(|| wire::Notice::of(app, &notice, &departments)).respond()
}

/// The form that ends a notice.
#[derive(Debug, Template)]
#[template(path = "notices/end.html")]
struct EndPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    notice: String,
    lead: String,
    action: String,
    wrongs: Wrongs,
    fields: Vec<Field>,
    button: String,
    cancel: Link,
}

impl EndPage {
    fn new(app: &App, reader: &Reader, clerk: SignedIn, notice: &Notice, form: &Form) -> Self {
        let say = reader.say;
        let title = say.text("notices-end");
        let field = |name: &str, kind: FieldKind, required: bool| {
            let label = say.text(&format!("notices-field-{}", name.replace('_', "-")));
            let mut field = Field::new(say, name, label, kind)
                .with_value(form.value(name))
                .with_fault(form.wrong(name).map(str::to_owned));
            field.required = required;
            field
        };
        let endings = Ending::ALL
            .iter()
            .map(|ending| (ending.key().to_owned(), say.text(&format!("notice-status-{ending}"))))
            .collect();
        let (name, _) = cards::text(say, &notice.content.title);
        let faults = form
            .wrongs()
            .iter()
            .map(|(field, text)| Wrong { field: field.replace('_', "-"), text: text.clone() })
            .collect();
        Self {
            page: Page::new(app, reader, &MaybeSignedIn(Some(clerk)))
                .titled(title.as_str())
                .at(Place::Publish)
                .private(),
            crumbs: Crumbs {
                say,
                steps: vec![
                    Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                    Crumb { address: Some(cards::address(notice.id)), text: name.clone() },
                    Crumb { address: None, text: title.clone() },
                ],
            },
            title,
            notice: name,
            lead: say.text("notices-end-lead"),
            action: format!("{}/ending", cards::address(notice.id)),
            wrongs: Wrongs { say, faults },
            fields: vec![
                field("ending", FieldKind::Choice(endings), true),
                field("reason_ky", FieldKind::Area(3), true),
                field("reason_ru", FieldKind::Area(3), false),
            ],
            button: say.text("notices-end-button"),
            cancel: Link { address: cards::address(notice.id), text: say.text("form-cancel") },
        }
    }
}

async fn end_form(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let notice = theirs(&app, &clerk, id).await?;
    let form = Form::filled([("ending", Ending::Withdrawn.key().to_owned())]);
    answer(&reader).page(|| EndPage::new(&app, &reader, clerk, &notice, &form)).respond()
}
