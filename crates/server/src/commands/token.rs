//! `tilke token add`: a token for a program that acts for an account.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use dialogue::EmailAddress;
use jiff::SignedDuration;
use store::{accounts, tokens, tokens::Token};

use super::open_store;
use crate::{clock::Clock, config::Config};

/// Tokens for programs
#[derive(Debug, Args)]
pub(super) struct Tokens {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Makes a token and prints it, once: only its hash is kept
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    /// E-mail address of the account
    email: String,
    /// What the token is for
    #[arg(long, default_value = "made on the command line")]
    label: String,
    /// Days until it expires [default: never]
    #[arg(long)]
    days: Option<u32>,
}

impl Tokens {
    /// Does it.
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let TokenCommand::Add(add) = self.command;
        let clock = Clock::from_environment();
        let email = EmailAddress::new(&add.email).map_err(|refused| anyhow!("EMAIL: {refused}"))?;
        let store = open_store(&config).await?;
        let mut transaction = store.begin().await?;
        let Some(account) = accounts::by_email(&mut transaction, &email).await? else {
            bail!("there is no account with the address {}", email.as_str());
        };
        let now = clock.now();
        // Recognisable, so that one that was left somewhere by mistake can be found by searching.
        let secret: String = std::iter::once("tilke_".to_owned())
            .chain(clock.random::<32>().iter().map(|byte| format!("{byte:02x}")))
            .collect();
        let token = Token {
            id: clock.new_id().into(),
            account: account.id,
            label: add.label,
            made_at: now,
            expires_at: add.days.map(|days| now + SignedDuration::from_hours(24 * i64::from(days))),
            used_at: None,
            revoked_at: None,
        };
        tokens::add(&mut transaction, &secret, &token).await?;
        transaction.commit_private("a token made by the operator").await?;
        println!("{secret}");
        store.close().await;
        Ok(())
    }
}
