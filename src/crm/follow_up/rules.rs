//! A follow-up speaks of one customer and its people. What the customer keeps of it (`crm::customer`) follows by itself.

use chrono::Duration;

use super::row;
use crate::clock::from_millis;
use crate::crm::contact;
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Record, RuleContext, Rules, Value, Verb};

pub(super) struct FollowUpRules;

/// A clock beside ours may be ahead by so much.
const AHEAD: Duration = Duration::minutes(5);

impl Rules for FollowUpRules {
    /// Held when it is entered and by whoever enters it, unless said otherwise: an import says when it was and by whom. Nobody has spoken to
    /// anybody tomorrow.
    fn prepare(&self, context: &mut dyn RuleContext, before: Option<&Record>, verb: &Verb, draft: &mut Draft) -> Result<()> {
        let now = context.now();
        if before.is_none() {
            if draft.given("followed_at").is_none() {
                draft.put("followed_at", now);
            }
            if draft.given("answers").is_some() {
                draft.put("type", "reply");
            }
            if draft.given("author").is_none() {
                draft.put("author", context.actor().user);
            }
        }
        match (draft.get("followed_at"), before) {
            (Some(Value::Null), Some(before)) => draft.put("followed_at", before.get("created_at").clone()),
            (Some(Value::Int(at)), _) if from_millis(*at) > now + AHEAD => return Err(Error::rejected("followed_at", "follow_up.future")),
            _ => {}
        }
        match before {
            Some(before) if *verb == Verb::Update => put_off(context, before, draft),
            _ => Ok(()),
        }
    }

    fn check(&self, context: &mut dyn RuleContext, changed: &Draft, after: &Record, _: &Verb) -> Result<()> {
        let Some(customer) = after.get("customer").int().map(RecordId) else {
            return Err(Error::rejected("customer", "field.required"));
        };
        // Asked here, behind the engine's own look at the link: who may not see a contact learns nothing of its customer.
        if let Some(spoken_to) = changed.given("contact").and_then(Value::int).map(RecordId)
            && contact::customer_of(context.conn(), spoken_to)? != customer
        {
            return Err(Error::rejected("contact", "contact.elsewhere"));
        }
        if let Some(answered) = changed.given("answers").and_then(Value::int).map(RecordId)
            && (answered == after.id || row::customer_of(context.conn(), answered)? != customer)
        {
            return Err(Error::rejected("answers", "follow_up.elsewhere"));
        }
        if !after.get("answers").is_null() {
            // An answer is no contact with the customer: what it agreed on would be kept and never heard of again.
            let of_contact = ["next_contact_at", "appointment"].into_iter().filter(|name| changed.given(name).is_some());
            let wrong: Vec<_> = of_contact.map(|name| Invalid::new(name, "follow_up.of_answer")).collect();
            if !wrong.is_empty() {
                return Err(Error::Rejected(wrong));
            }
        }
        Ok(())
    }
}

/// Whoever puts off what the latest follow-up agreed on means that to hold, whatever was typed into the customer in between. What was typed
/// before it gave way to it already, and comes back when it goes; an answer is no contact and puts nothing off.
fn put_off(context: &mut dyn RuleContext, before: &Record, draft: &Draft) -> Result<()> {
    let moved = draft.given("next_contact_at").is_some_and(|next| next != before.get("next_contact_at"));
    let Some(customer) = before.get("customer").int().map(RecordId).filter(|_| moved) else { return Ok(()) };
    let (next, entered, zone) = (draft.given("next_contact_at").and_then(Value::int), before.get("created_at").int(), context.zone());
    let counts = next.zip(entered).is_some_and(|(next, entered)| row::was_to_come(next, entered, zone));
    let Some(latest) = row::said_to(context.conn(), customer, zone)?.pop().filter(|_| counts && before.get("answers").is_null()) else {
        return Ok(());
    };
    let is_latest = before.get("followed_at").int() >= Some(latest.at);
    let typed = row::typed_since(context.conn(), customer)?;
    if !is_latest || typed.is_none_or(|since| latest.is_newer_than(since)) {
        return Ok(());
    }
    context.refresh("customer", customer, Draft::new().set("planned_at", Value::Null).set("planned_since", Value::Null))
}
