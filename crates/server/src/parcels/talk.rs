//! What is planned on a parcel and what people say about it: the part of its page that asks the store.
//!
//! When the store is away the facts, which are in memory, are still there to read, and the page says what is missing.

use dialogue::{ParcelCode, Subject};
use serde_json::json;

use crate::{
    app::App,
    extract::MaybeSignedIn,
    language::Say,
    notices::{self, cards},
    parts::{Note, NoteKind, NoticeCard, NoticeRow},
    problem::Problem,
    threads::{self, section, section::ThreadSection},
};

/// The notices of a parcel, and its thread.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// Notices that are in force.
    pub notices: Vec<NoticeCard>,
    /// Notices that are over.
    pub past: Vec<NoticeRow>,
    /// The discussion.
    pub thread: Option<ThreadSection>,
    /// That the store is away.
    pub away: Option<Note>,
}

impl Talk {
    pub(super) async fn of(app: &App, say: Say, who: &MaybeSignedIn, code: &str) -> Result<Self, Problem> {
        match Self::gather(app, say, who, code).await {
            Ok(talk) => Ok(talk),
            Err(problem) if problem.is_passing() => {
                let away = Note {
                    kind: NoteKind::Warn,
                    icon: "warn",
                    lead: problem.title(say),
                    text: problem.detail(say, app),
                    link: None,
                    fresh: false,
                };
                Ok(Self { away: Some(away), ..Self::default() })
            }
            Err(problem) => Err(problem),
        }
    }

    async fn gather(app: &App, say: Say, who: &MaybeSignedIn, code: &str) -> Result<Self, Problem> {
        let code = ParcelCode::new(code);
        let mut reading = app.store.read().await?;
        Ok(Self {
            notices: cards::of_parcel(&mut reading, app, say, &code).await?,
            past: cards::past_of_parcel(&mut reading, app, say, &code).await?,
            thread: Some(section::of_subject(&mut reading, app, say, who, Subject::Parcel(code)).await?),
            away: None,
        })
    }
}

/// The same for a program, as further members of the parcel's feature.
pub(super) async fn members(app: &App, code: &str) -> Result<String, Problem> {
    match told(app, code).await {
        Err(problem) if problem.is_passing() => Ok(String::new()),
        told => told,
    }
}

async fn told(app: &App, code: &str) -> Result<String, Problem> {
    let code = ParcelCode::new(code);
    let mut reading = app.store.read().await?;
    let departments = store::departments::all(&mut reading).await?;
    let notices = store::notices::of_parcel(&mut reading, &code).await?;
    let notices: Vec<_> = notices.iter().map(|notice| notices::wire::Notice::of(app, notice, &departments)).collect();
    let thread = threads::summary(&mut reading, &Subject::Parcel(code)).await?;
    Ok(format!(",\"thread\":{},\"notices\":{}", json!(thread), json!(notices)))
}
