//! Nothing to do, and much to do.

use std::time::{Duration, Instant};

use egui::accesskit::Role;

use super::fixture::Fixture;
use crate::window::text_of;
use crate::{Result, flood, say};

/// How long the window may take to answer, as a person feels it.
const ANSWER_GOAL: Duration = Duration::from_millis(100);

/// Carries out a step, and tells how long the window took to answer it. Too long is told, not failed: on a loaded machine
/// with software rendering it would fail for nothing.
fn step(what: &str, act: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    act()?;
    let took = start.elapsed();
    let verdict = if took <= ANSWER_GOAL {
        ""
    } else {
        ", over the goal of 100 ms"
    };
    say(format_args!(
        "        {what}: {} ms{verdict}",
        took.as_millis()
    ));
    Ok(())
}

pub(super) fn million(fixture: &Fixture) -> Result<()> {
    const COUNT: u64 = 1_000_000;
    let address = flood::start(COUNT)?;
    let window = fixture.window(&["--language", "en", &address])?;
    let list = window.wait_for("the list", |node| node.role() == Role::Table)?;
    step("scrolling up while they arrive", || {
        window.scroll(&list, 20.0)
    })?;
    window.wait_for_text("Received 1\u{a0}000\u{a0}000")?;
    window.wait_for_button("new ↓")?;
    window.screenshot(fixture.screenshot("million-en"))?;
    let newest = window.wait_for_button("new ↓")?;
    step("back to the newest", || window.click(&newest))?;
    window.wait_for_rows(1, &["flood 000999999"])?;
    step("turning the wheel at row one million", || {
        window.scroll(&list, 3.0)
    })?;
    step("opening the find field", || {
        window.press_shortcut(egui::Key::F)
    })?;
    step("typing what to find", || window.type_text("12345"))?;
    // Ten numbers of six digits end with 12345, and ten begin with it.
    window.wait_for_text("20 matches")?;
    window.wait_for_rows(1, &["flood 000012345"])?;
    let hit = window.wait_for("a match", |node| text_of(node).contains("flood 000012345"))?;
    step("selecting a row", || window.click(&hit))?;
    window.wait_for_text("Message 12346")?;
    window.screenshot(fixture.screenshot("find-en"))?;
    let clear = window.wait_for_button("Clear")?;
    step("clearing a million messages", || window.click(&clear))?;
    window.wait_for_text("No messages yet").map(drop)
}

pub(super) fn idle(fixture: &Fixture) -> Result<()> {
    let window = fixture.window(&[])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "helloworld"])?;
    // The ten seconds that the sparkline of the status line shows are empty, and a tooltip appears, in this time.
    std::thread::sleep(Duration::from_secs(12));
    let before = window.cpu_ticks();
    std::thread::sleep(Duration::from_secs(3));
    let (Some(before), Some(after)) = (before, window.cpu_ticks()) else {
        say("        (this system does not tell the CPU time of a process)");
        return Ok(());
    };
    // One tick is what the kernel may charge for being looked at.
    if after - before > 1 {
        let milliseconds = (after - before) * 10;
        return Err(format!("{milliseconds} ms of CPU in 3 s").into());
    }
    Ok(())
}
