//! Looking ahead as a job, and what it says.

use std::sync::Arc;

use diesel::sqlite::SqliteConnection;
use serde_json::{Value as Json, json};

use super::WhatIfRequest;
use super::count::{Ability, Difference, PersonDifference, differences};
use super::what::WhatIfVerb;
use crate::access::vocabulary::verb_label;
use crate::access::{Access, AccessHandle, Occasion};
use crate::actor::Language;
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::i18n;
use crate::ids::UserId;
use crate::jobs::{Job, JobRun, Lane};
use crate::model::{Name, Object};
use crate::people::AdminRight;
use crate::people::users;

/// How many people are named; the numbers are of all.
const NAMED: usize = 50;

pub struct WhatIfJob {
    access: Arc<AccessHandle>,
}

impl WhatIfJob {
    pub fn new(access: Arc<AccessHandle>) -> Self {
        Self { access }
    }
}

impl Job for WhatIfJob {
    const KIND: &'static str = "what_if";
    const LANE: Lane = Lane::Long;
    const TOLD: bool = false;
    type Input = WhatIfRequest;

    fn run(&self, request: WhatIfRequest, work: &mut JobRun<'_>) -> Result<Json> {
        let (db, language, access) = (work.db, work.actor.language, self.access.pin());
        // The right may have gone since it was asked for.
        if request.has_free_text() && !access.may(work.actor, AdminRight::Access) {
            return Err(Error::forbidden("access.forbidden"));
        }
        let then = db.read_blocking(|reader| request.suppose(&access, reader))?;
        // As it is, under rules that stay the same while it is counted.
        let now = db.read_blocking(|reader| WhatIfRequest::default().suppose(&access, reader))?;
        let catalog = now.catalog();
        let all = catalog.iter().count() as u64;
        let mut objects = Vec::new();
        for (done, object) in (1..).zip(catalog.iter()) {
            let shown = db.read_blocking(|reader| {
                let found = differences(&now, &then, catalog, object, reader)?;
                let rows: Vec<Json> = shown(&found.rows, |found| rows(found, object, reader, language))?;
                let abilities: Vec<Json> = shown(&found.abilities, |found| ability(found, object, reader.conn, language))?;
                Ok((rows, abilities))
            });
            let (rows, abilities) = shown?;
            if !(rows.is_empty() && abilities.is_empty()) {
                objects.push(json!({ "object": object.name, "label": object.many(language), "one": object.one(language), "rows": rows, "abilities": abilities }));
            }
            work.progress(done, Some(all))?;
        }
        let app = db.read_blocking(|reader| app(&now, &then, reader.conn, language))?;
        Ok(json!({ "people": then.active().len(), "house": app, "objects": objects }))
    }
}

fn shown<T>(all: &[T], show: impl FnMut(&T) -> Result<Json>) -> Result<Vec<Json>> {
    all.iter().map(show).collect()
}

fn rows(found: &Difference, object: &Object, reader: &mut Reader<'_>, language: Language) -> Result<Json> {
    let people = |which: fn(&PersonDifference) -> bool| found.people.iter().filter(|person| which(person)).count();
    let named = &found.people[..found.people.len().min(NAMED)];
    let names = users::names(reader.conn, &named.iter().map(|person| person.user.0).collect::<Vec<_>>())?;
    let person = |person: &PersonDifference| {
        json!({
            "user": { "id": person.user, "title": names.get(&person.user.0) }, "before": person.before, "after": person.after,
            "gain": person.gain, "lose": person.lose,
        })
    };
    let field = |name: &Name| object.field(name).map(|field| field.label(language));
    let (what, label, fields) = match &found.what {
        WhatIfVerb::Verb(verb) => (verb.name(), verb_label(Some(object), verb, language), Vec::new()),
        WhatIfVerb::Field(first, state) => {
            let label = i18n::text(language, &format!("access.what_if.states.{}", state.name())).into_owned();
            (state.name(), label, std::iter::once(first).chain(&found.also).filter_map(field).collect())
        }
    };
    Ok(json!({
        "what": what, "label": label, "fields": fields, "occasion": occasion(found.occasion, language),
        "gain": { "people": people(|person| person.gain > 0), "records": found.gained },
        "lose": { "people": people(|person| person.lose > 0), "records": found.lost },
        "started": people(|person| person.before == 0), "ended": people(|person| person.after == 0),
        "people": named.iter().map(person).collect::<Vec<_>>(),
    }))
}

fn ability(found: &Ability, object: &Object, conn: &mut SqliteConnection, language: Language) -> Result<Json> {
    Ok(json!({
        "what": found.verb.name(), "label": verb_label(Some(object), &found.verb, language), "occasion": occasion(found.occasion, language),
        "started": side(&found.started, conn)?, "ended": side(&found.ended, conn)?, "otherwise": side(&found.otherwise, conn)?,
    }))
}

/// None at the desk, where everything is told that is not said to be otherwise.
fn occasion(occasion: Occasion, language: Language) -> Option<String> {
    let word = || i18n::text(language, &format!("access.what_if.occasions.{}", occasion.name())).into_owned();
    (occasion != Occasion::Usual).then(word)
}

fn side(people: &[UserId], conn: &mut SqliteConnection) -> Result<Json> {
    let named = &people[..people.len().min(NAMED)];
    let names = users::names(conn, &named.iter().map(|user| user.0).collect::<Vec<_>>())?;
    let link = |user: &UserId| json!({ "id": user, "title": names.get(&user.0) });
    Ok(json!({ "count": people.len(), "people": named.iter().map(link).collect::<Vec<_>>() }))
}

/// Who would administer what, or no longer.
fn app(now: &Access, then: &Access, conn: &mut SqliteConnection, language: Language) -> Result<Vec<Json>> {
    let mut all = Vec::new();
    for action in AdminRight::ALL {
        let (before, after) = (now.holders(action)?, then.holders(action)?);
        let not_in = |some: &[UserId], others: &[UserId]| some.iter().copied().filter(|user| !others.contains(user)).collect::<Vec<_>>();
        let (started, ended) = (not_in(&after, &before), not_in(&before, &after));
        if !(started.is_empty() && ended.is_empty()) {
            let name = serde_json::to_value(action)?;
            let label = i18n::text(language, &format!("roles.house.{}", name.as_str().unwrap_or_default())).into_owned();
            all.push(json!({ "what": name, "label": label, "started": side(&started, conn)?, "ended": side(&ended, conn)? }));
        }
    }
    Ok(all)
}
