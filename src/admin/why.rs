//! Why: who can see a record and by which policy, why somebody can or cannot, and a list as somebody else sees it.
//!
//! The same policies that decide are asked, each for itself ([`crate::access::Explanation`]), as if everybody sat at their desk. Of a record
//! nothing is told but its number; only the list in somebody else's name shows data, and the log has that before it is shown.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use rocket::response::content::RawJson;
use rocket::serde::json::{Json, Value};
use rocket::{FromForm, State, get};
use serde_json::json;

use super::access_editor::AccessEditor;
use crate::access::{Access, AccessQuestion, Explanation, Hypothetical, change, vocabulary};
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::db::sql::{CappedCount, Column, Compare, Predicate, Run};
use crate::db::{Db, Reader};
use crate::error::{Error, Reason, Result};
use crate::i18n;
use crate::ids::UserId;
use crate::model::{Name, Object, Verb};
use crate::people::{AccessAdmin, AccessReader, AdminRight, Administration, Role, demand, users};
use crate::records::routes::Listing;
use crate::records::{Engine, ListQuery, PinnedEngine, read};

/// What is told of a record, the first before all: nobody does anything to what they do not see.
const VERBS: [Verb; 6] = [Verb::Read, Verb::Update, Verb::Delete, Verb::Export, Verb::Share, Verb::Reveal];

/// One record, asked many predicates; each of them once.
struct AskedRecord<'a> {
    object: &'a Object,
    id: i64,
    known: HashMap<Predicate, bool>,
}

impl AskedRecord<'_> {
    fn fulfils(&mut self, conn: &mut SqliteConnection, predicate: &Predicate) -> Result<bool> {
        if let Some(&known) = self.known.get(predicate) {
            return Ok(known);
        }
        let alive = Predicate::Empty(Column::plain("deleted_at"));
        let wanted = Predicate::id(self.id).and(alive).and(predicate.clone());
        let found: i64 = Run::Once.of(CappedCount { table: self.object.table(), predicate: &wanted, cap: 1 }).get_result(conn)?;
        self.known.insert(predicate.clone(), found > 0);
        Ok(found > 0)
    }
}

/// Whether somebody may, and the policies that say so or say no.
struct Verdict {
    may: bool,
    permits: Vec<String>,
    forbids: Vec<String>,
}

impl Verdict {
    fn of(said: Vec<Explanation>, record: &mut AskedRecord<'_>, conn: &mut SqliteConnection) -> Result<Self> {
        let (mut permits, mut forbids) = (Vec::new(), Vec::new());
        for said in said {
            if record.fulfils(conn, &said.rows)? {
                if said.permits() { permits.push(said.policy) } else { forbids.push(said.policy) }
            }
        }
        Ok(Self { may: !permits.is_empty() && forbids.is_empty(), permits, forbids })
    }

    /// Nobody does anything to a record that they do not see.
    fn only_if(&mut self, seen: Self) {
        self.may &= seen.may;
        self.forbids.extend(seen.forbids.into_iter().filter(|policy| !self.forbids.contains(policy)).collect::<Vec<_>>());
    }
}

/// What policies are called, in words.
struct Names {
    roles: HashMap<String, String>,
    policies: HashMap<i64, String>,
    language: Language,
}

impl Names {
    fn load(reader: &mut Reader<'_>, language: Language) -> Result<Self> {
        let label = |standing: &change::StoredRole| vocabulary::role_label(&standing.role, standing.definition.label.as_deref(), language);
        let roles = change::roles(reader.conn)?.iter().map(|standing| (standing.role.name().to_owned(), label(standing))).collect();
        let policies = change::policies(reader.conn)?.into_iter().map(|policy| (policy.id, policy.name)).collect();
        Ok(Self { roles, policies, language })
    }

    /// `role.sales.customer.self` is what the role 销售 may do with its own; `policy.3` has the name that somebody gave it.
    fn show(&self, policy: &str) -> Value {
        let parts: Vec<&str> = policy.split('.').collect();
        let words = match parts.as_slice() {
            ["role", role, _, "fields", scope, "clear"] => self.of_role("role", role, scope),
            ["role", role, _, "fields", scope, _] => self.of_role("role_or_shared", role, scope),
            ["role", role, _, .., scope] => self.of_role("role", role, scope),
            ["policy", id] => {
                let name = id.parse().ok().and_then(|id: i64| self.policies.get(&id)).cloned().unwrap_or_default();
                i18n::fill(self.language, "access.why.policy", &[("name", name)])
            }
            _ => i18n::text(self.language, &format!("access.why.shipped.{}", policy.replace('.', "_"))).into_owned(),
        };
        json!({ "policy": policy, "words": words })
    }

    fn of_role(&self, how: &str, role: &str, scope: &str) -> String {
        let args = [
            ("role", self.roles.get(role).cloned().unwrap_or_else(|| role.to_owned())),
            ("scope", i18n::text(self.language, &format!("roles.scopes.{scope}")).into_owned()),
        ];
        i18n::fill(self.language, &format!("access.why.{how}"), &args)
    }

    fn all(&self, policies: &[String]) -> Vec<Value> {
        policies.iter().map(|policy| self.show(policy)).collect()
    }
}

/// Who can do what to a record, and what they see of its fields; for those who may ask, and for whom it belongs to.
#[get("/access/records/<object>/<id>")]
pub async fn record(
    object: &str,
    id: i64,
    actor: Actor,
    administration: &State<Arc<dyn Administration>>,
    engine: PinnedEngine,
    editor: AccessEditor,
) -> Result<Json<Value>> {
    if !administration.may(&actor, AdminRight::Explain) && !owns(&editor.db, &engine, &actor, object, id).await? {
        demand(&editor.db, &***administration, &actor, AdminRight::Explain).await?;
    }
    let object = engine.object(object)?.clone();
    editor.read_long(move |access, reader| everybody(access, reader, &object, id, actor.language)).await.map(Json)
}

/// Whether a record in sight belongs to the actor.
async fn owns(db: &Db, engine: &Arc<Engine>, actor: &Actor, object: &str, id: i64) -> Result<bool> {
    let Some(object) = engine.catalog.get(object).cloned() else { return Ok(false) };
    let owner = object.owner.as_ref().and_then(|owner| object.field(owner)).map(|field| field.column());
    let (Some(owner), Some(user)) = (owner, actor.user) else { return Ok(false) };
    let Ok(sight) = engine.sight(actor, &object, &Verb::Read) else { return Ok(false) };
    let own = Predicate::Compare(owner, Compare::Eq, user.into()).and(sight);
    db.read(move |reader| AskedRecord { object: &object, id, known: HashMap::new() }.fulfils(reader.conn, &own)).await
}

fn everybody(access: &Access, reader: &mut Reader<'_>, object: &Object, id: i64, language: Language) -> Result<Value> {
    let mut record = AskedRecord { object, id, known: HashMap::new() };
    if !record.fulfils(reader.conn, &Predicate::True)? {
        return Err(Error::not_found());
    }
    let (names, active) = (Names::load(reader, language)?, access.active());
    let titles = users::names(reader.conn, &active.iter().map(|user| user.0).collect::<Vec<_>>())?;
    let (mut people, mut timed) = (Vec::new(), false);
    for user in active {
        let somebody = access.somebody(user)?;
        let mut verbs = BTreeMap::new();
        for verb in VERBS {
            let ask = AccessQuestion::Verb(verb.clone());
            timed |= somebody.is_timed(object, &ask);
            let verdict = Verdict::of(somebody.explain(object, &ask)?, &mut record, reader.conn)?;
            if verdict.may {
                verbs.insert(verb.name().to_owned(), names.all(&verdict.permits));
            } else if verb == Verb::Read {
                break;
            }
        }
        if !verbs.is_empty() {
            let fields = fields(access, &somebody, &mut record, reader.conn, &names)?;
            // There is something to reveal where a field is masked.
            if fields.iter().all(|field| field["right"] != "masked") {
                verbs.remove(Verb::Reveal.name());
            }
            timed |= is_any_timed(access, &somebody, object);
            people.push(json!({ "user": { "id": user, "title": titles.get(&user.0) }, "verbs": verbs, "fields": fields }));
        }
    }
    let verbs = VERBS.map(|verb| json!({ "verb": verb.name(), "label": vocabulary::verb_label(Some(object), &verb, language) }));
    Ok(json!({ "people": people, "verbs": verbs, "timed": timed }))
}

fn is_any_timed(access: &Access, somebody: &Hypothetical<'_>, object: &Object) -> bool {
    let looks = |field: &Name| [AccessQuestion::Clear(field.clone()), AccessQuestion::Masked(field.clone())];
    access.guarded_fields(object).iter().flat_map(looks).any(|ask| somebody.is_timed(object, &ask))
}

/// How somebody sees each field of which a policy speaks, and by which. All other fields they see with the record.
fn fields(
    access: &Access,
    somebody: &Hypothetical<'_>,
    record: &mut AskedRecord<'_>,
    conn: &mut SqliteConnection,
    names: &Names,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for field in access.guarded_fields(record.object) {
        let clear = Verdict::of(somebody.explain(record.object, &AccessQuestion::Clear(field.clone()))?, record, conn)?;
        let masked = Verdict::of(somebody.explain(record.object, &AccessQuestion::Masked(field.clone()))?, record, conn)?;
        let (right, permits, forbids) = if clear.may {
            ("clear", clear.permits, Vec::new())
        } else if masked.may {
            ("masked", masked.permits, clear.forbids)
        } else {
            ("hidden", Vec::new(), [clear.forbids, masked.forbids].concat())
        };
        let mut forbids = names.all(&forbids);
        forbids.dedup();
        all.push(json!({
            "field": field, "label": record.object.guardable().find(|known| known.name == field).map(|field| field.label(names.language)),
            "right": right, "right_label": i18n::text(names.language, &format!("access.why.rights.{right}")),
            "permits": names.all(&permits), "forbids": forbids,
        }));
    }
    Ok(all)
}

/// As it came: what is missing or no number is named and refused.
#[derive(FromForm)]
pub struct Question {
    user: Option<String>,
    object: Option<String>,
    id: Option<String>,
    verb: Option<String>,
}

/// Why somebody can do it to a record, or cannot.
#[get("/access/why?<question..>")]
pub async fn why(question: Question, asker: AccessReader, engine: PinnedEngine, editor: AccessEditor) -> Result<Json<Value>> {
    let refuse = |field: &'static str| Error::Refused(Reason::new("filter.value").with("field", field));
    let number = |text: Option<String>, field| text.and_then(|text| text.trim().parse::<i64>().ok()).ok_or_else(|| refuse(field));
    let (user, id) = (number(question.user, "user")?, number(question.id, "id")?);
    let object = engine.object(&question.object.ok_or_else(|| refuse("object"))?)?.clone();
    let verb = object.verbs().into_iter().find(|known| question.verb.as_deref() == Some(known.name())).ok_or_else(|| refuse("verb"))?;
    let language = asker.0.language;
    let answer = move |access: &Access, reader: &mut Reader<'_>| {
        let mut record = AskedRecord { object: &object, id, known: HashMap::new() };
        let somebody = users::find(reader.conn, UserId(user))?.ok_or_else(Error::not_found)?;
        if !record.fulfils(reader.conn, &Predicate::True)? {
            return Err(Error::not_found());
        }
        let (asked, ask, read) = (access.somebody(somebody.id)?, AccessQuestion::Verb(verb.clone()), AccessQuestion::Verb(Verb::Read));
        let mut verdict = Verdict::of(asked.explain(&object, &ask)?, &mut record, reader.conn)?;
        if verb.needs_sight() {
            verdict.only_if(Verdict::of(asked.explain(&object, &read)?, &mut record, reader.conn)?);
        }
        let names = Names::load(reader, language)?;
        let looks = verdict.may && verb == Verb::Read;
        let fields = if looks { fields(access, &asked, &mut record, reader.conn, &names)? } else { Vec::new() };
        let timed = asked.is_timed(&object, &ask)
            || verb.needs_sight() && asked.is_timed(&object, &read)
            || looks && is_any_timed(access, &asked, &object);
        let role = |role: &Role| names.roles.get(role.name()).cloned();
        Ok(json!({
            "may": verdict.may, "permits": names.all(&verdict.permits), "forbids": names.all(&verdict.forbids), "timed": timed, "fields": fields,
            "user": { "id": somebody.id, "title": somebody.name }, "active": somebody.active,
            "roles": somebody.roles.iter().filter_map(role).collect::<Vec<_>>(),
            "verb": verb.name(), "label": vocabulary::verb_label(Some(&object), &verb, language),
        }))
    };
    editor.read(answer).await.map(Json)
}

/// Which records somebody else sees: read only, by their titles alone, and in the log before it is shown. What is in them is
/// nobody's business who asks only who may see them.
#[get("/access/as/<user>/<object>?<query..>")]
pub async fn list_as(
    user: i64,
    object: &str,
    query: Listing,
    asker: AccessAdmin,
    engine: PinnedEngine,
    editor: AccessEditor,
) -> Result<RawJson<Vec<u8>>> {
    let (query, object, engine) = (query.read()?, engine.object(object)?.clone(), engine.clone());
    // By what they are called alone: a search would find by what is in them.
    let called = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let filter = called.map(|called| json!({ "field": object.title, "op": "contains", "value": called }));
    let query = ListQuery { fields: Some(vec![object.title.to_string()]), filter, q: None, view: None, sort: None, ..query };
    let found = editor.read(move |_, reader| users::find(reader.conn, UserId(user))).await?.ok_or_else(Error::not_found)?;
    let event =
        Event::new(EventKind::AccessView).on("user", user).with("login", found.login.clone()).with("object", object.name.to_string());
    editor.db.write(&asker.0, move |tx| audit::append(tx, event).map(drop)).await?;
    let roles = found.roles.iter().map(|role| role.name().to_owned()).collect();
    let as_they = Actor {
        user: Some(found.id),
        login: found.login.into(),
        name: found.name.into(),
        department: found.department_id,
        roles,
        session: None,
        ..asker.0
    };
    editor.read(move |_, reader| read::list(&engine, reader, &as_they, &object, &query)).await.map(|page| RawJson(page.0))
}
