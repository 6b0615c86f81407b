//! What deciding costs by itself: a predicate that was worked out before, one that was not, under a hundred policies of the
//! company's own, and how long it takes to see what a change would do.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kedun::access::role::{self, Scope};
use kedun::access::{Access, PolicySource};
use kedun::actor::Actor;
use kedun::admin::what_if::differences;
use kedun::app::{self, App, Purpose};
use kedun::ids::UserId;
use kedun::model::Verb;
use kedun::people::Role;

use super::dataset;
use super::sample::OWNERS;

const POLICIES: usize = 100;
const CACHED: u32 = 200_000;

pub struct Deciding {
    /// Of a predicate that was asked for before.
    pub cached: Duration,
    /// Of one that was not, under [`POLICIES`] policies, on average over all people.
    pub anew: Duration,
    /// What a change of role does to everybody, over all customers.
    pub what_if: Duration,
}

pub fn figures(directory: &Path) -> Deciding {
    let server = app::open(dataset::config(directory), Purpose::Command, Arc::new(kedun::clock::SystemClock)).expect("the house opens");
    let customer = server.engine.pin().object("customer").expect("customers").clone();
    let people: Vec<Actor> = people(&server);
    let ask = |access: &Access, actor: &Actor| access.predicate(actor, &customer, &Verb::Read).expect("a predicate");

    let access = server.access.pin();
    ask(&access, &people[0]);
    let since = Instant::now();
    (0..CACHED).for_each(|_| drop(std::hint::black_box(ask(&access, &people[0]))));
    let cached = since.elapsed() / CACHED;

    let crowded = access.supposing(Some((&role::shipped(), &policies())), None).expect("the policies are good");
    let since = Instant::now();
    people.iter().for_each(|actor| drop(std::hint::black_box(ask(&crowded, actor))));
    let anew = since.elapsed() / u32::try_from(people.len()).expect("a number");

    Deciding { cached, anew, what_if: what_if(&server) }
}

fn people(server: &App) -> Vec<Actor> {
    let mut all: Vec<UserId> = server.access.pin().people().members.keys().copied().collect();
    all.sort_unstable();
    all.into_iter().map(|user| Actor { user: Some(user), ..Actor::system("bench") }).collect()
}

/// A company's conditions, each of its own.
fn policies() -> Vec<PolicySource> {
    let text = |n: usize| {
        let (role, level) = (["employee", "sales", "service", "finance"][n % 4], ["A", "B", "C", "D"][n / 4 % 4]);
        format!(
            "forbid (principal in Role::\"{role}\", action in [Action::\"read\"], resource is customer)\n\
             when {{ resource has level && resource.level == \"{level}\" && resource has yearly_volume && resource.yearly_volume > {} \
             && principal.clearance < {} }};",
            1_000_000 + n * 10_000,
            n % 9
        )
    };
    (0..POLICIES).map(|n| PolicySource { name: Some(format!("policy.{n}")), text: text(n) }).collect()
}

/// Every employee would see the customers of the department: all of them.
fn what_if(server: &App) -> Duration {
    let mut roles = role::shipped();
    for verbs in roles.get_mut(&Role::EMPLOYEE).expect("the role").grants.values_mut() {
        verbs.insert("read".to_owned(), Scope::DepartmentTree);
    }
    let since = Instant::now();
    let now = server.access.pin();
    let then = now.supposing(Some((&roles, &[])), None).expect("the roles are good");
    let mut people = 0;
    for object in now.catalog().iter() {
        let found = server.db.read_blocking(|reader| differences(&now, &then, now.catalog(), object, reader)).expect("the differences");
        people += found.rows.iter().map(|difference| difference.people.len()).sum::<usize>();
    }
    assert!(people >= OWNERS, "{people} people would see more");
    since.elapsed()
}
