//! What an operator decides: flags, `TILKE_*` in the environment, one TOML file, in this order of weight.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// The settings as they are written, in flags, environment and file alike.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// A TOML file with any of the settings below, named as the flags are with `_` for `-`
    #[arg(long, env = "TILKE_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Where the city's life is kept: sqlite://PATH or postgres://… [default: a SQLite file in the data folder]
    #[arg(long, env = "TILKE_DATABASE_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// Folder of everything that the service writes [default: var]
    #[arg(long, env = "TILKE_DATA_DIR", value_name = "FOLDER", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Folder with the city's city.toml [default: data/cities/bishkek]
    #[arg(long, env = "TILKE_CITY", value_name = "FOLDER", global = true)]
    pub city: Option<PathBuf>,
    /// Address and port to serve on [default: 127.0.0.1:8080]
    #[arg(long, env = "TILKE_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<String>,
    /// How the outside calls this service; every absolute link begins with it [default: http://LISTEN]
    #[arg(long, env = "TILKE_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,
    /// Addresses or prefixes of proxies whose X-Forwarded-For is believed, separated by commas [default: none]
    #[arg(long, env = "TILKE_TRUSTED_PROXIES", value_name = "ADDRESSES", global = true)]
    pub trusted_proxies: Option<String>,
    /// Mail server, smtp://… or smtps://…; without it mails become files in the data folder
    #[arg(long, env = "TILKE_SMTP_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of mails [default: tilke@ the public host]
    #[arg(long, env = "TILKE_MAIL_FROM", value_name = "ADDRESS", global = true)]
    pub mail_from: Option<String>,
    /// Address pattern of base map pictures, https://…/{z}/{x}/{y}.png; visitors' browsers will ask that host [default: none]
    #[arg(long, env = "TILKE_BASE_MAP", value_name = "URL", global = true)]
    pub base_map: Option<String>,
    /// Address and port for /metrics, apart from the public one [default: none]
    #[arg(long, env = "TILKE_METRICS_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub metrics_listen: Option<String>,
    /// How the log is written: text or json [default: text]
    #[arg(long, env = "TILKE_LOG_FORMAT", value_name = "FORMAT", global = true)]
    pub log_format: Option<String>,
}

/// The settings, understood.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite://…` or `postgres://…`
    pub database_url: String,
    /// Folder of everything that the service writes.
    pub data_dir: PathBuf,
    /// Folder with `city.toml`.
    pub city: PathBuf,
    /// Where the public listener binds.
    pub listen: SocketAddr,
    /// How the outside calls the service.
    pub public_url: PublicUrl,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Prefix>,
    /// Mail server; without it mails become files.
    pub smtp_url: Option<String>,
    /// Sender of mails.
    pub mail_from: String,
    /// Pattern of base map pictures on another host.
    pub base_map: Option<String>,
    /// Where the operator's listener with `/metrics` binds.
    pub metrics_listen: Option<SocketAddr>,
    /// Log lines as JSON.
    pub log_json: bool,
}

/// A setting that cannot be understood. Says which one, what was given, and what is wanted.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that does not fit.
    #[error("{setting} is {given:?}: {wanted}")]
    Value {
        /// Name in the environment, which is also the flag's name in capitals.
        setting: &'static str,
        /// What was given.
        given: String,
        /// What would do.
        wanted: String,
    },
    /// The file of `TILKE_CONFIG` cannot be read.
    #[error("TILKE_CONFIG: cannot read {path}: {source}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file of `TILKE_CONFIG` is no TOML, or has a setting that does not exist.
    #[error("TILKE_CONFIG: {path}: {source}", path = .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
}

impl Settings {
    /// Adds the settings of the file beneath flags and environment, and understands them all.
    pub fn load(self) -> Result<Config, ConfigError> {
        let file = match &self.config {
            None => Settings::default(),
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
                toml::from_str(&text)
                    .map_err(|source| ConfigError::Parse { path: path.clone(), source: Box::new(source) })?
            }
        };
        let data_dir = self.data_dir.or(file.data_dir).unwrap_or_else(|| "var".into());
        let listen_text = self.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen = address("TILKE_LISTEN", &listen_text)?;
        let public_url = match present(self.public_url.or(file.public_url)) {
            Some(given) => PublicUrl::parse(&given)?,
            None => PublicUrl::of_listener(listen),
        };
        let database_url = match present(self.database_url.or(file.database_url)) {
            Some(url) if url.starts_with("sqlite:") || url.starts_with("postgres") => url,
            // Not repeated in the message: it may carry a password.
            Some(_) => return Err(wrong("TILKE_DATABASE_URL", "…", "must begin with sqlite:// or postgres://")),
            None => format!("sqlite://{}", data_dir.join("tilke.sqlite").display()),
        };
        let trusted_proxies = present(self.trusted_proxies.or(file.trusted_proxies))
            .map(|list| list.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Prefix::parse).collect())
            .transpose()?
            .unwrap_or_default();
        let smtp_url = present(self.smtp_url.or(file.smtp_url));
        if let Some(url) = &smtp_url
            && !(url.starts_with("smtp://") || url.starts_with("smtps://"))
        {
            return Err(wrong("TILKE_SMTP_URL", "…", "must begin with smtp:// or smtps://"));
        }
        let base_map = present(self.base_map.or(file.base_map));
        if let Some(pattern) = &base_map
            && !(origin_of(pattern).is_some() && ["{z}", "{x}", "{y}"].iter().all(|part| pattern.contains(part)))
        {
            return Err(wrong("TILKE_BASE_MAP", pattern, "must be like https://tiles.example/{z}/{x}/{y}.png"));
        }
        let metrics_listen = present(self.metrics_listen.or(file.metrics_listen))
            .map(|text| address("TILKE_METRICS_LISTEN", &text))
            .transpose()?;
        let log_json = match present(self.log_format.or(file.log_format)).as_deref() {
            None | Some("text") => false,
            Some("json") => true,
            Some(other) => return Err(wrong("TILKE_LOG_FORMAT", other, "must be text or json")),
        };
        let mail_from = present(self.mail_from.or(file.mail_from))
            .unwrap_or_else(|| format!("Tilke <tilke@{}>", public_url.host()));
        Ok(Config {
            database_url,
            data_dir,
            city: self.city.or(file.city).unwrap_or_else(|| "data/cities/bishkek".into()),
            listen,
            public_url,
            trusted_proxies,
            smtp_url,
            mail_from,
            base_map,
            metrics_listen,
            log_json,
        })
    }
}

impl Config {
    /// Origin (scheme and host) of the base map, which the Content-Security-Policy then allows pictures from.
    pub fn base_map_origin(&self) -> Option<&str> {
        self.base_map.as_deref().and_then(origin_of)
    }

    /// Folder of the tile archives.
    pub fn tiles_dir(&self) -> PathBuf {
        self.data_dir.join("tiles")
    }

    /// The city's folder as an absolute path, for messages.
    pub fn city_folder(&self) -> &Path {
        &self.city
    }
}

/// An empty variable in the environment means "not set".
fn present(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.trim().is_empty())
}

fn wrong(setting: &'static str, given: &str, wanted: &str) -> ConfigError {
    ConfigError::Value { setting, given: given.into(), wanted: wanted.into() }
}

fn address(setting: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    // "localhost:8080" is what people write first.
    let numeric = text.trim().replace("localhost", "127.0.0.1");
    numeric
        .parse()
        .map_err(|_| wrong(setting, text, "must be an address with a port, like 127.0.0.1:8080 or [::]:8080"))
}

/// `https://host:port` of an address, if it is one.
fn origin_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    (!host.is_empty() && !host.contains(['@', ' ', ';', ',', '\'', '"']))
        .then(|| &url[..url.len() - rest.len() + host.len()])
}

/// How the outside calls the service: origin and, behind a proxy, perhaps a path under which it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    /// "" or "/tilke"
    path: String,
    /// Said by the operator, not guessed from the listener.
    declared: bool,
}

impl PublicUrl {
    /// Understands `https://land.example/tilke`, with or without a slash at the end.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let wanted = "must be like https://land.example or https://land.example/tilke, without ? and #";
        let trimmed = text.trim().trim_end_matches('/');
        let Some(origin) = origin_of(trimmed) else { return Err(wrong("TILKE_PUBLIC_URL", text, wanted)) };
        let path = &trimmed[origin.len()..];
        let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
        if !path.chars().all(plain) || path.contains("//") {
            return Err(wrong("TILKE_PUBLIC_URL", text, wanted));
        }
        Ok(Self { origin: origin.to_ascii_lowercase(), path: path.into(), declared: true })
    }

    /// What to call a service whose operator said nothing.
    pub fn of_listener(listen: SocketAddr) -> Self {
        let mut shown = listen;
        if listen.ip().is_unspecified() {
            shown.set_ip(if listen.is_ipv4() {
                IpAddr::from([127, 0, 0, 1])
            } else {
                IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])
            });
        }
        Self { origin: format!("http://{shown}"), path: String::new(), declared: false }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path that comes before every address: "" or "/tilke".
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the operator said it.
    pub fn is_declared(&self) -> bool {
        self.declared
    }

    /// Whether browsers reach the service over TLS, so that cookies are marked Secure.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The host without port.
    pub fn host(&self) -> &str {
        let host = self.origin.split("://").nth(1).unwrap_or("localhost");
        match host.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(host),
            None => host.split(':').next().unwrap_or(host),
        }
    }

    /// The absolute address of a path of ours that begins with `/`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.path)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.path)
    }
}

/// An address or a block of addresses, `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    address: IpAddr,
    length: u8,
}

impl Prefix {
    /// Understands `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let refused =
            || wrong("TILKE_TRUSTED_PROXIES", text, "must be addresses or prefixes like 10.0.0.1 or fd00::/8");
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), str::parse).map_err(|_| refused())?;
        if length > most {
            return Err(refused());
        }
        Ok(Self { address, length })
    }

    /// Whether an address lies in the block. IPv4 addresses that arrive mapped into IPv6 count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(block), IpAddr::V4(given)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.length)).unwrap_or(0);
                block.to_bits() & mask == given.to_bits() & mask
            }
            (IpAddr::V6(block), IpAddr::V6(given)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                block.to_bits() & mask == given.to_bits() & mask
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Settings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn an_empty_configuration_serves_this_machine_alone() {
        let config = Settings::default().load().unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url.to_string(), "http://127.0.0.1:8080");
        assert_eq!(config.database_url, "sqlite://var/tilke.sqlite");
        assert!(config.trusted_proxies.is_empty());
        assert_eq!(config.base_map, None);
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (text, name) in [
            ("listen = \"8080\"", "TILKE_LISTEN"),
            ("public_url = \"land.example\"", "TILKE_PUBLIC_URL"),
            ("public_url = \"https://land.example/?a\"", "TILKE_PUBLIC_URL"),
            ("database_url = \"mysql://x:secret@y\"", "TILKE_DATABASE_URL"),
            ("trusted_proxies = \"10.0.0.0/33\"", "TILKE_TRUSTED_PROXIES"),
            ("base_map = \"https://tiles.example\"", "TILKE_BASE_MAP"),
            ("smtp_url = \"mail.example\"", "TILKE_SMTP_URL"),
        ] {
            let message = settings(text).load().unwrap_err().to_string();
            assert!(message.starts_with(name), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
        assert!(toml::from_str::<Settings>("listn = \"x\"").unwrap_err().to_string().contains("listn"));
    }

    #[test]
    fn a_public_url_may_have_a_path() {
        let url = PublicUrl::parse("https://land.example/tilke/").unwrap();
        assert_eq!(url.at("/parcels/1"), "https://land.example/tilke/parcels/1");
        assert_eq!((url.path(), url.host(), url.is_https()), ("/tilke", "land.example", true));
    }

    #[test]
    fn a_prefix_holds_its_block_and_nothing_else() {
        let block = Prefix::parse("10.1.0.0/16").unwrap();
        assert!(block.contains("10.1.255.255".parse().unwrap()));
        assert!(block.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!block.contains("10.2.0.0".parse().unwrap()));
        let all = Prefix::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("1.2.3.4".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        let block = Prefix::parse("fd00::/8").unwrap();
        assert!(block.contains("fdff::1".parse().unwrap()) && !block.contains("fe80::1".parse().unwrap()));
    }
}
