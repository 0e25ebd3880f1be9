//! Working days. Weekend and holidays are data: one file a year, each day in it with the act that made it so.
//!
//! The weekend is Saturday and Sunday. A file adds days off (`off`) and turns weekend days into working ones
//! (`worked_weekend`); staff edit it. A year without a file is counted by weekends alone, and what comes out is
//! *provisional* ([`Calendar::knows`]).
//!
//! ```toml
//! year = 2026
//!
//! [[off]]
//! from = "2026-01-08"
//! to = "2026-01-09"
//! act = "Cabinet of Ministers, 25.12.2025"
//! name = { ky = "Кошумча дем алыш", ru = "Дополнительные выходные", en = "Additional days off" }
//! city_bodies_only = true
//!
//! [[worked_weekend]]
//! date = "2026-04-25"
//! act = "Cabinet of Ministers, draft"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use toml::Spanned;

use crate::Texts;

/// What is wrong with a calendar file, and in which line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}, line {line}: {fault}")]
pub struct CalendarError {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 if the file could not be read at all.
    pub line: usize,
    /// What is wrong.
    pub fault: CalendarFault,
}

/// What can be wrong with a calendar file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is not TOML, or has a member that a calendar has not.
    #[error("{0}")]
    Malformed(String),
    /// A day of another year.
    #[error("{date} is not in {year}")]
    OtherYear {
        /// The day.
        date: Date,
        /// The file's year.
        year: i16,
    },
    /// A range that ends before it begins.
    #[error("{to} comes before {from}")]
    Backwards {
        /// Its beginning.
        from: Date,
        /// Its end.
        to: Date,
    },
    /// A day that is called a worked weekend and is none.
    #[error("{date} is no Saturday or Sunday")]
    NoWeekend {
        /// The day.
        date: Date,
    },
    /// A day both off and worked.
    #[error("{date} is both off and worked")]
    OffAndWorked {
        /// The day.
        date: Date,
    },
    /// A second file for the same year.
    #[error("{year} has another file")]
    YearTwice {
        /// The year.
        year: i16,
    },
}

/// A day or days off that the calendar names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayOff {
    /// What the day is called.
    pub name: Texts,
    /// The act that made it a day off.
    pub act: String,
    /// Off for state and municipal bodies only; others work.
    pub city_bodies_only: bool,
    /// Whether the city's lawyer has confirmed it.
    pub confirmed: bool,
}

/// What a day is, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday that was made a working day, by this act.
    WorkedWeekend(Arc<str>),
    /// A Saturday or Sunday.
    Weekend,
    /// A day off by the calendar.
    Off(Arc<DayOff>),
}

impl DayKind {
    /// Whether people are at work.
    #[must_use]
    pub const fn is_working(&self) -> bool {
        matches!(self, Self::Working | Self::WorkedWeekend(_))
    }
}

/// Which days are working days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    years: BTreeSet<i16>,
    off: BTreeMap<Date, Arc<DayOff>>,
    worked: BTreeMap<Date, Arc<str>>,
}

impl Calendar {
    /// A calendar that knows weekends and nothing else: every year is provisional.
    #[must_use]
    pub fn weekends_only() -> Self {
        Self::default()
    }

    /// The calendar of all `YYYY.toml` in a folder.
    ///
    /// # Errors
    /// A file that is not as it should be, by its line.
    pub fn read_folder(folder: &Path) -> Result<Self, CalendarError> {
        let unreadable = |error: std::io::Error| CalendarError {
            file: folder.display().to_string(),
            line: 0,
            fault: CalendarFault::Unreadable(error.to_string()),
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let is_year =
                path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.parse::<i16>().is_ok());
            if is_year && path.extension().is_some_and(|extension| extension == "toml") {
                names.push(path);
            }
        }
        names.sort();
        let mut calendar = Self::default();
        for path in names {
            let text = std::fs::read_to_string(&path).map_err(unreadable)?;
            calendar.add_year(&path.display().to_string(), &text)?;
        }
        Ok(calendar)
    }

    /// Adds the year that the text of a file describes; `file` is its name for an error.
    ///
    /// # Errors
    /// What is wrong with it, by line. The calendar is unchanged then.
    pub fn add_year(&mut self, file: &str, text: &str) -> Result<(), CalendarError> {
        let error = |offset: usize, fault: CalendarFault| CalendarError {
            file: file.to_owned(),
            line: text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1,
            fault,
        };
        let read: YearFile = toml::from_str(text).map_err(|fault| {
            error(fault.span().map_or(0, |span| span.start), CalendarFault::Malformed(fault.message().to_owned()))
        })?;
        let year = *read.year.get_ref();
        let mut next = self.clone();
        if !next.years.insert(year) {
            return Err(error(read.year.span().start, CalendarFault::YearTwice { year }));
        }
        for entry in read.off {
            let (offset, first) = (entry.from.span().start, *entry.from.get_ref());
            let last = entry.to.as_ref().map_or(first, |to| *to.get_ref());
            if last < first {
                return Err(error(offset, CalendarFault::Backwards { from: first, to: last }));
            }
            let day_off = Arc::new(DayOff {
                name: entry.name,
                act: entry.act,
                city_bodies_only: entry.city_bodies_only,
                confirmed: entry.confirmed,
            });
            for date in days(first, last) {
                if date.year() != year {
                    return Err(error(offset, CalendarFault::OtherYear { date, year }));
                }
                next.off.insert(date, day_off.clone());
            }
        }
        for entry in read.worked_weekend {
            let (offset, date) = (entry.date.span().start, *entry.date.get_ref());
            if date.year() != year {
                return Err(error(offset, CalendarFault::OtherYear { date, year }));
            }
            if !is_weekend(date) {
                return Err(error(offset, CalendarFault::NoWeekend { date }));
            }
            if next.off.contains_key(&date) {
                return Err(error(offset, CalendarFault::OffAndWorked { date }));
            }
            next.worked.insert(date, entry.act.into());
        }
        *self = next;
        Ok(())
    }

    /// Whether the year has a file; what is counted in another year is provisional.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// What the day is, and why.
    #[must_use]
    pub fn day(&self, date: Date) -> DayKind {
        if let Some(off) = self.off.get(&date) {
            return DayKind::Off(off.clone());
        }
        match (is_weekend(date), self.worked.get(&date)) {
            (true, Some(act)) => DayKind::WorkedWeekend(act.clone()),
            (true, None) => DayKind::Weekend,
            (false, _) => DayKind::Working,
        }
    }

    /// Whether people are at work on that day.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        self.day(date).is_working()
    }

    /// How many working days there are after `from`, up to and with `to`; none if `to` is not later.
    #[must_use]
    pub fn working_days_after(&self, from: Date, to: Date) -> u32 {
        let Ok(first) = from.tomorrow() else { return 0 };
        let working = days(first, to).filter(|&date| self.is_working(date)).count();
        u32::try_from(working).unwrap_or(u32::MAX)
    }
}

/// Each day from the first to the last, both included.
pub(crate) fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |&date| date <= last)
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: Spanned<i16>,
    #[serde(default)]
    off: Vec<OffEntry>,
    #[serde(default)]
    worked_weekend: Vec<WorkedEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OffEntry {
    from: Spanned<Date>,
    to: Option<Spanned<Date>>,
    name: Texts,
    act: String,
    #[serde(default)]
    city_bodies_only: bool,
    #[serde(default = "yes")]
    confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkedEntry {
    date: Spanned<Date>,
    act: String,
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn refused(text: &str) -> String {
        Calendar::default().add_year("2026.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn a_day_both_off_and_worked_is_refused_by_its_line() {
        let text = "year = 2026\n[[off]]\nfrom = \"2026-04-25\"\nact = \"A\"\nname = { ky = \"x\" }\n\n[[worked_weekend]]\ndate = \"2026-04-25\"\nact = \"B\"\n";
        assert_eq!(refused(text), "2026.toml, line 8: 2026-04-25 is both off and worked");
    }

    #[test]
    fn faults_of_a_file_name_their_line() {
        let off = |days: &str| format!("year = 2026\n\n[[off]]\n{days}\nact = \"A\"\nname = {{ ky = \"x\" }}\n");
        assert_eq!(refused(&off("from = \"2027-01-01\"")), "2026.toml, line 4: 2027-01-01 is not in 2026");
        assert_eq!(
            refused(&off("from = \"2026-01-05\"\nto = \"2026-01-01\"")),
            "2026.toml, line 4: 2026-01-01 comes before 2026-01-05"
        );
        assert!(refused(&off("from = \"2026-02-30\"")).starts_with("2026.toml, line 4: "));
        assert!(refused(&off("form = \"2026-02-03\"")).starts_with("2026.toml, line 4: unknown field `form`"));
        assert_eq!(
            refused("year = 2026\n[[worked_weekend]]\ndate = \"2026-04-24\"\nact = \"A\"\n"),
            "2026.toml, line 3: 2026-04-24 is no Saturday or Sunday"
        );
        let mut calendar = Calendar::default();
        calendar.add_year("a.toml", "year = 2026\n").unwrap();
        let twice = calendar.add_year("b.toml", "# again\nyear = 2026\n").unwrap_err();
        assert_eq!(twice.to_string(), "b.toml, line 2: 2026 has another file");
    }

    #[test]
    fn the_shipped_calendar_of_kyrgyzstan_reads_and_knows_its_years() {
        let calendar = shipped();
        assert!(calendar.knows(2025) && calendar.knows(2026) && !calendar.knows(2027));
        for off in [date(2026, 1, 7), date(2026, 1, 8), date(2026, 3, 20), date(2026, 5, 4), date(2026, 8, 31)] {
            assert!(matches!(calendar.day(off), DayKind::Off(_)), "{off}");
        }
        // Holidays that are worked: 23 February, 7 April, 7 November (a Saturday in 2026, a Friday in 2025).
        for working in [date(2026, 2, 23), date(2026, 4, 7), date(2025, 11, 7), date(2026, 3, 9)] {
            assert_eq!(calendar.day(working), DayKind::Working, "{working}");
        }
        assert_eq!(calendar.day(date(2026, 11, 7)), DayKind::Weekend);
    }

    fn shipped() -> Calendar {
        Calendar::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/calendars/kg")).unwrap()
    }
}
