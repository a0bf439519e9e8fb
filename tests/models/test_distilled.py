"""Distillation: the loss is what the formula says, any one way can teach, and nothing else can."""

import keras
import numpy as np
import pytest

from tests.models.cases import CASES
from tests.models.small import distilled
from tests.networks.helpers import pictures, randomize
from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.losses import charbonnier_distance, lattice_loss
from tfstyle.models import Distilled
from tfstyle.networks import LPIPSFeatures, MobileResNetGenerator, ResNetGenerator

PHOTOS = pictures(2, 32, 32, 3)


def teacher(name, **options):
    """A model whose pictures are more than gray."""
    keras.utils.set_random_seed(3)
    model = CASES[name].make(**options)
    for network in model.networks.values():
        randomize(network)
    return model


def student(**taught):
    keras.utils.set_random_seed(0)
    model = distilled(lpips=0.0)
    model.compile(**taught)
    return model


def shown(model):
    return np.asarray(model.shown(PHOTOS))


def test_the_terms_are_what_the_formula_says():
    shows, encoder = teacher("cyclegan"), LPIPSFeatures(filters=4)
    model = distilled(charbonnier=2.0, lpips=3.0, lattice=4.0)
    model.compile(taught_by=shows, encoder=encoder)
    found = model.test_on_batch(PHOTOS, return_dict=True)
    wanted, painted = shows.translator()(PHOTOS), model.generator(PHOTOS)
    lpips = 3 * sum(
        np.mean(np.sum(np.square(a - b), axis=-1))
        for a, b in zip(encoder(wanted), encoder(painted), strict=True)
    )
    terms = {"charbonnier": 2 * charbonnier_distance(wanted, painted), "lpips": lpips}
    terms["lattice"] = 4 * lattice_loss(painted)
    for name, value in {**terms, "loss": sum(terms.values())}.items():
        np.testing.assert_allclose(found[f"generator/{name}"], value, rtol=1e-4)


def test_it_learns_one_direction_of_two():
    shows = teacher("cyclegan")
    for direction in shows.directions:
        found = shown(student(taught_by=shows, direction=direction))
        np.testing.assert_allclose(found, shows.translator(direction)(PHOTOS), atol=1e-5)
    one, other = (shown(student(taught_by=shows, direction=way)) for way in ("a2b", "b2a"))
    assert np.abs(one - other).max() > 0.1
    with pytest.raises(UnsupportedOptionError, match="a2c"):
        student(taught_by=shows, direction="a2c")


@pytest.mark.parametrize(
    ("name", "style"),
    [("fast_style", "water"), ("fast_style", {"fire": 1, "water": 3}), ("microast", None)],
)
def test_it_learns_one_style_of_many(name, style):
    shows = teacher(name)
    style = CASES[name].style if style is None else style
    found = shown(student(taught_by=shows, style=style))
    np.testing.assert_allclose(found, shows.translator(style=style)(PHOTOS), atol=1e-5)


def test_a_style_must_be_one_of_the_teachers():
    with pytest.raises(UnsupportedOptionError, match="earth"):
        student(taught_by=teacher("fast_style"), style="earth")
    with pytest.raises(UnsupportedOptionError, match="style"):
        student(taught_by=teacher("cyclegan"), style="fire")
    with pytest.raises(UnsupportedOptionError, match="style"):
        student(taught_by=teacher("microast"))


@pytest.mark.parametrize(
    ("name", "why"),
    [("judge", "translates no"), ("noise_gan", "translates no"), ("gatys", "optimizes every")],
)
def test_who_cannot_teach_is_told_who_can(name, why):
    with pytest.raises(UnsupportedOptionError, match=rf"{why} .*CycleGAN.*FastStyle"):
        student(taught_by=CASES[name].make())


def test_the_channels_must_be_the_teachers():
    network = ResNetGenerator(filters=4, num_blocks=0, in_channels=1, out_channels=3)
    with pytest.raises(ValueError, match=r"3 channels from 1, .* 3 from 3.*in_channels=1"):
        student(taught_by=Distilled(network))
    with pytest.raises(ValueError, match=r"lpips=0. Received: out_channels=1"):
        Distilled(MobileResNetGenerator(4, 1, out_channels=1))


def test_without_a_teacher_it_paints_but_does_not_train():
    model = student()
    assert model.translate(np.zeros((20, 30, 3), "uint8")).shape == (20, 30, 3)
    for use in (model.train_on_batch, model.shown):
        with pytest.raises(ValueError, match="nobody to imitate"):
            use(PHOTOS)


def test_a_teacher_learns_nothing_and_is_no_part_of_the_student():
    shows = teacher("cyclegan")
    old = [weight.numpy() for network in shows.networks.values() for weight in network.weights]
    model = student(taught_by=shows)
    model.fit(PHOTOS, batch_size=2, epochs=2, verbose=0)
    new = [weight.numpy() for network in shows.networks.values() for weight in network.weights]
    for one, other in zip(old, new, strict=True):
        np.testing.assert_array_equal(one, other)
    theirs = {id(weight) for network in shows.networks.values() for weight in network.weights}
    assert not theirs & {id(weight) for weight in model.variables}


def test_photographs_must_fit_the_teacher_too():
    network = MobileResNetGenerator(filters=4, num_blocks=1, num_downs=1)
    model = Distilled(network, lpips=0.0)
    model.compile(taught_by=teacher("cyclegan"))
    with pytest.raises(DataError, match="multiples of 4"):
        model.fit(pictures(1, 18, 18, 3), verbose=0)


def test_a_row_shows_photograph_teacher_and_student():
    shows = teacher("cyclegan")
    model = student(taught_by=shows)
    photo, theirs, own = model.sample_row(PHOTOS[0])
    np.testing.assert_array_equal(photo, PHOTOS[0])
    np.testing.assert_allclose(theirs, shows.translator()(PHOTOS[:1])[0], atol=1e-5)
    np.testing.assert_allclose(own, model.translator()(PHOTOS[:1])[0], atol=1e-5)
