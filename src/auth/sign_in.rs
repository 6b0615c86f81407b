//! The way from a password to a proof, the same for everybody: reserve, verify, settle (see the module's essay).

use std::sync::Arc;

use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use super::device::{self, KnownDevice};
use super::lockout::{Lockout, Reservation};
use super::password::Password;
use super::session::{self, Origin};
use super::store::{self, AccountRow};
use super::token::Token;
use super::turnstile::Turn;
use super::{Auth, policy};
use crate::actor::{Actor, Language, Proof};
use crate::audit::{self, Event, EventKind, Outcome};
use crate::db::{Db, Tx};
use crate::error::{Error, Invalid, Result};
use crate::ids::UserId;
use crate::people::{PasswordHash, settings, users};

/// Before the digest of a login that nobody has. No login begins so.
const UNKNOWN: &str = "?";
/// Buckets that are no account's own (of unknown logins, of devices): how many are remembered at most, and for how long after the last
/// attempt. No lock lasts longer than a day, and whoever waits out two gains nothing by it.
const MOST_BUCKETS: i64 = 50_000;
const BUCKET_DAYS: i64 = 2;

/// Somebody who proved who they are, and their new session.
#[derive(Debug)]
pub struct SignedIn {
    pub token: Token,
    pub actor: Actor,
}

/// The proof: whose password it was.
struct Proven {
    user: UserId,
    login: String,
    name: String,
}

/// What was settled on before the password is looked at.
struct Reserved {
    key: String,
    account: Option<AccountRow>,
    reservation: Reservation,
}

/// Signs in. Unknown, wrong, locked and disabled are refused alike: `login.refused`.
pub async fn sign_in(
    auth: &Auth,
    db: &Db,
    (login, password): (&str, Password),
    from: Origin,
    device: Option<KnownDevice>,
    language: Language,
) -> Result<SignedIn> {
    let (token, db) = (Token::random(&mut SysRng)?, &db.essential());
    let terms = auth.terms.clone();
    let (its, ip) = (token.clone(), from.ip);
    let who = Actor { ip: Some(ip), language, ..Actor::system("sign-in") };
    let look = look(auth, db, (login, password), device, &who).await?;
    let settled = look.settle(db, move |tx, proven| {
        let session = session::start(tx, &its, proven.user, &from, &terms)?;
        Ok((proven, session))
    });
    let (proven, session) = settled.await?.ok_or_else(|| Error::unauthenticated("login.refused"))?;
    let actor = Actor {
        user: Some(proven.user),
        login: proven.login.into(),
        name: proven.name.into(),
        session: Some(session),
        ip: Some(ip),
        proof: Proof::default(),
        language,
        // Nothing is asked with these before the next request reads them.
        department: None,
        roles: Arc::new([]),
    };
    Ok(SignedIn { token, actor })
}

/// Changes one's own password. The current one is asked for under the same lockout: a stolen session must not be worth a guess more.
pub async fn change_password(
    auth: &Auth,
    db: &Db,
    actor: &Actor,
    device: Option<KnownDevice>,
    (current, new): (Password, Password),
) -> Result<()> {
    let (user, session) = session::own(actor)?;
    if current.reveal() == new.reveal() {
        return Err(Error::rejected("password", "password.same"));
    }
    let about = about(db, &actor.login, &actor.name).await?;
    policy::judge(new.reveal(), &about).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let look = look(auth, db, (&actor.login, current), device, actor).await?;
    // Only for whoever knows the current one is another tenth of a second spent.
    let hash = if look.proof.is_some() { Some(auth.passwords.make(new, about).await?) } else { None };
    let settled = look.settle(db, move |tx, _| {
        users::set_password(tx, user, &hash.ok_or_else(|| Error::internal("a proof without a proof"))?)?;
        store::end_invitation(tx.conn, user)?;
        audit::append(tx, Event::new(EventKind::PasswordChange).on("user", user.0))?;
        session::end_all(tx, user, Some(session))
    });
    settled.await?.ok_or_else(|| Error::Rejected(vec![Invalid::new("current", "password.wrong")]))
}

/// The words that must not carry a password.
pub async fn about(db: &Db, login: &str, name: &str) -> Result<Vec<String>> {
    let organisation = db.read(|reader| settings::get(reader.conn, settings::ORGANISATION)).await?;
    Ok([login.to_owned(), name.to_owned()].into_iter().chain(organisation).collect())
}

/// A password was looked at, and the attempt counts as failed until it is settled. Others of the same login wait meanwhile.
struct ReservedAttempt<'a> {
    reserved: Reserved,
    /// The hash that the password was right for.
    proof: Option<PasswordHash>,
    who: Actor,
    _pass: Option<Turn<'a>>,
}

/// Looks at a password under the lockout.
async fn look<'a>(
    auth: &'a Auth,
    db: &Db,
    (login, password): (&str, Password),
    device: Option<KnownDevice>,
    who: &Actor,
) -> Result<ReservedAttempt<'a>> {
    let login = normalised(login);
    // Attempts that count in the same bucket wait for each other.
    let (typed, its) = (login.clone(), device.clone());
    let key = db.read(move |reader| Ok(bucket(&typed, store::account(reader.conn, &typed)?.as_ref(), its.as_ref()))).await?;
    let pass = auth.turns.enter(&key).await;
    let reserved = db.write_unaudited(move |tx| reserve(tx, &login, device.as_ref())).await?;
    let is_open = matches!(reserved.reservation, Reservation::Try(_));
    // Who is locked changes nothing by waiting in line, and must not make others wait.
    let _pass = is_open.then_some(pass);
    let against = reserved.account.as_ref().filter(|account| is_open && account.active).map(AccountRow::hash);
    let right = auth.passwords.check(password, against.clone()).await?;
    let who = if right { as_account(who, reserved.account.as_ref()) } else { who.clone() };
    Ok(ReservedAttempt { reserved, proof: against.filter(|_| right), who, _pass })
}

impl ReservedAttempt<'_> {
    /// Settles the outcome, with `proved` in one transaction; `None` when it was refused. `proved` must append an event.
    async fn settle<T, F>(self, db: &Db, proved: F) -> Result<Option<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, Proven) -> Result<T> + Send + 'static,
    {
        let Self { reserved, proof, who, _pass } = self;
        db.write(&who, move |tx| settle(tx, reserved, proof, proved)).await
    }
}

/// In which bucket an attempt counts: that of the device where it is one of this very person, else that of the login.
fn bucket(login: &str, account: Option<&AccountRow>, device: Option<&KnownDevice>) -> String {
    match account {
        Some(account) => device.and_then(|device| device.bucket(account.id)).unwrap_or_else(|| login.to_owned()),
        None => unknown(login),
    }
}

/// Counts the attempt as failed until it proves otherwise. Known or not, the same reads and writes.
fn reserve(tx: &mut Tx<'_>, login: &str, device: Option<&KnownDevice>) -> Result<Reserved> {
    let account = store::account(tx.conn, login)?;
    let key = bucket(login, account.as_ref(), device);
    let state = store::lockout(tx.conn, &key)?.unwrap_or_default();
    let reservation = state.reserve(tx.now, tx.running);
    let (Reservation::Try(next) | Reservation::Locked(next)) = reservation;
    store::set_lockout(tx.conn, &key, &next)?;
    if next.runs_until.is_some() {
        tx.note_running_time()?;
    }
    Ok(Reserved { key, account, reservation })
}

/// `proof` is the hash that the password was right for.
fn settle<T>(
    tx: &mut Tx<'_>,
    reserved: Reserved,
    proof: Option<PasswordHash>,
    proved: impl FnOnce(&mut Tx<'_>, Proven) -> Result<T>,
) -> Result<Option<T>> {
    // Between the look and now an administrator may have disabled the account or given it another password.
    let holds = |account: &AccountRow| account.active && proof.as_ref().is_some_and(|proof| *proof == account.hash());
    let now = match (&proof, &reserved.account) {
        (Some(_), Some(account)) => store::account(tx.conn, &account.login)?.filter(holds),
        _ => None,
    };
    if let Some(account) = now {
        store::clear_lockout(tx.conn, &reserved.key)?;
        return proved(tx, Proven { user: account.id, login: account.login, name: account.name }).map(Some);
    }
    refused(tx, &reserved)?;
    Ok(None)
}

fn refused(tx: &mut Tx<'_>, reserved: &Reserved) -> Result<()> {
    let about = |kind: EventKind| {
        let event = Event::new(kind).outcome(Outcome::Refused);
        match &reserved.account {
            Some(account) => event.on("user", account.id.0),
            // What was typed stays out of the log: people type passwords there.
            None => event.object("user").with("login", "unknown"),
        }
    };
    let reason = match (&reserved.reservation, &reserved.account) {
        (Reservation::Locked(_), _) => "locked",
        (_, Some(account)) if !account.active => "disabled",
        (_, Some(_)) => "password",
        (_, None) => "unknown",
    };
    audit::append(tx, about(EventKind::SessionRefused).with("reason", reason))?;
    if let Reservation::Try(Lockout { locked_until: Some(until), locks, .. }) = &reserved.reservation {
        let minutes = (*until - tx.now).num_minutes();
        audit::append(tx, about(EventKind::SessionLocked).with("minutes", minutes).with("locks", i64::from(*locks)))?;
    }
    Ok(())
}

fn as_account(who: &Actor, account: Option<&AccountRow>) -> Actor {
    match account {
        Some(account) => {
            Actor { user: Some(account.id), login: account.login.as_str().into(), name: account.name.as_str().into(), ..who.clone() }
        }
        None => who.clone(),
    }
}

/// One spelling per login, as `people::Login` has it.
pub(super) fn normalised(login: &str) -> String {
    login.trim().to_ascii_lowercase()
}

fn unknown(login: &str) -> String {
    format!("{UNKNOWN}{}", data_encoding::HEXLOWER.encode(&Sha256::digest(login.as_bytes())[..16]))
}

/// Forgets logins that nobody has, and devices that nobody tries any more. Book-keeping; run it through `Db::write_unaudited`.
pub(super) fn sweep(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.running - chrono::Duration::days(BUCKET_DAYS).num_milliseconds();
    for prefix in [UNKNOWN, device::BUCKET] {
        store::forget(tx.conn, prefix, before, MOST_BUCKETS)?;
    }
    Ok(())
}
