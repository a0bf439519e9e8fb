"""A loaded SavedModel and a model on an engine answer the same."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.commands import ROOT
from tests.optional import need
from tfstyle.serving.painting import Painting
from tfstyle.serving.problems import ServingError
from tfstyle.serving.saved_model import plain
from tfstyle.serving.sources import BasePath

data = need("skimage.data")


@pytest.fixture(scope="module")
def loaded(cyclegan_export):
    directory, _ = cyclegan_export
    base = BasePath("monet", directory / "saved_model")
    (version,) = base.wanted()
    return base.load(version)


@pytest.fixture(scope="module")
def painting(cyclegan):
    return Painting(cyclegan)


@pytest.fixture(params=["loaded", "painting"])
def servable(request):
    return request.getfixturevalue(request.param)


def direction(name):
    return np.array([name.encode()], object)


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def cat(height=20, width=33):
    return data.chelsea()[100 : 100 + height, 150 : 150 + width]


def test_both_have_the_same_signatures(loaded, painting):
    for name, signature in painting.signatures.items():
        assert signature.inputs == loaded.signatures[name].inputs
        assert signature.outputs == loaded.signatures[name].outputs
        assert signature.batches and loaded.signatures[name].batches


@pytest.mark.parametrize("way", ["photo2monet", "monet2photo"])
def test_the_picture_is_kerass(servable, cyclegan, way):
    picture = cat()
    expected = cyclegan.translate(picture, direction=way).astype(int)

    def ask(name, **arrays):
        signature = servable.signatures[name]
        inputs = {**arrays, "direction": direction(way)}
        signature.check(inputs)
        return signature.run(inputs)

    out = ask("serving_default", images=picture[None].astype("float32") / 255)["stylized"]
    assert out.dtype == np.float32 and np.abs(np.rint(out[0] * 255) - expected).max() <= 1
    out = ask("serving_uint8", images=picture[None])["stylized"]
    assert out.dtype == np.uint8 and np.abs(out[0].astype(int) - expected).max() <= 1
    files = np.array([png(picture), png(cat(9, 12))], object)
    first, second = ask("serving_bytes", image_bytes=files)["stylized_bytes"]
    assert Image.open(io.BytesIO(second)).size == (12, 9)
    assert np.abs(np.asarray(Image.open(io.BytesIO(first))).astype(int) - expected).max() <= 1


def test_each_picture_goes_its_own_way(servable, cyclegan):
    picture, ways = cat(8, 8), ["photo2monet", cyclegan.directions[1]]
    names = np.array([b"photo2monet", b"b2a"], object)
    inputs = {"images": np.stack([picture] * 2), "direction": names}
    outs = servable.signatures["serving_uint8"].run(inputs)["stylized"]
    for out, way in zip(outs, ways, strict=True):
        expected = cyclegan.translate(picture, direction=way)
        assert np.abs(out.astype(int) - expected.astype(int)).max() <= 1


def test_no_picture_at_all_and_the_smallest(servable):
    run = servable.signatures["serving_uint8"].run
    for count in (0, 1):
        inputs = {"images": np.zeros((count, 1, 1, 3), "uint8"), "direction": direction("a2b")}
        assert run(inputs)["stylized"].shape == (count, 1, 1, 3)


@pytest.mark.parametrize(
    "name, key, value",
    [
        ("serving_default", "images", np.full((1, 4, 4, 3), 255, "float32")),
        ("serving_default", "images", np.full((1, 4, 4, 3), np.nan, "float32")),
        ("serving_uint8", "images", np.zeros((1, 0, 4, 3), "uint8")),
        ("serving_bytes", "image_bytes", np.array([b"no picture"], object)),
        ("serving_bytes", "image_bytes", np.array([png(cat())[:200]], object)),
        ("serving_bytes", "image_bytes", np.array([b""], object)),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_the_senders_fault(servable, name, key, value):
    with pytest.raises(ServingError) as error:
        servable.signatures[name].run({key: value, "direction": direction("a2b")})
    assert error.value.code == "INVALID_ARGUMENT"
    words = str(error.value)
    assert words and "[[" not in words and "Graph" not in words and str(ROOT) not in words


def test_an_unknown_direction_names_those_there_are(servable):
    inputs = {"images": np.zeros((1, 4, 4, 3), "uint8"), "direction": direction("zzz")}
    with pytest.raises(ServingError, match="monet2photo") as error:
        servable.signatures["serving_uint8"].run(inputs)
    assert error.value.code == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "said, kept",
    [
        ("Bad [[{{node while/body/assert}}]] [Op:__inference_signature_wrapper_1]", "Bad"),
        (
            "Graph execution error:\n\nDetected at node a/b defined at (most recent call last):\n"
            "<stack traces unavailable>\nassertion failed: [x is high:] [2]\n\t [[{{node a}}]] "
            "[Op:f]",
            "x is high: 2",
        ),
        (
            "Graph execution error:\n\nDetected at node 'a' defined at (most recent call last):\n"
            '  File "/home/me/secret.py", line 3, in f\n    return g(x)\n2 root error(s) found.\n'
            "  (0) INVALID_ARGUMENT:  no JPEG\n\t [[{{node a}}]]\n\t [[b]]\n"
            "  (1) INVALID_ARGUMENT:  no JPEG\n0 successful operations.\n0 derived errors ignored.",
            "no JPEG",
        ),
        ("", "The model cannot take this."),
    ],
)
def test_messages_lose_where_in_the_graph_they_happened(said, kept):
    assert plain(ValueError(said)) == kept


def test_a_file_of_too_many_pixels_is_refused_by_its_header(cyclegan):
    small = Painting(cyclegan, max_pixels=11)
    signature = small.signatures["serving_bytes"]
    asked = {"direction": direction("photo2monet")}
    for file in (png(cat(3, 4)), png(cat(3, 4))[:-16]):  # nothing behind the header is looked at
        with pytest.raises(ServingError, match="4x3 pixels, and 11 are allowed") as caught:
            signature.run({**asked, "image_bytes": np.array([file], object)})
        assert caught.value.status == 400
    assert signature.run({**asked, "image_bytes": np.array([png(cat(3, 3))], object)})
