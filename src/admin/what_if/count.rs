//! Counting what would change, object by object.

use std::collections::HashMap;

use diesel::RunQueryDsl;

use super::keys::{Group, Keys};
use crate::access::Access;
use crate::db::sql::{Column, Groups, Predicate};
use crate::db::{Reader, Row};
use crate::error::Result;
use crate::ids::UserId;
use crate::model::filter::holds;
use crate::model::{Catalog, Object, Verb};

/// What is counted: what people see, take along, change and delete.
pub const VERBS: [Verb; 4] = [Verb::Read, Verb::Export, Verb::Update, Verb::Delete];

/// What would change of one object.
pub struct Difference {
    pub verb: Verb,
    /// Only those for whom something would.
    pub people: Vec<Person>,
    /// Records that somebody would gain, and that somebody would lose.
    pub gained: i64,
    pub lost: i64,
}

/// Records, as they are and as they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub user: UserId,
    pub before: i64,
    pub after: i64,
    pub gain: i64,
    pub lose: i64,
}

/// What somebody may do now and would then: two predicates, and whose they are.
struct Pair {
    before: Predicate,
    after: Predicate,
    users: Vec<UserId>,
}

pub fn differences(now: &Access, then: &Access, catalog: &Catalog, object: &Object, reader: &mut Reader<'_>) -> Result<Vec<Difference>> {
    let mut keys = Keys::new(catalog);
    let mut asked: Vec<(Verb, Vec<Pair>)> = Vec::new();
    for verb in VERBS {
        let pairs = pairs(now, then, object, &verb)?;
        let over = |pair: Pair| Pair {
            before: keys.over_groups(&pair.before, &object.name),
            after: keys.over_groups(&pair.after, &object.name),
            ..pair
        };
        let pairs: Vec<Pair> = pairs.into_iter().map(over).collect();
        if !pairs.is_empty() {
            asked.push((verb, pairs));
        }
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let alive = Predicate::Empty(Column::plain("deleted_at"));
    let groups: Vec<Row> = Groups { table: object.table(), keys: &keys.list, predicate: &alive }.load(reader.conn)?;
    Ok(asked.into_iter().map(|(verb, pairs)| count(verb, &pairs, &groups)).collect())
}

/// Those whose answer would be another, by what it is and would be.
fn pairs(now: &Access, then: &Access, object: &Object, verb: &Verb) -> Result<Vec<Pair>> {
    let mut pairs: HashMap<(Predicate, Predicate), Vec<UserId>> = HashMap::new();
    for user in then.active() {
        let (before, after) = (rows(now, user, object, verb)?, rows(then, user, object, verb)?);
        if before != after {
            pairs.entry((before, after)).or_default().push(user);
        }
    }
    Ok(pairs.into_iter().map(|((before, after), users)| Pair { before, after, users }).collect())
}

/// The rows on which somebody may do it, and sees what they do.
fn rows(access: &Access, user: UserId, object: &Object, verb: &Verb) -> Result<Predicate> {
    let rows = access.desk_predicate(user, object, verb)?;
    if verb.needs_sight() { Ok(rows.and(access.desk_predicate(user, object, &Verb::Read)?)) } else { Ok(rows) }
}

fn count(verb: Verb, pairs: &[Pair], groups: &[Row]) -> Difference {
    let nothing = |user| Person { user, before: 0, after: 0, gain: 0, lose: 0 };
    let mut counts: Vec<Person> = pairs.iter().map(|_| nothing(UserId(0))).collect();
    let (mut gained, mut lost) = (0, 0);
    for row in groups {
        let group = Group(row);
        let records = group.count();
        let (mut gains, mut loses) = (false, false);
        for (pair, count) in pairs.iter().zip(&mut counts) {
            let (before, after) = (holds(&pair.before, &group), holds(&pair.after, &group));
            count.before += if before { records } else { 0 };
            count.after += if after { records } else { 0 };
            count.gain += if after && !before { records } else { 0 };
            count.lose += if before && !after { records } else { 0 };
            (gains, loses) = (gains || (after && !before), loses || (before && !after));
        }
        gained += if gains { records } else { 0 };
        lost += if loses { records } else { 0 };
    }
    let people = pairs.iter().zip(counts).flat_map(|(pair, count)| pair.users.iter().map(move |&user| Person { user, ..count.clone() }));
    let mut people: Vec<Person> = people.filter(|person| person.gain > 0 || person.lose > 0).collect();
    people.sort_by_key(|person| (-(person.gain + person.lose), person.user));
    Difference { verb, people, gained, lost }
}
