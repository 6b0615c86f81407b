//! Whose a record is, at every depth: what hangs on a customer is seen, listed and found by whoever may see the customer.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{encode, id};
use crate::support::{Person, TestApp};

fn names(items: &[Json]) -> Vec<&str> {
    let mut names: Vec<&str> = items.iter().filter_map(|item| item["name"].as_str()).collect();
    names.sort_unstable();
    names
}

fn found(person: &Person<'_>, q: &str) -> Vec<String> {
    let items = person.list("contact", &format!("fields=name&q={}", encode(q)));
    let listed: Vec<String> = names(&items).into_iter().map(str::to_owned).collect();
    let groups = person.search(q);
    let everywhere = groups.iter().find(|group| group["object"] == "contact").and_then(|group| group["items"].as_array().cloned());
    assert_eq!(everywhere.unwrap_or_default().len(), listed.len(), "{q}");
    listed
}

fn share(person: &Person<'_>, object: &str, record: &Json, with: &Person<'_>) {
    let path = format!("/api/records/{object}/{}/team/{}", id(record), with.id);
    person.request(Method::Put, &path, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
}

#[test]
fn contacts_are_found_among_ones_own_and_among_what_is_shared_and_nowhere_else() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let [own, shared, foreign] = [(&lin, "甲"), (&wu, "乙"), (&wu, "丙")].map(|(person, name)| {
        let customer = person.create("customer", json!({ "name": format!("{name}公司") }));
        person.create("contact", json!({ "name": format!("王{name}恒通"), "customer": id(&customer) }));
        customer
    });
    assert_eq!(found(&lin, "恒通"), ["王甲恒通"]);
    share(&wu, "customer", &shared, &lin);
    assert_eq!(found(&lin, "恒通"), ["王乙恒通", "王甲恒通"]);
    assert_eq!(names(&lin.list("contact", "fields=name&sort=name")), ["王乙恒通", "王甲恒通"]);
    let one = wu.create("contact", json!({ "name": "李恒通", "customer": id(&foreign) }));
    share(&wu, "contact", &one, &lin);
    assert_eq!(found(&lin, "恒通"), ["李恒通", "王乙恒通", "王甲恒通"]);
    assert_eq!(lin.get("/api/records/contact?limit=1").body["total"], json!({ "count": 3, "capped": false }));
    // The customer of a contact that is shared alone stays out of sight.
    assert_eq!(names(&lin.list("customer", &format!("fields=name&q={}", encode("公司")))), ["乙公司", "甲公司"]);
    assert_eq!(
        lin.list("contact", &format!("filter={}", encode(&json!({ "field": "customer", "op": "eq", "value": id(&own) }).to_string())))
            .len(),
        1
    );
}

#[test]
fn when_a_customer_changes_hands_its_contacts_are_the_next_owners_in_lists_and_search() {
    let app = TestApp::new();
    let (lin, wu, zhao) = (app.employee("lin"), app.employee("wu"), app.admin("zhao"));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    for name in ["陈一鸣", "陈二鸣"] {
        lin.create("contact", json!({ "name": name, "customer": id(&customer) }));
    }
    let gone = lin.create("contact", json!({ "name": "陈三鸣", "customer": id(&customer) }));
    lin.delete("contact", &gone).assert(Status::NoContent);
    lin.create("follow_up", json!({ "content": "谈好了价格", "customer": id(&customer) }));
    lin.act("customer", &customer, "transfer", json!({ "owner": wu.id.to_string() })).assert(Status::Ok);
    assert!(found(&lin, "一鸣").is_empty() && lin.list("contact", "").is_empty() && lin.list("follow_up", "").is_empty());
    assert_eq!(found(&wu, "一鸣"), ["陈一鸣"]);
    assert_eq!(names(&wu.list("contact", "fields=name")), ["陈一鸣", "陈二鸣"]);
    assert_eq!(wu.list("follow_up", &format!("q={}", encode("价格"))).len(), 1);
    // What lay in the recycle bin has changed hands with the rest.
    zhao.post(&format!("/api/recycle-bin/contact/{}/restore", id(&gone)), json!({})).assert(Status::Ok);
    assert_eq!(found(&wu, "三鸣"), ["陈三鸣"]);
    assert!(found(&lin, "三鸣").is_empty());
}
