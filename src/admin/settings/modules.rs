//! The modules that the company uses: the domains of the navigation. Switching one off hides its entries from everybody's navigation
//! and nothing else: rights, records, links, imports and this API stay as they are. What comes with a later version is on.

use diesel::sqlite::SqliteConnection;
use serde_json::{Value, json};

use super::change;
use crate::actor::Language;
use crate::db::Tx;
use crate::error::{Error, Invalid, Result};
use crate::i18n;
use crate::model::Catalog;
use crate::people::settings;

/// Each module with what stands in it, in the order of the navigation.
pub(super) fn list(conn: &mut SqliteConnection, catalog: &Catalog, language: Language) -> Result<Vec<Value>> {
    let off = settings::modules_off(conn)?;
    let shown = catalog.domains().into_iter().map(|(domain, objects)| {
        let objects: Vec<String> = objects.iter().map(|object| object.label(language)).collect();
        let on = !off.iter().any(|name| *name == domain.name);
        json!({ "name": domain.name, "label": domain.label(language), "icon": domain.icon, "objects": objects, "on": on })
    });
    Ok(shown.collect())
}

/// Switches those named off and all others on. Answers the version.
pub(super) fn switch(tx: &mut Tx<'_>, seen: i64, catalog: &Catalog, wanted: &[String]) -> Result<i64> {
    let known: Vec<&str> = catalog.domains().iter().map(|(domain, _)| &*domain.name).collect();
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Error::Rejected(vec![Invalid::new("off", "settings.module_unknown").with("name", i18n::short(unknown))]));
    }
    let on_without = |off: &[String]| known.iter().copied().filter(|name| !off.iter().any(|one| one == name)).collect::<Vec<_>>();
    let after = on_without(wanted);
    if after.is_empty() {
        return Err(Error::rejected("off", "settings.module_last"));
    }
    let stored = settings::modules_off(tx.conn)?;
    let before = on_without(&stored);
    // One that this version does not have stays off, for when it is there again.
    let gone = stored.iter().filter(|name| !known.contains(&name.as_str())).map(String::as_str);
    let off: Vec<String> = known.iter().copied().filter(|name| !after.contains(name)).chain(gone).map(str::to_owned).collect();
    settings::set_modules_off(tx, &off)?;
    let details = before.iter().map(|name| ("modules_before", *name)).chain(after.iter().map(|name| ("modules_after", *name)));
    change(tx, seen, "modules", details)
}
