//! The clerk's desk: to write a draft, to see what becomes public, and to publish it.
//!
//! The form works without script; codes of parcels are typed one a line, or picked on the map, which fills the same
//! field. What is wrong is named at its field, and everything typed stays.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dialogue::{
    Action, DepartmentId, Draft, Language, Life, Notice, NoticeContent, NoticeId, NoticeKind, NoticeRefused, Period,
    ThreadId,
};
use store::{Reading, departments, notices as kept, submissions};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    cards, draft,
    draft::{Read, WriteNotice},
    pages::{NoticeBody, kinds_of},
    wire,
};
use crate::{
    answer::{answer, redirect},
    app::App,
    comments::salt,
    extract::{MaybeSignedIn, Path, Reader, SignedIn, Wants},
    input::{Form, Input},
    language::Say,
    page::{Page, Place},
    parts::{Crumb, Crumbs, Field, FieldKind, Link, Wrong, Wrongs},
    picture::MapPart,
    problem::Problem,
};

/// The addresses of the desk.
pub fn routes() -> OpenApiRouter<App> {
    use axum::routing::get;
    OpenApiRouter::new()
        .routes(routes!(write))
        .routes(routes!(rewrite))
        .routes(routes!(publish))
        .route("/notices/new", get(new))
        .route("/notices/drafts", get(drafts))
        .route("/notices/{notice}/draft", get(edit).post(save))
        .route("/notices/{notice}/draft/end", axum::routing::post(throw_away))
        .route("/notices/{notice}/preview", get(preview))
}

/// Whether a clerk may publish for this department.
pub fn is_theirs(clerk: &SignedIn, department: DepartmentId) -> bool {
    clerk.role.may(Action::PublishForAnyDepartment)
        || (clerk.role.may(Action::PublishNotice) && clerk.department == Some(department))
}

/// The languages in which a notice must speak: the first two that the city offers, or the one.
pub fn required(app: &App) -> Vec<Language> {
    let wanted = if app.city.languages.first() == Some(&"ky") { 2 } else { 1 };
    app.city.languages.iter().take(wanted).filter_map(|tag| tag.parse().ok()).collect()
}

/// The period that a draft would get if it were published now.
pub fn period(app: &App, draft: &Draft) -> Result<Option<Period>, NoticeRefused> {
    let city = &app.city;
    let opening =
        draft.period.opening_at(draft.content.kind, app.clock.now(), &city.time_zone, &city.calendar, &city.terms)?;
    Ok(opening.map(|(period, _)| period))
}

/// All that keeps a draft from being published.
fn faults(app: &App, draft: &Draft) -> Vec<Problem> {
    let mut faults: Vec<Problem> = draft.content.faults(&required(app)).into_iter().map(Problem::from).collect();
    if let Err(refused) = period(app, draft) {
        faults.push(refused.into());
    }
    faults
}

/// Begins a draft.
///
/// Only its department sees it. `POST /notices/{id}/publication` publishes it.
#[utoipa::path(post, path = "/notices", tag = "notices", request_body = WriteNotice,
    responses((status = 201, body = wire::Draft)))]
async fn write(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    input: Input<WriteNotice>,
) -> Result<Response, Problem> {
    clerk.may(Action::DraftNotice)?;
    let id = NoticeId::new(app.clock.new_id());
    saved(&app, &reader, &clerk, id, input, None).await
}

/// Changes a draft.
#[utoipa::path(patch, path = "/notices/{notice}", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    request_body = WriteNotice, responses((status = 200, body = wire::Draft)))]
async fn rewrite(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
    input: Input<WriteNotice>,
) -> Result<Response, Problem> {
    let draft = theirs(&app, &clerk, id).await?;
    saved(&app, &reader, &clerk, id, input, Some(draft)).await
}

async fn save(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
    input: Input<WriteNotice>,
) -> Result<Response, Problem> {
    let draft = theirs(&app, &clerk, id).await?;
    saved(&app, &reader, &clerk, id, input, Some(draft)).await
}

/// The draft, if it is this clerk's to see; else there is none.
async fn theirs(app: &App, clerk: &SignedIn, id: NoticeId) -> Result<Draft, Problem> {
    let mut reading = app.store.read().await?;
    if let Some(draft) = kept::find_draft(&mut reading, id).await?
        && is_theirs(clerk, draft.department)
    {
        return Ok(draft);
    }
    match kept::find(&mut reading, id).await? {
        Some(notice) if is_theirs(clerk, notice.department) => Err(Problem::new("notice-published")),
        _ => Err(Problem::not_found()),
    }
}

async fn saved(
    app: &App,
    reader: &Reader,
    clerk: &SignedIn,
    id: NoticeId,
    input: Input<WriteNotice>,
    before: Option<Draft>,
) -> Result<Response, Problem> {
    let (read, department) = match read(app, clerk, &input.value, before.as_ref()).await {
        Ok(read) => read,
        Err(problem) if reader.wants == Wants::Json => return Err(problem),
        Err(problem) => {
            return given_back(app, reader, clerk, before.as_ref().map(|draft| draft.id), input.form, &problem).await;
        }
    };
    let now = app.clock.now();
    let new = before.is_none();
    let Read { mut content, period, repeats, .. } = read;
    if let Some(before) = &before {
        // Fields that the form does not have stay as they are.
        if content.details.is_empty() && content.kind == before.content.kind {
            content.details.clone_from(&before.content.details);
        }
        if content.place.area.is_none() && !input.form.pairs().is_empty() {
            content.place.area.clone_from(&before.content.place.area);
        }
    }
    let draft = Draft {
        id,
        department,
        written_by: clerk.id,
        content,
        period,
        repeats: repeats.or(before.as_ref().and_then(|draft| draft.repeats)),
        created_at: before.as_ref().map_or(now, |draft| draft.created_at),
        saved_at: now,
    };
    let mut transaction = app.store.begin().await?;
    let mut draft = draft;
    if let (Some(key), true) = (input.submission, new) {
        let key = key.to_string();
        match submissions::claim(&mut transaction, clerk.id, &key, &input.digest, id.uuid(), now).await? {
            submissions::Claim::First => {}
            submissions::Claim::Again(made) => draft.id = NoticeId::new(made),
            submissions::Claim::Another(made) => {
                // The clerk went back and changed the form: it is the same draft, changed.
                let made = NoticeId::new(made);
                match kept::find_draft(&mut transaction, made).await? {
                    Some(earlier) if earlier.department == draft.department => draft.id = made,
                    _ => return Err(Problem::new("submission-reused")),
                }
            }
        }
    }
    kept::save_draft(&mut transaction, &draft).await?;
    transaction.commit_private("a draft of a notice").await?;
    if reader.wants == Wants::Json {
        let wire = draft_wire(app, &draft).await?;
        let address = cards::address(draft.id);
        let answered = answer(reader).json(|| wire);
        return if new { answered.created(&address).respond() } else { answered.respond() };
    }
    answer(reader).created(&format!("{}/preview", cards::address(draft.id))).respond()
}

async fn draft_wire(app: &App, draft: &Draft) -> Result<wire::Draft, Problem> {
    let mut reading = app.store.read().await?;
    let departments = departments::all(&mut reading).await?;
    let faults = faults(app, draft)
        .iter()
        .map(|problem| wire::Fault { code: problem.code(), at: problem.pointer().map(str::to_owned) })
        .collect();
    Ok(wire::Draft::of(app, draft, period(app, draft).ok().flatten().as_ref(), faults, &departments))
}

/// Reads what was sent, and for which department.
async fn read(
    app: &App,
    clerk: &SignedIn,
    written: &WriteNotice,
    before: Option<&Draft>,
) -> Result<(Read, DepartmentId), Problem> {
    let read = written.read(app);
    let mut reading = app.store.read().await?;
    let department = match (written.department.trim(), before, clerk.department) {
        ("", Some(before), _) => before.department,
        ("", None, Some(own)) => own,
        ("", None, None) => {
            read?;
            return Err(Problem::new("without-department"));
        }
        (key, _, _) => {
            departments::by_key(&mut reading, key)
                .await?
                .ok_or_else(|| Problem::new("missing-field").at("/department"))?
                .id
        }
    };
    if !is_theirs(clerk, department) {
        return Err(Problem::new("other-department"));
    }
    Ok((read?, department))
}

/// Publishes a draft.
///
/// From here on it is public and takes comments; it can be revised for a public reason, or ended, but not unsaid.
#[utoipa::path(post, path = "/notices/{notice}/publication", tag = "notices", params(("notice" = uuid::Uuid, Path)),
    responses((status = 201, body = wire::Notice)))]
async fn publish(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let draft = match theirs(&app, &clerk, id).await {
        // The button was pressed twice: what it wanted is done.
        Err(problem) if problem.code() == "notice-published" && reader.wants != Wants::Json => {
            return Ok(redirect(&cards::address(id)));
        }
        draft => draft?,
    };
    let faults = faults(&app, &draft);
    if !faults.is_empty() {
        let problem = Problem::all(faults).err().unwrap_or_else(|| Problem::new("invalid-input"));
        if reader.wants == Wants::Json {
            return Err(problem);
        }
        let form = Form::filled(draft::fields(&draft.content, &draft.period));
        return given_back(&app, &reader, &clerk, Some(id), form, &problem).await;
    }
    let mut transaction = app.store.begin().await?;
    if kept::find(&mut transaction, id).await?.is_some() {
        return Err(Problem::new("notice-published"));
    }
    let new = kept::NewNotice {
        id,
        thread: ThreadId::new(app.clock.new_id()),
        department: draft.department,
        period: period(&app, &draft)?,
        content: draft.content,
        by: clerk.actor(),
        repeats: draft.repeats,
        at: app.clock.now(),
        salt: salt(&app),
        demonstration: false,
    };
    let published = kept::publish(&mut transaction, &new).await?;
    transaction.commit(published.entry).await?;
    app.changed.notify_waiters();
    let address = cards::address(id);
    if reader.wants == Wants::Json {
        let mut reading = app.store.read().await?;
        let notice = kept::find(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
        let departments = departments::all(&mut reading).await?;
        return answer(&reader).created(&address).json(|| wire::Notice::of(&app, &notice, &departments)).respond();
    }
    answer(&reader).created(&address).respond()
}

/// A draft at the address that it keeps as a notice; for anybody but its department there is nothing there.
pub async fn show_draft(
    app: &App,
    reader: &Reader,
    who: &MaybeSignedIn,
    mut reading: Reading,
    id: NoticeId,
) -> Result<Response, Problem> {
    let clerk = who.get().ok_or_else(Problem::not_found)?;
    let draft = kept::find_draft(&mut reading, id).await?.ok_or_else(Problem::not_found)?;
    drop(reading);
    if !is_theirs(clerk, draft.department) {
        return Err(Problem::not_found());
    }
    if reader.wants == Wants::Json {
        let wire = draft_wire(app, &draft).await?;
        return answer(reader).json(|| wire).respond();
    }
    Ok(redirect(&format!("{}/preview", cards::address(id))))
}

/// The form of a notice.
#[derive(Debug, Template)]
#[template(path = "notices/form.html")]
pub struct FormPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    lead: String,
    action: String,
    submission: String,
    wrongs: Wrongs,
    groups: Vec<Group>,
    map: Option<MapPart>,
    map_hint: String,
    button: String,
    button_hint: String,
    other: Option<Link>,
}

/// Fields that belong together.
#[derive(Debug)]
pub struct Group {
    title: String,
    /// Whether the map to pick parcels stands in it.
    has_map: bool,
    fields: Vec<Field>,
}

/// What a form of a notice is for.
#[derive(Debug)]
pub struct For<'a> {
    /// Where it is sent.
    pub action: String,
    /// Its heading.
    pub title: String,
    /// What to know before filling it in.
    pub lead: String,
    /// The label of its button.
    pub button: String,
    /// What the button does.
    pub button_hint: String,
    /// A way to something else.
    pub other: Option<Link>,
    /// Departments to choose from, for who publishes for any.
    pub departments: Vec<(String, String)>,
    /// Whether a public reason is asked for.
    pub reason: bool,
    /// What was typed.
    pub form: &'a Form,
}

impl FormPage {
    /// The form for this reader.
    pub fn new(app: &App, reader: &Reader, who: &MaybeSignedIn, about: For<'_>) -> Self {
        let say = reader.say;
        let form = about.form;
        let faults = form.wrongs().iter().map(|(field, text)| {
            let field = if field == "closes" { "closes_day" } else { field };
            Wrong { field: field.replace('_', "-"), text: text.clone() }
        });
        Self {
            page: Page::new(app, reader, who).titled(about.title.as_str()).at(Place::Publish).private(),
            crumbs: Crumbs {
                say,
                steps: vec![
                    Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                    Crumb { address: None, text: about.title.clone() },
                ],
            },
            title: about.title,
            lead: about.lead,
            action: about.action,
            submission: match form.value("submission") {
                "" => app.clock.new_id().to_string(),
                kept => kept.to_owned(),
            },
            wrongs: Wrongs { say, faults: faults.collect() },
            groups: groups(app, say, form, about.departments, about.reason),
            map: MapPart::new(app, say).ok().map(|map| map.picking("parcels")),
            map_hint: say.text("notices-map-hint"),
            button: about.button,
            button_hint: about.button_hint,
            other: about.other,
        }
    }
}

fn groups(app: &App, say: Say, form: &Form, departments: Vec<(String, String)>, reason: bool) -> Vec<Group> {
    let needed = required(app);
    let field = |name: &str, kind: FieldKind| {
        let label = say.text(&format!("notices-field-{}", name.replace('_', "-")));
        let hint = format!("notices-field-{}-hint", name.replace('_', "-"));
        let mut field = Field::new(say, name, label, kind)
            .with_value(form.value(name))
            .with_fault(form.wrong(name).map(str::to_owned))
            .optional();
        if say.knows(&hint) {
            field = field.with_hint(say.text(&hint));
        }
        field
    };
    let spoken = |name: &str, kind: FieldKind, longest: usize| -> Vec<Field> {
        let languages = app.city.languages.iter().filter_map(|tag| tag.parse::<Language>().ok());
        languages
            .map(|language| {
                let mut field = field(&format!("{name}_{language}"), kind.clone());
                field.required = needed.contains(&language);
                field.longest = Some(longest);
                field.language = Some(language.tag());
                field
            })
            .collect()
    };
    let named = |texts: &[&str]| texts.iter().map(|name| field(name, FieldKind::Text)).collect::<Vec<_>>();
    let mut what = vec![];
    if !departments.is_empty() {
        let mut department = field("department", FieldKind::Choice(departments));
        department.required = true;
        what.push(department);
    }
    let mut kind = field("kind", FieldKind::Choice(kinds_of(say).collect()));
    kind.required = true;
    what.push(kind);
    what.extend(spoken("title", FieldKind::Text, dialogue::notices::MAX_TITLE_CHARACTERS));
    what.extend(spoken("text", FieldKind::Area(5), dialogue::notices::MAX_TEXT_CHARACTERS));
    let mut place = vec![field("parcels", FieldKind::Area(3))];
    place.push(field("whole_city", FieldKind::Check));
    place.extend(named(&["contour", "address_ky", "address_ru"]));
    place.push(field("area_m2", FieldKind::Number));
    let mut categories = vec![(String::new(), say.text("notices-not-told"))];
    categories.extend(
        ["agricultural", "settlement", "industry_transport", "protected", "forest", "water", "reserve"]
            .map(|key| (key.to_owned(), say.text(&format!("land-category-{key}")))),
    );
    let mut change = vec![field("category_now", FieldKind::Choice(categories))];
    change.extend(named(&["purpose_now_ky", "purpose_now_ru", "purpose_proposed_ky", "purpose_proposed_ru"]));
    let period = vec![field("closes_day", FieldKind::Date), field("closes_time", FieldKind::Time)];
    let mut act = vec![field("act_number", FieldKind::Text), field("act_date", FieldKind::Date)];
    act.extend(named(&["signer_post_ky", "signer_post_ru"]));
    let contact = named(&["contact_phone", "contact_room", "contact_hours_ky", "contact_hours_ru"]);
    let group = |key: &str, fields: Vec<Field>| Group {
        title: say.text(&format!("notices-group-{key}")),
        has_map: key == "place",
        fields,
    };
    let mut groups = vec![
        group("what", what),
        group("place", place),
        group("period", period),
        group("change", change),
        group("act", act),
        group("contact", contact),
    ];
    if reason {
        let mut why = named(&["reason_ky", "reason_ru"]);
        if let Some(first) = why.first_mut() {
            first.required = true;
        }
        groups.insert(0, group("reason", why));
    }
    groups
}

/// Departments to choose from, for a clerk who may publish for any.
async fn choice(app: &App, say: Say, clerk: &SignedIn) -> Result<Vec<(String, String)>, Problem> {
    if !clerk.role.may(Action::PublishForAnyDepartment) {
        return Ok(Vec::new());
    }
    let mut reading = app.store.read().await?;
    let departments = departments::all(&mut reading).await?;
    Ok(departments
        .into_iter()
        .map(|department| {
            let name = department.name.in_language(crate::comments::language(say)).to_owned();
            (department.key, name)
        })
        .collect())
}

fn for_draft(say: Say, id: Option<NoticeId>, departments: Vec<(String, String)>, form: &Form) -> For<'_> {
    For {
        action: id.map_or_else(|| "/notices".to_owned(), |id| format!("{}/draft", cards::address(id))),
        title: say.text("frame-publish"),
        lead: say.text("notices-form-lead"),
        button: say.text("notices-to-preview"),
        button_hint: say.text("notices-to-preview-hint"),
        other: Some(Link { address: "/notices/drafts".into(), text: say.text("notices-drafts") }),
        departments,
        reason: false,
        form,
    }
}

/// The form with everything typed and what is wrong.
async fn given_back(
    app: &App,
    reader: &Reader,
    clerk: &SignedIn,
    id: Option<NoticeId>,
    form: Form,
    problem: &Problem,
) -> Result<Response, Problem> {
    let say = reader.say;
    let status = problem.status();
    if status.is_server_error() || status == StatusCode::FORBIDDEN {
        return Err(problem.clone());
    }
    let form = form.marked(problem, say, app);
    let departments = choice(app, say, clerk).await?;
    let who = MaybeSignedIn(Some(clerk.clone()));
    let page = FormPage::new(app, reader, &who, for_draft(say, id, departments, &form));
    answer(reader).page(|| page).status(status).respond()
}

async fn new(State(app): State<App>, reader: Reader, clerk: SignedIn) -> Result<Response, Problem> {
    clerk.may(Action::DraftNotice)?;
    let say = reader.say;
    // A link from a parcel's page may bring its code along.
    let parcels = crate::extract::parameter(reader.query.as_deref(), "parcels").unwrap_or_default();
    let form = Form::filled([("parcels", parcels), ("kind", NoticeKind::PurposeChange.key().to_owned())]);
    let departments = choice(&app, say, &clerk).await?;
    let who = MaybeSignedIn(Some(clerk));
    answer(&reader).page(|| FormPage::new(&app, &reader, &who, for_draft(say, None, departments, &form))).respond()
}

async fn edit(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let draft = theirs(&app, &clerk, id).await?;
    let say = reader.say;
    let mut fields = draft::fields(&draft.content, &draft.period);
    let mut reading = app.store.read().await?;
    if let Some(department) = departments::find(&mut reading, draft.department).await? {
        fields.push(("department", department.key));
    }
    drop(reading);
    let form = Form::filled(fields);
    let departments = choice(&app, say, &clerk).await?;
    let who = MaybeSignedIn(Some(clerk));
    answer(&reader).page(|| FormPage::new(&app, &reader, &who, for_draft(say, Some(id), departments, &form))).respond()
}

/// What becomes public, before it does.
#[derive(Debug, Template)]
#[template(path = "notices/preview.html")]
struct PreviewPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    becomes_public: String,
    body: NoticeBody,
    wrongs: Wrongs,
    wrongs_lead: String,
    publish: Option<String>,
    publish_button: String,
    publish_hint: String,
    edit: Link,
    throw_away: (String, String),
    missing_languages: Option<String>,
}

async fn preview(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    let draft = match theirs(&app, &clerk, id).await {
        Err(problem) if problem.code() == "notice-published" => return Ok(redirect(&cards::address(id))),
        draft => draft?,
    };
    let say = reader.say;
    let faults = faults(&app, &draft);
    let as_published = Notice {
        id,
        thread: ThreadId::new(id.uuid()),
        department: draft.department,
        period: period(&app, &draft).ok().flatten(),
        content: draft.content.clone(),
        life: Life::Published,
        published_at: app.clock.now(),
        revision: 1,
        revised: None,
        repeats: draft.repeats,
    };
    let mut reading = app.store.read().await?;
    let body = NoticeBody::gather(&mut reading, &app, say, &as_published).await?;
    let address = cards::address(id);
    let title = say.text("notices-preview");
    let who = MaybeSignedIn(Some(clerk));
    let page = PreviewPage {
        page: Page::new(&app, &reader, &who).titled(title.as_str()).at(Place::Publish).private(),
        crumbs: Crumbs {
            say,
            steps: vec![
                Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                Crumb { address: Some("/notices/drafts".into()), text: say.text("notices-drafts") },
                Crumb { address: None, text: title.clone() },
            ],
        },
        title,
        becomes_public: say.text("notices-becomes-public"),
        body,
        wrongs: Wrongs {
            say,
            faults: faults
                .iter()
                .map(|problem| {
                    // The sentence names its field, since the field is on another page.
                    let field = problem.pointer().unwrap_or_default().trim_start_matches('/').replace('_', "-");
                    let label = format!("notices-field-{field}");
                    let detail = problem.detail(say, &app);
                    let text = if say.knows(&label) { format!("{}: {detail}", say.text(&label)) } else { detail };
                    Wrong { field: String::new(), text }
                })
                .collect(),
        },
        wrongs_lead: say.text("notices-not-ready"),
        publish: faults.is_empty().then(|| format!("{address}/publication")),
        publish_button: say.text("notices-publish"),
        publish_hint: say.text("notices-publish-hint"),
        edit: Link { address: format!("{address}/draft"), text: say.text("notices-edit-draft") },
        throw_away: (format!("{address}/draft/end"), say.text("notices-throw-away")),
        missing_languages: missing(say, &draft.content),
    };
    answer(&reader).page(|| page).respond()
}

/// In which languages readers will find no text of their own.
fn missing(say: Say, content: &NoticeContent) -> Option<String> {
    let missing: Vec<String> = Language::ALL
        .into_iter()
        .filter(|&language| content.text.only(language).is_none())
        .map(|language| Say::of(language.tag()).map_or_else(String::new, |voice| voice.text("language-name")))
        .collect();
    (!missing.is_empty()).then(|| say.with("notices-missing-languages", &[("languages", missing.join(", "))]))
}

async fn throw_away(
    State(app): State<App>,
    reader: Reader,
    clerk: SignedIn,
    Path(id): Path<NoticeId>,
) -> Result<Response, Problem> {
    theirs(&app, &clerk, id).await?;
    let mut transaction = app.store.begin().await?;
    kept::drop_draft(&mut transaction, id).await?;
    transaction.commit_private("a draft was thrown away").await?;
    answer(&reader).removed("/notices/drafts").respond()
}

/// The drafts of a department.
#[derive(Debug, Template)]
#[template(path = "notices/drafts.html")]
struct DraftsPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    write: Link,
    none: String,
    drafts: Vec<(Link, String)>,
}

async fn drafts(State(app): State<App>, reader: Reader, clerk: SignedIn) -> Result<Response, Problem> {
    clerk.may(Action::DraftNotice)?;
    let say = reader.say;
    let of = if clerk.role.may(Action::PublishForAnyDepartment) { None } else { clerk.department };
    let mut reading = app.store.read().await?;
    let drafts = kept::drafts(&mut reading, of).await?;
    let title = say.text("notices-drafts");
    let who = MaybeSignedIn(Some(clerk));
    let drafts = drafts
        .iter()
        .map(|draft| {
            let (title, _) = cards::text(say, &draft.content.title);
            let kind = say.text(&format!("notice-kind-{}", draft.content.kind));
            let link = Link {
                address: format!("{}/preview", cards::address(draft.id)),
                text: if title.is_empty() { say.text("notices-untitled") } else { title },
            };
            let saved = say.moment(app.city.local(draft.saved_at).datetime());
            (link, say.fill("notices-saved").put("kind", kind).put("moment", saved).text())
        })
        .collect();
    answer(&reader)
        .page(|| DraftsPage {
            page: Page::new(&app, &reader, &who).titled(title.as_str()).at(Place::Publish).private(),
            crumbs: Crumbs {
                say,
                steps: vec![
                    Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                    Crumb { address: None, text: title.clone() },
                ],
            },
            title,
            write: Link { address: "/notices/new".into(), text: say.text("frame-publish") },
            none: say.text("notices-no-drafts"),
            drafts,
        })
        .respond()
}
