"""Where the picture goes into a file: found in its inputs, whoever wrote it and names them."""

import dataclasses

from tfstyle.errors import ArtefactError, UnsupportedOptionError

_CHANNELS = (1, 3, 4)
_FLOATS = ("float32", "float16")
# What goes in beside the picture, e.g. a style as a vector: its values make no difference in time.
_OTHER = 0.5


@dataclasses.dataclass(frozen=True)
class Input:
    """An input as its engine tells of it.

    Attributes:
        name: of the input.
        shape: its lengths, `None` where any will do.
        kind: of its numbers, as NumPy calls it.
    """

    name: str
    shape: tuple[int | None, ...]
    kind: str

    def __str__(self):
        lengths = " x ".join("any" if one is None else str(one) for one in self.shape)
        return f"{self.name} ({self.kind}, {lengths})"


@dataclasses.dataclass(frozen=True)
class Signature:
    """Which input is the picture, and what the others are fed.

    Attributes:
        picture: name of the picture's input.
        shape: of the picture, with its batch; `None` where any will do.
        kind: of its numbers.
        first: channels come before height and width.
        others: the shape and kind of every other input, by name.
    """

    picture: str
    shape: tuple[int | None, ...]
    kind: str
    first: bool
    others: dict[str, tuple[tuple[int, ...], str]]

    @property
    def size(self) -> tuple[int, int] | None:
        """(height, width) of all its pictures, `None` if one of them is open."""
        height, width = self.shape[2:] if self.first else self.shape[1:3]
        return None if height is None or width is None else (height, width)

    def shaped(self, size) -> tuple[int, ...]:
        """Return the shape of one picture of `size`, (height, width)."""
        channels = self.shape[1] if self.first else self.shape[3]
        assert channels is not None
        return (1, channels, *size) if self.first else (1, *size, channels)

    def check(self, size, path) -> None:
        """Raise if pictures of `size` do not go in.

        Raises:
            UnsupportedOptionError: with the size that does.
        """
        lengths = self.shape[2:] if self.first else self.shape[1:3]
        if any(own not in (None, wanted) for own, wanted in zip(lengths, size, strict=True)):
            own = "x".join("any" if one is None else str(one) for one in lengths)
            raise UnsupportedOptionError(
                f"size: {path} takes pictures of {own} (height x width) alone, not of "
                f"{size[0]}x{size[1]}. Leave --size out, or give that."
            )

    def feed(self, size) -> dict:
        """Return what goes in for a picture of noise in [0, 1]: arrays by the inputs' names."""
        import numpy as np

        picture = np.random.default_rng(0).random(self.shaped(size), "float32")
        others = {
            name: np.full(shape, _OTHER, kind) for name, (shape, kind) in self.others.items()
        }
        return {self.picture: picture.astype(self.kind), **others}


def read_signature(inputs: list[Input], path) -> Signature:
    """Return which of a file's inputs is the picture.

    A picture has four lengths: a batch, height and width that are open or more than one, and one,
    three or four channels, at the end (NHWC) or before them (NCHW).

    Args:
        inputs: all of the file.
        path: of the file, for errors.

    Raises:
        ArtefactError: none is a picture, several are, or another input is open or no float.
    """
    layouts = [(one, _layout(one)) for one in inputs]
    pictures = [(one, first) for one, first in layouts if first is not None]
    if len(pictures) != 1:
        problem = "takes no picture" if not pictures else f"takes {len(pictures)} pictures"
        raise _refused(path, problem, inputs)
    (picture, first), = pictures
    others = {}
    for one in inputs:
        if one is picture:
            continue
        # Open where a picture's batch would be: one.
        first_length = [1 if length is None else length for length in one.shape[:1]]
        lengths = [length for length in (*first_length, *one.shape[1:]) if length is not None]
        if one.kind not in _FLOATS or len(lengths) != len(one.shape):
            raise _refused(path, f"takes {one.name} beside a picture", inputs)
        others[one.name] = (tuple(lengths), one.kind)
    return Signature(picture.name, picture.shape, picture.kind, first, others)


def _layout(one: Input) -> bool | None:
    """Return whether channels come first in a picture, `None` for what is none."""
    if one.kind not in _FLOATS or len(one.shape) != 4 or one.shape[0] not in (None, 1):
        return None
    _, a, b, c = one.shape
    for first, channels, sides in ((False, c, (a, b)), (True, a, (b, c))):
        if channels in _CHANNELS and all(side is None or side > 1 for side in sides):
            return first
    return None


def _refused(path, problem, inputs):
    return ArtefactError(
        f"{path} {problem}: {'; '.join(map(str, inputs)) or 'nothing goes in'}. What can be "
        "measured takes one picture of floats, 1 x height x width x channels or 1 x channels x "
        "height x width, and beside it floats of known shape at most."
    )
