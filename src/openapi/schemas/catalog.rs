//! How the catalog describes objects.

use serde_json::{Value as Json, json};

use crate::model::filter::Op;
use crate::openapi::shapes::{about, count, flag, id, link, list, moment, named, one_of, or_null, shape, strict, text};
use crate::records::views::{Audience, Density};

/// The kinds of field, each with an input, a cell and a filter in the console.
const KINDS: [&str; 17] = [
    "text",
    "long_text",
    "number",
    "money",
    "percent",
    "boolean",
    "date",
    "datetime",
    "choice",
    "choices",
    "link",
    "user",
    "department",
    "phone",
    "email",
    "url",
    "address",
];

pub fn schemas() -> Vec<(&'static str, Json)> {
    vec![
        ("ObjectInfo", object()),
        ("FieldInfo", field()),
        ("Kind", one_of(KINDS)),
        ("Op", one_of(Op::ALL.map(Op::name))),
        ("Option", shape([("value", text()), ("label", text()), ("color", or_null(text()))])),
        ("Group", shape([("name", text()), ("label", text())])),
        ("View", shape([("name", text()), ("label", text()), ("filter", named("Filter")), ("sort", or_null(text()))])),
        (
            "KeptViews",
            shape([
                ("items", list(named("KeptView"))),
                (
                    "share",
                    about(
                        shape([("everybody", flag()), ("departments", list(link())), ("roles", list(named("NamedRole")))]),
                        "To whom one may show views.",
                    ),
                ),
            ]),
        ),
        ("NamedRole", shape([("name", text()), ("label", or_null(text()))])),
        ("KeptView", kept_view()),
        ("NewView", new_view()),
        ("ViewUpdate", view_update()),
        (
            "ViewColumn",
            shape([("field", text()), ("width?", about(or_null(count()), "In pixels, 60 to 640; as usual where it is not said."))]),
        ),
        ("Density", one_of(Density::ALL.map(Density::name))),
        (
            "ViewAudience",
            about(
                shape([("with", one_of(Audience::NAMES)), ("department?", id()), ("role?", text())]),
                "Its maker alone (`self`), `everybody`, those of a `department` and of those below, or those with a `role`.",
            ),
        ),
        ("Filter", about(json!({ "type": "object", "additionalProperties": true }), "A tree of `and`, `or`, `not` and tests.")),
        ("Action", action()),
        (
            "LineSet",
            shape([
                ("name", about(text(), "Under this name the lines stand in a record.")),
                ("label", text()),
                ("max", about(count(), "How many a record may have.")),
                ("fields", list(named("FieldInfo"))),
                ("totals", about(list(text()), "The fields whose sums stand in the foot.")),
            ]),
        ),
        ("Domain", shape([("name", text()), ("label", text()), ("icon", text())])),
        (
            "PageZones",
            shape([
                ("facts", about(list(text()), "The few fields of the head.")),
                ("summary", about(list(text()), "Fields that are read as figures.")),
                ("related", about(list(named("Related")), "What hangs on a record; the heaviest first.")),
            ]),
        ),
        (
            "Related",
            shape([
                ("object", text()),
                ("field", text()),
                ("label", text()),
                ("icon", text()),
                ("inline", about(flag(), "They are few, and stand on the page itself.")),
                ("weight", count()),
            ]),
        ),
    ]
}

fn kept_view() -> Json {
    shape([
        ("id", id()),
        ("name", text()),
        ("filter", named("Filter")),
        ("sort", or_null(text())),
        ("columns", about(or_null(list(named("ViewColumn"))), "In their order; null leaves them to whoever looks.")),
        ("density", or_null(named("Density"))),
        (
            "share",
            about(
                shape([("with", one_of(Audience::NAMES)), ("department", or_null(link())), ("role", or_null(named("NamedRole")))]),
                "To whom it is shown.",
            ),
        ),
        ("own", flag()),
        ("by", link()),
        ("may_change", about(flag(), "Whether one may change and delete it.")),
        ("usable", about(flag(), "Whether one can ask its conditions; those of others that one cannot are not told.")),
        ("version", count()),
        ("updated_at", moment()),
    ])
}

fn new_view() -> Json {
    strict([
        ("name", text()),
        ("filter?", or_null(named("Filter"))),
        ("sort?", or_null(text())),
        ("columns?", or_null(list(named("ViewColumn")))),
        ("density?", or_null(named("Density"))),
        ("share?", or_null(named("ViewAudience"))),
    ])
}

fn view_update() -> Json {
    strict([
        ("name?", or_null(text())),
        ("filter?", or_null(named("Filter"))),
        ("sort?", or_null(text())),
        ("columns?", or_null(list(named("ViewColumn")))),
        ("density?", or_null(named("Density"))),
        ("share?", or_null(named("ViewAudience"))),
    ])
}

fn action() -> Json {
    shape([
        ("name", text()),
        ("label", text()),
        ("icon", text()),
        ("bulk", flag()),
        ("input", list(named("FieldInfo"))),
        ("from", about(list(text()), "The states from which it may be done; from every state where there is none.")),
        ("to", about(or_null(text()), "The state to which it leads.")),
        ("secondary", about(flag(), "It leads back or aside, and is never the next sensible step.")),
    ])
}

fn object() -> Json {
    shape([
        ("name", text()),
        ("label", text()),
        ("one", about(text(), "One of its records within a sentence.")),
        ("many", about(text(), "Several of its records within a sentence.")),
        (
            "closed?",
            about(
                list(shape([("verb", text()), ("reason", text())])),
                "What one may do, but not at this moment or from where one is, and why.",
            ),
        ),
        ("icon", text()),
        ("domain", about(named("Domain"), "Where the navigation has it.")),
        ("group", about(text(), "Within a domain, the objects of one group stand together.")),
        ("group_label", text()),
        ("keywords", about(list(text()), "What else it is found by than its label: its name in the other language and its pinyin.")),
        ("title", about(text(), "The field that names a record.")),
        (
            "parent",
            about(or_null(text()), "The link on which a record hangs. It is given when the record is made, and fixed from then on."),
        ),
        ("verbs", list(one_of(["create", "update", "delete", "restore", "import", "export", "reveal", "share", "duplicate"]))),
        ("fields", list(named("FieldInfo"))),
        ("system", about(list(named("FieldInfo")), "What every record has besides, and how lists may show, filter and sort by it.")),
        ("field_groups", list(named("Group"))),
        ("badges", about(list(text()), "Shown beside the title.")),
        ("page", about(named("PageZones"), "What stands where on a record's page.")),
        ("sort", text()),
        ("views", list(named("View"))),
        ("actions", list(named("Action"))),
        ("main", about(flag(), "Has an entry of its own in the navigation.")),
        ("lines?", about(list(named("LineSet")), "The sets of lines that belong to a record.")),
        (
            "state?",
            about(
                shape([("field", text()), ("final", list(text()))]),
                "The choice in which a record's state stands, its options being the states in their order, and the ends.",
            ),
        ),
        ("owner?", about(text(), "The field that says whose a record is.")),
        ("short?", about(list(text()), "What a short form asks for, in this order; everything where it is not there.")),
        (
            "along?",
            about(
                list(text()),
                "Objects of which one may be made together with a record: `{\"along\": {\"contact\": {…}}}` beside its fields.",
            ),
        ),
        ("timeline?", about(text(), "The object whose records are written from the timeline.")),
        ("timeline_label?", text()),
    ])
}

fn field() -> Json {
    shape([
        ("name", text()),
        ("label", text()),
        ("kind", named("Kind")),
        ("group", text()),
        ("required", flag()),
        ("writable", flag()),
        ("searchable", flag()),
        ("sortable", flag()),
        ("list", about(flag(), "Shown in lists by default.")),
        ("unique", flag()),
        ("ops", about(list(named("Op")), "The filter operators that it understands.")),
        ("keywords", about(list(text()), "What else it is found by than its label: its pinyin, in full and by initials.")),
        ("options?", list(named("Option"))),
        ("open?", about(flag(), "Further values may be typed.")),
        ("extensible?", about(flag(), "The company may add options: /api/options.")),
        ("default?", about(text(), "What a new record holds where nothing is given.")),
        ("asks?", about(one_of(["past", "future", "negative"]), "Such values are seldom meant: whoever types one is asked.")),
        ("target?", about(text(), "The object that a link points to.")),
        ("holds?", about(text(), "Somebody is asked for who can have a record of this object: `/api/objects/{object}/holders`.")),
        ("checks?", about(one_of(["credit_code"]), "By what its values can be judged while they are typed.")),
        ("max?", count()),
        ("scale?", count()),
        ("masked?", about(flag(), "On some rows a mask stands in place of the value.")),
        ("hint?", text()),
    ])
}
