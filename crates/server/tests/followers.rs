//! What comes after a change: told once, in order, also after a failure and a restart; and a layer swapped while serving.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

#[expect(dead_code, reason = "this test asks less than the others")]
mod support;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::http::StatusCode;
use dialogue::LayerId;
use geo_types::polygon;
use parcels::{Code, LandUse, Layer, LayerInfo, Parcel};
use record::Entry;
use server::{
    app::App,
    followers::{self, FollowError, Follower},
    publication,
};
use store::{Salt, Transaction, entries, layers};
use support::Service;
use tokio_util::sync::CancellationToken;

/// A lot of Bishkek under another code each time.
fn one_lot(code: &str) -> Parcel {
    let lot = polygon![(x: 74.6020, y: 42.8750), (x: 74.6033, y: 42.8750), (x: 74.6033, y: 42.8757), (x: 74.6020, y: 42.8757)];
    Parcel::new(Code::new(code).unwrap(), lot.into(), LandUse::IndividualHouses)
}

/// Publishes as `tilke import` does, from another program as it were.
async fn publish(app: &App, code: &str) -> String {
    let layer = Layer::build(LayerInfo::default(), vec![one_lot(code)]).unwrap();
    let new = layers::NewLayer {
        id: LayerId::new(app.clock.new_id()),
        info: layer.info(),
        digest: layer.digest(),
        report: None,
        by: None,
        at: app.clock.now(),
        salt: Salt(app.clock.random()),
    };
    let mut transaction = app.store.begin().await.unwrap();
    let entry = layers::publish(&mut transaction, &new, &[one_lot(code)]).await.unwrap();
    transaction.commit(entry).await.unwrap();
    layer.digest().to_owned()
}

/// Writes down what it is told, and fails the first time.
#[derive(Clone, Default)]
struct Diary {
    told: Arc<Mutex<Vec<u64>>>,
    failed: Arc<Mutex<bool>>,
}

impl Follower for Diary {
    const NAME: &str = "diary";

    async fn follow(&self, entry: &Entry, _: &mut Transaction) -> Result<(), FollowError> {
        if entry.number == 1 && !std::mem::replace(&mut *self.failed.lock().unwrap(), true) {
            return Err(FollowError::Other("not today".into()));
        }
        self.told.lock().unwrap().push(entry.number);
        Ok(())
    }
}

/// Waits until something is so, at most a few seconds.
async fn until(what: impl Fn() -> bool) {
    for _ in 0..200 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not come about");
}

#[tokio::test]
async fn a_follower_is_told_everything_in_order_also_after_a_failure_and_a_restart() {
    let service = Service::open().await;
    let app = &service.app;
    for code in ["1-99-12-0001-0001", "1-99-12-0001-0002", "1-99-12-0001-0003"] {
        publish(app, code).await;
    }
    let diary = Diary::default();
    let stop = CancellationToken::new();
    let watching = tokio::spawn(followers::watch(app.clone(), stop.clone()));
    let following = tokio::spawn(followers::run(app.clone(), diary.clone(), stop.clone()));
    // Entry 0 was told, entry 1 failed: the transaction took both back, and both were told again.
    until(|| diary.told.lock().unwrap().last() == Some(&2)).await;
    assert_eq!(*diary.told.lock().unwrap(), [0, 0, 1, 2]);
    stop.cancel();
    watching.await.unwrap();
    following.await.unwrap();

    publish(app, "1-99-12-0001-0004").await;
    let stop = CancellationToken::new();
    let watching = tokio::spawn(followers::watch(app.clone(), stop.clone()));
    let following = tokio::spawn(followers::run(app.clone(), diary.clone(), stop.clone()));
    until(|| diary.told.lock().unwrap().last() == Some(&3)).await;
    assert_eq!(*diary.told.lock().unwrap(), [0, 0, 1, 2, 3]);
    let mut reading = app.store.read().await.unwrap();
    until(|| app.entries() == 4).await;
    assert_eq!(entries::followers::position(&mut reading, Diary::NAME).await.unwrap(), 4);
    drop(reading);
    stop.cancel();
    watching.await.unwrap();
    following.await.unwrap();
}

#[tokio::test]
async fn a_layer_published_by_another_program_comes_into_force_while_serving() {
    let service = Service::open().await;
    let app = service.app.clone();
    assert_eq!(service.app.published().unwrap_err().code(), "no-layer");
    let stop = CancellationToken::new();
    let watching = tokio::spawn(followers::watch(app.clone(), stop.clone()));
    let first = publish(&app, "1-99-12-0001-0001").await;
    until(|| app.published().is_ok_and(|published| published.digest() == first)).await;
    let held = app.published().unwrap();
    let second = publish(&app, "1-99-12-0001-0002").await;
    until(|| app.published().is_ok_and(|published| published.digest() == second)).await;
    // Who began to read in the old one ends in the old one.
    assert!(held.layer.by_code("1-99-12-0001-0001").is_some());
    assert_eq!(app.published().unwrap().row.sequence, 2);
    assert_eq!(service.get("/ready").send().await.status, StatusCode::OK);
    stop.cancel();
    watching.await.unwrap();
}

#[tokio::test]
async fn a_lost_archive_is_made_again_and_the_map_is_never_without() {
    let service = Service::open().await;
    let app = &service.app;
    let digest = publish(app, "1-99-12-0001-0001").await;
    publication::refresh(app).await.unwrap();
    let published = app.published().unwrap();
    // Rows and columns of the tiles at zoom 16 around the lot.
    let id = parcels::tile::TileId::new(16, 46_348, 24_113).unwrap();
    let at_once = published.tile(id);
    let path = publication::archive_path(&app.config.tiles_dir(), &digest);
    until(|| path.exists()).await;
    assert_eq!(published.tile(id).is_some(), at_once.is_some());
    assert!(!publication::refresh(app).await.unwrap(), "it is in force already");
    publication::forget_archives(&app.config.tiles_dir(), &[]);
    assert!(!path.exists());
}
