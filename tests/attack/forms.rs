//! What a page of another site can send without asking first: forms. They are refused whole, and no field says what method a request is.

use rocket::http::{ContentType, Cookie, Method};
use serde_json::json;

use crate::support::TestApp;
use crate::support::person::id;

#[test]
fn no_form_is_taken_and_none_says_which_method_it_is() {
    let app = TestApp::new();
    let lin = app.admin("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let record = format!("/api/records/customer/{}", id(&customer));
    let multipart: ContentType = "multipart/form-data; boundary=x".parse().unwrap();
    for (method, path, body) in [
        (Method::Post, record.as_str(), "_method=delete"),
        (Method::Post, record.as_str(), "_method=DELETE&x=1"),
        (Method::Post, record.as_str(), "_method=patch&name=x"),
        (Method::Post, "/api/session", "_method=delete"),
        (Method::Post, "/api/session", "login=lin&password=x"),
        (Method::Post, "/api/session", "_method=get"),
        (Method::Post, "/api/records/customer", "{\"name\": \"x\"}"),
        (Method::Post, "/", "_method=get"),
        (Method::Put, "/api/reviews/schedule", "every_months=0"),
        (Method::Delete, record.as_str(), ""),
    ] {
        for kind in [ContentType::Form, multipart.clone(), "application/x-www-form-urlencoded; charset=utf-8".parse().unwrap()] {
            let request = app.client.req(method, path).cookie(Cookie::new("kedun", lin.cookie().to_owned()));
            let answer = request.header(kind.clone()).header(rocket::http::Header::new("If-Match", "1")).body(body).dispatch();
            assert_eq!(answer.status().code, 415, "{method} {path} {kind} {body}");
            let said: serde_json::Value = serde_json::from_str(&answer.into_string().unwrap()).unwrap();
            assert_eq!(said["code"], "request.media_type");
        }
    }
    assert_eq!(lin.one("customer", &customer).body["version"], 1, "nothing happened, and the session stands");
}
