//! `/me`: one's own account, and all that is known about its owner.

use axum::{extract::State, http::HeaderMap};
use jiff::Timestamp;
use serde::Deserialize;
use store::{accounts, comments, sessions};
use utoipa::{IntoParams, ToSchema};

use super::*;
use crate::{
    accounts::{pages::MePage, sign_up::named},
    extract::{MaybeSignedIn, SignedIn, Wants, cookie},
    input::{Form, Input},
};

/// What was just done, to be told on the page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Done {
    /// `name`, `password` or `sessions`.
    #[serde(default)]
    done: String,
}

/// One's own account.
#[utoipa::path(get, path = "/me", tag = "accounts", params(Done), responses((status = 200, body = OwnAccount), (status = 401, body = crate::problem::Shape)))]
pub(super) async fn me(
    State(app): State<App>,
    reader: Reader,
    signed_in: SignedIn,
    headers: HeaderMap,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    if reader.wants == Wants::Json {
        return Ok(private(answer(&reader).json(|| OwnAccount::of(&signed_in)).respond()?));
    }
    let page = MePage::gather(&app, &reader, signed_in, &headers, &done.done, Form::empty()).await?;
    Ok(private(answer(&reader).page(|| page).respond()?))
}

/// What is to be different.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Change {
    /// Another name for others to see.
    display_name: Option<String>,
    /// `ky`, `ru` or `en`: the language of letters.
    language: Option<String>,
}

/// Changes one's own account, for a program.
#[utoipa::path(patch, path = "/me", tag = "accounts", request_body = Change, responses((status = 200, body = OwnAccount), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn change(
    State(app): State<App>,
    reader: Reader,
    signed_in: SignedIn,
    input: Input<Change>,
) -> Result<Response, Problem> {
    let mut transaction = app.store.begin().await?;
    if let Some(name) = &input.value.display_name {
        named(accounts::set_name(&mut transaction, signed_in.id, &display_name(name)?).await?)?;
    }
    if let Some(language) = &input.value.language {
        let language =
            language.parse().map_err(|_| Problem::new("invalid-field").at("/language").with("reason", "ky, ru, en"))?;
        accounts::set_language(&mut transaction, signed_in.id, language).await?;
    }
    transaction.commit_private("a change of one's own account").await?;
    let mut reading = app.store.read().await?;
    let account = accounts::find(&mut reading, signed_in.id).await?.ok_or_else(Problem::not_found)?;
    Ok(private(answer(&reader).json(|| OwnAccount::of(&account)).respond()?))
}

/// The new name, from a form.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewName {
    #[serde(default)]
    display_name: String,
}

/// Changes the name that others see.
#[utoipa::path(post, path = "/me/name", tag = "accounts", request_body = NewName, responses((status = 204, description = "Changed"), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn change_name(
    State(app): State<App>,
    reader: Reader,
    signed_in: SignedIn,
    headers: HeaderMap,
    input: Input<NewName>,
) -> Result<Response, Problem> {
    let changed = async {
        let name = display_name(&input.value.display_name)?;
        let mut transaction = app.store.begin().await?;
        named(accounts::set_name(&mut transaction, signed_in.id, &name).await?)?;
        Ok(transaction.commit_private("another display name").await?)
    };
    match changed.await {
        Ok(()) => answer(&reader).changed("/me?done=name").respond(),
        Err(problem) => marked(&app, &reader, signed_in, &headers, input.form, problem).await,
    }
}

/// The old and the new password.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ChangePassword {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    password: String,
}

/// Changes the password. All other sessions end, and the links for another password stop working.
#[utoipa::path(post, path = "/me/password", tag = "accounts", request_body = ChangePassword, responses((status = 204, description = "Changed"), (status = 401, body = crate::problem::Shape), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn change_password(
    State(app): State<App>,
    reader: Reader,
    signed_in: SignedIn,
    headers: HeaderMap,
    input: Input<ChangePassword>,
) -> Result<Response, Problem> {
    let typed = &input.value;
    let changed = async {
        app.limits.count(crate::limits::Rate::SignIn, signed_in.email.key())?;
        password::judge(&typed.password, &[signed_in.email.as_str(), signed_in.name.as_str()])
            .map_err(|problem| problem.at("/password"))?;
        let mut reading = app.store.read().await?;
        let hash = accounts::password_hash(&mut reading, signed_in.id).await?;
        drop(reading);
        if !password::fits(typed.current_password.clone(), hash).await? {
            return Err(Problem::new("wrong-password").at("/current_password"));
        }
        let hash = password::hash(typed.password.clone()).await?;
        let mut transaction = app.store.begin().await?;
        accounts::set_password(&mut transaction, signed_in.id, &hash).await?;
        store::one_time_links::void(
            &mut transaction,
            signed_in.id,
            store::one_time_links::Purpose::Reset,
            app.clock.now(),
        )
        .await?;
        sessions::end_all_but(&mut transaction, signed_in.id, None).await?;
        // The secret of this session changes, too: whoever had seen it has nothing.
        let cookie = begin_session(&app, &mut transaction, &headers, &signed_in).await?;
        transaction.commit_private("another password").await?;
        Ok(cookie)
    };
    match changed.await {
        Ok(cookie) => Ok(private(with_cookie(answer(&reader).changed("/me?done=password").respond()?, cookie))),
        Err(problem) => marked(&app, &reader, signed_in, &headers, input.form, problem).await,
    }
}

async fn marked(
    app: &App,
    reader: &Reader,
    signed_in: SignedIn,
    headers: &HeaderMap,
    form: Form,
    problem: Problem,
) -> Result<Response, Problem> {
    if reader.wants == Wants::Json || !problem.status().is_client_error() {
        return Err(problem);
    }
    let form = form.marked(&problem, reader.say, app);
    let page = MePage::gather(app, reader, signed_in, headers, "", form).await?;
    Ok(private(answer(reader).status(problem.status()).page(|| page).respond()?))
}

/// Signs out everywhere else.
#[utoipa::path(post, path = "/me/sessions/end", tag = "accounts", responses((status = 204, description = "Ended")))]
pub(super) async fn end_other_sessions(
    State(app): State<App>,
    reader: Reader,
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut transaction = app.store.begin().await?;
    sessions::end_all_but(&mut transaction, signed_in.id, cookie(&headers, SESSION_COOKIE)).await?;
    transaction.commit_private("signing out elsewhere").await?;
    answer(&reader).changed("/me?done=sessions").respond()
}

/// Everything that is kept about the owner of an account.
#[derive(Debug, Serialize, ToSchema)]
struct Data {
    account: OwnAccount,
    sessions: Vec<KeptSession>,
    comments: Vec<KeptComment>,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeptSession {
    #[schema(value_type = String)]
    made_at: Timestamp,
    #[schema(value_type = String)]
    seen_at: Timestamp,
    device: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeptComment {
    address: String,
    #[schema(value_type = String)]
    posted_at: Timestamp,
    body: Option<String>,
}

/// Most comments that are read at once.
const COMMENTS_AT_ONCE: u16 = 200;

/// A file with everything that is known about the owner of the account.
#[utoipa::path(get, path = "/me/data", tag = "accounts", responses((status = 200, body = Data)))]
pub(super) async fn data(State(app): State<App>, signed_in: SignedIn) -> Result<Response, Problem> {
    let mut reading = app.store.read().await?;
    let sessions = sessions::of_account(&mut reading, signed_in.id, app.clock.now()).await?;
    let mut written = Vec::new();
    let mut before = None;
    loop {
        let page = comments::of_author(&mut reading, signed_in.id, before, COMMENTS_AT_ONCE).await?;
        before = page.last().map(|comment| comment.id);
        let full = page.len() == usize::from(COMMENTS_AT_ONCE);
        written.extend(page);
        if !full {
            break;
        }
    }
    let data = Data {
        account: OwnAccount::of(&signed_in),
        sessions: sessions
            .into_iter()
            .map(|session| KeptSession { made_at: session.made_at, seen_at: session.seen_at, device: session.device })
            .collect(),
        comments: written
            .into_iter()
            .map(|comment| KeptComment {
                address: app.url(&format!("/comments/{}", comment.id)),
                posted_at: comment.posted_at,
                body: pages::body_of(&comment).map(str::to_owned),
            })
            .collect(),
    };
    let body = serde_json::to_vec_pretty(&data).map_err(|error| Problem::internal(&error))?;
    let response = axum::response::IntoResponse::into_response((
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"tilke.json\""),
        ],
        body,
    ));
    Ok(private(response))
}

/// Who looks at their own page, as the frame wants it.
pub(super) fn as_maybe(signed_in: &SignedIn) -> MaybeSignedIn {
    MaybeSignedIn(Some(signed_in.clone()))
}
