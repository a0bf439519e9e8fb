"""Paints a photograph with an exported TFLite file: Python, LiteRT and Pillow, no TensorFlow.

    pip install ai-edge-litert pillow
    python raspberry_pi.py exported/tflite photo.jpg out.png

The photograph is scaled to the size of the file; `model.json` beside the files names them.
"""

import json
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps


def main(folder, photo, out):
    """Paint `photo` in the first direction that `folder` has, with its smallest file."""
    sidecar = json.loads(Path(folder, "model.json").read_text("utf-8"))
    files = [entry for entry in sidecar["files"] if entry["size"]]
    if not files:
        sys.exit(f"{folder}: model.json names no file of static size")
    if sidecar["input"]["channels"] != 3 or sidecar["output"]["channels"] != 3:
        sys.exit(f"{folder}: this program takes and gives RGB pictures")
    first = [entry for entry in files if entry["direction"] == files[0]["direction"]]
    chosen = min(first, key=lambda entry: entry["bytes"])
    height, width = chosen["size"]

    with Image.open(photo) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB").resize((width, height))
    images = np.asarray(upright, "float32")[None] / 255  # (1, H, W, 3) in [0, 1]

    path = str(Path(folder, chosen["file"]))
    run = Interpreter(path, num_threads=4).get_signature_runner(sidecar["signature"])
    painted = run(**{sidecar["input"]["name"]: images})[sidecar["output"]["name"]][0]
    Image.fromarray((painted * 255).round().astype("uint8")).save(out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python raspberry_pi.py FOLDER PHOTO OUT")
    main(*sys.argv[1:])
