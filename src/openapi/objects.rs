//! The schemas of one object, from its description: `customer`, `customer.draft`, `customer.list` and so on.
//!
//! Shared schemas begin with a capital letter, objects with a small one, so that they never meet.

use serde_json::{Map, Value as Json, json};

use super::sight::{LineSight, Sight};
use super::{kinds, shapes};
use crate::actor::Language;
use crate::model::{ALONG, Action, BESIDE, Field, filter::Op};

/// What every record has besides its fields.
const SYSTEM: [&str; 6] = ["id", "version", "created_at", "created_by", "updated_at", "updated_by"];

/// All schemas of an object, each with its name.
pub fn schemas(sight: &Sight<'_>, language: Language) -> Vec<(String, Json)> {
    let name = &sight.object.name;
    let own = |part: &str| format!("{name}.{part}");
    let mut schemas = vec![
        (name.to_string(), record(sight, language)),
        (own("draft"), draft(sight, language)),
        (own("new"), new(sight)),
        (own("list"), list(sight)),
        (own("filter"), filter(sight)),
        (own("test"), test(sight)),
        (own("sort"), sort(sight)),
        (own("view"), view(sight)),
    ];
    for lines in &sight.lines {
        schemas.push((own(&lines.set.name), line(sight, lines, language)));
        schemas.push((own(&format!("{}.draft", lines.set.name)), line_draft(lines, language)));
    }
    schemas.extend(sight.actions.iter().map(|action| (own(&format!("actions.{}", action.name)), step(action, language))));
    schemas
}

/// A record. One that was asked for alone has all fields and `may`; in a list it has those asked for.
fn record(sight: &Sight<'_>, language: Language) -> Json {
    let mut properties = Map::new();
    properties.insert("id".into(), shapes::id());
    properties.insert("version".into(), shapes::count());
    for field in &sight.reads {
        let shown = kinds::shown(field, language);
        let masked = sight.masked.iter().any(|masked| masked.name == field.name);
        let shown = if masked { json!({ "anyOf": [shown, shapes::named("Masked")] }) } else { shown };
        properties.insert(field.name.to_string(), shown);
    }
    for (at, by) in [("created_at", "created_by"), ("updated_at", "updated_by")] {
        properties.insert(at.into(), shapes::or_null(shapes::moment()));
        properties.insert(by.into(), shapes::or_null(shapes::link()));
    }
    for lines in &sight.lines {
        let all = shapes::list(shapes::named(&format!("{}.{}", sight.object.name, lines.set.name)));
        properties.insert(lines.set.name.to_string(), shapes::about(all, "Its lines in their order, in the answer for it alone."));
    }
    let may = shapes::about(shapes::list(shapes::text()), "What one may do to it in the state in which it is.");
    properties.insert("may".into(), may);
    let operation = shapes::about(shapes::id(), "In the answer to a step: the number by which it can be undone.");
    properties.insert("operation".into(), operation);
    if !sight.object.frozen.is_empty() || sight.object.fields.iter().any(|field| field.writable_when.is_some()) {
        properties.insert("frozen".into(), shapes::about(shapes::flag(), "Some of it cannot be written while it is as it is."));
        let open = shapes::about(shapes::list(shapes::text()), "What of it may be written nevertheless; there when it is frozen.");
        properties.insert("writable".into(), open);
    }
    json!({ "type": "object", "title": sight.object.label(language), "properties": properties, "required": SYSTEM })
}

/// One of its lines.
fn line(sight: &Sight<'_>, lines: &LineSight<'_>, language: Language) -> Json {
    let mut properties = Map::new();
    properties.insert("id".into(), shapes::id());
    for field in &lines.reads {
        let shown = kinds::shown(field, language);
        let shown = if sight.object.may_hide(field) { json!({ "anyOf": [shown, shapes::named("Masked")] }) } else { shown };
        properties.insert(field.short().to_owned(), shown);
    }
    json!({ "type": "object", "title": sight.object.line_set_label(lines.set, language), "properties": properties, "required": ["id"] })
}

/// A line as it is wanted. One with an id keeps what is not in it, one without is new.
fn line_draft(lines: &LineSight<'_>, language: Language) -> Json {
    let mut draft = input(&lines.writes, language);
    draft["properties"]["id"] = shapes::or_null(shapes::about(shapes::id(), "Of a line that is there; without it the line is new."));
    draft
}

/// Values for some fields, and whole sets of lines: a line that is missing from its set is removed.
fn draft(sight: &Sight<'_>, language: Language) -> Json {
    let mut draft = input(&sight.writes, language);
    if sight.object.fields.iter().any(|field| field.duplicate.is_some()) {
        let words = "Why the record may stand beside another of the same name or telephone. Takes a right of its own.";
        draft["properties"][BESIDE] = shapes::or_null(shapes::about(shapes::text(), words));
    }
    if !sight.object.along.is_empty() {
        let words = "Of a new record: what is made together with it, by object. All of it is saved, or nothing.";
        draft["properties"][ALONG] = shapes::or_null(shapes::about(shapes::map(shapes::named("Values")), words));
    }
    for lines in &sight.lines {
        let mut all = shapes::list(shapes::named(&format!("{}.{}.draft", sight.object.name, lines.set.name)));
        all["maxItems"] = lines.set.max.into();
        let words = "All lines in their order: one that is missing is removed. Without this member they stay as they are.";
        draft["properties"][lines.set.name.as_ref()] = shapes::about(all, words);
    }
    draft
}

/// Values for some fields. What is not in it stays as it is; what is no field is refused.
fn input(fields: &[&Field], language: Language) -> Json {
    let properties: Map<String, Json> = fields.iter().map(|field| (field.short().to_owned(), kinds::given(field, language))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A draft of a new record, which has to have the required fields.
fn new(sight: &Sight<'_>) -> Json {
    let draft = shapes::named(&format!("{}.draft", sight.object.name));
    let required = required(sight.writes.iter().copied());
    if required.is_empty() { draft } else { json!({ "allOf": [draft, { "required": required }] }) }
}

fn required<'f>(fields: impl Iterator<Item = &'f Field>) -> Vec<&'f str> {
    fields.filter(|field| field.required && field.default.is_none()).map(|field| field.name.as_ref()).collect()
}

fn step(action: &Action, language: Language) -> Json {
    let mut schema = input(&action.input.iter().collect::<Vec<_>>(), language);
    if !action.from.is_empty() {
        schema["description"] = json!(format!("Only in one of these states: {}.", action.from.join(", ")));
    }
    let required = required(action.input.iter());
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn list(sight: &Sight<'_>) -> Json {
    shapes::shape([
        ("items", shapes::list(shapes::named(&sight.object.name))),
        ("next", shapes::or_null(shapes::about(shapes::text(), "The cursor of the next page."))),
        ("total", shapes::named("Total")),
    ])
}

fn filter(sight: &Sight<'_>) -> Json {
    let own = |part: &str| shapes::named(&format!("{}.{part}", sight.object.name));
    json!({ "anyOf": [
        shapes::strict([("and", shapes::list(own("filter")))]),
        shapes::strict([("or", shapes::list(own("filter")))]),
        shapes::strict([("not", own("filter"))]),
        own("test"),
    ] })
}

/// The tests that a filter is made of: which operators go with which field.
fn test(sight: &Sight<'_>) -> Json {
    let one = |field: Json, ops: &[Op]| {
        shapes::shape([("field", field), ("op", shapes::one_of(ops.iter().map(|op| op.name()))), ("value", shapes::named("FilterValue"))])
    };
    let mut tests: Vec<Json> = Vec::new();
    for field in &sight.asks {
        if !field.kind.ops().is_empty() {
            tests.push(one(shapes::exactly(&field.name), field.kind.ops()));
        }
        if field.target.is_some() {
            let linked = json!({ "type": "string", "pattern": format!("^{}\\.", field.name) });
            tests.push(one(shapes::about(linked, "A field of the linked record."), &Op::ALL));
        }
    }
    for (names, like) in [
        (&SYSTEM[..1], Field::link("id")),
        (&["created_at", "updated_at"], Field::datetime("at")),
        (&["created_by", "updated_by"], Field::user("by")),
    ] {
        tests.push(one(shapes::one_of(names.iter().copied()), like.kind.ops()));
    }
    json!({ "anyOf": tests })
}

/// Up to three fields, each with a minus for descending.
fn sort(sight: &Sight<'_>) -> Json {
    let own = sight.sorts.iter().map(|field| field.name.as_ref());
    let names = own.chain(["id", "created_at", "updated_at"]).collect::<Vec<_>>().join("|");
    json!({ "type": "string", "pattern": format!("^-?({names})(,-?({names})){{0,2}}$"), "default": sight.object.sort })
}

fn view(sight: &Sight<'_>) -> Json {
    let names: Vec<&str> = sight.object.views.iter().map(|view| view.name.as_ref()).collect();
    if names.is_empty() { shapes::text() } else { shapes::one_of(names) }
}
