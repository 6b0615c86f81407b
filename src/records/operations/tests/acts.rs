//! What was done by an action is undone, and done again, by the right to it.

use std::sync::Arc;

use super::*;
use crate::documents;
use crate::model::{Catalog, Place, Verb};
use crate::records::write::PutBackPart;

fn acted(app: &Fixture, id: RecordId, action: &'static str) -> OperationId {
    app.by(&app.admin, move |tx, engine| write::act(tx, engine, engine.object("letter")?, id, None, action, Draft::new())).unwrap();
    app.latest("letter", id)
}

#[test]
fn an_act_is_done_again_only_to_the_record_that_it_saw() {
    let app = Fixture::with(vec![letter()], TABLES);
    let id = app.made_of(&app.admin, "letter", named("信"));
    let step = acted(&app, id, "send");
    let undo = operation(&app.undo(&app.admin, step));
    assert_eq!(app.value("letter", id, "state"), "draft".into());
    let redo = operation(&app.undo(&app.admin, undo));
    assert_eq!(app.value("letter", id, "state"), "sent".into());
    let undo = operation(&app.undo(&app.admin, redo));
    assert_eq!(app.value("letter", id, "state"), "draft".into());
    app.changed(&app.admin, "letter", id, named("长信"));
    let stays = app.undo(&app.admin, undo);
    assert_eq!((&stays["undone"], reasons(&stays)), (&json!(0), vec![(format!("letter {id}"), "undo.act_again")]), "{stays}");
    assert_eq!(app.value("letter", id, "state"), "draft".into());
}

#[test]
fn an_act_is_done_again_only_from_a_state_that_it_leads_out_of() {
    let app = Fixture::with(vec![letter()], TABLES);
    let id = app.made_of(&app.admin, "letter", named("信"));
    acted(&app, id, "send");
    let again = |state: &'static str| {
        let part = move |again| PutBackPart { verb: Verb::Act("send".into()), again, draft: Draft::new().set("state", state) };
        let taken = move |tx: &mut Tx<'_>, engine: &crate::records::Engine| {
            write::put_back(tx, engine, engine.object("letter")?, id, vec![part(true)])
        };
        app.by(&app.admin, taken)
    };
    assert!(matches!(again("sent"), Err(Error::Conflict(reason)) if reason.code == "action.state"));
    app.undo(&app.admin, app.latest("letter", id));
    assert!(matches!(again("draft"), Err(Error::Rejected(_))), "it leads elsewhere");
    again("sent").unwrap();
}

#[test]
fn what_followed_stays_where_the_act_is_not_done_again() {
    let app = Fixture::new();
    let customer = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let talk = app.made_of(&app.admin, "follow_up", Draft::new().set("content", "电话").set("customer", customer));
    let undo = operation(&app.undo(&app.admin, app.latest("follow_up", talk)));
    assert_eq!(app.value("customer", customer, "status"), "new".into());
    app.by(&app.admin, move |tx, engine| write::restore(tx, engine, engine.object("follow_up")?, talk)).unwrap();
    let stays = app.undo(&app.admin, undo);
    let expected = vec![(format!("customer {customer}"), "undo.cause"), (format!("follow_up {talk}"), "undo.restored")];
    assert_eq!((&stays["undone"], reasons(&stays)), (&json!(0), expected));
    // It stands again, and with it what it brings about.
    assert_eq!(app.value("customer", customer, "status"), "following".into());
}

#[test]
fn a_total_stays_with_the_lines_that_it_is_the_total_of() {
    let app = Fixture::with(documents::objects(), documents::TABLES);
    let line = |id, product: &str, quantity: i64| Line {
        id,
        values: [("product".into(), product.into()), ("quantity".into(), quantity.into()), ("price".into(), Value::Int(10_000))].into(),
    };
    let mut draft = named("报价");
    draft.put_lines("lines", vec![line(None, "水泵", 1000)]);
    let id = app.made_of(&app.admin, "quote", draft);
    let lines =
        || app.by(&app.admin, move |tx, engine| write::record(tx, engine, engine.object("quote")?, id)).unwrap().lines["lines"].clone();
    let pump = lines()[0].id;
    app.changed(&app.admin, "quote", id, with_lines(vec![line(pump, "水泵", 2000)]));
    let edit = app.latest("quote", id);
    app.changed(&app.admin, "quote", id, with_lines(vec![line(pump, "泵", 2000)]));
    let renamed = app.latest("quote", id);

    let stays = app.undo(&app.admin, edit);
    assert_eq!((&stays["undone"], reasons(&stays)), (&json!(0), vec![(format!("quote {id}"), "undo.changed")]), "{stays}");
    assert_eq!((app.value("quote", id, "total"), lines()[0].get("amount")), (Value::Int(20_000), &Value::Int(20_000)));
    assert_eq!(app.undo(&app.admin, renamed)["kept_total"], 0);
    assert_eq!((lines()[0].get("product"), lines()[0].get("quantity")), (&Value::from("水泵"), &Value::Int(2000)));
}

/// A letter that may be sealed, by an edit and with these actions.
fn sealed_letter(actions: Vec<Action>) -> Object {
    let mut seal = Field::text("seal");
    seal.place = Place::Custom;
    let letter = letter();
    let fields: Vec<_> = letter.fields.iter().cloned().chain([seal]).collect();
    letter.fields(fields).actions(actions)
}

#[test]
fn what_is_no_longer_described_stays_and_the_rest_goes_back() {
    let stamp = Action::new("stamp", "send", |_, _, _| Ok(Draft::new().set("seal", "红")));
    let stamped = sealed_letter(letter().actions.into_iter().chain([stamp]).collect());
    let mut app = Fixture::with(vec![stamped], TABLES);
    let id = app.made_of(&app.admin, "letter", named("信"));
    app.changed(&app.admin, "letter", id, named("长信").set("seal", "蓝"));
    let edit = app.latest("letter", id);
    let second = app.made_of(&app.admin, "letter", named("信二"));
    let other = acted(&app, second, "stamp");

    let handle = app.handle();
    let shipped: Vec<Object> =
        app.engine.catalog.iter().filter(|object| object.name != "letter").map(|object| Object::clone(object)).collect();
    let catalog = |letter: Object| Arc::new(Catalog::new(shipped.iter().cloned().chain([letter])));
    handle.exchange(&catalog(sealed_letter(letter().actions))).unwrap();
    app.engine = handle.pin();
    assert_eq!(reasons(&app.undo(&app.admin, other)), vec![(format!("letter {second}"), "undo.act_gone")]);

    handle.exchange(&catalog(letter())).unwrap();
    app.engine = handle.pin();
    let done = app.undo(&app.admin, edit);
    assert_eq!((&done["undone"], reasons(&done)), (&json!(1), vec![(format!("letter {id}"), "undo.field_gone")]), "{done}");
    assert_eq!(app.value("letter", id, "name"), "信".into());
    assert_eq!(reasons(&app.undo(&app.admin, other)), vec![(format!("letter {second}"), "undo.field_gone")]);
}
