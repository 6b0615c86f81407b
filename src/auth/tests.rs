//! The promises of the sign-in, kept over a real encrypted database.

mod house;
mod http;
mod race;
mod refusals;
