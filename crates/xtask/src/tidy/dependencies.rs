//! Which crates may depend on which: the last column of the table of crates in `crates/README.md`.

use std::collections::BTreeSet;
use std::process::Command;

use super::run::output;
use crate::Result;

/// What one crate may depend on, directly or through others.
struct Rule {
    name: &'static str,
    /// The only crates of this workspace that it may depend on.
    ours: &'static [&'static str],
    /// Crates of others that it must not depend on.
    foreign_forbidden: &'static [&'static str],
    features: Features,
}

/// With which features a rule holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Features {
    Default,
    All,
}

/// One for each crate that is there. Those of crates that are not there yet say where they will stand.
const RULES: &[Rule] = &[
    Rule {
        name: "wire",
        ours: &[],
        foreign_forbidden: &["egui", "ewebsock", "tokio", "tungstenite", "web-sys"],
        features: Features::Default,
    },
    Rule {
        name: "message-log",
        ours: &[],
        foreign_forbidden: &["egui", "ewebsock", "tokio", "web-sys"],
        features: Features::All,
    },
    Rule {
        name: "payload",
        ours: &[],
        foreign_forbidden: &["egui", "tokio"],
        features: Features::All,
    },
    Rule {
        name: "connection",
        ours: &["wire"],
        foreign_forbidden: &[
            "egui",
            "ewebsock",
            "tokio",
            "tokio-tungstenite",
            "tungstenite",
            "web-sys",
        ],
        features: Features::All,
    },
    Rule {
        name: "transport",
        ours: &["connection", "wire"],
        foreign_forbidden: &["eframe", "egui"],
        features: Features::All,
    },
    Rule {
        name: "session",
        ours: &["connection", "message-log", "payload", "wire"],
        foreign_forbidden: &[
            "eframe",
            "egui",
            "ewebsock",
            "tokio-tungstenite",
            "tungstenite",
        ],
        features: Features::All,
    },
    Rule {
        name: "script",
        ours: &["connection", "message-log", "payload", "session", "wire"],
        foreign_forbidden: &[
            "clap",
            "eframe",
            "egui",
            "ewebsock",
            "tokio-tungstenite",
            "tungstenite",
        ],
        features: Features::All,
    },
    Rule {
        name: "scenario",
        ours: &["wire"],
        foreign_forbidden: &["axum", "egui", "hyper"],
        features: Features::All,
    },
    Rule {
        name: "relay",
        ours: &[
            "connection",
            "message-log",
            "payload",
            "scenario",
            "session",
            "transport",
            "wire",
        ],
        foreign_forbidden: &["eframe", "egui"],
        features: Features::All,
    },
    Rule {
        name: "virtual-list",
        ours: &[],
        foreign_forbidden: &[],
        features: Features::All,
    },
    Rule {
        name: "echo-server",
        ours: &["scenario", "wire"],
        foreign_forbidden: &["eframe", "egui", "ewebsock"],
        features: Features::All,
    },
    Rule {
        name: "wscope-cli",
        ours: &[
            "connection",
            "echo-server",
            "message-log",
            "payload",
            "relay",
            "scenario",
            "script",
            "session",
            "transport",
            "wire",
        ],
        foreign_forbidden: &["eframe", "egui", "ewebsock"],
        features: Features::Default,
    },
    Rule {
        name: "wscope",
        ours: &[
            "connection",
            "echo-server",
            "message-log",
            "payload",
            "relay",
            "scenario",
            "script",
            "session",
            "transport",
            "virtual-list",
            "wire",
            "wscope-cli",
        ],
        foreign_forbidden: &[],
        features: Features::All,
    },
    Rule {
        name: "bench",
        ours: &["connection", "message-log", "payload", "session", "wire"],
        foreign_forbidden: &[],
        features: Features::All,
    },
    Rule {
        name: "xtask",
        ours: &[],
        foreign_forbidden: &[],
        features: Features::All,
    },
];

/// Names every dependency that must not be, and every crate for which there is no rule.
pub(super) fn faults(packages: &BTreeSet<String>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for package in packages {
        match RULES.iter().find(|rule| rule.name == package) {
            Some(rule) => {
                let tree = dependencies(package, rule.features)?;
                faults.extend(rule.broken_by(&tree, packages));
            }
            None => faults.push(format!("{package} has no rule in {}", file!())),
        }
    }
    Ok(faults)
}

impl Rule {
    fn broken_by(&self, tree: &BTreeSet<String>, packages: &BTreeSet<String>) -> Vec<String> {
        let is_forbidden = |name: &&String| {
            let name = name.as_str();
            let is_ours = packages.contains(name) && name != self.name;
            (is_ours && !self.ours.contains(&name)) || self.foreign_forbidden.contains(&name)
        };
        let found = tree.iter().filter(is_forbidden);
        found
            .map(|name| format!("{} depends on {name}", self.name))
            .collect()
    }
}

/// Names of all packages that `package` is built from.
fn dependencies(package: &str, features: Features) -> Result<BTreeSet<String>> {
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "tree", "--edges", "normal", "--prefix", "none", "--target", "all",
    ]);
    command.args(["--package", package]);
    if features == Features::All {
        command.arg("--all-features");
    }
    let listed = output(&mut command)?;
    let names = listed.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Features, RULES, Rule};

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().copied().map(str::to_owned).collect()
    }

    fn check(tree: &[&str], expected: &[&str]) {
        let rule = Rule {
            name: "middle",
            ours: &["low"],
            foreign_forbidden: &["egui"],
            features: Features::Default,
        };
        let packages = set(&["low", "middle", "beside", "high"]);
        assert_eq!(rule.broken_by(&set(tree), &packages), expected, "{tree:?}");
    }

    #[test]
    fn only_what_is_below_may_be_used() {
        check(&["middle", "low", "serde"], &[]);
        check(&["middle", "beside"], &["middle depends on beside"]);
        check(
            &["middle", "low", "egui", "high"],
            &["middle depends on egui", "middle depends on high"],
        );
    }

    #[test]
    fn arrows_between_crates_point_one_way() {
        for rule in RULES {
            for below in rule.ours {
                let other = RULES.iter().find(|rule| rule.name == *below);
                let other = other.expect("what may be used has a rule itself");
                assert!(
                    !other.ours.contains(&rule.name),
                    "{below} and {}",
                    rule.name
                );
                for further in other.ours {
                    assert!(
                        rule.ours.contains(further),
                        "{} uses {further} through {below}",
                        rule.name
                    );
                }
            }
        }
    }
}
