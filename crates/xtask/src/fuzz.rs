//! `cargo xtask fuzz`: bytes that are made up, for whatever the echo server and the decoders read.
//!
//! Each target begins with its seeds, and with what earlier runs found worth keeping. It needs a nightly toolchain and
//! cargo-fuzz. Where one of them is missing it says so and is content: the same properties are also checked by an ordinary
//! test, with the seeds alone.

use std::path::Path;
use std::process::Command;

use crate::process::{as_from_a_shell, target_folder};
use crate::{Result, say};

/// Where the targets are.
const FOLDERS: [&str; 2] = ["crates/echo-server/fuzz", "crates/payload/fuzz"];

/// The longest input: a request with the longest path fits, with some frames after it.
const MAX_BYTES: u32 = 8192;

/// An input that takes longer is a fault too.
const MAX_SECONDS: u32 = 10;

/// More than this is not read by anybody.
const SHOWN: usize = 40;

/// Runs each target for so long.
pub(crate) fn run(seconds: u32) -> Result<()> {
    if let Some(missing) = missing() {
        say(format_args!("not fuzzed: {missing}"));
        return Ok(());
    }
    let target_folder = target_folder()?.join("fuzz");
    for folder in FOLDERS {
        let status = cargo_fuzz("build", folder, &target_folder).status()?;
        if !status.success() {
            return Err(format!("the fuzz targets in {folder} do not build").into());
        }
        for target in targets(folder)? {
            fuzz(&target, folder, seconds, &target_folder)?;
        }
    }
    Ok(())
}

/// What would have to be installed first.
fn missing() -> Option<&'static str> {
    let is_there = |command: &mut Command| command.output().is_ok_and(|done| done.status.success());
    if !is_there(nightly().args(["rustc", "--version"])) {
        Some("there is no nightly toolchain (rustup toolchain install nightly)")
    } else if !is_there(nightly().args(["cargo", "fuzz", "--version"])) {
        Some("there is no cargo-fuzz (cargo install cargo-fuzz --locked)")
    } else {
        None
    }
}

/// A program of the nightly toolchain. The one that is named in `rust-toolchain.toml` is for everything else.
fn nightly() -> Command {
    let mut command = as_from_a_shell("rustup");
    command.args(["run", "nightly"]);
    command
}

fn cargo_fuzz(what: &str, folder: &str, target_folder: &Path) -> Command {
    let mut command = nightly();
    command.args(["cargo", "fuzz", what, "--fuzz-dir", folder]);
    // Nothing of ours is unsafe. Without a look at each access to memory, twice as much is tried in the same time.
    command.args(["--sanitizer", "none", "--target-dir"]);
    command.arg(target_folder);
    command
}

/// The name of each target: there are seeds for all of them.
fn targets(folder: &str) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    for seeds in std::fs::read_dir(Path::new(folder).join("seeds"))? {
        targets.push(seeds?.file_name().to_string_lossy().into_owned());
    }
    targets.sort_unstable();
    Ok(targets)
}

fn fuzz(target: &str, folder: &str, seconds: u32, target_folder: &Path) -> Result<()> {
    let corpus = target_folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus)?;
    let mut command = cargo_fuzz("run", folder, target_folder);
    command.arg(target).arg(&corpus);
    command.arg(Path::new(folder).join("seeds").join(target));
    // Where it was made up says nothing.
    command.env("RUST_BACKTRACE", "0").arg("--");
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-max_len={MAX_BYTES}"));
    command.arg(format!("-timeout={MAX_SECONDS}"));
    let done = command.output()?;
    let written = String::from_utf8_lossy(&done.stderr);
    if done.status.success() {
        let runs = runs(&written).ok_or_else(|| format!("{target} does not tell what it did"))?;
        say(format_args!("{target}: {runs} inputs"));
        return Ok(());
    }
    for line in report(&written) {
        say(line);
    }
    Err(format!("{target} found an input for which something does not hold").into())
}

/// What did not hold and for which input: the end, from the panic on if there was one.
fn report(written: &str) -> Vec<&str> {
    let lines: Vec<&str> = written.lines().collect();
    let panic = lines.iter().position(|line| line.contains("panicked at"));
    let start = panic.unwrap_or(lines.len().saturating_sub(SHOWN));
    lines.into_iter().skip(start).take(SHOWN).collect()
}

/// How many inputs were tried: `Done 123456 runs in 11 second(s)`.
fn runs(written: &str) -> Option<u64> {
    let last = written.lines().rev();
    let mut counts = last.filter_map(|line| line.strip_prefix("Done ")?.split(' ').next());
    counts.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, report, runs};

    #[test]
    fn the_count_is_found_among_everything_else() {
        let written = "#2\tINITED cov: 2\n#8\tDONE   cov: 3\nDone 8 runs in 1 second(s)\n";
        assert_eq!(runs(written), Some(8));
        assert_eq!(runs("error: no such target\n"), None);
    }

    #[test]
    fn what_went_wrong_is_shown() {
        let before = "#9\tNEW\n".repeat(100);
        let after = "more\n".repeat(100);
        let written = format!("{before}thread panicked at here:\nwhy\n{after}");
        assert_eq!(report(&written)[..2], ["thread panicked at here:", "why"]);
        assert_eq!(report(&after).len(), SHOWN);
    }
}
