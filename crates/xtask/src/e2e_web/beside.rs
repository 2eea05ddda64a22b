//! The page beside the page of the tutorial, which appends one `<p>` for each message: how fast, and how smooth.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use super::{Built, fresh_browser, place_of, quiet};
use crate::browser::Page;
use crate::window::wait_until;
use crate::{Result, flood, say};

/// Messages that come as fast as the page takes them.
const MESSAGES: u64 = 100_000;
/// Messages that come afterwards, one each millisecond, while the frames are timed.
const MORE: u64 = 4_000;
/// The medians of so many rounds are told.
const ROUNDS: usize = 3;
/// For the slower page to be done with it.
const PATIENCE: Duration = Duration::from_secs(120);

/// The page of the tutorial, but for where it connects to. Its script has a file because the server's policy asks for it.
const TUTORIAL: [(&str, &str); 2] = [
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
    /// Messages a second, until the frame after the last is done.
    rate: f64,
    /// Milliseconds of a frame at the median, with [`MESSAGES`] in the list.
    median: f64,
    /// The same at the 99th percentile.
    p99: f64,
}

/// Measures both pages in turn, and says what came out.
pub fn run(built: &Built) -> Result<()> {
    let folder = tutorial()?;
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        rounds[0].push(measure(built, &folder)?);
        rounds[1].push(measure(built, &built.folder)?);
    }
    std::fs::remove_dir_all(folder)?;
    let [theirs, ours] = rounds;
    for (name, all) in [("tutorial", &theirs), ("wscope", &ours)] {
        say(json!({
            "page": name,
            "messages_per_second": median(all, |one| one.rate).round(),
            "frame_p50_ms": median(all, |one| one.median),
            "frame_p99_ms": median(all, |one| one.p99),
        }));
    }
    let pairs = ours.iter().zip(&theirs);
    let ratios = pairs.map(|(ours, theirs)| ours.rate / theirs.rate);
    let ratios: Vec<f64> = ratios.collect();
    say(
        json!({"rate_ratio": median(&ratios, |ratio| *ratio), "rounds": ROUNDS, "messages": MESSAGES}),
    );
    Ok(())
}

fn tutorial() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("wscope-tutorial-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (name, text) in TUTORIAL {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(folder)
}

fn measure(built: &Built, folder: &Path) -> Result<Measured> {
    let site = built.serve(folder, 0)?;
    let address = flood::start_and_go_on(MESSAGES, MORE)?;
    let browser = fresh_browser(1)?;
    let page = browser.open_blank()?;
    page.prepare(WATCH)?;
    page.go(&site.url(&format!("?url={address}")))?;
    // Not the frame in which they came, but one after it: what came is laid out by then.
    wait(&page, &format!("frames_seen.at(-3)?.[1] >= {MESSAGES}"))?;
    let taken = page.evaluate(&format!(
        "frames_seen[frames_seen.findIndex(([, there]) => there >= {MESSAGES}) + 1][0] - openedAt"
    ))?;
    let (x, y) = button(&page)?;
    let from = page.evaluate("frames_seen.length")?;
    page.click(x, y)?;
    wait(
        &page,
        &format!("frames_seen.at(-2)[1] >= {}", MESSAGES + MORE),
    )?;
    let frames = page.evaluate(&format!(
        "frames_seen.slice({from}).map(([at], index) => at - frames_seen[{from} + index - 1][0])"
    ))?;
    quiet(&browser)?;
    let mut frames: Vec<f64> = serde_json::from_value(frames)?;
    frames.sort_by(f64::total_cmp);
    let taken = taken.as_f64().ok_or("the page tells no time")?;
    Ok(Measured {
        rate: MESSAGES as f64 / taken * 1000.0,
        median: frames[frames.len() / 2],
        p99: frames[frames.len() * 99 / 100],
    })
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
