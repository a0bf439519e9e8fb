"""From a call of gRPC to a function of its message, and from what goes wrong to a status.

Messages are read here and not by gRPC, which would answer INTERNAL where bytes are no message, and
would keep a thread for as long as a caller sends nothing. So each call is taken as a stream of
messages, of which there is one; on the wire that is the same.
"""

import hmac
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any

from tfstyle.errors import TensorError, one_line
from tfstyle.protos.methods import Method
from tfstyle.serving.grpc_room import Room
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature
from tfstyle.serving.store import LoadedVersion

LOG = logging.getLogger("tfstyle.serving")
# A status travels in a header, of 8 KiB at most, where a letter takes up to 12 bytes.
_LONGEST_MESSAGE = 500
_OF_THE_SERVER = "Internal error"  # what it was is in the server's log


class Gate:
    """How many calls may be computed or wait at a time.

    Args:
        places: that many; whoever comes then is turned away.
    """

    def __init__(self, places: int):
        self._free = threading.BoundedSemaphore(places)
        self._places = places

    def __enter__(self):
        if not self._free.acquire(blocking=False):
            raise ServingError(
                "RESOURCE_EXHAUSTED",
                f"{self._places} calls are being answered, and no more may. Try again later.",
                retry_after=1,
            )

    def __exit__(self, *raised):
        self._free.release()


class Call:
    """What is known of a call beside its message.

    Args:
        context: gRPC's.
    """

    def __init__(self, context: Any):
        self._context = context

    def run(
        self, choose: Callable[[], tuple[LoadedVersion, Signature]], arrays: Arrays
    ) -> tuple[LoadedVersion, Signature, Arrays]:
        """Return the version that answered, its signature and the outputs.

        The caller's deadline is that of the queue, too; a call that is cancelled leaves the queue.

        Args:
            choose: returns the version and signature that are meant, and is asked again if that
                version goes at this very moment.
            arrays: the inputs.

        Raises:
            ServingError: see `LoadedVersion.submit`; DEADLINE_EXCEEDED; CANCELLED.
        """
        version, signature = choose()
        left = min(self._context.time_remaining(), version.batcher.limits.seconds)
        try:
            future = version.submit(signature, arrays, left)
        except ServingError as error:
            if error.code != "UNAVAILABLE":
                raise
            version, signature = choose()
            future = version.submit(signature, arrays, left)
        if not self._context.add_callback(future.cancel):
            future.cancel()  # the call has ended already
        try:
            return version, signature, future.result(left)
        except TimeoutError as error:
            future.cancel()
            raise ServingError(
                "DEADLINE_EXCEEDED", "Timed out waiting for notification"
            ) from error
        except CancelledError as error:
            raise ServingError("CANCELLED", "The call was cancelled.") from error


def handler(
    method: Method, function: Callable[[Any, Call], Any], *, gate: Any, room: Room, patience: float,
    token: str | None, seconds: float,
) -> Callable[[Iterator[bytes], Any], bytes]:  # fmt: skip
    """Return what gRPC calls with a caller's messages and a context, for the bytes of the answer.

    Args:
        method: which.
        function: of the message and a `Call` to the answer.
        gate: context around every call.
        room: of the messages.
        patience: seconds to wait for room.
        token: that a caller has to show, if any.
        seconds: that a caller may take for the message; then the call is cancelled.
    """
    import grpc
    from google.protobuf.message import DecodeError

    expected = None if token is None else f"Bearer {token}".encode()

    def answer(messages, context):
        if expected is not None:
            _check_token(context, expected)
        with room.taken(min(patience, context.time_remaining())) as hold:
            content = _message(messages, context, seconds)
            hold(len(content))
            with gate:
                try:
                    request = method.request.FromString(content)
                except DecodeError as error:
                    name = method.request.DESCRIPTOR.full_name
                    raise ServingError("INVALID_ARGUMENT", f"This is no {name}.") from error
                return function(request, Call(context)).SerializeToString()

    def handle(messages, context):
        try:
            return answer(messages, context)
        except grpc.RpcError:  # the caller has gone
            raise
        except (ServingError, TensorError) as error:
            problem = error
        except Exception:
            LOG.exception("%s failed", method.path)
            problem = ServingError("INTERNAL", _OF_THE_SERVER)
        code, words, again = _told(method, problem)
        if again is not None:
            context.set_trailing_metadata((("retry-after", str(again)),))
        context.abort(grpc.StatusCode[code], words)

    return handle


def _message(messages, context, seconds):
    """Return the one message of a call."""
    patience = threading.Timer(seconds, context.cancel)
    patience.daemon = True
    patience.start()
    try:
        return next(messages)
    except StopIteration:
        raise ServingError("INVALID_ARGUMENT", "The call has no message.") from None
    finally:
        patience.cancel()


def _told(method, problem):
    """Return a status' code, its words, and after how many seconds to come back."""
    if isinstance(problem, TensorError):
        return "INVALID_ARGUMENT", one_line(problem, _LONGEST_MESSAGE), None
    if problem.code == "INTERNAL":  # its words may have a path of this computer
        LOG.error("%s: %s", method.path, problem)
        return problem.code, _OF_THE_SERVER, None
    return problem.code, one_line(problem, _LONGEST_MESSAGE), problem.retry_after


def _check_token(context, expected):
    shown = dict(context.invocation_metadata()).get("authorization", "")
    if not hmac.compare_digest(shown.encode(), expected):
        raise ServingError(
            "UNAUTHENTICATED", "Send the metadata `authorization` with `Bearer` and the token."
        )
