//! The sample company is an app like any other: everything in it passed the doors, and it is the same every time.

use std::sync::Arc;

use chrono::Duration;
use kedun::app::App;
use kedun::clock::{Clock, FixedClock};
use kedun::demo::{self, Size};
use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::TestApp;
use crate::support::app::{config, morning};

const SMALL: Size = Size { customers: 60, contacts: 140, follow_ups: 360 };

/// Makes the company and opens a server over it, as `kedun demo` does.
fn company() -> TestApp {
    let directory = tempfile::tempdir().unwrap();
    let clock = FixedClock::at(morning());
    let server: App = kedun::app::found(config(directory.path()), Arc::new(clock.clone())).unwrap();
    let accounts = demo::make(&server.db, &server.engine.pin(), &server.passwords, &clock, SMALL, morning()).unwrap();
    let logins: Vec<_> = accounts.iter().map(|a| a.login.as_str()).collect();
    assert_eq!(logins, ["linxiaodong", "wumin", "zhengkai", "shenguiying", "xuhaoran", "hejing", "luoting"]);
    assert_eq!(clock.now(), morning());
    drop(server);
    TestApp::over(directory)
}

fn total(app: &TestApp, object: &str) -> Json {
    let boss = app.sign_in_as("linxiaodong");
    boss.get(&format!("/api/records/{object}?limit=1")).assert(Status::Ok).body["total"]["count"].clone()
}

#[test]
fn the_sample_company_is_a_lived_in_house() {
    let app = company();
    assert_eq!([total(&app, "customer"), total(&app, "contact"), total(&app, "follow_up")], [json!(60), json!(140), json!(360)]);
    let boss = app.sign_in_as("linxiaodong");
    let many = |path: &str| boss.get(path).assert(Status::Ok).body["items"].as_array().map(Vec::len);
    assert_eq!([many("/api/users"), many("/api/departments")], [Some(30), Some(7)]);
    app.assert_log_verifies();

    // Nobody works tomorrow's day, and it took more than a year to come so far.
    let moments: Vec<_> = boss
        .list("follow_up", "limit=200&fields=created_at")
        .iter()
        .map(|f| f["created_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap())
        .collect();
    assert!(moments.iter().all(|at| *at < morning() && *at > morning() - Duration::days(560)), "{moments:?}");

    // Customers belong to the people of the sales departments, who see their own and nobody else's.
    let wu = app.sign_in_as("wumin");
    let own = wu.list("customer", "limit=200");
    assert!(!own.is_empty() && own.len() < 60);
    assert!(own.iter().all(|c| c["owner"]["title"] == "吴敏"), "{own:?}");
    // A manager sees the department's, and no other's.
    let sold = app.sign_in_as("zhengkai").list("customer", "limit=200&fields=department,owner");
    assert!(sold.iter().all(|c| c["department"]["title"] == "销售二部") && sold.iter().any(|c| c["owner"]["title"] != "郑凯"), "{sold:?}");
    assert_eq!(app.sign_in_as("shenguiying").list("customer", "limit=200").len(), 60);
}

#[test]
fn everything_in_it_would_be_taken_as_typed() {
    let app = company();
    let boss = app.sign_in_as("linxiaodong");
    for customer in boss.list("customer", "limit=200") {
        let whole = boss.one("customer", &customer).assert(Status::Ok).body;
        let typed: serde_json::Map<String, Json> =
            ["name", "mobile", "phone", "email", "website", "tags", "yearly_volume", "first_deal_on", "region"]
                .iter()
                .map(|field| ((*field).to_owned(), whole[*field].clone()))
                .collect();
        let same = boss.update("customer", &whole, typed.into()).assert(Status::Ok).body;
        assert_eq!(same["version"], whole["version"], "{whole}");
    }
}

#[test]
fn the_same_company_is_made_every_time() {
    let names = |app: &TestApp| app.sign_in_as("linxiaodong").list("customer", "limit=200&sort=name&fields=name,mobile,created_at");
    assert_eq!(names(&company()), names(&company()));
}

#[test]
fn no_sample_is_made_among_real_people() {
    let app = TestApp::new();
    app.admin("boss");
    let server = &app.server;
    assert!(demo::make(&server.db, &server.engine.pin(), &server.passwords, &app.clock, SMALL, morning()).is_err());
}
