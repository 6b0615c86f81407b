//! Where a column of a file may go.

use std::sync::Arc;

use crate::actor::Actor;
use crate::model::{Field, Object, Verb};
use crate::records::Engine;

/// The objects that hang on this one, each with the link by which it does.
pub(super) fn children<'e>(engine: &'e Engine, object: &'e Object) -> impl Iterator<Item = (&'e Arc<Object>, &'e Field)> {
    engine.catalog.links_to(&object.name).filter(|(child, link)| child.parent.as_ref() == Some(&link.name))
}

/// What a file may say of a record: what people may write, and a number that the record has borne elsewhere.
pub(super) fn importable(engine: &Engine, actor: &Actor, object: &Object, field: &Field) -> bool {
    let rights = engine.fields(actor, object, &Verb::Create);
    rights.may_write(field) || field.comes_along() && engine.may(actor, object, &Verb::Create) && rights.may_bring(field)
}

pub(super) fn writable(engine: &Engine, actor: &Actor, object: &Object, field: &Field) -> bool {
    !field.readonly && engine.fields(actor, object, &Verb::Create).may_write(field)
}
