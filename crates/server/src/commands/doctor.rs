//! `tilke doctor`: tells an operator in plain words what is wrong and what to do.

use std::{fmt, net::TcpListener, path::Path, time::Duration};

use clap::Args;
use parcels::{Layer, archive::Archive, mapping::Mapping};
use store::{Options, Store, entries, layers, mails};

use crate::{assets, city::City, config::Config, publication};

/// Looks at everything that the service needs, and says what is wrong and what to do
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Also load all parcels of the layer in force and compare them with what was published
    #[arg(long)]
    thorough: bool,
}

/// What was found at one place.
enum Finding {
    Well(String),
    /// Works, but somebody may want it otherwise.
    Note(String, &'static str),
    /// Does not work: what, and what to do.
    Wrong(String, String),
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Well(what) => writeln!(out, "  well   {what}"),
            Self::Note(what, advice) => writeln!(out, "  note   {what}\n         {advice}"),
            Self::Wrong(what, advice) => writeln!(out, "  WRONG  {what}\n         {advice}"),
        }
    }
}

fn wrong(what: impl fmt::Display, advice: &str) -> Finding {
    Finding::Wrong(what.to_string(), advice.to_owned())
}

impl Doctor {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let mut findings = vec![data_folder(&config), pages()];
        findings.extend(settings(&config));
        match City::open(config.city_folder()) {
            Ok(city) => {
                findings.push(Finding::Well(format!("the city {} in {}", city.name.en, city.folder.display())));
                findings.push(mapping(&city));
            }
            Err(failed) => findings.push(wrong(failed, "TILKE_CITY must name a folder with a city.toml")),
        }
        self.store(&config, &mut findings).await;
        findings.push(listener(&config));

        for finding in &findings {
            print!("{finding}");
        }
        let wrong = findings.iter().filter(|finding| matches!(finding, Finding::Wrong(..))).count();
        if wrong > 0 {
            anyhow::bail!("{wrong} of {} things are wrong", findings.len());
        }
        println!("All is well.");
        Ok(())
    }

    async fn store(&self, config: &Config, findings: &mut Vec<Finding>) {
        let store =
            match Store::open_with(&config.database_url, &Options { patience: PATIENCE, ..Options::default() }).await {
                Ok(store) => store,
                Err(failed) => {
                    let advice = if failed.is_passing() {
                        "is the database server running, and may this machine and user reach it?"
                    } else {
                        "TILKE_DATABASE_URL must be sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE"
                    };
                    findings.push(wrong(failed, advice));
                    return;
                }
            };
        findings.push(match store.ready().await {
            Ok(()) => Finding::Well(format!("the store, {:?}, takes reads and writes", store.engine())),
            Err(failed) => wrong(failed, "is the disk full, or the database read-only?"),
        });
        match self.contents(config, &store).await {
            Ok(found) => findings.extend(found),
            Err(failed) => {
                findings.push(wrong(failed, "the store cannot be read: restore it from a backup, or ask us"));
            }
        }
        store.close().await;
    }

    async fn contents(&self, config: &Config, store: &Store) -> anyhow::Result<Vec<Finding>> {
        let mut reading = store.read().await?;
        let mut found = vec![Finding::Well(format!("the record has {} entries", entries::count(&mut reading).await?))];
        let waiting = mails::waiting(&mut reading).await?;
        if waiting > MAILS_TO_TELL {
            found.push(Finding::Note(
                format!("{waiting} mails wait to be sent"),
                "is the service running, and does the mail server of TILKE_SMTP_URL answer?",
            ));
        }
        let Some(row) = layers::in_force(&mut reading).await? else {
            found.push(wrong("no parcels were imported yet", "import them: tilke import FILE --mapping M"));
            return Ok(found);
        };
        found.push(Finding::Well(format!(
            "layer {} is in force: {} parcels, {}",
            row.sequence, row.parcels, row.info.source
        )));
        let path = publication::archive_path(&config.tiles_dir(), &row.digest);
        found.push(match Archive::open(&path) {
            Ok(_) => Finding::Well(format!("its tile archive {}", path.display())),
            Err(_) => Finding::Note(
                format!("its tile archive {} is not there", path.display()),
                "nothing is lost: the service makes it again at its next start",
            ),
        });
        if self.thorough {
            let parcels = layers::load(&mut reading, &row).await?;
            found.push(match Layer::build(row.info.clone(), parcels) {
                Ok(layer) if layer.digest() == row.digest => {
                    Finding::Well("the parcels are those that were published".into())
                }
                Ok(layer) => wrong(
                    format!("the parcels have the digest {}, published was {}", layer.digest(), row.digest),
                    "somebody changed rows of the table parcel: import the file again, and find out who",
                ),
                Err(failed) => wrong(failed, "the rows of the table parcel are damaged: import the file again"),
            });
        }
        Ok(found)
    }
}

/// An operator who asks what is wrong does not want to wait for it.
const PATIENCE: Duration = Duration::from_secs(3);
/// A few wait at any moment.
const MAILS_TO_TELL: u64 = 50;

fn data_folder(config: &Config) -> Finding {
    let folder = &config.data_dir;
    let probe = folder.join(".doctor");
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&probe, vec![0; 1_000_000]));
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::Well(format!("the data folder {} can be written", folder.display())),
        Err(failed) => wrong(
            format!("the data folder {}: {failed}", folder.display()),
            "make room, or let this user write to TILKE_DATA_DIR",
        ),
    }
}

fn pages() -> Finding {
    if assets::are_built() {
        Finding::Well("style and script of the pages are built in".into())
    } else {
        wrong("style and script of the pages are not built in", "build with make, which runs scripts/ui.sh first")
    }
}

fn settings(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let public = &config.public_url;
    if !public.is_declared() && !config.listen.ip().is_loopback() {
        findings.push(Finding::Note(
            format!("other machines can reach {}, but links say {public}", config.listen),
            "set TILKE_PUBLIC_URL to the address that people use",
        ));
    }
    if public.is_declared() && !public.is_https() && public.host() != "localhost" && public.host() != "127.0.0.1" {
        findings.push(Finding::Note(
            format!("the public address {public} has no TLS: passwords can be read on the way"),
            "put a proxy with a certificate before the service and begin TILKE_PUBLIC_URL with https://",
        ));
    }
    if public.is_https() && config.trusted_proxies.is_empty() {
        findings.push(Finding::Note(
            "there is TLS, so there is a proxy, but none is trusted: all visitors share one rate limit".into(),
            "set TILKE_TRUSTED_PROXIES to the address that the proxy connects from",
        ));
    }
    if config.smtp_url.is_none() {
        findings.push(Finding::Note(
            format!("mails become files in {}", config.data_dir.join("mails").display()),
            "set TILKE_SMTP_URL so that people get them",
        ));
    }
    findings
}

fn mapping(city: &City) -> Finding {
    let path = &city.parcels.mapping;
    let read = std::fs::read_to_string(path).map_err(anyhow::Error::from);
    match read.and_then(|text| Ok(text.parse::<Mapping>()?)) {
        Ok(_) if !is_file(&city.parcels.file) => wrong(
            format!("the parcel file {} is not there", city.parcels.file.display()),
            "see parcels.file in city.toml",
        ),
        Ok(_) => Finding::Well(format!("the mapping {}", path.display())),
        Err(failed) => wrong(format!("the mapping {}: {failed}", path.display()), "see data/cities/README.md"),
    }
}

fn is_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.is_file())
}

fn listener(config: &Config) -> Finding {
    match TcpListener::bind(config.listen) {
        Ok(_) => Finding::Well(format!("{} is free to listen on", config.listen)),
        Err(failed) if failed.kind() == std::io::ErrorKind::AddrInUse => Finding::Note(
            format!("something listens on {}", config.listen),
            "that is right if it is this service; else choose another TILKE_LISTEN",
        ),
        Err(failed) => wrong(format!("cannot listen on {}: {failed}", config.listen), "choose another TILKE_LISTEN"),
    }
}
