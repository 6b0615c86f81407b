//! Users, departments, the log, the server itself.

use serde_json::{Value as Json, json};

use crate::audit::Outcome;

use crate::openapi::shapes::{about, flag, id, link, list, moment, named, one_of, or_null, shape, strict, text};
use crate::people::HIGHEST_CLEARANCE;

pub fn schemas() -> Vec<(&'static str, Json)> {
    let event_user = shape([("id", about(or_null(id()), "Null when nobody was signed in.")), ("title", text()), ("login", text())]);
    vec![
        ("Users", shape([("items", list(named("User"))), ("next", or_null(id()))])),
        ("User", user()),
        ("NewUser", new_user()),
        (
            "MadeUser",
            json!({ "allOf": [named("User"), shape([
                ("invitation", about(or_null(named("InvitationLink")), "Shown this once.")),
                ("proposal", about(or_null(id()), "Where two people are asked for: what is given to them waits.")),
            ])] }),
        ),
        ("PeopleNames", strict([("names", about(list(text()), "At most two hundred."))])),
        ("ProposedLogins", shape([("logins", list(text()))])),
        ("UserChange", user_change()),
        (
            "InvitationLink",
            shape([
                ("path", about(or_null(text()), "On this server; the token stands behind the #. Null when it was mailed.")),
                ("expires_at", moment()),
                ("mailed_to", or_null(text())),
            ]),
        ),
        ("Leavers", shape([("items", list(shape([("user", link()), ("week", about(text(), "The Monday of the newest report."))])))])),
        (
            "LeavingReport",
            shape([
                ("user", link()),
                ("week", text()),
                ("until", text()),
                ("summary", about(list(text()), "How often what was done.")),
                ("notable", about(list(shape([("at", moment()), ("text", text())])), "The newest first.")),
                ("more", about(count(), "Further ones.")),
            ]),
        ),
        ("Departments", shape([("items", list(named("Department")))])),
        (
            "Department",
            shape([("id", id()), ("name", text()), ("parent", or_null(id())), ("leader", or_null(link())), ("people", count())]),
        ),
        ("NewDepartment", strict([("name", text()), ("parent?", or_null(id()))])),
        ("DepartmentChange", strict([("name?", or_null(text())), ("parent?", or_null(id())), ("leader?", or_null(id()))])),
        (
            "Serial",
            shape([
                ("name", about(text(), "The object's and the field's.")),
                ("object", text()),
                ("object_label", text()),
                ("field", text()),
                ("label", text()),
                ("rule", text()),
                ("shipped", text()),
                ("example", about(or_null(text()), "The first number of today.")),
            ]),
        ),
        ("SerialInput", strict([("rule", about(or_null(text()), "Null for the shipped rule."))])),
        (
            "OptionList",
            shape([
                ("name", about(text(), "The object's and the field's.")),
                ("object", text()),
                ("object_label", text()),
                ("field", text()),
                ("label", text()),
                ("options", list(named("ChoiceOption"))),
            ]),
        ),
        (
            "ChoiceOption",
            shape([
                ("value", text()),
                ("label", text()),
                ("added", about(flag(), "The company added it: it can be renamed or taken away.")),
            ]),
        ),
        ("OptionInput", strict([("label", text())])),
        ("Holdings", holdings()),
        ("Handover", handover()),
        ("HandoverPreview", preview()),
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
        (
            "Health",
            shape([("status", one_of(["ok", "disk_full"])), ("setup", about(flag(), "The set-up page waits for its one-time link."))]),
        ),
        ("Settings", settings()),
        ("SettingsInput", strict([("organisation", text())])),
        ("ModulesInput", strict([("off", about(list(text()), "Their names; one at least stays on."))])),
        ("Module", module()),
        ("SettingsVersion", shape([("version", count())])),
        ("TestMail", strict([("to?", or_null(text()))])),
        ("Overview", overview()),
        ("OpenApi", about(json!({ "type": "object", "additionalProperties": true }), "OpenAPI 3.1.")),
    ]
}

fn settings() -> Json {
    let mail = shape([
        ("on", flag()),
        ("host", or_null(text())),
        ("port", or_null(count())),
        ("from", or_null(text())),
        ("user", or_null(text())),
        ("public_url", or_null(text())),
    ]);
    shape([
        ("organisation", text()),
        ("logo", or_null(text())),
        ("version", about(count(), "For `If-Match`.")),
        ("modules", about(list(named("Module")), "In the order of the navigation.")),
        ("mail", about(mail, "As the configuration file says.")),
        ("time_zone", text()),
        ("locale", text()),
        ("area_code", or_null(text())),
        ("session", shape([("idle_minutes", count()), ("absolute_hours", count())])),
    ])
}

fn module() -> Json {
    shape([
        ("name", text()),
        ("label", text()),
        ("icon", text()),
        ("objects", about(list(text()), "What stands in it, in words.")),
        ("on", about(flag(), "Whether the navigation has its entries.")),
    ])
}

fn overview() -> Json {
    let job = shape([("id", id()), ("kind", text()), ("user", or_null(link())), ("at", moment())]);
    let steps = shape([("logo", flag()), ("people", flag()), ("records", flag()), ("mail", flag())]);
    shape([
        ("steps", about(steps, "What gets a new company to work, each with whether it is done.")),
        ("mail", shape([("on", flag()), ("waiting", about(count(), "Tried in vain at least once."))])),
        ("failed_jobs", first_of(job)),
        ("review", or_null(shape([("due_on", text()), ("left", count()), ("may", flag())]))),
        ("locked", first_of(shape([("user", link()), ("until", moment())]))),
        ("without_role", first_of(link())),
        ("disk", shape([("free", count()), ("total", count()), ("full", flag())])),
    ])
}

/// How many there are, and the first of them.
fn first_of(item: Json) -> Json {
    shape([("total", count()), ("items", list(item))])
}

fn count() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

fn clearance() -> Json {
    json!({ "type": "integer", "minimum": 0, "maximum": HIGHEST_CLEARANCE })
}

fn status() -> Json {
    one_of(["active", "leaving", "disabled"])
}

fn user() -> Json {
    shape([
        ("id", id()),
        ("name", text()),
        ("department", or_null(link())),
        ("post", or_null(text())),
        ("active", flag()),
        ("login?", about(text(), "Only for whoever administers people, as all that follows.")),
        ("email?", or_null(text())),
        ("status?", status()),
        ("superior?", or_null(link())),
        ("departments?", about(list(link()), "Those that they belong to besides their own.")),
        ("clearance?", clearance()),
        ("roles?", list(named("Role"))),
        ("locked_until?", or_null(moment())),
        ("invited_until?", about(or_null(moment()), "An invitation that nobody has accepted yet.")),
    ])
}

fn new_user() -> Json {
    strict([
        ("login", text()),
        ("name", text()),
        ("roles?", about(list(named("Role")), "Needs the right `access`, as the clearance does.")),
        ("department?", or_null(id())),
        ("departments?", or_null(list(id()))),
        ("post?", or_null(text())),
        ("email?", or_null(text())),
        ("superior?", or_null(id())),
        ("clearance?", or_null(clearance())),
        ("password?", about(or_null(text()), "Without one the person is invited.")),
        ("invite?", about(one_of(["link", "mail"]), "How the invitation reaches them.")),
    ])
}

fn user_change() -> Json {
    strict([
        ("name?", or_null(text())),
        ("department?", about(or_null(id()), "Null takes somebody out of a department.")),
        ("departments?", or_null(list(id()))),
        ("post?", or_null(text())),
        ("email?", or_null(text())),
        ("superior?", or_null(id())),
        ("clearance?", or_null(clearance())),
        ("roles?", or_null(list(named("Role")))),
        ("status?", or_null(status())),
        ("active?", about(or_null(flag()), "In short: disabled, or not.")),
        ("password?", or_null(text())),
    ])
}

fn holdings() -> Json {
    let past = shape([
        ("id", id()),
        ("at", moment()),
        ("by", or_null(link())),
        ("records", count()),
        ("undone_at", or_null(moment())),
        ("until", about(or_null(moment()), "Until when it can be undone.")),
    ]);
    shape([
        ("objects", list(shape([("object", text()), ("label", text()), ("count", count())]))),
        ("reports", list(link())),
        ("departments", about(list(text()), "Names of those that they lead.")),
        ("shared", about(count(), "Records of others that are shared with them.")),
        ("handovers", list(past)),
    ])
}

fn handover() -> Json {
    let heir = strict([
        ("object", text()),
        ("to", about(or_null(id()), "Null leaves the records without an owner.")),
        ("share?", json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 1 })),
    ]);
    strict([
        ("heirs?", list(heir)),
        ("superior?", about(or_null(id()), "The next superior of those who report to them.")),
        ("leader?", about(or_null(id()), "The next leader of the departments that they lead.")),
        ("disable?", about(flag(), "Disables the account first.")),
    ])
}

fn preview() -> Json {
    let part = shape([("object", text()), ("label", text()), ("to", or_null(link())), ("count", count())]);
    shape([
        ("user", link()),
        ("moves", list(part)),
        ("reports", list(link())),
        ("superior", or_null(link())),
        ("departments", list(text())),
        ("leader", or_null(link())),
        ("disable", flag()),
    ])
}
