//! How the page is loaded: in a new version, on a small screen, and by a browser that cannot run it.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::fixture::{Fixture, fresh_browser};
use super::widgets::{place_of, wait_for_rows, wait_until_open};
use crate::Result;

/// Serves the page, then the same page as if it had been changed.
pub(super) fn update(fixture: &Fixture) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("wscope-web-{}", std::process::id()));
    copy(&fixture.built.folder, &folder)?;
    let site = fixture.built.serve(&folder, 0)?;
    let page = fixture.browser.open(&site.url(""))?;
    page.wait_for(
        "navigator.serviceWorker.ready.then((ready) => ready.active.state === 'activated')",
    )?;
    page.wait_for("!!navigator.serviceWorker.controller")?;
    let version = page.evaluate("document.querySelector('meta[name=version]').content")?;
    let version = version.as_str().unwrap_or_default();
    let next = "0123456789abcdef";
    for name in ["index.html", "sw.js"] {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path)?;
        std::fs::write(path, text.replace(version, next))?;
        for packed in ["br", "gz"] {
            std::fs::remove_file(folder.join(format!("{name}.{packed}")))?;
        }
    }
    page.reload()?;
    page.wait_for(&format!(
        "document.querySelector('meta[name=version]')?.content === '{next}'"
    ))?;
    page.wait_for(&format!(
        "caches.keys().then((names) => names.join() === 'wscope-{next}')"
    ))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

pub(super) fn narrow(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let phone = fresh_browser(3)?;
    let page = phone.open_blank()?;
    page.resize(360, 640)?;
    page.enable_touch()?;
    page.go(&site.url("?lang=zh"))?;
    wait_until_open(&page)?;
    let (x, y) = place_of(&page, "点击请求")?;
    page.tap(x, y)?;
    wait_for_rows(&page, &[("received", "helloworld")])?;
    let outside = "wscope.widgets().filter((one) => one.name && one.x + one.width > 361).map((one) => one.name).join()";
    let outside = page.evaluate(outside)?;
    fixture.screenshot(&page, "browser-360-zh")?;
    if outside == "" {
        Ok(())
    } else {
        Err(format!("outside of 360 px: {outside}").into())
    }
}

pub(super) fn unable(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let lacks = [
        (
            "HTMLCanvasElement.prototype.getContext = () => null",
            "This browser does not support WebGL",
        ),
        (
            "delete globalThis.WebAssembly",
            "This browser does not support WebAssembly",
        ),
        (
            "const real = fetch; globalThis.fetch = (what) => String(what).endsWith('.wasm') \
             ? Promise.reject(new TypeError('Failed to fetch')) : real(what)",
            "The download was not completed",
        ),
    ];
    for (script, title) in lacks {
        let page = fixture.browser.open_blank()?;
        page.prepare(script)?;
        page.go(&site.url("?lang=en"))?;
        page.wait_for(&format!(
            "document.querySelector('h1').textContent === '{title}'"
        ))?;
        page.wait_for("document.querySelector('button')?.checkVisibility()")?;
    }
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    // Stands in for memory that has run out.
    page.evaluate(
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }))",
    )?;
    page.wait_for("document.querySelector('h1').textContent === 'The program crashed'")?;
    fixture.screenshot(&page, "browser-error-en")?;
    let page = fixture.browser.open_blank()?;
    page.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    )?;
    page.go(&site.url(""))?;
    std::thread::sleep(Duration::from_secs(1));
    page.wait_for("document.querySelector('noscript').innerText.includes('JavaScript')")
        .map(drop)
}
