//! `tilke department put`: who announces, and for whom staff work.

use clap::{Args, Subcommand};
use dialogue::{DepartmentId, Texts};
use jiff::civil::Date;
use store::departments;

use super::open_store;
use crate::{clock::Clock, config::Config};

/// Departments
#[derive(Debug, Args)]
pub(super) struct Department {
    #[command(subcommand)]
    command: DepartmentCommand,
}

#[derive(Debug, Subcommand)]
enum DepartmentCommand {
    /// Adds a department, or renames the one with this key; old notices keep the name that signed them
    Put(Put),
    /// Lists the departments with their keys
    List,
}

#[derive(Debug, Args)]
struct Put {
    /// A short key that stays, for commands and files: property
    key: String,
    /// Name in Kyrgyz
    #[arg(long)]
    ky: String,
    /// Name in Russian
    #[arg(long)]
    ru: String,
    /// Name in English
    #[arg(long, default_value = "")]
    en: String,
    /// Since when it exists, YYYY-MM-DD
    #[arg(long)]
    since: Option<Date>,
    /// The last day on which it existed, YYYY-MM-DD
    #[arg(long)]
    until: Option<Date>,
}

impl Department {
    /// Does it.
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let store = open_store(&config).await?;
        match self.command {
            DepartmentCommand::Put(put) => {
                let mut transaction = store.begin().await?;
                let department = dialogue::Department {
                    id: DepartmentId::new(Clock::from_environment().new_id()),
                    key: put.key.clone(),
                    name: Texts::new(&put.ky, &put.ru, &put.en),
                    since: put.since,
                    until: put.until,
                };
                departments::put(&mut transaction, &department).await?;
                transaction.commit_private("a department put by the operator").await?;
                println!("Put {}", put.key);
            }
            DepartmentCommand::List => {
                let mut reading = store.read().await?;
                for department in departments::all(&mut reading).await? {
                    println!("{}\t{}", department.key, department.name.ru.or(department.name.ky).unwrap_or_default());
                }
            }
        }
        store.close().await;
        Ok(())
    }
}
