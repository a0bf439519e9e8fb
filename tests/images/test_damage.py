"""Mutated files of every format: a picture or an `ImageError`, nothing else."""

import io
import warnings

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import KINDS, encode, swapped_profile, with_sums
from tests.optional import need
from tfstyle import images
from tfstyle.errors import ImageError

photos = need("skimage.data")


@pytest.mark.parametrize("name", KINDS)
def test_300_mutations(name, monkeypatch):
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", str(2**22))
    exif = Image.Exif()
    exif[0x0112] = 6
    options = dict(KINDS[name])
    if name[-3:] not in ("ppm", "bmp", "gif", "jp2"):
        options |= {"exif": exif, "icc_profile": swapped_profile()}
    content = encode(Image.fromarray(photos.astronaut()[:24, :32]), name, **options)
    random = np.random.default_rng(0)
    read = 0
    with warnings.catch_warnings():
        # Pillow warns of odd metadata; as an error it would hide what comes after it.
        warnings.simplefilter("ignore")
        for _ in range(300):
            changed = bytearray(content)
            # Half of them where the header is.
            most = min(len(content), 400) if random.random() < 0.5 else len(content)
            for _ in range(random.integers(1, 6)):
                changed[random.integers(0, most)] = random.integers(0, 256)
            if random.random() < 0.2:
                del changed[random.integers(0, len(changed)) :]
            changed = with_sums(bytes(changed)) if name == "a.png" else bytes(changed)
            try:
                picture = images.read_image(io.BytesIO(changed), int(random.choice([1, 3, 4])))
            except ImageError as error:
                assert "\n" not in str(error)
            else:
                assert picture.dtype == np.uint8 and picture.ndim == 3
                read += 1
    assert read > 0
