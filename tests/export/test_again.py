"""A second export to the same place keeps what it does not write, if it is this model's."""

import json

import numpy as np
import pytest

from tests.export.conftest import liven
from tests.optional import need
from tfstyle.errors import ExportError, StorageError
from tfstyle.export import earlier, export
from tfstyle.models import Pix2Pix
from tfstyle.networks import ResNetGenerator

need("ai_edge_litert")
PICTURE = [np.random.default_rng(0).integers(0, 256, (16, 16, 3), "uint8")]


def make(seed=0):
    import keras

    keras.utils.set_random_seed(seed)
    return liven(Pix2Pix(ResNetGenerator(filters=2, num_blocks=0)))


@pytest.fixture(scope="module")
def model():
    return make()


@pytest.fixture(scope="module")
def twice(model, tmp_path_factory):
    """A SavedModel, then TFLite files of two sizes, then one precision again.

    The SavedModel takes fewer pixels than any of the sizes has: it is proven on smaller pictures.
    """
    directory = tmp_path_factory.mktemp("again") / "out"
    options = {"pictures": PICTURE, "formats": "tflite", "quantize": "fp16"}
    export(model, directory, **options | {"formats": "saved_model"}, size=8, max_pixels=43)
    (directory / "saved_model" / "2").mkdir()
    (directory / "saved_model" / "2" / "mine").write_text("a version of one's own", "utf-8")
    for size in (8, (8, 12), 8):
        report = export(model, directory, **options, size=size)
    return directory, report


def test_the_other_format_the_other_size_and_other_versions_stay(twice):
    directory, report = twice
    assert (directory / "saved_model" / "1" / "saved_model.pb").exists()
    assert (directory / "saved_model" / "2" / "mine").exists()
    names = [row["artefact"] for row in report["rows"]]
    assert names == [
        "keras", "saved_model serving_default", "saved_model serving_uint8",
        "saved_model serving_bytes", "a2b_8_fp16.tflite", "a2b_8x12_fp16.tflite",
    ]
    assert all(row["passed"] for row in report["rows"])
    assert json.loads((directory / "parity.json").read_text("utf-8")) == report
    assert report["max_pixels"] == 43  # of the SavedModel that was kept
    sidecar = json.loads((directory / "tflite" / "model.json").read_text("utf-8"))
    assert {entry["file"] for entry in sidecar["files"]} == set(names[-2:])
    readme = (directory / "README.md").read_text("utf-8")
    assert all(name in readme for name in (*names[-2:], "saved_model/", "may have 43 pixels"))


def contents(directory):
    return {p: p.read_bytes() for p in directory.rglob("*") if p.is_file()}


@pytest.mark.exhaustive
def test_what_another_model_left_is_not_mixed_in(twice):
    directory, _ = twice
    before = contents(directory)
    with pytest.raises(ExportError, match=r"saved_model of an earlier export[\s\S]*--overwrite"):
        export(make(seed=1), directory, formats="tflite", quantize="fp16", size=8,
               pictures=PICTURE)  # fmt: skip
    wide = Pix2Pix(ResNetGenerator(in_channels=1, filters=2, num_blocks=0), domains=("x", "y"))
    with pytest.raises(ExportError, match=r"a2b_8_fp16\.tflite, a2b_8x12_fp16\.tflite"):
        export(wide, directory, formats="saved_model", size=8)
    assert contents(directory) == before


def test_overwrite_replaces_everything(twice, tmp_path):
    import shutil

    shutil.copytree(twice[0], tmp_path / "out")
    export(make(seed=1), tmp_path / "out", formats="tflite", quantize="fp16", size=8,
           pictures=PICTURE, overwrite=True)  # fmt: skip
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "README.md", "parity.json", "parity.md", "tflite",
    ]


def test_a_readme_of_ones_own_is_not_replaced(model, tmp_path):
    (tmp_path / "parity.json").write_text("{}", "utf-8")
    (tmp_path / "README.md").write_text("my notes", "utf-8")
    with pytest.raises(StorageError, match="not written by an export"):
        export(model, tmp_path, formats="tflite")
    assert (tmp_path / "README.md").read_text("utf-8") == "my notes"
    (tmp_path / "README.md").write_text(earlier.MARK, "utf-8")
    earlier.check_readme(tmp_path)


@pytest.mark.parametrize("words", ["No space left on device", "Disk quota exceeded"])
def test_tensorflows_word_for_a_full_disk_is_understood(model, tmp_path, monkeypatch, words):
    import tensorflow as tf

    from tfstyle.export import saved_model

    def full(*_arguments, **_options):
        raise tf.errors.ResourceExhaustedError(None, None, f"/x/variables.data; {words}")

    monkeypatch.setattr(saved_model, "write_warmup", full)
    with pytest.raises(StorageError, match="disk is full"):
        export(model, tmp_path / "out", formats="saved_model", size=8, max_pixels=99)
    assert list(tmp_path.iterdir()) == []
    for wrong in (0, 1.5, 2**63):
        with pytest.raises(ExportError, match="max_pixels"):
            export(model, tmp_path / "out", max_pixels=wrong)
    with pytest.raises(ExportError, match=r"size may have .* pixels at most"):
        export(model, tmp_path / "out", size=999_999)
