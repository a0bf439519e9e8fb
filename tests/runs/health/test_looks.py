"""Looks between steps: what is measured when, shown where and kept; without a training."""

import json

import keras
import numpy as np
import pytest

from tests.models.cases import CASES
from tests.networks.helpers import pictures
from tfstyle.errors import TrainingError
from tfstyle.recipes import make_recipe
from tfstyle.runs.callbacks import Checkpointing, Health
from tfstyle.runs.callbacks.descriptions import describe
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.health import CHECKS, Events, Halt, Memory, fitting, get_check, observer
from tfstyle.runs.health.observation import Gradient, Judgement, Observation, Way
from tfstyle.runs.health.observing import _judgement
from tfstyle.runs.run_directory import RunDirectory


class Asked:
    """Stands for a request to stop that never comes."""

    requested = None


def compiled(name, **options):
    keras.utils.set_random_seed(0)
    case = CASES[name]
    model = case.make(**options)
    model.compile(**case.compile(), image_shape=(1, 32, 32, 3))
    return model


def watching(accuracies, tmp_path, notes, start=0, every=2):
    """Return what a run is told of these accuracies, and its curves."""
    seen = iter(accuracies)

    def observe():
        right = next(seen)
        return Observation(
            judgements={"discriminator": Judgement(right, right, right)},
            gradients={"generator": Gradient(2.0, 4), "discriminator": Gradient(1.0, 4)},
        )

    said, curves = [], []
    health = Health(
        start, every, observe, [get_check("discriminator_accuracy")], Memory(notes),
        [lambda *told: curves.append(told)], Events(tmp_path / "health.jsonl", start), said.append,
        {"train.discriminator_learning_rate": 2e-4, "train.learning_rate": 2e-4},
    )  # fmt: skip
    for step in range(start + 1, start + 1 + every * len(accuracies)):
        health.on_step(step, {})
    return said, curves


def test_a_look_every_few_steps_and_one_sentence(tmp_path):
    notes = {}
    said, curves = watching([0.5, *[1.0] * 6], tmp_path, notes)
    assert [step for step, _ in curves] == [2, 4, 6, 8, 10, 12, 14]
    assert set(curves[0][1]) == {
        "health/discriminator_accuracy", "health/accuracy_real/discriminator",
        "health/accuracy_fake/discriminator", "health/gradient_norm/generator",
        "health/gradient_norm/discriminator", "health/share",
    }  # fmt: skip
    assert 0 <= curves[-1][1]["health/share"] <= 1
    assert len(said) == 1 and said[0].startswith("Step 12: The discriminator wins: ")
    assert "lower train.discriminator_learning_rate" in said[0]
    assert "spectral_normalization" not in said[0]  # this recipe has no such key
    (line,) = (tmp_path / "health.jsonl").read_text("utf-8").splitlines()
    event = json.loads(line)
    assert said[0] == f"Step {event['step']}: {event['sentence']}"
    assert list(event) == ["step", "check", "value", "threshold", "sentence"]
    assert (event["check"], event["value"], event["threshold"]) == (
        "discriminator_accuracy", 1.0, 0.998,
    )  # fmt: skip
    assert notes["health"]["gradients"]["generator"] == [2.0] * 7


def test_a_run_that_goes_on_says_the_same_as_one_that_was_never_stopped(tmp_path):
    values = [0.5, *[1.0] * 6, 0.5]
    whole, _ = watching(values, tmp_path, {})
    events = (tmp_path / "health.jsonl").read_text("utf-8")
    notes = {}
    first, _ = watching(values[:4], tmp_path, notes)
    assert first == [] and (tmp_path / "health.jsonl").read_text("utf-8") == ""
    notes = json.loads(json.dumps(notes))
    rest, _ = watching(values[4:], tmp_path, notes, start=8)
    assert rest == whole and (tmp_path / "health.jsonl").read_text("utf-8") == events


def test_a_lattice_of_a_network_that_has_hardly_begun_is_shown_and_not_told(tmp_path):
    lattice = np.indices((1, 64, 64, 3)).sum(0).astype("float32") % 2 - 0.5
    check, curves, said = get_check("checkerboard"), [], []
    health = Health(
        0, 100, lambda: Observation(ways={"a2b": Way(lattice)}), [check], Memory({}),
        [lambda *told: curves.append(told)], Events(tmp_path / "health.jsonl", 0), said.append, {},
    )  # fmt: skip
    for step in range(1, 1201):
        health.on_step(step, {})
    assert [step for step, _ in curves] == list(range(100, 1201, 100))
    assert all(values["health/checkerboard"] > check.threshold for _, values in curves)
    assert [text.split(":")[0] for text in said] == ["Step 1000"]  # five looks after step 500


def test_what_fits_is_asked_of_what_a_model_declares():
    def names(name, **options):
        return {check.name for check in fitting(CASES[name].make(**options))}

    judged = {"discriminator_accuracy", "discriminator_bias"}
    everyone = {check.name for check in CHECKS} - judged - {"inversion"}
    assert names("fast_style") == everyone
    assert names("pix2pix") == names("noise_gan") == everyone | judged
    assert names("cyclegan") == everyone | judged | {"inversion"}
    assert names("pix2pix", adversarial_loss="wasserstein") == everyone


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("pix2pix", ["a2b"]), ("cyclegan", ["a2b", "b2a"]), ("multiscale", ["a2b"]),
        ("fast_style", ["fire", "water"]), ("cross_domain", ["a2b"]), ("noise_gan", ["generated"]),
    ],
)  # fmt: skip
def test_every_kind_of_model_is_looked_at_and_stays_as_it_is(name, ways):
    model = compiled(name, ema=0.5)
    side, channels = (28, 1) if name == "noise_gan" else (32, 3)
    count = 1 if name in ("fast_style", "noise_gan") else 2
    columns = [pictures(3, side, side, channels, seed=seed) for seed in range(count)]
    before = [keras.ops.convert_to_numpy(v.value).copy() for v in model.variables]
    observe = observer(model, columns, 2, Memory({}))
    seen, again = observe(), observe()
    assert list(seen.ways) == ways and bool(seen.judgements) == (name != "fast_style")
    for way in ways:
        assert seen.ways[way].made.shape == (3, side, side, channels)
        np.testing.assert_array_equal(seen.ways[way].made, again.ways[way].made)
    assert seen.judgements == again.judgements and seen.gradients == again.gradients
    for check in fitting(model):
        assert all(isinstance(value, float) for value in check.measure(seen).values())
    after = [keras.ops.convert_to_numpy(v.value) for v in model.variables]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_shares_and_order_count_scales_alike():
    parts = [
        [[np.array([1.0, -1.0]), np.array([1.0])], [np.array([-1.0, -1.0]), np.array([1.0])]],
        [[np.array([1.0, 1.0]), np.array([1.0])], [np.array([-1.0, 1.0]), np.array([1.0])]],
    ]
    # First scale: real 1 -1 1 1, made -1 -1 -1 1. Second: all 1.
    found = _judgement(parts, 0.0)
    assert found.real == pytest.approx((0.75 + 1.0) / 2)
    assert found.fake == pytest.approx((0.75 + 0.0) / 2)
    order = (3 * (3 + 0.5) + 1.5) / 16
    assert found.order == pytest.approx((order + 0.5) / 2)


def test_every_curve_of_health_says_what_it_is():
    for check in CHECKS:
        assert describe(f"health/{check.name}/a2b").startswith(check.measured)
    for other in ("accuracy_real/d", "accuracy_fake/d", "gradient_norm/generator", "share"):
        assert describe(f"health/{other}").endswith("."), other


def test_weights_that_are_no_numbers_are_not_saved(tmp_path):
    """The losses of a step are finite: its update was the one that spoiled them."""
    model = compiled("pix2pix")
    directory = RunDirectory(tmp_path / "run")
    recipe = make_recipe({"model": "pix2pix", "train": {"clip_norm": 1.0}}, [])
    events = Events(directory.health, 0)
    halt = Halt(recipe, directory, "my pictures", events)
    saving = Checkpointing(0, 9, 1, directory.checkpoints, Asked(), {}, halt=halt)
    saving.set_model(model)
    saving.on_step(1, {"loss": 1.0})
    weight = model.generator.trainable_weights[0]
    spoiled = keras.ops.convert_to_numpy(weight).copy()
    spoiled.flat[3] = np.nan
    weight.assign(spoiled)
    with pytest.raises(TrainingError) as error:
        saving.on_step(2, {"loss": 1.0})
    assert directory.checkpoints.steps() == [1]
    told = str(error.value)
    assert told.startswith(
        "a weight of generator is not finite at step 2: the weights have diverged. Lower "
        "train.learning_rate. The last good checkpoint is "
    )
    assert f"{Checkpoints(directory.path / 'checkpoints').path(1)}. Begin with it: " in told
    assert f"--data 'my pictures' --out {directory.path}_again --init {directory.path} " in told
    assert told.endswith("--set train.learning_rate=0.0001")
    event = json.loads(directory.health.read_text("utf-8"))
    assert event["check"] == "not_finite" and event["sentence"] == told


def test_a_run_without_a_checkpoint_begins_again(tmp_path):
    recipe = make_recipe({"model": "cyclegan", "train": {"precision": "mixed_float16"}}, [])
    halt = Halt(recipe, RunDirectory(tmp_path / "run"), "photos")
    with pytest.raises(TrainingError) as error:
        halt(3, ["cycle/a", "cycle/b"])
    told = str(error.value)
    assert "cycle/a, cycle/b is not finite at step 3" in told
    assert "set train.clip_norm=1, or use train.precision=float32. There is no checkpoint" in told
    assert "--init" not in told and "begin again: tfstyle train " in told
