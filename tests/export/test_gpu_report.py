"""What a GPU makes of static files: operations counted, sums that overflow, open shapes."""

import json
import math

import numpy as np
import pytest
import tensorflow as tf

from tests.models import small
from tests.optional import need
from tfstyle.errors import ExportError
from tfstyle.export import tflite
from tfstyle.export.gpu_emulation import Emulation
from tfstyle.export.gpu_report import check_static, gpu_report, gpu_reports, largest_value
from tfstyle.export.report import gpu_table
from tfstyle.models.shared.in_style import in_style

need("ai_edge_litert")
SHAPE = (1, 64, 64, 4)
ONES = np.ones(SHAPE, "float32")


def file_of(function, shape=SHAPE):
    made = tf.function(function).get_concrete_function(tf.TensorSpec(shape, name="images"))
    return tf.lite.TFLiteConverter.from_concrete_functions([made]).convert()


def test_operations_and_memory_are_counted():
    kernel = np.ones((3, 3, 4, 8), "float32")
    told = gpu_report(file_of(lambda x: tf.tanh(tf.nn.conv2d(x, kernel, 1, "SAME")) * 2.0))
    assert told["operations"] == {"CONV_2D": 1, "MUL": 1, "TANH": 1} and told["not_taken"] == []
    assert told["largest_tensor"]["shape"] == [1, 64, 64, 8]
    assert told["largest_tensor"]["bytes"] == 64 * 64 * 8 * 2
    assert told["largest_value"] is told["overflow_margin"] is None


def test_what_no_gpu_takes_is_named():
    told = gpu_report(file_of(lambda x: tf.reverse(tf.round(x * 3.0), [1])))
    assert told["not_taken"] == ["REVERSE_V2", "ROUND"]


def test_sums_of_means_count_and_tensors_do():
    content = file_of(lambda x: tf.reduce_mean(x * 200.0, axis=(1, 2), keepdims=True))
    assert largest_value(content, {"images": ONES}) == pytest.approx(200 * 64 * 64)
    told = gpu_report(content, largest_value(content, {"images": ONES}))
    assert told["overflow_margin"] == pytest.approx(65504 / (200 * 64 * 64), rel=1e-3)
    # What cancels in the end was large on the way.
    waves = ONES.copy()
    waves[:, 32:] = -1
    assert largest_value(content, {"images": waves}) == pytest.approx(200 * 64 * 32)
    assert largest_value(file_of(lambda x: x * -200.0), {"images": ONES}) == 200
    not_a_number = file_of(lambda x: tf.math.log(x - 2.0))
    lost = gpu_report(content, largest_value(not_a_number, {"images": ONES}))
    assert lost["largest_value"] is None and lost["overflow_margin"] == 0


def test_it_sees_nearly_what_the_emulation_sees(pix2pix, cat):
    from tfstyle.images import resize

    picture = resize(cat, (32, 32)).astype("float32")[None] / 255
    (content,) = tflite.convert(pix2pix, "label2photo", (32, 32), ("fp32",)).values()
    emulation = Emulation(content, "float32")
    emulation.run(picture)
    # The emulation also sees sums inside of convolutions.
    seen = largest_value(content, {"images": picture})
    assert 0.5 * emulation.largest < seen <= emulation.largest * 1.001


def test_an_open_shape_is_refused_by_the_tensors_name():
    open_height = file_of(lambda x: tf.nn.relu(x), (1, None, 64, 3))
    for check in (check_static, gpu_report):
        with pytest.raises(ExportError, match=r"tensor '.+' of a static.*1 x any x 64 x 3"):
            check(open_height)
    check_static(file_of(lambda x: tf.nn.relu(x)))


def test_every_static_file_of_an_export_has_its_report(pix2pix_export):
    directory, report = pix2pix_export
    entries = json.loads((directory / "tflite" / "model.json").read_text("utf-8"))["files"]
    rows = {row["artefact"]: row for row in report["rows"]}
    for entry in entries:
        if entry["size"] is None:
            assert "gpu" not in entry and "gpu" not in rows[entry["file"]]
            continue
        gpu = entry["gpu"]
        assert rows[entry["file"]]["gpu"] == gpu and gpu["not_taken"] == []
        assert gpu["operations"]["CONV_2D"] > 2 and math.prod(gpu["largest_tensor"]["shape"]) > 32
        floats = entry["precision"] in ("fp32", "fp16")
        assert (gpu["largest_value"] is not None) == floats
        if floats:
            assert gpu["overflow_margin"] == pytest.approx(65504 / gpu["largest_value"], rel=1e-3)
    table = gpu_table(report)
    assert table.count("\n| label2photo") == 3 and "| none |" in table
    assert table in (directory / "parity.md").read_text("utf-8")
    assert gpu_table({"rows": [{"artefact": "keras"}]}) == ""


def test_a_file_too_large_to_keep_all_of_is_not_run(monkeypatch):
    from tfstyle.export import gpu_report as home

    content = {"fp32": file_of(lambda x: x * 3.0)}
    assert gpu_reports(content, {"images": ONES})["fp32"]["largest_value"] > 1
    monkeypatch.setattr(home, "_MOST_KEPT", 2 * ONES.nbytes - 1)
    assert gpu_reports(content, {"images": ONES})["fp32"]["largest_value"] is None


KINDS = (
    "pix2pix", "restore", "distilled", "cyclegan", "fast_style", "adain", "multiscale", "cut",
    "cross_domain", "microast",
)  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
def test_gpus_take_every_operation_of_every_kind_of_network(kind):
    model = getattr(small, kind)()
    known = {None: None, "names": model.styles[:1], "picture": [small.painting()]}
    style = known[model.capabilities.style]
    painting = in_style(model, style and style[0])
    for way in painting.directions:
        for content in tflite.convert(painting, way, (32, 32), ("fp32", "fp16")).values():
            assert gpu_report(content)["not_taken"] == []
