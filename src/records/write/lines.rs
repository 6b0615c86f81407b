//! The lines of a record: which are new, which changed, which are gone. They have no version of their own; their record's counts.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::Writing;
use super::columns::borrowed;
use super::columns::plain_json;
use super::complete::required;
use crate::access::FieldRights;
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, FieldChange, Line, Lines, Name, Object, Record, Value, Verb};
use crate::records::lines;

impl Writing<'_, '_> {
    pub(super) fn lines_of(&mut self, object: &Object, id: RecordId) -> Result<BTreeMap<Name, Vec<Line>>> {
        let mut all = BTreeMap::new();
        for set in &object.lines {
            let rows = lines::rows(self.tx.conn, object, set, id)?;
            all.insert(set.name.clone(), rows.iter().map(|row| lines::line(set, row)).collect());
        }
        Ok(all)
    }

    /// Refuses what the actor may not write in a line, and lines that are not this record's. What is sent as it stands is no change, where
    /// the actor sees how it stands: else whoever guesses would learn whether they are right.
    pub(super) fn lines_writable(&mut self, object: &Object, verb: &Verb, before: Option<&Record>, draft: &Draft) -> Result<Vec<Name>> {
        let (mut wrong, mut written) = (Vec::new(), HashSet::new());
        let rights = (!verb.is_of_the_app()).then(|| self.engine.fields(self.tx.actor, object, verb));
        for (set, wanted) in sets(object, draft)? {
            let stands = before.and_then(|before| before.lines.get(&set.name)).map(Vec::as_slice).unwrap_or_default();
            let unclear = match before {
                Some(before) if !verb.is_of_the_app() => self.unclear(object, before, set)?,
                _ => HashSet::new(),
            };
            if wanted.len() > set.max {
                let limit = Invalid::new(set.name.to_string(), "lines.limit");
                wrong.push(limit.with("max", set.max).with("count", wanted.len()));
            }
            let mut known = HashSet::new();
            for (nth, line) in wanted.iter().enumerate() {
                let former = line.id.and_then(|id| stands.iter().find(|line| line.id == Some(id)));
                // What the app puts back may be a line that is gone.
                if line.id.is_some_and(|id| !known.insert(id)) || line.id.is_some() && former.is_none() && rights.is_some() {
                    wrong.push(Invalid::new(at(set, nth, "id"), "lines.unknown"));
                }
                let Some(rights) = &rights else { continue };
                for (name, value) in &line.values {
                    let same = former.map_or(value.is_null(), |former| !unclear.contains(name) && former.get(name) == value);
                    let Some(field) = set.field(name).filter(|_| !same) else { continue };
                    if may_write(rights, field) {
                        written.insert(field.name.clone());
                    } else {
                        wrong.push(Invalid::new(at(set, nth, name), "field.readonly"));
                    }
                }
            }
        }
        if wrong.is_empty() { Ok(written.into_iter().collect()) } else { Err(Error::Rejected(wrong)) }
    }

    /// The fields whose values in this record's lines the actor does not see as they are.
    fn unclear(&mut self, object: &Object, before: &Record, set: &Lines) -> Result<HashSet<Name>> {
        let rights = self.engine.fields(self.tx.actor, object, &Verb::Read);
        let mut unclear = HashSet::new();
        for field in set.fields.iter().filter(|field| rights.guarded(field).is_some()) {
            if !self.fulfils(object, before, &rights.clear(field))? {
                unclear.insert(field.short().to_owned().into());
            }
        }
        Ok(unclear)
    }

    /// Makes each wanted line whole: what is not given keeps its value, in a new line it takes the default.
    pub(super) fn fill_lines(object: &Object, before: Option<&Record>, draft: &mut Draft) {
        for set in &object.lines {
            let stands = before.and_then(|before| before.lines.get(&set.name));
            for line in draft.lines_mut(&set.name).into_iter().flatten() {
                match line.id.and_then(|id| stands?.iter().find(|former| former.id == Some(id))) {
                    Some(former) => *line = std::mem::take(line).over(former),
                    None => set.fields.iter().filter_map(|field| Some((field, field.default.as_ref()?))).for_each(|(field, default)| {
                        if line.get(field.short()).is_null() {
                            line.put(field.short().to_owned(), default.clone());
                        }
                    }),
                }
            }
        }
    }

    /// Sets that would not change anything are no part of the draft.
    pub(super) fn drop_same_lines(object: &Object, before: &Record, draft: &mut Draft) {
        for set in &object.lines {
            if draft.lines(&set.name).is_some_and(|wanted| before.lines.get(&set.name).is_some_and(|stands| wanted == stands)) {
                draft.take_lines(&set.name);
            }
        }
    }

    /// Required values are there, links lead to records in sight; where the app writes, what stands already is nobody's fault, and links
    /// need only lead to what is there.
    pub(super) fn complete_lines(&mut self, object: &Object, before: Option<&Record>, verb: &Verb, draft: &Draft) -> Result<Vec<Invalid>> {
        let mut wrong = Vec::new();
        for (set, wanted) in sets(object, draft)? {
            let stands = before.and_then(|before| before.lines.get(&set.name)).map(Vec::as_slice).unwrap_or_default();
            for (nth, line) in wanted.iter().enumerate() {
                let former = line.id.and_then(|id| stands.iter().find(|former| former.id == Some(id)));
                for field in &set.fields {
                    let value = line.get(field.short());
                    let is_new = former.is_none_or(|former| former.get(field.short()) != value);
                    if field.required && value.is_null() && (is_new || !verb.is_of_the_app()) {
                        wrong.push(Invalid { field: at(set, nth, field.short()), ..required(field, self.tx.actor) });
                    }
                    if let Value::Int(id) = value
                        && is_new
                        && !self.link_is_good(field, *id, verb)?
                    {
                        wrong.push(Invalid::new(at(set, nth, field.short()), "link.unknown"));
                    }
                }
            }
        }
        Ok(wrong)
    }

    /// Writes the sets that are wanted, and says of each what became different.
    pub(super) fn write_lines(
        &mut self,
        object: &Object,
        id: RecordId,
        before: Option<&Record>,
        draft: &Draft,
    ) -> Result<Vec<FieldChange>> {
        let mut changes = Vec::new();
        for (set, wanted) in sets(object, draft)? {
            let stands = before.and_then(|before| before.lines.get(&set.name)).map(Vec::as_slice).unwrap_or_default();
            let difference = self.write_set(object, id, set, stands, wanted)?;
            if let Some(difference) = difference {
                changes.push(FieldChange { field: set.name.clone(), old: Value::Null, new: difference.to_string().into() });
            }
        }
        Ok(changes)
    }

    fn write_set(&mut self, object: &Object, id: RecordId, set: &Lines, stands: &[Line], wanted: &[Line]) -> Result<Option<Json>> {
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        let kept: HashSet<RecordId> = wanted.iter().filter_map(|line| line.id).collect();
        let removed: Vec<(usize, &Line)> =
            stands.iter().enumerate().filter(|(_, line)| line.id.is_some_and(|id| !kept.contains(&id))).collect();
        for id in removed.iter().filter_map(|(_, line)| line.id) {
            self.tx.delete(&set.table, id)?;
        }
        for (position, line) in wanted.iter().enumerate() {
            let former = line.id.and_then(|id| stands.iter().position(|former| former.id == Some(id)));
            let differs = |field: &&Field| former.is_none_or(|at| stands[at].get(field.short()) != line.get(field.short()));
            let fields: Vec<&Field> = set.fields.iter().filter(differs).collect();
            let mut columns: Vec<(String, Value)> =
                fields.iter().map(|field| (field.column_name().into_owned(), line.get(field.short()).clone())).collect();
            match former {
                Some(at) if columns.is_empty() && at == position => {}
                Some(at) => {
                    columns.push(("position".to_owned(), position_value(position)));
                    if let Some(number) = line.id {
                        self.tx.update(&set.table, number, None, &borrowed(&columns))?;
                        let values = |line: &Line| Json::Object(plain(fields.iter().map(|f| (f.short(), line.get(f.short())))));
                        let shown = json!({ "id": number.0, "at": position, "was": at, "o": values(&stands[at]), "n": values(line) });
                        changed.push(shown);
                    }
                }
                None => {
                    columns.push((lines::record_column(object).into_owned(), id.into()));
                    columns.push(("position".to_owned(), position_value(position)));
                    columns.extend(line.id.map(|id| ("id".to_owned(), id.into())));
                    let number = self.tx.insert(&set.table, &borrowed(&columns))?;
                    added.push(json!({ "id": number.0, "at": position, "n": whole(set, line) }));
                }
            }
        }
        if added.is_empty() && removed.is_empty() && changed.is_empty() {
            return Ok(None);
        }
        let removed = removed.into_iter().map(|(at, line)| json!({ "id": line.id.map(|id| id.0), "at": at, "o": whole(set, line) }));
        Ok(Some(json!({ "added": added, "removed": removed.collect::<Vec<_>>(), "changed": changed })))
    }
}

/// The sets of which the draft wants anything.
fn sets<'a>(object: &'a Object, draft: &'a Draft) -> Result<Vec<(&'a Lines, &'a [Line])>> {
    let known = |name: &Name| object.line_set(name).ok_or_else(|| Error::internal(format!("{} has no lines {name}", object.name)));
    let mut all = Vec::new();
    for name in draft.line_sets() {
        let set = known(name)?;
        let wanted = draft.lines(name).unwrap_or_default();
        if let Some(unknown) = wanted.iter().flat_map(|line| line.values.keys()).find(|name| set.field(name).is_none()) {
            return Err(Error::internal(format!("{}.{} has no field {unknown}", object.name, set.name)));
        }
        all.push((set, wanted));
    }
    Ok(all)
}

fn may_write(rights: &FieldRights, field: &Field) -> bool {
    !field.readonly && rights.may_write(field)
}

/// Where an error stands: `lines.3.quantity`.
fn at(set: &Lines, nth: usize, field: &str) -> String {
    format!("{}.{nth}.{field}", set.name)
}

fn position_value(position: usize) -> Value {
    Value::Int(i64::try_from(position).unwrap_or(i64::MAX))
}

fn whole(set: &Lines, line: &Line) -> Json {
    Json::Object(plain(set.fields.iter().map(|field| (field.short(), line.get(field.short()))).filter(|(_, value)| !value.is_null())))
}

fn plain<'a>(values: impl Iterator<Item = (&'a str, &'a Value)>) -> Map<String, Json> {
    values.map(|(name, value)| (name.to_owned(), plain_json(value))).collect()
}
