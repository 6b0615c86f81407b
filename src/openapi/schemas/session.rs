//! Signing in, setting up, and oneself.

use serde_json::{Value as Json, json};

use crate::openapi::shapes::{about, flag, id, link, list, moment, named, one_of, or_null, shape, strict, text};
use crate::people::AdminRight;

pub fn schemas() -> Vec<(&'static str, Json)> {
    vec![
        ("Credentials", strict([("login", text()), ("password", secret())])),
        ("NewPassword", strict([("current", secret()), ("password", secret())])),
        (
            "Setup",
            strict([
                ("token", about(text(), "From the link that the server printed; works once.")),
                ("organisation", text()),
                ("login", text()),
                ("name", text()),
                ("password", secret()),
            ]),
        ),
        ("InvitationToken", strict([("token", about(text(), "What stands behind the # of the link."))])),
        ("InvitationAcceptance", strict([("token", text()), ("password", secret())])),
        ("Guest", shape([("login", text()), ("name", text()), ("organisation", text()), ("expires_at", moment())])),
        ("Session", session()),
        ("Welcome", json!({ "allOf": [named("Session"), shape([("recovery_code", about(text(), "Shown this once."))])] })),
        ("Boot", shape([("session", named("Session")), ("objects", list(named("ObjectInfo")))])),
        ("Me", shape([("id", id()), ("login", text()), ("name", text()), ("department", or_null(link())), ("roles", list(named("Role")))])),
        ("Role", about(text(), "The name of a role, as `GET /api/roles` lists them.")),
        ("Right", one_of(AdminRight::ALL.map(AdminRight::name))),
        ("Preferences", about(json!({ "type": "object", "additionalProperties": true }), "The console's; 16 KB at most.")),
        (
            "OpenSession",
            shape([
                ("id", id()),
                ("created_at", moment()),
                ("seen_at", moment()),
                ("ip", or_null(text())),
                ("agent", or_null(text())),
                ("current", flag()),
            ]),
        ),
    ]
}

fn session() -> Json {
    shape([
        ("user", named("Me")),
        ("organisation", text()),
        ("logo", about(or_null(text()), "By what the company's logo is known.")),
        ("modules_off", about(list(text()), "Domains that the company does not use; the navigation leaves their entries out.")),
        ("time_zone", text()),
        ("may", about(list(named("Right")), "The parts of the administration that are open to one.")),
        ("administrators", about(list(link()), "Whom to ask, told to somebody who has no role yet.")),
        ("mail", about(flag(), "Whether mail is set up.")),
        ("preferences", named("Preferences")),
        ("expires_at", moment()),
    ])
}

fn secret() -> Json {
    json!({ "type": "string", "format": "password" })
}
