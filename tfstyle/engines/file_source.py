"""Exported files as the functions of a model."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

from tfstyle.engines.facts import Facts
from tfstyle.engines.painter import painter
from tfstyle.errors import ArtefactError, ImageError
from tfstyle.files import sha256
from tfstyle.provenance import Origin
from tfstyle.tflite_facts import read_facts

# A file for any size paints pictures of so many pixels as a whole; larger ones take gigabytes.
MOST_PIXELS = 2**22


@dataclasses.dataclass(frozen=True)
class ExportedFile:
    """A file and what it tells of itself.

    Attributes:
        path: of the file.
        told: the facts inside, as `tflite_facts` has them.
    """

    path: Path
    told: dict

    @classmethod
    def read(cls, path) -> "ExportedFile":
        """Return a file with its facts.

        Raises:
            ArtefactError: it is damaged, or tells nothing of itself.
        """
        path = Path(path)
        told = read_facts(path) if path.suffix.lower() == ".tflite" else _told_by_onnx(path)
        if told is None:
            raise ArtefactError(
                f"{path} does not tell what its pictures are: it is no export of tfstyle, or an "
                "old one. Export again; foreign models come in by `tfstyle convert`."
            )
        try:
            one = cls(path, told)
            one.direction, one.channels, one.range, one.size  # noqa: B018  (each may be missing)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactError(
                f"{path} tells of its pictures what is not understood ({error!r}). Export again."
            ) from error
        return one

    @property
    def translates(self) -> bool:
        """Whether a picture alone goes in."""
        return self.told.get("signature", "serving_default") == "serving_default"

    @property
    def direction(self) -> str:
        """What it paints in."""
        return str(self.told["direction"])

    @property
    def channels(self) -> tuple[int, int]:
        """Of the pictures in and out."""
        return int(self.told["input"]["channels"]), int(self.told["output"]["channels"])

    @property
    def range(self) -> tuple[float, float]:
        """The values of black and white."""
        low, high = self.told["input"]["range"]
        return float(low), float(high)

    @property
    def size(self) -> tuple[int, int] | None:
        """(height, width) of all its pictures, or `None` for any."""
        size = self.told["size"]
        return None if size is None else (int(size[0]), int(size[1]))

    @property
    def size_multiple(self) -> int:
        """What H and W must be multiples of: of a TFLite file nothing, it pads inside."""
        return 1 if self.path.suffix.lower() == ".tflite" else int(self.told["size_multiple"])

    @property
    def min_size(self) -> int:
        """The smallest H and W that go in."""
        return 1 if self.path.suffix.lower() == ".tflite" else int(self.told["min_size"])

    @property
    def preference(self) -> tuple:
        """Sorts files of one direction: any size first, then exact weights, then large pictures."""
        exact = ("fp32", "fp16").index(p) if (p := self.told.get("precision")) in (
            "fp32", "fp16") else 2  # fmt: skip
        height, width = self.size or (0, 0)
        return self.size is not None, exact, -height * width


class FileSource:
    """A `Source` of exported files, one for each direction.

    Args:
        files: of one model.
        engine: that reads them all.

    Attributes:
        facts: of the model.
        origin: the preset that the files name, and the files.
    """

    def __init__(self, files: Sequence[ExportedFile], engine: str):
        self._files = {one.direction: one for one in files}
        self._engine = engine
        self._painters: dict = {}
        told = files[0].told
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
        )
        self.origin: Origin | None = Origin(
            str(told.get("preset") or told.get("name") or files[0].path.stem),
            {one.path.name: sha256(one.path) for one in files},
        )

    def margin(self, direction: str) -> int:
        """Return how many pixels around a tile its translation depends on."""
        return int(self._files[direction].told["receptive_margin"])

    def painter(self, direction: str, *, tiled: bool = False, **how):
        """Return a function of float32 (B, H, W, C) in [-1, 1] to the same.

        Args:
            direction: one of the files'.
            tiled: makes no difference to a network that normalizes by nothing of the whole.
            **how: nothing; a file paints in one style.

        Raises:
            ExportError: see `runners.load`.
        """
        file = self._files[direction]
        if direction not in self._painters:
            low, high = file.range
            self._painters[direction] = painter(self._engine, file.path, low=low, high=high)
        paint = self._painters[direction]

        def checked(pictures):
            _check_size(file, pictures.shape[1:3])
            return paint(pictures)

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


def _told_by_onnx(path: Path) -> dict | None:
    from tfstyle.engine_names import is_installed
    from tfstyle.errors import ExportError, one_line

    if not is_installed("onnxruntime"):
        raise ExportError(f"{path} needs the package onnxruntime: pip install onnxruntime.")
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        text = session.get_modelmeta().custom_metadata_map.get("tfstyle")
        return None if text is None else json.loads(text)
    except Exception as error:  # its classes have no public names
        raise ArtefactError(f"{path} is no ONNX file, or damaged: {one_line(error)}") from error
