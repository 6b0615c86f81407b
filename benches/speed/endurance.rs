//! Does memory stay where it is when everybody asks for something else all the time?

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::client::Connection;
use super::dataset::{Asker, People};
use super::sample::{FIRST, SECOND};
use super::server::Server;
use super::works::{Request, encoded};
use super::writing;

const LASTS: Duration = Duration::from_secs(600);
const CONNECTIONS: usize = 8;
/// How often memory is looked at.
const EVERY: Duration = Duration::from_secs(60);

pub struct Endurance {
    /// Bytes, one after each minute.
    pub memory: Vec<u64>,
    pub requests: usize,
}

/// Lists with filters that nobody asked for before, by people who see their own, a department's and all, while somebody writes.
pub fn figures(server: &Server, people: &People) -> Endurance {
    let asking = people.owners.iter().take(CONNECTIONS - 2).chain(people.managers.first()).chain(people.bosses.first());
    let until = Instant::now() + LASTS;
    writing::meanwhile(server.port, &people.writer, || {
        std::thread::scope(|scope| {
            let askers: Vec<_> = asking.enumerate().map(|(n, asker)| scope.spawn(move || ask(server.port, asker, n, until))).collect();
            let mut memory = Vec::new();
            while Instant::now() < until {
                std::thread::sleep(EVERY);
                memory.push(server.resident());
            }
            Endurance { memory, requests: askers.into_iter().map(|asker| asker.join().expect("an asker")).sum() }
        })
    })
}

fn ask(port: u16, asker: &Asker, n: usize, until: Instant) -> usize {
    let mut connection = Connection::open(port, &asker.cookie);
    let (mut chance, mut requests) = (Chance(0x9e37_79b9 + n as u64), 0);
    while Instant::now() < until {
        let (object, test, sorts): (_, fn(&mut Chance) -> Json, &[&str]) = match chance.below(3) {
            0 => ("customer", of_customer, &["name", "-created_at", "-updated_at", "-yearly_volume"]),
            1 => ("contact", of_contact, &["name", "-updated_at"]),
            _ => ("follow_up", of_follow_up, &["-updated_at", "next_contact_at"]),
        };
        let filter = chance.filter(test, 3);
        let query =
            format!("sort={}&limit={}&filter={}", sorts[chance.below(sorts.len())], 20 + chance.below(80), encoded(&filter.to_string()));
        let request = Request::read(object, &query);
        let status = connection.ask(&request);
        // A filter that would take too long is refused, which is an answer, too.
        assert!(status == 200 || status == 422 || status == 503, "{status} {} {filter}", request.path);
        requests += 1;
    }
    requests
}

fn of_customer(chance: &mut Chance) -> Json {
    match chance.below(5) {
        0 => json!({ "field": "level", "op": "in", "value": chance.some(&["A", "B", "C", "D"]) }),
        1 => json!({ "field": "status", "op": "eq", "value": chance.one(&["new", "following", "won", "dormant"]) }),
        2 => json!({ "field": "name", "op": "contains", "value": format!("{}{}", chance.one(&FIRST), chance.one(&SECOND)) }),
        3 => json!({ "field": "yearly_volume", "op": chance.one(&["gte", "lte"]), "value": (chance.below(5_000_000) * 100).to_string() }),
        _ => json!({ "field": "id", "op": "in", "value": chance.numbers() }),
    }
}

fn of_contact(chance: &mut Chance) -> Json {
    match chance.below(3) {
        0 => json!({ "field": "role", "op": "in", "value": chance.some(&["decider", "influencer", "buyer", "user"]) }),
        1 => json!({ "field": "position", "op": "contains", "value": chance.one(&["采购", "经理", "总监", "财务"]) }),
        _ => json!({ "field": "customer", "op": "in", "value": chance.numbers() }),
    }
}

fn of_follow_up(chance: &mut Chance) -> Json {
    match chance.below(3) {
        0 => json!({ "field": "type", "op": "in", "value": chance.some(&["call", "visit", "wechat", "email", "meeting"]) }),
        1 => json!({ "field": "next_contact_at", "op": "empty", "value": chance.below(2) == 0 }),
        _ => json!({ "field": "customer", "op": "in", "value": chance.numbers() }),
    }
}

/// The same chances in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, range: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % range as u64) as usize
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn some<'a>(&mut self, list: &[&'a str]) -> Vec<&'a str> {
        let kept: Vec<&str> = list.iter().copied().filter(|_| self.below(2) == 0).collect();
        if kept.is_empty() { vec![list[0]] } else { kept }
    }

    fn numbers(&mut self) -> Vec<String> {
        (0..=self.below(150)).map(|_| (self.below(1_000_000) + 1).to_string()).collect()
    }

    fn filter(&mut self, test: fn(&mut Self) -> Json, depth: usize) -> Json {
        let parts: Vec<Json> =
            (0..=self.below(3)).map(|_| if depth > 1 && self.below(4) == 0 { self.filter(test, depth - 1) } else { test(self) }).collect();
        json!({ self.one(&["and", "or"]): parts })
    }
}
