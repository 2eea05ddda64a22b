//! Import circles: files, or folders, that need each other, so that none of them can be understood or moved alone.
//!
//! Every path is an arrow from its file to the file that defines what it names: in a `use`, an expression, a type, an attribute,
//! or among the tokens of a macro. Not counted are `mod`, a public `use` of something below the module (a path through it leads
//! to what is below), and what is built for tests only. Calls of methods are not counted: the type was named or passed on
//! somewhere.

mod arrows;
mod attributes;
mod components;
mod layers;
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

/// Names every circle in every crate, and what points up between the layers of the window.
pub(super) fn faults(packages: &[Package]) -> Result<Vec<String>> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let mut faults = Vec::new();
    for Package { name, targets, .. } in packages {
        let mut found = Vec::new();
        for target in targets.iter().filter(|target| !target.is_test) {
            let arrows = arrows::arrows(&loader::load(&target.root, &read)?);
            found.extend(report::describe(&arrows));
            if name == layers::PACKAGE {
                found.extend(layers::faults(&arrows));
            }
        }
        let named = found.into_iter();
        faults.extend(named.map(|circle| format!("{name}: {circle}")));
    }
    Ok(faults)
}
