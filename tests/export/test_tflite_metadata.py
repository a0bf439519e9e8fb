"""Facts inside TFLite files: read back whole, files as they were, nothing breaks a reader."""

import json
import struct

import numpy as np
import pytest

from tests.optional import need
from tfstyle.errors import ArtefactError
from tfstyle.export import sidecar, tflite
from tfstyle.export.tflite_metadata import embed
from tfstyle.tflite_facts import read_facts

Interpreter = need("ai_edge_litert.interpreter").Interpreter

STYLE = {
    "kind": "names", "name": "style_weights", "length": 2, "names": ["wave", "scream"],
    "side": None, "of": "0123",
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(pix2pix):
    """A file as the converter writes it."""
    return tflite.convert(pix2pix, "label2photo", (16, 16), ("fp32",))["fp32"]


@pytest.fixture(scope="module")
def facts(pix2pix):
    known = sidecar.facts_of_model(
        pix2pix, "label2photo", name="façades", preset="facades", license="CC BY 4.0"
    )
    return sidecar.of_file(known, (16, 16), "fp32")


@pytest.fixture
def file(plain, facts, tmp_path):
    path = tmp_path / "facades.tflite"
    path.write_bytes(embed(plain, facts))
    return path


def run(content):
    runner = Interpreter(model_content=content).get_signature_runner("serving_default")
    pictures = np.random.default_rng(0).random((1, 16, 16, 3), dtype="float32")
    return runner(images=pictures)["stylized"]


def test_a_file_tells_its_own_facts(file, facts):
    assert read_facts(file) == {**facts, "bytes": file.stat().st_size}
    assert read_facts(file)["name"] == "façades"


def test_facts_change_neither_the_pictures_nor_where_weights_are_aligned(file, plain):
    content = file.read_bytes()
    assert content.endswith(plain) and (len(content) - len(plain)) % 16 == 0
    np.testing.assert_array_equal(run(content), run(plain))


def test_another_reader_finds_them(file, facts):
    """TensorFlow's own, of the whole schema."""
    from tensorflow.lite.tools import flatbuffer_utils

    graph = flatbuffer_utils.read_model(str(file))
    names = [entry.name for entry in graph.metadata]
    assert names.count(b"tfstyle") == 1 and len(names) > 1  # the converter's own are still there
    buffer = graph.buffers[graph.metadata[names.index(b"tfstyle")].buffer]
    assert json.loads(bytes(buffer.data))["preset"] == "facades"


def test_a_file_of_others_has_no_facts(plain, tmp_path):
    path = tmp_path / "foreign.tflite"
    path.write_bytes(plain)
    assert read_facts(path) is None


def test_facts_are_embedded_once(file, facts):
    with pytest.raises(ArtefactError, match="has facts already"):
        embed(file.read_bytes(), facts)


@pytest.mark.parametrize("content", [b"", b"TFL", b"\x89PNG\r\n\x1a\n" + bytes(99), b"TFL3" * 9])
def test_what_is_no_such_file_is_named(content, tmp_path):
    path = tmp_path / "photo.tflite"
    path.write_bytes(content)
    if content[4:8] == b"TFL3":
        with pytest.raises(ArtefactError, match=r"photo\.tflite is damaged"):
            read_facts(path)
        return
    with pytest.raises(ArtefactError, match=r"photo\.tflite is (empty|no TFLite file)"):
        read_facts(path)


def test_a_missing_file_and_a_directory(tmp_path):
    with pytest.raises(ArtefactError, match=r"none\.tflite is not there"):
        read_facts(tmp_path / "none.tflite")
    with pytest.raises(ArtefactError, match="cannot be read: Is a directory"):
        read_facts(tmp_path)


def test_wherever_a_file_is_cut_it_is_an_error(file):
    content = file.read_bytes()
    draw = np.random.default_rng(1)
    for end in [*range(0, 64), *draw.integers(64, len(content), 200), len(content) - 1]:
        file.write_bytes(content[:end])
        with pytest.raises(ArtefactError, match=r"facades\.tflite"):
            read_facts(file)


def test_a_foreign_file_that_is_cut_is_an_error(plain, tmp_path):
    path = tmp_path / "foreign.tflite"
    path.write_bytes(plain[: len(plain) // 2])
    with pytest.raises(ArtefactError, match=r"foreign\.tflite"):
        read_facts(path)


def test_flipped_bytes_never_give_anything_but_an_error_or_facts(file):
    """Any byte of the head may be anything: no other exception, no endless loop."""
    content = file.read_bytes()
    draw = np.random.default_rng(2)
    for _ in range(400):
        hostile = bytearray(content)
        for place in draw.integers(0, 2500, draw.integers(1, 5)):
            hostile[place] = draw.integers(256)
        file.write_bytes(hostile)
        try:
            found = read_facts(file)
        except ArtefactError as error:
            assert "facades.tflite" in str(error)
        else:
            assert found is None or found["format"] <= 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 3, "tfstyle": "9.0"}, r"written by tfstyle '9\.0'.*pip install --upgrade"),
        ({"format": "one"}, "its facts are none of tfstyle's"),
        ({"size": "256"}, "its facts lack 'size', or it is of another type"),
        ({"input": {"name": "images"}}, "its facts lack 'dtype'"),
        ({"output": []}, "its facts lack 'output'"),
        ({"style": "wave"}, "its style's facts lack 'kind'"),
        ({"style": {**STYLE, "length": "2"}}, "its style's facts lack 'length'"),
        ({"style": {**STYLE, "kind": "smell"}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "length": 3}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "names": ["wave", 7]}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "names": ["wave"] * 2}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "side": 0}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "kind": "picture"}}, "its style's facts do not fit together"),
        ({"style": {**STYLE, "length": 2**40, "names": []}}, "do not fit together"),
    ],
)
def test_facts_of_another_kind_are_refused(plain, facts, tmp_path, change, message):
    path = tmp_path / "later.tflite"
    path.write_bytes(embed(plain, {**facts, **change}))
    with pytest.raises(ArtefactError, match=message):
        read_facts(path)


def test_deep_nesting_is_no_way_to_break_a_reader(file, plain, facts):
    content = embed(plain, {**facts, "name": "x" * 200_000})
    start = content.index(b'{"format"')
    deep = b"[" * 200_000
    file.write_bytes(content[:start] + deep + content[start + len(deep) :])
    with pytest.raises(ArtefactError, match="its facts are no JSON"):
        read_facts(file)


def test_an_immense_count_is_not_believed(file):
    content = bytearray(file.read_bytes())
    (root,) = struct.unpack_from("<I", content)
    (back,) = struct.unpack_from("<i", content, root)
    (field,) = struct.unpack_from("<H", content, root - back + 4 + 2 * 4)
    place = root + field
    vector = place + struct.unpack_from("<I", content, place)[0]
    struct.pack_into("<I", content, vector, 2**31)
    file.write_bytes(content)
    with pytest.raises(ArtefactError, match="is damaged or cut off"):
        read_facts(file)


def test_whether_statistics_are_of_the_whole_picture_is_asked_of_the_layers(pix2pix):
    import keras

    assert sidecar.whole_picture_statistics(pix2pix, "label2photo")
    before = pix2pix.inference_mode
    pix2pix.inference_mode = "eval"  # batch norm by its moving averages: none
    try:
        assert not sidecar.whole_picture_statistics(pix2pix, "label2photo")
    finally:
        pix2pix.inference_mode = before
    assert keras.config.backend() == "tensorflow"


def test_how_far_a_network_sees(cyclegan):
    assert sidecar.receptive_margin(cyclegan, "photo2monet") == 32
