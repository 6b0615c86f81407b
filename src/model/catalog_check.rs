//! Whether objects can serve together: each thing in them is called so that nothing else is meant by its name, and what they say of
//! themselves can be decided. Asked before anybody works with them, also where objects are made at run time.

use std::collections::HashSet;

use chrono::DateTime;
use serde_json::Value as Json;

use super::filter::{self, is_own};
use super::{
    ALONG, Action, BESIDE, Catalog, Context, Field, Lines, MOST_SHORT, Name, Object, Place, SCOPE_OWNER, SerialRule, Value, Verb, VerbSet,
};
use crate::actor::Language;
use crate::db::sql::Predicate;
use crate::i18n;

/// Why objects cannot serve together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    #[error("“{0}” is no name: a-z, 0-9 and _, beginning with a letter, at most {LONGEST_NAME} characters")]
    Malformed(Name),
    #[error("an object cannot be called “{0}”: the app means something else by this word")]
    Reserved(Name),
    #[error("an object cannot be called “{0}”: something is done under this name")]
    Verb(Name),
    #[error("an object cannot be called “{0}”: a group is called so")]
    Group(Name),
    #[error("two objects are called “{0}”")]
    Twice(Name),
    #[error("“{object}” cannot stand in the table “{table}”: something else stands there")]
    Table { object: Name, table: Name },
    #[error("“{object}” cannot have a field “{field}”: every record has one, answers mean something else by it, or the object has two")]
    Field { object: Name, field: Name },
    #[error("the field “{field}” of “{object}” cannot stand in its column: something else stands there")]
    Column { object: Name, field: Name },
    #[error("what a new “{object}” is given in “{field}” is no value of it: its default, or the rule of its numbers")]
    Given { object: Name, field: Name },
    #[error("“{object}” cannot have lines “{lines}”: something else is called so")]
    Lines { object: Name, lines: Name },
    #[error("“{object}” cannot have an action “{action}”: something else is done under this name")]
    Action { object: Name, action: Name },
    #[error("what closes fields of “{object}” cannot be decided by the record alone: {what}")]
    Filter { object: Name, what: String },
    #[error("the figure “{object}.{field}” cannot follow “{of}”: that changes without the figure hearing of it")]
    Figure { object: Name, field: Name, of: Name },
    #[error(
        "the short form of “{object}” cannot be as it is because of “{field}”: it is no field to be written, is required and missing, or is one too many"
    )]
    Short { object: Name, field: Name },
    #[error("“{along}” cannot be made together with “{object}”: it does not hang on it")]
    Along { object: Name, along: Name },
    #[error("“{0}” hangs on something that hangs on something, more than {MOST_LEVELS} levels deep or in a circle")]
    Levels(Name),
}

const LONGEST_NAME: usize = 40;

/// How many levels of records may stand above one. Policies have to name each of them.
pub const MOST_LEVELS: usize = 4;

/// Words that stand beside an object's name where something is looked up by it: what the log speaks of, operations of the interface,
/// words and groups of actions of the policy language, groups of words in `locales/`.
#[rustfmt::skip]
const RESERVED: [&str; 46] = [
    "access", "act", "action", "any", "ask", "audit", "context", "department", "departments", "else", "exports", "false", "fields", "groups",
    "handover", "handovers", "has", "house", "if", "import", "imports", "in", "invitation", "is", "job", "jobs", "leaving", "like", "objects",
    "operation", "policies", "policy", "principal", "proposal", "proposals", "resource", "review", "reviews", "role", "roles", "session",
    "setup", "then", "true", "user", "view",
];

/// Tables that hold no object's records.
#[rustfmt::skip]
const TABLES: [&str; 37] = [
    "access_proposal", "access_version", "audit_checkpoint", "audit_event", "audit_head", "break_glass", "department", "duplicate_hit",
    "duplicate_waiver", "ended_share", "grant_use",
    "handover", "handover_record", "import_upload", "invitation", "job", "job_file", "job_note", "list_view", "lockout", "mail", "notice", "notice_choice", "operation", "policy",
    "record_change", "record_team", "reveal", "review", "review_item", "role", "running_time", "serial", "session",
    "setting", "share_request", "share_version",
];

/// What every record has.
const SYSTEM: [&str; 9] = ["id", "version", "custom", "created_at", "created_by", "updated_at", "updated_by", "deleted_at", "deleted_by"];
/// What an answer says of a record beside its fields and lines; rights over all fields are granted under `fields`. A draft says by the
/// last two why a duplicate may stand, and what is made with it.
const ANSWER: [&str; 7] = ["frozen", "may", "writable", "fields", "operation", BESIDE, ALONG];
/// What every line has.
const LINE: [&str; 2] = ["id", "position"];
/// Groups of actions in the policy language.
const ACTION_GROUPS: [&str; 4] = ["act", "ask", "fields", "house"];
/// An object's own groups of words; those of its lines stand beside them.
const WORDS: [&str; 9] = ["actions", "choices", "fields", "groups", "hints", "label", "synonyms", "timeline", "views"];

impl Catalog {
    /// Whether the objects can serve together.
    pub fn check(&self) -> Result<(), CatalogError> {
        let verbs: HashSet<String> =
            self.iter().flat_map(|object| object.verbs()).chain(Verb::OF_THE_APP).map(|verb| verb.name().to_owned()).collect();
        let groups: HashSet<&str> = self.iter().map(|object| &*object.group).collect();
        let (mut names, mut tables) = (HashSet::new(), HashSet::from(TABLES.map(Name::from)));
        tables.extend(["user", "user_department", "user_role"].map(Name::from));
        for object in self.iter() {
            let (name, table) = (&object.name, &object.table);
            [name, table].into_iter().try_for_each(well_formed)?;
            if RESERVED.contains(&&**name) {
                return Err(CatalogError::Reserved(name.clone()));
            }
            if verbs.contains(&**name) {
                return Err(CatalogError::Verb(name.clone()));
            }
            if groups.contains(&**name) {
                return Err(CatalogError::Group(name.clone()));
            }
            if !names.insert(name) {
                return Err(CatalogError::Twice(name.clone()));
            }
            let beside = object.search_table().into_iter().chain(object.lines.iter().map(|lines| lines.table.clone()));
            if beside.chain([table.clone()]).any(|table| table.starts_with("sqlite_") || !tables.insert(table)) {
                return Err(CatalogError::Table { object: name.clone(), table: table.clone() });
            }
            let mut known = check_fields(object)?;
            object.lines.iter().try_for_each(|lines| check_lines(object, lines, &mut known))?;
            check_actions(object)?;
            check_given(object)?;
            check_short(object)?;
            self.check_along(object)?;
            self.check_levels(object)?;
            self.check_closing(object)?;
            self.check_figures(object)?;
        }
        Ok(())
    }

    fn check_along(&self, object: &Object) -> Result<(), CatalogError> {
        let hangs = |name: &Name| {
            let child = self.get(name)?;
            let link = child.field(child.parent.as_deref()?)?;
            (link.target.as_ref() == Some(&object.name)).then_some(())
        };
        match object.along.iter().find(|name| hangs(name).is_none()) {
            Some(along) => Err(CatalogError::Along { object: object.name.clone(), along: along.clone() }),
            None => Ok(()),
        }
    }

    fn check_levels(&self, object: &Object) -> Result<(), CatalogError> {
        let above = |object: &Object| self.get(object.field(object.parent.as_deref()?)?.target.as_deref()?).cloned();
        let mut at = above(object);
        for _ in 0..MOST_LEVELS {
            let Some(parent) = at else { return Ok(()) };
            at = above(&parent);
        }
        if at.is_none() { Ok(()) } else { Err(CatalogError::Levels(object.name.clone())) }
    }

    /// A figure is counted again when a record of its child is written. What is kept beside that record (a figure, too) and what stands
    /// behind one of its links changes without it being written.
    fn check_figures(&self, object: &Object) -> Result<(), CatalogError> {
        for (field, rollup) in object.figures() {
            let Some(child) = self.get(&rollup.child) else { continue };
            let unheard = |of: &&str| of.contains('.') || child.field(of).is_some_and(|field| field.derived);
            if let Some(of) = rollup.tells_of().into_iter().find(unheard) {
                return Err(CatalogError::Figure { object: object.name.clone(), field: field.name.clone(), of: of.to_owned().into() });
            }
        }
        Ok(())
    }

    /// What closes fields is asked of records that are about to be written, where nothing but their own values is at hand.
    fn check_closing(&self, object: &Object) -> Result<(), CatalogError> {
        let now = DateTime::default();
        let context = Context { now, zone: chrono_tz::UTC, user: None, language: Language::English, area_code: None };
        let filters = object.frozen.iter().map(|frozen| &frozen.when);
        let decided = |filter: &Json| {
            let wrong = |what: String| CatalogError::Filter { object: object.name.clone(), what };
            let predicate = filter::parse(filter, object, self, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True));
            let predicate = predicate.map_err(|error| wrong(error.code().to_owned()))?;
            if is_own(&predicate, object) { Ok(()) } else { Err(wrong(filter.to_string())) }
        };
        filters.chain(object.fields.iter().filter_map(|field| field.writable_when.as_ref())).try_for_each(decided)
    }
}

/// The names that are taken by fields.
fn check_fields(object: &Object) -> Result<HashSet<&str>, CatalogError> {
    let mut known: HashSet<&str> = SYSTEM.into_iter().chain(ANSWER).collect();
    let mut columns: HashSet<Name> = SYSTEM.into_iter().chain([SCOPE_OWNER]).map(Name::from).collect();
    for field in &object.fields {
        well_formed(&field.name)?;
        if !known.insert(&field.name) {
            return Err(CatalogError::Field { object: object.name.clone(), field: field.name.clone() });
        }
        if field.place == Place::Column {
            let beside = field.duplicate.clone().filter(|column| *column != field.column_name()).into_iter().chain(field.sort_key_column());
            if beside.chain([field.column_name()]).any(|column| !columns.insert(column)) {
                return Err(CatalogError::Column { object: object.name.clone(), field: field.name.clone() });
            }
        }
    }
    Ok(known)
}

/// Nobody is asked about what a new record is given by itself.
fn check_given(object: &Object) -> Result<(), CatalogError> {
    let is_value = |field: &Field, value: &Value| field.open || field.options.iter().any(|option| value.text() == Some(&option.value));
    let fits = |field: &Field| {
        let numbered = field.serial.as_deref().is_none_or(|rule| SerialRule::parse(rule).is_ok());
        numbered && (field.options.is_empty() || field.default.as_ref().is_none_or(|value| is_value(field, value)))
    };
    match object.guardable().find(|field| !fits(field)) {
        Some(field) => Err(CatalogError::Given { object: object.name.clone(), field: field.name.clone() }),
        None => Ok(()),
    }
}

/// Whoever fills in the short form can save it.
fn check_short(object: &Object) -> Result<(), CatalogError> {
    if object.short.is_empty() {
        return Ok(());
    }
    let mut known = HashSet::new();
    let asked = object
        .short
        .iter()
        .enumerate()
        .find(|(nth, name)| *nth >= MOST_SHORT || object.field(name).is_none_or(|field| field.readonly) || !known.insert(*name));
    let missing = || object.fields.iter().find(|f| f.required && !f.readonly && f.default.is_none() && !object.short.contains(&f.name));
    match asked.map(|(_, name)| name).or_else(|| missing().map(|field| &field.name)) {
        Some(field) => Err(CatalogError::Short { object: object.name.clone(), field: field.clone() }),
        None => Ok(()),
    }
}

/// Lines stand beside the fields in each answer, and their words beside those of the fields.
fn check_lines<'o>(object: &'o Object, lines: &'o Lines, known: &mut HashSet<&'o str>) -> Result<(), CatalogError> {
    [&lines.name, &lines.table].into_iter().try_for_each(well_formed)?;
    if WORDS.contains(&&*lines.name) || !known.insert(&lines.name) {
        return Err(CatalogError::Lines { object: object.name.clone(), lines: lines.name.clone() });
    }
    let link = format!("{}_id", object.name);
    let mut names: HashSet<&str> = LINE.into();
    let mut columns: HashSet<Name> = LINE.into_iter().map(Name::from).chain([link.into()]).collect();
    for field in &lines.fields {
        well_formed(field.short())?;
        if !names.insert(field.short()) || !columns.insert(field.column_name()) {
            return Err(CatalogError::Field { object: object.name.clone(), field: field.name.clone() });
        }
    }
    Ok(())
}

/// History keeps what was done by its bare name, and an undo asks for the right to it: no action is called as something else is.
fn check_actions(object: &Object) -> Result<(), CatalogError> {
    let (every, app) = (VerbSet::all(), Verb::OF_THE_APP);
    let mut known: HashSet<&str> = every.iter().chain(&app).map(Verb::name).chain(ACTION_GROUPS).collect();
    for Action { name, input, .. } in &object.actions {
        well_formed(name)?;
        if !known.insert(name) {
            return Err(CatalogError::Action { object: object.name.clone(), action: name.clone() });
        }
        let mut asked = HashSet::new();
        let wrong = input.iter().find(|field: &&Field| !is_name(&field.name) || !asked.insert(&*field.name));
        if let Some(field) = wrong {
            return Err(CatalogError::Field { object: object.name.clone(), field: field.name.clone() });
        }
    }
    Ok(())
}

fn well_formed(name: impl AsRef<str>) -> Result<(), CatalogError> {
    let name = name.as_ref();
    if is_name(name) { Ok(()) } else { Err(CatalogError::Malformed(i18n::short(name).into())) }
}

fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Draft, Fold, Frozen, Indexed, Rollup};

    fn object(name: &'static str) -> Object {
        Object::new(name, "crm", "box")
    }

    fn check<const N: usize>(objects: [Object; N]) -> Result<(), CatalogError> {
        Catalog::new(objects).check()
    }

    #[test]
    fn objects_are_called_and_kept_apart_from_everything_else() {
        assert_eq!(check([object("customer"), object("ticket").in_table("form_ticket")]), Ok(()));
        for (name, error) in [
            ("Customer", CatalogError::Malformed("Customer".into())),
            ("a.b", CatalogError::Malformed("a.b".into())),
            ("user", CatalogError::Reserved("user".into())),
            ("import", CatalogError::Reserved("import".into())),
            ("operation", CatalogError::Reserved("operation".into())),
            ("fields", CatalogError::Reserved("fields".into())),
            ("update", CatalogError::Verb("update".into())),
            ("hand_over", CatalogError::Verb("hand_over".into())),
            ("undo", CatalogError::Verb("undo".into())),
            ("crm", CatalogError::Group("crm".into())),
            ("setting", CatalogError::Table { object: "setting".into(), table: "setting".into() }),
        ] {
            assert_eq!(check([object(name)]), Err(error));
        }
        assert_eq!(check([object("a"), object("a")]), Err(CatalogError::Twice("a".into())));
        let same = CatalogError::Table { object: "b".into(), table: "a".into() };
        assert_eq!(check([object("a"), object("b").in_table("a")]), Err(same));
    }

    #[test]
    fn a_field_is_called_like_nothing_else_that_an_answer_says() {
        let twice = [Field::text("name"), Field::text("name")];
        assert_eq!(check([object("a").fields(twice)]), Err(CatalogError::Field { object: "a".into(), field: "name".into() }));
        for name in ["version", "may", "frozen", "writable", "fields"] {
            assert_eq!(
                check([object("a").fields([Field::text(name)])]),
                Err(CatalogError::Field { object: "a".into(), field: name.into() })
            );
        }
        let names = [Field::text("name").indexed(Indexed::Name).sortable(), Field::text("name_sort")];
        assert_eq!(check([object("a").fields(names)]), Err(CatalogError::Column { object: "a".into(), field: "name_sort".into() }));
        let owner = [Field::text("scope_owner_id")];
        assert_eq!(check([object("a").fields(owner)]), Err(CatalogError::Column { object: "a".into(), field: "scope_owner_id".into() }));
    }

    #[test]
    fn what_a_new_record_is_given_is_a_value() {
        let state = |default: &'static str| Field::choice("state").default(default).options(&[("open", None)]);
        assert_eq!(check([object("a").fields([state("open"), Field::serial("number", "A-{000}")])]), Ok(()));
        for field in [state("shut"), Field::serial("state", "A-{yyyy}")] {
            assert_eq!(check([object("a").fields([field])]), Err(CatalogError::Given { object: "a".into(), field: "state".into() }));
        }
    }

    #[test]
    fn a_short_form_asks_for_what_is_needed_and_for_little() {
        let with = |short: &[&'static str]| {
            let fields = [Field::text("name").required(), Field::text("kept").readonly(), Field::text("a"), Field::text("b")];
            let short = short.iter().map(|name| Name::from(*name)).collect();
            check([Object { short, ..object("thing").fields(fields) }])
        };
        assert_eq!(with(&["a", "name"]), Ok(()));
        for (short, field) in [(vec!["a"], "name"), (vec!["name", "kept"], "kept"), (vec!["name", "c"], "c"), (vec!["name", "a", "a"], "a")]
        {
            assert_eq!(with(&short), Err(CatalogError::Short { object: "thing".into(), field: field.into() }));
        }
    }

    #[test]
    fn only_what_hangs_on_a_record_is_made_together_with_it() {
        let with = |parent: Option<&'static str>| {
            let child = object("child").fields([Field::text("name"), Field::link("thing").to("thing")]);
            let thing = Object { along: vec!["child".into()], ..object("thing").fields([Field::text("name")]) };
            check([thing, Object { parent: parent.map(Into::into), ..child }])
        };
        assert_eq!(with(Some("thing")), Ok(()));
        assert_eq!(with(None), Err(CatalogError::Along { object: "thing".into(), along: "child".into() }));
    }

    #[test]
    fn lines_are_called_like_no_field_and_no_word() {
        let with = |lines: &'static str, field: &'static str| {
            let lines = Lines::new(lines, "a_line", [Field::text(field)]);
            check([object("a").fields([Field::text("name")]).lines([lines])])
        };
        assert_eq!(with("lines", "name"), Ok(()));
        for name in ["name", "may", "id", "choices", "fields", "label"] {
            assert_eq!(with(name, "product"), Err(CatalogError::Lines { object: "a".into(), lines: name.into() }));
        }
        for name in ["id", "position", "a_id"] {
            let field = format!("lines.{name}");
            assert_eq!(with("lines", name), Err(CatalogError::Field { object: "a".into(), field: field.into() }));
        }
    }

    /// By its bare name an undo knows what it is to put back, and which right that takes.
    #[test]
    fn an_action_is_called_like_nothing_else_that_is_done() {
        let act = |name: &'static str| Action::new(name, "box", |_, _, _| Ok(Draft::new()));
        assert_eq!(check([object("a").actions([act("send")])]), Ok(()));
        for name in ["create", "delete", "restore", "share", "follow", "hand_over", "take_back", "undo", "act", "house"] {
            assert_eq!(check([object("a").actions([act(name)])]), Err(CatalogError::Action { object: "a".into(), action: name.into() }));
        }
        let twice = CatalogError::Action { object: "a".into(), action: "send".into() };
        assert_eq!(check([object("a").actions([act("send"), act("send")])]), Err(twice));
        assert_eq!(check([object("a").actions([act("a.b")])]), Err(CatalogError::Malformed("a.b".into())));
    }

    /// Nobody looks into another record while one is written: what hangs on that would close nothing.
    #[test]
    fn what_closes_fields_is_asked_of_the_record_alone() {
        let contract = || object("contract").fields([Field::text("state")]);
        let filter = |path: &str| json!({ "not": { "field": path, "op": "eq", "value": "signed" } });
        let parcel = |field: Field| object("parcel").fields([Field::link("contract").to("contract"), Field::text("state"), field]);
        let remarks = || Field::text("remarks");
        let frozen = |path: &str| Object { frozen: vec![Frozen::when(filter(path), ["state"])], ..parcel(remarks()) };
        assert_eq!(check([contract(), frozen("state")]), Ok(()));
        assert_eq!(check([contract(), parcel(remarks().writable_when(filter("state")))]), Ok(()));
        let refused = |outcome| assert!(matches!(outcome, Err(CatalogError::Filter { .. })), "{outcome:?}");
        refused(check([contract(), frozen("contract.state")]));
        refused(check([contract(), parcel(remarks().writable_when(filter("contract.state")))]));
        refused(check([contract(), frozen("stat")]));
    }

    #[test]
    fn a_figure_follows_only_what_is_written_in_its_records() {
        let about = |rollup: Rollup| {
            let parcels = Field::number("parcels").rollup(Rollup::count("parcel", "quote"));
            let quote = object("quote").fields([parcels, Field::number("value"), Field::link("customer").to("customer")]);
            check([object("customer").fields([Field::number("figure").rollup(rollup)]), quote, object("parcel")])
        };
        let refused = |of: &'static str| CatalogError::Figure { object: "customer".into(), field: "figure".into(), of: of.into() };
        let of = |field: &'static str| Rollup::of(Fold::Sum, "quote", "customer", field);
        let at_least_one = |field: &str| json!({ "and": [{ "field": field, "op": "gte", "value": "1" }] });
        assert_eq!(about(of("value").filter(at_least_one("value"))), Ok(()));
        assert_eq!(about(Rollup::of(Fold::Max, "quote", "customer", "created_at")), Ok(()));
        assert_eq!(about(of("parcels")), Err(refused("parcels")));
        assert_eq!(about(Rollup::count("quote", "customer").filter(at_least_one("parcels"))), Err(refused("parcels")));
        assert_eq!(about(of("value").filter(at_least_one("customer.level"))), Err(refused("customer.level")));
    }

    #[test]
    fn records_hang_on_one_another_a_few_levels_deep_and_in_no_circle() {
        let below = |name: &'static str, parent: &'static str| {
            let object = object(name).fields([Field::link("above").to(parent)]);
            Object { parent: Some("above".into()), ..object }
        };
        let four = || [object("a"), below("b", "a"), below("c", "b"), below("d", "c"), below("e", "d")];
        assert_eq!(check(four()), Ok(()));
        let five: Vec<Object> = four().into_iter().chain([below("f", "e")]).collect();
        assert_eq!(Catalog::new(five).check(), Err(CatalogError::Levels("f".into())));
        assert_eq!(check([below("a", "a")]), Err(CatalogError::Levels("a".into())));
    }
}
