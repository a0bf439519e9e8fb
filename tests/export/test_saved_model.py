"""The SavedModel: its contract, and that it stands on its own."""

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle.errors import ExportError
from tfstyle.export.saved_model import write_saved_model
from tfstyle.images import read_image

data = need("skimage.data")


@pytest.fixture(scope="module")
def one_way(pix2pix_export):
    return tf.saved_model.load(str(pix2pix_export[0] / "saved_model" / "1"))


@pytest.fixture(scope="module")
def two_ways(cyclegan_export):
    return tf.saved_model.load(str(cyclegan_export[0] / "saved_model" / "1"))


def keras_picture(model, picture, direction=None):
    out = model.translate(picture.astype("float32") / 127.5 - 1, direction=direction)
    return (out + 1) / 2


def png(picture):
    return tf.io.encode_png(picture).numpy()


def test_names_types_and_shapes(one_way, two_ways):
    expected = {
        "serving_default": ("images", [None, None, None, 3], tf.float32, "stylized"),
        "serving_uint8": ("images", [None, None, None, 3], tf.uint8, "stylized"),
        "serving_bytes": ("image_bytes", [None], tf.string, "stylized_bytes"),
    }
    for loaded, extra in ((one_way, set()), (two_ways, {"direction"})):
        assert set(loaded.signatures) == set(expected)
        for name, (key, shape, dtype, result) in expected.items():
            _, inputs = loaded.signatures[name].structured_input_signature
            assert set(inputs) == {key} | extra
            assert inputs[key].shape.as_list() == shape and inputs[key].dtype == dtype
            outputs = loaded.signatures[name].structured_outputs
            assert set(outputs) == {result} and outputs[result].dtype == dtype
            assert outputs[result].shape.as_list() == shape


def test_pictures_of_a_batch_do_not_mix(one_way, pix2pix, cat):
    other = data.astronaut()[:45, :70]
    both = tf.constant(np.stack([cat, other]))
    out = one_way.signatures["serving_uint8"](images=both)["stylized"].numpy()
    for picture, stylized in zip((cat, other), out, strict=True):
        expected = np.rint(keras_picture(pix2pix, picture) * 255)
        assert np.abs(stylized - expected).max() <= 1
    assert out.std() > 5


def test_encoded_pictures_each_of_its_own_size(one_way, pix2pix, cat):
    pictures = [cat, data.astronaut()[:30, :33], cat[:1, :1]]
    jpeg = tf.io.encode_jpeg(pictures[1], quality=100).numpy()
    encoded = [png(pictures[0]), jpeg, png(pictures[2])]
    out = one_way.signatures["serving_bytes"](image_bytes=tf.constant(encoded))["stylized_bytes"]
    for data_in, data_out in zip(encoded, out.numpy(), strict=True):
        assert data_out.startswith(b"\x89PNG")
        before = read_image(io.BytesIO(data_in))  # the project's own reader, to the last bit
        expected = np.rint(keras_picture(pix2pix, before) * 255)
        assert np.abs(tf.io.decode_png(data_out).numpy() - expected).max() <= 1


def test_gray_and_transparent_files_are_taken(one_way, cat):
    for picture in (cat[..., :1], np.dstack([cat, cat[..., 0]])):
        out = one_way.signatures["serving_bytes"](image_bytes=tf.constant([png(picture)]))
        assert tf.io.decode_png(out["stylized_bytes"][0]).shape == (45, 70, 3)


def test_each_picture_has_its_direction(two_ways, cyclegan, cat):
    images = tf.constant(np.stack([cat, cat, cat]).astype("float32") / 255)
    names = ["photo2monet", "monet2photo", "b2a"]
    out = two_ways.signatures["serving_default"](images=images, direction=tf.constant(names))
    for name, stylized in zip(names, out["stylized"].numpy(), strict=True):
        np.testing.assert_allclose(stylized, keras_picture(cyclegan, cat, name), atol=1e-4)
    assert np.abs(stylized - out["stylized"][1]).max() > 0.01


def test_one_direction_serves_a_batch(two_ways, cat):
    one = tf.constant(["photo2monet"])
    batch = tf.constant(np.stack([cat, cat]))
    out = two_ways.signatures["serving_uint8"](images=batch, direction=one)["stylized"].numpy()
    np.testing.assert_array_equal(out[0], out[1])
    encoded = two_ways.signatures["serving_bytes"](
        image_bytes=tf.constant([png(cat)] * 2), direction=one
    )["stylized_bytes"]
    # Bytes go through one by one, and a processor may add up a batch in another order: a value that
    # lies between two levels may fall to either.
    decoded = tf.io.decode_png(encoded[1]).numpy().astype(int)
    assert np.abs(decoded - out[0]).max() <= 1
    assert np.mean(decoded != out[0]) < 1e-3


def test_an_unknown_direction_is_refused_by_name(two_ways, cat):
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"one of monet2photo, photo2monet[\s\S]*zebra"
    ):
        two_ways.signatures["serving_uint8"](
            images=tf.constant(cat[None]), direction=tf.constant(["zebra"])
        )


def header_only_png(height, width):
    """A few bytes that promise a picture of any size."""

    def chunk(kind, body):
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def header_only_gif(height, width):
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(20)


@pytest.mark.parametrize("bomb", [header_only_png, header_only_gif])
def test_a_picture_bomb_is_refused_by_its_header(one_way, bomb):
    with pytest.raises(tf.errors.InvalidArgumentError, match="3600000000"):
        one_way.signatures["serving_bytes"](image_bytes=tf.constant([bomb(60_000, 60_000)]))


def test_what_is_no_picture_is_refused(one_way):
    for junk in (b"", b"x", b"\x89PNG", b"\xff\xd8\xff", b"no picture" * 9):
        with pytest.raises(tf.errors.InvalidArgumentError):
            one_way.signatures["serving_bytes"](image_bytes=tf.constant([junk]))


def test_the_pixel_limit_is_in_the_graph(pix2pix, cat, tmp_path, monkeypatch):
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "3000")
    write_saved_model(pix2pix, tmp_path / "1", size=8)
    monkeypatch.delenv("TFSTYLE_MAX_PIXELS")
    signatures = tf.saved_model.load(str(tmp_path / "1")).signatures
    jpeg = tf.io.encode_jpeg(cat)
    for name, inputs in {
        "serving_default": {"images": tf.zeros((1, 45, 70, 3))},
        "serving_uint8": {"images": tf.constant(cat[None])},
        "serving_bytes": {"image_bytes": jpeg[None]},
    }.items():
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"at most 3000[\s\S]*3150"):
            signatures[name](**inputs)
    signatures["serving_uint8"](images=tf.constant(cat[None, :40]))


def test_weights_are_stored_once_and_nothing_asks_for_xla(pix2pix_export, pix2pix):
    version = pix2pix_export[0] / "saved_model" / "1"
    stored = sum(
        int(np.prod(shape))
        for name, shape in tf.train.list_variables(str(version / "variables" / "variables"))
        if not name.startswith("_") or name.startswith("_all_variables")
    )
    needed = sum(int(np.prod(w.shape)) for w in pix2pix.generator.weights)
    assert stored <= needed
    graph = (version / "saved_model.pb").read_bytes()
    from tensorflow.core.protobuf import saved_model_pb2

    library = saved_model_pb2.SavedModel.FromString(graph).meta_graphs[0].graph_def.library
    for function in library.function:
        assert not function.attr["_XlaMustCompile"].b, function.signature.name


def test_one_direction_alone_needs_no_name(cyclegan, cat, tmp_path):
    write_saved_model(cyclegan, tmp_path / "1", direction="b2a", size=8)
    signature = tf.saved_model.load(str(tmp_path / "1")).signatures["serving_default"]
    assert set(signature.structured_input_signature[1]) == {"images"}
    out = signature(images=tf.constant(cat[None].astype("float32") / 255))["stylized"].numpy()
    expected = keras_picture(cyclegan, cat, "photo2monet")
    np.testing.assert_allclose(out[0], expected, atol=1e-4)


@pytest.mark.exhaustive
def test_a_process_without_the_project_serves_it(pix2pix_export, pix2pix, cat, tmp_path):
    version = pix2pix_export[0] / "saved_model" / "1"
    np.save(tmp_path / "cat.npy", cat)
    code = (
        "import sys, numpy as np, tensorflow as tf\n"
        f"model = tf.saved_model.load({str(version)!r})\n"
        "cat = np.load('cat.npy')\n"
        "out = model.signatures['serving_uint8'](images=tf.constant(cat[None]))\n"
        "np.save('out.npy', out['stylized'].numpy())\n"
        "assert 'tfstyle' not in sys.modules\n"
    )
    # -I: neither the working directory nor PYTHONPATH is on the path; -S would lose TensorFlow.
    subprocess.run([sys.executable, "-I", "-c", code], check=True, cwd=tmp_path, timeout=120)
    expected = np.rint(keras_picture(pix2pix, cat) * 255)
    assert np.abs(np.load(tmp_path / "out.npy")[0] - expected).max() <= 1


def test_noise_is_not_exported(pix2pix, tmp_path, monkeypatch):
    monkeypatch.setattr(pix2pix, "inference_mode", "train")
    with pytest.raises(ExportError, match="batch_statistics"):
        write_saved_model(pix2pix, tmp_path / "1")
