//! From the JSON tree to a predicate. Whatever is wrong is named with its place; nothing is guessed.

use serde_json::Value as Json;

use super::Op;
use crate::db::sql::Predicate;
use crate::error::Reason;
use crate::model::{Catalog, Context, Field, Name, Object};

/// How deep and how large a tree may be: far beyond what a person builds, well below what harms.
const DEEPEST: usize = 12;
const LARGEST: usize = 200;

/// Reads a filter over `object`. `seen` says which fields the asker may filter by.
pub fn parse(
    filter: &Json,
    object: &Object,
    catalog: &Catalog,
    context: &Context,
    seen: &dyn Fn(&Object, &Field) -> bool,
) -> Result<Predicate, Reason> {
    let mut parser = Parser { catalog, context, seen, left: LARGEST };
    parser.node(filter, object, DEEPEST)
}

struct Parser<'a> {
    catalog: &'a Catalog,
    context: &'a Context,
    seen: &'a dyn Fn(&Object, &Field) -> bool,
    left: usize,
}

impl Parser<'_> {
    fn node(&mut self, node: &Json, object: &Object, depth: usize) -> Result<Predicate, Reason> {
        self.left = self.left.checked_sub(1).ok_or_else(|| Reason::new("filter.too_large"))?;
        let depth = depth.checked_sub(1).ok_or_else(|| Reason::new("filter.too_large"))?;
        let map = node.as_object().ok_or_else(|| Reason::new("filter.shape"))?;
        if let Some(field) = map.get("field") {
            let path = field.as_str().ok_or_else(|| Reason::new("filter.shape"))?;
            let op = map.get("op").and_then(Json::as_str).ok_or_else(|| Reason::new("filter.shape"))?;
            let op = Op::named(op).ok_or_else(|| Reason::new("filter.op").with("op", op).with("field", path))?;
            return self.test(path, op, map.get("value").unwrap_or(&Json::Null), object);
        }
        match (map.len(), map.iter().next()) {
            (1, Some((word, Json::Array(parts)))) if word == "and" => {
                parts.iter().try_fold(Predicate::True, |all, part| Ok(all.and(self.node(part, object, depth)?)))
            }
            (1, Some((word, Json::Array(parts)))) if word == "or" => {
                parts.iter().try_fold(Predicate::False, |all, part| Ok(all.or(self.node(part, object, depth)?)))
            }
            (1, Some((word, part))) if word == "not" => Ok(self.node(part, object, depth)?.negate()),
            _ => Err(Reason::new("filter.shape")),
        }
    }

    /// One test; a dotted path goes through links, each step asking whether the asker may look there.
    fn test(&self, path: &str, op: Op, value: &Json, object: &Object) -> Result<Predicate, Reason> {
        let unknown = || Reason::new("filter.field").with("field", path);
        if let Some((link, rest)) = path.split_once('.') {
            let field = object.field(link).filter(|f| (self.seen)(object, f)).ok_or_else(unknown)?;
            let target = field.target.as_deref().and_then(|t| self.catalog.get(t)).ok_or_else(unknown)?;
            let inner = self.test(rest, op, value, target)?;
            return Ok(Predicate::Through(field.column(), Name::Owned(target.table().to_owned()), Box::new(inner)));
        }
        if let Some(system) = system_field(path) {
            return self.field_test(&system, op, value, path);
        }
        let field = object.field(path).filter(|f| (self.seen)(object, f)).ok_or_else(unknown)?;
        self.field_test(field, op, value, path)
    }

    fn field_test(&self, field: &Field, op: Op, value: &Json, path: &str) -> Result<Predicate, Reason> {
        if !field.kind.ops().contains(&op) {
            return Err(Reason::new("filter.op").with("op", op.name()).with("field", path));
        }
        field.kind.predicate(field, field.column(), op, value, self.context).map_err(|reason| match reason.code.starts_with("filter.") {
            true => reason.with("field", path),
            false => Reason::new("filter.value").with("field", path),
        })
    }
}

/// What every record has besides its own fields.
fn system_field(name: &str) -> Option<Field> {
    match name {
        "created_at" | "updated_at" => Some(Field::datetime(name.to_owned())),
        "created_by" | "updated_by" => Some(Field::user(name.to_owned()).in_column(name.to_owned())),
        "id" => Some(Field::link("id").in_column("id")),
        _ => None,
    }
}
