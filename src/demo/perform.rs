//! Does what the history says: one deed after the other through the write door, each in its person's name and at its moment.
//!
//! Many deeds share one piece of work, because nobody waits for the single one: alone, each would make the full-text tables write
//! themselves out. Within it the transaction passes from one person and moment to the next.

use std::sync::{Arc, Mutex, PoisonError};

use super::dice::Dice;
use super::history::{Deed, DemoEvent, History};
use super::{set, talk};
use crate::actor::Actor;
use crate::clock::FixedClock;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::Draft;
use crate::records::{Engine, write};

/// Deeds in one piece of work: each rewrites the pages that all of them touch, and waits for the disk.
const PIECE: usize = 500;

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

/// `sellers` stay for as long as the process lives, as the company does. Must not be called from async code.
pub(super) fn perform(db: &Db, engine: &Arc<Engine>, clock: &FixedClock, sellers: &'static [Actor], history: &History) -> Result<()> {
    let ledger =
        Arc::new(Mutex::new(Ledger { customers: vec![None; history.companies.len()], contacts: vec![None; history.contacts.len()] }));
    for (piece, deeds) in history.deeds.chunks(PIECE).enumerate() {
        let Some(first) = deeds.first() else { break };
        set(clock, first.at);
        let acts: Vec<_> =
            deeds.iter().enumerate().map(|(n, deed)| (deed.at, deed.seller, act(history, piece * PIECE + n, deed, sellers))).collect();
        let (engine, ledger) = (engine.clone(), ledger.clone());
        db.write_blocking(&sellers[first.seller], move |tx| {
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            for (at, seller, act) in acts {
                (tx.actor, tx.now) = (&sellers[seller], at);
                act.run(tx, &engine, &mut ledger)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn act(history: &History, n: usize, deed: &Deed, sellers: &[Actor]) -> Act {
    let mut dice: Dice = history.dice.fork(2_000_000 + n as u64);
    let company = &history.companies[deed.company];
    let customer = Some(deed.company);
    match &deed.what {
        DemoEvent::Enter => {
            let draft = company.draft(&mut dice, deed.at);
            Act::Create { object: "customer", draft, customer: None, contact: None, becomes: Becomes::Customer(deed.company) }
        }
        DemoEvent::Meet { contact } => {
            let draft = history.contacts[*contact].draft();
            Act::Create { object: "contact", draft, customer, contact: None, becomes: Becomes::Contact(*contact) }
        }
        DemoEvent::Talk { contact, stage, next } => {
            let who = contact.map_or_else(|| "前台".to_owned(), |contact| history.contacts[contact].called());
            let draft = Draft::new()
                .set("type", talk::channel(*stage, &mut dice))
                .set("content", talk::note(*stage, company, &who, &mut dice))
                .set("next_contact_at", *next);
            Act::Create { object: "follow_up", draft, customer, contact: *contact, becomes: Becomes::Nothing }
        }
        DemoEvent::Turn { status, first_deal } => {
            let draft = Draft::new().set("status", *status);
            let draft = if *first_deal { draft.set("first_deal_on", deed.at.date_naive().to_string()) } else { draft };
            Act::Update { customer: deed.company, draft }
        }
        DemoEvent::HandOn { to } => Act::HandOn { customer: deed.company, draft: Draft::new().set("owner", sellers[*to].user) },
    }
}

impl Act {
    fn run(self, tx: &mut Tx<'_>, engine: &Engine, ledger: &mut Ledger) -> Result<()> {
        let known =
            |list: &[Option<RecordId>], n: usize| list[n].ok_or_else(|| Error::internal("a deed came before the record that it is about"));
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
                write::act(tx, engine, engine.object("customer")?, known(&ledger.customers, customer)?, None, "transfer", draft)
            }
        }
    }
}
