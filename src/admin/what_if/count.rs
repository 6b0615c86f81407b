//! Counting what would change, object by object.

use std::collections::{BTreeSet, HashMap};

use diesel::RunQueryDsl;

use super::keys::GroupKeys;
use super::tally::{Set, Tally};
use super::what::{WhatIfVerb, without_rows};
use crate::access::{Access, AccessQuestion, Hypothetical, Occasion};
use crate::db::sql::{Column, Groups, Predicate, Run};
use crate::db::{Reader, Row};
use crate::error::Result;
use crate::ids::UserId;
use crate::model::{Catalog, Name, Object, Verb};

/// What would change of one object.
#[derive(Debug, Default)]
pub struct Differences {
    pub rows: Vec<Difference>,
    pub abilities: Vec<Ability>,
}

/// What would change of one thing that people do to records.
#[derive(Debug, Clone)]
pub struct Difference {
    pub what: WhatIfVerb,
    /// Other fields of which the same is true.
    pub also: Vec<Name>,
    pub occasion: Occasion,
    /// Only those for whom something would.
    pub people: Vec<PersonDifference>,
    /// Records that somebody would gain, and that somebody would lose.
    pub gained: i64,
    pub lost: i64,
}

/// Records, as they are and as they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDifference {
    pub user: UserId,
    pub before: i64,
    pub after: i64,
    pub gain: i64,
    pub lose: i64,
}

/// What people can do, or no longer, where there are no rows to be counted.
#[derive(Debug)]
pub struct Ability {
    pub verb: Verb,
    pub occasion: Occasion,
    pub started: Vec<UserId>,
    pub ended: Vec<UserId>,
    /// They can before and after, but not for the same records.
    pub otherwise: Vec<UserId>,
}

/// What somebody may do now and would then.
type Pair = (Predicate, Predicate);
/// Who would be answered otherwise, by what they are and would be answered, and to what else of which it is a part: nobody's question is
/// counted twice.
type Pairs = HashMap<(Pair, Option<Pair>), Vec<UserId>>;

/// Somebody as they are and as they would be, each asked once.
struct Both<'a> {
    object: &'a Object,
    now: Hypothetical<'a>,
    then: Hypothetical<'a>,
    known: HashMap<(AccessQuestion, Occasion), Pair>,
}

impl<'a> Both<'a> {
    fn new(now: &'a Access, then: &'a Access, object: &'a Object, user: UserId) -> Result<Self> {
        Ok(Self { object, now: now.somebody(user)?, then: then.somebody(user)?, known: HashMap::new() })
    }

    fn may_differ(&self, asks: &[AccessQuestion]) -> bool {
        asks.iter().any(|ask| !self.then.is_asked_like(&self.now, self.object, ask))
    }

    fn is_timed(&self, ask: &AccessQuestion) -> bool {
        self.now.is_timed(self.object, ask) || self.then.is_timed(self.object, ask)
    }

    fn ask(&mut self, ask: AccessQuestion, occasion: Occasion) -> Result<Pair> {
        let key = (ask, occasion);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let (ask, object) = (&key.0, self.object);
        let pair = if occasion != Occasion::Usual && !self.is_timed(ask) {
            self.ask(ask.clone(), Occasion::Usual)?
        } else {
            let now = self.now.rows(object, ask, occasion)?;
            let same = self.then.is_asked_like(&self.now, object, ask);
            let then = if same { now.clone() } else { self.then.rows(object, ask, occasion)? };
            (now, then)
        };
        self.known.insert(key, pair.clone());
        Ok(pair)
    }

    fn rows(&mut self, what: &WhatIfVerb, guarded: &[Name], occasion: Occasion) -> Result<Pair> {
        let now = what.rows(guarded, |ask| self.ask(ask, occasion).map(|pair| pair.0))?;
        let then = what.rows(guarded, |ask| self.ask(ask, occasion).map(|pair| pair.1))?;
        Ok((now, then))
    }
}

pub fn differences(now: &Access, then: &Access, catalog: &Catalog, object: &Object, reader: &mut Reader<'_>) -> Result<Differences> {
    let (is, would) = (now.guarded_fields(object), then.guarded_fields(object));
    let guarded: Vec<Name> =
        object.guardable().map(|field| field.name.clone()).filter(|name| is.contains(name) || would.contains(name)).collect();
    let field =
        |name: &Name| [AccessQuestion::Clear(name.clone()), AccessQuestion::Masked(name.clone()), AccessQuestion::Write(name.clone())];
    let asks: Vec<AccessQuestion> = object.verbs().into_iter().map(AccessQuestion::Verb).chain(guarded.iter().flat_map(field)).collect();
    let whats = WhatIfVerb::all(object, &guarded);
    let mut asked: Vec<(&WhatIfVerb, Occasion, Pairs)> =
        whats.iter().flat_map(|what| occasions().map(move |occasion| (what, occasion, Pairs::new()))).collect();
    let mut abilities = abilities(object);
    for user in whom(now, then) {
        let mut both = Both::new(now, then, object, user)?;
        if !both.may_differ(&asks) {
            continue;
        }
        let timed = asks.iter().any(|ask| both.is_timed(ask));
        for (what, occasion, pairs) in asked.iter_mut().filter(|(_, occasion, _)| timed || *occasion == Occasion::Usual) {
            let pair = both.rows(what, &guarded, *occasion)?;
            // Elsewhere only what is not so at the desk is worth a word.
            let told = *occasion != Occasion::Usual && pair == both.rows(what, &guarded, Occasion::Usual)?;
            if pair.0 != pair.1 && !told {
                let whole = what.told_by().map(|whole| both.rows(&whole, &guarded, *occasion)).transpose()?;
                pairs.entry((pair, whole)).or_default().push(user);
            }
        }
        for ability in abilities.iter_mut().filter(|ability| timed || ability.occasion == Occasion::Usual) {
            let ask = || AccessQuestion::Verb(ability.verb.clone());
            let pair = both.ask(ask(), ability.occasion)?;
            if ability.occasion == Occasion::Usual || pair != both.ask(ask(), Occasion::Usual)? {
                ability.note(user, &pair);
            }
        }
    }
    asked.retain(|(_, _, pairs)| !pairs.is_empty());
    abilities.retain(|ability| !(ability.started.is_empty() && ability.ended.is_empty() && ability.otherwise.is_empty()));
    Ok(Differences { rows: in_few_lines(count(asked, catalog, object, reader)?), abilities })
}

/// Everybody who works here, or would.
fn whom(now: &Access, then: &Access) -> BTreeSet<UserId> {
    now.active().into_iter().chain(then.active()).collect()
}

fn occasions() -> impl Iterator<Item = Occasion> {
    [Occasion::Usual].into_iter().chain(Occasion::ELSEWHERE)
}

fn abilities(object: &Object) -> Vec<Ability> {
    let ability =
        |verb: &Verb, occasion| Ability { verb: verb.clone(), occasion, started: Vec::new(), ended: Vec::new(), otherwise: Vec::new() };
    let verbs: Vec<Verb> = object.verbs().into_iter().filter(without_rows).collect();
    verbs.iter().flat_map(|verb| occasions().map(move |occasion| ability(verb, occasion))).collect()
}

impl Ability {
    fn note(&mut self, user: UserId, (now, then): &Pair) {
        match (*now != Predicate::False, *then != Predicate::False) {
            (false, true) => self.started.push(user),
            (true, false) => self.ended.push(user),
            (true, true) if now != then => self.otherwise.push(user),
            _ => {}
        }
    }
}

/// Reads the table once, in groups that are told apart as far as anything asked for does.
fn count(
    asked: Vec<(&WhatIfVerb, Occasion, Pairs)>,
    catalog: &Catalog,
    object: &Object,
    reader: &mut Reader<'_>,
) -> Result<Vec<Difference>> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut keys = GroupKeys::new(catalog);
    let mut over = |(now, then): Pair| (keys.over_groups(&now, &object.table), keys.over_groups(&then, &object.table));
    let asked: Vec<_> = asked
        .into_iter()
        .map(|(what, occasion, pairs)| {
            (what, occasion, pairs.into_iter().map(|((pair, whole), users)| (over(pair), whole.map(&mut over), users)).collect::<Vec<_>>())
        })
        .collect();
    let alive = Predicate::Empty(Column::plain("deleted_at"));
    let groups: Vec<Row> = Run::Long.of(Groups { table: object.table(), keys: &keys.list, predicate: &alive }).load(reader.conn)?;
    let mut tally = Tally::over(&groups);
    Ok(asked.into_iter().map(|(what, occasion, pairs)| difference(what, occasion, &pairs, &mut tally)).collect())
}

fn difference(what: &WhatIfVerb, occasion: Occasion, pairs: &[(Pair, Option<Pair>, Vec<UserId>)], tally: &mut Tally<'_>) -> Difference {
    let (mut gained, mut lost, mut people) = (tally.none(), tally.none(), Vec::new());
    for ((now, then), whole, users) in pairs {
        let (before, after) = (tally.set(now), tally.set(then));
        let (mut gain, mut lose) = (after.without(&before), before.without(&after));
        if let Some((now, then)) = whole {
            let (before, after) = (tally.set(now), tally.set(then));
            (gain, lose) = (gain.without(&after.without(&before)), lose.without(&before.without(&after)));
        }
        if matches!(what, WhatIfVerb::Field(_, state) if state.is_a_look()) {
            lose = tally.none();
        }
        (gained, lost) = (gained.or(&gain), lost.or(&lose));
        let records = |set: &Set| tally.records(set);
        let (before, after, gain, lose) = (records(&before), records(&after), records(&gain), records(&lose));
        if gain > 0 || lose > 0 {
            people.extend(users.iter().map(|&user| PersonDifference { user, before, after, gain, lose }));
        }
    }
    people.sort_by_key(|person| (-(person.gain + person.lose), person.user));
    Difference { what: what.clone(), also: Vec::new(), occasion, people, gained: tally.records(&gained), lost: tally.records(&lost) }
}

/// Fields of which the same is true stand in one line; where nothing would change there is none.
fn in_few_lines(all: Vec<Difference>) -> Vec<Difference> {
    let mut lines: Vec<Difference> = Vec::new();
    for found in all.into_iter().filter(|found| !found.people.is_empty()) {
        let same = lines.iter_mut().find(|line| line.is_like(&found));
        match (same, &found.what) {
            (Some(line), WhatIfVerb::Field(field, _)) => line.also.push(field.clone()),
            _ => lines.push(found),
        }
    }
    lines
}

impl Difference {
    /// Whether the same would become of another field.
    fn is_like(&self, other: &Self) -> bool {
        match (&self.what, &other.what) {
            (WhatIfVerb::Field(_, one), WhatIfVerb::Field(_, another)) if one == another => {
                (self.occasion, &self.people, self.gained, self.lost) == (other.occasion, &other.people, other.gained, other.lost)
            }
            _ => false,
        }
    }
}
