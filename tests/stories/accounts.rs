//! Signing up, in and out, and what strangers learn from it.

use city::{City, PASSWORD, Plan};
use reqwest::Method;
use serde_json::json;

const TIME: &str = "2026-09-01T09:00:00+06:00";

fn cookies(answer: &city::Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).map(str::to_owned).collect()
}

#[tokio::test]
async fn signing_up_takes_a_press_on_the_button_behind_the_letters_link() {
    for city in City::on_both(TIME).await {
        let aigul = city.visitor().called("Айгүл", "aigul@example.org");
        let answer = aigul
            .posts("/accounts", &json!({ "email": aigul.email, "password": PASSWORD, "display_name": "Айгүл" }))
            .await;
        assert!(answer.status.is_success(), "{answer}");
        let link = aigul.mail(0).await.link("/accounts/confirmation");
        // A scanner of mail follows every link; it confirms nothing.
        let scanner = city.visitor();
        scanner.sends(scanner.asks(Method::HEAD, &link)).await;
        scanner.follows(&link).await.is_ok();
        let early = aigul.signs_in().await;
        assert!(!early.status.is_success(), "not confirmed yet: {early}");
        aigul.confirms(0).await;
        assert!(aigul.signs_in().await.status.is_success());
        let me = aigul.reads("/me").await.is_ok().json();
        assert_eq!(me["display_name"], "Айгүл");
    }
}

#[tokio::test]
async fn strangers_do_not_learn_which_addresses_have_accounts() {
    let city = City::open(TIME).await;
    let known = city.resident("Айгүл").await;
    let unknown = city.visitor().called("Ким", "nobody@example.org");
    let visitor = city.visitor();
    let same = |one: &city::Answer, two: &city::Answer, email: &str, other: &str| {
        assert_eq!(one.status, two.status);
        assert_eq!(one.text().replace(email, ""), two.text().replace(other, ""));
        let names = |answer: &city::Answer| answer.headers.keys().map(|k| k.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(one), names(two));
    };
    for address in ["/accounts", "/accounts/password"] {
        let ask = async |email: &str, name: &str| {
            visitor.posts(address, &json!({ "email": email, "password": PASSWORD, "display_name": name })).await
        };
        let (one, two) = (ask(&known.email, "Бир").await, ask("new@example.org", "Эки").await);
        same(&one, &two, &known.email, "new@example.org");
    }
    let (one, two) =
        (known.tries_to_sign_in("a wrong password 17").await, unknown.tries_to_sign_in("a wrong password 17").await);
    same(&one, &two, &known.email, &unknown.email);
    one.is_problem(401, "wrong-password");
}

#[tokio::test]
async fn a_cookie_is_new_after_signing_in_and_void_after_signing_out() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    let other = aigul.on_another_device(&city);
    let signed_in = other.signs_in().await;
    let session =
        cookies(&signed_in).into_iter().find(|cookie| cookie.to_lowercase().contains("httponly")).expect("a session");
    assert!(session.contains("SameSite"), "{session}");
    assert!(!session.contains("Secure"), "plain http here: {session}");
    other.reads("/me").await.is_ok();
    let value = session.split(';').next().expect("a value").to_owned();
    assert!(other.deletes("/session").await.status.is_success());
    let thief = city.visitor();
    let stolen = thief.asks(Method::GET, "/me").header("Accept", "application/json").header("Cookie", value);
    thief.sends(stolen).await.is(401);
    aigul.reads("/me").await.is_ok();

    let behind_tls = Plan::at(TIME).with("TILKE_PUBLIC_URL", "https://land.example").open().await;
    let bakyt = behind_tls.writer("Бакыт").await;
    let bakyt = bakyt.on_another_device(&behind_tls);
    assert!(
        cookies(&bakyt.signs_in().await).iter().any(|cookie| cookie.contains("Secure") && cookie.contains("HttpOnly"))
    );
}

#[tokio::test]
async fn a_changed_password_ends_every_other_sign_in_and_the_reset_link() {
    for city in City::on_both(TIME).await {
        let aigul = city.resident("Айгүл").await;
        let phone = aigul.on_another_device(&city);
        phone.signs_in().await;
        phone.reads("/me").await.is_ok();
        let letters = aigul.mails().len();
        aigul.posts("/accounts/password", &json!({ "email": aigul.email })).await;
        let link = aigul.mail(letters).await.link("/accounts/password/new");
        let next = "жаңы-сыр-сөз-ала-тоо-7439";
        let changed = aigul.posts("/me/password", &json!({ "current_password": PASSWORD, "password": next })).await;
        assert!(changed.status.is_success(), "{changed}");
        phone.reads("/me").await.is(401);
        aigul.reads("/me").await.is_ok();
        let page = city.visitor().follows(&link).await;
        assert_ne!(page.status.as_u16(), 500);
        assert!(!page.page().has("input[type=password]"), "the link is void: {page}");
        assert!(!aigul.on_another_device(&city).signs_in().await.status.is_success());
        assert!(aigul.on_another_device(&city).tries_to_sign_in(next).await.status.is_success());
    }
}

#[tokio::test]
async fn a_crafted_link_leads_nowhere_else_after_signing_in() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ] {
        let device = aigul.on_another_device(&city);
        let answer =
            device.submits("/session", &[("email", &aigul.email), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(answer.is_see_other().header("location"), "/", "{next}");
    }
    let device = aigul.on_another_device(&city);
    let next = "/parcels/1-99-03-0002-0063?x=1#c";
    let answer = device.submits("/session", &[("email", &aigul.email), ("password", PASSWORD), ("next", next)]).await;
    assert_eq!(answer.is_see_other().header("location"), next);
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let city = City::open(TIME).await;
    let aigul = city.resident("Айгүл").await;
    let thread = aigul.thread_of_parcel(city::PARCEL).await;
    let request = aigul.asks(Method::POST, &format!("/threads/{thread}/comments"));
    let mut request = request.form(&[("body", "Not from here.")]).build().expect("a request");
    request.headers_mut().insert("origin", "https://evil.example".parse().expect("a value"));
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    let client = reqwest::Client::new();
    let answer = client.execute(request).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 403);
}

#[tokio::test]
async fn names_that_hide_or_imitate_are_refused() {
    let city = City::open(TIME).await;
    city.resident("Айбек").await;
    let visitor = city.visitor();
    for (number, (name, code)) in [
        ("Айбек\u{202e}яабак", "name-unsafe"),
        (&"\u{200b}".repeat(15) as &str, "name-empty"),
        ("Айбек\u{200b}", "name-taken"),
        ("айбек", "name-taken"),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("imitator-{number}@example.org");
        let answer =
            visitor.posts("/accounts", &json!({ "email": email, "password": PASSWORD, "display_name": name })).await;
        assert!(answer.status.is_client_error(), "{name:?} {code}: {answer}");
    }
}

#[tokio::test]
async fn each_client_of_a_trusted_proxy_has_its_own_limit_and_a_made_up_header_escapes_nothing() {
    let plan = Plan::at(TIME).with("TILKE_RATE_LIMITS", "on").with("TILKE_TRUSTED_PROXIES", "127.0.0.1");
    let city = plan.open().await;
    let visitor = city.visitor();
    let sign_in = async |forwarded: &str| {
        let request = visitor.asks(Method::POST, "/session").header("X-Forwarded-For", forwarded);
        let body = json!({ "email": "nobody@example.org", "password": "a wrong password 17" });
        visitor.sends(request.header("Accept", "application/json").json(&body)).await
    };
    let mut refused = None;
    for attempt in 0..200 {
        // The forged first entry changes each time; the proxy's own, the last, stays.
        let answer = sign_in(&format!("10.1.2.{}, 203.0.113.7", attempt % 250)).await;
        if answer.status.as_u16() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("the limit is reached");
    assert!(!refused.header("retry-after").is_empty(), "{refused}");
    refused.is_problem(429, "too-many-requests");
    let fresh = city.visitor().called("Бир", "other@example.org");
    let request = fresh.asks(Method::POST, "/session").header("X-Forwarded-For", "203.0.113.8");
    let body = json!({ "email": fresh.email, "password": "a wrong password 17" });
    assert_eq!(fresh.sends(request.json(&body)).await.status.as_u16(), 401, "another client has its own count");
}
