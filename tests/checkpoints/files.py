"""Checkpoints put together byte by byte, right or wrong, without PyTorch."""

import json
import struct
import zlib

import numpy as np

MAGIC = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
PROTOCOL = b"\x80\x02M\xe9\x03."
MACHINE = b"\x80\x02}X\x0d\x00\x00\x00little_endian\x88s."
ORDERED_DICT = b"ccollections\nOrderedDict\n)R"


def text(value):
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def number(value):
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    return b"\x8a\x10" + value.to_bytes(16, "little", signed=True)


def numbers(values):
    return b"(" + b"".join(map(number, values)) + b"t"


def storage(key="0", kind="FloatStorage", size=6):
    kind = f"ctorch\n{kind}\n".encode()
    return b"(" + text("storage") + kind + text(key) + text("cpu") + number(size) + b"tQ"


def tensor(row=None, offset=0, shape=(2, 3), strides=(3, 1), function="_rebuild_tensor_v2"):
    return (
        f"ctorch._utils\n{function}\n(".encode()
        + (storage() if row is None else row) + number(offset) + numbers(shape) + numbers(strides)
        + b"\x89" + ORDERED_DICT + b"tR"
    )  # fmt: skip


def dictionary(start=b"}", **values):
    return start + b"(" + b"".join(text(k) + v for k, v in values.items()) + b"u"


def pickle_of(content):
    return b"\x80\x02" + content + b"."


def raw(*values):
    return np.array(values or range(6), "<f4").tobytes()


def torch_zip(content, storages=None, checksums=True, **others):
    """A file of `torch.save` since 1.6, of the opcodes of its content."""
    storages = {"0": raw()} if storages is None else storages
    files = {"archive/data.pkl": pickle_of(content)}
    files |= {f"archive/{name}": value for name, value in others.items()}
    files |= {f"archive/data/{key}": value for key, value in storages.items()}
    return zip_of(files | {"archive/version": b"3\n"}, checksums=checksums)


def torch_legacy(content, storages=None, itemsize=4):
    """A file of `torch.save` before 1.6."""
    storages = {"0": raw()} if storages is None else storages
    keys = pickle_of(b"](" + b"".join(map(text, storages)) + b"e")
    rows = (struct.pack("<q", len(row) // itemsize) + row for row in storages.values())
    return MAGIC + PROTOCOL + MACHINE + pickle_of(content) + keys + b"".join(rows)


def safetensors(header, body=b""):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + body


def npy(header, body=b""):
    header = header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


def zip_of(files, packing=0, checksums=True, **lies):
    """A zip archive; what `lies` says of its first entry's list is written instead."""
    data, listed = b"", b""
    for name, content in files.items():
        lies = lies if checksums else {**lies, "checksum": 0}
        packed = deflate(content) if packing == 8 else content
        entry = local(name, packed, packing)
        listed += central(name, len(data), content, packed, packing, **lies)
        data, lies = data + entry, {}
    return data + listed + end(len(files), len(listed), len(data))


def deflate(content):
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(content) + deflater.flush()


def local(name, packed, method=0):
    return struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, method, 0, 0, 0, len(packed), len(packed), len(name), 0
    ) + name.encode() + packed  # fmt: skip


def central(name, offset, content, packed=None, method=0, /, **lies):
    packed = content if packed is None else packed
    fields = {
        "flags": 0, "method": method, "checksum": zlib.crc32(content), "packed": len(packed),
        "size": len(content), "offset": offset, "extra": b"", **lies,
    }  # fmt: skip
    return struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, fields["flags"], fields["method"], 0, 0,
        fields["checksum"], fields["packed"], fields["size"], len(name), len(fields["extra"]),
        0, 0, 0, 0, fields["offset"],
    ) + name.encode() + fields["extra"]  # fmt: skip


def end(count, size, offset):
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
