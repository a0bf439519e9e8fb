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

ARGUMENTS = {name: case for name, case in cases.CASES.items() if case.arguments is not None}


def test_every_model_is_here():
    kinds = [getattr(models, name) for name in models.__all__]
    kinds = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, keras.Model)]
    assert set(kinds) == {case.kind for case in ARGUMENTS.values()}
    assert all(kind.get_config is PictureModel.get_config for kind in kinds)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_argument_comes_back(name):
    given = ARGUMENTS[name].arguments
    model = ARGUMENTS[name].make(**given)
    parameters = inspect.signature(type(model).__init__).parameters
    assert not [name for name, value in given.items() if value == parameters[name].default]

    # An attribute of a method's name takes the method away.
    assert not [name for name in parameters if callable(getattr(type(model), name, None))]
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
