//! Circles among arrows: what can be reached from each other, and which arrows could go.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::{feedback_arc_set::greedy_feedback_arc_set, tarjan_scc};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// Things of which each needs all others, directly or through others.
pub(super) struct Circle<T> {
    pub members: BTreeSet<T>,
    /// Arrows within the circle without which none is left: few, not always the fewest.
    pub cut: BTreeSet<(T, T)>,
    pub others: BTreeSet<(T, T)>,
}

pub(super) fn circles<T: Ord + Clone>(arrows: impl IntoIterator<Item = (T, T)>) -> Vec<Circle<T>> {
    let arrows: BTreeSet<(T, T)> = arrows.into_iter().collect();
    let graph = graph_of(&arrows);
    let mut found: Vec<Circle<T>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|nodes| nodes.len() > 1)
        .map(|nodes| circle(&graph, &nodes, &arrows))
        .collect();
    found.sort_by(|left, right| left.members.cmp(&right.members));
    found
}

fn circle<T: Ord + Clone>(
    graph: &DiGraph<T, ()>,
    nodes: &[NodeIndex],
    arrows: &BTreeSet<(T, T)>,
) -> Circle<T> {
    let members: BTreeSet<T> = nodes.iter().map(|node| graph[*node].clone()).collect();
    let within: BTreeSet<(T, T)> = arrows
        .iter()
        .filter(|(from, to)| members.contains(from) && members.contains(to))
        .cloned()
        .collect();
    let small = graph_of(&within);
    let cut: BTreeSet<(T, T)> = greedy_feedback_arc_set(&small)
        .map(|edge| (small[edge.source()].clone(), small[edge.target()].clone()))
        .collect();
    let others = within.difference(&cut).cloned().collect();
    Circle {
        members,
        cut,
        others,
    }
}

fn graph_of<T: Ord + Clone>(arrows: &BTreeSet<(T, T)>) -> DiGraph<T, ()> {
    let mut graph = DiGraph::new();
    let mut nodes = BTreeMap::new();
    for (from, to) in arrows {
        let [from, to] = [from, to].map(|one| {
            *nodes
                .entry(one.clone())
                .or_insert_with(|| graph.add_node(one.clone()))
        });
        graph.add_edge(from, to, ());
    }
    graph
}
