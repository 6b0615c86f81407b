//! The guards' room: pages for those who look after the house.

mod audit;
mod break_glass;

use rocket::{Route, routes};

pub fn routes() -> Vec<Route> {
    [routes![audit::events, audit::checkpoint, audit::kinds], break_glass::routes()].concat()
}
