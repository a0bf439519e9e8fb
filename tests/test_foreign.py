"""What is no preset is told for what it is, by every verb, with the way from there."""

import json
import zipfile

import h5py
import numpy as np
import pytest

from tests.cli.test_train import run
from tfstyle import checkpoints
from tfstyle.foreign import told

FILES = {
    "m.keras": ("a model saved by Keras", "load_model(PATH).save_to_preset(DIR)"),
    "renamed.zip": ("a model saved by Keras", "load_model(PATH).save_to_preset(DIR)"),
    "m.weights.h5": ("weights of a Keras model alone", "model.load_weights(PATH)"),
    "old.h5": ("weights of a Keras model alone", "model.load_weights(PATH)"),
    "m.onnx": ("an ONNX file", "it was exported from"),
    "m.tflite": ("a TFLite file", "it was exported from"),
    "latest_net_G.pth": ("a checkpoint of another project", "tfstyle convert"),
    "style.safetensors": ("a checkpoint of another project", "tfstyle convert"),
    "photo.jpg": ("a picture or a video", "The preset comes first"),
    "saved/": ("a SavedModel", "it was exported from"),
    "exported/": ("a folder that was exported", "it was exported from"),
    "facades/": ("a folder of checkpoint files (latest_net_D.pth, latest_net_G.pth)",
                 "facades/latest_net_G.pth -o DIR"),
    "tf/": ("a checkpoint of TensorFlow's", "save_to_preset(DIR)"),
    "keras/": ("a folder of Keras files; of m.weights.h5", "model.load_weights(PATH)"),
    "run/checkpoints/": ("a part of the run run", "Name that: run"),
    "run/checkpoints/step_00000006/": ("a part of the run run", "Name that: run"),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("foreign")
    for name in ("m.keras", "renamed.zip"):
        with zipfile.ZipFile(root / name, "w") as archive:
            for entry in ("metadata.json", "config.json", "model.weights.h5"):
                archive.writestr(entry, "{}")
    (root / "keras").mkdir()
    for name in ("m.weights.h5", "old.h5", "keras/m.weights.h5"):
        h5py.File(root / name, "w").close()
    (root / "m.tflite").write_bytes(b"\x1c\0\0\0TFL3....")
    for name in (
        "m.onnx", "style.safetensors", "photo.jpg", "saved/saved_model.pb",
        "exported/parity.md", "tf/checkpoint", "tf/model.index", "run/recipe.toml",
        "run/checkpoints/step_00000006/meta.json",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", "utf-8")
    for name in ("latest_net_G.pth", "facades/latest_net_G.pth", "facades/latest_net_D.pth"):
        (root / name).parent.mkdir(exist_ok=True)
        checkpoints.write_torch(root / name, {"w": np.ones((2, 2), "float32")})
    return root


@pytest.mark.parametrize("name", FILES)
def test_every_verb_says_what_it_is_and_where_to_go(name, place, capsys, monkeypatch):
    monkeypatch.chdir(place)
    what, way = FILES[name]
    verbs = {
        "translate": [name, "photo.jpg", "-o", "o.png"], "show": [name],
        "export": [name, "-o", "out"], "train": [name, "--data", "d", "--out", "o"],
        "generate": [name, "-n", "1", "-o", "o.png"],
    }  # fmt: skip
    if name in ("m.onnx", "m.tflite"):  # these are translated with, if tfstyle wrote them
        code, _, err = run(capsys, "translate", *verbs.pop("translate"))
        assert code == 1 and name in err and err.count("\n") == 1
    for verb, arguments in verbs.items():
        code, _, err = run(capsys, verb, *arguments)
        assert code == 1 and what in err and way in err, verb
        assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["m.keras", "renamed.zip", "m.weights.h5", "old.h5", "facades/"])
def test_convert_says_it_too(name, place, monkeypatch):
    from tfstyle.errors import CheckpointError

    monkeypatch.chdir(place)
    what, way = FILES[name]
    with pytest.raises(CheckpointError) as caught:
        checkpoints.read(name)
    assert what in str(caught.value) and way in str(caught.value)


def test_what_nobody_knows_stays_unknown(place, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({}), "utf-8")
    assert told(tmp_path) is None and told(tmp_path / "config.json") is None
    assert told(tmp_path / "nowhere") is None and told("a\0b") is None
    assert told(place / "run" / "recipe.toml").startswith("it is a recipe: `tfstyle train")
