"""A store in memory, and models that paint without a network."""

import hashlib
import io
from types import SimpleNamespace

import numpy as np

from tfstyle.capabilities import Capabilities
from tfstyle.errors import DataError
from tfstyle.studio.painting.encoding import encode


class FakeBlobs:
    """Bytes by their SHA-256."""

    def __init__(self):
        self.held = {}

    def put(self, data):
        sha256 = hashlib.sha256(data).hexdigest()
        self.held[sha256] = data
        return sha256

    def get(self, sha256):
        return self.held[sha256]


class FakePictures:
    """Pictures of one owner each."""

    def __init__(self, blobs):
        self.blobs, self.rows = blobs, {}

    def add(self, owner_id, image):
        sha256 = self.blobs.put(encode(image, "png"))
        picture_id = f"{len(self.rows):032x}"
        self.rows[picture_id] = SimpleNamespace(
            id=picture_id, owner_id=owner_id, blob_sha256=sha256, width=image.shape[1],
            height=image.shape[0], title="",
        )  # fmt: skip
        return self.rows[picture_id]

    def info(self, picture_id, *, viewer_id):
        row = self.rows.get(picture_id)
        if row is None or row.owner_id != viewer_id:
            raise DataError("There is no such picture.")
        return row

    def image(self, picture_id, *, viewer_id):
        from PIL import Image

        row = self.info(picture_id, viewer_id=viewer_id)
        return np.asarray(Image.open(io.BytesIO(self.blobs.get(row.blob_sha256))))


class FakeLibrary:
    """Styles by id."""

    def __init__(self, *styles):
        self.held = {style.id: style for style in styles}

    def styles(self, viewer_id):
        return list(self.held.values())

    def get(self, style_id, *, viewer_id):
        return self.held[style_id]


def style(style_id, model="fast_style_udnie", **values):
    """Return what the library tells of a style."""
    told = {
        "name": style_id, "style": None, "direction": None, "painting_sha256": None,
        "preset_sha256": None, "strength": 1.0,
    }  # fmt: skip
    return SimpleNamespace(id=style_id, model=model, **{**told, **values})


class FakeModel:
    """Paints a picture in one colour, as far as strength goes, and counts how often."""

    size_multiple, min_size, styles = 4, 8, ()

    def __init__(self, level=255, takes="picture"):
        self.level, self.calls = level, []
        self.capabilities = Capabilities(translates=True, directions=1, style=takes)

    def translate(self, image, *, strength=1.0, style=None, **asked):
        self.calls.append({"style": style, "strength": strength, **asked})
        return np.rint(image + strength * (self.level - image.astype("float32"))).astype("uint8")
