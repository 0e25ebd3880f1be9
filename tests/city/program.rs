//! The program as a process: started, told the time, stopped, killed, started again.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Engine, Person, database::Database};

/// How long a start may take before the test fails: debug builds on a busy machine are slow.
const START: Duration = Duration::from_secs(60);

/// What a city is to be like, before it is opened.
#[derive(Debug, Clone)]
pub struct Plan {
    engine: Engine,
    time: Option<String>,
    folder: PathBuf,
    data: Option<PathBuf>,
    settings: Vec<(String, String)>,
    import: bool,
}

impl Plan {
    /// The small city on SQLite at an instant (RFC 3339).
    pub fn at(time: &str) -> Plan {
        Plan { time: Some(time.to_owned()), ..Plan::now() }
    }

    /// The small city on SQLite, at the time that it is.
    pub fn now() -> Plan {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("city/small");
        Plan { engine: Engine::Sqlite, time: None, folder, data: None, settings: Vec::new(), import: true }
    }

    /// On this store.
    #[must_use]
    pub fn on(mut self, engine: Engine) -> Plan {
        self.engine = engine;
        self
    }

    /// With one more setting (`TILKE_…` or `TZ`); a later one wins.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Plan {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    /// Another city's folder: `data/cities/bishkek` and the like, from the root of the repository.
    #[must_use]
    pub fn of(mut self, folder: &str) -> Plan {
        self.folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
        self
    }

    /// Data in this folder, which is left behind; without it a temporary one.
    #[must_use]
    pub fn in_folder(mut self, data: &Path) -> Plan {
        self.data = Some(data.to_owned());
        self
    }

    /// Without any parcels: nothing was imported yet.
    #[must_use]
    pub fn without_parcels(mut self) -> Plan {
        self.import = false;
        self
    }

    /// Makes the city and starts its program.
    pub async fn open(self) -> City {
        let temporary = tempfile::Builder::new().prefix("tilke-city-").tempdir().expect("a temporary folder");
        let data = self.data.clone().unwrap_or_else(|| temporary.path().join("data"));
        fs::create_dir_all(&data).expect("a data folder");
        let clock = temporary.path().join("clock");

        let database = match self.engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::create().await),
        };
        let mut settings = vec![
            ("TILKE_CITY".to_owned(), self.folder.display().to_string()),
            ("TILKE_DATA_DIR".to_owned(), data.display().to_string()),
            ("TILKE_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("TILKE_RATE_LIMITS".to_owned(), "off".to_owned()),
        ];
        if let Some(time) = &self.time {
            fs::write(&clock, time).expect("a clock");
            settings.push(("TILKE_TEST_CLOCK".to_owned(), clock.display().to_string()));
        }
        if let Some(database) = &database {
            settings.push(("TILKE_DATABASE_URL".to_owned(), database.url.clone()));
        }
        settings.extend(self.settings.iter().cloned());

        let mut city = City {
            address: String::new(),
            process: None,
            log: temporary.path().join("log"),
            data,
            clock,
            settings,
            people: Mutex::new(0),
            database,
            _temporary: temporary,
        };
        if self.import {
            city.command(&["import"], "").is_well();
        }
        city.start().await;
        city
    }
}

/// A running city.
#[derive(Debug)]
pub struct City {
    /// `http://127.0.0.1:PORT`
    pub address: String,
    /// Its data folder.
    pub data: PathBuf,
    process: Option<Child>,
    log: PathBuf,
    clock: PathBuf,
    settings: Vec<(String, String)>,
    people: Mutex<u32>,
    database: Option<Database>,
    _temporary: TempDir,
}

impl City {
    /// The small city on SQLite, at an instant (RFC 3339).
    pub async fn open(time: &str) -> City {
        Plan::at(time).open().await
    }

    /// The small city on SQLite and on PostgreSQL, one after the other.
    pub async fn on_both(time: &str) -> Vec<City> {
        let mut cities = Vec::new();
        for engine in Engine::both() {
            cities.push(Plan::at(time).on(engine).open().await);
        }
        cities
    }

    /// Which store it lives on.
    pub fn engine(&self) -> Engine {
        if self.database.is_some() { Engine::Postgres } else { Engine::Sqlite }
    }

    /// Address of its database, for tests that look behind the program's back.
    pub fn database_url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.url.as_str())
    }

    /// Sets the city's clock.
    pub fn time_is(&self, time: &str) {
        // Written aside and moved, so that the program never reads half of it.
        let next = self.clock.with_extension("next");
        fs::write(&next, time).expect("the clock can be set");
        fs::rename(&next, &self.clock).expect("the clock can be set");
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Person {
        Person::visitor(self)
    }

    /// A resident with a confirmed account, signed in.
    pub async fn resident(&self, name: &str) -> Person {
        let person = Person::named(self, name, self.next_person());
        person.signs_up().await;
        person
    }

    /// Staff of the department that publishes notices, signed in.
    pub async fn clerk(&self, name: &str) -> Person {
        self.official(name, "staff").await
    }

    /// A moderator, signed in.
    pub async fn moderator(&self, name: &str) -> Person {
        self.official(name, "moderator").await
    }

    /// An administrator, signed in.
    pub async fn administrator(&self, name: &str) -> Person {
        self.official(name, "administrator").await
    }

    /// A resident made on the command line who uses a program with a token: quick to make, for loads.
    pub async fn writer(&self, name: &str) -> Person {
        let person = Person::named(self, name, self.next_person());
        self.command(
            &["user", "add", &person.email, "--role", "resident", "--name", name],
            &format!("{}\n", crate::PASSWORD),
        )
        .is_well();
        person.by_program(self)
    }

    async fn official(&self, name: &str, role: &str) -> Person {
        let person = Person::named(self, name, self.next_person());
        let mut arguments = vec!["user", "add", &person.email, "--role", role, "--name", name];
        if role == "staff" {
            let names = ["--ky", "Жер башкармалыгы", "--ru", "Земельное управление"];
            self.command(&[&["department", "put", "land"], &names[..]].concat(), "").is_well();
            arguments.extend(["--department", "land"]);
        }
        self.command(&arguments, &format!("{}\n", crate::PASSWORD)).is_well();
        person.signs_in().await;
        person
    }

    fn next_person(&self) -> u32 {
        let mut people = self.people.lock().expect("no test panicked here");
        *people += 1;
        *people
    }

    /// Runs the program's command line in this city: what `tilke import …` and the like do.
    pub fn command(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut child = self
            .program()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A command that does not read its input has closed it already.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("the program ends");
        Outcome {
            command: arguments.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The program with the settings of this city, without arguments.
    pub fn program(&self) -> Command {
        let mut command = Command::new(binary());
        command.env_clear();
        for name in ["PATH", "HOME", "TMPDIR", "TILKE_TEST_RUN", "RUST_BACKTRACE"] {
            if let Ok(value) = std::env::var(name) {
                command.env(name, value);
            }
        }
        command.envs(self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        command
    }

    /// Changes a setting; it holds from the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Starts the program and waits until it answers.
    pub async fn start(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        let told = self.data.join("listening");
        let _ = fs::remove_file(&told);
        let log = File::options().create(true).append(true).open(&self.log).expect("a log");
        let process = self
            .program()
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the program starts");
        self.process = Some(process);
        let began = Instant::now();
        loop {
            if let Ok(address) = fs::read_to_string(&told)
                && address.ends_with('\n')
            {
                address.trim().clone_into(&mut self.address);
                return;
            }
            if let Some(status) = self.process.as_mut().and_then(|process| process.try_wait().ok().flatten()) {
                self.process = None;
                panic!("the program ended with {status} before it listened:\n{}", self.log());
            }
            assert!(began.elapsed() < START, "the program does not listen after {START:?}:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends the program as the power would: SIGKILL.
    pub fn is_killed(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().expect("it can be killed");
        process.wait().expect("it ends");
    }

    /// Asks the program to stop (SIGTERM) and waits; says whether it ended well.
    pub async fn is_stopped(&mut self) -> bool {
        let mut process = self.process.take().expect("it runs");
        let asked = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().expect("kill");
        assert!(asked.success(), "the program could not be asked to stop");
        let began = Instant::now();
        loop {
            if let Some(status) = process.try_wait().expect("it can be waited for") {
                return status.success();
            }
            if began.elapsed() > START {
                let _ = process.kill();
                panic!("the program did not stop within {START:?}:\n{}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Id of the process, for measuring it.
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// All that the program has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for City {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("the last lines of the program's log:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
        }
    }
}

/// How a command of the program ended.
#[derive(Debug)]
pub struct Outcome {
    command: String,
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote for a program.
    pub stdout: String,
    /// What it wrote for a person.
    pub stderr: String,
}

impl Outcome {
    /// The command ended well.
    #[track_caller]
    pub fn is_well(&self) -> &Outcome {
        assert_eq!(self.code, Some(0), "tilke {}\n{}{}", self.command, self.stdout, self.stderr);
        self
    }

    /// The command was refused; what it says names the cause.
    #[track_caller]
    pub fn is_refused(&self) -> &Outcome {
        assert!(
            self.code.is_some_and(|code| code != 0),
            "tilke {} should fail\n{}{}",
            self.command,
            self.stdout,
            self.stderr
        );
        self
    }
}

/// The program that was built with these tests, or the one that `TILKE_BINARY` names.
pub(crate) fn binary() -> PathBuf {
    if let Some(binary) = std::env::var_os("TILKE_BINARY") {
        return binary.into();
    }
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.parent().expect("a folder");
    let folder = if folder.ends_with("deps") { folder.parent().expect("a folder") } else { folder };
    folder.join("tilke-tested")
}
