"""Facts about a model, written into its TFLite file, where `tfstyle.tflite_facts` finds them.

Nothing of the file is packed anew, so that weights stay where they are, aligned for their kernels.
A new head goes before it: the table `Model` with its vectors of buffers and of metadata, each with
one entry more. Offsets in a FlatBuffer lead forward, from the new head into the old file.
"""

import io
import json
import struct

from tfstyle.errors import ArtefactError
from tfstyle.tflite_facts import BUFFERS, METADATA, NAME, Tables

_ALIGNMENT = 16  # of weights in a TFLite file


def embed(model: bytes, facts: dict) -> bytes:
    """Return a TFLite file with facts in it, `bytes` (the size of the file) among them.

    Args:
        model: a TFLite file without facts.
        facts: of plain values, see `tfstyle.tflite_facts.read_facts`.

    Raises:
        ArtefactError: no TFLite file, or one that has such facts.
    """
    tables = Tables(io.BytesIO(model), "The model")
    root = tables.root()
    if any(tables.text(entry, 0) == NAME.encode() for entry in tables.entries(root, METADATA)):
        raise ArtefactError("The model has facts already; embed them in the file as converted.")
    # Blanks behind the JSON leave room for its own size.
    text = json.dumps({**facts, "bytes": 0}, ensure_ascii=False).encode()
    room = len(text) + 20
    shift = len(_head(tables, root, bytes(room)))
    size = shift + len(model)
    text = json.dumps({**facts, "bytes": size}, ensure_ascii=False).encode().ljust(room)
    return _head(tables, root, text) + _moved(tables, root, model, shift)


def _moved(tables, root, model, shift):
    """Return the old file with the places that it counts from its beginning moved on.

    The quantizer keeps weights behind the tables, and says where by `Buffer.offset`.
    """
    moved = bytearray(model)
    for buffer in tables.entries(root, BUFFERS):
        fields = tables.fields(buffer)
        if len(fields) > 1 and fields[1]:
            (place,) = struct.unpack("<Q", tables.read(fields[1], 8))
            if place > 1:  # 0 and 1 stand for none
                struct.pack_into("<Q", moved, fields[1], place + shift)
    return bytes(moved)


def _head(tables, root, text):
    """Return what goes before the old file, a multiple of 16 bytes."""
    fields = tables.fields(root)
    fields += [0] * (METADATA + 1 - len(fields))
    buffers, metadata = tables.entries(root, BUFFERS), tables.entries(root, METADATA)
    # Places: offset of the root, "TFL3", vtable, table, vectors, and what the new entries point to.
    count = len(fields)
    vtable = 8
    table = _up(vtable + 4 + 2 * count, 4)
    buffer_vector = table + 4 + 4 * count
    metadata_vector = buffer_vector + 4 + 4 * (len(buffers) + 1)
    # A table of one or two fields behind a vtable of its own.
    buffer_table = _up(metadata_vector + 4 + 4 * (len(metadata) + 1), 4) + 8
    entry_table = buffer_table + 8 + 8
    name = entry_table + 12
    data = _up(name + 4 + len(NAME) + 1, _ALIGNMENT) + _ALIGNMENT - 4  # its bytes aligned
    out = bytearray(_up(data + 4 + len(text), _ALIGNMENT))

    def put(place, kind, *values):
        struct.pack_into("<" + kind, out, place, *values)

    def lead(place, target):
        put(place, "I", target - place)

    lead(0, table)
    out[4:8] = b"TFL3"
    put(vtable, "HH", 4 + 2 * count, 4 + 4 * count)
    put(table, "i", table - vtable)
    for index, old in enumerate(fields):
        place = table + 4 + 4 * index
        used = bool(old) or index in (BUFFERS, METADATA)
        put(vtable + 4 + 2 * index, "H", place - table if used else 0)
        if index == 0 and old:  # the version, a number
            out[place : place + 4] = tables.read(old, 4)
        elif index == BUFFERS:
            lead(place, buffer_vector)
        elif index == METADATA:
            lead(place, metadata_vector)
        elif old:
            lead(place, len(out) + tables.follow(old))
    for vector, olds, new in (
        (buffer_vector, buffers, buffer_table), (metadata_vector, metadata, entry_table),
    ):  # fmt: skip
        put(vector, "I", len(olds) + 1)
        for index, target in enumerate([*(len(out) + old for old in olds), new]):
            lead(vector + 4 + 4 * index, target)
    put(buffer_table - 8, "HHH", 6, 8, 4)
    put(buffer_table, "i", 8)
    lead(buffer_table + 4, data)
    put(entry_table - 8, "HHHH", 8, 12, 4, 8)
    put(entry_table, "i", 8)
    lead(entry_table + 4, name)
    put(entry_table + 8, "I", len(buffers))
    put(name, "I", len(NAME))
    out[name + 4 : name + 4 + len(NAME)] = NAME.encode()
    put(data, "I", len(text))
    out[data + 4 : data + 4 + len(text)] = text
    return bytes(out)


def _up(number, multiple):
    return -(-number // multiple) * multiple
