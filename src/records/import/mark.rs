//! How far an import has come, as its job keeps it.

use serde::{Deserialize, Serialize};

use super::error_budget::LeftOut;
use super::report::ImportProgress;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ImportMark {
    #[serde(flatten)]
    pub counts: ImportProgress,
    /// What the notes about rows do not have.
    #[serde(default, skip_serializing_if = "LeftOut::is_empty")]
    pub left_out: LeftOut,
}
