//! How the browser is started.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::process::Process;
use crate::wait::wait_until;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Software rendering, no first-run questions, and no request to anybody but the page's server.
const FLAGS: [&str; 14] = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--remote-debugging-port=0",
    // The browser's own developer tools look at a tab over that port too: `Browser::inspect`.
    "--remote-allow-origins=devtools://devtools",
    // To a browser no name but `localhost` is this machine: what comes from here over http is not to be trusted.
    "--host-resolver-rules=MAP lan.test 127.0.0.1",
];

/// Under these names the systems know it.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Whether there is a browser.
pub(crate) fn is_installed() -> bool {
    let has_version = |program: &&str| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| output.status.success())
    };
    PROGRAMS.iter().any(has_version)
}

/// Starts a browser, and tells the address at which its DevTools protocol is spoken.
pub(crate) fn start(home: &Path, language: &str, scale: u32) -> Result<(Process, String)> {
    let process = PROGRAMS
        .iter()
        .find_map(|program| launch(program, home, language, scale).ok())
        .ok_or("Chromium cannot be started (on Debian: apt-get install chromium)")?;
    let address = wait_until("Chromium to listen", PATIENCE, || {
        let lines = process.lines();
        let mut addresses = lines
            .iter()
            .filter_map(|line| line.strip_prefix("DevTools listening on "));
        Ok(addresses.next().map(str::to_owned))
    })?;
    Ok((process, address))
}

fn launch(program: &str, home: &Path, language: &str, scale: u32) -> Result<Process> {
    Process::start(
        Command::new(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", home.display()))
            .arg(format!("--lang={language}"))
            .arg(format!("--force-device-scale-factor={scale}"))
            .arg(format!("--accept-lang={language}")),
    )
}
