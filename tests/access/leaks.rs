//! What the answers say: each role asks every route that reads, and lists, searches, exports, changes many, imports and looks into the
//! bin; of its own records, those of its department and those of others it is told what its scope and its rights over fields
//! say, worked out here from the roles alone.

use kedun::access::role::{Definition, FieldRight, shipped};
use kedun::actor::Language;
use kedun::app::catalog;
use kedun::ids::UserId;
use kedun::model::Verb;
use kedun::people::AdminRight;
use kedun::people::Role;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use super::walk::{Company, Whose, login};
use crate::http::ask::Raw;
use crate::http::table::{ROUTES, filled};
use crate::support::person::{encode, id};
use crate::support::{Person, TestApp, eventually};

/// A record in whose fields stand words that stand nowhere else.
struct Marked {
    object: &'static str,
    owner: UserId,
    record: Json,
    words: Vec<(&'static str, String)>,
    deleted: bool,
}

/// A customer with a contact, a follow-up, and a customer in the bin, all full of marks.
fn marked(hand: &Person<'_>, owner: &Person<'_>) -> Vec<Marked> {
    let n = owner.id.0;
    let mut made = Vec::new();
    let mut make = |object: &'static str, nth: i64, fixed: Json, words: Vec<(&'static str, String)>| {
        let mut body = fixed;
        words.iter().for_each(|(field, word)| body[*field] = json!(word));
        let record = hand.create(object, body);
        made.push(Marked { object, owner: owner.id, record: record.clone(), words, deleted: nth == 1 });
        record
    };
    let of_customer = |nth: i64| {
        vec![
            ("name", format!("客户{n:03}{nth}甲")),
            ("mobile", format!("138{n:04}{nth}001")),
            ("phone", format!("137{n:04}{nth}002")),
            ("email", format!("kehu{n:03}{nth}@example.cn")),
            ("address", format!("人民路{n:03}{nth}弄")),
            ("remarks", format!("备注{n:03}{nth}乙")),
        ]
    };
    let owned = json!({ "owner": owner.id });
    let customer = make("customer", 0, owned.clone(), of_customer(0));
    let binned = make("customer", 1, owned, of_customer(1));
    let person = vec![
        ("name", format!("联系人{n:03}丙")),
        ("mobile", format!("139{n:04}0003")),
        ("email", format!("ren{n:03}@example.cn")),
        ("wechat", format!("weixin{n:03}ding")),
        ("remarks", format!("嘱咐{n:03}戊")),
    ];
    make("contact", 0, json!({ "customer": id(&customer) }), person);
    make("follow_up", 0, json!({ "customer": id(&customer) }), vec![("content", format!("跟进{n:03}己"))]);
    hand.delete("customer", &binned).assert(Status::NoContent);
    made
}

/// Somebody in a role, and what they may be told.
struct Listener<'a> {
    app: &'a TestApp,
    person: Person<'a>,
    role: Role,
    definition: &'a Definition,
    /// Everybody who is of their department.
    near: Vec<UserId>,
    /// Whose records they ask for one by one.
    asks: [UserId; 3],
}

impl Listener<'_> {
    fn whose(&self, marked: &Marked) -> Whose {
        match marked.owner {
            owner if owner == self.person.id => Whose::Own,
            owner if self.near.contains(&owner) => Whose::SameDepartment,
            _ => Whose::Other,
        }
    }

    fn may(&self, marked: &Marked, verb: &Verb) -> bool {
        let catalog = catalog();
        let object = catalog.get(marked.object).expect("an object");
        self.whose(marked).within(self.definition.scope(object, verb))
    }

    /// Whether a field of a record in sight is clear, or masked; none where it is hidden.
    fn clear(&self, marked: &Marked, field: &str) -> Option<bool> {
        let catalog = catalog();
        let object = catalog.get(marked.object).expect("an object");
        let rule = self.definition.rule(object, object.field(field).expect("a field"));
        match rule.map(|rule| (rule.right, rule.clear)) {
            Some((FieldRight::Hidden, _)) => None,
            Some((FieldRight::Masked, clear)) => Some(clear.is_some() && self.whose(marked).within(clear)),
            _ => Some(true),
        }
    }

    fn may_know(&self, marked: &Marked, field: &str) -> bool {
        let verb = if marked.deleted { Verb::Restore } else { Verb::Read };
        self.may(marked, &Verb::Read) && self.may(marked, &verb) && self.clear(marked, field) == Some(true)
    }

    /// Nothing is said that may not be known, whatever was asked.
    fn hears(&self, all: &[Marked], place: &str, said: &str) {
        for marked in all {
            for (field, word) in marked.words.iter().filter(|(_, word)| said.contains(word)) {
                let whose = self.whose(marked);
                assert!(self.may_know(marked, field), "{} {place} tells {word}: {field} of {whose:?}\n{said}", self.role.name());
            }
        }
    }

    fn each<'m>(&self, all: &'m [Marked]) -> impl Iterator<Item = &'m Marked> {
        all.iter().filter(|marked| self.asks.contains(&marked.owner))
    }

    fn get(&self, all: &[Marked], path: &str) -> Json {
        let answer = self.person.get(path);
        assert!(answer.status < 500, "{path}: {}", answer.body);
        self.hears(all, path, &answer.body.to_string());
        answer.body
    }

    /// A job's end, and its file.
    fn finished(&self, all: &[Marked], job: &Json) -> (Json, String) {
        let place = format!("/api/jobs/{}", job["job"].as_str().expect("a job"));
        let job = eventually("the end of the job", || {
            let job = self.person.get(&place).body;
            (!matches!(job["state"].as_str(), Some("queued" | "running"))).then_some(job)
        });
        self.hears(all, &place, &job.to_string());
        let file = self.person.get(&format!("{place}/file"));
        (job, file.body.as_str().filter(|_| file.status == 200).unwrap_or_default().to_owned())
    }

    fn exports(&self, all: &[Marked], object: &'static str) {
        let asked = self.person.post("/api/exports", json!({ "object": object, "format": "csv" }));
        if asked.status != 202 {
            return asked.assert_code(403, "access.forbidden");
        }
        let (job, file) = self.finished(all, &asked.body);
        self.hears(all, "the exported file", &file);
        let here = |marked: &&Marked| marked.object == object && !marked.deleted;
        for marked in all.iter().filter(here) {
            let taken = self.may(marked, &Verb::Read) && self.may(marked, &Verb::Export);
            for (field, word) in &marked.words {
                let wanted = taken && self.clear(marked, field) == Some(true);
                let (role, whose) = (self.role.name(), self.whose(marked));
                assert_eq!(file.contains(word), wanted, "{role} exports {word}: {field} of {whose:?}\n{job}\n{file}");
                if taken && *field == "mobile" && self.clear(marked, field) == Some(false) {
                    let masked = format!("{}****{}", &word[..3], &word[7..]);
                    assert!(file.contains(&masked), "{role}: {masked}\n{file}");
                }
            }
        }
    }

    /// The file is full of numbers that stand in records already; only what is asked for by name is known afterwards.
    fn imports(&self, all: &[Marked]) {
        let numbers = || all.iter().flat_map(|m| &m.words).filter(|(field, _)| *field == "mobile").enumerate();
        let lines: String = numbers().map(|(n, (_, number))| format!("无名{n},{number}\n")).collect();
        let file = format!("客户名称,手机\n{lines}");
        let path = "/api/imports?object=customer&filename=a.csv";
        let body = Some(("text/csv", file.as_bytes()));
        let upload = Raw { method: Method::Post, path, body }.by(&self.app.client, &self.person, Language::Chinese);
        let place = format!("/api/imports/{}", id(&upload.body));
        for on_duplicate in ["reject", "skip", "update"] {
            let mapping = json!({ "客户名称": "name", "手机": "mobile" });
            let plan = json!({ "mapping": mapping, "on_duplicate": on_duplicate, "dry_run": true });
            let asked = self.person.post(&format!("{place}/run"), plan);
            if asked.status == 202 {
                let (job, file) = self.finished(all, &asked.body);
                for said in [job.to_string(), numbers().fold(file, |file, (_, (_, number))| file.replace(number, ""))] {
                    self.hears(all, "an import", &said);
                }
            }
        }
    }

    fn changes_many(&self, all: &[Marked]) {
        for object in ["customer", "contact", "follow_up"] {
            let ids: Vec<&str> = all.iter().filter(|m| m.object == object).map(|m| id(&m.record)).collect();
            let input = [
                ("customer", json!({ "industry": null })),
                ("contact", json!({ "name": null })),
                ("follow_up", json!({ "content": null })),
            ];
            let input = input.into_iter().find(|(of, _)| *of == object).map(|(_, input)| input);
            let asked = json!({ "action": "update", "ids": ids, "input": input });
            let asked = self.person.post(&format!("/api/records/{object}/bulk"), asked);
            self.hears(all, "bulk", &asked.body.to_string());
            if asked.status == 202 {
                self.finished(all, &asked.body);
            }
        }
    }

    /// Every route that reads, about every record where it is about one.
    fn reads(&self, all: &[Marked]) {
        // Revealing and looking through another's eyes have rules of their own.
        let quiet = ["/reveal", "/api/events", "/file", "/access/as/"];
        for (_, path, _) in ROUTES.iter().filter(|route| route.0 == Method::Get && !quiet.iter().any(|part| route.1.contains(part))) {
            if !path.contains("{object}") {
                self.get(all, &filled(path, "1"));
                continue;
            }
            for marked in self.each(all) {
                let path = path.replace("{object}", marked.object);
                let path = if marked.object == "contact" { path.replace("{other}", "follow_up") } else { path };
                self.get(all, &filled(&path, id(&marked.record)));
                if !path.contains("{id}") {
                    break;
                }
            }
        }
    }

    /// By each word; the record is found where that may be known.
    fn searches(&self, all: &[Marked]) {
        for marked in self.each(all) {
            for (field, word) in &marked.words {
                let by_word = self.get(all, &format!("/api/search?q={}", encode(word)));
                let groups = by_word["groups"].as_array().into_iter().flatten().filter(|group| group["object"] == marked.object);
                let found = groups
                    .flat_map(|group| group["items"].as_array().cloned().unwrap_or_default())
                    .any(|item| item["id"] == marked.record["id"]);
                assert!(!found || self.may_know(marked, field), "{} finds {word}", self.role.name());
                let named = *field == "name" && !marked.deleted && self.may_know(marked, field);
                assert!(found || !named, "{} does not find {word}", self.role.name());
                let check = self.person.post(&format!("/api/records/{}/check", marked.object), json!({ *field: word })).body.to_string();
                self.hears(all, "check", &check);
                let (title, name) = &marked.words[0];
                assert!(field == title || !check.contains(name) || self.may_know(marked, field), "{} {word}: {check}", self.role.name());
            }
        }
    }

    /// Through the eyes of somebody who sees all: titles and no more, and not for everybody.
    fn looks_through(&self, all: &[Marked], boss: UserId) {
        let answer = self.person.get(&format!("/api/access/as/{boss}/customer?limit=200&fields=name,mobile,email"));
        assert_eq!(answer.status == 200, self.definition.house.contains(&AdminRight::Access), "{}", self.role.name());
        let said = answer.body.to_string();
        let more = all.iter().flat_map(|marked| marked.words.iter().skip(1)).find(|(_, word)| said.contains(word));
        assert_eq!(more, None, "{}", self.role.name());
    }

    /// A list with all its fields, and the description of them.
    fn lists(&self, all: &[Marked]) {
        for object in catalog().iter() {
            let described = self.get(all, &format!("/api/objects/{}", object.name));
            let fields: Vec<&str> = described["fields"].as_array().into_iter().flatten().filter_map(|f| f["name"].as_str()).collect();
            let list = self.get(all, &format!("/api/records/{}?limit=200&fields={}", object.name, fields.join(",")));
            for marked in all.iter().filter(|marked| marked.object == object.name && !marked.deleted) {
                for (field, word) in &marked.words {
                    let hidden = self.clear(marked, field).is_none();
                    assert!(!hidden || !fields.contains(field), "{} is described {field}", self.role.name());
                    assert_eq!(list.to_string().contains(word), self.may_know(marked, field), "{} lists {word}", self.role.name());
                }
            }
            for field in described["fields"].as_array().into_iter().flatten().filter(|field| field["sortable"] == true) {
                let sorted = self.person.get(&format!("/api/records/{}?sort={}", object.name, field["name"].as_str().unwrap_or_default()));
                assert_eq!(sorted.status, 200, "{} sorts by {field}: {}", self.role.name(), sorted.body);
            }
            for view in described["views"].as_array().into_iter().flatten() {
                let seen = self.person.get(&format!("/api/records/{}?view={}", object.name, view["name"].as_str().unwrap_or_default()));
                assert_eq!(seen.status, 200, "{} opens {view}: {}", self.role.name(), seen.body);
            }
        }
    }
}

#[test]
fn no_answer_tells_a_role_what_it_may_not_know() {
    let app = TestApp::new();
    let company = Company::new(&app);
    let roles = shipped();
    let people: Vec<(Role, Person<'_>)> = Role::SHIPPED.into_iter().map(|role| (role.clone(), app.sign_in_as(&login(&role)))).collect();
    let owners = people.iter().map(|(_, person)| person).chain([&company.colleague, &company.stranger]);
    let all: Vec<Marked> = owners.flat_map(|owner| marked(&company.hand, owner)).collect();
    let near: Vec<UserId> = people.iter().map(|(_, person)| person.id).chain([company.colleague.id]).collect();
    let boss = people.iter().find(|(role, _)| role.name() == "boss").expect("a boss");
    let theirs = boss.1.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted).body;
    for (role, _) in &people {
        let person = app.sign_in_as(&login(role));
        let asks = [person.id, company.colleague.id, company.stranger.id];
        let listener = Listener { app: &app, person, role: role.clone(), definition: &roles[role], near: near.clone(), asks };
        listener.reads(&all);
        listener.lists(&all);
        listener.searches(&all);
        for object in ["customer", "contact", "follow_up"] {
            listener.exports(&all, object);
        }
        listener.looks_through(&all, boss.1.id);
        listener.imports(&all);
        listener.changes_many(&all);
        if role != &boss.0 {
            let theirs = format!("/api/jobs/{}", theirs["job"].as_str().expect("a job"));
            for path in [theirs.clone(), format!("{theirs}/file")] {
                assert_eq!(listener.person.get(&path).status, 404, "{path} is somebody else's");
            }
        }
        let bin = listener.person.get("/api/recycle-bin?object=customer").body.to_string();
        for marked in all.iter().filter(|marked| marked.deleted) {
            let there = listener.may_know(marked, "name");
            assert_eq!(bin.contains(&marked.words[0].1), there, "{}: {bin}", role.name());
        }
    }
    app.assert_log_verifies();
}
