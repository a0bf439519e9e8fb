"""Short trainings without a disease: nothing is said, whatever the model."""

import numpy as np
import pytest

from tests.runs.health.trained import recipe, train
from tests.runs.test_distill_runs import teacher
from tfstyle.recipes import ALGORITHMS
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.health import get_check

SIDES = {"cyclegan": "unpaired_alike", "cut": "unpaired_alike", "fastcut": "unpaired_alike",
         "cross_domain": "unpaired_alike", "pix2pix": "paired", "multiscale": "paired"}  # fmt: skip
BLOCKS = ("cyclegan", "cut", "fastcut", "multiscale", "cross_domain")
MORE = {
    "noise_gan": {"generator": {"latent_dim": 8}, "train": {"batch_size": 8}},
    "multiscale": {
        "generator": {"num_downs": 1, "num_blocks": 1}, "discriminator": {"num_layers": 1},
    },
    "fast_style": {"generator": {"num_blocks": 1}},
}

# At which most learn something in so few steps; a decoder that goes dark at it has its own.
RATE, OWN_RATE = "train.learning_rate=2e-3", ("adain",)
# They begin with one colour for every picture, or black and white, and need some 80 steps to leave
# that; looks are as far apart as they are in runs of the usual length, not within the first steps.
OWN = {
    "microast": ("train.steps=160", "train.health_every=40"),
    "adain": ("train.steps=80", "train.health_every=20"),
    "restore": ("loss.lpips=0",),
}


@pytest.mark.parametrize(
    "model",
    ["pix2pix", *(pytest.param(one, marks=pytest.mark.exhaustive) for one in ALGORITHMS
                  # A judge makes no pictures that could be looked at.
                  if one not in ("pix2pix", "judge"))],
)  # fmt: skip
def test_nothing_is_said(model, request, photographs, eye, tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    root = photographs / "photos"
    more = MORE.get(model, {"generator": {"num_blocks": 1}} if model in BLOCKS else {})
    if model in SIDES:
        root = request.getfixturevalue(SIDES[model])
    elif model == "fast_style":
        more = {**more, "data": {"styles": [str(photographs / "fire.png")]}}
    elif model in ("adain", "microast"):
        root = request.getfixturevalue("unpaired_alike")
    elif model == "distill":
        more = {
            "data": {"domains": ["photo", "fire"]}, "loss": {"lpips": 0.0},
            "train": {"teacher": str(teacher(tmp_path / "teacher", "pix2pix"))},
        }  # fmt: skip
    one = recipe(model, *[RATE] * (model not in OWN_RATE), *OWN.get(model, ()), **more)
    events, looks = train(one, root, tmp_path / "run", quiet)
    assert events == [] and not (tmp_path / "run" / "health.jsonl").exists()
    assert "Usual remedies" not in quiet.file.getvalue()
    every, steps = one.train.health_every, one.train.steps
    assert [look["step"] for look in looks] == list(range(every, steps + 1, every))
    assert looks[-1]["not_finite"] == 0 and looks[-1]["gradient_norm/generator"] > 0
    assert ("discriminator_accuracy" in looks[-1]) == (one.discriminator.filters is not None)


@pytest.mark.exhaustive
def test_a_lattice_of_the_beginning_fades_and_is_not_told_of(paired, tmp_path, quiet):
    one = recipe("multiscale", "train.steps=600", "train.health_every=10", **MORE["multiscale"])
    events, looks = train(one, paired, tmp_path / "run", quiet)
    lattice = [look["checkerboard"] for look in looks]
    found = get_check("checkerboard").threshold
    assert max(lattice[:15]) > found > max(lattice[30:]) and events == []


def test_looking_changes_no_bit_of_what_is_trained(paired, tmp_path, quiet):
    """Dropout, averages and the pool are on, and their random states go on as if unwatched."""
    states = []
    for every in (0, 2):
        one = recipe("pix2pix", f"train.health_every={every}", "train.steps=6", "train.ema=0.9",
                     "train.pool_size=2", generator={"dropout": 0.5})  # fmt: skip
        _, looks = train(one, paired, tmp_path / f"run{every}", quiet)
        assert len(looks) == (3 if every else 0)
        with np.load(Checkpoints(tmp_path / f"run{every}" / "checkpoints").path(6) / "state.npz"
                     ) as state:  # fmt: skip
            states.append([state[name].tobytes() for name in state.files])
    assert states[0] == states[1]
