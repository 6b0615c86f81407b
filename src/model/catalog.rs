//! All objects of the app, by name and by what points to what. Whether they can serve together is said in `catalog_check`.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Choice, Domain, Field, Name, Object, Rollup};
use crate::db::sql::Column;

/// Whose a record is that has no owner of its own: the nearest owner above, copied there by triggers (`docs/decisions/0010`).
pub const SCOPE_OWNER: &str = "scope_owner_id";

#[derive(Debug, Clone, Default)]
pub struct Catalog {
    objects: Vec<Arc<Object>>,
    by_name: HashMap<Name, usize>,
    /// By the child: which object and field keeps a figure about it.
    rollups: HashMap<Name, Vec<(usize, usize)>>,
}

impl Catalog {
    /// In the order in which the navigation shows them.
    pub fn new(objects: impl IntoIterator<Item = Object>) -> Self {
        let objects: Vec<Arc<Object>> = objects.into_iter().map(Arc::new).collect();
        let by_name = objects.iter().enumerate().map(|(i, o)| (o.name.clone(), i)).collect();
        let mut rollups: HashMap<Name, Vec<(usize, usize)>> = HashMap::new();
        for (nth, object) in objects.iter().enumerate() {
            let figures = object.fields.iter().enumerate().filter_map(|(field, f)| Some((field, f.rollup.as_ref()?)));
            figures.for_each(|(field, rollup)| rollups.entry(rollup.child.clone()).or_default().push((nth, field)));
        }
        Self { objects, by_name, rollups }
    }

    /// The same objects with other options in the fields to which the company may add some: those that are shipped, then those that
    /// `added` says.
    pub fn with_options(&self, added: impl Fn(&Object, &Field) -> Vec<Choice>) -> Self {
        let with = |object: &Arc<Object>| {
            let mut object = Object::clone(object);
            for at in 0..object.fields.len() {
                if object.fields[at].extensible {
                    let own = added(&object, &object.fields[at]);
                    object.fields[at].options.retain(|choice| !choice.added);
                    object.fields[at].options.extend(own);
                }
            }
            object
        };
        Self::new(self.iter().map(with))
    }

    /// The figures that are kept about an object's records, each with the object and the field that keeps it.
    pub fn rollups_of<'a>(&'a self, child: &str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field, &'a Rollup)> + 'a {
        let kept = self.rollups.get(child).map(Vec::as_slice).unwrap_or_default();
        kept.iter().filter_map(|&(object, field)| {
            let (object, field) = (&self.objects[object], &self.objects[object].fields[field]);
            Some((object, field, field.rollup.as_ref()?))
        })
    }

    pub fn get(&self, name: &str) -> Option<&Arc<Object>> {
        self.by_name.get(name).map(|&i| &self.objects[i])
    }

    /// The object whose records stand in a table.
    pub fn in_table(&self, table: &str) -> Option<&Arc<Object>> {
        self.objects.iter().find(|object| object.table == table)
    }

    /// What the navigation's first level has, in its order: each domain with the objects that have an entry of their own.
    pub fn domains(&self) -> Vec<(&Domain, Vec<&Arc<Object>>)> {
        let mut domains: Vec<(&Domain, Vec<&Arc<Object>>)> = Vec::new();
        for object in self.iter().filter(|object| object.main) {
            match domains.iter_mut().find(|(domain, _)| domain.name == object.domain.name) {
                Some((_, objects)) => objects.push(object),
                None => domains.push((&object.domain, vec![object])),
            }
        }
        domains
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    /// What a record hangs on, nearest first: the link, and the object that it points to. A circle ends where it closes.
    pub fn above<'a>(&'a self, object: &'a Object) -> Vec<(&'a Field, &'a Arc<Object>)> {
        let mut above: Vec<(&Field, &Arc<Object>)> = Vec::new();
        let mut at = object;
        while let Some(link) = at.parent.as_deref().and_then(|parent| at.field(parent)) {
            let Some(next) = link.target.as_deref().and_then(|target| self.get(target)) else { break };
            if next.name == object.name || above.iter().any(|(_, known)| known.name == next.name) {
                break;
            }
            above.push((link, next));
            at = next;
        }
        above
    }

    /// The column that says whose a record is: its owner's, or where it has none the copy of the nearest owner above. None where
    /// nothing above has an owner either.
    pub fn scope_column(&self, object: &Object) -> Option<Column> {
        match object.owner.as_deref() {
            Some(owner) => object.field(owner).map(Field::column),
            None => self.above(object).iter().any(|(_, above)| above.owner.is_some()).then(|| Column::plain(SCOPE_OWNER)),
        }
    }

    /// The links that point to an object, each with the object it stands in.
    pub fn links_to<'a>(&'a self, target: &'a str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> + 'a {
        self.objects.iter().flat_map(move |object| {
            object.fields.iter().filter(move |f| f.target.as_deref() == Some(target)).map(move |field| (object, field))
        })
    }
}
