//! Options that the company adds: at once for everybody, for as long as a record has one, and across a restart.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use super::odd_files::{counted, import_bytes};
use crate::support::person::encode;
use crate::support::{Person, TestApp};

/// The labels of a customer's sources, as the console is told.
fn sources(person: &Person<'_>) -> Vec<String> {
    let catalog = person.get("/api/objects").body;
    let customer = catalog.as_array().unwrap().iter().find(|object| object["name"] == "customer").unwrap().clone();
    let field = customer["fields"].as_array().unwrap().iter().find(|field| field["name"] == "source").unwrap().clone();
    field["options"].as_array().unwrap().iter().map(|option| option["label"].as_str().unwrap().to_owned()).collect()
}

fn change(wu: &Person<'_>, method: Method, path: &str, label: Option<&str>) -> (u16, Json) {
    let body = label.map(|label| json!({ "label": label }));
    let answer = wu.request(method, path, body.as_ref(), &[]);
    (answer.status, answer.body)
}

#[test]
fn an_option_is_there_for_everybody_at_once_and_after_a_restart() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    assert_eq!(change(&lin, Method::Post, "/api/options/customer.source", Some("地推")).0, 403);
    let added = change(&wu, Method::Post, "/api/options/customer.source", Some(" 地推 "));
    assert_eq!(added, (201, json!({ "value": "地推", "label": "地推", "added": true })));
    assert!(sources(&lin).contains(&"地推".to_owned()));
    let made = lin.create("customer", json!({ "name": "恒通", "source": "地推" }));
    assert_eq!(lin.list("customer", &format!("filter={}", encode(r#"{"field":"source","op":"eq","value":"地推"}"#))).len(), 1);

    // One is called so already, in either language; another field, one that is closed, and nothing at all are told apart.
    for label in ["地推", "微信", "wechat", "WeChat"] {
        let (status, body) = change(&wu, Method::Post, "/api/options/customer.source", Some(label));
        assert_eq!((status, &body["errors"][0]["code"]), (422, &json!("option.exists")), "{label}: {body}");
    }
    assert_eq!(change(&wu, Method::Post, "/api/options/customer.source", Some("  ")).1["errors"][0]["code"], "option.empty");
    assert_eq!(change(&wu, Method::Post, "/api/options/customer.status", Some("x")).0, 404);

    // Records keep it under another name, also where the app is opened anew; and while one has it, it stays.
    assert_eq!(change(&wu, Method::Put, &format!("/api/options/customer.source/{}", encode("地推")), Some("上门推广")).0, 200);
    let path = format!("/api/options/customer.source/{}", encode("地推"));
    let app = app.restarted();
    let (wu, lin) = (app.sign_in_as("wu"), app.sign_in_as("lin"));
    assert!(sources(&lin).contains(&"上门推广".to_owned()));
    assert_eq!(change(&wu, Method::Delete, &path, None).1["code"], "option.in_use");
    let record = lin.get(&format!("/api/records/customer/{}", made["id"].as_str().unwrap()));
    lin.update("customer", &record.body, json!({ "source": "上门推广" })).assert(Status::Ok);
    let record = lin.get(&format!("/api/records/customer/{}", made["id"].as_str().unwrap()));
    assert_eq!(record.body["source"], "地推");
    lin.update("customer", &record.body, json!({ "source": null })).assert(Status::Ok);
    assert_eq!(change(&wu, Method::Delete, &path, None).0, 204);
    assert_eq!(change(&wu, Method::Delete, &path, None).0, 404);
    assert!(!sources(&lin).contains(&"上门推广".to_owned()));
    let events = wu.get("/api/audit/events?kind=option.change").body;
    assert_eq!(events["items"].as_array().unwrap().len(), 3, "{events}");
    app.assert_log_verifies();
}

#[test]
fn an_import_adds_options_for_those_who_may() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales_manager"]));
    let file = "客户名称,来源\n恒通,地推\n永兴,地推\n".as_bytes();
    let (_, trial) = import_bytes(&app, &wu, file, json!({ "dry_run": true }));
    let issue = &trial["result"]["issues"][0];
    assert_eq!(issue["remedies"], json!(["words", "options", "leave_out"]), "{trial}");

    let file = "客户名称,来源\n恒通,地推\n永兴,地推\n远海,Expo\n长风,EXPO\n".as_bytes();
    let decided = |dry: bool| json!({ "dry_run": dry, "columns": { "来源": { "options": ["地推", "Expo", "EXPO"] } } });
    let (_, trial) = import_bytes(&app, &wu, file, decided(true));
    assert_eq!(counted(&trial), [4, 0, 0, 0, 0], "{trial}");
    // A trial adds nothing.
    assert!(!sources(&wu).contains(&"地推".to_owned()));
    let (_, done) = import_bytes(&app, &wu, file, decided(false));
    assert_eq!(counted(&done), [4, 0, 0, 0, 0], "{done}");
    assert!(sources(&lin).contains(&"地推".to_owned()));
    assert_eq!(wu.list("customer", "fields=source").iter().filter(|row| row["source"] == "地推").count(), 2);

    // Two spellings of one word are one option.
    assert_eq!(sources(&lin).iter().filter(|label| label.to_lowercase() == "expo").count(), 1);

    let other = "客户名称,来源\n海天,推介会\n".as_bytes();
    let (_, trial) = import_bytes(&app, &lin, other, json!({ "dry_run": true }));
    assert_eq!(trial["result"]["issues"][0]["remedies"], json!(["words", "leave_out"]), "{trial}");
    let path = format!("/api/imports?object=customer&filename={}", encode("客户.csv"));
    let upload = crate::http::ask::Raw { method: Method::Post, path: &path, body: Some(("text/csv", other)) };
    let upload = upload.by(&app.client, &lin, kedun::actor::Language::Chinese);
    let asked = json!({ "mapping": upload.body["mapping"], "columns": { "来源": { "options": ["推介会"] } } });
    let refused = lin.post(&format!("/api/imports/{}/run", upload.body["id"].as_str().unwrap()), asked);
    assert_eq!(refused.body["errors"][0]["code"], "import.option_forbidden", "{}", refused.body);
}
