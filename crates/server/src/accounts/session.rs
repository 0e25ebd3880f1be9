//! `/session`: signing in and out.

use axum::{Extension, extract::State, http::HeaderMap};
use serde::Deserialize;
use store::{accounts, sessions};
use utoipa::ToSchema;

use super::*;
use crate::{
    accounts::pages::SignInPage,
    answer::redirect,
    extract::{MaybeSignedIn, cookie},
    input::{Form, Input},
    limits::{Rate, household},
    middleware::Client,
};

/// Who wants to sign in.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The page to sign in or up.
#[utoipa::path(get, path = "/session", tag = "accounts", params(Next), responses((status = 200, description = "Who is signed in", body = OwnAccount), (status = 401, body = crate::problem::Shape)))]
pub(super) async fn page(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    if reader.wants == crate::extract::Wants::Json {
        let signed_in = who.signed_in()?;
        return Ok(private(answer(&reader).json(|| OwnAccount::of(&signed_in)).respond()?));
    }
    if who.get().is_some() {
        return Ok(redirect(next.address()));
    }
    let page = SignInPage::gather(&app, &reader, &who, &headers, next.address(), Form::empty(), Form::empty()).await?;
    Ok(private(answer(&reader).page(|| page).respond()?))
}

/// Signs in by e-mail and password. A browser gets a session's cookie; a program signs in with a token instead.
#[utoipa::path(post, path = "/session", tag = "accounts", request_body = SignIn,
    responses((status = 201, body = OwnAccount), (status = 401, body = crate::problem::Shape, description = "`wrong-password`, whichever of the two was wrong"), (status = 429, body = crate::problem::Shape)))]
pub(super) async fn sign_in(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Extension(Client(address)): Extension<Client>,
    headers: HeaderMap,
    input: Input<SignIn>,
) -> Result<Response, Problem> {
    let next = address_or_start(&input.value.next).to_owned();
    match check(&app, address, &input.value).await {
        Ok(account) => {
            let mut transaction = app.store.begin().await?;
            let cookie = begin_session(&app, &mut transaction, &headers, &account).await?;
            transaction.commit_private("signing in").await?;
            let response =
                answer(&reader).created("/me").json(|| OwnAccount::of(&account)).page(|| pages::Nothing).respond()?;
            let response = if reader.wants == crate::extract::Wants::Html { redirect(&next) } else { response };
            Ok(private(with_cookie(response, cookie)))
        }
        Err(problem) if reader.wants == crate::extract::Wants::Json || !problem.status().is_client_error() => {
            Err(problem)
        }
        Err(problem) => {
            let form = input.form.marked(&problem, reader.say, &app);
            let page = SignInPage::gather(&app, &reader, &who, &headers, &next, form, Form::empty()).await?;
            Ok(private(answer(&reader).status(problem.status()).page(|| page).respond()?))
        }
    }
}

/// The account, if address and password fit. Takes as long and counts alike whether there is such an account or not.
async fn check(app: &App, address: std::net::IpAddr, typed: &SignIn) -> Result<Account, Problem> {
    let wrong = || Problem::new("wrong-password").at("/password");
    app.limits.count(Rate::SignIn, household(address))?;
    let email = email(&typed.email)?;
    app.limits.count(Rate::SignIn, email.key())?;
    let mut reading = app.store.read().await?;
    let account = accounts::by_email(&mut reading, &email).await?;
    let hash = match &account {
        Some(account) => accounts::password_hash(&mut reading, account.id).await?,
        None => None,
    };
    drop(reading);
    // An account that was not confirmed is nobody's yet.
    let confirmed = account.filter(|account| account.confirmed_at.is_some());
    if password::fits(typed.password.clone(), hash).await? { confirmed.ok_or_else(wrong) } else { Err(wrong()) }
}

/// Signs out; the session ends on the server, too.
#[utoipa::path(delete, path = "/session", tag = "accounts", responses((status = 204, description = "Signed out")))]
pub(super) async fn sign_out(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    end(&app, &reader, &headers).await
}

/// Signs out, for a form.
#[utoipa::path(post, path = "/session/end", tag = "accounts", responses((status = 204, description = "Signed out")))]
pub(super) async fn sign_out_by_form(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    end(&app, &reader, &headers).await
}

async fn end(app: &App, reader: &Reader, headers: &HeaderMap) -> Result<Response, Problem> {
    if let Some(secret) = cookie(headers, SESSION_COOKIE) {
        let mut transaction = app.store.begin().await?;
        sessions::end(&mut transaction, secret).await?;
        transaction.commit_private("signing out").await?;
    }
    let response = answer(reader).removed("/").respond()?;
    Ok(private(with_cookie(response, end_cookie(app, SESSION_COOKIE))))
}
