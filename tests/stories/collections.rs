//! The parcels as an OGC API collection.

use std::collections::BTreeSet;

use city::{City, PARCEL, Plan};
use reqwest::Method;
use serde_json::Value;

const TIME: &str = "2026-09-01T09:00:00+06:00";
const ITEMS: &str = "/collections/parcels/items";

fn codes(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().expect("features");
    features.iter().map(|feature| feature["properties"]["code"].as_str().expect("a code").to_owned()).collect()
}

fn link<'a>(page: &'a Value, relation: &str) -> Option<&'a str> {
    let links = page["links"].as_array().expect("links");
    links.iter().find(|link| link["rel"] == relation).and_then(|link| link["href"].as_str())
}

#[tokio::test]
async fn next_links_lead_through_every_parcel_once_and_keep_what_was_asked() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    let whole = visitor.reads(&format!("{ITEMS}?limit=1000")).await.is_ok().json();
    let all: BTreeSet<String> = codes(&whole).into_iter().collect();
    assert_eq!(whole["numberMatched"], all.len());
    assert_eq!(link(&whole, "next"), None);

    let mut address = format!("{ITEMS}?bbox=74.5,42.8,74.7,42.95&limit=10&f=json");
    let mut seen = Vec::new();
    loop {
        let page = visitor.reads(&address).await.is_ok().json();
        let codes = codes(&page);
        assert_eq!(page["numberReturned"], codes.len());
        assert!(codes.len() <= 10);
        seen.extend(codes);
        let Some(next) = link(&page, "next") else { break };
        assert!(next.contains("bbox=") && next.contains("limit=10") && next.contains("f=json"), "{next}");
        next.clone_into(&mut address);
    }
    assert_eq!(seen.len(), all.len(), "none twice");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all, "none skipped");
}

#[tokio::test]
async fn a_click_is_a_box_without_size() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    let parcel = visitor.reads(&format!("{ITEMS}/{PARCEL}")).await.is_ok().json();
    let corner = &parcel["geometry"]["coordinates"][0][0];
    let corner = if corner[0].is_array() { &corner[0] } else { corner };
    let (lon, lat) = (corner[0].as_f64().expect("a number"), corner[1].as_f64().expect("a number"));
    let found = visitor.reads(&format!("{ITEMS}?bbox={lon},{lat},{lon},{lat}")).await.is_ok().json();
    assert!(codes(&found).contains(&PARCEL.to_owned()), "a corner belongs to every parcel that touches it: {found}");
    let nothing = visitor.reads(&format!("{ITEMS}?bbox=74.7,42.95,74.7,42.95")).await.is_ok().json();
    assert_eq!(nothing["numberMatched"], 0);
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_with_what_can() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    for limit in ["0", "-1", "abc", "1.5", ""] {
        let problem = visitor.reads(&format!("{ITEMS}?limit={limit}")).await.is_problem(400, "invalid-parameter");
        assert!(problem.to_string().contains("limit"), "{problem}");
    }
    for bbox in ["1,2,3", "a,b,c,d", "74.7,42.95,74.5,42.8", "74.5,95,74.7,96", "NaN,1,2,3"] {
        let problem = visitor.reads(&format!("{ITEMS}?bbox={bbox}")).await.is_problem(400, "invalid-parameter");
        assert!(problem.to_string().contains("bbox"), "{problem}");
    }
    let system = "http://www.opengis.net/def/crs/EPSG/0/4326";
    visitor
        .reads(&format!("{ITEMS}?bbox=42.8,74.5,42.9,74.7&bbox-crs={system}"))
        .await
        .is_problem(400, "invalid-parameter");
    visitor.reads(&format!("{ITEMS}?bobx=74.5,42.8,74.7,42.9")).await.is_problem(400, "unknown-parameter");
    visitor.reads(&format!("{ITEMS}/9-99-99-9999-9999")).await.is_problem(404, "unknown-parcel");
    let most = visitor.reads(&format!("{ITEMS}?limit=100000")).await.is_ok().json();
    assert_eq!(most["numberReturned"], codes(&most).len());
    visitor.reads("/collections/wells").await.is_problem(404, "unknown-collection");
}

#[tokio::test]
async fn each_client_gets_the_form_it_asks_for() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    let asked = async |accept: Option<&str>, format: &str| {
        let mut request = visitor.asks(Method::GET, &format!("{ITEMS}?limit=2{format}"));
        if let Some(accept) = accept {
            request = request.header("Accept", accept);
        }
        visitor.sends(request).await
    };
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for accept in [None, Some("application/json"), Some("application/geo+json"), Some("*/*")] {
        let answer = asked(accept, "").await;
        assert_eq!(answer.is_ok().header("content-type"), "application/geo+json", "{accept:?}");
        assert!(answer.header("vary").to_lowercase().contains("accept"), "{:?}", answer.headers);
        assert_eq!(answer.header("content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    }
    assert!(asked(Some(browser), "").await.is_ok().header("content-type").starts_with("text/html"));
    assert_eq!(asked(Some(browser), "&f=json").await.is_ok().header("content-type"), "application/geo+json");
    assert!(asked(Some("application/json"), "&f=html").await.is_ok().header("content-type").starts_with("text/html"));
    asked(Some("text/turtle"), "").await.is(406);
    asked(None, "&f=xyz").await.is_problem(400, "unknown-format");
}

#[tokio::test]
async fn a_notebook_in_a_browser_may_read_answers_and_refusals() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    let from = |request: reqwest::RequestBuilder| request.header("Origin", "https://news.example");
    let head = visitor.sends(from(visitor.asks(Method::HEAD, ITEMS))).await;
    let get = visitor.sends(from(visitor.asks(Method::GET, ITEMS))).await;
    assert_eq!(head.is_ok().header("content-type"), get.is_ok().header("content-type"));
    assert!(head.bytes.is_empty());
    let bad = visitor.sends(from(visitor.asks(Method::GET, &format!("{ITEMS}?limit=0")))).await;
    let missing = visitor.sends(from(visitor.asks(Method::GET, &format!("{ITEMS}/9-99-99-9999-9999")))).await;
    for answer in [&head, &get, bad.is(400), missing.is(404)] {
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{answer}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{answer}");
    }
    let preflight = from(visitor.asks(Method::OPTIONS, ITEMS)).header("Access-Control-Request-Method", "GET");
    let preflight = visitor.sends(preflight).await;
    assert!(preflight.status.is_success(), "{preflight}");
    assert!(preflight.header("access-control-allow-methods").contains("GET"), "{:?}", preflight.headers);
}

#[tokio::test]
async fn every_link_begins_with_the_public_address_whatever_a_stranger_claims() {
    let plan = Plan::at(TIME).with("TILKE_PUBLIC_URL", "https://land.example/tilke");
    let city = plan.open().await;
    let visitor = city.visitor();
    for path in
        ["/", ITEMS, "/collections", "/collections/parcels", "/collections/parcels/tiles/WebMercatorQuad", "/api"]
    {
        let request = visitor.asks(Method::GET, path).header("Accept", "application/json");
        let request = request.header("X-Forwarded-Proto", "https, http").header("X-Forwarded-Host", "evil.example");
        let answer = visitor.sends(request.header("Host", "inner:8080")).await;
        let text = answer.is_ok().text();
        assert!(text.contains("https://land.example/tilke"), "{path}: {text}");
        for wrong in ["inner:8080", "evil.example", &city.address] {
            assert!(!text.contains(wrong), "{path} names {wrong}: {text}");
        }
    }
}

#[tokio::test]
async fn two_words_in_either_language_find_a_street_and_a_code_is_found_however_it_is_typed() {
    let city = City::open(TIME).await;
    let visitor = city.visitor();
    for typed in ["чуй пр", "Чүй", "пр. Чуй 139", "chuy", "199030002 0063", "1 99 03 0002 0063", PARCEL] {
        let found = visitor
            .sends(visitor.asks(Method::GET, "/parcels").query(&[("q", typed)]).header("Accept", "application/json"));
        let found = found.await;
        let list = found.is_ok().json();
        assert!(list["parcels"].as_array().is_some_and(|parcels| !parcels.is_empty()), "{typed}: {list}");
    }
    let code = visitor.sends(
        visitor.asks(Method::GET, "/parcels").query(&[("q", "199-03 00020063")]).header("Accept", "application/json"),
    );
    assert_eq!(code.await.json()["parcels"][0]["code"], PARCEL);
}
