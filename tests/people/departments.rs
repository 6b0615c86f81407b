//! The tree of departments, and the records that follow their owners through it.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{Answer, id};
use crate::support::{Person, TestApp};

fn patch(by: &Person<'_>, path: &str, change: Json) -> Answer {
    by.request(Method::Patch, path, Some(&change), &[])
}

fn found(by: &Person<'_>, name: &str, parent: Option<&Json>) -> Json {
    by.post("/api/departments", json!({ "name": name, "parent": parent.map(id) })).assert(Status::Created).body
}

#[test]
fn a_department_is_renamed_moved_led_and_deleted() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let head = found(&wu, "总经办", None);
    let sales = found(&wu, "销售部", Some(&head));
    let east = found(&wu, "华东", Some(&sales));
    let place = |department: &Json| format!("/api/departments/{}", id(department));
    for below in [&head, &east] {
        let circle = patch(&wu, &place(&head), json!({ "parent": id(below) }));
        assert_eq!(circle.field_code("parent"), Some("department.circle"));
    }
    let moved = patch(&wu, &place(&east), json!({ "name": "华东区", "parent": id(&head), "leader": lin.id.to_string() }));
    let moved = moved.assert(Status::Ok).body;
    assert_eq!((&moved["name"], &moved["parent"], &moved["leader"]["title"]), (&json!("华东区"), &head["id"], &json!("lin")));
    assert_eq!(patch(&wu, &place(&east), json!({ "name": "销售部" })).field_code("name"), Some("department.taken"));
    assert_eq!(patch(&wu, &place(&east), json!({ "leader": "999" })).field_code("leader"), Some("user.inactive"));
    patch(&lin, &place(&east), json!({ "name": "我的" })).assert_code(403, "access.forbidden");

    let delete = |department: &Json| wu.request(Method::Delete, &place(department), None, &[]);
    delete(&head).assert_code(409, "department.has_departments");
    patch(&wu, &format!("/api/users/{}", lin.id), json!({ "department": id(&east) })).assert(Status::Ok);
    let refused = delete(&east);
    refused.assert_code(409, "department.has_people");
    assert!(refused.body["detail"].as_str().unwrap().contains("1 位"), "{}", refused.body);
    let all = lin.get("/api/departments").body;
    let people: Vec<_> = all["items"].as_array().unwrap().iter().map(|d| d["people"].as_i64().unwrap()).collect();
    assert_eq!(people.iter().sum::<i64>(), 1);
    patch(&wu, &format!("/api/users/{}", lin.id), json!({ "department": null })).assert(Status::Ok);
    delete(&east).assert(Status::NoContent);
    delete(&east).assert_code(404, "record.not_found");
    app.assert_log_verifies();
}

#[test]
fn records_follow_their_owner_into_another_department() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let [east, west] = ["华东", "华西"].map(|name| found(&wu, name, None));
    let move_to = |department: Option<&Json>| {
        patch(&wu, &format!("/api/users/{}", lin.id), json!({ "department": department.map(id) })).assert(Status::Ok)
    };
    move_to(Some(&east));
    let (kept, binned) = (lin.create("customer", json!({ "name": "恒通" })), lin.create("customer", json!({ "name": "顺达" })));
    assert_eq!(kept["department"]["title"], "华东");
    lin.delete("customer", &binned).assert(Status::NoContent);
    move_to(Some(&west));
    let now = lin.one("customer", &kept).body;
    assert_eq!((&now["department"]["title"], &now["version"]), (&json!("华西"), &json!(1)), "it is no change of the record");
    let restored = lin.post(&format!("/api/recycle-bin/customer/{}/restore", id(&binned)), json!({})).assert(Status::Ok).body;
    assert_eq!(restored["department"]["title"], "华西");
    move_to(None);
    assert_eq!(lin.one("customer", &kept).body["department"], Json::Null);
    // Whom nobody owns belongs to no department either.
    move_to(Some(&east));
    let now = lin.one("customer", &kept).body;
    assert_eq!(wu.update("customer", &now, json!({ "owner": null })).assert(Status::Ok).body["department"], Json::Null);
}

#[test]
fn a_record_counts_to_the_own_department_of_its_owner_under_every_scope() {
    let app = TestApp::new();
    let (wu, hou, lin) = (app.admin("wu"), app.person("hou", &["security"]), app.employee("lin"));
    let [east, west] = ["华东", "华西"].map(|name| found(&wu, name, None));
    // Lin is of the east and helps out in the west.
    let seat = json!({ "department": id(&east), "departments": [id(&west)] });
    patch(&wu, &format!("/api/users/{}", lin.id), seat).assert(Status::Ok);
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    for scope in ["department", "department_tree"] {
        let role = json!({ "label": scope, "grants": { "customer": { "read": scope } } });
        hou.request(Method::Put, &format!("/api/roles/of_{scope}"), Some(&role), &[("If-Match", "\"0\"")]).assert(Status::Ok);
        for (department, sees) in [(&east, true), (&west, false)] {
            let login = format!("{scope}_{}", id(department));
            let leader = app.person(&login, &[&format!("of_{scope}")]);
            patch(&wu, &format!("/api/users/{}", leader.id), json!({ "department": id(department) })).assert(Status::Ok);
            assert_eq!(app.sign_in_as(&login).one("customer", &customer).status == 200, sees, "{login}");
        }
    }
}
