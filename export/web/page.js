"use strict";
(() => {
  const about = JSON.parse(document.getElementById("about").textContent);
  const at = (id) => document.getElementById(id);
  const state = { picture: null, before: null, box: null, boxWidth: 0, worker: null, number: 0, stream: null };

  function say(text, working = false) {
    at("status").textContent = text;
    at("progress").hidden = !working;
  }

  function fail(text) {
    at("error").textContent = text;
    at("error").hidden = false;
    say("");
  }

  const percent = (id) => Number(at(id).value);
  const entry = () => {
    const files = about.files.filter((file) => file.direction === at("direction").value);
    return files[at("size").selectedIndex] || files[0];
  };

  function options(select, names) {
    select.replaceChildren(...names.map((name) => new Option(name, name)));
    at(`${select.id}Field`).hidden = names.length < 2;
  }

  function offerSizes() {
    const files = about.files.filter((file) => file.direction === at("direction").value);
    options(at("size"), files.map((file) => `${file.size[1]} × ${file.size[0]}`));
  }

  function tell() {
    const file = entry();
    const rows = [["Preset", about.name], ["Licence", about.license || "not recorded"],
                  ["File", `${(file.bytes / 1e6).toFixed(2)} MB, ${file.precision}`],
                  ["Paints", `up to ${file.size[1]} × ${file.size[0]} pixels`]];
    if (state.before) rows.push(["Picture", `${state.before.width} × ${state.before.height} pixels`]);
    at("facts").replaceChildren(...rows.flatMap(([name, value]) => {
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      [dt.textContent, dd.textContent] = [name, value];
      return [dt, dd];
    }));
  }

  // One question at a time to the worker; only the newest answer counts.
  function ask(box) {
    const file = entry();
    const number = ++state.number;
    at("error").hidden = true;
    say(box ? "Painting …" : "Loading the model …", true);
    const shape = [1, file.size[0], file.size[1], 3];
    state.worker.postMessage({ number, file: file.file, box, shape }, box ? [box.buffer] : []);
  }

  function answered({ data }) {
    if (data.number !== state.number) return;
    if (data.error) return fail(`The picture could not be painted. ${data.error}`);
    if (!data.painted) return say("Ready: choose a picture.");
    state.box = data.painted;
    state.boxWidth = entry().size[1];
    blend();
    show();
    for (const id of ["png", "jpeg"]) at(id).disabled = false;
    say("Done.");
  }

  function paint() {
    tell();
    for (const id of ["png", "jpeg"]) at(id).disabled = true;
    if (!state.picture) return ask(null);
    const [boxHeight, boxWidth] = entry().size;
    const [width, height] = fitted(state.picture.width, state.picture.height, boxWidth, boxHeight);
    for (const id of ["before", "after"]) Object.assign(at(id), { width, height });
    const context = at("before").getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff";  // what is transparent counts as white
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(state.picture, 0, 0, width, height);
    state.before = context.getImageData(0, 0, width, height);
    state.box = null;
    tell();
    show();
    at("before").style.clipPath = "none";  // the photograph until it is painted
    ask(toBox(state.before, boxWidth, boxHeight));
  }

  function blend() {
    at("strengthText").textContent = `${percent("strength")} %`;
    if (!state.box) return;
    const out = fromBox(state.box, state.boxWidth, state.before, percent("strength") / 100);
    at("after").getContext("2d").putImageData(out, 0, 0);
  }

  function split() {
    const share = percent("split");
    at("splitText").textContent = `${share} %`;
    at("before").style.clipPath = `inset(0 ${100 - share}% 0 0)`;
    const canvas = at("before");
    at("edge").style.left = `${canvas.offsetLeft + canvas.offsetWidth * share / 100}px`;
    at("edge").hidden = share === 0 || share === 100;
  }

  function show() {
    at("empty").hidden = true;
    at("view").hidden = false;
    at("view").classList.toggle("large", at("after").width >= at("after").height);
    at("stage").classList.add("full");
    split();
  }

  async function open(file) {
    stopCamera();
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      return fail(`${file.name || "This"} is no picture that this browser can read. Try a JPEG or PNG.`);
    }
    state.picture = picture;
    paint();
  }

  function download(type, end) {
    at("after").toBlob((blob) => {
      if (!blob) return fail("The browser could not write the picture.");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${about.name}.${end}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, type, 0.95);
  }

  function stopCamera() {
    if (state.stream) for (const track of state.stream.getTracks()) track.stop();
    state.stream = null;
    at("video").hidden = at("shoot").hidden = true;
    at("view").hidden = !state.box;
    at("empty").hidden = Boolean(state.box);
  }

  async function camera() {
    if (state.stream) return stopCamera();
    try {
      state.stream = await navigator.mediaDevices.getUserMedia({ video: true });
    } catch (error) {
      return fail("There is no webcam, or the browser may not use it (it wants https or localhost).");
    }
    at("error").hidden = true;
    at("video").srcObject = state.stream;
    at("empty").hidden = at("view").hidden = true;
    at("video").hidden = at("shoot").hidden = false;
    await at("video").play();
  }

  function start() {
    options(at("direction"), [...new Set(about.files.map((file) => file.direction))]);
    offerSizes();
    tell();
    if (location.protocol === "file:") {
      return fail("A browser does not load models from file://. In this folder run “python -m " +
                  "http.server” and open http://localhost:8000/");
    }
    if (typeof WebAssembly !== "object") {
      return fail("This browser has no WebAssembly, or it is switched off. A current one has it.");
    }
    state.worker = new Worker("worker.js");
    state.worker.onmessage = answered;
    state.worker.onerror = () => fail("worker.js cannot be loaded. Copy the whole folder to the server.");
    at("file").onchange = () => { if (at("file").files[0]) open(at("file").files[0]); at("file").value = ""; };
    at("direction").onchange = () => { offerSizes(); paint(); };
    at("size").onchange = paint;
    at("strength").oninput = blend;
    at("split").oninput = split;
    at("camera").onclick = camera;
    at("shoot").onclick = async () => {
      const picture = await createImageBitmap(at("video"));
      stopCamera();
      state.picture = picture;
      paint();
    };
    at("png").onclick = () => download("image/png", "png");
    at("jpeg").onclick = () => download("image/jpeg", "jpg");
    document.addEventListener("dragover", (event) => { event.preventDefault(); at("stage").classList.add("over"); });
    document.addEventListener("dragleave", () => at("stage").classList.remove("over"));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      at("stage").classList.remove("over");
      const [file] = event.dataTransfer.files;
      if (file) open(file); else fail("What was dropped is no file.");
    });
    document.addEventListener("paste", (event) => {
      const [file] = event.clipboardData.files;
      if (file) open(file);
    });
    window.addEventListener("resize", split);
    paint();
  }

  start();
})();
