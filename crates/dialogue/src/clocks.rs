//! Terms and clocks: which day a term ends, how much of a period is left, how early people were told.
//!
//! Counting follows the city's own way (its official statement of January 2026): the day of the event is not counted,
//! the last day is, and it lasts until midnight. A term in calendar days that would end on a day off moves to the next
//! working day if the rule says so. What comes out lists its days, so that a page can show how the day was found.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::Period;
use crate::calendar::{Calendar, DayKind};

/// A period with this many working days left, or fewer, is closing soon.
pub const CLOSING_SOON_WORKING_DAYS: u32 = 3;

/// What a term counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Every day.
    CalendarDays,
    /// Working days by the city's calendar.
    WorkingDays,
    /// Weeks: the same weekday.
    Weeks,
    /// Months: the same day of the month, or its last.
    Months,
}

impl Unit {
    /// The word used in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CalendarDays => "calendar_days",
            Self::WorkingDays => "working_days",
            Self::Weeks => "weeks",
            Self::Months => "months",
        }
    }
}

/// So many days, weeks or months after an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Term {
    /// How many.
    pub amount: u16,
    /// Of what.
    pub unit: Unit,
    /// Whether a term that ends on a day off moves to the next working day.
    pub moves_from_day_off: bool,
}

/// How a term was counted, step by step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// The day of the event, not counted itself.
    pub from: Date,
    /// The days that were counted, for a term in working days.
    pub counted: Vec<Date>,
    /// The days that were passed over and why: days off between counted ones, and days off at the end that the term moved past.
    pub passed_over: Vec<(Date, DayKind)>,
    /// The day on which the term ended before it moved, if it moved.
    pub moved_from: Option<Date>,
    /// The last day, included.
    pub last_day: Date,
    /// Whether a year in it has no calendar yet, so that the day may still change.
    pub provisional: bool,
}

impl Term {
    /// Counts the term from the day of an event.
    ///
    /// # Panics
    /// Not for any date a city uses: only past the year 9999.
    #[must_use]
    pub fn count(self, from: Date, calendar: &Calendar) -> Count {
        let mut counted = Vec::new();
        let mut passed_over = Vec::new();
        let mut last_day = match self.unit {
            Unit::CalendarDays => later(from, i64::from(self.amount).days()),
            Unit::Weeks => later(from, i64::from(self.amount).weeks()),
            Unit::Months => later(from, i64::from(self.amount).months()),
            Unit::WorkingDays => {
                let mut day = from;
                while counted.len() < usize::from(self.amount) {
                    day = later(day, 1.day());
                    match calendar.day(day) {
                        kind if kind.is_working() => counted.push(day),
                        off => passed_over.push((day, off)),
                    }
                }
                day
            }
        };
        let mut moved_from = None;
        if self.moves_from_day_off && self.unit != Unit::WorkingDays {
            while !calendar.is_working(last_day) {
                moved_from.get_or_insert(last_day);
                passed_over.push((last_day, calendar.day(last_day)));
                last_day = later(last_day, 1.day());
            }
        }
        let needs_calendar = self.unit == Unit::WorkingDays || self.moves_from_day_off;
        let provisional = needs_calendar && (from.year()..=last_day.year()).any(|year| !calendar.knows(year));
        Count { from, counted, passed_over, moved_from, last_day, provisional }
    }
}

fn later(day: Date, span: jiff::Span) -> Date {
    day.checked_add(span).expect("a term ends before the year 9999")
}

/// How a period stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpenState {
    /// It has not begun.
    NotYet,
    /// Comments are taken, for more than three working days.
    Open,
    /// Comments are taken, for three working days or fewer.
    ClosingSoon,
    /// It has ended.
    Closed,
}

impl OpenState {
    /// The word used on the wire and as a class of the page.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Open => "open",
            Self::ClosingSoon => "closing_soon",
            Self::Closed => "closed",
        }
    }
}

/// The clock "until when remarks are taken", read at one instant in the city's time zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenClock {
    /// How it stands.
    pub state: OpenState,
    /// Which day of the period it is: 1 on the first day after the opening one, 0 on the opening day, never more than
    /// `of`. Before it 0, after it `of`.
    pub day: u32,
    /// How many days the period has, the opening day not counted.
    pub of: u32,
    /// How many days are left after today: 0 on the last day and after it.
    pub days_left: u32,
    /// How many working days are left after today.
    pub working_days_left: u32,
    /// The civil day on which it opens.
    pub first_day: Date,
    /// The last civil day.
    pub last_day: Date,
    /// The civil day of reading.
    pub today: Date,
}

impl OpenClock {
    /// Reads the clock.
    #[must_use]
    pub fn read(period: &Period, now: Timestamp, zone: &TimeZone, calendar: &Calendar) -> Self {
        let today = now.to_zoned(zone.clone()).date();
        let first_day = period.opens.to_zoned(zone.clone()).date();
        let last_day = period.last_day;
        let of = days_between(first_day, last_day);
        let working_days_left = calendar.working_days_after(today, last_day);
        let state = if now < period.opens {
            OpenState::NotYet
        } else if now >= period.closes {
            OpenState::Closed
        } else if working_days_left <= CLOSING_SOON_WORKING_DAYS {
            OpenState::ClosingSoon
        } else {
            OpenState::Open
        };
        Self {
            state,
            day: days_between(first_day, today).min(of),
            of,
            days_left: if state == OpenState::Closed { 0 } else { days_between(today, last_day) },
            working_days_left,
            first_day,
            last_day,
            today,
        }
    }
}

/// The clock "how early": how many days lie between publication and the day that decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EarlyClock {
    /// The day of publication.
    pub published: Date,
    /// The day that decides: the end of the period, an auction, a hearing, a session.
    pub decisive: Date,
    /// Days from the one to the other.
    pub days: u32,
}

impl EarlyClock {
    /// Reads the clock.
    #[must_use]
    pub fn read(published: Date, decisive: Date) -> Self {
        Self { published, decisive, days: days_between(published, decisive) }
    }
}

/// Days from one day to a later one; 0 if it is not later.
#[must_use]
pub fn days_between(from: Date, to: Date) -> u32 {
    let days = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::date;

    use super::*;
    use crate::{Period, RuleId};

    fn kyrgyzstan() -> Calendar {
        Calendar::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/calendars/kg")).unwrap()
    }

    fn calendar(text: &str) -> Calendar {
        let mut calendar = Calendar::weekends_only();
        calendar.add_year("test.toml", text).unwrap();
        calendar
    }

    fn working(amount: u16) -> Term {
        Term { amount, unit: Unit::WorkingDays, moves_from_day_off: true }
    }

    fn calendar_days(amount: u16) -> Term {
        Term { amount, unit: Unit::CalendarDays, moves_from_day_off: true }
    }

    /// DOMAIN section 3: as the city itself counted, or as its rules give.
    #[test]
    fn terms_end_on_the_days_that_the_city_named() {
        let kg = kyrgyzstan();
        assert_eq!(calendar_days(7).count(date(2026, 1, 12), &kg).last_day, date(2026, 1, 19));
        assert_eq!(working(5).count(date(2025, 12, 25), &kg).last_day, date(2026, 1, 12));
        assert_eq!(working(14).count(date(2025, 12, 25), &kg).last_day, date(2026, 1, 23));
        assert_eq!(working(14).count(date(2026, 4, 20), &kg).last_day, date(2026, 5, 18));
        assert_eq!(working(14).count(date(2026, 3, 10), &kg).last_day, date(2026, 3, 31));
        assert_eq!(working(14).count(date(2026, 1, 26), &kg).last_day, date(2026, 2, 13));
    }

    #[test]
    fn a_worked_saturday_shortens_a_term_and_a_day_off_lengthens_it() {
        let traded = calendar("year = 2026\n[[worked_weekend]]\ndate = \"2026-02-07\"\nact = \"A\"\n");
        assert_eq!(working(14).count(date(2026, 1, 26), &traded).last_day, date(2026, 2, 12));
        let mut without = Calendar::weekends_only();
        without.add_year("2025.toml", "year = 2025\n").unwrap();
        without
            .add_year(
                "2026.toml",
                "year = 2026\n[[off]]\nfrom = \"2026-01-01\"\nto = \"2026-01-07\"\nact = \"A\"\nname = {}\n",
            )
            .unwrap();
        assert_eq!(working(14).count(date(2025, 12, 25), &without).last_day, date(2026, 1, 21));
    }

    /// ddl-01.
    #[test]
    fn a_term_that_starts_on_a_day_off_is_no_longer() {
        let plain = calendar("year = 2026\n");
        let days: Vec<Date> = (16..=20).map(|day| date(2026, 3, day)).collect();
        for published in [date(2026, 3, 13), date(2026, 3, 14)] {
            let count = working(5).count(published, &plain);
            assert_eq!((count.last_day, &count.counted), (date(2026, 3, 20), &days));
            assert!(!count.provisional);
        }
    }

    /// ddl-02.
    #[test]
    fn a_last_day_on_a_moved_holiday_moves_past_it_step_by_step() {
        let march = calendar(
            "year = 2026\n[[off]]\nfrom = \"2026-03-21\"\nact = \"Labour Code\"\nname = { ru = \"Нооруз\" }\n\
             [[off]]\nfrom = \"2026-03-23\"\nact = \"moved\"\nname = { ru = \"перенос\" }\n",
        );
        let count = calendar_days(10).count(date(2026, 3, 11), &march);
        assert_eq!(count.last_day, date(2026, 3, 24));
        assert_eq!(count.moved_from, Some(date(2026, 3, 21)));
        let steps: Vec<_> =
            count.passed_over.iter().map(|(day, kind)| (*day, matches!(kind, DayKind::Off(_)))).collect();
        assert_eq!(steps, [(date(2026, 3, 21), true), (date(2026, 3, 22), false), (date(2026, 3, 23), true)]);
    }

    /// ddl-03.
    #[test]
    fn a_saturday_made_a_working_day_is_counted() {
        let april = calendar(
            "year = 2026\n[[off]]\nfrom = \"2026-05-01\"\nact = \"A\"\nname = {}\n[[off]]\nfrom = \"2026-05-04\"\nact = \"A\"\nname = {}\n\
             [[worked_weekend]]\ndate = \"2026-04-25\"\nact = \"A\"\n",
        );
        let count = working(3).count(date(2026, 4, 23), &april);
        assert_eq!(count.counted, [date(2026, 4, 24), date(2026, 4, 25), date(2026, 4, 27)]);
        assert_eq!(count.last_day, date(2026, 4, 27));
    }

    #[test]
    fn weeks_and_months_keep_the_weekday_and_the_day_of_the_month() {
        let plain = Calendar::weekends_only();
        let term = |amount, unit| Term { amount, unit, moves_from_day_off: false };
        assert_eq!(term(6, Unit::Weeks).count(date(2026, 3, 2), &plain).last_day, date(2026, 4, 13));
        let month = term(1, Unit::Months).count(date(2026, 1, 31), &plain);
        assert_eq!((month.last_day, month.provisional), (date(2026, 2, 28), false));
    }

    #[test]
    fn a_year_without_a_calendar_makes_a_day_provisional() {
        assert!(working(14).count(date(2026, 12, 25), &kyrgyzstan()).provisional);
        assert!(!working(14).count(date(2026, 11, 25), &kyrgyzstan()).provisional);
    }

    #[test]
    fn the_open_clock_counts_days_in_the_citys_zone() {
        let zone = TimeZone::get("Asia/Bishkek").unwrap();
        let calendar = kyrgyzstan();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let period = Period::until_hour(
            at("2026-11-17T09:00:00+06:00"),
            date(2026, 12, 7),
            jiff::civil::time(18, 0, 0, 0),
            RuleId::new("purpose_change_remarks"),
            &zone,
        )
        .unwrap();
        let read = |now: &str| {
            let clock = OpenClock::read(&period, at(now), &zone, &calendar);
            (clock.state, clock.day, clock.of, clock.days_left, clock.working_days_left)
        };
        assert_eq!(read("2026-11-16T23:00:00+06:00"), (OpenState::NotYet, 0, 20, 21, 15));
        assert_eq!(read("2026-11-17T09:00:00+06:00"), (OpenState::Open, 0, 20, 20, 14));
        assert_eq!(read("2026-11-25T03:00:00+06:00"), (OpenState::Open, 8, 20, 12, 8));
        assert_eq!(read("2026-12-02T12:00:00+06:00"), (OpenState::ClosingSoon, 15, 20, 5, 3));
        assert_eq!(read("2026-12-07T17:59:59+06:00"), (OpenState::ClosingSoon, 20, 20, 0, 0));
        assert_eq!(read("2026-12-07T18:00:00+06:00"), (OpenState::Closed, 20, 20, 0, 0));
        assert_eq!(read("2027-01-07T18:00:00+06:00"), (OpenState::Closed, 20, 20, 0, 0));
    }

    #[test]
    fn how_early_people_were_told() {
        assert_eq!(EarlyClock::read(date(2025, 10, 25), date(2025, 12, 24)).days, 60);
        assert_eq!(EarlyClock::read(date(2025, 12, 24), date(2025, 10, 25)).days, 0);
    }
}
