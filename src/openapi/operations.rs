//! All routes of the app, one entry each, by the heading under which the description shows them.

use serde_json::json;

use super::operation::{Needs, Operation, delete, get, patch, post, put};
use super::shapes::{flag, id, moment, one_of, text};
use crate::audit::Outcome;
use crate::notices::NoticeKind;
use crate::people::AdminRight;

const USERS: Needs = Needs::AdminRight(AdminRight::Users);
const ACCESS: Needs = Needs::AdminRight(AdminRight::Access);
const EXPLAIN: Needs = Needs::AdminRight(AdminRight::Explain);
const SETTINGS: Needs = Needs::AdminRight(AdminRight::Settings);
const AUDIT: Needs = Needs::AdminRight(AdminRight::Audit);
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SHEET: &str = "application/octet-stream";
const ENCODING: &str = "Of a text file: utf-8, utf-16, gb18030, big5, shift_jis, windows-1252. Found by the content where it is not said.";
const SHEET_NAME: &str = "Of a workbook: the sheet that is read. The one whose headings are understood best where it is not said.";
const HEADING_ROW: &str = "The row with the headings. The one that is understood best where it is not said.";

/// Headings in the order in which they are read.
pub fn operations() -> Vec<(&'static str, Vec<Operation>)> {
    vec![
        ("session", session()),
        ("objects", objects()),
        ("records", records()),
        ("recycle bin", recycle_bin()),
        ("operations", undo()),
        ("import and export", files()),
        ("jobs", jobs()),
        ("notices", notices()),
        ("people", people()),
        ("access", access()),
        ("reviews", reviews()),
        ("emergency access", emergencies()),
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
        get("boot", "/api/boot", "What the console needs before its first page: the session, and all objects.").answers(200, "Boot"),
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
        get("{object}.views", "/api/objects/{object}/views", "One's own views of an object and those that are shown to one.")
            .answers(200, "KeptViews"),
        viewing(post("{object}.keep_view", "/api/objects/{object}/views", "Keeps a view, for oneself or to be shown to others."))
            .takes("NewView")
            .answers(201, "KeptView")
            .with("Location")
            .fails(409, "view.too_many"),
        viewing(patch("{object}.change_view", "/api/objects/{object}/views/{id}", "Changes a view; what is not given stays."))
            .seen()
            .takes("ViewUpdate")
            .answers(200, "KeptView")
            .fails(403, "view.others")
            .fails(404, "view.unknown"),
        delete("{object}.delete_view", "/api/objects/{object}/views/{id}", "Deletes a view; for a week it can be had back.")
            .done()
            .fails(403, "view.others")
            .fails(404, "view.unknown"),
        post("{object}.restore_view", "/api/objects/{object}/views/{id}/restore", "Gives a deleted view back.")
            .answers(200, "KeptView")
            .fails(403, "view.share")
            .fails(404, "view.unknown")
            .fails(422, "record.rejected"),
        get("{object}.holders", "/api/objects/{object}/holders", "People whom a record of the object can be given, by name.")
            .query("q", text(), "A part of a name, or its sound in letters.")
            .answers(200, "Holders"),
        get("search", "/api/search", "Searches everything that one may see.")
            .query("q", text(), "Two characters or more.")
            .required()
            .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 20, "default": 5 }), "Records per object.")
            .answers(200, "SearchAnswer")
            .fails(400, "filter.value"),
    ]
}

/// What is said to a view that cannot be.
fn viewing(operation: Operation) -> Operation {
    operation.filtering().fails(400, "query.sort").fails(403, "view.share").fails(422, "record.rejected")
}

fn records() -> Vec<Operation> {
    vec![
        get("{object}.list", "/api/records/{object}", "A page of records.")
            .listing("{object}.filter", "{object}.sort", "{object}.view")
            .answers(200, "{object}.list"),
        get("{object}.groups", "/api/groups/{object}", "How many records there are in each group, as far as one may see; the largest first.")
            .query("by", text(), "The field by which groups are told apart: a person, a department, another record or a choice.")
            .required()
            .query("filter", text(), "A tree of tests, as JSON.")
            .query("view", text(), "A named filter of the object.")
            .query("counts", text(), "What is counted within each group: names with filters, as JSON; six at most.")
            .answers(200, "Groups")
            .filtering()
            .fails(400, "query.group")
            .fails(400, "query.counts"),
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
            .fails(412, "record.stale")
            .fails(428, "request.precondition")
            .answers(200, "{object}|OutOfSight")
            .with("ETag")
            .fails(422, "record.rejected"),
        get("{object}.related.{other}", "/api/records/{object}/{id}/related/{other}", "The records that hang on this one.")
            .listing("{other}.filter", "{other}.sort", "{other}.view")
            .answers(200, "{other}.list")
            .fails(404, "object.unrelated"),
        get("{object}.related", "/api/records/{object}/{id}/related", "How many records hang on this one, by each link.")
            .answers(200, "RelatedCounts"),
        get("{object}.timeline", "/api/records/{object}/{id}/timeline", "What happened to a record, newest first.")
            .query("before", text(), "The `next` of the page before.")
            .answers(200, "Timeline")
            .fails(400, "query.cursor"),
        post(
            "{object}.presence",
            "/api/records/{object}/{id}/presence",
            "Tells that one has a record open, for a moment, and asks who else has. Nothing of it is kept.",
        )
        .takes("Beat")
        .answers(200, "Presence"),
        get("reveals.show", "/api/reveals", "How often one may still look under a mask today.").answers(200, "RevealAllowance"),
        post(
            "{object}.reveal",
            "/api/records/{object}/{id}/reveal",
            "Shows masked values in full, all of a record or those that are named; counted once, limited and in the log.",
        )
        .takes("RevealRequest")
        .answers(200, "Revealed")
        .fails(404, "reveal.field")
        .fails(422, "reveal.too_many"),
        get("{object}.team", "/api/records/{object}/{id}/team", "With whom a record is shared.").answers(200, "Team"),
        put("{object}.share", "/api/records/{object}/{id}/team/{user}", "Shares a record with somebody.")
            .takes("Membership")
            .done()
            .fails(422, "record.rejected"),
        delete("{object}.unshare", "/api/records/{object}/{id}/team/{user}", "Ends a share.").done(),
        post(
            "{object}.check",
            "/api/records/{object}/check",
            "What saving would say, and what else may be meant; no record is written. What is told of records out of sight is taken from the \
             allowance of reveals.",
        )
        .takes("CheckInput")
        .answers(200, "CheckAnswer"),
        post("{object}.ask_share", "/api/records/{object}/share-requests", "Asks to share what a duplicate out of sight is.")
            .takes("ShareQuestion")
            .done()
            .fails(404, "share_request.nothing")
            .fails(422, "reveal.too_many")
            .fails(422, "record.rejected"),
        get("share_requests.list", "/api/share-requests", "What waits for one's answer, and what one asked for.").answers(200, "ShareRequests"),
        post("share_requests.answer", "/api/share-requests/{id}/answer", "Shares the record, or says no.")
            .takes("ShareAnswer")
            .done()
            .fails(404, "share_request.unknown")
            .fails(409, "share_request.expired")
            .fails(422, "record.rejected"),
        post("{object}.bulk", "/api/records/{object}/bulk", "Changes, deletes or takes a step with many records, as a job.")
            .takes("BulkRequest")
            .answers(202, "JobStarted")
            .fails(422, "bulk.ids")
            .fails(422, "bulk.action")
            .fails(422, "bulk.nothing")
            .fails(422, "record.rejected"),
        post("{object}.bulk_preview", "/api/records/{object}/bulk/preview", "What that would mean: what goes along, and what goes out of sight.")
            .takes("BulkRequest")
            .answers(200, "BulkPreview")
            .fails(422, "bulk.ids")
            .fails(422, "bulk.action")
            .fails(422, "bulk.nothing")
            .fails(422, "record.rejected"),
    ]
}

fn recycle_bin() -> Vec<Operation> {
    vec![
        get("recycle_bin", "/api/recycle-bin", "Deleted records, the latest first.")
            .query("object", text(), "All objects that one may restore where none is named.")
            .query("q", text(), "A part of what they are called.")
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

fn undo() -> Vec<Operation> {
    vec![undoes(post(
        "operations.undo",
        "/api/operations/{id}/undo",
        "Undoes what one did as one: a save, an import, a bulk change, an undo.",
    ))]
}

/// At once, or as a job where it is large.
fn undoes(operation: Operation) -> Operation {
    operation
        .query("dry_run", flag(), "Says what would go back and what would stay; nothing is changed.")
        .answers(200, "Undone")
        .answers(202, "JobStarted")
        .fails(400, "filter.value")
        .fails(404, "undo.unknown")
        .fails(409, "undo.done")
        .fails(409, "undo.running")
        .fails(409, "undo.handover")
}

fn files() -> Vec<Operation> {
    vec![
        post("imports.bring", "/api/imports", "Takes a CSV or XLSX file in and looks into it; nothing is imported yet.")
            .query("object", text(), "What the rows are.")
            .required()
            .query("filename", text(), "The file's name.")
            .query("encoding", text(), ENCODING)
            .query("sheet", text(), SHEET_NAME)
            .query("heading_row", line(), HEADING_ROW)
            .takes_file(SHEET)
            .answers(201, "Upload")
            .fails(403, "access.forbidden")
            .fails(404, "object.unknown")
            .fails(400, "filter.value")
            .fails(422, "sheet.unsupported")
            .fails(422, "import.busy"),
        get("imports.show", "/api/imports/{id}", "A file that was brought, and how far its import has come.")
            .query("encoding", text(), ENCODING)
            .query("sheet", text(), SHEET_NAME)
            .query("heading_row", line(), HEADING_ROW)
            .answers(200, "Import")
            .fails(400, "filter.value")
            .fails(404, "import.gone")
            .fails(422, "sheet.encoding")
            .fails(422, "import.busy"),
        post("imports.run", "/api/imports/{id}/run", "Imports the file, or tries to, as a job.")
            .takes("ImportRequest")
            .answers(202, "JobStarted")
            .fails(403, "access.forbidden")
            .fails(404, "import.gone")
            .fails(422, "import.no_columns")
            .fails(422, "import.busy")
            .fails(422, "record.rejected"),
        undoes(post("imports.undo", "/api/imports/{id}/undo", "Undoes what the latest run of a file did.")),
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

/// A row of a table, as a spreadsheet counts.
fn line() -> serde_json::Value {
    json!({ "type": "integer", "minimum": 1 })
}

fn jobs() -> Vec<Operation> {
    vec![
        get("jobs.list", "/api/jobs", "One's own jobs, newest first.").answers_list("Job"),
        get("jobs.show", "/api/jobs/{id}", "One of one's own jobs.").answers(200, "Job"),
        delete("jobs.cancel", "/api/jobs/{id}", "Cancels a job that is not over.").done().fails(422, "job.over"),
        get("jobs.all", "/api/jobs/all", "Everybody's jobs that are not over, oldest first; not what they are about.")
            .needs(SETTINGS)
            .answers_list("OpenJob"),
        delete("jobs.cancel_any", "/api/jobs/all/{id}", "Cancels anybody's job that is not over.")
            .needs(SETTINGS)
            .done()
            .fails(404, "record.not_found")
            .fails(422, "job.over"),
        get("jobs.file", "/api/jobs/{id}/file", "The file that a job made.")
            .query("name", text(), "Which, where it made several: the name of one in its result. The first where none is named.")
            .answers_file(SHEET)
            .with("Content-Disposition")
            .fails(403, "export.rights_changed")
            .fails(403, "import.rights_changed")
            .fails(404, "job.no_file"),
        get(
            "events",
            "/api/events",
            "One's jobs as they change: server-sent events `job`, the data a Job. And `notices`, the data `{unread, newest}`: at the start, and \
             whenever that changes.",
        )
            .answers_file("text/event-stream"),
    ]
}

fn notices() -> Vec<Operation> {
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 30 });
    vec![
        get("notices.list", "/api/notices", "What one was told, newest first; records are named as far as one may see them now.")
            .query("unread", flag(), "Only what is not read yet.")
            .query("kind", one_of(NoticeKind::ALL.map(NoticeKind::name)), "Only of this kind.")
            .query("before", id(), "The `next` of the page before.")
            .query("limit", limit, "Notices on a page.")
            .answers(200, "Notices")
            .fails(400, "filter.value")
            .fails(400, "query.limit"),
        post("notices.read", "/api/notices/{id}/read", "Marks a notice as read.").done(),
        post("notices.read_all", "/api/notices/read", "Marks as read what is not newer than a notice: all of it, or of one kind.")
            .takes("ReadUpTo")
            .done()
            .fails(400, "filter.value"),
        get("notices.choices", "/api/notices/preferences", "How each kind of notice is mailed to one.").answers(200, "NoticeChoices"),
        put("notices.choose", "/api/notices/preferences", "Chooses for some kinds how they are mailed; it is in the log.")
            .takes("NoticeChoice")
            .answers(200, "NoticeChoices")
            .fails(400, "filter.value")
            .fails(422, "record.rejected"),
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
        post("users.logins", "/api/users/logins", "Logins proposed from names, in their order; nobody has them yet.")
            .needs(USERS)
            .takes("PeopleNames")
            .answers(200, "ProposedLogins")
            .fails(422, "record.rejected"),
        post(
            "users.create",
            "/api/users",
            "Creates a user; without a password, one who is invited: by a link that is shown once, or by mail.",
        )
        .needs(USERS)
        .takes("NewUser")
        .answers(201, "MadeUser")
        .with("Location")
        .fails(409, "mail.off")
        .fails(409, "mail.no_address")
        .fails(422, "record.rejected"),
        patch("users.update", "/api/users/{id}", "Changes a user; roles and clearance need the right `access`.")
            .needs(USERS)
            .takes("UserChange")
            .answers(200, "User")
            .answers(202, "ProposalMade")
            .fails(409, "access.changed_meanwhile")
            .fails(409, "user.own_leaving")
            .fails(409, "user.second_person")
            .fails(409, "user.two_needed")
            .fails(409, "user.two_officers")
            .fails(409, "user.last_admin")
            .fails(409, "user.last_of_office")
            .fails(409, "user.own_roles")
            .fails(422, "record.rejected"),
        post("users.invite", "/api/users/{id}/invite", "A one-time link by which somebody chooses a new password.")
            .needs(USERS)
            .query("by", one_of(["link", "mail"]), "Shown once, or mailed.")
            .answers(200, "InvitationLink")
            .fails(400, "filter.value")
            .fails(409, "mail.off")
            .fails(409, "mail.no_address")
            .fails(409, "user.second_person")
            .fails(409, "invitation.disabled"),
        post("users.unlock", "/api/users/{id}/unlock", "Forgives failed sign-ins.").needs(USERS).done(),
        get("leaving.list", "/api/leaving", "Who is leaving and reported on to the asker.").answers(200, "Leavers"),
        get("leaving.show", "/api/leaving/{user}", "What somebody who is leaving did in a week; for whoever answers for them.")
            .path("user", id(), "Who is leaving.")
            .query("week", text(), "A day of the week; the last whole one unless said otherwise.")
            .answers(200, "LeavingReport")
            .fails(400, "filter.value")
            .fails(404, "record.not_found"),
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

fn reviews() -> Vec<Operation> {
    vec![
        get("reviews.list", "/api/reviews", "All reviews of access, the latest first.").needs(ACCESS).answers(200, "Reviews"),
        post("reviews.start", "/api/reviews", "Begins a review of everybody's roles.")
            .needs(ACCESS)
            .answers(201, "Made")
            .with("Location")
            .fails(409, "review.open"),
        get("reviews.show", "/api/reviews/{id}", "A review with all its grants, and what of each was used.")
            .needs(ACCESS)
            .answers(200, "Review"),
        post("reviews.decide", "/api/reviews/{id}/items", "Keeps a grant, shrinks it to what was used, or takes it away.")
            .needs(ACCESS)
            .takes("ReviewDecision")
            .done()
            .fails(409, "review.decided")
            .fails(409, "review.no_shrink")
            .fails(409, "review.own"),
        post("reviews.sign", "/api/reviews/{id}/sign", "Signs a review of which everything is decided.")
            .needs(ACCESS)
            .done()
            .fails(409, "review.undecided"),
        get("reviews.file", "/api/reviews/{id}/file", "The result as a workbook.").needs(ACCESS).answers_file(XLSX),
        get("reviews.stale", "/api/reviews/stale-accounts", "Accounts that nobody signed in with for ninety days.")
            .needs(ACCESS)
            .answers(200, "StaleAccounts"),
        put("reviews.schedule", "/api/reviews/schedule", "After how many months the next review begins by itself; 0 for never.")
            .needs(ACCESS)
            .takes("ReviewSchedule")
            .done()
            .fails(422, "record.rejected"),
    ]
}

fn emergencies() -> Vec<Operation> {
    vec![
        get(
            "break_glass.list",
            "/api/break-glass",
            "Emergency access that is asked for or going on; one's own, or all for those who watch.",
        )
        .answers(200, "Emergencies"),
        post(
            "break_glass.ask",
            "/api/break-glass",
            "Asks for emergency access, with a reason; to some objects and for a while, if one says so.",
        )
        .takes("EmergencyInput")
        .answers(201, "Made")
        .with("Location")
        .fails(409, "break_glass.open")
        .fails(422, "record.rejected"),
        post("break_glass.approve", "/api/break-glass/{id}/approve", "Allows somebody else's emergency access for as long as they asked.")
            .needs(ACCESS)
            .done()
            .fails(409, "break_glass.open")
            .fails(409, "break_glass.own"),
        delete("break_glass.end", "/api/break-glass/{id}", "Declines emergency access or ends it early.").done(),
    ]
}

fn access() -> Vec<Operation> {
    let waits = |operation: Operation| operation.answers(202, "ProposalMade").fails(409, "access.changed_meanwhile");
    let name = |operation: Operation| operation.path("name", text(), "The role's name.");
    vec![
        get("roles.list", "/api/roles", "All roles: whole with the rights `explain` or `access`, by name alone with `users`.")
            .needs(EXPLAIN)
            .answers_list("RoleInfo"),
        waits(name(put("roles.save", "/api/roles/{name}", "Makes a role (`If-Match: 0`) or changes one.")))
            .needs(ACCESS)
            .seen()
            .takes("RoleDefinition")
            .answers(200, "RoleInfo")
            .fails(422, "record.rejected")
            .fails(422, "access.nobody_left"),
        waits(name(delete("roles.drop", "/api/roles/{name}", "Takes an own role away; a changed shipped one is again as it was shipped.")))
            .needs(ACCESS)
            .seen()
            .done()
            .fails(404, "role.unknown_role")
            .fails(409, "role.held")
            .fails(422, "record.rejected"),
        get("policies.list", "/api/policies", "The company's own policies.").needs(EXPLAIN).answers_list("Policy"),
        waits(post("policies.create", "/api/policies", "Adds a policy."))
            .needs(ACCESS)
            .takes("NewPolicy")
            .answers(201, "Policy")
            .with("Location")
            .fails(422, "record.rejected")
            .fails(422, "access.nobody_left"),
        waits(patch("policies.update", "/api/policies/{id}", "Changes a policy; what is not named stays."))
            .needs(ACCESS)
            .seen()
            .takes("PolicyDraft")
            .answers(200, "Policy")
            .fails(404, "policy.gone")
            .fails(422, "record.rejected"),
        waits(delete("policies.drop", "/api/policies/{id}", "Takes a policy away.")).needs(ACCESS).seen().done().fails(404, "policy.gone"),
        post("policies.check", "/api/policies/check", "What saving a text would say, with its place; nothing is written.")
            .needs(ACCESS)
            .takes("PolicyText")
            .answers(200, "PolicyCheck"),
        get("policies.vocabulary", "/api/policies/vocabulary", "The words to write policies with, and templates.")
            .needs(EXPLAIN)
            .answers(200, "PolicyVocabulary"),
        get(
            "access.settings",
            "/api/access/settings",
            "Whether changes of roles and policies need two people, and what counts as the office.",
        )
        .needs(EXPLAIN)
        .answers(200, "AccessSettings"),
        waits(put("access.switch", "/api/access/settings", "Asks for two people, or names the office; itself under the rule that is on."))
            .needs(ACCESS)
            .takes("AccessSettingChange")
            .answers(200, "AccessSettings")
            .fails(422, "access.setting")
            .fails(422, "record.rejected")
            .fails(422, "access.two_people"),
        get("proposals.list", "/api/access/proposals", "Changes that wait for a second person first, then the latest decided ones.")
            .needs(EXPLAIN)
            .answers_list("Proposal"),
        post("proposals.approve", "/api/access/proposals/{id}/approve", "Saves somebody else's change.")
            .needs(ACCESS)
            .done()
            .fails(404, "proposal.gone")
            .fails(409, "proposal.own")
            .fails(409, "proposal.proposer")
            .fails(409, "proposal.decided")
            .fails(409, "access.changed_meanwhile")
            .fails(412, "record.stale")
            .fails(422, "record.rejected"),
        post("proposals.reject", "/api/access/proposals/{id}/reject", "Says no to a change, or takes one's own back.")
            .needs(ACCESS)
            .done()
            .fails(404, "proposal.gone")
            .fails(409, "proposal.decided"),
        post("access.what_if", "/api/access/what-if", "Whom a change would let see more or less, as a job.")
            .needs(EXPLAIN)
            .takes("WhatIf")
            .answers(202, "JobStarted")
            .fails(403, "access.forbidden")
            .fails(404, "record.not_found")
            .fails(422, "record.rejected"),
        get(
            "{object}.access",
            "/api/access/records/{object}/{id}",
            "Who can see a record, and by which policy: with `explain`, or of one's own.",
        )
        .answers(200, "WhoCan"),
        get("access.why", "/api/access/why", "Why somebody can do something to a record, or cannot.")
            .needs(EXPLAIN)
            .query("user", id(), "Who.")
            .required()
            .query("object", text(), "What.")
            .required()
            .query("id", id(), "Which.")
            .required()
            .query("verb", text(), "`read`, `update`, an action.")
            .required()
            .answers(200, "Why")
            .fails(400, "filter.value")
            .fails(404, "object.unknown")
            .fails(404, "record.not_found"),
        get(
            "{object}.list_as",
            "/api/access/as/{user}/{object}",
            "Which records somebody else sees, by their titles; in the log before it is shown.",
        )
        .needs(ACCESS)
        .path("user", id(), "In whose name.")
        .fails(404, "record.not_found")
        .fails(404, "request.unknown_path")
        .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200 }), "Records at most.")
        .query("cursor", text(), "The `next` of the page before.")
        .answers(200, "{object}.list"),
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
        get("overview", "/api/overview", "How far the installation has come, and what its administrator should look at.")
            .needs(SETTINGS)
            .answers(200, "Overview"),
        get("settings.show", "/api/settings", "What the company says of itself, and what the configuration file says.")
            .needs(SETTINGS)
            .answers(200, "Settings"),
        patch("settings.update", "/api/settings", "Another name for the company.")
            .needs(SETTINGS)
            .seen()
            .takes("SettingsInput")
            .answers(200, "Settings")
            .fails(422, "record.rejected"),
        put(
            "settings.modules",
            "/api/settings/modules",
            "Switches the modules that are named off and all others on. It hides entries alone.",
        )
        .needs(SETTINGS)
        .seen()
        .takes("ModulesInput")
        .answers(200, "SettingsVersion")
        .fails(422, "record.rejected"),
        put("settings.logo", "/api/settings/logo", "The company's logo: PNG, JPEG or WebP, 256 KB at most.")
            .needs(SETTINGS)
            .seen()
            .takes_file("application/octet-stream")
            .answers(200, "SettingsVersion")
            .fails(422, "record.rejected"),
        delete("settings.drop_logo", "/api/settings/logo", "Takes the logo away.").needs(SETTINGS).seen().answers(200, "SettingsVersion"),
        post(
            "settings.test_mail",
            "/api/settings/test-mail",
            "Sends a mail at once, to see whether it works; to oneself where no address is given.",
        )
        .needs(SETTINGS)
        .takes("TestMail")
        .done()
        .fails(409, "mail.off")
        .fails(422, "record.rejected")
        .fails(422, "settings.mail_unreachable")
        .fails(422, "settings.mail_insecure")
        .fails(422, "settings.mail_sign_in")
        .fails(422, "settings.mail_address")
        .fails(422, "settings.mail_refused"),
        get("logo", "/api/logo", "The company's logo.").answers_file("image/*").fails(404, "record.not_found"),
        get("serials.list", "/api/serials", "By which rule numbers are given.").needs(SETTINGS).answers_list("Serial"),
        put("serials.change", "/api/serials/{name}", "Another rule for the numbers to come, or with null the shipped one again.")
            .needs(SETTINGS)
            .takes("SerialInput")
            .answers(200, "Serial")
            .fails(404, "record.not_found")
            .fails(422, "record.rejected"),
        get("options.list", "/api/options", "The choices to which the company may add options.").needs(SETTINGS).answers_list("OptionList"),
        post("options.add", "/api/options/{name}", "An option of the company's own.")
            .needs(SETTINGS)
            .takes("OptionInput")
            .answers(201, "ChoiceOption")
            .fails(404, "record.not_found")
            .fails(422, "record.rejected"),
        put("options.rename", "/api/options/{name}/{value}", "What an added option is called. Records keep its value.")
            .needs(SETTINGS)
            .takes("OptionInput")
            .answers(200, "ChoiceOption")
            .fails(404, "record.not_found")
            .fails(422, "record.rejected"),
        delete("options.remove", "/api/options/{name}/{value}", "Takes an added option away that no record has.")
            .needs(SETTINGS)
            .done()
            .fails(404, "record.not_found")
            .fails(409, "option.in_use"),
        get("health", "/api/health", "Whether the server is alive, and whether it waits to be set up.")
            .needs(Needs::Nothing)
            .answers(200, "Health"),
        get("openapi", "/api/openapi.json", "This description, as far as one may see.").answers(200, "OpenApi"),
    ]
}
