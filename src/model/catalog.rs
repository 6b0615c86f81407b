//! All objects of the app, by name and by what points to what.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Field, Name, Object, Rollup, Verb};
use crate::db::sql::Column;

/// Whose a record is that has no owner of its own: the nearest owner above, copied there by triggers (`docs/decisions/0010`).
pub const SCOPE_OWNER: &str = "scope_owner_id";

#[derive(Debug, Clone, Default)]
pub struct Catalog {
    objects: Vec<Arc<Object>>,
    by_name: HashMap<Name, usize>,
    /// By the child: which object and field keeps a figure about it.
    rollups: HashMap<Name, Vec<(usize, usize)>>,
}

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
    #[error("“{object}” cannot have a field “{field}”: every record has one, or the object has two")]
    Field { object: Name, field: Name },
    #[error("the figure “{object}.{field}” cannot follow “{of}”: that changes without the figure hearing of it")]
    Figure { object: Name, field: Name, of: Name },
}

const LONGEST_NAME: usize = 40;

/// Words that stand beside an object's name where something is looked up by it: what the log speaks of, operations of the interface,
/// words of the policy language, groups of words in `locales/`.
#[rustfmt::skip]
const RESERVED: [&str; 40] = [
    "access", "action", "any", "audit", "context", "department", "departments", "else", "exports", "false", "groups", "handover",
    "handovers", "has", "if", "import", "imports", "in", "invitation", "is", "job", "jobs", "leaving", "like", "objects", "policies",
    "policy", "principal", "proposal", "proposals", "resource", "review", "reviews", "role", "roles", "session", "setup", "then", "true",
    "user",
];

/// Tables that hold no object's records.
#[rustfmt::skip]
const TABLES: [&str; 29] = [
    "access_proposal", "access_version", "audit_checkpoint", "audit_event", "audit_head", "break_glass", "department", "grant_use",
    "handover", "handover_record", "import_upload", "invitation", "job", "job_file", "job_note", "lockout", "mail", "operation", "policy",
    "record_change", "record_team", "reveal", "review", "review_item", "role", "serial", "session",
    "setting", "share_version",
];

/// What every record has.
const SYSTEM: [&str; 9] = ["id", "version", "custom", "created_at", "created_by", "updated_at", "updated_by", "deleted_at", "deleted_by"];

impl Catalog {
    /// In the order in which the navigation shows them.
    pub fn new(objects: impl IntoIterator<Item = Object>) -> Self {
        let objects: Vec<Arc<Object>> = objects.into_iter().map(Arc::new).collect();
        let by_name = objects.iter().enumerate().map(|(i, o)| (o.name.clone(), i)).collect();
        let mut rollups: HashMap<Name, Vec<(usize, usize)>> = HashMap::new();
        for (nth, object) in objects.iter().enumerate() {
            let figures = object.fields.iter().enumerate().filter_map(|(field, f)| Some((field, f.rollup.as_ref()?)));
            figures.for_each(|(field, rollup)| rollups.entry(rollup.child.clone()).or_default().push((nth, field)));
        }
        Self { objects, by_name, rollups }
    }

    /// The figures that are kept about an object's records, each with the object and the field that keeps it.
    pub fn rollups_of<'a>(&'a self, child: &str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field, &'a Rollup)> + 'a {
        let kept = self.rollups.get(child).map(Vec::as_slice).unwrap_or_default();
        kept.iter().filter_map(|&(object, field)| {
            let (object, field) = (&self.objects[object], &self.objects[object].fields[field]);
            Some((object, field, field.rollup.as_ref()?))
        })
    }

    pub fn get(&self, name: &str) -> Option<&Arc<Object>> {
        self.by_name.get(name).map(|&i| &self.objects[i])
    }

    /// The object whose records stand in a table.
    pub fn in_table(&self, table: &str) -> Option<&Arc<Object>> {
        self.objects.iter().find(|object| object.table == table)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    /// What a record hangs on, nearest first: the link, and the object that it points to. A circle ends where it closes.
    pub fn above<'a>(&'a self, object: &'a Object) -> Vec<(&'a Field, &'a Arc<Object>)> {
        let mut above: Vec<(&Field, &Arc<Object>)> = Vec::new();
        let mut at = object;
        while let Some(link) = at.parent.as_deref().and_then(|parent| at.field(parent)) {
            let Some(next) = link.target.as_deref().and_then(|target| self.get(target)) else { break };
            if next.name == object.name || above.iter().any(|(_, known)| known.name == next.name) {
                break;
            }
            above.push((link, next));
            at = next;
        }
        above
    }

    /// The column that says whose a record is: its owner's, or where it has none the copy of the nearest owner above. None where
    /// nothing above has an owner either.
    pub fn scope_column(&self, object: &Object) -> Option<Column> {
        match object.owner.as_deref() {
            Some(owner) => object.field(owner).map(Field::column),
            None => self.above(object).iter().any(|(_, above)| above.owner.is_some()).then(|| Column::plain(SCOPE_OWNER)),
        }
    }

    /// The links that point to an object, each with the object it stands in.
    pub fn links_to<'a>(&'a self, target: &'a str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> + 'a {
        self.objects.iter().flat_map(move |object| {
            object.fields.iter().filter(move |f| f.target.as_deref() == Some(target)).map(move |field| (object, field))
        })
    }

    /// Whether the objects can serve together: each is called and kept apart from all others and from what the app itself calls so.
    /// Asked before anybody works with them.
    pub fn check(&self) -> Result<(), CatalogError> {
        let house = [Verb::FOLLOW, Verb::HAND_OVER, Verb::TAKE_BACK];
        let verbs: HashSet<String> =
            self.objects.iter().flat_map(|object| object.verbs()).chain(house).map(|verb| verb.name().to_owned()).collect();
        let groups: HashSet<&str> = self.objects.iter().map(|object| &*object.group).collect();
        let (mut names, mut tables) = (HashSet::new(), HashSet::from(TABLES.map(Name::from)));
        tables.extend(["user", "user_department", "user_role"].map(Name::from));
        for object in &self.objects {
            let (name, table) = (&object.name, &object.table);
            if let Some(wrong) = [name, table].into_iter().find(|name| !is_name(name)) {
                return Err(CatalogError::Malformed(wrong.clone()));
            }
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
            check_fields(object)?;
            self.check_figures(object)?;
        }
        Ok(())
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
}

fn check_fields(object: &Object) -> Result<(), CatalogError> {
    let mut known = HashSet::from(SYSTEM);
    for field in &object.fields {
        if !is_name(&field.name) {
            return Err(CatalogError::Malformed(field.name.clone()));
        }
        if !known.insert(&field.name) {
            return Err(CatalogError::Field { object: object.name.clone(), field: field.name.clone() });
        }
    }
    Ok(())
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
    use crate::model::Fold;

    fn object(name: &'static str) -> Object {
        Object::new(name, "crm", "box")
    }

    #[test]
    fn objects_are_called_and_kept_apart_from_everything_else() {
        let check = |objects: Vec<Object>| Catalog::new(objects).check();
        assert_eq!(check(vec![object("customer"), object("ticket").in_table("form_ticket")]), Ok(()));
        for (name, error) in [
            ("Customer", CatalogError::Malformed("Customer".into())),
            ("a.b", CatalogError::Malformed("a.b".into())),
            ("user", CatalogError::Reserved("user".into())),
            ("import", CatalogError::Reserved("import".into())),
            ("update", CatalogError::Verb("update".into())),
            ("hand_over", CatalogError::Verb("hand_over".into())),
            ("crm", CatalogError::Group("crm".into())),
            ("setting", CatalogError::Table { object: "setting".into(), table: "setting".into() }),
        ] {
            assert_eq!(check(vec![object(name)]), Err(error));
        }
        assert_eq!(check(vec![object("a"), object("a")]), Err(CatalogError::Twice("a".into())));
        let same = CatalogError::Table { object: "b".into(), table: "a".into() };
        assert_eq!(check(vec![object("a"), object("b").in_table("a")]), Err(same));
        let twice = [Field::text("name"), Field::text("name")];
        assert_eq!(check(vec![object("a").fields(twice)]), Err(CatalogError::Field { object: "a".into(), field: "name".into() }));
        assert!(check(vec![object("a").fields([Field::text("version")])]).is_err());
    }

    #[test]
    fn a_figure_follows_only_what_is_written_in_its_records() {
        let about = |rollup: Rollup| {
            let parcels = Field::number("parcels").rollup(Rollup::count("parcel", "quote"));
            let quote = object("quote").fields([parcels, Field::number("value"), Field::link("customer").to("customer")]);
            Catalog::new([object("customer").fields([Field::number("figure").rollup(rollup)]), quote, object("parcel")]).check()
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
}
