"""What a zip archive lists, checked before anything of it is used.

Only what is needed to look at entries in place: nothing is ever written under their names. An
entry's bytes lie between the ends of the file and overlap no other's; what is compressed may not
grow beyond what weights do.
"""

import struct
import zlib
from dataclasses import dataclass

from tfstyle.checkpoints.names import shown, text_of
from tfstyle.errors import CheckpointError

_MOST_ENTRIES = 100_000
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: `start` and `end` are where its bytes lie."""

    name: str
    start: int
    end: int
    size: int
    method: int
    checksum: int


class ZipDirectory:
    """The entries of a zip archive.

    Args:
        data: the whole file.

    Attributes:
        entries: dict from name to `Entry`, in the archive's order.
        size: bytes of all entries, unpacked.

    Raises:
        CheckpointError: cut short, damaged, encrypted, a bomb, or made to mislead: names that lead
            elsewhere, entries under one name or on the same bytes.
    """

    def __init__(self, data: memoryview):
        self.data = data
        count, size, offset = _find(data)
        self.entries = {}
        self._spans = []
        position, end = offset, offset + size
        for _ in range(count):
            position = self._add(position, end)
        self._spans.append((offset, end))
        self._spans.sort()
        for (_, before), (after, _) in zip(self._spans, self._spans[1:], strict=False):
            if after < before:
                raise CheckpointError("it is a zip archive whose entries overlap: a bomb.")
        self.size = sum(entry.size for entry in self.entries.values())
        if self.size > 16 * len(data) + 2**26:
            raise CheckpointError(
                f"it is a zip archive of {len(data)} bytes that unpacks to {self.size}: a bomb."
            )

    def read(self, name: str) -> memoryview:
        """Return an entry's bytes: in place, or unpacked if it is compressed.

        Raises:
            CheckpointError: no such entry, or it is damaged.
        """
        entry = self.entries.get(name)
        if entry is None:
            raise CheckpointError(f"its zip archive has no {shown(name)}: it is damaged.")
        packed = self.data[entry.start : entry.end]
        return packed if entry.method == _STORED else self._inflate(entry, packed)

    def verified(self, name: str) -> memoryview:
        """Return an entry's bytes as `read`, after comparing their checksum."""
        data = self.read(name)
        if zlib.crc32(data) != self.entries[name].checksum:
            raise CheckpointError(
                f"{shown(name)} is damaged: its checksum differs. Fetch the file again."
            )
        return data

    def _inflate(self, entry, packed):
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = inflate.decompress(packed, entry.size + 1)
        except zlib.error as error:
            raise CheckpointError(f"{shown(entry.name)} is damaged ({error}).") from error
        if len(unpacked) != entry.size or not inflate.eof:
            raise CheckpointError(f"{shown(entry.name)} does not unpack to {entry.size} bytes.")
        return memoryview(unpacked)

    def _add(self, position, end):
        if position + _ENTRY.size > end:
            raise _damaged("its list ends early")
        (signature, _, _, flags, method, _, _, checksum, packed, size, name_size, extra_size,
         comment_size, _, _, _, offset) = _ENTRY.unpack_from(self.data, position)  # fmt: skip
        position += _ENTRY.size
        after = position + name_size + extra_size + comment_size
        if signature != b"PK\x01\x02" or after > end:
            raise _damaged("its list is no list")
        encoded = bytes(self.data[position : position + name_size])
        name = text_of(encoded)
        extra = bytes(self.data[position + name_size : position + name_size + extra_size])
        size, packed, offset = _wide(extra, size, packed, offset)
        if name in self.entries:
            raise CheckpointError(f"its zip archive has {shown(name)} twice.")
        if "\\" in name or ".." in name.split("/") or name.startswith("/"):
            raise CheckpointError(f"its zip archive names a place outside: {shown(name)}.")
        if flags & 1 or method not in (_STORED, _DEFLATED):
            raise CheckpointError(
                f"{shown(name)} in its zip archive is encrypted or packed in a way not read here "
                f"(method {method})."
            )
        if method == _STORED and size != packed:
            raise _damaged(f"{shown(name)} has two sizes")
        start = self._start(offset, encoded)
        if start + packed > len(self.data):
            raise _damaged(f"{shown(name)} claims more than the file has")
        self._spans.append((offset, start + packed))
        self.entries[name] = Entry(name, start, start + packed, size, method, checksum)
        return after

    def _start(self, offset, encoded):
        if offset + _LOCAL.size > len(self.data):
            raise _damaged("an entry begins after its end")
        signature, *_, name_size, extra_size = _LOCAL.unpack_from(self.data, offset)
        start = offset + _LOCAL.size
        if signature != b"PK\x03\x04" or self.data[start : start + name_size] != encoded:
            raise _damaged(f"{shown(text_of(encoded))} is not where it says")
        return start + name_size + extra_size


def _find(data):
    """Return the number of entries and the size and offset of their list."""
    tail = bytes(data[-(_END.size + 0xFFFF) :])
    place = len(tail)
    while True:
        place = tail.rfind(b"PK\x05\x06", 0, place)
        if place < 0:
            raise _damaged("its end is missing")
        if place + _END.size <= len(tail):
            _, disk, first, _, count, size, offset, comment = _END.unpack_from(tail, place)
            if place + _END.size + comment == len(tail):
                break
    end = len(data) - len(tail) + place
    if end >= _LOCATOR.size:
        signature, _, where, _ = _LOCATOR.unpack_from(data, end - _LOCATOR.size)
        if signature == b"PK\x06\x07":
            if where + _END64.size > end:
                raise _damaged("its end is missing")
            signature, _, _, _, disk, first, _, count, size, offset = _END64.unpack_from(
                data, where
            )
            if signature != b"PK\x06\x06":
                raise _damaged("its end is missing")
    if disk or first or offset + size > end:
        raise _damaged("its list lies outside of it")
    if count > _MOST_ENTRIES:
        raise CheckpointError(f"it is a zip archive of {count} entries: far more than weights.")
    return count, size, offset


def _wide(extra, size, packed, offset):
    """Return sizes and offset, from the zip64 field where the plain ones are too narrow."""
    values = [size, packed, offset]
    wanted = [i for i, value in enumerate(values) if value == 0xFFFFFFFF]
    position = 0
    while wanted and position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        position += 4
        if kind == 1 and length >= 8 * len(wanted) and position + length <= len(extra):
            for i, value in zip(wanted, struct.unpack_from(f"<{len(wanted)}Q", extra, position),
                                strict=True):  # fmt: skip
                values[i] = value
            break
        position += length
    return values


def _damaged(what):
    return CheckpointError(f"it is a zip archive cut short or damaged ({what}). Fetch it again.")
