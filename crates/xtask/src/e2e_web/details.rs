//! What a browser lets a page see of a connection, and choose about it.

use super::fixture::Fixture;
use super::widgets::{open_menu_of, place_of, press, wait_for_rows, wait_until_open};
use crate::Result;
use crate::browser::Page;

/// Waits until a row about the connection has this in it.
fn wait_for_line(page: &Page<'_>, part: &str) -> Result<()> {
    let part = serde_json::json!(part);
    page.wait_for(&format!(
        "wscope.rows(99).some((row) => row.kind === 'connection' && row.text.includes({part}))"
    ))
    .map(drop)
}

pub(super) fn recorded(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    press(&page, "Record connection details")?;
    press(&page, "Disconnect")?;
    press(&page, "Connect")?;
    // A browser says how long all of it took, and no more.
    wait_for_line(&page, "browsers do not show pages the single steps")?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    // A connection that ewebsock carries, in a tab beside it, must not be taken for this one.
    press(&page, "New tab")?;
    press(&page, "Record connection details")?;
    press(&page, "Connect")?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    press(&page, &format!("Tab localhost:{}", site.port))?;
    // Only this one can do so: now it is the one that is shown.
    open_menu_of(&page, "Close with code…")?;
    place_of(&page, "Close with code…")?;
    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 2")?;
    press(&page, "Close with code…")?;
    press(&page, "Code")?;
    page.select_all()?;
    page.type_text("4321")?;
    press(&page, "Reason")?;
    page.type_text("so long")?;
    fixture.screenshot(&page, "browser-close-en")?;
    press(&page, "Close connection")?;
    wait_for_line(&page, "4321")?;
    wait_for_line(&page, "so long")?;
    fixture.screenshot(&page, "browser-inspected-en")
}
