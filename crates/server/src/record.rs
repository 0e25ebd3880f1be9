//! The public record, entry by entry. Proofs and signed heads come with their own issue; numbers and order are as they
//! will be then.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use store::entries;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::answer,
    app::App,
    extract::{Limits, MaybeSignedIn, Query, Reader, Wants},
    page::{Page, Place},
    parts::{Link, Pager},
    problem::Problem,
};

/// Entries on one page.
const LIMITS: Limits = Limits { usual: 100, most: 1_000 };

/// The addresses of the record.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: Option<u64>,
    limit: Option<String>,
}

/// A page of the record.
#[derive(Debug, Serialize, ToSchema)]
struct Entries {
    /// How many entries the record has: the number that the next one will have.
    count: u64,
    /// The entries, in order and without gaps.
    entries: Vec<Entry>,
    /// The next page, if there is more.
    next: Option<String>,
}

/// One line of the record.
#[derive(Debug, Serialize, ToSchema)]
struct Entry {
    /// Its number, from 0.
    number: u64,
    /// What happened, such as `comment_posted`.
    kind: &'static str,
    /// What it happened to: `comment`, `notice`, `layer`, `thread`.
    subject_kind: &'static str,
    /// Its id.
    subject_id: String,
    /// In which role it was done.
    role: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: jiff::Timestamp,
    /// Salted hash of the content, hexadecimal; missing when nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_hash: Option<String>,
    /// Hash of the entry as a leaf of the record's tree (RFC 6962), hexadecimal.
    leaf_hash: String,
}

impl Entry {
    fn of(entry: &::record::Entry) -> Self {
        Self {
            number: entry.number,
            kind: entry.what.kind.word(),
            subject_kind: entry.what.subject_kind.word(),
            subject_id: entry.what.subject_id.clone(),
            role: entry.what.role.word(),
            at: entry.what.at,
            content_hash: entry.what.content_hash.map(::record::Hash::to_hex),
            leaf_hash: entry.leaf_hash().to_hex(),
        }
    }
}

/// The record as a page.
#[derive(Debug, Template)]
#[template(path = "record/entries.html")]
struct EntriesPage {
    page: Page,
    title: String,
    lead: String,
    count: String,
    heads: [String; 4],
    rows: Vec<Row>,
    pager: Option<Pager>,
}

#[derive(Debug)]
struct Row {
    number: String,
    kind: String,
    subject: Link,
    role: String,
    when: String,
    machine: String,
}

/// Reads the record: every public change in its order, numbered without gaps.
///
/// An entry names what happened to which subject, in which role and when, and a salted hash of the content. It names no
/// account and holds no text.
#[utoipa::path(get, path = "/record/entries", tag = "record",
    params(("from" = Option<u64>, Query, description = "the number of the first entry"), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = Entries)))]
async fn list(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let limit = u16::try_from(LIMITS.read(asked.limit.as_deref())?).unwrap_or(100);
    let mut reading = app.store.read().await?;
    let count = entries::count(&mut reading).await?;
    // A person comes for what happened last, a program reads from the beginning.
    let from = asked.from.unwrap_or(if reader.wants == Wants::Json { 0 } else { count.saturating_sub(limit.into()) });
    let found = entries::from(&mut reading, from, limit).await?;
    let end = from.saturating_add(found.len() as u64);
    if reader.wants == Wants::Json {
        let wire = Entries {
            count,
            entries: found.iter().map(Entry::of).collect(),
            next: (end < count && !found.is_empty())
                .then(|| app.url(&format!("/record/entries?from={end}&limit={limit}"))),
        };
        return answer(&reader).json(|| wire).respond();
    }
    let say = reader.say;
    let title = say.text("record-title");
    let rows = found
        .iter()
        .rev()
        .map(|entry| {
            let what = &entry.what;
            let id = &what.subject_id;
            let address = match what.subject_kind {
                ::record::SubjectKind::Comment => format!("/comments/{id}"),
                ::record::SubjectKind::Notice => format!("/notices/{id}"),
                ::record::SubjectKind::Thread => format!("/threads/{id}"),
                ::record::SubjectKind::Layer => "/collections/parcels".to_owned(),
            };
            Row {
                number: say.number(entry.number),
                kind: say.text(&format!("record-kind-{}", what.kind)),
                subject: Link { address, text: say.text(&format!("record-subject-{}", what.subject_kind)) },
                role: say.text(&format!("record-role-{}", what.role)),
                when: say.moment(app.city.local(what.at).datetime()),
                machine: what.at.to_string(),
            }
        })
        .collect();
    let pager = (from > 0 || end < count).then(|| Pager {
        say,
        text: say.fill("record-shown").put("first", from).put("last", end.saturating_sub(1)).text(),
        first: (end < count).then(|| Link { address: "/record/entries".into(), text: say.text("record-latest") }),
        next: (from > 0).then(|| Link {
            address: format!("/record/entries?from={}", from.saturating_sub(limit.into())),
            text: say.text("record-earlier"),
        }),
    });
    answer(&reader)
        .page(|| EntriesPage {
            page: Page::new(&app, &reader, &who).titled(title.as_str()).at(Place::Other),
            title,
            lead: say.text("record-lead"),
            count: say.count("record-count", count),
            heads: ["record-head-number", "record-head-what", "record-head-role", "record-head-when"]
                .map(|key| say.text(key)),
            rows,
            pager,
        })
        .respond()
}
