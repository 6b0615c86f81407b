//! Who may ask what: every route of the app, written down a second time by somebody who wants to be surprised.
//!
//! A new route is added here by hand, with the right that it needs; until then the tests fail.

use rocket::http::Method::{self, Delete, Get, Patch, Post, Put};

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
    /// The right to say who may what.
    Access,
    /// The right to ask who may what.
    Explain,
    /// The right to change how the app is run.
    Settings,
}

impl Needs {
    /// The app's actions of which one has to be allowed.
    pub fn rights(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::Session => &[],
            Self::Users => &["users.manage"],
            Self::Audit => &["audit.read"],
            Self::Access => &["access.manage"],
            Self::Explain => &["access.explain"],
            Self::Settings => &["settings.manage"],
        }
    }
}

use Needs::{Access, Audit, Explain, Nothing, Session, Settings, Users};

pub const ROUTES: &[(Method, &str, Needs)] = &[
    (Get, "/api/health", Nothing),
    (Post, "/api/setup", Nothing),
    (Post, "/api/session", Nothing),
    (Post, "/api/invitation", Nothing),
    (Post, "/api/invitation/accept", Nothing),
    (Get, "/api/session", Session),
    (Delete, "/api/session", Session),
    (Get, "/api/boot", Session),
    (Get, "/api/session/all", Session),
    (Delete, "/api/session/all", Session),
    (Post, "/api/session/password", Session),
    (Patch, "/api/session/preferences", Session),
    (Get, "/api/objects", Session),
    (Get, "/api/objects/{object}", Session),
    (Get, "/api/objects/{object}/views", Session),
    (Post, "/api/objects/{object}/views", Session),
    (Patch, "/api/objects/{object}/views/{id}", Session),
    (Delete, "/api/objects/{object}/views/{id}", Session),
    (Post, "/api/objects/{object}/views/{id}/restore", Session),
    (Get, "/api/objects/{object}/holders", Session),
    (Get, "/api/search", Session),
    (Get, "/api/records/{object}", Session),
    (Post, "/api/records/{object}", Session),
    (Get, "/api/groups/{object}", Session),
    (Get, "/api/records/{object}/{id}", Session),
    (Patch, "/api/records/{object}/{id}", Session),
    (Delete, "/api/records/{object}/{id}", Session),
    (Post, "/api/records/{object}/{id}/actions/{action}", Session),
    (Get, "/api/records/{object}/{id}/related", Session),
    (Get, "/api/records/{object}/{id}/related/{other}", Session),
    (Get, "/api/records/{object}/{id}/timeline", Session),
    (Post, "/api/records/{object}/{id}/reveal", Session),
    (Post, "/api/records/{object}/{id}/presence", Session),
    (Get, "/api/records/{object}/{id}/team", Session),
    (Put, "/api/records/{object}/{id}/team/{user}", Session),
    (Delete, "/api/records/{object}/{id}/team/{user}", Session),
    (Post, "/api/records/{object}/check", Session),
    (Get, "/api/reveals", Session),
    (Post, "/api/records/{object}/share-requests", Session),
    (Get, "/api/share-requests", Session),
    (Post, "/api/share-requests/{id}/answer", Session),
    (Post, "/api/records/{object}/bulk", Session),
    (Post, "/api/records/{object}/bulk/preview", Session),
    (Get, "/api/recycle-bin", Session),
    (Post, "/api/recycle-bin/{object}/{id}/restore", Session),
    (Post, "/api/operations/{id}/undo", Session),
    (Post, "/api/imports", Session),
    (Get, "/api/imports/{id}", Session),
    (Post, "/api/imports/{id}/run", Session),
    (Post, "/api/imports/{id}/undo", Session),
    (Get, "/api/imports/template/{object}", Session),
    (Post, "/api/exports", Session),
    (Get, "/api/jobs", Session),
    (Get, "/api/jobs/all", Settings),
    (Delete, "/api/jobs/all/{id}", Settings),
    (Get, "/api/jobs/{id}", Session),
    (Delete, "/api/jobs/{id}", Session),
    (Get, "/api/jobs/{id}/file", Session),
    (Get, "/api/events", Session),
    (Get, "/api/notices", Session),
    (Post, "/api/notices/{id}/read", Session),
    (Post, "/api/notices/read", Session),
    (Get, "/api/notices/preferences", Session),
    (Put, "/api/notices/preferences", Session),
    (Get, "/api/reviews", Access),
    (Post, "/api/reviews", Access),
    (Get, "/api/reviews/{id}", Access),
    (Post, "/api/reviews/{id}/items", Access),
    (Post, "/api/reviews/{id}/sign", Access),
    (Get, "/api/reviews/{id}/file", Access),
    (Get, "/api/reviews/stale-accounts", Access),
    (Put, "/api/reviews/schedule", Access),
    (Get, "/api/break-glass", Session),
    (Post, "/api/break-glass", Session),
    (Post, "/api/break-glass/{id}/approve", Access),
    (Delete, "/api/break-glass/{id}", Session),
    (Get, "/api/leaving", Session),
    (Get, "/api/leaving/{user}", Session),
    (Get, "/api/users", Session),
    (Post, "/api/users", Users),
    (Post, "/api/users/logins", Users),
    (Patch, "/api/users/{id}", Users),
    (Post, "/api/users/{id}/unlock", Users),
    (Post, "/api/users/{id}/invite", Users),
    (Get, "/api/users/{id}/holdings", Users),
    (Post, "/api/users/{id}/handover/preview", Users),
    (Post, "/api/users/{id}/handover", Users),
    (Post, "/api/handovers/{id}/undo", Users),
    (Get, "/api/departments", Session),
    (Post, "/api/departments", Users),
    (Get, "/api/roles", Explain),
    (Put, "/api/roles/{name}", Access),
    (Delete, "/api/roles/{name}", Access),
    (Get, "/api/policies", Explain),
    (Post, "/api/policies", Access),
    (Patch, "/api/policies/{id}", Access),
    (Delete, "/api/policies/{id}", Access),
    (Post, "/api/policies/check", Access),
    (Get, "/api/policies/vocabulary", Explain),
    (Get, "/api/access/settings", Explain),
    (Put, "/api/access/settings", Access),
    (Get, "/api/access/proposals", Explain),
    (Post, "/api/access/proposals/{id}/approve", Access),
    (Post, "/api/access/proposals/{id}/reject", Access),
    (Post, "/api/access/what-if", Explain),
    (Get, "/api/access/records/{object}/{id}", Session),
    (Get, "/api/access/why", Explain),
    (Get, "/api/access/as/{user}/{object}", Access),
    (Patch, "/api/departments/{id}", Users),
    (Delete, "/api/departments/{id}", Users),
    (Get, "/api/options", Settings),
    (Post, "/api/options/{name}", Settings),
    (Put, "/api/options/{name}/{value}", Settings),
    (Delete, "/api/options/{name}/{value}", Settings),
    (Get, "/api/overview", Settings),
    (Get, "/api/settings", Settings),
    (Patch, "/api/settings", Settings),
    (Put, "/api/settings/modules", Settings),
    (Put, "/api/settings/logo", Settings),
    (Delete, "/api/settings/logo", Settings),
    (Post, "/api/settings/test-mail", Settings),
    (Get, "/api/logo", Session),
    (Get, "/api/serials", Settings),
    (Put, "/api/serials/{name}", Settings),
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
    let words = [
        ("{object}", "customer"),
        ("{other}", "contact"),
        ("{action}", "transfer"),
        ("{field}", "mobile"),
        ("{user}", "1"),
        ("{name}", "sales"),
        ("{value}", "other"),
        ("{id}", id),
    ];
    words.iter().fold(path.to_owned(), |path, (blank, word)| path.replace(blank, word))
}

pub fn changes(method: Method) -> bool {
    method != Get
}
