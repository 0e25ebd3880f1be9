//! `tilke`: the map of a city's parcels and the dialogue about them.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match server::commands::Tilke::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Each cause on its own line: an operator reads the last one first.
            eprintln!("tilke: {error}");
            let mut told = error.to_string();
            for cause in error.chain().skip(1).map(ToString::to_string) {
                // Some errors tell their cause themselves.
                if !told.contains(cause.trim()) {
                    eprintln!("  because: {cause}");
                    told = cause;
                }
            }
            ExitCode::FAILURE
        }
    }
}
