// <studio-video-drop>: a video that is dropped or chosen; how much of it is sent is shown meanwhile.
"use strict";

class VideoDrop extends Drop {
  take(files) {
    if (!files.length || this.classList.contains("sending")) return;
    const file = files[0];
    const form = new FormData();
    form.append("title", (file.name ?? "").replace(/\.[^.]*$/, ""));
    form.append("file", file, "file");
    const bar = this.querySelector("progress");
    const request = new XMLHttpRequest();  // fetch does not tell how much is sent
    const end = (name, detail) => {
      this.classList.remove("sending");
      bar.hidden = true;
      this.dispatchEvent(new CustomEvent(name, { detail }));
    };
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { if (request.responseText.length < 300) told = { error: request.responseText }; }  // of the guard
      if (request.status === 201) end("arrived", told);
      else end("refused", told.told || told.error || request.statusText);
    };
    request.onerror = () => end("refused", String(request.statusText || "–"));
    request.open("POST", "/videos");
    request.setRequestHeader("X-CSRF-Token", studio.token());
    this.classList.add("sending");
    bar.hidden = false;
    bar.value = 0;
    request.send(form);
    for (const input of this.querySelectorAll("input[type=file]")) input.value = "";
  }
}
customElements.define("studio-video-drop", VideoDrop);
