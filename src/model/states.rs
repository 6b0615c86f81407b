//! The states of a record that moves by actions alone, and what may still be written in which of them.

use serde_json::Value as Json;

use super::{Name, Object, Value};

/// The state stands in a readonly choice; its options are the states in their order, its default is the first.
#[derive(Debug, Clone)]
pub struct States {
    pub field: Name,
    /// States that nothing leads out of.
    pub finals: Vec<Name>,
}

/// While the filter holds, only these fields (and lines) may be written.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// As in `filter=`.
    pub when: Json,
    pub writable: Vec<Name>,
}

impl States {
    pub fn new<N: Into<Name>>(field: impl Into<Name>, finals: impl IntoIterator<Item = N>) -> Self {
        Self { field: field.into(), finals: finals.into_iter().map(Into::into).collect() }
    }
}

impl Frozen {
    pub fn when<N: Into<Name>>(filter: Json, writable: impl IntoIterator<Item = N>) -> Self {
        Self { when: filter, writable: writable.into_iter().map(Into::into).collect() }
    }
}

impl Object {
    /// What is wrong with the states: each is reached from the first by actions, and left by one unless it is an end.
    pub fn state_faults(&self) -> Vec<String> {
        let (Some(states), Some(field)) = (&self.states, self.state_field()) else { return Vec::new() };
        let all: Vec<&Name> = field.options.iter().map(|option| &option.value).collect();
        let mut reached: Vec<&str> = field.default.as_ref().and_then(Value::text).into_iter().collect();
        let mut nth = 0;
        while let Some(&state) = reached.get(nth) {
            let next = self.actions.iter().filter(|action| action.is_lawful(Some(state))).filter_map(|action| action.to.as_deref());
            for state in next {
                if !reached.contains(&state) {
                    reached.push(state);
                }
            }
            nth += 1;
        }
        let mut faults = Vec::new();
        for action in &self.actions {
            let unknown = action.from.iter().chain(&action.to).filter(|state| !all.contains(state));
            faults.extend(unknown.map(|state| format!("{}.{}: there is no state {state}", self.name, action.name)));
        }
        for state in all {
            let leaves = |action: &super::Action| action.is_lawful(Some(state)) && action.to.as_ref().is_some_and(|to| to != state);
            let (left, end) = (self.actions.iter().any(leaves), states.finals.contains(state));
            let mut fault = |what: &str| faults.push(format!("{}.{state}: {what}", self.name));
            if !reached.contains(&state.as_ref()) {
                fault("no action leads to it");
            }
            if !left && !end {
                fault("no action leads out of it, and it is no end");
            }
            if left && end {
                fault("an action leads out of it, though it is an end");
            }
        }
        faults
    }
}
