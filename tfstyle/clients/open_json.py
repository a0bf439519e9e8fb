"""The Open Inference Protocol's question for a picture over HTTP, and its answer.

A tensor's bytes stand behind the JSON, whose length a header tells; a string has its own length of
four bytes, little-endian, before it. Source: Triton's binary data extension, which KServe, OpenVINO
Model Server and `tfstyle serve` have, too.
"""

import json
import struct
from urllib.parse import quote

from tfstyle.clients.questions import Question

_LENGTH = "Inference-Header-Content-Length"
_KINDS = {"UINT8": "uint8", "FP32": "<f4"}


def write(asked: Question, model: str, version) -> tuple[str, dict[str, str], bytes]:
    """Return the path, headers and body of a question.

    Args:
        asked: see there.
        model: its name.
        version: its number, or `None`.

    Raises:
        ValueError: the version is no number.
    """
    path = f"/v2/models/{quote(model, safe='')}"
    if version is not None:
        path += f"/versions/{number(version)}"
    if asked.encoded:
        tensors = [_tensor(asked.input, "BYTES", (1,), _string(asked.picture))]
    else:
        array = asked.picture
        kind = "UINT8" if array.dtype == "uint8" else "FP32"
        content = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        tensors = [_tensor(asked.input, kind, (1, *array.shape), content)]
    if asked.direction is not None:
        tensors.append(_tensor("direction", "BYTES", (1,), _string(asked.direction.encode())))
    head = json.dumps({
        "parameters": {"signature_name": asked.signature, "binary_data_output": True},
        "inputs": [about for about, _ in tensors],
    }).encode()  # fmt: skip
    headers = {_LENGTH: str(len(head)), "Content-Type": "application/octet-stream"}
    return f"{path}/infer", headers, head + b"".join(content for _, content in tensors)


def read(asked: Question, headers, content: bytes):
    """Return the picture of an answer.

    Args:
        asked: what was asked.
        headers: of the answer.
        content: of the answer.

    Raises:
        ValueError: it is none, or of another kind; LookupError where a part is missing.
    """
    length = int(headers[_LENGTH])
    outputs, place = {}, length
    for output in json.loads(content[:length])["outputs"]:
        end = place + output["parameters"]["binary_data_size"]
        outputs[output["name"]] = output, content[place:end]
        place = end
    if place != len(content):
        raise ValueError(f"{len(content)} bytes instead of {place}")
    output, data = asked.of(outputs)
    if asked.encoded:
        if output["datatype"] != "BYTES" or data[:4] != struct.pack("<I", len(data) - 4):
            raise ValueError(f"{output['datatype']} of {len(data)} bytes")
        return data[4:]
    import numpy as np

    array = np.frombuffer(data, _KINDS[output["datatype"]]).reshape(output["shape"])
    if array.ndim != 4 or len(array) != 1:
        raise ValueError(f"shape {array.shape}")
    return array[0].astype(array.dtype.newbyteorder("="))


def number(version) -> int:
    """Return a version as the protocol has it.

    Raises:
        ValueError: it is no number.
    """
    if not str(version).isdecimal():
        raise ValueError(f"the protocol v2 has no labels, only numbers. Received: {version!r}")
    return int(version)


def _string(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content


def _tensor(name, datatype, shape, content):
    """Return what the JSON says of a tensor, and the tensor's bytes."""
    size = {"binary_data_size": len(content)}
    return {"name": name, "datatype": datatype, "shape": shape, "parameters": size}, content
