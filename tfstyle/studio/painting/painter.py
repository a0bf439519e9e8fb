"""Pictures of the store, painted: the one way from what a person asks to a file and its recipe."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tfstyle.errors import IntegrityError, TfstyleError
from tfstyle.studio.painting.cache import ThumbnailCache
from tfstyle.studio.painting.compose import Brush, compose
from tfstyle.studio.painting.encoding import encode, thumbnail
from tfstyle.studio.painting.models import Models
from tfstyle.studio.painting.options import PaintOptions
from tfstyle.studio.painting.recipe import check_recipe, make_recipe, provenance_of, step
from tfstyle.studio.painting.thumbnails import paint_thumbnails
from tfstyle.studio.texts.telling import Told

RESTORER = "restore_photo_256"
SHEET_SIZE = 160


@dataclasses.dataclass(frozen=True)
class Painted:
    """A painting.

    Attributes:
        png: the file, with the record of how it was made.
        recipe: all that the same bytes need beside the source.
        width: pixels.
        height: pixels.
    """

    png: bytes
    recipe: dict
    width: int
    height: int


class Painter:
    """Paints pictures of the store in styles of the library.

    Args:
        library: a `Library`.
        pictures: `Pictures`.
        blobs: `Blobs`, where recipes find masks and paintings.
        cache: of thumbnails.
        models: at hand.
    """

    def __init__(self, library, pictures, blobs, cache=None, models=None):
        self.library, self.pictures, self.blobs = library, pictures, blobs
        self.cache = cache or ThumbnailCache()
        self.models = models or Models()

    def paint(
        self, picture_id: str, options: PaintOptions, *, viewer_id: str,
        progress: Callable[[float], object] = lambda done: None,
    ) -> Painted:  # fmt: skip
        """Paint a picture.

        Args:
            picture_id: that the viewer may see.
            options: see there.
            viewer_id: who asks; masks and styles, too, are those they may see.
            progress: see `compose`.

        Raises:
            NotFoundError: a picture, mask or style that is not there for the viewer.
            TfstyleError: it cannot be painted.
        """
        recipe = self.recipe(picture_id, options, viewer_id=viewer_id)
        return self._follow(picture_id, recipe, viewer_id, progress)

    def recipe(self, picture_id: str, options: PaintOptions, *, viewer_id: str) -> dict:
        """Return the recipe by which a picture, or each frame of a video, would be painted.

        Raises:
            NotFoundError: a picture, mask or style that is not there for the viewer.
            TfstyleError: a model's weights are not there.
        """
        source = self.pictures.info(picture_id, viewer_id=viewer_id)
        steps = [self._step(layer, viewer_id) for layer in options.layers]
        restore = self._restoration() if options.restore else None
        asked = {
            "strength": options.strength, "preserve_color": options.preserve_color,
            "size": options.size, "feather": options.feather,
        }  # fmt: skip
        return make_recipe(source.blob_sha256, restore, steps, asked)

    def repaint(
        self, picture_id: str, recipe: Mapping[str, Any], *, viewer_id: str,
        progress: Callable[[float], object] = lambda done: None,
    ) -> Painted:  # fmt: skip
        """Paint by a recipe, to the same bytes.

        Raises:
            DataError: this is no recipe of this version.
            IntegrityError: the picture or a model's weights are others than they were.
            NotFoundError: the picture, a mask or a painting is not there any more.
        """
        check_recipe(recipe)
        return self._follow(picture_id, dict(recipe), viewer_id, progress)

    def contact_sheet(
        self, picture_id: str, *, viewer_id: str, size: int = SHEET_SIZE, styles=None
    ) -> Iterator[tuple[str, bytes]]:  # fmt: skip
        """Yield a style's id and a JPEG of the picture in it, each as it is ready.

        Styles that cannot paint (a preset file that this tfstyle does not read) are left out.

        Args:
            picture_id: that the viewer may see.
            viewer_id: whose library.
            size: pixels of the shorter side.
            styles: `StyleInfo` to show, in this order as far as models allow; all if not given.
        """
        source = self.pictures.info(picture_id, viewer_id=viewer_id)
        styles = self.library.styles(viewer_id) if styles is None else styles
        missing, keys = [], {}
        for style in styles:
            key = (style.model, style.preset_sha256, style.style, style.direction,
                   style.painting_sha256, size)  # fmt: skip
            if found := self.cache.get(source.blob_sha256, key):
                yield style.id, found
            else:
                missing.append(style)
                keys[style.id] = key
        if not missing:
            return
        for style_id, data in self.paint_missing(picture_id, viewer_id, size, missing):
            self.cache.put(source.blob_sha256, keys[style_id], data)
            yield style_id, data

    def paint_missing(
        self, picture_id: str, viewer_id: str, size: int, styles: list
    ) -> Iterator[tuple[str, bytes]]:  # fmt: skip
        """Yield what `contact_sheet` does, of styles that are not in the cache."""
        small = _small(self.pictures.image(picture_id, viewer_id=viewer_id), size)
        groups: dict[str, list] = {}
        for style in styles:
            groups.setdefault(self._name(style), []).append(style)
        for name, those in groups.items():
            with contextlib.suppress(TfstyleError):
                for style, image in self._thumbnails(name, those, small):
                    yield style.id, thumbnail(image)

    def warm(self, viewer_id: str) -> None:
        """Load and compile what the contact sheet of a viewer needs."""
        import numpy as np

        blank = np.full((64, 64, 3), 128, "uint8")
        groups: dict[str, list] = {}
        for style in self.library.styles(viewer_id):
            groups.setdefault(self._name(style), []).append(style)
        for name, those in groups.items():
            with contextlib.suppress(TfstyleError):
                for _ in self._thumbnails(name, those[:3], blank):
                    pass

    def _thumbnails(self, name, those, small):
        loaded = self.models.get(name)
        wanted = [
            (style.direction, self._style(style.style, style.painting_sha256)) for style in those
        ]
        for number, image in paint_thumbnails(loaded, small, wanted):
            yield those[number], image

    def _step(self, layer, viewer_id) -> dict:
        style = self.library.get(layer.style_id, viewer_id=viewer_id)
        mask = None
        if layer.mask_id is not None:
            mask = self.pictures.info(layer.mask_id, viewer_id=viewer_id).blob_sha256
        return step(
            style.model, self._checksum(self._name(style)), style_id=style.id, title=style.name,
            direction=style.direction, name=style.style, painting=style.painting_sha256,
            preset=style.preset_sha256, weight=layer.weight, mask=mask,
        )  # fmt: skip

    def _restoration(self) -> dict:
        return step(RESTORER, self._checksum(RESTORER))

    def _follow(self, picture_id, recipe, viewer_id, progress) -> Painted:
        source = self.pictures.info(picture_id, viewer_id=viewer_id)
        if source.blob_sha256 != recipe["source"]:
            raise IntegrityError(Told("refused.recipe_of_other"))
        restorer = self._loaded(recipe["restore"]) if recipe["restore"] else None
        brushes = [self._brush(one) for one in recipe["steps"]]
        image = self.pictures.image(picture_id, viewer_id=viewer_id)
        painting = compose(
            image, brushes, restorer=restorer, progress=progress, **recipe["options"]
        )
        png = encode(painting, "png", provenance_of(recipe))
        return Painted(png, recipe, painting.shape[1], painting.shape[0])

    def _brush(self, one) -> Brush:
        mask = one["options"]["mask"]
        return Brush(
            self._loaded(one), one["direction"], self._style(one["name"], one["painting"]),
            one["options"]["weight"], None if mask is None else self._image(mask, channels=4),
        )  # fmt: skip

    def model_of(self, one: Mapping[str, Any]) -> str:
        """Return the name or directory of a recipe's step's model.

        Raises:
            IntegrityError: its weights are others than they were.
        """
        name = self.library.preset_directory(one["preset"]) if one["preset"] else one["model"]
        found = self._checksum(str(name))
        if found != one["checksum"]:
            raise IntegrityError(
                Told(
                    "refused.other_weights",
                    model=one["model"],
                    found=found,
                    recorded=one["checksum"],
                )
            )
        return str(name)

    def _loaded(self, one):
        return self.models.get(self.model_of(one))

    def _checksum(self, name: str) -> str:
        from tfstyle.presets import WEIGHTS
        from tfstyle.zoo import resolve
        from tfstyle.zoo.origins import origin_of

        return origin_of(resolve(name)).files.get(WEIGHTS, "")

    def _name(self, style) -> str:
        if style.preset_sha256:
            return str(self.library.preset_directory(style.preset_sha256))
        return style.model

    def _style(self, name, painting):
        return self._image(painting) if painting else name

    def _image(self, blob, channels=3):
        import io

        from tfstyle.images import read_image

        return read_image(io.BytesIO(self.blobs.get(blob)), channels=channels)


def _small(image, size):
    """Return a picture as uint8 (H, W, 3) with `size` pixels on its shorter side."""
    from tfstyle.images import resize, shorter_side, to_rgb

    image = to_rgb(image)
    return resize(image, shorter_side(size, image.shape[:2]))
