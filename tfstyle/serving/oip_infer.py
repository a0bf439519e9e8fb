"""The Open Inference Protocol's request for an inference, and the answer to it."""

import dataclasses

from tfstyle.protos.open_tensors import DTYPES
from tfstyle.serving.json_values import dump, parse_object, said
from tfstyle.serving.oip_tensors import (
    datatype_of,
    from_binary,
    from_json,
    read_shape,
    write_output,
)
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature
from tfstyle.serving.store import LoadedVersion


@dataclasses.dataclass(frozen=True)
class Request:
    """A request for an inference.

    Attributes:
        id: that the answer repeats; `None` if there is none.
        inputs: by name.
        outputs: whether each output that is wanted goes as bytes, by name, in the answer's order.
    """

    id: str | None
    inputs: Arrays
    outputs: dict[str, bool]


def read(
    body: bytes, header_length: str | None, version: LoadedVersion
) -> tuple[Signature, Request]:
    """Return the signature that a request asks, and what it sends.

    Args:
        body: JSON, and what follows it.
        header_length: `Inference-Header-Content-Length`: how long the JSON is. Without it all of
            the body is JSON.
        version: that is asked.

    Raises:
        ServingError: INVALID_ARGUMENT; something is missing, of the wrong type, or unknown.
    """
    header, tail = _split(body, header_length)
    request = parse_object(header)
    parameters = _parameters(request, "the request")
    signature = version.signature(
        _typed(parameters, "signature_name", str, "", "parameters")
    )
    inputs, place = {}, 0
    for one in _objects(request, "inputs"):
        name = _typed(one, "name", str, None, "an input")
        _known(name, signature.inputs, inputs, f"{signature.name} has no input")
        inputs[name], place = _input(one, name, tail, place)
    if place != len(tail):
        raise _wrong(f"{len(tail) - place} bytes behind the JSON belong to no input.")
    everything = _typed(parameters, "binary_data_output", bool, False, "parameters")
    outputs = {}
    for one in _objects(request, "outputs") or [{"name": name} for name in signature.outputs]:
        name = _typed(one, "name", str, None, "an output")
        _known(name, signature.outputs, outputs, f"{signature.name} has no output")
        wishes = _parameters(one, name)
        outputs[name] = _typed(wishes, "binary_data", bool, everything, f"parameters of {name}")
    number = _typed(request, "id", str, None, "the request", needed=False)
    return signature, Request(number, inputs, outputs)


def write(request: Request, model: str, version: int, outputs: Arrays) -> tuple[bytes, int | None]:
    """Return the answer's body, and the length of the JSON in it if bytes follow.

    Args:
        request: that is answered.
        model: its name.
        version: that answered.
        outputs: of the model, by name.
    """
    answer = {"model_name": model, "model_version": str(version)}
    if request.id is not None:
        answer["id"] = request.id
    written = [
        write_output(name, outputs[name], binary) for name, binary in request.outputs.items()
    ]
    header = b'%b,"outputs":[%b]}' % (dump(answer)[:-1], b",".join(head for head, _ in written))
    if not any(request.outputs.values()):
        return header, None
    return b"".join([header, *(data for _, data in written)]), len(header)


def _known(name, infos, found, what):
    if name not in infos:
        raise _wrong(f"{what} {said(name)}, but {', '.join(infos)}.")
    if name in found:
        raise _wrong(f"{name} is there twice.")


def _split(body, header_length):
    if header_length is None:
        return body, memoryview(b"")
    if not (header_length.isascii() and header_length.isdecimal() and len(header_length) < 20):
        raise _wrong(
            "Inference-Header-Content-Length must be a whole number. Received: "
            f"{said(header_length)}"
        )
    length = int(header_length)
    if length > len(body):
        raise _wrong(
            f"Inference-Header-Content-Length says {length} bytes, and the body has {len(body)}."
        )
    return body[:length], memoryview(body)[length:]


def _input(one, name, tail, place):
    """Return an input as an array, and where the next one's bytes begin."""
    where = f"the input {name}"
    datatype = _typed(one, "datatype", str, None, where)
    if datatype not in DTYPES:
        raise _wrong(
            f"datatype must be one of {', '.join(DTYPES)}. Received: {said(datatype)} for {name}"
        )
    if "shape" not in one:
        raise _wrong(f"{where} has no shape.")
    dtype, shape = DTYPES[datatype], read_shape(one["shape"])
    parameters = _parameters(one, where)
    if any(key.startswith("shared_memory") for key in parameters):
        raise _wrong("Shared memory is not supported.")
    size = _typed(parameters, "binary_data_size", int, None, where, needed=False)
    if (size is None) == ("data" not in one):
        raise _wrong(f"{where} needs either data or the parameter binary_data_size.")
    try:
        if size is None:
            content = parameters.get("content_type")
            return from_json(one["data"], dtype, shape, content), place
        if not 0 <= size <= len(tail) - place:
            raise _wrong(f"binary_data_size is {size}, and {len(tail) - place} bytes are left.")
        return from_binary(tail[place : place + size], dtype, shape), place + size
    except ServingError as error:
        raise ServingError(error.code, f"{name}: {error}") from None


def _objects(request, key) -> list:
    value = request.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _wrong(f"{key} must be a list of objects. Received: {said(value)}")
    return value


def _parameters(value, where) -> dict:
    return _typed(value, "parameters", dict, {}, where)


def _typed(value, key, kind, default, where, needed=True):
    """Return what an object has under a key; without a default it has to be there."""
    found = value.get(key, default)
    if found is None and (key not in value) and not needed:
        return None
    if type(found) is not kind:
        raise _wrong(
            f"{where}: {key} must be {_KINDS[kind]}. Received: "
            f"{said(found) if key in value else 'nothing'}"
        )
    return found


_KINDS = {
    str: "a string", dict: "an object", bool: "true or false", int: "a whole number",
}  # fmt: skip


def metadata_of(signature: Signature) -> dict:
    """Return the `inputs` and `outputs` of a model's metadata."""
    return {
        key: [
            {"name": info.name, "datatype": datatype_of(info.dtype), "shape": _shape(info.shape)}
            for info in infos.values()
        ]
        for key, infos in (("inputs", signature.inputs), ("outputs", signature.outputs))
    }


def _shape(shape) -> list[int]:
    return [-1 if side is None else side for side in shape or ()]


def _wrong(what) -> ServingError:
    return ServingError("INVALID_ARGUMENT", what)
