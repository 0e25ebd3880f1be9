//! Who asks: a person by the cookie of a session, a program by a bearer token.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

use crate::{app::App, page::Account, problem::Problem};

/// Name of the cookie with the session's secret.
pub const SESSION_COOKIE: &str = "session";

/// Somebody who is signed in. Refused with `sign-in-needed` when nobody is.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The name that others see.
    pub name: String,
}

/// Somebody who may be signed in.
#[derive(Debug, Clone, Default)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl MaybeSignedIn {
    /// Who it is, as far as can be said; nobody when the store is away. For pages about errors.
    pub async fn glance(_: &App, _: &HeaderMap) -> Self {
        Self::default()
    }

    /// As the frame of a page shows it.
    pub fn account(&self) -> Option<Account> {
        self.0.as_ref().map(|who| Account { name: who.name.clone(), staff: false })
    }
}

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self::glance(app, &parts.headers).await)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let MaybeSignedIn(who) = MaybeSignedIn::from_request_parts(parts, app).await?;
        who.ok_or_else(|| Problem::new("sign-in-needed"))
    }
}
