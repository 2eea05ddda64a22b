//! Packages of other languages that a chore needs, each installed into a folder of its own the first time.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::target_folder;
use crate::{Result, say};

/// What is written into the folder of a package when all of it is there.
const DONE: &str = "installed";

/// A package of Python, as `name==1.2.3`. Returns the folder of its Python environment.
pub(crate) fn from_pypi(package: &str) -> Result<PathBuf> {
    install(package, |folder| {
        finish(
            Command::new("python3").args(["-m", "venv"]).arg(folder),
            "python3 with venv (on Debian: python3-venv) is needed",
        )?;
        finish(
            Command::new(folder.join("bin/pip")).args(["install", "--quiet", package]),
            &format!("{package} could not be installed"),
        )
        .map(drop)
    })
}

/// A package of npm, as `name@1.2.3`. Returns the folder that has its `node_modules`.
pub(crate) fn from_npm(package: &str) -> Result<PathBuf> {
    install(package, |folder| {
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
                .args([folder.as_os_str(), package.as_ref()]),
            &format!("{package} could not be installed with npm"),
        )
        .map(drop)
    })
}

fn install(package: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let folder = target_folder()?.join(package);
    if !folder.join(DONE).exists() {
        say(format_args!("installing {package} …"));
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
