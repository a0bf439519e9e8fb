"""A short training watched through the real networks: KID on early features, LPIPS."""

import json
import math
import os

import pytest

from tfstyle import presets, runs


@pytest.mark.weights
def test_early_inception_features_and_squeeze(tiny, paired, tmp_path, quiet):
    """It does not disturb what is trained, and says what is best."""
    if not (os.environ.get("TFSTYLE_INCEPTION") and os.environ.get("TFSTYLE_LPIPS")):
        pytest.skip("set TFSTYLE_INCEPTION and TFSTYLE_LPIPS to the weights of both networks")
    weights = []
    for every in (0, 2):
        recipe = tiny(
            "pix2pix", "train.steps=4", f"train.validate_every={every}",
            *["train.metrics=['kid768', 'lpips_squeeze']", "train.best=lpips_squeeze"][:every],
        )  # fmt: skip
        out = tmp_path / f"run{every}"
        model = runs.train(recipe, paired, out, strategy="one", console=quiet)
        weights.append([w for network in model.networks.values() for w in network.get_weights()])
    assert all(a.tobytes() == b.tobytes() for a, b in zip(*weights, strict=True))
    lines = map(json.loads, (out / "metrics.jsonl").read_text("utf-8").splitlines())
    lines = [line for line in lines if "validation/lpips_squeeze" in line]
    assert [line["step"] for line in lines] == [2, 4]
    for line in lines:
        for way in ("", "/current"):
            assert 0.05 < line[f"validation/lpips_squeeze{way}"] < 2
            assert math.isfinite(line[f"validation/kid768_clean{way}"])
    best = presets.read_config(out / "best")["metadata"]["scores"]
    least = min(line["validation/lpips_squeeze"] for line in lines)
    assert best["validation/lpips_squeeze"] == least
