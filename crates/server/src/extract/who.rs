//! Who asks: a person by the cookie of a session, a program by a bearer token.

use std::{ops::Deref, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use dialogue::permissions::Action;
use jiff::{SignedDuration, Timestamp};
use store::{Actor, StoreError, accounts::Account, sessions, tokens};

use crate::{
    app::App,
    extract::{cookie, text},
    limits::Rate,
    page,
    problem::Problem,
};

/// Name of the cookie with the session's secret.
pub const SESSION_COOKIE: &str = "session";
/// A session ends by itself when it was not used for so long.
pub const SESSION_LIVES: Duration = Duration::from_secs(30 * 86_400);
/// How exactly the last use of a session or token is known: a write at every request would be a waste.
const SEEN_TO_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// Somebody who is signed in; derefs to their [`Account`]. As an argument of a handler refused with `sign-in-needed` when
/// nobody is. A write is counted for the account.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The account; also by dereferencing.
    pub account: Account,
    /// How they showed who they are.
    pub by: By,
}

/// How somebody shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A browser's cookie.
    Session,
    /// A program's token.
    Token,
}

/// Somebody who may be signed in.
#[derive(Debug, Clone, Default)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl Deref for SignedIn {
    type Target = Account;
    fn deref(&self) -> &Account {
        &self.account
    }
}

impl SignedIn {
    /// An account that was just shown to be theirs, as when signing in.
    pub fn of(account: Account) -> Self {
        Self { account, by: By::Session }
    }

    /// As the store wants to know who does something.
    pub fn actor(&self) -> Actor {
        self.account.actor()
    }

    /// Whether their role includes this; refused with `forbidden`.
    pub fn may(&self, action: Action) -> Result<(), Problem> {
        if self.account.role.may(action) {
            Ok(())
        } else {
            Err(Problem::new("forbidden").with("role", self.account.role.key()))
        }
    }
}

impl MaybeSignedIn {
    /// Who it is, as far as can be said: nobody when the store is away. For pages that are not about the account.
    pub async fn glance(app: &App, headers: &HeaderMap) -> Self {
        Self(look(app, headers).await.ok().flatten())
    }

    /// The account, if somebody is signed in.
    pub fn get(&self) -> Option<&SignedIn> {
        self.0.as_ref()
    }

    /// Whether somebody is signed in whose role includes this.
    pub fn may(&self, action: Action) -> bool {
        self.0.as_ref().is_some_and(|who| who.role.may(action))
    }

    /// Whoever it is must be signed in; refused with `sign-in-needed`.
    pub fn signed_in(self) -> Result<SignedIn, Problem> {
        self.0.ok_or_else(|| Problem::new("sign-in-needed"))
    }

    /// As the frame of a page shows it.
    pub fn account(&self) -> Option<page::Account> {
        self.0
            .as_ref()
            .map(|who| page::Account { name: who.name.as_str().to_owned(), staff: who.role.may(Action::DraftNotice) })
    }
}

/// Who shows a token or a session's cookie. A token that is not valid is refused, since its program must know; a cookie
/// that has ended is nobody's.
async fn look(app: &App, headers: &HeaderMap) -> Result<Option<SignedIn>, Problem> {
    let now = app.clock.now();
    if let Some(given) = text(headers, header::AUTHORIZATION) {
        let invalid = || Problem::new("invalid-token");
        let (scheme, secret) = given.split_once(' ').ok_or_else(invalid)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(invalid());
        }
        let mut reading = app.store.read().await?;
        let (token, account) = tokens::find(&mut reading, secret.trim(), now).await?.ok_or_else(invalid)?;
        drop(reading);
        if token.used_at.is_none_or(|used| is_long_ago(used, now)) {
            let app = app.clone();
            remember(async move {
                let mut transaction = app.store.begin().await?;
                tokens::used(&mut transaction, token.id, now).await?;
                transaction.commit_private("last use of a token").await
            });
        }
        return Ok(Some(SignedIn { account, by: By::Token }));
    }
    let Some(secret) = cookie(headers, SESSION_COOKIE).filter(|secret| !secret.is_empty()) else { return Ok(None) };
    let mut reading = app.store.read().await?;
    let Some((session, account)) = sessions::find(&mut reading, secret, now).await? else { return Ok(None) };
    drop(reading);
    if is_long_ago(session.seen_at, now) {
        let (app, secret) = (app.clone(), secret.to_owned());
        remember(async move {
            let mut transaction = app.store.begin().await?;
            sessions::touch(&mut transaction, &secret, now, now + SESSION_LIVES).await?;
            transaction.commit_private("last use of a session").await
        });
    }
    Ok(Some(SignedIn { account, by: By::Session }))
}

fn is_long_ago(then: Timestamp, now: Timestamp) -> bool {
    now.duration_since(then) > SEEN_TO_WITHIN
}

/// Beside the request: that somebody was seen is not worth a visitor's wait, nor an error.
fn remember(write: impl Future<Output = Result<(), StoreError>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = write.await {
            tracing::debug!("Could not keep when somebody was seen: {error}");
        }
    });
}

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Problem;

    /// Nobody when the store is away and the request reads: the map goes on.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = match look(app, &parts.headers).await {
            Ok(who) => who,
            Err(problem) if problem.is_passing() && parts.method.is_safe() => None,
            Err(problem) => return Err(problem),
        };
        if let Some(who) = &who
            && !parts.method.is_safe()
        {
            app.limits.count(Rate::AccountWrite, who.id)?;
        }
        Ok(Self(who))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = look(app, &parts.headers).await?;
        let who = MaybeSignedIn(who).signed_in()?;
        if !parts.method.is_safe() {
            app.limits.count(Rate::AccountWrite, who.id)?;
        }
        Ok(who)
    }
}
