//! The power goes out in the middle of an import. The next start takes it up, and every row is there once.

use std::collections::BTreeSet;

use diesel::{QueryableByName, RunQueryDsl};
use serde_json::{Value as Json, json};

use crate::support::installation::number;
use crate::support::{Installation, eventually};

const ROWS: usize = 4000;
/// Every so many rows one has no name and does not deserve to be taken in.
const NAMELESS: usize = 40;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

#[test]
fn a_killed_import_goes_on_and_no_row_comes_twice() {
    let installation = Installation::new();
    let job = killed_on_its_way(&installation, &file(), [1, 1000, 2500]);
    assert_eq!(counted(&job["result"]), [ROWS, ROWS - ROWS / NAMELESS, ROWS / NAMELESS], "{job}");

    let mut conn = installation.raw();
    let names: Vec<Name> = diesel::sql_query("SELECT name FROM customer").load(&mut conn).unwrap();
    let expected: BTreeSet<String> = (0..ROWS).filter(|n| !is_nameless(*n)).map(name).collect();
    assert_eq!((names.len(), names.into_iter().map(|row| row.name).collect::<BTreeSet<_>>()), (expected.len(), expected));
    for other in ["FROM contact", "FROM customer_search", "FROM record_change WHERE object = 'customer'"] {
        let count = number(&mut conn, &format!("SELECT count(*) AS number {other}"));
        assert_eq!(count, (ROWS - ROWS / NAMELESS) as i64, "{other}");
    }
    installation.kedun(&["audit", "verify"]).exits(0);
}

#[test]
fn a_customers_contacts_go_on_where_they_were_when_the_power_went_out() {
    const EACH: usize = 1500;
    let installation = Installation::new();
    let customers = [("恒通", 138), ("博远", 139)];
    let rows = customers.iter().flat_map(|(name, of)| (0..EACH).map(move |n| format!("{name},{name}的{n}号,{of}{n:08}\n")));
    let file = format!("客户名称,联系人,联系人手机\n{}", rows.collect::<String>());
    // Behind the first of its rows, and again and again before the last.
    let job = killed_on_its_way(&installation, &file, [1, 600, 2000]);
    let result = &job["result"];
    let counted = ["imported", "continued", "rejected_count", "skipped"].map(|name| result[name].as_u64().unwrap_or_default() as usize);
    assert_eq!(counted, [2, 2 * EACH - 2, 0, 0], "{job}");
    let mut conn = installation.raw();
    let names: Vec<Name> = diesel::sql_query("SELECT name FROM customer ORDER BY id").load(&mut conn).unwrap();
    assert_eq!(names.into_iter().map(|row| row.name).collect::<Vec<_>>(), ["恒通", "博远"]);
    let of_each = "SELECT count(*) AS number FROM (SELECT 1 FROM contact GROUP BY customer_id HAVING count(*) = 1500 AND count(DISTINCT name) = 1500)";
    assert_eq!(number(&mut conn, of_each), 2);
    installation.kedun(&["audit", "verify"]).exits(0);
}

/// Imports a file on a server whose power goes out as soon as so many rows are in, and returns the job once it is done.
fn killed_on_its_way(installation: &Installation, file: &str, enough: [u64; 3]) -> Json {
    let mut server = installation.serve();
    let brought = server.browser.send("POST", "/api/imports?object=customer&filename=a.csv", &[], file.as_bytes()).expect("an answer");
    assert_eq!(brought.status, 201, "{}", brought.body);
    let asked = json!({ "mapping": brought.body["mapping"], "on_duplicate": "reject", "default_owner": installation.boss.to_string() });
    let run = server.browser.post(&format!("/api/imports/{}/run", brought.body["id"].as_str().unwrap()), &asked);
    assert_eq!(run.status, 202, "{}", run.body);
    let path = format!("/api/jobs/{}", run.body["job"].as_str().unwrap());
    for enough in enough {
        // On a machine that is busy elsewhere the end may be seen first; the power goes out all the same.
        eventually("progress", || (server.browser.get(&path).body["done"].as_u64() >= Some(enough)).then_some(()));
        server.kill();
        server = installation.serve();
    }
    let job = eventually("the end of the import", || {
        let job = server.browser.get(&path).body;
        (job["state"] != "running" && job["state"] != "queued").then_some(job)
    });
    assert_eq!(job["state"], "done", "{job}");
    assert!(server.stop().success());
    job
}

fn counted(result: &Json) -> [usize; 3] {
    ["rows", "imported", "rejected_count"].map(|name| result[name].as_u64().unwrap_or_default() as usize)
}

fn is_nameless(n: usize) -> bool {
    n % NAMELESS == NAMELESS - 1
}

fn name(n: usize) -> String {
    format!("恒通{n}号有限公司")
}

fn file() -> String {
    let rows = (0..ROWS).map(|n| {
        let name = if is_nameless(n) { String::new() } else { name(n) };
        format!("{name},138{n:08},王芳,12.5万\n")
    });
    format!("客户名称,手机,联系人,年采购额\n{}", rows.collect::<String>())
}
