//! A named business step of an object.

use std::fmt;
use std::sync::Arc;

use super::rules::RuleContext;
use super::{Draft, Field, Name, Record};
use crate::error::Result;

/// What an action does: reads the record and its input, may write further records, and returns what changes in the record itself.
pub type Step = dyn Fn(&mut dyn RuleContext, &Record, &Draft) -> Result<Draft> + Send + Sync;

/// A named business step (transfer, sign, claim) with a form, a permission and an audit event of its own. It leaves a trace even
/// where it changes nothing.
#[derive(Clone)]
pub struct Action {
    pub name: Name,
    pub icon: Name,
    /// May be done to many records at once.
    pub bulk: bool,
    pub input: Vec<Field>,
    /// The states from which it may be done; from every state where there is none.
    pub from: Vec<Name>,
    /// The state to which it leads.
    pub to: Option<Name>,
    /// Leads back or aside: it is never offered as the next sensible step.
    pub secondary: bool,
    pub run: Arc<Step>,
}

impl Action {
    pub fn new(
        name: impl Into<Name>,
        icon: impl Into<Name>,
        run: impl Fn(&mut dyn RuleContext, &Record, &Draft) -> Result<Draft> + Send + Sync + 'static,
    ) -> Self {
        let (name, icon, run) = (name.into(), icon.into(), Arc::new(run));
        Self { name, icon, bulk: false, input: Vec::new(), from: Vec::new(), to: None, secondary: false, run }
    }

    /// Only leads from one state to another.
    pub fn moves<N: Into<Name>>(
        name: impl Into<Name>,
        icon: impl Into<Name>,
        from: impl IntoIterator<Item = N>,
        to: impl Into<Name>,
    ) -> Self {
        Self::new(name, icon, |_, _, _| Ok(Draft::new())).from(from).to(to)
    }

    pub fn bulk(mut self) -> Self {
        self.bulk = true;
        self
    }

    pub fn input(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.input = fields.into_iter().collect();
        self
    }

    pub fn from<N: Into<Name>>(mut self, states: impl IntoIterator<Item = N>) -> Self {
        self.from = states.into_iter().map(Into::into).collect();
        self
    }

    pub fn to(mut self, state: impl Into<Name>) -> Self {
        self.to = Some(state.into());
        self
    }

    pub fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }

    /// Whether it may be done to a record in that state.
    pub fn is_lawful(&self, state: Option<&str>) -> bool {
        self.from.is_empty() || state.is_some_and(|state| self.from.iter().any(|from| from == state))
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({})", self.name)
    }
}
