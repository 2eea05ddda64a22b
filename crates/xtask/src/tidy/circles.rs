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

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::run::output;
use crate::Result;
use loader::ReadFile;

/// Crates in which circles are still allowed, and why. One that has none any more must go from here.
const ALLOWED: &[(&str, &str)] = &[
    (
        "echo-server",
        "its scenarios are moving into a crate of their own",
    ),
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
pub(super) fn faults() -> Result<Vec<String>> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let mut faults = Vec::new();
    let targets = targets()?;
    for (package, _) in ALLOWED {
        if !targets.contains_key(*package) {
            faults.push(format!("{} lists {package}, which is not there", file!()));
        }
    }
    for (package, roots) in targets {
        let mut circles = Vec::new();
        for root in roots {
            circles.extend(circles_below(&root, &read)?);
        }
        let is_allowed = ALLOWED.iter().any(|(allowed, _)| *allowed == package);
        if is_allowed && circles.is_empty() {
            faults.push(format!(
                "{package} has no circles any more: take it off the list in {}",
                file!()
            ));
        } else if !is_allowed {
            let circles = circles.into_iter();
            faults.extend(circles.map(|circle| format!("{package}: {circle}")));
        }
    }
    Ok(faults)
}

fn circles_below(root: &Path, read: ReadFile<'_>) -> Result<Vec<String>> {
    let tree = loader::load(root, read)?;
    Ok(report::describe(&arrows::arrows(&tree)))
}

/// The root files of all targets that are no tests, for each package of the workspace.
fn targets() -> Result<BTreeMap<String, Vec<PathBuf>>> {
    let metadata =
        output(Command::new(env!("CARGO")).args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let here = std::env::current_dir()?;
    let mut found = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let targets = list(&package["targets"]);
        let built = targets
            .iter()
            .filter(|target| !list(&target["kind"]).contains(&Value::from("test")));
        let roots = built.filter_map(|target| target["src_path"].as_str());
        let roots = roots.map(|root| {
            let root = Path::new(root);
            root.strip_prefix(&here).unwrap_or(root).to_owned()
        });
        let name = package["name"].as_str().unwrap_or_default();
        found.insert(name.to_owned(), roots.collect());
    }
    Ok(found)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
