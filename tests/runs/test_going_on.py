"""Going on: with more steps, with a run's weights, from the checkpoint of a stopped run."""

import json
import logging
import shutil
import signal

import keras
import numpy as np
import pytest

from tests.runs.test_run import state, steps_of
from tfstyle import presets, recipes, runs
from tfstyle.cli.beginnings import begin
from tfstyle.errors import (
    ArchitectureError,
    IntegrityError,
    RecipeError,
    RunError,
    TrainingError,
    UnknownPresetError,
)
from tfstyle.models import CUT, FastStyle
from tfstyle.networks import ResNetGenerator, StyleNetwork
from tfstyle.runs import callbacks
from tfstyle.runs.build import build_model
from tfstyle.runs.going_on import schedule
from tfstyle.runs.initial_weights import begin_with, told
from tfstyle.runs.newest import newest_model
from tfstyle.runs.run_directory import RunDirectory
from tfstyle.runs.signals import StopRequest
from tfstyle.zoo import from_preset, resolve, show_preset

# Without what it looks for through VGG19, whose weights are not at hand everywhere.
UNSEEING = {"model": "cross_domain", "loss.content": 0.0, "loss.style": 0.0}
CONSTANT = ["train.decay_from=6", "train.log_every=4"]


@pytest.fixture(scope="module")
def finished(paired, tmp_path_factory):
    """A run of six steps whose rates never declined, and its model."""
    from tests.runs.conftest import tiny_values

    recipe = recipes.make_recipe(tiny_values(), CONSTANT)
    out = tmp_path_factory.mktemp("finished") / "run"
    return out, runs.train(recipe, paired, out, strategy="one")


@pytest.fixture
def copy(finished, tmp_path):
    return shutil.copytree(finished[0], tmp_path / "run")


@pytest.fixture
def stopped(copy):
    """The same run, had it been stopped after its last checkpoint."""
    shutil.rmtree(copy / "final")
    return copy


def rows(out):
    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text("utf-8").splitlines()]
    return {line["step"]: line["generator/loss"] for line in lines}


def test_a_finished_run_goes_on_as_if_it_had_been_meant_to(copy, paired, tmp_path, quiet):
    longer = recipes.load_recipe(copy / "recipe.toml", ["train.steps=10"])
    assert longer.train.decay_from == 10
    runs.train(longer, paired, copy, resume=True, strategy="one", console=quiet)
    said = quiet.file.getvalue()
    assert "Going on after step 6 of 10" in said
    assert "train.steps: 6 -> 10; train.decay_from: 6 -> 10. The learning rates stay" in said
    assert recipes.load_recipe(copy / "recipe.toml") == longer
    assert show_preset(copy / "final")["metadata"]["steps"] == 10

    whole = tmp_path / "whole"
    runs.train(longer, paired, whole, strategy="one", console=quiet)
    assert state(copy, 10) == state(whole, 10)
    # One report more, of the old end; all others average the same steps.
    assert rows(copy).pop(6) and {**rows(copy), **rows(whole)} == rows(copy)


def test_a_run_is_not_made_shorter_than_it_is(copy, paired, quiet):
    shorter = recipes.load_recipe(copy / "recipe.toml", ["train.steps=5"])
    with pytest.raises(RunError, match=r"already done 6 steps, more than train\.steps = 5"):
        runs.train(shorter, paired, copy, resume=True, strategy="one", console=quiet)
    assert recipes.load_recipe(copy / "recipe.toml").train.steps == 6
    declining = recipes.load_recipe(copy / "recipe.toml", ["train.decay_from=4"])
    assert schedule(declining) == "The learning rates decline from step 4 to 0 at step 6."


def test_a_run_begins_with_another_runs_weights(finished):
    out, model = finished
    average = model.networks["generator_ema"].get_weights()
    for given, names in (
        (out, ["generator", "discriminator", "generator_ema"]), (out / "final", ["generator"])
    ):  # fmt: skip
        recipe, weights = begin(str(given), ["train.steps=1"])
        assert (recipe.train.init, weights) == ("preset", given)
        begun = build_model(recipe)
        assert sorted(begin_with(begun, weights)) == sorted(names)
        assert ("afresh: discriminator" in told(names, begun, given)) == ("final" in given.name)
        for name in names:
            # What a run saves as its generator is the average.
            other = "generator_ema" if given.name == "final" else name
            expected = model.networks[other].get_weights()
            for mine, theirs in zip(begun.networks[name].get_weights(), expected, strict=True):
                np.testing.assert_array_equal(mine, theirs)
        for mine, theirs in zip(
            begun.networks["generator_ema"].get_weights(), average, strict=True
        ):
            np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("direction", ["b2a", "a2b"])
def test_one_direction_begins_with_that_of_a_model_of_both(tmp_path, direction):
    there = [
        "data.domains=['monet', 'photo']", "generator.filters=4", "generator.num_blocks=1",
        "generator.upsampling=antialiased",
    ]  # fmt: skip
    both = build_model(recipes.make_recipe({"model": "cyclegan"}, there))
    both.save_to_preset(tmp_path / "both")
    one = recipes.make_recipe({"model": "cut"}, [*there, f"data.direction={direction}"])
    begun = build_model(one)
    begins = begin_with(begun, tmp_path / "both")
    assert begins == ["generator"]
    assert "afresh: discriminator" in told(begins, begun, tmp_path / "both")
    theirs = both.network_of({"b2a": "photo2monet", "a2b": "monet2photo"}[direction])
    for mine, expected in zip(
        begun.networks["generator"].get_weights(), theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, np.asarray(expected).astype(mine.dtype))


def test_a_direction_that_is_not_of_the_two_says_what_it_begins_with(tmp_path):
    there = ["generator.filters=4", "generator.num_blocks=1"]
    build_model(recipes.make_recipe({"model": "cyclegan"}, there)).save_to_preset(tmp_path / "both")
    other = recipes.make_recipe({"model": "cut"}, [*there, "data.domains=['monet', 'photo']"])
    with pytest.raises(ArchitectureError, match="generator_ab, generator_ba; a CUT begins with"):
        begin_with(build_model(other), tmp_path / "both")


@pytest.mark.parametrize("fusion", ["add", "adain"])
def test_a_steered_network_begins_as_the_plain_one_of_its_layers(tmp_path, fusion):
    there = [
        "data.domains=['monet', 'photo']", "data.direction=b2a", "generator.filters=4",
        "generator.num_blocks=1", "generator.upsampling=antialiased",
    ]  # fmt: skip
    plain = build_model(recipes.make_recipe({"model": "cut"}, there))
    plain.save_to_preset(tmp_path / "plain")
    steered = recipes.make_recipe(
        UNSEEING, [*there, f"generator.fusion={fusion}", "train.ema=0.9"]
    )
    begun = build_model(steered)
    assert set(begin_with(begun, tmp_path / "plain")) == {"generator"}
    for network in (begun.generator, begun.generator_ema):
        for layer in plain.generator.layers:
            if layer.weights:
                np.testing.assert_array_equal(network.get_layer(layer.name).kernel, layer.kernel)
    # Until it learns from a style, it paints alike in all.
    x, styles = np.random.default_rng(0).uniform(-1, 1, (2, 2, 16, 16, 3)).astype("float32")
    one, other = (begun.generator([x, style]) for style in (styles, styles[::-1]))
    np.testing.assert_allclose(one, other, atol=1e-6)

    for key, message in (
        ("generator.filters=8", "filters = 4, not 8"),
        ("generator.num_blocks=2", "num_blocks = 1, not 2"),
        ("generator.upsampling=resize", "upsampling = 'antialiased', not 'resize'"),
    ):
        other = recipes.make_recipe(UNSEEING, [*there, key])
        with pytest.raises(ArchitectureError, match=message):
            begin_with(build_model(other), tmp_path / "plain")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"num_downs": 3}, "num_downs = 3, not 2"),
        # Its kernels fit, and paint something else without its norms, or behind other strides.
        ({"normalization": "none"}, "normalization = 'none', not 'instance'"),
        ({"normalization": "batch"}, "normalization = 'batch', not 'instance'"),
        ({"downsampling": "strided"}, "downsampling = 'strided', not 'antialiased'"),
    ],
)
def test_a_network_is_no_beginning_of_one_that_is_not_so_inside(tmp_path, option, message):
    plain = ResNetGenerator(4, 1, **{"upsampling": "antialiased", "name": "generator", **option})
    CUT(plain, nce_layers=["stem_pad"]).save_to_preset(tmp_path / "plain")
    there = ["generator.filters=4", "generator.num_blocks=1", "generator.upsampling=antialiased"]
    with pytest.raises(ArchitectureError, match=message):
        begin_with(build_model(recipes.make_recipe(UNSEEING, there)), tmp_path / "plain")


def test_another_models_weights_are_no_beginning(finished, tiny):
    out, _ = finished
    other = build_model(tiny("cyclegan"))
    before = other.get_weights()
    for given in (out, out / "final"):
        with pytest.raises(ArchitectureError, match=r"weights for generator.*a CycleGAN begins"):
            begin_with(other, given)
    for weight, old in zip(other.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_weights_go_on_under_another_value_of_what_they_do_not_depend_on(tmp_path):
    woven = FastStyle(StyleNetwork(filters=2, num_blocks=1, name="generator"))
    woven.networks["generator"].weights[0].assign_add(woven.networks["generator"].weights[0])
    presets.save(woven, tmp_path / "woven", card="# It", metadata={})
    options = {"filters": 2, "num_blocks": 1, "upsampling": "antialiased", "name": "generator"}
    smooth = FastStyle(StyleNetwork(**options))
    assert begin_with(smooth, tmp_path / "woven") == ["generator"]
    assert smooth.networks["generator"].upsampling == "antialiased"
    for mine, theirs in zip(smooth.get_weights(), woven.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    with pytest.raises(ArchitectureError, match="num_blocks = 1, not 2"):
        begin_with(FastStyle(StyleNetwork(**{**options, "num_blocks": 2})), tmp_path / "woven")


def test_what_a_recipe_argument_means(finished, tmp_path, capsys):
    out, _ = finished
    file = str(out / "recipe.toml")
    assert begin(file, [])[1] is None and begin(file, [])[0].train.init == "random"
    assert begin(str(out), ["train.init=random"])[0].train.init == "random"
    # Going on in the run itself begins nothing.
    assert begin(str(out), [], going_on=out)[0].train.init == "random"
    recipe, weights = begin("pix2pix", ["generator.filters=4"], init=str(out))
    assert (recipe.model, recipe.train.init, weights) == ("pix2pix", "preset", out)
    assert not capsys.readouterr().out
    recipe, weights = begin("fast_style_udnie", [])
    assert recipe.train.init == "random" and "--init fast_style_udnie" in capsys.readouterr().out
    assert begin("cyclegan", [])[0] == recipes.parse_recipe('model = "cyclegan"')
    (tmp_path / "painting.jpg").touch()
    recipe, _ = begin("fast_style", [], styles=[tmp_path / "painting.jpg"])
    assert recipe.data.styles == [str(tmp_path / "painting.jpg")]
    with pytest.raises(RecipeError, match="applies only when model is 'fast_style'"):
        begin("cyclegan", [], styles=[tmp_path / "painting.jpg"])
    with pytest.raises(UnknownPresetError, match="Did you mean 'fast_style_udnie'"):
        begin("fast_style", [], init="fast_style_udni")
    with pytest.raises(RecipeError, match="no weights here to begin with"):
        begin("fast_style", [], init="gatys")


def test_a_run_that_did_not_end_is_a_model(stopped, finished, paired, caplog):
    picture = np.zeros((32, 32, 3), "uint8")
    with caplog.at_level(logging.WARNING, "tfstyle"):
        model = from_preset(stopped)
    assert caplog.messages == [
        f"The run {stopped} did not end: this is its checkpoint of step 6."
    ]
    np.testing.assert_array_equal(model.translate(picture), finished[1].translate(picture))
    facts = show_preset(str(stopped))
    assert (facts["model"], facts["step"], facts["metadata"]["steps"]) == ("pix2pix", 6, 6)
    assert f"tfstyle translate {stopped}" in facts["card"]


def test_a_stale_model_gives_way_to_the_newest_checkpoint(copy):
    assert resolve(copy).directory == copy / "final"
    config = copy / "final" / "config.json"
    changed = config.read_text("utf-8").replace('"steps": 6', '"steps": 3')
    config.write_text(changed, "utf-8")
    assert resolve(copy).directory == copy  # it was gone on with, and stopped


@pytest.mark.parametrize("networks", [3, {"generator": 3}, {"generator": [None]},
                                      {"generator": [10**6]}, {"generator": ["x"]}])  # fmt: skip
def test_a_strangers_checkpoint_is_refused_by_name(networks, stopped):
    path = RunDirectory(stopped).checkpoints.path(6) / "meta.json"
    meta = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**meta, "networks": networks}), "utf-8")
    with pytest.raises(IntegrityError, match="step_00000006 is damaged"):
        newest_model(stopped)


def test_checkpoints_that_do_not_tell(stopped, tiny, tmp_path):
    for step in steps_of(stopped):
        path = RunDirectory(stopped).checkpoints.path(step) / "meta.json"
        meta = json.loads(path.read_text("utf-8"))
        del meta["networks"]
        path.write_text(json.dumps(meta), "utf-8")
    with pytest.raises(ArchitectureError, match="written by an earlier tfstyle"):
        newest_model(stopped)
    recipes.dump(tiny("pix2pix", "generator.filters=8"), tmp_path / "run" / "recipe.toml")
    shutil.rmtree(stopped / "checkpoints")
    with pytest.raises(UnknownPresetError, match="nor a checkpoint"):
        from_preset(stopped)


@pytest.mark.parametrize("name", ["cyclegan", "cut", "multiscale", "fast_style", "noise_gan"])
def test_every_models_checkpoint_paints(name, tmp_path):
    small = [
        "data.crop=32", "generator.filters=2", "train.ema=0.9",
        *(["discriminator.filters=2"] if name != "fast_style" else ["data.styles=['a.jpg']"]),
        *(["generator.num_blocks=1"] if name != "noise_gan" else ["train.batch_size=2"]),
        *(["generator.num_downs=2"] if name == "multiscale" else []),
    ]  # fmt: skip
    recipe = recipes.parse_recipe(f'model = "{name}"', small)
    recipes.dump(recipe, tmp_path / "recipe.toml")
    model = recipes.get_algorithm(name).build(recipe)
    model.generator_optimizer = keras.optimizers.Adam()  # variables of another kind beside them
    model.generator_optimizer.build(model.trainable_variables[:2])
    for weight in model.trainable_variables:
        weight.assign(weight + 0.01)
    RunDirectory(tmp_path).checkpoints.save(model, 3)
    restored, step = newest_model(tmp_path)
    assert step == 3
    if name == "noise_gan":
        np.testing.assert_array_equal(restored.generate(2, seed=0), model.generate(2, seed=0))
    picture = np.full((32, 32, 3), 99, "uint8")
    for direction in model.directions:
        np.testing.assert_array_equal(
            restored.translate(picture, direction=direction),
            model.translate(picture, direction=direction),
        )


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows closes terminals otherwise")
def test_a_closed_terminal_saves_as_sigterm_does(tiny, paired, tmp_path, quiet, monkeypatch):
    on_step = callbacks.Progress.on_step

    def interrupt(self, step, losses):
        on_step(self, step, losses)
        if step == 4:
            signal.raise_signal(signal.SIGHUP)

    monkeypatch.setattr(callbacks.Progress, "on_step", interrupt)
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may run below nohup, too
    try:
        with pytest.raises(TrainingError, match="Stopped by SIGHUP after step 4 of 6"):
            runs.train(tiny(), paired, tmp_path / "a", strategy="one", console=quiet)
        assert steps_of(tmp_path / "a") == [4, 3]
        # nohup has it ignored, and means it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with StopRequest() as stop:
            signal.raise_signal(signal.SIGHUP)
        assert stop.requested is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_readme_of_a_run_names_the_place(finished):
    out, _ = finished
    text = (out / "final" / "README.md").read_text("utf-8")
    assert f'from_preset("{out / "final"}")' in text
    assert f"tfstyle translate {out / 'final'} picture.jpg" in text
    assert "Trained for 6 of 6 steps" in text and 'model = "pix2pix"' in text
