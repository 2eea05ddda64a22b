//! The widgets and the rows of the page, found by their names.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Result;
use crate::browser::{PATIENCE, Page};
use crate::wait::wait_until;
use crate::window::GROUPS;

/// How often the page is asked whether it has painted, and how long each waits.
const LOOKS: u32 = 40;
const LOOK: Duration = Duration::from_millis(25);

/// How many frames a menu has to appear, before it is taken for another one.
const MENU_FRAMES: u32 = 3;

/// Waits until the page has painted whatever was done to it. A page that is hidden is not painted, and not waited for long.
pub(super) fn settle(page: &Page<'_>) -> Result<()> {
    let begun = page.evaluate("wscope.repaint(), wscope.frames()")?;
    // The frame that is being painted may have begun before that.
    let wanted = begun.as_f64().unwrap_or_default() + 2.0;
    let is_painted = format!("wscope.repaint(), wscope.frames() >= {wanted}");
    for _ in 0..LOOKS {
        if page.evaluate(&is_painted)? == Value::Bool(true) {
            break;
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

/// Waits until the page shows the window and is connected.
pub(super) fn wait_until_open(page: &Page<'_>) -> Result<()> {
    page.wait_for("wscope.phase() === 'open'").map(drop)
}

/// Where the widget with this name is, once it can be used: of several the first in reading order.
pub(super) fn place_of(page: &Page<'_>, name: &str) -> Result<(f64, f64)> {
    let script = format!(
        "(() => {{ const [found] = wscope.widgets().filter((one) => one.name === {} && !one.isDisabled) \
         .sort((a, b) => a.y - b.y || a.x - b.x); return found && [found.x + found.width / 2, found.y + found.height / 2]; }})() ?? null",
        json!(name)
    );
    let mut place = page.wait_for(&script)?;
    // In its first moments a panel finds its size, and what is in it its place.
    loop {
        settle(page)?;
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

pub(super) fn press(page: &Page<'_>, name: &str) -> Result<()> {
    open_menu_of(page, name)?;
    let (x, y) = place_of(page, name)?;
    page.click(x, y)?;
    settle(page)
}

/// What has no room in its row is in a menu at its end: opens the menu that has `name`, if one has.
pub(super) fn open_menu_of(page: &Page<'_>, name: &str) -> Result<()> {
    let is_there = format!(
        "wscope.widgets().some((one) => one.name === {})",
        json!(name)
    );
    let menus = "wscope.widgets().filter((one) => one.name === 'More' || one.name === '更多')\
                 .map((one) => [one.x + one.width / 2, one.y + one.height / 2])";
    // The first frame after the first call has them.
    page.wait_for(&format!("{is_there} || {menus}.length > 0 || null"))?;
    settle(page)?;
    for index in 0.. {
        if page.evaluate(&is_there)? == Value::Bool(true) {
            break;
        }
        let menu = page.evaluate(&format!("{menus}[{index}] ?? null"))?;
        let (Some(x), Some(y)) = (menu[0].as_f64(), menu[1].as_f64()) else {
            break;
        };
        page.click(x, y)?;
        if !appears(page, &is_there)? && !is_in_group(page, &is_there)? {
            // It would cover the next.
            page.click(x, y)?;
            settle(page)?;
        }
    }
    Ok(())
}

/// Opens the menus in the menu that is open, until this is true in one of them.
fn is_in_group(page: &Page<'_>, is_there: &str) -> Result<bool> {
    for group in GROUPS {
        let place = format!(
            "wscope.widgets().filter((one) => one.name === {})\
             .map((one) => [one.x + one.width / 2, one.y + one.height / 2])[0] ?? null",
            json!(group)
        );
        let place = page.evaluate(&place)?;
        if let (Some(x), Some(y)) = (place[0].as_f64(), place[1].as_f64()) {
            page.click(x, y)?;
            if appears(page, is_there)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether this becomes true in the frames that a menu takes to appear.
fn appears(page: &Page<'_>, is_there: &str) -> Result<bool> {
    for _ in 0..MENU_FRAMES {
        settle(page)?;
        if page.evaluate(is_there)? == Value::Bool(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Waits until a widget with this in its name can be seen.
pub(super) fn wait_for_text(page: &Page<'_>, text: &str) -> Result<()> {
    let text = json!(text);
    let script = format!("wscope.widgets().some((one) => (one.name + one.value).includes({text}))");
    page.wait_for(&script).map(drop)
}

/// Waits until the newest rows have these texts.
pub(super) fn wait_for_rows(page: &Page<'_>, expected: &[(&str, &str)]) -> Result<()> {
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
