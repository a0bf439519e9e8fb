"""The picture among a file's inputs, whoever named them; everything else is refused in words."""

import numpy as np
import pytest

from tfstyle.bench.signature import Input, read_signature
from tfstyle.errors import ArtefactError, UnsupportedOptionError

PICTURE = Input("x:0", (1, 384, 384, 3), "float32")
VECTOR = Input("style", (1, 1, 1, 100), "float32")


@pytest.mark.parametrize(
    ("shape", "first", "size"),
    [
        ((1, 256, 320, 3), False, (256, 320)),
        ((None, None, None, 3), False, None),
        ((1, 3, 64, 64), True, (64, 64)),
        ((None, 1, None, None), True, None),
        ((1, 64, None, 4), False, None),
        # Three rows of three channels: the channels are taken to be where TFLite has them.
        ((1, 3, 64, 3), False, (3, 64)),
    ],
)
def test_layouts(shape, first, size):
    found = read_signature([Input("in", shape, "float32")], "net")
    assert (found.first, found.size, found.picture) == (first, size, "in")
    fed = found.feed((48, 56))["in"]
    channels = shape[1] if first else shape[3]
    assert fed.shape == ((1, channels, 48, 56) if first else (1, 48, 56, channels))
    assert fed.dtype == "float32" and fed.min() >= 0 and fed.max() <= 1 and fed.std() > 0.1


def test_a_vector_beside_the_picture_is_fed():
    found = read_signature([VECTOR, PICTURE], "net")
    assert found.picture == "x:0"
    fed = found.feed((384, 384))
    assert fed["style"].shape == (1, 1, 1, 100) and np.ptp(fed["style"]) == 0
    open_batch = read_signature([Input("v", (None, 8), "float16"), PICTURE], "net")
    assert open_batch.others == {"v": ((1, 8), "float16")}


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ([], "takes no picture: nothing goes in"),
        ([Input("tokens", (1, 128), "int32")], r"takes no picture: tokens \(int32, 1 x 128\)"),
        ([Input("photo", (1, 64, 64, 3), "uint8")], r"takes no picture: photo \(uint8"),
        ([Input("f", (1, 16, 16, 512), "float32")], "takes no picture"),
        ([Input("batch", (8, 64, 64, 3), "float32")], "takes no picture"),
        ([VECTOR], "takes no picture"),
        ([PICTURE, Input("s", (1, 256, 256, 3), "float32")], "takes 2 pictures"),
        ([PICTURE, Input("n", (), "int64")], r"takes n beside a picture.*n \(int64, \)"),
        ([PICTURE, Input("v", (1, None), "float32")], r"takes v beside.*v \(float32, 1 x any\)"),
    ],
)
def test_what_is_no_picture_is_refused(inputs, words):
    with pytest.raises(ArtefactError, match=f"net.tflite {words}"):
        read_signature(inputs, "net.tflite")


def test_a_size_that_does_not_go_in_names_the_one_that_does():
    found = read_signature([PICTURE], "net")
    found.check((384, 384), "net")
    with pytest.raises(UnsupportedOptionError, match=r"net takes pictures of 384x384.*256x384"):
        found.check((256, 384), "net")
    half = read_signature([Input("in", (1, 3, 64, None), "float32")], "net")
    half.check((64, 999), "net")
    with pytest.raises(UnsupportedOptionError, match="64xany"):
        half.check((65, 64), "net")
