//! Putting the document together.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::operation::{MediaContent, Needs, Operation, Parameter, ResponseDescription};
use super::{Sight, objects, operations, schemas, shapes};
use crate::actor::Language;

/// The description of the interface, over the objects that somebody may see.
pub fn document(sights: &[Sight<'_>], language: Language) -> Json {
    let mut all: Map<String, Json> = schemas::shared().into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    all.extend(sights.iter().flat_map(|sight| objects::schemas(sight, language)));
    let table = operations::operations();
    let tags: Vec<Json> = table.iter().map(|(tag, _)| json!({ "name": tag })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kedun 客盾",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "JSON in UTF-8. Ids are strings. `Accept-Language: zh-CN` (default) or `en` chooses the language of labels and errors. See docs/API.md.",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "session": [] }],
        "tags": tags,
        "paths": paths(&table, sights),
        "components": { "schemas": all, "securitySchemes": { "session": {
            "type": "apiKey", "in": "cookie", "name": "__Host-kedun", "description": "From `POST /api/session`; `kedun` on plain localhost.",
        } } },
    })
}

fn paths(table: &[(&'static str, Vec<Operation>)], sights: &[Sight<'_>]) -> Map<String, Json> {
    let mut paths = Map::new();
    for (tag, operations) in table {
        for operation in operations {
            for blanks in Blanks::of(operation, sights) {
                let place = paths.entry(blanks.fill(operation.path)).or_insert_with(|| json!({}));
                place[operation.method] = describe(operation, tag, &blanks);
            }
        }
    }
    paths
}

/// What fills `{object}`, `{other}` and `{action}` in one writing-out of an operation.
#[derive(Clone, Default)]
struct Blanks(Vec<(&'static str, String)>);

impl Blanks {
    fn of(operation: &Operation, sights: &[Sight<'_>]) -> Vec<Self> {
        if !operation.path.contains("{object}") {
            return vec![Self::default()];
        }
        let one = |sight: &Sight<'_>| {
            let object = Self(vec![("{object}", sight.object.name.to_string())]);
            if operation.path.contains("{action}") {
                sight.actions.iter().map(|action| object.with("{action}", &action.name)).collect()
            } else if operation.path.contains("{other}") {
                let hanging = sights.iter().filter(|other| other.hangs_on(sight.object));
                hanging.map(|other| object.with("{other}", &other.object.name)).collect()
            } else {
                vec![object]
            }
        };
        sights.iter().flat_map(one).collect()
    }

    fn with(&self, blank: &'static str, word: &str) -> Self {
        let mut all = self.clone();
        all.0.push((blank, word.to_owned()));
        all
    }

    fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (blank, word)| text.replace(blank, word))
    }

    /// Fills the references in a schema.
    fn fill_all(&self, schema: &Json) -> Json {
        match schema {
            Json::String(text) => self.fill(text).into(),
            Json::Array(items) => items.iter().map(|item| self.fill_all(item)).collect(),
            Json::Object(members) => members.iter().map(|(name, value)| (name.clone(), self.fill_all(value))).collect(),
            other => other.clone(),
        }
    }
}

fn describe(operation: &Operation, tag: &str, blanks: &Blanks) -> Json {
    let mut described =
        json!({ "operationId": blanks.fill(operation.id), "tags": [tag], "summary": operation.summary, "x-route": operation.path });
    match operation.needs {
        Needs::Nothing => described["security"] = json!([]),
        Needs::Session => {}
        Needs::AdminRight(right) => described["x-right"] = json!(right.name()),
    }
    let numbers = operation.path.split('/').filter(|part| *part == "{id}");
    let numbers = numbers.map(|_| json!({ "name": "id", "in": "path", "required": true, "schema": shapes::id() }));
    let parameters: Vec<Json> = numbers.chain(operation.parameters.iter().map(|parameter| one(parameter, blanks))).collect();
    if !parameters.is_empty() {
        described["parameters"] = json!(parameters);
    }
    if let Some(body) = &operation.body {
        described["requestBody"] = json!({ "required": true, "content": content(body, blanks) });
    }
    described["responses"] = responses(operation, blanks);
    described
}

fn one(parameter: &Parameter, blanks: &Blanks) -> Json {
    let mut shown =
        json!({ "name": parameter.name, "in": parameter.place, "required": parameter.required, "description": parameter.about });
    match &parameter.content {
        MediaContent::Plain(schema) => shown["schema"] = blanks.fill_all(schema),
        // JSON in a query string.
        other => shown["content"] = content(other, blanks),
    }
    shown
}

fn content(content: &MediaContent, blanks: &Blanks) -> Json {
    match content {
        MediaContent::Nothing => json!({}),
        MediaContent::Json(names) => json!({ "application/json": { "schema": shapes::any_named(&blanks.fill(names)) } }),
        MediaContent::Plain(schema) => json!({ "application/json": { "schema": blanks.fill_all(schema) } }),
        MediaContent::File(media_type) => json!({ *media_type: {} }),
    }
}

fn responses(operation: &Operation, blanks: &Blanks) -> Json {
    let mut responses = Map::new();
    for answer in &operation.answers {
        responses.insert(answer.status.to_string(), response(answer, blanks));
    }
    let mut refusals: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (status, code) in operation.codes() {
        refusals.entry(status).or_default().push(code);
    }
    let problem = json!({ "application/problem+json": { "schema": shapes::named("Problem") } });
    for (status, codes) in refusals {
        let description = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        responses.insert(status.to_string(), json!({ "description": description, "x-codes": codes, "content": problem }));
    }
    Json::Object(responses)
}

fn response(answer: &ResponseDescription, blanks: &Blanks) -> Json {
    let words = match answer.status {
        201 => "Created.",
        202 => "Accepted: a job does it.",
        204 => "Done.",
        _ => "The answer.",
    };
    let mut shown = json!({ "description": words });
    if !matches!(answer.content, MediaContent::Nothing) {
        shown["content"] = content(&answer.content, blanks);
    }
    if !answer.headers.is_empty() {
        let headers: Map<String, Json> =
            answer.headers.iter().map(|name| ((*name).to_owned(), json!({ "schema": shapes::text() }))).collect();
        shown["headers"] = Json::Object(headers);
    }
    shown
}
