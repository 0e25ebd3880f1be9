//! A running service: its listeners, its followers, and its end.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::Context;
use axum::{Router, extract::ConnectInfo, routing::get};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use store::Store;
use tokio::{net::TcpListener, signal};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::{error, info, warn};

use crate::{
    activity,
    app::App,
    city::City,
    clock::Clock,
    config::{Config, PublicUrl},
    followers,
    limits::Limits,
    mails, publication,
    router::router,
};

/// A client that does not finish its headers by then does not mean to.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// What was begun has this long to end after the signal to stop.
const STOP_WITHIN: Duration = Duration::from_secs(25);
/// A database that starts with the machine is there by then.
const STORE_TRIES: u32 = 10;
const STORE_WAIT: Duration = Duration::from_secs(2);
/// How often old counts are forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(60);

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(mut config: Config, city: City) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("TILKE_DATA_DIR: cannot make {}", config.data_dir.display()))?;
    let figures = install_metrics()?;
    let listener = bind("TILKE_LISTEN", config.listen).await?;
    let listening = listener.local_addr()?;
    if !config.public_url.is_declared() {
        // Port 0 became a real one.
        config.public_url = PublicUrl::of_listener(listening);
    }
    let store = open_store(&config.database_url).await?;
    let app = App::new(config, city, store, Clock::from_environment(), Limits::from_environment());
    let stop = CancellationToken::new();
    // Before the first request: a start with a layer serves its map at once.
    publication::refresh(&app).await.unwrap_or_else(|failed| {
        error!("The layer in force cannot be loaded: {failed}");
        false
    });
    let watching = tokio::spawn(followers::watch(app.clone(), stop.clone()));
    let counting = tokio::spawn(followers::run(app.clone(), activity::Counts, stop.clone()));
    let letters = tokio::spawn(followers::run(app.clone(), mails::HiddenComments(app.clone()), stop.clone()));
    let posting = tokio::spawn(mails::send(app.clone(), stop.clone()));
    let on_map = tokio::spawn(activity::keep_fresh(app.clone(), stop.clone()));
    let operator = match app.config.metrics_listen {
        Some(address) => {
            let listener = bind("TILKE_METRICS_LISTEN", address).await?;
            let figures = Router::new().route("/metrics", get(move || std::future::ready(figures.render())));
            Some(tokio::spawn(accept(listener, figures, stop.clone())))
        }
        None => None,
    };
    let tidy = tokio::spawn(tidy(app.clone(), stop.clone()));
    let sign = ListeningSign::put_up(&app.config, listening);
    info!("Serving {} at {}", app.city.name.en, app.config.public_url);
    let serving = tokio::spawn(accept(listener, router(&app), stop.clone()));

    asked_to_stop().await;
    info!("Stopping: finishing what was begun");
    drop(sign);
    stop.cancel();
    let ended = tokio::time::timeout(STOP_WITHIN, async {
        let _ = serving.await;
        // Writes whose client left meanwhile.
        app.writes.close();
        app.writes.wait().await;
        let _ = tokio::join!(counting, letters, posting, on_map, tidy);
        let _ = watching.await;
        if let Some(operator) = operator {
            let _ = operator.await;
        }
    });
    if ended.await.is_err() {
        warn!("Some requests did not end within {} s", STOP_WITHIN.as_secs());
    }
    app.store.close().await;
    info!("Stopped");
    Ok(())
}

/// Waits for a database server that starts more slowly than we do; what waiting does not mend is told at once.
async fn open_store(url: &str) -> anyhow::Result<Store> {
    let mut tries = 0;
    loop {
        match Store::open(url).await {
            Err(failed) if failed.is_passing() && tries < STORE_TRIES => {
                tries += 1;
                warn!("The store does not answer, trying again: {failed}");
                tokio::time::sleep(STORE_WAIT).await;
            }
            opened => return opened.context("TILKE_DATABASE_URL: cannot open the store"),
        }
    }
}

async fn bind(setting: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{setting}: cannot listen on {address}"))
}

/// Accepts connections until told to stop, then lets those that are open end their request.
///
/// Our own loop rather than `axum::serve`, which has no limit on the time that headers may take.
pub async fn accept(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, mostly: those who wait are served when some are free again.
                warn!("Cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = router.clone().map_request(move |request: hyper::Request<Incoming>| {
            let (mut parts, body) = request.into_parts();
            parts.extensions.insert(ConnectInfo(peer));
            hyper::Request::from_parts(parts, axum::body::Body::new(body))
        });
        let connection = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that hangs up is no news.
            let _ = connection.await;
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn tidy(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => app.limits.forget(),
            () = stop.cancelled() => return,
        }
    }
}

async fn asked_to_stop() {
    let interrupted = signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminated = signal::unix::signal(signal::unix::SignalKind::terminate()).expect("signals can be heard");
        tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

fn install_metrics() -> anyhow::Result<metrics_exporter_prometheus::PrometheusHandle> {
    use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
    let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &seconds)?
        .install_recorder()
        .context("figures are kept already")
}

/// A file in the data folder that says where the service listens, as long as it does.
struct ListeningSign(PathBuf);

impl ListeningSign {
    fn put_up(config: &Config, address: SocketAddr) -> Self {
        let path = config.data_dir.join("listening");
        if let Err(error) = std::fs::write(&path, format!("{}\n", PublicUrl::of_listener(address))) {
            // Only scripts read it; a full disk must not keep the map from being served.
            warn!("Cannot write {}: {error}", path.display());
        }
        Self(path)
    }
}

impl Drop for ListeningSign {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
