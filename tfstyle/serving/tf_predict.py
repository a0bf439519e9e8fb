"""TensorFlow Serving's predict request and answer in JSON: by rows or by columns."""

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

from tfstyle.serving.batching import too_many
from tfstyle.serving.json_tensors import to_array, to_json
from tfstyle.serving.json_values import dump, parse_object, said
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature, TensorInfo
from tfstyle.serving.store import LoadedVersion


@dataclasses.dataclass(frozen=True)
class Request:
    """A predict request.

    Attributes:
        rows: whether it came by rows, as the answer has to go.
        inputs: by name.
    """

    rows: bool
    inputs: Arrays


def signature_name(request: dict) -> str:
    """Return the name of the signature that is asked, empty for the default one.

    Args:
        request: its JSON.

    Raises:
        ServingError: INVALID_ARGUMENT; it is no string.
    """
    name = request.get("signature_name", "")
    if not isinstance(name, str):
        raise _wrong(
            f"JSON Value: {said(request)} not formatted correctly. 'signature_name' key must be a "
            "string value."
        )
    return name


def read(body: bytes, version: LoadedVersion) -> tuple[Signature, Request]:
    """Return the signature that a request asks, and what it sends.

    Args:
        body: the request's JSON.
        version: that is asked.

    Raises:
        ServingError: INVALID_ARGUMENT; see TensorFlow Serving's texts in the messages.
    """
    request = parse_object(body)
    signature = version.signature(signature_name(request))
    rows, columns = "instances" in request, "inputs" in request
    if rows and columns:
        raise _wrong(
            f"JSON Value: {said(request)} Not formatted correctly expecting only one of 'inputs' "
            "or 'instances' keys to exist"
        )
    if not rows and not columns:
        raise _wrong("Missing 'inputs' or 'instances' key")
    limit = version.batcher.limits.batch
    if columns:
        most = limit if signature.batches else math.inf
        return signature, Request(False, _columns(request["inputs"], signature.inputs, most))
    instances = request["instances"]
    if not isinstance(instances, list):
        raise _wrong(
            f"JSON Value: {said(request)} Expecting 'instances' to be an list/array"
        )
    if not instances:
        raise _wrong(f"JSON Value: {said(request)} No values in 'instances' array")
    _bounded(instances, limit)
    return signature, Request(True, _rows(instances, signature.inputs))


def write(outputs: Arrays, rows: bool) -> bytes:
    """Return the answer's JSON.

    Args:
        outputs: by name; with one the name is left out.
        rows: as the request came.

    Raises:
        ServingError: INVALID_ARGUMENT; rows are asked, and an output has no or another number of
            them.
    """
    if not rows:
        if len(outputs) == 1:
            ((name, array),) = outputs.items()
            return b'{"outputs":%b}' % to_json(name, array)
        return b'{"outputs":%b}' % _object(outputs)
    count = _count(outputs)
    if len(outputs) == 1:
        ((name, array),) = outputs.items()
        return b'{"predictions":%b}' % to_json(name, array)
    items = [
        _object({name: _item(array, i) for name, array in outputs.items()}) for i in range(count)
    ]
    return b'{"predictions":[%b]}' % b",".join(items)


def _object(arrays) -> bytes:
    return b"{%b}" % b",".join(
        dump(name) + b":" + to_json(name, array) for name, array in arrays.items()
    )


def _item(array, index) -> np.ndarray:
    """Return one row as an array of its own type: `array[index]` of texts may be no array."""
    return array[index : index + 1].reshape(array.shape[1:])


def _count(outputs) -> int:
    counts = {}
    for name, array in outputs.items():
        if array.ndim == 0:
            raise _wrong(f"Tensor name: {name} has no shape information")
        counts[name] = len(array)
    first = next(iter(counts.values()))
    for name, count in counts.items():
        if count != first:
            raise _wrong(
                f"Tensor name: {name} has inconsistent batch size: {count} expecting: {first}"
            )
    return first


def _bounded(items, limit):
    """Raise for more items than a batch takes, before they are made arrays one by one."""
    if isinstance(items, list) and len(items) > limit:
        raise too_many(len(items), limit)


def _columns(value, infos: Mapping[str, TensorInfo], limit: float) -> Arrays:
    if not _named(value):
        if len(infos) > 1:
            raise _wrong(
                "inputs is a plain value/list, but expecting an object as multiple input tensors "
                "required as per tensorinfo_map"
            )
        _bounded(value, limit)
        ((name, info),) = infos.items()
        return {name: to_array(value, info.dtype)}
    for name in infos:
        if name not in value:
            raise _wrong(f"Missing named input: {name} in 'inputs' object.")
        _bounded(value[name], limit)
    for name in value:  # TensorFlow Serving ignores it; a misspelt name should be told
        if name not in infos:
            raise _wrong(f"JSON object: does not have named input: {name}")
    return {name: to_array(value[name], info.dtype) for name, info in infos.items()}


def _rows(instances, infos: Mapping[str, TensorInfo]) -> Arrays:
    named = _named(instances[0])
    if not named and len(infos) > 1:
        raise _wrong(
            "instances is a plain list, but expecting list of objects as multiple input tensors "
            "required as per tensorinfo_map"
        )
    columns = {name: [] for name in infos}
    for index, item in enumerate(instances):
        if _named(item) != named:
            met = "object but got list" if named else "value/list but got object"
            raise _wrong(f"Expecting {met} at item {index} of input list")
        for name, value in item.items() if named else [(next(iter(infos)), item)]:
            where = f"{index} key: {name}" if named else index
            columns.get(name, []).append(_cell(value, name, infos, columns, where))
        if named and set(item) != set(infos):
            raise _wrong(
                f"Failed to process element: {index} of 'instances' list. JSON object: "
                f"{said(item)} keys must be equal to: {','.join(sorted(infos))}"
            )
    return {name: np.stack(column) for name, column in columns.items()}


def _cell(value, name, infos, columns, where) -> np.ndarray:
    """Return what one instance has for one input; it has the shape of what came before."""
    try:
        if name not in infos:
            raise _wrong(f"JSON object: does not have named input: {name}")
        array = to_array(value, infos[name].dtype)
        if columns[name]:
            _same(columns[name][0], array)
        return array
    except ServingError as error:
        raise ServingError(
            error.code,
            f"Failed to process element: {where} of 'instances' list. Error: {error.code}: {error}",
        ) from None


def _same(first, array):
    if first.size != array.size:
        raise _wrong(f"Expecting tensor size: {first.size} but got: {array.size}")
    if first.shape != array.shape:
        expected, got = ("[{}]".format(",".join(map(str, a.shape))) for a in (first, array))
        raise _wrong(f"Expecting shape {expected} but got: {got}")


def _named(value) -> bool:
    """Return whether this is an object of inputs by name, and no base64."""
    return isinstance(value, dict) and not (
        len(value) == 1 and isinstance(value.get("b64"), str)
    )


def _wrong(what) -> ServingError:
    return ServingError("INVALID_ARGUMENT", what)
