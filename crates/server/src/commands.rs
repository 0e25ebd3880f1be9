//! The command line: `tilke serve`, `tilke import`, …; one module each.

use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};
use store::{Options, Store, StoreError};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{
    city::City,
    config::{Config, Settings},
};

mod department;
mod doctor;
mod import;
mod sample;
mod serve;
mod token;
mod user;

/// The map of a city's parcels and the dialogue about them
#[derive(Debug, Parser)]
#[command(name = "tilke", version, about, propagate_version = true)]
pub struct Tilke {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the city until it is told to stop
    Serve(serve::Serve),
    /// Reads a parcel file, reports on every feature, and publishes the parcels
    Import(import::Import),
    /// Loads the sample dialogue of the city: people, notices, discussions
    Sample(sample::Sample),
    /// Looks at everything that the service needs, and says what is wrong and what to do
    Doctor(doctor::Doctor),
    /// Adds and lists departments
    Department(department::Department),
    /// Adds accounts
    User(user::User),
    /// Makes tokens for programs
    Token(token::Tokens),
}

impl Tilke {
    /// Does what the command line says.
    pub fn run(self) -> anyhow::Result<()> {
        let config = self.settings.load()?;
        log_to_stderr(&config);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match self.command {
                Command::Serve(command) => command.run(config).await,
                Command::Import(command) => command.run(config).await,
                Command::Sample(command) => command.run(config).await,
                Command::Doctor(command) => command.run(config).await,
                Command::Department(command) => command.run(config).await,
                Command::User(command) => command.run(config).await,
                Command::Token(command) => command.run(config).await,
            }
        })
    }
}

/// Log lines go to stderr; what a command has to say goes to stdout. `RUST_LOG` chooses what is logged.
fn log_to_stderr(config: &Config) {
    let chosen = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(chosen);
    // A second command in one process (tests) keeps the first one's log.
    let _ = if config.log_json {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()
    } else {
        registry
            .with(
                fmt::layer()
                    .with_target(false)
                    .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
                    .with_writer(std::io::stderr),
            )
            .try_init()
    };
}

/// Opens the city that the settings name.
fn open_city(config: &Config) -> anyhow::Result<City> {
    Ok(City::open(config.city_folder())?)
}

/// Opens the store that the settings name. A command is more patient than a request: a busy service may hold the store for
/// a while, and nobody wants to begin an import again.
async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let options = Options { patience: COMMAND_PATIENCE, ..Options::default() };
    with_patience(async || Store::open_with(&config.database_url, &options).await)
        .await
        .context("TILKE_DATABASE_URL: cannot open the store")
}

/// How long a command waits for its turn to write.
const COMMAND_PATIENCE: Duration = Duration::from_secs(60);
/// How often it tries after that.
const COMMAND_TRIES: u32 = 3;

/// Tries again what the store may allow a little later.
async fn with_patience<T>(attempt: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(failed) if failed.is_passing() && tries < COMMAND_TRIES => {
                tries += 1;
                tracing::warn!("The store is busy or away, trying again: {failed}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            result => return result,
        }
    }
}
