//! Polling compared with WebSocket: from a fresh start to the first plot in two clicks, and the saved results.

use super::fixture::Fixture;
use crate::Result;
use crate::window::{Window, text_of};

/// In both languages, the second time with long polling.
pub(super) fn compare(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&[])?;
    window.press("轮询与 WebSocket 对比")?;
    window.press("开始对比")?;
    window.wait_for_text("WebSocket 用 1 个连接传输了")?;
    // Enough for the plots to show where it leads.
    window.wait_for_text("传递 10 个 16 B 的事件")?;
    window.screenshot(fixture.screenshot("lesson-zh"))?;
    save(fixture, &window)?;
    window.press("停止")?;
    window.wait_for_text("已停止")?;
    window.quit()?;

    let window = fixture.window(&["--language", "en"])?;
    window.press("Polling vs. WebSocket")?;
    window.press("Long polling")?;
    window.press("Compare")?;
    window.wait_for_text("To deliver 3 events of 16 B, long polling transferred")?;
    window.press("Latency")?;
    window.screenshot(fixture.screenshot("lesson-long-polling-en"))?;
    window.resize(380, 420)?;
    window.screenshot(fixture.screenshot("lesson-small-en"))?;
    window.press("Close page")?;
    window.wait_for_button("点击请求").map(drop)
}

/// A picture and a table, while events go on.
fn save(fixture: &Fixture, window: &Window) -> Result<()> {
    for button in ["保存图片…", "保存表格…"] {
        window.press(button)?;
        let save = window.wait_for("the button that saves", |node| text_of(node) == "保存")?;
        window.click(&save)?;
        window.wait_for_text("已保存到")?;
    }
    let picture = std::fs::read(fixture.home.join("polling-or-websocket.png"))?;
    let reader = png::Decoder::new(std::io::Cursor::new(&picture)).read_info()?;
    let (width, height) = reader.info().size();
    if width < 800 || height < 300 {
        return Err(format!("the picture is {width} × {height}").into());
    }
    std::fs::write(fixture.screenshot("lesson-saved-zh"), picture)?;
    let table = std::fs::read_to_string(fixture.home.join("polling-or-websocket.csv"))?;
    if !table.starts_with("time_us,happened,polling_") || table.lines().count() < 20 {
        return Err(format!("this is no table of the figures: {table}").into());
    }
    Ok(())
}
