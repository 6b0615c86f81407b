//! The words in which policies are written, for whoever writes one: actions, attributes, roles, networks, and templates to begin with.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use super::Access;
use super::attributes::{Attributes, HOUSE, USER};
use super::schema::{FIELD_VERBS, action_and_groups, field_action};
use crate::actor::Language;
use crate::i18n;
use crate::model::{MOST_LEVELS, Object, Verb};
use crate::people::Role;

/// The verbs that every object has.
pub const VERBS: [Verb; 8] =
    [Verb::Read, Verb::Create, Verb::Update, Verb::Delete, Verb::Restore, Verb::Import, Verb::Export, Verb::Reveal];
/// What can be asked of the moment, with its type.
const MOMENT: [(&str, &str); 6] =
    [("hour", "Long"), ("weekday", "Long"), ("network", "String"), ("device_trusted", "Bool"), ("factor_age", "Long"), ("rows", "Long")];
const NETWORKS: [&str; 4] = ["server", "office", "vpn", "other"];

/// A policy with blanks in braces, each with what fills it when nobody says otherwise. Their kinds: `number`, `role`, `object`,
/// `field` (of the object), `amount` (a money or number field of the object), `choice` (a choice field of the object), `text`.
pub struct Template {
    pub name: &'static str,
    pub text: Cow<'static, str>,
    pub blanks: &'static [(&'static str, &'static str, &'static str)],
}

pub fn templates() -> [Template; 5] {
    [
        Template {
            name: "export_office",
            text: Cow::Borrowed(
                "forbid (principal, action in [Action::\"export\"], resource)\nunless {\n  context.network == \"office\" &&\n  context.weekday <= 5 && context.hour >= {from} && context.hour < {to}\n};",
            ),
            blanks: &[("from", "number", "8"), ("to", "number", "18")],
        },
        Template {
            name: "export_rows",
            text: Cow::Borrowed(
                "forbid (principal, action in [Action::\"export\"], resource)\nwhen { context has rows && context.rows > {rows} }\nunless { context has factor_age && context.factor_age < {minutes} * 60 };",
            ),
            blanks: &[("rows", "number", "100"), ("minutes", "number", "5")],
        },
        Template {
            name: "clearance",
            text: clearance().into(),
            blanks: &[
                ("object", "object", "customer"),
                ("choice", "choice", "level"),
                ("value", "text", "A"),
                ("amount", "amount", "yearly_volume"),
                ("least", "number", "100000"),
                ("clearance", "number", "3"),
            ],
        },
        Template {
            name: "field_office",
            text: Cow::Borrowed(
                "forbid (\n  principal,\n  action in [Action::\"{object}.{field}.read\", Action::\"{object}.{field}.masked\"],\n  resource is {object}\n)\nunless { context.network == \"office\" };",
            ),
            blanks: &[("object", "object", "customer"), ("field", "field", "mobile")],
        },
        Template {
            name: "role_night",
            text: Cow::Borrowed(
                "forbid (\n  principal in Role::\"{role}\",\n  action in [Action::\"read\", Action::\"create\", Action::\"update\", Action::\"delete\", Action::\"restore\", Action::\"import\", Action::\"export\", Action::\"reveal\", Action::\"share\", Action::\"act\"],\n  resource\n)\nwhen { context.hour >= {from} || context.hour < {to} };",
            ),
            blanks: &[("role", "role", "sales"), ("from", "number", "20"), ("to", "number", "7")],
        },
    ]
}

/// The best records of an object, and what hangs on them at whatever depth: that would tell of them.
fn clearance() -> String {
    let best = |record: &str| {
        format!(
            "{record} is {{object}} && {record} has {{choice}} && {record}.{{choice}} == \"{{value}}\" &&\n    {record} has {{amount}} && {record}.{{amount}} > {{least}} * 100"
        )
    };
    let record = |levels: usize| format!("resource{}", ".hangs_on".repeat(levels));
    let any = (0..MOST_LEVELS).rev().fold(String::new(), |deeper, levels| {
        let deeper = if deeper.is_empty() { deeper } else { format!(" ||\n    ({deeper})") };
        format!("{} has hangs_on && (({}){deeper})", record(levels), best(&record(levels + 1)))
    });
    format!(
        "forbid (principal, action in [Action::\"read\", Action::\"restore\", Action::\"export\"], resource)\nwhen {{\n  ({}) ||\n  ({any})\n}}\nunless {{ principal.clearance >= {{clearance}} }};",
        best("resource")
    )
}

/// A role by the words people know it by.
pub fn role_label(role: &Role, own: Option<&str>, language: Language) -> String {
    let shipped = i18n::find(language, &format!("roles.shipped.{}.label", role.name()));
    shipped.or(own).unwrap_or(role.name()).to_owned()
}

pub fn verb_label(object: Option<&Object>, verb: &Verb, language: Language) -> String {
    match (object, verb) {
        (Some(object), Verb::Act(name)) => object.action_label(name, language),
        _ => i18n::text(language, &format!("access.verbs.{}", verb.name())).into_owned(),
    }
}

impl Access {
    /// `roles` are the company's, each with the label that it gave itself.
    pub fn vocabulary(&self, roles: &[(Role, Option<String>)], language: Language) -> Json {
        let (catalog, attributes) = (&self.environment.words.catalog, &self.environment.words.attributes);
        let word = |key: String| i18n::text(language, &key).into_owned();
        let mut actions: Vec<Json> =
            VERBS.iter().map(|verb| json!({ "name": verb.name(), "label": verb_label(None, verb, language) })).collect();
        actions.push(json!({ "name": "act", "label": word("access.verbs.act".to_owned()) }));
        actions.extend(
            FIELD_VERBS.map(|verb| json!({ "name": format!("fields.{verb}"), "label": word(format!("access.field_verbs.{verb}")) })),
        );
        for object in catalog.iter() {
            for verb in object.verbs() {
                let label = format!("{} · {}", object.label(language), verb_label(Some(object), &verb, language));
                actions.push(json!({ "name": action_and_groups(&object.name, &verb)[0], "label": label, "object": object.name }));
            }
            for field in object.guardable().filter(|field| object.may_hide(field)) {
                for verb in FIELD_VERBS {
                    let what = word(format!("access.field_verbs.{verb}"));
                    let label = format!("{} · {} · {what}", object.label(language), field.label(language));
                    actions.push(json!({ "name": field_action(&object.name, &field.name, verb), "label": label, "object": object.name }));
                }
            }
        }
        let mut types = vec![entity(USER, &word("access.types.user".to_owned()), attributes, None, language)];
        types.extend(catalog.iter().map(|object| entity(&object.name, &object.label(language), attributes, Some(object), language)));
        types.push(json!({ "name": HOUSE, "label": word("access.types.house".to_owned()), "attributes": [] }));
        json!({
            "actions": actions, "types": types,
            "objects": catalog.iter().map(|object| describe(object, language)).collect::<Vec<_>>(),
            "context": MOMENT.map(|(name, sort)| json!({
                "name": name, "label": word(format!("access.moment.{name}")), "type": sort, "optional": matches!(name, "factor_age" | "rows"),
            })),
            "roles": roles.iter().map(|(role, own)| json!({ "name": role, "label": role_label(role, own.as_deref(), language) })).collect::<Vec<_>>(),
            "networks": NETWORKS.map(|name| json!({ "name": name, "label": word(format!("access.networks.{name}")) })),
            "templates": templates().map(|template| json!({
                "name": template.name, "text": template.text,
                "label": word(format!("access.templates.{}.label", template.name)),
                "about": word(format!("access.templates.{}.about", template.name)),
                "sentence": word(format!("access.templates.{}.sentence", template.name)),
                "blanks": template.blanks.iter().map(|(name, kind, default)| json!({
                    "name": name, "kind": kind, "default": default, "label": word(format!("access.templates.{}.{name}", template.name)),
                })).collect::<Vec<_>>(),
            })),
        })
    }
}

/// What a role can say of an object.
fn describe(object: &Object, language: Language) -> Json {
    let verbs = object.verbs();
    let verbs = verbs.iter().map(|verb| json!({ "name": verb.name(), "label": verb_label(Some(object), verb, language) }));
    let fields = object.guardable().map(
        |field| json!({ "name": field.name, "label": field.label(language), "kind": field.kind.name(), "closable": object.may_hide(field) }),
    );
    json!({
        "name": object.name, "label": object.label(language), "one": object.one(language), "many": object.many(language), "group": object.group,
        "group_label": object.group_label(language), "title": object.title, "verbs": verbs.collect::<Vec<_>>(), "fields": fields.collect::<Vec<_>>(),
    })
}

fn entity(name: &str, label: &str, attributes: &Attributes, object: Option<&Object>, language: Language) -> Json {
    let label_of = |attribute: &str| match object.and_then(|object| object.field(attribute)) {
        Some(field) => field.label(language),
        None => i18n::text(language, &format!("access.attributes.{attribute}")).into_owned(),
    };
    let list = attributes
        .of_type(name)
        .map(|(attribute, of)| json!({ "name": attribute, "label": label_of(attribute), "type": of.sort.cedar(), "optional": !of.always }));
    json!({ "name": name, "label": label, "attributes": list.collect::<Vec<_>>() })
}
