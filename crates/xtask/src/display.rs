//! A screen without a screen.

use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::process::Process;
use crate::wait::wait_until;

/// An X server of our own. Dropping it ends it.
pub(crate) struct Display {
    _server: Process,
    name: String,
}

impl Display {
    /// Starts Xvfb on a free display.
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1600x1200x24",
            "-nolisten",
            "tcp",
        ]);
        let server = Process::start(&mut command).map_err(|error| {
            format!("{error}. The end-to-end tests need Xvfb (on Debian: apt-get install xvfb)")
        })?;
        let number = wait_until("Xvfb to be ready", Duration::from_secs(20), || {
            Ok(server
                .lines()
                .into_iter()
                .find(|line| line.parse::<u32>().is_ok()))
        })?;
        Ok(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }

    /// What another program would paste.
    pub(crate) fn clipboard(&self) -> Result<String> {
        let output = Command::new("xclip")
            .args(["-out", "-selection", "clipboard"])
            .env("DISPLAY", &self.name)
            .output()
            .map_err(|error| {
                format!("xclip cannot be started: {error} (on Debian: apt-get install xclip)")
            })?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// What `DISPLAY` is set to.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
