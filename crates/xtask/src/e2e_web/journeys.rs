//! What people come for, from the first click to the last.

use std::time::Duration;

use serde_json::json;

use super::fixture::Fixture;
use super::widgets::{place_of, press, settle, wait_for_rows, wait_for_text, wait_until_open};
use crate::browser::Page;
use crate::{Result, flood};

/// How long a part that has opened takes nothing, and a little more.
const SETTLED: Duration = Duration::from_millis(700);

/// A server that closes connections without the token with 1008, and echoes on the others.
pub(super) fn token(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let address = flood::start_guarded("s3cret")?;
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url={address}")))?;
    // Why it was closed is to be read without a click.
    wait_for_text(&page, "1008 Policy Violation")?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('1008')")?;
    press(&page, "Add a token…")?;
    // What has just opened takes neither clicks nor keys: the second click of a double click would go there.
    std::thread::sleep(SETTLED);
    page.type_text("s3cret")?;
    press(&page, "Connect now")?;
    wait_until_open(&page)?;
    press(&page, "点击请求 Send")?;
    wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])
}

/// One message is looked for among many, and is on the clipboard afterwards.
pub(super) fn found(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let address = flood::start(100_000)?;
    let page = fixture
        .browser
        .open(&site.url(&format!("?lang=en&url={address}")))?;
    page.wait_for("wscope.counts().received === 100000")?;
    press(&page, "Find")?;
    page.type_text("000054321")?;
    wait_for_text(&page, "1 match")?;
    page.press_enter()?;
    wait_for_text(&page, "flood 000054321")?;
    press_row(&page, "flood 000054321")?;
    page.copy()?;
    press(&page, "Message to send")?;
    page.select_all()?;
    page.paste()?;
    page.wait_for("wscope.widgets().some((one) => one.name === 'Message to send' && one.value === 'flood 000054321')")
        .map(drop)
}

/// Two messages are beside each other, and what differs is told.
pub(super) fn compared(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    for (number, text) in [r#"{"price":10,"name":"a"}"#, r#"{"price":12,"name":"a"}"#]
        .into_iter()
        .enumerate()
    {
        press(&page, "Message to send")?;
        page.select_all()?;
        page.type_text(text)?;
        press(&page, "点击请求 Send")?;
        page.wait_for(&format!("wscope.counts().received === {}", number + 1))?;
    }
    press_row(&page, r#""price":10"#)?;
    press(&page, "Diff")?;
    press(&page, "Compare")?;
    press_row(&page, r#""price":12"#)?;
    wait_for_text(&page, "1 difference, compared by structure")
}

/// Presses the row that was received with this in it.
pub(super) fn press_row(page: &Page<'_>, part: &str) -> Result<()> {
    settle(page)?;
    let script = format!(
        "(() => {{ const row = wscope.widgets().find((one) => one.role === 'Row' && one.name.includes('received') && one.name.includes({})); \
         return row && [row.x + 200, row.y + row.height / 2]; }})() ?? null",
        json!(part)
    );
    let place = page.wait_for(&script)?;
    let (Some(x), Some(y)) = (place[0].as_f64(), place[1].as_f64()) else {
        return Err(format!("the row {part} has no place: {place}").into());
    };
    page.click(x, y)?;
    settle(page)
}

/// What is typed and what sends it stay in sight.
fn is_above_keyboard(page: &Page<'_>) -> Result<()> {
    page.wait_for("wscope.widgets().every((one) => one.y + one.height <= 331)")?;
    for name in ["Message to send", "点击请求 Send"] {
        place_of(page, name)?;
    }
    Ok(())
}

/// What a finger does: it pinches, and pastes by a long press.
pub(super) fn by_finger(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let origin = format!("http://localhost:{}", site.port);
    fixture
        .browser
        .permit(&origin, "clipboard-read", "granted")?;
    fixture
        .browser
        .permit(&origin, "clipboard-write", "granted")?;
    let page = fixture.browser.open_blank()?;
    page.resize(360, 640)?;
    page.enable_touch()?;
    page.go(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    let small = "wscope.widgets().filter((one) => ['Button', 'Tab', 'MultilineTextInput'].includes(one.role) \
         && (one.width < 43.5 || one.height < 43.5)).map((one) => one.name).join()";
    place_of(&page, "点击请求 Send")?;
    let small = page.evaluate(small)?;
    if small != "" {
        return Err(format!("too small for a finger: {small}").into());
    }
    // The keyboard of a phone takes the lower half, in browsers that lay it over the page and in those that shrink the page.
    let lay_over = |height: u32| {
        page.evaluate(&format!(
            "Object.defineProperty(visualViewport, 'height', {{ get: () => {height}, configurable: true }}); \
             visualViewport.dispatchEvent(new Event('resize'))"
        ))
    };
    lay_over(330)?;
    is_above_keyboard(&page)?;
    lay_over(640)?;
    page.resize(360, 330)?;
    is_above_keyboard(&page)?;
    page.resize(360, 640)?;
    page.evaluate("navigator.clipboard.writeText(' from elsewhere')")?;
    let (x, y) = place_of(&page, "Message to send")?;
    page.tap(x, y)?;
    page.hold(x, y)?;
    let (x, y) = place_of(&page, "Paste")?;
    page.tap(x, y)?;
    page.wait_for("wscope.widgets().some((one) => one.name === 'Message to send' && one.value.includes(' from elsewhere'))")?;
    page.pinch((180.0, 300.0), 60.0, 120.0)?;
    page.wait_for(
        "localStorage.getItem('wscope-settings')?.includes('\"zoom_percent\":200') ?? false",
    )
    .map(drop)
}
