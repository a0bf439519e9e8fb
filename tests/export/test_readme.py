"""The clients in an export's README, taken out and run as a reader would."""

import base64
import json
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from tests.commands import blocks
from tests.optional import need
from tfstyle.export import clients, earlier, readme

data = need("skimage.data")
need("ai_edge_litert")


@pytest.fixture(
    params=["pix2pix_export", "cyclegan_export", "any_style_export", "two_styles_export"]
)
def place(request, monkeypatch):
    """An export as the working directory, with a photograph in it."""
    directory, _ = request.getfixturevalue(request.param)
    monkeypatch.chdir(directory)
    Image.fromarray(data.chelsea()[100:145, 150:220]).save("photo.jpg")
    Image.fromarray(data.coffee()[100:150, 150:220]).save("painting.jpg")
    yield directory
    for name in ("photo.jpg", "painting.jpg", "out.png", "request.json", "response.json"):
        (directory / name).unlink(missing_ok=True)


def test_the_python_clients_run(place):
    text = (place / "README.md").read_text("utf-8")
    snippets = blocks(text, "python")
    assert len(snippets) == (3 if (place / "tflite").exists() else 2)
    for snippet in snippets:
        assert len(snippet.strip().splitlines()) <= (14 if "style_" in snippet else 11)
        exec(compile(snippet, "README.md", "exec"), {})
        with Image.open("out.png") as out:
            wanted = {(32, 32)} if "Interpreter" in snippet else {(70, 45)}
            assert out.size in wanted and np.asarray(out).std() > 1
        (place / "out.png").unlink()


def test_the_request_is_what_the_signature_takes(place, tmp_path):
    """A `curl` of our own answers as TensorFlow Serving does."""
    docker, commands = blocks((place / "README.md").read_text("utf-8"), "sh")
    assert "tensorflow/serving" in docker and "/saved_model:/models/" in docker
    signature = tf.saved_model.load("saved_model/1").signatures["serving_bytes"]
    two_ways = "direction" in signature.structured_input_signature[1]
    photo, painting = ((place / f"{one}.jpg").read_bytes() for one in ("photo", "painting"))
    extra = {"direction": tf.constant(["photo2monet"])} if two_ways else {}
    if "style_bytes" in signature.structured_input_signature[1]:
        extra = {"style_bytes": tf.constant([painting])}
    elif "style_weights" in signature.structured_input_signature[1]:
        extra = {"style_weights": tf.constant([[1.0, 0.0]])}
    answer = signature(image_bytes=tf.constant([photo]), **extra)["stylized_bytes"][0].numpy()
    canned = tmp_path / "canned.json"
    reply = {"predictions": [{"b64": base64.b64encode(answer).decode()}]}
    canned.write_text(json.dumps(reply), "utf-8")
    curl = tmp_path / "curl"
    curl.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\ncat {canned}\n', "utf-8")
    curl.chmod(0o755)
    (tmp_path / "python3").symlink_to(sys.executable)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-ec", commands], check=True, env={**os.environ, "PATH": path})

    request = json.loads((place / "request.json").read_text("utf-8"))
    assert request["signature_name"] == "serving_bytes"
    (instance,) = request["instances"]
    assert set(instance) == set(signature.structured_input_signature[1])
    assert base64.b64decode(instance["image_bytes"]["b64"]) == photo
    assert instance.get("direction", "photo2monet") == "photo2monet"
    assert instance.get("style_weights", [1, 0]) == [1, 0]
    if "style_bytes" in instance:
        assert base64.b64decode(instance["style_bytes"]["b64"]) == painting
    assert (place / "out.png").read_bytes() == answer
    name = {"pix2pix": "facades", "cyclegan": "model"}.get(place.name, place.name)
    assert f":8501/v1/models/{name}:predict" in (tmp_path / "called").read_text("utf-8")


def test_clients_of_a_generator_run(tmp_path, monkeypatch):
    """A generator's signature, written by hand; `test_generator` exports a real one."""
    monkeypatch.chdir(tmp_path)

    class Generator(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 9), tf.float32, name="latents")])
        def paint(self, latents):
            one = tf.reduce_sum(latents[:, 6:], axis=-1)[:, None, None, None]
            return {"generated": tf.cast(tf.ones((1, 4, 4, 1)) * one * 100, tf.uint8)}

    tf.saved_model.save(
        made := Generator(), "saved_model/1", signatures={"serving_uint8": made.paint}
    )
    facts = {"name": "digits", "channels": None, "normal": 6, "class_weights": 3, "out": 1}
    (snippet,) = blocks(clients.saved_model(facts)[0], "python")
    exec(compile(snippet, "README.md", "exec"), {})
    with Image.open("out.png") as out:
        assert (np.asarray(out) == 100).all()
    command = blocks("\n".join(clients.serving(facts)), "sh")[1].split(" > ")[0]
    out = subprocess.run(
        ["sh", "-c", command], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout
    (instance,) = json.loads(out)["instances"]
    assert len(instance["latents"]) == 9 and instance["latents"][6:] == [1.0, 0.0, 0.0]
    facts["files"] = [{"file": "generate_4_fp32.tflite"}]
    compile(blocks(clients.tflite(facts)[0], "python")[0], "README.md", "exec")


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB"), (4, "RGBA")])
def test_pictures_of_any_channels_are_loaded_rightly(channels, mode, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (5, 3), "teal").save("photo.jpg")
    names = {"np": np, "Image": Image}
    exec(clients._load(channels), names)
    assert names["images"].shape == (1, 3, 5, channels)
    exec(clients._save("images[0]", channels, scale=True), names)
    with Image.open("out.png") as out:
        assert out.mode == mode


def test_names_that_no_server_takes_are_changed(pix2pix_export):
    directory, report = pix2pix_export
    text = readme.readme(directory, report, "façade of $(mine)")
    assert text.startswith(earlier.MARK)
    assert "MODEL_NAME=façade_of___mine_ " in text
