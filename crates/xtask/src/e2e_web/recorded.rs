//! A conversation that Chromium itself has recorded, with its own developer tools, is opened, served as a mock, and held again.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::files::save;
use super::fixture::Fixture;
use super::widgets::{press, wait_until_open};
use crate::Result;
use crate::browser::{PATIENCE, Page};
use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;

/// What is said in the chat of the course, and how many messages answer all of it up to there.
const SAID: [(&str, u32); 3] = [
    (r#"{"join":"Grace"}"#, 1),
    (r#"{"say":"你好，世界"}"#, 2),
    (r#"{"users":true}"#, 3),
];

/// What the developer tools write into a HAR of what they have seen, as *Save all as HAR* does.
const HAR: &str = "Promise.all([import('./models/har/har.js'), import('./models/logs/logs.js')]).then(async ([har, logs]) => \
    JSON.stringify({ log: await har.Log.Log.build(logs.NetworkLog.NetworkLog.instance().requests(), { sanitize: true }) }))";

/// Whether the developer tools look at the network of the tab.
const ARE_READY: &str = "import('./core/sdk/sdk.js').then((sdk) => \
    sdk.TargetManager.TargetManager.instance().primaryPageTarget()?.model(sdk.NetworkManager.NetworkManager) != null)";

/// Has the page at this address hold the conversation, has it recorded in this file, and tells the rows of the page.
type Record = fn(&Fixture, &str, &Path) -> Result<Value>;

/// The developer tools of the browser record.
pub(super) fn served_again(fixture: &Fixture) -> Result<()> {
    with_folder("tools", |folder| {
        hold_again(fixture, folder, record_with_tools)
    })
}

/// The page itself records.
pub(super) fn served_from_page(fixture: &Fixture) -> Result<()> {
    with_folder("page", |folder| {
        fixture.browser.download_into(folder)?;
        hold_again(fixture, folder, record_with_page)
    })
}

fn with_folder(name: &str, run: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let name = format!("wscope-e2e-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder)?;
    let done = run(&folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn hold_again(fixture: &Fixture, folder: &Path, record: Record) -> Result<()> {
    let wsc = &*wsc()?;
    let site = fixture.site(0)?;
    let first = folder.join("chat.har");
    let chat = format!("ws://localhost:{}/chat", site.port);
    let rows = record(fixture, &site.url(&format!("?lang=en&url={chat}")), &first)?;
    // It is opened as it is.
    let opened = folder.join("chat.wscope.jsonl");
    run(wsc, &[Path::new("convert"), &first, &opened], 0)?;
    let lines = std::fs::read_to_string(&opened)?;
    let said = lines
        .lines()
        .filter(|line| line.contains(r#""direction":"sent","kind":"text""#));
    if said.count() != SAID.len() {
        return Err(format!("not all that was said is in {lines}").into());
    }
    let mock = Process::start(Command::new(wsc).arg("serve").arg(&first).args([
        "--listen",
        "127.0.0.1:0",
        "--match",
        "content",
    ]))?;
    let address = wait_until("the mock to listen", PATIENCE, || {
        let lines = mock.lines();
        let mut addresses = lines
            .iter()
            .filter_map(|line| line.strip_prefix("listening on "));
        Ok(addresses.next().map(str::to_owned))
    })?;
    let second = folder.join("again.har");
    let again = record(
        fixture,
        &site.url(&format!("?lang=en&url={address}")),
        &second,
    )?;
    if rows != again {
        return Err(format!("the mock says {again}, and the server said {rows}").into());
    }
    let diff = Path::new("diff");
    run(wsc, &[diff, &first, &second], 0)?;
    // One message is changed, and it is said which.
    let changed = std::fs::read_to_string(&second)?.replace("你好，世界", "再见，世界");
    std::fs::write(&second, changed)?;
    let told = run(wsc, &[diff, &first, &second], 1)?;
    for part in ["你好，世界", "再见，世界"] {
        if !told.contains(part) {
            return Err(format!("{part} is not told of: {told}").into());
        }
    }
    Ok(())
}

/// While the developer tools look, which then write what they export.
fn record_with_tools(fixture: &Fixture, url: &str, har: &Path) -> Result<Value> {
    let page = fixture.browser.open_blank()?;
    let tools = fixture.browser.inspect(&page)?;
    tools.wait_for(ARE_READY)?;
    page.show()?;
    page.go(url)?;
    let rows = converse(&page)?;
    let text = tools.wait_for(HAR)?;
    let text = text.as_str().ok_or("the developer tools export nothing")?;
    if !text.contains("_webSocketMessages") {
        return Err(format!("the developer tools export no messages: {text}").into());
    }
    std::fs::write(har, text)?;
    close(tools, page)?;
    Ok(rows)
}

/// The page saves what it has.
fn record_with_page(fixture: &Fixture, url: &str, har: &Path) -> Result<Value> {
    let page = fixture.browser.open(url)?;
    let rows = converse(&page)?;
    save(&page, "Save session…", har)?;
    page.close()?;
    Ok(rows)
}

/// Says what is said, waits for what is answered, and disconnects. Returns the messages that the page shows.
fn converse(page: &Page<'_>) -> Result<Value> {
    wait_until_open(page)?;
    for (text, answers) in SAID {
        press(page, "Message to send")?;
        page.select_all()?;
        page.type_text(text)?;
        press(page, "点击请求 Send")?;
        page.wait_for(&format!("wscope.counts().received >= {answers}"))?;
    }
    let rows = page.evaluate("JSON.stringify(wscope.rows(20).filter((row) => row.kind === 'text').map((row) => [row.direction, row.text]))")?;
    press(page, "Disconnect")?;
    page.wait_for("wscope.phase() !== 'open'")?;
    Ok(rows)
}

fn close(tools: Page<'_>, page: Page<'_>) -> Result<()> {
    tools.close()?;
    page.close()
}

/// The command line, as the tests have built it already.
fn wsc() -> Result<PathBuf> {
    let build = ["build", "--package", "wscope-cli"];
    if !cargo().args(build).status()?.success() {
        return Err("the command line does not build".into());
    }
    Ok(target_folder()?.join("debug").join("wsc"))
}

/// Runs it, and gives what it wrote.
fn run(wsc: &Path, arguments: &[&Path], code: i32) -> Result<String> {
    let output = Command::new(wsc).args(arguments).output()?;
    let written = [&*output.stdout, &*output.stderr]
        .map(String::from_utf8_lossy)
        .concat();
    if output.status.code() != Some(code) {
        return Err(format!("wsc {arguments:?} ends with {}: {written}", output.status).into());
    }
    Ok(written)
}
