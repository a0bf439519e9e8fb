"""What a TFLite file of tfstyle says of itself: ranges, sizes, preset; read without any runtime.

An export writes its facts into the file as JSON: a buffer that the entry `tfstyle` of the model's
`metadata` names. A TFLite file is a FlatBuffer: tables whose fields are found through a table of
places (the vtable), all as offsets from where they stand. What is needed of that is here, on the
standard library alone, and every offset of a foreign file is checked before it is followed.

Sources: https://flatbuffers.dev/internals, TensorFlow's `lite/schema/schema.fbs`.
"""

import contextlib
import json
import struct

from tfstyle.errors import ArtefactError

NAME = "tfstyle"
# 2: of files that take or tell a style; others are written as 1, which earlier readers know.
FORMAT = 2
# What a style may be to a file, and the inputs that tell it.
PICTURE, NAMES = STYLE_KINDS = ("picture", "names")
VECTOR, WEIGHTS = "style_vector", "style_weights"
# The signature of a file that makes a style's vector of its picture, where others paint.
PREDICT = "predict_style"
# Of the schema's table `Model`: which field is which.
BUFFERS, METADATA = 4, 6
# More than any model has; a damaged count must not keep a reader busy.
_MOST_ENTRIES = 2**20
_MOST_TEXT = 2**20
# Who reads the facts relies on these.
_TYPES = {
    "name": str, "preset": (str, type(None)), "tfstyle": str, "license": (str, type(None)),
    "direction": str, "precision": str, "signature": str, "input": dict, "output": dict,
    "size": (list, type(None)), "size_multiple": int, "min_size": int,
    "receptive_margin": (int, type(None)), "whole_picture_statistics": bool, "bytes": int,
}  # fmt: skip
_TENSOR = {"name": str, "dtype": str, "layout": str, "range": list, "channels": int}
_STYLE = {
    "kind": str, "name": str, "length": int, "names": list, "side": (int, type(None)), "of": str,
}  # fmt: skip
_MOST_NUMBERS = 2**20  # of a style


def read_facts(path) -> dict | None:
    """Return what an exported TFLite file says of itself.

    Args:
        path: of the file.

    Returns:
        `{"format": 1, "name", "preset", "tfstyle", "license", "direction", "precision",
        "signature", "input": {"name", "dtype", "layout", "range", "channels", "label_map"},
        "output": {...}, "size": [height, width] or `None` for any, "size_multiple", "min_size",
        "receptive_margin": pixels or `None`, "whole_picture_statistics": bool, "bytes": of the
        file}`; `None` for a TFLite file that was not written by tfstyle. A file with a style has
        `"style": {"kind": "picture" or "names", "name": of the input that tells it, "length": of a
        row, "names": of the styles in the order of their weights, "side": pixels a style picture's
        shorter side is scaled to, "of": the same for files whose vectors fit}`, too; one whose
        `"signature"` is `"predict_style"` gives the vector that others take.

    Raises:
        ArtefactError: no TFLite file, a damaged or cut one, or facts of a later tfstyle.

    Example:
        >>> read_facts("stylize_256_fp16.tflite")["size"]  # doctest: +SKIP
        [256, 256]
    """
    try:
        with open(path, "rb") as file:
            return facts_of(file, str(path))
    except FileNotFoundError as error:
        raise ArtefactError(f"{path} is not there.") from error
    except OSError as error:
        raise ArtefactError(f"{path} cannot be read: {error.strerror or error}") from error


def facts_of(file, name: str) -> dict | None:
    """Do as `read_facts` with an open file that can seek, called `name` in errors."""
    tables = Tables(file, name)
    model = tables.root()
    buffers = tables.entries(model, BUFFERS)
    for buffer in buffers:  # each to its end: a cut file does not have them all
        tables.vector(buffer, 0, 1)
        tables.check_outside(buffer)
    text = None
    for entry in tables.entries(model, METADATA):
        if tables.text(entry, 0) == NAME.encode():
            index = tables.number(entry, 1)
            if index >= len(buffers):
                raise tables.damaged("names a buffer that it does not have")
            text = tables.text(buffers[index], 0)
    if text is None:
        return None
    try:
        facts = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise tables.damaged("its facts are no JSON") from error
    _check(facts, tables)
    return facts


def _check(facts, tables):
    if not isinstance(facts, dict) or not isinstance(facts.get("format"), int):
        raise tables.damaged("its facts are none of tfstyle's")
    if facts["format"] > FORMAT:
        raise ArtefactError(
            f"{tables.name} was written by tfstyle {facts.get('tfstyle')!r}, whose files this "
            "version cannot read. Update with: pip install --upgrade tfstyle"
        )
    parts = [(facts, _TYPES), (facts.get("input"), _TENSOR), (facts.get("output"), _TENSOR)]
    for values, types in parts:
        for key, kind in types.items():
            if not isinstance(values, dict) or not isinstance(values.get(key, ...), kind):
                raise tables.damaged(f"its facts lack {key!r}, or it is of another type")
    if facts.get("style") is not None:
        _check_style(facts["style"], tables)
    if tables.size < facts["bytes"]:
        raise tables.damaged(f"it has {tables.size} of {facts['bytes']} bytes")


def _check_style(style, tables):
    for key, kind in _STYLE.items():
        if not isinstance(style, dict) or not isinstance(style.get(key, ...), kind):
            raise tables.damaged(f"its style's facts lack {key!r}, or it is of another type")
    names = style["names"]
    whole = (
        style["kind"] in STYLE_KINDS
        and 1 <= style["length"] <= _MOST_NUMBERS
        and (style["side"] is None or style["side"] >= 1)
        and all(isinstance(name, str) for name in names)
        and len(set(names)) == len(names) == (style["length"] if style["kind"] == NAMES else 0)
    )
    if not whole:
        raise tables.damaged("its style's facts do not fit together")


class Tables:
    """The tables of a TFLite file, as places in it.

    Args:
        file: open, binary, that can seek.
        name: of the file, for errors.

    Raises:
        ArtefactError: it is no TFLite file.
    """

    def __init__(self, file, name: str):
        self.name = name
        self._file = file
        self.size = file.seek(0, 2)
        head = b""
        with contextlib.suppress(ArtefactError):
            head = self.read(0, 8)
        if head[4:] != b"TFL3":
            what = "is empty" if not self.size else "is no TFLite file"
            raise ArtefactError(
                f"{name} {what}: such files begin with 4 bytes and 'TFL3'. `tfstyle export` "
                "writes them."
            )

    def damaged(self, why: str) -> ArtefactError:
        """Return the error that says that the file is damaged, and how that shows."""
        return ArtefactError(
            f"{self.name} is damaged or cut off: {why}. Copy or download it again, or export anew."
        )

    def read(self, place: int, count: int) -> bytes:
        """Return bytes of the file.

        Raises:
            ArtefactError: the file does not have them.
        """
        if place < 0 or place + count > self.size:
            raise self.damaged(f"it points to byte {place + count} of {self.size}")
        self._file.seek(place)
        found = self._file.read(count)
        if len(found) != count:
            raise self.damaged(f"it ends before byte {place + count}")
        return found

    def root(self) -> int:
        """Return the place of the table `Model`."""
        return self.follow(0)

    def follow(self, place: int) -> int:
        """Return where the offset at a place leads."""
        return place + struct.unpack("<I", self.read(place, 4))[0]

    def fields(self, table: int) -> list[int]:
        """Return the place of each field of a table, 0 for one that is left out."""
        (back,) = struct.unpack("<i", self.read(table, 4))
        size, _ = struct.unpack("<HH", self.read(table - back, 4))
        if size < 4 or size % 2:
            raise self.damaged("a table of it is none")
        offsets = struct.unpack(f"<{size // 2 - 2}H", self.read(table - back + 4, size - 4))
        return [table + offset if offset else 0 for offset in offsets]

    def vector(self, table: int, field: int, width: int) -> tuple[int, int]:
        """Return place and count of a vector's elements of `width` bytes; (0, 0) if left out."""
        fields = self.fields(table)
        if field >= len(fields) or not fields[field]:
            return 0, 0
        place = self.follow(fields[field])
        (count,) = struct.unpack("<I", self.read(place, 4))
        if place + 4 + count * width > self.size:
            raise self.damaged(f"{count * width} bytes are said to begin at byte {place + 4}")
        return place + 4, count

    def entries(self, table: int, field: int) -> list[int]:
        """Return the places of the tables in a vector."""
        place, count = self.vector(table, field, 4)
        if count > _MOST_ENTRIES:
            raise self.damaged(f"it is said to have {count} buffers")
        return [self.follow(place + 4 * index) for index in range(count)]

    def text(self, table: int, field: int) -> bytes:
        """Return the bytes of a vector or string, without the zeros and blanks at its end."""
        place, count = self.vector(table, field, 1)
        if count > _MOST_TEXT:
            return b""
        return self.read(place, count).rstrip(b"\0 ")

    def check_outside(self, buffer: int) -> None:
        """Raise if a buffer's bytes lie behind the tables, beyond the end of the file.

        Raises:
            ArtefactError: they do.
        """
        fields = self.fields(buffer)
        if len(fields) > 2 and fields[1] and fields[2]:
            place, count = (struct.unpack("<Q", self.read(at, 8))[0] for at in fields[1:3])
            if place + count > self.size:
                raise self.damaged(f"it points to byte {place + count} of {self.size}")

    def number(self, table: int, field: int) -> int:
        """Return a field of type uint32, 0 if it is left out."""
        fields = self.fields(table)
        if field >= len(fields) or not fields[field]:
            return 0
        return struct.unpack("<I", self.read(fields[field], 4))[0]
