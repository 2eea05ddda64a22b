//! When the page is painted: when something is due, and not 60 times a second.

use std::time::Duration;

use super::fixture::{Fixture, quiet_but_for_network};
use super::widgets::{place_of, press, wait_for_text, wait_until_open};
use crate::browser::Page;
use crate::{Result, flood};

/// Counts the frames that the browser is asked for, before the page puts its own function in place of the browser's.
const COUNTING: &str = "globalThis.frames_asked = 0; const ask = requestAnimationFrame.bind(window); \
     globalThis.requestAnimationFrame = (callback) => { globalThis.frames_asked += 1; return ask(callback); }";

/// How long the page is watched. In that time a loop asks for 180 frames.
const WATCH: Duration = Duration::from_secs(3);

/// So many frames are few: a blinking cursor or a second that ends takes two each.
const FEW: u64 = 20;

fn frames(page: &Page<'_>) -> Result<u64> {
    let count = page.evaluate("frames_asked")?.as_u64();
    Ok(count.ok_or("no frames were counted")?)
}

/// Waits until nothing has moved for a while: a page that was used is painted for as long as something fades.
fn settle(page: &Page<'_>) -> Result<()> {
    let script = "new Promise((done) => { let last = -1; const watch = setInterval(() => { \
         if (frames_asked - last < 3) { clearInterval(watch); done(true); } last = frames_asked; }, 500); })";
    page.evaluate(script).map(drop)
}

/// Few frames while nothing is done.
fn check_idle(page: &Page<'_>, what: &str) -> Result<()> {
    settle(page)?;
    let before = frames(page)?;
    std::thread::sleep(WATCH);
    let count = frames(page)? - before;
    if count > FEW {
        return Err(format!("{what}: {count} frames in {WATCH:?}").into());
    }
    Ok(())
}

pub(super) fn idle(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open_blank()?;
    page.prepare(COUNTING)?;
    page.go(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    check_idle(&page, "nothing happens")?;

    // A message that comes is painted, though nobody touches the page.
    page.evaluate("wscope.widgets().length")?;
    press(&page, "点击请求 Send")?;
    wait_for_text(&page, "received, ")?;
    check_idle(&page, "after a message")?;

    // A key, and the cursor that blinks.
    press(&page, "Message to send")?;
    page.type_text("!")?;
    page.wait_for("wscope.widgets().some((one) => one.value === 'helloworld!')")?;
    check_idle(&page, "while the cursor blinks")?;
    let blinking = frames(&page)?;
    page.wait_for(&format!("frames_asked > {blinking}"))?;

    // A tooltip, which comes after the mouse has rested.
    let (x, y) = place_of(&page, "Pause")?;
    settle(&page)?;
    page.hover(x, y)?;
    wait_for_text(&page, "Freeze the list")?;

    // Another size.
    settle(&page)?;
    page.resize(700, 500)?;
    page.wait_for("wscope.widgets().every((one) => one.x <= 700)")?;
    page.resize(1000, 680)?;

    // What the page was told is stored, though it is painted no more.
    page.hover(500.0, 600.0)?;
    press(&page, "Received only")?;
    page.wait_for(
        "localStorage.getItem('wscope-settings')?.includes('\"received_only\":true') ?? false",
    )
    .or_else(|_later| {
        // It is stored every 30 s.
        page.wait_for(
            "localStorage.getItem('wscope-settings')?.includes('\"received_only\":true') ?? false",
        )
    })?;
    press(&page, "All")?;

    // A connection that is lost, and the seconds that are counted down.
    press(&page, "Connection settings")?;
    press(&page, "Advanced")?;
    press(&page, "Reconnect automatically")?;
    press(&page, "Reconnect now")?;
    wait_until_open(&page)?;
    drop(site);
    page.wait_for("wscope.phase() === 'waiting'")?;
    wait_for_text(&page, "Retry in")?;
    page.wait_for("wscope.rows(99).filter((row) => row.text.includes('onnecting')).length > 3")?;
    page.close()?;

    // While messages pour in it is painted without a pause.
    let site = fixture.site(0)?;
    let page = fixture.browser.open_blank()?;
    page.prepare(COUNTING)?;
    let address = flood::start(100_000)?;
    page.go(&site.url(&format!("?lang=en&url={address}")))?;
    page.wait_for("wscope.counts().received === 100000")?;
    wait_for_text(&page, "flood 000099999")?;
    check_idle(&page, "after a flood")?;
    quiet_but_for_network(&fixture.browser)
}
