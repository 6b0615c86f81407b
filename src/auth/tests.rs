//! The promises of the sign-in, kept over a real encrypted database.

mod fixture;
mod http;
mod known;
mod race;
mod refusals;
