"""Files that tell how they were made, in every format that is offered."""

import io

import numpy as np
import pytest
from PIL import Image

from tfstyle.errors import UnsupportedOptionError
from tfstyle.images import read_provenance
from tfstyle.provenance import Origin, Provenance, Step
from tfstyle.studio.painting.cache import ThumbnailCache
from tfstyle.studio.painting.encoding import FORMATS, encode, thumbnail


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_format_holds_the_picture_and_its_record(kind, channels):
    image = np.full((12, 16, channels), 130, "uint8")
    made = Provenance((Step(Origin("wave"), "stylize"),))
    data = encode(image, kind, made)
    assert Image.open(io.BytesIO(data)).size == (16, 12)
    assert Image.open(io.BytesIO(data)).format == kind.upper()
    assert read_provenance(io.BytesIO(data)) == made
    assert data == encode(image, kind, made)


def test_another_format_is_refused():
    with pytest.raises(UnsupportedOptionError, match="png, jpeg"):
        encode(np.zeros((2, 2, 3), "uint8"), "../x.png")


def test_a_thumbnail_shows_white_where_nothing_is():
    small = Image.open(io.BytesIO(thumbnail(np.zeros((8, 8, 4), "uint8"))))
    assert np.asarray(small).min() > 250


def test_the_cache_holds_no_more_than_it_may():
    cache = ThumbnailCache(most_bytes=10)
    cache.put("a", 1, b"12345")
    cache.put("b", 1, b"12345")
    cache.get("a", 1)
    cache.put("c", 1, b"12345")
    assert [cache.get(blob, 1) is not None for blob in "abc"] == [True, False, True]
    cache.put("a", 1, b"x" * 11)
    assert cache.get("a", 1) is None
