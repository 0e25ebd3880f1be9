//! The power may fail at any moment.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use city::{City, Engine, PARCEL, Person, Plan};
use serde_json::json;

/// How often each store is killed.
const KILLS: usize = 12;
const WRITERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_is_lost_when_the_program_is_killed_on_sqlite() {
    killed_again_and_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_is_lost_when_the_program_is_killed_on_postgresql() {
    if Engine::both().contains(&Engine::Postgres) {
        killed_again_and_again(Engine::Postgres).await;
    }
}

async fn killed_again_and_again(engine: Engine) {
    let mut city = Plan::now().on(engine).open().await;
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        writers.push(city.writer(&format!("Writer {number}")).await);
    }
    let thread = city.visitor().thread_of_parcel(PARCEL).await;
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut sent = 0;

    for kill in 0..KILLS {
        let stop = Arc::new(AtomicBool::new(false));
        let tasks: Vec<_> = writers
            .iter()
            .map(|writer| {
                let (writer, thread) = (writer.back_in(&city), thread.clone());
                let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(&acknowledged));
                tokio::spawn(writes_until(writer, thread, stop, acknowledged))
            })
            .collect();
        // A different moment each time: in the middle of a commit, of a checkpoint, of the first request.
        tokio::time::sleep(Duration::from_millis(60 + 47 * kill as u64)).await;
        city.is_killed();
        stop.store(true, Ordering::Relaxed);
        for task in tasks {
            sent += task.await.expect("a writer ends");
        }
        // No repair by hand: the ordinary start.
        city.start().await;
        let reader = city.visitor();
        let taken = std::mem::take(&mut *acknowledged.lock().expect("no writer panicked"));
        for id in taken {
            reader.reads(&format!("/comments/{id}")).await.is_ok();
        }
    }
    let posted = city.entries().await.iter().filter(|entry| entry.kind.contains("comment")).count();
    assert!(posted > 0 && posted <= sent, "{posted} comments in the record of {sent} sent");
    assert!(city.is_stopped().await, "it stops well after all that");
}

/// Posts until told to stop or until nobody answers; gives how many were sent.
async fn writes_until(
    writer: Person,
    thread: String,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<Vec<String>>>,
) -> usize {
    let mut sent = 0;
    while !stop.load(Ordering::Relaxed) {
        let body = json!({ "body": format!("{} writes line {sent}.", writer.name) });
        let request = writer.asks(reqwest::Method::POST, &format!("/threads/{thread}/comments"));
        sent += 1;
        match writer.tries(request.header("Accept", "application/json").json(&body)).await {
            Ok(answer) if answer.status.as_u16() == 201 => {
                acknowledged.lock().expect("no writer panicked").push(answer.id());
            }
            Ok(answer) => assert_eq!(answer.status.as_u16(), 503, "{answer}"),
            Err(_) => break,
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_leaves_the_layer_in_force() {
    for engine in Engine::both() {
        let mut city = Plan::now().on(engine).open().await;
        let before = parcels(&city).await;
        for kill in 0..6_u64 {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");
            let mut import = city
                .program()
                .args(["import", &format!("{root}/cities/bishkek/parcels.geojson.gz")])
                .args(["--mapping", &format!("{root}/mappings/bishkek_demo.toml")])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("the import starts");
            tokio::time::sleep(Duration::from_millis(50 + 150 * kill)).await;
            let _ = import.kill();
            let status = import.wait().expect("it ends");
            if status.success() {
                break; // it was done before we came
            }
            assert_eq!(parcels(&city).await, before, "while the program runs");
            city.is_stopped().await;
            city.start().await;
            let now = parcels(&city).await;
            // Killed after it had published but before it could say so: the whole new layer, and that is right as well.
            assert!(now == before || now == 11_706, "half a layer: {now} parcels");
            if now != before {
                break;
            }
        }
        city.entries().await;
    }
}

async fn parcels(city: &City) -> u64 {
    let items = city.visitor().reads("/collections/parcels/items?limit=1").await;
    items.is_ok();
    items.json()["numberMatched"].as_u64().expect("numberMatched")
}
