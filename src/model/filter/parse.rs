//! From the JSON tree to a predicate. Whatever is wrong is named with its place; nothing is guessed.

use serde_json::Value as Json;

use super::Op;
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::model::{Catalog, Context, Field, Object, system_field};

/// How deep and how large a tree may be: far beyond what a person builds, well below what harms.
const DEEPEST: usize = 12;
/// What a tree may cost on each row that is looked at. A comparison costs one; so does each knot.
const BUDGET: usize = 240;
/// Looking into a text: it is folded first, character by character.
const TEXT_PRICE: usize = 8;
/// Taking a list apart that stands in a column.
const ITEMS_PRICE: usize = 4;
/// A look into a further table.
const LINK_PRICE: usize = 2;
/// How many links a path may follow; each costs a look into a further table.
const FARTHEST: usize = 3;
/// Values in all its lists together; SQLite binds no more than 32,766.
const MOST_VALUES: usize = 2000;

/// Reads a filter over `object`. `clear` says on which rows the asker sees a field's value, `sight` which rows of a
/// linked object there are for the asker: a filter tells about a record as much as reading it does.
pub fn parse(
    filter: &Json,
    object: &Object,
    catalog: &Catalog,
    context: &Context,
    clear: &dyn Fn(&Object, &Field) -> Predicate,
    sight: &dyn Fn(&Object) -> Result<Predicate>,
) -> Result<Predicate> {
    let mut parser = Parser { catalog, context, clear, sight, left: BUDGET, values: MOST_VALUES };
    parser.node(filter, object, DEEPEST)
}

struct Parser<'a> {
    catalog: &'a Catalog,
    context: &'a Context,
    clear: &'a dyn Fn(&Object, &Field) -> Predicate,
    sight: &'a dyn Fn(&Object) -> Result<Predicate>,
    left: usize,
    values: usize,
}

impl Parser<'_> {
    fn node(&mut self, node: &Json, object: &Object, depth: usize) -> Result<Predicate> {
        let (too_large, shape) = (|| Error::refused("filter.too_large"), || Error::refused("filter.shape"));
        self.pay(1)?;
        let depth = depth.checked_sub(1).ok_or_else(too_large)?;
        let map = node.as_object().ok_or_else(shape)?;
        if let Some(field) = map.get("field") {
            let path = field.as_str().ok_or_else(shape)?;
            let op = map.get("op").and_then(Json::as_str).ok_or_else(shape)?;
            let op = Op::named(op).ok_or_else(|| Error::Refused(Reason::new("filter.op").with("op", op).with("field", path)))?;
            let value = map.get("value").unwrap_or(&Json::Null);
            // A path that goes too far is refused in words of its own.
            let links = path.matches('.').count().min(FARTHEST);
            self.pay(price(op, value) + LINK_PRICE * links)?;
            self.values = self.values.checked_sub(value.as_array().map_or(0, Vec::len)).ok_or_else(too_large)?;
            return self.test(path, op, value, object, FARTHEST);
        }
        match (map.len(), map.iter().next()) {
            (1, Some((word, Json::Array(parts)))) if word == "and" => {
                parts.iter().try_fold(Predicate::True, |all, part| Ok(all.and(self.node(part, object, depth)?)))
            }
            (1, Some((word, Json::Array(parts)))) if word == "or" => {
                parts.iter().try_fold(Predicate::False, |all, part| Ok(all.or(self.node(part, object, depth)?)))
            }
            (1, Some((word, part))) if word == "not" => Ok(self.node(part, object, depth)?.negate()),
            _ => Err(shape()),
        }
    }

    fn pay(&mut self, price: usize) -> Result<()> {
        self.left = self.left.checked_sub(price).ok_or_else(|| Error::refused("filter.too_large"))?;
        Ok(())
    }

    /// One test; a dotted path goes through links, each step asking whether the asker may look there.
    fn test(&self, path: &str, op: Op, value: &Json, object: &Object, links: usize) -> Result<Predicate> {
        let unknown = || Error::Refused(Reason::new("filter.field").with("field", path));
        if let Some((link, rest)) = path.split_once('.') {
            let too_far = || Error::Refused(Reason::new("filter.too_far").with("field", path).with("max", FARTHEST));
            let links = links.checked_sub(1).ok_or_else(too_far)?;
            let field = object.field(link).ok_or_else(unknown)?;
            let clear = self.where_clear(object, field, path)?;
            let target = field.target.as_deref().and_then(|t| self.catalog.get(t)).ok_or_else(unknown)?;
            let inner = (self.sight)(target)?.and(self.test(rest, op, value, target, links)?);
            return Ok(clear.and(Predicate::Through(field.column(), target.table.clone(), Box::new(inner))));
        }
        if let Some(system) = system_field(path) {
            return self.field_test(&system, op, value, path);
        }
        let field = object.field(path).ok_or_else(unknown)?;
        Ok(self.where_clear(object, field, path)?.and(self.field_test(field, op, value, path)?))
    }

    /// On rows where a field is masked a test on it fails, whatever stands there; what is clear nowhere looks unknown.
    fn where_clear(&self, object: &Object, field: &Field, path: &str) -> Result<Predicate> {
        match (self.clear)(object, field) {
            Predicate::False => Err(Error::Refused(Reason::new("filter.field").with("field", path))),
            clear => Ok(clear),
        }
    }

    fn field_test(&self, field: &Field, op: Op, value: &Json, path: &str) -> Result<Predicate> {
        if !field.kind.ops().contains(&op) {
            return Err(Error::Refused(Reason::new("filter.op").with("op", op.name()).with("field", path)));
        }
        field.kind.predicate(field, field.column(), op, value, self.context).map_err(|reason| {
            let told = if reason.code.starts_with("filter.") { reason } else { Reason::new("filter.value") };
            Error::Refused(told.with("field", path))
        })
    }
}

/// What a test costs on each row, beside the knot that holds it.
fn price(op: Op, value: &Json) -> usize {
    match op {
        Op::Contains | Op::Starts => TEXT_PRICE * value.as_array().map_or(1, |values| values.len().max(1)),
        // A short list is printed and compared with value by value; a long one is looked up.
        Op::In => ITEMS_PRICE,
        _ => 0,
    }
}
