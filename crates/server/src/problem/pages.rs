//! `/problems` and `/problems/{code}`: where the `type` of a problem leads.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Problem, table};
use crate::{
    answer::answer,
    app::App,
    extract::{MaybeSignedIn, Path, Reader},
    language::Say,
    page::Page,
};

/// A kind of problem, explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explained {
    /// The stable code.
    code: &'static str,
    /// The HTTP status that it comes with.
    status: u16,
    /// The kind in words.
    title: String,
    /// What it means and what one can do.
    about: String,
}

impl Explained {
    fn of(kind: &table::Kind, say: Say) -> Self {
        let key = format!("problem-{}", kind.code);
        let about = say.text(&format!("{key}.about"));
        Self { code: kind.code, status: kind.status, title: say.text(&key), about }
    }
}

#[derive(Template)]
#[template(path = "problems/kinds.html")]
struct KindsView {
    page: Page,
    say: Say,
    kinds: Vec<Explained>,
}

/// The addresses of problems.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// Every kind of problem that an answer can name.
#[utoipa::path(get, path = "/problems", tag = "problems", responses((status = 200, body = Vec<Explained>)))]
async fn list(State(app): State<App>, reader: Reader, who: MaybeSignedIn) -> Result<Response, Problem> {
    let say = reader.say;
    let kinds = || table::KINDS.iter().map(|kind| Explained::of(kind, say)).collect::<Vec<_>>();
    answer(&reader)
        .page(|| KindsView {
            page: Page::new(&app, &reader, &who).titled(say.text("problems-title")),
            say,
            kinds: kinds(),
        })
        .json(kinds)
        .respond()
}

/// What one kind of problem means.
#[utoipa::path(get, path = "/problems/{code}", tag = "problems", params(("code" = String, Path)),
    responses((status = 200, body = Explained)))]
async fn one(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    who: MaybeSignedIn,
) -> Result<Response, Problem> {
    let say = reader.say;
    let kind = table::find(&code).ok_or_else(Problem::not_found)?;
    let explained = Explained::of(kind, say);
    answer(&reader)
        .page(|| KindsView {
            page: Page::new(&app, &reader, &who).titled(explained.title.clone()),
            say,
            kinds: vec![Explained::of(kind, say)],
        })
        .json(|| &explained)
        .respond()
}
