//! Accounts: signing up, confirming an e-mail address, signing in and out, another password, one's own account.
//!
//! Who has an account here is nobody's business: signing up, signing in and asking for another password answer the same
//! for addresses that are known and unknown, do the same work and count alike; the truth goes by letter to the owner.
//!
//! Links in letters work once. Their secret leaves the address of the page before anything is shown (it moves into a
//! cookie), and nothing happens until a button is pressed: whoever only opens a link, as mail scanners do, changes nothing.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use dialogue::{DisplayName, EmailAddress};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::{accounts::Account, sessions};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    comments::kept,
    extract::{Query, Reader, SESSION_COOKIE, SESSION_LIVES, is_ours, text},
    problem::Problem,
};

mod links;
mod me;
mod names;
mod pages;
pub mod password;
mod session;
mod sign_up;

/// How long the link that confirms an address works.
pub(crate) const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How long the link for another password works.
pub(crate) const RESET_WITHIN: SignedDuration = SignedDuration::from_mins(60);

/// The addresses of accounts.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::page, session::sign_in, session::sign_out))
        .routes(routes!(session::sign_out_by_form))
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(sign_up::confirmation, sign_up::confirm))
        .routes(routes!(links::reset_page, links::ask_for_reset))
        .routes(routes!(links::new_password_page, links::set_password))
        .routes(routes!(me::me, me::change))
        .routes(routes!(me::change_name))
        .routes(routes!(me::change_password))
        .routes(routes!(me::end_other_sessions))
        .routes(routes!(me::data))
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Next {
    /// A path of this service.
    #[serde(default)]
    next: String,
}

impl Next {
    /// The wish, if it leads to us; else the start.
    fn address(&self) -> &str {
        address_or_start(&self.next)
    }
}

fn address_or_start(next: &str) -> &str {
    if !next.is_empty() && is_ours(next) { next } else { "/" }
}

/// An account as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAccount {
    id: String,
    /// The name that others see.
    display_name: String,
    email: String,
    role: &'static str,
    language: &'static str,
    #[schema(value_type = String)]
    made_at: jiff::Timestamp,
}

impl OwnAccount {
    fn of(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            display_name: account.name.as_str().to_owned(),
            email: account.email.as_str().to_owned(),
            role: account.role.key(),
            language: account.language.tag(),
            made_at: account.made_at,
        }
    }
}

/// 32 random bytes, as text for a cookie or a link.
fn secret(app: &App) -> String {
    app.clock.random::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a browser says of itself, short: enough to know one's own devices by.
fn device(headers: &HeaderMap) -> Option<String> {
    let agent = text(headers, header::USER_AGENT)?;
    let system =
        ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].into_iter().find(|name| agent.contains(name));
    let browser =
        ["YaBrowser", "Edg", "OPR", "Firefox", "Chrome", "Safari"].into_iter().find(|name| agent.contains(name));
    let named = |name: &'static str| match name {
        "YaBrowser" => "Yandex Browser",
        "Edg" => "Edge",
        "OPR" => "Opera",
        other => other,
    };
    match (browser.map(named), system) {
        (None, None) => None,
        (browser, system) => Some([browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · ")),
    }
}

/// Begins a session in the transaction and gives the cookie that holds its secret. The secret is always a new one.
async fn begin_session(
    app: &App,
    transaction: &mut store::Transaction,
    headers: &HeaderMap,
    account: &Account,
) -> Result<HeaderValue, Problem> {
    if let Some(old) = crate::extract::cookie(headers, SESSION_COOKIE) {
        sessions::end(transaction, old).await?;
    }
    kept::give_to(transaction, headers, account.id).await?;
    let now = app.clock.now();
    let secret = secret(app);
    let session = sessions::Session {
        account: account.id,
        made_at: now,
        seen_at: now,
        expires_at: now + SESSION_LIVES,
        device: device(headers),
    };
    sessions::begin(transaction, &secret, &session).await?;
    Ok(app.cookie(SESSION_COOKIE, &secret, Some(SESSION_LIVES)))
}

fn end_cookie(app: &App, name: &str) -> HeaderValue {
    app.cookie(name, "", Some(std::time::Duration::ZERO))
}

/// Reads an address, marking the field.
fn email(typed: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::new(typed).map_err(|refused| names::email_problem(refused).at("/email"))
}

/// Reads a name, marking the field.
fn display_name(typed: &str) -> Result<DisplayName, Problem> {
    DisplayName::new(typed).map_err(|refused| names::name_problem(refused).at("/display_name"))
}

/// No page about an account is kept by anybody, and none tells another site where it was.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        let named = |agent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            device(&headers)
        };
        assert_eq!(
            named("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36").as_deref(),
            Some("Chrome · Android")
        );
        assert_eq!(
            named("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/120.0").as_deref(),
            Some("Firefox · Windows")
        );
        assert_eq!(named("curl/8"), None);
    }

    #[test]
    fn only_our_own_addresses_are_gone_to_afterwards() {
        let next = |address: &str| Next { next: address.into() }.address().to_owned();
        assert_eq!(next("/parcels/0042?x=1#c"), "/parcels/0042?x=1#c");
        for elsewhere in
            ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "javascript:alert(1)", ""]
        {
            assert_eq!(next(elsewhere), "/", "{elsewhere}");
        }
    }
}
