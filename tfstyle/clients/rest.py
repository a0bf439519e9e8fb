"""Pictures over HTTP: TensorFlow Serving's REST contract, or the Open Inference Protocol's.

    from tfstyle.clients import rest

    png = rest.translate("http://127.0.0.1:8501", "photo.jpg", model="fast_style_udnie")
"""

import base64
import json
import os
import re
from typing import Any
from urllib.parse import quote

from tfstyle.clients import open_json
from tfstyle.clients.patience import Full, nothing_answers, patiently, seconds
from tfstyle.clients.questions import Protocol, Question, question
from tfstyle.clients.trust import check_trust, context
from tfstyle.errors import RemoteError, one_line

_ADDRESS = re.compile(r"https?://(?:[^/\s:\[\]?#@]+|\[[\d.:a-fA-F]+\])(?::\d{1,5})?(?:/[^\s?#]*)?")
# What HTTP's status is in gRPC's words.
_CODES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    405: "UNIMPLEMENTED", 413: "INVALID_ARGUMENT", 429: "RESOURCE_EXHAUSTED",
    501: "UNIMPLEMENTED", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip


def translate(
    url: str, picture: Any, *, model: str, version: int | str | None = None,
    signature: str | None = None, direction: str | None = None, token: str | None = None,
    timeout: float = 60.0, retries: int = 5, protocol: Protocol = "v1",
    ca: str | os.PathLike | None = None,
) -> Any:  # fmt: skip
    """Return a picture as a model of a server paints it.

    Args:
        url: e.g. `"http://127.0.0.1:8501"`.
        picture: bytes of a file, its path, or an array (H, W, C), uint8 or float in [0, 1].
        model: its name on the server.
        version: its number, or a label (`"v1"` only); the newest if not given.
        signature: another one than `serving_bytes` for files and `serving_uint8` or
            `serving_default` for arrays.
        direction: of a model with two, e.g. `"photo2monet"`.
        token: that the server asks for.
        timeout: seconds for all of it, waiting for a full server included.
        retries: how often a server is asked again that says it is full (429, 503), after the time
            it says.
        protocol: `"v1"` is TensorFlow Serving's, `"v2"` the Open Inference Protocol.
        ca: file of certificates, PEM, that an `https://` server is checked by instead of the usual.

    Returns:
        Bytes of a PNG for a file, an array like the one given for an array.

    Raises:
        RemoteError: the server refused and says why, or none answered.
        OSError: a file cannot be read.
        ValueError: what is asked is no picture, or `"v2"` with a label.
    """
    asked = question(picture, signature, direction, protocol)
    if protocol == "v1":
        path, headers, body = _predict(asked, model, version)
        read = _predicted
    else:
        path, headers, body = open_json.write(asked, model, version)
        read = open_json.read
    answer = _ask(
        url, path, headers, body, token=token, timeout=timeout, retries=retries, ca=ca
    )  # fmt: skip
    try:
        return read(asked, answer.headers, answer.content)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise RemoteError(
            f"{url} answered what is no picture of this protocol: {one_line(error, 100)}"
        ) from error


def models(
    url: str, *, token: str | None = None, timeout: float = 60.0,
    ca: str | os.PathLike | None = None,
) -> list[str]:  # fmt: skip
    """Return the names of the models that a server has ready.

    Neither TensorFlow Serving nor the Open Inference Protocol lists them; Triton's extension does,
    and `tfstyle serve` has it.

    Args:
        url: e.g. `"http://127.0.0.1:8501"`.
        token: that the server asks for.
        timeout: seconds.
        ca: see `translate`.

    Raises:
        OSError: the file of certificates cannot be read.
        RemoteError: UNIMPLEMENTED where the server does not tell, or none answered.
    """
    try:
        answer = _ask(
            url, "/v2/repository/index", {"Content-Type": "application/json"}, b'{"ready": true}',
            token=token, timeout=timeout, retries=0, ca=ca,
        )  # fmt: skip
        told = json.loads(answer.content)
        return sorted({one["name"] for one in told if one["state"] == "READY"})
    except (ValueError, LookupError, TypeError) as error:
        raise RemoteError(f"{url} does not list its models.", "UNIMPLEMENTED") from error
    except RemoteError as error:
        if error.code in ("NOT_FOUND", "UNIMPLEMENTED", "INVALID_ARGUMENT"):
            raise RemoteError(f"{url} does not list its models.", "UNIMPLEMENTED") from error
        raise


def _ask(url, path, headers, body, *, token, timeout, retries, ca):
    """Return the answer to a POST that was answered 200."""
    import httpx

    if not _ADDRESS.fullmatch(url):
        raise RemoteError(f"{url} is no address of HTTP. One is http://127.0.0.1:8501.")
    verify = context(None if ca is None else os.fspath(ca)) if url.startswith("https") else True
    if token is not None:
        headers = {**headers, "Authorization": f"Bearer {token}"}

    def ask(left):
        try:
            answer = httpx.post(
                f"{url.rstrip('/')}{path}", content=body, headers=headers, timeout=left,
                verify=verify,
            )  # fmt: skip
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            check_trust(url, error)
            nothing_answers(url, one_line(error, 100) or type(error).__name__)
        except httpx.TimeoutException as error:
            raise RemoteError(
                f"{url} did not answer within {timeout:g} seconds.", "DEADLINE_EXCEEDED"
            ) from error
        except httpx.HTTPError as error:
            raise RemoteError(
                f"The connection to {url} broke: {one_line(error, 100) or type(error).__name__}",
                "UNAVAILABLE",
            ) from error
        if answer.status_code == 200:
            return answer
        refusal = RemoteError(
            f"{url} refused ({answer.status_code}): {_said(answer)}",
            _CODES.get(answer.status_code, "INTERNAL"),
        )
        if answer.status_code in (429, 503):
            raise Full(refusal, seconds(answer.headers.get("Retry-After")))
        raise refusal

    return patiently(ask, timeout=timeout, retries=retries)


def _said(answer) -> str:
    """Return why a server refused, in its words where it has some."""
    try:
        words = answer.json()["error"]
    except (ValueError, LookupError, TypeError):
        words = answer.reason_phrase or "no reason given"
    return one_line(words, 500)


def _predict(asked: Question, model, version):
    """Return the path, headers and body of a question to TensorFlow Serving."""
    path = f"/v1/models/{quote(model, safe='')}"
    if version is not None:
        kind = "versions" if str(version).isdecimal() else "labels"
        path += f"/{kind}/{quote(str(version), safe='')}"
    instance: dict[str, Any] = {}
    if asked.encoded:
        instance[asked.input] = {"b64": base64.b64encode(asked.picture).decode()}
    else:
        instance[asked.input] = asked.picture.tolist()
    if asked.direction is not None:
        instance["direction"] = asked.direction
    body = {"signature_name": asked.signature, "instances": [instance]}
    return f"{path}:predict", {"Content-Type": "application/json"}, json.dumps(body).encode()


def _predicted(asked: Question, headers, content):
    """Return the picture of TensorFlow Serving's answer."""
    (value,) = json.loads(content)["predictions"]
    if isinstance(value, dict) and "b64" not in value:  # several outputs have their names
        value = asked.of(value)
    if asked.encoded:
        return base64.b64decode(value["b64"], validate=True)
    import numpy as np

    array = np.array(value, asked.picture.dtype)
    if array.ndim != 3:
        raise ValueError(f"shape {array.shape}")
    return array
