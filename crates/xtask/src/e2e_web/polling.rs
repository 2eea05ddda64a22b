//! Polling compared with WebSocket, in two clicks from a fresh start.

use super::fixture::Fixture;
use super::widgets::{press, wait_for_text};
use crate::Result;

/// What is downloaded is kept for the test.
const KEEP_DOWNLOADS: &str = "globalThis.downloads = []; \
    const make = URL.createObjectURL; \
    URL.createObjectURL = (blob) => { downloads.push(blob); return make.call(URL, blob); }; true";

pub(super) fn compare(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url(""))?;
    press(&page, "轮询与 WebSocket 对比")?;
    press(&page, "开始对比")?;
    wait_for_text(&page, "传递 10 个 16 B 的事件")?;
    wait_for_text(&page, "WebSocket 用 1 个连接传输了")?;
    fixture.screenshot(&page, "browser-lesson-zh")?;
    page.evaluate(KEEP_DOWNLOADS)?;
    for (count, button) in [(1, "保存图片…"), (2, "保存表格…")] {
        press(&page, button)?;
        press(&page, "保存")?;
        page.wait_for(&format!("downloads.length === {count}"))?;
    }
    page.wait_for("downloads[0].slice(1, 4).text().then((text) => text === 'PNG')")?;
    page.wait_for("createImageBitmap(downloads[0]).then((image) => image.width > 300)")?;
    page.wait_for("downloads[1].text().then((text) => text.startsWith('time_us,happened,'))")?;
    press(&page, "停止")?;
    wait_for_text(&page, "已停止")
}
