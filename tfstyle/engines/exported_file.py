"""An exported file and what it tells of itself."""

import dataclasses
import json
from pathlib import Path

from tfstyle.errors import ArtefactError
from tfstyle.tflite_facts import STYLE_KINDS, read_facts


@dataclasses.dataclass(frozen=True)
class FileStyle:
    """What a file takes as a style, or makes of a style picture.

    Attributes:
        kind: of `tflite_facts.STYLE_KINDS`.
        length: of the row that tells a style.
        names: of the learned styles, in the order of their weights.
        side: pixels that a style picture's shorter side is scaled to, `None` for as it is.
        of: the same for files whose vectors fit together.
    """

    kind: str
    length: int
    names: tuple[str, ...]
    side: int | None
    of: str

    @classmethod
    def read(cls, told: dict) -> "FileStyle":
        """Return what facts tell.

        Raises:
            KeyError, TypeError, ValueError: they are none.
        """
        if told["kind"] not in STYLE_KINDS:
            raise ValueError(f"kind {told['kind']!r}")
        if len(told["names"]) not in (0, int(told["length"])):
            raise ValueError(f"{len(told['names'])} names for {told['length']} weights")
        side = None if told["side"] is None else int(told["side"])
        names = tuple(map(str, told["names"]))
        return cls(told["kind"], int(told["length"]), names, side, str(told["of"]))


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
            one.direction, one.channels, one.range, one.size, one.style  # noqa: B018  (may be missing)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactError(
                f"{path} tells of its pictures what is not understood ({error!r}). Export again."
            ) from error
        return one

    @property
    def translates(self) -> bool:
        """Whether it makes pictures of pictures, not the vector of a style."""
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
    def style(self) -> FileStyle | None:
        """What it takes as a style, or makes of a style picture; `None` if it does neither."""
        told = self.told.get("style")
        return None if told is None else FileStyle.read(told)

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
