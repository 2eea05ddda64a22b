//! A session bus with a keyring that is unlocked, for one test: nobody's own keyring is touched.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::process::Process;
use crate::wait::wait_until;

/// How long the bus may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bus, and on it a keyring, which ends with it.
pub(super) struct SessionKeyring {
    /// Held: the bus ends when this is dropped.
    _bus: Process,
    address: String,
}

impl SessionKeyring {
    /// Starts both, with their files in `home`.
    pub(super) fn start(home: &Path) -> Result<Self> {
        std::fs::create_dir_all(home)?;
        let bus = Process::start(Command::new("dbus-daemon").args([
            "--session",
            "--nofork",
            "--print-address",
        ]))?;
        let address = wait_until("the session bus", PATIENCE, || {
            let lines = bus.lines();
            Ok(lines.into_iter().find(|line| line.starts_with("unix:")))
        })?;
        // It goes on as a daemon once it has the name on the bus. The password of a new keyring is the empty line.
        let status = Command::new("sh")
            .args([
                "-c",
                "echo | gnome-keyring-daemon --unlock --components=secrets",
            ])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .stdout(std::process::Stdio::null())
            .status()?;
        if !status.success() {
            return Err("gnome-keyring-daemon does not start".into());
        }
        Ok(Self { _bus: bus, address })
    }

    /// Where the bus listens.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}
