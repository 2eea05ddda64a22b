//! What is shown of a connection, and of one message.

use egui::accesskit::Role;

use super::fixture::Fixture;
use crate::Result;
use crate::window::text_of;

pub(super) fn inspected(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&["--language", "en"])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.tick("Record connection details")?;
    window.wait_for_text("Changes apply to the next connection")?;
    window.press("Scenarios")?;
    window.choose_in_sidebar("Search", "Refuse with 401")?;
    window.wait_for_rows(1, &["Response: HTTP/1.1 401 Unauthorized"])?;
    window.choose_in_sidebar("Search", "Close with an error code")?;
    window.wait_for_rows(1, &["1011 Internal Error, “out of coffee”"])?;
    let reply = window.wait_for("the reply", |node| {
        text_of(node).contains("Response: HTTP/1.1 101")
    })?;
    window.click(&reply)?;
    window.wait_for_text("sec-websocket-accept: ")?;
    window.screenshot(fixture.screenshot("inspected-en"))?;
    window.press("How it works")?;
    window.wait_for_text("Of this connection")?;
    window.screenshot(fixture.screenshot("handshake-en"))?;
    window.press("Frame")?;
    window.wait_for_text("masked, as required for frames from a client")?;
    window.screenshot(fixture.screenshot("frame-en"))
}

pub(super) fn detail(fixture: &Fixture) -> Result<()> {
    const MESSAGE: &str = concat!(
        r#"{"id":12345678901234567890,"id":"同一个键","price":1.10,"tags":["a","b",{"deep":[]}],"#,
        r#""user":{"name":"测试","visits":[1,2,3]}}"#
    );
    let window = fixture.window(&["--send", MESSAGE])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到"])?;
    let row = window.wait_for("the echo", |node| text_of(node).contains("收到，"))?;
    window.click(&row)?;
    window.pick("树形")?;
    let folded = window.wait_for("a part of the JSON", |node| {
        text_of(node).contains("\"tags\": [")
    })?;
    window.click(&folded)?;
    window.wait_for_text("\"tags\": [ 3 项 ],")?;
    window.screenshot(fixture.screenshot("json-zh"))?;
    window.press_shortcut(egui::Key::S)?;
    window.wait_for_text("浏览…")?;
    window.screenshot(fixture.screenshot("save-zh"))?;
    let save = window.wait_for("the button that saves", |node| {
        node.role() == Role::Button && text_of(node) == "保存"
    })?;
    window.click(&save)?;
    window.wait_for_text("已保存到")?;
    let file = fixture.home.join("message-2.json");
    if std::fs::read_to_string(&file)? != MESSAGE {
        return Err("the file is not what was sent".into());
    }
    Ok(())
}
