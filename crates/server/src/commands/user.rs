//! `tilke user add`: an account made by the operator, confirmed at once.

use std::io::Read;

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use dialogue::{DisplayName, EmailAddress, Language, Role};
use store::{accounts, accounts::NewAccount, departments};

use super::open_store;
use crate::{accounts::password, clock::Clock, config::Config};

/// Accounts
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Adds an account; its password is read from standard input
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    /// E-mail address to sign in with
    email: String,
    /// resident, staff, moderator or administrator
    #[arg(long)]
    role: Role,
    /// Key of the department that a member of staff works for
    #[arg(long)]
    department: Option<String>,
    /// Name that others see [default: what stands before the @]
    #[arg(long)]
    name: Option<String>,
    /// Language of letters: ky, ru or en
    #[arg(long, default_value = "ky")]
    language: Language,
}

impl User {
    /// Does it.
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let UserCommand::Add(add) = self.command;
        let clock = Clock::from_environment();
        let email = EmailAddress::new(&add.email).map_err(|refused| anyhow!("EMAIL: {refused}"))?;
        let name = add.name.unwrap_or_else(|| add.email.split('@').next().unwrap_or_default().to_owned());
        let name = DisplayName::new(&name).map_err(|refused| anyhow!("--name: {refused}"))?;
        let mut password = String::new();
        std::io::stdin().take(4096).read_to_string(&mut password).context("the password on standard input")?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        password::judge(&password, &[email.as_str(), name.as_str()]).map_err(|problem| {
            anyhow!(
                "the password on standard input: {} (at least {} characters, not easy to guess)",
                problem.code(),
                password::LEAST_CHARACTERS
            )
        })?;
        let hash = password::hash(password).await.map_err(|problem| anyhow!("{}", problem.code()))?;
        let store = open_store(&config).await?;
        let mut transaction = store.begin().await?;
        let department = match &add.department {
            None => None,
            Some(key) => match departments::by_key(&mut transaction, key).await? {
                Some(department) => Some(department.id),
                None => {
                    let known = departments::all(&mut transaction).await?;
                    let known: Vec<_> = known.iter().map(|department| department.key.as_str()).collect();
                    bail!("--department: there is no department {key}; there are: {}", known.join(", "));
                }
            },
        };
        let now = clock.now();
        let new = NewAccount {
            id: clock.new_id().into(),
            email,
            name,
            password_hash: Some(hash),
            role: add.role,
            department,
            language: add.language,
            made_at: now,
            confirmed_at: Some(now),
            demonstration: false,
        };
        match accounts::add(&mut transaction, &new).await? {
            Ok(()) => transaction.commit_private("an account made by the operator").await?,
            Err(taken) => {
                bail!("there is an account with this address or name already ({taken:?}); nothing was changed")
            }
        }
        println!("Added {} ({})", new.email.as_str(), new.role);
        store.close().await;
        Ok(())
    }
}
