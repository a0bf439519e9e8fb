"""The folder of a web page: our page around proven TFLite files, and LiteRT.js to run them."""

import html
import json
import shutil
from importlib import resources
from pathlib import Path

from tfstyle.errors import ExportError
from tfstyle.export.web.runtime import litert_js

# What is small to load and everywhere near Keras' picture comes first.
_PREFERRED = ("fp16", "fp32", "int8")
_SCRIPTS = ("page.css", "page.js", "fitting.js", "worker.js")
RUNTIME = "litert"


def write_page(tflite, directory, *, license=None, runtime=None) -> None:
    """Write `index.html` and all it loads; it needs no other address than its own.

    Of each direction and static size the page offers one file: fp16, else fp32, else int8.

    Args:
        tflite: directory with the TFLite files and their `model.json`.
        directory: the page's, which is made.
        license: of the preset, said on the page.
        runtime: directory with LiteRT.js from an earlier page; fetched if not given.

    Raises:
        ExportError: no file is of static size, or the pictures are not RGB in and out.
        OfflineError: LiteRT.js has to be fetched and cannot be.
    """
    directory = Path(directory)
    sidecar = json.loads(Path(tflite, "model.json").read_text("utf-8"))
    channels = sidecar["input"]["channels"], sidecar["output"]["channels"]
    if channels != (3, 3):
        raise ExportError(
            f"A web page takes and shows RGB pictures. This model has {channels[0]} channels in "
            f"and {channels[1]} out: export it as tflite."
        )
    files = _choose(sidecar["files"])
    (directory / "models").mkdir(parents=True)
    (directory / RUNTIME).mkdir()
    if runtime is None:
        litert_js(directory / RUNTIME)
    else:
        shutil.copytree(runtime, directory / RUNTIME, dirs_exist_ok=True)
    for entry in files:
        shutil.copy2(Path(tflite, entry["file"]), directory / "models" / entry["file"])
    facts = {"name": sidecar["name"], "license": license, "files": files}
    for name in _SCRIPTS:
        (directory / name).write_text(_own(name), encoding="utf-8")
    page = _own("page.html").replace("{{name}}", html.escape(sidecar["name"]))
    # In a script element only "<" can end it; \u003c is the same character to JSON.
    page = page.replace("{{facts}}", json.dumps(facts).replace("<", "\\u003c"))
    (directory / "index.html").write_text(page, encoding="utf-8")


def _choose(entries) -> list[dict]:
    """Return one file of each direction and static size, small sizes first."""
    chosen = {}
    for precision in reversed(_PREFERRED):
        for entry in entries:
            if entry["size"] and entry["precision"] == precision:
                chosen[entry["direction"], *entry["size"]] = entry
    if not chosen:
        raise ExportError(
            f"A web page needs a TFLite file of static size in {', '.join(_PREFERRED)}."
        )
    directions = list(dict.fromkeys(entry["direction"] for entry in entries))
    order = sorted(chosen, key=lambda key: (directions.index(key[0]), key[1] * key[2], key))
    return [chosen[key] for key in order]


def _own(name: str) -> str:
    return resources.files("tfstyle.export.web").joinpath(name).read_text("utf-8")
