//! All routes of the house, one entry each, by the heading under which the description shows them.

use serde_json::json;

use super::operation::{Needs, Operation, delete, get, patch, post};
use super::shapes::{id, moment, text};
use crate::audit::Outcome;
use crate::people::Right;

const USERS: Needs = Needs::Right(Right::Users);
const AUDIT: Needs = Needs::Right(Right::Audit);
const SHEET: &str = "application/octet-stream";

/// Headings in the order in which they are read.
pub fn operations() -> Vec<(&'static str, Vec<Operation>)> {
    vec![
        ("session", session()),
        ("objects", objects()),
        ("records", records()),
        ("recycle bin", recycle_bin()),
        ("import and export", files()),
        ("jobs", jobs()),
        ("people", people()),
        ("audit", audit()),
        ("server", server()),
    ]
}

fn session() -> Vec<Operation> {
    vec![
        post("session.enter", "/api/session", "Signs in. Unknown, wrong and locked look alike.")
            .needs(Needs::Nothing)
            .takes("Credentials")
            .answers(200, "Session")
            .with("Set-Cookie")
            .fails(401, "login.refused"),
        get("session.show", "/api/session", "Who am I, and what may I do?").answers(200, "Session"),
        delete("session.leave", "/api/session", "Logs out.").done(),
        get("session.list", "/api/session/all", "One's own sessions.").answers_list("OpenSession"),
        delete("session.leave_others", "/api/session/all", "Ends all of one's sessions but this one.").done(),
        post("session.password", "/api/session/password", "Changes one's own password; the other sessions end.")
            .takes("NewPassword")
            .done()
            .fails(422, "record.rejected"),
        patch("session.prefer", "/api/session/preferences", "Merges one's own preferences; null removes a key.")
            .takes("Preferences")
            .answers(200, "Preferences")
            .fails(422, "record.rejected"),
        post("invitation.show", "/api/invitation", "For whom an invitation is.")
            .needs(Needs::Nothing)
            .takes("InvitationToken")
            .answers(200, "Guest")
            .fails(403, "invitation.link"),
        post("invitation.accept", "/api/invitation/accept", "Chooses the password of somebody who is invited, and signs in.")
            .needs(Needs::Nothing)
            .takes("InvitationAcceptance")
            .answers(200, "Session")
            .with("Set-Cookie")
            .fails(403, "invitation.link")
            .fails(422, "record.rejected"),
        post("setup", "/api/setup", "Makes the first administrator and signs in. The recovery code is shown this once.")
            .needs(Needs::Nothing)
            .takes("Setup")
            .answers(201, "Welcome")
            .with("Set-Cookie")
            .fails(403, "setup.link")
            .fails(422, "record.rejected"),
    ]
}

fn objects() -> Vec<Operation> {
    vec![
        get("objects", "/api/objects", "The objects that one may see, in one's language.").answers_list("ObjectInfo"),
        get("{object}.describe", "/api/objects/{object}", "One object: fields, views, actions.").answers(200, "ObjectInfo"),
        get("search", "/api/search", "Searches everything that one may see.")
            .query("q", text(), "Two characters or more.")
            .required()
            .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 20, "default": 5 }), "Records per object.")
            .answers(200, "SearchAnswer"),
    ]
}

fn records() -> Vec<Operation> {
    vec![
        get("{object}.list", "/api/records/{object}", "A page of records.")
            .listing("{object}.filter", "{object}.sort", "{object}.view")
            .answers(200, "{object}.list"),
        post("{object}.create", "/api/records/{object}", "Creates a record.")
            .takes("{object}.new")
            .answers(201, "{object}|OutOfSight")
            .with("Location")
            .fails(422, "record.rejected"),
        get("{object}.show", "/api/records/{object}/{id}", "One record with all its fields.").answers(200, "{object}").with("ETag"),
        patch("{object}.update", "/api/records/{object}/{id}", "Changes some fields of a record.")
            .seen()
            .takes("{object}.draft")
            .answers(200, "{object}|OutOfSight")
            .with("ETag")
            .fails(422, "record.rejected"),
        delete("{object}.delete", "/api/records/{object}/{id}", "Puts a record into the recycle bin.").seen().done(),
        post("{object}.act.{action}", "/api/records/{object}/{id}/actions/{action}", "Takes a business step.")
            .takes("{object}.actions.{action}")
            .answers(200, "{object}|OutOfSight")
            .with("ETag")
            .fails(422, "record.rejected"),
        get("{object}.related.{other}", "/api/records/{object}/{id}/related/{other}", "The records that hang on this one.")
            .listing("{other}.filter", "{other}.sort", "{other}.view")
            .answers(200, "{other}.list")
            .fails(404, "object.unrelated"),
        get("{object}.timeline", "/api/records/{object}/{id}/timeline", "What happened to a record, newest first.")
            .query("before", text(), "The `next` of the page before.")
            .answers(200, "Timeline")
            .fails(400, "query.cursor"),
        post("{object}.check", "/api/records/{object}/check", "What saving would say; nothing is written.")
            .takes("CheckInput")
            .answers(200, "CheckAnswer"),
        post("{object}.bulk", "/api/records/{object}/bulk", "Changes, deletes or takes a step with many records, as a job.")
            .takes("BulkRequest")
            .answers(202, "JobStarted")
            .fails(422, "bulk.ids")
            .fails(422, "bulk.action")
            .fails(422, "bulk.nothing")
            .fails(422, "record.rejected"),
    ]
}

fn recycle_bin() -> Vec<Operation> {
    vec![
        get("recycle_bin", "/api/recycle-bin", "Deleted records of an object, the latest first.")
            .query("object", text(), "The first object that one may restore where none is named.")
            .query("cursor", text(), "The `next` of the page before.")
            .answers(200, "RecycleBin")
            .fails(400, "query.cursor")
            .fails(403, "access.forbidden")
            .fails(404, "object.unknown"),
        post("{object}.restore", "/api/recycle-bin/{object}/{id}/restore", "Gives a deleted record back.")
            .answers(200, "{object}|OutOfSight")
            .fails(409, "restore.parent_first")
            .fails(422, "record.rejected"),
    ]
}

fn files() -> Vec<Operation> {
    vec![
        post("imports.bring", "/api/imports", "Takes a CSV or XLSX file in and looks into it; nothing is imported yet.")
            .query("object", text(), "What the rows are.")
            .required()
            .query("filename", text(), "The file's name.")
            .takes_file(SHEET)
            .answers(201, "Upload")
            .fails(403, "access.forbidden")
            .fails(404, "object.unknown")
            .fails(422, "sheet.unsupported"),
        get("imports.show", "/api/imports/{id}", "A file that was brought, and how far its import has come.")
            .answers(200, "Import")
            .fails(404, "import.gone"),
        post("imports.run", "/api/imports/{id}/run", "Imports the file, or tries to, as a job.")
            .takes("ImportRequest")
            .answers(202, "JobStarted")
            .fails(403, "access.forbidden")
            .fails(404, "import.gone")
            .fails(422, "import.no_columns")
            .fails(422, "record.rejected"),
        get("{object}.template", "/api/imports/template/{object}", "An XLSX file with the headings, choices as drop-downs.")
            .answers_file(SHEET),
        post("exports.start", "/api/exports", "Exports records, as a job.")
            .takes("ExportRequest")
            .answers(202, "JobStarted")
            .fails(403, "access.forbidden")
            .fails(404, "object.unknown")
            .filtering()
            .fails(422, "export.no_fields")
            .fails(422, "bulk.ids"),
    ]
}

fn jobs() -> Vec<Operation> {
    vec![
        get("jobs.list", "/api/jobs", "One's own jobs, newest first.").answers_list("Job"),
        get("jobs.show", "/api/jobs/{id}", "One of one's own jobs.").answers(200, "Job"),
        delete("jobs.cancel", "/api/jobs/{id}", "Cancels a job that is not over.").done().fails(422, "job.over"),
        get("jobs.file", "/api/jobs/{id}/file", "The file that a job made.")
            .answers_file(SHEET)
            .with("Content-Disposition")
            .fails(404, "job.no_file"),
        get("events", "/api/events", "One's jobs as they change: server-sent events `job`, the data a Job.")
            .answers_file("text/event-stream"),
    ]
}

fn people() -> Vec<Operation> {
    vec![
        get("users.list", "/api/users", "Looks colleagues up. Logins, roles and locks only with the right `users`.")
            .query("q", text(), "Part of a name or login.")
            .query("ids", text(), "Numbers joined by commas.")
            .query("department", id(), "Who belongs to this department or to one below.")
            .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200 }), "Users at most.")
            .query("cursor", id(), "The `next` of the page before.")
            .answers(200, "Users")
            .fails(400, "query.cursor")
            .fails(400, "filter.value"),
        post("users.create", "/api/users", "Creates a user; without a password, one who is invited by a link that is shown once.")
            .needs(USERS)
            .takes("NewUser")
            .answers(201, "MadeUser")
            .with("Location")
            .fails(422, "record.rejected"),
        patch("users.update", "/api/users/{id}", "Changes a user; roles and clearance need the right `access`.")
            .needs(USERS)
            .takes("UserChange")
            .answers(200, "User")
            .fails(409, "user.last_admin")
            .fails(409, "user.last_of_office")
            .fails(409, "user.own_roles")
            .fails(422, "record.rejected"),
        post("users.invite", "/api/users/{id}/invite", "A one-time link by which somebody chooses a new password.")
            .needs(USERS)
            .answers(200, "InvitationLink")
            .fails(409, "invitation.disabled"),
        post("users.unlock", "/api/users/{id}/unlock", "Forgives failed sign-ins.").needs(USERS).done(),
        get("departments.list", "/api/departments", "All departments.").answers(200, "Departments"),
        post("departments.create", "/api/departments", "Creates a department.")
            .needs(USERS)
            .takes("NewDepartment")
            .answers(201, "Department")
            .with("Location")
            .fails(422, "record.rejected"),
        patch("departments.update", "/api/departments/{id}", "Renames or moves a department, or gives it another leader.")
            .needs(USERS)
            .takes("DepartmentChange")
            .answers(200, "Department")
            .fails(422, "record.rejected"),
        delete("departments.delete", "/api/departments/{id}", "Deletes a department that nobody and nothing belongs to.")
            .needs(USERS)
            .done()
            .fails(409, "department.has_people")
            .fails(409, "department.has_departments")
            .fails(409, "department.has_records"),
        get("users.holdings", "/api/users/{id}/holdings", "What somebody owns, leads, and has handed over.")
            .needs(USERS)
            .answers(200, "Holdings"),
        post("users.handover_preview", "/api/users/{id}/handover/preview", "What a handover would move to whom; nothing is written.")
            .needs(USERS)
            .takes("Handover")
            .answers(200, "HandoverPreview")
            .fails(409, "handover.own")
            .fails(422, "handover.nothing")
            .fails(422, "record.rejected"),
        post("users.handover", "/api/users/{id}/handover", "Gives what somebody has to others, as a job.")
            .needs(USERS)
            .takes("Handover")
            .answers(202, "JobStarted")
            .fails(409, "handover.own")
            .fails(409, "handover.running")
            .fails(422, "handover.nothing")
            .fails(422, "record.rejected"),
        post("handovers.undo", "/api/handovers/{id}/undo", "Takes a handover back within 7 days, as a job.")
            .needs(USERS)
            .answers(202, "JobStarted")
            .fails(409, "handover.undone")
            .fails(409, "handover.over")
            .fails(409, "handover.running"),
    ]
}

fn audit() -> Vec<Operation> {
    let outcomes = super::shapes::one_of(Outcome::ALL.map(Outcome::name));
    vec![
        get("audit.events", "/api/audit/events", "What happened, newest first.")
            .needs(AUDIT)
            .query("kind", text(), "Kinds joined by commas.")
            .query("outcome", outcomes, "How it ended.")
            .query("user", id(), "Who did it.")
            .query("object", text(), "On what kind of record.")
            .query("record", id(), "On which record.")
            .query("from", moment(), "From this moment or day on.")
            .query("to", moment(), "Before this moment or day.")
            .query("cursor", id(), "The `next` of the page before.")
            .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 }), "Events on a page.")
            .answers(200, "AuditPage")
            .fails(400, "filter.value"),
        get("audit.kinds", "/api/audit/kinds", "All kinds of event, with their words.").needs(AUDIT).answers_list("AuditKind"),
        get("audit.checkpoint", "/api/audit/checkpoint", "The newest signed checkpoint, for keeping outside the house.")
            .needs(AUDIT)
            .answers_file("text/plain")
            .fails(404, "audit.no_checkpoint"),
    ]
}

fn server() -> Vec<Operation> {
    vec![
        get("health", "/api/health", "Whether the server is alive, and whether it waits to be set up.")
            .needs(Needs::Nothing)
            .answers(200, "Health"),
        get("openapi", "/api/openapi.json", "This description, as far as one may see.").answers(200, "OpenApi"),
    ]
}
