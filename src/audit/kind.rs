//! What kinds of event there are. The names are written once, here; rules, filters and exports go by them, so none is ever renamed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// What happened, from a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    ServerStart,
    ServerStop,
    SetupDone,
    SessionStart,
    SessionRefused,
    SessionLocked,
    SessionUnlock,
    SessionEnd,
    SessionExpire,
    PasswordChange,
    UserCreate,
    UserUpdate,
    UserInvite,
    InvitationAccept,
    HandoverStart,
    HandoverUndo,
    RecordCreate,
    RecordUpdate,
    RecordDelete,
    RecordRestore,
    RecordAction,
    RecordReveal,
    RecordShare,
    RecordUnshare,
    ShareAsk,
    ShareAnswer,
    DuplicateHit,
    DuplicateAllow,
    ReviewRemind,
    ReviewSchedule,
    ReviewExpire,
    ReviewSign,
    ReviewDecide,
    ReviewStart,
    BreakGlassEnd,
    BreakGlassOpen,
    BreakGlassAsk,
    RecordRead,
    AccessRefused,
    RequestRefused,
    ImportStart,
    ImportDone,
    ExportStart,
    ExportDone,
    JobCancel,
    JobSetAside,
    OperationUndo,
    FileRead,
    KeyChange,
    CheckpointMake,
    DepartmentCreate,
    RoleChange,
    PolicyChange,
    AccessSetting,
    SerialChange,
    OptionChange,
    ViewChange,
    ProposalMake,
    ProposalDecide,
    AccessView,
    DepartmentUpdate,
    DepartmentDelete,
    MailSend,
    LeavingReport,
    SettingChange,
    NoticeSetting,
    DemoMake,
}

impl EventKind {
    /// Every kind, in the order of the declaration. The length makes the compiler notice a forgotten one as long as the last stays last.
    pub const ALL: [Self; Self::DemoMake as usize + 1] = [
        Self::ServerStart,
        Self::ServerStop,
        Self::SetupDone,
        Self::SessionStart,
        Self::SessionRefused,
        Self::SessionLocked,
        Self::SessionUnlock,
        Self::SessionEnd,
        Self::SessionExpire,
        Self::PasswordChange,
        Self::UserCreate,
        Self::UserUpdate,
        Self::UserInvite,
        Self::InvitationAccept,
        Self::HandoverStart,
        Self::HandoverUndo,
        Self::RecordCreate,
        Self::RecordUpdate,
        Self::RecordDelete,
        Self::RecordRestore,
        Self::RecordAction,
        Self::RecordReveal,
        Self::RecordShare,
        Self::RecordUnshare,
        Self::ShareAsk,
        Self::ShareAnswer,
        Self::DuplicateHit,
        Self::DuplicateAllow,
        Self::ReviewRemind,
        Self::ReviewSchedule,
        Self::ReviewExpire,
        Self::ReviewSign,
        Self::ReviewDecide,
        Self::ReviewStart,
        Self::BreakGlassEnd,
        Self::BreakGlassOpen,
        Self::BreakGlassAsk,
        Self::RecordRead,
        Self::AccessRefused,
        Self::RequestRefused,
        Self::ImportStart,
        Self::ImportDone,
        Self::ExportStart,
        Self::ExportDone,
        Self::JobCancel,
        Self::JobSetAside,
        Self::OperationUndo,
        Self::FileRead,
        Self::KeyChange,
        Self::CheckpointMake,
        Self::DepartmentCreate,
        Self::RoleChange,
        Self::PolicyChange,
        Self::AccessSetting,
        Self::SerialChange,
        Self::OptionChange,
        Self::ViewChange,
        Self::ProposalMake,
        Self::ProposalDecide,
        Self::AccessView,
        Self::DepartmentUpdate,
        Self::DepartmentDelete,
        Self::MailSend,
        Self::LeavingReport,
        Self::SettingChange,
        Self::NoticeSetting,
        Self::DemoMake,
    ];

    /// The stable name: noun, dot, verb.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerStart => "server.start",
            Self::ServerStop => "server.stop",
            Self::SetupDone => "setup.done",
            Self::SessionStart => "session.start",
            Self::SessionRefused => "session.refused",
            Self::SessionLocked => "session.locked",
            Self::SessionUnlock => "session.unlock",
            Self::SessionEnd => "session.end",
            Self::SessionExpire => "session.expire",
            Self::PasswordChange => "password.change",
            Self::UserCreate => "user.create",
            Self::UserUpdate => "user.update",
            Self::UserInvite => "user.invite",
            Self::InvitationAccept => "invitation.accept",
            Self::HandoverStart => "handover.start",
            Self::HandoverUndo => "handover.undo",
            Self::RecordCreate => "record.create",
            Self::RecordUpdate => "record.update",
            Self::RecordDelete => "record.delete",
            Self::RecordRestore => "record.restore",
            Self::RecordAction => "record.action",
            Self::RecordReveal => "record.reveal",
            Self::RecordShare => "record.share",
            Self::RecordUnshare => "record.unshare",
            Self::ShareAsk => "share.ask",
            Self::ShareAnswer => "share.answer",
            Self::DuplicateHit => "duplicate.hit",
            Self::DuplicateAllow => "duplicate.allow",
            Self::ReviewRemind => "review.remind",
            Self::ReviewSchedule => "review.schedule",
            Self::ReviewExpire => "review.expire",
            Self::ReviewSign => "review.sign",
            Self::ReviewDecide => "review.decide",
            Self::ReviewStart => "review.start",
            Self::BreakGlassEnd => "emergency.end",
            Self::BreakGlassOpen => "emergency.open",
            Self::BreakGlassAsk => "emergency.ask",
            Self::RecordRead => "record.read",
            Self::AccessRefused => "access.refused",
            Self::RequestRefused => "request.refused",
            Self::ImportStart => "import.start",
            Self::ImportDone => "import.done",
            Self::ExportStart => "export.start",
            Self::ExportDone => "export.done",
            Self::JobCancel => "job.cancel",
            Self::JobSetAside => "job.abandon",
            Self::OperationUndo => "operation.undo",
            Self::FileRead => "file.read",
            Self::KeyChange => "key.change",
            Self::CheckpointMake => "checkpoint.make",
            Self::DepartmentCreate => "department.create",
            Self::RoleChange => "role.change",
            Self::PolicyChange => "policy.change",
            Self::AccessSetting => "access.setting",
            Self::SerialChange => "serial.change",
            Self::OptionChange => "option.change",
            Self::ViewChange => "view.change",
            Self::ProposalMake => "proposal.make",
            Self::ProposalDecide => "proposal.decide",
            Self::AccessView => "access.view",
            Self::DepartmentUpdate => "department.update",
            Self::DepartmentDelete => "department.delete",
            Self::MailSend => "mail.send",
            Self::LeavingReport => "leaving.report",
            Self::SettingChange => "setting.change",
            Self::NoticeSetting => "notice.setting",
            Self::DemoMake => "demo.make",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Done,
    /// A rule said no.
    Refused,
    /// It was allowed, and it did not work.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// A name that is not in the list; perhaps a newer version's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no kind of event is called so")]
pub struct UnknownKind;

impl FromStr for EventKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownKind)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_is_listed_once() {
        for (i, kind) in EventKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, i);
        }
    }

    #[test]
    fn names_are_unique_and_are_read_back() {
        let names: HashSet<_> = EventKind::ALL.into_iter().map(EventKind::name).collect();
        assert_eq!(names.len(), EventKind::ALL.len());
        for kind in EventKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert!(kind.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'.'));
        }
        assert_eq!("record.burn".parse::<EventKind>(), Err(UnknownKind));
    }

    #[test]
    fn outcomes_are_called_the_same_everywhere() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        }
    }
}
