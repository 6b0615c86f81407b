//! What is asked, again and again: as requests of a browser.

use serde_json::json;

use super::dataset::{Asker, People};
use super::figures::{AT_MOST, WARM_UP};
use super::sample::{CUSTOMERS, FIRST, OWNERS, SECOND, mobile};

/// Somebody with a sight of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Sees their own.
    Sales,
    /// Sees those of twenty people.
    Manager,
    /// Sees all.
    Boss,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The first page of a list by last change.
    List(&'static str, Who),
    /// The rows of a sales person, asked for by somebody who sees all.
    AdminList,
    FilteredList,
    TwoCharacters,
    /// The same with customers of others that are shared.
    SharedSearch,
    SixDigits,
    Create,
    Update,
}

pub const OWN_LIST: Work = Work::List("customer", Who::Sales);

/// Reads first: they are to find the customers as they were made.
pub const ALL: [Work; 16] = [
    OWN_LIST,
    Work::AdminList,
    Work::List("customer", Who::Manager),
    Work::List("customer", Who::Boss),
    Work::List("contact", Who::Sales),
    Work::List("contact", Who::Manager),
    Work::List("contact", Who::Boss),
    Work::List("follow_up", Who::Sales),
    Work::List("follow_up", Who::Manager),
    Work::List("follow_up", Who::Boss),
    Work::FilteredList,
    Work::TwoCharacters,
    Work::SharedSearch,
    Work::SixDigits,
    Work::Update,
    Work::Create,
];

/// Rounds of the bare stack come after all others, so that nothing is entered twice.
pub const BARE: usize = 100_000;

/// And an import by it after those.
pub const IMPORT: usize = 2 * BARE;

/// Writes are measured by turns, ours and the bare stack's: how long a disk takes to sync changes from second to second.
pub const TURNS: usize = 3;
/// Rounds of one turn.
const TURN: usize = 5_000;

/// Where a measurement's rounds begin: each has its own, so that no customer is entered twice.
pub fn first_round(connections: usize, turn: usize) -> usize {
    let first = match connections {
        1 => 0,
        2..=8 => 25_000,
        _ => 50_000,
    };
    first + turn * TURN
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

impl Request {
    pub fn read(object: &str, query: &str) -> Self {
        Self { method: "GET", path: format!("/api/records/{object}?{query}"), body: None, seen: None, expected: 200 }
    }
}

impl Work {
    pub fn title(self) -> String {
        match self {
            OWN_LIST => "own customers, 50 rows by last change".to_owned(),
            Self::List(object, who) => {
                let (what, whose) = (
                    object.replace('_', "-"),
                    match who {
                        Who::Sales => "a sales person",
                        Who::Manager => "a manager of 20",
                        Who::Boss => "the boss",
                    },
                );
                format!("{what}s, 50 rows by last change, {whose}")
            }
            Self::AdminList => "the same rows, as system admin".to_owned(),
            Self::FilteredList => "own customers with two filters".to_owned(),
            Self::TwoCharacters => "search: two characters, among one's own".to_owned(),
            Self::SharedSearch => "search: two characters, among one's own and 50 shared".to_owned(),
            Self::SixDigits => "search: six digits, among one's own".to_owned(),
            Self::Create => "create a customer".to_owned(),
            Self::Update => "update a customer".to_owned(),
        }
    }

    /// Who does it.
    pub fn askers(self, people: &People) -> &[Asker] {
        match self {
            Self::List(_, Who::Manager) => &people.managers,
            Self::List(_, Who::Boss) => &people.bosses,
            Self::AdminList => &people.administrators,
            Self::SharedSearch => &people.sharing,
            _ => &people.owners,
        }
    }

    /// Whether the bare stack does the same; lists of what hangs on something and of those who see more have no simple like.
    pub fn has_bare(self) -> bool {
        self == OWN_LIST || !matches!(self, Self::List(..))
    }

    /// Requests of one connection at most. Each update is of another record, and an owner has only so many.
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Update)
    }

    pub fn at_most(self, connections: usize) -> usize {
        let many = AT_MOST / connections;
        match self {
            Self::Update => many.min(CUSTOMERS / OWNERS / 2 / TURNS - WARM_UP),
            Self::Create => many.min(TURN - WARM_UP),
            _ => many,
        }
    }

    /// The `round`-th request of an asker.
    pub fn request(self, asker: &Asker, round: usize) -> Request {
        let read = |query: String| Request::read("customer", &query);
        match self {
            Self::List(object, _) => Request::read(object, "sort=-updated_at&limit=50"),
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
            Self::TwoCharacters | Self::SharedSearch => read(format!("limit=50&q={}", encoded(&two_characters(asker, round)))),
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
    let start = if round % BARE < first_round(2, 0) { 0 } else { half };
    let (turn, nth) = (round % 25_000 / TURN, round % TURN);
    own(asker, start + turn * (half / TURNS) + nth) + 1
}

/// Customers that nobody has entered yet, apart for every asker.
pub fn new_number(asker: &Asker, round: usize) -> usize {
    2 * CUSTOMERS + asker.place + round * OWNERS
}

pub fn new_name(asker: &Asker, round: usize) -> String {
    format!("新进{}号客户{round}有限公司", asker.place)
}

pub fn encoded(text: &str) -> String {
    rocket::http::RawStr::new(text).percent_encode().to_string()
}
