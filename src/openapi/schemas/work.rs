//! Long work: jobs, imports, exports, bulk changes.

use serde_json::{Value as Json, json};

use crate::jobs::State;
use crate::notices::{MailChoice, NoticeKind};
use crate::openapi::shapes::{about, count, flag, id, link, list, map, moment, named, one_of, or_null, shape, strict, text};
use crate::records::import::Remedy;
use crate::records::operations::OperationKind;
use crate::sheet::TextEncoding;

pub fn schemas() -> Vec<(&'static str, Json)> {
    vec![
        ("JobStarted", shape([("job", id())])),
        ("Notices", shape([("items", list(named("Notice"))), ("next", or_null(id())), ("unread", about(count(), "Of all kinds."))])),
        ("Notice", notice()),
        ("NoticeKind", one_of(NoticeKind::ALL.map(NoticeKind::name))),
        ("MailChoice", one_of(MailChoice::ALL.map(MailChoice::name))),
        ("NoticeChoice", about(map(named("MailChoice")), "By kind of notice.")),
        ("NoticeChoices", notice_choices()),
        ("ReadUpTo", strict([("up_to", id()), ("kind?", or_null(named("NoticeKind")))])),
        ("Job", job()),
        ("JobState", one_of(State::ALL.map(State::name))),
        ("JobResult", result()),
        ("JobError", shape([("code", text()), ("detail", text()), ("advice", text()), ("trace?", text())])),
        (
            "BadRow",
            shape([
                ("line", count()),
                ("column", text()),
                ("code", text()),
                ("message", text()),
                ("value?", about(text(), "The word in the cell, where it is told back.")),
                ("fate?", about(one_of(["skipped", "taken"]), "Rejected where it is not there.")),
            ]),
        ),
        ("ImportIssue", issue()),
        ("ColumnRules", column_rules()),
        ("BadRecord", shape([("id", id()), ("code", text()), ("message", text())])),
        ("Undone", undone()),
        ("UndoCount", undo_count()),
        ("Kept", kept()),
        ("Upload", upload()),
        ("Import", json!({ "allOf": [named("Upload"), shape([("state", import_state()), ("job", or_null(id()))])] })),
        ("OpenJob", open_job()),
        ("Reading", reading()),
        ("ImportRequest", import_request()),
        ("OnDuplicate", one_of(["reject", "skip", "update"])),
        ("ExportRequest", export_request()),
        (
            "BulkPreview",
            shape([
                (
                    "along",
                    about(
                        list(shape([("object", text()), ("called", about(text(), "Within a sentence.")), ("count", count())])),
                        "What goes along with the records, as far as one sees it; the most first.",
                    ),
                ),
                ("tried", about(count(), "How many of the records were tried; at most fifty.")),
                ("out_of_sight", about(count(), "Of these, those that one would no longer see.")),
                ("refused", about(count(), "Of these, those with which it cannot be done.")),
            ]),
        ),
        (
            "BulkRequest",
            strict([
                ("action", about(text(), "`update`, `delete`, `restore`, or an action of the object that may be done to many.")),
                ("ids", list(id())),
                ("input?", or_null(named("Values"))),
            ]),
        ),
    ]
}

fn notice() -> Json {
    shape([
        ("id", id()),
        ("kind", named("NoticeKind")),
        ("text", text()),
        ("path", or_null(about(text(), "Where it leads in the console; nowhere where it is about something out of sight."))),
        ("by", or_null(link())),
        ("count", about(count(), "About how many it is.")),
        ("at", moment()),
        ("read", flag()),
    ])
}

fn notice_choices() -> Json {
    let choice = shape([("kind", named("NoticeKind")), ("label", text()), ("about", text()), ("mail", named("MailChoice"))]);
    shape([
        ("mail", about(flag(), "Whether mail is set up.")),
        ("address", or_null(about(text(), "Where one's mail goes; null where the administration knows none."))),
        ("items", list(choice)),
    ])
}

fn job() -> Json {
    shape([
        ("id", id()),
        ("kind", text()),
        ("title", text()),
        ("dry_run", about(flag(), "The preview of an undo: it only looks.")),
        ("state", named("JobState")),
        ("done", count()),
        ("total", or_null(count())),
        ("result", or_null(named("JobResult"))),
        ("error", or_null(named("JobError"))),
        ("created_at", moment()),
        ("finished_at", or_null(moment())),
    ])
}

/// What came of it; which members there are depends on the kind of job.
fn result() -> Json {
    shape([
        ("rows?", count()),
        ("file?", or_null(text())),
        ("imported?", count()),
        ("updated?", count()),
        ("skipped?", count()),
        ("blank?", count()),
        ("continued?", about(count(), "Further rows of records that have several lines; each record is counted once.")),
        ("ignored_columns?", list(text())),
        ("rejected_count?", count()),
        ("rejected?", about(list(named("BadRow")), "Of the first 200 rejected rows; the file has them all.")),
        ("shown_rows?", about(count(), "How many rows these are.")),
        ("rejects_file?", or_null(text())),
        ("skipped_rows?", about(list(named("BadRow")), "Of the first 200 rows whose records were there already; the file has them all.")),
        ("skipped_file?", or_null(text())),
        ("taken_rows?", about(list(named("BadRow")), "What was not taken as it stands in the first 200 of such rows that were taken.")),
        ("taken_count?", about(count(), "How many rows these are; the file has them all.")),
        ("taken_file?", or_null(text())),
        ("issues?", about(list(named("ImportIssue")), "What of the rejected rows can be decided for a whole column.")),
        ("done?", count()),
        ("failed?", list(named("BadRecord"))),
        ("operation?", about(or_null(id()), "What it did as one, to be undone; null where it changed nothing.")),
        ("undos?", about(list(id()), "What undid that, what undid the undo, and so on; empty where it stands.")),
        ("kind?", text()),
        ("dry_run?", flag()),
        ("undo?", or_null(id())),
        ("undone?", count()),
        ("kept?", list(named("Kept"))),
        ("counts?", list(named("UndoCount"))),
        ("kept_total?", count()),
        ("partly_total?", count()),
        ("people?", about(count(), "How many people were looked at.")),
        ("objects?", list(named("WhatIfObject"))),
        ("house?", list(named("WhatIfHouse"))),
        ("handover?", or_null(id())),
        ("moved?", list(shape([("object", text()), ("label", text()), ("to", or_null(link())), ("count", count())]))),
        ("back?", about(count(), "Records that a handover gave back.")),
        ("left?", about(count(), "Records that had changed hands since.")),
        ("staff?", about(count(), "Superiors and leaders that are as they were.")),
        ("staff_left?", count()),
    ])
}

/// What an undo gave back, or would.
fn undone() -> Json {
    shape([
        ("operation", id()),
        ("kind", one_of(OperationKind::ALL.map(OperationKind::name))),
        ("dry_run", flag()),
        ("undo", about(or_null(id()), "The operation that the undo is, to be undone in its turn.")),
        ("undone", about(count(), "Records of which something went back.")),
        ("counts", about(list(named("UndoCount")), "The same by object, the operation's own first.")),
        ("kept", about(list(named("Kept")), "The first hundred of what stays as it is.")),
        ("kept_total", count()),
        ("partly_total", about(count(), "As many of them go back but for some of their fields.")),
    ])
}

/// One object's records of which something went back.
fn undo_count() -> Json {
    shape([
        ("object", text()),
        ("label", text()),
        ("one", about(text(), "One of them within a sentence.")),
        ("many", about(text(), "Several of them within a sentence.")),
        ("deleted", about(count(), "They went into the recycle bin.")),
        ("restored", about(count(), "They came back from it.")),
        ("put_back", about(count(), "Fields of them have their former values.")),
    ])
}

fn kept() -> Json {
    shape([
        ("object", text()),
        ("id", id()),
        ("title", or_null(text())),
        ("reason", text()),
        ("message", text()),
        ("partly", about(flag(), "Only some of its fields stay; the others went back.")),
    ])
}

fn upload() -> Json {
    shape([
        ("id", id()),
        ("object", text()),
        ("file", text()),
        ("rows", count()),
        ("headings", list(text())),
        ("mapping", about(map(text()), "Heading to field, as far as the headings tell.")),
        ("samples", about(list(list(text())), "The first rows, each cell cut to what can be shown.")),
        ("powers", about(map(count()), "In what the numbers of a column count where its heading says so: a power of ten, 4 for 万元.")),
        ("unclear", about(map(text()), "Headings that are mapped to nothing because nobody understands their unit, and why.")),
        (
            "match_fields",
            about(list(text()), "By which field a record can be known that is there already; the first where none is chosen."),
        ),
        ("reading", named("Reading")),
    ])
}

/// How a file is read, as found out or as said.
fn reading() -> Json {
    shape([
        ("encoding", or_null(one_of(TextEncoding::ALL.map(TextEncoding::name)))),
        ("guessed", about(flag(), "Nothing but the content speaks for the encoding.")),
        ("delimiter", or_null(text())),
        ("sheet", or_null(text())),
        ("sheets", list(shape([("name", text()), ("hidden", flag())]))),
        ("heading_row", count()),
        ("top", about(list(shape([("line", count()), ("cells", list(text()))])), "The first rows that are not blank.")),
    ])
}

fn open_job() -> Json {
    shape([
        ("id", id()),
        ("kind", text()),
        ("dry_run", flag()),
        ("state", named("JobState")),
        ("done", count()),
        ("total", or_null(count())),
        ("created_at", moment()),
        ("user", or_null(link())),
    ])
}

fn reading_choice() -> Json {
    strict([
        ("encoding?", or_null(one_of(TextEncoding::ALL.map(TextEncoding::name)))),
        ("sheet?", or_null(text())),
        ("heading_row?", or_null(count())),
    ])
}

/// `waiting`, or the state of the latest job that was started with it.
fn import_state() -> Json {
    one_of(State::ALL.map(State::name).into_iter().chain(["waiting"]))
}

fn import_request() -> Json {
    strict([
        ("mapping", about(map(or_null(text())), "Heading to field; a heading without a field is left out.")),
        ("on_duplicate?", named("OnDuplicate")),
        (
            "match_by?",
            about(or_null(text()), "The field by which a record is known that is there already; its number or name where none is said."),
        ),
        ("columns?", about(map(named("ColumnRules")), "By heading, what was decided about its cells.")),
        (
            "allow_duplicates?",
            about(or_null(text()), "Why records may stand beside others that have the same value in another field; a right of its own."),
        ),
        ("area_code?", about(or_null(text()), "Of telephone numbers that are told without one; empty leaves them as they are.")),
        ("default_owner?", or_null(json!({ "anyOf": [id(), shape([("id", id())])] }))),
        ("dry_run?", flag()),
        ("reading?", about(reading_choice(), "As the answer to bringing the file has it.")),
    ])
}

fn column_rules() -> Json {
    strict([
        ("unit?", about(or_null(text()), "In what its numbers count, whatever the heading says: 万元.")),
        ("words?", about(map(or_null(text())), "Words that are no options: the option that each means, or null to leave the cell empty.")),
        ("options?", about(list(text()), "Words that become options of the field; needs the right `settings`.")),
        ("leave_out?", about(flag(), "Takes rows without the cells that cannot be taken.")),
        ("confirmed?", about(flag(), "Values that are asked about are meant.")),
        ("spread?", about(flag(), "Of several telephone numbers in a cell, the others go into the record's other fields for them.")),
    ])
}

fn issue() -> Json {
    shape([
        ("column", text()),
        ("field", text()),
        ("code", text()),
        ("cells", count()),
        ("words", list(shape([("word", text()), ("cells", count())]))),
        ("remedies", about(list(one_of(Remedy::ALL.map(Remedy::name))), "What can be decided, as ColumnRules call it.")),
    ])
}

fn export_request() -> Json {
    strict([
        ("object", text()),
        ("format", one_of(["csv", "xlsx"])),
        ("filter?", or_null(named("Filter"))),
        ("q?", or_null(text())),
        ("view?", or_null(text())),
        ("fields?", or_null(list(text()))),
        ("ids?", or_null(list(id()))),
        ("lines?", about(or_null(text()), "One row for each line of this set; its fields are named `<lines>.<field>` in `fields`.")),
    ])
}
