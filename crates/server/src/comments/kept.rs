//! Write first, sign in after: what somebody wrote before signing in is kept, and stands in the form again afterwards.
//!
//! The text is kept in the store under a secret in the writer's browser. When they sign up or in, it is tied to the
//! account ([`give_to`]), so that a confirming link opened on another device finds it, too. It is posted only when its
//! writer presses the button again, signed in. The form keeps its key: pressed twice, it makes one comment.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use dialogue::{AccountId, CommentBody, Subject};
use jiff::{SignedDuration, Timestamp};
use store::{
    Connection, StoreError, Transaction, kept_texts,
    kept_texts::{KeptContent, KeptText},
    threads,
};
use utoipa_axum::router::OpenApiRouter;

use super::{posting::Written, wire};
use crate::{
    answer::{answer, redirect},
    app::App,
    extract::{self, MaybeSignedIn, Reader, SignedIn, Wants},
    input::Input,
    page::{Page, Place},
    parts::{Empty, Link, WriteForm},
    problem::Problem,
    threads::{self as talk, ThreadName, subject::About},
};

/// Name of the cookie with the secret of a kept text.
pub const COOKIE: &str = "kept";
/// How long a text is kept: as long as somebody may need to find the confirming letter.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The cookie lives as long.
const COOKIE_LIVES: Duration = Duration::from_secs(30 * 86_400);

/// The page with kept texts; not for programs, so not described.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().route("/kept", axum::routing::get(show)).route("/kept/end", axum::routing::post(throw_away))
}

/// Keeps what was typed and sends its writer to sign in.
pub async fn keep(
    app: &App,
    reader: &Reader,
    headers: &HeaderMap,
    place: &ThreadName,
    input: &Input<wire::PostComment>,
) -> Result<Response, Problem> {
    let typed = &input.value;
    // What could never be posted is told now, not after signing up.
    CommentBody::new(&typed.body)?;
    let mut transaction = app.store.begin().await?;
    let (_, subject) = place.clone().find(&mut transaction, app).await?;
    let secret = match extract::cookie(headers, COOKIE) {
        Some(secret) if secret.len() == SECRET_CHARACTERS => secret.to_owned(),
        _ => app.clock.random::<32>().iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    let now = app.clock.now();
    let text = KeptText {
        subject,
        content: KeptContent {
            body: typed.body.clone(),
            reply_to: typed.reply_to,
            stance: typed.stance,
            position: typed.place(),
            language: typed.language.or_else(|| Some(super::language(reader.say))),
            submission: input.submission.map(|key| key.to_string()),
        },
        kept_at: now,
    };
    kept_texts::keep(&mut transaction, &secret, &text, now.saturating_add(KEPT).unwrap_or(Timestamp::MAX)).await?;
    transaction.commit_private("a text kept before signing in").await?;
    let sign_in = "/session?next=%2Fkept";
    let mut response = match reader.wants {
        Wants::Fragment => {
            let mut response = StatusCode::OK.into_response();
            response.headers_mut().insert(
                HeaderName::from_static("hx-redirect"),
                sign_in.parse().map_err(|error: axum::http::header::InvalidHeaderValue| Problem::internal(&error))?,
            );
            response
        }
        Wants::Html | Wants::Json => redirect(sign_in),
    };
    let cookie = app.cookie(COOKIE, &secret, Some(COOKIE_LIVES));
    response.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
    Ok(response)
}

/// Hexadecimal digits of a secret of 32 bytes.
const SECRET_CHARACTERS: usize = 64;

/// Ties the text of this browser to the account, when its writer signs up or in. Nothing happens without one.
pub async fn give_to(transaction: &mut Transaction, headers: &HeaderMap, account: AccountId) -> Result<(), StoreError> {
    match extract::cookie(headers, COOKIE) {
        Some(secret) => kept_texts::give_to(transaction, secret, account).await,
        None => Ok(()),
    }
}

/// The text that this browser has written and not yet posted.
pub async fn in_browser(
    connection: &mut Connection,
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<KeptText>, StoreError> {
    match extract::cookie(headers, COOKIE) {
        Some(secret) => kept_texts::by_secret(connection, secret, app.clock.now()).await,
        None => Ok(None),
    }
}

/// Whether a text waits for the account.
pub async fn waits_for(connection: &mut Connection, account: AccountId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(!kept_texts::of_account(connection, account, now).await?.is_empty())
}

/// The text that waits for this reader about a subject.
pub async fn about(
    connection: &mut Connection,
    app: &App,
    who: &MaybeSignedIn,
    subject: &Subject,
) -> Result<Option<KeptContent>, StoreError> {
    let Some(signed_in) = &who.0 else { return Ok(None) };
    let kept = kept_texts::of_account(connection, signed_in.id, app.clock.now()).await?;
    Ok(kept.into_iter().find(|text| text.subject == *subject).map(|text| text.content))
}

/// The texts of this browser and this account, the browser's first.
async fn all(
    connection: &mut Connection,
    app: &App,
    headers: &HeaderMap,
    account: AccountId,
) -> Result<Vec<KeptText>, StoreError> {
    let now = app.clock.now();
    let mut texts = kept_texts::of_account(connection, account, now).await?;
    if let Some(secret) = extract::cookie(headers, COOKIE)
        && let Some(text) = kept_texts::by_secret(connection, secret, now).await?
        && !texts.contains(&text)
    {
        texts.insert(0, text);
    }
    Ok(texts)
}

/// The text was posted: it waits no longer.
pub async fn forget_posted(
    app: &App,
    headers: &HeaderMap,
    author: &SignedIn,
    written: &Written,
) -> Result<(), Problem> {
    let Written(_, subject) = written;
    let mut reading = app.store.read().await?;
    if !all(&mut reading, app, headers, author.id).await?.iter().any(|text| text.subject == *subject) {
        return Ok(());
    }
    drop(reading);
    forget(app, headers, author, subject).await
}

async fn forget(app: &App, headers: &HeaderMap, author: &SignedIn, subject: &Subject) -> Result<(), Problem> {
    let mut transaction = app.store.begin().await?;
    kept_texts::drop_of_account(&mut transaction, author.id, subject).await?;
    if let Some(secret) = extract::cookie(headers, COOKIE)
        && let Some(text) = kept_texts::by_secret(&mut transaction, secret, app.clock.now()).await?
        && text.subject == *subject
    {
        kept_texts::drop_by_secret(&mut transaction, secret).await?;
    }
    // Killed before this line: the text stands in the form again, and the form's key makes no second comment of it.
    Ok(transaction.commit_private("a kept text was posted or thrown away").await?)
}

/// What waits for whoever has just signed in.
#[derive(Debug, Template)]
#[template(path = "comments/kept.html")]
struct KeptPage {
    page: Page,
    title: String,
    lead: String,
    throw_away: String,
    texts: Vec<Waiting>,
    empty: Option<Empty>,
}

/// One text with its form.
#[derive(Debug)]
struct Waiting {
    subject: Link,
    /// The name of its thread, to throw it away.
    thread: String,
    form: WriteForm,
}

async fn show(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let say = reader.say;
    let Some(signed_in) = &who.0 else { return Ok(redirect("/session?next=%2Fkept")) };
    let mut reading = app.store.read().await?;
    let mut texts = Vec::new();
    for (index, text) in all(&mut reading, &app, &headers, signed_in.id).await?.into_iter().enumerate() {
        let thread = threads::of(&mut reading, &text.subject).await?;
        let about = About::find(&mut reading, &app, text.subject.clone()).await?;
        let (title, _) = about.title(say);
        let reply_to = text.content.reply_to;
        let place = text.content.position;
        let content = KeptContent { reply_to: None, ..text.content };
        let mut form =
            talk::section::write_form(&app, say, &who, &about, thread.as_ref(), talk::section::ORDER, Some(content));
        form.id = format!("kept-{index}");
        form.target = None;
        if let Some(reply_to) = reply_to {
            form.hidden.push(("reply_to", reply_to.to_string()));
            form.stance = crate::parts::StanceChoice::None;
        }
        if let Some([longitude, latitude]) = place {
            form.hidden.push(("longitude", longitude.to_string()));
            form.hidden.push(("latitude", latitude.to_string()));
        }
        texts.push(Waiting {
            subject: Link { address: about.address(), text: title },
            thread: talk::name(thread.as_ref(), &about.subject),
            form,
        });
    }
    let empty = texts.is_empty().then(|| Empty {
        icon: "chat",
        title: say.text("comments-kept-none"),
        text: say.text("comments-kept-none-text"),
        links: vec![Link { address: "/".into(), text: say.text("frame-map") }],
    });
    let title = say.text("comments-kept-title");
    answer(&reader)
        .page(|| KeptPage {
            page: Page::new(&app, &reader, &who).titled(title.as_str()).at(Place::Account).private(),
            title,
            lead: say.text("comments-kept-lead"),
            throw_away: say.text("comments-kept-throw-away"),
            texts,
            empty,
        })
        .respond()
}

/// Which text is thrown away.
#[derive(Debug, serde::Deserialize)]
struct ThrowAway {
    thread: String,
}

async fn throw_away(
    State(app): State<App>,
    reader: Reader,
    author: SignedIn,
    headers: HeaderMap,
    input: Input<ThrowAway>,
) -> Result<Response, Problem> {
    let place = ThreadName::try_from(input.value.thread).map_err(|_| Problem::not_found())?;
    let mut reading = app.store.read().await?;
    let (_, subject) = place.find(&mut reading, &app).await?;
    drop(reading);
    forget(&app, &headers, &author, &subject).await?;
    answer(&reader).changed("/kept").respond()
}
