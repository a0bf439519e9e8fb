"""`tfstyle list`, `show`, `download`: what they print, fast and without TensorFlow."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tfstyle
from tests.zoo.test_zoo import save_tiny
from tfstyle.cli import app
from tfstyle.errors import IntegrityError, UnknownPresetError
from tfstyle.zoo import catalogue, registry

ROOT = Path(tfstyle.__file__).parents[1]


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=True)

    return run


@pytest.fixture
def zoo(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "PRESETS", tmp_path)
    (tmp_path / "empty.toml").touch()
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "empty.toml")
    save_tiny(tmp_path / "cyclegan_tiny_64", resolution=64, description="Paints tiny pictures.")
    save_tiny(tmp_path / "cyclegan_other_64")
    return tmp_path


def test_list_has_a_line_a_preset(zoo, run):
    lines = run("list").stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == ["cyclegan_other_64", "cyclegan_tiny_64", "gatys"]
    assert lines[1].endswith("Paints tiny pictures.")
    assert run("list", "*tiny*").stdout.count("\n") == 1
    assert "style_*" in run("list", "style_*").stdout


def test_list_as_json(zoo, run):
    other, tiny, gatys = json.loads(run("list", "--json").stdout)
    assert gatys["model"] == "Gatys" and gatys["bytes"] is None
    assert tiny["name"] == "cyclegan_tiny_64" and tiny["model"] == "CycleGAN"
    assert tiny["directions"] == ["monet2photo", "photo2monet"]
    assert tiny["resolution"] == 64 and tiny["bytes"] > 1000
    assert (tiny["description"], other["description"]) == ("Paints tiny pictures.", "")
    assert json.loads(run("list", "zzz", "--json").stdout) == []


def test_show_prints_facts_and_card(zoo, run):
    out = run("show", "cyclegan_tiny_64").stdout
    assert "monet2photo, photo2monet" in out and "ResNetGenerator" in out
    assert "# cyclegan_tiny_64" in out
    facts = json.loads(run("show", "cyclegan_tiny_64", "--json").stdout)
    assert facts["metadata"]["description"] == "Paints tiny pictures."
    assert isinstance(run("show", "cyclegan_tny_64").exception, UnknownPresetError)


def test_a_model_without_weights_is_shown_like_the_others(zoo, run):
    out = run("show", "gatys").stdout
    assert "none of its own" in out and "tfstyle translate gatys --style" in out
    assert "Did you mean 'gatys'" in str(run("show", "gatis").exception)
    assert "built in" in str(run("download", "gatys").exception)


def test_the_catalogue_that_ships_is_listed_and_shown(run):
    lines = run("list", "fast_neural_style_*").stdout.splitlines()
    assert lines[0].startswith("Published by others") and len(lines) == 5
    out = run("show", "adain_vgg19").stdout
    assert "decoder.pth" in out and "SHA-256 379ca41d59f3" in out and "1703.06868" in out


def test_download_checks_all_names_first(zoo, run):
    good = run("download", "cyclegan_tiny_64", "cyclegan_other_64")
    assert good.exit_code == 0
    assert good.stdout.count("model.weights.h5") == 2
    bad = run("download", "cyclegan_tiny_64", "nope")
    assert isinstance(bad.exception, UnknownPresetError) and not bad.stdout
    (zoo / "cyclegan_tiny_64" / "model.weights.h5").write_bytes(b"")
    assert isinstance(run("download", "cyclegan_tiny_64").exception, IntegrityError)


def test_list_is_quick_and_an_unknown_name_is_one_line():
    """The real command in a real process."""
    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "tfstyle", *arguments], cwd=ROOT, capture_output=True,
            text=True, timeout=60, check=False, encoding="utf-8",
        )

    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert command("list").returncode == 0
        times.append(time.perf_counter() - start)
    # TensorFlow alone takes five seconds; half a second is aimed at, the rest is for a busy
    # machine.
    assert min(times) < 1.5
    wrong = command("show", "no_such_preset")
    assert wrong.returncode == 1 and not wrong.stdout
    assert wrong.stderr.count("\n") == 1 and "no_such_preset" in wrong.stderr
