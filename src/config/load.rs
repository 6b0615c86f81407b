//! Putting the sources together. The environment is passed in, so that a test needs none.

use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::{Config, ConfigError, DEFAULT_FILE, TlsMode};

const PREFIX: &str = "KEDUN_";
/// Variables that name the sources themselves.
const NOT_KEYS: [&str; 1] = ["config"];
/// Keys whose text may look like a number and is none.
const TEXTS: [&str; 9] =
    ["data", "key.file", "key.passphrase_file", "tls.cert", "tls.key", "mail.host", "mail.user", "mail.password", "mail.password_file"];
/// The longest that a session may last, in hours: a year.
const LONGEST_SESSION: u32 = 8760;

#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `--config FILE`; it has to exist. Without it [`DEFAULT_FILE`] is read if there is one.
    pub file: Option<PathBuf>,
    /// The process's variables; only those that begin with `KEDUN_` count.
    pub environment: Vec<(String, String)>,
    /// Flags of the command line, by key: `("listen", "127.0.0.1:8080")`.
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// The environment of this process.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self { file, environment: std::env::vars_os().filter_map(text).collect(), flags }
    }
}

/// Reads and checks the configuration. Nothing is created or changed.
pub fn load(sources: &Sources) -> Result<Config, ConfigError> {
    let figment = file(sources.file.as_deref())?.merge(variables(sources)).merge(flags(sources));
    let config: Config = figment.extract().map_err(|error| ConfigError::from_figment(error, &figment))?;
    check(&config, &figment)?;
    Ok(config)
}

fn file(named: Option<&Path>) -> Result<Figment, ConfigError> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    match (path.try_exists(), named) {
        (Ok(false), Some(_)) => Err(unreadable(path, "there is no such file")),
        (Ok(false), None) => Ok(Figment::new()),
        (Err(error), _) => Err(unreadable(path, &error.to_string())),
        // Only this very file: Figment would look for its name in the directories above, too.
        (Ok(true), _) => Ok(Figment::from(Toml::file_exact(path))),
    }
}

fn unreadable(path: &Path, problem: &str) -> ConfigError {
    ConfigError { origin: path.display().to_string(), key: "--config".into(), problem: problem.into() }
}

fn variables(sources: &Sources) -> Texts {
    let keys = sources.environment.iter().filter_map(|(name, value)| {
        let key = name.strip_prefix(PREFIX)?.to_ascii_lowercase().replace("__", ".");
        if is_of_orchestrator(&key, value) {
            return None;
        }
        (!NOT_KEYS.contains(&key.as_str())).then(|| (key, value.clone()))
    });
    let name = |path: &[&str]| format!("{PREFIX}{}", path.join("__").to_ascii_uppercase());
    Texts { metadata: Metadata::named("environment").interpolater(move |_, path| name(path)), values: keys.collect() }
}

/// Whether a variable tells of a service called kedun, or kedun-something, which Kubernetes and links of Docker write into every container
/// beside it: `KEDUN_SERVICE_HOST=10.0.0.1`, `KEDUN_WEB_PORT_80_TCP=tcp://10.0.0.1:80`. Their values tell them from a key of ours that is
/// written wrong.
fn is_of_orchestrator(key: &str, value: &str) -> bool {
    let parts: Vec<&str> = key.split('_').collect();
    let at = |words: &[&str]| parts.windows(words.len()).any(|window| window == words);
    let ends = |word: &str| parts.last() == Some(&word);
    let number = || value.parse::<u16>().is_ok();
    let address = || value.parse::<std::net::IpAddr>().is_ok();
    let socket = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    // PORT_8443_TCP…
    let port = parts.iter().rposition(|part| *part == "port").map(|port| &parts[port + 1..]).unwrap_or_default();
    let of_port = |rest: &[&str]| matches!(rest, [number, "tcp" | "udp" | "sctp"] if number.parse::<u16>().is_ok());
    let before_last = |rest: &[&str]| rest.split_last().is_some_and(|(_, rest)| of_port(rest));
    let outer = parts.iter().position(|part| *part == "port").map(|port| &parts[port + 1..]).unwrap_or_default();
    (at(&["service", "host"]) && ends("host") && address())
        || (at(&["service", "port"]) && number())
        || ((ends("port") || of_port(port)) && socket)
        || (before_last(port) && ((ends("addr") && address()) || (ends("proto") && matches!(value, "tcp" | "udp" | "sctp"))))
        || (ends("port") && before_last(outer) && number())
}

fn flags(sources: &Sources) -> Texts {
    let values = sources.flags.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Texts { metadata: Metadata::named("command line").interpolater(|_, path| format!("--{}", path.join("-"))), values }
}

/// Values that arrive as text, with a dot between a key and the key below it.
struct Texts {
    metadata: Metadata,
    values: Vec<(String, String)>,
}

impl Provider for Texts {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let mut tree = Dict::new();
        for (key, text) in &self.values {
            // Numbers become numbers; a path or a password, and anything that Figment cannot read as a value, stays the text that it is.
            let read = if TEXTS.contains(&key.as_str()) { None } else { text.parse().ok() };
            let value: Value = read.unwrap_or_else(|| Value::from(text.as_str()));
            graft(&mut tree, key, value);
        }
        Ok(Profile::Default.collect(tree))
    }
}

fn graft(tree: &mut Dict, key: &str, value: Value) {
    match key.split_once('.') {
        None => drop(tree.insert(key.to_owned(), value)),
        Some((head, rest)) => {
            let branch = tree.entry(head.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            match branch {
                Value::Dict(_, dict) => graft(dict, rest, value),
                // `KEDUN_TLS=x` beside `KEDUN_TLS__MODE=y`: the nested one is meant.
                other => {
                    let mut dict = Dict::new();
                    graft(&mut dict, rest, value);
                    *other = dict.into();
                }
            }
        }
    }
}

/// What no single key can say.
fn check(config: &Config, figment: &Figment) -> Result<(), ConfigError> {
    match config.tls.mode {
        TlsMode::Off if !config.listen.ip().is_loopback() => {
            let problem = format!("plain HTTP is served on loopback only, and listen is {}; expected auto or files", config.listen);
            return Err(ConfigError::at(figment, "tls.mode", problem));
        }
        TlsMode::Files if config.tls.cert.is_none() => {
            return Err(ConfigError::at(figment, "tls.cert", "expected a file, because tls.mode is files"));
        }
        TlsMode::Files if config.tls.key.is_none() => {
            return Err(ConfigError::at(figment, "tls.key", "expected a file, because tls.mode is files"));
        }
        TlsMode::Files => {
            let files = [("tls.cert", &config.tls.cert, "CERTIFICATE"), ("tls.key", &config.tls.key, "PRIVATE KEY")];
            for (key, path, what) in files.into_iter().filter_map(|(key, path, what)| Some((key, path.as_deref()?, what))) {
                is_pem(path, what).map_err(|problem| ConfigError::at(figment, key, problem))?;
            }
        }
        _ => {}
    }
    if let Some((key, problem)) = config.mail.problem() {
        return Err(ConfigError::at(figment, key, problem));
    }
    if config.mail.host.is_some() && config.public_url.is_none() {
        return Err(ConfigError::at(figment, "public_url", "expected the address that browsers use, because mails hold links to it"));
    }
    let written = |key| figment.find_metadata(key).is_some_and(|metadata| matches!(metadata.source, Some(figment::Source::File(_))));
    if written("mail.password") {
        let problem = "a password does not stand in this file; use mail.password_file, or KEDUN_MAIL__PASSWORD";
        return Err(ConfigError::at(figment, "mail.password", problem));
    }
    if config.session.absolute_hours.get() > LONGEST_SESSION {
        return Err(ConfigError::at(figment, "session.absolute_hours", "expected a number up to 8760, a year"));
    }
    if config.session.idle_minutes.get() > LONGEST_SESSION * 60 {
        return Err(ConfigError::at(figment, "session.idle_minutes", "expected a number up to 525600, a year"));
    }
    if !(1..=super::MOST_READERS).contains(&config.database.readers) {
        return Err(ConfigError::at(figment, "database.readers", "expected a number from 1 to 256"));
    }
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&config.log) {
        return Err(ConfigError::at(figment, "log", format!("{error}; expected a filter such as info or warn,kedun=debug")));
    }
    Ok(())
}

/// A look at the file, so that a wrong one is told by its key and not by the TLS library.
fn is_pem(path: &Path, what: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let begins = |line: &str| line.starts_with("-----BEGIN ") && line.trim_end().ends_with(&format!("{what}-----"));
    if text.lines().any(begins) { Ok(()) } else { Err(format!("{} holds no {what} in PEM form", path.display())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Sources {
        let environment = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Sources { environment, ..Sources::default() }
    }

    fn with_file(text: &str) -> (tempfile::TempDir, Sources) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kedun.toml");
        std::fs::write(&path, text).unwrap();
        (folder, Sources { file: Some(path), ..Sources::default() })
    }

    #[test]
    fn nothing_said_is_the_default() {
        assert_eq!(load(&Sources::default()).unwrap(), Config::default());
        assert_eq!(Config::default().key_file(), Path::new("/var/lib/kedun/master.key"));
        assert_eq!(Config::default().session.idle_minutes.get(), 480);
        assert_eq!(Config::default().session.absolute_hours.get(), 168);
    }

    #[test]
    fn a_flag_beats_the_environment_which_beats_the_file() {
        let (_folder, mut sources) = with_file("log = 'warn'\nlisten = '10.0.0.1:1'\n[session]\nidle_minutes = 5\nabsolute_hours = 9\n");
        sources.environment = vec![("KEDUN_LISTEN".into(), "10.0.0.1:2".into()), ("KEDUN_SESSION__IDLE_MINUTES".into(), "6".into())];
        sources.flags = vec![("listen", "localhost:3".into())];
        let config = load(&sources).unwrap();
        assert_eq!(config.listen, "127.0.0.1:3".parse().unwrap());
        assert_eq!((config.session.idle_minutes.get(), config.session.absolute_hours.get()), (6, 9));
        assert_eq!(config.log, "warn");
    }

    #[test]
    fn a_list_may_be_written_either_way() {
        for text in ["10.0.0.0/8, fd00::/8", "[\"10.0.0.0/8\", \"fd00::/8\"]"] {
            let config = load(&environment(&[("KEDUN_TRUSTED_PROXIES", text)])).unwrap();
            assert_eq!(config.trusted_proxies.len(), 2, "{text}");
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file() {
        let (folder, sources) = with_file("[sesion]\nidle_minutes = 5\n");
        let error = load(&sources).unwrap_err();
        assert_eq!((error.key.as_str(), error.origin), ("sesion", folder.path().join("kedun.toml").display().to_string()));
        let (_folder, sources) = with_file("[tls]\nmodus = 'off'\n");
        let error = load(&sources).unwrap_err().to_string();
        assert!(error.contains("tls.modus: unknown key, expected one of mode, cert, key"), "{error}");
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable() {
        for (name, value, hint) in [
            ("KEDUN_LISTEN", "everywhere", "0.0.0.0:8443"),
            ("KEDUN_TLS__MODE", "maybe", "auto, files, off"),
            ("KEDUN_TIME_ZONE", "Beijing", "Asia/Shanghai"),
            ("KEDUN_SESSION__IDLE_MINUTES", "0", "nonzero"),
            ("KEDUN_SESSION__IDLE_MINUTES", "525601", "525600"),
            ("KEDUN_SESSION__ABSOLUTE_HOURS", "4000000000", "8760"),
            ("KEDUN_LIMITS__UPLOAD_MEGABYTES", "many", "u32"),
            ("KEDUN_DATABASE__READERS", "0", "1 to 256"),
            ("KEDUN_LOG", "kedun=loud", "filter"),
            ("KEDUN_PASSWORD", "x", "unknown key"),
        ] {
            let error = load(&environment(&[(name, value)])).unwrap_err().to_string();
            assert!(error.starts_with(&format!("environment: {name}: ")) && error.contains(hint) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn what_an_orchestrator_writes_beside_us_is_no_key_of_ours() {
        let injected = [
            ("KEDUN_SERVICE_HOST", "10.96.0.17"),
            ("KEDUN_SERVICE_PORT", "8443"),
            ("KEDUN_SERVICE_PORT_HTTPS", "8443"),
            ("KEDUN_PORT", "tcp://10.96.0.17:8443"),
            ("KEDUN_PORT_8443_TCP", "tcp://10.96.0.17:8443"),
            ("KEDUN_PORT_8443_TCP_PROTO", "tcp"),
            ("KEDUN_PORT_8443_TCP_PORT", "8443"),
            ("KEDUN_PORT_8443_TCP_ADDR", "10.96.0.17"),
            ("KEDUN_WEB_SERVICE_HOST", "fd00::17"),
            ("KEDUN_WEB_SERVICE_PORT_METRICS", "9090"),
            ("KEDUN_MAIL_PORT", "tcp://10.96.0.18:25"),
            ("KEDUN_MAIL_PORT_53_UDP_ADDR", "10.96.0.18"),
        ];
        assert_eq!(load(&environment(&injected)).unwrap(), Config::default());
        // A key of ours that is written wrong is told, though it looks alike.
        for (name, value) in [
            ("KEDUN_PORT", "8443"),
            ("KEDUN_MAIL_PORT", "587"),
            ("KEDUN_SERVICE_HOST", "crm.example.cn"),
            ("KEDUN_SERVICE", "10.96.0.17"),
            ("KEDUN_PORT_8443_TCP_PROTO", "http"),
            ("KEDUN_SERVICES_PORT", "8443"),
        ] {
            let error = load(&environment(&[(name, value)])).unwrap_err().to_string();
            assert!(error.starts_with(&format!("environment: {name}: ")) && error.contains("unknown key"), "{error}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let error = load(&environment(&[("KEDUN_TLS__MODE", "off")])).unwrap_err();
        assert_eq!(error.key, "KEDUN_TLS__MODE");
        let open = environment(&[("KEDUN_TLS__MODE", "off"), ("KEDUN_LISTEN", "127.0.0.1:8080")]);
        assert!(!load(&open).unwrap().is_https());
        assert_eq!(load(&environment(&[("KEDUN_TLS__MODE", "files")])).unwrap_err().key, "tls.cert");
    }

    #[test]
    fn a_certificate_that_is_none_is_named_by_its_key() {
        let (folder, mut sources) = with_file("this is no certificate");
        let path = folder.path().join("kedun.toml").display().to_string();
        let mode = |cert: &str| {
            [("KEDUN_TLS__MODE", "files"), ("KEDUN_TLS__CERT", cert), ("KEDUN_TLS__KEY", "/nowhere/key.pem")]
                .map(|(k, v)| (k.into(), v.into()))
        };
        sources.file = None;
        for (cert, problem) in [("/nowhere/cert.pem", "No such file"), (path.as_str(), "holds no CERTIFICATE")] {
            sources.environment = mode(cert).into();
            let error = load(&sources).unwrap_err();
            assert!(error.key == "KEDUN_TLS__CERT" && error.problem.contains(cert) && error.problem.contains(problem), "{error}");
        }
    }

    #[test]
    fn mail_is_off_until_it_can_be_sent_safely() {
        let set = |more: &[(&str, &str)]| {
            let base = [("KEDUN_MAIL__HOST", "mail.example.cn"), ("KEDUN_MAIL__FROM", "客盾 <crm@example.cn>")];
            let url = [("KEDUN_PUBLIC_URL", "https://crm.example.cn")];
            load(&environment(&[&base[..], &url[..], more].concat()))
        };
        assert_eq!(set(&[]).unwrap().mail.port(), 465);
        let signed_in = set(&[("KEDUN_MAIL__USER", "crm"), ("KEDUN_MAIL__PASSWORD", "012")]).unwrap();
        assert_eq!(signed_in.mail.password().unwrap().unwrap().reveal(), "012");
        assert!(!format!("{signed_in:?}").contains("012"));
        let elsewhere = set(&[("KEDUN_MAIL__USER", "crm"), ("KEDUN_MAIL__PASSWORD_FILE", "/nowhere/password")]).unwrap();
        assert!(elsewhere.mail.password().is_err(), "a command that sends nothing does without the file");
        for (more, key) in [
            (("KEDUN_MAIL__SECURITY", "none"), "KEDUN_MAIL__SECURITY"),
            (("KEDUN_MAIL__USER", "crm"), "KEDUN_MAIL__USER"),
            (("KEDUN_MAIL__FROM", "nobody"), "KEDUN_MAIL__FROM"),
        ] {
            assert_eq!(set(&[more]).unwrap_err().key, key);
        }
        let alone = |name, value| load(&environment(&[("KEDUN_MAIL__HOST", "mail.example.cn"), (name, value)])).unwrap_err().key;
        assert_eq!(alone("KEDUN_PUBLIC_URL", "https://crm.example.cn"), "mail.from");
        assert_eq!(alone("KEDUN_MAIL__FROM", "crm@example.cn"), "public_url");
        let (_folder, written) = with_file("[mail]\npassword = 'x'\n");
        assert_eq!(load(&written).unwrap_err().key, "mail.password");
    }

    #[test]
    fn a_directory_may_be_called_by_a_number() {
        let sources = Sources { flags: vec![("data", "2024".into())], ..Sources::default() };
        assert_eq!(load(&sources).unwrap().data, Path::new("2024"));
    }

    #[test]
    fn a_named_file_has_to_exist() {
        let sources = Sources { file: Some("/nowhere/kedun.toml".into()), ..Sources::default() };
        assert!(load(&sources).unwrap_err().to_string().starts_with("/nowhere/kedun.toml"));
    }
}
