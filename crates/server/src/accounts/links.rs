//! Another password by a link in a letter; and how a link's secret leaves the address.

use axum::{Extension, extract::State, http::HeaderMap};
use serde::Deserialize;
use store::{
    accounts,
    one_time_links::{self, Purpose},
    sessions,
};
use utoipa::{IntoParams, ToSchema};

use super::*;
use crate::{
    accounts::pages::{LinkGonePage, NewPasswordPage, ResetPage, SentPage},
    answer::redirect,
    extract::{MaybeSignedIn, Wants, cookie},
    input::{Form, Input},
    limits::{Rate, household},
    mails,
    middleware::Client,
};

/// Holds a link's secret between its opening and the press of the button.
pub(super) const SECRET_COOKIE: &str = "link";
/// As long as a person may look at the page.
const SECRET_LIVES: std::time::Duration = std::time::Duration::from_secs(30 * 60);

/// The secret of a link in a letter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Secret {
    /// From the letter.
    #[serde(default)]
    token: String,
}

impl Secret {
    /// Moves the secret from the address into a cookie, so that neither a copied address, nor a log, nor another site has it.
    pub(super) fn into_cookie(self, app: &App, path: &str) -> Option<Response> {
        let fits = self.token.len() == 64 && self.token.bytes().all(|byte| byte.is_ascii_hexdigit());
        (!self.token.is_empty()).then(|| {
            let secret = if fits { self.token.as_str() } else { "" };
            private(with_cookie(redirect(path), app.cookie(SECRET_COOKIE, secret, Some(SECRET_LIVES))))
        })
    }

    /// The secret that a page opened with.
    pub(super) fn kept(headers: &HeaderMap) -> &str {
        cookie(headers, SECRET_COOKIE).unwrap_or_default()
    }
}

/// The page that asks for an address.
#[utoipa::path(get, path = "/accounts/password", tag = "accounts", responses((status = 200, description = "A form for the address")))]
pub(super) async fn reset_page(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
) -> Result<Response, Problem> {
    Ok(private(answer(&reader).page(|| ResetPage::new(&app, &reader, &who, &Form::empty())).respond()?))
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AskForReset {
    #[serde(default)]
    email: String,
}

/// What is answered to whoever asks, known or not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterPerhapsSent {
    /// Where a letter went if the address has an account.
    email: String,
}

/// Sends a letter with a link for another password, if the address has an account; the answer is the same.
#[utoipa::path(post, path = "/accounts/password", tag = "accounts", request_body = AskForReset, responses((status = 202, body = LetterPerhapsSent), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn ask_for_reset(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Extension(Client(address)): Extension<Client>,
    input: Input<AskForReset>,
) -> Result<Response, Problem> {
    match send_link(&app, &reader, address, &input.value.email).await {
        Ok(email) => {
            let page = SentPage::after_reset(&app, &reader, &who, &email);
            let answer = answer(&reader).status(StatusCode::ACCEPTED);
            Ok(private(answer.json(|| LetterPerhapsSent { email }).page(|| page).respond()?))
        }
        Err(problem) if reader.wants == Wants::Json || !problem.status().is_client_error() => Err(problem),
        Err(problem) => {
            let form = input.form.marked(&problem, reader.say, &app);
            let page = ResetPage::new(&app, &reader, &who, &form);
            Ok(private(answer(&reader).status(problem.status()).page(|| page).respond()?))
        }
    }
}

async fn send_link(app: &App, reader: &Reader, address: std::net::IpAddr, typed: &str) -> Result<String, Problem> {
    let email = email(typed)?;
    app.limits.count(Rate::Mail, household(address))?;
    app.limits.count(Rate::Mail, email.key())?;
    let now = app.clock.now();
    let mut transaction = app.store.begin().await?;
    match accounts::by_email(&mut transaction, &email).await?.filter(|account| account.confirmed_at.is_some()) {
        Some(account) => {
            let link = secret(app);
            one_time_links::add(&mut transaction, &link, account.id, Purpose::Reset, now, now + RESET_WITHIN).await?;
            mails::Letters::new(app, reader.say).reset(&mut transaction, &email, &link).await?;
        }
        // A write of its own, so that the answer takes as long as the other.
        None => drop(one_time_links::forget_expired(&mut transaction, now - CONFIRM_WITHIN).await?),
    }
    transaction.commit_private("asking for another password").await?;
    app.letters_wait.notify_one();
    Ok(email.as_str().to_owned())
}

/// The page that the link opens. Opening it changes nothing.
#[utoipa::path(get, path = "/accounts/password/new", tag = "accounts", params(Secret), responses((status = 200, description = "A form for the new password")))]
pub(super) async fn new_password_page(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
    Query(link): Query<Secret>,
) -> Result<Response, Problem> {
    if let Some(moved) = link.into_cookie(&app, "/accounts/password/new") {
        return Ok(moved);
    }
    let mut reading = app.store.read().await?;
    let found = one_time_links::look(&mut reading, Secret::kept(&headers), Purpose::Reset, app.clock.now()).await?;
    match found {
        Ok(_) => {
            Ok(private(answer(&reader).page(|| NewPasswordPage::new(&app, &reader, &who, &Form::empty())).respond()?))
        }
        Err(_) => gone(&app, &reader, &who),
    }
}

fn gone(app: &App, reader: &Reader, who: &MaybeSignedIn) -> Result<Response, Problem> {
    if reader.wants == Wants::Json {
        return Err(Problem::new("link-gone"));
    }
    let page = LinkGonePage::new(app, reader, who, "/accounts/password");
    Ok(private(answer(reader).status(StatusCode::GONE).page(|| page).respond()?))
}

/// The new password.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewPassword {
    #[serde(default)]
    password: String,
    /// The secret of the link, for a program.
    #[serde(default)]
    token: String,
}

/// Sets the password and signs in here. All other sessions and links of the account end at once.
#[utoipa::path(post, path = "/accounts/password/new", tag = "accounts", request_body = NewPassword, responses((status = 201, body = OwnAccount), (status = 410, body = crate::problem::Shape), (status = 422, body = crate::problem::Shape)))]
pub(super) async fn set_password(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
    input: Input<NewPassword>,
) -> Result<Response, Problem> {
    let secret =
        if input.value.token.is_empty() { Secret::kept(&headers).to_owned() } else { input.value.token.clone() };
    if let Err(problem) = password::judge(&input.value.password, &[]) {
        let problem = problem.at("/password");
        if reader.wants == Wants::Json {
            return Err(problem);
        }
        let form = input.form.marked(&problem, reader.say, &app);
        let page = NewPasswordPage::new(&app, &reader, &who, &form);
        return Ok(private(answer(&reader).status(problem.status()).page(|| page).respond()?));
    }
    let hash = password::hash(input.value.password).await?;
    let mut transaction = app.store.begin().await?;
    let spent = one_time_links::spend(&mut transaction, &secret, Purpose::Reset, app.clock.now()).await?;
    let Ok(id) = spent else { return gone(&app, &reader, &who) };
    let account = accounts::find(&mut transaction, id).await?.ok_or_else(|| Problem::new("link-gone"))?;
    accounts::set_password(&mut transaction, id, &hash).await?;
    sessions::end_all_but(&mut transaction, id, None).await?;
    let cookie = begin_session(&app, &mut transaction, &headers, &account).await?;
    transaction.commit_private("another password").await?;
    let response = match reader.wants {
        Wants::Json => answer(&reader).created("/me").json(|| OwnAccount::of(&account)).respond()?,
        Wants::Html | Wants::Fragment => redirect("/me?done=password"),
    };
    Ok(private(with_cookie(with_cookie(response, cookie), end_cookie(&app, SECRET_COOKIE))))
}
