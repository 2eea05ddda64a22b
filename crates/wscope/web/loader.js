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
    noWebgl: "浏览器没有 WebGL",
    noWebglHelp: "wscope 用 WebGL 绘制界面。请在浏览器设置中开启“硬件加速”，更新显卡驱动，或换一个浏览器。",
    download: "下载没有完成",
    downloadHelp: "请检查网络，确认服务器仍在运行，然后重试。",
    start: "程序没能启动",
    startHelp: "请重新加载页面。如果再次发生，请更新浏览器，或换一个浏览器。",
    crash: "程序崩溃了",
    crashHelp: "这是 wscope 的错误，不是你的。重新加载后可以继续；列表中的消息没有保存，已经丢失。反馈时请附上这段文字：",
    lostContext: "显卡收回了画布",
    lostContextHelp: "通常是因为休眠、驱动更新或内存不足。重新加载后可以继续；列表中的消息没有保存。",
  },
  en: {
    loading: (percent) => `Loading… ${percent}%`,
    starting: "Starting…",
    reload: "Reload",
    retry: "Try again",
    noWasm: "This browser has no WebAssembly",
    noWasmHelp: "wscope is a program compiled to WebAssembly. Update the browser; if a policy or a lockdown mode turned it off, allow it in the settings.",
    noWebgl: "This browser has no WebGL",
    noWebglHelp: "wscope draws with WebGL. Turn on hardware acceleration in the settings of the browser, update the graphics driver, or use another browser.",
    download: "The download did not finish",
    downloadHelp: "Check the network and whether the server still runs, then try again.",
    start: "The program did not start",
    startHelp: "Reload the page. If it happens again, update the browser, or use another one.",
    crash: "The program has crashed",
    crashHelp: "That is a fault of wscope, not yours. After a reload you can go on; the messages in the list were not stored and are lost. Please report this text:",
    lostContext: "The graphics driver took the canvas back",
    lostContextHelp: "Mostly after sleep, a driver update, or for want of memory. After a reload you can go on; the messages in the list were not stored.",
  },
};

const byId = (id) => document.getElementById(id);
const { program, wasm, size } = byId("loader").dataset;
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

/** Fetches the program and shows how much of it is there. */
async function download() {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
  // The stream is of unpacked bytes, so their number is told by the page and not by Content-Length.
  let received = 0;
  const count = new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      const part = Math.min(received / Number(size), 1);
      byId("progress").value = part;
      byId("text").textContent = texts.loading(Math.floor(part * 100));
      controller.enqueue(chunk);
    },
  });
  const headers = { "content-type": "application/wasm" };
  // Read to its end before anything is started: so what breaks is the download, and what breaks later is not.
  const bytes = await new Response(response.body.pipeThrough(count), { headers }).arrayBuffer();
  if (bytes.byteLength !== Number(size)) throw new Error(`${bytes.byteLength} of ${size} bytes`);
  return bytes;
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
  if (!hasWebgl()) return fail(texts.noWebgl, texts.noWebglHelp);

  let module, bytes;
  try {
    [module, bytes] = await Promise.all([import(new URL(program, document.baseURI)), download()]);
  } catch (error) {
    return fail(texts.download, texts.downloadHelp, String(error), texts.retry);
  }
  byId("text").textContent = texts.starting;
  try {
    await module.default({ module_or_path: bytes });
    window.wscope = await module.start(byId("canvas"), crash);
  } catch (error) {
    return fail(texts.start, texts.startHelp, String(error));
  }
  byId("cover").hidden = true;
  // A trap, such as memory that has run out, comes without the program's own word about it.
  addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) crash(error.stack ?? error);
  });
  byId("canvas").addEventListener("webglcontextlost", () => fail(texts.lostContext, texts.lostContextHelp));
  workOffline();
}

/** From now on the page opens without a network as well. */
function workOffline() {
  // Only pages that came over https, or from this machine, may.
  navigator.serviceWorker?.register("./sw.js", { updateViaCache: "none" }).catch((error) => {
    console.info(`wscope will not work offline: ${error}`);
  });
}

// The browser's own find bar would cover the program's, and find nothing in a canvas.
addEventListener("keydown", (event) => {
  const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && /^[fg]$/i.test(event.key);
  if (!isOver && (isFind || event.key === "F3")) event.preventDefault();
}, { capture: true });

run();
