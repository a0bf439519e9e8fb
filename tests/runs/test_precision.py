"""`train.precision = "auto"`: what is chosen, what a run remembers of it, and what it says."""

import dataclasses
import re

import keras
import pytest
import tensorflow as tf

from tests.runs.test_kill_and_resume import state
from tfstyle import processor, recipes, runs
from tfstyle.errors import RecipeError, RunError
from tfstyle.runs import precision_timing
from tfstyle.runs.distribution import make_distribution
from tfstyle.runs.precision import check_alike, judged, known, settled

FASTER = {"float32": 1.13, "mixed_bfloat16": 0.38}


@pytest.fixture
def native(monkeypatch):
    """A processor that knows bfloat16."""
    monkeypatch.setattr(processor, "features", lambda: ["avx2", "avx512_bf16"])


@pytest.fixture
def plain(monkeypatch):
    """A processor that does not, on which nothing is measured."""
    monkeypatch.setattr(processor, "features", lambda: ["avx2", "avx512f", "avx512_vnni"])
    monkeypatch.setattr(precision_timing, "measure", _never)


def _never(recipe):
    raise AssertionError("measured")


@pytest.mark.parametrize(
    ("seconds", "expected", "words"),
    [
        (FASTER, "mixed_bfloat16", "3.0 times as fast here.* 0.38 s, 1.13 s in float32 .measured"),
        ({"float32": 1.2, "mixed_bfloat16": 1.0}, "mixed_bfloat16", "1.2 times as fast"),
        ({"float32": 1.19, "mixed_bfloat16": 1.0}, "float32", "1.19 s .* 1 s .* 1.2 times as fast"),
        ({"float32": 1.0, "mixed_bfloat16": 1.0}, "float32", "has to be 1.2 times as fast"),
        ({"float32": 0.0123}, "float32", "0.0123 s .*mixed_bfloat16 did not end in time"),
        ({}, "float32", "nothing could be measured"),
    ],
)
def test_float32_unless_bfloat16_is_clearly_faster(seconds, expected, words):
    choice = judged(seconds)
    assert choice.precision == expected
    assert re.search(words, str(choice)), str(choice)


def test_a_processor_that_knows_it_is_measured(native, tiny, monkeypatch):
    monkeypatch.setattr(precision_timing, "measure", lambda recipe: FASTER)
    assert known() is None
    recipe, choice = settled(tiny("pix2pix", "train.precision=auto"))
    assert recipe == tiny("pix2pix", "train.precision=mixed_bfloat16")
    assert str(choice).startswith("Precision: mixed_bfloat16, 3.0 times as fast")


def test_a_processor_without_is_not_measured(plain, tiny):
    recipe, choice = settled(tiny("pix2pix", "train.precision=auto"))
    assert recipe == tiny("pix2pix")
    assert str(choice) == (
        "Precision: float32, as this processor has neither AMX nor AVX-512 BF16 (not measured)."
    )
    assert settled(tiny("pix2pix")) == (tiny("pix2pix"), None)


@pytest.mark.parametrize(
    ("gpus", "expected", "words"),
    [
        ({"H200": (9, 0)}, "mixed_bfloat16", "which H200 computes natively"),
        ({"H200": (9, 0), "T4": (7, 5)}, "float32", "as T4 is older than compute capability 8.0"),
        ({"this GPU": (0, 0)}, "float32", "this GPU is older"),
    ],
)
def test_gpus_are_known_by_their_age(plain, gpus, expected, words, monkeypatch, tiny):
    listed = [tf.config.PhysicalDevice(name, "GPU") for name in gpus]
    monkeypatch.setattr(
        tf.config, "list_physical_devices", lambda kind=None: listed if kind == "GPU" else []
    )
    details = {
        name: {"device_name": name, "compute_capability": found} for name, found in gpus.items()
    }
    monkeypatch.setattr(
        tf.config.experimental, "get_device_details",
        lambda gpu: details[gpu.name] if gpus[gpu.name] > (0, 0) else {},
    )  # fmt: skip
    recipe, choice = settled(tiny("pix2pix", "train.precision=auto"))
    assert recipe.train.precision == choice.precision == expected
    assert words in str(choice) and "not measured" in str(choice)


def test_another_backend_is_left_in_float32(native, monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: "torch")
    assert known().precision == "float32" and "TensorFlow alone" in str(known())


def test_several_workers_must_be_told(tiny):
    several = dataclasses.replace(make_distribution("one"), multi_worker=True)
    with pytest.raises(RecipeError, match=r"all workers.*--set train\.precision=float32, or mixed"):
        check_alike(tiny("pix2pix", "train.precision=auto"), several)
    check_alike(tiny("pix2pix"), several)
    check_alike(tiny("pix2pix", "train.precision=auto"), make_distribution("one"))


def test_a_run_that_chose_float32_is_one_in_float32(plain, tiny, paired, tmp_path, quiet):
    for name, value in (("chosen", "auto"), ("said", "float32")):
        recipe = tiny("pix2pix", f"train.precision={value}", "train.deterministic=true")
        runs.train(recipe, paired, tmp_path / name, strategy="one", console=quiet)
    assert "Precision: float32, as this processor has neither" in quiet.file.getvalue()
    assert keras.config.dtype_policy().name == "float32"
    (step, one), (_, other) = (state(tmp_path / name) for name in ("chosen", "said"))
    assert step == 6 and len(one) == len(other)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))
    chosen, said = (
        (tmp_path / name / "recipe.toml").read_text("utf-8") for name in ("chosen", "said")
    )
    assert chosen == said and 'precision = "float32"' in chosen


def test_a_run_goes_on_in_what_it_began(native, tiny, paired, tmp_path, quiet, monkeypatch):
    """Killed before its first checkpoint, and brought to a machine where that is slow."""
    monkeypatch.setattr(precision_timing, "measure", lambda recipe: FASTER)
    recipe, out = tiny("pix2pix", "train.precision=auto"), tmp_path / "run"

    def stopped(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(runs.run, "_fit", stopped)
        runs.train(recipe, paired, out, strategy="one", console=quiet)
    assert recipes.load_recipe(out / "recipe.toml").train.precision == "mixed_bfloat16"
    assert not list((out / "checkpoints").glob("step_*"))

    monkeypatch.setattr(precision_timing, "measure", _never)
    monkeypatch.setattr(processor, "features", lambda: ["avx2"])
    model = runs.train(recipe, paired, out, resume=True, strategy="one", console=quiet)
    assert model.generator.dtype_policy.name == "mixed_bfloat16"
    assert recipes.load_recipe(out / "recipe.toml").train.precision == "mixed_bfloat16"
    said = quiet.file.getvalue()
    assert "Precision: mixed_bfloat16, as this run began, which this processor has no" in said
    assert keras.config.dtype_policy().name == "float32"


def test_a_run_says_in_its_recipe_what_it_began_in(plain, tiny, tmp_path, paired, quiet):
    recipe = tiny("pix2pix", "train.precision=auto")
    recipes.dump(recipe, tmp_path / "recipe.toml")
    with pytest.raises(RunError, match=r"says train\.precision = 'auto', which no run writes"):
        runs.train(recipe, paired, tmp_path, resume=True, strategy="one", console=quiet)
    with pytest.raises(RunError, match="holds no run to resume"):
        runs.train(recipe, paired, tmp_path / "x", resume=True, strategy="one", console=quiet)


def test_a_dry_run_shows_what_it_would_choose(plain, tiny, paired, tmp_path, quiet, monkeypatch):
    tried = []
    monkeypatch.setattr(runs.run, "_try_once", lambda recipe, *more: tried.append(recipe))
    recipe = tiny("pix2pix", "train.precision=auto")
    runs.train(recipe, paired, tmp_path / "run", dry_run=True, strategy="one", console=quiet)
    assert tried == [tiny("pix2pix")] and "Precision: float32" in quiet.file.getvalue()
    assert not (tmp_path / "run").exists()
