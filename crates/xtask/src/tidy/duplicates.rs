//! Crates that the program is built with in several versions: each costs time to build and room in the program.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::run::output;
use crate::Result;

/// The crate that people build first.
const PROGRAM: &str = "wscope";
/// Other systems bring crates of their own, which come in many versions; this is the one that is checked everywhere.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Who needs an older version of what, and has no newer release that does not.
const KNOWN: [(&str, &[&str]); 9] = [
    (
        "ewebsock, through tungstenite 0.24",
        &[
            "block-buffer",
            "cpufeatures",
            "crypto-common",
            "digest",
            "rand",
            "rand_core",
            "sha1",
            "tokio-tungstenite",
            "tungstenite",
        ],
    ),
    (
        "winit, through calloop",
        &["linux-raw-sys", "rustix", "thiserror", "thiserror-impl"],
    ),
    ("ring and ahash", &["getrandom"]),
    ("boon", &["base64"]),
    ("serde_json_path", &["nom"]),
    (
        "the clipboard of Wayland, through petgraph",
        &["foldhash", "hashbrown"],
    ),
    ("cap-std", &["io-lifetimes"]),
    ("protox, through miette", &["unicode-width"]),
    (
        "png and derives, on their way to the next version",
        &["miniz_oxide", "syn"],
    ),
];

/// Names each crate that is there twice and not known to be, and the other way round.
pub(super) fn faults() -> Result<Vec<String>> {
    let arguments = [
        "tree",
        "--duplicates",
        "--edges",
        "normal,build",
        "--depth",
        "0",
        "--prefix",
        "none",
    ];
    let listed = output(Command::new(env!("CARGO")).args(arguments).args([
        "--package",
        PROGRAM,
        "--target",
        TARGET,
    ]))?;
    let known = KNOWN.iter().flat_map(|(_, names)| names.iter().copied());
    Ok(compare(&duplicates(&listed), &known.collect()))
}

fn compare(duplicates: &BTreeMap<&str, BTreeSet<&str>>, known: &BTreeSet<&str>) -> Vec<String> {
    let unknown = duplicates.iter().filter(|(name, _)| !known.contains(*name));
    let unknown = unknown.map(|(name, versions)| {
        let versions: Vec<&str> = versions.iter().copied().collect();
        format!(
            "{PROGRAM} is built with {name} {}; `cargo tree -i {name}@VERSION` says for whom",
            versions.join(" and ")
        )
    });
    let gone = known.iter().filter(|name| !duplicates.contains_key(*name));
    let gone =
        gone.map(|name| format!("{name} is there once: take it off the list in {}", file!()));
    unknown.chain(gone).collect()
}

/// The versions of each crate of which there are several. (One version that is built twice is listed too.)
fn duplicates(listed: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in listed.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            versions.entry(name).or_default().insert(version);
        }
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, compare, duplicates};

    #[test]
    fn only_several_versions_count() {
        let listed =
            "rand v0.8.8\n\nrand v0.10.4\nserde v1.0.1\nserde v1.0.1 (*)\nsyn v2.0.1\nsyn v3.0.1\n";
        let found = duplicates(listed);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["rand", "syn"]);
        let check = |known: &[&str], expected: usize| {
            let faults = compare(&found, &known.iter().copied().collect::<BTreeSet<_>>());
            assert_eq!(faults.len(), expected, "{known:?}: {faults:?}");
        };
        check(&["rand", "syn"], 0);
        check(&["rand"], 1);
        check(&["rand", "serde", "syn"], 1);
    }
}
