"""The advice for pictures of the store, as a page shows it: text, and pictures as addresses."""

import base64
import json
from typing import Any

SIZE = 960  # pixels of the longer side that are looked at; more tells nothing else


class Advice:
    """What can be measured in a picture: seconds of computing, which are kept with its thumbnails.

    Args:
        pictures: `Pictures`.
        painter: whose cache is used, so that what is deleted is gone from it.
    """

    def __init__(self, pictures: Any, painter: Any):
        self.pictures, self._painter = pictures, painter

    def sections(
        self, picture_id: str, master_id: str | None, language: str, *, viewer_id: str
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return `advice.page.page` as plain values, small pictures in them as `data:` addresses.

        Args:
            picture_id: that the viewer may see.
            master_id: of a painting beside it, `None` for none.
            language: of the sentences.
            viewer_id: who asks.

        Raises:
            NotFoundError: a picture that is not there for the viewer.
        """
        blob = self.pictures.info(picture_id, viewer_id=viewer_id).blob_sha256
        if master_id:  # kept, a master that is deleted would still be here
            return self.measure(picture_id, master_id, language, viewer_id=viewer_id)
        cache, key = self._painter.cache, ("advice", language)
        if found := cache.get(blob, key):
            return json.loads(found)
        told = self.measure(picture_id, None, language, viewer_id=viewer_id)
        cache.put(blob, key, json.dumps(told).encode())
        return told

    def measure(
        self, picture_id: str, master_id: str | None, language: str, *, viewer_id: str
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return what `sections` does, measured anew."""
        from tfstyle.studio.advice import page

        master = self._image(master_id, viewer_id) if master_id else None
        return [_plain(one) for one in page(self._image(picture_id, viewer_id), master, language)]

    def _image(self, picture_id, viewer_id):
        import numpy as np
        from PIL import Image

        from tfstyle.images import to_rgb

        small = Image.fromarray(to_rgb(self.pictures.image(picture_id, viewer_id=viewer_id)))
        small.thumbnail((SIZE, SIZE))
        return np.asarray(small)


def _plain(section) -> dict[str, Any]:
    overlays = {"mine": section.overlay, "master": section.master_overlay}
    return {
        "title": section.title, "sentences": section.sentences, "drawn": section.drawn,
        "master": section.master_sentences,
        "overlays": {side: _inline(one) for side, one in overlays.items() if one is not None},
        "numbers": [f"{row.name}: {row.text}" for row in section.numbers],
        "changes": [
            {"title": one.title, "how": one.how, "why": one.why, "preview": _inline(one.preview)}
            for one in section.suggestions
        ],
    }  # fmt: skip


def _inline(image) -> str:
    from tfstyle.studio.painting.encoding import thumbnail

    return "data:image/jpeg;base64," + base64.b64encode(thumbnail(image)).decode()
