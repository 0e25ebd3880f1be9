//! The clock as a ruler: a cell for each day, rest days pale, a stroke for today, a ring for each event.
//!
//! Everything is written in percent of the width, so one drawing serves a card, a page and a list. The ruler is hidden
//! from screen readers: the sentence above it says the same.

use askama::Template;
use jiff::civil::Date;

/// Above this the cells are weeks: a day would be less than 4 px on a phone.
const MOST_CELLS: i32 = 70;

/// What happens on a day of the ruler, after the period too: a hearing, a decision.
#[derive(Debug, Clone)]
pub struct RulerEvent {
    /// The civil day.
    pub day: Date,
    /// A few words and the day: "hearing 21 Dec".
    pub label: String,
}

/// A period of days as a strip.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/ruler.html")]
pub struct Ruler {
    mini: bool,
    track: f64,
    gone: f64,
    rest: Vec<(f64, f64)>,
    ticks: Vec<f64>,
    now: Option<f64>,
    now_anchor: &'static str,
    events: Vec<(f64, f64, &'static str, String)>,
    first: String,
    last: String,
    today: String,
}

impl Ruler {
    /// A ruler over the days from `first` to `last`, both counted, as they stand on the day `today`.
    ///
    /// `is_rest` tells the days on which nobody works; `labels` are the words for the first day, today and the last.
    /// An event after the last day lengthens the ruler by a dotted line.
    pub fn new(
        (first, last): (Date, Date),
        today: Date,
        is_rest: impl Fn(Date) -> bool,
        events: &[RulerEvent],
        labels: [String; 3],
    ) -> Self {
        let [first_label, today_label, last_label] = labels;
        let days = days_between(first, last) + 1;
        let end = events.iter().map(|event| days_between(first, event.day) + 1).fold(days, i32::max);
        // Room after the last event, so that its ring is not cut off.
        let whole = if end > days { f64::from(end) + f64::from(end) * 0.03 } else { f64::from(days) };
        let at = |day: i32| f64::from(day) / whole * 100.0;
        let passed = (days_between(first, today) + 1).clamp(0, days);
        let step = if days > MOST_CELLS { 7 } else { 1 };
        let running = today >= first && today <= last;
        let now = running.then(|| at(passed));
        let placed = |event: &RulerEvent| {
            let place = (f64::from(days_between(first, event.day)) + 0.5) / whole * 100.0;
            // The words end at the edge where they would run over it.
            let (x, anchor) = if place > 70.0 {
                (100.0, "end")
            } else if place < 15.0 {
                (0.0, "start")
            } else {
                (place, "middle")
            };
            (place, x, anchor, event.label.clone())
        };
        Self {
            mini: false,
            track: at(days),
            gone: at(passed),
            rest: (0..days)
                .filter(|day| step == 1 && is_rest(later(first, *day)))
                .map(|day| (at(day), at(1)))
                .collect(),
            ticks: (1..days).filter(|day| day % step == 0).map(at).collect(),
            now,
            now_anchor: match now {
                Some(x) if x < 8.0 => "start",
                Some(x) if x > 92.0 => "end",
                _ => "middle",
            },
            events: events.iter().map(placed).collect(),
            first: first_label,
            last: last_label,
            today: today_label,
        }
    }

    /// The small ruler of a list's row: no words, no events.
    pub fn mini(days: i32, passed: i32) -> Self {
        let days = days.max(1);
        let at = |day: i32| f64::from(day) / f64::from(days) * 100.0;
        let step = if days > MOST_CELLS { 7 } else { 1 };
        Self {
            mini: true,
            track: 100.0,
            gone: at(passed.clamp(0, days)),
            rest: Vec::new(),
            ticks: (1..days).filter(|day| day % step == 0).map(at).collect(),
            now: None,
            now_anchor: "middle",
            events: Vec::new(),
            first: String::new(),
            last: String::new(),
            today: String::new(),
        }
    }

    fn has_room_for_first(&self) -> bool {
        self.track > 30.0
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
}

fn later(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
