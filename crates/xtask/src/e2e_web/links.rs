//! How the page is opened, by a link or plainly, and how it is left.

use super::fixture::{Fixture, quiet_but_for_network};
use super::widgets::{press, wait_for_rows, wait_for_text, wait_until_open};
use crate::Result;
use crate::browser::Page;

/// Stores what the page stores when it is left.
fn leave(page: &Page<'_>) -> Result<()> {
    page.go("about:blank")?;
    page.wait_for("location.href === 'about:blank'").map(drop)
}

fn check_questions(fixture: &Fixture, expected: &[&str], when: &str) -> Result<()> {
    let asked = fixture.browser.questions();
    if asked == expected {
        return Ok(());
    }
    Err(format!("{when}: the page asked {asked:?} instead of {expected:?}").into())
}

/// Leaves the page with and without something to lose.
pub(super) fn left(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    // A browser lets a page ask only after the page was used.
    press(&page, "Message to send")?;
    page.reload()?;
    wait_until_open(&page)?;
    check_questions(fixture, &[], "nothing is there to be lost")?;

    press(&page, "Message to send")?;
    page.type_text(" and more")?;
    page.wait_for("wscope.wouldLose()")?;
    page.reload()?;
    wait_until_open(&page)?;
    check_questions(fixture, &["beforeunload"], "a text was typed")?;

    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 1")?;
    leave(&page)?;
    check_questions(fixture, &["beforeunload"], "messages came")
}

/// Opens the page by a link to another server, and then without.
pub(super) fn linked(fixture: &Fixture) -> Result<()> {
    let (site, other) = (fixture.site(0)?, fixture.site(0)?);
    let dialled =
        |port: u16| format!("wscope.rows(1000).some((row) => row.text.includes(':{port}'))");
    let page = fixture.browser.open(&site.url(&format!(
        "?lang=en&url=ws://localhost:{}/?token=1",
        other.port
    )))?;
    wait_until_open(&page)?;
    page.wait_for(&dialled(other.port))?;
    leave(&page)?;
    page.go(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    page.wait_for(&dialled(site.port))?;
    let stored = page.wait_for("localStorage.getItem('wscope-settings')")?;
    if stored.to_string().contains(&other.port.to_string()) {
        return Err(format!("the address of a link is stored: {stored}").into());
    }
    Ok(())
}

/// A host that has the page and no WebSocket, as static hosts do.
pub(super) fn invited(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open_blank()?;
    page.prepare(
        "const real = WebSocket; globalThis.WebSocket = class extends real { \
         constructor(url, ...more) { super(url.replace(/\\/$/, '/refuse/404'), ...more); } }",
    )?;
    page.go(&site.url("?lang=en"))?;
    wait_for_text(&page, "No WebSocket server is listening at")?;
    page.wait_for(
        "!wscope.widgets().some((one) => one.name.includes('does not tell a page why'))",
    )?;
    fixture.screenshot(&page, "browser-invitation-en")?;
    quiet_but_for_network(&fixture.browser)
}

/// A browser hides the handshake, and tells what came of it.
pub(super) fn explained(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open_blank()?;
    // Painting blocks the page, and what the socket says waits meanwhile: it is dialled afterwards.
    page.prepare(
        "globalThis.painted = 0; globalThis.painted_at_dial = undefined; \
         for (const kind of [WebGLRenderingContext, WebGL2RenderingContext]) { \
           const draw = kind.prototype.drawElements; \
           kind.prototype.drawElements = function (...all) { painted += 1; return draw.apply(this, all); }; } \
         const real = WebSocket; globalThis.WebSocket = class extends real { \
         constructor(...all) { super(...all); globalThis.painted_at_dial ??= painted; } }",
    )?;
    page.go(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    page.wait_for("painted_at_dial > 0")?;
    press(&page, "How it works")?;
    wait_for_text(&page, "Browsers do not show the handshake")?;
    wait_for_text(&page, "Reported by the browser for this connection")?;
    wait_for_text(&page, &format!("ws://localhost:{}/", site.port))?;
    wait_for_text(&page, "(none)")?;
    fixture.screenshot(&page, "browser-handshake-en")
}

/// Chromium offers permessage-deflate by itself, and tells what was agreed on.
pub(super) fn compressed(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let server = site.url("deflate/echo").replace("http", "ws");
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url={server}")))?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    press(&page, "How it works")?;
    wait_for_text(&page, "permessage-deflate")
}
