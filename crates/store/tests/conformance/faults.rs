//! Callers that go away, databases that go away, disks that fill up.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::Connection as _;
use store::{Options, Store, StoreError, comments, entries, threads};

use crate::harness::{SALT, TestStore, a_comment, at, on_both};

on_both! {
    async fn callers_that_go_away_at_any_moment_leave_no_gap_and_no_lock(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut tasks = Vec::new();
        for number in 0..200_u64 {
            let (city, id) = (store.store.clone(), store.id());
            let task = tokio::spawn(async move {
                let mut t = city.begin().await?;
                threads::hold(&mut t, thread).await?;
                let posted = comments::add(&mut t, &a_comment(id, thread, aigul, "perhaps", at(1))).await?;
                t.commit(posted.entry).await
            });
            let abort = task.abort_handle();
            // From at once to well after the commit.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(number * number % 9_973 * 3)).await;
                abort.abort();
            });
            tasks.push(task);
        }
        let mut acknowledged = BTreeSet::new();
        for task in tasks {
            if let Ok(number) = task.await {
                assert!(acknowledged.insert(number.unwrap()));
            }
        }
        let (last, _) = store.posts(aigul, thread, None, "still taken", at(2)).await;
        let mut reading = store.store.read().await.unwrap();
        let all = entries::from(&mut reading, 0, 1_000).await.unwrap();
        assert_eq!(all.iter().map(|entry| entry.number).collect::<Vec<_>>(), (0..=last).collect::<Vec<_>>());
        assert!(acknowledged.iter().all(|number| *number < last));
        let shown = threads::find(&mut reading, thread).await.unwrap().unwrap().shown;
        assert_eq!(u64::from(shown), last + 1);
    }

    async fn writers_and_an_import_in_another_program_do_not_lock_each_other_out(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let import = Store::open(&store.url).await.unwrap();
        let parcels = crate::layers::some_parcels(20_000);
        let layer = parcels::Layer::build(parcels::LayerInfo::default(), parcels.clone()).unwrap();
        let id = store.id();
        let importing = tokio::spawn(async move {
            let new = store::layers::NewLayer {
                id, info: layer.info(), digest: layer.digest(), report: None, by: None, at: at(1), salt: SALT,
            };
            let mut t = import.begin().await?;
            let entry = store::layers::publish(&mut t, &new, &parcels).await?;
            let number = t.commit(entry).await?;
            import.close().await;
            Ok::<_, StoreError>(number)
        });
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (city, ids) = (store.store.clone(), (0..10).map(|_| store.id()).collect::<Vec<_>>());
            writers.spawn(async move {
                let mut kept = 0_u64;
                for id in ids {
                    let posted = async {
                        let mut t = city.begin().await?;
                        let posted = comments::add(&mut t, &a_comment(id, thread, aigul, "x", at(1))).await?;
                        t.commit(posted.entry).await
                    };
                    match posted.await {
                        Ok(_) => kept += 1,
                        Err(StoreError::Unavailable(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                kept
            });
        }
        let kept: u64 = writers.join_all().await.into_iter().sum();
        importing.await.unwrap().unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(entries::count(&mut reading).await.unwrap(), kept + 1);
        let all = entries::from(&mut reading, 0, 1_000).await.unwrap();
        assert!(all.iter().map(|entry| entry.number).eq(0..=kept));
        assert_eq!(kept, 640, "ten seconds of patience are enough for all");
    }

    async fn a_writer_that_holds_on_makes_the_others_hear_unavailable_in_time(store: &TestStore) {
        let options = Options { patience: Duration::from_millis(300), connections: 2, ..Options::default() };
        let city = Store::open_with(&store.url, &options).await.unwrap();
        let holding = [city.begin().await.unwrap()];
        // PostgreSQL has as many as its pool is wide.
        let more = if city.engine() == store::EngineName::Postgres { Some(city.begin().await.unwrap()) } else { None };
        let refused = city.begin().await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        drop((holding, more));
        city.ready().await.unwrap();
        city.close().await;
    }
}

#[tokio::test]
async fn a_lost_connection_to_postgresql_is_unavailable_and_then_mended_without_a_restart() {
    let Some(store) = TestStore::postgres().await else { return };
    let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
    let mut t = store.store.begin().await.unwrap();
    let _ = comments::add(&mut t, &a_comment(store.id(), thread, aigul, "lost", at(1))).await.unwrap();
    let mut operator = sqlx::PgConnection::connect(&store.url).await.unwrap();
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(&mut operator)
    .await
    .unwrap();
    let lost = comments::add(&mut t, &a_comment(store.id(), thread, aigul, "lost", at(1))).await;
    assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");
    drop(t);
    let (number, _) = store.posts(aigul, thread, None, "kept", at(2)).await;
    assert_eq!(number, 0);
    operator.close().await.unwrap();
    store.done().await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_unavailable() {
    let options = Options { patience: Duration::from_millis(300), ..Options::default() };
    let away = Store::open_with("postgres://tilke:secret@127.0.0.1:9/tilke", &options).await.unwrap_err();
    assert!(matches!(away, StoreError::Unavailable(_)), "{away:?}");
    let folder = Store::open_with("sqlite:///nowhere/at/all/city.db", &options).await.unwrap_err();
    assert!(matches!(folder, StoreError::Unavailable(_)), "{folder:?}");
    let nonsense = Store::open_with("mysql://tilke:secret@host/tilke", &options).await.unwrap_err();
    assert!(nonsense.to_string().starts_with("mysql://tilke:…@host/tilke: "), "{nonsense}");
}

/// A quota stands for the disk: SQLite answers both alike, and throws the open transaction away.
#[tokio::test]
async fn a_full_disk_refuses_writes_loses_nothing_and_recovers() {
    let store = TestStore::sqlite().await;
    let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
    let options = Options { largest_file: Some(600_000), ..Options::default() };
    let full = Store::open_with(&store.url, &options).await.unwrap();
    // Eight write at once, so that some share a commit with the one that hits the end.
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (full, ids) = (full.clone(), (0..30).map(|_| store.id()).collect::<Vec<_>>());
        writers.spawn(async move {
            let mut kept = Vec::new();
            for id in ids {
                let mut t = full.begin().await.unwrap();
                let new = a_comment(id, thread, aigul, &"long ".repeat(1_500), at(1));
                let kept_or_not = match comments::add(&mut t, &new).await {
                    Ok(posted) => t.commit(posted.entry).await,
                    Err(refused) => Err(refused),
                };
                match kept_or_not {
                    Ok(number) => kept.push((number, id)),
                    Err(StoreError::Full(_) | StoreError::Unavailable(_)) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
            kept
        });
    }
    let mut kept: Vec<_> = writers.join_all().await.into_iter().flatten().collect();
    // One alone fills what is left, and hears what is the matter.
    let refused = loop {
        let mut t = full.begin().await.unwrap();
        let id = store.id();
        let new = a_comment(id, thread, aigul, &"long ".repeat(1_500), at(1));
        match comments::add(&mut t, &new).await {
            Ok(posted) => kept.push((t.commit(posted.entry).await.unwrap(), id)),
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, StoreError::Full(_)), "{refused:?}");
    assert!((10..200).contains(&kept.len()), "{}", kept.len());
    // Reading goes on, everything acknowledged is there, and nothing else is.
    let mut reading = full.read().await.unwrap();
    assert_eq!(entries::count(&mut reading).await.unwrap(), kept.len() as u64);
    assert_eq!(threads::find(&mut reading, thread).await.unwrap().unwrap().last_number as usize, kept.len());
    for (number, id) in &kept {
        assert_eq!(entries::from(&mut reading, *number, 1).await.unwrap()[0].what.subject_id, id.to_string());
    }
    drop(reading);
    // What needs no room still works in the same program, and with room everything does.
    full.ready().await.unwrap();
    full.close().await;
    let (number, _) = store.posts(aigul, thread, None, "after", at(2)).await;
    assert_eq!(number, kept.len() as u64);
    store.done().await;
}
