// A worker of `loader.js`: runs the program once more, without a window, for what takes longer than a frame, and tells the page what comes of it.
onmessage = async ({ data: { program, compiled, work } }) => {
  try {
    const module = await import(program);
    await module.default({ module_or_path: compiled });
    module.work(work, (told) => postMessage(told));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
