//! `tilke import` and `tilke doctor` as an operator runs them.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::json;

/// A machine with an empty data folder.
struct Operator {
    folder: tempfile::TempDir,
}

impl Operator {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tilke"));
        command
            .args(arguments)
            .env("TILKE_DATA_DIR", self.data())
            .env("TILKE_CITY", Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/cities/bishkek"))
            .env("TILKE_LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            .env_remove("TILKE_DATABASE_URL");
        command
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// A file with a square for each code.
    fn file(&self, codes: &[&str]) -> PathBuf {
        let path = self.folder.path().join("parcels.geojson");
        std::fs::write(&path, squares(codes)).unwrap();
        path
    }

    /// A mapping that takes the code alone.
    fn mapping(&self) -> PathBuf {
        let path = self.folder.path().join("mapping.toml");
        let text = r#"
            [layer]
            source = "a test"
            licence = "CC0-1.0"
            attribution = "nobody"
            [code]
            property = "code"
            [land_use]
            property = "use"
            default = "vacant"
        "#;
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, file: &Path, more: &[&str]) -> Output {
        let (file, mapping) = (file.to_str().unwrap().to_owned(), self.mapping().to_str().unwrap().to_owned());
        self.runs(&[&["import", &file, "--mapping", &mapping], more].concat())
    }
}

fn squares(codes: &[&str]) -> String {
    let features: Vec<_> = codes
        .iter()
        .enumerate()
        .map(|(nth, code)| {
            #[expect(clippy::cast_precision_loss, reason = "a few")]
            let (west, south) = (74.60 + nth as f64 * 0.001, 42.87);
            let (east, north) = (west + 0.0005, south + 0.0005);
            json!({"type": "Feature", "properties": {"code": code, "owner": "Somebody"}, "geometry": {"type": "Polygon",
                "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const TWO: [&str; 2] = ["1-99-12-0001-0001", "1-99-12-0001-0002"];

#[test]
fn parcels_are_published_once_and_compared_with_those_in_force() {
    let operator = Operator::new();
    let first = operator.import(&operator.file(&TWO), &[]);
    assert!(first.status.success(), "{}", told(&first));
    assert!(told(&first).contains("2 parcels are in force, entry 0 of the record"), "{}", told(&first));
    assert!(told(&first).contains("owner"), "what was dropped is told: {}", told(&first));

    let again = operator.import(&operator.file(&TWO), &[]);
    assert!(again.status.success() && told(&again).contains("in force already"), "{}", told(&again));

    let dry = operator.import(&operator.file(&["1-99-12-0001-0003"]), &["--dry-run"]);
    assert!(dry.status.success() && told(&dry).contains("A dry run"), "{}", told(&dry));
    assert!(told(&dry).contains("0 codes stay, 1 are new, 2 would be gone"), "{}", told(&dry));
    assert!(told(&dry).contains("By code and land: 0 the same, 1 renumbered, 1 gone."), "{}", told(&dry));
    let doctor = operator.runs(&["doctor", "--thorough"]);
    assert!(told(&doctor).contains("layer 1 is in force: 2 parcels"), "{}", told(&doctor));
    assert!(told(&doctor).contains("those that were published"), "{}", told(&doctor));
}

#[test]
fn a_file_from_standard_input_may_be_compressed() {
    let operator = Operator::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(squares(&TWO).as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let mapping = operator.mapping();
    let report = operator.folder.path().join("report.json");
    let mut import = operator
        .command(&["import", "-", "--mapping", mapping.to_str().unwrap(), "--report", report.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    import.stdin.take().unwrap().write_all(&gzip).unwrap();
    let output = import.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let counts = &report["counts"];
    assert_eq!((counts["read"].as_u64(), counts["accepted"].as_u64()), (Some(2), Some(2)), "{counts}");
}

#[test]
fn a_file_that_fails_leaves_the_layer_in_force() {
    let operator = Operator::new();
    assert!(operator.import(&operator.file(&TWO), &[]).status.success());
    let broken = operator.folder.path().join("broken.geojson");
    std::fs::write(&broken, squares(&TWO).replacen("[74.6", "[NaN,74.6", 1)).unwrap();
    let output = operator.import(&broken, &[]);
    assert!(!output.status.success());
    assert!(told(&output).contains("line 1") && told(&output).contains("nothing was taken"), "{}", told(&output));
    let none = operator.import(&operator.file(&["wrong code"]), &[]);
    assert!(!none.status.success() && told(&none).contains("no parcel was taken"), "{}", told(&none));
    let missing = operator.import(Path::new("/nowhere/parcels.geojson"), &[]);
    assert!(!missing.status.success() && told(&missing).contains("/nowhere/parcels.geojson"), "{}", told(&missing));
    assert!(told(&operator.runs(&["doctor"])).contains("layer 1 is in force: 2 parcels"));
}

#[test]
fn an_interrupted_import_leaves_the_layer_in_force() {
    let operator = Operator::new();
    assert!(operator.import(&operator.file(&TWO), &[]).status.success());
    let mapping = operator.mapping();
    let mut import = operator
        .command(&["import", "-", "--mapping", mapping.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // Half of a file, then the power fails.
    let half = squares(&["1-99-12-0001-0009"]);
    import.stdin.as_mut().unwrap().write_all(&half.as_bytes()[..half.len() / 2]).unwrap();
    import.kill().unwrap();
    assert!(!import.wait().unwrap().success());
    assert!(told(&operator.runs(&["doctor"])).contains("layer 1 is in force: 2 parcels"));
    assert!(operator.import(&operator.file(&TWO[..1]), &[]).status.success());
    assert!(told(&operator.runs(&["doctor"])).contains("layer 2 is in force: 1 parcels"));
}

#[test]
fn the_doctor_says_what_to_do() {
    let operator = Operator::new();
    let output = operator.runs(&["doctor"]);
    assert!(!output.status.success());
    assert!(
        told(&output).contains("no parcels were imported yet") && told(&output).contains("tilke import"),
        "{}",
        told(&output)
    );
    let mut command = operator.command(&["doctor"]);
    let output = command.env("TILKE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").output().unwrap();
    assert!(told(&output).contains("is the database server running"), "{}", told(&output));
}
