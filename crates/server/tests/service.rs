//! What holds at every address: languages, forms of answers, refusals, limits, and an end without loss.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{Method, StatusCode},
    routing::{get, post},
};
use server::extract::SignedIn;
use support::Service;

#[tokio::test]
async fn programs_get_json_and_browsers_get_pages() {
    let service = Service::open().await;
    for accept in ["application/json", "application/geo+json", "application/json, text/plain, */*"] {
        assert_eq!(
            service.get("/problems").with("accept", accept).send().await.header("content-type"),
            "application/json"
        );
    }
    assert!(service.browse("/problems").send().await.is_html());
    // Previews of shared links ask for anything.
    assert!(service.get("/problems").with("accept", "*/*").send().await.is_html());
    // What was made for programs answers them when nothing is said.
    assert_eq!(service.get("/record/nothing").send().await.code(), "not-found");

    let turtle = service.get("/problems").with("accept", "text/turtle").send().await;
    assert_eq!(turtle.status, StatusCode::NOT_ACCEPTABLE);
    let forced = service.browse("/problems?f=json").send().await;
    assert_eq!(forced.header("content-type"), "application/json");
    assert!(service.get("/problems?f=html").with("accept", "application/json").send().await.is_html());
    let unknown = service.get("/problems?f=xyz").with("accept", "application/json").send().await;
    assert_eq!((unknown.status, unknown.code().as_str()), (StatusCode::BAD_REQUEST, "unknown-format"));
    assert!(forced.header("vary").to_lowercase().contains("accept"));
}

#[tokio::test]
async fn a_chosen_language_is_kept_and_leaves_the_address() {
    let service = Service::open().await;
    let page = service.browse("/problems/gone").with("accept-language", "ru,en;q=0.5").send().await;
    assert_eq!(page.header("content-language"), "ru");
    assert!(page.text().contains("<html lang=\"ru\">"));

    let chosen = service.browse("/problems/gone?x=1&language=kg&y=2").send().await;
    assert_eq!((chosen.status, chosen.header("location")), (StatusCode::SEE_OTHER, "/problems/gone?x=1&y=2"));
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("language=ky; Path=/; HttpOnly; SameSite=Lax; Max-Age="), "{cookie}");
    assert!(!cookie.contains("Secure"), "there is no TLS: {cookie}");

    let kept = service.browse("/problems/gone").with("accept-language", "ru").with("cookie", "a=b; language=en");
    assert_eq!(kept.send().await.header("content-language"), "en");
    // A program says it each time.
    let json = service.get("/problems/gone?language=ru").with("accept", "application/json").send().await;
    assert_eq!((json.status, json.header("content-language")), (StatusCode::OK, "ru"));
    let unknown = service.browse("/problems?language=tlh").send().await;
    assert_eq!((unknown.status, unknown.header("set-cookie")), (StatusCode::SEE_OTHER, ""));
    assert_eq!(service.browse("/problems").with("accept-language", "de").send().await.header("content-language"), "ky");
}

#[tokio::test]
async fn a_refusal_is_a_page_for_people_and_a_problem_for_programs() {
    let service = Service::open().await;
    let page = service.browse("/nowhere").with("accept-language", "en").send().await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.is_html() && page.text().contains("There is no such page") && page.text().contains("noindex"));

    let problem = service.get("/nowhere").with("accept", "application/json").with("accept-language", "en").send().await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let told = problem.json();
    assert_eq!((told["status"].as_u64(), told["code"].as_str()), (Some(404), Some("not-found")));
    let kind = told["type"].as_str().unwrap();
    assert_eq!(kind, "http://127.0.0.1:8080/problems/not-found");
    assert_eq!(service.browse("/problems/not-found").send().await.status, StatusCode::OK);

    let wrong = service.ask(Method::POST, "/problems").with("accept", "application/json").send().await;
    assert_eq!(
        (wrong.status, wrong.code().as_str(), wrong.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "GET,HEAD")
    );

    let part = service.browse("/nowhere").with("hx-request", "true").send().await;
    assert_eq!(part.header("hx-reswap"), "none");
    assert!(!part.text().contains("<html"));
}

#[tokio::test]
async fn every_kind_of_problem_has_its_page_in_every_language() {
    let service = Service::open().await;
    for kind in server::problem::table::KINDS {
        for language in server::language::TAGS {
            let page = service
                .browse(&format!("/problems/{}", kind.code))
                .with("cookie", &format!("language={language}"))
                .send()
                .await;
            assert_eq!(page.status, StatusCode::OK, "{}", kind.code);
            assert!(!page.text().contains('⟦'), "{} in {language}: {}", kind.code, page.text());
        }
    }
}

#[tokio::test]
async fn scripts_of_other_sites_may_read_but_not_write() {
    let service = Service::open().await;
    let news = "https://news.example";
    let head = service.ask(Method::HEAD, "/problems?f=json").with("origin", news).send().await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for answer in [
        service.get("/problems?f=json").with("origin", news).send().await,
        service.get("/nowhere?f=json").with("origin", news).send().await,
        service.get("/problems?f=xyz").with("origin", news).send().await,
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-expose-headers").contains("retry-after"));
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    let preflight = service.ask(Method::OPTIONS, "/problems").with("origin", news);
    let preflight = preflight.with("access-control-request-method", "GET").send().await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(preflight.header("access-control-allow-methods"), preflight.header("allow"));
    assert_eq!(preflight.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn writes_from_other_sites_are_refused_and_our_own_forms_pass() {
    let addresses = Router::new().route("/write", post(|| async { "written" }));
    let service =
        Service::open_with(|settings| settings.public_url = Some("https://land.example".into()), addresses).await;
    let write = || service.ask(Method::POST, "/write").with("host", "inner:8080").with("accept", "application/json");
    for refused in [
        write().with("sec-fetch-site", "cross-site").with("origin", "https://evil.example"),
        write().with("sec-fetch-site", "same-site").with("origin", "https://other.example"),
        write().with("origin", "https://evil.example"),
        write().with("origin", "null"),
    ] {
        let answer = refused.send().await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "cross-site-write"));
    }
    for passed in [
        write().with("sec-fetch-site", "same-origin").with("origin", "https://land.example"),
        write().with("sec-fetch-site", "same-origin").with("origin", "null"),
        write().with("origin", "https://land.example"),
        write(),
    ] {
        assert_eq!(passed.send().await.text(), "written");
    }
}

#[tokio::test]
async fn behind_a_proxy_links_have_the_public_address() {
    let addresses = Router::new()
        .route("/moved", get(|| async { server::answer::redirect("/parcels/1?x=2") }))
        .route("/page", get(|| async { axum::response::Html(r#"<a href="/parcels">p</a>"#) }));
    let with_path = |settings: &mut server::config::Settings| {
        settings.public_url = Some("https://land.example/tilke".into());
    };
    let own = Service::open_with(with_path, addresses).await;
    let forged = |path: &str| {
        own.get(path)
            .with("host", "inner:8080")
            .with("x-forwarded-proto", "https, http")
            .with("x-forwarded-host", "evil.example")
    };
    // Whether or not the proxy takes the path off.
    for path in ["/tilke/moved", "/moved"] {
        assert_eq!(forged(path).send().await.header("location"), "https://land.example/tilke/parcels/1?x=2");
    }
    assert_eq!(forged("/page").send().await.text(), r#"<a href="/tilke/parcels">p</a>"#);

    let service = Service::open_with(with_path, Router::new()).await;
    let api = service.get("/tilke/api").with("x-forwarded-host", "evil.example").send().await.json();
    assert_eq!(api["servers"][0]["url"], "https://land.example/tilke");
    let problem = service.get("/tilke/nowhere").with("accept", "application/json").send().await.json();
    assert_eq!(problem["type"], "https://land.example/tilke/problems/not-found");
    let page = service.browse("/tilke/problems").send().await;
    let text = page.text();
    assert!(text.contains("href=\"https://land.example/tilke/problems"), "{text}");
    let stray = text.split("=\"/").skip(1).find(|rest| !rest.starts_with("tilke"));
    assert_eq!(stray, None, "an address without the public path");
    assert!(page.header("strict-transport-security").contains("max-age"));
    let chosen = service.browse("/tilke/problems?language=ru").send().await;
    assert_eq!(chosen.header("location"), "https://land.example/tilke/problems");
    assert!(chosen.header("set-cookie").contains("Path=/tilke;") && chosen.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn a_burst_is_refused_for_its_own_address_alone() {
    let service =
        Service::open_with(|settings| settings.trusted_proxies = Some("10.0.0.0/8".into()), Router::new()).await;
    // Writes, of which sixty may come at once and then one a second: the machine's speed does not matter.
    let write = |peer: &'static str, forwarded: &'static str| {
        let ask = service.ask(Method::POST, "/health").with("accept", "application/json").from(peer);
        if forwarded.is_empty() { ask } else { ask.with("x-forwarded-for", forwarded) }
    };
    let mut refused = None;
    for _ in 0..200 {
        // One client, through the proxy, that makes up another first entry each time it likes.
        let answer = write("10.0.0.1", "1.2.3.4, 192.0.2.7").send().await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a burst of 200 is too much");
    assert_eq!(refused.code(), "too-many-requests");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    let again = write("10.0.0.1", "5.6.7.8, 192.0.2.7").send().await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS, "a forged first entry changes nothing");
    assert_eq!(
        write("10.0.0.1", "192.0.2.8").send().await.status,
        StatusCode::METHOD_NOT_ALLOWED,
        "another client of the proxy"
    );
    // From elsewhere the header is somebody's invention.
    assert_eq!(write("203.0.113.5", "192.0.2.7").send().await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn pages_allow_nothing_inline_and_nothing_from_elsewhere() {
    let service = Service::open().await;
    let page = service.browse("/problems").send().await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!page.text().contains(" style=\"") && !page.text().contains(" onclick"));
    for page in [page, service.browse("/nowhere").send().await, service.get("/problems?f=json").send().await] {
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(!page.header("content-security-policy").is_empty() && !page.header("x-request-id").is_empty());
    }
    let with_map = |settings: &mut server::config::Settings| {
        settings.base_map = Some("https://tiles.example/{z}/{x}/{y}.png".into());
    };
    let service = Service::open_with(with_map, Router::new()).await;
    let policy = service.browse("/problems").send().await;
    assert!(policy.header("content-security-policy").contains("img-src 'self' data: https://tiles.example;"));
}

#[tokio::test]
async fn a_bug_is_answered_with_a_number_for_the_operator() {
    async fn bug() -> &'static str {
        panic!("a secret detail")
    }
    let service = Service::open_with(|_| {}, Router::new().route("/bug", get(bug).post(bug))).await;
    for method in [Method::GET, Method::POST] {
        let answer = service.ask(method, "/bug").with("accept", "application/json").send().await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "internal"));
        assert_eq!(answer.json()["incident"].as_str().unwrap().len(), 10);
        assert!(!answer.text().contains("secret"));
    }
    let page = service.browse("/bug").with("accept-language", "en").send().await;
    assert!(page.is_html() && page.text().contains("Incident number: "));
}

#[tokio::test]
async fn a_write_runs_to_its_end_although_the_client_leaves() {
    let done = Arc::new(AtomicBool::new(false));
    let shared = Arc::clone(&done);
    let slow = move || {
        let done = Arc::clone(&shared);
        async move {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            done.store(true, Ordering::SeqCst);
            "written"
        }
    };
    let service = Service::open_with(|_| {}, Router::new().route("/slow", post(slow))).await;
    {
        let mut asked = std::pin::pin!(service.ask(Method::POST, "/slow").send());
        // One look, then the client is gone.
        assert!(futures_poll_once(asked.as_mut()).await.is_none());
    }
    service.app.writes.close();
    service.app.writes.wait().await;
    assert!(done.load(Ordering::SeqCst));
}

async fn futures_poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn with_the_store_away_pages_go_on_and_writes_say_when_to_come_back() {
    async fn write(who: SignedIn) -> String {
        who.id.to_string()
    }
    let addresses = server::problem::pages::routes().split_for_parts().0.route("/write", post(write));
    let service = Service::open_with(|_| {}, addresses).await;
    service.app.store.close().await;
    let page = service.browse("/problems").with("cookie", "session=abc").send().await;
    assert_eq!(page.status, StatusCode::OK);
    let write = service.ask(Method::POST, "/write").with("cookie", "session=abc").with("accept", "application/json");
    let write = write.send().await;
    assert_eq!((write.status, write.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"));
    assert!(write.header("retry-after").parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn whoever_must_sign_in_is_led_there_and_back() {
    async fn own(who: SignedIn) -> String {
        who.name.as_str().to_owned()
    }
    let service = Service::open_with(|_| {}, Router::new().route("/own", get(own).post(own))).await;
    let page = service.browse("/own?x=1").send().await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/session?next=%2Fown%3Fx%3D1"));
    let part = service.browse("/own").with("hx-request", "true").send().await;
    assert_eq!((part.status, part.header("hx-redirect")), (StatusCode::OK, "/session?next=%2Fown"));
    let program = service.get("/own").with("accept", "application/json").send().await;
    assert_eq!((program.status, program.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"));
    let wrong = service.get("/own").with("authorization", "Bearer nobody").send().await;
    assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNAUTHORIZED, "invalid-token"));
    let write = service.ask(Method::POST, "/own").with("accept", "text/html").send().await;
    assert_eq!(write.status, StatusCode::UNAUTHORIZED);
    assert!(write.is_html());
}

#[tokio::test]
async fn layers_under_the_map_are_sent_as_the_client_takes_them() {
    let service = Service::open().await;
    let address = server::base::address(&service.app, "streets").unwrap();
    let plain = service.get(&address).with("accept-encoding", "identity").send().await;
    assert_eq!((plain.header("content-type"), plain.header("content-encoding")), ("application/geo+json", ""));
    assert!(plain.header("cache-control").contains("immutable"));
    assert_eq!(plain.json()["type"], "FeatureCollection");
    let brotli = service.get(&address).with("accept-encoding", "gzip, br").send().await;
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.body.len() < plain.body.len() / 3 && brotli.header("etag") != plain.header("etag"));
    let known = service.get(&address).with("accept-encoding", "br").with("if-none-match", brotli.header("etag"));
    let known = known.send().await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert!(!service.get("/base/streets.geojson").send().await.header("cache-control").contains("immutable"));
    assert_eq!(service.get("/base/secrets.geojson").send().await.code(), "not-found");
}

#[tokio::test]
async fn an_operator_sees_what_is_missing() {
    let service = Service::open().await;
    let ready = service.get("/ready").send().await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((ready.json()["store"].as_str(), ready.json()["layer"].is_null()), (Some("ok"), true));
    service.app.store.close().await;
    let ready = service.get("/ready").send().await.json();
    assert!(ready["store"].as_str().unwrap().contains("not available"), "{ready}");
    assert_eq!(service.get("/health").send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_description_is_the_committed_one() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let now = server::router::description().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("TILKE_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now.starts_with("{\n  \"openapi\": \"3.1.0\""));
    let api: serde_json::Value = serde_json::from_str(&now).unwrap();
    let mut names = std::collections::HashSet::new();
    let tags: Vec<_> = api["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                names.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{method} {path} has the name of another"
            );
            assert!(tags.contains(&&operation["tags"][0]), "{method} {path} belongs to no group");
            assert!(
                operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
                "{method} {path} says nothing"
            );
        }
    }
    assert!(committed == now, "docs/openapi.json is not what the types say: `make bless` writes it, read the diff");
}

#[tokio::test]
async fn the_page_of_the_interface_brings_its_own_script() {
    let service = Service::open().await;
    let page = service.browse("/api.html").send().await;
    assert!(page.is_html() && !page.text().contains("http:"), "{}", page.text());
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-initializer.js"]
    {
        let address = format!("/api/page/{file}");
        assert!(page.text().contains(&address));
        assert_eq!(service.get(&address).send().await.status, StatusCode::OK, "{file}");
    }
    assert!(service.get("/api/page/swagger-initializer.js").send().await.text().contains("\"url\": \"api\""));
    assert_eq!(service.get("/api/page/index.html").send().await.status, StatusCode::NOT_FOUND);
    assert!(service.get("/api").send().await.header("content-type").contains("openapi+json;version=3.1"));
}

#[tokio::test]
async fn a_stop_lets_a_request_end() {
    let begun = Arc::new(tokio::sync::Notify::new());
    let inside = Arc::clone(&begun);
    let slow = move || {
        let inside = Arc::clone(&inside);
        async move {
            inside.notify_one();
            tokio::time::sleep(Duration::from_millis(300)).await;
            "finished"
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let serving = tokio::spawn(server::serve::accept(listener, Router::new().route("/", get(slow)), stop.clone()));
    let asked = tokio::spawn(async move { reqwest::get(format!("http://{address}/")).await?.text().await });
    begun.notified().await;
    stop.cancel();
    assert_eq!(asked.await.unwrap().unwrap(), "finished");
    serving.await.unwrap();
    assert!(reqwest::get(format!("http://{address}/")).await.is_err(), "nobody listens any more");
}
