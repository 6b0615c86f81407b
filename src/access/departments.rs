//! The tree of departments, as plain data: who stands above and below whom.

use std::collections::HashMap;

use crate::ids::DepartmentId;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Departments(HashMap<DepartmentId, Option<DepartmentId>>);

impl Departments {
    /// Each department with the one above it.
    pub fn new(parents: impl IntoIterator<Item = (DepartmentId, Option<DepartmentId>)>) -> Self {
        Self(parents.into_iter().collect())
    }

    /// The department itself and all above it, nearest first. A circle ends where it closes.
    pub fn above(&self, department: DepartmentId) -> Vec<DepartmentId> {
        let mut chain = vec![department];
        let mut at = department;
        while let Some(Some(parent)) = self.0.get(&at) {
            if chain.contains(parent) {
                break;
            }
            chain.push(*parent);
            at = *parent;
        }
        chain
    }

    /// The department itself and all below it, by number.
    pub fn below(&self, department: DepartmentId) -> Vec<DepartmentId> {
        let mut all: Vec<_> = self.0.keys().copied().filter(|&id| self.above(id).contains(&department)).collect();
        all.push(department);
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_stands_above_and_below_itself() {
        let id = DepartmentId;
        let tree = Departments::new([(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), Some(id(1)))]);
        assert_eq!(tree.above(id(3)), [id(3), id(2), id(1)]);
        assert_eq!(tree.below(id(2)), [id(2), id(3)]);
        assert_eq!(tree.below(id(1)), [id(1), id(2), id(3), id(4)]);
        assert_eq!(tree.below(id(9)), [id(9)]);
    }

    #[test]
    fn a_circle_ends_where_it_closes() {
        let id = DepartmentId;
        let tree = Departments::new([(id(1), Some(id(2))), (id(2), Some(id(1)))]);
        assert_eq!(tree.above(id(1)), [id(1), id(2)]);
    }
}
