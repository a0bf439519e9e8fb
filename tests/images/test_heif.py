"""HEIC, what phones write, where pillow-heif is installed (`pip install pillow-heif`)."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import swapped_profile
from tests.optional import need
from tfstyle import images
from tfstyle.errors import ImageError

need("pillow_heif")
photos = need("skimage.data")

PHOTO = photos.astronaut()[:64, :96]


def heic(image, **options):
    assert "HEIF" in images.formats.readable_formats()
    file = io.BytesIO()
    image.save(file, "HEIF", quality=95, chroma=444, **options)
    return file.getvalue()


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = heic(Image.fromarray(PHOTO), exif=exif.tobytes())
    expected = np.rot90(PHOTO, {1: 0, 3: 2, 6: -1}[orientation])
    read = images.read_image(io.BytesIO(content))
    assert read.shape == expected.shape and np.abs(read.astype(int) - expected).mean() < 4
    assert images.read_size(io.BytesIO(content)) == expected.shape[:2]


def test_profile_alpha_and_writing(tmp_path):
    content = heic(Image.new("RGB", (64, 64), (220, 30, 30)), icc_profile=swapped_profile())
    read = images.read_image(io.BytesIO(content))[0, 0].astype(int)
    assert np.abs(read - (24, 221, 24)).max() <= 6
    picture = np.full((64, 64, 4), 200, np.uint8)
    picture[:32, :, 3] = 0
    images.write_image(tmp_path / "a.heic", picture)
    read = images.read_image(tmp_path / "a.heic", 4)
    assert read[0, 0].tolist() == [255, 255, 255, 0] and abs(int(read[50, 0, 0]) - 200) < 4
    assert {".heic", ".heif"} <= set(images.written_suffixes())


def test_memory_and_damage(tmp_path, monkeypatch):
    content = heic(Image.fromarray(PHOTO))
    monkeypatch.setenv("TFSTYLE_MAX_PICTURE_BYTES", "100000")
    with pytest.raises(ImageError, match="96x64 pixels; reading it takes 122880 bytes"):
        images.read_image(io.BytesIO(content))
    monkeypatch.delenv("TFSTYLE_MAX_PICTURE_BYTES")
    random = np.random.default_rng(0)
    for _ in range(60):
        changed = bytearray(content)
        for _ in range(3):
            changed[random.integers(0, len(changed))] = random.integers(0, 256)
        try:
            images.read_image(io.BytesIO(bytes(changed)))
        except ImageError as error:
            assert "\n" not in str(error)
