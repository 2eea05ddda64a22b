//! The widgets and the rows of the page, found by their names.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Result;
use crate::browser::{PATIENCE, Page};
use crate::window::wait_until;

/// A few frames, on a machine that draws slowly.
const SETTLING: Duration = Duration::from_millis(120);

/// How often a menu that was opened is looked at, before it is taken for another one.
const MENU_LOOKS: u32 = 10;

/// Waits until the page shows the window and is connected.
pub fn wait_until_open(page: &Page<'_>) -> Result<()> {
    page.wait_for("wscope.phase() === 'open'").map(drop)
}

/// Where the widget with this name is, once it can be used: of several the first in reading order.
pub fn place_of(page: &Page<'_>, name: &str) -> Result<(f64, f64)> {
    let script = format!(
        "(() => {{ const [found] = wscope.widgets().filter((one) => one.name === {} && !one.isDisabled) \
         .sort((a, b) => a.y - b.y || a.x - b.x); return found && [found.x + found.width / 2, found.y + found.height / 2]; }})() ?? null",
        json!(name)
    );
    let mut place = page.wait_for(&script)?;
    // In its first moments a panel finds its size, and what is in it its place.
    loop {
        std::thread::sleep(SETTLING);
        let later = page.wait_for(&script)?;
        if later == place {
            break;
        }
        place = later;
    }
    match (place[0].as_f64(), place[1].as_f64()) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err(format!("{name} has no place: {place}").into()),
    }
}

pub fn press(page: &Page<'_>, name: &str) -> Result<()> {
    open_menu_of(page, name)?;
    let (x, y) = place_of(page, name)?;
    click(page, x, y)
}

/// Clicks, and waits until the page shows what came of it: one frame hears of the click, the next is painted after it.
fn click(page: &Page<'_>, x: f64, y: f64) -> Result<()> {
    let frames = page.evaluate("wscope.frames()")?.as_f64();
    page.click(x, y)?;
    let wanted = frames.unwrap_or_default() + 2.0;
    page.wait_for(&format!("wscope.frames() >= {wanted}"))
        .map(drop)
}

/// What has no room in its row is in a menu at its end: opens the menu that has `name`, if one has.
pub fn open_menu_of(page: &Page<'_>, name: &str) -> Result<()> {
    let is_there = format!(
        "wscope.widgets().some((one) => one.name === {})",
        json!(name)
    );
    let menus = "wscope.widgets().filter((one) => one.name === 'More' || one.name === '更多')\
                 .map((one) => [one.x + one.width / 2, one.y + one.height / 2])";
    // The first frame after the first call has them.
    page.wait_for(&format!("{is_there} || {menus}.length > 0 || null"))?;
    for index in 0.. {
        if page.evaluate(&is_there)? == Value::Bool(true) {
            break;
        }
        let menu = page.evaluate(&format!("{menus}[{index}] ?? null"))?;
        let (Some(x), Some(y)) = (menu[0].as_f64(), menu[1].as_f64()) else {
            break;
        };
        click(page, x, y)?;
        if !appears(page, &is_there)? {
            // It would cover the next.
            click(page, x, y)?;
            std::thread::sleep(SETTLING);
        }
    }
    Ok(())
}

/// Whether this becomes true in the time that a slow machine takes to paint a menu.
fn appears(page: &Page<'_>, is_there: &str) -> Result<bool> {
    for _ in 0..MENU_LOOKS {
        std::thread::sleep(SETTLING);
        if page.evaluate(is_there)? == Value::Bool(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Waits until the newest rows have these texts.
pub fn wait_for_rows(page: &Page<'_>, expected: &[(&str, &str)]) -> Result<()> {
    let script = format!(
        "JSON.stringify(wscope.rows({}).map((row) => [row.direction, row.text]))",
        expected.len()
    );
    let wanted = json!(expected).to_string();
    let mut last = Value::Null;
    wait_until(&format!("the rows {wanted}"), PATIENCE, || {
        last = page.evaluate(&script)?;
        Ok((last == wanted.as_str()).then_some(()))
    })
    .map_err(|error| format!("{error}; there are {last}").into())
}
