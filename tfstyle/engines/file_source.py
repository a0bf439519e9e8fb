"""Exported files as the functions of a model."""

from collections.abc import Sequence

from tfstyle.engines.exported_file import ExportedFile
from tfstyle.engines.facts import Facts
from tfstyle.engines.painter import painter
from tfstyle.engines.style_files import Teller
from tfstyle.errors import ImageError
from tfstyle.files import sha256
from tfstyle.provenance import Origin

# A file for any size paints pictures of so many pixels as a whole; larger ones take gigabytes.
MOST_PIXELS = 2**22


class FileSource:
    """A `Source` of exported files, one for each direction.

    Args:
        files: of one model.
        engine: that reads them all.
        predictor: the file that makes the vectors of styles, if they take vectors.

    Attributes:
        facts: of the model.
        origin: the preset that the files name, and the files.
    """

    def __init__(
        self, files: Sequence[ExportedFile], engine: str, predictor: ExportedFile | None = None
    ):
        self._files = {one.direction: one for one in files}
        self._engine = engine
        self._tellers = {one.direction: Teller(one, predictor, engine) for one in files}
        self._painters: dict = {}
        told, style = files[0].told, files[0].style
        self.facts = Facts(
            kind=str(told.get("kind", "export")),
            channels={one.direction: one.channels for one in files},
            tiles=all(
                one.size is None
                and one.told.get("whole_picture_statistics") is False
                and one.told.get("receptive_margin") is not None
                for one in files
            ),
            label_maps=bool(told["input"].get("label_map")),
            size_multiple=files[0].size_multiple,
            min_size=files[0].min_size,
            style=style.kind if style else None,
            styles=style.names if style else (),
        )
        self.origin: Origin | None = Origin(
            str(told.get("preset") or told.get("name") or files[0].path.stem),
            {one.path.name: sha256(one.path) for one in (*files, predictor) if one is not None},
        )

    def margin(self, direction: str) -> int:
        """Return how many pixels around a tile its translation depends on."""
        return int(self._files[direction].told["receptive_margin"])

    def painter(self, direction: str, *, tiled: bool = False, **how):
        """Return a function of float32 (B, H, W, C) in [-1, 1] to the same.

        Args:
            direction: one of the files'.
            tiled: makes no difference to a network that normalizes by nothing of the whole.
            **how: `style`, where that is an input of the file.

        Raises:
            ExportError: see `runners.load`.
            UnsupportedOptionError: see `Teller.rows`.
        """
        file, rows = self._files[direction], self._tellers[direction].rows(**how)
        if direction not in self._painters:
            low, high = file.range
            self._painters[direction] = painter(self._engine, file.path, low=low, high=high)
        paint = self._painters[direction]

        def checked(pictures):
            _check_size(file, pictures.shape[1:3])
            return paint(pictures, *rows)

        return checked


def _check_size(file: ExportedFile, size) -> None:
    """Refuse a picture that a file cannot take.

    Raises:
        ImageError: with what to do instead.
    """
    height, width = size
    if file.size is not None and tuple(size) != file.size:
        rows, columns = file.size
        raise ImageError(
            f"{file.path.name} takes pictures of {columns}x{rows} pixels, and this one has "
            f"{width}x{height}. Resize it by --size {rows}x{columns} (height x width), or take a "
            "file for any size: the one that `tfstyle export` calls dynamic."
        )
    if file.size is None and height * width > MOST_PIXELS:
        raise ImageError(
            f"A picture of {width}x{height} pixels is too large for {file.path.name}, which paints "
            f"it as a whole, {MOST_PIXELS} pixels at most. Make it smaller by --size, or take the "
            "preset itself, which paints in tiles."
        )
