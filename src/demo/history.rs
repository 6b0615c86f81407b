//! Eighteen months in the order in which they happened: who entered, spoke to, changed and handed on which customer, and when.

use chrono::{DateTime, Duration, Months, Utc};
use chrono_tz::Tz;

use super::calendar::Calendar;
use super::customers::{Company, Contact, Founders};
use super::dice::Dice;
use super::life::{Fate, Life};
use super::talk::SalesStage;

const SEED: u64 = 0x6b65_6475_6e5f_6363;
const MONTHS: u32 = 18;
/// One customer in so many is handed to a colleague.
const HANDED_ON: usize = 30;

/// How much happens.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub customers: usize,
    pub contacts: usize,
    pub follow_ups: usize,
}

pub struct History {
    pub companies: Vec<Company>,
    pub contacts: Vec<Contact>,
    /// In order of time.
    pub deeds: Vec<Deed>,
    pub dice: Dice,
}

/// One person does one thing.
#[derive(Debug, Clone)]
pub struct Deed {
    pub at: DateTime<Utc>,
    pub seller: usize,
    pub company: usize,
    pub what: DemoEvent,
}

/// Contacts are named by their place in [`History::contacts`].
#[derive(Debug, Clone)]
pub enum DemoEvent {
    Enter,
    Meet { contact: usize },
    Talk { contact: Option<usize>, stage: SalesStage, next: Option<DateTime<Utc>> },
    Turn { status: &'static str, first_deal: bool },
    HandOn { to: usize },
}

/// When it all begins.
pub fn begin(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(MONTHS)).unwrap_or(now)
}

/// Makes the plan. `sellers` are the departments of the people who have customers; customers are handed on within one.
pub fn plan(size: Size, sellers: &[Option<i64>], zone: Tz, now: DateTime<Utc>) -> History {
    let dice = Dice::new(SEED);
    let calendar = Calendar::new(zone, now);
    let start = begin(now) + Duration::hours(1);
    let mut founders = Founders::default();
    let companies: Vec<Company> = (0..size.customers).map(|n| founders.company(&mut dice.fork(n as u64))).collect();
    let fates: Vec<(Fate, Dice)> = companies
        .iter()
        .enumerate()
        .map(|(n, company)| {
            let mut own = dice.fork(1_000_000 + n as u64);
            (Fate::draw(&mut own, company.level, company.is_returning()), own)
        })
        .collect();
    let mut shared = dice.fork(u64::MAX);
    let talks: Vec<usize> =
        fates.iter().zip(&companies).map(|((fate, own), company)| fate.talks(&mut own.clone(), company.level)).collect();
    let talks = brought_to(talks, size.follow_ups, |n, count| fates[n].0 != Fate::New && (2..40).contains(&count), &mut shared);
    let people: Vec<usize> =
        companies.iter().map(|company| if company.level < "C" { shared.index(3) + 2 } else { shared.index(3) + 1 }).collect();
    let people = brought_to(people, size.contacts, |_, count| (1..6).contains(&count), &mut shared);

    let mut history = History { companies, contacts: Vec::with_capacity(size.contacts), deeds: Vec::new(), dice };
    for (n, (fate, mut own)) in fates.into_iter().enumerate() {
        let life = Life::live(fate, talks[n], history.companies[n].is_returning(), &calendar, start, &mut own);
        let seller = own.index(sellers.len());
        let handed_on = (n % HANDED_ON == 7).then(|| successor(seller, sellers, &mut own)).flatten();
        history.tell(n, &life, people[n], seller, handed_on, &mut founders, &mut own);
    }
    history.deeds.sort_by_key(|deed| deed.at);
    history
}

impl History {
    /// Writes one customer's life down.
    #[expect(clippy::too_many_arguments, reason = "all that one life is made of")]
    fn tell(
        &mut self,
        company: usize,
        life: &Life,
        people: usize,
        seller: usize,
        handed_on: Option<usize>,
        founders: &mut Founders,
        own: &mut Dice,
    ) {
        // Handed on in the middle of its life, between two talks.
        let hand_on = handed_on.zip(life.talks.get(life.talks.len() / 2)).map(|(to, talk)| (talk.at + Duration::minutes(3), to));
        let seller_at = |at: DateTime<Utc>| hand_on.filter(|(moment, _)| at >= *moment).map_or(seller, |(_, to)| to);
        let mut add = |at: DateTime<Utc>, what: DemoEvent| self.deeds.push(Deed { at, seller: seller_at(at), company, what });

        add(life.entered, DemoEvent::Enter);
        let mut met: Vec<(DateTime<Utc>, usize)> = Vec::new();
        for n in 0..people {
            // The first is known when the customer is entered, the others are met when one speaks to them.
            let talk = if n == 0 { None } else { life.talks.get(own.index(life.talks.len())) };
            let at = talk.map_or(life.entered + Duration::minutes(2 + n as i64), |talk| talk.at - Duration::minutes(1));
            let at = at.max(life.entered + Duration::seconds(90));
            self.contacts.push(founders.contact(own, &self.companies[company], n == 0));
            met.push((at, self.contacts.len() - 1));
            add(at, DemoEvent::Meet { contact: self.contacts.len() - 1 });
        }
        for talk in &life.talks {
            let known: Vec<usize> = met.iter().filter(|(at, _)| *at < talk.at).map(|(_, contact)| *contact).collect();
            let contact = (!known.is_empty()).then(|| if own.percent(60) { known[0] } else { known[own.index(known.len())] });
            add(talk.at, DemoEvent::Talk { contact, stage: talk.stage, next: talk.next });
        }
        if let Some((at, status)) = life.turn {
            let first_deal = status == "won" && !self.companies[company].is_returning();
            add(at.max(life.entered + Duration::minutes(30)), DemoEvent::Turn { status, first_deal });
        }
        if let Some((at, to)) = hand_on {
            self.deeds.push(Deed { at: at - Duration::milliseconds(1), seller, company, what: DemoEvent::HandOn { to } });
        }
    }
}

/// Somebody else of the same department.
fn successor(seller: usize, sellers: &[Option<i64>], dice: &mut Dice) -> Option<usize> {
    let colleagues: Vec<usize> = (0..sellers.len()).filter(|&other| other != seller && sellers[other] == sellers[seller]).collect();
    (!colleagues.is_empty()).then(|| colleagues[dice.index(colleagues.len())])
}

/// The counts with a little added or taken here and there, until they come to `total`; only where `may` still says so afterwards.
fn brought_to(mut counts: Vec<usize>, total: usize, may: impl Fn(usize, usize) -> bool, dice: &mut Dice) -> Vec<usize> {
    let mut sum: usize = counts.iter().sum();
    // Where nothing may be changed any more the total stays what it is.
    for _ in 0..total * 40 {
        if sum == total || counts.is_empty() {
            break;
        }
        let n = dice.index(counts.len());
        let wanted = if sum < total { counts[n] + 1 } else { counts[n].saturating_sub(1) };
        if wanted != counts[n] && may(n, wanted) {
            sum = sum + wanted - counts[n];
            counts[n] = wanted;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::FULL;

    /// What the command promises. That a plan is performed to the last deed is shown on a small one, in `tests/demo.rs`.
    #[test]
    fn the_full_company_comes_to_its_size() {
        assert_eq!((FULL.customers, FULL.contacts, FULL.follow_ups), (5_000, 12_000, 30_000));
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let history = plan(FULL, &[Some(1), Some(1), Some(2), Some(2)], chrono_tz::Asia::Shanghai, now);
        let count = |wanted: fn(&DemoEvent) -> bool| history.deeds.iter().filter(|deed| wanted(&deed.what)).count();
        assert_eq!((history.companies.len(), count(|what| matches!(what, DemoEvent::Enter))), (FULL.customers, FULL.customers));
        assert_eq!((history.contacts.len(), count(|what| matches!(what, DemoEvent::Meet { .. }))), (FULL.contacts, FULL.contacts));
        assert_eq!(count(|what| matches!(what, DemoEvent::Talk { .. })), FULL.follow_ups);
        assert!(history.deeds.iter().all(|deed| deed.at <= now));
    }
}
