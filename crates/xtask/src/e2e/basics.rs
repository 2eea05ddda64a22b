//! Connecting, sending and receiving: the first minutes.

use std::time::Duration;

use super::fixture::Fixture;
use crate::Result;
use crate::wait::wait_until;
use crate::window::text_of;

pub(super) fn built_in_server(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&[])?;
    window.wait_for_text("内置回声服务器 localhost:4000")?;
    for clicks in 1..=3 {
        window.press("点击请求")?;
        window.wait_for_rows(clicks, &["收到", "helloworld"])?;
        window.wait_for_rows(clicks, &["发送", "helloworld"])?;
    }
    window.screenshot(fixture.screenshot("window-zh"))?;
    let row = window.wait_for("a received row", |node| {
        text_of(node).contains("收到") && text_of(node).contains("helloworld")
    })?;
    window.click(&row)?;
    window.press("复制 Base64")?;
    wait_until(
        "the message on the clipboard",
        Duration::from_secs(10),
        || Ok((fixture.display.clipboard()? == "aGVsbG93b3JsZA==").then_some(())),
    )?;
    window.screenshot(fixture.screenshot("detail-zh"))
}

pub(super) fn other_server(fixture: &Fixture) -> Result<()> {
    let server = fixture.echo_server()?;
    let window = fixture.window(&["--language", "en"])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    let logged = server.lines();
    if !logged.iter().any(|line| line.contains("connection opened")) {
        return Err(format!("the server's log shows no connection: {logged:?}").into());
    }
    if window
        .texts()?
        .iter()
        .any(|(_, text)| text.contains("Built-in echo server"))
    {
        return Err("the window claims to have its own server".into());
    }
    server.kill();
    window.wait_for_rows(1, &["without a close frame (1006)"])?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(fixture.screenshot("connection-lost-en"))?;
    let _server = fixture.echo_server()?;
    window.press("Connect")?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(2, &["received", "helloworld"])
}

pub(super) fn refused(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&["--language", "en", "localhost:9"])?;
    window.wait_for_rows(
        1,
        &[
            "Connection refused: nothing is listening at ws://localhost:9/",
            "Is the server running?",
        ],
    )?;
    window.resize(380, 420)?;
    window.screenshot(fixture.screenshot("refused-small-en"))
}

pub(super) fn tried(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&[])?;
    window.press("示例场景")?;
    window.wait_for_text("入门")?;
    window.screenshot(fixture.screenshot("scenarios-zh"))?;
    window.choose_in_sidebar("搜索", "课程示例：问答")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "Hello World"])?;
    for (title, row) in [
        ("以错误码关闭", "服务器关闭了连接"),
        ("以 401 拒绝握手", "401 未授权"),
        ("无效的 UTF-8", "不是有效的 UTF-8"),
        ("Sec-WebSocket-Accept 错误", "Sec-WebSocket-Accept 错误"),
    ] {
        window.choose_in_sidebar("搜索", title)?;
        window.wait_for_rows(1, &[row])?;
    }
    window.screenshot(fixture.screenshot("tried-zh"))
}
