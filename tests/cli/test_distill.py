"""`tfstyle distill`: what it makes of its arguments, and that it runs in a process of its own."""

import subprocess
import sys

import numpy as np
import pytest

from tests.cli.test_train import calls, run  # noqa: F401
from tests.models.small import cyclegan
from tfstyle import images


def test_arguments_reach_the_run(calls, capsys, tmp_path):  # noqa: F811
    code, _, _ = run(
        capsys, "distill", "cyclegan_monet2photo_256", "--data", tmp_path, "--out", "o",
        "--direction", "photo2monet", "--set", "train.steps=60", "--strategy", "one", "--resume",
    )  # fmt: skip
    assert code == 0
    [((resolved, data, _), options)] = calls
    assert (resolved.model, resolved.train.steps, data) == ("distill", 60, tmp_path)
    assert resolved.train.teacher == "cyclegan_monet2photo_256"
    assert resolved.train.teacher_direction == "photo2monet"
    assert resolved.train.teacher_style == "first"
    assert options["teacher"].name == "cyclegan_monet2photo_256" and options["resume"]


def test_paths_hold_where_the_recipe_is_read_again(calls, capsys, tmp_path, monkeypatch):  # noqa: F811
    cyclegan().save_to_preset(tmp_path / "own")
    images.write_image(tmp_path / "painting.png", np.zeros((8, 8, 3), "uint8"))
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "distill", "own", "--data", "d", "--out", "o", "--style", "painting.png")[
        0
    ] == 0
    train = calls[0][0][0].train
    assert train.teacher == str(tmp_path / "own")
    assert train.teacher_style == str(tmp_path / "painting.png")


def test_a_teacher_that_is_none_is_told_with_the_nearest(capsys, tmp_path):
    code, _, err = run(capsys, "distill", "fast_style_udni", "--data", tmp_path, "--out", "o")
    assert code == 1 and "fast_style_udnie" in err


@pytest.mark.exhaustive
def test_one_step_in_a_process_of_its_own(tmp_path):
    cyclegan().save_to_preset(tmp_path / "own")
    images.write_image(tmp_path / "photos" / "train" / "0.png", np.zeros((40, 40, 3), "uint8"))
    done = subprocess.run(
        [sys.executable, "-m", "tfstyle", "distill", "own", "--data", "photos", "--out", "run",
         "--set", "data.crop=32", "--set", "loss.lpips=0", "--dry-run"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "One step works: generator/charbonnier" in done.stdout
    assert not (tmp_path / "run").exists()
