"""A spec is checked when it is made, whatever lies on disk."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tfstyle
from tfstyle.data import DataSpec
from tfstyle.data.layouts import LAYOUTS
from tfstyle.errors import DataError, or_list
from tfstyle.recipes import make_recipe
from tfstyle.runs.pictures import data_spec


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"layout": "arays"}, f"layout must be {or_list(map(repr, LAYOUTS))}. Received: 'arays'. "
         "Did you mean 'arrays'?"),
        ({"crop": 0}, "crop must be 1 to load. Received: crop = 0, load = 286."),
        ({"crop": 300}, "crop must be 1 to load. Received: crop = 300, load = 286."),
        ({"direction": "AtoB"}, "direction must be 'a2b' or 'b2a'. Received: 'AtoB'. Did you mean "
         "'a2b'?"),
        ({"domains": ("a",)}, "domains must be two names. Received: ('a',)."),
        ({"domains": "ab"}, "domains must be two names. Received: 'ab'."),
        ({"geometry": "square"}, "geometry must be 'squash' or 'shorter_side'. Received: 'square'."
         " Did you mean 'squash'?"),
        ({"nearest": "left"}, "nearest must be 'none', 'a', 'b' or 'both'. Received: 'left'."),
        ({"in_channels": 2}, "in_channels must be 1, 3 or 4. Received: 2."),
        ({"out_channels": 5}, "out_channels must be 1, 3 or 4. Received: 5."),
        ({"derive": "grey", "layout": "images"}, "derive must be 'edges', 'gray', 'low_resolution',"
         " 'damaged'. Received: 'grey'. Did you mean 'gray'?"),
        ({"derive": "gray", "layout": "images", "in_channels": 4},
         "derive takes pictures of 1 or 3 channels. Received: (4, 3)."),
        ({"derive": "gray", "layout": "unpaired"},
         "derive applies to layout 'images' and 'tfds'. Received: 'unpaired'."),
        ({"derive": "damaged", "layout": "images", "damages": ["hole"]}, "damages must be among "
         "'fade', 'blur', 'noise', 'scratches', 'holes', 'jpeg'. Received: 'hole'. Did you mean "
         "'holes'?"),
        ({"derive": "damaged", "layout": "images", "damage_strength": 0},
         "damage_strength must be above 0 and at most 1. Received: 0."),
        ({"num_classes": 2}, "num_classes needs layout 'images' with a folder a class, or 'arrays' "
         "with labels. Received: layout = 'paired'."),
        ({"layout": "tfds"},
         "layout 'tfds' needs the name of a data set, e.g. 'cycle_gan/maps'."),
    ],
)  # fmt: skip
def test_refusals(values, said):
    with pytest.raises(DataError) as told:
        DataSpec(**{"layout": "paired", "root": "nowhere", **values})
    assert str(told.value) == said


def test_it_is_one_value_that_nobody_changes():
    listed = DataSpec("paired", "x", domains=["l", "r"], leave_out=["y"])
    assert listed == DataSpec("paired", "x", domains=("l", "r"), leave_out=("y",))
    assert len({listed, dataclasses.replace(listed), DataSpec("paired", "x")}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        listed.crop = 3
    with pytest.raises(DataError, match="crop must be"):
        dataclasses.replace(listed, crop=999)
    with pytest.raises(TypeError):
        DataSpec("paired", "x", 286)


def test_what_follows_from_the_direction():
    ahead = DataSpec("images", "x", in_channels=1, out_channels=4)
    back = dataclasses.replace(ahead, direction="b2a")
    assert (ahead.swapped, ahead.channels, ahead.lone_channels) == (False, (1, 4), 4)
    assert (back.swapped, back.channels, back.lone_channels) == (True, (1, 4), 1)


def test_of_a_recipe(tmp_path):
    recipe = make_recipe({
        "model": "fast_style", "data": {"load": 40, "crop": 32, "styles": ["fire.png", "/x.png"]},
    })  # fmt: skip
    assert data_spec(recipe, tmp_path) == DataSpec(
        "images", tmp_path, load=40, crop=32, leave_out=[tmp_path / "fire.png", Path("/x.png")]
    )
    assert data_spec(make_recipe({"model": "cyclegan"}), None) == DataSpec("unpaired")
    recipe = make_recipe({"model": "pix2pix", "data": {
        "layout": "images", "derive": "damaged", "damages": ["fade"], "damage_strength": 0.5,
        "direction": "b2a", "flip": False, "skip_broken": True, "out_channels": 1,
    }})  # fmt: skip
    assert data_spec(recipe, "x") == DataSpec(
        "images", "x", derive="damaged", damages=["fade"], damage_strength=0.5, direction="b2a",
        flip=False, skip_broken=True, out_channels=1,
    )  # fmt: skip


def test_what_layouts_say_of_themselves_costs_no_import():
    code = (
        "import sys\nfrom tfstyle.data import layouts\n"
        "assert all(layout.learns_from for layout in layouts.LAYOUTS.values())\n"
        "assert not {'numpy', 'PIL', 'tensorflow', 'tensorflow_datasets'} & set(sys.modules)"
    )
    root = os.path.dirname(os.path.dirname(tfstyle.__file__))
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": root}
    )
