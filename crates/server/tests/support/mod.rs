//! A service in this process: asked without a network, on a clock that stands.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::path::{Path, PathBuf};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use server::{app::App, city::City, clock::Clock, config::Settings, limits::Limits, router};
use store::Store;
use tower::ServiceExt as _;

/// The service under test, and its data folder.
pub(crate) struct Service {
    pub(crate) app: App,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A question in the making; `.await` asks it with [`Ask::send`].
pub(crate) struct Ask<'s> {
    service: &'s Service,
    request: axum::http::request::Builder,
}

pub(crate) fn city_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/cities").join(name)
}

impl Service {
    /// Bishkek without parcels, at nine in the morning.
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}, Router::new()).await
    }

    /// With other settings, or with addresses of the test's own instead of the service's.
    pub(crate) async fn open_with(change: impl FnOnce(&mut Settings), addresses: Router<App>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings {
            data_dir: Some(folder.path().into()),
            city: Some(city_folder("bishkek")),
            ..Settings::default()
        };
        change(&mut settings);
        let config = settings.load().unwrap();
        let city = City::open(&config.city).unwrap();
        let store = Store::open(&config.database_url).await.unwrap();
        let clock = Clock::standing("2026-09-01T03:00:00Z".parse().unwrap());
        let app = App::new(config, city, store, clock, Limits::new());
        let router = if addresses.has_routes() { router::surround(&app, addresses) } else { router::router(&app) };
        Self { app, router, _folder: folder }
    }

    pub(crate) fn ask(&self, method: Method, address: &str) -> Ask<'_> {
        Ask { service: self, request: Request::builder().method(method).uri(address) }
    }

    /// As a program asks.
    pub(crate) fn get(&self, address: &str) -> Ask<'_> {
        self.ask(Method::GET, address)
    }

    /// As a browser asks.
    pub(crate) fn browse(&self, address: &str) -> Ask<'_> {
        self.get(address).with("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    }
}

impl Ask<'_> {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// From an address, as a connection tells it.
    pub(crate) fn from(mut self, peer: &str) -> Self {
        let peer = std::net::SocketAddr::new(peer.parse().unwrap(), 4711);
        self.request = self.request.extension(ConnectInfo(peer));
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let request = self.request.body(Body::empty()).unwrap();
        let (parts, body) = self.service.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header, or "".
    pub(crate) fn header(&self, name: impl AsRef<str>) -> &str {
        self.headers.get(name.as_ref()).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn is_html(&self) -> bool {
        self.header(header::CONTENT_TYPE).starts_with("text/html")
    }
}
