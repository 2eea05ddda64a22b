//! What no other tool checks: that crates and modules depend on each other one way only, and that files stay readable.

mod circles;
mod dependencies;
mod documents;
mod duplicates;
mod packages;
mod run;
mod unused;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::{Result, say};
use run::output;

/// A reader can hold so many lines in mind.
const MAX_LINES: usize = 500;

/// The top level holds these and dot-files, nothing else.
const TOP_LEVEL: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "crates",
    "assets",
    "README.md",
    "rust-toolchain.toml",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

/// The window holds these, each as a file and a folder, and the files that begin it.
const WINDOW: &str = "crates/wscope/src/";
const IN_WINDOW: [&str; 6] = ["features", "kit", "lib", "main", "shell", "web"];

/// Checks everything and names every fault.
pub(crate) fn run() -> Result<()> {
    let mut faults = Vec::new();
    let packages = packages::packages()?;
    let names = packages
        .iter()
        .map(|package| package.name.clone())
        .collect();
    faults.extend(dependencies::faults(&names)?);
    let files = tracked_files()?;
    faults.extend(strangers_at_top_level(&files));
    faults.extend(strangers_in_window(&files));
    faults.extend(long_files(&files)?);
    faults.extend(documents::faults(&files)?);
    faults.extend(unused::faults(&packages, &files)?);
    faults.extend(duplicates::faults()?);
    faults.extend(circles::faults(&packages)?);
    for fault in &faults {
        say(fault);
    }
    if faults.is_empty() {
        say("tidy: nothing found");
        Ok(())
    } else {
        Err(format!("{} faults", faults.len()).into())
    }
}

fn tracked_files() -> Result<Vec<String>> {
    let listed = output(Command::new("git").args(["ls-files", "-z"]))?;
    let files = listed.split('\0').filter(|file| !file.is_empty());
    Ok(files.map(str::to_owned).collect())
}

fn strangers_at_top_level(files: &[String]) -> Vec<String> {
    let names: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.split('/').next())
        .collect();
    let strangers = names
        .into_iter()
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name));
    strangers
        .map(|name| format!("{name} does not belong at the top level"))
        .collect()
}

fn strangers_in_window(files: &[String]) -> Vec<String> {
    let names: BTreeSet<&str> = files
        .iter()
        .filter(|file| Path::new(file).exists())
        .filter_map(|file| file.strip_prefix(WINDOW)?.split('/').next())
        .collect();
    let strangers = names
        .into_iter()
        .filter(|name| !IN_WINDOW.contains(&name.trim_end_matches(".rs")));
    strangers
        .map(|name| format!("{WINDOW}{name} belongs to the kit, to a feature or to the shell"))
        .collect()
}

fn long_files(files: &[String]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        // A file that was deleted and not committed yet is still tracked.
        if !Path::new(file).exists() {
            continue;
        }
        let lines = std::fs::read_to_string(file)?.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{file} has {lines} lines, more than {MAX_LINES}"));
        }
    }
    Ok(faults)
}
