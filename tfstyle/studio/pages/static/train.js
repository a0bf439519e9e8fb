// Many pictures at once, one after the other: chosen, a folder, or folders dropped.
"use strict";

const PICTURE = /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i;
const NO_FILE = /(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/i; // what systems leave in folders

// <studio-many kind="training" most="800">: sends what it is given; `sent` tells how far it is.
class Many extends HTMLElement {
  connectedCallback() {
    this.classList.add("drop", "many");
    this.ondragover = (event) => { event.preventDefault(); this.classList.add("over"); };
    this.ondragleave = () => this.classList.remove("over");
    this.ondrop = async (event) => {
      event.preventDefault();
      this.classList.remove("over");
      // Entries are gone after the event: they are asked for before anything is awaited.
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = [...event.dataTransfer.files];
      this.take(entries.length ? (await Promise.all(entries.map(within))).flat() : files);
    };
    this.onchange = (event) => {
      if (event.target.type !== "file") return;
      this.take([...event.target.files]);
      event.target.value = "";
    };
    this.waiting = [];
  }

  disconnectedCallback() { this.waiting = []; this.left = true; }

  take(files) {
    const seen = files.filter((file) => !NO_FILE.test(file.webkitRelativePath || file.name));
    const pictures = seen.filter((file) => PICTURE.test(file.name) || file.type.startsWith("image/"));
    pictures.sort((a, b) => (a.webkitRelativePath || a.name).localeCompare(b.webkitRelativePath || b.name));
    this.waiting.push(...pictures);
    this.others = (this.others ?? 0) + seen.length - pictures.length;
    this.all = (this.all ?? 0) + pictures.length;
    this.done ??= 0;
    if (this.running) return;
    this.ids = [];
    this.refused = [];
    this.run();
  }

  async run() {
    this.running = true;
    let stopped = "";
    this.tell(false, "");
    const told = setInterval(() => this.tell(false, ""), 400);
    while (this.waiting.length && !stopped && !this.left) {
      const file = this.waiting.shift();
      try {
        const answer = await this.send(file);
        if (answer.id) this.ids.push(answer.id);
        else if ([413, 422].includes(answer.status)) this.refused.push([file.name, answer.error]);
        else stopped = answer.error; // no room, logged out, gone: the next would fare alike
      } catch (error) {
        stopped = error.message;
      }
      this.done += 1;
    }
    clearInterval(told);
    this.waiting = [];
    this.running = false;
    this.tell(true, stopped);
    this.all = this.done = this.others = 0;
  }

  // A server that has enough for the moment is asked again.
  async send(file) {
    for (let pause = 500; ; pause = Math.min(2 * pause, 8000)) {
      const form = new FormData();
      form.append("kind", this.getAttribute("kind"));
      form.append("title", file.name.replace(/\.[^.]*$/, ""));
      form.append("file", file, "file");
      const answer = await fetch("/pictures", { method: "POST", body: form, headers: { "X-CSRF-Token": studio.token() } });
      if (answer.status === 429 && !this.left) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        continue;
      }
      const told = await studio.answer(answer);
      return answer.ok ? told : { status: answer.status, error: told.why };
    }
  }

  tell(over, stopped) {
    const detail = { ids: this.ids, refused: this.refused, done: this.done, all: this.all, others: this.others, over, stopped };
    this.ids = [];
    this.refused = [];
    this.dispatchEvent(new CustomEvent("sent", { detail }));
  }
}
customElements.define("studio-many", Many);

async function within(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) { // a reader tells of a hundred at a time
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(within))).flat();
}
