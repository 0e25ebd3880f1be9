//! The database goes away and comes back.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use city::{NEIGHBOUR, PARCEL, Plan};

/// A cluster of this test alone, because it is stopped.
struct Cluster {
    folder: PathBuf,
    url: String,
}

fn script(arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres.sh");
    let output = Command::new(script).args(arguments).output().expect("scripts/postgres.sh runs");
    assert!(output.status.success(), "postgres.sh {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Cluster {
    fn start() -> Cluster {
        let folder = std::env::temp_dir().join(format!("tilke-away-{}", std::process::id()));
        let url = script(&["start", folder.to_str().expect("a path in letters")]);
        Cluster { folder, url }
    }

    fn is_away(&self) {
        script(&["pause", self.folder.to_str().expect("a path in letters")]);
    }

    fn is_back(&self) {
        script(&["resume", self.folder.to_str().expect("a path in letters")]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        script(&["stop", self.folder.to_str().expect("a path in letters")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_goes_on_while_the_database_is_away_and_writing_recovers_by_itself() {
    if std::env::var("TILKE_TEST_POSTGRES_URL").is_err() {
        eprintln!("skipped: no PostgreSQL here (make test brings one)");
        return;
    }
    let cluster = Cluster::start();
    let city = Plan::now().with("TILKE_DATABASE_URL", &cluster.url).open().await;
    let writer = city.writer("Aigul").await;
    let thread = writer.thread_of_parcel(PARCEL).await;
    let before = writer.comments(&thread, "Before the database went away.").await;
    before.is_created();

    cluster.is_away();
    let refused = writer.comments(&thread, "While it is away.").await;
    refused.is_problem(503, "store-unavailable");
    assert!(!refused.header("retry-after").is_empty(), "503 says when to come back: {refused}");
    let visitor = city.visitor();
    visitor.reads("/collections/parcels/items?bbox=74.602,42.876,74.604,42.877").await.is_ok();
    visitor.reads(&format!("/collections/parcels/items/{NEIGHBOUR}")).await.is_ok();
    visitor.reads("/health").await.is_ok();
    visitor.reads("/ready").await.is(503);

    cluster.is_back();
    for attempt in 0.. {
        let answer = writer.comments(&thread, "After it came back.").await;
        if answer.status.as_u16() == 201 {
            break;
        }
        answer.is(503);
        assert!(attempt < 100, "it did not recover: {answer}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    visitor.reads(&format!("/comments/{}", before.id())).await.is_ok();
    visitor.reads("/ready").await.is_ok();
}
