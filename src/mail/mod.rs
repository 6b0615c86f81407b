//! Mail from the app to its people: queued with what causes it, sent after the commit, tried again for two days.
//!
//! ```text
//!   Mail::post, in the transaction of the cause ──▶ waiting ──sent──▶ body emptied, `mail.send` in the log
//!                                                    │   ▲
//!                                                    └───┘ the server is away: after 1, 2, 4 … 60 minutes
//!                                                    └──▶ given up: no such address, or two days gone (an emergency: when it is over); body emptied, in the log
//! ```
//!
//! A mail leaves the app in plain sight of whoever runs the mail server: it says that there is something to look at, holds numbers and
//! links, and never a customer's data. Where mail is not set up nothing is queued, and everything has a way without it.
//!
//! A process that dies between sending and noting it sends again at its next try, with the same Message-ID.

mod letter;
mod round;
mod smtp;
mod store;
mod transport;

pub use letter::{About, Addressee, Mail, tried_in_vain, withdraw};
pub use round::{deliver, run};
pub use smtp::{Smtp, test};
pub use transport::{MailRefusal, Transport, Why};
