//! How soon the page is connected: over a slow network, on a slow processor, by a browser that has never seen it.

use std::time::Duration;

use serde_json::{Value, json};

use super::fixture::{Built, fresh_browser, quiet};
use crate::wait::wait_until;
use crate::{Result, say};

/// The medians of so many rounds are told.
const ROUNDS: usize = 5;
/// What comes down the line, in bits a second: a mobile connection that is not the best.
const BITS_PER_SECOND: u32 = 9_000_000;
/// What goes up the same line, in bits a second.
const BITS_PER_SECOND_UP: u32 = 1_500_000;
/// How long an answer takes at least, in milliseconds.
const LATENCY_MS: u32 = 60;
/// So many times slower than this machine's is the processor.
const SLOWER: u32 = 4;
/// For a page that is much slower than it should be.
const PATIENCE: Duration = Duration::from_secs(60);

/// Notes when what happens, in milliseconds since the page was asked for.
const WATCH: &str = "globalThis.noted = {}; \
    const note = (name) => { noted[name] ??= performance.now(); }; \
    const compile = WebAssembly.compileStreaming; \
    WebAssembly.compileStreaming = (...given) => { note('asked'); \
      return compile(...given).then((module) => (note('compiled'), module)); }; \
    const draw = WebGL2RenderingContext.prototype.drawElements; \
    WebGL2RenderingContext.prototype.drawElements = function (...given) { note('painted'); return draw.apply(this, given); }; \
    globalThis.WebSocket = class extends WebSocket { constructor(...given) { super(...given); note('dialled'); \
      this.addEventListener('open', () => note('connected')); } };";

/// What is told, in the order in which it happens.
const MOMENTS: [&str; 6] = [
    "downloaded",
    "compiled",
    "painted",
    "dialled",
    "connected",
    "bytes",
];

/// The same of what the browser notes by itself.
const READ: &str = "(() => { if (!noted.connected) return null; \
    const files = performance.getEntriesByType('resource'); \
    const program = files.find((file) => file.name.endsWith('.wasm')); \
    return { ...noted, downloaded: program.responseEnd, \
      bytes: files.reduce((sum, file) => sum + file.encodedBodySize, 0) }; })()";

/// Measures, and says what came out.
pub(super) fn run(built: &Built) -> Result<()> {
    let rounds = (0..ROUNDS)
        .map(|_| measure(built))
        .collect::<Result<Vec<_>>>()?;
    let mut told = json!({
        "mbit_per_second": BITS_PER_SECOND / 1_000_000, "latency_ms": LATENCY_MS, "processor_times_slower": SLOWER, "rounds": ROUNDS,
    });
    for moment in MOMENTS {
        let mut values: Vec<f64> = rounds
            .iter()
            .filter_map(|round| round[moment].as_f64())
            .collect();
        values.sort_by(f64::total_cmp);
        told[moment] = values.get(values.len() / 2).map(|one| one.round()).into();
    }
    say(told);
    Ok(())
}

fn measure(built: &Built) -> Result<Value> {
    let site = built.serve(&built.folder, 0)?;
    let browser = fresh_browser(1)?;
    let page = browser.open_blank()?;
    page.call("Network.enable", json!({}))?;
    page.call(
        "Network.emulateNetworkConditions",
        json!({
            "offline": false, "latency": LATENCY_MS,
            "downloadThroughput": BITS_PER_SECOND / 8, "uploadThroughput": BITS_PER_SECOND_UP / 8,
        }),
    )?;
    page.call("Emulation.setCPUThrottlingRate", json!({"rate": SLOWER}))?;
    page.prepare(WATCH)?;
    page.go(&site.url("?lang=en"))?;
    let noted = wait_until("the page to be connected", PATIENCE, || {
        // While the page is loading there is nothing to ask.
        let noted = page.evaluate(READ).unwrap_or_default();
        Ok((!noted.is_null()).then_some(noted))
    })?;
    quiet(&browser)?;
    Ok(noted)
}
