//! Programs that run beside a chore, and end with it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::Result;
use crate::wait::wait_until;

/// How long a program may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long programs may take to end that are asked to.
const TERMINATION: Duration = Duration::from_secs(10);

/// A running program, with what it has written so far. Dropping it kills it.
pub(crate) struct Process {
    child: Child,
    written: Arc<Mutex<Vec<String>>>,
    /// Whether it leads a process group, of which all are ended.
    is_group: bool,
}

impl Process {
    /// Starts a program and listens to what it writes.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                format!(
                    "{} cannot be started: {error}",
                    command.get_program().display()
                )
            })?;
        let written = Arc::default();
        if let Some(stdout) = child.stdout.take() {
            listen(stdout, &written)?;
        }
        if let Some(stderr) = child.stderr.take() {
            listen(stderr, &written)?;
        }
        Ok(Self {
            child,
            written,
            is_group: false,
        })
    }

    /// Starts a program that starts others. All of them are asked to end, and have time for it.
    pub(crate) fn start_group(command: &mut Command) -> Result<Self> {
        use std::os::unix::process::CommandExt as _;
        let mut process = Self::start(command.process_group(0))?;
        process.is_group = true;
        Ok(process)
    }

    /// The lines written so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The port at which it says that it listens.
    pub(crate) fn port(&self) -> Result<u16> {
        wait_until("a port to connect to", PATIENCE, || {
            Ok(self.lines().iter().find_map(|line| port_of(line)))
        })
        .map_err(|error| format!("{error}: {:?}", self.lines()).into())
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it without a warning, as a crash would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if self.is_group {
            let group = format!("-{}", self.child.id());
            for (signal, patience) in [("-TERM", TERMINATION), ("-KILL", Duration::ZERO)] {
                // They may all have ended by themselves.
                Command::new("kill")
                    .args([signal, "--", &group])
                    .output()
                    .ok();
                let has_ended = || Ok(self.has_ended().then_some(()));
                if wait_until("the end", patience, has_ended).is_ok() {
                    break;
                }
            }
        }
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Cargo, as if it had been called from a shell.
pub(crate) fn cargo() -> Command {
    as_from_a_shell(env!("CARGO"))
}

/// The root of the workspace that a folder is in.
pub(crate) fn workspace(folder: &Path) -> Result<PathBuf> {
    let output = cargo()
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .current_dir(folder)
        .output()?;
    let manifest = PathBuf::from(String::from_utf8(output.stdout)?.trim_end());
    let root = manifest.parent().filter(|_| output.status.success());
    match root.filter(|root| root.join("crates/xtask").is_dir()) {
        Some(root) => Ok(root.to_owned()),
        None => Err("run it in a checkout of this workspace, or in a folder of one".into()),
    }
}

/// Where cargo builds to, whatever the settings of the person or the machine say.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder
        .ok_or("cargo does not tell where it builds to")?
        .into())
}

/// A program, as if it had been called from a shell. What cargo tells the programs that it runs about their package would
/// reach a nested build, and rebuild whatever looks at it.
pub(crate) fn as_from_a_shell(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

fn port_of(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("listening on ")?;
    let (_, port) = rest.split_once("127.0.0.1:")?;
    let digits = port.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn listen(
    stream: impl std::io::Read + Send + 'static,
    written: &Arc<Mutex<Vec<String>>>,
) -> Result<()> {
    let written = Arc::clone(written);
    std::thread::Builder::new()
        .name("listen".to_owned())
        .spawn(move || {
            for line in BufReader::new(stream)
                .lines()
                .map_while(std::io::Result::ok)
            {
                written
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(line);
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_found_whatever_surrounds_it() {
        assert_eq!(port_of("listening on ws://127.0.0.1:4000"), Some(4000));
        assert_eq!(
            port_of("listening on http://127.0.0.1:80/ and more"),
            Some(80)
        );
        assert_eq!(port_of("127.0.0.1:80 connected"), None);
    }

    #[test]
    fn the_workspace_is_that_of_the_folder_and_not_that_of_the_program() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let own = own.canonicalize().unwrap();
        assert_eq!(workspace(&own.join("crates/wscope/src")).unwrap(), own);

        let other = std::env::temp_dir().join(format!("xtask-workspace-{}", std::process::id()));
        let package = other.join("crates/xtask");
        std::fs::create_dir_all(package.join("src")).unwrap();
        assert!(workspace(&package).is_err(), "there is no manifest");
        std::fs::write(
            other.join("Cargo.toml"),
            "[workspace]\nmembers = [\"crates/*\"]",
        )
        .unwrap();
        std::fs::write(package.join("Cargo.toml"), "[package]\nname = \"xtask\"").unwrap();
        std::fs::write(package.join("src/lib.rs"), "").unwrap();
        let found = workspace(&package);
        std::fs::remove_dir_all(&other).unwrap();
        assert_eq!(found.unwrap(), other);
    }
}
