//! What is asked: rows, people, roles, policies and moments as chance has them.

use super::*;
use crate::access::EmergencyAccess;

fn some<T: Into<Value> + Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Value> + use<T> {
    let values: Vec<Value> = values.iter().cloned().map(Into::into).collect();
    prop_oneof![1 => Just(Value::Null), 4 => prop::sample::select(values)]
}

fn row(columns: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Row> {
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    values.prop_map(move |values| names.iter().map(|n| (*n).to_owned()).zip(values).collect())
}

fn tables() -> impl Strategy<Value = Tables> {
    // Links lead somewhere: the database sees to it.
    let ids = || some(&[1, 2, 3, 4]).boxed();
    let customer = row(vec![
        ("name", some(&["vip", "Vip", "vi", "vj", "客户5%", "5%", ""]).boxed()),
        ("owner_id", ids()),
        ("created_by", ids()),
        ("department_id", some(&[1, 2, 3, 4, 5]).boxed()),
        ("level", some(&["a", "b", "vip", "x"]).boxed()),
        ("tags", some(&[r#"["a"]"#, r#"["a","b"]"#, r#"["c"]"#]).boxed()),
        ("vip", some(&[0, 1]).boxed()),
        ("amount", some(&[-1, 0, 1, 100, i64::MAX]).boxed()),
        ("region", some(&["east", "west"]).boxed()),
    ]);
    let contact = row(vec![("customer_id", ids()), ("created_by", ids()), ("main", some(&[0, 1]).boxed())]);
    let note = row(vec![("contact_id", ids()), ("created_by", ids()), ("words", some(&["a", "客户"]).boxed())]);
    let deal = row(vec![("contact_id", ids()), ("created_by", ids()), ("seller_id", ids())]);
    let many = |row| prop::collection::vec(row, 4).prop_map(|rows| (1..).zip(rows).collect::<BTreeMap<i64, Row>>());
    let all = (many(customer.boxed()), many(contact.boxed()), many(note.boxed()), many(deal.boxed()));
    all.prop_map(|(customer, contact, note, deal)| {
        let named = [("customer", customer), ("contact", contact), ("note", note), ("deal", deal)];
        Tables(named.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect()).with_scope()
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    prop::sample::select(Scope::ALL.to_vec())
}

fn person() -> impl Strategy<Value = Member> {
    let departments = (prop::option::of(1..6_i64), prop::collection::btree_set(1..6_i64, 0..3));
    let roles = prop::sample::subsequence(vec!["employee", "boss", "helper"], 0..3);
    let superior = prop::option::of(1..=PEOPLE);
    (departments, superior, 0..4_i64, any::<bool>(), prop::bool::weighted(0.85), roles).prop_map(
        |((department, further), superior, clearance, leaving, active, roles)| Member {
            department: department.map(DepartmentId),
            further: further.into_iter().map(DepartmentId).collect(),
            superior: superior.map(UserId),
            roles: roles.into_iter().map(str::to_owned).collect(),
            clearance,
            leaving,
            active,
        },
    )
}

fn by_person(shares: HashMap<(Name, UserId), Vec<SharedRecord>>) -> Shares {
    let mut by_person: HashMap<UserId, HashMap<Name, Vec<SharedRecord>>> = HashMap::new();
    shares.into_iter().for_each(|((object, user), records)| drop(by_person.entry(user).or_default().insert(object, records)));
    by_person.into_iter().map(|(user, of)| (user, Arc::new(of))).collect()
}

/// `hours` after the beginning: that decides what is over.
fn people(hours: i64) -> impl Strategy<Value = People> {
    let now = clock().now() + Duration::hours(hours);
    let today = Moment::today(now, chrono_tz::Asia::Shanghai);
    let members = prop::collection::vec(person(), PEOPLE as usize);
    // Circles are a test of their own (people.rs): Cedar has none.
    let above: Vec<_> = (0..5_i64).map(|id| prop::option::weighted(0.7, 0..=id)).collect();
    let until = prop::sample::select(vec![None, Some(today), today.pred_opt()]);
    let share = (1..5_i64, any::<bool>(), until).prop_map(|(record, write, until)| SharedRecord { record, write, until });
    let whose = (prop::sample::select(vec!["customer", "contact", "note", "deal"]), 1..=PEOPLE)
        .prop_map(|(of, user)| (Name::from(of), UserId(user)));
    let shares = prop::collection::hash_map(whose, prop::collection::vec(share, 1..3), 0..6).prop_map(by_person);
    let emergencies = prop::collection::hash_map((1..=PEOPLE).prop_map(UserId), prop::sample::select(vec![-1, 0, 1]), 0..3);
    (members, above, shares, emergencies).prop_map(move |(members, above, shares, emergencies)| People {
        members: (1..)
            .map(UserId)
            .zip(members)
            .map(|(id, member)| (id, Member { superior: member.superior.filter(|above| *above < id), ..member }))
            .collect(),
        departments: (1..).map(DepartmentId).zip(above.into_iter().map(|above| above.filter(|id| *id > 0).map(DepartmentId))).collect(),
        shares,
        emergencies: emergencies
            .into_iter()
            .map(|(user, hours)| (user, EmergencyAccess { until: now + Duration::hours(hours), objects: None }))
            .collect(),
    })
}

const VERBS: [&str; 10] = ["read", "create", "update", "delete", "restore", "import", "export", "reveal", "share", "act"];

fn definition() -> impl Strategy<Value = Definition> {
    let verbs = || {
        let all = prop::sample::subsequence(VERBS[1..].to_vec(), 0..8);
        let verbs = all.prop_flat_map(|verbs| verbs.into_iter().map(|verb| (Just(verb.to_owned()), scope())).collect::<Vec<_>>());
        let read = prop::option::weighted(0.8, scope()).prop_map(|scope| scope.map(|scope| ("read".to_owned(), scope)));
        (verbs, read).prop_map(|(verbs, read)| verbs.into_iter().chain(read).collect::<BTreeMap<_, _>>())
    };
    let rights = prop::sample::select(vec![FieldRight::Hidden, FieldRight::Masked, FieldRight::Read, FieldRight::Write]);
    let rule = (rights, prop::option::of(scope())).prop_map(|(right, clear)| FieldRule { right, clear });
    let rules = prop::collection::btree_map(prop::sample::select(FIELDS.to_vec()).prop_map(str::to_owned), rule, 0..3);
    (verbs(), prop::option::of(verbs()), rules).prop_map(|(any, customer, rules)| Definition {
        grants: [(role::ANY.to_owned(), any)].into_iter().chain(customer.map(|verbs| ("customer".to_owned(), verbs))).collect(),
        fields: [("customer".to_owned(), rules)].into(),
        ..Definition::default()
    })
}

fn asked() -> impl Strategy<Value = Asked> {
    let networks = [
        ("office", Some("192.168.1.5")),
        ("vpn", Some("10.8.0.3")),
        ("other", Some("203.0.113.9")),
        ("other", Some("::1")),
        ("server", None),
    ];
    let rows = prop::sample::select(vec![None, Some(50), Some(5000)]);
    let factor_age = prop::sample::select(vec![None, Some(0), Some(299), Some(300)]);
    (0..48_i64, prop::sample::select(networks.to_vec()), factor_age, any::<bool>(), rows)
        .prop_map(|(hours, network, factor_age, device_trusted, rows)| Asked { hours, network, factor_age, device_trusted, rows })
}

pub(in crate::access) fn roles() -> impl Strategy<Value = BTreeMap<Role, Definition>> {
    (definition(), definition(), definition()).prop_map(|(employee, boss, helper)| {
        let own = [("employee", employee), ("boss", boss), ("helper", helper)];
        let emergency = role::shipped().remove(&Role::BREAK_GLASS).unwrap();
        own.into_iter().map(|(name, role)| (name.parse().unwrap(), role)).chain([(Role::BREAK_GLASS, emergency)]).collect()
    })
}

pub(super) fn app() -> impl Strategy<Value = House> {
    asked().prop_flat_map(|moment| {
        let policies = prop::collection::vec(policy(), 1..5);
        let verbs = prop::sample::subsequence(VERBS.to_vec(), 3);
        (people(moment.hours), roles(), policies, tables(), verbs).prop_map(move |(people, roles, policies, tables, verbs)| {
            let verbs = verbs.into_iter().map(str::to_owned).collect();
            House { catalog: catalog(), people, roles, policies, tables, moment: moment.clone(), verbs }
        })
    })
}

const COMPARE: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// A test of a customer that stands at `path`, which the caller has made sure of.
fn about_customer(path: &'static str) -> BoxedStrategy<String> {
    let fixed = prop::sample::select(vec![
        "P has owner && P.owner == principal",
        "P has owner && P.owner != principal",
        "P has belongs_to && [principal, User::\"2\"].contains(P.belongs_to)",
        "P has created_by && P.created_by == principal",
        "P has department && principal has department && P.department in principal.department",
        "P has department && principal has department && P.department == principal.department",
        "P has owner.department && principal has department && P.owner.department in principal.department",
        "P has owner && P.owner in principal.reports",
        "P has owner && P.owner in principal.departments",
        "P has owner.department && principal.departments.contains(P.owner.department)",
        "P has owner && P.owner.clearance < principal.clearance",
        "P has owner && P.owner.clearance >= 2",
        "P has owner && P.owner.leaving",
        "P.readers.contains(principal)",
        "P.writers.contains(principal)",
        "P has vip && P.vip",
        "P has vip && P.vip == false",
        "P has level && [\"a\", \"vip\"].contains(P.level)",
        "P has tags && P.tags.contains(\"a\")",
        "P has tags && P.tags.containsAny([\"b\", \"c\"])",
        "P has tags && P.tags.containsAll([\"a\", \"b\"])",
        "P has tags",
        "P has owner.department",
        "P has region && P.region == \"east\"",
        "P is customer",
        "P == customer::\"2\"",
        "if P has vip && P.vip then P has owner && P.owner == principal else P has level && P.level == \"b\"",
    ]);
    let like =
        prop::sample::select(vec!["vi*", "*5%*", "*", "vip", "*客*", "客户*"]).prop_map(|p| format!("P has name && P.name like \"{p}\""));
    let number = (prop::sample::select(COMPARE.to_vec()), -1..2_i64, any::<bool>()).prop_map(|(op, n, turned)| {
        if turned { format!("P has amount && {n} {op} P.amount") } else { format!("P has amount && P.amount {op} {n}") }
    });
    let department = (1..6, any::<bool>()).prop_map(|(d, owner)| {
        let of = if owner { "owner" } else { "department" };
        format!("P has {of} && P.{of} in [Department::\"{d}\", Department::\"5\"]")
    });
    prop_oneof![6 => fixed.prop_map(str::to_owned), 1 => like, 2 => number, 2 => department].prop_map(move |t| t.replace('P', path)).boxed()
}

/// A test of the person or the moment.
fn about_person() -> BoxedStrategy<String> {
    let fixed = [
        "principal in Role::\"employee\"",
        "principal in Department::\"2\"",
        "context.hour < 8",
        "context.weekday == 2",
        "principal has department",
        "principal.clearance > 1",
        "principal.leaving",
        "principal in Reports::\"1\"",
        "context.network == \"office\"",
        "context has factor_age && context.factor_age < 300",
        "context.device_trusted",
        "context has rows && context.rows < 100",
        "context has rows",
        "action in Action::\"read\"",
        "action in [Action::\"export\", Action::\"fields.masked\"]",
        "action == Action::\"customer.update\"",
    ];
    prop::sample::select(fixed.to_vec()).prop_map(str::to_owned).boxed()
}

/// Errs for some people, or in some hours: too large for a whole number.
fn errs() -> BoxedStrategy<String> {
    let fixed = ["context.hour * 1000000000000000000 > 5", "principal.clearance * 9223372036854775807 > 1"];
    prop::sample::select(fixed.to_vec()).prop_map(str::to_owned).boxed()
}

/// A test of whose a record is and who shares it, at whatever depth it hangs.
fn about_scope() -> BoxedStrategy<String> {
    let fixed = [
        "resource has belongs_to && resource.belongs_to == principal",
        "resource has belongs_to && resource.belongs_to in principal.reports",
        "resource has belongs_to.department && resource.belongs_to.department in principal.departments",
        "resource has belongs_to",
        "resource.readers.contains(principal)",
        "resource.writers.contains(principal)",
        "resource has hangs_on && resource.hangs_on.writers.contains(principal)",
        "resource has hangs_on.belongs_to && resource.hangs_on.readers.contains(principal)",
    ];
    prop::sample::select(fixed.to_vec()).prop_map(str::to_owned).boxed()
}

fn condition(object: &'static str) -> BoxedStrategy<String> {
    let behind = |guard: &'static str, path| about_customer(path).prop_map(move |test| format!("{guard} && ({test})"));
    let atom = match object {
        "customer" => about_customer("resource"),
        "contact" => prop_oneof![
            4 => behind("resource has customer", "resource.customer"),
            1 => Just("resource has main && resource.main".to_owned()),
            1 => Just("resource has hangs_on.belongs_to && resource.hangs_on.belongs_to == principal".to_owned()),
            2 => about_scope(),
        ]
        .boxed(),
        _ => prop_oneof![
            3 => behind("resource has contact.customer", "resource.contact.customer"),
            2 => about_scope(),
            1 => Just("resource has hangs_on.hangs_on.belongs_to && resource.hangs_on.hangs_on.belongs_to == principal".to_owned()),
        ]
        .boxed(),
    };
    // Where the row decides whether the error is come to, the error outlives partial evaluation.
    let erring = (atom.clone(), errs()).prop_map(|(test, errs)| format!("{test} && {errs}"));
    let leaf = prop_oneof![6 => atom, 2 => about_person(), 2 => erring].prop_map(|test| format!("({test})"));
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!{a}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(if {a} then {b} else {c})")),
        ]
    })
    .boxed()
}

fn policy() -> impl Strategy<Value = String> {
    let who = prop::sample::select(vec![
        "principal",
        "principal in Role::\"boss\"",
        "principal in Department::\"2\"",
        "principal == User::\"1\"",
    ]);
    let object = prop::sample::select(vec!["customer", "customer", "contact", "note", "deal"]).prop_flat_map(|object| {
        let mut actions = vec![
            "action",
            "action in [Action::\"read\", Action::\"update\"]",
            "action in [Action::\"export\", Action::\"share\", Action::\"delete\"]",
            "action in [Action::\"fields.read\", Action::\"fields.masked\"]",
            "action in [Action::\"fields.write\"]",
        ];
        if object == "customer" {
            actions.extend([
                "action == Action::\"customer.phone.read\"",
                "action == Action::\"customer.phone.write\"",
                "action in [Action::\"act\"]",
                "action in [Action::\"customer\"]",
            ]);
        }
        (Just(object), prop::sample::select(actions), condition(object))
    });
    let kind = (prop::sample::select(vec!["permit", "forbid"]), prop::sample::select(vec!["when", "unless"]));
    (who, object, kind).prop_map(|(who, (object, what, condition), (effect, clause))| {
        format!("{effect} ({who}, {what}, resource is {object}) {clause} {{ {condition} }};")
    })
}
