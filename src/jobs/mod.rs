//! Long work: queued durably, done in order, taken up again after a restart.
//!
//! A domain describes its kind of work as a [`Job`] and puts it into the [`Registry`]; whoever has work calls
//! [`Jobs::submit`], and a few threads take it from there, one of them never what takes long ([`Lane`]). People take turns, and each has so
//! many jobs open at most.
//!
//! ```text
//!   queued ──taken──▶ running ──▶ done
//!      │                 ├──────▶ failed      (an error, a panic, its user disabled)
//!      └──cancelled◀─────┘
//!                 running ──server ends──▶ queued again, with the progress that it stored
//!                    └──twice without a step further──▶ failed, and set aside: it may be what ended the server
//! ```
//!
//! How far a job has come is stored in the transaction of the work itself ([`Progress::set`]), so that a killed server
//! neither loses nor repeats a step. The same call finds out that the job was cancelled, and undoes that step.
//!
//! A job acts in its user's name, with the roles that the user has when it runs, not with those it was asked for with. What policies ask
//! of the moment (network, hour, second factor) is answered as it was when the job was asked for: its row keeps that.
//! What it makes lies sealed beside the database and goes after a week. Nobody sees another's jobs; whoever runs the app sees that there are
//! some, and can cancel them.

mod actor;
mod clean;
mod download;
mod events;
mod files;
mod hub;
mod job;
mod queue;
mod registry;
mod routes;
mod shares;
mod state;
mod store;
mod turn;
mod view;
mod work;
mod worker;

pub use download::Download;
pub use files::{NewFile, StoredFile, keep_upload, seal, upload};
pub use hub::{Hub, JobChange};
pub use job::Job;
pub use queue::Jobs;
pub use registry::Registry;
pub use routes::stage;
pub use shares::UploadTurn;
pub use state::State;
pub use turn::Lane;
pub use view::{JobView, OpenJob, all_open, failed_since, of_kind, state, titles};
pub use work::{JobRun, Progress};
pub use worker::Workers;

#[cfg(test)]
mod tests;
