//! A house for every test: a fresh encrypted database copied from a migrated one, a clock that stands still, real routes.

pub mod app;
pub mod person;

pub use app::TestApp;
pub use person::Person;
