//! A notice as its reader gets it: one sentence, and where it leads.

use std::collections::HashMap;

use serde::Serialize;

use crate::actor::{Actor, Language};
use crate::clock::{from_millis, rfc3339};
use crate::db::Reader;
use crate::error::Result;
use crate::i18n;
use crate::ids::UserId;
use crate::jobs;
use crate::model::{Catalog, Refers};
use crate::notices::{Notice, NoticeKind};
use crate::records::{Engine, Titles};

/// A notice as the API shows it.
#[derive(Debug, Serialize)]
pub(super) struct ShownNotice {
    id: String,
    kind: String,
    text: String,
    /// Where it leads in the console; nowhere where it is about something out of sight.
    path: Option<String>,
    by: Option<NoticeAuthor>,
    count: i64,
    at: String,
    read: bool,
}

#[derive(Debug, Serialize)]
struct NoticeAuthor {
    id: String,
    title: String,
}

/// How much of what it is about a sentence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form<'a> {
    /// Its name.
    Named(&'a str),
    /// That it is out of sight.
    Hidden,
    /// How many they are: of several, and of anything in a mail.
    Counted,
}

/// What a page of notices needs to be told, with the rights that their reader has now.
pub(super) fn shown(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, user: UserId, rows: &[Notice]) -> Result<Vec<ShownNotice>> {
    let mut titles = Titles::default();
    for notice in rows {
        let people = [notice.by_id, notice.number("from"), notice.record_id.filter(|_| notice.object == "user")];
        people.into_iter().flatten().for_each(|id| titles.want(Refers::User, None, id));
        if let Some(id) = notice.record_id.filter(|_| engine.catalog.get(&notice.object).is_some()) {
            titles.want(Refers::Record, Some(&notice.object), id);
        }
    }
    titles.load(engine, reader.conn, actor)?;
    let ended: Vec<i64> = rows.iter().filter(|notice| notice.object == "job").filter_map(|notice| notice.record_id).collect();
    let jobs = jobs::titles(reader.conn, user, &ended)?;
    let name = |id: i64| titles.title(Refers::User, None, id).map(str::to_owned);
    let show = |notice: &Notice| {
        let form = match notice.record_id {
            None => Form::Counted,
            Some(id) => {
                let title = match &*notice.object {
                    "user" => titles.title(Refers::User, None, id),
                    "job" => jobs.get(&id).map(String::as_str),
                    object => titles.title(Refers::Record, Some(object), id),
                };
                title.map_or(Form::Hidden, Form::Named)
            }
        };
        ShownNotice {
            id: notice.id.to_string(),
            kind: notice.kind.clone(),
            text: sentence(&engine.catalog, actor.language, notice, form, &name),
            path: if form == Form::Hidden && is_about_a_record(notice) { None } else { Some(path(&engine.catalog, notice)) },
            by: notice.by_id.and_then(|id| Some(NoticeAuthor { id: id.to_string(), title: name(id)? })),
            count: notice.count,
            at: rfc3339(from_millis(notice.created_at)),
            read: notice.read_at.is_some(),
        }
    };
    Ok(rows.iter().map(show).collect())
}

/// The sentence without the name of anything, for where others read along.
pub(super) fn unnamed(catalog: &Catalog, language: Language, notice: &Notice, names: &HashMap<i64, String>) -> String {
    // Of a colleague who asks for emergency access the name is what it is about.
    let person = notice.record_id.filter(|_| notice.object == "user").and_then(|id| names.get(&id));
    let form = person.map_or(Form::Counted, |name| Form::Named(name));
    sentence(catalog, language, notice, form, &|id| names.get(&id).cloned())
}

/// The people whom a sentence may name.
pub(super) fn people(notice: &Notice) -> impl Iterator<Item = i64> {
    [notice.by_id, notice.number("from"), notice.record_id.filter(|_| notice.object == "user")].into_iter().flatten()
}

fn sentence(catalog: &Catalog, language: Language, notice: &Notice, form: Form<'_>, name: &dyn Fn(i64) -> Option<String>) -> String {
    let base = match &*notice.what {
        "" => format!("notices.texts.{}", notice.kind),
        what => format!("notices.texts.{}.{what}", notice.kind),
    };
    let counted = format!("{base}.counted");
    let wanted = match form {
        Form::Named(_) => format!("{base}.named"),
        Form::Hidden => format!("{base}.hidden"),
        Form::Counted => counted.clone(),
    };
    // Most sentences have no need of all three.
    let key = if i18n::find(language, &wanted).is_some() { wanted } else { counted };
    let nobody = || i18n::text(language, "notices.nobody").into_owned();
    let person = |id: Option<i64>| id.and_then(name).unwrap_or_else(nobody);
    let args = [
        ("by", person(notice.by_id)),
        ("from", person(notice.number("from"))),
        ("label", catalog.get(&notice.object).map(|object| object.label(language)).unwrap_or_default()),
        ("title", if let Form::Named(title) = form { title.to_owned() } else { String::new() }),
        ("count", notice.count.to_string()),
        ("overdue", notice.number("overdue").unwrap_or_default().to_string()),
    ];
    i18n::fill(language, &key, &args)
}

fn is_about_a_record(notice: &Notice) -> bool {
    !matches!(notice.kind.parse(), Ok(NoticeKind::ShareAsk | NoticeKind::Approval | NoticeKind::Emergency | NoticeKind::Job))
}

/// Where it leads in the console.
pub(super) fn path(catalog: &Catalog, notice: &Notice) -> String {
    match notice.kind.parse() {
        // Requests to share stand on the home page.
        Ok(NoticeKind::ShareAsk) => "/".to_owned(),
        Ok(NoticeKind::Approval) => "/access?tab=proposals".to_owned(),
        Ok(NoticeKind::Emergency) if ["asked", "opened"].contains(&&*notice.what) => "/access?tab=emergency".to_owned(),
        Ok(NoticeKind::Emergency) => "/account".to_owned(),
        Ok(NoticeKind::Job) => "/messages".to_owned(),
        _ => match notice.record_id {
            Some(id) => format!("/r/{}/{id}", notice.object),
            None => list(catalog, notice),
        },
    }
}

/// The list in which several stand: what is due, or what is one's own.
fn list(catalog: &Catalog, notice: &Notice) -> String {
    let object = catalog.get(&notice.object);
    let view = object.and_then(|object| match notice.kind.parse() {
        Ok(NoticeKind::Due) => object.reminder.as_ref().map(|reminder| reminder.view.to_string()),
        Ok(NoticeKind::Assigned | NoticeKind::Handover) => object.view("mine").map(|view| view.name.to_string()),
        _ => None,
    });
    match view {
        Some(view) => format!("/r/{}?view={view}", notice.object),
        None => format!("/r/{}", notice.object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that is told, by kind and by which of its sentences.
    const TOLD: [(NoticeKind, &[&str]); NoticeKind::ALL.len()] = [
        (NoticeKind::Assigned, &[""]),
        (NoticeKind::Handover, &[""]),
        (NoticeKind::Shared, &[""]),
        (NoticeKind::ShareAsk, &[""]),
        (NoticeKind::ShareAnswer, &[".given", ".refused"]),
        (NoticeKind::Due, &[".today", ".overdue", ".now"]),
        (NoticeKind::Approval, &[".asked", ".approved", ".rejected"]),
        (NoticeKind::Emergency, &[".asked", ".opened", ".allowed", ".declined", ".ended"]),
        (NoticeKind::Job, &[".done", ".failed"]),
    ];

    #[test]
    fn every_notice_has_a_sentence_that_names_nothing() {
        for (kind, whats) in TOLD {
            for (what, language) in whats.iter().flat_map(|what| Language::ALL.map(|language| (what, language))) {
                let key = format!("notices.texts.{}{what}.counted", kind.name());
                let text = i18n::find(language, &key).unwrap_or_else(|| panic!("{key} has no words"));
                assert!(!text.contains("{title}"), "{key}: {text}");
            }
        }
    }
}
