//! Connecting, sending and receiving.

use super::fixture::Fixture;
use super::widgets::{press, wait_for_rows, wait_until_open};
use crate::{Result, flood};

pub(super) fn click(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url(""))?;
    wait_until_open(&page)?;
    for _ in 0..3 {
        press(&page, "点击请求")?;
        wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    }
    press(&page, "要发送的消息")?;
    page.type_text(" 你好，世界 👋🏽🌍")?;
    press(&page, "点击请求")?;
    wait_for_rows(&page, &[("received", "helloworld 你好，世界 👋🏽🌍")])?;
    page.wait_for("wscope.counts().sent === 4 && wscope.counts().received === 4")?;
    fixture.screenshot(&page, "browser-zh")
}

/// With every binary message that it sends ewebsock asks for blobs, which arrive late. The socket is asked for them here.
pub(super) fn order(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let address = flood::start_mixed(2_000)?;
    let page = fixture.browser.open_blank()?;
    page.prepare(
        "globalThis.WebSocket = class extends WebSocket { constructor(url) { super(url); \
         this.addEventListener('open', () => { this.binaryType = 'blob'; globalThis.isAsked = true; }); } }",
    )?;
    page.go(&site.url(&format!("?url={address}")))?;
    page.wait_for("globalThis.isAsked")?;
    page.wait_for("wscope.counts().received === 4000")?;
    let kinds = "wscope.rows(4000).every((row, at) => row.kind === (at % 2 ? 'binary' : 'text'))";
    page.wait_for(kinds).map(drop)
}

pub(super) fn hidden(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let address = flood::start(100_000)?;
    let page = fixture
        .browser
        .open(&site.url(&format!("?url={address}")))?;
    page.wait_for("wscope.phase() === 'open'")?;
    let other = fixture.browser.open_blank()?;
    other.show()?;
    page.wait_for("document.hidden")?;
    page.wait_for("wscope.counts().received === 100000")?;
    page.wait_for("wscope.counts().kept + wscope.counts().dropped === 100000")?;
    other.close()?;
    page.show()?;
    wait_for_rows(&page, &[("received", "flood 000099999")])
}

/// What is an https page to the program is decided by its address alone, so that is what is feigned here.
pub(super) fn secure(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open_blank()?;
    page.prepare(
        "const real = WebSocket; globalThis.WebSocket = class extends real { constructor(url) { \
         if (url.includes('192.0.2.1')) throw new DOMException('An insecure connection', 'SecurityError'); super(url); } }",
    )?;
    page.go(&site.url("?lang=en&url=ws://192.0.2.1"))?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('may not connect unencrypted')")
        .map(drop)
}

pub(super) fn closed(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let server = site
        .url("close/1011?reason=out of coffee")
        .replace("http", "ws");
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url={server}")))?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('1011')")?;
    page.wait_for(
        "wscope.widgets().some((one) => one.name.includes('1011 Internal Error, “out of coffee”'))",
    )
    .map(drop)
}
