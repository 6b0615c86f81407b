//! What is asked, again and again: as requests of a browser.

use serde_json::json;

use super::dataset::Asker;
use super::figures::{AT_MOST, WARM_UP};
use super::sample::{CUSTOMERS, FIRST, OWNERS, SECOND, mobile};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    OwnList,
    /// The same rows, asked for by somebody who sees all.
    AdminList,
    FilteredList,
    TwoCharacters,
    SixDigits,
    Create,
    Update,
}

/// Reads first: they are to find the customers as they were made.
pub const ALL: [Work; 7] =
    [Work::OwnList, Work::AdminList, Work::FilteredList, Work::TwoCharacters, Work::SixDigits, Work::Update, Work::Create];

/// Rounds of the bare stack come after all others, so that nothing is entered twice.
pub const BARE: usize = 100_000;

/// And an import by it after those.
pub const IMPORT: usize = 2 * BARE;

/// Where a measurement's rounds begin: each has its own, so that no customer is entered twice.
pub fn first_round(connections: usize) -> usize {
    match connections {
        1 => 0,
        2..=8 => 25_000,
        _ => 50_000,
    }
}

/// One request.
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub body: Option<String>,
    /// `If-Match`, for changes.
    pub seen: Option<i64>,
    pub expected: u16,
}

impl Work {
    pub fn title(self) -> &'static str {
        match self {
            Self::OwnList => "own customers, 50 rows by last change",
            Self::AdminList => "the same rows, as system admin",
            Self::FilteredList => "own customers with two filters",
            Self::TwoCharacters => "search: two characters, among one's own",
            Self::SixDigits => "search: six digits, among one's own",
            Self::Create => "create a customer",
            Self::Update => "update a customer",
        }
    }

    /// Requests of one connection at most. Each update is of another record, and an owner has only so many.
    pub fn at_most(self, connections: usize) -> usize {
        let many = AT_MOST / connections;
        if self == Self::Update { many.min(CUSTOMERS / OWNERS / 2 - WARM_UP) } else { many }
    }

    /// The `round`-th request of an asker.
    pub fn request(self, asker: &Asker, round: usize) -> Request {
        let read = |query: String| Request {
            method: "GET",
            path: format!("/api/records/customer?{query}"),
            body: None,
            seen: None,
            expected: 200,
        };
        match self {
            Self::OwnList => read("sort=-updated_at&limit=50".into()),
            Self::AdminList => {
                let filter = json!({ "field": "owner", "op": "eq", "value": asker.id.to_string() });
                read(format!("sort=-updated_at&limit=50&filter={}", encoded(&filter.to_string())))
            }
            Self::FilteredList => {
                let filter = json!({ "and": [
                    { "field": "level", "op": "eq", "value": "B" },
                    { "field": "status", "op": "eq", "value": "following" },
                ] });
                read(format!("sort=-updated_at&limit=50&filter={}", encoded(&filter.to_string())))
            }
            Self::TwoCharacters => read(format!("limit=50&q={}", encoded(&two_characters(asker, round)))),
            Self::SixDigits => read(format!("limit=50&q={}", six_digits(asker, round))),
            Self::Create => {
                let number = new_number(asker, round);
                let body = json!({ "name": new_name(asker, round), "mobile": mobile(number), "level": "C", "industry": "machinery", "region": "苏州市" });
                Request { method: "POST", path: "/api/records/customer".into(), body: Some(body.to_string()), seen: None, expected: 201 }
            }
            Self::Update => {
                let body = json!({ "level": if round.is_multiple_of(2) { "A" } else { "B" }, "remarks": format!("第 {round} 次修改") });
                let path = format!("/api/records/customer/{}", own_record(asker, round));
                Request { method: "PATCH", path, body: Some(body.to_string()), seen: Some(1), expected: 200 }
            }
        }
    }
}

/// Two characters with which names begin behind the city; a thousand rows of an owner hold some of them.
pub fn two_characters(asker: &Asker, round: usize) -> String {
    let n = asker.place + round * 7;
    format!("{}{}", FIRST[n % FIRST.len()], SECOND[(n / FIRST.len() + round) % SECOND.len()])
}

/// The last six digits of the mobile number of one of the asker's customers.
pub fn six_digits(asker: &Asker, round: usize) -> String {
    let number = mobile(own(asker, round * 37));
    number[number.len() - 6..].to_owned()
}

/// The number of one of the asker's customers.
fn own(asker: &Asker, nth: usize) -> usize {
    asker.place + (nth % (CUSTOMERS / OWNERS)) * OWNERS
}

/// The record of one of the asker's customers, another in each round: one half for a single connection, the other for many at once.
pub fn own_record(asker: &Asker, round: usize) -> usize {
    let half = CUSTOMERS / OWNERS / 2;
    let start = if round % BARE < first_round(2) { 0 } else { half };
    own(asker, start + round % 25_000 % half) + 1
}

/// Customers that nobody has entered yet, apart for every asker.
pub fn new_number(asker: &Asker, round: usize) -> usize {
    2 * CUSTOMERS + asker.place + round * OWNERS
}

pub fn new_name(asker: &Asker, round: usize) -> String {
    format!("新进{}号客户{round}有限公司", asker.place)
}

fn encoded(text: &str) -> String {
    rocket::http::RawStr::new(text).percent_encode().to_string()
}
