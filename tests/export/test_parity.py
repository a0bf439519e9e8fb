"""The proof before an export is believed, and that it can fail."""

import json

import numpy as np
import pytest

from tests.optional import need
from tfstyle.errors import ExportError, StorageError
from tfstyle.export import artefacts, export, parity
from tfstyle.export.comparison import check
from tfstyle.export.looks import comparison_pictures
from tfstyle.export.report import markdown

data = need("skimage.data")


def test_the_report_covers_every_artefact(pix2pix_export, cyclegan_export):
    directory, report = pix2pix_export
    assert json.loads((directory / "parity.json").read_text("utf-8")) == report
    names = [row["artefact"] for row in report["rows"]]
    assert names == [
        "keras", "saved_model serving_default", "saved_model serving_uint8",
        "saved_model serving_bytes", "label2photo_32_fp32.tflite", "label2photo_32_fp16.tflite",
        "label2photo_32_int8.tflite", "label2photo_dynamic_fp32.tflite",
    ]
    for row in report["rows"]:
        assert row["passed"] and row["latency_ms"] > 0
        assert row["max_abs"] > 0 or row["precision"] == "fp32"
    assert {row["direction"] for row in cyclegan_export[1]["rows"]} == {
        "monet2photo", "photo2monet",
    }
    table = (directory / "parity.md").read_text("utf-8")
    assert table == markdown(report)
    assert all(name in table for name in names) and "32x32" in table and "13x21" in table


def test_the_pictures_are_photographs():
    assert np.array_equal(comparison_pictures()[0], data.astronaut())
    assert all(p.dtype == np.uint8 and p.std() > 20 for p in comparison_pictures())


def test_without_scikit_image_pictures_are_drawn(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "skimage", None)
    drawn = comparison_pictures()
    assert len(drawn) == 3 and not np.array_equal(drawn[0], drawn[1])
    for picture in drawn:
        assert picture.dtype == np.uint8 and picture.std() > 20


def row(**changes):
    good = {
        "artefact": "x.tflite", "direction": "a2b", "precision": "fp32", "max_abs": 1e-6,
        "psnr": 120.0, "bytes": 1, "latency_ms": 1.0, "passed": True,
    }
    return {**good, **changes}


def test_a_failed_row_is_named_with_its_limit():
    check({"rows": [row()]})
    with pytest.raises(ExportError, match=r"x\.tflite.*0\.01.*max abs 0\.0001"):
        check({"rows": [row(), row(max_abs=0.01, passed=False)]})
    with pytest.raises(ExportError, match=r"33\.0 dB, needs 40 dB"):
        check({"rows": [row(precision="fp16", psnr=33.0, passed=False)]})


def test_another_picture_fails_and_leaves_nothing(cyclegan, tmp_path, monkeypatch):
    """Export one model, compare with another: what a wrong conversion would look like."""
    seen = cyclegan.translate

    def slightly_off(pictures, **options):
        return seen(pictures, **options) + np.float32(3e-4)

    monkeypatch.setattr(cyclegan, "translate", slightly_off)
    with pytest.raises(ExportError, match=r"Not the same picture.*serving_default"):
        export(cyclegan, tmp_path / "out", formats="saved_model", direction="a2b", size=16)
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_nan_fail(pix2pix_export, pix2pix, monkeypatch, tmp_path):
    monkeypatch.setattr(
        pix2pix, "translate", lambda pictures, **options: np.full_like(pictures, np.nan)
    )
    import shutil

    shutil.copytree(pix2pix_export[0], tmp_path / "copy")
    report = parity(pix2pix, tmp_path / "copy", size=(32, 32))
    assert not any(row["passed"] for row in report["rows"] if row["artefact"] != "keras")


def test_own_pictures_and_formats(cyclegan, tmp_path):
    report = export(
        cyclegan, tmp_path / "out", formats=["tflite"], quantize=["int8"], size=(16, 24),
        direction="photo2monet", pictures=[data.coffee()],
    )
    assert report["pictures"] == 1
    assert sorted(p.name for p in (tmp_path / "out").rglob("*") if p.is_file()) == [
        "README.md", "model.json", "parity.json", "parity.md", "photo2monet_16x24_int8.tflite",
    ]
    # An earlier export may be replaced; the last test here shows that other files may not.
    assert artefacts.check_arguments(tmp_path / "out", "tflite", None) == (
        ("tflite",), ("none", "fp16", "int8"),
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"formats": ["tflit"]}, "Did you mean 'tflite'"),
        ({"quantize": ["fp15"]}, "Did you mean 'fp16'"),
        ({"size": 0}, "size"),
    ],
)
def test_unknown_arguments_are_named(cyclegan, tmp_path, options, says):
    with pytest.raises(ExportError, match=says):
        export(cyclegan, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_directory_of_other_files_is_not_replaced(cyclegan, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work", "utf-8")
    with pytest.raises(StorageError, match="no export"):
        export(cyclegan, tmp_path)
    (tmp_path / "parity.json").write_text("{}", "utf-8")
    with pytest.raises(StorageError, match=r"deleted: thesis\.tex"):
        export(cyclegan, tmp_path)
    assert (tmp_path / "thesis.tex").exists()
