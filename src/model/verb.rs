//! What somebody does to a record.

use super::Name;

/// What somebody does to a record. Permission and audit know it by this word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Verb {
    Read,
    Create,
    Update,
    Delete,
    Restore,
    Import,
    Export,
    /// See a masked value in full.
    Reveal,
    /// Let others see a record, or work on it.
    Share,
    /// Let a record stand beside another of the same name or telephone.
    Duplicate,
    /// A named action of the object.
    Act(Name),
    /// What the app does in its own name, because what led to it was permitted: `follow` from another act, `hand_over` what somebody
    /// owns and `take_back`, `undo` what an act had changed. No policy speaks of it, and no request can ask for it.
    App(&'static str),
}

impl Verb {
    pub const HAND_OVER: Self = Self::App("hand_over");
    pub const TAKE_BACK: Self = Self::App("take_back");
    /// What follows from another act.
    pub const FOLLOW: Self = Self::App("follow");
    /// Puts back what an act had changed. The rights to do so are asked before.
    pub const UNDO: Self = Self::App("undo");

    /// All that the app does in its own name.
    pub const OF_THE_APP: [Self; 4] = [Self::FOLLOW, Self::HAND_OVER, Self::TAKE_BACK, Self::UNDO];

    pub fn name(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Import => "import",
            Self::Export => "export",
            Self::Reveal => "reveal",
            Self::Share => "share",
            Self::Duplicate => "duplicate",
            Self::Act(name) => name,
            Self::App(name) => name,
        }
    }

    /// Whether whoever does it has to see the record: that is so for all that is done to one which is there.
    pub fn needs_sight(&self) -> bool {
        !matches!(self, Self::Read | Self::Create | Self::Import | Self::Duplicate)
    }

    /// Whether no policy speaks of it, because what led to it was permitted.
    pub fn is_of_the_app(&self) -> bool {
        matches!(self, Self::App(_))
    }
}

/// Which of the verbs that every object knows can be done to it: a ledger is neither changed nor deleted, a reference table not shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerbSet(Vec<Verb>);

impl VerbSet {
    /// In the order in which roles list them.
    const ALL: [Verb; 10] = [
        Verb::Read,
        Verb::Create,
        Verb::Update,
        Verb::Delete,
        Verb::Restore,
        Verb::Import,
        Verb::Export,
        Verb::Reveal,
        Verb::Share,
        Verb::Duplicate,
    ];

    pub fn all() -> Self {
        Self(Self::ALL.into())
    }

    /// All but these.
    pub fn without(verbs: &[Verb]) -> Self {
        Self(Self::ALL.into_iter().filter(|verb| !verbs.contains(verb)).collect())
    }

    pub fn has(&self, verb: &Verb) -> bool {
        self.0.contains(verb)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Verb> {
        self.0.iter()
    }
}
