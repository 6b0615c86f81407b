//! Who may ask what: every route of the house, written down a second time by somebody who wants to be surprised.
//!
//! A new route is added here by hand, with the right that it needs; until then the tests fail.

use rocket::http::Method::{self, Delete, Get, Patch, Post};

use crate::support::TestApp;

/// What one has to have to be let in. Which records are seen then is the policies' business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: signing in, setting up, being alive.
    Nothing,
    Session,
    /// The right to administer users.
    Users,
    /// The right to read the log.
    Audit,
}

use Needs::{Audit, Nothing, Session, Users};

pub const ROUTES: &[(Method, &str, Needs)] = &[
    (Get, "/api/health", Nothing),
    (Post, "/api/setup", Nothing),
    (Post, "/api/session", Nothing),
    (Post, "/api/invitation", Nothing),
    (Post, "/api/invitation/accept", Nothing),
    (Get, "/api/session", Session),
    (Delete, "/api/session", Session),
    (Get, "/api/session/all", Session),
    (Delete, "/api/session/all", Session),
    (Post, "/api/session/password", Session),
    (Patch, "/api/session/preferences", Session),
    (Get, "/api/objects", Session),
    (Get, "/api/objects/{object}", Session),
    (Get, "/api/search", Session),
    (Get, "/api/records/{object}", Session),
    (Post, "/api/records/{object}", Session),
    (Get, "/api/records/{object}/{id}", Session),
    (Patch, "/api/records/{object}/{id}", Session),
    (Delete, "/api/records/{object}/{id}", Session),
    (Post, "/api/records/{object}/{id}/actions/{action}", Session),
    (Get, "/api/records/{object}/{id}/related/{other}", Session),
    (Get, "/api/records/{object}/{id}/timeline", Session),
    (Post, "/api/records/{object}/check", Session),
    (Post, "/api/records/{object}/bulk", Session),
    (Get, "/api/recycle-bin", Session),
    (Post, "/api/recycle-bin/{object}/{id}/restore", Session),
    (Post, "/api/imports", Session),
    (Get, "/api/imports/{id}", Session),
    (Post, "/api/imports/{id}/run", Session),
    (Get, "/api/imports/template/{object}", Session),
    (Post, "/api/exports", Session),
    (Get, "/api/jobs", Session),
    (Get, "/api/jobs/{id}", Session),
    (Delete, "/api/jobs/{id}", Session),
    (Get, "/api/jobs/{id}/file", Session),
    (Get, "/api/events", Session),
    (Get, "/api/users", Session),
    (Post, "/api/users", Users),
    (Patch, "/api/users/{id}", Users),
    (Post, "/api/users/{id}/unlock", Users),
    (Post, "/api/users/{id}/invite", Users),
    (Get, "/api/users/{id}/holdings", Users),
    (Post, "/api/users/{id}/handover/preview", Users),
    (Post, "/api/users/{id}/handover", Users),
    (Post, "/api/handovers/{id}/undo", Users),
    (Get, "/api/departments", Session),
    (Post, "/api/departments", Users),
    (Patch, "/api/departments/{id}", Users),
    (Delete, "/api/departments/{id}", Users),
    (Get, "/api/audit/events", Audit),
    (Get, "/api/audit/kinds", Audit),
    (Get, "/api/audit/checkpoint", Audit),
    (Get, "/api/openapi.json", Session),
];

/// The routes of the running server, written as in the table; the console's own pages are no part of the interface.
pub fn running(app: &TestApp) -> Vec<(Method, String)> {
    let routes = app.client.rocket().routes().filter(|route| route.uri.path() != "/<path..>");
    routes.map(|route| (route.method, route.uri.path().replace('<', "{").replace('>', "}"))).collect()
}

/// A path that can be asked for.
pub fn filled(path: &str, id: &str) -> String {
    let words = [("{object}", "customer"), ("{other}", "contact"), ("{action}", "transfer"), ("{id}", id)];
    words.iter().fold(path.to_owned(), |path, (blank, word)| path.replace(blank, word))
}

pub fn changes(method: Method) -> bool {
    method != Get
}
