//! Who acts. Every read and every write is asked in somebody's name; there is no anonymous door.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::ids::{DepartmentId, SessionId, UserId};

/// A person with a session, or the machine's own hand at the server's console.
#[derive(Debug, Clone)]
pub struct Actor {
    /// `None` is the server itself: its commands, its schedules.
    pub user: Option<UserId>,
    pub login: Arc<str>,
    pub name: Arc<str>,
    pub department: Option<DepartmentId>,
    /// Role names, sorted: `admin`, `employee`.
    pub roles: Arc<[String]>,
    pub session: Option<SessionId>,
    pub ip: Option<IpAddr>,
    pub proof: Proof,
    pub language: Language,
}

/// What somebody has shown beside a password, for policies to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proof {
    /// When a second factor was last shown in this session.
    pub factor_at: Option<DateTime<Utc>>,
    pub device_trusted: bool,
    /// When it was asked for, where it is done later: a job is decided at the moment in which somebody wanted it.
    pub asked_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

impl Actor {
    /// The server's own hand. It holds every office, because whoever commands the server holds its keys.
    pub fn system(login: &str) -> Self {
        Self {
            user: None,
            login: login.into(),
            name: login.into(),
            department: None,
            roles: Arc::new(["admin", "auditor", "security"].map(String::from)),
            session: None,
            ip: None,
            proof: Proof::default(),
            language: Language::default(),
        }
    }

    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r == role)
    }
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag as in `Accept-Language` and in `locales/`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The first language of an `Accept-Language` header that the app speaks.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .filter_map(|part| {
                let mut bits = part.trim().split(';');
                let tag = bits.next()?.trim();
                let weight = bits.find_map(|b| b.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
                Some((weight, tag))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.iter().find_map(|(_, tag)| match tag.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("zh") => Some(Self::Chinese),
            Some("en") => Some(Self::English),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_most_wanted_language_that_we_speak_wins() {
        assert_eq!(Language::accepted("en-GB,en;q=0.9,zh;q=0.2"), Some(Language::English));
        assert_eq!(Language::accepted("fr, en;q=0.3, zh-TW;q=0.8"), Some(Language::Chinese));
        assert_eq!(Language::accepted(""), None);
        assert_eq!(Language::accepted("日本"), None);
    }
}
