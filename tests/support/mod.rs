//! A app for every test: a fresh encrypted database copied from a migrated one, a clock that stands still, real routes.
//! And the real binary over a directory of its own ([`Installation`]), for what only a process can show.

pub mod app;
pub mod http;
pub mod installation;
pub mod patience;
pub mod person;
pub mod samples;
pub mod server;

pub use app::TestApp;
pub use installation::Installation;
pub use patience::eventually;
pub use person::Person;
pub use server::Server;
