//! Packages of other languages that a chore needs, each installed into a folder of its own the first time.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::target_folder;
use crate::{Result, say};

/// What is written into the folder of a package when all of it is there.
const DONE: &str = "installed";

/// Packages of Python, each as `name==1.2.3`. Returns the folder of their Python environment.
pub(crate) fn from_pypi(packages: &[&str]) -> Result<PathBuf> {
    install(packages, |folder| {
        finish(
            Command::new("python3").args(["-m", "venv"]).arg(folder),
            "python3 with venv (on Debian: python3-venv) is needed",
        )?;
        finish(
            Command::new(folder.join("bin/pip"))
                .args(["install", "--quiet"])
                .args(packages),
            &format!("{} could not be installed", packages.join(" ")),
        )
        .map(drop)
    })
}

/// Packages of npm, each as `name@1.2.3`. Returns the folder that has their `node_modules`.
pub(crate) fn from_npm(packages: &[&str]) -> Result<PathBuf> {
    install(packages, |folder| {
        std::fs::create_dir_all(folder)?;
        finish(
            Command::new("npm")
                .args([
                    "install",
                    "--no-save",
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                ])
                .arg("--prefix")
                .arg(folder)
                .args(packages),
            &format!("{} could not be installed with npm", packages.join(" ")),
        )
        .map(drop)
    })
}

/// Packages that are used together share a folder, which has their names and versions.
fn install(packages: &[&str], make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let name = packages.join("+").replace('/', "-");
    let folder = target_folder()?.join(name);
    if !folder.join(DONE).exists() {
        say(format_args!("installing {} …", packages.join(" ")));
        // What an earlier attempt may have left.
        std::fs::remove_dir_all(&folder).ok();
        make(&folder)?;
        std::fs::write(folder.join(DONE), [])?;
    }
    Ok(folder)
}

/// Runs a program to its end. Returns what it wrote to its standard output.
pub(crate) fn finish(command: &mut Command, otherwise: &str) -> Result<String> {
    let done = command
        .output()
        .map_err(|error| format!("{otherwise}: {error}"))?;
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout)?);
    }
    let reason = String::from_utf8_lossy(&done.stderr);
    Err(format!("{otherwise}: {}", reason.trim_end()).into())
}
