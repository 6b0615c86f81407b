//! The people of the app as decisions need them: who stands where, who is below whom, who shares which record. A
//! snapshot; it is read anew whenever any of it changes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::sql::{Column, Name, Predicate};
use crate::ids::{DepartmentId, UserId};
use crate::model::Value;
use crate::model::filter::{Source, holds};
use crate::people::Role;

/// One person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Member {
    /// The one whose records theirs count to.
    pub department: Option<DepartmentId>,
    /// Those they belong to besides.
    pub further: Vec<DepartmentId>,
    pub superior: Option<UserId>,
    pub clearance: i64,
    pub leaving: bool,
    pub active: bool,
    pub roles: Vec<String>,
}

/// What is shared with each person, by object. Each person's are kept apart, because they change alone.
pub type Shares = HashMap<UserId, Arc<HashMap<Name, Vec<SharedRecord>>>>;

/// A record that is shared with somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedRecord {
    pub record: i64,
    pub write: bool,
    /// The last day.
    pub until: Option<NaiveDate>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    pub members: HashMap<UserId, Member>,
    /// Each department with the one above it.
    pub departments: HashMap<DepartmentId, Option<DepartmentId>>,
    pub shares: Shares,
    pub emergencies: HashMap<UserId, EmergencyAccess>,
}

/// The emergency access that somebody was allowed: until when, and to what.
#[derive(Debug, Clone, PartialEq)]
pub struct EmergencyAccess {
    pub until: DateTime<Utc>,
    /// All that is business where no objects are named.
    pub objects: Option<HashSet<Name>>,
}

impl EmergencyAccess {
    fn opens(&self, object: Option<&Name>) -> bool {
        object.zip(self.objects.as_ref()).is_none_or(|(object, chosen)| chosen.contains(object))
    }
}

impl Member {
    /// All their departments, their own first.
    pub fn departments(&self) -> impl Iterator<Item = DepartmentId> {
        self.department.into_iter().chain(self.further.iter().copied())
    }
}

impl People {
    /// The department itself and all above it, nearest first. A circle ends where it closes.
    pub fn above(&self, department: DepartmentId) -> Vec<DepartmentId> {
        chain(department, |at| self.departments.get(&at).copied().flatten())
    }

    /// The department itself and all below it, by number.
    pub fn below(&self, department: DepartmentId) -> Vec<DepartmentId> {
        let mut all: Vec<_> = self.departments.keys().copied().filter(|&id| self.above(id).contains(&department)).collect();
        all.push(department);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Everybody who has this person above them, near or far; not the person.
    pub fn reports(&self, superior: UserId) -> Vec<UserId> {
        let below = |&id: &UserId| id != superior && self.superiors(id).contains(&superior);
        let mut all: Vec<_> = self.members.keys().copied().filter(below).collect();
        all.sort_unstable();
        all
    }

    /// Who stands above somebody, nearest first.
    pub fn superiors(&self, user: UserId) -> Vec<UserId> {
        chain(user, |at| self.members.get(&at)?.superior).split_off(1)
    }

    /// Everybody who belongs to one of the departments or to one below, with their own or a further one.
    pub fn of_departments(&self, departments: &[DepartmentId]) -> Vec<UserId> {
        let wanted: HashSet<_> = departments.iter().flat_map(|&id| self.below(id)).collect();
        let mut all: Vec<_> =
            self.members.iter().filter(|(_, member)| member.departments().any(|d| wanted.contains(&d))).map(|(&id, _)| id).collect();
        all.sort_unstable();
        all
    }

    /// Everybody of whom a predicate over the table `user` holds.
    pub fn who(&self, predicate: &Predicate) -> Vec<UserId> {
        let mut all: Vec<_> =
            self.members.iter().filter(|&(&id, member)| holds(predicate, &PersonRow { id, member })).map(|(&id, _)| id).collect();
        all.sort_unstable();
        all
    }

    /// The records of an object that are shared with somebody on a day.
    pub fn shared(&self, object: &Name, user: UserId, write: bool, today: NaiveDate) -> Vec<i64> {
        let stands = |share: &&SharedRecord| (share.write || !write) && share.until.is_none_or(|until| today <= until);
        let shares = self.shares.get(&user).and_then(|shares| shares.get(object)).into_iter().flatten();
        shares.filter(stands).map(|share| share.record).collect()
    }

    /// Whether somebody has emergency access at this moment.
    pub fn in_emergency(&self, user: UserId, now: DateTime<Utc>) -> bool {
        self.is_opened(user, None, now)
    }

    /// Whether it opens the records of an object to them, or anything at all where none is named.
    pub fn is_opened(&self, user: UserId, object: Option<&Name>, now: DateTime<Utc>) -> bool {
        self.emergencies.get(&user).is_some_and(|emergency| now < emergency.until && emergency.opens(object))
    }

    /// Offices that nobody active holds. Until one is given for the first time, the system administration stands in.
    pub fn vacant(&self) -> Vec<String> {
        let held = |office: &Role| self.members.values().any(|m| m.active && m.roles.iter().any(|role| role == office.name()));
        Role::OFFICES.iter().filter(|office| !held(office)).map(|office| office.name().to_owned()).collect()
    }
}

fn chain<T: Copy + PartialEq>(from: T, above: impl Fn(T) -> Option<T>) -> Vec<T> {
    let mut chain = vec![from];
    let mut at = from;
    while let Some(next) = above(at).filter(|next| !chain.contains(next)) {
        chain.push(next);
        at = next;
    }
    chain
}

/// A person as a row of the table `user`.
struct PersonRow<'a> {
    id: UserId,
    member: &'a Member,
}

impl Source for PersonRow<'_> {
    fn value(&self, column: &Column) -> Value {
        let Column::Plain(name) = column else { return Value::Null };
        match &**name {
            "id" => self.id.into(),
            "department_id" => self.member.department.into(),
            "clearance" => self.member.clearance.into(),
            "leaving" => Value::Int(self.member.leaving.into()),
            _ => Value::Null,
        }
    }

    fn follow(&self, _: &Column, _: &str) -> Option<Box<dyn Source + '_>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(parents: &[(i64, Option<i64>)]) -> People {
        let departments = parents.iter().map(|&(id, parent)| (DepartmentId(id), parent.map(DepartmentId))).collect();
        People { departments, ..People::default() }
    }

    #[test]
    fn a_department_stands_above_and_below_itself() {
        let id = DepartmentId;
        let tree = tree(&[(1, None), (2, Some(1)), (3, Some(2)), (4, Some(1))]);
        assert_eq!(tree.above(id(3)), [id(3), id(2), id(1)]);
        assert_eq!(tree.below(id(2)), [id(2), id(3)]);
        assert_eq!(tree.below(id(1)), [id(1), id(2), id(3), id(4)]);
        assert_eq!(tree.below(id(9)), [id(9)]);
    }

    #[test]
    fn a_circle_ends_where_it_closes() {
        let id = DepartmentId;
        assert_eq!(tree(&[(1, Some(2)), (2, Some(1))]).above(id(1)), [id(1), id(2)]);
    }

    #[test]
    fn nobody_reports_to_themselves() {
        let member = |superior: Option<i64>| Member { superior: superior.map(UserId), ..Member::default() };
        let members = [(1, member(None)), (2, member(Some(1))), (3, member(Some(2))), (4, member(Some(4)))];
        let people = People { members: members.map(|(id, m)| (UserId(id), m)).into(), ..People::default() };
        assert_eq!(people.reports(UserId(1)), [UserId(2), UserId(3)]);
        assert_eq!(people.reports(UserId(4)), []);
    }

    #[test]
    fn a_share_ends_with_its_last_day() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        let share = |record, write, until| SharedRecord { record, write, until };
        let shares = vec![share(1, true, Some(day(24))), share(2, false, None)];
        let people = People { shares: [(UserId(7), Arc::new([("customer".into(), shares)].into()))].into(), ..People::default() };
        let shared = |write, today| people.shared(&"customer".into(), UserId(7), write, today);
        assert_eq!(shared(false, day(24)), [1, 2]);
        assert_eq!(shared(true, day(24)), [1]);
        assert_eq!(shared(false, day(25)), [2]);
    }
}
