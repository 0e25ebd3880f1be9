//! Prepares what the binary embeds, so that Rust builds without Node.

use std::{fs, path::Path};

fn main() {
    // The built pages' script and style. Without them the service runs, plainly dressed.
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../map-ui/dist");
    fs::create_dir_all(&dist).expect("make map-ui/dist, which is embedded");
    println!("cargo::rerun-if-changed=../../map-ui/dist");
    // A new message file must be seen, too.
    println!("cargo::rerun-if-changed=languages");
    println!("cargo::rerun-if-changed=templates");
}
