//! The crates of the workspace, as cargo knows them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::run::output;
use crate::Result;

/// A crate of the workspace.
pub(super) struct Package {
    pub name: String,
    /// Where its `Cargo.toml` lies.
    pub folder: PathBuf,
    pub targets: Vec<Target>,
    pub dependencies: Vec<Dependency>,
}

/// What is built of a crate.
pub(super) struct Target {
    /// Its first file.
    pub root: PathBuf,
    pub is_test: bool,
}

/// What a `Cargo.toml` asks for.
pub(super) struct Dependency {
    /// As it is called in the code.
    pub name: String,
    /// Whether only tests, examples and benchmarks have it.
    pub is_dev: bool,
}

/// All crates of the workspace.
pub(super) fn packages() -> Result<Vec<Package>> {
    let arguments = ["metadata", "--no-deps", "--format-version=1"];
    let metadata = output(Command::new(env!("CARGO")).args(arguments))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let here = std::env::current_dir()?;
    Ok(list(&metadata["packages"])
        .iter()
        .map(|package| read(package, &here))
        .collect())
}

fn read(package: &Value, here: &Path) -> Package {
    let manifest = path(&package["manifest_path"], here);
    Package {
        name: text(&package["name"]),
        folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
        targets: list(&package["targets"])
            .iter()
            .map(|target| Target {
                root: path(&target["src_path"], here),
                is_test: list(&target["kind"]).contains(&Value::from("test")),
            })
            .collect(),
        dependencies: list(&package["dependencies"])
            .iter()
            .map(|dependency| {
                let name = dependency["rename"].as_str();
                let name = name.map_or_else(|| text(&dependency["name"]), str::to_owned);
                Dependency {
                    name: name.replace('-', "_"),
                    is_dev: dependency["kind"] == "dev",
                }
            })
            .collect(),
    }
}

fn path(value: &Value, here: &Path) -> PathBuf {
    let path = PathBuf::from(text(value));
    path.strip_prefix(here).map(Path::to_owned).unwrap_or(path)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
