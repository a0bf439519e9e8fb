/**
 * Pictures over HTTP for Node 20 and browsers, without a package: TensorFlow Serving's REST
 * contract, or the Open Inference Protocol's.
 *
 *     import { translate } from "./tfstyle.mjs";
 *
 *     const png = await translate("http://127.0.0.1:8501", photo, { model: "fast_style_udnie" });
 *
 * A file (a `Uint8Array`, an `ArrayBuffer`, a `Blob` of an `<input type="file">`) goes as it is to
 * `serving_bytes`, and the bytes of a PNG come back. `{ data, shape: [H, W, C] }` goes to
 * `serving_uint8`, or to `serving_default` where `data` is a `Float32Array` in [0, 1], and comes
 * back as one.
 */

// What HTTP's status is in gRPC's words.
const CODES = {
  400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
  405: "UNIMPLEMENTED", 413: "INVALID_ARGUMENT", 429: "RESOURCE_EXHAUSTED", 501: "UNIMPLEMENTED",
  503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
};
const JSON_LENGTH = "Inference-Header-Content-Length";
const KINDS = { BYTES: Uint8Array, UINT8: Uint8Array, FP32: Float32Array };
const LETTERS = 0x8000; // of a string at a time: all of a picture are too many arguments

/** A server refused, or none answered. `code` is gRPC's name for it, `status` HTTP's or 0. */
export class RemoteError extends Error {
  constructor(message, code = "INTERNAL", status = 0, cause = undefined) {
    super(message, { cause });
    this.name = "RemoteError";
    this.code = code;
    this.status = status;
  }
}

/**
 * Return a picture as a model of a server paints it.
 *
 * @param {string} url e.g. "http://127.0.0.1:8501"
 * @param {Uint8Array|ArrayBuffer|Blob|{data: Uint8Array|Float32Array, shape: number[]}} picture
 * @param {object} options
 * @param {string} options.model its name on the server
 * @param {number|string} [options.version] its number, or a label ("v1" only)
 * @param {string} [options.signature] another one than the picture's kind means
 * @param {string} [options.direction] of a model with two, e.g. "photo2monet"
 * @param {string} [options.token] that the server asks for
 * @param {number} [options.seconds] for all of it, waiting for a full server included
 * @param {number} [options.retries] how often a server is asked again that says it is full (429,
 *     503), after the time it says
 * @param {"v1"|"v2"} [options.protocol] TensorFlow Serving's, or the Open Inference Protocol
 * @param {AbortSignal} [options.signal] ends it early
 * @returns {Promise<Uint8Array|{data: Uint8Array|Float32Array, shape: number[]}>}
 * @throws {RemoteError} the server refused and says why, or none answered
 * @throws {TypeError} what is asked is no picture
 */
export async function translate(url, picture, options = {}) {
  const { model, version, signature, direction, protocol = "v1", ...how } = options;
  if (typeof model !== "string" || !model) throw new TypeError("name a model: { model: \"…\" }");
  if (protocol !== "v1" && protocol !== "v2") {
    throw new TypeError(`protocol is "v1" or "v2". Received: ${protocol}`);
  }
  const asked = await question(picture, signature);
  const { write, read } = protocol === "v1" ? predict : infer;
  const { path, headers, body } = write(asked, model, version, direction);
  const answer = await ask(url, path, headers, body, how);
  try {
    return read(asked, answer);
  } catch (error) {
    throw new RemoteError(
      `${url} answered what is no picture of this protocol: ${error.message}`, "INTERNAL", 200,
      error,
    );
  }
}

/**
 * Return the names of the models that a server has ready, where it lists them.
 *
 * @param {string} url e.g. "http://127.0.0.1:8501"
 * @param {object} [options] `token`, `seconds` and `signal`, as of `translate`
 * @returns {Promise<string[]>}
 */
export async function models(url, options = {}) {
  const silent = (cause) =>
    new RemoteError(`${url} does not list its models.`, "UNIMPLEMENTED", cause.status, cause);
  let answer;
  try {
    answer = await ask(
      url, "/v2/repository/index", { "Content-Type": "application/json" }, '{"ready": true}',
      { ...options, retries: 0 },
    );
  } catch (error) {
    throw [400, 404, 405, 501].includes(error.status) ? silent(error) : error;
  }
  try {
    const told = JSON.parse(text(answer.content));
    if (!told.every((one) => typeof one.name === "string" && one.state)) throw new Error("other");
    const ready = told.filter(({ state }) => state === "READY");
    return [...new Set(ready.map(({ name }) => name))].sort();
  } catch (error) {
    throw silent(error);
  }
}

/** Return what is asked: the signature, the names of its input and output, and the picture. */
async function question(picture, signature) {
  if (typeof Blob !== "undefined" && picture instanceof Blob) picture = await picture.arrayBuffer();
  if (picture instanceof ArrayBuffer) picture = new Uint8Array(picture);
  if (picture instanceof Uint8Array) {
    const names = { input: "image_bytes", output: "stylized_bytes" };
    return { ...names, encoded: true, data: picture, signature: signature ?? "serving_bytes" };
  }
  const { data, shape } = picture ?? {};
  const floats = data instanceof Float32Array;
  const levels = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!(floats || levels) || !Array.isArray(shape) || shape.length !== 3) {
    throw new TypeError(
      "a picture is the bytes of a file, or { data, shape: [H, W, C] } with a Uint8Array, or a " +
      "Float32Array in [0, 1]",
    );
  }
  if (!data.length || data.length !== shape.reduce((a, b) => a * b)) {
    throw new TypeError(`${data.length} values are not a picture of shape ${shape.join(" x ")}`);
  }
  const plain = floats ? "serving_default" : "serving_uint8";
  const names = { input: "images", output: "stylized" };
  return { ...names, encoded: false, data, shape, signature: signature ?? plain };
}

const predict = {
  write(asked, model, version, direction) {
    let path = `/v1/models/${encodeURIComponent(model)}`;
    if (version !== undefined) {
      const kind = /^\d+$/.test(version) ? "versions" : "labels";
      path += `/${kind}/${encodeURIComponent(version)}`;
    }
    const value = asked.encoded ? { b64: toBase64(asked.data) } : nested(asked.data, asked.shape);
    const instance = { [asked.input]: value };
    if (direction !== undefined) instance.direction = direction;
    const body = JSON.stringify({ signature_name: asked.signature, instances: [instance] });
    return { path: `${path}:predict`, headers: { "Content-Type": "application/json" }, body };
  },

  read(asked, { content }) {
    const { predictions } = JSON.parse(text(content));
    if (predictions.length !== 1) throw new Error(`${predictions.length} pictures`);
    let [value] = predictions;
    if (!Array.isArray(value) && !("b64" in value)) value = named(asked, value);
    if (asked.encoded) return fromBase64(value.b64);
    const shape = [value.length, value[0].length, value[0][0].length];
    const data = asked.data.constructor.from(value.flat(2));
    if (data.length !== shape[0] * shape[1] * shape[2]) throw new Error("its rows differ");
    return { data, shape };
  },
};

// A tensor's bytes stand behind the JSON, whose length a header tells: Triton's binary extension.
const infer = {
  write(asked, model, version, direction) {
    let path = `/v2/models/${encodeURIComponent(model)}`;
    if (version !== undefined) {
      if (!/^\d+$/.test(version)) throw new TypeError("the protocol v2 has no labels, only numbers");
      path += `/versions/${version}`;
    }
    const { data } = asked;
    const parts = [
      asked.encoded
        ? [asked.input, "BYTES", [1], counted(data)]
        : [asked.input, data instanceof Float32Array ? "FP32" : "UINT8", [1, ...asked.shape],
           new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
    ];
    if (direction !== undefined) {
      parts.push(["direction", "BYTES", [1], counted(new TextEncoder().encode(direction))]);
    }
    const head = new TextEncoder().encode(JSON.stringify({
      parameters: { signature_name: asked.signature, binary_data_output: true },
      inputs: parts.map(([name, datatype, shape, { length }]) => (
        { name, datatype, shape, parameters: { binary_data_size: length } }
      )),
    }));
    const body = joined([head, ...parts.map(([, , , content]) => content)]);
    const type = "application/octet-stream";
    const headers = { "Content-Type": type, [JSON_LENGTH]: `${head.length}` };
    return { path: `${path}/infer`, headers, body };
  },

  read(asked, { headers, content }) {
    const length = Number(headers.get(JSON_LENGTH) ?? NaN);
    if (!(length <= content.length)) throw new Error(`${JSON_LENGTH} is missing or wrong`);
    const outputs = {};
    let place = length;
    for (const output of JSON.parse(text(content.subarray(0, length))).outputs) {
      const end = place + output.parameters.binary_data_size;
      outputs[output.name] = { ...output, data: content.slice(place, end) };
      place = end;
    }
    if (place !== content.length) throw new Error(`${content.length} bytes instead of ${place}`);
    const { datatype, shape, data } = named(asked, outputs);
    if (asked.encoded) {
      const told = data.length < 4 ? -1 : new DataView(data.buffer).getUint32(0, true);
      if (datatype !== "BYTES" || told !== data.length - 4) throw new Error(`${datatype}, damaged`);
      return data.subarray(4);
    }
    const values = new KINDS[datatype](data.buffer);
    if (shape.length !== 4 || values.length !== shape.reduce((a, b) => a * b) || shape[0] !== 1) {
      throw new Error(`shape ${shape}`);
    }
    return { data: values, shape: shape.slice(1) };
  },
};

/** Return the answer to a POST that was answered 200. */
async function ask(url, path, headers, body, { token, seconds = 60, retries = 5, signal }) {
  if (!/^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/.test(url)) {
    throw new RemoteError(`${url} is no address of HTTP. One is http://127.0.0.1:8501.`);
  }
  headers = new Headers(headers);
  if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
  const end = performance.now() + 1000 * seconds;
  const late = AbortSignal.timeout(1000 * seconds);
  const over = signal ? AbortSignal.any([late, signal]) : late;
  const request = { method: "POST", headers, body, signal: over, redirect: "error" };
  for (;; retries--) {
    let answer, content;
    try {
      answer = await fetch(url.replace(/\/+$/, "") + path, request);
      content = new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) {
        const words = `${url} did not answer within ${seconds} seconds.`;
        throw new RemoteError(words, "DEADLINE_EXCEEDED", 0, error);
      }
      throw new RemoteError(unreached(url, answer, error), "UNAVAILABLE", 0, error);
    }
    if (answer.status === 200) return { headers: answer.headers, content };
    const words = said(content) ?? (answer.statusText || "no reason given");
    const refusal = new RemoteError(
      `${url} refused (${answer.status}): ${words}`, CODES[answer.status] ?? "INTERNAL",
      answer.status,
    );
    const after = 1000 * Number(/^\d+$/.exec(answer.headers.get("Retry-After") ?? "") ?? 1);
    const full = answer.status === 429 || answer.status === 503;
    if (!full || retries <= 0 || performance.now() + after >= end) throw refusal;
    await pause(after, signal);
  }
}

/** Return what helps where no answer came; browsers do not tell a page why. */
function unreached(url, answer, error) {
  const why = error.cause?.message || error.cause?.code || error.message;
  if (answer) return `The connection to ${url} broke: ${why}`;
  const page = typeof document === "undefined"
    ? "" : ` Does it let pages of ${location.origin} ask (tfstyle serve --cors-origin)?`;
  return `Nothing answers at ${url} (${why}). Is the server running, and is this its port?${page}`;
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Return why a server refused in its own words, if it has some. */
function said(content) {
  try {
    const { error } = JSON.parse(text(content));
    return typeof error === "string" ? error.slice(0, 500) : undefined;
  } catch {
    return undefined;
  }
}

/** Return the result among outputs by name: the one of its name, or the only one. */
function named(asked, outputs) {
  if (Object.hasOwn(outputs, asked.output)) return outputs[asked.output];
  const names = Object.keys(outputs);
  if (names.length === 1) return outputs[names[0]];
  throw new Error(`outputs ${names.join(", ") || "none"}, and no ${asked.output}`);
}

function nested(data, [height, width, channels]) {
  const step = width * channels;
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => (
    Array.from(data.subarray(y * step + x * channels, y * step + (x + 1) * channels))
  )));
}

/** Return a string of the protocol: its length in four bytes, little-endian, and its bytes. */
function counted(content) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length, true);
  return joined([length, content]);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function text(content) {
  return new TextDecoder("utf-8", { fatal: true }).decode(content);
}

function toBase64(bytes) {
  let letters = "";
  for (let i = 0; i < bytes.length; i += LETTERS) {
    letters += String.fromCharCode(...bytes.subarray(i, i + LETTERS));
  }
  return btoa(letters);
}

function fromBase64(letters) {
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}
