//! All objects of the app, by name and by what points to what.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Field, Name, Object};

#[derive(Debug, Clone, Default)]
pub struct Catalog {
    objects: Vec<Arc<Object>>,
    by_name: HashMap<Name, usize>,
}

impl Catalog {
    /// In the order in which the navigation shows them.
    pub fn new(objects: impl IntoIterator<Item = Object>) -> Self {
        let objects: Vec<Arc<Object>> = objects.into_iter().map(Arc::new).collect();
        let by_name = objects.iter().enumerate().map(|(i, o)| (o.name.clone(), i)).collect();
        Self { objects, by_name }
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
