// A worker of `loader.js`: has the browser make its first WebGL context, and says when that is done.
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("webgl2");
context?.getExtension("WEBGL_lose_context")?.loseContext();
postMessage(context !== null);
