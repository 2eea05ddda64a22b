//! Import circles: files, or folders, that need each other, so that none of them can be understood or moved alone.
//!
//! Every path is an arrow from its file to the file that defines what it names: in a `use`, an expression, a type, an attribute,
//! or among the tokens of a macro. Not counted are `mod`, a public `use` of something below the module (a path through it leads
//! to what is below), and what is built for tests only. Calls of methods are not counted: the type was named or passed on
//! somewhere.

mod arrows;
mod attributes;
mod components;
mod loader;
mod module_tree;
mod names;
mod reader;
mod report;
#[cfg(test)]
mod tests;
mod tokens;

use std::path::Path;

use super::packages::Package;
use crate::Result;
use loader::ReadFile;

/// Names every circle in every crate.
pub(super) fn faults(packages: &[Package]) -> Result<Vec<String>> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let mut faults = Vec::new();
    for Package { name, targets, .. } in packages {
        let mut circles = Vec::new();
        for target in targets.iter().filter(|target| !target.is_test) {
            circles.extend(circles_below(&target.root, &read)?);
        }
        let named = circles.into_iter();
        faults.extend(named.map(|circle| format!("{name}: {circle}")));
    }
    Ok(faults)
}

fn circles_below(root: &Path, read: ReadFile<'_>) -> Result<Vec<String>> {
    let tree = loader::load(root, read)?;
    Ok(report::describe(&arrows::arrows(&tree)))
}
