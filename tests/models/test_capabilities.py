"""What each model says that it can do, it does; what not, it refuses and names who can."""

import inspect

import keras
import numpy as np
import pytest

from tests.models.cases import CASES
from tests.networks.helpers import randomize
from tfstyle.capabilities import those_who_can
from tfstyle.errors import TfstyleError, UnsupportedOptionError
from tfstyle.models import Gatys

PHOTO = np.random.default_rng(0).integers(0, 256, (20, 18, 3), "uint8")


@pytest.fixture(params=CASES, scope="module")
def case(request):
    keras.utils.set_random_seed(0)
    return CASES[request.param]


@pytest.fixture(scope="module")
def model(case):
    made = case.make()
    for network in made.networks.values():
        randomize(network)  # untrained ones paint next to nothing
    return made


def refused(option):
    return pytest.raises(UnsupportedOptionError, match=option)


def test_translating(case, model):
    if case.can.translates:
        assert case.translate(model, PHOTO).shape == PHOTO.shape
        assert model.channels() == (3, 3)
        assert model.size_multiple <= model.min_size
        return
    with refused("cannot translate one. Use (generate|judge)") as told:
        model.translate(PHOTO)
    assert those_who_can(lambda can: can.translates) in str(told.value)
    for ask in (model.translator, model.check_direction, model.channels, model.tile_margin):
        with refused("cannot translate"):
            ask()


def test_directions(case, model):
    assert len(model.directions) == case.can.directions
    if case.can.directions:
        assert model.check_direction() == model.check_direction("a2b") == model.directions[0]
        with refused("Unknown direction 'c2d'"):
            model.check_direction("c2d")


def test_styles(case, model):
    assert (case.can.style is not None) == (case.style is not None)
    assert bool(model.styles) == (case.can.style == "names")
    if case.can.style == "names":
        assert sum(model.check_style(list(model.styles))) == pytest.approx(1)
        with refused("style: this model paints fire, water; received 'fires'"):
            model.check_style("fires")
    elif case.can.style == "picture":
        ((picture, weight),) = model.check_style(PHOTO)
        assert picture.dtype == "float32" and picture.ndim == 4 and weight == 1
        with refused("style: this model paints in the style of a picture and needs one"):
            model.check_style(None)
    elif case.can.translates:
        with refused("style: .* takes none") as told:
            model.translate(PHOTO, style=PHOTO)
        assert those_who_can(lambda can: can.style) in str(told.value)


def test_what_a_translator_takes_is_what_is_declared(case, model):
    if case.can.translates:
        takes = inspect.signature(model.translator).parameters
        assert ("style" in takes) == (case.can.style is not None)
        assert ("alpha" in takes) == case.can.alpha


def test_alpha(case, model):
    if case.can.alpha:
        whole = case.translate(model, PHOTO)
        assert np.any(case.translate(model, PHOTO, alpha=0.2) != whole)
    elif case.can.translates:
        with refused("alpha: ") as told:
            case.translate(model, PHOTO, alpha=0.5)
        assert those_who_can(lambda can: can.alpha) in str(told.value)


def test_tiles(case, model):
    if not case.can.translates:
        return
    assert model.can_tile == case.can.tiles
    if case.can.tiles:
        assert model.tile_margin() > 0
        assert case.translate(model, PHOTO, tile=64).shape == PHOTO.shape
        return
    with refused("tile: this .* translates whole pictures only") as told:
        case.translate(model, PHOTO, tile=64)
    assert those_who_can(lambda can: can.tiles) in str(told.value)


def test_generating(case, model):
    if case.can.generates:
        assert model.generate(2, seed=0).dtype == "uint8"
        np.testing.assert_array_equal(
            model.decode(model.latents(2, seed=0)), model.generate(2, seed=0)
        )
        return
    with refused("paints none from noise") as told:
        model.generate(2, seed=0)
    assert those_who_can(lambda can: can.generates) in str(told.value)


def test_training(case, model):
    if case.can.trains:
        assert {"generator_optimizer"} <= set(case.kind.optimizer_names)
        assert model.optimizers == {}
        return
    for name in ("compile", "fit", "evaluate", "train_on_batch", "test_on_batch"):
        with refused("train") as told:
            getattr(model, name)(PHOTO)
        assert "AdaINStyle" in str(told.value)


def test_keeping(case, model, tmp_path):
    if not case.can.optimizes:
        assert model.networks and all(model.networks.values())
        return
    assert model.networks == {}
    with refused("no weights to save"):
        model.save_to_preset(tmp_path / "preset")


def test_exporting_as_keras_does(case, model, tmp_path):
    if case.can.style == "picture":
        with pytest.raises(TfstyleError, match=r"export"):
            model.export(tmp_path / "out")


def test_one_of_a_kind_is_named_where_others_fail():
    assert those_who_can(lambda can: can.optimizes) == Gatys.__name__
