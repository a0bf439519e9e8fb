"""TensorFlow Serving's REST routes: predict, status and metadata.

A model has no signature for `classify` or `regress`, and these are refused as the real server
refuses them. Paths are read as they were sent, in any case; a model's name keeps its own.
"""

import re
from urllib.parse import unquote

from tfstyle.serving import tf_metadata, tf_predict
from tfstyle.serving.calls import Answer, Call, json_answer
from tfstyle.serving.problems import ServingError

_WHICH = r"(?:/versions/(?P<version>\d+)|/labels/(?P<label>[^/:]+))?"
_PREDICT = re.compile(
    rf"/v1/models/(?P<name>[^/:]+){_WHICH}:(?P<method>classify|regress|predict)", re.I | re.A
)
_STATUS = re.compile(
    rf"/v1/models(?:/(?P<name>[^/:]+))?{_WHICH}(?P<metadata>/metadata)?", re.I | re.A
)
_ARTICLES = {"classify": "classification", "regress": "a regression"}
_MAX_VERSION = 2**63 - 1


def is_ours(path: str) -> bool:
    """Return whether a path is TensorFlow Serving's to answer.

    Example:
        >>> is_ours("/V1/models/tiny"), is_ours("/v1")
        (True, False)
    """
    return path[:4].lower() == "/v1/"


async def answer(call: Call) -> Answer:
    """Answer a request to a path of `is_ours`.

    Raises:
        ServingError: see the contract's table; a path or method there is none of is
            INVALID_ARGUMENT.
    """
    call.protocol = "tensorflow"
    verb, path = call.request.method, call.path
    if verb == "POST" and (match := _PREDICT.fullmatch(path)):
        return await _predict(call, match)
    if verb == "GET" and (match := _STATUS.fullmatch(path)):
        return _describe(call, match)
    raise ServingError("INVALID_ARGUMENT", f"Malformed request: {verb} {path[:500]}")


async def _predict(call, match) -> Answer:
    call.method = match["method"].lower()
    version = call.find(*_which(match))
    if call.method != "predict":
        raise ServingError(
            "INVALID_ARGUMENT",
            f"Expected {_ARTICLES[call.method]} signature method_name to be tensorflow/serving/"
            f"{call.method}. Was: tensorflow/serving/predict",
        )
    signature, request = await call.read(tf_predict.read, version)
    outputs = await call.result(version, signature, request.inputs)
    return Answer(await call.work(tf_predict.write, outputs, request.rows))


def _describe(call, match) -> Answer:
    call.method = "metadata" if match["metadata"] else "status"
    if match["name"] is None:
        raise ServingError("INVALID_ARGUMENT", "Missing model name in request.")
    name, version, label = _which(match)
    if match["metadata"]:
        return json_answer(tf_metadata.metadata(call.find(name, version, label)))
    if label is not None:
        version = call.find(name, label=label).version
    states = call.store.status(name, version)
    call.model = name
    return json_answer(tf_metadata.status(states))


def _which(match) -> tuple[str, int | None, str | None]:
    """Return the model's name, and its version or label."""
    version = match["version"]
    if version is not None:
        if len(version) > 19 or int(version) > _MAX_VERSION:
            raise ServingError(
                "INVALID_ARGUMENT", f"Failed to convert version: {version[:50]} to numeric."
            )
        version = int(version)
    label = match["label"]
    return unquote(match["name"]), version, None if label is None else unquote(label)
