//! The period in which a notice takes comments, to the instant, and the rule that set it.
//!
//! A period ends with its last civil day in the city's time zone, or at the hour that the notice names. Its end is an
//! instant that no longer belongs to it (thr-04): comments at `closes` and later are refused.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::NoticeKind;
use crate::clocks::{Term, Unit};

/// The name of a rule that sets a term, such as `purpose_change_remarks`; [`RuleId::NAMED`] if the notice itself does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// The last day is named by the notice and follows no rule.
    pub const NAMED: &str = "named_in_notice";

    /// A rule by its name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// The rule of a period whose last day the notice itself names.
    #[must_use]
    pub fn named() -> Self {
        Self::new(Self::NAMED)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Why a period was not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PeriodRefused {
    /// It would end before it begins.
    #[error("it would close at {closes}, before it opens at {opens}")]
    EndsBeforeItBegins {
        /// Its beginning.
        opens: Timestamp,
        /// Its end.
        closes: Timestamp,
    },
    /// An extension to an earlier day (ddl-05).
    #[error("comments are promised until {promised}; {asked} is earlier")]
    Shorter {
        /// The last day promised.
        promised: Date,
        /// The last day asked for.
        asked: Date,
    },
    /// A date that no calendar has.
    #[error("not a day that exists")]
    NoSuchDay,
}

/// From when until when a notice takes comments.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// The first instant.
    pub opens: Timestamp,
    /// The first instant that no longer belongs to it.
    pub closes: Timestamp,
    /// The last civil day in the city's time zone.
    pub last_day: Date,
    /// The hour on the last day at which it closes; `None`: it lasts until the end of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<Time>,
    /// The rule that set it.
    pub rule: RuleId,
}

impl Period {
    /// A period that lasts until the end of its last day.
    ///
    /// # Errors
    /// [`PeriodRefused`]: it ends before it begins.
    pub fn until_end_of(
        opens: Timestamp,
        last_day: Date,
        rule: RuleId,
        zone: &TimeZone,
    ) -> Result<Self, PeriodRefused> {
        let next = last_day.tomorrow().map_err(|_| PeriodRefused::NoSuchDay)?;
        let closes = next.to_zoned(zone.clone()).map_err(|_| PeriodRefused::NoSuchDay)?.timestamp();
        Self::checked(Self { opens, closes, last_day, hour: None, rule })
    }

    /// A period that closes at an hour of its last day.
    ///
    /// # Errors
    /// [`PeriodRefused`]: it ends before it begins.
    pub fn until_hour(
        opens: Timestamp,
        last_day: Date,
        hour: Time,
        rule: RuleId,
        zone: &TimeZone,
    ) -> Result<Self, PeriodRefused> {
        let closes =
            last_day.to_datetime(hour).to_zoned(zone.clone()).map_err(|_| PeriodRefused::NoSuchDay)?.timestamp();
        Self::checked(Self { opens, closes, last_day, hour: Some(hour), rule })
    }

    fn checked(self) -> Result<Self, PeriodRefused> {
        if self.closes <= self.opens {
            return Err(PeriodRefused::EndsBeforeItBegins { opens: self.opens, closes: self.closes });
        }
        Ok(self)
    }

    /// Whether it takes comments at this instant.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.opens <= now && now < self.closes
    }

    /// The period after a second announcement: it begins with the first of them and ends with the last; a term once
    /// promised is not shortened (ddl-05).
    #[must_use]
    pub fn together_with(self, other: Self) -> Self {
        let opens = self.opens.min(other.opens);
        let longer = if other.closes > self.closes { other } else { self };
        Self { opens, ..longer }
    }

    /// The period extended to the end of another one.
    ///
    /// # Errors
    /// [`PeriodRefused::Shorter`] if that ends earlier.
    pub fn extended_to(self, other: Self) -> Result<Self, PeriodRefused> {
        if other.closes < self.closes {
            return Err(PeriodRefused::Shorter { promised: self.last_day, asked: other.last_day });
        }
        Ok(Self { opens: self.opens, ..other })
    }
}

/// One rule that sets a term: a row of data with the act behind it, so that a day computed today can be explained later.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// Its name.
    pub id: RuleId,
    /// The kind of notice whose comments it is for.
    pub kind: NoticeKind,
    /// How many.
    pub amount: u16,
    /// Of what.
    pub unit: Unit,
    /// Whether a last day that is a day off moves to the next working day.
    #[serde(default = "yes")]
    pub moves_from_day_off: bool,
    /// The hour at which the last day closes; none: at its end.
    #[serde(default)]
    pub hour: Option<Time>,
    /// The act.
    #[serde(default)]
    pub act: Option<String>,
    /// Its article.
    #[serde(default)]
    pub article: Option<String>,
    /// Since when the rule holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The last day on which it holds.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Whether the city's lawyer has confirmed it.
    pub confirmed: bool,
}

const fn yes() -> bool {
    true
}

impl TermRule {
    /// The term that it sets.
    #[must_use]
    pub const fn term(&self) -> Term {
        Term { amount: self.amount, unit: self.unit, moves_from_day_off: self.moves_from_day_off }
    }
}

/// The rules of a city: `terms.toml` beside its calendars.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRules {
    #[serde(default, rename = "term")]
    rules: Vec<TermRule>,
}

impl TermRules {
    /// The rules from the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, with its line, as TOML's reader says it.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The rule for comments on a notice of this kind that is published on this day.
    #[must_use]
    pub fn for_comments(&self, kind: NoticeKind, published: Date) -> Option<&TermRule> {
        self.rules.iter().find(|rule| {
            rule.kind == kind
                && rule.valid_from.is_none_or(|from| from <= published)
                && rule.valid_to.is_none_or(|to| published <= to)
        })
    }

    /// The rule by its name.
    #[must_use]
    pub fn find(&self, id: &RuleId) -> Option<&TermRule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// All rules.
    #[must_use]
    pub fn all(&self) -> &[TermRule] {
        &self.rules
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::comments::{CommentRefused, taken_in};

    fn bishkek() -> TimeZone {
        TimeZone::get("Asia/Bishkek").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn until(last_day: Date) -> Period {
        Period::until_end_of(at("2026-03-01T09:00:00+06:00"), last_day, RuleId::new("r"), &bishkek()).unwrap()
    }

    /// thr-04: the server's own time zone plays no part.
    #[test]
    fn the_last_day_counts_until_midnight_in_the_city() {
        let period = until(date(2026, 3, 31));
        assert_eq!(taken_in(&period, at("2026-03-31T17:59:59Z")), Ok(()));
        let refused = taken_in(&period, at("2026-03-31T18:00:00Z"));
        assert_eq!(
            refused,
            Err(CommentRefused::PeriodClosed {
                last_day: date(2026, 3, 31),
                closed_at: at("2026-03-31T18:00:00Z"),
                rule: RuleId::new("r")
            })
        );
        assert!(matches!(taken_in(&period, at("2026-03-01T02:59:59Z")), Err(CommentRefused::PeriodNotOpen { .. })));
    }

    #[test]
    fn an_hour_that_the_notice_names_ends_it_to_the_instant() {
        let period = Period::until_hour(
            at("2026-03-01T09:00:00+06:00"),
            date(2026, 3, 31),
            time(18, 0, 0, 0),
            RuleId::named(),
            &bishkek(),
        )
        .unwrap();
        assert!(period.is_open(at("2026-03-31T17:59:59.999999+06:00")));
        assert!(!period.is_open(at("2026-03-31T18:00:00+06:00")));
    }

    /// ddl-05.
    #[test]
    fn a_second_announcement_never_makes_the_period_shorter() {
        let (first, second) = (until(date(2026, 3, 23)), until(date(2026, 3, 22)));
        let together = first.clone().together_with(second);
        assert_eq!(together.last_day, date(2026, 3, 23));
        assert_eq!(
            together.clone().extended_to(until(date(2026, 3, 20))),
            Err(PeriodRefused::Shorter { promised: date(2026, 3, 23), asked: date(2026, 3, 20) })
        );
        assert_eq!(together.extended_to(until(date(2026, 3, 30))).unwrap().last_day, date(2026, 3, 30));
    }

    #[test]
    fn a_period_ends_after_it_begins() {
        let refused =
            Period::until_end_of(at("2026-03-01T09:00:00+06:00"), date(2026, 2, 28), RuleId::named(), &bishkek());
        assert!(matches!(refused, Err(PeriodRefused::EndsBeforeItBegins { .. })));
    }

    #[test]
    fn the_shipped_rules_cover_every_kind_that_takes_comments() {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/calendars/kg/terms.toml"))
            .unwrap();
        let rules = TermRules::read(&text).unwrap();
        for &kind in NoticeKind::ALL {
            let rule = rules.for_comments(kind, date(2026, 11, 25));
            assert_eq!(rule.is_some(), kind.takes_comments(), "{kind}");
            if let Some(rule) = rule {
                assert_eq!(rules.find(&rule.id), Some(rule));
            }
        }
    }
}
