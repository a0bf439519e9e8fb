"""A network of label maps takes the same colours on a server and on a phone."""

import numpy as np
import pytest

from tests.export.conftest import SIZE, liven
from tests.models.test_label_maps import label_map, pix2pix
from tests.optional import need
from tfstyle import images
from tfstyle.export import export
from tfstyle.export.tflite import convert

Interpreter = need("ai_edge_litert.interpreter").Interpreter
SHAPE = (SIZE, SIZE)


def noisy_map():
    return label_map(*SHAPE, noise=9)


@pytest.fixture(scope="module")
def model():
    made = liven(pix2pix())
    made.discriminator = None
    return made


def test_tflite_finds_the_same_classes(model):
    expected = model.translate(noisy_map()).astype(int)
    for precision, content in convert(model, model.directions[0], SHAPE).items():
        run = Interpreter(model_content=content).get_signature_runner()
        found = {}
        for noise in (0, 9):
            picture = label_map(*SHAPE, noise=noise).astype("float32")[None] / 255
            found[noise] = run(images=picture)["stylized"][0]
        np.testing.assert_array_equal(found[0], found[9])  # whatever the precision of weights
        difference = np.abs(np.rint(found[9] * 255) - expected)
        if precision == "int8":  # rounded weights: a single pixel may be anywhere
            assert -10 * np.log10(np.mean((difference / 255) ** 2)) > 35
        else:
            assert difference.max() <= {"fp32": 1, "fp16": 3}[precision], precision


@pytest.mark.exhaustive
def test_every_format_gives_kerass_picture(model, tmp_path):
    """`export` compares each artefact with Keras on photographs, and raises if one differs."""
    import tensorflow as tf

    export(model, tmp_path / "out", size=SIZE, quantize="fp16")
    (saved,) = (tmp_path / "out").rglob("saved_model.pb")
    serve = tf.saved_model.load(str(saved.parent)).signatures
    picture = noisy_map()
    out = serve["serving_uint8"](images=tf.constant(picture[None]))["stylized"].numpy()[0]
    assert np.abs(out.astype(int) - model.translate(picture).astype(int)).max() <= 1
    images.write_image(tmp_path / "map.png", picture)
    content = tf.constant([(tmp_path / "map.png").read_bytes()])
    painted = serve["serving_bytes"](image_bytes=content)["stylized_bytes"].numpy()[0]
    np.testing.assert_array_equal(tf.io.decode_png(painted).numpy(), out)
