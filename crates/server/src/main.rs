//! `tilke`: the map of a city's parcels and the dialogue about them.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match server::commands::Tilke::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Each cause on its own line: an operator reads the last one first.
            eprintln!("tilke: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}
