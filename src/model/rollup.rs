//! A figure that a record keeps about what hangs on it: how many, the sum, the first, the last.

use serde_json::Value as Json;

use super::Name;

/// Kept in a derived column of the record that the children point to, so that lists sort and filter by it.
#[derive(Debug, Clone)]
pub struct Rollup {
    pub child: Name,
    /// The child's link to the record.
    pub link: Name,
    pub fold: Fold,
    /// The child's field; one of `created_at`, `updated_at` too. Not asked for where children are counted.
    pub of: Name,
    /// Which children count, as in `filter=`; all that are not in the recycle bin where there is none.
    pub filter: Option<Json>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Count,
    Sum,
    Min,
    Max,
}

impl Rollup {
    pub fn count(child: impl Into<Name>, link: impl Into<Name>) -> Self {
        Self { child: child.into(), link: link.into(), fold: Fold::Count, of: "id".into(), filter: None }
    }

    pub fn of(fold: Fold, child: impl Into<Name>, link: impl Into<Name>, field: impl Into<Name>) -> Self {
        Self { child: child.into(), link: link.into(), fold, of: field.into(), filter: None }
    }

    /// The child's fields of which it tells something: whose values it comes to, and by which it chooses. Some may be none of the child's
    /// own: a moment that every record has, a path through a link.
    pub fn tells_of(&self) -> Vec<&str> {
        let mut names = Vec::new();
        if self.fold != Fold::Count {
            names.push(&*self.of);
        }
        if let Some(filter) = &self.filter {
            fields_in(filter, &mut names);
        }
        names
    }

    pub fn filter(mut self, filter: Json) -> Self {
        self.filter = Some(filter);
        self
    }
}

/// The fields that a filter asks for.
fn fields_in<'f>(filter: &'f Json, names: &mut Vec<&'f str>) {
    match filter {
        Json::Object(parts) => {
            names.extend(parts.get("field").and_then(Json::as_str));
            parts.iter().filter(|(name, _)| *name != "value").for_each(|(_, part)| fields_in(part, names));
        }
        Json::Array(parts) => parts.iter().for_each(|part| fields_in(part, names)),
        _ => {}
    }
}
