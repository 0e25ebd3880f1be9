//! The pages of notices: the list by deadline, one notice with its discussion, its versions.

use std::collections::HashMap;

use askama::Template;
use dialogue::{DetailValue, Life, Notice, NoticeId, NoticeKind, NoticeRevision, NoticeStatus, Subject};
use store::{Connection, departments};

use super::{Found, ListQuery, area, cards};
use crate::{
    app::App,
    comments::text,
    extract::{MaybeSignedIn, Reader},
    language::Say,
    page::{Page, Place},
    parts::{
        Crumb, Crumbs, Empty, Field, FieldKind, Icon, Link, Note, NoteKind, NoticeRow, Pager, Ruler, Tag, icon_small,
        kind_icon,
    },
    picture::{Picture, Scene, View},
    problem::Problem,
    threads::section::{self, ThreadSection},
};

/// The list of notices.
#[derive(Debug, Template)]
#[template(path = "notices/list.html")]
pub struct ListPage {
    page: Page,
    title: String,
    count: String,
    sorted: String,
    filters: Vec<Field>,
    search: String,
    write: Option<Link>,
    rows: Vec<NoticeRow>,
    empty: Option<Empty>,
    pager: Option<Pager>,
}

impl ListPage {
    /// The page for this reader.
    pub fn new(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        query: &ListQuery,
        found: &Found,
        talk: &HashMap<NoticeId, u32>,
    ) -> Self {
        let say = reader.say;
        let now = app.clock.now();
        let title = say.text("frame-notices");
        let status = if query.status.is_empty() { "open" } else { query.status.as_str() };
        let rows: Vec<NoticeRow> = found
            .notices
            .iter()
            .map(|notice| cards::row(app, say, notice, talk.get(&notice.id).copied(), now))
            .collect();
        let empty = rows.is_empty().then(|| Empty {
            icon: "mega",
            title: say.text("notices-none"),
            text: say.text("notices-none-text"),
            links: vec![Link { address: "/notices?status=all".into(), text: say.text("notices-show-all") }],
        });
        let statuses = NoticeStatus::ALL
            .map(|status| (status.key().to_owned(), say.text(&format!("notice-status-{}", status.key()))));
        let mut by_status = vec![("all".to_owned(), say.text("form-all"))];
        by_status.splice(0..0, statuses);
        let mut kinds = vec![(String::new(), say.text("form-all"))];
        kinds.extend(kinds_of(say));
        let filters = vec![
            Field::new(say, "q", say.text("notices-search-label"), FieldKind::Text).with_value(query.q.as_str()),
            Field::new(say, "kind", say.text("notices-kind"), FieldKind::Choice(kinds))
                .with_value(query.kind.map_or("", NoticeKind::key)),
            Field::new(say, "status", say.text("notices-status"), FieldKind::Choice(by_status)).with_value(status),
        ]
        .into_iter()
        .map(|mut field| {
            // Nothing is optional in a search: the word would only be noise.
            field.required = true;
            field
        })
        .collect();
        let sorted = match status {
            "open" | "scheduled" => "notices-by-deadline",
            "comments_closed" => "notices-by-deadline-last",
            _ => "notices-by-publication",
        };
        let first = query.after.as_deref().is_none_or(str::is_empty);
        let pager = (found.next.is_some() || !first).then(|| Pager {
            say,
            text: say.count("notices-on-this-page", rows.len()),
            first: (!first)
                .then(|| Link { address: reader.address_with("after", ""), text: say.text("threads-first-page") }),
            next: found.next.as_ref().map(|key| Link {
                address: reader.address_with("after", &key.to_string()),
                text: say.text("notices-next"),
            }),
        });
        Self {
            page: Page::new(app, reader, who)
                .titled(title.as_str())
                .described(say.text("notices-description"))
                .at(Place::Notices),
            title,
            count: found.count.map_or_else(String::new, |count| say.count("notices-count", count)),
            sorted: say.text(sorted),
            filters,
            search: say.text("form-search"),
            write: who
                .may(dialogue::Action::DraftNotice)
                .then(|| Link { address: "/notices/new".into(), text: say.text("frame-publish") }),
            rows,
            empty,
            pager,
        }
    }
}

/// The kinds as a form offers them.
pub fn kinds_of(say: Say) -> impl Iterator<Item = (String, String)> {
    NoticeKind::ALL.iter().map(move |kind| (kind.key().to_owned(), say.text(&format!("notice-kind-{kind}"))))
}

/// A label and what stands beside it.
#[derive(Debug)]
pub struct Fact {
    label: String,
    value: String,
}

/// One step of a notice's way.
#[derive(Debug)]
struct Step {
    name: String,
    text: String,
    done: bool,
    current: bool,
}

/// One notice, whole.
#[derive(Debug, Template)]
#[template(path = "notices/page.html")]
pub struct NoticePage {
    page: Page,
    crumbs: Crumbs,
    body: NoticeBody,
    steps: Vec<Step>,
    way: String,
    contact_title: String,
    acts: Vec<Link>,
    section: ThreadSection,
}

/// What a notice says: the same on its page and in the preview of a draft.
#[derive(Debug, Template)]
#[template(path = "notices/body.html")]
pub struct NoticeBody {
    say: Say,
    kind: String,
    icon: Icon,
    tag: Tag,
    title: String,
    title_language: Option<&'static str>,
    meta: Vec<String>,
    versions: Option<Link>,
    note: Option<Note>,
    lead: String,
    sentence: String,
    zone: String,
    clock_class: &'static str,
    ruler: Option<Ruler>,
    rule: Option<String>,
    counted: Vec<String>,
    counted_title: String,
    now: Option<(String, String)>,
    proposed: Option<(String, String)>,
    proposal_title: String,
    text: String,
    text_language: Option<&'static str>,
    facts_title: String,
    facts: Vec<Fact>,
    pub(super) place_title: String,
    pub(super) picture: Option<Picture>,
    pub(super) parcels: Vec<Link>,
    pub(super) more_parcels: Option<String>,
    pub(super) place_meta: String,
    pub(super) contact: Vec<String>,
    pub(super) phone: Option<(String, String)>,
    pub(super) department: String,
}

// It escapes what it shows and is put into pages as it is.
impl askama::filters::HtmlSafe for NoticeBody {}

/// Codes listed beside the picture; the rest is counted.
const LISTED_PARCELS: usize = 12;

impl NoticeBody {
    /// What the notice says to this reader.
    pub async fn gather(connection: &mut Connection, app: &App, say: Say, notice: &Notice) -> Result<Self, Problem> {
        let now = app.clock.now();
        let content = &notice.content;
        let reader = crate::comments::language(say);
        let (title, title_language) = cards::text(say, &content.title);
        let (text, text_language) = cards::text(say, &content.text);
        let department = departments::find(connection, notice.department)
            .await?
            .map_or_else(String::new, |found| found.name.in_language(reader).to_owned());
        let (lead, sentence) = cards::sentence(app, say, notice, now);
        let mut meta = vec![department.clone()];
        if !content.act.number.is_empty() {
            let number = say.with("notices-act", &[("number", content.act.number.as_str())]);
            meta.push(match content.act.date {
                Some(day) => say.fill("notices-act-of").put("act", number).put("day", say.date(day)).text(),
                None => number,
            });
        }
        meta.push(say.day("notices-published", app.city.date(notice.published_at)));
        let versions = (notice.revision > 1).then(|| Link {
            address: format!("{}/revisions", cards::address(notice.id)),
            text: say.with("notices-version", &[("number", notice.revision)]),
        });
        let tag = cards::tag(app, say, notice, now);
        let running = matches!(notice.status(now), NoticeStatus::Open | NoticeStatus::Scheduled);
        let (purpose_now, _) = cards::text(say, &content.purpose_now);
        let (purpose_proposed, _) = cards::text(say, &content.purpose_proposed);
        let category = content.category_now.as_deref().map(|key| say.text(&format!("land-category-{key}")));
        let place = &content.place;
        let parcels = place
            .parcels
            .iter()
            .take(LISTED_PARCELS)
            .map(|code| Link { address: format!("/parcels/{code}"), text: code.to_string() });
        let mut place_meta: Vec<String> = Vec::new();
        for texts in [&place.address, &place.district] {
            let (words, _) = cards::text(say, texts);
            place_meta.extend(Some(words).filter(|words| !words.is_empty()));
        }
        place_meta.extend(content.area_m2.map(|area| say.area(area)));
        if place.whole_city {
            place_meta.push(say.text("notices-whole-city"));
        }
        if !place.contour.is_empty() {
            place_meta.push(say.with("notices-contour", &[("number", place.contour.as_str())]));
        }
        let (hours, _) = cards::text(say, &content.contact.hours);
        let room = Some(content.contact.room.as_str()).filter(|room| !room.is_empty());
        let contact = room
            .map(|room| say.with("notices-room", &[("room", room)]))
            .into_iter()
            .chain(Some(hours).filter(|hours| !hours.is_empty()))
            .collect();
        let phone = Some(content.contact.phone.clone()).filter(|phone| !phone.is_empty()).map(|phone| {
            let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            (format!("tel:{dialled}"), phone)
        });
        Ok(Self {
            say,
            kind: say.text(&format!("notice-kind-{}", content.kind)),
            icon: icon_small(kind_icon(content.kind.key())),
            clock_class: tag.state.class(),
            tag,
            title,
            title_language,
            meta: meta.into_iter().filter(|word| !word.is_empty()).collect(),
            versions,
            note: ended_note(app, say, notice),
            lead: lead.trim_end_matches('.').to_owned(),
            zone: if running {
                say.with("notices-city-time", &[("city", app.city.name.said(say))])
            } else {
                String::new()
            },
            sentence,
            ruler: running.then(|| cards::ruler(app, say, notice, now, &[])).flatten(),
            rule: cards::rule(app, say, notice),
            counted: counted(app, say, notice),
            counted_title: say.text("clock-how-counted"),
            now: (!purpose_now.is_empty()).then(|| (purpose_now, category.unwrap_or_default())),
            proposed: (!purpose_proposed.is_empty()).then(|| (purpose_proposed, String::new())),
            proposal_title: say.text("notices-proposal"),
            text: text::blocks(&dialogue::blocks::parse(&text)),
            text_language,
            facts_title: say.text("notices-conditions"),
            facts: details(app, say, notice),
            place_title: say.text("notices-place"),
            picture: picture(app, say, notice),
            parcels: parcels.collect(),
            more_parcels: place
                .parcels
                .len()
                .checked_sub(LISTED_PARCELS)
                .filter(|&more| more > 0)
                .map(|more| say.count("notices-more-parcels", more)),
            place_meta: place_meta.join(" · "),
            contact,
            phone,
            department,
        })
    }
}

/// How the notice ended, or why it was revised.
fn ended_note(app: &App, say: Say, notice: &Notice) -> Option<Note> {
    let (lead, text) = match (&notice.life, &notice.revised) {
        (Life::Ended { ending, at, reason }, _) => {
            (say.day(&format!("notices-ending-{ending}"), app.city.date(*at)), cards::text(say, reason).0)
        }
        (Life::Published, Some((at, reason))) => {
            (say.day("notices-revised", app.city.date(*at)), cards::text(say, reason).0)
        }
        (Life::Published, None) => return None,
    };
    let decided = matches!(&notice.life, Life::Ended { ending: dialogue::Ending::Decided, .. });
    Some(Note {
        kind: if decided { NoteKind::Stamp } else { NoteKind::Plain },
        icon: if decided { "seal" } else { "info" },
        lead,
        text,
        link: None,
        fresh: false,
    })
}

/// How the last day was counted, step by step (ddl-01, ddl-02).
fn counted(app: &App, say: Say, notice: &Notice) -> Vec<String> {
    let Some(period) = &notice.period else { return Vec::new() };
    let Some(rule) = app.city.terms.find(&period.rule) else { return Vec::new() };
    let published = app.city.date(period.opens);
    let count = rule.term().count(published, &app.city.calendar);
    let mut steps = vec![say.day("notices-counted-from", published)];
    if count.last_day != period.last_day {
        // The calendar has changed since, and a term once promised is not shortened.
        steps.push(say.day("notices-counted-promised", period.last_day));
        return steps;
    }
    if !count.counted.is_empty() {
        let days: Vec<String> = count.counted.iter().map(|day| say.date_without_year(day)).collect();
        steps.push(say.with("notices-counted-days", &[("days", days.join(", "))]));
    }
    if let Some(moved) = count.moved_from {
        steps.push(say.day("notices-counted-moved", moved));
        for (day, kind) in &count.passed_over {
            if *day < moved {
                continue;
            }
            let why = match kind {
                dialogue::calendar::DayKind::Off(off) => {
                    off.name.in_language(crate::comments::language(say)).to_owned()
                }
                _ => say.text("notices-weekend"),
            };
            steps.push(format!("{}: {why}", say.date_without_year(day)));
        }
    }
    steps.push(say.day("notices-counted-until", count.last_day));
    if count.provisional {
        steps.push(say.text("notices-counted-provisional"));
    }
    steps
}

/// The fields of the notice's kind, as far as there are words for them.
fn details(app: &App, say: Say, notice: &Notice) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (key, value) in &notice.content.details {
        let label = format!("notices-detail-{key}");
        if !say.knows(&label) {
            continue;
        }
        let moment = |moment: &jiff::civil::DateTime| say.moment(moment);
        let value = match value {
            DetailValue::Text(texts) => cards::text(say, texts).0,
            DetailValue::Line(line) => {
                let word = format!("notices-word-{line}");
                if say.knows(&word) { say.text(&word) } else { line.clone() }
            }
            DetailValue::Money(tyiyn) => say.money(tyiyn),
            DetailValue::Share(parts) => {
                say.with("notices-percent", &[("value", say.decimal(f64::from(*parts) / 100.0, 2))])
            }
            DetailValue::Day(day) => say.date(day),
            DetailValue::Moment(at) => moment(at),
            DetailValue::Span(from, until) => {
                say.fill("notices-from-until").put("from", moment(from)).put("until", moment(until)).text()
            }
            DetailValue::Parcels(codes) => {
                codes.iter().map(dialogue::ParcelCode::as_str).collect::<Vec<_>>().join(", ")
            }
            DetailValue::Weighted(parts) => parts
                .iter()
                .map(|(words, weight)| format!("{} ({weight} %)", cards::text(say, words).0))
                .collect::<Vec<_>>()
                .join(", "),
        };
        facts.push(Fact { label: say.text(&label), value });
    }
    let _ = app;
    facts
}

/// The notice's parcels or area among their neighbours.
fn picture(app: &App, say: Say, notice: &Notice) -> Option<Picture> {
    use geo::BoundingRect;
    let published = app.published().ok()?;
    let place = &notice.content.place;
    let parcels: Vec<_> = place.parcels.iter().filter_map(|code| published.layer.by_code(code.as_str())).collect();
    let areas: Vec<_> = place.area.iter().filter_map(area::shape).collect();
    let boxes =
        parcels.iter().map(|parcel| parcel.envelope()).chain(areas.iter().filter_map(BoundingRect::bounding_rect));
    let around = boxes.reduce(|one, other| {
        geo_types::Rect::new(
            (one.min().x.min(other.min().x), one.min().y.min(other.min().y)),
            (one.max().x.max(other.max().x), one.max().y.max(other.max().y)),
        )
    })?;
    Some(
        Scene {
            layer: &published.layer,
            ground: &app.city.ground,
            view: View::around(around, 420.0, 300.0, 18.0),
            language: say.tag(),
            selected: None,
            proposed: parcels.iter().map(|parcel| parcel.index()).collect(),
            areas,
            marks: Vec::new(),
            label: cards::text(say, &notice.content.title).0,
        }
        .draw(),
    )
}

impl NoticePage {
    /// Gathers the page for this reader.
    pub async fn gather(
        connection: &mut Connection,
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        notice: Notice,
    ) -> Result<Self, Problem> {
        let say = reader.say;
        let body = NoticeBody::gather(connection, app, say, &notice).await?;
        let section = section::of_subject(connection, app, say, who, Subject::Notice(notice.id)).await?;
        let description = match (body.lead.is_empty(), &body.sentence) {
            (true, sentence) => sentence.clone(),
            (false, sentence) => format!("{}. {sentence}", body.lead),
        };
        let kind = body.kind.clone();
        let page = Page::new(app, reader, who).titled(body.title.as_str()).described(description).at(Place::Notices);
        let last = if notice.content.act.number.is_empty() {
            body.title.clone()
        } else {
            say.with("notices-act", &[("number", notice.content.act.number.as_str())])
        };
        let crumbs = Crumbs {
            say,
            steps: vec![
                Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                Crumb { address: Some(format!("/notices?kind={}", notice.content.kind)), text: kind },
                Crumb { address: None, text: last },
            ],
        };
        Ok(Self {
            page,
            crumbs,
            steps: steps(app, say, &notice),
            way: say.text("notices-way"),
            contact_title: say.text("notices-contact"),
            acts: acts(say, who, &notice),
            body,
            section,
        })
    }
}

/// What a clerk of its department may do with it.
fn acts(say: Say, who: &MaybeSignedIn, notice: &Notice) -> Vec<Link> {
    let theirs = who.get().is_some_and(|clerk| super::desk::is_theirs(clerk, notice.department));
    if !theirs || notice.life != Life::Published {
        return Vec::new();
    }
    let address = cards::address(notice.id);
    [("revision", "notices-revise"), ("ending", "notices-end")]
        .map(|(part, key)| Link { address: format!("{address}/{part}"), text: say.text(key) })
        .into()
}

/// The way of a notice: what is done, what is now, what comes.
fn steps(app: &App, say: Say, notice: &Notice) -> Vec<Step> {
    let now = app.clock.now();
    let status = notice.status(now);
    let date = |at| say.date(app.city.date(at));
    let mut steps = vec![Step {
        name: say.text("notices-step-published"),
        text: date(notice.published_at),
        done: true,
        current: status == NoticeStatus::Published,
    }];
    if let Some((at, reason)) = &notice.revised {
        let text = format!("{}: {}", date(*at), cards::text(say, reason).0);
        steps.push(Step { name: say.text("notices-step-revised"), text, done: true, current: false });
    }
    let ended = match &notice.life {
        Life::Ended { ending, at, reason } => Some((ending, *at, reason)),
        Life::Published => None,
    };
    if let Some(period) = &notice.period {
        let until = match period.hour {
            Some(hour) => say
                .fill("notices-until-hour")
                .put("day", say.date_until(period.last_day))
                .put("time", say.time(hour))
                .text(),
            None => say.day("notices-until-end", period.last_day),
        };
        let open = matches!(status, NoticeStatus::Open | NoticeStatus::Scheduled);
        steps.push(Step { name: say.text("notices-step-comments"), text: until, done: !open, current: open });
    }
    match ended {
        Some((ending, at, reason)) => {
            let (reason, _) = cards::text(say, reason);
            let text = if reason.is_empty() { date(at) } else { format!("{}: {reason}", date(at)) };
            steps.push(Step { name: say.text(&format!("notice-status-{ending}")), text, done: true, current: true });
        }
        None => steps.push(Step {
            name: say.text("notices-step-decision"),
            text: say.text("notices-step-decision-text"),
            done: false,
            current: status == NoticeStatus::CommentsClosed,
        }),
    }
    steps
}

/// What a notice said, version by version.
#[derive(Debug, Template)]
#[template(path = "notices/revisions.html")]
pub struct RevisionsPage {
    page: Page,
    crumbs: Crumbs,
    title: String,
    versions: Vec<Version>,
}

#[derive(Debug)]
struct Version {
    name: String,
    when: String,
    reason: String,
    title: String,
    html: String,
    period: String,
    entry: Option<String>,
}

impl RevisionsPage {
    /// The page for this reader.
    pub fn new(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        notice: &Notice,
        revisions: &[(NoticeRevision, Option<u64>)],
    ) -> Self {
        let say = reader.say;
        let title = say.text("notices-versions");
        let mut before: Option<String> = None;
        let versions = revisions
            .iter()
            .map(|(revision, entry)| {
                let text = cards::text(say, &revision.content.text).0;
                let html = match &before {
                    Some(before) if *before != text => text::changes(before, &text),
                    Some(_) => String::new(),
                    None => text::blocks(&dialogue::blocks::parse(&text)),
                };
                before = Some(text);
                Version {
                    name: say.with("notices-version", &[("number", revision.number)]),
                    when: say.moment(app.city.local(revision.at).datetime()),
                    reason: cards::text(say, &revision.reason).0,
                    title: cards::text(say, &revision.content.title).0,
                    html,
                    period: revision.period.as_ref().map_or_else(String::new, |period| match period.hour {
                        Some(hour) => say
                            .fill("clock-comments-until")
                            .put("day", say.date_until(period.last_day))
                            .put("time", say.time(hour))
                            .text(),
                        None => say.day("clock-comments-until-end", period.last_day),
                    }),
                    entry: entry.map(|entry| say.with("comments-entry", &[("number", entry)])),
                }
            })
            .collect();
        Self {
            page: Page::new(app, reader, who).titled(title.as_str()).at(Place::Notices),
            crumbs: Crumbs {
                say,
                steps: vec![
                    Crumb { address: Some("/notices".into()), text: say.text("frame-notices") },
                    Crumb { address: Some(cards::address(notice.id)), text: cards::text(say, &notice.content.title).0 },
                    Crumb { address: None, text: title.clone() },
                ],
            },
            title,
            versions,
        }
    }
}
