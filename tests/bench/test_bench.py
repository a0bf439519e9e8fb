"""`tfstyle bench`: what is measured, the file it writes, and clear words for what cannot be."""

import json
import shutil

import pytest

from tests.commands import run
from tests.optional import need
from tfstyle.bench import bench, exports
from tfstyle.errors import ArtefactError, ExportError, UnsupportedOptionError

FAST = {"seconds": 0.0, "threads": [1]}


def command(capsys, *arguments):
    code = run(["bench", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, " ".join(told.err.split())


def test_a_directory_its_table_and_its_file(exported, capsys, tmp_path):
    file = tmp_path / "bench.json"
    code, out, _ = command(
        capsys, exported, "--size", "32x40", "--threads", "1", "--seconds", "0",
        "--engine", "litert", "--json", file,
    )  # fmt: skip
    assert code == 0 and "MAC" in out and "1/s" in out
    told = json.loads(file.read_text("utf-8"))
    assert told["settings"]["size"] == [32, 40] and told["machine"]["packages"]["ai-edge-litert"]
    names = [subject["name"] for subject in told["subjects"]]
    assert len(names) == 2 and any("dynamic" in name for name in names)
    for subject in told["subjects"]:
        (row,) = subject["rows"]
        assert row["engine"] == "litert" and row["calls"] >= 10 and row["peak_bytes"] > 1e7
        assert subject["macs"] > 0 and subject["parameters"] > 0 and not subject["peers"]
    assert len({subject["macs"] for subject in told["subjects"]}) == 1


def test_a_file_of_one_size_is_measured_at_that(static):
    told = bench([static], engines=["litert"], **FAST)
    assert told["settings"]["size"] == [32, 40]
    with pytest.raises(UnsupportedOptionError, match=r"32x40.*256x256"):
        bench([static], engines=["litert"], size=256, **FAST)


def test_against_a_foreign_file_of_other_names_and_engines(static, onnx_file):
    need("onnxruntime")
    peer = onnx_file([1, 3, 32, 40], name="peer")
    told = bench([static], against=[peer], engines=["litert", "onnxruntime"], **FAST)
    (subject,) = told["subjects"]
    (other,) = subject["peers"]
    assert other["name"] == "peer.onnx" and other["rows"][0]["engine"] == "onnxruntime"
    (row,) = subject["rows"]
    (ratio,) = row["against"]
    assert (ratio["peer"], ratio["engine"]) == ("peer.onnx", "onnxruntime")
    pairs = zip(other["rows"][0]["round_ms"], row["round_ms"], strict=True)
    ratios = sorted(theirs / own for theirs, own in pairs)
    assert ratio["times_as_fast"] == pytest.approx(ratios[2], abs=2e-3)


def test_an_exported_directory_of_other_sizes_says_which(exported, tmp_path):
    (static,) = exported.glob("tflite/*_32x40_fp32.tflite")
    (tmp_path / "tflite").mkdir()
    shutil.copy(static, tmp_path / "tflite")
    with pytest.raises(UnsupportedOptionError, match=r"64x64; those there take 32x40"):
        bench([tmp_path], size=64, engines=["litert"], **FAST)


def test_files_of_two_sizes_are_not_compared(static, onnx_file):
    need("onnxruntime")
    with pytest.raises(UnsupportedOptionError, match=r"all are measured at one.*32x40.*16x16"):
        bench([static], against=[onnx_file([1, 3, 16, 16])], **FAST)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["fast_style_udni"], 1, "Did you mean 'fast_style_udnie'"),
        (["gatys"], 1, "no network to measure"),
        (["nothing.tflite"], 1, "nothing.tflite is not there"),
        (["fast_style_udnie", "--against", "photo.jpg"], 1, "photo.jpg is not there"),
        (["fast_style_udnie", "--engine", "openvin"], 1, "'openvino'"),
        (["fast_style_udnie", "--engine", "openvino-bf16"], 1, "one of keras, litert"),
        (["fast_style_udnie", "--threads", "0"], 2, "threads are like 1 or 1,2"),
        (["fast_style_udnie", "--threads", "two"], 2, "threads are like 1 or 1,2"),
        (["fast_style_udnie", "--threads", "100000"], 1, "threads must be 1 to"),
        (["fast_style_udnie", "--size", "0"], 2, "a size is like 256"),
        (["noisegan_fashion_mnist_32", "--engine", "litert"], 1, "only Keras runs a NoiseGAN"),
    ],
)
def test_what_cannot_be_measured_is_told_in_a_line(arguments, code, words, capsys, monkeypatch):
    monkeypatch.setattr(exports, "is_installed", lambda engine: True)
    assert (found := command(capsys, *arguments))[0] == code
    assert words in found[2].replace("│ ", "") and "not foreseen" not in found[2]


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x18\0\0\0TFL3" + b"\xff" * 64])
@pytest.mark.parametrize("place", ["models", "--against"])
def test_a_broken_file_is_named(content, place, static, tmp_path, capsys):
    path = tmp_path / "broken.tflite"
    path.write_bytes(content)
    models = [path] if place == "models" else [static, "--against", path]
    code, _, err = command(capsys, *models, "--json", tmp_path / "o.json")
    assert code == 1 and "broken.tflite" in err and "not foreseen" not in err
    assert not (tmp_path / "o.json").exists()


def test_a_broken_onnx_file_is_named(tmp_path):
    need("onnxruntime")
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(ArtefactError, match=r"broken\.onnx is damaged.*(openvino|onnxruntime):"):
        bench([path], **FAST)


def test_a_peer_that_takes_no_picture(static, foreign):
    import tensorflow as tf

    path = foreign("words", lambda words: words + 1, tf.TensorSpec((1, 7), tf.int32))
    with pytest.raises(ArtefactError, match=r"words\.tflite takes no picture.*int32, 1 x 7"):
        bench([static], against=[path], **FAST)


def test_an_engine_that_is_not_installed_says_how_to_get_it(static, monkeypatch):
    import sys

    monkeypatch.setattr(exports, "is_installed", lambda engine: False)
    with pytest.raises(ExportError, match="pip install ai-edge-litert or openvino"):
        bench([static], **FAST)
    module = sys.modules["tfstyle.bench.bench"]
    monkeypatch.setattr(module, "is_installed", lambda engine: False)
    with pytest.raises(ExportError, match="litert is not installed: pip install ai-edge-litert"):
        bench([static], engines=["litert"], **FAST)
    with pytest.raises(ExportError, match=r"\.tflite is run by litert or openvino, not by keras"):
        exports.read_file(static, ("keras",))


def test_a_full_disk_leaves_the_earlier_file(static, tmp_path, capsys, monkeypatch):
    from pathlib import Path

    file = tmp_path / "o.json"
    file.write_text("earlier", encoding="utf-8")

    def full(self, *_, **__):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    code, _, err = command(
        capsys, static, "--engine", "litert", "--threads", "1", "--seconds", "0", "--json", file
    )
    monkeypatch.undo()
    assert code == 1 and "disk is full" in err
    assert file.read_text("utf-8") == "earlier" and list(tmp_path.iterdir()) == [file]


@pytest.mark.exhaustive
def test_presets_of_every_kind_run_in_keras(pix2pix, tmp_path, monkeypatch):
    from tests.models.small import judge, noise_gan

    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    need("ai_edge_litert")
    for name, model in (("p", pix2pix), ("j", judge()), ("n", noise_gan())):
        model.save_to_preset(tmp_path / name)
    told = bench(
        [tmp_path / name for name in "pjn"], size=64, seconds=0.0, threads=[1],
    )  # fmt: skip
    translates, judges, makes = told["subjects"]
    engines = [row["engine"] for row in translates["rows"]]
    assert engines[:2] == ["keras", "litert"] and not any("error" in r for r in translates["rows"])
    for one in (judges, makes):
        assert [row["engine"] for row in one["rows"]] == ["keras"]
        assert one["parameters"] > 0 and one["macs"] > 0
