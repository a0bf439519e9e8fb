"""Health of runs that are unlike most: a judge, two directions, two replicas."""

import json
import os
import subprocess
import sys

import pytest

from tests.commands import ROOT
from tests.runs.conftest import _crops
from tests.runs.health.trained import events, looks, recipe, train
from tfstyle import images, recipes
from tfstyle.runs.health import get_check


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Photographs large enough for a judge of patches."""
    root = tmp_path_factory.mktemp("good")
    for i, picture in enumerate(_crops(8)):
        twice = picture.repeat(2, axis=0).repeat(2, axis=1)
        images.write_image(root / "train" / f"{i}.png", twice)
    return root


def held_out(run):
    lines = map(json.loads, (run / "metrics.jsonl").read_text("utf-8").splitlines())
    lines = [{**line, "validation/share": 0} for line in lines if "validation/l1" in line]
    assert [line["step"] for line in lines] == [3, 6]
    return lines


@pytest.mark.exhaustive
def test_a_judge_has_gradients_and_no_pictures(good, tmp_path, quiet):
    one = recipes.make_recipe({
        "model": "judge", "generator": {"filters": 4},
        "data": {"load": 64, "crop": 64, "view": 48},
        "train": {"steps": 12, "batch_size": 4, "health_every": 3, "log_every": 4,
                  "checkpoint_every": 12},
    }, [])  # fmt: skip
    said, seen = train(one, good, tmp_path / "run", quiet)
    assert said == [] and [look["step"] for look in seen] == [3, 6, 9, 12]
    norms = {name: value for name, value in seen[-1].items() if name.startswith("gradient_norm/")}
    assert norms and min(norms.values()) > 0
    assert not {"checkerboard", "diversity", "saturation", "not_finite"} & set(seen[-1])


@pytest.mark.exhaustive
def test_two_directions_are_looked_at_each_by_itself(unpaired_alike, tmp_path, quiet):
    one = recipe("cyclegan", "train.steps=48", "train.health_every=6", generator={"num_blocks": 1})
    said, seen = train(one, unpaired_alike, tmp_path / "run", quiet)
    assert said == [] and len(seen) == 8
    for check in ("inversion", "diversity", "checkerboard"):
        values = [seen[-1][f"{check}/{way}"] for way in ("a2b", "b2a")]
        assert values[0] != values[1]
        # Of colours there are more.
        parts = {n: v for n, v in seen[-1].items() if n.startswith(f"{check}/")}
        assert seen[-1][check] == parts[get_check(check).worst(parts)]


@pytest.mark.exhaustive
def test_two_mirrored_replicas_see_what_one_sees(paired, tmp_path, quiet):
    """The batch is the same, so are its pictures, and the model but for rounding."""
    one = recipe(
        "pix2pix", "train.steps=6", "train.health_every=2", "train.batch_size=4",
        "generator.dropout=0", "generator.normalization=instance",
        "discriminator.normalization=instance", "train.ema=0.5", "train.validate_every=3",
    )  # fmt: skip
    recipes.dump(one, tmp_path / "recipe.toml")
    done = subprocess.run(
        [sys.executable, "-m", "tfstyle", "train", tmp_path / "recipe.toml", "--data", paired,
         "--out", tmp_path / "two", "--strategy", "mirrored:2"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=os.environ, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 mirrored CPUs" in done.stdout
    said, alone = train(one, paired, tmp_path / "one", quiet)
    mirrored = looks(tmp_path / "two")
    assert [look["step"] for look in mirrored] == [2, 4, 6] and len(alone) == 3
    # Adam's first steps blow rounding up, where a gradient is nothing but that.
    first, same = ({**each[0], "share": 0} for each in (mirrored, alone))
    assert first == pytest.approx(same, rel=0.02, abs=0.02)
    # Held-out pictures, too, by the average and by the current weights, of which 3 steps are seen.
    figures, same = (held_out(tmp_path / run)[0] for run in ("two", "one"))
    assert figures == pytest.approx(same, rel=0.02)
    assert figures["validation/l1"] != figures["validation/l1/current"]
    # What is said, of a generator that has hardly begun, is said once.
    assert [event["check"] for event in said] == ["diversity"]
    (event,) = events(tmp_path / "two")
    assert {**event, "value": 0} == {**said[0], "value": 0}
