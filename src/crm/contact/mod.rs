//! A person at a customer's. Whoever may see the customer may see its people.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Doubt, Field, Indexed, Object, View, Zones};

diesel::table! {
    contact (id) {
        id -> BigInt,
        customer_id -> BigInt,
    }
}

/// At which customer's somebody is.
pub fn customer_of(conn: &mut SqliteConnection, id: RecordId) -> Result<RecordId> {
    Ok(RecordId(contact::table.find(id.0).select(contact::customer_id).first(conn)?))
}

pub fn object() -> Object {
    let object = Object::new("contact", "crm", "contact").fields([
        Field::text("name").required().max(50).indexed(Indexed::Name).list().sortable(),
        Field::link("customer").to("customer").required().list(),
        Field::text("position").max(50).list(),
        Field::choice("role").extensible().options(&[
            ("decider", Some("volcano")),
            ("influencer", Some("gold")),
            ("buyer", Some("cyan")),
            ("user", None),
        ]),
        Field::boolean("is_primary"),
        Field::phone("mobile").for_mobiles().indexed(Indexed::Phone).list().group("contact"),
        Field::phone("phone").indexed(Indexed::Phone).group("contact"),
        Field::email("email").indexed(Indexed::Text).list().group("contact"),
        Field::text("wechat").max(50).indexed(Indexed::Text).personal().group("contact"),
        Field::date("birthday").asks(Doubt::Future).group("other"),
        Field::long_text("remarks").max(2000).group("other"),
    ]);
    Object {
        zones: Zones::new(["customer", "position", "mobile", "email"]).tab("follow_up", 50),
        badges: vec!["role".into()],
        parent: Some("customer".into()),
        known_by: Some("name".into()),
        short: ["customer", "name", "mobile", "position", "role", "wechat"].map(Into::into).into(),
        views: vec![View { name: "all".into(), filter: serde_json::json!({ "and": [] }), sort: None }],
        ..object
    }
}
