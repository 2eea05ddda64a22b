//! A walk through what can go wrong with a connection, each told in words.

use std::process::Command;

use super::{Stage, served};
use crate::Result;
use crate::process::Process;
use crate::window::Window;

/// Where the server speaks TLS, with a certificate of its own making.
const SECURE: &str = "wss://localhost:4443";

/// Plays it all in one window.
pub fn walk(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&["--language", "en", "localhost:9"])?;
    window.wait_for_rows(
        1,
        &["Connection refused: nothing is listening at ws://localhost:9/"],
    )?;
    let server = secure_server(stage)?;
    connect(&window, SECURE)?;
    window.wait_for_rows(
        1,
        &[
            "Certificate from an untrusted issuer",
            "wss://localhost:4443/",
        ],
    )?;
    window.tick("Inspect")?;
    connect(
        &window,
        "localhost:4000/close/1011?reason=out%20of%20coffee",
    )?;
    window.wait_for_rows(1, &["1011 Internal Error, “out of coffee”"])?;
    connect(&window, "localhost:4000/refuse/401")?;
    window.wait_for_rows(1, &["HTTP status 401", "Is a token missing"])?;
    window.screenshot(stage.screenshot("walk-en"))?;
    unverified(stage, &window)?;
    reconnected(stage, &window, server)?;
    beside(stage, &window)?;
    probed(stage, &window)
}

/// Puts an address into the field and connects to it.
fn connect(window: &Window, address: &str) -> Result<()> {
    window.fill("Address", address)?;
    window.press_key(egui::Key::Enter)
}

/// Both `ws` and `wss`, with a certificate that nobody knows.
fn secure_server(stage: &Stage<'_>) -> Result<Process> {
    served(
        Command::new(stage.programs.join("echo-server"))
            .arg("--tls-self-signed")
            .env("HOME", &stage.home)
            .env("XDG_DATA_HOME", &stage.home),
    )
}

/// Certificates are not checked where the person says so, and that cannot be overlooked.
fn unverified(stage: &Stage<'_>, window: &Window) -> Result<()> {
    window.press("Options")?;
    window.choose("Certificates", "Any, unchecked")?;
    window.wait_for_text("Whoever stands between can read and change everything")?;
    window.screenshot(stage.screenshot("options-en"))?;
    window.press("Done")?;
    connect(window, SECURE)?;
    window.wait_for_text("The certificate is NOT checked")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(stage.screenshot("unchecked-en"))?;
    window.press("Disconnect")
}

/// The server goes, a countdown runs, the server comes back: the list has it all.
fn reconnected(stage: &Stage<'_>, window: &Window, server: Process) -> Result<()> {
    window.press("Options")?;
    window.press("Defaults")?;
    window.tick("Reconnect")?;
    window.press("Done")?;
    connect(window, "localhost:4000")?;
    window.press("点击请求")?;
    window.wait_for_rows(2, &["received", "helloworld"])?;
    server.kill();
    window.wait_for_rows(1, &["Connection lost"])?;
    window.wait_for_text("Again in")?;
    window.screenshot(stage.screenshot("countdown-en"))?;
    let _server = stage.echo_server()?;
    window.wait_for_rows(1, &["There was no connection for "])?;
    window.press("点击请求")?;
    window.wait_for_rows(3, &["received", "helloworld"])
}

/// Two connections beside each other.
fn beside(stage: &Stage<'_>, window: &Window) -> Result<()> {
    let server = stage.echo_server()?;
    window.wait_for_text("Connected to ws://localhost:4000")?;
    window.press("New tab")?;
    connect(window, "localhost:4000/course")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["received", "Hello World"])?;
    window.press("Tab localhost:4000")?;
    window.wait_for_rows(3, &["received", "helloworld"])?;
    window.screenshot(stage.screenshot("tabs-en"))?;
    server.kill();
    Ok(())
}

/// A connection that loses a tenth of what is sent: the probe tells how much, the composer sends bytes over it.
fn probed(stage: &Stage<'_>, window: &Window) -> Result<()> {
    let _server = stage.echo_server()?;
    connect(window, "localhost:4000/drop/10%/echo")?;
    window.press("Probe…")?;
    window.press("Start the probe")?;
    window.wait_for_rows(1, &["Probe: 100 sent, "])?;
    if window
        .texts()?
        .iter()
        .any(|(_, text)| text.contains("Lost 0"))
    {
        return Err("nothing was lost".into());
    }
    window.screenshot(stage.screenshot("probe-en"))?;
    window.press("Hide the probe")?;
    window.choose("What the text is", "Hex")?;
    window.wait_for_text("is no hexadecimal digit")?;
    window.screenshot(stage.screenshot("hex-en")).map(drop)
}
