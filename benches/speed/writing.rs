//! Somebody writes while others read, so that what a commit throws away is made anew as it would be on a working day.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::Connection;
use super::dataset::{Asker, id_of};
use super::sample::OWNERS;
use super::works::Request;

pub const A_SECOND: u32 = 20;

/// Does `work` while `asker` changes a customer, then enters a conversation with it, and so on, [`A_SECOND`] in all.
pub fn meanwhile<T>(port: u16, asker: &Asker, work: impl FnOnce() -> T) -> T {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| write_until(port, asker, &stop));
        let done = work();
        stop.store(true, Ordering::Relaxed);
        done
    })
}

fn write_until(port: u16, asker: &Asker, stop: &AtomicBool) {
    // Each write is of another customer, for the whole run.
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let mut connection = Connection::open(port, &asker.cookie);
    let (since, mut count) = (Instant::now(), 0);
    while !stop.load(Ordering::Relaxed) {
        let nth = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let customer = id_of(asker.place + nth / 2 * OWNERS).0;
        let request = if nth.is_multiple_of(2) { change(customer, nth) } else { conversation(customer, nth) };
        assert_eq!(connection.ask(&request), request.expected, "{} {}", request.method, request.path);
        count += 1;
        let due = since + Duration::from_secs(1) * count / A_SECOND;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}

fn change(customer: i64, nth: usize) -> Request {
    let body = json!({ "remarks": format!("第 {nth} 次修改") }).to_string();
    Request { method: "PATCH", path: format!("/api/records/customer/{customer}"), body: Some(body), seen: Some(1), expected: 200 }
}

fn conversation(customer: i64, nth: usize) -> Request {
    let body = json!({ "type": "call", "content": format!("第 {nth} 次电话"), "customer": customer.to_string() }).to_string();
    Request { method: "POST", path: "/api/records/follow_up".into(), body: Some(body), seen: None, expected: 201 }
}
