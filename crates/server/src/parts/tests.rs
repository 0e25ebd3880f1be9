//! What parts promise to whoever reads them, with eyes or ears.

use jiff::civil::{Date, date};

use super::*;
use crate::language::Say;

fn weekend(day: Date) -> bool {
    day.weekday().to_monday_one_offset() > 5
}

fn words() -> [String; 3] {
    ["19-ноя".to_owned(), "бүгүн".to_owned(), "18-дек".to_owned()]
}

fn ruler(today: Date, events: &[RulerEvent]) -> String {
    Ruler::new((date(2026, 11, 19), date(2026, 12, 18)), today, weekend, events, words()).to_string()
}

#[test]
fn a_ruler_has_a_cell_for_each_day_and_says_where_today_is() {
    let drawn = ruler(date(2026, 12, 1), &[]);
    assert_eq!(drawn.matches("class=\"tick\"").count(), 29, "30 days have 29 lines between them");
    assert_eq!(drawn.matches("class=\"we\"").count(), 8, "four weekends");
    assert!(drawn.contains(r#"class="gone" x="0" y="16" width="43.33%""#), "13 of 30 days: {drawn}");
    assert!(drawn.contains("бүгүн"));
}

#[test]
fn an_event_after_the_period_lengthens_the_ruler() {
    let hearing = RulerEvent { day: date(2026, 12, 21), label: "угуу 21-дек".to_owned() };
    let drawn = ruler(date(2026, 12, 1), &[hearing]);
    assert!(drawn.contains("stroke-dasharray"), "a dotted line leads on");
    assert!(drawn.contains(r#"text-anchor="end">угуу 21-дек"#));
}

#[test]
fn before_and_after_the_period_nothing_is_today() {
    for day in [date(2026, 11, 1), date(2026, 12, 19)] {
        assert!(!ruler(day, &[]).contains("бүгүн"));
    }
    assert!(ruler(date(2026, 11, 1), &[]).contains(r#"class="gone" x="0" y="16" width="0.00%""#));
    assert!(ruler(date(2027, 1, 1), &[]).contains(r#"class="gone" x="0" y="16" width="100.00%""#));
}

#[test]
fn a_long_period_is_cut_into_weeks() {
    let drawn = Ruler::new((date(2026, 1, 1), date(2026, 12, 31)), date(2026, 6, 1), weekend, &[], words()).to_string();
    assert_eq!(drawn.matches("class=\"tick\"").count(), 52);
}

#[test]
fn what_a_person_wrote_is_escaped_and_no_part_has_a_style_attribute() {
    let say = Say::kyrgyz();
    let field = Field::new(say, "name", "Ысым".to_owned(), FieldKind::Text)
        .with_value("\"><script>alert(1)</script>")
        .with_fault(Some("<b>".to_owned()))
        .to_string();
    assert!(!field.contains("<script>") && !field.contains("<b>"), "{field}");
    let page = [
        field,
        Tag { state: TagState::Soon, text: "<i>".to_owned() }.to_string(),
        ruler(date(2026, 12, 1), &[]),
        StanceBar { say, in_favour: 41, neutral: 12, against: 58 }.to_string(),
        Plot { size: 56, path: "M0 0".to_owned(), land_use: "vacant", proposed: true }.to_string(),
    ]
    .concat();
    assert!(!page.contains("style=") && !page.contains("<i>"), "{page}");
}

#[test]
fn a_fault_is_tied_to_its_field_for_a_screen_reader() {
    let field = Field::new(Say::kyrgyz(), "e_mail", "Почта".to_owned(), FieldKind::Email)
        .with_hint("Эч ким көрбөйт.")
        .with_fault(Some("Дарек толук эмес".to_owned()))
        .to_string();
    for part in [
        r#"<label for="e-mail">"#,
        r#"aria-invalid="true""#,
        r#"aria-describedby="e-mail-fault e-mail-hint""#,
        r#"id="e-mail-fault""#,
        r#"id="e-mail-hint""#,
    ] {
        assert!(field.contains(part), "{part} is missing: {field}");
    }
}

#[test]
fn a_password_is_never_sent_back() {
    let field = Field::new(Say::kyrgyz(), "password", "Сырсөз".to_owned(), FieldKind::Password).with_value("secret");
    assert!(!field.to_string().contains("secret"));
}

#[test]
fn the_shares_of_a_stance_bar_add_up_and_an_empty_one_is_left_out() {
    let say = Say::kyrgyz();
    let bar = StanceBar { say, in_favour: 1, neutral: 0, against: 3 }.to_string();
    assert!(bar.contains(r#"class="st-for" x="0.0%" width="25.0%""#), "{bar}");
    assert!(bar.contains(r#"class="st-against" x="25.0%" width="75.0%""#), "{bar}");
    assert!(!bar.contains(r#"<rect class="st-neutral""#));
    assert!(!StanceBar { say, in_favour: 0, neutral: 0, against: 0 }.to_string().contains("NaN"));
}

fn comment(id: &str, replies: Vec<Comment>, folded: u32) -> Comment {
    let say = Say::kyrgyz();
    let body = CommentBody {
        say,
        id: id.to_owned(),
        shown: Shown::Text { html: format!("<p>{id}</p>"), language: None, edited: None },
        author: "Чынар".to_owned(),
        department: None,
        address: format!("/comments/{id}"),
        written: When { machine: "2026-12-01T10:05:00+06:00".to_owned(), text: "1-декабрь, 10:05".to_owned() },
        stance: None,
        place: None,
        support: Support { count: 4, mine: false, address: Some(format!("/comments/{id}/support")) },
        reply: Some(format!("/comments/{id}/reply")),
        edit: None,
        delete: None,
        report: None,
        here: false,
        new: false,
    };
    Comment { say, body, replies, folded, more: None }
}

#[test]
fn replies_stand_under_what_they_answer_at_any_depth() {
    let deepest = comment("c", Vec::new(), 0);
    let thread = comment("a", vec![comment("b", vec![deepest], 0)], 0).to_string();
    let place = |id: &str| thread.find(&format!("id=\"comment-{id}\"")).expect("it is there");
    assert!(place("a") < place("b") && place("b") < place("c"));
    assert_eq!(thread.matches("<article").count(), 3);
    assert_eq!(thread.matches("<ol").count(), thread.matches("</ol>").count());
}

#[test]
fn folded_replies_say_how_many_they_are() {
    let thread = comment("a", vec![comment("b", Vec::new(), 0)], 1).to_string();
    assert!(thread.contains("<details class=\"more\"><summary>1 жооп</summary>"), "{thread}");
}

#[test]
fn every_comment_can_be_supported_and_answered_without_script() {
    let one = comment("a", Vec::new(), 0).to_string();
    assert!(one.contains(r#"<form method="post" action="/comments/a/support""#));
    assert!(one.contains(r#"href="/comments/a/reply""#));
}

#[test]
fn parts_are_well_formed() {
    let say = Say::kyrgyz();
    let plot = || Plot { size: 56, path: "M0 0".to_owned(), land_use: "green", proposed: false };
    let card = NoticeCard {
        say,
        id: "n".to_owned(),
        kind: "purpose_change",
        tag: Tag { state: TagState::Open, text: say.count("clock-days-left", 17) },
        title: "Бакча".to_owned(),
        title_language: Some("ru"),
        address: "/notices/1".to_owned(),
        lead: String::new(),
        sentence: String::new(),
        ruler: Some(Ruler::mini(30, 12)),
        rule: Some("30".to_owned()),
        write: Some("#write".to_owned()),
        talk: Some(Link { text: say.count("notices-talk", 9), address: "/notices/1#thread".to_owned() }),
        read: true,
    };
    let row = NoticeRow {
        say,
        kind: "auction_sale",
        plot: Some(plot()),
        title: "Бакча".to_owned(),
        title_language: None,
        address: "/notices/1".to_owned(),
        facts: vec!["1".to_owned(), "2".to_owned()],
        tag: Tag { state: TagState::Closed, text: say.text("clock-closed") },
        ruler: None,
        closes: None,
        talk: Some(say.count("talk-comments", 21)),
        past: true,
    };
    let write = WriteForm {
        say,
        id: "write".to_owned(),
        action: "/threads/1/comments".to_owned(),
        title: say.text("talk-your-comment"),
        button: say.text("talk-send"),
        placeholder: say.text("talk-placeholder"),
        hint: say.with("talk-hint", &[("limit", "10 000")]),
        body: "a < b".to_owned(),
        fault: Some("?".to_owned()),
        submission: "1".to_owned(),
        hidden: vec![("reply_to", "2".to_owned())],
        stance: StanceChoice::Chosen(dialogue::Stance::Against),
        target: Some("#thread ol".to_owned()),
        swap: "beforeend",
        longest: 10_000,
        draft: "/threads/1".to_owned(),
        cancel: Some("/threads/1".to_owned()),
        place: None,
    };
    let field =
        |kind| Field::new(say, "field", "Талаа".to_owned(), kind).with_hint("?").with_fault(Some("!".to_owned()));
    let parts = [
        card.to_string(),
        row.to_string(),
        write.to_string(),
        plot().to_string(),
        Swatch { land_use: "proposed" }.to_string(),
        field(FieldKind::Area(3)).to_string(),
        field(FieldKind::Choice(vec![("a".to_owned(), "A".to_owned())])).to_string(),
        field(FieldKind::Check).to_string(),
        comment("a", vec![comment("b", Vec::new(), 0)], 1).to_string(),
        ruler(date(2026, 12, 1), &[]),
    ];
    for part in parts {
        assert_balanced(&part);
    }
}

/// Every element that is opened is closed, in order.
fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or_else(|| panic!("a tag has no end: {html}"));
        assert!(!text.contains('>'), "a bare > in {html}");
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "in {html}");
        } else if !tag.ends_with('/') && !["input", "br", "meta", "link"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stays open in {html}");
}

/// Files of the server's source and templates, and the script's.
fn drawn_in(folder: &str, into: &mut String) {
    for entry in std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            drawn_in(path.to_str().unwrap(), into);
        } else if !path.ends_with("icons.svg") && !path.ends_with("tests.rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[test]
fn every_icon_that_is_drawn_is_in_the_sprite() {
    let sprite = include_str!("../../../../map-ui/src/style/icons.svg");
    let mut text = String::new();
    for folder in ["src", "templates", "../../map-ui/src"] {
        drawn_in(folder, &mut text);
    }
    let mut missing = std::collections::BTreeSet::new();
    for opening in ["icon(\"", "icon_small(\"", "icon: \"", "#i-"] {
        for (at, _) in text.match_indices(opening) {
            let name: String = text[at + opening.len()..]
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                .collect();
            if !name.is_empty() && !sprite.contains(&format!("id=\"i-{name}\"")) {
                missing.insert(name);
            }
        }
    }
    assert!(missing.is_empty(), "the sprite has no {missing:?}");
}
