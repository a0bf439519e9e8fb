"""A model's constructor is its configuration; a new argument that it forgets fails here."""

import inspect
import json

import keras
import pytest

from tests.models import cases
from tfstyle import models
from tfstyle.losses import WassersteinGANLoss
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.networks.configured import argument_names, plain

LOSS = {"adversarial_loss": "hinge"}
TRANSLATION = {"inference_mode": "train", "domains": ("night", "day")}
# What makes a model of each kind, and every argument but the networks, none at its default.
ARGUMENTS = {
    "AdaINStyle": (cases.adain, {
        "content": 2.0, "style": 3.0, "tv": 4.0, "ema": 0.5, "style_size": 32, "unbiased": True,
        "inference_mode": "train",
    }),
    "CUT": (cases.cut, {
        **LOSS, "nce": 2.0, "identity_nce": False, "flip_equivariance": True,
        "temperature": 0.1, "num_patches": 4, "nce_layers": ("stem_pad", "down0_conv"),
        "ema": 0.5, **TRANSLATION,
    }),
    "CrossDomain": (cases.cross_domain, {
        **LOSS, "adversarial": 2.0, "content": 3.0, "style": 4.0, "paired": True, "l1": 5.0,
        "content_layer": "relu3_1", "style_layers": ("relu1_1",), "ema": 0.5, "style_size": 32,
        **TRANSLATION,
    }),
    "CycleGAN": (cases.cyclegan, {
        **LOSS, "cycle": 3.0, "identity": 0.25, "pool_size": 2, "ema": 0.5, **TRANSLATION,
    }),
    "FastStyle": (cases.fast_style, {
        "content": 2.0, "style": 3.0, "tv": 4.0, "content_layer": "relu2_1",
        "style_layers": ("relu1_1",), "ema": 0.5, "inference_mode": "train",
    }),
    "MicroAST": (cases.microast, {"style_size": None, "inference_mode": "train"}),
    "MultiScale": (cases.multiscale, {
        **LOSS, "adversarial": 2.0, "feature_matching": 3.0, "perceptual": 4.0, "l1": 5.0,
        "l2": 6.0, "content": 7.0, "style": 8.0, "perceptual_layers": {"relu1_1": 1.0},
        "coarse_steps": 2, "enhancer_steps": 3, "ema": 0.5, **TRANSLATION,
    }),
    "NoiseGAN": (cases.noise_gan, {
        **LOSS, "critic_steps": 2, "diff_augment": ("color",), "ema": 0.5,
    }),
    "Pix2Pix": (cases.pix2pix, {
        **LOSS, "l1": 5.0, "ema": 0.5, "pool_size": 3, **TRANSLATION,
    }),
}  # fmt: skip


def test_every_model_is_here():
    kinds = [getattr(models, name) for name in models.__all__]
    kinds = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, keras.Model)]
    assert {kind.__name__ for kind in kinds} == set(ARGUMENTS)
    assert all(kind.get_config is PictureModel.get_config for kind in kinds)


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_every_argument_comes_back(kind):
    make, given = ARGUMENTS[kind]
    model = make(**given)
    parameters = inspect.signature(type(model).__init__).parameters
    assert not [name for name, value in given.items() if value == parameters[name].default]

    config = model.get_config()
    assert list(config) == ["name", *argument_names(type(model))]  # the order of config.json
    others = {name: config.pop(name) for name in list(config) if name not in given}
    assert config == {name: plain(value) for name, value in given.items()}
    assert others.pop("name") == model.name
    assert others.pop("styles", ["fire", "water"]) == ["fire", "water"]
    for name, described in others.items():  # all that is left are networks
        assert described["config"] == model.networks[name].get_config()

    whole = model.get_config()
    again = type(model).from_config(json.loads(json.dumps(whole)))
    assert again.get_config() == whole
    assert [(w.path, w.shape) for w in again.weights] == [(w.path, w.shape) for w in model.weights]


def test_a_loss_with_arguments_and_the_name_come_back():
    model = cases.pix2pix(adversarial_loss=WassersteinGANLoss(gradient_penalty=3.0), name="mine")
    again = models.Pix2Pix.from_config(json.loads(json.dumps(model.get_config())))
    assert again.adversarial_loss == WassersteinGANLoss(gradient_penalty=3.0)
    assert again.name == "mine"
