//! All objects of the app, by name and by what points to what.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Field, Name, Object, Rollup};

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

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    /// The links that point to an object, each with the object it stands in.
    pub fn links_to<'a>(&'a self, target: &'a str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> + 'a {
        self.objects.iter().flat_map(move |object| {
            object.fields.iter().filter(move |f| f.target.as_deref() == Some(target)).map(move |field| (object, field))
        })
    }
}
