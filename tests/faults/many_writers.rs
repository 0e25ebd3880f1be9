//! Many write at once while a parcel file is published. (ops-01)

use city::{Engine, PARCEL, Plan};

const WRITERS: usize = 64;
const COMMENTS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_and_an_import_get_their_answers_and_nothing_is_lost() {
    for engine in Engine::both() {
        let mut city = Plan::now().on(engine).open().await;
        // Eight accounts in eight programs each: what is tested is the store, not the making of accounts.
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(city.writer(&format!("Writer {number}")).await);
        }
        let thread = city.visitor().thread_of_parcel(PARCEL).await;
        let tasks: Vec<_> = (0..WRITERS)
            .map(|number| {
                let (writer, thread) = (people[number % people.len()].clone(), thread.clone());
                tokio::spawn(async move {
                    let mut taken = Vec::new();
                    for line in 0..COMMENTS {
                        let answer = writer.comments(&thread, &format!("Line {line} of writer {number}.")).await;
                        if answer.status.as_u16() == 503 {
                            assert!(!answer.header("retry-after").is_empty(), "503 says when to come back: {answer}");
                        } else {
                            answer.is_created();
                            taken.push(answer.id());
                        }
                    }
                    taken
                })
            })
            .collect();
        let import = {
            let mut command = city.program();
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");
            command.args(["import", &format!("{root}/cities/bishkek/parcels.geojson.gz")]);
            command.args(["--mapping", &format!("{root}/mappings/bishkek_demo.toml")]);
            tokio::task::spawn_blocking(move || command.output())
        };
        let mut taken = Vec::new();
        for task in tasks {
            taken.extend(task.await.expect("a writer ends"));
        }
        let import = import.await.expect("the import ends").expect("the import ran");
        assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
        assert!(taken.len() > WRITERS * COMMENTS / 2, "most get in: {}", taken.len());

        city.is_killed();
        city.start().await;
        let reader = city.visitor();
        for id in &taken {
            reader.reads(&format!("/comments/{id}")).await.is_ok();
        }
        let entries = city.entries().await;
        assert!(entries.len() > taken.len());
    }
}
