//! Who is it, really? Passwords, lockout, sessions, set-up.
//!
//! ```text
//! POST /api/session ─> rate (per address) ─> turnstile (one at a time per login)
//!      ─> reserve  the failure is counted and durable before the password is looked at
//!      ─> verify   the account's hash, or the dummy hash: the same work for everybody
//!      ─> settle   success takes the failure back and starts a session; the audit event commits before the answer
//! ```
//!
//! Three failures lock a login for 15 minutes, then for twice as long each time. Because the failure is counted first, no number of
//! parallel attempts gets more than three guesses, and an attempt that dies with the process was a guess. A device that somebody has signed
//! in with before has three guesses of its own ([`KnownDevice`]), so that no stranger locks the owner out. Unknown, locked and disabled
//! accounts are answered alike, after the same work.
//!
//! What this module must never do: put a password or a session token into a log, an error or a `Debug` output; compare a secret in a
//! way that ends early; answer before the event that tells of it is on disk.

mod account_routes;
pub mod accounts;
mod device;
mod directory;
pub mod guard;
pub mod invitation;
mod invitation_routes;
mod known;
pub mod letters;
pub mod lockout;
mod me;
pub mod password;
mod policy;
mod routes;
mod schema;
pub mod session;
pub mod setup;
pub mod sign_in;
mod stage;
mod store;
mod token;
mod turnstile;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use device::{DeviceCookie, DeviceKey, KnownDevice};
pub use guard::SameSite;
pub use me::Me;
pub use password::{HashCost, Password, Passwords};
pub use routes::who;
pub use setup::Recovery;
pub use stage::stage;
pub use token::Token;

use crate::config;
use crate::people::Administration;

/// What signing in needs besides the database.
pub struct Auth {
    pub passwords: Arc<Passwords>,
    turns: turnstile::Turnstile,
    known: known::KnownSessions,
    devices: DeviceKey,
    terms: config::Session,
    /// Who may administer what, for telling the console.
    administration: Arc<dyn Administration>,
}

impl Auth {
    pub fn new(passwords: Arc<Passwords>, terms: config::Session, administration: Arc<dyn Administration>) -> Self {
        let devices = passwords.device_key();
        Self { passwords, devices, turns: turnstile::Turnstile::default(), known: known::KnownSessions::default(), terms, administration }
    }
}
