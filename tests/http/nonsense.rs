//! Nonsense at every door: never a fault of the server, always a refusal in words.

use kedun::actor::Language;
use rocket::http::Method;
use rocket::local::blocking::Client;

use super::ask::Raw;
use super::table::{ROUTES, filled};
use crate::support::TestApp;

/// Bodies that are not what is expected.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    vec![
        ("application/json", b"{".to_vec()),
        ("application/json", b"null".to_vec()),
        ("application/json", b"[]".to_vec()),
        ("application/json", b"{\"name\": {\"a\": [1, 2]}, \"ids\": [\"x\"], \"format\": 7}".to_vec()),
        ("application/json", b"\xff\xfe\x00".to_vec()),
        ("application/json", b"{\"name\": \"\\u0000\"}".to_vec()),
        ("application/json", deep.into_bytes()),
        ("text/plain", b"hello".to_vec()),
        ("application/octet-stream", b"PK\x03\x04 not a workbook".to_vec()),
    ]
}

#[test]
fn nonsense_is_refused_in_words_everywhere() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let client: &Client = &app.client;
    let queries = [
        "",
        "?limit=-1&cursor=%00&sort=%2C%2C&filter=%7B%7D&q=%22%20OR%201&fields=a,b&view=%F0%9F%98%80",
        "?q=%27%22%5C%00&before=x&object=..%2F..&kind=nope&from=yesterday&user=1e9",
    ];
    for (method, path, _) in ROUTES {
        // These end the session that asks.
        if *method == Method::Delete && path.starts_with("/api/session") {
            continue;
        }
        for id in ["1", "0", "-1", "99999999999999999999", "x", "%00", "%F0%9F%98%80", "1%2F..%2F2"] {
            for query in queries {
                let address = format!("{}{query}", filled(path, id));
                for (media_type, body) in if *method == Method::Get { vec![("", Vec::new())] } else { bodies() } {
                    let body = (*method != Method::Get).then_some((media_type, body.as_slice()));
                    let asked = Raw { method: *method, path: &address, body }.by(client, &wu, Language::English);
                    assert!(asked.status < 500, "{method} {address} {body:?}: {} {}", asked.status, asked.body);
                    if asked.status >= 400 {
                        assert!(asked.faults().is_empty(), "{method} {address}: {:?}: {}", asked.faults(), asked.body);
                    }
                }
                if *method != Method::Get {
                    break;
                }
            }
        }
    }
    app.assert_log_verifies();
}
