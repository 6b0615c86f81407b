//! What is shown of an object.

use crate::actor::Actor;
use crate::db::sql::Predicate;
use crate::model::{Action, Field, Lines, Object, Verb};
use crate::records::Engine;

/// An object with the fields and actions that somebody may know of.
pub struct Sight<'o> {
    pub object: &'o Object,
    /// Fields that may be read.
    pub reads: Vec<&'o Field>,
    /// Fields that roles may mask.
    pub masked: Vec<&'o Field>,
    /// Fields that one may filter by.
    pub asks: Vec<&'o Field>,
    /// Fields that one may sort by.
    pub sorts: Vec<&'o Field>,
    /// Fields that may be written.
    pub writes: Vec<&'o Field>,
    /// The sets of lines of which any field may be read.
    pub lines: Vec<LineSight<'o>>,
    pub actions: Vec<&'o Action>,
}

/// A set of lines with the fields that somebody may know of.
pub struct LineSight<'o> {
    pub set: &'o Lines,
    pub reads: Vec<&'o Field>,
    pub writes: Vec<&'o Field>,
}

impl<'o> LineSight<'o> {
    fn of(object: &'o Object, read: impl Fn(&Field) -> bool, write: impl Fn(&Field) -> bool) -> Vec<Self> {
        let of_set = |set: &'o Lines| {
            let reads: Vec<_> = set.fields.iter().filter(|field| read(field)).collect();
            let writes = reads.iter().copied().filter(|field| write(field)).collect();
            Self { set, reads, writes }
        };
        object.lines.iter().map(of_set).filter(|sight| !sight.reads.is_empty()).collect()
    }
}

impl<'o> Sight<'o> {
    /// Everything that there is.
    pub fn whole(object: &'o Object) -> Self {
        let writes = object.fields.iter().filter(|field| !field.readonly).collect();
        let reads: Vec<_> = object.fields.iter().filter(|field| !field.inner).collect();
        let masked = reads.iter().copied().filter(|field| object.may_hide(field)).collect();
        let lines = LineSight::of(object, |_| true, |field| !field.readonly);
        let sorts = reads.iter().copied().filter(|field| field.sortable).collect();
        Self { object, masked, asks: reads.clone(), sorts, reads, writes, lines, actions: object.actions.iter().collect() }
    }

    /// As far as the actor may see; `None` for an object that the actor may not read at all.
    pub fn of(engine: &Engine, actor: &Actor, object: &'o Object) -> Option<Self> {
        if !engine.may(actor, object, &Verb::Read) {
            return None;
        }
        let [read, create, update] = [Verb::Read, Verb::Create, Verb::Update].map(|verb| engine.fields(actor, object, &verb));
        let writable = |field: &&Field| create.may_write(field) || update.may_write(field);
        Some(Self {
            object,
            lines: LineSight::of(object, |field| read.may_read(field), |field| writable(&field)),
            reads: object.fields.iter().filter(|field| read.may_read(field)).collect(),
            masked: object.fields.iter().filter(|field| read.may_read(field) && object.may_hide(field)).collect(),
            asks: object.fields.iter().filter(|field| read.clear(field) != Predicate::False).collect(),
            sorts: object.fields.iter().filter(|field| engine.may_sort_by(actor, object, field)).collect(),
            writes: object.fields.iter().filter(writable).collect(),
            actions: object.actions.iter().filter(|action| engine.may(actor, object, &Verb::Act(action.name.clone()))).collect(),
        })
    }

    /// The field by which this object hangs on another; the first, as `related` takes it.
    pub fn hangs_on(&self, other: &Object) -> bool {
        self.reads.iter().any(|field| field.target.as_ref() == Some(&other.name))
    }
}
