//! Refusals are events. Who asks for what is out of sight is told "not found", and the log remembers the asking.

use super::Desk;
use crate::audit::{self, Detail, Event, Kind, Outcome};
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::Object;
use crate::records::read;

/// Passes the answer on; when it is a refusal, only after the event is on disk.
pub(super) async fn refusals<T: Send + 'static>(desk: &Desk, object: &Object, id: Option<RecordId>, answer: Result<T>) -> Result<T> {
    let code = match &answer {
        Err(Error::Forbidden(reason)) => reason.code.to_string(),
        Err(Error::NotFound(_)) if id.is_some() => "record.not_found".to_owned(),
        _ => return answer,
    };
    let asked = object.clone();
    let forbidden = matches!(answer, Err(Error::Forbidden(_)));
    let hidden = match id {
        Some(id) => desk.db.read(move |reader| read::exists(reader.conn, &asked, &Predicate::id(id.0))).await?,
        None => false,
    };
    // A number that never was anybody's tells nothing; one that is somebody's may be the start of a walk.
    if forbidden || hidden {
        let mut event = Event::new(Kind::AccessRefused).outcome(Outcome::Refused).with("code", Detail::Text(code));
        event = match id {
            Some(id) => event.on(object.name.to_string(), id.0),
            None => event.object(object.name.to_string()),
        };
        desk.db.write(&desk.actor, move |tx| audit::append(tx, event).map(drop)).await?;
    }
    answer
}
