//! Requests that nobody sends by accident: the app refuses them in words, and never falls over.
//!
//! Every refusal must be a problem with code, detail and advice in both languages, and its code one that the description
//! promises for the route.

use std::collections::BTreeSet;

use kedun::actor::Language;
use kedun::ids::UserId;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use super::ask::{Asked, Raw};
use super::description::{operations, whole};
use super::table::{ROUTES, changes, filled};
use crate::support::TestApp;
use crate::support::person::encode;

const IDS: [&str; 13] =
    ["0", "-1", "+1", "01", "9223372036854775807", "9223372036854775808", "1e3", "1.5", "x", "%00", "%FF%FE", "%D9%A1", "1%2F..%2F2"];
const WORDS: [&str; 9] = ["nothing", "customer%00", "%FF", "user", "audit_event", "Customer", "customer%20", "%27%3B--", "..%2F..%2Fetc"];

/// As they stand in a query string.
const QUERIES: [&str; 18] = [
    "",
    "%00",
    "a%00b",
    "%FF%FE",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "-1",
    "0",
    "1",
    "9223372036854775808",
    "1e999",
    "%27%20OR%201%3D1--",
    "%22",
    "%5B%5D",
    "%7B%7D",
    "null",
    "2026-13-45",
    "0000-00-00T00:00:00Z",
];

struct Walk {
    app: TestApp,
    wu: UserId,
    document: Json,
    /// Codes whose words were read in both languages.
    read: BTreeSet<(String, Option<String>)>,
    faults: BTreeSet<String>,
}

impl Walk {
    fn new() -> Self {
        let app = TestApp::new();
        let founder = app.admin("founder");
        // With a password that opens: that of other test accounts is no hash at all.
        let wu = json!({ "login": "wu", "name": "吴", "roles": ["admin"], "password": "Lü-Bein-7-Wolken" });
        let wu = founder.post("/api/users", wu).assert(Status::Created).body["id"].as_str().and_then(|id| id.parse().ok()).unwrap();
        let customer = founder.create("customer", json!({ "name": "恒通", "mobile": "13800000001", "remarks": "x" }));
        founder.create("contact", json!({ "name": "林", "customer": customer["id"] }));
        Self { app, wu, document: whole(), read: BTreeSet::new(), faults: BTreeSet::new() }
    }

    /// Asks as the administrator, with a new session each time: some requests end theirs.
    fn ask(&mut self, route: &str, raw: &Raw<'_>) -> Asked {
        let wu = self.app.sign_in(self.wu);
        let answer = raw.by(&self.app.client, &wu, Language::Chinese);
        self.judge(route, raw, &answer);
        // The words of a code are the same whoever says them: each is read in English once.
        let seen = (format!("{} {route}", raw.method), answer.code().map(str::to_owned));
        if answer.status >= 400 && self.read.insert(seen) {
            let wu = self.app.sign_in(self.wu);
            let english = raw.by(&self.app.client, &wu, Language::English);
            self.judge(route, raw, &english);
        }
        answer
    }

    fn judge(&mut self, route: &str, raw: &Raw<'_>, answer: &Asked) {
        let mut faults = Vec::new();
        if answer.status >= 500 {
            faults.push("it fell over".to_owned());
        }
        if answer.status >= 400 {
            faults.extend(answer.faults());
            if !self.promised(raw.method, route, answer) {
                faults.push("the description does not promise that".to_owned());
            }
        }
        let body = raw.body.map(|(_, bytes)| String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned());
        let asked: String = raw.path.chars().take(160).collect();
        for fault in faults {
            self.faults.insert(format!(
                "{} {asked} {}: {} {:?}: {fault}",
                raw.method,
                body.as_deref().unwrap_or_default(),
                answer.status,
                answer.code()
            ));
        }
    }

    /// A path that names nothing belongs to no operation; it is refused before one is found.
    fn promised(&self, method: Method, route: &str, answer: &Asked) -> bool {
        let Some(code) = answer.code() else { return false };
        if matches!(code, "request.unreadable" | "request.unknown_path" | "object.unknown" | "object.unrelated" | "action.unknown") {
            return true;
        }
        let mut mine = operations(&self.document).filter(|(m, _, o)| m.eq_ignore_ascii_case(method.as_str()) && o["x-route"] == route);
        mine.any(|(_, _, o)| {
            o["responses"][answer.status.to_string()]["x-codes"].as_array().is_some_and(|codes| codes.contains(&json!(code)))
        })
    }

    fn end(self) {
        let faults: Vec<_> = self.faults.iter().collect();
        assert!(faults.is_empty(), "{} requests went wrong: {faults:#?}", faults.len());
        self.app.assert_log_verifies();
    }
}

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let json = "application/json";
    vec![
        (json, Vec::new()),
        (json, b"{".to_vec()),
        (json, b"null".to_vec()),
        (json, b"[]".to_vec()),
        (json, b"\"x\"".to_vec()),
        (json, b"1e999".to_vec()),
        (json, b"{}".to_vec()),
        (json, b"\xff\xfe{}".to_vec()),
        (json, b"{\"name\":\"\xff\"}".to_vec()),
        (json, b"{\"name\":\"\\ud800\"}".to_vec()),
        (json, b"{\"name\":\"\\u0000\",\"\\u0000\":1}".to_vec()),
        (json, b"{\"name\":\"a\",\"name\":\"b\"}".to_vec()),
        (json, b"{\"__proto__\":{},\"id\":1,\"version\":9,\"deleted_at\":null}".to_vec()),
        (json, b"{\"name\":{\"a\":[1,2]},\"ids\":[\"x\"],\"format\":7}".to_vec()),
        (json, "[".repeat(100_000).into_bytes()),
        (json, "{\"a\":".repeat(100_000).into_bytes()),
        (json, format!("{{\"name\":\"{}\"}}", "长".repeat(300_000)).into_bytes()),
        (json, vec![b' '; 3 << 20]),
        ("text/plain", b"{}".to_vec()),
        ("application/x-www-form-urlencoded", b"name=x".to_vec()),
        ("multipart/form-data", b"--".to_vec()),
        ("application/octet-stream", b"PK\x03\x04 not a workbook".to_vec()),
    ]
}

#[test]
fn bodies_that_are_none() {
    let mut walk = Walk::new();
    for (method, route, _) in ROUTES.iter().filter(|route| changes(route.0)) {
        for (media_type, body) in bodies() {
            walk.ask(route, &Raw { method: *method, path: &filled(route, "1"), body: Some((media_type, &body)) });
        }
    }
    walk.end();
}

#[test]
fn ids_and_names_that_are_none() {
    let mut walk = Walk::new();
    for (method, route, _) in ROUTES.iter().filter(|route| route.1.contains('{')) {
        let body: Option<(&str, &[u8])> = changes(*method).then_some(("application/json", b"{}"));
        let numbers = IDS.iter().map(|id| filled(route, id));
        let names = WORDS.iter().flat_map(|word| ["{object}", "{other}", "{action}"].map(|blank| filled(&route.replace(blank, word), "1")));
        for path in numbers.chain(names).collect::<BTreeSet<_>>() {
            walk.ask(route, &Raw { method: *method, path: &path, body });
        }
    }
    walk.end();
}

#[test]
fn queries_that_mean_nothing() {
    let mut walk = Walk::new();
    let document = whole();
    let long = "x".repeat(1 << 20);
    let (numbers, kinds) = ("1,".repeat(100_000) + "1", "session.start,".repeat(50_000) + "session.start");
    let deep = encode(&format!("{}{}", "{\"not\":".repeat(5000), "}".repeat(5000)));
    let shallow = encode(&format!("{}{}{}", "{\"not\":".repeat(50), "{\"and\":[]}", "}".repeat(50)));
    let wide = encode(&json!({ "or": vec![json!({ "and": [] }); 5000] }).to_string());
    for (method, described, operation) in operations(&document) {
        let Some(parameters) = operation["parameters"].as_array() else { continue };
        let names: Vec<&str> = parameters.iter().filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()).collect();
        let (method, route) = (method.parse::<Method>().expect("a method"), operation["x-route"].as_str().expect("a route"));
        let body: Option<(&str, &[u8])> = changes(method).then_some(("application/octet-stream", b"a\n1\n"));
        let path = described.replace("{id}", "1");
        for name in &names {
            for value in QUERIES.iter().copied().chain([&long, &numbers, &kinds, &deep, &shallow, &wide].map(String::as_str)) {
                walk.ask(route, &Raw { method, path: &format!("{path}?{name}={value}"), body });
            }
            walk.ask(route, &Raw { method, path: &format!("{path}?{name}=1&{name}=2&{name}[]=3&{name}.x=4"), body });
        }
        for query in
            ["", "&&&", "=", "%00=%00", "a[0][1]=2", "limit=-1&cursor=%00&sort=,,&filter=%7B%7D&q=%27&fields=a,b&view=%F0%9F%98%80", &long]
        {
            walk.ask(route, &Raw { method, path: &format!("{path}?{query}"), body });
        }
    }
    walk.end();
}

/// What cannot be read is not taken for what was not sent: a preview that is asked for with a slip of the pen must not be the real thing.
#[test]
fn a_flag_or_a_number_that_cannot_be_read_is_refused() {
    let mut walk = Walk::new();
    let (document, mut seen) = (whole(), 0);
    for (method, described, operation) in operations(&document) {
        let (method, route) = (method.parse::<Method>().expect("a method"), operation["x-route"].as_str().expect("a route"));
        let body: Option<(&str, &[u8])> = changes(method).then_some(("application/octet-stream", b"a\n1\n"));
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
            let (name, kind) = (parameter["name"].as_str().expect("a name"), &parameter["schema"]["type"]);
            let unreadable: &[&str] = match kind.as_str() {
                Some("boolean") => &["1", "0", "", "yes", "TRUE", "truth", "%00"],
                Some("integer") => &["x", "1.5", "1e3", "true", "99999999999999999999"],
                _ => continue,
            };
            for value in unreadable {
                let path = format!("{}?{name}={value}", described.replace("{id}", "1"));
                let answer = walk.ask(route, &Raw { method, path: &path, body });
                assert_eq!(answer.status, 400, "{method} {path}: {:?}", answer.code());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
    walk.end();
}

/// Every field and every operator, with values of every wrong kind.
#[test]
fn values_that_no_field_takes() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{202e}\u{feff}"),
        json!("9223372036854775808"),
        json!("-9223372036854775808"),
        json!("1e400"),
        json!("99999999999999999999999999.99"),
        json!("9999-12-31T23:59:59.999Z"),
        json!("-262144-01-01"),
        json!("+262143-12-31T23:59:59Z"),
        json!("长".repeat(20_000)),
        json!([]),
        json!([[], {}]),
        json!(["", "\u{0}"]),
        json!([null, null]),
        json!(vec!["x"; 1000]),
        json!({}),
        json!({ "id": null }),
        json!({ "id": "1", "amount": "NaN", "currency": "\u{0}" }),
        json!({ "amount": "99999999999999999999", "currency": "CNY" }),
        json!({ "past": i64::MAX }),
        json!({ "next": -1 }),
    ];
    let mut walk = Walk::new();
    for object in kedun::app::catalog().iter() {
        let place = format!("/api/records/{}", object.name);
        for field in object.fields.iter() {
            for value in &values {
                let body = json!({ field.name.as_ref(): value }).to_string();
                let body = Some(("application/json", body.as_bytes()));
                walk.ask("/api/records/{object}", &Raw { method: Method::Post, path: &place, body });
                walk.ask("/api/records/{object}/check", &Raw { method: Method::Post, path: &format!("{place}/check"), body });
                for op in field.kind.ops() {
                    let filter = encode(&json!({ "field": field.name, "op": op.name(), "value": value }).to_string());
                    walk.ask("/api/records/{object}", &Raw { method: Method::Get, path: &format!("{place}?filter={filter}"), body: None });
                }
            }
        }
    }
    walk.end();
}

/// Each member of each documented body in turn is something else.
#[test]
fn members_of_another_kind() {
    let values =
        [json!(null), json!(-1), json!("\u{0}"), json!("x"), json!("999999"), json!([]), json!([[1]]), json!({}), json!("长".repeat(2000))];
    let mut walk = Walk::new();
    let document = whole();
    for (method, described, operation) in operations(&document) {
        let taken = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(name) = taken.as_str().map(|name| name.trim_start_matches("#/components/schemas/")) else { continue };
        let (method, route) = (method.parse::<Method>().expect("a method"), operation["x-route"].as_str().expect("a route"));
        for member in document["components"]["schemas"][name]["properties"].as_object().into_iter().flatten().map(|(member, _)| member) {
            for value in &values {
                let mut body = believable(name);
                body[member] = value.clone();
                let body = body.to_string();
                walk.ask(route, &Raw { method, path: &described.replace("{id}", "1"), body: Some(("application/json", body.as_bytes())) });
            }
        }
    }
    walk.end();
}

/// A body that is read to its end, so that the member in question is looked at.
fn believable(schema: &str) -> Json {
    match schema {
        "NewUser" => json!({ "login": "li", "name": "李", "roles": ["employee"], "password": "Lü-Bein-7-Wolken" }),
        "Credentials" => json!({ "login": "nobody", "password": "x" }),
        "NewPassword" => json!({ "current": "x", "password": "Lü-Bein-7-Wolken" }),
        "Setup" => json!({ "token": "x", "organisation": "x", "login": "x", "name": "x", "password": "x" }),
        "BulkRequest" => json!({ "action": "update", "ids": ["1"], "input": { "remarks": "x" } }),
        "ExportRequest" => json!({ "object": "customer", "format": "csv" }),
        "ImportRequest" => json!({ "mapping": {} }),
        "NewDepartment" => json!({ "name": "x" }),
        _ => json!({}),
    }
}
