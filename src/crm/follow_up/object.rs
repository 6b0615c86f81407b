//! What a follow-up is made of.

use std::sync::Arc;

use serde_json::json;

use super::rules::FollowUpRules;
use crate::model::{Doubt, Field, Indexed, Object, Occurrence, View, Zones};

pub fn object() -> Object {
    let object = Object::new("follow_up", "crm", "message-square-text").fields([
        Field::choice("type").required().default("call").list().extensible().options(&[
            ("call", Some("cyan")),
            ("visit", Some("green")),
            ("wechat", Some("green")),
            ("email", Some("blue")),
            ("meeting", Some("gold")),
            ("other", None),
            ("reply", None),
        ]),
        Field::datetime("followed_at").list().sortable(),
        Field::user("author").brought().list().sortable(),
        Field::long_text("content").required().max(5000).indexed(Indexed::Text).list(),
        Field::link("customer").to("customer").required().list(),
        Field::link("contact").to("contact").list(),
        Field::datetime("next_contact_at").asks(Doubt::Past).list().sortable(),
        Field::link("answers").to("follow_up"),
        Field::choice("appointment").options(&[("settled", None), ("kept", None)]),
    ]);
    let mine = json!({ "field": "author", "op": "eq", "value": "me" });
    Object {
        title: "content".into(),
        zones: Zones::new(["customer", "contact", "author", "followed_at", "next_contact_at"]),
        sort: "-followed_at".into(),
        occurrence: Some(Occurrence { at: "followed_at".into(), by: "author".into() }),
        badges: vec!["type".into()],
        parent: Some("customer".into()),
        short: ["customer", "contact", "type", "content", "followed_at", "next_contact_at"].map(Into::into).into(),
        rules: Arc::new(FollowUpRules),
        views: vec![
            View { name: "mine".into(), filter: mine, sort: None },
            View { name: "all".into(), filter: json!({ "and": [] }), sort: None },
        ],
        ..object
    }
}
