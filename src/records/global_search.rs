//! Search over everything that one may see, each result with why it was found.

use serde_json::{Value as Json, json};

use super::query::{ListQuery, ListRows, Sort};
use super::{Engine, query, read, show};
use crate::actor::Actor;
use crate::db::Reader;
use crate::error::Result;
use crate::i18n::short;
use crate::model::{Field, Indexed, Object, Record, Verb};
use crate::text::{normal, phone, pinyin};

/// The best few of every object that one may see, newest first, each with why it was found.
pub fn everywhere(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, q: &str, limit: usize) -> Result<Vec<Json>> {
    let mut groups = Vec::new();
    let context = engine.context(actor, reader.now);
    for object in engine.catalog.iter().filter(|o| o.search_table().is_some() && engine.may(actor, o, &Verb::Read)) {
        let asked = ListQuery { q: Some(q.to_owned()), ..ListQuery::default() };
        let predicate = read::wanted(engine, reader, actor, object, &asked, &Verb::Read)?;
        let seen = read::seen(engine, actor, object);
        let sort = Sort::parse(Some("-id"), object, |_| true)?;
        let wanted = ListRows::of(&engine.catalog, object, &predicate);
        let (mut rows, _) = query::load(reader.conn, &wanted, &seen.columns(), &sort, None, limit, false)?;
        seen.mask(&mut rows);
        let items: Vec<Json> = rows
            .iter()
            .map(|row| {
                let record = show::record(&seen.fields, row);
                let matched = matched_fields(object, &record, q).into_iter().filter(|f| f.name != object.title).map(|f| {
                    json!({ "field": f.name, "label": f.label(actor.language), "value": f.kind.words(f, record.get(&f.name), &context) })
                });
                let title = record.get(&object.title).text().map(short);
                json!({ "id": record.id.to_string(), "title": title, "matched": matched.collect::<Vec<_>>() })
            })
            .collect();
        if !items.is_empty() {
            groups.push(json!({ "object": object.name, "label": object.label(actor.language), "icon": object.icon, "items": items }));
        }
    }
    Ok(groups)
}

/// The fields in which a search text was found, for showing why a record is among the results.
fn matched_fields<'o>(object: &'o Object, record: &Record, q: &str) -> Vec<&'o Field> {
    let wanted = normal::fold(q);
    let digits = phone::digits(q);
    let runs: Vec<&str> = wanted.split(|c: char| !c.is_alphanumeric()).filter(|r| !r.is_empty()).collect();
    let found = |field: &&Field| {
        let (Some(how), Some(text)) = (field.indexed, record.get(&field.name).text()) else { return false };
        let folded = normal::fold(text);
        let has = |run: &&str| folded.contains(*run) || (how == Indexed::Name && pinyin::initials(text).iter().any(|i| i.contains(*run)));
        runs.iter().any(has) || (how == Indexed::Phone && digits.len() > 1 && phone::digits(text).contains(&digits))
    };
    object.fields.iter().filter(found).collect()
}
