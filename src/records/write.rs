//! The write door. Every change of a business row comes through here, in one order:
//!
//! allowed? → in sight? → fields writable? → prepared by the rules → complete? links good? no duplicate? →
//! written → still in sight? → checked by the rules → search → history → audit
//!
//! Everything happens in the caller's transaction; an error at any point undoes all of it.

use chrono::{DateTime, Utc};
use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde_json::{Map, Value as Json};

use super::{Engine, dedupe, read, search, shares, show, timeline};
use crate::actor::Actor;
use crate::audit::{self, Detail, Event, EventKind};
use crate::db::sql::{Column, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Catalog, Draft, Field, FieldChange, Name, Object, Place, Record, Refers, RuleContext, Value, Verb};

/// The version that the writer has seen; `None` writes whatever stands there (app's own steps, imports).
pub type ExpectedVersion = Option<i64>;

/// Creates a record and returns its number.
pub fn create(tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: Draft) -> Result<RecordId> {
    Writing { tx, engine }.create(object, &Verb::Create, draft)
}

/// Changes a record; a version older than the one that stands is refused with the record as it is.
pub fn update(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, seen: ExpectedVersion, draft: Draft) -> Result<()> {
    Writing { tx, engine }.update(object, id, seen, &Verb::Update, draft)
}

/// Takes a named step of the object.
pub fn act(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, action: &str, input: Draft) -> Result<()> {
    Writing { tx, engine }.act(object, id, action, input)
}

/// Puts a record, and what hangs on it, into the recycle bin.
pub fn delete(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
    Writing { tx, engine }.delete(object, id, seen)
}

/// Takes a record, and what went with it, out of the recycle bin.
pub fn restore(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    Writing { tx, engine }.restore(object, id)
}

/// Gives a record to another owner, or to nobody, in a handover ([`Verb::HandOver`], [`Verb::TakeBack`]); nothing else of it changes but
/// what its rules say follows. Whoever calls has asked for the right to administer users.
pub fn hand_over(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, verb: &Verb, to: Option<UserId>) -> Result<()> {
    let owner = object.owner.clone().ok_or_else(|| Error::internal("an object without owners is handed over"))?;
    Writing { tx, engine }.update(object, id, None, verb, Draft::new().set(owner, to))
}

/// One piece of record work under way.
pub(super) struct Writing<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    pub engine: &'a Engine,
}

impl RuleContext for Writing<'_, '_> {
    fn conn(&mut self) -> &mut SqliteConnection {
        self.tx.conn
    }

    fn actor(&self) -> &Actor {
        self.tx.actor
    }

    fn now(&self) -> DateTime<Utc> {
        self.tx.now
    }

    fn catalog(&self) -> &Catalog {
        &self.engine.catalog
    }

    fn write_derived(&mut self, object: &str, id: Option<RecordId>, draft: Draft) -> Result<RecordId> {
        let object = self.engine.object(object)?.clone();
        match id {
            None => self.create(&object, &Verb::Follow, draft),
            Some(id) => self.update(&object, id, None, &Verb::Follow, draft).map(|()| id),
        }
    }
}

impl Writing<'_, '_> {
    fn create(&mut self, object: &Object, verb: &Verb, mut draft: Draft) -> Result<RecordId> {
        let sight = self.sight(object, verb)?;
        let guarded = self.writable(object, verb, &draft)?;
        for field in &object.fields {
            if let Some(default) = field.default
                && draft.given(&field.name).is_none()
            {
                draft.put(field.name.clone(), default);
            }
        }
        object.rules.prepare(self, None, &mut draft)?;
        self.complete(object, None, &draft)?;
        dedupe::refuse_duplicates(self.tx, self.engine, object, None, &draft)?;

        let now = self.tx.now.timestamp_millis();
        let by = Value::from(self.tx.actor.user);
        let mut columns = stored(object, &Map::new(), &draft);
        columns.extend([("created_at".into(), now.into()), ("created_by".into(), by.clone())]);
        columns.extend([("updated_at".into(), now.into()), ("updated_by".into(), by)]);
        let id = self.tx.insert(object.table(), &borrowed(&columns))?;

        let after = self.load(object, &Predicate::id(id.0))?;
        self.in_sight(object, id, &sight)?;
        self.written_here(object, id, guarded)?;
        object.rules.check(self, &draft, &after, verb)?;
        search::index(self.tx, object, &after)?;
        let changes = changes(object, None, &draft);
        self.record_change(object, id, verb, EventKind::RecordCreate, changes)?;
        Ok(id)
    }

    fn update(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion, verb: &Verb, draft: Draft) -> Result<()> {
        let sight = self.sight(object, verb)?;
        let guarded = self.writable(object, verb, &draft)?;
        // What changes hands does so in the recycle bin too.
        let stands = if matches!(verb, Verb::HandOver | Verb::TakeBack) { Predicate::True } else { read::alive() };
        let before = self.before(object, id, stands.and(sight.clone()), seen)?;
        self.written_here(object, id, guarded)?;
        self.change(object, &before, verb, draft)?;
        // Who hands a record on does so by an action, which says what it is; by an edit nobody loses sight of it.
        if *verb == Verb::Update { self.in_sight(object, id, &sight) } else { Ok(()) }
    }

    fn act(&mut self, object: &Object, id: RecordId, name: &str, input: Draft) -> Result<()> {
        let action = object.action(name).ok_or_else(|| Error::NotFound(Reason::new("action.unknown").with("action", name)))?.clone();
        let verb = Verb::Act(action.name.clone());
        let sight = self.sight(object, &verb)?;
        let before = self.before(object, id, read::alive().and(sight), None)?;
        let missing: Vec<_> = action.input.iter().filter(|f| f.required && input.given(&f.name).is_none()).collect();
        if !missing.is_empty() {
            return Err(Error::Rejected(missing.into_iter().map(|f| required(f, self.tx.actor)).collect()));
        }
        let draft = (action.run)(self, &before, &input)?;
        self.change(object, &before, &verb, draft)
    }

    fn delete(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
        let sight = self.sight(object, &Verb::Delete)?;
        let before = self.before(object, id, read::alive().and(sight), seen)?;
        self.soft_delete(object, &before)
    }

    /// The record and what hangs on it go together, stamped with the same moment, and come back together.
    fn soft_delete(&mut self, object: &Object, before: &Record) -> Result<()> {
        let now = Value::from(self.tx.now);
        let columns = [("version", Value::Int(before.version + 1)), ("deleted_at", now), ("deleted_by", Value::from(self.tx.actor.user))];
        self.tx.update(object.table(), before.id, None, &columns)?;
        search::forget(self.tx, object, before.id)?;
        self.record_change(object, before.id, &Verb::Delete, EventKind::RecordDelete, Vec::new())?;
        let alive = read::alive();
        self.for_each_child(object, before.id, &alive, |work, child, record| work.soft_delete(child, record))
    }

    fn restore(&mut self, object: &Object, id: RecordId) -> Result<()> {
        let sight = self.sight(object, &Verb::Restore)?;
        let deleted_at = Column::plain("deleted_at");
        let predicate = Predicate::id(id.0).and(Predicate::Empty(deleted_at.clone()).negate()).and(sight);
        let select =
            Select { table: object.table(), columns: std::slice::from_ref(&deleted_at), predicate: &predicate, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(self.tx.conn)?;
        let moment = rows.first().map(|r| r.0[0].clone()).ok_or_else(Error::not_found)?;
        let record = self.load(object, &predicate)?;
        if let Some(parent) = &object.parent {
            self.parent_stands(object, parent, &record)?;
        }
        self.undelete(object, &record, &moment)
    }

    fn undelete(&mut self, object: &Object, record: &Record, moment: &Value) -> Result<()> {
        let draft: Draft = record.values.iter().filter(|(n, _)| object.field(n).is_some()).map(|(n, v)| (n.clone(), v.clone())).collect();
        dedupe::refuse_duplicates(self.tx, self.engine, object, Some(record.id), &draft)?;
        let columns = [("version", Value::Int(record.version + 1)), ("deleted_at", Value::Null), ("deleted_by", Value::Null)];
        self.tx.update(object.table(), record.id, None, &columns)?;
        search::index(self.tx, object, record)?;
        self.record_change(object, record.id, &Verb::Restore, EventKind::RecordRestore, Vec::new())?;
        let together = Predicate::Compare(Column::plain("deleted_at"), crate::db::sql::Compare::Eq, moment.clone());
        self.for_each_child(object, record.id, &together, |work, child, record| work.undelete(child, record, moment))
    }

    fn parent_stands(&mut self, object: &Object, parent: &str, record: &Record) -> Result<()> {
        let Some((field, target)) = object.field(parent).and_then(|f| Some((f, f.target.as_deref()?))) else { return Ok(()) };
        let Some(id) = record.get(&field.name).int() else { return Ok(()) };
        let target = self.engine.object(target)?;
        if read::exists(self.tx.conn, target, &Predicate::id(id).and(read::alive()))? {
            return Ok(());
        }
        Err(Error::Conflict(Reason::new("restore.parent_first").with("object", target.label(self.tx.actor.language))))
    }

    fn for_each_child(
        &mut self,
        object: &Object,
        id: RecordId,
        which: &Predicate,
        mut f: impl FnMut(&mut Self, &Object, &Record) -> Result<()>,
    ) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        for (child, field) in catalog.links_to(&object.name).filter(|(child, field)| child.parent.as_ref() == Some(&field.name)) {
            let hangs = Predicate::Compare(field.column(), crate::db::sql::Compare::Eq, id.0.into()).and(which.clone());
            for record in self.load_all(child, &hangs)? {
                f(self, child, &record)?;
            }
        }
        Ok(())
    }

    /// The part that update and action share: what is different is prepared, checked, written and traced.
    fn change(&mut self, object: &Object, before: &Record, verb: &Verb, mut draft: Draft) -> Result<()> {
        object.rules.prepare(self, Some(before), &mut draft)?;
        let unchanged: Vec<_> = draft.iter().filter(|(n, v)| before.get(n) == *v).map(|(n, _)| n.clone()).collect();
        for name in unchanged {
            draft.remove(&name);
        }
        if draft.is_empty() {
            return Ok(());
        }
        // What hangs on a record stays with it: others point to both, and have to be able to rely on that.
        if let Some(parent) = object.parent.as_deref().filter(|parent| draft.get(parent).is_some()) {
            return Err(Error::rejected(parent, "field.fixed"));
        }
        self.complete(object, Some(before), &draft)?;
        dedupe::refuse_duplicates(self.tx, self.engine, object, Some(before.id), &draft)?;
        let custom = self.custom_of(object, before);
        let mut columns = stored(object, &custom, &draft);
        columns.push(("version".into(), Value::Int(before.version + 1)));
        columns.push(("updated_at".into(), self.tx.now.into()));
        columns.push(("updated_by".into(), Value::from(self.tx.actor.user)));
        if !self.tx.update(object.table(), before.id, Some(before.version), &borrowed(&columns))? {
            return Err(Error::internal("a record changed under its own transaction"));
        }
        let after = self.load(object, &Predicate::id(before.id.0))?;
        object.rules.check(self, &draft, &after, verb)?;
        if let Some(owner) = object.owner.as_deref().filter(|owner| draft.get(owner).is_some()) {
            let [former, next] = [before, &after].map(|record| record.get(owner).int().map(UserId));
            shares::change_hands(self.tx, object, before.id, former, next)?;
        }
        if search::concerns(object, draft.names()) && read::exists(self.tx.conn, object, &Predicate::id(before.id.0).and(read::alive()))? {
            search::index(self.tx, object, &after)?;
        }
        let changes = changes(object, Some(before), &draft);
        let kind = if matches!(verb, Verb::Act(_)) { EventKind::RecordAction } else { EventKind::RecordUpdate };
        self.record_change(object, before.id, verb, kind, changes)
    }

    /// The rows on which the actor may do this; what follows from a permitted act asks no permission of its own.
    fn sight(&self, object: &Object, verb: &Verb) -> Result<Predicate> {
        if verb.is_of_the_house() {
            return Ok(Predicate::True);
        }
        self.engine.sight(self.tx.actor, object, verb)
    }

    /// Refuses fields that the actor may write nowhere; returns those that may be written on some rows only, with which.
    fn writable(&self, object: &Object, verb: &Verb, draft: &Draft) -> Result<Vec<(Name, Predicate)>> {
        if verb.is_of_the_house() {
            return Ok(Vec::new());
        }
        let rights = self.engine.fields(self.tx.actor, object, verb);
        let refused = draft.names().filter(|name| object.field(name).is_none_or(|f| f.readonly || !rights.may_write(f)));
        let refused: Vec<_> = refused.map(|name| Invalid::new(name.to_string(), "field.readonly")).collect();
        if !refused.is_empty() {
            return Err(Error::Rejected(refused));
        }
        // Whose a record is decides who sees it: only whoever may share it gives it away, not everybody who works on it.
        let whose = self.engine.rows(self.tx.actor, object, &Verb::Share)?;
        let is_owner = |name: &Name| *verb == Verb::Update && object.owner.as_ref() == Some(name);
        let guarded = draft.names().filter_map(|name| {
            let rows = rights.writable(object.field(name)?);
            Some((name.clone(), if is_owner(name) { rows.and(whose.clone()) } else { rows }))
        });
        Ok(guarded.filter(|(_, rows)| *rows != Predicate::True).collect())
    }

    /// Whether the fields may be written on this very record.
    fn written_here(&mut self, object: &Object, id: RecordId, guarded: Vec<(Name, Predicate)>) -> Result<()> {
        let mut refused = Vec::new();
        for (field, rows) in guarded {
            if !read::exists(self.tx.conn, object, &Predicate::id(id.0).and(rows))? {
                refused.push(Invalid::new(field.to_string(), "field.readonly"));
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::Rejected(refused)) }
    }

    /// The record as it stands, within sight, at the version that the writer has seen.
    fn before(&mut self, object: &Object, id: RecordId, sight: Predicate, seen: ExpectedVersion) -> Result<Record> {
        let before = self.load(object, &Predicate::id(id.0).and(sight))?;
        if seen.is_some_and(|version| version != before.version) {
            let actor = self.tx.actor;
            return Err(Error::Stale(Box::new(read::one(self.engine, &mut self.tx.reader(), actor, object, id)?)));
        }
        Ok(before)
    }

    /// Required fields are there, links lead to records in sight.
    fn complete(&mut self, object: &Object, before: Option<&Record>, draft: &Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for field in &object.fields {
            let value = draft.get(&field.name).or_else(|| before.map(|b| b.get(&field.name)));
            if field.required && value.is_none_or(Value::is_null) {
                wrong.push(required(field, self.tx.actor));
            }
            if let Some(Value::Int(id)) = draft.get(&field.name)
                && !self.link_is_good(field, *id)?
            {
                wrong.push(Invalid::new(field.name.to_string(), "link.unknown"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
    }

    fn link_is_good(&mut self, field: &Field, id: i64) -> Result<bool> {
        let (table, sight) = match (field.kind.refers(), field.target.as_deref()) {
            (Refers::Nothing, _) => return Ok(true),
            (Refers::User, _) => ("user".to_owned(), Predicate::True),
            (Refers::Department, _) => ("department".to_owned(), Predicate::True),
            (Refers::Record, None) => return Ok(false),
            (Refers::Record, Some(target)) => {
                let target = self.engine.object(target)?;
                (target.table().to_owned(), read::alive().and(self.engine.sight(self.tx.actor, target, &Verb::Read)?))
            }
        };
        let predicate = Predicate::id(id).and(sight);
        let select = Select { table: &table, columns: &[Column::plain("id")], predicate: &predicate, order: &[], limit: Some(1) };
        Ok(!select.load::<Row>(self.tx.conn)?.is_empty())
    }

    fn in_sight(&mut self, object: &Object, id: RecordId, sight: &Predicate) -> Result<()> {
        if *sight == Predicate::True || read::exists(self.tx.conn, object, &Predicate::id(id.0).and(sight.clone()))? {
            return Ok(());
        }
        Err(Error::Forbidden(Reason::new("access.out_of_sight").with("object", object.label(self.tx.actor.language))))
    }

    fn load(&mut self, object: &Object, predicate: &Predicate) -> Result<Record> {
        self.load_all(object, predicate)?.pop().ok_or_else(Error::not_found)
    }

    /// Whole records, for the app's own eyes.
    fn load_all(&mut self, object: &Object, predicate: &Predicate) -> Result<Vec<Record>> {
        let fields: Vec<&Field> = object.fields.iter().collect();
        let columns = show::columns(&fields);
        let rows: Vec<Row> = Select { table: object.table(), columns: &columns, predicate, order: &[], limit: None }.load(self.tx.conn)?;
        Ok(rows.iter().map(|row| show::record(&fields, row)).collect())
    }

    /// The JSON column as it stands, so that what is not in the draft stays.
    fn custom_of(&self, object: &Object, before: &Record) -> Map<String, Json> {
        let custom = object.fields.iter().filter(|f| f.place == Place::Custom);
        custom.map(|f| (f.name.to_string(), plain_json(before.get(&f.name)))).filter(|(_, v)| !v.is_null()).collect()
    }

    /// The history, in values, for those who may see the record; the log, in digests, for those who guard it.
    fn record_change(&mut self, object: &Object, id: RecordId, verb: &Verb, kind: EventKind, changes: Vec<FieldChange>) -> Result<()> {
        timeline::insert_change(self.tx, object, id, verb, &changes)?;
        let mut event = Event::new(kind).on(object.name.to_string(), id.0);
        if matches!(verb, Verb::Act(_)) || verb.is_of_the_house() {
            event = event.with("verb", Detail::Text(verb.name().to_owned()));
        }
        for change in &changes {
            event = event.with(change.field.clone(), self.engine.digester.digest(&change.field, &text_of(&change.new)));
        }
        audit::append(self.tx, event).map(drop)
    }
}

fn required(field: &Field, actor: &Actor) -> Invalid {
    Invalid::new(field.name.to_string(), "field.required").with("label", field.label(actor.language))
}

/// Column names and values for what is in the draft, the keys of the duplicate check along.
fn stored(object: &Object, custom: &Map<String, Json>, draft: &Draft) -> Vec<(String, Value)> {
    let mut columns = Vec::with_capacity(draft.iter().count() + 4);
    let mut custom = custom.clone();
    let mut custom_changed = false;
    for (name, value) in draft.iter() {
        let Some(field) = object.field(name) else { continue };
        match field.place {
            Place::Column => columns.push((field.column_name().into_owned(), value.clone())),
            Place::Custom => {
                custom_changed = true;
                custom.insert(name.to_string(), plain_json(value));
            }
        }
        if let Some(key_column) = field.duplicate.as_ref().filter(|c| **c != field.column_name()) {
            columns.push((key_column.to_string(), field.kind.duplicate_key(value).into()));
        }
    }
    if custom_changed {
        columns.push(("custom".into(), Json::Object(custom).to_string().into()));
    }
    columns
}

fn borrowed(columns: &[(String, Value)]) -> Vec<(&str, Value)> {
    columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect()
}

/// What the draft makes different, fields without a value left out of a new record.
fn changes(object: &Object, before: Option<&Record>, draft: &Draft) -> Vec<FieldChange> {
    let changed = draft.iter().filter(|(name, value)| object.field(name).is_some() && (before.is_some() || !value.is_null()));
    changed
        .map(|(name, value)| FieldChange {
            field: name.clone(),
            old: before.map(|b| b.get(name).clone()).unwrap_or_default(),
            new: value.clone(),
        })
        .collect()
}

fn plain_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Masked(_) => Json::Null,
        Value::Int(i) => (*i).into(),
        Value::Text(t) => t.as_str().into(),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null | Value::Masked(_) => String::new(),
        Value::Int(i) => i.to_string(),
        Value::Text(t) => t.clone(),
    }
}
