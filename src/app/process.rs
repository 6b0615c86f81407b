//! What the server asks of the operating system for its own process.

use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};

/// As many descriptors as a company can use; more would only make an attack larger.
const MOST_DESCRIPTORS: u64 = 65_536;

/// Raises the number of descriptors to what the administrator allows, and says how many there are.
pub fn raise_descriptors() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(MOST_DESCRIPTORS).min(MOST_DESCRIPTORS);
    if current.is_some_and(|current| current >= wanted) {
        return current.unwrap_or(wanted);
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files could not be raised");
            current.unwrap_or(1024)
        }
    }
}

/// No core of this process is written, and nobody but root reads its memory: the keys are in it.
pub fn keep_memory_private() {
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the memory of this process could not be closed to others");
    }
}

#[cfg(test)]
mod tests {
    use rustix::process::dumpable_behavior;

    use super::*;

    #[test]
    fn the_memory_is_closed_and_the_descriptors_are_raised() {
        keep_memory_private();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let raised = raise_descriptors();
        assert_eq!(getrlimit(Resource::Nofile).current, Some(raised));
        assert!(raised >= getrlimit(Resource::Nofile).maximum.unwrap_or(MOST_DESCRIPTORS).min(MOST_DESCRIPTORS));
    }
}
