//! What is there again when the program starts again.

use super::fixture::Fixture;
use crate::Result;

pub(super) fn restart(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&["--send", "a secret"])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "a secret"])?;
    window.pick("仅显示接收")?;
    window.wait_for_rows(0, &["发送"])?;
    window.press("设置")?;
    window.press("深色")?;
    window.press("完成")?;
    window.press_shortcut(egui::Key::Plus)?;
    window.press_shortcut(egui::Key::Plus)?;
    let before = window.size(&fixture.screenshot("zoomed-zh"))?;
    window.quit()?;
    for entry in std::fs::read_dir(fixture.home.join("wscope"))? {
        if std::fs::read_to_string(entry?.path())?.contains("a secret") {
            return Err("a message was stored".into());
        }
    }
    let window = fixture.window(&[])?;
    let again = window.size(&fixture.screenshot("zoomed-zh"))?;
    if again != before {
        return Err(format!("the window was {before:?} and came back as {again:?}").into());
    }
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "helloworld"])?;
    window.wait_for_rows(0, &["发送"])?;
    window.screenshot(fixture.screenshot("dark-received-only-zh"))
}
