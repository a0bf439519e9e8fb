"use strict";
// Runs the network beside the page, so that the page stays awake. A classic worker: LiteRT.js loads
// its program by importScripts, which a module worker does not have.

let runtime = null;
const models = new Map();

async function load() {
  const folder = new URL("litert/", self.location.href).href;
  self.Module = { locateFile: (name) => folder + name };  // else it looks beside this worker
  const litert = await import("./litert/index.js");
  await litert.loadLiteRt(folder);
  return litert;
}

async function model(file) {
  if (!runtime) {
    runtime = load().catch((error) => {
      runtime = null;
      throw new Error(`LiteRT.js cannot be loaded from litert/. Copy the whole folder to the server. (${error.message || error})`);
    });
  }
  const litert = await runtime;
  if (!models.has(file)) {
    const answer = await fetch(`models/${encodeURIComponent(file)}`).catch(() => null);
    if (!answer || !answer.ok) {
      throw new Error(`The model file models/${file} is missing. Copy the whole folder to the server.`);
    }
    const content = new Uint8Array(await answer.arrayBuffer());
    models.set(file, await litert.loadAndCompile(content, { accelerator: "wasm" }));
  }
  return [litert, models.get(file)];
}

self.onmessage = async ({ data: { number, file, box, shape } }) => {
  try {
    const [litert, network] = await model(file);
    if (!box) return self.postMessage({ number });
    const input = new litert.Tensor(box, shape);
    const [output] = await network.run([input]);
    const painted = Float32Array.from(output.toTypedArray());  // its own memory, not the program's
    input.delete();
    output.delete();
    self.postMessage({ number, painted }, [painted.buffer]);
  } catch (error) {
    self.postMessage({ number, error: String(error && error.message || error) });
  }
};
