//! In which order lists come: by what one may sort, and names by their sound.

use kedun::people::Role;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::encode;
use crate::support::{Person, TestApp};

fn names(person: &Person<'_>, sort: &str) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/api/records/customer?limit=2&fields=name&sort={sort}&cursor={cursor}")).assert(Status::Ok).body;
        names.extend(page["items"].as_array().expect("items").iter().map(|item| item["name"].as_str().expect("a name").to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return names,
        }
    }
}

#[test]
fn customers_are_sorted_by_the_sound_of_their_names() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let sorted = ["3M中国", "Beta", "长沙远大", "重庆长江", "恒通贸易", "李记", "里仁", "Lisa Ltd", "银行家", "中国通"];
    let mut made: Vec<Json> = Vec::new();
    for nth in [7, 2, 9, 4, 0, 6, 1, 8, 3, 5] {
        made.push(lin.create("customer", json!({ "name": sorted[nth] })));
    }
    assert_eq!(names(&lin, "name"), sorted);
    let backwards: Vec<&str> = sorted.iter().rev().copied().collect();
    assert_eq!(names(&lin, "-name"), backwards);
    // The key follows the name.
    lin.update("customer", &made[0], json!({ "name": "安利" })).assert(Status::Ok);
    assert_eq!(names(&lin, "name")[1], "安利");
}

/// One function decides both: nobody is offered what they are then refused, and nobody gets what they were not offered.
#[test]
fn everybody_may_sort_by_what_they_are_offered_and_by_nothing_else() {
    let app = TestApp::new();
    let hou = app.person("hou", &["security"]);
    let clear = |scope: &str| json!({ "right": "masked", "clear": scope });
    let fields = json!({ "customer": { "yearly_volume": clear("self"), "next_contact_at": { "right": "hidden" } } });
    for (name, read) in [("clerk", "all"), ("seller", "self"), ("lead", "department")] {
        let definition = json!({ "label": name, "grants": { "*": { "read": read } }, "fields": fields });
        hou.request(Method::Put, &format!("/api/roles/{name}"), Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    }
    let (mut offered, mut withheld) = (0, 0);
    for name in Role::SHIPPED.iter().map(Role::name).chain(["clerk", "seller", "lead"]) {
        let person = app.person(&format!("by-{name}"), &[name]);
        let described = person.get("/api/objects").assert(Status::Ok).body;
        for object in described.as_array().expect("objects") {
            let list = format!("/api/records/{}", object["name"].as_str().expect("a name"));
            person.get(&list).assert(Status::Ok);
            person.get(&format!("{list}?sort={}", object["sort"].as_str().expect("a sort"))).assert(Status::Ok);
            for view in object["views"].as_array().expect("views") {
                person.get(&format!("{list}?view={}", view["name"].as_str().expect("a name"))).assert(Status::Ok);
            }
            for field in object["fields"].as_array().expect("fields") {
                let sorted = person.get(&format!("{list}?sort={}", field["name"].as_str().expect("a name")));
                match field["sortable"].as_bool() {
                    Some(true) => sorted.assert(Status::Ok),
                    _ => {
                        sorted.assert_code(400, "query.sort");
                        sorted
                    }
                };
                *(if field["sortable"] == true { &mut offered } else { &mut withheld }) += 1;
            }
        }
    }
    assert!(offered > 20 && withheld > 20, "{offered} {withheld}");
}

#[test]
fn a_part_of_a_name_is_found_however_it_is_written() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "苏州恒通（中国）有限公司", "mobile": "13812341234" }));
    lin.create("customer", json!({ "name": "Café Zürich", "phone": "0512-65550001" }));
    let found = |field: &str, op: &str, value: &str| {
        let filter = json!({ "field": field, "op": op, "value": value }).to_string();
        lin.list("customer", &format!("filter={}", encode(&filter))).len()
    };
    for (field, op, value) in [
        ("name", "contains", "恒通(中国)"),
        ("name", "contains", "恒通 （中国）"),
        ("name", "contains", "ＣＡＦＥ z"),
        ("name", "starts", "cafe"),
        ("mobile", "contains", "138-1234"),
        ("mobile", "starts", "+86 138 1234 1234"),
        ("phone", "contains", "(0512) 6555"),
    ] {
        assert_eq!(found(field, op, value), 1, "{field} {op} {value}");
    }
    assert_eq!(found("name", "contains", "通恒"), 0);
}
