// Fetches the program, shows how far that is, starts it, and says what happened where it cannot: never a blank page.
// What happens inside the program, the program shows itself.

const TEXTS = {
  zh: {
    loading: (percent) => `正在加载… ${percent}%`,
    starting: "正在启动…",
    reload: "重新加载",
    retry: "重试",
    noWasm: "浏览器不支持 WebAssembly",
    noWasmHelp: "wscope 是编译为 WebAssembly 的程序。请更新浏览器；如果是企业策略或无痕/锁定模式禁用了它，请在设置中允许。",
    noWebgl: "浏览器不支持 WebGL",
    noWebglHelp: "wscope 需要 WebGL。请在浏览器设置中启用“硬件加速”，更新显卡驱动，或使用其他浏览器。",
    download: "下载未完成",
    downloadHelp: "请检查网络，确认服务器仍在运行，然后重试。",
    start: "程序未能启动",
    startHelp: "请重新加载页面。如果再次发生，请更新浏览器，或使用其他浏览器。",
    crash: "程序崩溃了",
    crashHelp: "这是 wscope 的错误。重新加载后可继续；列表中的消息未保存，已丢失。反馈时请附上以下文本：",
    lostContext: "图形上下文已丢失",
    lostContextHelp: "通常由休眠、显卡驱动更新或内存不足引起。重新加载后可继续；列表中的消息未保存。",
  },
  en: {
    loading: (percent) => `Loading… ${percent}%`,
    starting: "Starting…",
    reload: "Reload",
    retry: "Try again",
    noWasm: "This browser does not support WebAssembly",
    noWasmHelp: "wscope is a program compiled to WebAssembly. Update the browser; if a policy or lockdown mode disables WebAssembly, allow it in the settings.",
    noWebgl: "This browser does not support WebGL",
    noWebglHelp: "wscope requires WebGL. Turn on hardware acceleration in the browser settings, update the graphics drivers, or use another browser.",
    download: "The download was not completed",
    downloadHelp: "Check the network, check that the server is running, then try again.",
    start: "The program did not start",
    startHelp: "Reload the page. If this happens again, update the browser or use another one.",
    crash: "The program crashed",
    crashHelp: "This is a bug in wscope. Reload to continue; the messages in the list were not saved and are lost. Please include this text in a bug report:",
    lostContext: "The graphics context was lost",
    lostContextHelp: "Usually after sleep, an update of the graphics software, or when memory is low. Reload to continue; the messages in the list were not saved.",
  },
};

const byId = (id) => document.getElementById(id);
const { program, wasm, size, mirror, webgl, worker } = byId("loader").dataset;
// The same choice as the program's: what the address says, or what the person chose, or the browser's language.
const language = new URLSearchParams(location.search).get("lang") ?? chosenLanguage() ?? navigator.language;
const isChinese = /^zh\b/i.test(language);
const texts = isChinese ? TEXTS.zh : TEXTS.en;
document.documentElement.lang = isChinese ? "zh-CN" : "en";

function chosenLanguage() {
  try {
    return JSON.parse(localStorage.getItem("wscope-settings")).settings.language ?? undefined;
  } catch {
    return undefined; // Nothing was chosen yet, or this browser stores nothing.
  }
}

let isOver = false;

/** Shows what happened and what to do. The first reason is the true one: what follows from it is not shown. */
function fail(title, help, detail, action = texts.reload, act = () => location.reload()) {
  if (isOver) return;
  isOver = true;
  const cover = byId("cover");
  const heading = Object.assign(document.createElement("h1"), { textContent: title, className: "bad" });
  const text = Object.assign(document.createElement("p"), { textContent: help });
  const button = Object.assign(document.createElement("button"), { textContent: action, onclick: act });
  const technical = Object.assign(document.createElement("pre"), { textContent: detail });
  cover.setAttribute("role", "alert");
  cover.replaceChildren(heading, text, ...(detail ? [technical] : []), button);
  cover.hidden = false;
  byId("canvas").hidden = true;
  button.focus();
}

const crash = (reason) => fail(texts.crash, texts.crashHelp, String(reason));

/** How long the program goes without a frame at most, in milliseconds: in a frame it also saves the settings. */
const LONGEST_REST = 10_000;

/** Frames after an event: one that paints what its listener has worked out, one for the program, and one to be sure. */
const FRAMES_AFTER_EVENT = 3;

/** Whatever the program listens to: an event that is not here reaches it, but is painted with the next frame only. */
const EVENTS = `pointerdown pointerup pointercancel mousemove mouseleave wheel contextmenu touchstart touchmove touchend
  touchcancel gesturestart gesturechange gestureend keydown keyup input compositionstart compositionupdate compositionend
  copy cut paste dragover dragleave drop focus blur visibilitychange load pageshow popstate hashchange resize`.split(/\s+/);

/**
 * Holds animation frames back until one is due, in place of the browser's own functions: the loop of eframe asks for
 * the next one in each, 60 times a second, also where nothing has changed. Due they are after an event, and when egui
 * wants to paint: `want` and `painted` are told by the program.
 */
const frames = (() => {
  const ask = requestAnimationFrame.bind(window);
  const held = new Map();
  let lastId = 0;
  /** Whether the browser was asked for a frame. */
  let isAsked = false;
  let timer;
  /** Frames to run whether egui wants to paint or not. */
  let more = FRAMES_AFTER_EVENT;
  /** When egui wants to paint. It is so until it has painted, so that no clock of low resolution can lose a frame. */
  let due = Infinity;
  let latest = performance.now();

  function arrange() {
    clearTimeout(timer);
    if (isAsked || held.size === 0) return;
    const rest = more > 0 ? 0 : Math.min(due, latest + LONGEST_REST) - performance.now();
    if (rest > 0) {
      timer = setTimeout(arrange, rest);
    } else {
      isAsked = true;
      ask(run);
    }
  }

  function run(time) {
    isAsked = false;
    more = Math.max(more - 1, 0);
    latest = performance.now();
    const callbacks = [...held.values()];
    held.clear();
    for (const callback of callbacks) callback(time);
    arrange();
  }

  window.requestAnimationFrame = (callback) => {
    lastId += 1;
    held.set(lastId, callback);
    arrange();
    return lastId;
  };
  window.cancelAnimationFrame = (id) => held.delete(id);

  function hear() {
    more = FRAMES_AFTER_EVENT;
    arrange();
  }

  // Before any listener of the program: none can keep an event from coming here.
  for (const name of EVENTS) addEventListener(name, hear, { capture: true, passive: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", hear);
  (function hearScale() {
    // It matches for as long as the scale is what it is now.
    const scale = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    scale.addEventListener("change", () => (hear(), hearScale()), { once: true });
  })();

  return {
    want(millis) {
      due = Math.min(due, performance.now() + millis);
      arrange();
    },
    painted(millis) {
      due = performance.now() + millis;
      arrange();
    },
  };
})();

/** The event in which the program is asked to copy or to cut. */
let clipboardEvent;
for (const name of ["copy", "cut"]) {
  addEventListener(name, (event) => { clipboardEvent = event; }, { capture: true });
}

/** Puts a text on the clipboard, and says whether it is there. */
async function copy(text) {
  // While the event lasts the clipboard is open to it, whatever the page is and whatever is forbidden.
  if (clipboardEvent && clipboardEvent.eventPhase !== Event.NONE) {
    clipboardEvent.clipboardData.setData("text/plain", text);
    clipboardEvent.preventDefault();
    return true;
  }
  try {
    // A page that came over plain http from another machine has no such object.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** The text on the clipboard; nothing where it may not be read. */
async function paste() {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return undefined;
  }
}

/** The older way, which browsers allow after a click or a key, and without https. */
function copyByCommand(text) {
  let isTaken = false;
  const give = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isTaken = true;
  };
  // Browsers copy where something is selected only; what they copy, `give` says.
  const field = Object.assign(document.createElement("textarea"), { value: " ", tabIndex: -1 });
  field.style.cssText = "position: fixed; top: 0; opacity: 0";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  document.addEventListener("copy", give, { capture: true });
  try {
    return document.execCommand("copy") && isTaken;
  } catch {
    return false;
  } finally {
    document.removeEventListener("copy", give, { capture: true });
    field.remove();
    focused?.focus({ preventScroll: true });
  }
}

/** What screen readers see of the canvas, once the program has started. */
let reflection;

/** The program, once it is there: workers run it as well. */
let compiled;

/** Starts a worker that does something beside the page. */
function startWorker(work) {
  const started = new Worker(new URL(worker, document.baseURI), { type: "module" });
  started.postMessage({ program: new URL(program, document.baseURI).href, compiled, work });
  return started;
}

/** What the program calls. */
const page = {
  crashed: crash,
  wantFrame: frames.want,
  painted(millis) {
    frames.painted(millis);
    reflection?.update();
  },
  copy,
  paste,
  startWorker,
  // The browser goes on from there.
  leave: () => reflection?.enter(),
};

// eframe saves the settings when a page is closed, but listens to an event that no browser sends. After these none may come.
for (const name of ["pagehide", "visibilitychange"]) {
  addEventListener(name, () => {
    if (name === "pagehide" || document.hidden) dispatchEvent(new Event("onbeforeunload"));
  }, { capture: true });
}

/** Asks before messages and what was typed are lost: neither is stored. */
function askBeforeLeaving(program) {
  addEventListener("beforeunload", (event) => {
    // A program that has crashed has nothing left to lose.
    if (!isOver && program.wouldLose()) event.preventDefault();
  });
}

/** How many steps the progress has: each is painted, which takes time from what is waited for. */
const STEPS = 50;

/** Shows how much of the program is there. */
async function showProgress(stream) {
  // The stream is of unpacked bytes, so their number is told by the page and not by Content-Length.
  let received = 0, shown = -1;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return received;
    received += value.byteLength;
    const step = Math.floor(Math.min(received / Number(size), 1) * STEPS);
    if (step === shown) continue;
    shown = step;
    byId("progress").value = step / STEPS;
    byId("text").textContent = texts.loading(step * 100 / STEPS);
  }
}

/** Fetches the program, shows how much of it is there, and compiles it while it comes. */
async function download() {
  // `index.html` asks for it in the same words, before this script is there.
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
  // The compiler gets the response of the browser itself: a stream of this script's would pass through this thread.
  const progress = showProgress(response.clone().body);
  // Whether it is complete matters only where it does not compile.
  progress.catch(() => {});
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    // A download that stopped reads like a program that is broken.
    const received = await progress.catch(() => 0);
    throw received === Number(size) ? error : new Error(`${received} of ${size} bytes: ${error}`);
  }
}

/** Has the browser make its first WebGL context away from this thread: it takes long, and meanwhile nothing would be downloaded. */
function warmWebgl() {
  return new Promise((done) => {
    try {
      const worker = new Worker(new URL(webgl, document.baseURI));
      worker.onmessage = worker.onerror = () => (worker.terminate(), done());
    } catch {
      done(); // No worker may be started. It takes as long here.
    }
  });
}

function hasWebgl() {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  // Browsers give out a few contexts only.
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

async function run() {
  byId("late").remove();
  byId("text").textContent = texts.loading(0);
  if (typeof WebAssembly !== "object") return fail(texts.noWasm, texts.noWasmHelp);
  const load = (name) => import(new URL(name, document.baseURI));
  const downloaded = Promise.all([load(program), load(mirror), download()]);
  // Whatever is found out first is told, and only that.
  downloaded.catch(() => {});
  await warmWebgl();
  if (!hasWebgl()) return fail(texts.noWebgl, texts.noWebglHelp);

  let module, mirrored;
  try {
    [module, mirrored, compiled] = await downloaded;
  } catch (error) {
    return fail(texts.download, texts.downloadHelp, String(error), texts.retry);
  }
  byId("text").textContent = texts.starting;
  // A page that this one is a part of keeps its focus: eframe takes it when it starts, but not where nothing can have it.
  const isPart = window.self !== window.top;
  document.body.inert = isPart;
  try {
    await module.default({ module_or_path: compiled });
    window.wscope = await module.start(byId("canvas"), page);
  } catch (error) {
    return fail(texts.start, texts.startHelp, String(error));
  } finally {
    document.body.inert = false;
  }
  byId("cover").hidden = true;
  reflection = mirrored.mirror(window.wscope, byId("canvas"));
  if (!isPart) byId("canvas").focus({ preventScroll: true });
  askBeforeLeaving(window.wscope);
  avoidKeyboard();
  // A trap, such as memory that has run out, comes without the program's own word about it.
  addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) crash(error.stack ?? error);
  });
  byId("canvas").addEventListener("webglcontextlost", () => fail(texts.lostContext, texts.lostContextHelp));
  workOffline();
}

/** Keeps the canvas above the keyboard of a phone, where the browser lays that over the page (Safari) and does not shrink it. */
function avoidKeyboard() {
  const viewport = window.visualViewport;
  const fit = () => {
    // A page that the browser itself zooms stays as large as it is.
    const isCovered = viewport.scale === 1 && window.innerHeight - viewport.height > 1;
    const [top, height] = isCovered ? [`${viewport.offsetTop}px`, `${viewport.height}px`] : ["", ""];
    Object.assign(byId("canvas").style, { top, height });
  };
  viewport?.addEventListener("resize", fit);
  viewport?.addEventListener("scroll", fit);
}

/** From now on the page opens without a network as well. */
function workOffline() {
  // Only pages that came over https, or from this machine, may.
  navigator.serviceWorker?.register("./sw.js", { updateViaCache: "none" }).catch((error) => {
    console.info(`wscope will not work offline: ${error}`);
  });
}

// The browser’s own find bar would find nothing in a canvas; these keys are the program’s.
addEventListener("keydown", (event) => {
  const isOwn = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && /^[bfgk]$/i.test(event.key);
  if (!isOver && (isOwn || ["F3", "F6"].includes(event.key))) event.preventDefault();
}, { capture: true });

run();
