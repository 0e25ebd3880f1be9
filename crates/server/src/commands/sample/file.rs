//! The file of a sample dialogue, schema 1 (data/cities/bishkek/README.md). What the service does not know yet is only counted.

use std::collections::BTreeMap;

use dialogue::{Language, NoticeKind, Role, Stance, Texts};
use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use serde::Deserialize;
use serde_json::Value;

use crate::city::City;

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub(super) departments: Vec<Department>,
    pub(super) accounts: Vec<Account>,
    pub(super) notices: Vec<Notice>,
    pub(super) threads: Vec<Thread>,
    #[serde(default)]
    pub(super) moderation: Vec<Moderation>,
    #[serde(default)]
    decisions: Vec<Decision>,
    #[serde(default)]
    answers: Vec<Value>,
    #[serde(default)]
    hearings: Vec<Value>,
    #[serde(default)]
    errors_on_map: Vec<Value>,
    #[serde(default)]
    watches: Vec<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Department {
    pub(super) key: String,
    pub(super) name_ky: String,
    pub(super) name_ru: String,
    #[serde(default)]
    pub(super) name_en: String,
    pub(super) since: Option<civil::Date>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) key: String,
    pub(super) display_name: String,
    pub(super) language: Language,
    pub(super) role: Role,
    pub(super) department: Option<String>,
}

/// An instant relative to the day of loading.
#[derive(Debug, Deserialize)]
pub(super) struct When {
    days_from_now: Option<i32>,
    time: Option<String>,
    minutes_ago: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Notice {
    pub(super) key: String,
    pub(super) kind: NoticeKind,
    pub(super) state: String,
    pub(super) department: String,
    pub(super) signer_post: Texts,
    pub(super) act: Option<Act>,
    pub(super) title: Texts,
    pub(super) text: Texts,
    pub(super) place: Place,
    pub(super) area_m2: Option<f64>,
    pub(super) category_now: Option<String>,
    #[serde(default)]
    pub(super) purpose_now: Texts,
    #[serde(default)]
    pub(super) purpose_proposed: Option<Texts>,
    pub(super) contact: dialogue::Contact,
    pub(super) published: Option<When>,
    pub(super) period: Option<Period>,
    #[serde(default)]
    pub(super) extra: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) repeats: Option<String>,
    decision: Option<String>,
    #[serde(default)]
    revisions: Vec<Correction>,
    #[serde(default)]
    history: Vec<Step>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Act {
    pub(super) number: String,
    #[serde(flatten)]
    pub(super) when: When,
}

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    pub(super) parcels: Vec<String>,
    pub(super) area: Option<Value>,
    #[serde(default)]
    pub(super) whole_city: bool,
    pub(super) contour: Option<Value>,
    #[serde(default)]
    pub(super) address: Texts,
    #[serde(default)]
    pub(super) district: Texts,
}

#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub(super) closes: When,
}

/// What an earlier version of a notice said otherwise, from when on, and why it was corrected.
#[derive(Debug, Deserialize)]
pub(super) struct Correction {
    #[serde(flatten)]
    pub(super) when: When,
    pub(super) changed: BTreeMap<String, Value>,
    pub(super) reason: Texts,
    #[serde(default)]
    pub(super) restarts_period: bool,
}

#[derive(Debug, Deserialize)]
struct Step {
    state: String,
    #[serde(flatten)]
    when: When,
    #[serde(default)]
    reason: Texts,
}

#[derive(Debug, Deserialize)]
struct Decision {
    key: String,
    #[serde(flatten)]
    when: When,
    reasons: Texts,
}

#[derive(Debug, Deserialize)]
pub(super) struct Thread {
    pub(super) subject: Subject,
    pub(super) comments: Vec<Comment>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subject {
    pub(super) notice: Option<String>,
    pub(super) parcel: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) key: String,
    pub(super) author: String,
    #[serde(flatten)]
    pub(super) when: When,
    pub(super) language: Language,
    pub(super) body: String,
    pub(super) reply_to: Option<String>,
    pub(super) stance: Option<Stance>,
    #[serde(default)]
    pub(super) support: usize,
    pub(super) position: Option<[f64; 2]>,
    #[serde(default)]
    pub(super) revisions: Vec<Revision>,
    pub(super) withdrawn: Option<Withdrawn>,
    pub(super) moderated: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Revision {
    pub(super) minutes_after: i64,
    pub(super) body: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Withdrawn {
    pub(super) minutes_after: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Moderation {
    pub(super) key: String,
    pub(super) reason: String,
    pub(super) by: String,
    #[serde(flatten)]
    pub(super) when: When,
}

impl When {
    /// The instant, for a file that is loaded at `now`.
    pub(super) fn on(&self, city: &City, now: Timestamp) -> anyhow::Result<Timestamp> {
        if let Some(minutes) = self.minutes_ago {
            return Ok(now - SignedDuration::from_mins(minutes));
        }
        let day = self.day(city, now)?;
        let time: civil::Time = self.time.as_deref().unwrap_or("12:00").parse()?;
        Ok(day.to_datetime(time).to_zoned(city.time_zone.clone())?.timestamp())
    }

    pub(super) fn day(&self, city: &City, now: Timestamp) -> anyhow::Result<civil::Date> {
        Ok(city.date(now).checked_add(self.days_from_now.unwrap_or(0).days())?)
    }
}

impl Notice {
    /// What an earlier version said, if this one was corrected after it was public.
    pub(super) fn correction(&self) -> Option<&Correction> {
        let corrected = self.history.iter().any(|step| step.state == "corrected");
        self.revisions.first().filter(|_| corrected)
    }
}

impl File {
    /// When and why a notice ended, if it did.
    pub(super) fn ending<'a>(&'a self, notice: &'a Notice) -> Option<(&'a When, &'a Texts)> {
        if let Some(key) = &notice.decision {
            return self.decisions.iter().find(|decision| decision.key == *key).map(|d| (&d.when, &d.reasons));
        }
        let ended = ["cancelled", "not_held", "withdrawn"].contains(&notice.state.as_str());
        notice.history.iter().find(|step| ended && step.state == notice.state).map(|step| (&step.when, &step.reason))
    }

    /// What has no place in the service yet.
    pub(super) fn later_parts(&self) -> [(&'static str, usize); 4] {
        [
            ("official answers", self.answers.len()),
            ("hearings", self.hearings.len()),
            ("errors on the map", self.errors_on_map.len()),
            ("watches", self.watches.len()),
        ]
    }
}
