//! What went wrong, as RFC 9457 has it: a sentence for a person, `application/problem+json` for a program.
//!
//! A handler returns a [`Problem`]; the [`render`] layer, which knows who asks, turns it into a page, a fragment or
//! JSON in the reader's language. Also what axum itself refuses (no such address, wrong method, a panic) leaves through it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, json};
use tracing::error;

use crate::{
    app::App,
    extract::{Asked, Wants},
    language::Say,
    page::Page,
};

pub mod pages;
pub mod table;

use table::Kind;

/// One thing that went wrong.
#[derive(Debug, Clone)]
#[must_use]
pub struct Problem(Arc<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: &'static Kind,
    values: Vec<(&'static str, Value)>,
    at: Option<String>,
    parts: Vec<Problem>,
    retry_after_s: Option<u64>,
}

/// A problem as programs read it (RFC 9457). Further members are the values that its kind tells.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct Shape {
    /// Address of the kind's page.
    pub r#type: String,
    /// The kind in words, in the reader's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// This occasion in words.
    pub detail: String,
    /// The stable code, listed at `/problems`.
    pub code: String,
    /// JSON pointer to what is wrong in the body, if that is where it is.
    pub at: Option<String>,
    /// Several problems at once, each like this one.
    #[schema(no_recursion, value_type = Option<Vec<Object>>)]
    pub problems: Option<Vec<serde_json::Value>>,
}

/// A value that a problem tells, for programs as it is and for people as their language writes it.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text.
    Text(String),
    /// A count or a measure.
    Number(f64),
    /// A civil date.
    Date(Date),
    /// An instant; people read the city's time.
    Instant(Timestamp),
    /// Several texts.
    List(Vec<String>),
}

impl Problem {
    /// A problem of the [table](table::KINDS).
    pub fn new(code: &'static str) -> Self {
        let kind = table::find(code).unwrap_or_else(|| {
            error!(code, "A problem is not in the table");
            debug_assert!(false, "{code} is not in problem/table.rs");
            table::find("internal").expect("the table has it")
        });
        Self(Arc::new(Parts { kind, values: Vec::new(), at: None, parts: Vec::new(), retry_after_s: None }))
    }

    /// There is no such thing.
    pub fn not_found() -> Self {
        Self::new("not-found")
    }

    /// Something that only we can mend: logged here, once, and answered with a number that finds the log line.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let incident = incident();
        error!(incident, "Internal error: {cause}");
        Self::new("internal").with("incident", incident)
    }

    /// Adds a value that the sentence or the program may use.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        Arc::make_mut(&mut self.0).values.push((name, value.into()));
        self
    }

    /// Says where in the input: a JSON pointer, `/body`, `/title/ky`. The field of a form has the same name without the first slash.
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).at = Some(pointer.into());
        self
    }

    /// Adds one of several problems, usually to `invalid-input`.
    pub fn and(mut self, part: Problem) -> Self {
        Arc::make_mut(&mut self.0).parts.push(part);
        self
    }

    /// Several problems as one: the only one itself, or `invalid-input` with all. `Ok` when there is none.
    pub fn all(mut problems: Vec<Problem>) -> Result<(), Problem> {
        match problems.len() {
            0 => Ok(()),
            1 => Err(problems.remove(0)),
            _ => Err(problems.into_iter().fold(Problem::new("invalid-input"), Problem::and)),
        }
    }

    /// Says after how many seconds to try again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        Arc::make_mut(&mut self.0).retry_after_s = Some(seconds);
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.kind.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status).expect("the table has statuses")
    }

    /// Whether the same request may succeed a little later.
    pub fn is_passing(&self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }

    /// Where in the input.
    pub fn pointer(&self) -> Option<&str> {
        self.0.at.as_deref()
    }

    /// This problem, or the several that it is made of.
    pub fn each(&self) -> impl Iterator<Item = &Problem> {
        let alone = self.0.parts.is_empty().then_some(self);
        alone.into_iter().chain(&self.0.parts)
    }

    /// The kind in words.
    pub fn title(&self, say: Say) -> String {
        say.text(&format!("problem-{}", self.code()))
    }

    /// This occasion in words.
    pub fn detail(&self, say: Say, app: &App) -> String {
        let key = format!("problem-{}.detail", self.code());
        if !say.knows(&key) {
            return say.text(&format!("problem-{}.about", self.code()));
        }
        let mut sentence = say.fill(&key);
        for (name, value) in &self.0.values {
            sentence = match value {
                Value::Text(text) => sentence.put(name, text),
                Value::Number(number) => sentence.put(name, number),
                Value::Date(day) => sentence.put(name, say.date_until(day)),
                Value::Instant(at) => sentence.put(name, say.moment(app.city.local(*at).datetime())),
                Value::List(list) => sentence.put(name, list.join(", ")),
            };
        }
        sentence.text()
    }

    /// For programs.
    pub fn json(&self, say: Say, app: &App) -> serde_json::Value {
        let mut body = Map::new();
        body.insert("type".into(), app.url(&format!("/problems/{}", self.code())).into());
        body.insert("title".into(), self.title(say).into());
        body.insert("status".into(), self.0.kind.status.into());
        body.insert("detail".into(), self.detail(say, app).into());
        body.insert("code".into(), self.code().into());
        if let Some(at) = &self.0.at {
            body.insert("at".into(), at.as_str().into());
        }
        for (name, value) in &self.0.values {
            body.insert((*name).into(), value.json());
        }
        if !self.0.parts.is_empty() {
            let parts = self.0.parts.iter().map(|part| part.json(say, app));
            body.insert("problems".into(), parts.collect::<Vec<_>>().into());
        }
        body.into()
    }

    /// A page that needs somebody to be signed in leads to the sign-in, and back.
    fn send_to_sign_in(&self, asked: &Asked) -> Option<Response> {
        if self.code() != "sign-in-needed" {
            return None;
        }
        match asked.wants_at_all() {
            Wants::Html if asked.reads() => Some(crate::answer::redirect(&crate::page::sign_in(asked))),
            // A redirect would be followed inside the script's request.
            Wants::Fragment => {
                let next = HeaderValue::from_str(&crate::page::sign_in(asked)).ok()?;
                Some((StatusCode::OK, [(HeaderName::from_static("hx-redirect"), next)]).into_response())
            }
            Wants::Html | Wants::Json => None,
        }
    }

    /// As the reader wants it.
    async fn answer(&self, asked: &Asked, app: &App, headers: &HeaderMap) -> Response {
        let say = asked.say;
        if let Some(response) = self.send_to_sign_in(asked) {
            return response;
        }
        let mut response = match asked.wants_at_all() {
            Wants::Json => {
                let body = self.json(say, app).to_string();
                ([(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
            }
            wants => {
                let view = View { say, problem: self, app };
                let html = if wants == Wants::Fragment {
                    FragmentView { view }.render()
                } else {
                    let who = crate::extract::MaybeSignedIn::glance(app, headers).await;
                    let page = Page::new(app, asked, &who).titled(self.title(say)).private();
                    PageView { page, view }.render()
                };
                html.map_or_else(|error| error.to_string().into_response(), |html| Html(html).into_response())
            }
        };
        *response.status_mut() = self.status();
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(say.tag()));
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // What is on the page stays; the script tells the problem where the reader is.
        fields.insert("hx-reswap", HeaderValue::from_static("none"));
        if let Some(seconds) = self.0.retry_after_s {
            fields.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status() == StatusCode::UNAUTHORIZED && asked.wants_at_all() == Wants::Json {
            fields.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl Value {
    fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => (*number as i64).into(),
            Self::Number(number) => json!(number),
            Self::Date(day) => day.to_string().into(),
            Self::Instant(at) => at.to_string().into(),
            Self::List(list) => json!(list),
        }
    }
}

/// A short number that a person can read over the telephone and an operator finds in the log.
fn incident() -> String {
    let bytes = crate::clock::Clock::system().random::<5>();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Debug)]
struct View<'a> {
    say: Say,
    problem: &'a Problem,
    app: &'a App,
}

impl View<'_> {
    fn title(&self) -> String {
        self.problem.title(self.say)
    }

    fn details(&self) -> Vec<String> {
        self.problem.each().map(|part| part.detail(self.say, self.app)).collect()
    }

    fn incident(&self) -> Option<&str> {
        self.problem.0.values.iter().find_map(|(name, value)| match value {
            Value::Text(text) if *name == "incident" => Some(text.as_str()),
            _ => None,
        })
    }

    fn offers_sign_in(&self) -> bool {
        self.problem.status() == StatusCode::UNAUTHORIZED
    }
}

/// A problem as a page of its own.
#[derive(Debug, Template)]
#[template(path = "problems/page.html")]
struct PageView<'a> {
    page: Page,
    view: View<'a>,
}

/// A problem in place of a part of a page.
#[derive(Debug, Template)]
#[template(path = "problems/fragment.html")]
struct FragmentView<'a> {
    view: View<'a>,
}

impl IntoResponse for Problem {
    /// Bare: [`render`] finds the problem in the extensions and gives it its body.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every problem its body, in the reader's language and form.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = request.extensions().get::<Asked>().cloned().unwrap_or_else(|| Asked::unknown(&app));
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None if response.extensions().get::<tower_http::csrf::ProtectionError>().is_some() => {
            Problem::new("cross-site-write")
        }
        None => match bare(&response) {
            Some(code) => Problem::new(code),
            None => return response,
        },
    };
    let (parts, _) = response.into_parts();
    let mut answer = problem.answer(&asked, &app, &headers).await;
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE, header::LINK] {
        for value in parts.headers.get_all(&name) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    answer
}

/// The code for a refusal that has none: axum's own, or a layer's.
fn bare(response: &Response) -> Option<&'static str> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    // What has a form of its own is somebody's answer.
    let plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    plain.then_some(match status {
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
        StatusCode::NOT_ACCEPTABLE => "not-acceptable",
        StatusCode::GONE => "gone",
        StatusCode::REQUEST_TIMEOUT => "timed-out",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported-media-type",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::UNAUTHORIZED => "sign-in-needed",
        StatusCode::CONFLICT => "conflict",
        StatusCode::UNPROCESSABLE_ENTITY => "invalid-input",
        StatusCode::TOO_MANY_REQUESTS => "too-many-requests",
        StatusCode::SERVICE_UNAVAILABLE => "store-unavailable",
        status if status.is_client_error() => "bad-request",
        _ => "internal",
    })
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        use store::{Conflict, StoreError};
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!("The store is not available: {cause}");
                Problem::new("store-unavailable").retry_after(STORE_AWAY_S)
            }
            StoreError::Full(cause) => {
                error!("The store is full: {cause}");
                Problem::new("store-full").retry_after(STORE_FULL_S)
            }
            StoreError::Conflict(Conflict::Deadlock) => Problem::new("store-unavailable").retry_after(1),
            StoreError::Conflict(_) => Problem::new("conflict"),
            other => Problem::internal(&other),
        }
    }
}

/// A database that restarts is back by then.
const STORE_AWAY_S: u64 = 5;
/// Somebody has to make room first.
const STORE_FULL_S: u64 = 60;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Instant(at)
    }
}

impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl From<$number> for Value {
            #[expect(clippy::allow_attributes, reason = "one macro for numbers that fit and those that do not")]
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "what a problem tells stays far below 2^53")]
            fn from(number: $number) -> Self { Self::Number(number as f64) }
        }
    )* };
}
numbers!(u8 u16 u32 u64 usize i16 i32 i64 f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_words_in_all_languages() {
        for say in Say::all() {
            for kind in table::KINDS {
                for key in [format!("problem-{}", kind.code), format!("problem-{}.about", kind.code)] {
                    assert!(say.knows(&key), "{}: {key}", say.tag());
                }
            }
        }
    }

    #[test]
    fn codes_are_told_once_and_are_errors() {
        let mut seen = std::collections::HashSet::new();
        for kind in table::KINDS {
            assert!(seen.insert(kind.code), "{} stands twice", kind.code);
            assert!((400..600).contains(&kind.status), "{}", kind.code);
            assert!(kind.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", kind.code);
        }
    }
}
