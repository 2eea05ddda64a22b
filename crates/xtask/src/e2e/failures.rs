//! What can go wrong with a connection, and how each failure is reported.

use std::process::Command;

use super::fixture::{Fixture, served};
use crate::Result;
use crate::process::Process;
use crate::window::Window;

/// Where the server speaks TLS, with a certificate of its own making.
const SECURE: &str = "wss://localhost:4443";

/// All of it in one window.
pub(super) fn all(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&["--language", "en", "localhost:9"])?;
    window.wait_for_rows(
        1,
        &["Connection refused: nothing is listening at ws://localhost:9/"],
    )?;
    let server = secure_server(fixture)?;
    connect(&window, SECURE)?;
    window.wait_for_rows(1, &["Untrusted issuer", "wss://localhost:4443/"])?;
    window.tick("Record connection details")?;
    connect(
        &window,
        "localhost:4000/close/1011?reason=out%20of%20coffee",
    )?;
    window.wait_for_rows(1, &["1011 Internal Error, “out of coffee”"])?;
    connect(&window, "localhost:4000/refuse/401")?;
    window.wait_for_rows(
        1,
        &[
            "401 Unauthorized: missing or invalid credentials",
            "Add a token",
        ],
    )?;
    window.screenshot(fixture.screenshot("walk-en"))?;
    unverified(fixture, &window)?;
    reconnected(fixture, &window, server)?;
    beside(fixture, &window)?;
    probed(fixture, &window)
}

/// Puts an address into the field and connects to it.
fn connect(window: &Window, address: &str) -> Result<()> {
    window.fill("Address", address)?;
    window.press_key(egui::Key::Enter)
}

/// A server with `ws` and `wss`, whose certificate nobody trusts.
fn secure_server(fixture: &Fixture) -> Result<Process> {
    served(
        Command::new(fixture.programs.join("echo-server"))
            .arg("--tls-self-signed")
            .env("HOME", &fixture.home)
            .env("XDG_DATA_HOME", &fixture.home),
    )
}

/// Certificates are not checked where the person says so, and that cannot be overlooked.
fn unverified(fixture: &Fixture, window: &Window) -> Result<()> {
    window.press("Connection settings")?;
    window.pick("TLS")?;
    window.pick("Skip verification (insecure)")?;
    window.wait_for_text("Anyone on the network path can read and modify all data")?;
    window.screenshot(fixture.screenshot("options-en"))?;
    connect(window, SECURE)?;
    window.wait_for_text("Certificate NOT verified")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(fixture.screenshot("unchecked-en"))?;
    window.press("Disconnect")
}

/// The server goes, a countdown runs, the server comes back: the list has it all.
fn reconnected(fixture: &Fixture, window: &Window, server: Process) -> Result<()> {
    window.press("Connection settings")?;
    window.pick("Advanced")?;
    window.press("Restore defaults")?;
    window.tick("Reconnect automatically")?;
    connect(window, "localhost:4000")?;
    window.press("点击请求")?;
    window.wait_for_rows(2, &["received", "helloworld"])?;
    server.kill();
    window.wait_for_rows(1, &["without a close frame (1006)"])?;
    window.wait_for_button("Reconnect now")?;
    window.screenshot(fixture.screenshot("countdown-en"))?;
    let _server = fixture.echo_server()?;
    window.wait_for_rows(1, &["Disconnected for "])?;
    window.press("点击请求")?;
    window.wait_for_rows(3, &["received", "helloworld"])
}

/// Two connections beside each other.
fn beside(fixture: &Fixture, window: &Window) -> Result<()> {
    let server = fixture.echo_server()?;
    window.wait_for_rows(2, &["Disconnected for "])?;
    window.wait_for_button("点击请求")?;
    window.press("New tab")?;
    connect(window, "localhost:4000/course")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["received", "Hello World"])?;
    window.press("Tab localhost:4000")?;
    // All of them have room without what happened to the connection.
    window.pick("Received only")?;
    window.wait_for_rows(3, &["received", "helloworld"])?;
    window.pick("All")?;
    window.wait_for_rows(2, &["Disconnected for "])?;
    window.screenshot(fixture.screenshot("tabs-en"))?;
    server.kill();
    Ok(())
}

/// A connection that loses a tenth of what is sent: the probe tells how much, the composer sends bytes over it.
fn probed(fixture: &Fixture, window: &Window) -> Result<()> {
    let _server = fixture.echo_server()?;
    connect(window, "localhost:4000/drop/10%/echo")?;
    window.press("Latency test…")?;
    window.press("Start test")?;
    // It is over when it can be begun again.
    window.wait_for_button("Start test")?;
    if window
        .texts()?
        .iter()
        .any(|(_, text)| text.contains("Lost 0"))
    {
        return Err("nothing was lost".into());
    }
    window.screenshot(fixture.screenshot("probe-en"))?;
    window.press("Close page")?;
    window.wait_for_rows(1, &["Latency test: 100 sent, "])?;
    window.press("Hex")?;
    window.wait_for_text("is not a hexadecimal digit")?;
    window.screenshot(fixture.screenshot("hex-en")).map(drop)
}
