//! Kedun 客盾: a self-hosted CRM in one binary, over one encrypted file.
//!
//! The floors of the house, lowest first; each uses only those before it (`tests/house.rs` sees to that).

#![cfg_attr(test, expect(clippy::disallowed_methods, reason = "tests look, and break in, behind the doors"))]

pub mod actor;
pub mod clock;
pub mod error;
pub mod ids;
pub mod money;
pub mod sheet;
pub mod text;
pub mod words;

pub mod keys;

pub mod db;

pub mod model;

pub mod audit;

pub mod access;
pub mod people;

pub mod records;

pub mod crm;
