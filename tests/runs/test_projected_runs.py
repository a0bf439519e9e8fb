"""Runs judged through fixed features: resumed, on two replicas, and small on disk."""

import numpy as np
import pytest

from tests.runs.conftest import tiny_values
from tests.runs.test_distribution import finish, losses, start, states
from tests.runs.test_run import state
from tfstyle import recipes, runs
from tfstyle.runs.checkpoints import Checkpoints

pytestmark = pytest.mark.exhaustive
JUDGED = [
    "discriminator.network=own+projected", "discriminator.projected_weights=random",
    "discriminator.projected_filters=4", "generator.dropout=0", "train.log_every=1",
    "generator.normalization=instance", "discriminator.normalization=instance",
]  # fmt: skip


def test_a_run_goes_on_as_if_it_had_not_stopped_and_keeps_nothing_that_is_fixed(
    paired, tmp_path, quiet
):
    short = recipes.make_recipe(tiny_values(), [*JUDGED, "train.steps=2", "train.decay_from=2"])
    runs.train(short, paired, tmp_path / "run", strategy="one", console=quiet)
    longer = recipes.load_recipe(tmp_path / "run" / "recipe.toml", ["train.steps=4"])
    runs.train(longer, paired, tmp_path / "run", resume=True, strategy="one", console=quiet)
    runs.train(longer, paired, tmp_path / "whole", strategy="one", console=quiet)
    assert state(tmp_path / "run", 4) == state(tmp_path / "whole", 4)

    paths = [path for path, _ in states(tmp_path / "run", 4)]
    assert any("stride4_half0" in path for path in paths)
    assert any("stride32_scales" in path for path in paths)
    assert not any("depthwise" in path for path in paths)
    place = Checkpoints(tmp_path / "run" / "checkpoints").path(4)
    assert sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) < 3e6


def test_one_and_two_replicas_agree(paired, tmp_path, quiet):
    recipe = recipes.make_recipe(tiny_values(), [
        *JUDGED, "train.steps=2", "train.batch_size=2", "train.checkpoint_every=1",
    ])  # fmt: skip
    one, two = tmp_path / "one", tmp_path / "two"
    process = start("tfstyle", recipe, paired, two, "--strategy", "mirrored:2")
    runs.train(recipe, paired, one, strategy="one", console=quiet)
    text = finish(process, 600)
    assert process.returncode == 0 and "2 mirrored CPUs" in text, text
    for ours, theirs in zip(losses(one), losses(two), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-4)
    kernels = 0
    for (path, ours), (_, theirs) in zip(states(one, 1), states(two, 1), strict=True):
        if "kernel" in path and "optimizer" not in path:
            # Adam's first step is the rate's length whatever the gradient: rounding shows in it.
            assert np.abs(ours - theirs).max() <= 4.5e-4, path
            assert np.mean(np.abs(ours - theirs) > 2e-5) < 0.02, path
            kernels += 1
    assert kernels > 20
