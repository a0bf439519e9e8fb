"""`tfstyle train` and what every verb shares: exit codes, one line, no traceback."""

import pytest

from tfstyle import cli, onednn, recipes, runs
from tfstyle.errors import TrainingError


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as exit:
        cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return exit.value.code or 0, out, err


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text('model = "pix2pix"\n[train]\nsteps = 100\n', "utf-8")
    return path


@pytest.fixture
def calls(monkeypatch):
    """What `runs.train` was called with."""
    made = []
    monkeypatch.setattr(runs, "train", lambda *args, **options: made.append((args, options)))
    return made


def test_arguments_reach_the_run(recipe, calls, capsys, tmp_path):
    code, _, _ = run(
        capsys, "train", recipe, "--data", tmp_path, "--out", tmp_path / "run", "--resume",
        "--strategy", "mirrored", "--set", "generator.filters=8", "--set", "train.steps=60",
    )  # fmt: skip
    assert code == 0
    [((resolved, data, out), options)] = calls
    assert resolved == recipes.load_recipe(recipe, ["generator.filters=8", "train.steps=60"])
    assert (data, out) == (tmp_path, tmp_path / "run")
    assert options == {
        "resume": True, "strategy": "mirrored", "dry_run": False, "preset": None,
        "teacher": None,
    }  # fmt: skip


def test_a_run_directory_is_a_recipe(recipe, calls, capsys, tmp_path):
    assert run(capsys, "train", tmp_path, "--data", "d", "--out", "o", "--dry-run")[0] == 0
    assert calls[0][0][0].train.steps == 100 and calls[0][1]["dry_run"]


def test_a_models_name_is_a_recipe_whatever_lies_beside_it(calls, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cyclegan").mkdir()
    (tmp_path / "cyclegan" / "latest_net_G.pth").touch()
    code, _, err = run(capsys, "train", "cyclegan", "--data", "d", "--out", "o")
    assert code == 0 and not err
    assert calls[0][0][0] == recipes.parse_recipe('model = "cyclegan"')
    (tmp_path / "other").mkdir()
    code, _, err = run(capsys, "train", "other", "--data", "d", "--out", "o")
    assert code == 1 and "neither a preset (no config.json) nor a run (no recipe.toml)" in err


def test_a_painting_and_weights_by_their_options(calls, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, _ = run(
        capsys, "train", "fast_style", "--data", "d", "--out", "o", "--style", "a.jpg",
        "--style", "b.jpg", "--init", "fast_style_udnie",
    )  # fmt: skip
    [((resolved, _, _), options)] = calls
    assert code == 0 and resolved.train.init == "preset"
    assert resolved.data.styles == [str(tmp_path / "a.jpg"), str(tmp_path / "b.jpg")]
    assert options["preset"].name == "fast_style_udnie"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--set", "train.step=3"],
            "Unknown key 'train.step' in --set. "
            "Did you mean 'steps' or 'critic_steps' or 'coarse_steps'?",
        ),
        (["--set", "train.steps=-1"], "train.steps must be at least 1. Received: -1."),
    ],
)
def test_work_that_fails_is_one_line_and_exit_code_1(recipe, calls, capsys, arguments, said):
    code, out, err = run(capsys, "train", recipe, "--data", "d", "--out", "o", *arguments)
    assert code == 1 and not out and not calls
    assert err == f"Error: {said}\n"


def test_unknown_preset(calls, capsys):
    code, _, err = run(capsys, "train", "pix2pix_facade", "--data", "d", "--out", "o")
    assert code == 1 and err.count("\n") == 1
    assert "'pix2pix_facade' is neither a recipe file, a model nor a preset" in err


@pytest.mark.parametrize(
    "arguments", [["train"], ["trian"], ["train", "r", "--data", "d"], ["list", "--colour"]]
)
def test_wrong_usage_is_exit_code_2(arguments, capsys):
    code, out, err = run(capsys, *arguments)
    assert code == 2 and not out
    assert "Usage: tfstyle" in err


def test_debug_shows_the_traceback(recipe, monkeypatch, capsys):
    def fail(*_, **__):
        raise TrainingError("a loss\nis not finite")

    monkeypatch.setattr(runs, "train", fail)
    arguments = ["train", str(recipe), "--data", "d", "--out", "o"]
    code, _, err = run(capsys, *arguments)
    assert code == 1 and err == "Error: a loss is not finite\n"
    with pytest.raises(TrainingError):
        cli.main([*arguments, "--debug"])


def test_what_was_not_foreseen_is_one_line_too(recipe, monkeypatch, capsys):
    def fail(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(runs, "train", fail)
    code, _, err = run(capsys, "train", recipe, "--data", "d", "--out", "o")
    assert code == 1
    why = "ZeroDivisionError: division by zero (this was not foreseen; --debug shows where)"
    assert err == f"Error: {why}\n"


def test_a_working_folder_that_is_gone_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    code, _, err = run(capsys, "doctor")
    assert code == 1 and "The folder this was started in is gone." in err


def test_names_longer_than_the_system_takes_are_named(recipe, capsys):
    name = "n" * 256
    for arguments in (
        ["train", recipe, "--data", "d", "--out", name],
        ["train", recipe, "--data", name, "--out", "o"],
        ["train", name, "--data", "d", "--out", "o"],
        ["translate", name, recipe, "-o", "o"],
    ):
        code, _, err = run(capsys, *arguments)
        assert code == 1 and "name is too long for the file system" in err and name in err


def test_version(capsys):
    import tfstyle

    assert run(capsys, "--version")[1] == f"tfstyle {tfstyle.__version__}\n"


def test_onednn_is_chosen_for_what_it_makes_faster(recipe, calls, capsys, tmp_path, monkeypatch):
    chosen = []
    monkeypatch.setattr(onednn, "choose", lambda *given: chosen.append(given) or "Said.")
    ends = ["--data", "d", "--out", tmp_path / "run"]
    assert "Said." in run(capsys, "train", "fast_style", *ends, "--style", "a.jpg")[1]
    run(capsys, "train", recipe, *ends, "--resume")
    recipes.dump(recipes.load_recipe(recipe), tmp_path / "run" / "recipe.toml", {"onednn": "off"})
    run(capsys, "train", recipe, *ends, "--resume")
    run(capsys, "train", recipe, *ends)
    assert chosen == [(True, None), (False, None), (False, "off"), (False, None)]
