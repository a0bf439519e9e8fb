"""From a judge to a preset: proven, calibrated, shown on its card."""

import json

import keras
import numpy as np
import pytest

from tests.commands import run
from tests.models.small import judge
from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle import images
from tfstyle.errors import DataError, UnknownMetricError
from tfstyle.judging import proving
from tfstyle.zoo import from_preset
from tfstyle.zoo.evaluating import evaluate_preset
from tfstyle.zoo.workshop import making_judge
from tfstyle.zoo.workshop.card import with_scores

need("skimage.data")


def test_a_judge_becomes_a_preset(tmp_path, monkeypatch, capsys):
    keras.utils.set_random_seed(0)
    monkeypatch.setattr(making_judge, "SETS", {"few": "few"})
    monkeypatch.setattr(proving.severity_order, "__defaults__", ((0.0, 1.0),))
    rng = np.random.default_rng(0)
    for place in ("few", "made"):
        for number in range(2):
            picture = rng.integers(0, 256, (44, 44, 3), "uint8")
            images.write_image(tmp_path / place / f"{number}.png", picture)
    model = judge()
    for network in model.networks.values():
        randomize(network)
    model.save_to_preset(tmp_path / "saved")
    (tmp_path / "recipe.toml").write_text('model = "judge"\n', "utf-8")
    folder = tmp_path / "judge_few"
    folder.mkdir()
    markers = "<!-- scores: rendered from scores.json -->\n<!-- end of scores -->\n"
    (folder / "README.md").write_text(f"# judge_few\n\n{markers}", "utf-8")
    (folder / "config.json").write_bytes((tmp_path / "saved" / "config.json").read_bytes())
    making_judge.main([
        str(tmp_path / "saved"), str(folder), "--data", str(tmp_path), "--made",
        str(tmp_path / "made"), "--recipe", str(tmp_path / "recipe.toml"), "--description", "Few.",
    ])  # fmt: skip
    report = json.loads((folder / "scores.json").read_text("utf-8"))
    card = (folder / "README.md").read_text("utf-8")
    assert with_scores(card, report) == card and "| checkerboard |" in card
    weak = card.split("Weak, below 0.9 pooled: ")[1].split("\n")[0]
    for kind, sets in report["scores"]["order"].items():
        assert (f"{kind} of few" in weak) == (sets["few"]["pooled"] < 0.9)
    again = from_preset(folder)
    assert list(again.calibration) == report["scores"]["calibration"]
    assert images.read_image(folder / "samples.jpg").shape[1] > 7 * 256
    assert list(again.patch_calibration) == report["scores"]["patch_calibration"]
    figures = evaluate_preset(folder, tmp_path)
    assert figures.pictures == {"few": 2} and not figures.differences()
    assert figures.rows["blur, few"] == report["scores"]["order"]["blur"]["few"]
    (tmp_path / "few" / "0.png").unlink()
    assert evaluate_preset(folder, tmp_path).record().metrics["pooled"].pictures == 1
    with pytest.raises(UnknownMetricError, match="leave --metrics out"):
        evaluate_preset(folder, tmp_path, ["ssim"])
    with pytest.raises(DataError, match="holds no pictures"):
        evaluate_preset(folder, tmp_path / "elsewhere")
    capsys.readouterr()
    assert run(["evaluate", "--preset", str(folder), "--data", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "blur, few" in told and "all spoiled" in told and "Note: What early outputs" in told
    with pytest.raises(DataError, match=r"no scores\.json"):
        evaluate_preset(tmp_path / "saved", tmp_path)
    assert run(["show", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "none: it judges" in told and "sizes        any\n" in told
