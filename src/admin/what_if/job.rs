//! Looking ahead as a job, and what it says.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Request;
use super::count::{Difference, Person, differences};
use crate::access::Access;
use crate::access::vocabulary::verb_label;
use crate::actor::Language;
use crate::db::Reader;
use crate::error::Result;
use crate::jobs::{Job, Work};
use crate::model::{Catalog, Object};
use crate::people::users;

/// How many people are named; the numbers are of all.
const NAMED: usize = 50;

pub struct WhatIfJob {
    access: Arc<Access>,
    catalog: Arc<Catalog>,
}

impl WhatIfJob {
    pub fn new(access: Arc<Access>, catalog: Arc<Catalog>) -> Self {
        Self { access, catalog }
    }
}

impl Job for WhatIfJob {
    const KIND: &'static str = "what_if";
    type Input = Request;

    fn run(&self, request: Request, work: &mut Work<'_>) -> Result<Json> {
        let (db, language) = (work.db, work.actor.language);
        let then = db.read_blocking(|reader| request.suppose(&self.access, reader))?;
        // As it is, under rules that stay the same while it is counted.
        let now = db.read_blocking(|reader| Request::default().suppose(&self.access, reader))?;
        let all = self.catalog.iter().count() as u64;
        let mut objects = Vec::new();
        for (done, object) in (1..).zip(self.catalog.iter()) {
            let shown = db.read_blocking(|reader| {
                let found = differences(&now, &then, &self.catalog, object, reader)?;
                found.iter().filter(|found| !found.people.is_empty()).map(|found| show(found, object, reader, language)).collect()
            });
            let verbs: Vec<Json> = shown?;
            if !verbs.is_empty() {
                objects.push(json!({ "object": object.name, "label": object.label(language), "verbs": verbs }));
            }
            work.progress(done, Some(all))?;
        }
        Ok(json!({ "people": then.active().len(), "objects": objects }))
    }
}

fn show(found: &Difference, object: &Object, reader: &mut Reader<'_>, language: Language) -> Result<Json> {
    let people = |which: fn(&Person) -> bool| found.people.iter().filter(|person| which(person)).count();
    let named = &found.people[..found.people.len().min(NAMED)];
    let names = users::names(reader.conn, &named.iter().map(|person| person.user.0).collect::<Vec<_>>())?;
    let person = |person: &Person| {
        json!({
            "user": { "id": person.user, "title": names.get(&person.user.0) }, "before": person.before, "after": person.after,
            "gain": person.gain, "lose": person.lose,
        })
    };
    Ok(json!({
        "verb": found.verb.name(), "label": verb_label(Some(object), &found.verb, language),
        "gain": { "people": people(|person| person.gain > 0), "records": found.gained },
        "lose": { "people": people(|person| person.lose > 0), "records": found.lost },
        "started": people(|person| person.before == 0), "ended": people(|person| person.after == 0),
        "people": named.iter().map(person).collect::<Vec<_>>(),
    }))
}
