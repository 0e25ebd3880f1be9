//! `/accounts`: signing up, and confirming that an e-mail address is one's own.

use axum::{Extension, extract::State, http::HeaderMap};
use serde::Deserialize;
use store::{
    accounts::{self, NewAccount, Taken},
    one_time_links::{self, Purpose},
};
use utoipa::ToSchema;

use super::*;
use crate::{
    accounts::{
        links::{SECRET_COOKIE, Secret},
        pages::{ConfirmPage, LinkGonePage, SentPage, SignInPage},
    },
    answer::redirect,
    extract::{MaybeSignedIn, Wants},
    input::{Form, Input},
    limits::{Rate, household},
    mails,
    middleware::Client,
};

/// Who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SignUp {
    /// The name that others see.
    #[serde(default)]
    display_name: String,
    /// Never shown to anybody.
    #[serde(default)]
    email: String,
    /// At least 12 characters.
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// What is answered to whoever signs up, known or not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterSent {
    /// Where the letter went.
    email: String,
}

/// Signs up: a letter with a link to confirm goes to the address.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = SignUp,
    responses((status = 202, body = LetterSent, description = "A letter went to the address; the same when it has an account already"), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn sign_up(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Extension(Client(address)): Extension<Client>,
    headers: HeaderMap,
    input: Input<SignUp>,
) -> Result<Response, Problem> {
    match open(&app, &reader, address, &headers, &input.value).await {
        Ok(email) => {
            let mut reading = app.store.read().await?;
            let waits = kept::in_browser(&mut reading, &app, &headers).await?;
            drop(reading);
            let page = SentPage::after_sign_up(&app, &reader, &who, &email, waits);
            let answer = answer(&reader).status(StatusCode::ACCEPTED);
            Ok(private(answer.json(|| LetterSent { email }).page(|| page).respond()?))
        }
        Err(problem) if reader.wants == Wants::Json || !problem.status().is_client_error() => Err(problem),
        Err(problem) => {
            let form = input.form.marked(&problem, reader.say, &app);
            let next = address_or_start(&input.value.next);
            let page = SignInPage::gather(&app, &reader, &who, &headers, next, Form::empty(), form).await?;
            Ok(private(answer(&reader).status(problem.status()).page(|| page).respond()?))
        }
    }
}

async fn open(
    app: &App,
    reader: &Reader,
    address: std::net::IpAddr,
    headers: &HeaderMap,
    typed: &SignUp,
) -> Result<String, Problem> {
    let mut faults = Vec::new();
    let mut keep = |problem| faults.push(problem);
    let name = display_name(&typed.display_name).map_err(&mut keep).ok();
    let email = email(&typed.email).map_err(&mut keep).ok();
    let known = [typed.email.as_str(), typed.display_name.as_str(), "tilke", "тилке"];
    let judged = password::judge(&typed.password, &known).map_err(|problem| keep(problem.at("/password")));
    let (Some(name), Some(email), Ok(())) = (name, email, judged) else {
        Problem::all(faults)?;
        return Err(Problem::new("invalid-input"));
    };
    app.limits.count(Rate::SignUp, household(address))?;
    app.limits.count(Rate::Mail, email.key())?;
    let hash = password::hash(typed.password.clone()).await?;
    let now = app.clock.now();
    let language = reader.say.tag().parse().unwrap_or(dialogue::Language::Ky);
    let link = secret(app);
    let mut transaction = app.store.begin().await?;
    let letters = mails::Letters::new(app, reader.say);
    match accounts::by_email(&mut transaction, &email).await? {
        Some(account) if account.confirmed_at.is_some() => {
            letters.already_known(&mut transaction, &email).await?;
        }
        Some(account) => {
            // Begun before and never confirmed: the last who asks says name and password, and gets the letter.
            accounts::set_password(&mut transaction, account.id, &hash).await?;
            named(accounts::set_name(&mut transaction, account.id, &name).await?)?;
            kept::give_to(&mut transaction, headers, account.id).await?;
            one_time_links::add(&mut transaction, &link, account.id, Purpose::Confirm, now, now + CONFIRM_WITHIN)
                .await?;
            letters.confirm(&mut transaction, &email, &name, &link).await?;
        }
        None => {
            let new = NewAccount {
                id: app.clock.new_id().into(),
                email: email.clone(),
                name: name.clone(),
                password_hash: Some(hash),
                role: dialogue::Role::Resident,
                department: None,
                language,
                made_at: now,
                confirmed_at: None,
                demonstration: false,
            };
            match accounts::add(&mut transaction, &new).await? {
                Ok(()) => {}
                Err(Taken::Email) => return Err(Problem::new("conflict")),
                Err(taken) => return Err(named(Err(taken)).expect_err("it is taken")),
            }
            kept::give_to(&mut transaction, headers, new.id).await?;
            one_time_links::add(&mut transaction, &link, new.id, Purpose::Confirm, now, now + CONFIRM_WITHIN).await?;
            letters.confirm(&mut transaction, &email, &name, &link).await?;
        }
    }
    transaction.commit_private("signing up").await?;
    app.letters_wait.notify_one();
    Ok(email.as_str().to_owned())
}

/// A name that is taken, at its field. Names are public, so that this may be said.
pub(super) fn named(set: Result<(), Taken>) -> Result<(), Problem> {
    set.map_err(|_| Problem::new("name-taken").at("/display_name"))
}

/// The page that the link of the letter opens. Opening it changes nothing.
#[utoipa::path(get, path = "/accounts/confirmation", tag = "accounts", params(Secret), responses((status = 200, description = "A page with one button")))]
pub(super) async fn confirmation(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
    Query(link): Query<Secret>,
) -> Result<Response, Problem> {
    if let Some(moved) = link.into_cookie(&app, "/accounts/confirmation") {
        return Ok(moved);
    }
    let secret = Secret::kept(&headers);
    let mut reading = app.store.read().await?;
    let now = app.clock.now();
    match one_time_links::look(&mut reading, secret, Purpose::Confirm, now).await? {
        Ok(account) => {
            let waits = kept::waits_for(&mut reading, account, now).await?;
            Ok(private(answer(&reader).page(|| ConfirmPage::new(&app, &reader, &who, waits)).respond()?))
        }
        Err(_) => {
            let page = LinkGonePage::new(&app, &reader, &who, "/session");
            Ok(private(answer(&reader).status(StatusCode::GONE).page(|| page).respond()?))
        }
    }
}

/// A pressed button needs no fields: the link's secret is in the cookie. A program may send it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Confirm {
    /// The secret of the link, for a program.
    #[serde(default)]
    token: String,
}

/// Confirms the address and signs its owner in.
#[utoipa::path(post, path = "/accounts/confirmation", tag = "accounts", request_body = Confirm, responses((status = 201, body = OwnAccount), (status = 410, body = crate::problem::Shape)))]
pub(super) async fn confirm(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
    input: Input<Confirm>,
) -> Result<Response, Problem> {
    let secret = if input.value.token.is_empty() { Secret::kept(&headers).to_owned() } else { input.value.token };
    let now = app.clock.now();
    let mut transaction = app.store.begin().await?;
    let Ok(id) = one_time_links::spend(&mut transaction, &secret, Purpose::Confirm, now).await? else {
        if reader.wants == Wants::Json {
            return Err(Problem::new("link-gone"));
        }
        let page = LinkGonePage::new(&app, &reader, &who, "/session");
        return Ok(private(answer(&reader).status(StatusCode::GONE).page(|| page).respond()?));
    };
    accounts::confirm(&mut transaction, id, now).await?;
    let account = accounts::find(&mut transaction, id).await?.ok_or_else(|| Problem::new("link-gone"))?;
    let cookie = begin_session(&app, &mut transaction, &headers, &account).await?;
    let waits = kept::waits_for(&mut transaction, id, now).await?;
    transaction.commit_private("confirming an address").await?;
    let response = match reader.wants {
        Wants::Json => answer(&reader).created("/me").json(|| OwnAccount::of(&account)).respond()?,
        Wants::Html | Wants::Fragment => redirect(if waits { "/kept" } else { "/" }),
    };
    Ok(private(with_cookie(with_cookie(response, cookie), end_cookie(&app, SECRET_COOKIE))))
}
