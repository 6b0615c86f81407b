//! What every piece of record work needs to know, and the one place of this layer that asks who may do what.
//!
//! The policies are private to this file: a list, an export or an import that wants to know asks [`Engine::may`],
//! [`Engine::sight`] or [`Engine::fields`], and what is answered there holds for all of them alike.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::{options, query};
use crate::access::{Access, AccessHandle, FieldRights};
use crate::actor::Actor;
use crate::audit::Digester;
use crate::db::sql::Predicate;
use crate::db::{Db, Tx};
use crate::error::{Error, Reason, Result};
use crate::http::problem;
use crate::ids::{DepartmentId, UserId};
use crate::model::{Catalog, Context, Field, Name, Object, Verb};
use crate::people::AdminRight;

/// Rights that were used today.
#[derive(Default)]
struct Uses {
    day: NaiveDate,
    known: HashSet<(UserId, Name, Verb)>,
    new: Vec<(UserId, String, String)>,
}

impl Uses {
    fn note(&mut self, user: UserId, object: &Name, verb: &Verb) {
        if self.known.insert((user, object.clone(), verb.clone())) {
            self.new.push((user, object.to_string(), verb.name().to_owned()));
        }
    }

    fn take(&mut self, day: NaiveDate) -> Vec<(UserId, String, String)> {
        if self.day != day {
            (self.day, self.known) = (day, HashSet::new());
        }
        std::mem::take(&mut self.new)
    }
}

/// Enough for whoever calls customers all day, far too few to copy a list.
const REVEALS_PER_DAY: u32 = 50;

/// One per app. Its catalog can be exchanged while it works; each request and each job sees one, from its beginning to its end, and the
/// policies that are made for it.
pub struct EngineHandle {
    access: Arc<AccessHandle>,
    /// The one that was pinned last.
    last: ArcSwap<Engine>,
    /// Held while options are read and laid over the catalog, so that the last to do so has read them last.
    laying: Mutex<()>,
}

impl EngineHandle {
    /// `engine` says all but the catalog and its policies, which `access` has.
    pub fn new(access: Arc<AccessHandle>, engine: Engine) -> Self {
        Self { access, last: ArcSwap::from_pointee(engine), laying: Mutex::default() }
    }

    /// The engine as it is at this moment.
    pub fn pin(&self) -> Arc<Engine> {
        self.over(self.access.pin())
    }

    fn over(&self, access: Arc<Access>) -> Arc<Engine> {
        let last = self.last.load_full();
        if Arc::ptr_eq(&last.access, &access) {
            return last;
        }
        let engine = Arc::new(Engine { catalog: access.catalog().clone(), access, ..Engine::clone(&last) });
        self.last.store(engine.clone());
        engine
    }

    /// Puts another catalog in the place of the one that served until now, with all that decides about it. What is under way ends with
    /// what it began with.
    pub fn exchange(&self, catalog: &Arc<Catalog>) -> Result<()> {
        self.access.exchange(catalog)
    }

    /// Takes over what options the company has by now.
    pub fn read_options(&self, db: &Db) -> Result<()> {
        let _alone = self.laying.lock().unwrap_or_else(PoisonError::into_inner);
        let catalog = db.read_blocking(|reader| options::laid_over(&self.pin().catalog, reader.conn))?;
        self.exchange(&Arc::new(catalog))
    }
}

/// The engine of a request, the same for whatever of it asks.
pub struct PinnedEngine(Arc<Engine>);

impl Deref for PinnedEngine {
    type Target = Arc<Engine>;

    fn deref(&self) -> &Arc<Engine> {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PinnedEngine {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let Some(handle) = request.rocket().state::<Arc<EngineHandle>>() else {
            return problem::refuse(request, Error::internal("the app is not assembled"));
        };
        Outcome::Success(Self(handle.over(handle.access.pinned(request))))
    }
}

/// The app's engine of a moment, with one catalog: whoever works with records takes one ([`EngineHandle::pin`]) and keeps to it.
#[derive(Clone)]
pub struct Engine {
    pub catalog: Arc<Catalog>,
    pub digester: Digester,
    pub zone: Tz,
    /// The area code of telephone numbers that are told without one.
    pub area_code: Option<Arc<str>>,
    /// How many masked values somebody may look at on a day.
    pub reveals_per_day: u32,
    access: Arc<Access>,
    used: Arc<Mutex<Uses>>,
    pub(super) counts: Arc<query::Counts>,
}

impl Engine {
    pub fn new(access: Arc<Access>, digester: Digester, zone: Tz) -> Self {
        let catalog = access.catalog().clone();
        Self {
            catalog,
            digester,
            zone,
            area_code: None,
            access,
            reveals_per_day: REVEALS_PER_DAY,
            used: Arc::default(),
            counts: Arc::default(),
        }
    }

    /// Whether every look of the actor has to be in the log.
    pub(super) fn is_watched(&self, actor: &Actor) -> bool {
        self.access.in_emergency(actor) || actor.user.is_some_and(|user| self.is_leaving(user))
    }

    pub(super) fn is_leaving(&self, user: UserId) -> bool {
        self.access.people().members.get(&user).is_some_and(|member| member.leaving)
    }

    /// The object of that name; unknown ones look like those one may not see.
    pub fn object(&self, name: &str) -> Result<&Arc<Object>> {
        self.catalog.get(name).ok_or_else(|| Error::NotFound(Reason::new("object.unknown").with("object", name)))
    }

    pub fn context(&self, actor: &Actor, now: DateTime<Utc>) -> Context {
        Context { now, zone: self.zone, user: actor.user, language: actor.language, area_code: self.area_code.clone() }
    }

    /// Whether the actor may do a verb to any record at all.
    pub fn may(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        !self.stays_here(actor, object, verb) && self.access.allow(actor, object, verb)
    }

    /// What an emergency opens is looked at here and leaves in no file, whoever looks.
    fn stays_here(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        *verb == Verb::Export && self.access.is_opened_to(actor, object)
    }

    /// The policies that keep the actor from a verb at this moment, by their numbers; none where they may, or never may.
    pub fn kept_from_for_now(&self, actor: &Actor, object: &Object, verb: &Verb) -> Vec<i64> {
        self.access.kept_from_for_now(actor, object, verb).unwrap_or_default()
    }

    /// Whether the actor may know by what logins people sign in; others tell them apart by their numbers.
    pub fn may_know_logins(&self, actor: &Actor) -> bool {
        self.access.may(actor, AdminRight::Users)
    }

    /// Whether the actor may add options to the company's choices.
    pub fn may_add_options(&self, actor: &Actor) -> bool {
        self.access.may(actor, AdminRight::Settings)
    }

    /// Refuses what could not be done to any record.
    pub fn demand(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<()> {
        if self.may(actor, object, verb) {
            return Ok(());
        }
        if self.stays_here(actor, object, verb) {
            return Err(Error::forbidden("break_glass.export"));
        }
        Err(Error::Forbidden(Reason::new("access.forbidden").with("verb", verb.name()).with("object", object.label(actor.language))))
    }

    /// The rows of an object on which the actor may do a verb; refused outright when there can be none.
    pub fn sight(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Predicate> {
        self.demand(actor, object, verb)?;
        self.rows(actor, object, verb)
    }

    /// Notes that the actor has made use of a right, which the review of access wants to know: done, not asked whether it might be.
    pub fn note_use(&self, actor: &Actor, object: &Object, verb: &Verb) {
        // Whoever is looked through has no session: that they could see it is no use they made of it.
        let does = actor.session.is_some() || *verb != Verb::Read;
        if let Some(user) = actor.user.filter(|_| does) {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).note(user, &object.name, verb);
        }
    }

    /// The same once what is written stands: a trial is no use.
    pub(super) fn note_written(&self, tx: &mut Tx<'_>, object: &Object, verb: &Verb) {
        let Some(user) = tx.actor.user else { return };
        let (used, name, verb) = (self.used.clone(), object.name.clone(), verb.clone());
        tx.after_commit(move || used.lock().unwrap_or_else(PoisonError::into_inner).note(user, &name, &verb));
    }

    /// The same for whoever only wants to know, none where there are none.
    pub fn rows(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Predicate> {
        self.within_sight(actor, object, verb, self.access.predicate(actor, object, verb)?)
    }

    /// The same, when it is known how many records are asked for at once.
    pub fn rows_of(&self, actor: &Actor, object: &Object, verb: &Verb, rows: i64) -> Result<Predicate> {
        self.within_sight(actor, object, verb, self.access.predicate_for(actor, object, verb, Some(rows))?)
    }

    /// To what one does not see one does nothing either, whatever else is allowed.
    fn within_sight(&self, actor: &Actor, object: &Object, verb: &Verb, rows: Arc<Predicate>) -> Result<Predicate> {
        if self.stays_here(actor, object, verb) {
            return Ok(Predicate::False);
        }
        if !verb.needs_sight() {
            return Ok((*rows).clone());
        }
        let seen = self.access.predicate(actor, object, &Verb::Read)?;
        Ok(if seen == rows { (*rows).clone() } else { (*rows).clone().and((*seen).clone()) })
    }

    /// What was used since this was last asked, and for the first time on this day.
    pub fn take_uses(&self, day: NaiveDate) -> Vec<(UserId, String, String)> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).take(day)
    }

    /// What the actor may do with each field of a record in sight.
    pub fn fields(&self, actor: &Actor, object: &Object, verb: &Verb) -> FieldRights {
        self.access.fields(actor, object, verb)
    }

    /// The rows on which a field's value is clear to the actor: only there may they find and sort by it.
    pub(super) fn clear(&self, actor: &Actor, object: &Object, field: &Field) -> Predicate {
        self.fields(actor, object, &Verb::Read).clear(field)
    }

    /// Whether a field is clear to the actor on every record in sight. What is masked on some rows would list only the others: nobody
    /// is offered to filter by it, and whoever sorted by it would learn what they do not see.
    pub(super) fn is_clear(&self, actor: &Actor, object: &Object, field: &Field) -> bool {
        self.rows(actor, object, &Verb::Read).is_ok_and(|sight| sight.implies(&self.clear(actor, object, field)))
    }

    /// Whether the actor may sort a list by a field: what is offered, and what is accepted.
    pub fn may_sort_by(&self, actor: &Actor, object: &Object, field: &Field) -> bool {
        field.sortable && self.is_clear(actor, object, field)
    }

    /// The departments that the actor belongs to, and all above them.
    pub(super) fn departments_above(&self, actor: &Actor) -> Vec<DepartmentId> {
        let people = self.access.people();
        let member = actor.user.and_then(|user| people.members.get(&user));
        member.into_iter().flat_map(|member| member.departments()).flat_map(|department| people.above(department)).collect()
    }

    /// A department and all below it.
    pub(super) fn departments_below(&self, department: DepartmentId) -> Vec<DepartmentId> {
        self.access.people().below(department)
    }

    /// Whether the actor may put a view of an object before everybody: who may share all its records, and who runs the app.
    pub(super) fn may_show_views_to_all(&self, actor: &Actor, object: &Object) -> bool {
        self.access.may(actor, AdminRight::Settings) || self.rows(actor, object, &Verb::Share).is_ok_and(|rows| rows == Predicate::True)
    }

    /// The rows on which everything is clear that search finds by.
    pub(super) fn clear_for_search(&self, actor: &Actor, object: &Object) -> Predicate {
        let rights = self.fields(actor, object, &Verb::Read);
        let mut all = Vec::new();
        for field in object.fields.iter().filter(|f| f.indexed.is_some()) {
            let clear = rights.clear(field);
            if !all.contains(&clear) {
                all.push(clear);
            }
        }
        all.into_iter().fold(Predicate::True, Predicate::and)
    }
}
