"""In an environment with LiteRT and without TensorFlow, exports translate; what cannot says why."""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tfstyle import images
from tfstyle.engines import open_artefact
from tfstyle.export import export

need("ai_edge_litert")

# What the light installation brings, as `pip` names it; what these need comes along.
LIGHT = ("numpy", "pillow", "typer", "rich", "filelock", "ai-edge-litert")


def needed(names):
    """Return the distributions that some need, with them, without extras."""
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # of another platform or Python
            continue
        if distribution.name in found:
            continue
        found[distribution.name] = distribution
        for line in distribution.requires or ():
            if "extra ==" not in line:
                waiting.append(line.replace("(", " ").split(";")[0].split()[0].split("[")[0]
                               .split("<")[0].split(">")[0].split("=")[0].split("~")[0]
                               .split("!")[0])  # fmt: skip
    return found.values()


@pytest.fixture(scope="module")
def light(tmp_path_factory):
    """A folder with nothing but what the light installation brings."""
    place = tmp_path_factory.mktemp("site-packages")
    for distribution in needed(LIGHT):
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}
        for top in tops - {"__pycache__"}:
            source = Path(distribution.locate_file(top))
            if source.exists() and not (place / top).exists():
                (place / top).symlink_to(source, target_is_directory=source.is_dir())
    assert not (place / "tensorflow").exists() and not (place / "keras").exists()
    return place


def command(light, *arguments, cache=None):
    code = (
        f"import sys; sys.path[:0] = [{str(Path(tfstyle.__file__).parents[1])!r}, {str(light)!r}]\n"
        f"from tfstyle.cli import main; main({[str(one) for one in arguments]!r})"
    )
    environment = {**os.environ, "PYTHONPATH": "", "TFSTYLE_CACHE": str(cache or light / "none")}
    return subprocess.run(
        # -I -S: no site-packages, no current directory.
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, env=environment,
        check=False, encoding="utf-8", cwd=light,
    )  # fmt: skip


def test_the_environment_is_one_without_tensorflow(light):
    done = command(light, "generate", "noisegan_fashion_mnist_32", "-o", light / "x.png")
    assert done.returncode == 1 and "TensorFlow" in done.stderr
    assert "not foreseen" not in done.stderr and "pip install tfstyle" in done.stderr


def test_an_export_translates_a_file_and_a_folder(light, pix2pix, tmp_path):
    exported = tmp_path / "exported"
    export(pix2pix, exported, formats="tflite", quantize="none", size=32)
    photo = np.random.default_rng(0).integers(0, 256, (41, 33, 3), dtype="uint8")
    images.write_image(tmp_path / "photos" / "photo.png", photo)
    file = next(exported.glob("tflite/*dynamic*.tflite"))
    photos = tmp_path / "photos"
    done = command(light, "translate", file, photos / "photo.png", "-o", tmp_path / "o.png")
    assert done.returncode == 0, done.stderr
    painted = images.read_image(tmp_path / "o.png")
    np.testing.assert_array_equal(painted, open_artefact(exported).translate(photo))
    done = command(light, "translate", exported, photos, "-o", tmp_path / "painted")
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(images.read_image(tmp_path / "painted/photo.png"), painted)


def test_a_preset_translates_where_its_export_is_at_hand(light, preset, exported, tmp_path):
    photo = tmp_path / "photo.png"
    images.write_image(photo, np.zeros((24, 30, 3), "uint8"))
    done = command(light, "translate", preset, photo, "-o", tmp_path / "o.png", cache=exported)
    assert done.returncode == 0, done.stderr
    assert "engine: litert" in done.stderr and images.read_image(tmp_path / "o.png").shape[0] == 24
    done = command(light, "translate", preset, photo, "-o", tmp_path / "no.png")
    assert done.returncode == 1 and "tensorflow is not installed" in done.stderr
    assert not (tmp_path / "no.png").exists()


def test_light_verbs_stay_light(light):
    done = command(light, "list", "fast_style_*")
    assert done.returncode == 0 and "fast_style_multi" in done.stdout


def test_files_are_measured(light, pix2pix, tmp_path):
    export(pix2pix, tmp_path / "exported", formats="tflite", quantize="none", size=32)
    done = command(
        light, "bench", tmp_path / "exported", "--size", "32", "--threads", "1", "--seconds", "0",
        "--json", tmp_path / "o.json",
    )
    assert done.returncode == 0, done.stderr
    (row, *_) = json.loads((tmp_path / "o.json").read_text("utf-8"))["subjects"][0]["rows"]
    assert row["engine"] == "litert" and row["peak_bytes"] < 3e8  # TensorFlow alone takes more
