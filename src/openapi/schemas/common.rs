//! What occurs everywhere: problems, links, amounts, the parts of lists.

use serde_json::{Value as Json, json};

use crate::openapi::shapes::{about, count, exactly, flag, id, link, list, map, moment, named, one_of, or_null, shape, strict, text};

pub fn schemas() -> Vec<(&'static str, Json)> {
    let link_title = about(or_null(text()), "Null when it is out of one's sight.");
    vec![
        (
            "Problem",
            about(
                shape([
                    ("type", text()),
                    ("title", text()),
                    ("status", count()),
                    ("code", about(text(), "Stable; what scripts go by.")),
                    ("detail", about(text(), "What happened.")),
                    ("advice", about(text(), "What to do.")),
                    ("errors", list(named("FieldError"))),
                    ("trace?", about(text(), "The error number of an unforeseen fault; the server's log has its cause.")),
                    ("current?", about(json!({ "type": "object" }), "With `record.stale`: the record as it stands.")),
                    ("undone_by?", about(id(), "With `undo.done`: the undo, to be undone in its turn.")),
                ]),
                "A refusal, RFC 9457.",
            ),
        ),
        ("FieldError", shape([("field", text()), ("code", text()), ("message", text()), ("link?", named("Clash"))])),
        ("Clash", about(shape([("object", text()), ("id", id()), ("title", text())]), "The record that stands in the way.")),
        ("Link", shape([("id", id()), ("title", link_title)])),
        ("Masked", about(strict([("masked", text())]), "In place of a value that is not shown; `reveal` may show it.")),
        ("RevealRequest", strict([("fields?", or_null(about(list(text()), "Which; all that are masked where none is named.")))])),
        ("Revealed", shape([("values", map(json!({}))), ("allowance", named("RevealAllowance"))])),
        ("RevealAllowance", shape([("left", about(count(), "How often one may still look today.")), ("most", count())])),
        (
            "Team",
            shape([
                ("items", list(shape([("user", link()), ("may", named("TeamMay")), ("until", or_null(about(text(), "The last day.")))]))),
                ("may_share", flag()),
            ]),
        ),
        ("TeamMay", one_of(["read", "write"])),
        ("Holders", shape([("items", list(named("Holder")))])),
        ("Holder", shape([("id", id()), ("name", text()), ("department", or_null(link())), ("active", flag())])),
        ("Beat", strict([("doing", one_of(["looking", "editing", "leaving"]))])),
        ("Presence", shape([("others", list(shape([("user", link()), ("editing", about(flag(), "They are about to change it."))])))])),
        ("Membership", strict([("may", named("TeamMay")), ("until?", or_null(about(text(), "The last day.")))])),
        ("Money", shape([("amount", json!({ "type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$" })), ("currency", text())])),
        ("RelatedCounts", shape([("items", list(shape([("object", text()), ("field", text()), ("total", named("Total"))])))])),
        (
            "Groups",
            shape([
                (
                    "items",
                    list(shape([
                        ("value", about(json!({}), "As a record shows it; null where there is none.")),
                        ("total", count()),
                        ("counts", map(count())),
                    ])),
                ),
                ("more", about(flag(), "There are smaller groups, which are not told.")),
            ]),
        ),
        ("Total", shape([("count", count()), ("capped", about(flag(), "There are more; counting stopped."))])),
        (
            "OutOfSight",
            about(
                strict([("id", id()), ("operation?", about(id(), "The number by which a step can be undone."))]),
                "The change took the record out of one's sight.",
            ),
        ),
        ("Values", about(map(json!({})), "Values by field; the draft of the object in question says which.")),
        ("FilterValue", filter_value()),
        (
            "Timeline",
            shape([("items", list(json!({ "anyOf": [named("TimelineChange"), named("TimelineRecord")] }))), ("next", or_null(text()))]),
        ),
        ("TimelineChange", timeline_change()),
        ("TimelineRecord", timeline_record()),
        ("CheckInput", about(map(json!({})), "A draft, and the `id` of the record that it is for.")),
        (
            "CheckAnswer",
            shape([
                ("duplicates", list(named("Duplicate"))),
                ("candidates", about(list(named("Candidate")), "Records in sight that are called much the same.")),
                ("limited", about(flag(), "The day's allowance is used up: what is out of sight was not looked for.")),
                ("errors", list(named("FieldError"))),
            ]),
        ),
        (
            "Duplicate",
            shape([
                ("field", text()),
                ("link", or_null(link())),
                ("owner", or_null(link())),
                ("last_contact", about(or_null(text()), "A moment, as far as one may see.")),
            ]),
        ),
        ("Candidate", shape([("id", id()), ("title", or_null(text())), ("owner", or_null(link())), ("last_contact", or_null(text()))])),
        (
            "ShareQuestion",
            strict([("values", about(map(json!({})), "What was typed, by which the record is meant.")), ("note?", or_null(text()))]),
        ),
        ("ShareRequests", shape([("to_answer", list(named("ShareRequest"))), ("asked", list(named("AskedShare")))])),
        (
            "ShareRequest",
            shape([
                ("id", id()),
                ("object", text()),
                ("object_label", text()),
                ("record", link()),
                ("by", link()),
                ("note", or_null(text())),
                ("at", text()),
            ]),
        ),
        (
            "AskedShare",
            shape([
                ("id", id()),
                ("object", text()),
                ("object_label", text()),
                ("asked_for", text()),
                ("state", one_of(["open", "given", "refused", "expired"])),
                ("at", text()),
                ("record", or_null(link())),
            ]),
        ),
        (
            "ShareAnswer",
            strict([("give", flag()), ("may?", or_null(named("TeamMay"))), ("until?", or_null(about(text(), "The last day.")))]),
        ),
        ("SearchAnswer", shape([("groups", list(named("SearchGroup")))])),
        ("SearchGroup", shape([("object", text()), ("label", text()), ("icon", text()), ("items", list(named("Found")))])),
        ("Found", shape([("id", id()), ("title", or_null(text())), ("matched", list(named("Matched")))])),
        ("Matched", shape([("field", text()), ("label", text()), ("value", text())])),
        ("RecycleBin", shape([("items", list(named("Deleted"))), ("next", or_null(text()))])),
        ("Deleted", deleted()),
    ]
}

/// The operand of a test; which is right depends on field and operator.
fn filter_value() -> Json {
    let scalar = json!({ "type": ["string", "number", "boolean", "null"] });
    let days = |word| strict([(word, json!({ "type": "integer", "minimum": 1 }))]);
    about(
        json!({ "anyOf": [scalar, list(named("FilterValue")), named("Money"), link(), days("past"), days("next")] }),
        "`empty` takes true or false, `in` a list, `between` a list of two, `within` a word such as `today` or {\"past\": 30}. A user may be `me`.",
    )
}

fn timeline_change() -> Json {
    let change = shape([("field", text()), ("label", text()), ("old", or_null(text())), ("new", or_null(text()))]);
    shape([
        ("id", text()),
        ("type", exactly("change")),
        ("at", moment()),
        ("by", or_null(link())),
        ("verb", text()),
        ("label", text()),
        ("changes", list(change)),
        ("operation", about(id(), "The save, import, bulk change, handover or undo that it is part of.")),
        ("undone_by", about(or_null(id()), "The operation that undid that, if it is undone.")),
        ("may_undo", about(flag(), "It is one's own, no handover, and not undone yet.")),
        ("let_through?", about(list(shape([("label", text()), ("reason", text())])), "Why it may stand beside others, by field.")),
        ("object?", about(text(), "Of what hangs on the record, if it is a change of that.")),
        ("object_label?", text()),
        ("record?", shape([("id", id()), ("title", or_null(text())), ("there", about(flag(), "Not deleted, and still in sight."))])),
    ])
}

fn timeline_record() -> Json {
    shape([
        ("id", text()),
        ("type", exactly("record")),
        ("at", moment()),
        ("by", or_null(link())),
        ("object", text()),
        ("label", text()),
        ("record", json!({ "type": "object", "additionalProperties": true })),
    ])
}

fn deleted() -> Json {
    shape([("object", text()), ("id", id()), ("title", or_null(text())), ("deleted_at", moment()), ("deleted_by", or_null(link()))])
}
