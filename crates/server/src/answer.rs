//! The same thing as a page, as a fragment or as JSON, by what was asked for. A handler never asks which.
//!
//! ```ignore
//! answer(&reader).page(|| ParcelPage { … }).fragment(|| Panel { … }).json(|| &wire).respond()
//! answer(&reader).created(&format!("/comments/{id}")).fragment(|| CommentView { … }).json(|| &wire).respond()
//! ```

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    extract::{Reader, Wants},
    problem::Problem,
};

/// Begins an answer.
pub fn answer(reader: &Reader) -> Answer<'_> {
    Answer {
        reader,
        body: None,
        outcome: Outcome::Shown,
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        tagged: false,
        fault: None,
    }
}

/// An answer in the making.
#[derive(Debug)]
pub struct Answer<'r> {
    reader: &'r Reader,
    body: Option<(Wants, &'static str, String)>,
    outcome: Outcome,
    status: StatusCode,
    headers: HeaderMap,
    tagged: bool,
    fault: Option<String>,
}

/// What the request did.
#[derive(Debug)]
enum Outcome {
    Shown,
    Created(String),
    Changed(String),
    Removed(String),
}

const HTML: &str = "text/html; charset=utf-8";

impl Answer<'_> {
    /// The whole page, for a browser. Also in place of a fragment, when there is none.
    pub fn page<T: Template>(mut self, make: impl FnOnce() -> T) -> Self {
        match self.reader.wants {
            Wants::Html => self.render(Wants::Html, &make()),
            Wants::Fragment if self.body.is_none() => self.render(Wants::Html, &make()),
            Wants::Fragment | Wants::Json => {}
        }
        self
    }

    /// The part of the page that is put in place.
    pub fn fragment<T: Template>(mut self, make: impl FnOnce() -> T) -> Self {
        if self.reader.wants == Wants::Fragment {
            self.render(Wants::Fragment, &make());
        }
        self
    }

    /// The thing, for a program.
    pub fn json<T: Serialize>(self, make: impl FnOnce() -> T) -> Self {
        self.json_as("application/json", make)
    }

    /// The thing, for a program, with a media type of its own.
    pub fn json_as<T: Serialize>(mut self, kind: &'static str, make: impl FnOnce() -> T) -> Self {
        if self.reader.wants == Wants::Json {
            match serde_json::to_string(&make()) {
                Ok(text) => self.body = Some((Wants::Json, kind, text)),
                Err(error) => self.fault = Some(error.to_string()),
            }
        }
        self
    }

    /// Something was made at an address: 201 for a program, 303 after a form, the fragment in place.
    pub fn created(mut self, address: &str) -> Self {
        self.outcome = Outcome::Created(address.into());
        self
    }

    /// Something was changed; after a form the reader goes to the address.
    pub fn changed(mut self, address: &str) -> Self {
        self.outcome = Outcome::Changed(address.into());
        self
    }

    /// Something was taken away: 204 for a program, unless there is JSON to send; after a form the reader goes to the address.
    pub fn removed(mut self, address: &str) -> Self {
        self.outcome = Outcome::Removed(address.into());
        self
    }

    /// A page that is not all well, as a form with marks on its fields.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// One more header.
    pub fn header(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        match HeaderValue::from_str(value.as_ref()) {
            Ok(value) => drop(self.headers.append(name, value)),
            Err(error) => self.fault = Some(error.to_string()),
        }
        self
    }

    /// Names the content by an ETag and answers 304 to a reader who has it. A weak one: the bytes are compressed on the
    /// way, in more than one manner.
    pub fn tagged(mut self) -> Self {
        self.tagged = true;
        self
    }

    fn render(&mut self, as_form: Wants, template: &impl Template) {
        match template.render() {
            Ok(text) => self.body = Some((as_form, HTML, text)),
            Err(error) => self.fault = Some(error.to_string()),
        }
    }

    /// The answer.
    pub fn respond(mut self) -> Result<Response, Problem> {
        if let Some(fault) = self.fault {
            return Err(Problem::internal(&fault));
        }
        let wants = self.reader.wants;
        let mut response = match (&self.outcome, wants, self.body.take()) {
            (Outcome::Created(at) | Outcome::Changed(at) | Outcome::Removed(at), Wants::Html, _) => redirect(at),
            // Nothing to put in place: htmx goes to the address.
            (Outcome::Created(at) | Outcome::Changed(at) | Outcome::Removed(at), Wants::Fragment, body)
                if body.as_ref().is_none_or(|(form, ..)| *form == Wants::Html) =>
            {
                let mut response = StatusCode::NO_CONTENT.into_response();
                response.headers_mut().insert("hx-redirect", location(at)?);
                response
            }
            (Outcome::Created(at), Wants::Json, body) => {
                let mut response = shown(body);
                *response.status_mut() = StatusCode::CREATED;
                response.headers_mut().insert(header::LOCATION, location(at)?);
                response
            }
            (Outcome::Changed(_) | Outcome::Removed(_), Wants::Json, None) => StatusCode::NO_CONTENT.into_response(),
            (Outcome::Shown, _, None) => return Err(Problem::new("not-acceptable")),
            (_, _, body) => {
                let tag = body.as_ref().filter(|_| self.tagged).map(|(_, _, text)| etag(text.as_bytes()));
                let mut response = match &tag {
                    Some(tag) if self.reader.has_already(tag) => StatusCode::NOT_MODIFIED.into_response(),
                    _ => shown(body),
                };
                if response.status() == StatusCode::OK {
                    *response.status_mut() = self.status;
                }
                if let Some(tag) = tag.and_then(|tag| format!("W/{tag}").parse().ok()) {
                    response.headers_mut().insert(header::ETAG, tag);
                }
                response
            }
        };
        let headers = response.headers_mut();
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Accept, Accept-Language, Cookie, Authorization, HX-Request"),
        );
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.reader.say.tag()));
        if !self.headers.contains_key(header::CACHE_CONTROL) {
            // May hold what only this reader sees; kept by their browser alone, and asked for again.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
        headers.extend(self.headers);
        Ok(response)
    }
}

fn shown(body: Option<(Wants, &'static str, String)>) -> Response {
    match body {
        Some((_, kind, text)) => ([(header::CONTENT_TYPE, kind)], Body::from(text)).into_response(),
        None => StatusCode::OK.into_response(),
    }
}

/// 303: a reload posts nothing twice.
pub fn redirect(address: &str) -> Response {
    match location(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn location(address: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(address).map_err(|error| Problem::internal(&error))
}

/// A strong ETag of some content.
pub fn etag(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}
