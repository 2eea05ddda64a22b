//! The clipboard: in a page that came over https or from this machine, in one that did not, and where it is forbidden.

use super::fixture::Fixture;
use super::widgets::{press, wait_for_text, wait_until_open};
use crate::Result;
use crate::browser::Page;

pub(super) fn copied(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let server = format!("ws://localhost:{}", site.port);
    let query = format!("?lang=en&url={server}");
    copies(fixture, &site.url(&query), "true")?;
    // By the name of a machine in the network the page has no `navigator.clipboard`.
    copies(fixture, &site.url_of_network(&query), "false")?;
    let origin = format!("http://localhost:{}", site.port);
    fixture
        .browser
        .permit(&origin, "clipboard-write", "denied")?;
    copies(fixture, &site.url(&query), "true")?;
    refused(fixture, &site.url(&query))
}

/// Everything that copies, in a page that is one of those the browser trusts, or is not.
fn copies(fixture: &Fixture, url: &str, is_secure: &str) -> Result<()> {
    let page = fixture.browser.open(url)?;
    wait_until_open(&page)?;
    page.wait_for(&format!("isSecureContext === {is_secure}"))?;
    // A field: what is cut out can be put in again.
    press(&page, "Message to send")?;
    page.select_all()?;
    page.type_text("kept by the clipboard")?;
    wait_for_field(&page, "kept by the clipboard")?;
    page.select_all()?;
    page.cut()?;
    wait_for_field(&page, "")?;
    page.paste()?;
    wait_for_field(&page, "kept by the clipboard")?;
    // Where nothing is selected, nothing is copied, and the clipboard stays as it is.
    page.copy()?;
    page.paste()?;
    wait_for_field(&page, "kept by the clipboardkept by the clipboard")?;
    // A button.
    page.select_all()?;
    page.type_text("a message")?;
    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 1")?;
    open_newest(&page)?;
    press(&page, "Copy hex")?;
    wait_for_text(&page, "Copied 18 B")?;
    press(&page, "Message to send")?;
    page.select_all()?;
    page.paste()?;
    wait_for_field(&page, "61206d657373616765")?;
    page.close()
}

/// Opens the newest row in the detail pane.
fn open_newest(page: &Page<'_>) -> Result<()> {
    let script = "(() => { const rows = wscope.widgets().filter((one) => one.role === 'Row' \
         && one.name.includes('received')); const row = rows.at(-1); \
         return row && [row.x + 200, row.y + row.height / 2]; })() ?? null";
    let place = page.wait_for(script)?;
    match (place[0].as_f64(), place[1].as_f64()) {
        (Some(x), Some(y)) => page.click(x, y),
        _ => Err(format!("the row has no place: {place}").into()),
    }
}

/// Where the browser takes a text by no way, it is not said to be copied, and what is cut out of a field is still there.
fn refused(fixture: &Fixture, url: &str) -> Result<()> {
    let page = fixture.browser.open_blank()?;
    page.prepare("Document.prototype.execCommand = () => false")?;
    page.go(url)?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    page.wait_for("wscope.counts().received === 1")?;
    open_newest(&page)?;
    press(&page, "Copy text")?;
    wait_for_text(&page, "Not copied")?;
    page.wait_for("!wscope.widgets().some((one) => one.name.includes('Copied'))")?;
    page.close()
}

fn wait_for_field(page: &Page<'_>, expected: &str) -> Result<()> {
    let expected = serde_json::json!(expected);
    let script = format!(
        "wscope.widgets().some((one) => one.name === 'Message to send' && one.value === {expected})"
    );
    page.wait_for(&script).map(drop)
}
