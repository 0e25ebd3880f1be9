//! A notice's clock in words, and the notice as a card, a row and a ruler: everything that says until when.

use dialogue::{Language, Notice, NoticeStatus, OpenClock, OpenState, ParcelCode, Texts};
use jiff::{Timestamp, ToSpan, civil::Date};
use store::Connection;

use crate::{
    app::App,
    language::Say,
    parts::{Link, NoticeCard, NoticeRow, Plot, Ruler, RulerEvent, Tag, TagState},
    problem::Problem,
};

/// A text for this reader, and its language if it is not theirs.
pub fn text(say: Say, texts: &Texts) -> (String, Option<&'static str>) {
    let reader = crate::comments::language(say);
    texts.found(reader).map_or_else(
        || (String::new(), None),
        |(language, text)| (text.to_owned(), Some(language).filter(|&found| found != reader).map(Language::tag)),
    )
}

/// The clock of a notice's period, if it has one.
pub fn clock(app: &App, notice: &Notice, now: Timestamp) -> Option<OpenClock> {
    let period = notice.period.as_ref()?;
    Some(OpenClock::read(period, now, &app.city.time_zone, &app.city.calendar))
}

/// How a notice stands, in a few words.
pub fn tag(app: &App, say: Say, notice: &Notice, now: Timestamp) -> Tag {
    let status = notice.status(now);
    let (state, text) = match (status, clock(app, notice, now)) {
        (NoticeStatus::Open, Some(clock)) => {
            let state = if clock.state == OpenState::ClosingSoon { TagState::Soon } else { TagState::Open };
            let text = match clock.days_left {
                0 => say.text("clock-closes-today"),
                1 => say.text("clock-closes-tomorrow"),
                days => say.count("clock-days-left", days),
            };
            (state, text)
        }
        (NoticeStatus::Scheduled, Some(clock)) => {
            let text = match dialogue::clocks::days_between(clock.today, clock.first_day) {
                0 => say.text("clock-opens-today"),
                1 => say.text("clock-opens-tomorrow"),
                days => say.count("clock-opens-in", days),
            };
            (TagState::Open, text)
        }
        (NoticeStatus::Decided, _) => (TagState::Answered, say.text("clock-decided")),
        (NoticeStatus::Cancelled, _) => (TagState::Closed, say.text("clock-cancelled")),
        (NoticeStatus::NotHeld, _) => (TagState::Closed, say.text("clock-not-held")),
        (NoticeStatus::Withdrawn, _) => (TagState::Closed, say.text("notices-withdrawn-tag")),
        (NoticeStatus::CommentsClosed, _) => (TagState::Closed, say.text("clock-closed")),
        (NoticeStatus::Published | NoticeStatus::Open | NoticeStatus::Scheduled, _) => {
            (TagState::Closed, say.text("clock-no-period"))
        }
    };
    Tag { state, text }
}

/// "Day 13 of 30." and "Comments are taken until Friday, 18 December, 18:00."
pub fn sentence(app: &App, say: Say, notice: &Notice, now: Timestamp) -> (String, String) {
    let Some((period, clock)) = notice.period.as_ref().zip(clock(app, notice, now)) else {
        return (String::new(), say.text("notices-only-tells"));
    };
    let until = || match period.hour {
        Some(hour) => say
            .fill("clock-comments-until")
            .put("day", say.date_until(period.last_day))
            .put("time", say.time(hour))
            .text(),
        None => say.day("clock-comments-until-end", period.last_day),
    };
    match notice.status(now) {
        NoticeStatus::Open if clock.day == 0 => (say.text("notices-opened-today"), until()),
        NoticeStatus::Open => (say.fill("clock-day-of").put("day", clock.day).put("all", clock.of).text(), until()),
        NoticeStatus::Scheduled => (String::new(), say.day("clock-comments-from", clock.first_day)),
        NoticeStatus::Withdrawn | NoticeStatus::Cancelled | NoticeStatus::NotHeld | NoticeStatus::Decided => {
            (String::new(), say.text("notices-ended-sentence"))
        }
        NoticeStatus::CommentsClosed | NoticeStatus::Published => {
            (String::new(), say.day("clock-comments-closed", period.last_day))
        }
    }
}

/// The rule that set the period, in a sentence.
pub fn rule(app: &App, say: Say, notice: &Notice) -> Option<String> {
    let period = notice.period.as_ref()?;
    let words = match app.city.terms.find(&period.rule) {
        Some(rule) => {
            let unit = rule.unit.key();
            let term = say.count(&format!("notices-term-{unit}"), rule.amount);
            let kind = say.text(&format!("notice-kind-{}", rule.kind));
            let key = if rule.confirmed { "notices-rule" } else { "notices-rule-unconfirmed" };
            say.fill(key).put("kind", kind).put("term", term).text()
        }
        None => say.text("notices-rule-named"),
    };
    Some(say.with("clock-rule", &[("rule", words)]))
}

/// The first day that counts: the one after publication; the only day there is, if it closes on the same day.
fn first_counted(clock: &OpenClock) -> Date {
    if clock.of == 0 { clock.first_day } else { clock.first_day.saturating_add(1.day()) }
}

/// The period as a strip of days.
pub fn ruler(app: &App, say: Say, notice: &Notice, now: Timestamp, events: &[RulerEvent]) -> Option<Ruler> {
    let clock = clock(app, notice, now)?;
    let first = first_counted(&clock);
    Some(Ruler::new(
        (first, clock.last_day),
        clock.today,
        |day| !app.city.calendar.is_working(day),
        events,
        [say.date_without_year(first), say.text("clock-today"), say.date_without_year(clock.last_day)],
    ))
}

/// The outline of the notice's first parcel.
fn plot(app: &App, code: &ParcelCode, side: u16, proposed: bool) -> Option<Plot> {
    let published = app.published().ok()?;
    let parcel = published.layer.by_code(code.as_str())?;
    Some(Plot {
        size: side,
        path: crate::picture::plot(&parcel.shape(), side),
        land_use: parcel.land_use().key(),
        proposed,
    })
}

/// A notice as a row of a list. `comments`: how much is said about it.
pub fn row(app: &App, say: Say, notice: &Notice, comments: Option<u32>, now: Timestamp) -> NoticeRow {
    let (title, title_language) = text(say, &notice.content.title);
    let status = notice.status(now);
    let running = matches!(status, NoticeStatus::Open | NoticeStatus::Scheduled);
    let ruler = clock(app, notice, now).filter(|_| running).map(|clock| {
        let days = i32::try_from(clock.of.max(1)).unwrap_or(i32::MAX);
        Ruler::mini(days, i32::try_from(clock.day).unwrap_or(0))
    });
    let closes = notice.period.as_ref().filter(|_| running).map(|period| match period.hour {
        Some(hour) => say
            .fill("notices-closes-at")
            .put("day", say.date_with_weekday(period.last_day))
            .put("time", say.time(hour))
            .text(),
        None => say.date_with_weekday(period.last_day),
    });
    NoticeRow {
        say,
        kind: notice.content.kind.key(),
        plot: notice.content.place.parcels.first().and_then(|code| plot(app, code, 56, false)),
        title,
        title_language,
        address: address(notice.id),
        facts: facts(say, notice),
        tag: tag(app, say, notice, now),
        ruler,
        closes,
        talk: comments.filter(|&count| count > 0).map(|count| say.count("talk-comments", count)),
        past: !running && status != NoticeStatus::Published,
    }
}

/// Code, address and area, as far as they are told.
pub fn facts(say: Say, notice: &Notice) -> Vec<String> {
    let place = &notice.content.place;
    let mut facts = Vec::new();
    match place.parcels.as_slice() {
        [] if place.whole_city => facts.push(say.text("notices-whole-city")),
        [] if place.area.is_some() => facts.push(say.text("notices-drawn-area")),
        [] => {}
        [code] => facts.push(code.to_string()),
        [first, rest @ ..] => {
            facts.push(say.fill("notices-code-and-more").put("code", first.as_str()).put("count", rest.len()).text());
        }
    }
    if !place.contour.is_empty() {
        facts.push(say.with("notices-contour", &[("number", place.contour.as_str())]));
    }
    let (address, _) = text(say, &place.address);
    facts.extend(Some(address).filter(|address| !address.is_empty() && !facts.contains(address)));
    facts.extend(notice.content.area_m2.map(|area| say.area(area)));
    facts
}

/// The address of a notice.
pub fn address(id: dialogue::NoticeId) -> String {
    format!("/notices/{id}")
}

/// A notice as the red box of a panel or a parcel's page.
/// `comments` is how much is said about it.
pub fn card(app: &App, say: Say, notice: &Notice, comments: u32, now: Timestamp) -> NoticeCard {
    let (title, title_language) = text(say, &notice.content.title);
    let (lead, sentence) = sentence(app, say, notice, now);
    let open = notice.status(now) == NoticeStatus::Open;
    NoticeCard {
        say,
        id: format!("notice-{}", notice.id),
        kind: notice.content.kind.key(),
        tag: tag(app, say, notice, now),
        title,
        title_language,
        address: address(notice.id),
        lead,
        sentence,
        ruler: ruler(app, say, notice, now, &[]),
        rule: rule(app, say, notice),
        write: open.then(|| format!("{}#write", address(notice.id))),
        talk: (comments > 0).then(|| Link {
            address: format!("{}#thread", address(notice.id)),
            text: say.count("notices-talk", comments),
        }),
        read: true,
    }
}

/// The notices of a parcel that are not over, as cards, the last published first.
pub async fn of_parcel(
    connection: &mut Connection,
    app: &App,
    say: Say,
    code: &ParcelCode,
) -> Result<Vec<NoticeCard>, Problem> {
    let now = app.clock.now();
    let notices = store::notices::of_parcel(connection, code).await?;
    let talk = super::talk(connection, &notices).await?;
    Ok(notices
        .iter()
        .filter(|notice| notice.life == dialogue::Life::Published)
        .map(|notice| card(app, say, notice, talk.get(&notice.id).copied().unwrap_or(0), now))
        .collect())
}

/// The notices of a parcel that are over, as rows of a list.
pub async fn past_of_parcel(
    connection: &mut Connection,
    app: &App,
    say: Say,
    code: &ParcelCode,
) -> Result<Vec<NoticeRow>, Problem> {
    let now = app.clock.now();
    let notices = store::notices::of_parcel(connection, code).await?;
    let talk = super::talk(connection, &notices).await?;
    Ok(notices
        .iter()
        .filter(|notice| notice.life != dialogue::Life::Published)
        .map(|notice| row(app, say, notice, talk.get(&notice.id).copied(), now))
        .collect())
}
