//! Who imports whom within one folder, and the circles in it.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub struct Graph(BTreeMap<String, BTreeSet<String>>);

impl Graph {
    pub fn add(&mut self, from: &str, to: &str) {
        if from != to {
            self.0.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
    }

    /// Each group of modules that can reach one another, by name.
    pub fn circles(&self) -> BTreeSet<Vec<String>> {
        let reach: BTreeMap<&String, BTreeSet<&String>> = self.0.keys().map(|from| (from, self.reached_from(from))).collect();
        let mutual = |a: &String, b: &String| reach.get(a).is_some_and(|r| r.contains(b)) && reach.get(b).is_some_and(|r| r.contains(a));
        self.0.keys().map(|a| self.0.keys().filter(|b| mutual(a, b)).cloned().collect::<Vec<_>>()).filter(|c| c.len() > 1).collect()
    }

    fn reached_from(&self, from: &String) -> BTreeSet<&String> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&String> = self.0.get(from).into_iter().flatten().collect();
        while let Some(module) = next.pop() {
            if reached.insert(module) {
                next.extend(self.0.get(module).into_iter().flatten());
            }
        }
        reached
    }
}

#[test]
fn a_circle_is_found_and_a_chain_is_none() {
    let mut graph = Graph::default();
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")] {
        graph.add(from, to);
    }
    assert_eq!(graph.circles().into_iter().collect::<Vec<_>>(), [["b", "c", "d"]]);
}
