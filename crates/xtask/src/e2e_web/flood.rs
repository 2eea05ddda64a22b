//! The page beside the page of the tutorial, which appends one `<p>` for each message: how fast, and how smooth. And beside
//! a page that only counts, which shows what the browser itself can do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::fixture::{Built, fresh_browser, quiet};
use super::widgets::place_of;
use crate::browser::Page;
use crate::wait::wait_until;
use crate::{Result, flood, say};

/// Messages that come as fast as the page takes them.
const MESSAGES: u64 = 100_000;
/// As fast again, when those are in the list.
const BURST: u64 = 20_000;
/// Messages that come afterwards, one each millisecond, while the frames are timed.
const CALM: u64 = 2_000;
/// The medians of so many rounds are told.
const ROUNDS: usize = 3;
/// For the slower page to be done with it.
const PATIENCE: Duration = Duration::from_secs(120);

/// The page of the tutorial, but for where it connects to, and the page that counts. A script has a file because the
/// server's policy asks for it.
const RIVALS: [(&str, &str); 5] = [
    (
        "index.html",
        "<!doctype html><meta charset=utf-8><title>WebSocket</title>\
         <button id=send>点击请求</button><div id=list></div><script src=tutorial.js></script>",
    ),
    (
        "tutorial.js",
        "const socket = new WebSocket(new URLSearchParams(location.search).get('url')); \
         document.getElementById('send').onclick = () => socket.send('helloworld'); \
         globalThis.shown = 0; \
         socket.onmessage = (event) => { \
           const line = document.createElement('p'); \
           line.innerText = event.data; \
           document.getElementById('list').appendChild(line); \
           shown += 1; \
         };",
    ),
    (
        "count.html",
        "<!doctype html><meta charset=utf-8><title>WebSocket</title>\
         <button id=send>点击请求</button><script src=count.js></script>",
    ),
    (
        "count.js",
        "const socket = new WebSocket(new URLSearchParams(location.search).get('url')); \
         document.getElementById('send').onclick = () => socket.send('helloworld'); \
         globalThis.shown = 0; \
         socket.onmessage = () => { shown += 1; };",
    ),
    // Every browser asks for one, and no error may be in the console.
    ("favicon.ico", ""),
];

/// Notes the time of every frame, and how many messages there were. Both pages are looked at with it.
const WATCH: &str = "globalThis.frames_seen = []; \
    globalThis.WebSocket = class extends WebSocket { constructor(...given) { super(...given); \
      this.addEventListener('open', () => { globalThis.openedAt ??= performance.now(); }); } }; \
    const there = () => globalThis.shown ?? globalThis.wscope?.counts?.().received ?? 0; \
    const look = () => { frames_seen.push([performance.now(), there()]); requestAnimationFrame(look); }; \
    requestAnimationFrame(look);";

/// What was measured on a page in one round.
struct Measured {
    /// Messages a second from the first to [`MESSAGES`], until the frame after the last is done.
    rate: f64,
    /// The same of the [`BURST`] that follows.
    rate_when_full: f64,
    /// Milliseconds of a frame at the median, when they come slowly after that.
    median: f64,
    /// The same at the 99th percentile.
    p99: f64,
}

/// Measures the pages in turn, and says what came out.
pub(super) fn run(built: &Built) -> Result<()> {
    let rivals = rivals()?;
    let pages = [
        ("tutorial", &rivals, ""),
        ("wscope", &built.folder, ""),
        ("only counts", &rivals, "count.html"),
    ];
    let mut rounds = pages.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for (measured, (_, folder, file)) in rounds.iter_mut().zip(&pages) {
            measured.push(measure(built, folder, file)?);
        }
    }
    std::fs::remove_dir_all(&rivals)?;
    for ((name, ..), measured) in pages.iter().zip(&rounds) {
        let pairs: Vec<_> = measured.iter().zip(&rounds[0]).collect();
        say(json!({
            "page": name,
            "to_100000_per_second": median(measured, |one| one.rate).round(),
            "times_the_tutorial": tenths(median(&pairs, |(page, tutorial)| page.rate / tutorial.rate)),
            "beyond_100000_per_second": median(measured, |one| one.rate_when_full).round(),
            "beyond_times_the_tutorial":
                tenths(median(&pairs, |(page, tutorial)| page.rate_when_full / tutorial.rate_when_full)),
            "frame_p50_ms": tenths(median(measured, |one| one.median)),
            "frame_p99_ms": tenths(median(measured, |one| one.p99)),
            "rounds": ROUNDS,
        }));
    }
    Ok(())
}

fn rivals() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("wscope-tutorial-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (name, text) in RIVALS {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(folder)
}

fn measure(built: &Built, folder: &Path, file: &str) -> Result<Measured> {
    let site = built.serve(folder, 0)?;
    let address = flood::start_and_go_on(MESSAGES, BURST, CALM)?;
    let browser = fresh_browser(1)?;
    let page = browser.open_blank()?;
    page.prepare(WATCH)?;
    page.go(&site.url(&format!("{file}?url={address}")))?;
    let to_full = rate(&page, "openedAt", 0, MESSAGES)?;
    let (x, y) = button(&page)?;
    let press = || -> Result<Value> {
        let before = page.evaluate("({frames: frames_seen.length, now: performance.now()})")?;
        page.click(x, y)?;
        Ok(before)
    };
    let rate_when_full = rate(
        &page,
        &press()?["now"].to_string(),
        MESSAGES,
        MESSAGES + BURST,
    )?;
    let from = press()?["frames"].clone();
    wait(
        &page,
        &format!("frames_seen.at(-2)[1] >= {}", MESSAGES + BURST + CALM),
    )?;
    let frames = page.evaluate(&format!(
        "frames_seen.slice({from}).map(([at], index) => at - frames_seen[{from} + index - 1][0])"
    ))?;
    quiet(&browser)?;
    let mut frames: Vec<f64> = serde_json::from_value(frames)?;
    frames.sort_by(f64::total_cmp);
    Ok(Measured {
        rate: to_full,
        rate_when_full,
        median: frames[frames.len() / 2],
        p99: frames[frames.len() * 99 / 100],
    })
}

/// Messages a second since a moment of the page, when there were `before`, until there are `after`.
fn rate(page: &Page<'_>, since: &str, before: u64, after: u64) -> Result<f64> {
    // Not the frame in which they came, but one after it: what came is laid out by then.
    wait(page, &format!("frames_seen.at(-3)?.[1] >= {after}"))?;
    let taken = page.evaluate(&format!(
        "frames_seen[frames_seen.findIndex(([, there]) => there >= {after}) + 1][0] - {since}"
    ))?;
    let taken = taken.as_f64().ok_or("the page tells no time")?;
    Ok((after - before) as f64 / taken * 1000.0)
}

/// Where the button 点击请求 is, on either page.
fn button(page: &Page<'_>) -> Result<(f64, f64)> {
    if page.evaluate("!globalThis.wscope")? == true {
        return Ok((20.0, 20.0));
    }
    place_of(page, "点击请求")
}

fn wait(page: &Page<'_>, script: &str) -> Result<()> {
    wait_until(script, PATIENCE, || {
        Ok((page.evaluate(script)? == true).then_some(()))
    })
}

fn median<T>(all: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
