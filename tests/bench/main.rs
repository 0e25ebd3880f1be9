//! Measures the built program on a large city: `make bench`.
//!
//! Everything is measured from outside, over the command line and HTTP, but the core's own lookups. The driver runs on the
//! same cores as the program, so figures over HTTP are what both together reach.

mod core;
mod load;
mod report;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use city::{City, Engine, Plan};
use serde_json::Value;

use crate::{
    load::{Figures, get, post},
    report::{Report, grouped},
};

const MVT: &str = "application/vnd.mapbox-vector-tile";

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<()> {
    let file = PathBuf::from(std::env::args().nth(1).context("tilke-bench CITY.geojson")?);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let folder = tempfile::Builder::new().prefix("tilke-bench-").tempdir()?;
    let mut report = Report::default();

    core::measure(&root, &file, &mut report)?;
    let mut bench = Bench { root, file, folder: folder.path().to_owned(), report };
    for engine in Engine::both() {
        let mut city = bench.imports(engine).await?;
        bench.starts_warm(&mut city).await?;
        if engine == Engine::Sqlite {
            bench.answers_points(&city).await?;
            bench.serves_tiles(&mut city).await?;
        }
        bench.takes_comments(&city, engine).await?;
    }
    bench.report.save(&bench.root.join("docs/benchmarks.md"))
}

struct Bench {
    root: PathBuf,
    file: PathBuf,
    folder: PathBuf,
    report: Report,
}

impl Bench {
    /// A city whose folder names the large file.
    fn city_folder(&self) -> Result<PathBuf> {
        let folder = self.folder.join("city");
        fs::create_dir_all(&folder)?;
        let mapping = self.root.join("data/mappings/make_city.toml");
        let text = fs::read_to_string(self.root.join("tests/bench/city.toml"))?;
        fs::write(
            folder.join("city.toml"),
            text.replace("{file}", &self.file.canonicalize()?.display().to_string())
                .replace("{mapping}", &mapping.display().to_string()),
        )?;
        Ok(folder)
    }

    async fn imports(&mut self, engine: Engine) -> Result<City> {
        let folder = self.city_folder()?;
        let bytes = fs::metadata(&self.file)?.len();
        let mut plan = Plan::now().on(engine).without_parcels().with("TILKE_CITY", folder.display().to_string());
        plan = plan.with("RUST_LOG", "warn");
        let mut city = plan.open().await;
        city.is_stopped().await;

        let began = Instant::now();
        let mut child =
            city.program().arg("import").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let peak = peak_memory(child.id(), || child.try_wait().map(|status| status.is_none()).unwrap_or(false));
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "the import failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let took = began.elapsed();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let in_force = told.split_once("Published after ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
        let in_force = Duration::from_secs_f64(in_force.context("the import says when it has published")?);
        city.start().await;
        let parcels = self.count(&city).await?;

        self.report.section(
            &format!(
                "Import of {} parcels ({:.1} MB) on {}",
                grouped(parcels as f64),
                bytes as f64 / 1e6,
                name(engine)
            ),
            "\n`tilke import`: read, check, index, store, publish; then the tile archive of all zooms.",
        );
        self.report.row("in force after", &format!("{:.1} s", in_force.as_secs_f64()));
        self.report.row("features per second", &grouped(parcels as f64 / in_force.as_secs_f64()));
        self.report.row("with its tile archive after", &format!("{:.1} s", took.as_secs_f64()));
        self.report.row("peak memory", &format!("{} MB", peak / 1024));
        if engine == Engine::Postgres {
            let theirs = self.ogr2ogr()?;
            self.report.row("ogr2ogr, the same file into the same PostGIS", &format!("{:.1} s", theirs.as_secs_f64()));
            let verdict = if in_force <= theirs { "met" } else { "MISSED" };
            self.report.row("target: no longer than ogr2ogr", verdict);
        }
        Ok(city)
    }

    fn ogr2ogr(&self) -> Result<Duration> {
        let cluster = std::env::var("TILKE_TEST_POSTGRES_URL")?;
        // ogr2ogr adds words to what it is given: a URL would not survive that.
        let parts = cluster.strip_prefix("postgres://").context("a URL")?;
        let (who, place) = parts.split_once('@').context("a user")?;
        let (user, password) = who.split_once(':').context("a password")?;
        let (host, database) = place.split_once('/').context("a database")?;
        let (host, port) = host.split_once(':').context("a port")?;
        let target = format!("PG:host={host} port={port} user={user} password={password} dbname={database}");
        let began = Instant::now();
        let output = Command::new("ogr2ogr")
            .args(["-f", "PostgreSQL", &target])
            .arg(&self.file)
            .args(["-nln", "tilke_bench_ogr", "-nlt", "PROMOTE_TO_MULTI", "-overwrite", "-lco", "GEOMETRY_NAME=geom"])
            .args(["--config", "PG_USE_COPY", "YES"])
            .output()
            .context("ogr2ogr is not installed")?;
        let took = began.elapsed();
        ensure!(output.status.success(), "ogr2ogr: {}", String::from_utf8_lossy(&output.stderr));
        Ok(took)
    }

    async fn count(&self, city: &City) -> Result<u64> {
        let answer = city.visitor().reads("/collections/parcels/items?limit=1").await;
        answer.json()["numberMatched"].as_u64().context("numberMatched")
    }

    async fn starts_warm(&mut self, city: &mut City) -> Result<()> {
        let tile = self.tile_address(city).await?.replace("{z}/{x}/{y}", "16/46343/24112");
        let mut best = Duration::MAX;
        for _ in 0..3 {
            city.is_stopped().await;
            let began = Instant::now();
            city.start().await;
            city.visitor().reads(&tile).await.is(200);
            best = best.min(began.elapsed());
        }
        let (memory, _) = memory(city.process_id());
        self.report.section(
            &format!("Warm start on {}", name(city.engine())),
            "\nFrom the start of the process to the first tile in the hand of a client, best of three.",
        );
        self.report.row("first tile after", &format!("{:.2} s", best.as_secs_f64()));
        self.report.row("memory then", &format!("{} MB", memory / 1024));
        self.report.row("target: within 3 s", if best <= Duration::from_secs(3) { "met" } else { "MISSED" });
        Ok(())
    }

    async fn answers_points(&mut self, city: &City) -> Result<()> {
        let mut random = core::Random::new(7);
        let requests = (0..60_000)
            .map(|_| {
                let [lon, lat] = core::place(&mut random);
                get(
                    &format!("/collections/parcels/items?bbox={lon:.7},{lat:.7},{lon:.7},{lat:.7}"),
                    "application/geo+json",
                )
            })
            .collect::<Vec<_>>();
        self.report.section(
            "What is at this point, over HTTP",
            "\nA box without size on the parcels collection, GeoJSON answers.",
        );
        for connections in [8, 64] {
            let figures = load::run(&city.address, connections, requests.clone()).await?;
            self.report.row(&format!("{connections} connections"), &rate(&figures));
        }
        Ok(())
    }

    async fn serves_tiles(&mut self, city: &mut City) -> Result<()> {
        let address = self.tile_address(city).await?;
        self.report.section(
            "Parcel tiles over HTTP",
            "\nCold: each tile asked once after a start. Again: the same tiles, asked until the figure is steady. z17 is cut on demand.",
        );
        for zoom in 10..=17_u8 {
            city.is_stopped().await;
            city.start().await;
            let requests: Vec<_> = core::tiles(zoom, 400)
                .into_iter()
                .map(|(x, y)| get(&address.replace("{z}/{x}/{y}", &format!("{zoom}/{x}/{y}")), MVT))
                .collect();
            let cold = load::run(&city.address, 8, requests.clone()).await?;
            let mut again = Vec::new();
            while again.len() < 20_000 {
                again.extend(requests.iter().cloned());
            }
            again.truncate(20_000);
            let again = load::run(&city.address, 8, again).await?;
            self.report.row(
                &format!(
                    "z{zoom}, {} tiles, {:.1} KB each",
                    cold.requests,
                    cold.bytes as f64 / 1000.0 / cold.requests as f64
                ),
                &format!("cold {}; again {}", rate(&cold), rate(&again)),
            );
        }
        Ok(())
    }

    async fn tile_address(&self, city: &City) -> Result<String> {
        let description = city.visitor().reads("/collections/parcels/tiles/WebMercatorQuad").await;
        let template = description.json()["tiles"][0].as_str().context("TileJSON names its tiles")?.to_owned();
        let path =
            template.split_once("/tiles/").map(|(_, path)| format!("/tiles/{path}")).context("a path of tiles")?;
        Ok(path)
    }

    async fn takes_comments(&mut self, city: &City, engine: Engine) -> Result<()> {
        const WRITERS: usize = 64;
        const COMMENTS: usize = 10_000;
        let mut tokens = Vec::new();
        for writer in 0..WRITERS {
            let email = format!("writer-{writer}@example.org");
            let name = format!("Writer {writer}");
            city.command(
                &["user", "add", &email, "--role", "resident", "--name", &name],
                &format!("{}\n", city::PASSWORD),
            )
            .is_well();
            tokens.push(city.command(&["token", "add", &email], "").is_well().stdout.trim().to_owned());
        }
        let visitor = city.visitor();
        let code = first_code(&visitor.reads("/collections/parcels/items?limit=1").await.json())?;
        let thread = visitor.thread_of_parcel(&code).await;
        let requests = (0..COMMENTS)
            .map(|number| {
                let body =
                    format!(r#"{{"body":"Comment {number} of a long conversation about this parcel and its well."}}"#);
                post(&format!("/threads/{thread}/comments"), &tokens[number % WRITERS], &body)
            })
            .collect();
        let figures = load::run(&city.address, WRITERS, requests).await?;
        self.report.section(
            &format!("Comments on {}", name(engine)),
            "\nEach comment and its entry of the record are on disk before the answer; 64 writers, one thread.",
        );
        self.report.row(&format!("{} comments posted", grouped(figures.requests as f64)), &rate(&figures));

        for (what, accept) in [("as JSON", "application/json"), ("as a page", "text/html")] {
            let requests = vec![get(&format!("/threads/{thread}"), accept); 3_000];
            let figures = load::run(&city.address, 8, requests).await?;
            self.report.row(&format!("first page of that thread {what}"), &rate(&figures));
        }
        Ok(())
    }
}

fn first_code(items: &Value) -> Result<String> {
    let feature = &items["features"][0];
    Ok(feature["properties"]["code"].as_str().or(feature["id"].as_str()).context("a feature has a code")?.to_owned())
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL with PostGIS",
    }
}

fn rate(figures: &Figures) -> String {
    format!(
        "{} per second, p50 {:.2} ms, p99 {:.2} ms",
        grouped(figures.per_second()),
        figures.within(0.5),
        figures.within(0.99)
    )
}

/// The most memory that a process has held, in kilobytes, while it runs.
fn peak_memory(process: u32, mut runs: impl FnMut() -> bool) -> u64 {
    let mut peak = 0;
    while runs() {
        peak = peak.max(memory(process).1);
        std::thread::sleep(Duration::from_millis(20));
    }
    peak
}

/// Memory that a process holds now and the most it has held, in kilobytes.
fn memory(process: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|number| number.parse().ok())
            .unwrap_or(0)
    };
    (line("VmRSS:"), line("VmHWM:"))
}
