//! Sessions as files of the browser: downloaded, chosen in its dialog, and dropped onto the page.

use std::path::Path;
use std::time::Duration;

use super::fixture::Fixture;
use super::widgets::{press, wait_for_rows, wait_for_text, wait_until_open};
use crate::Result;
use crate::browser::{PATIENCE, Page};
use crate::wait::wait_until;

/// What is sent.
const SENT: [&str; 2] = ["你好", r#"{"token":"pl4nted-s3cret"}"#];

/// The rows by which a session is known again.
const ROWS: &str =
    "JSON.stringify(wscope.rows(100).map((row) => [row.direction, row.kind, row.text, row.time]))";

/// How long a dialog that has opened takes nothing, and a little more.
const SETTLED: Duration = Duration::from_millis(700);

/// Beside the list of a page of 1000 × 680, wherever it is.
const DROPPED_AT: (f64, f64) = (500.0, 400.0);

pub(super) fn saved_and_opened(fixture: &Fixture) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("wscope-e2e-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = save_and_open(fixture, &folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn save_and_open(fixture: &Fixture, folder: &Path) -> Result<()> {
    let site = fixture.site(0)?;
    fixture.browser.download_into(folder)?;
    let page = fixture.browser.open(&site.url("?lang=en"))?;
    page.intercept_file_dialog()?;
    wait_until_open(&page)?;
    for (text, answers) in SENT.into_iter().zip(1..) {
        send(&page, text, answers)?;
    }
    press(&page, "Disconnect")?;
    page.wait_for("wscope.phase() === 'idle'")?;
    let rows = page.evaluate(ROWS)?;
    let named = |name: &str| folder.join(name);
    press(&page, "Save session…")?;
    // The same name is proposed as in the native window.
    page.wait_for("wscope.widgets().some((one) => one.name === 'File' && one.value === 'session.wscope.jsonl')")?;
    press(&page, "Cancel")?;
    save(&page, "Save session…", &named("session.wscope.jsonl"))?;
    let lines = std::fs::read_to_string(named("session.wscope.jsonl"))?;
    if !lines.starts_with(r#"{"format":"wscope""#) || !lines.contains(SENT[0]) {
        return Err(format!("what was downloaded is no session: {lines}").into());
    }
    for name in ["all.har", "all.csv", "all.jsonl.gz"] {
        save(&page, "Save session…", &named(name))?;
    }
    // What a page cannot write, it says.
    press(&page, "Save session…")?;
    std::thread::sleep(SETTLED);
    press(&page, "File")?;
    page.select_all()?;
    page.type_text("all.jsonl.zst")?;
    press(&page, "Save")?;
    wait_for_text(&page, "A page cannot compress with Zstandard")?;
    press(&page, "Cancel")?;
    page.reload()?;
    wait_until_open(&page)?;
    for name in ["session.wscope.jsonl", "all.jsonl.gz"] {
        press(&page, "Open session…")?;
        page.choose_file(&named(name))?;
        wait_for_text(&page, &format!("opened from {name}"))?;
        is_the_same(&page, &rows)?;
    }
    let (x, y) = DROPPED_AT;
    page.drop_file(&named("session.wscope.jsonl"), x, y)?;
    wait_for_text(&page, "opened from session.wscope.jsonl")?;
    is_the_same(&page, &rows)?;
    page.drop_file(&named("all.har"), x, y)?;
    wait_for_text(&page, "opened from all.har")?;
    page.wait_for(&format!(
        "wscope.rows(100).some((row) => row.text === '{}')",
        SENT[0]
    ))?;
    refused(&page, folder)
}

fn send(page: &Page<'_>, text: &str, answers: u32) -> Result<()> {
    press(page, "Message to send")?;
    page.select_all()?;
    page.type_text(text)?;
    press(page, "点击请求 Send")?;
    page.wait_for(&format!("wscope.counts().received === {answers}"))?;
    wait_for_rows(page, &[("sent", text), ("received", text)])
}

/// Has the page save what it has under the name of this file, in the folder of the browser's downloads, and waits until it is there.
pub(super) fn save(page: &Page<'_>, command: &str, path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    press(page, command)?;
    std::thread::sleep(SETTLED);
    press(page, "File")?;
    page.select_all()?;
    page.type_text(&name)?;
    press(page, "Save")?;
    wait_until(&format!("{} to be there", path.display()), PATIENCE, || {
        // While it is written it has another name.
        Ok(path.exists().then_some(()))
    })
    .map_err(|error| format!("{error}; {}", seen(page)))?;
    wait_for_text(page, &format!("Saved to {name}"))
}

/// What the page shows, for an error.
fn seen(page: &Page<'_>) -> String {
    let names = "JSON.stringify(wscope.widgets().map((one) => one.name + one.value))";
    page.evaluate(names).unwrap_or_default().to_string()
}

fn is_the_same(page: &Page<'_>, rows: &serde_json::Value) -> Result<()> {
    let opened = page.evaluate(ROWS)?;
    if opened == *rows {
        return Ok(());
    }
    Err(format!("{opened} was opened, and {rows} was saved").into())
}

/// What is no session is not opened, and why is told.
fn refused(page: &Page<'_>, folder: &Path) -> Result<()> {
    let files = [
        (
            "packed.wscope.jsonl.zst",
            &[0x28, 0xb5, 0x2f, 0xfd][..],
            "Zstandard, which a page cannot read",
        ),
        ("empty.wscope.jsonl", b"", "the file is empty"),
        ("text.har", b"hello", "neither a session"),
        (
            "new.wscope.jsonl",
            br#"{"format":"wscope","version":2}"#,
            "reads version 1",
        ),
    ];
    for (name, content, why) in files {
        let path = folder.join(name);
        std::fs::write(&path, content)?;
        press(page, "Open session…")?;
        page.choose_file(&path)?;
        wait_for_text(page, &format!("{name} was not opened"))?;
        wait_for_text(page, why)?;
    }
    // Nobody waits for what is too large for the memory of a page. Its end was never written, so it takes no room on the disk.
    let path = folder.join("large.wscope.jsonl");
    std::fs::File::create(&path)?.set_len((256 << 20) + 1)?;
    press(page, "Open session…")?;
    page.choose_file(&path)?;
    wait_for_text(page, "a page opens at most 256")
}
