//! Reads a parcel file and prints its report, the time taken and the peak memory.
//!
//! `cargo run --release -p parcels --example read_parcels -- FILE MAPPING [EPSG:n]`

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use parcels::mapping::Mapping;
use parcels::read::{ReadOptions, read_file};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, mapping, rest @ ..] = arguments.as_slice() else {
        eprintln!("read_parcels FILE MAPPING [EPSG:n]");
        return ExitCode::from(2);
    };
    let mapping: Mapping = match std::fs::read_to_string(mapping).map_err(|error| error.to_string()) {
        Ok(text) => match text.parse() {
            Ok(mapping) => mapping,
            Err(error) => {
                eprintln!("{mapping}, {error}");
                return ExitCode::FAILURE;
            }
        },
        Err(error) => {
            eprintln!("{mapping}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let crs = rest.first().and_then(|name| name.parse().ok());
    let begin = Instant::now();
    let result = read_file(Path::new(file), &mapping, &ReadOptions { crs, ..ReadOptions::default() }, &mut |_| {});
    let taken = begin.elapsed();
    let code = match &result {
        Ok((parcels, report)) => {
            print!("{}", report.text(20));
            println!();
            println!("{} parcels in {:.3} s", parcels.len(), taken.as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    };
    // Linux alone tells the peak of resident memory; elsewhere the line is left out.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status")
        && let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM"))
    {
        println!("{}", peak.replace("VmHWM:", "Peak memory:"));
    }
    code
}
