"""The options of `translate`: told, checked and refused in one place."""

import dataclasses
import inspect
import types

import numpy as np
import pytest

from tfstyle.capabilities import Capabilities, who_can
from tfstyle.errors import UnsupportedOptionError
from tfstyle.inference.keywords import takes_keywords_of
from tfstyle.inference.options import TranslateOptions
from tfstyle.models import CUT, NoiseGAN, Pix2Pix
from tfstyle.networks import NoiseGenerator, UNetGenerator

FIELDS = {field.name: field for field in dataclasses.fields(TranslateOptions)}
MASK = np.ones((8, 8))


def test_options_are_frozen_and_made_of_keywords():
    options = TranslateOptions(strength=0.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.strength = 1.5
    with pytest.raises(TypeError):
        TranslateOptions("a2b")
    with pytest.raises(UnsupportedOptionError, match="strength"):
        dataclasses.replace(options, strength=1.5)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"strength": 1.5}, r"^strength must be in \[0, 1\]. Received: 1.5$"),
        ({"strength": float("nan")}, "strength must be.* nan"),
        ({"alpha": -1}, "alpha must be.* -1"),
        ({"feather": float("inf"), "mask": MASK}, "feather must be 0 or more pixels.*inf"),
        ({"feather": 1}, "need a mask"),
        ({"invert_mask": True}, "need a mask"),
        ({"tile": 15}, "16 or more. Received: 15"),
        ({"tile": 32.5}, "whole number of pixels.*32.5"),
        ({"batch_size": 0}, "batch_size must be 1 or more. Received: 0"),
        ({"mask": []}, "the list is empty"),
        ({"mask": [MASK, MASK]}, r"2 mask\(s\) and 0 style\(s\)"),
        ({"mask": [MASK, MASK], "style": "wave"}, r"2 mask\(s\) and 1 style\(s\)"),
        ({"mask": [MASK], "style": ["wave", "scream"]}, r"1 mask\(s\) and 2 style\(s\)"),
    ],
)
def test_what_no_model_could_honour_is_refused_when_options_are_made(options, says):
    with pytest.raises(UnsupportedOptionError, match=says):
        TranslateOptions(**options)


def test_a_list_of_styles_is_a_blend_but_beside_a_list_of_masks():
    assert TranslateOptions(style=["a", "b"], mask=[MASK, MASK]).styles == ["a", "b"]
    assert TranslateOptions(style=("a",), mask=[MASK]).styles == ["a"]
    assert TranslateOptions(style=["a", "b"], mask=MASK).styles == [["a", "b"]]
    assert TranslateOptions(style="a", mask=[MASK]).styles == ["a"]
    assert TranslateOptions().styles == [None]


def plain_model():
    """Return one that does as little as a model that translates can."""
    return types.SimpleNamespace(
        capabilities=Capabilities(tiles=False), can_tile=False, kind="Plain",
        check_direction=lambda name: name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "able"),
    [
        ({"alpha": 0.5}, lambda can: can.alpha),
        ({"style": "wave"}, lambda can: can.style),
        ({"tile": 64}, lambda can: can.tiles),
    ],
)
def test_the_error_names_every_model_that_can(options, able):
    TranslateOptions().check(plain_model())
    with pytest.raises(UnsupportedOptionError) as told:
        TranslateOptions(**options).check(plain_model())
    (option,) = options
    assert str(told.value).startswith(f"{option}: ")
    named = {word.strip(",.") for word in str(told.value).split()}
    assert set(who_can(able)) <= named
    assert not set(who_can(lambda can: not able(can))) & named


def test_a_model_is_asked_for_what_it_can_as_it_is_set():
    network = UNetGenerator(filters=2, num_downs=2)
    tiled = TranslateOptions(tile=64)
    tiled.check(Pix2Pix(network))
    with pytest.raises(UnsupportedOptionError, match="this Pix2Pix draws noise"):
        tiled.check(Pix2Pix(network, inference_mode="train"))
    with pytest.raises(UnsupportedOptionError, match="Unknown direction 'b2a'"):
        TranslateOptions(direction="b2a").check(CUT(network, nce_layers=("down1_conv",)))
    paints = NoiseGAN(NoiseGenerator(filters=2, resolution=32))
    with pytest.raises(UnsupportedOptionError, match=r"NoiseGAN paints .* generate\(n, seed\)"):
        tiled.check(paints)
    with pytest.raises(UnsupportedOptionError, match=r"NoiseGAN paints .* generate\(n, seed\)"):
        paints.translate(np.zeros((8, 8, 3), "uint8"))


def test_every_option_is_told():
    told = inspect.cleandoc(TranslateOptions.__doc__)
    for name in FIELDS:
        assert f"\n    {name}: " in told, name
        assert f"\n    {name}: " in Pix2Pix.translate.__doc__, name
    order = [Pix2Pix.translate.__doc__.index(f"\n    {name}: ") for name in ("images", *FIELDS)]
    assert order == sorted(order) and order[-1] < Pix2Pix.translate.__doc__.index("Returns:")


def test_the_method_shows_the_options_as_its_own():
    me, images, *options = inspect.signature(Pix2Pix.translate).parameters.values()
    assert (me.name, images.name) == ("self", "images")
    assert [option.name for option in options] == list(FIELDS)
    for option in options:
        assert option.kind is option.KEYWORD_ONLY
        assert option.default == FIELDS[option.name].default
        assert option.annotation == FIELDS[option.name].type
    assert set(inspect.get_annotations(Pix2Pix.translate)) == {"images", *FIELDS}


class Bird:
    """Somebody who takes options."""

    @takes_keywords_of(TranslateOptions)
    def sing(self, images, options):
        """Sing."""
        return images, options


def test_keywords_become_options():
    song, options = Bird().sing("la", strength=0.5)
    assert (song, options.strength) == ("la", 0.5) and Bird().sing(images="la")[0] == "la"
    assert (Bird.sing.__name__, Bird.sing.__doc__) == ("sing", "Sing.")
    for arguments, keywords, says in (
        (("la",), {"strenght": 1}, "'strenght'. Did you mean 'strength'"),
        (("la", "a2b"), {}, "too many positional"),
        ((), {"seed": 1}, "'images'"),
    ):
        with pytest.raises(TypeError, match=rf"^Bird.sing\(\) .*{says}"):
            Bird().sing(*arguments, **keywords)
    with pytest.raises(UnsupportedOptionError, match="alpha"):
        Bird().sing("la", alpha=2)
