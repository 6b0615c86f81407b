//! What a customer is made of.

use std::sync::Arc;

use serde_json::json;

use super::{actions, rules};
use crate::model::{Doubt, Field, Fold, Indexed, Object, Rollup, View, Zones};

pub fn object() -> Object {
    let object = Object::new("customer", "crm", "building-2").fields([
        Field::text("name").required().max(100).indexed(Indexed::Name).unique_by("name_key").list().sortable(),
        Field::text("short_name").max(50).indexed(Indexed::Name),
        Field::choice("level").list().extensible().options(&[
            ("A", Some("volcano")),
            ("B", Some("gold")),
            ("C", Some("cyan")),
            ("D", None),
        ]),
        Field::choice("status").required().list().default("new").options(&[
            ("new", Some("blue")),
            ("following", Some("cyan")),
            ("won", Some("green")),
            ("dormant", None),
            ("lost", None),
        ]),
        Field::user("owner").list(),
        Field::department("department").readonly(),
        Field::choice("source").extensible().options(&[
            ("returning", None),
            ("referral", None),
            ("wechat", None),
            ("phone", None),
            ("website", None),
            ("exhibition", None),
            ("other", None),
        ]),
        Field::choice("industry").extensible().options(&INDUSTRIES.map(|name| (name, None))),
        Field::choices("tags").open().options(&[("key", None), ("terms", None)]),
        Field::phone("mobile").for_mobiles().indexed(Indexed::Phone).unique_by("mobile").list().group("contact"),
        Field::phone("phone").indexed(Indexed::Phone).unique_by("phone").group("contact"),
        Field::email("email").indexed(Indexed::Text).group("contact"),
        Field::address("region").max(100).indexed(Indexed::Text).group("contact"),
        Field::address("address").indexed(Indexed::Text).group("contact"),
        Field::url("website").group("contact"),
        Field::money("yearly_volume").asks(Doubt::Negative).list().sortable().group("business"),
        Field::date("first_deal_on").asks(Doubt::Future).group("business"),
        Field::credit_code("tax_number").indexed(Indexed::Text).personal().group("business"),
        Field::datetime("next_contact_at").asks(Doubt::Past).list().sortable().group("business"),
        Field::datetime("last_follow_up_at")
            .rollup(
                Rollup::of(Fold::Max, "follow_up", "customer", "followed_at")
                    .filter(json!({ "field": "answers", "op": "empty", "value": true })),
            )
            .list()
            .group("business"),
        Field::long_text("remarks").max(2000).group("business"),
        // What people typed, apart from what follow-ups brought about.
        Field::datetime("planned_at").inner(),
        Field::datetime("planned_since").inner(),
        Field::datetime("status_typed_at").inner(),
        Field::boolean("status_followed").inner(),
    ]);
    Object {
        badges: ["level", "status", "tags"].map(Into::into).into(),
        zones: Zones::new(["owner", "mobile", "email", "region", "next_contact_at"])
            .summary(["yearly_volume", "last_follow_up_at"])
            .inline("contact", 90),
        views: views(),
        rules: Arc::new(rules::CustomerRules),
        owner: Some("owner".into()),
        timeline: Some("follow_up".into()),
        ..object.actions([actions::transfer()])
    }
}

/// The trades that small firms deal in; the words are in `locales/`.
const INDUSTRIES: [&str; 13] = [
    "trade",
    "technology",
    "medical_devices",
    "information_technology",
    "food",
    "clothing",
    "chemicals",
    "building_materials",
    "logistics",
    "machinery",
    "automation",
    "e_commerce",
    "other",
];

fn views() -> Vec<View> {
    let view = |name: &'static str, filter, sort: Option<&'static str>| View { name: name.into(), filter, sort: sort.map(Into::into) };
    let mine = json!({ "field": "owner", "op": "eq", "value": "me" });
    vec![
        view("mine", mine.clone(), Some("-updated_at")),
        view(
            "due",
            json!({ "and": [mine, { "or": [
                { "field": "next_contact_at", "op": "within", "value": "today" },
                { "field": "next_contact_at", "op": "within", "value": "overdue" },
            ] }] }),
            Some("next_contact_at"),
        ),
        view("level_a", json!({ "field": "level", "op": "eq", "value": "A" }), Some("-updated_at")),
        view("quiet", json!({ "not": { "field": "last_follow_up_at", "op": "within", "value": { "past": 30 } } }), Some("updated_at")),
        view("all", json!({ "and": [] }), None),
    ]
}
