//! What people are told of. The names stand in rows, addresses and choices, so none is ever renamed; the words are
//! `notices.kinds.<name>` and `notices.texts.<name>`.

use std::str::FromStr;

use super::MailChoice;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A record is theirs now.
    Assigned,
    /// What somebody leaves behind is theirs now.
    Handover,
    /// A record is shared with them.
    Shared,
    /// Somebody asks them to share a record.
    ShareAsk,
    /// How their own request was answered.
    ShareAnswer,
    /// Somebody is to be spoken to.
    Due,
    /// A change waits for their signature; or what became of theirs.
    Approval,
    /// Emergency access was asked for, opened or ended.
    Emergency,
    /// Long work of theirs has ended.
    Job,
}

impl NoticeKind {
    /// In the order in which people are asked about them.
    pub const ALL: [Self; Self::Job as usize + 1] = [
        Self::Assigned,
        Self::Handover,
        Self::Shared,
        Self::ShareAsk,
        Self::ShareAnswer,
        Self::Due,
        Self::Approval,
        Self::Emergency,
        Self::Job,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Handover => "handover",
            Self::Shared => "shared",
            Self::ShareAsk => "share_ask",
            Self::ShareAnswer => "share_answer",
            Self::Due => "due",
            Self::Approval => "approval",
            Self::Emergency => "emergency",
            Self::Job => "job",
        }
    }

    /// How it is mailed to whoever chose nothing: what waits for them at once, the rest not at all.
    pub(super) fn usual_mail(self) -> MailChoice {
        match self {
            Self::Handover | Self::ShareAsk | Self::Approval => MailChoice::Now,
            _ => MailChoice::None,
        }
    }

    /// Emergency access is written of by itself (`admin::break_glass`), whatever anybody chose.
    pub fn is_choosable(self) -> bool {
        self != Self::Emergency
    }
}

/// A kind that nobody knows, perhaps a newer version's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownNotice;

impl FromStr for NoticeKind {
    type Err = UnknownNotice;

    fn from_str(name: &str) -> Result<Self, UnknownNotice> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownNotice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Language;
    use crate::i18n;

    #[test]
    fn every_kind_is_read_back_and_has_words() {
        for (i, kind) in NoticeKind::ALL.into_iter().enumerate() {
            assert_eq!((kind as usize, kind.name().parse()), (i, Ok(kind)));
            for language in Language::ALL {
                for part in ["label", "about"] {
                    assert!(i18n::find(language, &format!("notices.kinds.{}.{part}", kind.name())).is_some(), "{kind:?} {part}");
                }
            }
        }
        assert_eq!("gossip".parse::<NoticeKind>(), Err(UnknownNotice));
    }
}
