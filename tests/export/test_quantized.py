"""TFLite files in 8 bits: what is rounded, how near they stay, what is said where they do not."""

import builtins
import json

import numpy as np
import pytest

from tests.optional import need
from tfstyle.errors import DataError, ExportError
from tfstyle.export import comparison, export, tflite
from tfstyle.export.quantized import quantize
from tfstyle.export.tflite_metadata import embed
from tfstyle.images import resize, write_image
from tfstyle.tflite_facts import read_facts

Interpreter = need("ai_edge_litert.interpreter").Interpreter
need("ai_edge_quantizer")
WAYS = ("int8", "int8_dynamic", "int8_full")


@pytest.fixture(scope="module")
def plain(cyclegan):
    return tflite.convert(cyclegan, "photo2monet", (32, 32), ("fp32",))["fp32"]


@pytest.fixture(scope="module")
def picture(cat):
    return resize(cat, (32, 32)).astype("float32")[None] / 255


@pytest.fixture(scope="module")
def files(plain, picture):
    return {way: quantize(plain, way, [{"images": picture}]) for way in WAYS}


def run(content, picture):
    return Interpreter(model_content=content).get_signature_runner()(images=picture)["stylized"]


def psnr(a, b):
    return -10 * np.log10(np.mean((a - b) ** 2))


def tensors(content):
    """Every tensor as the file has it, without what a delegate would make of it."""
    interpreter = Interpreter(
        model_content=content, experimental_op_resolver_type=_reference()
    )
    interpreter.allocate_tensors()
    return interpreter, interpreter.get_tensor_details()


def _reference():
    return need("ai_edge_litert.interpreter").OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES


# Drawn weights round worse than learned ones, which give 55, 38 and 26 dB or more.
@pytest.mark.parametrize(("way", "least"), [("int8", 40), ("int8_dynamic", 35), ("int8_full", 25)])
def test_each_way_gives_nearly_the_picture(files, plain, picture, way, least):
    exact = run(plain, picture)
    assert exact.std() > 0.02
    assert least < psnr(run(files[way], picture), exact) < 90  # something was rounded


@pytest.mark.parametrize("way", WAYS)
def test_kernels_have_one_scale_a_channel_and_pictures_stay_float(files, way):
    interpreter, details = tensors(files[way])
    scales = [
        t["quantization_parameters"]["scales"].size for t in details
        if t["dtype"] == np.int8 and len(t["shape"]) == 4
    ]
    assert sum(count > 1 for count in scales) >= 5
    for end in (interpreter.get_input_details(), interpreter.get_output_details()):
        assert end[0]["dtype"] == np.float32


def test_weight_only_computes_in_float_and_the_others_in_whole_numbers(files):
    """Activations of one scale are int8 in `int8_full` alone."""
    def activations(way):
        return sum(
            t["dtype"] == np.int8 and len(t["shape"]) == 4
            and t["quantization_parameters"]["scales"].size == 1
            and t["shape"][0] == 1 and t["shape"][1] > 7
            for t in tensors(files[way])[1]
        )

    assert activations("int8") == activations("int8_dynamic") == 0 < activations("int8_full")
    assert "DEQUANTIZE" in tflite.operations(files["int8"])
    assert "DEQUANTIZE" not in tflite.operations(files["int8_dynamic"])


@pytest.mark.parametrize("way", WAYS)
def test_facts_leave_the_weights_where_they_are_found(files, picture, way):
    """The quantizer keeps them behind the tables, at places counted from the file's beginning."""
    np.testing.assert_array_equal(
        run(embed(files[way], {"format": 1}), picture), run(files[way], picture)
    )


def test_full_needs_pictures(plain):
    with pytest.raises(ExportError, match="ranges of its activations from pictures"):
        quantize(plain, "int8_full")


def test_without_the_package_the_line_that_installs_it(cyclegan, tmp_path, monkeypatch):
    known = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("ai_edge_quantizer"):
            raise ImportError(name)
        return known(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ExportError, match=r"pip install 'tfstyle\[export\]'.*none,fp16"):
        export(cyclegan, tmp_path / "out", formats="tflite", size=16)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def strict(monkeypatch):
    """Limits that no file reaches."""
    for way in WAYS:
        monkeypatch.setitem(comparison.LEAST_PSNR, way, 99.0)


OPTIONS = {"formats": "tflite", "direction": "photo2monet", "size": 32}


def test_below_its_limit_it_is_refused_and_told_what_to_try(cyclegan, tmp_path, strict):
    says = r"needs 99 dB.*instead of int8_dynamic, int8, whose.*--force"
    with pytest.raises(ExportError, match=says):
        export(cyclegan, tmp_path / "out", quantize="int8_dynamic", **OPTIONS)
    assert list(tmp_path.iterdir()) == []


def test_by_force_it_is_written_and_marked(cyclegan, tmp_path, strict):
    out = tmp_path / "out"
    report = export(cyclegan, out, quantize="int8_dynamic", force=True, **OPTIONS)
    name = "photo2monet_32_int8_dynamic.tflite"
    (row,) = [row for row in report["rows"] if row["artefact"] == name]
    assert not row["passed"] and json.loads((out / "parity.json").read_text("utf-8")) == report
    assert "**failed**" in (out / "parity.md").read_text("utf-8")
    assert "**failed" in (out / "README.md").read_text("utf-8")
    assert read_facts(out / "tflite" / name)["precision"] == "int8_dynamic"
    # A second export beside it: what was forced stays, and is no other model's.
    export(cyclegan, out, quantize="fp16", **OPTIONS)
    assert (out / "tflite" / name).exists()


def test_force_does_not_pass_a_wrong_picture_in_float(cyclegan, tmp_path, monkeypatch):
    seen = cyclegan.translate
    monkeypatch.setattr(
        cyclegan, "translate", lambda x, **more: seen(x, **more) + np.float32(3e-4)
    )
    with pytest.raises(ExportError, match="Not the same picture"):
        export(cyclegan, tmp_path / "out", quantize="none", force=True, **OPTIONS)


def test_representative_pictures_come_from_a_folder(cyclegan, tmp_path, cat, monkeypatch):
    monkeypatch.setitem(comparison.LEAST_PSNR, "int8_full", 10.0)  # random weights keep less
    folder, out = tmp_path / "photos", tmp_path / "out"
    folder.mkdir()
    for index in range(3):
        write_image(folder / f"{index}.png", cat[:, index:])
    report = export(cyclegan, out, quantize="int8_full", representative=folder, **OPTIONS)
    assert any(row["precision"] == "int8_full" and row["passed"] for row in report["rows"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExportError, match="empty holds no pictures"):
        export(cyclegan, out, quantize="int8_full", representative=tmp_path / "empty", **OPTIONS)
    with pytest.raises(DataError, match="nowhere"):
        export(cyclegan, out, quantize="int8_full", representative=tmp_path / "nowhere", **OPTIONS)
    with pytest.raises(ExportError, match="for int8_full, which is not asked for"):
        export(cyclegan, out, quantize="int8", representative=folder, **OPTIONS)
