//! Users, departments, the log, the server itself.

use serde_json::{Value as Json, json};

use crate::audit::Outcome;
use crate::openapi::shapes::{about, flag, id, link, list, moment, named, one_of, or_null, shape, strict, text};

pub fn schemas() -> Vec<(&'static str, Json)> {
    let event_user = shape([("id", about(or_null(id()), "Null when nobody was signed in.")), ("title", text()), ("login", text())]);
    vec![
        ("Users", shape([("items", list(named("User"))), ("next", or_null(id()))])),
        ("User", user()),
        (
            "NewUser",
            strict([
                ("login", text()),
                ("name", text()),
                ("roles", list(named("Role"))),
                ("department?", or_null(id())),
                ("password", text()),
            ]),
        ),
        ("UserChange", user_change()),
        ("Departments", shape([("items", list(named("Department")))])),
        ("Department", shape([("id", id()), ("name", text()), ("parent", or_null(id()))])),
        ("NewDepartment", strict([("name", text()), ("parent?", or_null(id()))])),
        ("AuditPage", shape([("items", list(named("AuditEvent"))), ("next", or_null(text()))])),
        (
            "AuditEvent",
            shape([
                ("seq", id()),
                ("at", moment()),
                ("kind", text()),
                ("label", text()),
                ("outcome", one_of(Outcome::ALL.map(Outcome::name))),
                ("user", event_user),
                ("ip", or_null(text())),
                ("object", or_null(text())),
                ("object_label", or_null(text())),
                ("record", or_null(link())),
                ("detail", list(shape([("name", text()), ("label", text()), ("value", text())]))),
            ]),
        ),
        ("AuditKind", shape([("kind", text()), ("label", text())])),
        ("Health", shape([("status", one_of(["ok"])), ("setup", about(flag(), "The set-up page waits for its one-time link."))])),
        ("OpenApi", about(json!({ "type": "object", "additionalProperties": true }), "OpenAPI 3.1.")),
    ]
}

fn user() -> Json {
    shape([
        ("id", id()),
        ("name", text()),
        ("department", or_null(link())),
        ("active", flag()),
        ("login?", about(text(), "Only with the right `users`, as the roles and the lock.")),
        ("roles?", list(named("Role"))),
        ("locked_until?", or_null(moment())),
    ])
}

fn user_change() -> Json {
    strict([
        ("name?", or_null(text())),
        ("department?", about(or_null(id()), "Null takes somebody out of a department.")),
        ("roles?", or_null(list(named("Role")))),
        ("active?", or_null(flag())),
        ("password?", or_null(text())),
    ])
}
