//! What messages say in their protocol.

use serde_json::json;

use super::fixture::Fixture;
use super::journeys::press_row;
use super::widgets::{press, wait_for_text, wait_until_open};
use crate::Result;
use crate::browser::Page;

/// How a server of Socket.IO begins. The echo server says what it is told.
const OPENING: &str = r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#;
const EVENT: &str = r#"42["chat",{"text":"hello"}]"#;

/// The protocol is recognised by the first messages; rows and the inspector tell what a message says, until the person wants none.
pub(super) fn socket_io(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    send(&page, OPENING, 1)?;
    send(&page, EVENT, 2)?;
    press_row(&page, r#"chat {"text":"hello"}"#)?;
    wait_for_text(&page, "Protocol: Socket.IO 4")?;
    wait_for_text(&page, "event chat")?;
    fixture.screenshot(&page, "decoded")?;
    press(&page, "Protocol: Socket.IO 4")?;
    press(&page, "None")?;
    press_row(&page, EVENT)?;
    wait_for_text(&page, "Protocol: None")
}

/// Tables of Unicode are not in the program: the browser's are asked.
pub(super) fn found_by_property(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    send(&page, "alpha", 1)?;
    send(&page, "αλφα", 2)?;
    press(&page, "Find")?;
    page.type_text(r"^\p{greek}+$")?;
    press(&page, "Regular expression")?;
    // It was sent, and came back.
    wait_for_text(&page, "2 matches")
}

fn send(page: &Page<'_>, text: &str, number: usize) -> Result<()> {
    press(page, "Message to send")?;
    page.select_all()?;
    page.type_text(text)?;
    let typed = json!(text);
    page.wait_for(&format!(
        "wscope.widgets().some((one) => one.name === 'Message to send' && one.value === {typed})"
    ))?;
    press(page, "点击请求 Send")?;
    page.wait_for(&format!("wscope.counts().received === {number}"))
        .map(drop)
}
