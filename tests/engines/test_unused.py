"""The cache of exports forgets what nobody has used for long, and nothing else."""

import os
import time

from tfstyle.engines.artefacts import PROOF, Artefacts
from tfstyle.engines.keys import preset_key
from tfstyle.engines.unused import KEPT_DAYS, mark_used, remove_unused

DAY = 24 * 3600


def age(path, days):
    os.utime(path, (time.time() - days * DAY,) * 2)


def export_of(cache, model, name, days):
    directory = cache / model / name
    directory.mkdir(parents=True)
    (directory / "model.tflite").write_bytes(b"weights")
    (directory / PROOF).write_text("{}", "utf-8")
    (cache / model / "facts.json").write_text("{}", "utf-8")
    age(directory / PROOF, days)
    return directory


def test_the_unused_go_and_models_left_without_exports(tmp_path):
    old = export_of(tmp_path, "a-1", "litert-1", KEPT_DAYS + 1)
    new = export_of(tmp_path, "a-2", "litert-1", KEPT_DAYS - 1)
    beside = export_of(tmp_path, "a-2", "openvino-1", KEPT_DAYS + 1)
    assert set(remove_unused(tmp_path, PROOF)) == {old, beside}
    assert not (tmp_path / "a-1").exists()
    assert (new / "model.tflite").exists() and (tmp_path / "a-2" / "facts.json").exists()
    assert remove_unused(tmp_path, PROOF) == [] and remove_unused(tmp_path / "none", PROOF) == []


def test_what_is_used_stays(preset, filled):
    """Being found counts as being used, once a day."""
    (proof,) = filled.glob(f"engines/*/litert-*/{PROOF}")
    age(proof, KEPT_DAYS + 1)
    assert Artefacts(preset_key(preset), None).kept("litert", "label2photo") is not None
    assert time.time() - proof.stat().st_mtime < DAY
    assert remove_unused(filled / "engines", PROOF) == []

    age(proof, 0.5)
    before = proof.stat().st_mtime
    mark_used(proof)
    assert proof.stat().st_mtime == before
    mark_used(proof.with_name("gone"))  # without a word
