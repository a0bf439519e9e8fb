"""What a user may ask, and what is refused."""

import logging
import os

import numpy as np
import pytest

import tfstyle
from tests.models.gatys.helpers import LAYERS, model
from tests.optional import need
from tfstyle import images
from tfstyle.errors import OfflineError, UnsupportedOptionError
from tfstyle.models import Gatys
from tfstyle.models.gatys import encoder as gatys_encoder
from tfstyle.models.gatys.encoder import choose_encoder

data = need("skimage.data")


def test_stylize_is_the_model_in_one_call(encoder, photo, painting, tmp_path):
    images.write_image(tmp_path / "painting.png", painting)
    options = {"encoder": encoder, "content_layers": "relu3_1", "style_layers": LAYERS, "steps": 2}
    out = tfstyle.stylize(photo, tmp_path / "painting.png", size=24, **options)
    assert out.shape == (24, 36, 3) and out.dtype == "uint8"
    expected = Gatys(**options).translate(photo, style=painting, size=24)
    np.testing.assert_array_equal(out, expected)
    a, b = tfstyle.stylize([photo, photo[:20]], [(painting, 2), (photo, 1)], **options)
    assert a.shape == photo.shape and b.shape == photo[:20].shape


def test_translates_other_options_hold(encoder, photo, painting):
    made = model(encoder, steps=1)
    np.testing.assert_array_equal(made.translate(photo, style=painting, strength=0.0), photo)
    with pytest.raises(UnsupportedOptionError, match="tile"):
        made.translate(photo, style=painting, tile=16)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"optimizer": "sgd"}, "optimizer must be one of.*lbfgs.*'sgd'"),
        ({"start": "style"}, "start must be one of.*noise.*'style'"),
        ({"preserve_color": "yes"}, "preserve_color must be one of.*histogram.*'yes'"),
        ({"style_weight": -1.0}, "style_weight must be 0 or more.*-1"),
        ({"tv_weight": float("nan")}, "tv_weight must be 0 or more.*nan"),
        ({"steps": 0}, "steps must be 1 or more.*0"),
        ({"levels": 0}, "levels must be 1 or more.*0"),
        ({"style_scale": 0}, "style_scale must be above 0.*0"),
    ],
)
def test_arguments_out_of_range(options, message):
    with pytest.raises(UnsupportedOptionError, match=message):
        Gatys(**options)


def test_what_it_cannot_do_says_so(encoder, photo, painting, tmp_path):
    made = model(encoder, steps=(3, 2))
    with pytest.raises(UnsupportedOptionError, match=r"each of 1 levels.*3, 2"):
        made.translate(photo, style=painting)
    with pytest.raises(UnsupportedOptionError, match=r"needs one: style='painting.jpg'"):
        made.translate(photo)
    with pytest.raises(UnsupportedOptionError, match="no weights to save"):
        made.save_to_preset(tmp_path / "preset")
    with pytest.raises(UnsupportedOptionError, match="no weight above 0"):
        model(encoder, content_weight=0, style_weight=0, tv_weight=0).translate(
            photo, style=painting
        )


def test_a_layer_the_encoder_lacks(encoder, photo, painting):
    with pytest.raises(UnsupportedOptionError, match=r"relu9_9.*relu1_1, relu2_1, relu3_1"):
        model(encoder, content_layers="relu9_9").translate(photo, style=painting)


def test_without_the_papers_layers_the_nearest_are_taken_and_told(monkeypatch, caplog):
    asked = []

    def load(layers, pooling):
        asked.append((tuple(layers), pooling))
        if "relu4_2" in layers or "relu5_1" in layers:
            raise OfflineError("only to relu4_1")
        return "encoder"

    monkeypatch.setattr(gatys_encoder, "load_vgg19", load)
    with caplog.at_level(logging.WARNING, "tfstyle"):
        encoder, content, style = choose_encoder(None, None, None, "max")
    assert encoder == "encoder" and content == {"relu4_1": 1.0}
    assert list(style) == ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
    assert "relu4_2" in caplog.text and {pooling for _, pooling in asked} == {"max"}
    # What the user names is taken as it is, and missed loudly.
    with pytest.raises(OfflineError):
        choose_encoder(None, "relu4_2", ("relu1_1",), "max")
    caplog.clear()
    choose_encoder(None, "relu3_1", {"relu1_1": 2.0}, "max")
    assert not caplog.text and asked[-1][0] == ("relu3_1", "relu1_1")


@pytest.mark.weights
@pytest.mark.skipif(
    not os.environ.get("TFSTYLE_VGG19"),
    reason="set TFSTYLE_VGG19 to VGG19's weights (.npz, .h5 or a folder of them)",
)
def test_with_trained_weights_the_style_comes_and_the_content_stays():
    layers = ("relu1_1", "relu2_1", "relu3_1")
    photo = images.resize(data.astronaut(), (64, 64))
    painting = images.resize(data.coffee(), (64, 96))
    first_and_last = []
    Gatys(
        steps=25, content_layers="relu3_1", style_layers=layers, progress=first_and_last.append
    ).translate(photo, style=painting)
    first, last = (p.losses for p in (first_and_last[0], first_and_last[-1]))
    assert last["style"] < 0.2 * first["style"] and last["content"] < 1
