//! Roles, policies, proposals, what a change would do, and why.

use serde_json::{Value as Json, json};

use crate::access::role::Scope;
use crate::openapi::shapes::{about, count, flag, id, link, list, map, moment, named, one_of, or_null, shape, strict, text};
use crate::people::AdminRight;

pub fn schemas() -> Vec<(&'static str, Json)> {
    let app = AdminRight::ALL.map(|action| serde_json::to_value(action).unwrap_or_default());
    let person = || or_null(link());
    let object = || shape([("name", text()), ("label", text())]);
    let review = |items: Json| {
        shape([
            ("id", id()),
            ("started_at", moment()),
            ("started_by", or_null(link())),
            ("due_on", text()),
            ("expires_on", about(text(), "What is not reviewed by then runs out.")),
            ("done", count()),
            ("total", count()),
            ("signed_at", or_null(moment())),
            ("signed_by", or_null(link())),
            ("items?", items),
        ])
    };
    let uses = || list(shape([("object", text()), ("verb", text()), ("day", or_null(text()))]));
    vec![
        ("Reviews", shape([("items", list(review(list(json!({}))))), ("every_months", count())])),
        ("Review", review(list(named("ReviewItem")))),
        (
            "ReviewItem",
            shape([
                ("user", link()),
                ("role", named("Role")),
                ("label", text()),
                ("office", flag()),
                ("used", uses()),
                ("unused", uses()),
                ("decision", or_null(one_of(["keep", "shrink", "withdraw", "expired", "gone"]))),
                ("decided_at", or_null(moment())),
                ("decided_by", person()),
            ]),
        ),
        (
            "ReviewDecision",
            strict([
                ("user", id()),
                ("role", named("Role")),
                ("decision?", about(or_null(one_of(["keep", "shrink", "withdraw"])), "Null takes back what was decided.")),
            ]),
        ),
        ("ReviewSchedule", strict([("every_months", count())])),
        (
            "StaleAccounts",
            shape([("items", list(shape([("user", link()), ("made_at", moment()), ("seen_at", or_null(moment()))]))), ("days", count())]),
        ),
        ("EmergencyInput", emergency_input()),
        (
            "Emergencies",
            shape([
                (
                    "items",
                    list(shape([
                        ("id", id()),
                        ("user", link()),
                        ("reason", text()),
                        ("asked_at", moment()),
                        ("until", or_null(moment())),
                        ("objects", about(or_null(list(object())), "Null for all that is business.")),
                        ("minutes", count()),
                        ("approved_by", person()),
                    ])),
                ),
                ("may_approve", flag()),
                ("minutes", shape([("usual", count()), ("least", count()), ("most", count())])),
                ("objects", about(list(object()), "What may be asked for.")),
            ]),
        ),
        ("Made", shape([("id", id())])),
        ("RoleInfo", role()),
        ("Scope", one_of(Scope::ALL.map(Scope::name))),
        ("FieldRule", strict([("right", one_of(["hidden", "masked", "read", "write"])), ("clear?", or_null(named("Scope")))])),
        (
            "RoleDefinition",
            strict([
                ("label?", about(or_null(text()), "What an own role is called; shipped ones have words of their own.")),
                ("house?", list(json!({ "enum": app }))),
                (
                    "grants?",
                    about(map(map(named("Scope"))), "Object to verb to scope; `*` for all other objects, `act` for all other actions."),
                ),
                ("fields?", about(map(map(named("FieldRule"))), "Object to field to right; a field without one may be written.")),
            ]),
        ),
        ("Policy", policy()),
        ("NewPolicy", strict([("name", text()), ("text", text()), ("active?", flag())])),
        ("PolicyDraft", strict([("name?", or_null(text())), ("text?", or_null(text())), ("active?", or_null(flag()))])),
        ("PolicyText", strict([("text", text()), ("id?", about(or_null(id()), "The policy that it would replace."))])),
        ("PolicyCheck", shape([("ok", flag()), ("problem?", text()), ("message?", text()), ("line?", count()), ("column?", count())])),
        ("PolicyVocabulary", vocabulary()),
        (
            "AccessSettings",
            shape([
                ("two_people", flag()),
                ("office", about(list(text()), "Networks that count as the office, as the company named them.")),
                ("configured_office", about(list(text()), "Those of the configuration, which cannot be changed here.")),
                ("here", about(or_null(text()), "The address from which it was asked.")),
            ]),
        ),
        (
            "AccessSettingChange",
            about(strict([("two_people?", or_null(flag())), ("office?", or_null(list(text())))]), "One of them at a time."),
        ),
        ("ProposalMade", shape([("proposal", id())])),
        (
            "Proposal",
            shape([
                ("id", id()),
                ("change", about(json!({ "type": "object", "additionalProperties": true }), "What it would do: `what` says its kind.")),
                ("person", about(or_null(link()), "Whom it is about.")),
                ("state", one_of(["open", "approved", "rejected"])),
                ("created_at", moment()),
                ("created_by", link()),
                ("decided_at", or_null(moment())),
                ("decided_by", or_null(link())),
            ]),
        ),
        ("WhatIf", what_if()),
        ("WhatIfObject", what_if_object()),
        ("WhatIfHouse", what_if_house()),
        ("Because", shape([("policy", text()), ("words", text())])),
        ("FieldSeen", field_seen()),
        ("WhoCan", who_can()),
        ("Why", why()),
    ]
}

fn emergency_input() -> Json {
    strict([
        ("reason", text()),
        ("objects?", about(or_null(list(text())), "Names of objects; all that is business where none are named.")),
        ("minutes?", about(or_null(count()), "An hour where nothing is said.")),
    ])
}

fn role() -> Json {
    shape([
        ("name", named("Role")),
        ("label", text()),
        ("about", or_null(text())),
        ("shipped", flag()),
        ("office?", about(flag(), "One of the three offices of the administration, which cannot be changed.")),
        ("changed?", about(flag(), "Shipped, and no longer as it was.")),
        ("members?", count()),
        ("version?", about(count(), "For `If-Match`; 0 while it is as it was shipped.")),
        ("definition?", named("RoleDefinition")),
        ("original?", about(or_null(named("RoleDefinition")), "What was shipped, where it is changed.")),
    ])
}

fn policy() -> Json {
    shape([
        ("id", id()),
        ("name", text()),
        ("text", about(text(), "One Cedar policy.")),
        ("active", flag()),
        ("version", count()),
        ("updated_at", moment()),
        ("updated_by", or_null(link())),
    ])
}

fn vocabulary() -> Json {
    let word = shape([("name", text()), ("label", text())]);
    let attribute = shape([("name", text()), ("label", text()), ("type", text()), ("optional", flag())]);
    let blank = shape([("name", text()), ("kind", text()), ("default", text()), ("label", text())]);
    shape([
        ("actions", list(shape([("name", text()), ("label", text()), ("object?", text())]))),
        ("types", list(shape([("name", text()), ("label", text()), ("attributes", list(attribute.clone()))]))),
        (
            "objects",
            list(shape([
                ("name", text()),
                ("label", text()),
                ("one", about(text(), "One of its records within a sentence.")),
                ("many", about(text(), "Several of its records within a sentence.")),
                ("group", about(text(), "Roles may speak of all objects of a group at once.")),
                ("group_label", text()),
                ("title", about(text(), "The field that names a record.")),
                ("verbs", list(word.clone())),
                ("fields", list(shape([("name", text()), ("label", text()), ("kind", text()), ("closable", flag())]))),
            ])),
        ),
        ("context", list(attribute)),
        ("roles", list(word.clone())),
        ("networks", list(word)),
        (
            "templates",
            list(shape([
                ("name", text()),
                ("label", text()),
                ("about", text()),
                ("sentence", about(text(), "What it says once it is filled, with the same blanks.")),
                ("text", text()),
                ("blanks", list(blank)),
            ])),
        ),
    ])
}

fn what_if() -> Json {
    let policy = strict([("id?", or_null(id())), ("text", about(or_null(text()), "Null takes it away."))]);
    let user = strict([
        ("id", id()),
        ("roles?", or_null(list(named("Role")))),
        ("department?", or_null(id())),
        ("departments?", or_null(list(id()))),
        ("superior?", or_null(id())),
        ("clearance?", or_null(count())),
        ("active?", or_null(flag())),
        ("leaving?", or_null(flag())),
    ]);
    strict([
        (
            "roles?",
            about(map(or_null(named("RoleDefinition"))), "Role to its definition; null takes it away, or makes it what was shipped."),
        ),
        ("policies?", list(policy)),
        ("users?", list(user)),
    ])
}

fn what_if_object() -> Json {
    let side = || shape([("people", count()), ("records", count())]);
    let person = shape([("user", link()), ("before", count()), ("after", count()), ("gain", count()), ("lose", count())]);
    let occasion = || about(or_null(text()), "Where this is so and at the desk it is not; null at the desk.");
    let rows = shape([
        ("what", about(text(), "A verb, or `clear`, `masked`, `hidden`, `write` of fields.")),
        ("label", text()),
        ("fields", about(list(text()), "The fields' labels; none where it is about whole records.")),
        ("occasion", occasion()),
        ("gain", side()),
        ("lose", side()),
        ("started", about(count(), "People who could not at all before.")),
        ("ended", about(count(), "People who can no longer at all.")),
        ("people", about(list(person), "The fifty for whom most changes.")),
    ]);
    let ability = shape([
        ("what", text()),
        ("label", text()),
        ("occasion", occasion()),
        ("started", some_people()),
        ("ended", some_people()),
        ("otherwise", about(some_people(), "They can before and after, but not for the same records.")),
    ]);
    shape([
        ("object", text()),
        ("label", about(text(), "Several of its records within a sentence.")),
        ("one", about(text(), "One of them.")),
        ("rows", list(rows)),
        ("abilities", list(ability)),
    ])
}

fn what_if_house() -> Json {
    shape([("what", text()), ("label", text()), ("started", some_people()), ("ended", some_people())])
}

fn some_people() -> Json {
    shape([("count", count()), ("people", about(list(link()), "Fifty of them."))])
}

fn who_can() -> Json {
    let because = || about(map(list(named("Because"))), "Verb to the policies that permit it.");
    shape([
        ("people", list(shape([("user", link()), ("verbs", because()), ("fields", list(named("FieldSeen")))]))),
        ("verbs", list(shape([("verb", text()), ("label", text())]))),
        ("timed", about(flag(), "Some policy asks for hour, network or second factor; told as in the office, in working hours.")),
    ])
}

fn field_seen() -> Json {
    shape([
        ("field", text()),
        ("label", text()),
        ("right", one_of(["clear", "masked", "hidden"])),
        ("right_label", text()),
        ("permits", list(named("Because"))),
        ("forbids", list(named("Because"))),
    ])
}

fn why() -> Json {
    shape([
        ("may", flag()),
        ("permits", list(named("Because"))),
        ("forbids", list(named("Because"))),
        ("timed", flag()),
        ("fields", about(list(named("FieldSeen")), "Asked about `read`: the fields of which a policy speaks.")),
        ("user", link()),
        ("active", flag()),
        ("roles", list(text())),
        ("verb", text()),
        ("label", text()),
    ])
}
