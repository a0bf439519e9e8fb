"""`tfstyle judge`, and the choice of `tfstyle translate --best-of`."""

import json

import keras
import numpy as np
import pytest

from tests.commands import run
from tests.models.small import judge, pix2pix
from tests.networks.helpers import randomize
from tfstyle import images

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two presets and some pictures."""
    keras.utils.set_random_seed(0)
    root = tmp_path_factory.mktemp("judge")
    for name, model in (("judge", judge()), ("painter", pix2pix())):
        for network in model.networks.values():
            randomize(network)
        model.save_to_preset(root / name)
    for name in ("a", "b"):
        picture = RNG.integers(0, 256, (48, 40, 3), "uint8")
        images.write_image(root / "photos" / f"{name}.png", picture)
    images.write_image(root / "one.png", np.full((1, 1, 3), 9, "uint8"))
    return root


def test_scores_as_words_and_as_json(home, capsys):
    of = ["--judge", str(home / "judge")]
    assert run(["judge", str(home / "photos"), str(home / "one.png"), *of]) == 0
    told = capsys.readouterr().out
    assert told.count(" of 100") == 3 and "naturalness" in told
    assert run(["judge", str(home / "photos" / "a.png"), *of, "--json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)["pictures"]
    assert 0 <= verdict["overall"] <= 100 and verdict["picture"].endswith("a.png")


def test_heat_maps(home, tmp_path):
    of = ["--judge", str(home / "judge")]
    photo = str(home / "photos" / "a.png")
    assert run(["judge", photo, *of, "-o", str(tmp_path / "heat.png")]) == 0
    assert images.read_image(tmp_path / "heat.png").shape == (48, 40, 3)
    assert run(["judge", photo, *of, "-o", str(tmp_path / "heat.png")]) == 1
    assert run(["judge", str(home / "photos"), *of, "--heatmap", str(tmp_path / "maps")]) == 0
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == [
        "a_heat.png", "b_heat.png"
    ]  # fmt: skip


def test_what_cannot_be_judged_is_told(home, tmp_path, capsys):
    of = ["--judge", str(home / "judge")]
    for arguments, told in (
        ([str(home / "photos" / "a.png"), "--judge", str(home / "painter")], "judges none"),
        ([str(tmp_path / "none.png"), *of], "There is no file or folder"),
        ([str(tmp_path), *of], "holds no pictures"),
    ):
        assert run(["judge", *arguments]) == 1
        assert told in capsys.readouterr().err
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n")
    assert run(["judge", str(tmp_path / "broken.png"), str(home / "one.png"), *of]) == 1
    said = capsys.readouterr()
    assert "1 of 2 not judged" in said.err and "one.png: " in said.out


def test_the_best_of_several_strengths_is_kept(home, tmp_path, capsys):
    arguments = ["translate", str(home / "painter"), str(home / "photos" / "a.png")]
    chosen = ["--best-of", "3", "--judge", str(home / "judge")]
    out = tmp_path / "out.png"
    assert run([*arguments, "-o", str(out), *chosen]) == 0
    strength = capsys.readouterr().err.split("--strength ")[1].split(",")[0]
    assert strength in ("1", "0.75", "0.5")
    again = tmp_path / "again.png"
    assert run([*arguments, "-o", str(again), "--strength", strength]) == 0
    np.testing.assert_array_equal(images.read_image(out), images.read_image(again))
    for wrong, code in (
        (["--best-of", "1"], 2),
        (["--best-of", "2", "--judge", str(home / "painter")], 1),
    ):
        assert run([*arguments, "-o", str(tmp_path / "no.png"), *wrong]) == code
    assert not (tmp_path / "no.png").exists()
