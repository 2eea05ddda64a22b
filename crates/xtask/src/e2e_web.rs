//! The page, used as a person uses it: a real Chromium, the real echo server, real clicks.

mod beside;
mod copying;
mod frames;
mod inspected;
mod lesson;
mod links;
mod offline;
mod walk;
mod widgets;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, PATIENCE, Page};
use crate::process::{Process, cargo};
use crate::window::wait_until;
use crate::{Result, flood, say, web};
use widgets::{place_of, press, wait_for_rows, wait_until_open};

/// What every scenario needs.
struct Stage<'a> {
    browser: &'a Browser,
    built: &'a Built,
    screenshots: &'a Path,
}

/// What is looked at.
struct Built {
    /// The program that serves.
    server: PathBuf,
    /// The page.
    folder: PathBuf,
}

/// Plays one story, and fails where the page does.
type Scenario = fn(&Stage<'_>) -> Result<()>;

const SCENARIOS: [(&str, Scenario); 18] = [
    (
        "polling and WebSocket are compared in two clicks",
        lesson::lesson,
    ),
    (
        "one click brings helloworld back from the page's own server",
        click,
    ),
    (
        "text and binary stay in order, whatever was sent before",
        order,
    ),
    ("100,000 messages, and the tab is hidden meanwhile", hidden),
    (
        "the server goes and comes back; the page does without it",
        offline::offline,
    ),
    ("a new version is served at once", update),
    ("small, by finger, at high density", narrow),
    ("a browser that cannot run it says what to do", unable),
    (
        "whatever goes wrong is told as far as the browser tells",
        walk::walk,
    ),
    (
        "a connection is looked at as closely as a browser allows",
        inspected::inspected,
    ),
    ("a close is explained in the browser as well", closed),
    ("an https page is told why ws: is refused, in words", secure),
    (
        "an idle page asks for no frames, and nothing that is due is late",
        frames::idle,
    ),
    (
        "a text is copied where the clipboard is forbidden, and is said to be where it was",
        copying::copied,
    ),
    (
        "what would be lost is asked about before the page is left",
        links::left,
    ),
    (
        "an address from a link is where one visit goes, and no other",
        links::linked,
    ),
    (
        "where there is no server an invitation is shown, and no failure",
        links::invited,
    ),
    (
        "the page shows what a browser tells of a handshake",
        links::explained,
    ),
];

/// Builds the page and measures it beside the tutorial's.
pub fn measure() -> Result<()> {
    beside::run(&Built::make()?)
}

/// Builds the page and plays every scenario whose title has `only` in it.
pub fn run(screenshots: &Path, only: &str) -> Result<()> {
    let built = Built::make()?;
    std::fs::create_dir_all(screenshots)?;
    let mut failed = 0;
    let chosen = SCENARIOS.iter().filter(|(what, _)| what.contains(only));
    for (what, play) in chosen.clone() {
        let done = fresh_browser(1).and_then(|browser| {
            let stage = Stage {
                browser: &browser,
                built: &built,
                screenshots,
            };
            play(&stage).or_else(|error| {
                browser.screenshots(screenshots, "failed")?;
                Err(error)
            })?;
            quiet(&browser)
        });
        match done {
            Ok(()) => say(format_args!("ok      {what}")),
            Err(error) => {
                failed += 1;
                say(format_args!("FAILED  {what}: {error}"));
            }
        }
    }
    say(format_args!(
        "{} passed, {failed} failed",
        chosen.count() - failed
    ));
    if failed > 0 {
        return Err("the end-to-end tests of the page failed".into());
    }
    Ok(())
}

/// Each scenario begins as if nobody had ever been here.
fn fresh_browser(scale: u32) -> Result<Browser> {
    let name = format!("wscope-e2e-{}-{scale}", std::process::id());
    let home = std::env::temp_dir().join(name);
    std::fs::remove_dir_all(&home).ok();
    Browser::start(home, "zh-CN", scale)
}

/// No page may have complained, except of what the scenario took away.
fn quiet(browser: &Browser) -> Result<()> {
    match browser.complaints().as_slice() {
        [] => Ok(()),
        complaints => Err(format!("the console says {complaints:#?}").into()),
    }
}

/// A browser tells on the console what it cannot reach; nothing else may be there.
fn quiet_but_for_network(browser: &Browser) -> Result<()> {
    let is_about_network =
        |text: &String| text.contains("ERR_") || text.contains("WebSocket connection");
    let complaints = browser.complaints();
    match complaints.iter().find(|text| !is_about_network(text)) {
        Some(other) => Err(format!("the console says {other}").into()),
        None => Ok(()),
    }
}

/// The echo server with the page, and where it is.
struct Site {
    _process: Process,
    port: u16,
}

impl Site {
    fn url(&self, query: &str) -> String {
        format!("http://localhost:{}/{query}", self.port)
    }

    /// The same as from another machine: a browser trusts `localhost` only.
    fn url_of_network(&self, query: &str) -> String {
        format!("http://lan.test:{}/{query}", self.port)
    }
}

impl Built {
    fn make() -> Result<Self> {
        let folder = web::run()?;
        let build = ["build", "--release", "--package", "echo-server"];
        if !cargo().args(build).status()?.success() {
            return Err("the server does not build".into());
        }
        let server = web::target_folder()?.join("release").join("echo-server");
        Ok(Self { server, folder })
    }

    /// Serves a folder; port 0 picks a free one.
    fn serve(&self, folder: &Path, port: u16) -> Result<Site> {
        let process = Process::start(
            Command::new(&self.server)
                .arg(format!("--listen=localhost:{port}"))
                .arg("--web")
                .arg(folder),
        )?;
        let port = wait_until("the echo server to listen", PATIENCE, || {
            let lines = process.lines();
            let mut addresses = lines
                .iter()
                .filter_map(|line| line.split_once("listening on ws://localhost:"));
            Ok(addresses.next().and_then(|(_, port)| port.parse().ok()))
        })?;
        Ok(Site {
            _process: process,
            port,
        })
    }
}

impl Stage<'_> {
    fn site(&self, port: u16) -> Result<Site> {
        self.built.serve(&self.built.folder, port)
    }

    fn screenshot(&self, page: &Page<'_>, name: &str) -> Result<()> {
        // The frame after the last change may still be on its way.
        page.evaluate("new Promise((done) => setTimeout(done, 500))")?;
        page.screenshot(&self.screenshots.join(format!("{name}.png")))
    }
}

fn click(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let page = stage.browser.open(&site.url(""))?;
    wait_until_open(&page)?;
    for _ in 0..3 {
        press(&page, "点击请求")?;
        wait_for_rows(&page, &[("sent", "helloworld"), ("received", "helloworld")])?;
    }
    press(&page, "要发送的消息")?;
    page.type_text(" 你好，世界 👋🏽🌍")?;
    press(&page, "点击请求")?;
    wait_for_rows(&page, &[("received", "helloworld 你好，世界 👋🏽🌍")])?;
    page.wait_for("wscope.counts().sent === 4 && wscope.counts().received === 4")?;
    stage.screenshot(&page, "browser-zh")
}

/// With every binary message that it sends ewebsock asks for blobs, which arrive late. The socket is asked for them here.
fn order(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let address = flood::start_mixed(2_000)?;
    let page = stage.browser.open_blank()?;
    page.prepare(
        "globalThis.WebSocket = class extends WebSocket { constructor(url) { super(url); \
         this.addEventListener('open', () => { this.binaryType = 'blob'; globalThis.isAsked = true; }); } }",
    )?;
    page.go(&site.url(&format!("?url={address}")))?;
    page.wait_for("globalThis.isAsked")?;
    page.wait_for("wscope.counts().received === 4000")?;
    let kinds = "wscope.rows(4000).every((row, at) => row.kind === (at % 2 ? 'binary' : 'text'))";
    page.wait_for(kinds).map(drop)
}

fn hidden(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let address = flood::start(100_000)?;
    let page = stage.browser.open(&site.url(&format!("?url={address}")))?;
    page.wait_for("wscope.phase() === 'open'")?;
    let other = stage.browser.open_blank()?;
    other.show()?;
    page.wait_for("document.hidden")?;
    page.wait_for("wscope.counts().received === 100000")?;
    page.wait_for("wscope.counts().kept + wscope.counts().dropped === 100000")?;
    other.close()?;
    page.show()?;
    wait_for_rows(&page, &[("received", "flood 000099999")])
}

/// Serves the page, then the same page as if it had been changed.
fn update(stage: &Stage<'_>) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("wscope-web-{}", std::process::id()));
    copy(&stage.built.folder, &folder)?;
    let site = stage.built.serve(&folder, 0)?;
    let page = stage.browser.open(&site.url(""))?;
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

fn narrow(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
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
    stage.screenshot(&page, "browser-360-zh")?;
    if outside == "" {
        Ok(())
    } else {
        Err(format!("outside of 360 px: {outside}").into())
    }
}

fn unable(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let lacks = [
        (
            "HTMLCanvasElement.prototype.getContext = () => null",
            "This browser has no WebGL",
        ),
        (
            "delete globalThis.WebAssembly",
            "This browser has no WebAssembly",
        ),
        (
            "const real = fetch; globalThis.fetch = (what) => String(what).endsWith('.wasm') \
             ? Promise.reject(new TypeError('Failed to fetch')) : real(what)",
            "The download did not finish",
        ),
    ];
    for (script, title) in lacks {
        let page = stage.browser.open_blank()?;
        page.prepare(script)?;
        page.go(&site.url("?lang=en"))?;
        page.wait_for(&format!(
            "document.querySelector('h1').textContent === '{title}'"
        ))?;
        page.wait_for("document.querySelector('button')?.checkVisibility()")?;
    }
    let page = stage.browser.open(&site.url("?lang=en"))?;
    wait_until_open(&page)?;
    // Stands in for memory that has run out.
    page.evaluate(
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }))",
    )?;
    page.wait_for("document.querySelector('h1').textContent === 'The program has crashed'")?;
    stage.screenshot(&page, "browser-error-en")?;
    let page = stage.browser.open_blank()?;
    page.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    )?;
    page.go(&site.url(""))?;
    std::thread::sleep(Duration::from_secs(1));
    page.wait_for("document.querySelector('noscript').innerText.includes('JavaScript')")
        .map(drop)
}

/// What is an https page to the program is decided by its address alone, so that is what is feigned here.
fn secure(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let page = stage.browser.open_blank()?;
    page.prepare(
        "const real = WebSocket; globalThis.WebSocket = class extends real { constructor(url) { \
         if (url.includes('192.0.2.1')) throw new DOMException('An insecure connection', 'SecurityError'); super(url); } }",
    )?;
    page.go(&site.url("?lang=en&url=ws://192.0.2.1"))?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('may not speak unencrypted')")
        .map(drop)
}

fn closed(stage: &Stage<'_>) -> Result<()> {
    let site = stage.site(0)?;
    let server = site
        .url("close/1011?reason=out of coffee")
        .replace("http", "ws");
    let page = stage
        .browser
        .open(&site.url(&format!("?lang=en&url={server}")))?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('1011')")?;
    page.wait_for(
        "wscope.widgets().some((one) => one.name.includes('1011 Internal Error, “out of coffee”'))",
    )
    .map(drop)
}
