//! Reviews as people read them, and as a sheet.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::{LOOKS_BACK, Use, store};
use crate::access::change;
use crate::access::role::Roles;
use crate::access::vocabulary::{role_label, verb_label};
use crate::actor::{Actor, Language};
use crate::clock::{from_millis, rfc3339};
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::i18n;
use crate::jobs::NewFile;
use crate::model::{Refers, Verb};
use crate::people::Role;
use crate::records::{Engine, Titles};
use crate::sheet::{Cell, Format, TableWriter};

/// All reviews, the latest first.
pub(super) fn all(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor) -> Result<Json> {
    let mut shown = Vec::new();
    for review in store::reviews(reader.conn)? {
        let items = store::items(reader.conn, review.id)?;
        shown.push((items.iter().filter(|item| item.decision.is_some()).count(), items.len(), review));
    }
    let mut titles = Titles::default();
    shown.iter().flat_map(|(_, _, r)| [r.started_by, r.signed_by]).flatten().for_each(|user| titles.want(Refers::User, None, user));
    titles.load(engine, reader.conn, actor)?;
    let line = |(done, total, review): &(usize, usize, store::Review)| head(review, *done, *total, &titles);
    Ok(json!({ "items": shown.iter().map(line).collect::<Vec<_>>(), "every_months": super::schedule::every(reader.conn)? }))
}

fn head(review: &store::Review, done: usize, total: usize, titles: &Titles) -> Json {
    let person = |user: Option<i64>| user.map(|user| titles.link(Refers::User, None, user));
    json!({
        "id": review.id.to_string(), "started_at": rfc3339(from_millis(review.started_at)), "started_by": person(review.started_by),
        "due_on": review.due_on, "expires_on": review.expires_on, "done": done, "total": total,
        "signed_at": review.signed_at.map(|at| rfc3339(from_millis(at))), "signed_by": person(review.signed_by),
    })
}

/// One review with all its grants.
pub(super) fn one(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, id: i64) -> Result<Json> {
    let (review, items, roles, titles) = load(engine, reader, actor, id)?;
    let done = items.iter().filter(|item| item.decision.is_some()).count();
    let mut shown = head(&review, done, items.len(), &titles);
    let line = |item: &store::Item| {
        let uses = |text: &str| serde_json::from_str::<Vec<Use>>(text).unwrap_or_default();
        let said = |right: &Use| {
            let (object, verb) = labels(engine, right, actor.language);
            json!({ "object": object, "verb": verb, "day": right.day })
        };
        let [used, unused] = [&item.used, &item.unused].map(|text| uses(text).iter().map(said).collect::<Vec<_>>());
        let role: Option<Role> = item.role.parse().ok();
        json!({
            "user": titles.link(Refers::User, None, item.user.0), "role": item.role, "label": label(&roles, &item.role, actor.language),
            "office": role.is_some_and(|role| role.is_office()), "used": used, "unused": unused, "decision": item.decision,
            "decided_at": item.decided_at.map(|at| rfc3339(from_millis(at))),
            "decided_by": item.decided_by.map(|user| titles.link(Refers::User, None, user)),
        })
    };
    shown["items"] = items.iter().map(line).collect();
    Ok(shown)
}

type Loaded = (store::Review, Vec<store::Item>, Roles, Titles);

fn load(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, id: i64) -> Result<Loaded> {
    let review = store::find(reader.conn, id)?.ok_or_else(Error::not_found)?;
    let items = store::items(reader.conn, id)?;
    let (roles, _) = change::policy_set(reader.conn)?;
    let mut titles = Titles::default();
    let people = items.iter().flat_map(|item| [Some(item.user.0), item.decided_by]).chain([review.started_by, review.signed_by]);
    people.flatten().for_each(|user| titles.want(Refers::User, None, user));
    titles.load(engine, reader.conn, actor)?;
    Ok((review, items, roles, titles))
}

fn label(roles: &Roles, role: &str, language: Language) -> String {
    let Ok(role) = role.parse::<Role>() else { return role.to_owned() };
    let own = roles.get(&role).and_then(|definition| definition.label.as_deref());
    role_label(&role, own, language)
}

/// The words for what a right is about, and what is done.
fn labels(engine: &Engine, right: &Use, language: Language) -> (String, String) {
    let object = engine.catalog.get(&right.object);
    let verb = object.and_then(|object| object.verbs().into_iter().find(|verb: &Verb| verb.name() == right.verb));
    let object_label = object.map_or_else(|| right.object.clone(), |object| object.label(language));
    (object_label, verb.map_or_else(|| right.verb.clone(), |verb| verb_label(object.map(|found| &**found), &verb, language)))
}

/// The result as a sheet: one line per person and role.
pub(super) fn file(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, id: i64) -> Result<NewFile> {
    let (review, items, roles, titles) = load(engine, reader, actor, id)?;
    let word = |key: &str| i18n::text(actor.language, &format!("review.file.{key}")).into_owned();
    let headings = ["person", "role", "used", "unused", "decision", "by", "at"].map(word);
    let mut writer = TableWriter::new(Format::Xlsx, &headings)?;
    for item in &items {
        let name = |user: i64| titles.title(Refers::User, None, user).unwrap_or_default().to_owned();
        let uses = |text: &str| {
            let uses: Vec<Use> = serde_json::from_str(text).unwrap_or_default();
            let words = |right| {
                let (object, verb) = labels(engine, right, actor.language);
                format!("{object} · {verb}")
            };
            i18n::clauses(actor.language, &uses.iter().map(words).collect::<Vec<_>>())
        };
        let decision = item
            .decision
            .as_deref()
            .map_or_else(String::new, |d| i18n::text(actor.language, &format!("review.decisions.{d}")).into_owned());
        let at =
            item.decided_at.map(|at| from_millis(at).with_timezone(&engine.zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let line = [
            name(item.user.0),
            label(&roles, &item.role, actor.language),
            uses(&item.used),
            uses(&item.unused),
            decision,
            item.decided_by.map(name).unwrap_or_default(),
            at,
        ];
        writer.row(&line.map(Cell::Text))?;
    }
    let name = i18n::fill(actor.language, "review.file.name", &[("day", review.due_on)]);
    Ok(NewFile { name, media_type: Format::Xlsx.media_type(), bytes: writer.finish()? })
}

/// Accounts that nobody signed in with for ninety days.
pub(super) fn stale(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor) -> Result<Json> {
    let since = reader.now.checked_sub_days(LOOKS_BACK).unwrap_or(reader.now).timestamp_millis();
    let people: Vec<_> = store::last_seen(reader.conn)?.into_iter().filter(|(_, made, last)| last.unwrap_or(*made) < since).collect();
    let mut titles = Titles::default();
    people.iter().for_each(|(user, _, _)| titles.want(Refers::User, None, user.0));
    titles.load(engine, reader.conn, actor)?;
    let line = |(user, made, last): &(crate::ids::UserId, i64, Option<i64>)| json!({ "user": titles.link(Refers::User, None, user.0), "made_at": rfc3339(from_millis(*made)), "seen_at": last.map(|at| rfc3339(from_millis(at))) });
    Ok(json!({ "items": people.iter().map(line).collect::<Vec<_>>(), "days": 90 }))
}

/// A day in the company's zone.
pub(super) fn today(engine: &Engine, now: chrono::DateTime<chrono::Utc>) -> NaiveDate {
    now.with_timezone(&engine.zone).date_naive()
}
