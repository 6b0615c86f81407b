//! Changing records. The answer to a change is the record as it stands afterwards.

use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{delete, patch, post};

use super::RecordContext;
use super::look::Tagged;
use crate::error::{Error, Result};
use crate::http::input::Input;
use crate::http::{IfMatch, OptionalIfMatch};
use crate::ids::RecordId;
use crate::model::Draft;
use crate::records::along::{self, Companion};
use crate::records::dedupe::hits;
use crate::records::{read, write};

/// The record as the writer may see it; without sight of it (handed on to somebody else) only its number. It is read once the change
/// is on disk, so that nobody waits in the writer for an answer to be put together.
async fn as_it_stands(context: RecordContext, object: &str, id: RecordId) -> Result<Value> {
    let object = context.engine.object(object)?.clone();
    let (engine, actor) = (context.engine, context.actor);
    match context.db.read(move |reader| read::one(&engine, reader, &actor, &object, id)).await {
        Ok(shown) => Ok(shown),
        Err(error) => {
            // The change is on disk: whatever keeps it from being shown, nobody is to save it a second time.
            if !matches!(error, Error::NotFound(_) | Error::Forbidden(_)) {
                tracing::warn!(%error, "a change was saved and could not be shown");
            }
            Ok(serde_json::json!({ "id": id.to_string() }))
        }
    }
}

/// A refusal that tells of what is out of sight costs a look of the day's allowance, as the check while typing does.
async fn counted<T>(context: &RecordContext, object: &str, own: Option<RecordId>, draft: Draft, answer: Result<T>) -> Result<T> {
    if answer.as_ref().err().is_some_and(hits::is_told_by) {
        let counts = context.clone();
        counts.write(object, own, move |engine, tx, object| hits::count_refused(tx, engine, object, own, &draft)).await?;
    }
    answer
}

/// A new record and what is made together with it. What is wrong with either is told at once.
fn together(context: &RecordContext, object: &str, input: &Value) -> Result<(Draft, Vec<Companion>)> {
    let object = context.engine.object(object)?.clone();
    let (own, along) = along::part(&context.engine, &object, input)?;
    let mut wrong = Vec::new();
    let mut gather = |answer: Result<Draft>| match answer {
        Ok(draft) => Ok(draft),
        Err(Error::Rejected(found)) => {
            wrong.extend(found);
            Ok(Draft::new())
        }
        Err(other) => Err(other),
    };
    let draft = gather(context.record(&object, &own))?;
    let mut companions = Vec::with_capacity(along.len());
    for (object, given) in along {
        let draft = gather(along::placed(context.record(&object, &given), &object))?;
        companions.push(Companion { object, draft });
    }
    if wrong.is_empty() { Ok((draft, companions)) } else { Err(Error::Rejected(wrong)) }
}

#[post("/records/<object>", data = "<input>")]
pub async fn create(object: &str, input: Input<Value>, context: RecordContext) -> Result<Created<Json<Value>>> {
    let (draft, along) = together(&context, object, &input.0)?;
    let (wanted, companions) = (draft.clone(), along.clone());
    let answer = context.clone().write(object, None, move |engine, tx, object| along::create(tx, engine, object, draft, along)).await;
    let mut answer = counted(&context, object, None, wanted, answer).await;
    for Companion { object, draft } in companions {
        answer = counted(&context, &object.name, None, draft, answer).await;
    }
    let id = answer?;
    let shown = as_it_stands(context, object, id).await?;
    Ok(Created::new(format!("/api/records/{object}/{}", id.0)).body(Json(shown)))
}

#[patch("/records/<object>/<id>", data = "<input>")]
pub async fn update(object: &str, id: i64, context: RecordContext, seen: IfMatch, input: Input<Value>) -> Result<Tagged> {
    let id = RecordId(id);
    let draft = context.record(&context.engine.object(object)?.clone(), &input.0)?;
    let wanted = draft.clone();
    let write =
        context.clone().write(object, Some(id), move |engine, tx, object| write::update(tx, engine, object, id, seen.seen(), draft));
    counted(&context, object, Some(id), wanted, write.await).await?;
    as_it_stands(context, object, id).await.map(Tagged)
}

#[delete("/records/<object>/<id>")]
pub async fn delete(object: &str, id: i64, context: RecordContext, seen: IfMatch) -> Result<NoContent> {
    let id = RecordId(id);
    context.write(object, Some(id), move |engine, tx, object| write::delete(tx, engine, object, id, seen.seen())).await?;
    Ok(NoContent)
}

#[post("/records/<object>/<id>/actions/<action>", data = "<input>")]
pub async fn act(
    object: &str,
    id: i64,
    action: String,
    input: Input<Value>,
    context: RecordContext,
    seen: OptionalIfMatch,
) -> Result<Tagged> {
    let (id, seen) = (RecordId(id), seen.0);
    let fields = context.engine.object(object)?.action(&action).map(|a| a.input.clone()).unwrap_or_default();
    let draft = context.draft(&fields, &input.0)?;
    let act = context.clone().write(object, Some(id), move |engine, tx, object| {
        write::act(tx, engine, object, id, seen, &action, draft)?;
        Ok(tx.operation())
    });
    let operation = act.await?;
    let mut shown = as_it_stands(context, object, id).await?;
    if let Some(operation) = operation {
        // By this it can be undone, also by whoever does not see the record any more.
        shown["operation"] = serde_json::json!(operation);
    }
    Ok(Tagged(shown))
}

#[post("/recycle-bin/<object>/<id>/restore")]
pub async fn restore(object: &str, id: i64, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    context.clone().write(object, Some(id), move |engine, tx, object| write::restore(tx, engine, object, id)).await?;
    as_it_stands(context, object, id).await.map(Json)
}
