"""What models there are, in the words of Triton's extension of the Open Inference Protocol."""

import json

from tfstyle.serving.problems import ServingError
from tfstyle.serving.store import ModelStore

_STATES = {
    "LOADING": "LOADING",
    "AVAILABLE": "READY",
    "UNLOADING": "UNLOADING",
    "END": "UNAVAILABLE",
}


def index(store: ModelStore, *, ready: bool = False) -> list[dict[str, str]]:
    """Return every version that was tried: `name`, `version`, `state` and `reason`.

    Args:
        store: of the models.
        ready: only those that answer.
    """
    told = []
    for name in store.names():
        try:
            states = store.status(name)
        except ServingError:  # no version was found yet
            continue
        for one in states:
            state = _STATES[one.state]
            if state == "READY" or not ready:
                told.append({
                    "name": name, "version": str(one.version), "state": state,
                    "reason": one.message,
                })  # fmt: skip
    return told


def asks_for_ready(body: bytes) -> bool:
    """Return `ready` of a request's JSON; an empty body asks for all.

    Raises:
        ServingError: INVALID_ARGUMENT; it is no object, or `ready` is neither true nor false.
    """
    if not body.strip():
        return False
    try:
        ready = json.loads(body).get("ready", False)
    except (ValueError, AttributeError, RecursionError):
        ready = None
    if not isinstance(ready, bool):
        raise ServingError("INVALID_ARGUMENT", 'Send {"ready": true}, or nothing for all versions.')
    return ready
