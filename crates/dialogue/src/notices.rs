//! Notices: what a department announces, its kinds, its life, and what it must say before it is published.
//!
//! A [`Draft`] is private to its department and may lack anything. Publishing makes it a [`Notice`] with its first
//! revision; later ones say why in public and leave the earlier readable. A notice ends by being decided, cancelled,
//! not held or withdrawn; it stays where it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::comments::{self, CommentRefused};
use crate::keys::{UnknownKey, keyed};
use crate::writing;
use crate::{
    AccountId, Calendar, CommentBody, DepartmentId, Language, NoticeId, ParcelCode, Period, PeriodRefused, RuleId,
    TermRules, Texts, ThreadId,
};

/// Most characters of a title in one language.
pub const MAX_TITLE_CHARACTERS: usize = 200;
/// Most characters of a text in one language.
pub const MAX_TEXT_CHARACTERS: usize = 20_000;
/// Most characters of a short field: a post, a number, a phone, an address.
pub const MAX_LINE_CHARACTERS: usize = 300;
/// Most parcels of one notice; what covers more is drawn as an area.
pub const MAX_PARCELS: usize = 500;

keyed! {
    /// What is announced (the field's own list of kinds).
    NoticeKind {
        /// Auction: ownership.
        AuctionSale = "auction_sale",
        /// Auction: lease.
        AuctionLease = "auction_lease",
        /// Competition.
        Competition = "competition",
        /// Direct grant or sale without an auction.
        DirectGrant = "direct_grant",
        /// Buy-out of a leased plot.
        LeaseBuyout = "lease_buyout",
        /// Temporary use.
        TemporaryUse = "temporary_use",
        /// Transfer to the state without payment.
        GratuitousTransfer = "gratuitous_transfer",
        /// Change of purpose.
        PurposeChange = "purpose_change",
        /// Transfer to another category of land.
        Transformation = "transformation",
        /// Taking for public needs.
        Taking = "taking",
        /// Servitude.
        Servitude = "servitude",
        /// Splitting or merging parcels.
        SplitMerge = "split_merge",
        /// Public hearing.
        PublicHearing = "public_hearing",
        /// Draft of a plan.
        PlanDraft = "plan_draft",
        /// Draft of a rule.
        RuleDraft = "rule_draft",
    }
}

impl NoticeKind {
    /// Whether notices of this kind take comments; splitting and merging is only told.
    #[must_use]
    pub const fn takes_comments(self) -> bool {
        !matches!(self, Self::SplitMerge)
    }
}

/// The act behind a notice.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Act {
    /// Its number.
    pub number: String,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// Whom to ask.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Telephone.
    pub phone: String,
    /// Room.
    pub room: String,
    /// Hours.
    pub hours: Texts,
}

/// An area drawn on the map: the coordinates of a GeoJSON MultiPolygon, degrees on WGS 84.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Area(pub Vec<Vec<Vec<[f64; 2]>>>);

/// Where it is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Parcels, by code.
    pub parcels: Vec<ParcelCode>,
    /// An area drawn on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// The whole city.
    pub whole_city: bool,
    /// The contour's number where there is no cadastral code ("контур № 172").
    pub contour: String,
    /// Address.
    pub address: Texts,
    /// District.
    pub district: Texts,
}

impl Place {
    /// Whether no place is told.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.parcels.is_empty() && self.area.is_none() && !self.whole_city && self.contour.is_empty()
    }
}

/// The value of a field that only some kinds have (a starting price, the term of a lease).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum DetailValue {
    /// Words, by language.
    Text(Texts),
    /// A word, number or address as it is.
    Line(String),
    /// A sum in hundredths of the city's money (tyiyn).
    Money(i64),
    /// A share in parts of ten thousand: 0.10 is 1000.
    Share(u32),
    /// A civil day.
    Day(Date),
    /// A civil day and hour in the city.
    Moment(DateTime),
    /// From one moment to another.
    Span(DateTime, DateTime),
    /// Codes of parcels.
    Parcels(Vec<ParcelCode>),
    /// Words with a weight in percent each.
    Weighted(Vec<(Texts, u32)>),
}

/// What a notice says. Stored whole with each revision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NoticeContent {
    /// What is announced.
    pub kind: NoticeKind,
    /// Title.
    #[serde(default)]
    pub title: Texts,
    /// Text.
    #[serde(default)]
    pub text: Texts,
    /// The post of who signs it; never a name.
    #[serde(default)]
    pub signer_post: Texts,
    /// The act behind it.
    #[serde(default)]
    pub act: Act,
    /// Where it is.
    #[serde(default)]
    pub place: Place,
    /// Area in square metres as the act says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// Category of the land now: a key of the parcels' categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_now: Option<String>,
    /// Purpose now.
    #[serde(default)]
    pub purpose_now: Texts,
    /// Purpose proposed.
    #[serde(default)]
    pub purpose_proposed: Texts,
    /// Whom to ask.
    #[serde(default)]
    pub contact: Contact,
    /// Fields of this kind, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, DetailValue>,
}

impl NoticeContent {
    /// A notice of this kind that says nothing yet.
    #[must_use]
    pub fn new(kind: NoticeKind) -> Self {
        Self {
            kind,
            title: Texts::default(),
            text: Texts::default(),
            signer_post: Texts::default(),
            act: Act::default(),
            place: Place::default(),
            area_m2: None,
            category_now: None,
            purpose_now: Texts::default(),
            purpose_proposed: Texts::default(),
            contact: Contact::default(),
            details: BTreeMap::new(),
        }
    }

    /// All that keeps it from being published, each with its field; `required` are the languages that title and text
    /// must have.
    #[must_use]
    pub fn faults(&self, required: &[Language]) -> Vec<NoticeRefused> {
        let mut faults = Vec::new();
        for language in Language::ALL {
            let fields = [("title", &self.title, MAX_TITLE_CHARACTERS), ("text", &self.text, MAX_TEXT_CHARACTERS)];
            for (name, texts, limit) in fields {
                let field = format!("{name}_{language}");
                match texts.only(language) {
                    None if required.contains(&language) => faults.push(NoticeRefused::Missing { field }),
                    None => {}
                    Some(text) => match CommentBody::within(text, limit) {
                        Ok(_) => {}
                        Err(CommentRefused::TooLong { length, limit }) => {
                            faults.push(NoticeRefused::TooLong { field, length, limit });
                        }
                        Err(CommentRefused::Empty) => faults.push(NoticeRefused::Missing { field }),
                        Err(_) => faults.push(NoticeRefused::Concealed { field }),
                    },
                }
            }
        }
        if self.place.is_nowhere() {
            faults.push(NoticeRefused::Nowhere);
        }
        if self.place.parcels.len() > MAX_PARCELS {
            faults.push(NoticeRefused::TooManyParcels { count: self.place.parcels.len(), limit: MAX_PARCELS });
        }
        for (field, line) in [
            ("act_number", &self.act.number),
            ("contact_phone", &self.contact.phone),
            ("contact_room", &self.contact.room),
            ("contour", &self.place.contour),
        ] {
            let length = writing::length(line);
            if length > MAX_LINE_CHARACTERS {
                faults.push(NoticeRefused::TooLong { field: field.to_owned(), length, limit: MAX_LINE_CHARACTERS });
            }
        }
        faults
    }
}

/// Why a notice was not published, revised or ended.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoticeRefused {
    /// A field that must be filled is empty.
    #[error("{field} is missing")]
    Missing {
        /// The field's name in the form.
        field: String,
    },
    /// A field is too long.
    #[error("{field} has {length} characters; at most {limit} are taken")]
    TooLong {
        /// The field's name in the form.
        field: String,
        /// How many characters it has.
        length: usize,
        /// How many are taken.
        limit: usize,
    },
    /// A field holds characters that hide or turn its meaning.
    #[error("{field} holds characters that hide its meaning")]
    Concealed {
        /// The field's name in the form.
        field: String,
    },
    /// No parcel, area or contour.
    #[error("no place is told")]
    Nowhere,
    /// More parcels than one notice may have.
    #[error("{count} parcels; at most {limit} are taken")]
    TooManyParcels {
        /// How many.
        count: usize,
        /// How many are taken.
        limit: usize,
    },
    /// The kind takes comments, and neither a rule nor the notice says until when.
    #[error("no period for comments is told")]
    NoPeriod,
    /// The period is none.
    #[error(transparent)]
    Period(#[from] PeriodRefused),
    /// It is of another department.
    #[error("the notice is of another department")]
    OtherDepartment,
    /// It ended already.
    #[error("the notice has ended")]
    Ended,
    /// It was published already.
    #[error("the notice is published")]
    Published,
    /// A revision, withdrawal or other ending must say why.
    #[error("a reason is missing")]
    NoReason,
}

/// Until when a draft wants to take comments.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum DraftPeriod {
    /// As the rule for its kind says.
    #[default]
    Rule,
    /// Until a day that the notice names, to its end or to an hour.
    Named {
        /// The last day.
        last_day: Date,
        /// The hour; none: until the end of the day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hour: Option<Time>,
    },
}

impl DraftPeriod {
    /// The period of a notice of this kind that is published at `now`, and how its last day was counted if a rule did;
    /// `None` for a kind that takes no comments.
    ///
    /// # Errors
    /// No rule and no day, or a day that has passed.
    pub fn opening_at(
        &self,
        kind: NoticeKind,
        now: Timestamp,
        zone: &TimeZone,
        calendar: &Calendar,
        rules: &TermRules,
    ) -> Result<Option<(Period, Option<crate::Count>)>, NoticeRefused> {
        if !kind.takes_comments() {
            return Ok(None);
        }
        let (last_day, hour, rule, count) = match self {
            Self::Named { last_day, hour } => (*last_day, *hour, RuleId::named(), None),
            Self::Rule => {
                let today = now.to_zoned(zone.clone()).date();
                let rule = rules.for_comments(kind, today).ok_or(NoticeRefused::NoPeriod)?;
                let count = rule.term().count(today, calendar);
                (count.last_day, rule.hour, rule.id.clone(), Some(count))
            }
        };
        let period = match hour {
            Some(hour) => Period::until_hour(now, last_day, hour, rule, zone)?,
            None => Period::until_end_of(now, last_day, rule, zone)?,
        };
        Ok(Some((period, count)))
    }
}

/// A notice that is being written; only its department sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// Its id, which the notice keeps.
    pub id: NoticeId,
    /// Whose it is.
    pub department: DepartmentId,
    /// Who wrote it last.
    pub written_by: AccountId,
    /// What it says so far.
    pub content: NoticeContent,
    /// Until when it wants to take comments.
    pub period: DraftPeriod,
    /// The notice that it repeats (an auction without bidders).
    pub repeats: Option<NoticeId>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

keyed! {
    /// How a notice ended.
    Ending {
        /// Taken back by its department.
        Withdrawn = "withdrawn",
        /// Decided.
        Decided = "decided",
        /// Cancelled.
        Cancelled = "cancelled",
        /// An auction without bidders.
        NotHeld = "not_held",
    }
}

/// Where a published notice is in its life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Life {
    /// In force.
    Published,
    /// It ended.
    Ended {
        /// How.
        ending: Ending,
        /// When.
        at: Timestamp,
        /// Why, in public.
        reason: Texts,
    },
}

/// How a notice stands at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeStatus {
    /// Published; comments open later.
    Scheduled,
    /// Taking comments.
    Open,
    /// Comments closed; a decision is awaited.
    CommentsClosed,
    /// Published, of a kind that only tells.
    Published,
    /// Decided.
    Decided,
    /// Cancelled.
    Cancelled,
    /// Not held.
    NotHeld,
    /// Withdrawn.
    Withdrawn,
}

impl NoticeStatus {
    /// All of them, in the order of a filter.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Scheduled,
        Self::CommentsClosed,
        Self::Published,
        Self::Decided,
        Self::Cancelled,
        Self::NotHeld,
        Self::Withdrawn,
    ];

    /// The word used on the wire and in the messages.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Open => "open",
            Self::CommentsClosed => "comments_closed",
            Self::Published => "published",
            Self::Decided => "decided",
            Self::Cancelled => "cancelled",
            Self::NotHeld => "not_held",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for NoticeStatus {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.key() == text).ok_or_else(|| UnknownKey(text.to_owned()))
    }
}

/// A published notice as it stands now.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Its discussion.
    pub thread: ThreadId,
    /// The department that published it.
    pub department: DepartmentId,
    /// What it says.
    pub content: NoticeContent,
    /// When it takes comments; `None` for a kind that only tells.
    pub period: Option<Period>,
    /// Where it is in its life.
    pub life: Life,
    /// When it was published.
    pub published_at: Timestamp,
    /// Which revision this is, from 1.
    pub revision: u32,
    /// When it was last revised, and why in public.
    pub revised: Option<(Timestamp, Texts)>,
    /// The notice that it repeats.
    pub repeats: Option<NoticeId>,
}

/// One version of what a notice said, and why the next was made.
#[derive(Clone, PartialEq, Debug)]
pub struct NoticeRevision {
    /// Its number, from 1.
    pub number: u32,
    /// What it said.
    pub content: NoticeContent,
    /// When it took comments.
    pub period: Option<Period>,
    /// When it was made.
    pub at: Timestamp,
    /// Why it was made; none for the first.
    pub reason: Texts,
}

impl Notice {
    /// How it stands.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> NoticeStatus {
        status(&self.life, self.period.as_ref(), now)
    }

    /// Whether it takes a comment now.
    ///
    /// # Errors
    /// Ended, of a kind that only tells, not yet or no longer open.
    pub fn takes_comment(&self, now: Timestamp) -> Result<(), CommentRefused> {
        if self.life != Life::Published {
            return Err(CommentRefused::NoticeEnded);
        }
        comments::taken_in(self.period.as_ref().ok_or(CommentRefused::NoPeriod)?, now)
    }

    /// Whether it may still be revised, withdrawn or ended otherwise, with this public reason.
    ///
    /// # Errors
    /// Ended already, or no reason given.
    pub fn may_be_changed(&self, reason: &Texts) -> Result<(), NoticeRefused> {
        if self.life != Life::Published {
            return Err(NoticeRefused::Ended);
        }
        if reason.is_empty() { Err(NoticeRefused::NoReason) } else { Ok(()) }
    }

    /// Whether a revision changes what people could have commented on, so that the period must restart: anything but
    /// contact and the wording of address and district [assumed; the city's lawyer confirms].
    #[must_use]
    pub fn restarts_period(&self, revised: &NoticeContent) -> bool {
        let bare = |content: &NoticeContent| {
            let mut content = content.clone();
            content.contact = Contact::default();
            content.place.address = Texts::default();
            content.place.district = Texts::default();
            content
        };
        bare(&self.content) != bare(revised)
    }
}

/// How a notice with this life and period stands at an instant; the stores' filters say the same.
#[must_use]
pub fn status(life: &Life, period: Option<&Period>, now: Timestamp) -> NoticeStatus {
    match (life, period) {
        (Life::Ended { ending: Ending::Withdrawn, .. }, _) => NoticeStatus::Withdrawn,
        (Life::Ended { ending: Ending::Decided, .. }, _) => NoticeStatus::Decided,
        (Life::Ended { ending: Ending::Cancelled, .. }, _) => NoticeStatus::Cancelled,
        (Life::Ended { ending: Ending::NotHeld, .. }, _) => NoticeStatus::NotHeld,
        (Life::Published, None) => NoticeStatus::Published,
        (Life::Published, Some(period)) if now < period.opens => NoticeStatus::Scheduled,
        (Life::Published, Some(period)) if now < period.closes => NoticeStatus::Open,
        (Life::Published, Some(_)) => NoticeStatus::CommentsClosed,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Bishkek").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn content() -> NoticeContent {
        let mut content = NoticeContent::new(NoticeKind::PurposeChange);
        content.title = Texts::new("Бала бакча", "Детский сад", "");
        content.text = Texts::new("Бала бакча сунушталат.", "Предлагается сад.", "");
        content.place.parcels = vec![ParcelCode::new("1-99-04-0028-0001")];
        content
    }

    fn notice() -> Notice {
        let opens = at("2026-03-01T09:00:00+06:00");
        Notice {
            id: NoticeId::new(Uuid::from_u128(1)),
            thread: ThreadId::new(Uuid::from_u128(2)),
            department: DepartmentId::new(Uuid::from_u128(3)),
            content: content(),
            period: Some(Period::until_end_of(opens, date(2026, 3, 31), RuleId::named(), &zone()).unwrap()),
            life: Life::Published,
            published_at: opens,
            revision: 1,
            revised: None,
            repeats: None,
        }
    }

    #[test]
    fn a_notice_says_all_that_keeps_it_from_being_published() {
        assert_eq!(content().faults(&[Language::Ky, Language::Ru]), []);
        let faults = NoticeContent::new(NoticeKind::Taking).faults(&[Language::Ky]);
        let missing = |field: &str| NoticeRefused::Missing { field: field.into() };
        assert_eq!(faults, [missing("title_ky"), missing("text_ky"), NoticeRefused::Nowhere]);
        let mut long = content();
        long.title.ru = Some("ы".repeat(201));
        long.title.en = Some("a\u{202E}b".into());
        assert_eq!(
            long.faults(&[Language::Ky, Language::Ru]),
            [
                NoticeRefused::TooLong { field: "title_ru".into(), length: 201, limit: 200 },
                NoticeRefused::Concealed { field: "title_en".into() }
            ]
        );
    }

    #[test]
    fn a_notice_stands_as_the_clock_and_its_ending_say() {
        let mut notice = notice();
        assert_eq!(notice.status(at("2026-02-28T00:00:00Z")), NoticeStatus::Scheduled);
        assert_eq!(notice.status(at("2026-03-31T17:59:59Z")), NoticeStatus::Open);
        assert_eq!(notice.status(at("2026-03-31T18:00:00Z")), NoticeStatus::CommentsClosed);
        for (ending, status) in [
            (Ending::Withdrawn, NoticeStatus::Withdrawn),
            (Ending::Decided, NoticeStatus::Decided),
            (Ending::Cancelled, NoticeStatus::Cancelled),
            (Ending::NotHeld, NoticeStatus::NotHeld),
        ] {
            notice.life =
                Life::Ended { ending, at: at("2026-03-10T00:00:00Z"), reason: Texts::new("себеби", "", "") };
            assert_eq!(notice.status(at("2026-03-11T00:00:00Z")), status);
            assert_eq!(notice.takes_comment(at("2026-03-11T00:00:00Z")), Err(CommentRefused::NoticeEnded));
            assert_eq!(notice.may_be_changed(&Texts::new("x", "", "")), Err(NoticeRefused::Ended));
        }
    }

    #[test]
    fn a_change_of_a_notice_says_why() {
        assert_eq!(notice().may_be_changed(&Texts::default()), Err(NoticeRefused::NoReason));
        assert_eq!(notice().may_be_changed(&Texts::new("катa", "", "")), Ok(()));
    }

    #[test]
    fn a_new_telephone_does_not_restart_the_period_and_a_new_plot_does() {
        let notice = notice();
        let mut revised = notice.content.clone();
        revised.contact.phone = "+996 312 00 00 11".into();
        assert!(!notice.restarts_period(&revised));
        revised.place.parcels.push(ParcelCode::new("1-99-04-0028-0002"));
        assert!(notice.restarts_period(&revised));
    }

    #[test]
    fn a_period_comes_from_the_rule_or_from_the_notice() {
        let rules = TermRules::read(
            "[[term]]\nid = \"purpose_change_remarks\"\nkind = \"purpose_change\"\namount = 20\nunit = \"calendar_days\"\nconfirmed = false\n",
        )
        .unwrap();
        let now = at("2026-03-02T09:00:00+06:00");
        let calendar = Calendar::weekends_only();
        let open = |wish: &DraftPeriod, kind| wish.opening_at(kind, now, &zone(), &calendar, &rules);
        // 20 days after 2 March is Sunday 22 March: it moves to Monday.
        let (period, count) = open(&DraftPeriod::Rule, NoticeKind::PurposeChange).unwrap().unwrap();
        assert_eq!((period.last_day, period.rule.as_str()), (date(2026, 3, 23), "purpose_change_remarks"));
        assert_eq!(count.unwrap().moved_from, Some(date(2026, 3, 22)));
        let named = DraftPeriod::Named { last_day: date(2026, 3, 5), hour: None };
        let (period, _) = open(&named, NoticeKind::Taking).unwrap().unwrap();
        assert_eq!(period.rule, RuleId::named());
        assert_eq!(open(&DraftPeriod::Rule, NoticeKind::Taking), Err(NoticeRefused::NoPeriod));
        assert_eq!(open(&DraftPeriod::Rule, NoticeKind::SplitMerge), Ok(None));
        let past = DraftPeriod::Named { last_day: date(2026, 3, 1), hour: None };
        assert!(matches!(open(&past, NoticeKind::Taking), Err(NoticeRefused::Period(_))));
    }
}
