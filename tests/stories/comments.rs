//! Writing, replying, changing one's mind, taking back.

use city::{Answer, City, Engine, NEIGHBOUR, PARCEL, Plan};
use reqwest::Method;
use serde_json::{Value, json};

const TIME: &str = "2026-09-01T09:00:00+06:00";

fn comments(thread: &Answer) -> Vec<Value> {
    thread.is_ok();
    thread.json()["comments"].as_array().expect("comments").clone()
}

#[tokio::test]
async fn a_comment_is_read_by_everybody_at_its_own_address() {
    for city in City::on_both(TIME).await {
        let aigul = city.resident("Айгүл").await;
        let posted = aigul.comments_on_parcel(PARCEL, "Кудукту кошуналар чогуу пайдаланат.\n\nАны жаппагыла.").await;
        posted.is_created();
        let visitor = city.visitor();
        let comment = visitor.reads(&format!("/comments/{}", posted.id())).await.is_ok().json();
        assert_eq!(comment["body"], "Кудукту кошуналар чогуу пайдаланат.\n\nАны жаппагыла.");
        assert_eq!(comment["author"]["name"], "Айгүл");
        assert!(!comment.to_string().contains("@"), "the e-mail is never shown: {comment}");
        let page = visitor.opens(&format!("/parcels/{PARCEL}")).await;
        assert!(page.is_ok().page().text().contains("Аны жаппагыла."));
        let entries = city.entries().await;
        assert_eq!(entries.last().map(|entry| entry.kind.as_str()), Some("comment_posted"));
    }
}

#[tokio::test]
async fn a_comment_that_cannot_be_taken_says_why() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    let thread = aigul.thread_of_parcel(PARCEL).await;
    for empty in ["", "   \n ", "\u{200b}\u{200b}"] {
        aigul.comments(&thread, empty).await.is_problem(422, "comment-empty");
    }
    let problem = aigul.comments(&thread, &"ө".repeat(10_001)).await.is_problem(422, "comment-too-long");
    assert_eq!(problem["limit"], 10_000);
    aigul.comments(&thread, &"ө".repeat(10_000)).await.is_created();
    aigul.comments(&thread, "Бир үй-бүлө 👩‍👩‍👧 мында жашайт.").await.is_created();
    city.visitor().comments(&thread, "Who am I?").await.is_problem(401, "sign-in-needed");
    let nowhere = uuid::Uuid::nil();
    aigul.comments(&nowhere.to_string(), "Is anybody here?").await.is_problem(404, "not-found");
    aigul.posts(&format!("/threads/{thread}/comments"), &json!({ "text": "A wrong name." })).await.is(422);
}

#[tokio::test]
async fn markup_stays_the_text_that_it_was() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    let body = "<script>alert(1)</script> https://land.kg/план?x=1&y=2 <b>no</b>";
    aigul.comments_on_parcel(PARCEL, body).await.is_created();
    let page = city.visitor().opens(&format!("/parcels/{PARCEL}")).await;
    let text = page.is_ok().text();
    assert!(!text.contains("<script>alert") && !text.contains("<b>no</b>"), "{text}");
    assert!(page.page().text().contains("<script>alert(1)</script>"));
    let link = page.page().find("a[href^='https://land.kg/']").value().attr("rel").unwrap_or("").to_owned();
    assert!(link.contains("nofollow"), "a stranger's link gives no weight: {link}");
}

#[tokio::test]
async fn removing_a_comment_leaves_its_replies_where_they_are() {
    for city in City::on_both(TIME).await {
        let (aigul, bakyt, vera) =
            (city.resident("Айгүл").await, city.resident("Бакыт").await, city.resident("Вера").await);
        let thread = aigul.thread_of_parcel(PARCEL).await;
        let a = aigul.comments(&thread, "A").await.id();
        let address = format!("/threads/{thread}/comments");
        let b = bakyt.posts(&address, &json!({ "body": "B", "reply_to": a })).await;
        b.is_created();
        let c = vera.posts(&address, &json!({ "body": "C", "reply_to": b.id() })).await;
        c.is_created();
        bakyt.deletes(&format!("/comments/{a}")).await.is_problem(403, "forbidden");
        assert!(aigul.deletes(&format!("/comments/{a}")).await.status.is_success());

        let visitor = city.visitor();
        let list = comments(&visitor.reads(&format!("/threads/{thread}")).await);
        assert_eq!(list.len(), 3, "{list:?}");
        let tombstone = visitor.reads(&format!("/comments/{a}")).await.is_ok().json();
        assert_eq!(tombstone["state"], "deleted");
        assert!(tombstone["body"].is_null(), "{tombstone}");
        let reply = visitor.reads(&format!("/comments/{}", c.id())).await.is_ok().json();
        assert_eq!(reply["body"], "C");
        // A reply to what has gone is not hung elsewhere.
        let late = vera.posts(&address, &json!({ "body": "Too late", "reply_to": a })).await;
        late.is_problem(409, "reply-to-gone");
        city.entries().await;
    }
}

#[tokio::test]
async fn fifteen_minutes_are_there_to_mend_a_comment_and_the_earlier_text_stays() {
    for city in City::on_both(TIME).await {
        let aigul = city.resident("Айгүл").await;
        let id = aigul.comments_on_parcel(PARCEL, "Кудук бар.").await.id();
        let address = format!("/comments/{id}");
        city.time_is("2026-09-01T09:14:59+06:00");
        aigul.writes(Method::PATCH, &address, &json!({ "body": "Кудук бар, терең." })).await.is_ok();
        city.time_is("2026-09-01T09:15:01+06:00");
        aigul
            .writes(Method::PATCH, &address, &json!({ "body": "Кудук жок." }))
            .await
            .is_problem(409, "edit-window-over");
        let visitor = city.visitor();
        let comment = visitor.reads(&address).await.is_ok().json();
        assert_eq!(comment["body"], "Кудук бар, терең.");
        assert!(!comment["edited_at"].is_null(), "{comment}");
        let revisions = visitor.reads(&format!("{address}/revisions")).await.is_ok().json();
        let texts: Vec<_> =
            revisions["revisions"].as_array().expect("revisions").iter().map(|r| r["body"].clone()).collect();
        assert_eq!(texts, ["Кудук бар.", "Кудук бар, терең."]);
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_comment() {
    for mut city in City::on_both(TIME).await {
        let aigul = city.resident("Айгүл").await;
        let page = aigul.opens(&format!("/parcels/{PARCEL}")).await;
        let thread = aigul.thread_of_parcel(PARCEL).await;
        let action = format!("/threads/{thread}/comments");
        let mut form = page.page().form(&action);
        form.retain(|(name, _)| name != "body");
        form.push(("body".to_owned(), "Эки жолу басылды.".to_owned()));
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (one, two) = tokio::join!(aigul.submits(&action, &fields), aigul.submits(&action, &fields));
        one.is_see_other();
        two.is_see_other();
        assert_eq!(one.header("location"), two.header("location"));
        city.time_is("2026-09-01T09:01:00+06:00");
        assert_eq!(aigul.submits(&action, &fields).await.header("location"), one.header("location"));
        city.is_stopped().await;
        city.start().await;
        let aigul = aigul.back_in(&city);
        let again = aigul.submits(&action, &fields).await;
        let path = |answer: &Answer| answer.header("location").rsplit("/comments/").next().map(str::to_owned);
        assert_eq!(path(&again), path(&one), "also after a restart");
        let mut other = form.clone();
        other.last_mut().expect("the body").1 = "Башка сөз.".to_owned();
        let other: Vec<(&str, &str)> = other.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(aigul.submits(&action, &other).await.status.as_u16(), 409);
        assert_eq!(comments(&aigul.reads(&format!("/threads/{thread}")).await).len(), 1);
        // Two forms with the same words are two comments.
        aigul.comments(&thread, "Эки жолу басылды.").await.is_created();
        assert_eq!(comments(&aigul.reads(&format!("/threads/{thread}")).await).len(), 2);
    }
}

#[tokio::test]
async fn a_program_that_repeats_its_key_gets_the_same_comment() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await.by_program(&city);
    let thread = aigul.thread_of_parcel(PARCEL).await;
    let send = async |body: &str| {
        let request = aigul.asks(Method::POST, &format!("/threads/{thread}/comments"));
        let request = request.header("Idempotency-Key", "0198c1f0-1111-7111-8111-111111111111");
        aigul.sends(request.header("Accept", "application/json").json(&json!({ "body": body }))).await
    };
    let (first, second) = (send("Once.").await, send("Once.").await);
    first.is_created();
    assert_eq!(first.id(), second.id());
    send("Something else.").await.is_problem(409, "submission-reused");
}

#[tokio::test]
async fn pages_skip_nothing_and_repeat_nothing_while_others_write() {
    for city in City::on_both(TIME).await {
        let aigul = city.resident("Айгүл").await;
        let thread = aigul.thread_of_parcel(PARCEL).await;
        let mut ids = Vec::new();
        for number in 0..20 {
            ids.push(aigul.comments(&thread, &format!("Line {number}")).await.id());
        }
        let first = aigul.reads(&format!("/threads/{thread}?order=newest&limit=10")).await;
        let page: Vec<String> = comments(&first).iter().map(|c| c["id"].as_str().expect("an id").to_owned()).collect();
        let newest: Vec<String> = ids.iter().rev().cloned().collect();
        assert_eq!(page, newest[..10]);
        aigul.comments(&thread, "New 1").await.is_created();
        aigul.comments(&thread, "New 2").await.is_created();
        assert!(aigul.deletes(&format!("/comments/{}", page[4])).await.status.is_success());
        let next = first.json()["next"].as_str().expect("a next page").to_owned();
        let second = aigul.reads(&next).await;
        let page: Vec<String> = comments(&second).iter().map(|c| c["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(page, newest[10..]);
    }
}

#[tokio::test]
async fn a_link_to_one_comment_opened_cold_shows_it_with_those_it_answers() {
    let city = City::open(TIME).await;
    let aigul = city.writer("Айгүл").await;
    let thread = aigul.thread_of_parcel(PARCEL).await;
    let address = format!("/threads/{thread}/comments");
    for number in 0..60 {
        aigul.comments(&thread, &format!("Line {number}")).await.is_created();
    }
    let mut parent = aigul.comments(&thread, "Level 1").await.id();
    let mut chain = vec![parent.clone()];
    for level in 2..=9 {
        parent = aigul.posts(&address, &json!({ "body": format!("Level {level}"), "reply_to": parent })).await.id();
        chain.push(parent.clone());
    }
    let page = city.visitor().opens(&format!("/comments/{parent}")).await;
    let page = page.is_ok().page();
    for id in &chain {
        assert!(page.text().contains("Level 9") && page.has(&format!("[id*='{id}']")), "no {id} in {}", page.text());
    }
    let comment = city.visitor().reads(&format!("/comments/{parent}")).await.is_ok().json();
    assert_eq!(comment["reply_to"], chain[7], "{comment}");
}

#[tokio::test]
async fn support_counts_an_account_once() {
    for city in City::on_both(TIME).await {
        let (aigul, bakyt) = (city.resident("Айгүл").await, city.resident("Бакыт").await);
        let id = aigul.comments_on_parcel(PARCEL, "Дарактар калсын.").await.id();
        let support = format!("/comments/{id}/support");
        for _ in 0..2 {
            assert!(bakyt.writes(Method::PUT, &support, &json!({})).await.status.is_success());
        }
        let supports = async || city.visitor().reads(&format!("/comments/{id}")).await.json()["supports"].clone();
        assert_eq!(supports().await, 1);
        for _ in 0..2 {
            assert!(bakyt.deletes(&support).await.status.is_success());
        }
        assert_eq!(supports().await, 0);
        city.visitor().writes(Method::PUT, &support, &json!({})).await.is_problem(401, "sign-in-needed");
    }
}

#[tokio::test]
async fn a_place_must_lie_in_the_parcel_it_speaks_of() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    let items = "/collections/parcels/items";
    let parcel = aigul.reads(&format!("{items}/{PARCEL}")).await.is_ok().json();
    let ring = &parcel["geometry"]["coordinates"][0];
    let ring = if ring[0][0].is_array() { &ring[0] } else { ring };
    let points: Vec<(f64, f64)> = ring
        .as_array()
        .expect("a ring")
        .iter()
        .map(|p| (p[0].as_f64().expect("lon"), p[1].as_f64().expect("lat")))
        .collect();
    let count = (points.len() - 1) as f64;
    let middle = points[1..].iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / count, sum.1 + p.1 / count));
    let thread = aigul.thread_of_parcel(PARCEL).await;
    let address = format!("/threads/{thread}/comments");
    let inside = aigul.posts(&address, &json!({ "body": "Кудук ушул жерде.", "position": [middle.0, middle.1] })).await;
    inside.is_created();
    let far = aigul.posts(&address, &json!({ "body": "Бул башка жер.", "position": [74.7, 42.9] })).await;
    far.is_problem(422, "position-outside");
    aigul.comments_on_parcel(NEIGHBOUR, "Кошуна.").await.is_created();
}

#[tokio::test]
async fn what_is_written_before_signing_in_is_kept_through_signing_up() {
    for engine in Engine::both() {
        let city = Plan::at(TIME).on(engine).open().await;
        let visitor = city.visitor();
        let page = visitor.opens(&format!("/parcels/{PARCEL}")).await;
        let thread = visitor.thread_of_parcel(PARCEL).await;
        let action = format!("/threads/{thread}/comments");
        let mut form = page.is_ok().page().form(&action);
        form.retain(|(name, _)| name != "body");
        form.push(("body".to_owned(), "Каттала электе жазылган.".to_owned()));
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = visitor.submits(&action, &fields).await;
        sent.is_see_other();
        assert!(
            sent.header("location").contains("/session") || sent.header("location").contains("/accounts"),
            "{sent}"
        );

        let aigul = visitor.called("Айгүл", "aigul@example.org");
        aigul.signs_up().await;
        let mine = aigul.opens(&format!("/parcels/{PARCEL}")).await;
        let text = mine.is_ok().text();
        assert!(text.contains("Каттала электе жазылган."), "it stands in the form, or it is posted");
        assert_eq!(city.visitor().reads(&format!("/threads/{thread}")).await.json()["comments"], json!([]));
    }
}
