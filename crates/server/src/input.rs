//! What a form or a program sends, read into the same type; and a form given back with marks on its fields.

use axum::{
    RequestExt,
    body::Bytes,
    extract::{FromRequest, Multipart, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    app::App,
    extract::{Asked, text},
    language::Say,
    problem::Problem,
};

/// What was sent: a form (`application/x-www-form-urlencoded`, `multipart/form-data`) or JSON, by its `Content-Type`.
///
/// Let fields that a person may leave empty be `String` with `#[serde(default)]`, and judge them afterwards: what cannot
/// be read into `T` is answered by a page of its own, while a judged field comes back marked in its form.
#[derive(Debug)]
pub struct Input<T> {
    /// The request.
    pub value: T,
    /// What stood in the fields, to give back; empty when JSON was sent.
    pub form: Form,
    /// Key under which a repetition is recognised: the hidden field `submission` or the header `Idempotency-Key`.
    pub submission: Option<Uuid>,
    /// SHA-256 of what was sent, the submission left out: tells a repetition from another text under the same key.
    pub digest: [u8; 32],
}

/// The fields of a form, as typed, and what is wrong with them.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pairs: Vec<(String, String)>,
    wrongs: Vec<(String, String)>,
    sent: bool,
}

/// Name of the hidden field with the submission's key.
pub const SUBMISSION: &str = "submission";
/// Header with the same for programs.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

impl Form {
    /// An empty form.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A form that is filled beforehand.
    pub fn filled<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let pairs = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { pairs, ..Self::default() }
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Everything that stands in fields of one name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked or an option chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|chosen| chosen == value)
    }

    /// Whether it was sent, rather than opened.
    pub fn was_sent(&self) -> bool {
        self.sent
    }

    /// All fields, to be kept elsewhere.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Marks the fields that a problem points at (`/title/ky` is the field `title/ky`); what points nowhere stands at the head.
    #[must_use]
    pub fn marked(mut self, problem: &Problem, say: Say, app: &App) -> Self {
        for part in problem.each() {
            let field = part.pointer().unwrap_or_default().trim_start_matches('/').to_owned();
            self.wrongs.push((field, part.detail(say, app)));
        }
        self
    }

    /// The sentence under a field.
    pub fn wrong(&self, name: &str) -> Option<&str> {
        self.wrongs.iter().find(|(field, _)| field == name).map(|(_, sentence)| sentence.as_str())
    }

    /// The sentences at the form's head, with the fields that they lead to ("" for the whole form).
    pub fn wrongs(&self) -> &[(String, String)] {
        &self.wrongs
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let say = request.extensions().get::<Asked>().map_or_else(|| app.city.voice(), |asked| asked.say);
        let kind = text(&headers, header::CONTENT_TYPE).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" | "application/geo+json" | "application/merge-patch+json" => {
                Self::from_json(&body(request).await?, &headers, say)
            }
            "multipart/form-data" => Self::from_pairs(multipart(request).await?, &headers),
            // A body-less DELETE or PUT from a program, too.
            "application/x-www-form-urlencoded" | "" => {
                let bytes = body(request).await?;
                Self::from_pairs(form_urlencoded::parse(&bytes).into_owned().collect(), &headers)
            }
            _ => Err(Problem::new("unsupported-media-type")),
        }
    }
}

impl<T: DeserializeOwned> Input<T> {
    fn from_json(bytes: &[u8], headers: &HeaderMap, _: Say) -> Result<Self, Problem> {
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
        let reader = &mut serde_json::Deserializer::from_slice(bytes);
        let value = serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = pointer(error.path());
            let cause = error.into_inner();
            if cause.is_data() {
                Problem::new("invalid-field").at(path).with("reason", cause.to_string())
            } else {
                Problem::new("malformed-body")
                    .with("reason", cause.to_string())
                    .with("line", cause.line())
                    .with("column", cause.column())
            }
        })?;
        let submission = match headers.get(IDEMPOTENCY_KEY) {
            None => None,
            Some(key) => {
                Some(key.to_str().ok().and_then(|key| key.trim_matches('"').parse().ok()).ok_or_else(|| {
                    Problem::new("invalid-parameter")
                        .with("parameter", "Idempotency-Key")
                        .with("given", String::from_utf8_lossy(key.as_bytes()).chars().take(80).collect::<String>())
                        .with("allowed", "UUID")
                })?)
            }
        };
        Ok(Self { value, form: Form::empty(), submission, digest: Sha256::digest(bytes).into() })
    }

    fn from_pairs(pairs: Vec<(String, String)>, headers: &HeaderMap) -> Result<Self, Problem> {
        let submission = pairs
            .iter()
            .find(|(name, _)| name == SUBMISSION)
            .and_then(|(_, key)| key.parse().ok())
            .or_else(|| headers.get(IDEMPOTENCY_KEY)?.to_str().ok()?.trim_matches('"').parse().ok());
        let mut hash = Sha256::new();
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs.iter().filter(|(name, _)| name != SUBMISSION) {
            hash.update(name);
            hash.update([0]);
            hash.update(value);
            hash.update([0]);
            encoded.append_pair(name, value);
        }
        let encoded = encoded.finish();
        let reader = serde_html_form::Deserializer::new(form_urlencoded::parse(encoded.as_bytes()));
        let value = serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = pointer(error.path());
            Problem::new("invalid-field").at(path).with("reason", error.into_inner().to_string())
        })?;
        Ok(Self {
            value,
            form: Form { pairs, wrongs: Vec::new(), sent: true },
            submission,
            digest: hash.finalize().into(),
        })
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    pointer
}

async fn body(request: Request) -> Result<Bytes, Problem> {
    request.extract::<Bytes, _>().await.map_err(|rejection: BytesRejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new("too-large"),
        _ => Problem::new("malformed-body").with("reason", rejection.body_text()),
    })
}

async fn multipart(request: Request) -> Result<Vec<(String, String)>, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new("too-large"),
        _ => Problem::new("malformed-body").with("reason", error.body_text()),
    };
    let mut parts: Multipart =
        request.extract().await.map_err(|rejection: axum::extract::multipart::MultipartRejection| {
            Problem::new("malformed-body").with("reason", rejection.body_text())
        })?;
    let mut pairs = Vec::new();
    while let Some(field) = parts.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        pairs.push((name, field.text().await.map_err(broken)?));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Post {
        #[serde(default)]
        body: String,
        reply_to: Option<u32>,
        #[serde(default)]
        parcels: Vec<String>,
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_and_json_are_read_into_the_same_type() {
        let none = HeaderMap::new();
        let form = Input::<Post>::from_pairs(
            pairs(&[
                ("body", "Саламатсызбы"),
                ("reply_to", "7"),
                ("parcels", "1"),
                ("parcels", "2"),
                ("submission", "x"),
            ]),
            &none,
        )
        .unwrap();
        let json = r#"{"body":"Саламатсызбы","reply_to":7,"parcels":["1","2"]}"#;
        let json = Input::<Post>::from_json(json.as_bytes(), &none, Say::kyrgyz()).unwrap();
        assert_eq!(form.value, json.value);
        assert_eq!(form.form.value("body"), "Саламатсызбы");
        assert_eq!(form.submission, None);
    }

    #[test]
    fn an_empty_field_is_no_value() {
        let form = Input::<Post>::from_pairs(pairs(&[("body", ""), ("reply_to", "")]), &HeaderMap::new()).unwrap();
        assert_eq!(form.value, Post { body: String::new(), reply_to: None, parcels: vec![] });
    }

    #[test]
    fn a_repetition_has_the_same_digest_whatever_its_key() {
        let digest = |key: &str, body: &str| {
            Input::<Post>::from_pairs(pairs(&[("submission", key), ("body", body)]), &HeaderMap::new()).unwrap().digest
        };
        assert_eq!(digest("1", "a"), digest("2", "a"));
        assert_ne!(digest("1", "a"), digest("1", "b"));
    }

    #[test]
    fn what_cannot_be_read_names_the_place() {
        let wrong =
            |json: &str| Input::<Post>::from_json(json.as_bytes(), &HeaderMap::new(), Say::kyrgyz()).unwrap_err();
        let problem = wrong(r#"{"parcels":["1",2]}"#);
        assert_eq!((problem.code(), problem.pointer()), ("invalid-field", Some("/parcels/1")));
        assert_eq!(wrong(r#"{"parcels":"#).code(), "malformed-body");
    }
}
