//! What a handler is told about a request: who asks ([`SignedIn`], [`MaybeSignedIn`]), in which language and form
//! ([`Reader`]), and the parts of the address ([`Path`], [`Query`]).

use std::{fmt, ops::Deref, time::Duration};

use axum::{
    RequestPartsExt,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::{app::App, language, language::Say, problem::Problem};

mod who;

pub use who::{By, MaybeSignedIn, SESSION_COOKIE, SESSION_LIVES, SignedIn};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A whole page.
    Html,
    /// A part of a page, to put in place (htmx).
    Fragment,
    /// For a program.
    Json,
}

/// What can be said about a request before any handler sees it. Put into its extensions by [`ask`].
#[derive(Debug, Clone)]
pub struct Asked {
    /// The voice of the reader's language.
    pub say: Say,
    wants: Result<Wants, Refused>,
    /// The form that errors take when the wish cannot be met.
    otherwise: Wants,
    /// Path of the address, as it stands under our public URL.
    pub path: String,
    /// What follows `?`.
    pub query: Option<String>,
    method: Method,
    if_none_match: Option<String>,
    came_from: Option<String>,
}

#[derive(Debug, Clone)]
enum Refused {
    Format(String),
    Accept,
}

/// The reader, when what they want can be given. Derefs to [`Asked`].
#[derive(Debug, Clone)]
pub struct Reader {
    asked: Asked,
    /// The form of the answer.
    pub wants: Wants,
}

impl Deref for Reader {
    type Target = Asked;
    fn deref(&self) -> &Asked {
        &self.asked
    }
}

impl Asked {
    /// For an answer to a request that was lost before it was understood.
    pub fn unknown(app: &App) -> Self {
        Self {
            say: app.city.voice(),
            wants: Ok(Wants::Json),
            otherwise: Wants::Json,
            path: "/".into(),
            query: None,
            method: Method::GET,
            if_none_match: None,
            came_from: None,
        }
    }

    fn of(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        let query = request.uri().query().map(str::to_owned);
        let usual = form_by_default(request.uri().path(), headers);
        let accepted = accepted(headers, usual);
        let otherwise = accepted.unwrap_or(usual);
        let wants = match parameter(query.as_deref(), "f").as_deref() {
            Some("html") => Ok(Wants::Html),
            Some("json" | "geojson") => Ok(Wants::Json),
            Some(other) => Err(Refused::Format(other.chars().take(40).collect())),
            None => accepted.ok_or(Refused::Accept),
        };
        let put_in_place = has(headers, "hx-request", "true")
            && !has(headers, "hx-boosted", "true")
            && !has(headers, "hx-history-restore-request", "true");
        let wants = match wants {
            Ok(Wants::Html) if put_in_place => Ok(Wants::Fragment),
            wants => wants,
        };
        Self {
            say: voice(app, query.as_deref(), headers),
            wants,
            otherwise,
            path: request.uri().path().to_owned(),
            query,
            method: request.method().clone(),
            if_none_match: text(headers, header::IF_NONE_MATCH).map(str::to_owned),
            came_from: came_from(app, headers),
        }
    }

    /// The form of the answer; for errors, also when the wish itself is the error.
    pub fn wants_at_all(&self) -> Wants {
        self.wants.as_ref().copied().unwrap_or(self.otherwise)
    }

    /// Whether the request reads (GET, HEAD) rather than writes.
    pub fn reads(&self) -> bool {
        self.method.is_safe()
    }

    /// Path and query, to come back to.
    pub fn address(&self) -> String {
        match self.query.as_deref().filter(|query| !query.is_empty()) {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// This address with one parameter set.
    pub fn address_with(&self, name: &str, value: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (key, kept) in form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes()) {
            if key != name {
                pairs.append_pair(&key, &kept);
            }
        }
        pairs.append_pair(name, value);
        format!("{}?{}", self.path, pairs.finish())
    }

    /// The page of ours that a form stands on, if the browser says so.
    pub fn came_from(&self) -> Option<&str> {
        self.came_from.as_deref()
    }

    /// Whether the reader already has what this strong ETag names.
    pub fn has_already(&self, etag: &str) -> bool {
        self.reads()
            && self.if_none_match.as_deref().is_some_and(|tags| {
                tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
            })
    }

    fn readable(&self) -> Result<Wants, Problem> {
        match &self.wants {
            Ok(wants) => Ok(*wants),
            Err(Refused::Format(given)) => Err(Problem::new("unknown-format").with("given", given.as_str())),
            Err(Refused::Accept) => Err(Problem::new("not-acceptable")),
        }
    }
}

/// Looks at a request once, for all that come after; and keeps a language that was chosen by `?language=`.
pub async fn ask(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let asked = Asked::of(&app, &request);
    let chosen = parameter(asked.query.as_deref(), "language");
    if let Some(chosen) = &chosen
        && asked.method == Method::GET
        && asked.wants_at_all() == Wants::Html
    {
        return keep_language(&app, &asked, chosen);
    }
    request.extensions_mut().insert(asked);
    next.run(request).await
}

/// The choice goes into a cookie and out of the address, so that links that are passed on do not carry it.
fn keep_language(app: &App, asked: &Asked, chosen: &str) -> Response {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(asked.query.as_deref().unwrap_or_default().as_bytes()) {
        if name != "language" {
            rest.append_pair(&name, &value);
        }
    }
    let rest = rest.finish();
    let address = if rest.is_empty() { asked.path.clone() } else { format!("{}?{rest}", asked.path) };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    if let Some(tag) = language::meant(chosen).filter(|tag| app.city.languages.contains(tag)) {
        let cookie = app.cookie(LANGUAGE_COOKIE, tag, Some(LANGUAGE_IS_KEPT));
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Name of the cookie with the chosen language.
pub const LANGUAGE_COOKIE: &str = "language";
const LANGUAGE_IS_KEPT: Duration = Duration::from_secs(365 * 86_400);

/// What was asked for by address, then by cookie, then by the browser, then the city's own.
fn voice(app: &App, query: Option<&str>, headers: &HeaderMap) -> Say {
    let offered = |tag: &&'static str| app.city.languages.contains(tag);
    parameter(query, "language")
        .and_then(|tag| language::meant(&tag))
        .filter(offered)
        .or_else(|| cookie(headers, LANGUAGE_COOKIE).and_then(language::meant).filter(offered))
        .or_else(|| {
            text(headers, header::ACCEPT_LANGUAGE).and_then(|wish| language::accepted(wish, &app.city.languages))
        })
        .and_then(Say::of)
        .unwrap_or_else(|| app.city.voice())
}

/// Addresses made for programs answer JSON to whoever does not care; the others a page, since previews of shared
/// links do not care either. Who sends JSON or a token is a program.
fn form_by_default(path: &str, headers: &HeaderMap) -> Wants {
    const FOR_PROGRAMS: [&str; 9] =
        ["/collections", "/conformance", "/api", "/record", "/tiles", "/base", "/health", "/ready", "/metrics"];
    let first = FOR_PROGRAMS
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let sends_json = text(headers, header::CONTENT_TYPE).is_some_and(|kind| kind.contains("json"));
    if first || sends_json || headers.contains_key(header::AUTHORIZATION) { Wants::Json } else { Wants::Html }
}

/// The path and query of the page before, when it is one of ours. What htmx tells is exact; a referrer will do.
fn came_from(app: &App, headers: &HeaderMap) -> Option<String> {
    let page =
        text(headers, header::HeaderName::from_static("hx-current-url")).or_else(|| text(headers, header::REFERER))?;
    let rest = page.strip_prefix(app.config.public_url.origin())?.strip_prefix(app.config.public_url.path())?;
    let rest = rest.split('#').next().unwrap_or(rest);
    is_ours(rest).then(|| rest.to_owned())
}

/// Whether an address that somebody gave us (`next=`) is a path of ours: `/x`, but not `//host`, `/\\host`, `/%09/host`.
pub fn is_ours(address: &str) -> bool {
    let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
    // Browsers drop tabs and line breaks from addresses and take a backslash for a slash.
    let seen: String = decoded.chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect();
    seen.starts_with('/') && !seen.starts_with("//") && !address.contains(['\\', '\n', '\r', '\t'])
}

/// What the `Accept` header wants most; `None` when it wants nothing that we have.
fn accepted(headers: &HeaderMap, otherwise: Wants) -> Option<Wants> {
    let mut lines = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    if lines.peek().is_none() {
        return Some(otherwise);
    }
    // For each form the quality of the most specific range that covers it (RFC 9110, section 12.5.1).
    let (mut html, mut json) = ((0, 0.0_f32), (0, 0.0_f32));
    for part in lines.flat_map(|line| line.split(',')) {
        let mut pieces = part.split(';').map(str::trim);
        let range = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let quality = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let (for_html, for_json) = match range.as_str() {
            "*/*" => (1, 1),
            "text/*" => (2, 0),
            "application/*" => (0, 2),
            "text/html" | "application/xhtml+xml" => (3, 0),
            "application/json"
            | "application/geo+json"
            | "application/problem+json"
            | "application/ld+json"
            | "application/vnd.oai.openapi+json;version=3.1"
            | "application/vnd.oai.openapi+json" => (0, 3),
            _ => (0, 0),
        };
        for (form, specific) in [(&mut html, for_html), (&mut json, for_json)] {
            if specific > form.0 || (specific == form.0 && specific > 0 && quality > form.1) {
                *form = (specific, quality);
            }
        }
    }
    // Of two that are wanted as much, the one that is named more exactly ("application/json, */*").
    let (html, json) = ((html.1, html.0), (json.1, json.0));
    match (html, json) {
        ((0.0, _), (0.0, _)) => None,
        (html, json) if html > json => Some(Wants::Html),
        (html, json) if json > html => Some(Wants::Json),
        _ => Some(otherwise),
    }
}

/// One parameter of a query, decoded. The last one counts.
pub fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).filter(|(key, _)| key == name).last().map(|(_, value)| value.into_owned())
}

/// A header as text.
pub fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn has(headers: &HeaderMap, name: &'static str, value: &str) -> bool {
    headers.get(name).is_some_and(|found| found.as_bytes() == value.as_bytes())
}

/// A cookie of the request.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asked = parts.extensions.get::<Asked>().cloned().unwrap_or_else(|| Asked::unknown(app));
        let wants = asked.readable()?;
        Ok(Self { asked, wants })
    }
}

/// Parts of the path. What does not parse is an address that does not exist.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let found = parts.extract::<axum::extract::Path<T>>().await;
        found.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Problem::not_found())
    }
}

/// Parameters of the address. A wrong one is named.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_html_form::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let name = error.path().to_string();
            let given = parameter(Some(query), &name).unwrap_or_default();
            Problem::new("invalid-parameter")
                .with("parameter", name)
                .with("given", given.chars().take(80).collect::<String>())
                .with("allowed", error.into_inner().to_string())
        })
    }
}

/// How many things a page may have.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without a wish.
    pub usual: u32,
    /// At most, however many are wished for.
    pub most: u32,
}

impl Limits {
    /// Understands `limit=`: a whole number from 1 on; more than the most is the most, the rest is refused by name.
    pub fn read(self, given: Option<&str>) -> Result<u32, Problem> {
        let Some(given) = given else { return Ok(self.usual) };
        match given.parse::<u64>() {
            Ok(wished) if wished >= 1 => Ok(u32::try_from(wished).unwrap_or(u32::MAX).min(self.most)),
            _ => Err(Problem::new("invalid-parameter")
                .with("parameter", "limit")
                .with("given", given.chars().take(80).collect::<String>())
                .with("allowed", format!("1 … {}", self.most))),
        }
    }
}

impl fmt::Display for Wants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Html => "html",
            Self::Fragment => "fragment",
            Self::Json => "json",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(accept: &str, otherwise: Wants) -> Option<Wants> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        accepted(&headers, otherwise)
    }

    #[test]
    fn programs_and_browsers_get_what_they_ask_for() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
        for otherwise in [Wants::Html, Wants::Json] {
            assert_eq!(wants(browser, otherwise), Some(Wants::Html));
            assert_eq!(wants("application/json", otherwise), Some(Wants::Json));
            assert_eq!(wants("application/geo+json;q=0.5, text/html;q=0.1", otherwise), Some(Wants::Json));
            assert_eq!(wants("text/html, */*;q=0.1", otherwise), Some(Wants::Html));
            assert_eq!(wants("text/turtle", otherwise), None);
            assert_eq!(wants("text/html;q=0", otherwise), None);
            assert_eq!(wants("*/*", otherwise), Some(otherwise));
            assert_eq!(wants("*/*, text/html;q=0", otherwise), Some(Wants::Json));
            assert_eq!(accepted(&HeaderMap::new(), otherwise), Some(otherwise));
        }
    }

    #[test]
    fn strange_limits_are_refused_by_name() {
        let limits = Limits { usual: 10, most: 1000 };
        assert_eq!(limits.read(None).unwrap(), 10);
        assert_eq!(limits.read(Some("7")).unwrap(), 7);
        assert_eq!(limits.read(Some("100000")).unwrap(), 1000);
        for wrong in ["0", "-1", "abc", "1.5", ""] {
            assert_eq!(limits.read(Some(wrong)).unwrap_err().code(), "invalid-parameter");
        }
    }

    #[test]
    fn only_paths_of_ours_are_followed() {
        for wrong in [
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "/%09/evil.example",
            "javascript:alert(1)",
            "",
            "x",
        ] {
            assert!(!is_ours(wrong), "{wrong}");
        }
        for right in ["/", "/parcels/0042?x=1#c", "/?parcel=1&view=15,74.6,42.8"] {
            assert!(is_ours(right), "{right}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; language=ru;session=x".parse().unwrap());
        assert_eq!(cookie(&headers, "language"), Some("ru"));
        assert_eq!(cookie(&headers, "lang"), None);
    }
}
