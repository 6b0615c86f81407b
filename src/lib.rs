//! Kedun 客盾: a self-hosted CRM in one binary, over one encrypted file.
//!
//! The layers of the app, lowest first; each uses only those before it (`tests/architecture.rs` sees to that).

#![cfg_attr(test, expect(clippy::disallowed_methods, reason = "tests look, and break in, behind the doors"))]

/// Requests make and drop thousands of small pieces, on every thread at once; glibc's allocator takes a third of the time for that.
/// Its features, by which SQLite uses it too, are explained in docs/decisions/0034-why-sqlite-allocates-as-the-rest-does.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod actor;
pub mod clock;
pub mod error;
pub mod i18n;
pub mod ids;
pub mod money;
pub mod sheet;
pub mod text;

pub mod config;

pub mod http;
pub mod keys;
pub mod sealed;

pub mod db;

pub mod model;

pub mod audit;

pub mod mail;
pub mod notices;

pub mod people;

pub mod access;
pub mod auth;

pub mod jobs;

pub mod records;

pub mod admin;
pub mod crm;
pub mod handover;
pub mod inbox;

pub mod openapi;

pub mod demo;

pub mod app;

pub mod cli;

// What the tests share speaks of this library by its name.
#[cfg(test)]
extern crate self as kedun;

#[cfg(test)]
#[path = "../tests/documents/mod.rs"]
mod documents;
#[cfg(test)]
#[path = "../tests/effort.rs"]
mod effort;
#[cfg(test)]
#[path = "../tests/samples/mod.rs"]
mod samples;
