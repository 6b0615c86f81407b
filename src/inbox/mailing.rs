//! Notices by mail: at once to whoever wants that, the others' once a day, and nothing that was read meanwhile. A mail holds numbers and
//! the names of colleagues, never what a record is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{sentence, working_day};
use crate::auth::letters;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::UserId;
use crate::mail::{About, Mail};
use crate::notices::{self, MailChoice, Notice};
use crate::people::{User, settings, users};
use crate::records::Engine;

/// The setting that says for which day the summaries were written.
const SUMMED: &str = "notices.summed";
/// Notices that one round looks at.
const BATCH: i64 = 500;
/// Lines of a mail; the rest is in the console.
const LINES: usize = 20;

pub(super) async fn tick(db: &Db, engine: &Arc<Engine>, mail: &Mail) -> Result<()> {
    let (on, today) = (mail.is_on(), working_day(db.now(), engine.zone));
    let waiting = db.read(move |reader| {
        let mut waiting = notices::to_mail(reader.conn, MailChoice::Now, BATCH)?;
        let summed = settings::get(reader.conn, SUMMED)?;
        let begins = today.filter(|today| summed.is_none_or(|summed| summed != today.to_string()));
        if begins.is_some() || !on {
            waiting.extend(notices::to_mail(reader.conn, MailChoice::Daily, BATCH)?);
        }
        Ok((waiting, begins))
    });
    let (waiting, begins) = waiting.await?;
    if !on {
        return if waiting.is_empty() { Ok(()) } else { db.write_unaudited(|tx| notices::mail_nothing(tx.conn)).await };
    }
    if waiting.is_empty() && begins.is_none() {
        return Ok(());
    }
    let (engine, mail) = (engine.clone(), mail.clone());
    db.write_unaudited(move |tx| {
        // Another round has to follow where there is more than one looks at.
        let more = i64::try_from(waiting.len()).is_ok_and(|found| found >= BATCH);
        if let Some(today) = begins.filter(|_| !more) {
            settings::set(tx, SUMMED, &today.to_string())?;
        }
        let ids: Vec<i64> = waiting.iter().map(|notice| notice.id).collect();
        let mut people: BTreeMap<UserId, Vec<Notice>> = BTreeMap::new();
        for notice in waiting.into_iter().filter(|notice| notice.read_at.is_none()) {
            people.entry(notice.user_id).or_default().push(notice);
        }
        for (user, unread) in people {
            if let Some(user) = users::find(tx.conn, user)?.filter(|user| user.active) {
                write(tx, &engine, &mail, &user, &unread)?;
            }
        }
        notices::mailed(tx.conn, &ids)
    })
    .await
}

fn write(tx: &mut Tx<'_>, engine: &Engine, mail: &Mail, to: &User, unread: &[Notice]) -> Result<()> {
    let language = letters::language(tx.conn, mail, to.id)?;
    let people: Vec<i64> = unread.iter().flat_map(sentence::people).collect();
    let names = users::names(tx.conn, &people)?;
    let text = |notice: &Notice| sentence::unnamed(&engine.catalog, language, notice, &names);
    if let [one] = unread {
        let path = sentence::path(&engine.catalog, one);
        return letters::post(tx, mail, to, About::Notice, &path, &[("text", text(one))]).map(drop);
    }
    let mut lines: Vec<String> = unread.iter().rev().take(LINES).map(|notice| format!("· {}", text(notice))).collect();
    if unread.len() > LINES {
        lines.push("…".to_owned());
    }
    let args = [("count", unread.len().to_string()), ("lines", lines.join("\n"))];
    letters::post(tx, mail, to, About::Notices, "/messages", &args).map(drop)
}
