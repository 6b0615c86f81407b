//! Does what the history says: one deed after the other through the write door, each in its person's name and at its moment.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rocket::futures::{StreamExt, TryStreamExt, stream};
use rocket::tokio::runtime::Builder;

use super::dice::Dice;
use super::history::{Deed, History, What};
use super::{set, talk};
use crate::actor::Actor;
use crate::clock::FixedClock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::Draft;
use crate::records::{Engine, write};

/// Deeds that wait at the writer, so that it always finds a full commit's worth; small enough to be held in memory.
const WAITING: usize = 256;

/// Which record each customer and contact of the plan became.
#[derive(Default)]
struct Ledger {
    customers: Vec<Option<RecordId>>,
    contacts: Vec<Option<RecordId>>,
}

/// What is written, with the places that only the moment of writing can fill.
enum Act {
    Create { object: &'static str, draft: Draft, customer: Option<usize>, contact: Option<usize>, becomes: Becomes },
    Update { customer: usize, draft: Draft },
    HandOn { customer: usize, draft: Draft },
}

#[derive(Clone, Copy)]
enum Becomes {
    Customer(usize),
    Contact(usize),
    Nothing,
}

/// Must not be called from async code: it waits on a small runtime of its own.
pub(super) fn perform(db: &Db, engine: &Arc<Engine>, clock: &FixedClock, sellers: &[Actor], history: History) -> Result<()> {
    let ledger = Arc::new(Mutex::new(Ledger { customers: vec![None; history.companies.len()], contacts: vec![None; history.contacts.len()] }));
    let moments: Vec<DateTime<Utc>> = history.deeds.iter().map(|deed| deed.at).collect();
    if let Some(first) = moments.first() {
        set(clock, *first);
    }
    let submit = |(n, deed): (usize, &Deed)| {
        let act = act(&history, n, deed, sellers);
        let (engine, ledger, clock, next) = (engine.clone(), ledger.clone(), clock.clone(), moments.get(n + 1).copied());
        // The writer takes the deeds in the order in which they are asked for, so this one sets the clock for the next.
        db.write(&sellers[deed.seller], move |tx| {
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            act.run(tx, &engine, &mut ledger)?;
            if let Some(next) = next {
                set(&clock, next);
            }
            Ok(())
        })
    };
    let runtime = Builder::new_current_thread().build()?;
    runtime.block_on(stream::iter(history.deeds.iter().enumerate()).map(submit).buffered(WAITING).try_collect::<()>())
}

fn act(history: &History, n: usize, deed: &Deed, sellers: &[Actor]) -> Act {
    let mut dice: Dice = history.dice.fork(2_000_000 + n as u64);
    let company = &history.companies[deed.company];
    let customer = Some(deed.company);
    match &deed.what {
        What::Enter => {
            let draft = company.draft(&mut dice, deed.at);
            Act::Create { object: "customer", draft, customer: None, contact: None, becomes: Becomes::Customer(deed.company) }
        }
        What::Meet { contact } => {
            let draft = history.contacts[*contact].draft();
            Act::Create { object: "contact", draft, customer, contact: None, becomes: Becomes::Contact(*contact) }
        }
        What::Talk { contact, stage, next } => {
            let who = contact.map_or_else(|| "前台".to_owned(), |contact| history.contacts[contact].called());
            let draft = Draft::new()
                .set("type", talk::channel(*stage, &mut dice))
                .set("content", talk::note(*stage, company, &who, &mut dice))
                .set("next_contact_at", *next);
            Act::Create { object: "follow_up", draft, customer, contact: *contact, becomes: Becomes::Nothing }
        }
        What::Turn { status, first_deal } => {
            let draft = Draft::new().set("status", *status);
            let draft = if *first_deal { draft.set("first_deal_on", deed.at.date_naive().to_string()) } else { draft };
            Act::Update { customer: deed.company, draft }
        }
        What::HandOn { to } => Act::HandOn { customer: deed.company, draft: Draft::new().set("owner", sellers[*to].user) },
    }
}

impl Act {
    fn run(self, tx: &mut crate::db::Tx<'_>, engine: &Engine, ledger: &mut Ledger) -> Result<()> {
        let known = |list: &[Option<RecordId>], n: usize| list[n].ok_or_else(|| Error::internal("a deed came before the record that it is about"));
        match self {
            Self::Create { object, mut draft, customer, contact, becomes } => {
                if let Some(customer) = customer {
                    draft.put("customer", known(&ledger.customers, customer)?);
                }
                if let Some(contact) = contact {
                    draft.put("contact", known(&ledger.contacts, contact)?);
                }
                let id = write::create(tx, engine, engine.object(object)?, draft)?;
                match becomes {
                    Becomes::Customer(n) => ledger.customers[n] = Some(id),
                    Becomes::Contact(n) => ledger.contacts[n] = Some(id),
                    Becomes::Nothing => {}
                }
                Ok(())
            }
            Self::Update { customer, draft } => {
                write::update(tx, engine, engine.object("customer")?, known(&ledger.customers, customer)?, None, draft)
            }
            Self::HandOn { customer, draft } => {
                write::act(tx, engine, engine.object("customer")?, known(&ledger.customers, customer)?, "transfer", draft)
            }
        }
    }
}
