//! Notices as programs read them.

use std::collections::BTreeMap;

use dialogue::{
    Department, DetailValue, Life, Notice as Known, NoticeContent, NoticeRevision, OpenState, Period, Texts,
};
use serde::Serialize;
use serde_json::{Value, json};
use store::comments::Stances as Counted;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{app::App, threads::ThreadSummary};

/// A published notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// Its address.
    pub address: String,
    /// How it stands: `open`, `scheduled`, `comments_closed`, `published`, `decided`, `cancelled`, `not_held`, `withdrawn`.
    pub status: &'static str,
    /// The department that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentWire>,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: jiff::Timestamp,
    /// When it takes comments; missing for a kind that only tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodWire>,
    /// Which revision this is, from 1; `/notices/{id}/revisions` has all.
    pub revision: u32,
    /// When it was last revised.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revised_at: Option<jiff::Timestamp>,
    /// Why it was last revised, by language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub revised_because: Option<Texts>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// The notice that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Uuid>,
    /// Its discussion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<ThreadSummary>,
    /// How many people are for, against and neutral. It is no vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stances: Option<Stances>,
}

/// What a notice or a draft says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Content {
    /// What is announced.
    #[schema(value_type = String, example = "purpose_change")]
    pub kind: dialogue::NoticeKind,
    /// Title by language.
    #[schema(value_type = Object)]
    pub title: Texts,
    /// Text by language.
    #[schema(value_type = Object)]
    pub text: Texts,
    /// The post of who signs it, by language.
    #[schema(value_type = Object)]
    pub signer_post: Texts,
    /// The act behind it.
    #[schema(value_type = Object)]
    pub act: dialogue::Act,
    /// Codes of its parcels.
    #[schema(value_type = Vec<String>)]
    pub parcels: Vec<dialogue::ParcelCode>,
    /// A drawn area: a GeoJSON MultiPolygon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub area: Option<Value>,
    /// The whole city.
    pub whole_city: bool,
    /// The contour's number where there is no code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contour: String,
    /// Address by language.
    #[schema(value_type = Object)]
    pub address_text: Texts,
    /// District by language.
    #[schema(value_type = Object)]
    pub district: Texts,
    /// Area in square metres, as the act says it.
    pub area_m2: Option<f64>,
    /// Category of the land now.
    pub category_now: Option<String>,
    /// Purpose now, by language.
    #[schema(value_type = Object)]
    pub purpose_now: Texts,
    /// Purpose proposed, by language.
    #[schema(value_type = Object)]
    pub purpose_proposed: Texts,
    /// Whom to ask.
    #[schema(value_type = Object)]
    pub contact: dialogue::Contact,
    /// Fields of this kind.
    #[schema(value_type = Object)]
    pub details: BTreeMap<String, DetailValue>,
}

/// A department.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DepartmentWire {
    /// Its short key.
    pub key: String,
    /// Its name by language.
    #[schema(value_type = Object)]
    pub name: Texts,
}

/// When a notice takes comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodWire {
    /// The first instant.
    #[schema(value_type = String, format = DateTime)]
    pub opens: jiff::Timestamp,
    /// The first instant at which none are taken any more.
    #[schema(value_type = String, format = DateTime)]
    pub closes: jiff::Timestamp,
    /// The last day in the city's time zone.
    #[schema(value_type = String, format = Date)]
    pub last_day: jiff::civil::Date,
    /// The city's time zone.
    pub time_zone: String,
    /// The rule that set it.
    pub rule: String,
    /// Whether the city's lawyer has confirmed the rule; missing when the notice names its last day itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_confirmed: Option<bool>,
    /// `not_yet`, `open`, `closing_soon`, `closed`, by the period alone.
    pub state: &'static str,
    /// Which day of the period it is.
    pub day: u32,
    /// How many days it has.
    pub of: u32,
    /// How many days are left after today.
    pub days_left: u32,
}

/// How a notice ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ended {
    /// `withdrawn`, `decided`, `cancelled`, `not_held`.
    #[schema(value_type = String)]
    pub ending: dialogue::Ending,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Why, by language.
    #[schema(value_type = Object)]
    pub reason: Texts,
}

/// How many people take which stance.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stances {
    /// For what is proposed.
    #[serde(rename = "for")]
    pub for_it: u32,
    /// Against it.
    pub against: u32,
    /// Neither.
    pub neutral: u32,
}

impl From<Counted> for Stances {
    fn from(counted: Counted) -> Self {
        Self { for_it: counted.for_it, against: counted.against, neutral: counted.neutral }
    }
}

impl Content {
    /// The content for a program.
    pub fn of(content: &NoticeContent) -> Self {
        let NoticeContent {
            kind,
            title,
            text,
            signer_post,
            act,
            place,
            area_m2,
            category_now,
            purpose_now,
            purpose_proposed,
            contact,
            details,
        } = content.clone();
        Self {
            kind,
            title,
            text,
            signer_post,
            act,
            parcels: place.parcels,
            area: place.area.map(|area| json!({ "type": "MultiPolygon", "coordinates": area })),
            whole_city: place.whole_city,
            contour: place.contour,
            address_text: place.address,
            district: place.district,
            area_m2,
            category_now,
            purpose_now,
            purpose_proposed,
            contact,
            details,
        }
    }
}

impl PeriodWire {
    fn of(app: &App, period: &Period, now: jiff::Timestamp) -> Self {
        let clock = dialogue::OpenClock::read(period, now, &app.city.time_zone, &app.city.calendar);
        Self {
            opens: period.opens,
            closes: period.closes,
            last_day: period.last_day,
            time_zone: app.city.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            rule: period.rule.to_string(),
            rule_confirmed: app.city.terms.find(&period.rule).map(|rule| rule.confirmed),
            state: OpenState::key(clock.state),
            day: clock.day,
            of: clock.of,
            days_left: clock.days_left,
        }
    }
}

impl Notice {
    /// The notice for a program.
    pub fn of(app: &App, notice: &Known, departments: &[Department]) -> Self {
        let now = app.clock.now();
        Self {
            id: notice.id.uuid(),
            address: super::cards::address(notice.id),
            status: notice.status(now).key(),
            department: department(departments, notice.department),
            content: Content::of(&notice.content),
            published_at: notice.published_at,
            period: notice.period.as_ref().map(|period| PeriodWire::of(app, period, now)),
            revision: notice.revision,
            revised_at: notice.revised.as_ref().map(|(at, _)| *at),
            revised_because: notice.revised.as_ref().map(|(_, reason)| reason.clone()),
            ended: match &notice.life {
                Life::Published => None,
                Life::Ended { ending, at, reason } => Some(Ended { ending: *ending, at: *at, reason: reason.clone() }),
            },
            repeats: notice.repeats.map(dialogue::NoticeId::uuid),
            thread: None,
            stances: None,
        }
    }
}

/// A department of the list, for a program.
pub fn department(departments: &[Department], id: dialogue::DepartmentId) -> Option<DepartmentWire> {
    let found = departments.iter().find(|department| department.id == id)?;
    Some(DepartmentWire { key: found.key.clone(), name: found.name.clone() })
}

/// A page of a list of notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notices {
    /// The notices.
    pub notices: Vec<Notice>,
    /// The next page, if there is more.
    pub next: Option<String>,
}

/// A draft: only its department sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    /// Its id, which the notice keeps.
    pub id: Uuid,
    /// Its address.
    pub address: String,
    /// `draft`
    pub status: &'static str,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentWire>,
    /// What it says so far.
    #[serde(flatten)]
    pub content: Content,
    /// When it would close if it were published now; missing when nothing says so, and for a kind that only tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodWire>,
    /// The codes of what keeps it from being published, with their fields.
    pub faults: Vec<Fault>,
    /// When it was last saved.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: jiff::Timestamp,
}

/// What keeps a draft from being published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fault {
    /// The problem's code.
    pub code: &'static str,
    /// The field.
    pub at: Option<String>,
}

impl Draft {
    /// The draft for a program.
    pub fn of(
        app: &App,
        draft: &dialogue::Draft,
        period: Option<&Period>,
        faults: Vec<Fault>,
        departments: &[Department],
    ) -> Self {
        Self {
            id: draft.id.uuid(),
            address: super::cards::address(draft.id),
            status: "draft",
            department: department(departments, draft.department),
            content: Content::of(&draft.content),
            period: period.map(|period| PeriodWire::of(app, period, app.clock.now())),
            faults,
            saved_at: draft.saved_at,
        }
    }
}

/// All versions of a notice, the first first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revisions {
    /// The notice's address.
    pub notice: String,
    /// The versions.
    pub revisions: Vec<Revision>,
}

/// One version of a notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revision {
    /// 1, 2, 3, …
    pub number: u32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Why, by language.
    #[schema(value_type = Object)]
    pub because: Texts,
    /// The entry of the record that made it.
    pub entry: Option<u64>,
    /// What it said.
    pub content: Content,
    /// When it took comments.
    pub period: Option<PeriodWire>,
}

impl Revision {
    /// The version for a program.
    pub fn of(app: &App, revision: &NoticeRevision, entry: Option<u64>) -> Self {
        Self {
            number: revision.number,
            at: revision.at,
            because: revision.reason.clone(),
            entry,
            content: Content::of(&revision.content),
            period: revision.period.as_ref().map(|period| PeriodWire::of(app, period, app.clock.now())),
        }
    }
}
