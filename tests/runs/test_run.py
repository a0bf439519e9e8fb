"""What a run leaves behind, what it refuses, and what it survives."""

import errno
import json
import math
import shutil
import signal

import numpy as np
import pytest

from tfstyle import images, recipes, runs
from tfstyle.errors import DataError, IntegrityError, RunError, StorageError, TrainingError
from tfstyle.runs import callbacks, run
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.run_directory import RunDirectory


@pytest.fixture(scope="module")
def recipe():
    from tests.runs.conftest import tiny_values

    return recipes.make_recipe(
        tiny_values(),
        ["train.validate_every=3", "train.sample_every=4", "data.domains=['gray', 'colour']"],
    )


@pytest.fixture(scope="module")
def finished(recipe, paired, tmp_path_factory):
    """A run of six steps that was never disturbed, and its model."""
    out = tmp_path_factory.mktemp("finished") / "run"
    return out, runs.train(recipe, paired, out, strategy="one")


def steps_of(out):
    return Checkpoints(out / "checkpoints").steps()


def state(out, step):
    with np.load(Checkpoints(out / "checkpoints").path(step) / "state.npz") as file:
        return b"".join(file[name].tobytes() for name in file.files)


def tensorboard(out):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(out / "tb"), size_guidance={"tensors": 0})
    events.Reload()
    return events


def test_the_directory_explains_and_contains_the_run(finished, recipe):
    out, _ = finished
    assert steps_of(out) == [6, 3]
    names = {entry.name for entry in out.iterdir()}
    assert names == {".lock", "recipe.toml", "checkpoints", "tb", "metrics.jsonl", "samples",
                     "best", "final"}  # fmt: skip
    assert recipes.load_recipe(out / "recipe.toml") == recipe
    assert "[versions]" in (out / "recipe.toml").read_text("utf-8")
    assert sorted(p.name for p in (out / "samples").iterdir()) == [
        "step_00000004.png", "step_00000006.png"
    ]  # fmt: skip
    assert images.read_image(out / "samples" / "step_00000004.png").shape[1] >= 3 * 32

    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text("utf-8").splitlines()]
    reported = [line["step"] for line in lines if "generator/loss" in line]
    assert reported == [2, 4, 6]
    assert [line["step"] for line in lines if "validation/l1" in line] == [3, 6]
    last = next(line for line in reversed(lines) if "generator/loss" in line)
    assert last["generator/loss"] == pytest.approx(
        last["generator/adversarial"] + last["generator/l1"], rel=1e-5
    )


def test_final_and_best_load_as_presets(finished, paired):
    from tfstyle import presets

    out, model = finished
    picture = images.to_float(images.read_image(paired / "val" / "6.png"))[None, :32, :32]
    expected = np.asarray(model.translator()(picture))
    loaded = presets.load(out / "final")
    assert loaded.directions == ("gray2colour",)
    np.testing.assert_allclose(np.asarray(loaded.translator()(picture)), expected, atol=1e-5)
    assert presets.load(out / "best").directions == ("gray2colour",)


def test_tensorboard_has_true_steps_rates_and_fixed_pictures(finished, recipe):
    events = tensorboard(finished[0])
    tags = set(events.Tags()["tensors"])
    assert {"generator/loss", "discriminator/loss", "samples/00", "validation/l1", "recipe"} <= tags
    assert [event.step for event in events.Tensors("generator/l1")] == [2, 4, 6]
    speed = {"speed/step_seconds", "speed/pictures_per_second", "_hparams_/session_start_info"}
    assert speed <= tags
    assert "from the target" in events.SummaryMetadata("generator/l1").summary_description
    shown = events.SummaryMetadata("samples/00").summary_description
    assert shown == "From left to right: source, gray2colour, target."
    assert [event.step for event in events.Tensors("samples/00")] == [4, 6]
    import tensorflow as tf

    written = events.Tensors("learning_rate/generator")
    rates = {event.step: float(tf.make_ndarray(event.tensor_proto)) for event in written}
    # The update that led to step 6 was the sixth, at schedule(5); decay runs from 3 to 6.
    assert rates == pytest.approx({2: 2e-4, 4: 2e-4, 6: 2e-4 / 3})


def test_watching_does_not_change_the_weights(finished, tiny, paired, tmp_path, quiet):
    unwatched = tiny("pix2pix", "data.domains=['gray', 'colour']")
    runs.train(unwatched, paired, tmp_path / "run", strategy="one", console=quiet)
    assert state(tmp_path / "run", 6) == state(finished[0], 6)
    assert "step 6/6" in quiet.file.getvalue() and "imgs/s" in quiet.file.getvalue()


def test_ctrl_c_saves_and_says_how_to_go_on(finished, recipe, paired, tmp_path, quiet, monkeypatch):
    on_step = callbacks.Progress.on_step

    def interrupt(self, step, losses):
        on_step(self, step, losses)
        if step == 4:
            signal.raise_signal(signal.SIGINT)

    out = tmp_path / "run"
    monkeypatch.setattr(callbacks.Progress, "on_step", interrupt)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(TrainingError, match=r"Stopped by SIGINT after step 4 of 6.*--resume"):
        runs.train(recipe, paired, out, strategy="one", console=quiet)
    assert signal.getsignal(signal.SIGINT) is before
    assert steps_of(out) == [4, 3] and not (out / "final").exists()
    monkeypatch.undo()

    with pytest.raises(RunError, match=r"already holds a run\. Add --resume"):
        runs.train(recipe, paired, out, strategy="one", console=quiet)
    runs.train(recipe, paired, out, resume=True, strategy="one", console=quiet)
    assert state(out, 6) == state(finished[0], 6)


def test_nan_stops_the_run_and_keeps_the_last_good_checkpoint(
    tiny, paired, tmp_path, quiet, monkeypatch
):
    import dataclasses

    import tensorflow as tf

    def poisoned(*arguments):
        pictures = run.RunData(**vars(opened(*arguments)))
        def spoil(index, batch):
            return tuple(tf.where(index < 4, part, math.nan) for part in batch)
        return dataclasses.replace(pictures, dataset=pictures.dataset.enumerate().map(spoil))

    opened = run.open_data
    monkeypatch.setattr(run, "open_data", poisoned)
    out = tmp_path / "run"
    with pytest.raises(TrainingError, match=r"not finite at step 6.*train\.learning_rate"):
        runs.train(tiny(), paired, out, strategy="one", console=quiet)
    assert steps_of(out) == [3]


def test_a_full_disk_keeps_the_checkpoint_before(
    finished, recipe, paired, tmp_path, quiet, monkeypatch
):
    write, saved = np.lib.format.write_array, []

    def full(file, array, **options):
        saved.append(1)
        if len(saved) > whole + 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(file, array, **options)

    meta = Checkpoints(finished[0] / "checkpoints").path(3) / "meta.json"
    whole = len(json.loads(meta.read_text("utf-8"))["variables"])
    out = tmp_path / "run"
    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(StorageError, match="The disk is full"):
        runs.train(recipe, paired, out, strategy="one", console=quiet)
    monkeypatch.undo()
    assert [p.name for p in (out / "checkpoints").iterdir()] == ["step_00000003"]
    assert state(out, 3) == state(finished[0], 3)


def copy_of(run_directory, to):
    return shutil.copytree(run_directory, to)


def test_a_damaged_checkpoint_is_passed_over(finished, recipe, paired, tmp_path, quiet):
    out = copy_of(finished[0], tmp_path / "run")
    newest = out / "checkpoints" / "step_00000006" / "state.npz"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)
    runs.train(recipe, paired, out, resume=True, strategy="one", console=quiet)
    said = quiet.file.getvalue()
    assert "step_00000006 is damaged" in said and "Going on after step 3 of 6" in said
    assert state(out, 6) == state(finished[0], 6)


def test_all_checkpoints_damaged(finished, recipe, paired, tmp_path, quiet):
    out = copy_of(finished[0], tmp_path / "run")
    for path in (out / "checkpoints").glob("*/state.npz"):
        path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(IntegrityError, match="All checkpoints"):
        runs.train(recipe, paired, out, resume=True, strategy="one", console=quiet)


def test_refused_directories(finished, recipe, paired, tmp_path, quiet):
    out, _ = finished

    def train(where, recipe=recipe, **options):
        runs.train(recipe, paired, where, strategy="one", console=quiet, **options)

    with pytest.raises(RunError, match="already holds a run"):
        train(out)
    with pytest.raises(RunError, match=r"holds no run to resume\. Leave out --resume"):
        train(tmp_path / "new", resume=True)
    other = recipes.load_recipe(out / "recipe.toml", ["loss.l1=10", "train.log_every=9"])
    with pytest.raises(RunError, match=r"another recipe: loss\.l1: 100\.0 -> 10\.0\. Resume"):
        train(out, other, resume=True)
    with RunDirectory(out).locked(), pytest.raises(RunError, match="in use by process"):
        train(out, resume=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(RunError, match="not empty and no run"):
        train(tmp_path / "full")
    with pytest.raises(RunError, match="is a file"):
        train(tmp_path / "full" / "thesis.txt")
    assert (tmp_path / "full" / "thesis.txt").read_text("utf-8") == "mine"


def test_no_permission(recipe, paired, tmp_path, quiet, monkeypatch):
    from tfstyle.runs import run_directory

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(run_directory.os, "open", refuse)
    with pytest.raises(StorageError, match="cannot be written: Permission denied"):
        runs.train(recipe, paired, tmp_path / "run", strategy="one", console=quiet)


def test_bad_pictures_leave_no_directory(recipe, paired, tmp_path, quiet):
    with pytest.raises(DataError, match="does not exist"):
        runs.train(recipe, tmp_path / "nowhere", tmp_path / "run", strategy="one", console=quiet)
    # Nothing is held out there, and the recipe wants to measure on it.
    with pytest.raises(DataError, match="needs held-out pictures"):
        runs.train(recipe, paired / "train", tmp_path / "run", strategy="one", console=quiet)
    assert not (tmp_path / "run").exists()


def test_dry_run_writes_nothing(tiny, unpaired, tmp_path, quiet):
    recipe = tiny("cyclegan", "loss.identity=0", "train.precision=mixed_float16")
    runs.train(recipe, unpaired, tmp_path / "run", strategy="one", dry_run=True, console=quiet)
    said = quiet.file.getvalue()
    assert 'precision = "mixed_float16"' in said and "train 5 + 5" in said
    assert "generator_ab: " in said and "One step works: " in said
    assert not (tmp_path / "run").exists()


def test_the_gradient_penalty_draws_on_where_it_stopped(tiny, paired, tmp_path, quiet):
    """Its random state is a variable like the others: 3 + 3 steps are 6."""
    recipe = tiny(
        "pix2pix", "loss.adversarial=wasserstein", "discriminator.normalization=none",
        "generator.dropout=0",
    )  # fmt: skip
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    runs.train(recipe, paired, whole, strategy="one", console=quiet)
    copy_of(whole, parts)
    shutil.rmtree(parts / "checkpoints" / "step_00000006")
    runs.train(recipe, paired, parts, resume=True, strategy="one", console=quiet)
    assert state(parts, 6) == state(whole, 6)
