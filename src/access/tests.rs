//! What the shipped policies allow, and which policies are refused.

use std::sync::Arc;

use chrono::TimeZone;

use super::*;
use crate::clock::FixedClock;
use crate::db::sql::{Column, Compare};
use crate::ids::{DepartmentId, UserId};
use crate::model::{Action, Draft, Field, Lines, Place as Snapshot, Value};

pub(super) fn act(name: &'static str) -> Action {
    Action::new(name, "swap", |_, _, _| Ok(Draft::new())).bulk()
}

fn custom(mut field: Field) -> Field {
    field.place = Snapshot::Custom;
    field
}

/// A small app: customers, contacts that hang on them, notes that hang on contacts, and deals that do so and have owners of their own.
pub(super) fn catalog() -> Arc<Catalog> {
    let customer = Object::new("customer", "crm", "shop").actions([act("transfer")]).fields([
        Field::text("name").required(),
        Field::user("owner"),
        Field::department("department"),
        Field::choice("level").options(&[("a", None), ("b", None), ("vip", None)]),
        Field::choices("tags").open(),
        Field::boolean("vip"),
        Field::money("amount"),
        Field::datetime("next_at"),
        Field::phone("phone"),
        custom(Field::choice("region")),
    ]);
    let contact = Object::new("contact", "crm", "user").fields([Field::link("customer").to("customer"), Field::boolean("main")]);
    let note = Object::new("note", "crm", "form").fields([Field::link("contact").to("contact"), Field::text("words")]);
    let deal = Object::new("deal", "crm", "tag").fields([Field::link("contact").to("contact"), Field::user("seller")]);
    Arc::new(Catalog::new([
        Object { owner: Some("owner".into()), ..customer },
        Object { parent: Some("customer".into()), ..contact },
        Object { parent: Some("contact".into()), ..note },
        Object { owner: Some("seller".into()), parent: Some("contact".into()), ..deal },
    ]))
}

/// A Tuesday, nine in the morning in Shanghai.
pub(super) fn clock() -> FixedClock {
    FixedClock::at(chrono::Utc.with_ymd_and_hms(2026, 11, 24, 1, 0, 0).unwrap())
}

/// Under the given policies alone.
pub(super) fn access(policies: &str) -> Result<Access, PolicyError> {
    under(policies, clock(), catalog())
}

fn under(policies: &str, clock: FixedClock, catalog: Arc<Catalog>) -> Result<Access, PolicyError> {
    let networks = Networks { office: vec!["192.168.0.0/16".parse().unwrap()], vpn: vec!["10.8.0.0/24".parse().unwrap()] };
    let environment = super::Environment::new(catalog, Arc::new(clock), chrono_tz::Asia::Shanghai, networks)?;
    let policy_set = CompiledPolicySet::of_text(&environment.words, policies)?;
    let beside = (Arc::default(), Arc::new(environment.networks.clone()));
    Ok(Access::with(Arc::new(environment), Arc::new(policy_set), Version::default(), beside))
}

/// As shipped.
fn shipped() -> Access {
    Access::new(catalog(), Arc::new(clock()), chrono_tz::Asia::Shanghai, Networks::default()).unwrap()
}

impl Access {
    /// Puts other people into the app.
    pub(super) fn with_people(self, people: People) -> Self {
        let now = self.snapshot();
        self.swap(super::Snapshot {
            version: now.version,
            policy_set: now.policy_set.clone(),
            people: Arc::new(people),
            networks: now.networks.clone(),
            cache: Cache::default(),
        });
        self
    }
}

pub(super) fn member(department: Option<i64>, superior: Option<i64>, roles: &[&str]) -> Member {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Member { department: department.map(DepartmentId), superior: superior.map(UserId), roles, active: true, ..Member::default() }
}

/// One record, to be read without end.
fn shared(user: i64, object: &'static str, record: i64) -> Shares {
    [(UserId(user), Arc::new([(object.into(), vec![SharedRecord { record, write: false, until: None }])].into()))].into()
}

/// Lin 7 of department 2, below Wu 8 who leads it; Zhao 9 of department 1, which stands above.
fn people() -> People {
    let members = [
        (7, member(Some(2), Some(8), &["sales"])),
        (8, member(Some(2), Some(9), &["sales_manager"])),
        (9, member(Some(1), None, &["boss"])),
    ];
    People {
        members: members.map(|(id, member)| (UserId(id), member)).into(),
        departments: [(DepartmentId(1), None), (DepartmentId(2), Some(DepartmentId(1)))].into(),
        shares: shared(7, "customer", 5),
        ..People::default()
    }
}

pub(super) fn actor(user: i64, department: Option<i64>, roles: &[&str]) -> Actor {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Actor { user: Some(UserId(user)), department: department.map(DepartmentId), roles, ..Actor::system("somebody") }
}

fn ask(access: &Access, actor: &Actor, object: &str, verb: &Verb) -> Predicate {
    (*access.predicate(actor, catalog().get(object).unwrap(), verb).unwrap()).clone()
}

fn when(condition: &str) -> Result<Access, PolicyError> {
    access(&format!("@id(\"one\")\npermit (principal, action == Action::\"customer.read\", resource) when {{ {condition} }};"))
}

fn read(condition: &str) -> Predicate {
    ask(&when(condition).unwrap().with_people(people()), &actor(7, Some(2), &["sales"]), "customer", &Verb::Read)
}

fn is(column: &'static str, value: impl Into<Value>) -> Predicate {
    Predicate::Compare(Column::plain(column), Compare::Eq, value.into())
}

fn owners(ids: &[i64]) -> Predicate {
    Predicate::In(Column::plain("owner_id"), ids.iter().map(|&id| Value::Int(id)).collect())
}

fn through(column: &'static str, table: &'static str, inner: Predicate) -> Predicate {
    Predicate::Through(Column::plain(column), table.into(), Box::new(inner))
}

#[test]
fn an_administrator_may_do_everything() {
    let (access, admin) = (shipped(), actor(1, None, &["admin"]));
    for object in catalog().iter() {
        for verb in object.verbs() {
            assert_eq!(ask(&access, &admin, &object.name, &verb), Predicate::True, "{} {}", object.name, verb.name());
        }
    }
    assert!(AdminRight::ALL.into_iter().all(|action| access.may(&admin, action)));
    assert!(access.may(&Actor::system("kedun backup"), AdminRight::Settings));
}

#[test]
fn an_employee_works_on_what_is_theirs_and_on_what_hangs_on_it() {
    let (access, lin) = (shipped(), actor(7, None, &["employee"]));
    for verb in catalog().get("customer").unwrap().verbs().into_iter().filter(|verb| *verb != Verb::Duplicate) {
        assert_eq!(ask(&access, &lin, "customer", &verb), is("owner_id", 7), "{}", verb.name());
    }
    assert_eq!(ask(&access, &lin, "customer", &Verb::Duplicate), Predicate::False, "a manager lets duplicates through");
    assert_eq!(ask(&access, &lin, "contact", &Verb::Create), is("scope_owner_id", 7));
    assert_eq!(ask(&access, &lin, "note", &Verb::Read), is("scope_owner_id", 7));
    assert!(AdminRight::ALL.into_iter().all(|action| !access.may(&lin, action)));
}

#[test]
fn a_share_reaches_what_hangs_on_the_record_at_any_depth() {
    let (access, lin) = (shipped().with_people(people()), actor(7, Some(2), &["sales"]));
    let of_the_customer = is("customer_id", 5);
    assert_eq!(ask(&access, &lin, "contact", &Verb::Read), is("scope_owner_id", 7).or(of_the_customer.clone()));
    let behind = through("contact_id", "contact", of_the_customer);
    assert_eq!(ask(&access, &lin, "note", &Verb::Read), is("scope_owner_id", 7).or(behind.clone()));
    assert_eq!(ask(&access, &lin, "deal", &Verb::Read), is("seller_id", 7).or(behind));
}

#[test]
fn nobody_may_what_no_policy_permits() {
    let access = shipped();
    for actor in [actor(7, None, &[]), actor(7, Some(1), &["guest"])] {
        assert_eq!(ask(&access, &actor, "customer", &Verb::Read), Predicate::False);
        assert!(!access.allow(&actor, catalog().get("customer").unwrap(), &Verb::Read));
    }
    assert_eq!(ask(&access, &actor(1, None, &["admin"]), "customer", &Verb::FOLLOW), Predicate::False);
    assert!(!access.allow(&actor(1, None, &["admin"]), &Object::new("stranger", "", ""), &Verb::Read));
}

#[test]
fn fields_are_written_only_with_a_verb_that_is_allowed() {
    let (access, catalog) = (shipped(), catalog());
    let customer = catalog.get("customer").unwrap();
    let (name, kept) = (Field::text("name"), Field::text("kept").readonly());
    let rights = |roles: &[&str], verb| access.fields(&actor(7, None, roles), customer, &verb);
    assert!(rights(&["employee"], Verb::Update).may_write(&name));
    assert!(rights(&["employee"], Verb::Update).may_read(&kept) && !rights(&["employee"], Verb::Update).may_write(&kept));
    assert!(!rights(&["employee"], Verb::Read).may_write(&name));
    assert!(!rights(&["guest"], Verb::Update).may_write(&name));
}

#[test]
fn departments_count_with_all_below_them() {
    let access = when("resource has department && resource.department in Department::\"1\"").unwrap();
    let lin = actor(7, Some(2), &[]);
    assert_eq!(ask(&access, &lin, "customer", &Verb::Read), is("department_id", 1));
    let access = access.with_people(people());
    let both = Predicate::In(Column::plain("department_id"), vec![Value::Int(1), Value::Int(2)]);
    assert_eq!(ask(&access, &lin, "customer", &Verb::Read), both);
}

#[test]
fn conditions_become_plain_predicates() {
    let column = Column::plain;
    let more = |compare, number| Predicate::Compare(column("amount"), compare, Value::Int(number));
    let level = |wanted: &[&str]| Predicate::In(column("level"), wanted.iter().map(|&w| w.into()).collect());
    let text = |how, text: &str| Predicate::Compare(column("name"), how, text.into());
    for (condition, predicate) in [
        ("resource has owner && resource.owner == principal", is("owner_id", 7)),
        ("principal in Role::\"sales\" && resource has vip && resource.vip", is("vip", 1)),
        ("resource has vip && !resource.vip", Predicate::Empty(column("vip")).negate().and(is("vip", 1).negate())),
        ("resource has amount && resource.amount > 5", more(Compare::Gt, 5)),
        ("resource has amount && 5 >= resource.amount", more(Compare::Lte, 5)),
        ("resource has level && [\"a\", \"b\"].contains(resource.level)", level(&["a", "b"])),
        ("resource has tags && resource.tags.contains(\"x\")", Predicate::HasItem(column("tags"), "x".into())),
        ("resource has name && resource.name like \"ab*\"", text(Compare::Gte, "ab").and(text(Compare::Lt, "ac"))),
        ("resource has name && resource.name like \"*5%*\"", Predicate::Like(column("name"), "%5\\%%".into())),
        ("resource has region && resource.region == \"east\"", {
            Predicate::Compare(Column::Custom("region".into()), Compare::Eq, "east".into())
        }),
        ("resource == customer::\"3\"", is("id", 3)),
        ("principal has department && resource has owner.department && resource.owner.department in principal.department", {
            owners(&[7, 8])
        }),
        ("resource has owner && resource.owner in Department::\"4\"", Predicate::False),
        ("resource has owner && resource.owner in Department::\"1\"", owners(&[7, 8, 9])),
        ("resource has owner && principal.departments.contains(Department::\"2\") && resource.owner == principal", is("owner_id", 7)),
        ("resource has owner && (resource.owner == User::\"9\" || resource.owner in Reports::\"9\")", owners(&[7, 8, 9])),
        ("resource has owner && (resource.owner == principal || resource.owner in principal.reports)", is("owner_id", 7)),
        ("resource has owner && resource.owner.clearance > 0", Predicate::False),
        ("resource.readers.contains(principal)", is("id", 5)),
        ("resource.writers.contains(principal)", Predicate::False),
        ("context.network == \"server\" && resource == customer::\"3\"", is("id", 3)),
        ("context has rows && context.rows < 100", Predicate::False),
        ("if resource has owner then resource.owner == principal else resource has vip && resource.vip", {
            is("owner_id", 7).or(Predicate::Empty(column("owner_id")).and(is("vip", 1)))
        }),
    ] {
        assert_eq!(read(condition), predicate, "{condition}");
    }
}

#[test]
fn what_the_database_cannot_answer_is_refused_when_policies_are_loaded() {
    for (condition, refusal) in [
        ("resource has owner && resource.owner == resource.created_by", None),
        ("resource has owner && resource has created_by && resource.owner == resource.created_by", Some(Refusal::TwoPlaces)),
        ("resource has amount && resource.amount + 1 > 5", Some(Refusal::NotAsked)),
        ("resource has owner && resource.owner in Role::\"boss\"", Some(Refusal::Roles)),
        ("resource has owner && resource.owner == User::\"lin\"", Some(Refusal::Number)),
        ("resource has owner && resource.owner == User::\"07\"", Some(Refusal::Number)),
        ("User::\"9\" has department", Some(Refusal::Stranger)),
        ("resource has vip && resource.vip && User::\"9\" in Role::\"boss\"", Some(Refusal::Stranger)),
        ("resource has department && principal in resource.department", Some(Refusal::Stranger)),
        ("resource has name && resource.name like \"*abc*\"", Some(Refusal::LikeLetters)),
        ("resource has name && resource.name like \"a*c\"", Some(Refusal::LikeShape)),
        ("resource has name && resource.name like \"*c\"", Some(Refusal::LikeShape)),
        ("resource has tags && resource.tags == [\"a\"]", Some(Refusal::Compared)),
        ("resource has tags && resource.tags.isEmpty()", Some(Refusal::NotAsked)),
        ("resource.phone == \"1\"", None),
        ("resource.vip", None),
    ] {
        let error = when(condition).err().unwrap_or_else(|| panic!("{condition} was taken"));
        assert_eq!(error.policy.as_deref(), Some("one"), "{condition}");
        assert!(error.place.is_some(), "{condition}: {error}");
        match (error.problem, refusal) {
            (PolicyProblem::Untranslatable { refusal: why, .. }, Some(expected)) => assert_eq!(why, expected, "{condition}"),
            (PolicyProblem::Invalid { .. }, None) => {}
            (other, _) => panic!("{condition}: {other}"),
        }
    }
}

#[test]
fn a_refusal_says_which_policy_where_and_why() {
    let refused = |text: &str| access(text).err().unwrap().to_string();
    insta::assert_snapshot!([
        refused("permit (principal, action, resource)\n  when { resource.x + };"),
        refused("\n  permit (principal, action, resource);"),
        refused("@id(\"a\") permit (principal, action, resource);\n@id(\"a\") forbid (principal, action, resource);"),
        refused("@id(\"t\") permit (principal == ?principal, action, resource);"),
        refused("@id(\"v\")\npermit (principal, action == Action::\"customer.read\", resource) when {\n  resource.owner == principal };"),
        refused("@id(\"x\") permit (principal, action == Action::\"customer.raed\", resource);"),
        refused("\n@id(\"u\")\npermit (principal, action, resource is customer) when { resource has amount && resource.amount * 2 > 5 };"),
    ].join("\n"), @r#"
(line 2, column 23) cannot be read: unexpected token `}`, expected `!`, `(`, `-`, `[`, `{`, `false`, identifier, `if`, number, `?principal`, `?resource`, string literal, or `true`
(line 2, column 3) has no name; write @id("…") before it
policy a (line 2, column 1) has the name of another policy
policy t has a blank (?principal or ?resource); name whom and what it is about
policy v (line 3, column 3) unable to guarantee safety of access to optional attribute `owner` on entity type `customer` (try testing for the attribute's presence with `e has owner && ..`)
policy x (line 1, column 39) unrecognized action `Action::"customer.raed"` (did you mean `Action::"read"`?)
policy u (line 2, column 1) `resource.amount * 2` cannot be asked of the database
"#);
}

#[test]
fn a_catalog_that_policies_cannot_speak_of_is_refused() {
    let with = |object: Object| under("", clock(), Arc::new(Catalog::new([object]))).err().unwrap().to_string();
    insta::assert_snapshot!([
        with(Object::new("import", "", "")),
        with(Object::new("asset", "", "").fields([Field::user("belongs_to")])),
        with(Object { owner: Some("name".into()), ..Object::new("asset", "", "").fields([Field::text("name")]) }),
    ].join("\n"), @r"
the catalog cannot have policies: import is the name of an object and of a verb
the catalog cannot have policies: asset.belongs_to has a name that policies keep for themselves
the catalog cannot have policies: asset belongs_to its name, which cannot be
");
}

#[test]
fn the_moment_is_part_of_the_question_only_where_a_policy_asks_for_it() {
    let time = clock();
    let policies =
        "@id(\"day\") permit (principal, action == Action::\"customer.read\", resource) when { context.hour >= 8 && context.hour < 18 };";
    let access = under(policies, time.clone(), catalog()).unwrap();
    let lin = actor(7, None, &[]);
    assert_eq!(ask(&access, &lin, "customer", &Verb::Read), Predicate::True);
    time.advance(chrono::Duration::hours(9));
    assert_eq!(ask(&access, &lin, "customer", &Verb::Read), Predicate::False);
}

#[test]
fn where_a_policy_errs_nothing_passes() {
    let overflow = "9223372036854775807 + context.hour > 0";
    assert_eq!(read(&format!("resource has vip && {overflow}")), Predicate::False);
    let policies = format!(
        "@id(\"all\") permit (principal, action, resource);
         @id(\"not\") forbid (principal, action == Action::\"customer.read\", resource is customer) when {{ resource has vip && {overflow} }};"
    );
    let access = access(&policies).unwrap();
    assert_eq!(ask(&access, &actor(7, None, &[]), "customer", &Verb::Read), Predicate::Empty(Column::plain("vip")));
    assert_eq!(ask(&access, &actor(7, None, &[]), "customer", &Verb::Update), Predicate::True);
}

#[test]
fn an_answer_stands_until_the_second_factor_is_older_than_a_policy_allows() {
    let time = clock();
    let policies = "@id(\"proven\") permit (principal, action == Action::\"customer.read\", resource)
                    when { context has factor_age && context.factor_age < 5 * 60 };";
    let access = under(policies, time.clone(), catalog()).unwrap();
    let proof = crate::actor::Proof { factor_at: Some(time.now()), ..Default::default() };
    let lin = Actor { proof, ..actor(7, None, &[]) };
    let ask = || access.predicate(&lin, catalog().get("customer").unwrap(), &Verb::Read).unwrap();
    let fresh = ask();
    time.advance(chrono::Duration::seconds(299));
    assert_eq!(*fresh, Predicate::True);
    assert!(Arc::ptr_eq(&fresh, &ask()));
    time.advance(chrono::Duration::seconds(1));
    assert_eq!(*ask(), Predicate::False);
}

#[test]
fn a_field_of_lines_is_guarded_like_one_of_the_record() {
    let lines = Lines::new("lines", "quote_line", [Field::money("price"), Field::text("goods")]);
    let quote = Object::new("quote", "crm", "box").fields([Field::text("name")]).lines([lines]);
    let rule = role::FieldRule { right: role::FieldRight::Hidden, clear: None };
    let role = role::Definition {
        grants: [("quote".to_owned(), [("read".to_owned(), role::Scope::All)].into())].into(),
        fields: [("quote".to_owned(), [("lines.price".to_owned(), rule)].into())].into(),
        ..role::Definition::default()
    };
    let (catalog, helper) = (Arc::new(Catalog::new([quote])), "helper".parse().unwrap());
    assert_eq!(role.check(&helper, &catalog), []);
    let access = Access::new(catalog.clone(), Arc::new(clock()), chrono_tz::Asia::Shanghai, Networks::default()).unwrap();
    let access = access.supposing(Some((&[(helper, role)].into(), &[])), None).unwrap();
    let quote = catalog.get("quote").unwrap();
    let rights = access.fields(&actor(7, None, &["helper"]), quote, &Verb::Read);
    let [price, goods] = ["price", "goods"].map(|field| quote.line_set("lines").unwrap().field(field).unwrap());
    assert!(!rights.may_read(price) && rights.may_read(goods));
}

#[test]
fn a_policy_may_ask_which_action_it_is() {
    let text = "@id(\"all\") permit (principal, action, resource is customer)
                when { action == Action::\"customer.update\" || action in Action::\"export\" && resource has vip && resource.vip };";
    let (access, lin) = (access(text).unwrap(), actor(7, None, &[]));
    for (verb, expected) in [(Verb::Update, Predicate::True), (Verb::Export, is("vip", 1)), (Verb::Read, Predicate::False)] {
        assert_eq!(ask(&access, &lin, "customer", &verb), expected, "{}", verb.name());
    }
}

#[test]
fn what_is_tried_out_in_every_role_are_the_shipped_policies_too() {
    let words = PolicyVocabulary::new(large_catalog::catalog(8)).unwrap();
    let shipped = PolicySource { name: None, text: policies::SHIPPED.to_owned() };
    authored::AuthoredPolicies::read(&words, shipped, TimeAllowed::default())
        .unwrap()
        .try_every_role(&words, TimeAllowed::default())
        .unwrap();
}

/// Nobody writes them, so nobody is told what is wrong with them: nothing may be.
fn assert_valid_in_every_role(catalog: Arc<Catalog>, roles: &Roles) {
    let environment = super::Environment::new(catalog.clone(), Arc::new(clock()), chrono_tz::Asia::Shanghai, Networks::default()).unwrap();
    let policy_set = CompiledPolicySet::new(&environment.words, roles, &[], None, TimeAllowed::default()).unwrap();
    for (name, text) in policy_set.texts(&environment.words) {
        let read = policies::Policies::read(PolicySource { name: Some(name), text }).unwrap();
        read.iter().for_each(|policy| assert_eq!(read.fault(policy, environment.words.whole().unwrap()), None));
    }
    let beside = (Arc::default(), Arc::new(environment.networks.clone()));
    let access = Access::with(Arc::new(environment), Arc::new(policy_set), Version::default(), beside);
    for role in roles.keys() {
        let actor = Actor { user: Some(UserId(1)), ..actor(1, Some(1), &[role.name()]) };
        for object in catalog.iter() {
            object.verbs().iter().for_each(|verb| drop(access.predicate(&actor, object, verb).unwrap()));
            access.fields(&actor, object, &Verb::Read);
        }
    }
}

#[test]
fn whatever_roles_say_is_as_valid_as_if_somebody_had_written_it() {
    assert_valid_in_every_role(Arc::new(Catalog::new(crate::crm::objects())), &role::shipped());
    assert_valid_in_every_role(large_catalog::catalog(4), &large_catalog::roles());
    let mut runner = proptest::test_runner::TestRunner::default();
    for _ in 0..5 {
        let roles = proptest::strategy::Strategy::new_tree(&oracle::roles(), &mut runner).unwrap();
        assert_valid_in_every_role(catalog(), &proptest::strategy::ValueTree::current(&roles));
    }
}
