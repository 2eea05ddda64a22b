//! The page as a screen reader finds it: through Chromium's own accessibility tree, and by the keyboard.

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::static_host;
use super::widgets::{settle, wait_for_rows, wait_until_open};
use crate::Result;
use crate::browser::{PATIENCE, Page};
use crate::wait::wait_until;

/// More presses of Tab than the window has controls.
const MANY_TABS: usize = 80;

pub(super) fn read(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    page.call("Accessibility.enable", json!({}))?;
    wait_for_node(&page, "status", "Connection state")?;
    wait_for_node(&page, "log", "Newest messages")?;
    press(&page, "Show all controls")?;
    wait_for_node(&page, "button", "点击请求 Send")?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    wait_for_node(&page, "StaticText", "received helloworld")?;
    fill(&page, "Message to send", "read aloud")?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("received", "read aloud")])?;
    press(&page, "Disconnect")?;
    page.wait_for("wscope.phase() === 'idle'")?;
    wait_for_node(&page, "button", "Connect")
}

/// Tab goes through the window, and on from its last control to what stands behind the canvas.
pub(super) fn left_by_tab(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    let is_left = "document.activeElement?.closest('.mirror') !== null";
    for _ in 0..MANY_TABS {
        key(&page, "Tab", 9)?;
        // Of several presses in one frame egui takes one.
        settle(&page)?;
        if page.evaluate(is_left)? == Value::Bool(true) {
            return Ok(());
        }
    }
    Err("Tab never leaves the canvas".into())
}

/// A page that shows this one in a frame keeps the focus where it was.
pub(super) fn embedded(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    page.wait_for(
        "document.activeElement?.id === 'canvas' || document.activeElement?.localName === 'input'",
    )?;
    let around = format!(
        "<!doctype html><link rel=icon href=data:,><input id=own autofocus>\
         <iframe id=frame src='/?lang=en&url=ws://localhost:{}'></iframe>",
        site.port
    );
    let host = static_host::start(&fixture.built.folder, &around)?;
    page.go(&format!("http://localhost:{host}/around"))?;
    page.wait_for("document.getElementById('own')?.focus(), document.activeElement.id === 'own'")?;
    page.wait_for("document.getElementById('frame').contentWindow.wscope?.phase() === 'open'")?;
    page.wait_for("document.getElementById('frame').contentWindow.wscope.frames() > 3")?;
    if page.evaluate("document.activeElement.id")? == json!("own") {
        Ok(())
    } else {
        Err("the page in the frame took the focus".into())
    }
}

fn key(page: &Page<'_>, name: &str, code: u32) -> Result<()> {
    for kind in ["keyDown", "keyUp"] {
        page.call(
            "Input.dispatchKeyEvent",
            json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code }),
        )?;
    }
    Ok(())
}

/// The node of Chromium's accessibility tree with this role and name.
fn node(page: &Page<'_>, role: &str, name: &str) -> Result<Option<Value>> {
    let tree = page.call("Accessibility.getFullAXTree", json!({}))?;
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    Ok(nodes.into_iter().find(|node| {
        node["ignored"] != true && node["role"]["value"] == role && node["name"]["value"] == name
    }))
}

fn wait_for_node(page: &Page<'_>, role: &str, name: &str) -> Result<()> {
    let what = format!("the {role} {name}");
    wait_until(&what, PATIENCE, || node(page, role, name)).map(drop)
}

/// Presses a button as a screen reader does: by its node.
fn press(page: &Page<'_>, name: &str) -> Result<()> {
    wait_for_node(page, "button", name)?;
    on_node(page, "button", name, "function() { this.click(); }")
}

fn fill(page: &Page<'_>, name: &str, text: &str) -> Result<()> {
    wait_for_node(page, "textbox", name)?;
    let text = json!(text);
    let change = format!(
        "function() {{ this.focus(); this.value = {text}; this.dispatchEvent(new Event('change')); this.blur(); }}"
    );
    on_node(page, "textbox", name, &change)
}

fn on_node(page: &Page<'_>, role: &str, name: &str, call: &str) -> Result<()> {
    let node = node(page, role, name)?.ok_or("the node is gone")?;
    let id = &node["backendDOMNodeId"];
    let resolved = page.call("DOM.resolveNode", json!({ "backendNodeId": id }))?;
    let object = &resolved["object"]["objectId"];
    page.call(
        "Runtime.callFunctionOn",
        json!({ "objectId": object, "functionDeclaration": call }),
    )?;
    Ok(())
}
