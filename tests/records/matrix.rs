//! Every generic feature over every object: a new object is tested by being in the catalog. Documents that only tests know go through
//! all of it as well, so that what has lines, states and numbers is tried before the first real one comes.

use std::collections::BTreeSet;
use std::sync::Arc;

use kedun::actor::Actor;
use kedun::ids::RecordId;
use kedun::model::{Field, Fold, Lines, Object, Refers, Verb};
use kedun::records::export;
use kedun::sheet::Format;
use rocket::http::{Method, Status};
use serde_json::{Map, Value as Json, json};

use crate::support::app::catalog_with_documents;
use crate::support::person::{Answer, encode, id};
use crate::support::{Person, TestApp};

/// A believable value for any field; `n` makes it different from the last one.
fn value(person: &Person<'_>, field: &Field, n: u32) -> Json {
    match (field.kind.name(), field.kind.refers()) {
        (_, Refers::User) => json!(person.id.to_string()),
        (_, Refers::Department) => Json::Null,
        (_, Refers::Record) => json!(id(&made(person, field.target.as_deref().unwrap_or_default(), n + 1000))),
        ("text", _) if field.name == "tax_number" => json!(format!("{n:06}ABCDEFGHI")),
        ("text", _) => json!(format!("恒通{n}号")),
        ("long_text", _) => json!(format!("第一行\n第二行 {n} <b>=1+1</b>")),
        ("number" | "percent", _) if field.scale == 0 => json!(n.to_string()),
        ("number" | "percent", _) => json!(format!("{n}.5")),
        ("money", _) => json!({ "amount": format!("{n}.50"), "currency": "CNY" }),
        ("boolean", _) => json!(true),
        ("date", _) => json!("2026-03-04"),
        ("datetime", _) => json!(format!("2026-03-04T08:{:02}:00Z", n % 60)),
        ("choice", _) => json!(field.options[0].value),
        ("choices", _) => json!([field.options[0].value]),
        ("phone", _) => json!(format!("138{:08}", u64::from(n) * 10 + field.name.len() as u64)),
        ("email", _) => json!(format!("a{n}@example.com")),
        ("url", _) => json!(format!("https://example.com/{n}")),
        ("address", _) => json!("江苏省苏州市"),
        (other, _) => panic!("the matrix knows no value of kind {other}"),
    }
}

fn draft(person: &Person<'_>, object: &Object, n: u32) -> Json {
    let writable = object.fields.iter().filter(|f| !f.readonly && f.kind.refers() != Refers::Department);
    let mut draft = Map::new();
    for field in writable {
        // Links to one another must belong together; the required one is enough.
        if field.kind.refers() != Refers::Record || field.required {
            draft.insert(field.name.to_string(), value(person, field, n));
        }
    }
    for set in &object.lines {
        draft.insert(set.name.to_string(), (0..2).map(|nth| line(person, set, n + nth)).collect());
    }
    Json::Object(draft)
}

fn line(person: &Person<'_>, set: &Lines, n: u32) -> Json {
    let writable = set.fields.iter().filter(|field| !field.readonly);
    Json::Object(writable.map(|field| (field.short().to_owned(), value(person, field, n))).collect())
}

fn made(person: &Person<'_>, object: &str, n: u32) -> Json {
    let catalog = catalog_with_documents();
    let object = catalog.get(object).expect("an object");
    person.create(&object.name, draft(person, object, n))
}

fn every_object() -> Vec<Arc<Object>> {
    catalog_with_documents().iter().cloned().collect()
}

/// Those to whose records people do something; a ledger is only written and read.
fn objects_with(verb: &Verb) -> Vec<Arc<Object>> {
    every_object().into_iter().filter(|object| object.verbs.has(verb)).collect()
}

fn over_every_object(check: impl Fn(&TestApp, &Person<'_>, &Object)) {
    over(every_object(), check);
}

fn over(objects: Vec<Arc<Object>>, check: impl Fn(&TestApp, &Person<'_>, &Object)) {
    for object in objects {
        let app = TestApp::with_documents();
        check(&app, &app.admin("wu"), &object);
        app.assert_log_verifies();
    }
}

#[test]
fn what_was_saved_comes_back() {
    over_every_object(|_, wu, object| {
        let wanted = draft(wu, object, 1);
        let record = wu.create(&object.name, wanted.clone());
        let again = wu.one(&object.name, &record).assert(Status::Ok);
        assert!(again.headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("etag") && v == "\"1\""));
        for (name, value) in wanted.as_object().expect("fields") {
            let shown = &again.body[name];
            if let Some(set) = object.line_set(name) {
                assert_lines(set, shown, value);
                continue;
            }
            let shown = if object.field(name).is_some_and(|f| f.kind.refers() != Refers::Nothing) { &shown["id"] } else { shown };
            match object.field(name).map(|f| f.kind.name()) {
                Some("datetime") => assert_eq!(shown, "2026-03-04T08:01:00.000Z"),
                Some("number" | "percent") => assert_eq!(shown.as_str().map(|s| s.trim_end_matches('0')), value.as_str()),
                _ => assert_eq!(shown, value, "{}.{name}", object.name),
            }
        }
    });
}

/// What was sent of each line stands in it, in the order in which it was sent.
fn assert_lines(set: &Lines, shown: &Json, sent: &Json) {
    let (shown, sent) = (shown.as_array().expect("lines"), sent.as_array().expect("lines"));
    assert_eq!(shown.len(), sent.len());
    for (shown, sent) in shown.iter().zip(sent) {
        assert!(!id(shown).is_empty());
        for (name, value) in sent.as_object().expect("a line") {
            let is_number = set.field(name).is_some_and(|field| matches!(field.kind.name(), "number" | "percent"));
            let shown = if is_number { json!(shown[name].as_str().expect("a number").trim_end_matches('0')) } else { shown[name].clone() };
            assert_eq!(shown, *value, "{}.{name}", set.name);
        }
    }
}

#[test]
fn a_change_needs_the_version_that_stands() {
    over(objects_with(&Verb::Update), |_, wu, object| {
        let record = made(wu, &object.name, 1);
        let field = object.fields.iter().find(|f| f.name == object.title).expect("a title");
        let body = json!({ field.name.as_ref(): value(wu, field, 2) });
        let path = format!("/api/records/{}/{}", object.name, id(&record));
        wu.request(Method::Patch, &path, Some(&body), &[]).assert_code(428, "request.precondition");
        let changed = wu.update(&object.name, &record, body.clone()).assert(Status::Ok).body;
        assert_eq!(changed["version"].as_i64(), record["version"].as_i64().map(|v| v + 1));
        let stale = wu.update(&object.name, &record, json!({ field.name.as_ref(): value(wu, field, 3) }));
        stale.assert_code(412, "record.stale");
        assert_eq!(stale.body["current"]["version"], changed["version"]);
        let timeline = wu.get(&format!("{path}/timeline")).assert(Status::Ok).body;
        let change = timeline["items"]
            .as_array()
            .and_then(|all| all.iter().find(|e| e["verb"] == "update" && e["object"].is_null()).cloned())
            .expect("a change");
        assert_eq!(change["changes"][0]["label"], field.label(kedun::actor::Language::Chinese));
        assert_eq!(change["changes"][0]["new"], changed[field.name.as_ref()]);
    });
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_saved() {
    over_every_object(|_, wu, object| {
        let empty = wu.post(&format!("/api/records/{}", object.name), json!({}));
        empty.assert_code(422, "record.rejected");
        for field in object.fields.iter().filter(|f| f.required && f.default.is_none()) {
            assert_eq!(empty.field_code(&field.name), Some("field.required"));
        }
        for field in object.fields.iter().filter(|f| !f.readonly) {
            let nonsense = wu.post(&format!("/api/records/{}", object.name), json!({ field.name.as_ref(): { "x": [] } }));
            assert_eq!(nonsense.status, 422, "{}.{}: {}", object.name, field.name, nonsense.body);
            assert!(nonsense.field_code(&field.name).is_some(), "{}.{}: {}", object.name, field.name, nonsense.body);
            if let Some(max) = field.kind.max(field) {
                let long = wu.post(&format!("/api/records/{}", object.name), json!({ field.name.as_ref(): "长".repeat(max + 1) }));
                assert!(long.field_code(&field.name).is_some(), "{}.{}", object.name, field.name);
            }
        }
        for field in object.fields.iter().filter(|f| f.readonly) {
            let mut body = draft(wu, object, 5);
            body[field.name.as_ref()] = Json::Null;
            let refused = wu.post(&format!("/api/records/{}", object.name), body);
            assert_eq!(refused.field_code(&field.name), Some("field.readonly"));
        }
        let unknown = wu.post(&format!("/api/records/{}", object.name), json!({ "password": "x" }));
        assert_eq!(unknown.field_code("password"), Some("field.unknown"));
        assert!(wu.list(&object.name, "").is_empty());
    });
}

#[test]
fn every_field_may_be_emptied_or_says_why_not() {
    over(objects_with(&Verb::Update), |_, wu, object| {
        let mut record = made(wu, &object.name, 1);
        for field in object.fields.iter().filter(|f| !f.readonly) {
            let answer = wu.update(&object.name, &record, json!({ field.name.as_ref(): null }));
            let why_not = if object.parent.as_ref() == Some(&field.name) { "field.fixed" } else { "field.required" };
            match field.required {
                true => assert_eq!(answer.field_code(&field.name), Some(why_not), "{}.{}", object.name, field.name),
                false => record = answer.assert(Status::Ok).body,
            }
        }
    });
}

#[test]
fn lists_page_through_everything_once_in_order() {
    over_every_object(|_, wu, object| {
        let optional: Vec<&Field> = object.fields.iter().filter(|f| f.sortable && !f.required && !f.readonly).collect();
        let made = |n: u32| {
            let mut draft = draft(wu, object, n);
            optional.iter().filter(|_| n % 2 == 1).for_each(|field| draft[field.name.as_ref()] = Json::Null);
            id(&wu.create(&object.name, draft)).to_owned()
        };
        let all: Vec<String> = (0..7).map(made).collect();
        let sorts: Vec<String> =
            object.fields.iter().filter(|f| f.sortable).map(|f| f.name.to_string()).chain(["id".into(), "updated_at".into()]).collect();
        for sort in sorts.iter().flat_map(|s| [s.clone(), format!("-{s}")]) {
            let (mut seen, mut cursor) = (Vec::<Json>::new(), String::new());
            let (field, descending) = sort.strip_prefix('-').map_or((sort.as_str(), false), |field| (field, true));
            loop {
                let path = format!("/api/records/{}?limit=3&fields={field}&sort={sort}&cursor={cursor}", object.name);
                let page = wu.get(&path).assert(Status::Ok).body;
                assert_eq!(page["total"], json!({ "count": 7, "capped": false }));
                seen.extend(page["items"].as_array().expect("items").iter().cloned());
                match page["next"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            let ids = |records: &[Json]| records.iter().map(|r| id(r).to_owned()).collect::<Vec<_>>();
            assert_eq!(BTreeSet::from_iter(ids(&seen)), BTreeSet::from_iter(all.clone()), "{} by {sort}", object.name);
            // Filled ones in their order, then the empty ones; the number decides between equals.
            let mut wanted = seen.clone();
            wanted.sort_by_key(|record| {
                let value = record[field].get("amount").unwrap_or(&record[field]).as_str().map(|text| format!("{text:0>9}"));
                (value, format!("{:0>9}", id(record)))
            });
            if descending {
                wanted.reverse();
            }
            wanted.sort_by_key(|record| record[field].is_null());
            assert_eq!(ids(&seen), ids(&wanted), "{} by {sort}", object.name);
        }
        for bad in
            ["sort=remarks2", "sort=custom", "limit=0", "limit=201", "limit=x", "cursor=abc", "fields=password", "view=none", "filter=%5B"]
        {
            let refused = wu.get(&format!("/api/records/{}?{bad}", object.name));
            assert_eq!(refused.status, 400, "{bad}: {}", refused.body);
            assert!(refused.body["advice"].as_str().is_some_and(|a| !a.is_empty()), "{bad}: {}", refused.body);
        }
    });
}

#[test]
fn every_view_and_every_operator_answers() {
    over_every_object(|_, wu, object| {
        made(wu, &object.name, 1);
        for view in &object.views {
            wu.get(&format!("/api/records/{}?view={}", object.name, view.name)).assert(Status::Ok);
        }
        for field in object.fields.iter().filter(|field| !field.inner) {
            for op in field.kind.ops() {
                let one = if field.kind.refers() == Refers::Record { json!("1") } else { value(wu, field, 77) };
                let operand = match op.name() {
                    "empty" => json!(false),
                    "in" if field.kind.name() == "choices" => one,
                    "in" => json!([one]),
                    "between" => json!([one, one]),
                    "within" => json!("this_year"),
                    "contains" if field.kind.name() == "choices" => json!("x"),
                    "contains" | "starts" => json!("13"),
                    _ => one,
                };
                if op.name() != "empty" && field.kind.refers() == Refers::Department {
                    continue;
                }
                let filter = json!({ "field": field.name, "op": op.name(), "value": operand });
                let answer = wu.get(&format!("/api/records/{}?filter={}", object.name, encode(&filter.to_string())));
                assert_eq!(answer.status, 200, "{filter}: {}", answer.body);
            }
        }
    });
}

#[test]
fn everything_searchable_is_found_by_any_two_characters() {
    over(objects_with(&Verb::Delete), |_, wu, object| {
        let record = made(wu, &object.name, 1);
        for field in object.fields.iter().filter(|f| f.indexed.is_some()) {
            let Some(text) = record[field.name.as_ref()].as_str() else { continue };
            let run = text.split(|c: char| !c.is_alphanumeric()).find(|r| r.chars().count() > 1).expect("a run");
            let middle: String = run.chars().skip(run.chars().count() / 2 - 1).take(2).collect();
            let found = wu.list(&object.name, &format!("q={}", encode(&middle)));
            assert!(found.iter().any(|r| id(r) == id(&record)), "{}.{}: {middle}", object.name, field.name);
            let groups = wu.search(&middle);
            assert!(groups.iter().any(|g| g["object"] == object.name.as_ref()), "{}.{}: {middle}", object.name, field.name);
        }
        assert!(wu.list(&object.name, &format!("q={}", encode("毫不相干"))).is_empty());
        let deleted = wu.delete(&object.name, &record);
        assert_eq!(deleted.status, 204, "{}", deleted.body);
        assert!(wu.list(&object.name, &format!("q={}", encode("恒通"))).iter().all(|r| id(r) != id(&record)));
    });
}

#[test]
fn the_recycle_bin_gives_back_what_was_put_in() {
    over(objects_with(&Verb::Restore), |_, wu, object| {
        let record = made(wu, &object.name, 1);
        assert_eq!(wu.delete(&object.name, &record).status, 204);
        wu.one(&object.name, &record).assert_code(404, "record.not_found");
        let bin = wu.get(&format!("/api/recycle-bin?object={}", object.name)).assert(Status::Ok).body;
        assert_eq!(bin["items"][0]["id"], record["id"]);
        wu.post(&format!("/api/recycle-bin/{}/{}/restore", object.name, id(&record)), json!({})).assert(Status::Ok);
        let back = wu.one(&object.name, &record).assert(Status::Ok).body;
        assert_eq!(back[object.title.as_ref()], record[object.title.as_ref()]);
        object.lines.iter().for_each(|set| assert_eq!(back[set.name.as_ref()], record[set.name.as_ref()]));
    });
}

#[test]
fn duplicates_are_refused_with_a_link_to_the_other() {
    over_every_object(|_, wu, object| {
        let first = made(wu, &object.name, 1);
        for field in object.fields.iter().filter(|f| f.duplicate.is_some()) {
            let mut body = draft(wu, object, 2);
            body[field.name.as_ref()] = first[field.name.as_ref()].clone();
            let refused = wu.post(&format!("/api/records/{}", object.name), body);
            assert_eq!(refused.field_code(&field.name), Some("duplicate.exists"), "{}", refused.body);
            assert_eq!(refused.body["errors"][0]["link"]["id"], first["id"]);
        }
    });
}

#[test]
fn what_is_a_colleagues_is_out_of_sight_everywhere() {
    for object in every_object().into_iter().filter(|object| !object.is_reference()) {
        let app = TestApp::with_documents();
        let (lin, wu) = (app.employee("lin"), app.employee("wu"));
        let record = made(&lin, &object.name, 1);
        assert_eq!(lin.list(&object.name, "").len(), 1, "{}", object.name);
        wu.one(&object.name, &record).assert_code(404, "record.not_found");
        assert!(wu.list(&object.name, "").is_empty());
        assert!(wu.list(&object.name, &format!("q={}", encode("恒通"))).is_empty());
        assert!(wu.search("恒通").is_empty());
        wu.update(&object.name, &record, json!({})).assert_code(404, "record.not_found");
        wu.delete(&object.name, &record).assert_code(404, "record.not_found");
        for hanging in ["timeline".to_owned(), "related".to_owned()]
            .into_iter()
            .chain(catalog_with_documents().links_to(&object.name).map(|(other, _)| format!("related/{}", other.name)))
        {
            wu.get(&format!("/api/records/{}/{}/{hanging}", object.name, id(&record))).assert_code(404, "record.not_found");
        }
        let exported = |ids: Option<Vec<RecordId>>| {
            let actor = Actor { user: Some(wu.id), roles: Arc::new(["employee".into()]), ..Actor::system("wu") };
            let lines = object.lines.first().map(|set| set.name.to_string());
            let request = export::ExportRequest { ids, lines, ..export::ExportRequest::new(object.name.to_string(), Format::Csv) };
            export::run(&app.server.engine.pin(), &app.server.db, &actor, &request, &mut Vec::new(), &mut |_, _| Ok(()))
                .expect("an export")
                .rows
        };
        assert_eq!((exported(None), exported(Some(vec![RecordId(id(&record).parse().expect("a number"))]))), (0, 0));
        if let Some(set) = object.lines.first() {
            let lines = json!({ set.name.as_ref(): lin.one(&object.name, &record).body[set.name.as_ref()] });
            wu.update(&object.name, &record, lines).assert_code(404, "record.not_found");
        }
        for action in &object.actions {
            wu.act(&object.name, &record, &action.name, json!({})).assert_code(404, "record.not_found");
        }
        undo(&wu, &operation(&lin, &object, &record)).assert_code(404, "undo.unknown");
        assert_eq!(lin.delete(&object.name, &record).status, 204);
        wu.post(&format!("/api/recycle-bin/{}/{}/restore", object.name, id(&record)), json!({})).assert_code(404, "record.not_found");
        let bin = wu.get(&format!("/api/recycle-bin?object={}", object.name)).assert(Status::Ok).body;
        assert_eq!(bin["items"], json!([]));
        app.assert_log_verifies();
    }
}

/// The operation that changed a record last.
fn operation(person: &Person<'_>, object: &Object, record: &Json) -> String {
    let timeline = person.get(&format!("/api/records/{}/{}/timeline", object.name, id(record))).assert(Status::Ok).body;
    let items = timeline["items"].as_array().expect("items");
    let change = items.iter().find(|item| item["type"] == "change" && item["object"].is_null()).expect("a change");
    change["operation"].as_str().expect("an operation").to_owned()
}

fn undo(person: &Person<'_>, operation: &str) -> Answer {
    person.post(&format!("/api/operations/{operation}/undo"), json!({}))
}

/// What `work` says while nobody may do a verb.
fn while_forbidden<T>(security: &Person<'_>, object: &Object, verb: &Verb, work: impl FnOnce() -> T) -> T {
    let text = format!("forbid (principal, action == Action::\"{}.{}\", resource);", object.name, verb.name());
    let policy = security.post("/api/policies", json!({ "name": "不许", "text": text })).assert(Status::Created).body;
    let said = work();
    let place = format!("/api/policies/{}", id(&policy));
    security.request(Method::Delete, &place, None, &[("If-Match", "\"1\"")]).assert(Status::NoContent);
    said
}

/// Undoes an operation only where the verb is allowed that the way back takes; returns the operation that the undo is.
fn undone_by_right(security: &Person<'_>, wu: &Person<'_>, object: &Object, verb: &Verb, operation: &str) -> String {
    let refused = while_forbidden(security, object, verb, || undo(wu, operation).assert(Status::Ok).body);
    assert_eq!((&refused["undone"], &refused["undo"]), (&json!(0), &Json::Null), "{}.{}: {refused}", object.name, verb.name());
    assert_eq!(refused["kept"][0]["reason"], "undo.right", "{}.{}: {refused}", object.name, verb.name());
    let done = undo(wu, operation).assert(Status::Ok).body;
    assert_eq!(done["kept_total"], 0, "{}.{}: {done}", object.name, verb.name());
    done["undo"].as_str().expect("an undo").to_owned()
}

/// What somebody may not do by hand they may not do by an undo, nor by an undo of the undo.
#[test]
fn an_undo_takes_the_right_to_what_it_does() {
    let changeable = |object: &Object| object.verbs.has(&Verb::Update) && object.verbs.has(&Verb::Delete);
    for object in every_object().into_iter().filter(|object| changeable(object)) {
        let app = TestApp::with_documents();
        let (security, wu) = (app.person("zhao", &["security"]), app.admin("wu"));
        let by_right = |verb: &Verb, operation: &str| undone_by_right(&security, &wu, &object, verb, operation);
        let (title, name) = (object.field(&object.title).expect("a title"), object.title.as_ref());
        let stands = |record: &Json| wu.one(&object.name, record).body;

        let record = made(&wu, &object.name, 1);
        let changed = wu.update(&object.name, &record, json!({ name: value(&wu, title, 2) })).assert(Status::Ok).body;
        let back = by_right(&Verb::Update, &operation(&wu, &object, &record));
        assert_eq!(stands(&record)[name], record[name]);
        by_right(&Verb::Update, &back);
        assert_eq!(stands(&record)[name], changed[name]);

        let record = made(&wu, &object.name, 3);
        let create = operation(&wu, &object, &record);
        let back = by_right(&Verb::Delete, &create);
        wu.one(&object.name, &record).assert_code(404, "record.not_found");
        let again = by_right(&Verb::Restore, &back);
        by_right(&Verb::Delete, &again);

        acts_by_right(&app, &wu, &object, &by_right);
        app.assert_log_verifies();
    }
}

/// The same for every action that leads out of the first state.
fn acts_by_right(app: &TestApp, wu: &Person<'_>, object: &Object, by_right: &dyn Fn(&Verb, &str) -> String) {
    let other = app.user("other", "other", &["employee"]);
    for (n, action) in (10..).zip(&object.actions) {
        let record = made(wu, &object.name, n);
        let input = action.input.iter().filter(|field| field.required).map(|field| match field.kind.refers() {
            Refers::User => (field.name.to_string(), json!(other.to_string())),
            _ => (field.name.to_string(), value(wu, field, n)),
        });
        let taken = wu.act(&object.name, &record, &action.name, Json::Object(input.collect()));
        if !action.is_lawful(object.state_field().and_then(|field| field.default.as_ref()).and_then(kedun::db::Value::text)) {
            taken.assert_code(409, "action.state");
            continue;
        }
        let after = taken.assert(Status::Ok).body;
        let act = operation(wu, object, &record);
        if after["version"] == record["version"] {
            // It changed nothing, so there is nothing to put back.
            assert_eq!(undo(wu, &act).assert(Status::Ok).body["kept"][0]["reason"], "undo.nothing");
            continue;
        }
        let verb = Verb::Act(action.name.clone());
        let back = by_right(&verb, &act);
        by_right(&verb, &back);
        let (first, last) = (record.as_object().expect("a record"), wu.one(&object.name, &record).body);
        let moved = first.keys().filter(|name| object.field(name).is_some() && last[name.as_str()] != after[name.as_str()]);
        assert_eq!(moved.collect::<Vec<_>>(), Vec::<&String>::new(), "{}.{}", object.name, action.name);
    }
}
#[test]
fn a_verb_that_an_object_does_not_have_is_refused_to_everybody() {
    let without = |verb: Verb| every_object().into_iter().filter(|object| !object.verbs.has(&verb)).collect::<Vec<_>>();
    assert!(!without(Verb::Update).is_empty());
    over(without(Verb::Update), |_, wu, object| {
        let record = made(wu, &object.name, 1);
        wu.update(&object.name, &record, json!({ object.title.as_ref(): "改过" })).assert_code(403, "access.forbidden");
        assert_eq!(wu.one(&object.name, &record).assert(Status::Ok).body["version"], record["version"]);
    });
    over(without(Verb::Delete), |_, wu, object| {
        let record = made(wu, &object.name, 1);
        wu.delete(&object.name, &record).assert_code(403, "access.forbidden");
        wu.one(&object.name, &record).assert(Status::Ok);
    });
}

#[test]
fn figures_follow_their_records_and_lists_ask_by_them() {
    let catalog = catalog_with_documents();
    for (object, (field, rollup)) in catalog.iter().flat_map(|object| object.figures().map(move |figure| (object, figure))) {
        let app = TestApp::with_documents();
        let wu = app.admin("wu");
        let (record, what) = (made(&wu, &object.name, 1), format!("{}.{}", object.name, field.name));
        let child = catalog.get(&rollup.child).expect("an object");
        let shown = || {
            let shown = wu.one(&object.name, &record).assert(Status::Ok).body;
            assert_eq!(shown["version"], record["version"], "{what}");
            shown[field.name.as_ref()].clone()
        };
        let empty = if rollup.fold == Fold::Count { json!("0") } else { Json::Null };
        assert_eq!(shown(), empty, "{what} at the beginning");
        let mut body = draft(&wu, child, 5);
        body[rollup.link.as_ref()] = json!(id(&record));
        let hanging = wu.create(&child.name, body);
        let full = shown();
        assert!(full.is_string() && full != empty, "{what}: {full}");
        let filter = json!({ "field": field.name, "op": "empty", "value": false }).to_string();
        let sort = if field.sortable { format!("&sort=-{}", field.name) } else { String::new() };
        let listed = wu.list(&object.name, &format!("filter={}{sort}", encode(&filter)));
        assert!(listed.iter().any(|listed| id(listed) == id(&record)), "{what}");
        if child.verbs.has(&Verb::Delete) {
            assert_eq!(wu.delete(&child.name, &hanging).status, 204);
            assert_eq!(shown(), empty, "{what} without it");
            wu.post(&format!("/api/recycle-bin/{}/{}/restore", child.name, id(&hanging)), json!({})).assert(Status::Ok);
            assert_eq!(shown(), full, "{what} with it again");
        }
        app.assert_log_verifies();
    }
}
