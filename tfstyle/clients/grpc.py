"""Pictures over gRPC: TensorFlow Serving's contract, or the Open Inference Protocol's.

    from tfstyle.clients import grpc

    png = grpc.translate("127.0.0.1:8500", "photo.jpg", model="fast_style_udnie")
"""

import contextlib
import os
import re
from typing import Any

from tfstyle.clients.open_json import number
from tfstyle.clients.patience import Full, nothing_answers, patiently, seconds
from tfstyle.clients.questions import Protocol, Question, question
from tfstyle.clients.trust import check_trust, roots
from tfstyle.errors import RemoteError, TensorError, one_line

# No limit: the pictures are the caller's, and the answer is about as large.
_OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_ADDRESS = re.compile(r"(?:(grpcs?)://)?([^/\s]+:\d+)/?")


def translate(
    url: str, picture: Any, *, model: str, version: int | str | None = None,
    signature: str | None = None, direction: str | None = None, token: str | None = None,
    timeout: float = 60.0, retries: int = 5, protocol: Protocol = "v1",
    ca: str | os.PathLike | None = None,
) -> Any:  # fmt: skip
    """Return a picture as a model of a server paints it.

    Args:
        url: e.g. `"127.0.0.1:8500"`; `"grpcs://HOST:PORT"` is encrypted.
        picture: bytes of a file, its path, or an array (H, W, C), uint8 or float in [0, 1].
        model: its name on the server.
        version: its number, or a label (`"v1"` only); the newest if not given.
        signature: another one than `serving_bytes` for files and `serving_uint8` or
            `serving_default` for arrays.
        direction: of a model with two, e.g. `"photo2monet"`.
        token: that the server asks for.
        timeout: seconds for all of it, waiting for a full server included.
        retries: how often a server is asked again that says it is full, after the time it says.
        protocol: `"v1"` is TensorFlow Serving's, `"v2"` the Open Inference Protocol.
        ca: file of certificates, PEM, that a `grpcs://` server is checked by instead of the usual.

    Returns:
        Bytes of a PNG for a file, an array like the one given for an array.

    Raises:
        RemoteError: the server refused and says why, or none answered.
        OSError: a file cannot be read.
        ValueError: what is asked is no picture, or `"v2"` with a label.
    """
    asked = question(picture, signature, direction, protocol)
    write, read = (_predict, _predicted) if protocol == "v1" else (_infer, _inferred)
    method, request = write(asked, model, version)
    answer = _ask(url, method, request, token=token, timeout=timeout, retries=retries, ca=ca)
    try:
        (result,) = asked.of(read(answer))
        if asked.encoded:
            return bytes(result)
        return result.astype(asked.picture.dtype, casting="no")  # a copy: it was a view
    except (TensorError, ValueError, LookupError, TypeError) as error:
        raise RemoteError(
            f"{url} answered what is no picture: {one_line(error, 100)}"
        ) from error


def models(
    url: str, *, token: str | None = None, timeout: float = 60.0,
    ca: str | os.PathLike | None = None,
) -> list[str]:  # fmt: skip
    """Return the names of the models that a server has ready.

    Neither TensorFlow Serving nor the Open Inference Protocol lists them; Triton's extension does,
    and `tfstyle serve` has it.

    Args:
        url: e.g. `"127.0.0.1:8500"`.
        token: that the server asks for.
        timeout: seconds.
        ca: see `translate`.

    Raises:
        OSError: the file of certificates cannot be read.
        RemoteError: UNIMPLEMENTED where the server does not tell, or none answered.
    """
    from tfstyle.protos.methods import INFERENCE

    method = INFERENCE["RepositoryIndex"]
    try:
        answer = _ask(
            url, method, method.request(ready=True), token=token, timeout=timeout, retries=0, ca=ca
        )
    except RemoteError as error:
        if error.code == "UNIMPLEMENTED":
            raise RemoteError(f"{url} does not list its models.", error.code) from error
        raise
    return sorted({model.name for model in answer.models})


def _ask(url, method, request, *, token, timeout, retries, ca):
    """Return the answer to a call."""
    import grpc

    metadata = () if token is None else (("authorization", f"Bearer {token}"),)

    def ask(left):
        try:
            return call(request, timeout=left, metadata=metadata)
        except grpc.RpcError as error:
            _refuse(url, error, timeout)

    with _channel(url, ca) as channel:
        call = channel.unary_unary(
            method.path,
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )
        return patiently(ask, timeout=timeout, retries=retries)


@contextlib.contextmanager
def _channel(url, ca):
    import grpc

    match = _ADDRESS.fullmatch(url)
    if not match:
        raise RemoteError(
            f"{url} is no address of gRPC. One is 127.0.0.1:8500, or grpcs://HOST:PORT."
        )
    kind, place = match.groups()
    if kind == "grpcs":
        trusted = grpc.ssl_channel_credentials(None if ca is None else roots(ca))
        channel = grpc.secure_channel(place, trusted, _OPTIONS)
    else:
        channel = grpc.insecure_channel(place, _OPTIONS)
    with channel:
        yield channel


def _refuse(url, error, timeout):
    """Raise what a status means to the caller."""
    code, words = error.code().name, one_line(error.details() or "no reason given", 500)
    after = dict(error.trailing_metadata() or ()).get("retry-after")
    if code == "UNAVAILABLE" and after is None:
        check_trust(url, words)
        nothing_answers(url, one_line(words, 200))
    if code == "DEADLINE_EXCEEDED":
        words = f"no answer within {timeout:g} seconds"
    refusal = RemoteError(f"{url} refused ({code}): {words}", code)
    too_large = "larger than max" in words  # the same code, and never another answer
    if after is not None or (code == "RESOURCE_EXHAUSTED" and not too_large):
        raise Full(refusal, seconds(after)) from error
    raise refusal from error


def _inputs(asked: Question):
    """Return the arrays of a question, a batch of one."""
    import numpy as np

    if asked.encoded:
        arrays = {asked.input: np.array([asked.picture], object)}
    else:
        arrays = {asked.input: asked.picture[None]}
    if asked.direction is not None:
        arrays["direction"] = np.array([asked.direction.encode()], object)
    return arrays


def _predict(asked, model, version):
    from tfstyle.protos.methods import PREDICTION
    from tfstyle.protos.tensors import from_array

    method = PREDICTION["Predict"]
    request = method.request()
    request.model_spec.name, request.model_spec.signature_name = model, asked.signature
    if version is not None and str(version).isdecimal():
        request.model_spec.version.value = int(version)
    elif version is not None:
        request.model_spec.version_label = version
    for name, array in _inputs(asked).items():
        request.inputs[name].CopyFrom(from_array(array))
    return method, request


def _predicted(answer):
    from tfstyle.protos.tensors import to_array

    return {name: to_array(proto) for name, proto in answer.outputs.items()}


def _infer(asked, model, version):
    from tfstyle.protos.methods import INFERENCE
    from tfstyle.protos.open_tensors import datatype, to_raw

    method = INFERENCE["ModelInfer"]
    request = method.request(
        model_name=model, model_version="" if version is None else str(number(version)),
        parameters={"signature_name": {"string_param": asked.signature}},
    )  # fmt: skip
    for name, array in _inputs(asked).items():
        kind = datatype(array.dtype.name)
        request.inputs.add(name=name, datatype=kind, shape=array.shape)
        request.raw_input_contents.append(to_raw(array))
    return method, request


def _inferred(answer):
    from tfstyle.protos.open_tensors import from_contents, from_raw

    if not answer.raw_output_contents:
        return {
            one.name: from_contents(one.contents, one.datatype, one.shape)
            for one in answer.outputs
        }
    return {
        one.name: from_raw(content, one.datatype, one.shape)
        for one, content in zip(answer.outputs, answer.raw_output_contents, strict=True)
    }
