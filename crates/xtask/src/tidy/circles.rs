//! Import circles: files, or folders, that need each other, so that none can be understood or moved alone.
//!
//! Every path counts as an arrow to the file that defines what it names, wherever it stands: in a `use`, an expression, a type,
//! an attribute, or among the tokens of a macro. What only arranges modules does not count: `mod`, and a public `use` of
//! something below (whoever names it there needs what is below). Nor does what is built for tests only. What is
//! found by a method call alone is not seen: whatever has the method was named somewhere, or handed over.

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

/// Crates in which circles are still allowed, and why. One that has none any more must go from here.
const ALLOWED: [(&str, &str); 2] = [
    (
        "wscope",
        "its features are moving into folders of their own",
    ),
    (
        "xtask",
        "what all end-to-end tests use is beside their tables",
    ),
];

/// Names every circle in every crate, but for those in which they are allowed.
pub(super) fn faults(packages: &[Package]) -> Result<Vec<String>> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let mut faults = Vec::new();
    for (allowed, _) in ALLOWED {
        if !packages.iter().any(|package| package.name == allowed) {
            faults.push(format!("{} lists {allowed}, which is not there", file!()));
        }
    }
    for Package { name, targets, .. } in packages {
        let mut circles = Vec::new();
        for target in targets.iter().filter(|target| !target.is_test) {
            circles.extend(circles_below(&target.root, &read)?);
        }
        let is_allowed = ALLOWED.iter().any(|(allowed, _)| allowed == name);
        if is_allowed && circles.is_empty() {
            faults.push(format!(
                "{name} has no circles any more: take it off the list in {}",
                file!()
            ));
        } else if !is_allowed {
            faults.extend(
                circles
                    .into_iter()
                    .map(|circle| format!("{name}: {circle}")),
            );
        }
    }
    Ok(faults)
}

fn circles_below(root: &Path, read: ReadFile<'_>) -> Result<Vec<String>> {
    let tree = loader::load(root, read)?;
    Ok(report::describe(&arrows::arrows(&tree)))
}
