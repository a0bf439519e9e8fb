// What a page cannot ask the server for: files that are dropped, the camera, the slider between two
// pictures, a mask under the mouse. Everything fetched is the studio's own.
"use strict";

const studio = {
  token: () => document.querySelector("meta[name=csrf]")?.content ?? "",

  // What the studio answered, with `why` not, in the reader's language; the guard writes plain text.
  async answer(answer) {
    const text = await answer.text();
    let told;
    try { told = JSON.parse(text); } catch { told = { error: text.length < 300 ? text : "" }; }
    return { ...told, why: told.told || told.error || answer.statusText };
  },

  async send(file, kind, title) {
    const form = new FormData();
    form.append("kind", kind);
    form.append("title", title ?? "");
    form.append("file", file, "file");
    const answer = await fetch("/pictures", { method: "POST", body: form, headers: { "X-CSRF-Token": studio.token() } });
    const told = await studio.answer(answer);
    if (!answer.ok) throw new Error(told.why);
    return told;
  },

  async sendTo(element, file, kind) {
    element.classList.add("sending");
    element.dispatchEvent(new CustomEvent("sending"));
    try {
      const title = (file.name ?? "").replace(/\.[^.]*$/, "");
      element.dispatchEvent(new CustomEvent("arrived", { detail: await studio.send(file, kind, title) }));
    } catch (error) {
      element.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
    }
    element.classList.remove("sending");
  },

  theme() {
    const dark = !document.body.classList.contains("body--dark");
    document.cookie = `studio_theme=${dark ? "dark" : "light"}; path=/; max-age=31536000; samesite=lax`;
    document.body.classList.toggle("body--dark", dark);
    document.body.classList.toggle("body--light", !dark);
  },

  language(code) {
    document.cookie = `studio_language=${code}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  },
};
window.studio = studio;

// On a phone the rooms are wider than the page: the one that is open comes into view.
const arriving = new MutationObserver(() => {
  const here = document.querySelector(".rooms [aria-current]");
  if (!here) return;
  arriving.disconnect();
  here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
});
arriving.observe(document, { childList: true, subtree: true });

// <studio-drop kind="photo">: files dropped on it or pasted anywhere, its file input, the camera.
class Drop extends HTMLElement {
  connectedCallback() {
    this.classList.add("drop");
    this.ondragover = (event) => { event.preventDefault(); this.classList.add("over"); };
    this.ondragleave = () => this.classList.remove("over");
    this.ondrop = (event) => {
      event.preventDefault();
      this.classList.remove("over");
      this.take(event.dataTransfer.files);
    };
    this.onchange = (event) => { if (event.target.type === "file") this.take(event.target.files); };
    this.onclick = (event) => { if (event.target.closest("[data-camera]")) this.camera(event.target.closest("[data-camera]").dataset); };
    this.paste = (event) => { if (event.clipboardData?.files.length) { event.preventDefault(); this.take(event.clipboardData.files); } };
    document.addEventListener("paste", this.paste);
  }

  disconnectedCallback() { document.removeEventListener("paste", this.paste); }

  take(files) { if (files.length) studio.sendTo(this, files[0], this.getAttribute("kind") ?? "photo"); }

  async camera(texts) {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true });
    } catch (error) {
      this.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
      return;
    }
    const dialog = document.createElement("dialog");
    dialog.className = "mask camera";
    dialog.innerHTML = `<video autoplay playsinline muted></video><div class="bar"></div>`;
    const video = dialog.querySelector("video");
    video.srcObject = stream;
    const bar = dialog.querySelector(".bar");
    bar.append(button(texts.shutter, "act main", () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      canvas.getContext("2d").drawImage(video, 0, 0);
      canvas.toBlob((blob) => studio.sendTo(this, blob, "photo"), "image/jpeg", 0.95);
      dialog.close();
    }), button(texts.cancel, "act", () => dialog.close()));
    dialog.onclose = () => { stream.getTracks().forEach((track) => track.stop()); dialog.remove(); };
    document.body.append(dialog);
    dialog.showModal();
  }
}
customElements.define("studio-drop", Drop);

// <studio-compare photo painted label mix ratio>: two pictures, and a slider between them.
// (Not "before" and "after": every element has methods of these names.)
class Compare extends HTMLElement {
  static observedAttributes = ["photo", "painted", "mix", "label", "ratio"];

  connectedCallback() {
    if (!this.range) {
      this.innerHTML = `<img class="before" alt=""><img class="after" alt=""><i class="edge"></i><input type="range" min="0" max="100" value="0">`;
      this.range = this.querySelector("input");
      this.range.oninput = () => this.style.setProperty("--cut", `${this.range.value}%`);
    }
    this.show();
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.parentElement);
  }

  disconnectedCallback() { this.watch?.disconnect(); }

  attributeChangedCallback() { if (this.range) this.show(); }

  show() {
    const [before, after] = [this.getAttribute("photo"), this.getAttribute("painted")];
    for (const [name, address] of [["before", before], ["after", after]]) {
      const image = this.querySelector(`.${name}`);
      if (address && image.getAttribute("src") !== address) image.src = address;
      image.hidden = !address;
    }
    this.classList.toggle("alone", !before || !after);
    this.range.setAttribute("aria-label", this.getAttribute("label") ?? "");
    this.querySelector(".after").alt = this.getAttribute("label") ?? "";
    this.style.setProperty("--mix", this.getAttribute("mix") ?? 1);
    this.style.setProperty("--ratio", this.getAttribute("ratio") ?? "4 / 3");
    this.fit();
  }

  fit() {
    const [width, height] = (this.getAttribute("ratio") ?? "4 / 3").split("/").map(Number);
    const place = this.parentElement?.getBoundingClientRect();
    if (place?.height) this.classList.toggle("wide", place.width / place.height < width / height);
  }
}
customElements.define("studio-compare", Compare);

function button(text, style, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = style;
  made.textContent = text;
  made.onclick = act;
  return made;
}

// A mask: white where a style shows, painted over the photograph.
class Mask {
  constructor(element, { picture, mask, texts, width, height }) {
    this.element = element;
    this.texts = texts;
    const scale = Math.min(1, 1024 / Math.max(width, height));
    this.dialog = document.createElement("dialog");
    this.dialog.className = "mask";
    this.dialog.setAttribute("aria-label", texts.title);
    this.dialog.innerHTML = `<div class="bar"><h2></h2></div><div class="field-of"><div><img alt=""><canvas tabindex="0"></canvas><i class="cursor"></i></div></div><p></p>`;
    this.dialog.querySelector("h2").textContent = texts.title;
    this.dialog.querySelector("p").textContent = texts.hint;
    this.dialog.querySelector("img").src = picture;
    this.canvas = this.dialog.querySelector("canvas");
    this.canvas.setAttribute("aria-label", texts.hint);
    [this.canvas.width, this.canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    this.pen = this.canvas.getContext("2d");
    this.at = [this.canvas.width / 2, this.canvas.height / 2];
    this.brush = Math.round(Math.max(this.canvas.width, this.canvas.height) / 10);
    this.erasing = false;
    this.bar();
    this.listen();
    if (mask) {
      const before = new Image();
      before.onload = () => this.pour(before);
      before.src = mask;
    }
    this.dialog.onclose = () => this.dialog.remove();
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.canvas.focus();
    this.point();
  }

  // The mask's white becomes paint; its black stays clear.
  pour(image) {
    this.pen.drawImage(image, 0, 0, this.canvas.width, this.canvas.height);
    const all = this.pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
    for (let i = 0; i < all.data.length; i += 4) {
      all.data[i + 3] = all.data[i];
      all.data[i] = all.data[i + 1] = all.data[i + 2] = 255;
    }
    this.pen.putImageData(all, 0, 0);
  }

  bar() {
    const bar = this.dialog.querySelector(".bar");
    const label = document.createElement("label");
    label.textContent = this.texts.brush;
    const range = Object.assign(document.createElement("input"), { type: "range", min: 4, max: 300, value: this.brush });
    range.oninput = () => { this.brush = Number(range.value); this.point(); };
    label.append(range);
    const erase = button(this.texts.erase, "chip", () => {
      this.erasing = !this.erasing;
      erase.setAttribute("aria-pressed", this.erasing);
    });
    erase.setAttribute("aria-pressed", false);
    const { width, height } = this.canvas;
    bar.append(label, erase,
      button(this.texts.clear, "act", () => this.pen.clearRect(0, 0, width, height)),
      button(this.texts.fill, "act", () => { this.pen.fillStyle = "#fff"; this.pen.fillRect(0, 0, width, height); }),
      button(this.texts.cancel, "act", () => this.dialog.close()),
      button(this.texts.done, "act main", () => this.done()));
  }

  listen() {
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * this.canvas.width / box.width, (event.clientY - box.top) * this.canvas.height / box.height];
    };
    this.canvas.onpointerdown = (event) => { this.canvas.setPointerCapture(event.pointerId); this.down = true; this.at = place(event); this.stroke(this.at); };
    this.canvas.onpointermove = (event) => { const to = place(event); if (this.down) this.stroke(to); this.at = to; this.point(); };
    this.canvas.onpointerup = this.canvas.onpointercancel = () => { this.down = false; };
    this.canvas.onkeydown = (event) => {
      const step = event.shiftKey ? 4 : this.brush / 3;
      const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (move) this.at = [clamp(this.at[0] + move[0], this.canvas.width), clamp(this.at[1] + move[1], this.canvas.height)];
      else if (event.key === " ") this.stroke(this.at);
      else if (event.key.toLowerCase() === "x") { const was = this.erasing; this.erasing = true; this.stroke(this.at); this.erasing = was; }
      else return;
      event.preventDefault();
      this.point();
    };
  }

  stroke(to) {
    this.pen.globalCompositeOperation = this.erasing ? "destination-out" : "source-over";
    this.pen.strokeStyle = "#fff";
    this.pen.lineCap = "round";
    this.pen.lineWidth = this.brush;
    this.pen.beginPath();
    this.pen.moveTo(...this.at);
    this.pen.lineTo(to[0] + 0.01, to[1]);
    this.pen.stroke();
    this.pen.globalCompositeOperation = "source-over";
    this.at = to;
  }

  point() {
    const cursor = this.dialog.querySelector(".cursor");
    const share = this.canvas.getBoundingClientRect().width / this.canvas.width;
    cursor.style.width = cursor.style.height = `${this.brush * share}px`;
    [cursor.style.left, cursor.style.top] = [`${this.at[0] / this.canvas.width * 100}%`, `${this.at[1] / this.canvas.height * 100}%`];
  }

  done() {
    const flat = document.createElement("canvas");
    [flat.width, flat.height] = [this.canvas.width, this.canvas.height];
    const pen = flat.getContext("2d");
    pen.fillRect(0, 0, flat.width, flat.height);
    pen.drawImage(this.canvas, 0, 0);
    flat.toBlob((blob) => studio.sendTo(this.element, blob, "mask"), "image/png");
    this.dialog.close();
  }
}

function clamp(value, most) { return Math.max(0, Math.min(most, value)); }
studio.mask = (element, options) => new Mask(element, options);
