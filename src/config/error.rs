//! Why a configuration is refused: where, which key, what was expected; in one line.

use figment::error::Kind;
use figment::{Figment, Source};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {key}: {problem}")]
pub struct ConfigError {
    /// A file's path, `environment` or `command line`.
    pub origin: String,
    /// The key as it is written there: `tls.mode` or `KEDUN_TLS__MODE`.
    pub key: String,
    pub problem: String,
}

impl ConfigError {
    pub(super) fn from_figment(error: figment::Error, figment: &Figment) -> Self {
        let mut path = error.path.clone();
        if let Kind::UnknownField(name, _) = &error.kind
            && path.last() != Some(name)
        {
            path.push(name.clone());
        }
        let problem = match &error.kind {
            Kind::UnknownField(_, known) => format!("unknown key, expected one of {}", known.join(", ")),
            Kind::UnknownVariant(found, known) => format!("found \"{found}\", expected one of {}", known.join(", ")),
            Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
                format!("found {found}, expected {expected}")
            }
            other => one_line(&other.to_string()),
        };
        // A file that cannot be read at all is wrong in no key of its own.
        if path.is_empty() {
            path.push("TOML".into());
        }
        let key = path.join(".");
        match error.metadata.as_ref().or_else(|| figment.find_metadata(&key)) {
            Some(metadata) => Self { origin: origin(metadata), key: written(metadata, &path), problem },
            None => Self { origin: "configuration".into(), key, problem },
        }
    }

    /// A value that is fine alone and not together with the others.
    pub(super) fn at(figment: &Figment, key: &str, problem: impl Into<String>) -> Self {
        let path: Vec<String> = key.split('.').map(str::to_owned).collect();
        let problem = problem.into();
        match figment.find_metadata(key) {
            Some(metadata) => Self { origin: origin(metadata), key: written(metadata, &path), problem },
            None => Self { origin: "default".into(), key: key.into(), problem },
        }
    }
}

/// Without the excerpt that a TOML error draws: the line and column are enough.
fn one_line(text: &str) -> String {
    let told = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('|'));
    told.collect::<Vec<_>>().join(": ")
}

fn origin(metadata: &figment::Metadata) -> String {
    match &metadata.source {
        Some(Source::File(path)) => path.display().to_string(),
        _ => metadata.name.to_string(),
    }
}

fn written(metadata: &figment::Metadata, path: &[String]) -> String {
    if let Some(Source::File(_)) = metadata.source {
        return path.join(".");
    }
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    metadata.interpolate(&figment::Profile::Default, &keys)
}
