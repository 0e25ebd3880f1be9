//! Publishing a notice, and its clock.

use city::{City, PARCEL, Person, Plan};
use serde_json::{Value, json};

fn draft() -> Value {
    json!({
        "kind": "purpose_change",
        "title": { "ky": "Жердин багытын өзгөртүү", "ru": "Изменение целевого назначения" },
        "text": { "ky": "Үйдүн ордуна дүкөн.", "ru": "Магазин вместо дома." },
        "parcels": [PARCEL],
        "act": { "number": "ДЕМО-1", "date": "2026-03-01" },
        "signer_post": { "ky": "Директор", "ru": "Директор" },
        "contact": { "phone": "+996 312 00 00 01", "room": "12" },
    })
}

async fn publishes(clerk: &Person, closes: &str) -> String {
    let mut draft = draft();
    draft["closes"] = json!(closes);
    let made = clerk.posts("/notices", &draft).await;
    made.is_created();
    let id = made.id();
    let published = clerk.posts(&format!("/notices/{id}/publication"), &json!({})).await;
    assert!(published.status.is_success(), "{published}");
    id
}

async fn thread_of(person: &Person, notice: &str) -> String {
    let notice = person.reads(&format!("/notices/{notice}")).await.is_ok().json();
    notice["thread"]["id"].as_str().or(notice["thread"].as_str()).expect("a notice names its thread").to_owned()
}

#[tokio::test]
async fn comments_are_taken_to_the_second_whatever_the_servers_time_zone() {
    for zone in ["UTC", "America/New_York"] {
        let city = Plan::at("2026-03-01T09:00:00+06:00").with("TZ", zone).open().await;
        let (clerk, aigul) = (city.clerk("Нурлан").await, city.resident("Айгүл").await);
        let notice = publishes(&clerk, "2026-03-31").await;
        let thread = thread_of(&aigul, &notice).await;
        city.time_is("2026-03-31T17:59:50Z");
        aigul.signs_in().await; // a month later
        city.time_is("2026-03-31T17:59:59Z");
        aigul.comments(&thread, "Дагы бир нерсе.").await.is_created();
        city.time_is("2026-03-31T18:00:00Z");
        let refused = aigul.comments(&thread, "Кечиктим.").await;
        let problem = refused.is_problem(409, "period-closed");
        assert_eq!(problem["last_day"], "2026-03-31");
        let page = city.visitor().reading("ru").opens(&format!("/notices/{notice}")).await;
        let text = page.is_ok().page().text();
        assert!(text.contains("31 марта"), "{text}");
        let json = city.visitor().reads(&format!("/notices/{notice}")).await.json();
        assert_eq!(json["status"], "comments_closed");
    }
}

#[tokio::test]
async fn a_draft_is_seen_by_its_department_alone_until_it_is_published() {
    for city in City::on_both("2026-03-01T09:00:00+06:00").await {
        let (clerk, aigul) = (city.clerk("Нурлан").await, city.resident("Айгүл").await);
        aigul.posts("/notices", &draft()).await.is_problem(403, "forbidden");
        city.visitor().posts("/notices", &draft()).await.is_problem(401, "sign-in-needed");
        let mut draft = draft();
        draft["closes"] = json!("2026-03-31");
        let id = clerk.posts("/notices", &draft).await.id();
        city.visitor().reads(&format!("/notices/{id}")).await.is(404);
        let before = city.entries().await.len();
        assert!(clerk.posts(&format!("/notices/{id}/publication"), &json!({})).await.status.is_success());
        city.visitor().reads(&format!("/notices/{id}")).await.is_ok();
        let entries = city.entries().await;
        assert!(entries[before..].iter().any(|entry| entry.kind == "notice_published"), "{entries:?}");
        let list = city.visitor().reads("/notices").await.is_ok().json();
        assert!(list.to_string().contains(&id), "{list}");
        let parcel = city.visitor().reads(&format!("/parcels/{PARCEL}")).await.is_ok().json();
        assert!(parcel.to_string().contains(&id), "the parcel names its notice: {parcel}");
    }
}

#[tokio::test]
async fn a_stance_is_taken_on_a_notice_and_not_on_a_parcel() {
    let city = City::open("2026-03-01T09:00:00+06:00").await;
    let (clerk, aigul) = (city.clerk("Нурлан").await, city.resident("Айгүл").await);
    let notice = publishes(&clerk, "2026-03-31").await;
    let thread = thread_of(&aigul, &notice).await;
    let address = format!("/threads/{thread}/comments");
    aigul.posts(&address, &json!({ "body": "Макулмун.", "stance": "for" })).await.is_created();
    aigul.posts(&address, &json!({ "body": "?", "stance": "maybe" })).await.is(422);
    let parcel = aigul.thread_of_parcel(PARCEL).await;
    let wrong =
        aigul.posts(&format!("/threads/{parcel}/comments"), &json!({ "body": "Макулмун.", "stance": "for" })).await;
    assert_eq!(wrong.status.as_u16(), 422, "{wrong}");
    let summary = city.visitor().reads(&format!("/notices/{notice}")).await.json();
    assert_eq!(summary["stances"]["for"], 1, "{summary}");
}
