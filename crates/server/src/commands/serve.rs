//! `tilke serve`

use clap::Args;

use crate::config::Config;

/// Serves the city
#[derive(Debug, Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let city = super::open_city(&config)?;
        crate::serve::serve(config, city).await
    }
}
