//! What can go wrong with a connection: the same words as in the window where the browser reports the cause, and a sentence that
//! says so where it does not.

use std::process::Command;

use super::fixture::{Fixture, quiet_but_for_network};
use super::widgets::{place_of, press, wait_for_text, wait_until_open};
use crate::Result;
use crate::browser::PATIENCE;
use crate::process::Process;
use crate::wait::wait_until;

/// Where a server speaks TLS with a certificate of its own making.
const SECURE: &str = "localhost:48443";

pub(super) fn all(fixture: &Fixture) -> Result<()> {
    untold(fixture)?;
    unknown_certificate(fixture)?;
    reconnected(fixture)?;
    probed(fixture)?;
    quiet_but_for_network(&fixture.browser)
}

/// A browser tells no page why a connection was refused: neither of a port, nor of a certificate, nor of a status.
fn untold(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let refusing = site.url("refuse/401").replacen("http", "ws", 1);
    for address in ["ws://localhost:48123", "wss://localhost:48123", &refusing] {
        let page = fixture
            .browser
            .open(&site.url(&format!("?lang=en&url={address}")))?;
        wait_for_text(&page, "browsers do not report the reason to pages")?;
        if address.starts_with("wss:") {
            wait_for_text(&page, "Does the browser trust its certificate?")?;
        }
        page.close()?;
    }
    Ok(())
}

/// A certificate of an unknown CA: the browser knows, and tells no page.
fn unknown_certificate(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let folder = std::env::temp_dir().join(format!("wscope-tls-{}", std::process::id()));
    let secure = Process::start(
        Command::new(&fixture.built.server)
            .args(["--listen=localhost:0", "--tls-self-signed", "--tls-dir"])
            .arg(&folder)
            .arg(format!("--tls-listen={SECURE}")),
    )?;
    wait_until("the server to speak TLS", PATIENCE, || {
        let lines = secure.lines();
        let is_ready = lines.iter().any(|line| line.contains("wss://"));
        Ok(is_ready.then_some(()))
    })?;
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url=wss://{SECURE}")))?;
    wait_for_text(&page, "browsers do not report the reason to pages")?;
    page.close()?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// The server goes, a countdown runs, the server comes back; and two connections are beside each other.
fn reconnected(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let port = site.port;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    press(&page, "Connection settings")?;
    press(&page, "Advanced")?;
    press(&page, "Reconnect automatically")?;
    press(&page, "Reconnect now")?;
    // The connection before was open as well.
    page.wait_for("wscope.rows(9).filter((row) => row.text === 'Connected').length === 2")?;
    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 1")?;
    drop(site);
    page.wait_for("wscope.phase() === 'waiting'")?;
    wait_for_text(&page, "Retry in")?;
    fixture.screenshot(&page, "browser-countdown-en")?;
    let _site = fixture.site(port)?;
    wait_until_open(&page)?;
    wait_for_text(&page, "Disconnected for")?;
    press(&page, "New tab")?;
    press(&page, "Connect")?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 1")?;
    fixture.screenshot(&page, "browser-tabs-en")?;
    let first = format!("Tab localhost:{port}");
    // The first of the two that bear this name.
    press(&page, &first)?;
    wait_for_text(&page, "Disconnected for")
}

/// A connection that loses a tenth of what is sent: the probe tells how much.
fn probed(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let server = site.url("drop/10%25/echo").replacen("http", "ws", 1);
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url={}", server.replace('%', "%25"))))?;
    wait_until_open(&page)?;
    press(&page, "Latency test…")?;
    press(&page, "Start test")?;
    // It is over when it can be begun again.
    place_of(&page, "Start test")?;
    wait_for_text(&page, "Sent 100")?;
    page.wait_for("!wscope.widgets().some((one) => one.name === 'Lost 0')")?;
    fixture.screenshot(&page, "browser-probe-en")?;
    press(&page, "Close page")?;
    wait_for_text(&page, "Latency test: 100 sent, ")
}
