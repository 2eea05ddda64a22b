// Lets the page open without a network, and never shows an old version while there is one: the page itself is asked
// for anew each time, and names the files that belong to it by the hash of their content.

const VERSION = "{version}";
const FILES = {files};
const CACHE = `wscope-${VERSION}`;

addEventListener("install", (event) => {
  event.waitUntil(store().then(() => skipWaiting()));
});

async function store() {
  const cache = await caches.open(CACHE);
  // What has a hash in its name may come from the browser's own cache; the rest must be what the server has now.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: isHashed(file) ? "default" : "reload" })));
  const page = await cache.match("./");
  if (!(await page.text()).includes(VERSION)) {
    // The server was updated between this worker and the page. The next visit finds the next worker.
    await caches.delete(CACHE);
    throw new Error(`the page is not of version ${VERSION}`);
  }
}

addEventListener("activate", (event) => {
  event.waitUntil(removeOld().then(() => clients.claim()));
});

async function removeOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("wscope-") && name !== CACHE).map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.href.startsWith(registration.scope);
  if (isOurs) event.respondWith(isHashed(url.pathname) ? stored(request) : newest(request));
});

const isHashed = (path) => /-[0-9a-f]{16}\.[a-z0-9]+$/.test(path);

async function stored(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function newest(request) {
  try {
    return await fetch(request, { cache: "no-cache" });
  } catch (error) {
    const cache = await caches.open(CACHE);
    const found = request.mode === "navigate" ? await cache.match("./") : await cache.match(request, { ignoreSearch: true });
    if (found) return found;
    throw error;
  }
}
