//! The guards' room: pages for those who look after the app. Its log, by which rule numbers are given, the options of its choices, and
//! who may what: roles, policies, what a change would do, and why things are as they are.

mod access_editor;
mod audit;
mod audit_words;
mod boot;
mod break_glass;
mod jobs;
pub mod leaving;
mod offices;
mod options;
mod overview;
mod policies;
mod proposals;
pub mod review;
mod roles;
mod serials;
pub mod settings;
pub mod what_if;
mod why;

use rocket::{Route, routes};

pub use what_if::WhatIfJob;

pub fn routes() -> Vec<Route> {
    let mut all = [break_glass::routes(), leaving::routes(), review::routes(), settings::routes()].concat();
    all.extend(routes![
        boot::boot,
        overview::overview,
        audit::events,
        audit::checkpoint,
        audit::kinds,
        roles::list,
        roles::save,
        roles::drop,
        policies::list,
        policies::create,
        policies::update,
        policies::drop,
        policies::check,
        policies::vocabulary,
        proposals::settings,
        proposals::switch,
        proposals::list,
        proposals::approve,
        proposals::reject,
        options::list,
        options::add,
        options::rename,
        options::remove,
        serials::list,
        serials::change,
        jobs::list,
        jobs::cancel,
        what_if::start,
        why::record,
        why::why,
        why::list_as,
    ]);
    all
}
