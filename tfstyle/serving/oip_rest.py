"""The Open Inference Protocol's REST routes, as KServe, Triton and OpenVINO Model Server have them.

The protocol knows no signatures: `serving_default` is meant unless the request's parameter
`signature_name` names another, or for metadata the query.
"""

import re
from urllib.parse import unquote

import tfstyle
from tfstyle.serving import oip_infer
from tfstyle.serving.calls import Answer, Call, json_answer
from tfstyle.serving.problems import ServingError
from tfstyle.serving.repository import asks_for_ready, index

_MODEL = re.compile(
    r"/v2/models/(?P<name>[^/]+)(?:/versions/(?P<version>[^/]+))?(?P<rest>/infer|/ready)?", re.A
)
_HEADER = "Inference-Header-Content-Length"


def is_ours(path: str) -> bool:
    """Return whether a path is the protocol's, its probes left out.

    Example:
        >>> is_ours("/v2"), is_ours("/v2/models/tiny"), is_ours("/v20")
        (True, True, False)
    """
    return path == "/v2" or path.startswith("/v2/")


async def answer(call: Call) -> Answer:
    """Answer a request to a path of `is_ours`.

    Raises:
        ServingError: whatever is wrong with it.
    """
    call.protocol = "oip"
    verb, path = call.request.method, call.path.removesuffix("/")
    if path == "/v2":
        _only("GET", verb)
        call.method = "server_metadata"
        return json_answer({
            "name": "tfstyle", "version": tfstyle.__version__, "extensions": ["binary_tensor_data"],
        })  # fmt: skip
    if path == "/v2/repository/index":  # Triton's extension: what models there are
        _only("POST", verb)
        call.method = "repository_index"
        return json_answer(index(call.store, ready=await call.read(asks_for_ready)))
    match = _MODEL.fullmatch(path)
    if not match:
        raise ServingError("NOT_FOUND", f"There is nothing at {path[:200]}")
    _only("POST" if match["rest"] == "/infer" else "GET", verb)
    name, version = unquote(match["name"]), _version(match)
    if match["rest"] == "/infer":
        return await _infer(call, name, version)
    if match["rest"] == "/ready":
        return _ready(call, name, version)
    return _metadata(call, name, version)


async def _infer(call, name, number) -> Answer:
    call.method = "infer"
    version = call.find(name, number)
    length = call.request.headers.get(_HEADER)
    signature, request = await call.read(oip_infer.read, length, version)
    outputs = await call.result(version, signature, request.inputs)
    content, header = await call.work(
        oip_infer.write, request, version.model, version.version, outputs
    )
    if header is None:
        return Answer(content)
    return Answer(
        content, media_type="application/octet-stream", headers={_HEADER: str(header)}
    )


def _ready(call, name, number) -> Answer:
    call.method = "ready"
    call.store.status(name, number)  # raises if it never was
    try:
        call.find(name, number)
    except ServingError:
        return json_answer({"name": name, "ready": False}, 503)
    return json_answer({"name": name, "ready": True})


def _metadata(call, name, number) -> Answer:
    call.method = "metadata"
    version = call.find(name, number)
    signature = version.signature(call.request.query_params.get("signature_name"))
    versions = [one.version for one in call.store.status(name) if one.state == "AVAILABLE"]
    return json_answer({
        "name": name,
        "versions": [str(one) for one in versions if number in (None, one)],
        "platform": "tfstyle",
        **oip_infer.metadata_of(signature),
        "parameters": {"signature_name": signature.name, "signatures": list(version.signatures)},
    })


def _only(wanted, verb):
    if verb != wanted:
        raise ServingError(
            "UNIMPLEMENTED", f"This path is for {wanted}. Received: {verb}", status=405
        )


def _version(match) -> int | None:
    text = match["version"]
    if text is None:
        return None
    if not (text.isdecimal() and len(text) < 20):
        raise ServingError("NOT_FOUND", f"Versions are numbers. Received: {text[:50]}")
    return int(text)
