//! How long a sign-in lasts.

use std::num::NonZeroU32;

use chrono::Duration;
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// A session that nobody used for so long is over.
    pub idle_minutes: NonZeroU32,
    /// A session is over after so long in any case.
    pub absolute_hours: NonZeroU32,
}

impl Default for Session {
    fn default() -> Self {
        // A working day, and a working week with its weekend.
        Self { idle_minutes: NonZeroU32::MIN.saturating_add(479), absolute_hours: NonZeroU32::MIN.saturating_add(167) }
    }
}

impl Session {
    pub fn idle(&self) -> Duration {
        Duration::minutes(self.idle_minutes.get().into())
    }

    pub fn absolute(&self) -> Duration {
        Duration::hours(self.absolute_hours.get().into())
    }
}
