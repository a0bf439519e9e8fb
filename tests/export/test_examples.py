"""The programs to copy run as they stand, without TensorFlow."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.optional import need
from tfstyle.export.runners import tflite_runner
from tfstyle.export.tflite import write_tflite

need("ai_edge_litert")
PROGRAM = Path(__file__).parents[2] / "export" / "examples" / "raspberry_pi.py"
# Whoever imports these fails.
ALONE = (
    "import runpy, sys\n"
    "for name in ('tensorflow', 'keras', 'tfstyle'):\n    sys.modules[name] = None\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


def paint(*arguments):
    command = [sys.executable, "-c", ALONE, str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(pix2pix, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tflite")
    write_tflite(
        pix2pix, folder, directions=pix2pix.directions, size=(32, 48), precisions=("fp16",)
    )
    return folder


def test_the_pi_program_paints_an_upright_picture(folder, cat, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned
    Image.fromarray(cat).save(tmp_path / "photo.png", exif=exif)
    done = paint(folder, tmp_path / "photo.png", tmp_path / "out.png")
    assert done.returncode == 0, done.stderr
    upright = Image.fromarray(np.rot90(cat, -1)).resize((48, 32))
    (file,) = folder.glob("*.tflite")
    reference = tflite_runner(file)(np.asarray(upright)) * 255
    out = np.asarray(Image.open(tmp_path / "out.png"))
    assert reference.std() > 5 and np.abs(out - reference).max() <= 1


def test_the_pi_program_says_what_it_cannot_take(folder, tmp_path):
    assert "usage: " in paint(folder).stderr
    sidecar = json.loads((folder / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps({**sidecar, "files": []}), "utf-8")
    assert "no file of static size" in paint(tmp_path, "a", "b").stderr
