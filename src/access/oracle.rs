//! The predicate must let through exactly the rows that Cedar itself would: generated houses (people, departments, shares,
//! emergencies), roles, policies, moments and rows, each decision taken by Cedar row by row, by the database and in memory;
//! for records and for single fields, for every verb.
//!
//! It can fail: it did when a forbid that errs was let pass (`action.rs`), when somebody disabled kept their roles or an emergency,
//! when a share ended before its last day, when the number of rows was not handed on, and when a field's action to write was
//! taken for that to read.

mod generated;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Effect, Entities, Entity, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression,
};
use chrono::{Datelike, Duration, NaiveDate, Timelike};
use diesel::RunQueryDsl;
use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::SqliteConnection;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::attributes::{Attribute, AttributeType, BELONGS_TO, DEPARTMENT, REPORTS, ROLE, USER};
use super::principal::{attributes, uid};
use super::role::{Definition, FieldRight, FieldRule, Scope};
use super::tests::{catalog, clock};
use super::*;
use crate::actor::Proof;
use crate::clock::FixedClock;
use crate::db;
use crate::db::sql::{Column, Name, Select};
use crate::effort::effort;
use crate::ids::{DepartmentId, UserId};
use crate::model::filter::{Source as Values, holds};
use crate::model::{SCOPE_OWNER, Value};
use crate::people::Role;

pub(super) use generated::roles;

pub(super) type Row = BTreeMap<String, Value>;

/// Tables of rows by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables(pub HashMap<String, BTreeMap<i64, Row>>);

struct At<'a> {
    tables: &'a Tables,
    id: i64,
    row: &'a Row,
}

impl Tables {
    fn at(&self, table: &str, id: i64) -> Option<At<'_>> {
        self.0.get(table)?.get(&id).map(|row| At { tables: self, id, row })
    }

    /// The record on which another hangs.
    fn above(&self, table: &str, id: i64) -> Option<(String, i64)> {
        let (link, above) = match table {
            "contact" => ("customer_id", "customer".to_owned()),
            "note" | "deal" => ("contact_id", "contact".to_owned()),
            // Of many objects each hangs on the one before it, if on any.
            many => ("above_id", format!("object_{}", many.strip_prefix("object_")?.parse::<usize>().ok()?.checked_sub(1)?)),
        };
        self.0[table][&id].get(link)?.int().map(|id| (above, id))
    }

    /// Whose a record is, from link to link.
    fn owner(&self, table: &str, id: i64) -> Value {
        let row = &self.0[table][&id];
        match (row.get("owner_id").or_else(|| row.get("seller_id")), self.above(table, id)) {
            (Some(owner), _) => owner.clone(),
            (None, Some((above, id))) => self.owner(&above, id),
            (None, None) => Value::Null,
        }
    }

    /// With the copies that triggers keep (`tests/records/registry.rs` looks at these).
    fn with_scope(mut self) -> Self {
        for table in ["contact", "note"] {
            let owners: Vec<_> = self.0[table].keys().map(|&id| (id, self.owner(table, id))).collect();
            let rows = self.0.get_mut(table).unwrap();
            owners.into_iter().for_each(|(id, owner)| drop(rows.get_mut(&id).unwrap().insert(SCOPE_OWNER.to_owned(), owner)));
        }
        self
    }
}

impl Values for At<'_> {
    fn value(&self, column: &Column) -> Value {
        match column {
            Column::Plain(name) if name == "id" => Value::Int(self.id),
            Column::Plain(name) | Column::Custom(name) => self.row.get(&**name).cloned().unwrap_or_default(),
            Column::Holds(_) => Value::Null,
        }
    }

    fn follow(&self, column: &Column, table: &str) -> Option<Box<dyn Values + '_>> {
        Some(Box::new(self.tables.at(table, self.value(column).int()?)?))
    }
}

const PEOPLE: i64 = 6;

/// Everything that a question rests on.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub catalog: Arc<Catalog>,
    pub people: People,
    pub roles: BTreeMap<Role, Definition>,
    pub policies: Vec<String>,
    pub tables: Tables,
    pub moment: Asked,
    pub verbs: Vec<String>,
}

/// When and from where it is asked, and for how much.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub hours: i64,
    pub network: (&'static str, Option<&'static str>),
    pub factor_age: Option<i64>,
    pub device_trusted: bool,
    pub rows: Option<i64>,
}

impl Asked {
    fn clock(&self) -> FixedClock {
        let clock = clock();
        clock.advance(Duration::hours(self.hours));
        clock
    }

    fn today(&self) -> NaiveDate {
        Moment::today(self.clock().now(), chrono_tz::Asia::Shanghai)
    }

    /// Who asks, as a job or an old session would say it: only the number is up to date.
    fn actor(&self, user: i64) -> Actor {
        let factor_at = self.factor_age.map(|age| self.clock().now() - Duration::seconds(age));
        let proof = Proof { factor_at, device_trusted: self.device_trusted, asked_at: None };
        let ip = self.network.1.map(|ip| ip.parse().unwrap());
        Actor { user: Some(UserId(user)), roles: Arc::new(["boss".to_owned()]), proof, ip, ..Actor::system("server") }
    }

    fn context(&self, rows: Option<i64>) -> Context {
        let (now, long) = (self.clock().now().with_timezone(&chrono_tz::Asia::Shanghai), RestrictedExpression::new_long);
        let mut pairs = vec![
            ("hour", long(now.hour().into())),
            ("weekday", long(now.weekday().number_from_monday().into())),
            ("network", RestrictedExpression::new_string(self.network.0.to_owned())),
            ("device_trusted", RestrictedExpression::new_bool(self.device_trusted)),
        ];
        pairs.extend(self.factor_age.map(|age| ("factor_age", long(age))));
        pairs.extend(rows.map(|rows| ("rows", long(rows))));
        Context::from_pairs(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))).unwrap()
    }
}

impl House {
    fn access(&self) -> Result<Access, PolicyError> {
        let networks = Networks { office: vec!["192.168.0.0/16".parse().unwrap()], vpn: vec!["10.8.0.0/24".parse().unwrap()] };
        let named = |(nth, text): (usize, &String)| PolicySource { name: Some(format!("p{nth}")), text: text.clone() };
        let further: Vec<_> = self.policies.iter().enumerate().map(named).collect();
        let clock = Arc::new(self.moment.clock());
        let environment = Environment::new(self.catalog.clone(), clock, chrono_tz::Asia::Shanghai, networks)?;
        let policy_set = CompiledPolicySet::new(&environment.words, &self.roles, &further, None, TimeAllowed::default())?;
        let beside = (Arc::new(self.people.clone()), Arc::new(environment.networks.clone()));
        Ok(Access::with(Arc::new(environment), Arc::new(policy_set), Version::default(), beside))
    }

    /// Whoever is disabled has no role; an emergency adds one.
    fn roles_of(&self, id: UserId, member: &Member) -> Vec<String> {
        let emergency = self.people.emergencies.get(&id).is_some_and(|emergency| self.moment.clock().now() < emergency.until);
        let more = emergency.then(|| Role::BREAK_GLASS.name().to_owned());
        if member.active { member.roles.iter().cloned().chain(more).collect() } else { Vec::new() }
    }

    /// With whom a record is shared today, or anything above it.
    fn team(&self, object: &str, record: i64, write: bool) -> BTreeSet<UserId> {
        let stands = |share: &SharedRecord| {
            share.record == record && (share.write || !write) && share.until.is_none_or(|last| last >= self.moment.today())
        };
        let of = self.people.shares.iter().filter(|(_, shares)| shares.get(object).is_some_and(|shares| shares.iter().any(stands)));
        let above = self.tables.above(object, record).map(|(above, id)| self.team(&above, id, write));
        of.map(|(user, _)| *user).chain(above.into_iter().flatten()).collect()
    }

    fn team_set(&self, object: &str, record: i64, write: bool) -> RestrictedExpression {
        let team = self.team(object, record, write).into_iter();
        RestrictedExpression::new_set(team.map(|user| RestrictedExpression::new_entity_uid(name(USER, user.0))))
    }
}

fn name(entity: &str, id: impl ToString) -> EntityUid {
    uid(entity, &id.to_string()).unwrap()
}

fn expression(sort: &AttributeType, value: &Value) -> Option<RestrictedExpression> {
    let entity = |name: &str, id: i64| RestrictedExpression::new_entity_uid(uid(name, &id.to_string()).unwrap());
    Some(match (sort, value) {
        (_, Value::Null) => return None,
        (AttributeType::Bool, Value::Int(i)) => RestrictedExpression::new_bool(*i != 0),
        (AttributeType::Long, Value::Int(i)) => RestrictedExpression::new_long(*i),
        (AttributeType::Text, Value::Text(t)) => RestrictedExpression::new_string(t.clone()),
        (AttributeType::Texts, Value::Text(t)) => {
            let items: Vec<String> = serde_json::from_str(t).unwrap();
            RestrictedExpression::new_set(items.into_iter().map(RestrictedExpression::new_string))
        }
        (sort, Value::Int(i)) => entity(sort.entity().unwrap(), *i),
        other => panic!("{other:?}"),
    })
}

/// The same app as Cedar knows it.
fn entities(access: &Access, app: &House) -> Entities {
    let people = &app.people;
    let mut all: Vec<_> = app.roles.keys().map(|role| Entity::new_no_attrs(name(ROLE, role.name()), HashSet::new())).collect();
    // Cedar is told which department stands directly above which, and works out the rest itself.
    for (id, above) in &people.departments {
        all.push(Entity::new_no_attrs(name(DEPARTMENT, id), above.iter().map(|above| name(DEPARTMENT, above)).collect()));
    }
    for (id, member) in &people.members {
        all.push(Entity::new_no_attrs(name(REPORTS, id), HashSet::new()));
        let above = std::iter::successors(member.superior, |above| people.members[above].superior).map(|above| name(REPORTS, above));
        let roles = app.roles_of(*id, member).into_iter().map(|role| name(ROLE, role));
        let departments = member.department.iter().chain(&member.further).map(|id| name(DEPARTMENT, id));
        let attributes = attributes(*id, member).unwrap().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.push(Entity::new(name(USER, id), attributes, above.chain(roles).chain(departments).collect()).unwrap());
    }
    for (table, rows) in &app.tables.0 {
        for (&id, row) in rows {
            let at = At { tables: &app.tables, id, row };
            let value = |(name, a): (&Name, &Attribute)| {
                let value = match a.sort {
                    AttributeType::Readers => app.team_set(table, id, false),
                    AttributeType::Writers => app.team_set(table, id, true),
                    AttributeType::User if &**name == BELONGS_TO => expression(&a.sort, &app.tables.owner(table, id))?,
                    _ => expression(&a.sort, &at.value(&a.column))?,
                };
                Some((name.to_string(), value))
            };
            let attributes = access.environment.words.attributes.of_type(table).filter_map(value).collect();
            all.push(Entity::new(name(table, id), attributes, HashSet::new()).unwrap());
        }
    }
    Entities::from_entities(all, Some(access.environment.words.whole().unwrap())).unwrap()
}

/// The same rows as the database has them.
fn database(tables: &Tables) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    for (table, rows) in &tables.0 {
        let names: BTreeSet<&String> = rows.values().flat_map(BTreeMap::keys).collect();
        let plain: Vec<_> = names.iter().filter(|name| **name != "region").map(|name| format!("\"{name}\"")).collect();
        let columns = plain.join(", ");
        let mut sql = format!("CREATE TABLE \"{table}\" (id INTEGER PRIMARY KEY, {columns}, custom TEXT);\n");
        for (id, row) in rows {
            let text = |value: Option<&Value>| match value {
                Some(Value::Int(number)) => number.to_string(),
                Some(Value::Text(text)) => format!("'{}'", text.replace('\'', "''")),
                _ => "NULL".to_owned(),
            };
            let values: Vec<_> = names.iter().filter(|name| **name != "region").map(|name| text(row.get(*name))).collect();
            let custom =
                row.get("region").and_then(Value::text).map_or_else(|| "{}".to_owned(), |region| format!("{{\"region\":\"{region}\"}}"));
            sql.push_str(&format!("INSERT INTO \"{table}\" VALUES ({id}, {}, '{custom}');\n", values.join(", ")));
        }
        conn.batch_execute(&sql).unwrap();
    }
    conn
}

/// The fields whose actions are asked.
const FIELDS: [&str; 3] = ["phone", "amount", "level"];

/// What was decided in all.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub decisions: Cell<u32>,
    pub allowed: Cell<u32>,
    /// Decisions in which a forbid erred.
    erred: Cell<u32>,
}

impl Tally {
    /// Whoever lets nothing through, or everything, agrees with anybody.
    fn is_enough(&self) -> bool {
        let (decisions, allowed) = (self.decisions.get(), self.allowed.get());
        decisions >= effort(10_000, 250_000)
            && (decisions / 10..9 * (decisions / 10)).contains(&allowed)
            && self.erred.get() > effort(40, 1000)
    }
}

fn more(count: &Cell<u32>) {
    count.set(count.get() + 1);
}

/// One app with its judge.
struct Court<'a> {
    app: &'a House,
    access: Access,
    policies: PolicySet,
    /// What is forbidden alone: all else is permitted.
    forbids: PolicySet,
    entities: Entities,
    database: SqliteConnection,
    tally: &'a Tally,
}

impl Court<'_> {
    /// Cedar passes over a policy that errs; here a forbid that errs forbids.
    fn cedar(&self, policies: &PolicySet, user: i64, action: &str, (object, row): (&str, i64), rows: Option<i64>) -> bool {
        let schema = Some(self.access.environment.words.whole().unwrap());
        let context = self.app.moment.context(rows);
        let request = Request::new(name(USER, user), name("Action", action), name(object, row), context, schema).unwrap();
        let response = Authorizer::new().is_authorized(&request, policies, &self.entities);
        let forbids = |id: &PolicyId| policies.policy(id).is_some_and(|policy| policy.effect() == Effect::Forbid);
        let erred = response.diagnostics().errors().any(|AuthorizationError::PolicyEvaluationError(error)| forbids(error.policy_id()));
        let allowed = response.decision() == Decision::Allow && !erred;
        more(&self.tally.decisions);
        [(allowed, &self.tally.allowed), (erred, &self.tally.erred)].iter().filter(|(yes, _)| *yes).for_each(|(_, count)| more(count));
        allowed
    }

    fn agrees(&mut self, user: i64, action: &str, object: &str, predicate: &Predicate, rows: Option<i64>) -> Result<(), TestCaseError> {
        self.agrees_by(|court| &court.policies, user, (action, object), predicate, rows)
    }

    /// Whether the rows are those on which nothing forbids the action, whoever permits it.
    fn forbids_no_more(&mut self, user: i64, action: &str, object: &str, rows: &Predicate) -> Result<(), TestCaseError> {
        self.agrees_by(|court| &court.forbids, user, (action, object), rows, None)
    }

    fn agrees_by(
        &mut self,
        policies: impl Fn(&Self) -> &PolicySet,
        user: i64,
        (action, object): (&str, &str),
        predicate: &Predicate,
        rows: Option<i64>,
    ) -> Result<(), TestCaseError> {
        let select = Select { table: object, columns: &[Column::plain("id")], predicate, order: &[], limit: None };
        let selected: Vec<i64> = select.load::<db::Row>(&mut self.database).unwrap().iter().filter_map(|row| row.0[0].int()).collect();
        for id in 1..=4 {
            let cedar = self.cedar(policies(self), user, action, (object, id), rows);
            let at = self.app.tables.at(object, id).unwrap();
            let ours = (selected.contains(&id), holds(predicate, &at));
            prop_assert_eq!(ours, (cedar, cedar), "user {} {} {:?}\n{:?}\n{:#?}", user, action, at.row, predicate, self.access.policies());
        }
        Ok(())
    }
}

pub(super) fn decides_as_cedar(app: &House, tally: &Tally) -> Result<(), TestCaseError> {
    let access = app.access().map_err(|e| TestCaseError::fail(format!("{e}\n{app:?}")))?;
    let policies = access.policies().into_iter().map(|(name, text)| Policy::parse(Some(PolicyId::new(name)), text).unwrap());
    let policies = PolicySet::from_policies(policies).unwrap();
    let forbids = policies.policies().filter(|policy| policy.effect() == Effect::Forbid).cloned();
    let everything = Policy::parse(None, "permit (principal, action, resource);").unwrap();
    let forbids = PolicySet::from_policies(forbids.chain([everything])).unwrap();
    let (entities, database) = (entities(&access, app), database(&app.tables));
    let mut court = Court { app, access, policies, forbids, entities, database, tally };
    let (catalog, rows) = (app.catalog.clone(), app.moment.rows);
    for user in 1..=PEOPLE {
        let actor = app.moment.actor(user);
        for object in catalog.iter() {
            let asked = |verb: &Verb| app.verbs.iter().any(|name| name == verb.name() || name == role::ACT && matches!(verb, Verb::Act(_)));
            for verb in object.verbs().iter().filter(|verb| asked(verb)) {
                let predicate = court.access.predicate_for(&actor, object, verb, rows).unwrap();
                court.agrees(user, &format!("{}.{}", object.name, verb.name()), &object.name, &predicate, rows)?;
            }
            let rights = court.access.fields(&actor, object, &Verb::Read);
            for field in object.fields.iter().filter(|field| FIELDS.contains(&&*field.name)) {
                let Some(Guarded { clear, masked, write, .. }) = rights.guarded(field).cloned() else { continue };
                for (verb, predicate) in [("read", clear), ("masked", masked), ("write", write)] {
                    court.agrees(user, &format!("{}.{}.{verb}", object.name, field.name), &object.name, &predicate, None)?;
                }
                // Whoever makes a record fills in what nobody forbids on such a record.
                let making = court.access.fields(&actor, object, &Verb::Create);
                court.forbids_no_more(user, &format!("{}.{}.write", object.name, field.name), &object.name, &making.brought(field))?;
                let fills_in = if making.may_write(field) { making.brought(field) } else { Predicate::False };
                prop_assert_eq!(making.writable(field), fills_in);
            }
        }
    }
    Ok(())
}

#[test]
fn the_predicate_lets_through_exactly_what_cedar_does() {
    let tally = Tally::default();
    let config = ProptestConfig { failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::with_cases(effort(8, 200)) };
    // Houses are as chance has it: some have hardly a policy that errs.
    for _ in 0..20 {
        TestRunner::new(config.clone())
            .run(&generated::app(), |app| decides_as_cedar(&app, &tally))
            .unwrap_or_else(|error| panic!("{error}"));
        if tally.is_enough() {
            return;
        }
    }
    panic!("too little was decided: {tally:?}");
}
