//! Guards the layout of the source: layers, circles, doors, opening words, and that nothing is left half done.
//!
//! The source is read as words (see [`source`]), tests left out. What cannot be seen in the words (a re-export, a macro) is not seen here.

mod graph;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use graph::Graph;
use kedun::actor::Language;
use kedun::audit::EventKind;
use kedun::i18n;
use source::{Source, Token};

/// Lowest first; a module uses only layers below its own, or a neighbour that does not use it.
const LAYERS: [&[&str]; 15] = [
    &["error", "actor", "money", "ids", "clock", "i18n", "config", "text", "sheet"],
    &["keys", "http", "sealed"],
    &["db"],
    &["model"],
    &["audit"],
    &["mail", "notices"],
    &["people", "backup"],
    &["access", "auth"],
    &["jobs"],
    &["records"],
    &["admin", "crm", "handover", "inbox", "forms", "wechat", "inventory", "finance", "compliance"],
    &["openapi"],
    &["demo"],
    &["app"],
    &["cli"],
];

/// Where clippy's banned calls may be excused: the doors themselves.
const DOORS: [&str; 3] = ["src/records/write/mod.rs", "src/records/search.rs", "src/clock.rs"];

/// Modules that stand under `#[cfg(test)]` in their parent.
const TEST_ONLY: [&str; 4] = ["src/access/oracle.rs", "src/audit/testing.rs", "src/records/testing.rs", "src/db/testing.rs"];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn every_module_opens_with_its_essay() {
    let bare: Vec<_> = source::all().into_iter().filter(|f| !f.text.starts_with("//!")).map(|f| f.path).collect();
    assert_none("modules without an opening //!", &bare);
}

#[test]
fn every_module_has_a_layer_and_lib_lists_them_lowest_first() {
    let lib = source::all().into_iter().find(|f| f.path == "src/lib.rs").unwrap();
    let listed: Vec<&str> = lib.text.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let homeless: Vec<String> = listed.iter().filter(|m| layer(m).is_none()).map(ToString::to_string).collect();
    assert_none("modules that stand in no layer (tests/architecture.rs, LAYERS)", &homeless);
    let layers: Vec<_> = listed.iter().map(|m| layer(m)).collect();
    assert!(layers.is_sorted(), "src/lib.rs does not list the layers lowest first: {listed:?}");
}

#[test]
fn nothing_points_up() {
    let mut upward = BTreeSet::new();
    // What only tests compile may look wherever it likes.
    for file in source::all().into_iter().filter(|file| !file.path.ends_with("testing.rs")) {
        for path in file.paths() {
            let (Some(from), Some(to)) = (file.module.first(), path.first()) else { continue };
            if let (Some(low), Some(high)) = (layer(from), layer(to))
                && low < high
            {
                upward.insert(format!("{} uses crate::{}", file.path, path.join("::")));
            }
        }
    }
    assert_none("modules that use a higher layer", &upward.into_iter().collect::<Vec<_>>());
}

#[test]
fn no_siblings_import_each_other_in_a_circle() {
    let files = source::all();
    let modules: BTreeSet<&[String]> = files.iter().map(|f| f.module.as_slice()).collect();
    let mut folders: BTreeMap<Vec<String>, Graph> = BTreeMap::new();
    for file in &files {
        for path in file.paths() {
            let shared = file.module.iter().zip(&path).take_while(|(a, b)| a == b).count();
            let (Some(from), Some(to)) = (file.module.get(shared), path.get(shared)) else { continue };
            if modules.contains(&path[..=shared]) {
                folders.entry(path[..shared].to_vec()).or_default().add(from, to);
            }
        }
    }
    let circles: Vec<String> = folders
        .iter()
        .flat_map(|(folder, graph)| graph.circles().into_iter().map(move |circle| format!("{}: {}", folder.join("::"), circle.join(" ↔ "))))
        .collect();
    assert_none("modules that import each other in a circle", &circles);
}

#[test]
fn only_doors_excuse_themselves() {
    let is_door = |path: &str| path.starts_with("src/db/") || path.ends_with("/store.rs") || DOORS.contains(&path);
    let excused: Vec<_> = source::all()
        .into_iter()
        .filter(|f| !is_door(&f.path) && f.tokens.iter().any(|t| *t == Token::Word("disallowed_methods".into())))
        .map(|f| f.path)
        .collect();
    assert_none("modules that go past a door (clippy.toml)", &excused);
}

/// A type's name stands for one idea, so that a search for it finds that and nothing else.
#[test]
fn no_two_types_share_a_name() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // What only tests compile names things for itself.
    for file in source::all().into_iter().filter(|file| !file.path.contains("/tests/") && !TEST_ONLY.contains(&file.path.as_str())) {
        for name in file.types() {
            named.entry(name).or_default().push(file.path.clone());
        }
    }
    let shared: Vec<_> =
        named.into_iter().filter(|(_, paths)| paths.len() > 1).map(|(name, paths)| format!("{name}: {}", paths.join(", "))).collect();
    assert_none("types that share a name", &shared);
}

#[test]
fn nothing_is_left_half_done() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimplem", "ented!(")];
    let half: Vec<_> = source::texts(&["src", "migrations", "locales", "web/src", "tools", "packaging"])
        .into_iter()
        .flat_map(|(path, text)| {
            let lines: Vec<_> = text.lines().enumerate().map(|(i, l)| (i + 1, l.to_owned())).collect();
            lines.into_iter().filter(|(_, l)| marks.iter().any(|m| l.contains(m))).map(move |(i, l)| format!("{path}:{i}: {}", l.trim()))
        })
        .collect();
    assert_none("left half done", &half);
}

#[test]
fn both_languages_have_all_words() {
    let keys = |language| i18n::keys(language).into_iter().collect::<BTreeSet<_>>();
    let (zh, en) = (keys(Language::Chinese), keys(Language::English));
    let missing: Vec<String> =
        zh.symmetric_difference(&en).map(|key| format!("{key} ({})", if zh.contains(key) { "en" } else { "zh-CN" })).collect();
    assert_none("words that are missing in one language", &missing);
    let blanks: Vec<String> = zh
        .iter()
        .filter(|key| {
            let text = |language| i18n::find(language, key).unwrap_or_default();
            blanks(text(Language::Chinese)) != blanks(text(Language::English))
        })
        .map(ToString::to_string)
        .collect();
    assert_none("words whose blanks differ between the languages", &blanks);
}

/// The `{name}`s of a text.
fn blanks(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[test]
fn every_error_code_has_words() {
    let has_words = |code: &str, language| {
        let find = |part: &str| i18n::find(language, &format!("errors.{code}{part}")).is_some();
        find("") || (find(".detail") && find(".advice"))
    };
    let speechless: BTreeSet<String> = source::all()
        .iter()
        .flat_map(|file| codes(file).into_iter().map(|code| (code, &file.path)))
        .filter(|(code, _)| Language::ALL.iter().any(|&language| !has_words(code, language)))
        .map(|(code, path)| format!("{code} ({path})"))
        .collect();
    assert_none("error codes without words (errors.<code>, or .detail and .advice)", &speechless.into_iter().collect::<Vec<_>>());
}

/// The log says who: also where it was nobody but a part of the app.
#[test]
fn every_part_of_the_house_that_acts_has_a_name() {
    let named = |name: &str| Language::ALL.iter().all(|&language| i18n::find(language, &format!("audit.actors.{name}")).is_some());
    let nameless: BTreeSet<String> = source::all()
        .iter()
        // What tests are helped by acts in made-up names.
        .filter(|file| !file.path.contains("/tests/") && !file.path.ends_with("testing.rs"))
        .flat_map(parts_that_act)
        // Book-keeping, which leaves no trace.
        .filter(|name| name != "unaudited" && !named(name))
        .collect();
    assert_none("system actors without a name (audit.actors.<name>)", &nameless.into_iter().collect::<Vec<_>>());
}

fn parts_that_act(file: &Source) -> Vec<String> {
    let made = |i: usize| i >= 3 && file.tokens[i].is("system") && file.tokens[i - 3].is("Actor");
    (0..file.tokens.len()).filter(|&i| made(i)).filter_map(|i| lone_text(file.arguments(i).first()?)).collect()
}

/// A kind that nothing writes would be offered to whoever looks through the log, and never found.
#[test]
fn every_kind_of_event_is_written_somewhere() {
    let written: BTreeSet<String> = source::all()
        .iter()
        .filter(|file| file.path != "src/audit/kind.rs" && !file.path.contains("/tests/") && !file.path.ends_with("testing.rs"))
        .flat_map(kinds_of_event)
        .collect();
    let idle = EventKind::ALL.into_iter().filter(|kind| !written.contains(&format!("{kind:?}")));
    assert_none("kinds of event that nothing writes", &idle.map(|kind| kind.to_string()).collect::<Vec<_>>());
}

/// The kinds that a file names, unless it only compares with them.
fn kinds_of_event(file: &Source) -> Vec<String> {
    let before = |i: usize, n: usize, text: &str| i >= n && file.tokens[i - n].is(text);
    let named = |i: usize| {
        before(i, 1, ":")
            && before(i, 2, ":")
            && before(i, 3, "EventKind")
            && !(before(i, 4, "=") && (before(i, 5, "=") || before(i, 5, "!")))
    };
    let word = |i: usize| if let Token::Word(word) = &file.tokens[i] { Some(word.clone()) } else { None };
    (0..file.tokens.len()).filter(|&i| named(i)).filter_map(word).collect()
}

/// The codes that a file gives to errors: `Reason::new("…")`, `Invalid::new(field, "…")` and their like, and what a `fn code` returns.
fn codes(file: &Source) -> Vec<String> {
    const FIRST: [&str; 3] = ["refused", "forbidden", "unauthenticated"];
    let mut codes = Vec::new();
    for (i, token) in file.tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let before = |n: usize, text: &str| i >= n && file.tokens[i - n].is(text);
        let made_by = |name: &str| word == "new" && before(1, ":") && before(2, ":") && before(3, name);
        if word == "code" && before(1, "fn") {
            codes.extend(file.enclosed(i, '{').into_iter().filter_map(Token::text));
        } else if FIRST.contains(&word.as_str()) || made_by("Reason") {
            codes.extend(file.arguments(i).first().and_then(|argument| lone_text(argument)));
        } else if word == "rejected" || made_by("Invalid") {
            codes.extend(file.arguments(i).get(1).and_then(|argument| lone_text(argument)));
        }
    }
    codes
}

/// The text of an argument that is nothing but a text.
fn lone_text(argument: &[Token]) -> Option<String> {
    match argument {
        [Token::Text(text)] => Some(text.clone()),
        _ => None,
    }
}
