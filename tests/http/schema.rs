//! Holds a value against a schema of the description: as much of JSON Schema as our own schemas use.

use serde_json::Value as Json;

/// All that does not fit, each with its place. Members that the schema does not name do not fit either, unless it says
/// that others may come.
pub fn misfits(document: &Json, schema: &Json, value: &Json) -> Vec<String> {
    let mut found = Vec::new();
    Checker { document, found: &mut found }.check(schema, value, "");
    found
}

struct Checker<'a> {
    document: &'a Json,
    found: &'a mut Vec<String>,
}

impl<'a> Checker<'a> {
    fn check(&mut self, schema: &'a Json, value: &Json, place: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = &self.document["components"]["schemas"][reference.trim_start_matches("#/components/schemas/")];
            return self.check(target, value, place);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            return self.any(choices, value, place);
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.all(parts, value, place);
        }
        self.plain(schema, value, place);
        self.members(schema, value, place);
        if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
            values.iter().enumerate().for_each(|(i, item)| self.check(items, item, &format!("{place}[{i}]")));
        }
    }

    fn any(&mut self, choices: &'a [Json], value: &Json, place: &str) {
        let tries: Vec<Vec<String>> = choices.iter().map(|choice| misfits(self.document, choice, value)).collect();
        if let Some(nearest) = tries.iter().min_by_key(|misfits| misfits.len())
            && !nearest.is_empty()
        {
            self.found.extend(nearest.iter().map(|misfit| format!("{place}{misfit}")));
        }
    }

    /// The parts together name the members.
    fn all(&mut self, parts: &'a [Json], value: &Json, place: &str) {
        let mut whole = serde_json::json!({ "properties": {}, "required": [] });
        for part in parts.iter().map(|part| self.resolved(part)) {
            for (name, schema) in part["properties"].as_object().into_iter().flatten() {
                whole["properties"][name] = schema.clone();
            }
            let required = part["required"].as_array().cloned().unwrap_or_default();
            whole["required"].as_array_mut().into_iter().for_each(|all| all.extend(required.iter().cloned()));
        }
        self.found.extend(misfits(self.document, &whole, value).into_iter().map(|misfit| format!("{place}{misfit}")));
    }

    fn resolved(&self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str() {
            Some(reference) => &self.document["components"]["schemas"][reference.trim_start_matches("#/components/schemas/")],
            None => schema,
        }
    }

    fn plain(&mut self, schema: &Json, value: &Json, place: &str) {
        let is = |kind: &str| match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "null" => value.is_null(),
            other => panic!("a type that the checker does not know: {other}"),
        };
        let fits = match &schema["type"] {
            Json::String(kind) => is(kind),
            Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).any(is),
            _ => true,
        };
        if !fits {
            self.found.push(format!("{place}: {value} is no {}", schema["type"]));
        }
        if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) || schema.get("const").is_some_and(|only| only != value)
        {
            self.found.push(format!("{place}: {value} is not among {}{}", schema["enum"], schema["const"]));
        }
        if let (Some("^[0-9]+$"), Some(text)) = (schema["pattern"].as_str(), value.as_str())
            && text.parse::<i64>().is_err()
        {
            self.found.push(format!("{place}: {text} is no id"));
        }
        if let (Some("date-time"), Some(text)) = (schema["format"].as_str(), value.as_str())
            && chrono::DateTime::parse_from_rfc3339(text).is_err()
        {
            self.found.push(format!("{place}: {text} is no moment"));
        }
    }

    fn members(&mut self, schema: &'a Json, value: &Json, place: &str) {
        let Some(members) = value.as_object() else { return };
        let (properties, further) = (&schema["properties"], &schema["additionalProperties"]);
        for (name, member) in members {
            let at = format!("{place}.{name}");
            match (properties.get(name), further) {
                (Some(known), _) => self.check(known, member, &at),
                (None, Json::Object(_)) => self.check(further, member, &at),
                // A bare object may hold anything.
                (None, Json::Bool(true)) => {}
                (None, Json::Null) if properties.is_null() => {}
                (None, _) => self.found.push(format!("{at}: nobody described it")),
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !members.contains_key(name) {
                self.found.push(format!("{place}.{name}: it is missing"));
            }
        }
    }
}
