//! The crates of the workspace, as cargo knows them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::run::output;
use crate::Result;

/// A crate of the workspace.
pub(super) struct Package {
    pub name: String,
    pub targets: Vec<Target>,
}

/// What is built of a crate.
pub(super) struct Target {
    /// Its first file.
    pub root: PathBuf,
    pub is_test: bool,
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
    Package {
        name: text(&package["name"]),
        targets: list(&package["targets"])
            .iter()
            .map(|target| Target {
                root: path(&target["src_path"], here),
                is_test: list(&target["kind"]).contains(&Value::from("test")),
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
